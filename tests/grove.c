/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include "tests/grove.h"
#include "tests/test.h"
#include "x509/name.h"

#define SEED "grove"

static struct key_cache *keys;
static struct cw_error err;

void
grove_setup(void)
{
	keys = key_cache_new(SEED, &err);
	ck_assert_msg(keys != NULL, "%s", err.text);
}

void
grove_teardown(void)
{
	key_cache_free(keys);
	keys = NULL;
}

void
grove_start(struct grove *g)
{
	memset(g, 0, sizeof(*g));
	g->arena = arena_new(0);
	g->chain = cw_certs_new();
	g->rest = cw_certs_new();
	g->trust = cw_certs_new();
	ck_assert(g->arena != NULL && g->chain != NULL && g->rest != NULL &&
	    g->trust != NULL);
	g->question = (struct cw_question){
		.chain = g->chain, .untrusted = g->rest, .trust = g->trust,
		.at = TEST_NOW, .name = GROVE_HOST
	};
}

void
grove_end(struct grove *g)
{
	cw_verdict_free(g->verdict);
	cw_certs_free(g->chain);
	cw_certs_free(g->rest);
	cw_certs_free(g->trust);
	arena_free(g->arena);
}

static const struct key *
key_of(const char *label, enum key_type type, struct buffer *spki)
{
	const struct key *key = key_cache_get(keys, type, label, &err);

	ck_assert_msg(key != NULL && key_public(key, spki, &err) == 0, "%s",
	    err.text);
	return key;
}

static void
grow(struct cw_certs *to, struct cert_spec *spec, const struct tree *t)
{
	const char *signer = t->signer != NULL ? t->signer : t->issuer;
	struct buffer spki = BUFFER_EMPTY, above = BUFFER_EMPTY,
	    der = BUFFER_EMPTY;
	struct cert_spec issuer;
	uint8_t serial[16];
	char label[256];
	struct mint_issuer by;

	snprintf(label, sizeof(label), "%s,%s,%s,%s,%zu", t->subject, t->issuer,
	    t->key != NULL ? t->key : t->subject, signer, to->count);
	spec_start(&issuer, spec->arena, "issuer");
	spec_subject(&issuer, t->issuer, NULL);
	key_of(t->key != NULL ? t->key : t->subject, spec->key_type, &spki);
	by.key = key_of(signer, KEY_TYPE_P256, &above);
	by.subject = issuer.subject;
	by.spki = buffer_bytes(&above);
	ck_assert(!spec->failed);
	ck_assert_msg(mint_serial(SEED, label, serial, &err) == 0 &&
	    mint(spec, buffer_bytes(&spki), &by,
	    (struct bytes){ serial, sizeof(serial) }, &der, &err) == 0 &&
	    cw_certs_add(to, der.data, der.len, "grove", &err) == 0, "%s",
	    err.text);
	buffer_free(&spki);
	buffer_free(&above);
	buffer_free(&der);
}

void
grove_ca(struct cw_certs *to, const struct tree *t)
{
	struct arena *arena = arena_new(0);
	struct cert_spec *spec = arena_alloc(arena, sizeof(*spec));
	bool root = strcmp(t->subject, t->issuer) == 0;

	spec_start(spec, arena, t->subject);
	spec_subject(spec, t->subject, NULL);
	spec_profile(spec, root ? SPEC_CA_ROOT : SPEC_CA_ISSUING, TEST_NOW);
	spec_basic_constraints(spec, true, true, -1);
	if (t->edit != NULL)
		t->edit(spec);
	grow(to, spec, t);
	arena_free(arena);
}

void
grove_plain(struct cw_certs *to, const char *subject, const char *issuer)
{
	grove_ca(to, &(struct tree){ .subject = subject, .issuer = issuer });
}

void
grove_leaf(struct grove *g, const char *issuer, const char *signer,
    void (*edit)(struct cert_spec *spec))
{
	const struct spec_name name = { GN_DNS, bytes_of(GROVE_HOST) };
	const struct tree t = { GROVE_HOST, issuer, NULL, signer, NULL };
	struct cert_spec *spec = arena_alloc(g->arena, sizeof(*spec));

	spec_start(spec, g->arena, "leaf");
	spec_subject(spec, GROVE_HOST, NULL);
	spec_profile(spec, SPEC_SERVER, TEST_NOW);
	spec_subject_alt_name(spec, false, &name, 1);
	if (edit != NULL)
		edit(spec);
	grow(g->chain, spec, &t);
}

void
grove_limit(struct grove *g, const char *name, unsigned most)
{
	g->limit = (struct cw_limit){ name, most };
	g->question.limit = &g->limit;
	g->question.limit_count = 1;
}

void
grove_ask(struct grove *g)
{
	cw_verdict_free(g->verdict);
	g->verdict = NULL;
	ck_assert_msg(cw_verify(&g->question, &g->verdict, &err) == 0, "%s",
	    err.text);
	/* Whatever is asked: a refusal has a reason, and only a refusal. */
	ck_assert(cw_verdict_valid(g->verdict) ==
	    (g->verdict->findings.errors == 0));
}

static const char *
keep(struct arena *arena, struct buffer *text)
{
	char *kept = arena_string(arena, text->data == NULL ? "" :
	    (const char *)text->data);

	buffer_free(text);
	ck_assert(kept != NULL);
	return kept;
}

static const char *
found_text(const struct cw_verdict *v, struct arena *arena)
{
	static const char *const word[] = { "off", "note", "warning", "error" };
	struct buffer text = BUFFER_EMPTY;
	size_t i;

	for (i = 0; i < v->findings.count; i++)
		buffer_format(&text, "%s%s %s", i > 0 ? ", " : "",
		    word[v->findings.list[i].severity],
		    failure_get(v->findings.list[i].id)->slug);
	return keep(arena, &text);
}

const char *
grove_found(struct grove *g)
{
	return found_text(g->verdict, g->arena);
}

const char *
grove_told(struct grove *g)
{
	struct buffer text = BUFFER_EMPTY;
	size_t i;

	for (i = 0; g->verdict->best != NULL && i < g->verdict->best->count;
	    i++) {
		if (i > 0)
			buffer_string(&text, " < ");
		name_write_short(g->verdict->best->cert[i]->subject, &text);
	}
	return keep(g->arena, &text);
}

/* ---- one edit of the good scenario ------------------------------------------ */

static struct cw_certs *
certs_of(const struct scenario *s, const struct scenario_minted *m,
    const int *which, size_t count)
{
	struct cw_certs *certs = cw_certs_new();
	size_t i;

	ck_assert(certs != NULL && !s->failed);
	for (i = 0; i < count; i++)
		ck_assert_msg(cw_certs_add(certs, m->der[which[i]].data,
		    m->der[which[i]].len, "scenario", &err) == 0, "%s",
		    err.text);
	return certs;
}

void
verdict_check(const struct verdict_case *c)
{
	struct arena *arena = arena_new(0);
	struct scenario *s = arena_alloc(arena, sizeof(*s));
	struct cw_question q = { .profile = c->profile, .strict = c->strict };
	struct scenario_minted minted;
	struct cw_certs *chain, *trust;
	struct cw_verdict *v;

	scenario_good(s, arena, TEST_NOW, KEY_TYPE_P256);
	if (c->edit != NULL)
		c->edit(s);
	ck_assert_msg(scenario_mint(s, keys, SEED, &minted, &err) == 0,
	    "%s: %s", c->name, err.text);
	q.chain = chain = certs_of(s, &minted, s->sent, s->sent_count);
	q.trust = trust = certs_of(s, &minted, s->trusted, s->trusted_count);
	q.at = s->now;
	q.name = s->name;
	q.purpose = s->purpose;
	q.anchor_mode = c->anchor_mode;
	q.limit = s->limit;
	q.limit_count = s->limit_count;
	q.policies = s->policies;
	q.policy_count = s->policy_count;
	q.explicit_policy = s->explicit_policy;
	q.inhibit_policy_mapping = s->inhibit_policy_mapping;
	q.inhibit_any_policy = s->inhibit_any_policy;
	ck_assert_msg(cw_verify(&q, &v, &err) == 0, "%s: %s", c->name, err.text);
	ck_assert_msg(strcmp(found_text(v, arena), c->found) == 0,
	    "%s: found \"%s\", expected \"%s\"", c->name, found_text(v, arena),
	    c->found);
	ck_assert(cw_verdict_valid(v) == (v->findings.errors == 0));
	cw_verdict_free(v);
	cw_certs_free(chain);
	cw_certs_free(trust);
	arena_free(arena);
}
