/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every allocation fails once, alone and with all that follow it: then an error
 * is returned, nothing is accepted that should not be, nothing of ours leaks.
 *
 * The linker puts the functions below in place of those that the library's own
 * objects call, so that GMP, which aborts without memory, gets its own. What is
 * taken from an arena counts as an allocation, and so does what GnuTLS, libidn2
 * and jansson are asked for.
 */
#include "config.h"

#include <gnutls/abstract.h>
#include <idn2.h>
#include <jansson.h>
#include <stdlib.h>

#include "path/walk.h"
#include "tests/judge.h"
#include "tests/test.h"

/* ---- what fails ------------------------------------------------------------- */

static struct {
	bool armed;
	bool lasting;                   /* what follows the first fails too */
	size_t fail;                    /* this one, from 1; 0: none */
	size_t asked;                   /* allocations of any kind */
	size_t heap;                    /* those that reached malloc */
	size_t in_walk, heap_in_walk;   /* while rules were checked */
	bool walking;
	long live;                      /* blocks not yet freed */
	bool failed;
} memory;

static bool
refused(bool heap)
{
	if (!memory.armed)
		return false;
	memory.asked++;
	memory.heap += heap;
	memory.in_walk += memory.walking;
	memory.heap_in_walk += memory.walking && heap;
	if (memory.fail == 0 || memory.asked < memory.fail ||
	    (memory.asked > memory.fail && !memory.lasting))
		return false;
	memory.failed = true;
	return true;
}

static void *
taken(void *block)
{
	memory.live += memory.armed && block != NULL;
	return block;
}

#define PROTOTYPE(type, name, parameters) \
	type __real_##name parameters; \
	type __wrap_##name parameters; \
	type __wrap_##name parameters

PROTOTYPE(void *, malloc, (size_t size))
{
	return refused(true) ? NULL : taken(__real_malloc(size));
}

PROTOTYPE(void *, calloc, (size_t count, size_t size))
{
	return refused(true) ? NULL : taken(__real_calloc(count, size));
}

PROTOTYPE(void *, realloc, (void *block, size_t size))
{
	if (refused(true))
		return NULL;
	return block == NULL ? taken(__real_realloc(block, size)) :
	    __real_realloc(block, size);
}

PROTOTYPE(void, free, (void *block))
{
	memory.live -= memory.armed && block != NULL;
	__real_free(block);
}

PROTOTYPE(void *, arena_alloc, (struct arena *a, size_t size))
{
	return refused(false) ? NULL : __real_arena_alloc(a, size);
}

PROTOTYPE(void *, arena_array, (struct arena *a, size_t count, size_t size))
{
	return refused(false) ? NULL : __real_arena_array(a, count, size);
}

PROTOTYPE(uint8_t *, arena_copy, (struct arena *a, struct bytes b))
{
	return refused(false) ? NULL : __real_arena_copy(a, b);
}

PROTOTYPE(char *, arena_string, (struct arena *a, const char *string))
{
	return refused(false) ? NULL : __real_arena_string(a, string);
}

PROTOTYPE(int, gnutls_pubkey_init, (gnutls_pubkey_t *key))
{
	int rc = refused(false) ? GNUTLS_E_MEMORY_ERROR :
	    __real_gnutls_pubkey_init(key);

	memory.live += memory.armed && rc == 0;
	return rc;
}

PROTOTYPE(void, gnutls_pubkey_deinit, (gnutls_pubkey_t key))
{
	memory.live -= memory.armed && key != NULL;
	__real_gnutls_pubkey_deinit(key);
}

PROTOTYPE(int, gnutls_pubkey_import_ecc_raw, (gnutls_pubkey_t key,
    gnutls_ecc_curve_t curve, const gnutls_datum_t *x,
    const gnutls_datum_t *y))
{
	return refused(false) ? GNUTLS_E_MEMORY_ERROR :
	    __real_gnutls_pubkey_import_ecc_raw(key, curve, x, y);
}

PROTOTYPE(int, gnutls_pubkey_import_rsa_raw, (gnutls_pubkey_t key,
    const gnutls_datum_t *n, const gnutls_datum_t *e))
{
	return refused(false) ? GNUTLS_E_MEMORY_ERROR :
	    __real_gnutls_pubkey_import_rsa_raw(key, n, e);
}

PROTOTYPE(int, gnutls_pubkey_verify_data2, (gnutls_pubkey_t key,
    gnutls_sign_algorithm_t algorithm, unsigned flags,
    const gnutls_datum_t *data, const gnutls_datum_t *signature))
{
	return refused(false) ? GNUTLS_E_MEMORY_ERROR :
	    __real_gnutls_pubkey_verify_data2(key, algorithm, flags, data,
	    signature);
}

PROTOTYPE(int, idn2_lookup_u8, (const uint8_t *name, uint8_t **ascii,
    int flags))
{
	return refused(false) ? IDN2_MALLOC :
	    __real_idn2_lookup_u8(name, ascii, flags);
}

/* Not an allocation: marks those of the rules. */
PROTOTYPE(void, walk_path, (struct cw_verdict *verdict, struct path *path))
{
	memory.walking = true;
	__real_walk_path(verdict, path);
	memory.walking = false;
}

/* ---- what is done ------------------------------------------------------------ */

/* How one piece of work ended. Nothing may be asserted while memory is armed:
   check allocates too. */
struct ending {
	bool failed;                    /* and said so */
	bool valid;                     /* a chain was accepted */
	bool kept;                      /* something, although it failed */
	struct cw_error err;
};

struct work {
	struct judged judged;
	struct cw_verdict *verdict;     /* that is reported; made unarmed */
};

static void
read_all(const struct work *w, struct ending *e)
{
	const struct cw_scenario *c = w->judged.scenario;
	const struct scenario *s = &c->s;
	struct cw_certs *chain = cw_certs_new(), *trust = cw_certs_new();

	if (chain == NULL || trust == NULL) {
		e->failed = true;
		error_memory(&e->err);
	} else if (cw_certs_read(chain, c->pem.data, c->pem.len, "chain.pem",
	    &e->err) != 0) {
		e->failed = true;
		e->kept |= cw_certs_count(chain) != 0;
	}
	for (size_t i = 0; !e->failed && i < s->trusted_count; i++) {
		struct bytes der = c->minted.der[s->trusted[i]];

		e->failed = cw_certs_add(trust, der.data, der.len, "root.pem",
		    &e->err) != 0;
		e->kept |= cw_certs_count(trust) != i + !e->failed;
	}
	cw_certs_free(chain);
	cw_certs_free(trust);
}

static void
judge(const struct work *w, struct ending *e)
{
	struct cw_verdict *v = NULL;

	e->failed = cw_verify(&w->judged.scenario->question, &v, &e->err) != 0;
	e->kept = e->failed != (v == NULL);
	e->valid = v != NULL && cw_verdict_valid(v);
	cw_verdict_free(v);
}

static void
keep_text(char *text, struct ending *e)
{
	e->failed = text == NULL;
	error_memory(&e->err);
	free(text);
}

static void
tell_text(const struct work *w, struct ending *e)
{
	keep_text(cw_verdict_text(w->verdict, NULL), e);
}

static void
tell_json(const struct work *w, struct ending *e)
{
	keep_text(cw_verdict_json(w->verdict), e);
}

static void
inspect_text(const struct work *w, struct ending *e)
{
	keep_text(cw_inspect_text(w->verdict->question.chain, 0, NULL), e);
}

static void
inspect_json(const struct work *w, struct ending *e)
{
	keep_text(cw_inspect_json(w->verdict->question.chain, NULL,
	    NULL), e);
}

static void
inspect_key(const struct work *w, struct ending *e)
{
	char *out = NULL;
	size_t len;

	e->failed = cw_inspect_key(w->verdict->question.chain, 0, CW_KEY_PEM,
	    &out, &len, &e->err) != 0;
	e->kept = e->failed != (out == NULL);
	free(out);
}

static void
explain_text(const struct work *w, struct ending *e)
{
	char *text = cw_explain_text("validity-expired", NULL, &e->err);

	(void)w;
	e->failed = text == NULL;
	free(text);
}

static void
explain_json(const struct work *w, struct ending *e)
{
	char *text = cw_explain_json("validity-expired", &e->err);

	(void)w;
	e->failed = text == NULL;
	free(text);
}

/* ---- the chains --------------------------------------------------------------- */

static void
plain(struct scenario *s)
{
	(void)s;
}

static void
international(struct scenario *s)
{
	s->name = "www.d\xc3\xa9mo.test";
}

static void
two_of_one_name(struct scenario *s)
{
	int twin = scenario_add(s, "twin", SPEC_CA_ISSUING, "Demo Issuing CA",
	    SCENARIO_ROOT);

	s->cert[twin].not_before += 60;
	s->sent[s->sent_count++] = twin;
}

static const struct {
	const char *name;
	void (*edit)(struct scenario *s);
	const char *slug;               /* NULL: good */
	enum cw_tls tls;
} chains[] = {
	{ "good", plain, NULL, CW_TLS13 },
	{ "good with an RSA key", plain, NULL, CW_TLS12_RSA },
	{ "good beside a CA of the same name", two_of_one_name, NULL,
	    CW_TLS13 },
	{ "another name in letters that are not ASCII", international,
	    "peer-name-dns-mismatch", CW_TLS13 },
	{ "no PEM", plain, "pem-invalid", CW_TLS13 },
	{ "no DER", plain, "der-malformed", CW_TLS13 },
	{ "two extensions of a type", plain, "extension-duplicate", CW_TLS13 },
	{ "signature", plain, "signature-invalid", CW_TLS13 },
	{ "another root", plain, "root-not-trusted", CW_TLS13 },
	{ "the root has another key", plain, "trust-anchor-key-mismatch",
	    CW_TLS13 },
	{ "every issuer refused", plain, "issuer-candidates-all-rejected",
	    CW_TLS13 },
	{ "no issuer", plain, "issuer-not-found", CW_TLS13 },
	{ "expired", plain, "validity-expired", CW_TLS13 },
	{ "no CA", plain, "issuer-not-ca", CW_TLS13 },
	{ "too long", plain, "path-length-exceeded", CW_TLS13 },
	{ "critical", plain, "critical-extension-unknown", CW_TLS13 },
	{ "purpose", plain, "eku-purpose-not-allowed", CW_TLS13 },
	{ "one too deep", plain, "chain-depth-exceeded", CW_TLS13 },
};

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static void
work_start(struct work *w, int i)
{
	const enum failure_id id = chains[i].slug == NULL ? FAILURE_COUNT :
	    failure_find(chains[i].slug);
	struct cw_error err;

	judge_start(&w->judged, chains[i].tls);
	chains[i].edit(w->judged.s);
	if (id != FAILURE_COUNT && chains[i].edit == plain)
		defect_apply(w->judged.s, id);
	ck_assert(judge_mint(&w->judged));
	ck_assert_msg(cw_verify(&w->judged.scenario->question, &w->verdict,
	    &err) == 0, "%s", err.text);
	ck_assert_msg(cw_verdict_valid(w->verdict) == (id == FAILURE_COUNT) &&
	    (id == FAILURE_COUNT || findings_have(&w->verdict->findings, id,
	    NULL)), "%s", chains[i].name);
}

static void
work_end(struct work *w)
{
	cw_verdict_free(w->verdict);
	judge_free(&w->judged);
}

static struct ending
attempt(void (*act)(const struct work *, struct ending *),
    const struct work *w, size_t fail, bool lasting)
{
	struct ending e = { .failed = false };

	memory = (typeof(memory)){ .fail = fail, .lasting = lasting,
		.armed = true };
	act(w, &e);
	memory.armed = false;
	return e;
}

/* Gives the number of allocations when none fails. */
static size_t
sweep(const char *what, void (*act)(const struct work *, struct ending *),
    const struct work *w)
{
	struct ending whole = attempt(act, w, 0, false), e;
	size_t all = memory.asked;

	ck_assert_msg(!whole.failed, "%s: %s", what, whole.err.text);
	ck_assert_msg(memory.live == 0, "%s: %ld blocks leak", what,
	    memory.live);
	for (size_t n = 1; n <= all; n++) {
		for (int lasting = 0; lasting < 2; lasting++) {
			e = attempt(act, w, n, lasting == 1);
			ck_assert_msg(memory.failed, "%s: %zu of %zu", what, n,
			    all);
			ck_assert_msg(e.failed, "%s: %zu of %zu fails and "
			    "nobody says so", what, n, all);
			ck_assert_msg(strcmp(e.err.text, "out of memory") == 0,
			    "%s: %zu of %zu: %s", what, n, all, e.err.text);
			ck_assert_msg(memory.live == 0,
			    "%s: %zu of %zu: %ld blocks leak", what, n, all,
			    memory.live);
			ck_assert_msg(!e.valid && !e.kept, "%s: %zu of %zu",
			    what, n, all);
		}
	}
	return all;
}

START_TEST(test_judging)
{
	struct work w;

	work_start(&w, _i);
	ck_assert_uint_ge(sweep(chains[_i].name, read_all, &w), 5);
	ck_assert_uint_ge(sweep(chains[_i].name, judge, &w), 5);
	work_end(&w);
}
END_TEST

static const struct {
	const char *name;
	void (*act)(const struct work *, struct ending *);
} words[] = {
	{ "verdict as text", tell_text }, { "verdict as JSON", tell_json },
	{ "certificate as text", inspect_text },
	{ "certificate as JSON", inspect_json },
	{ "key", inspect_key }, { "explanation", explain_text },
	{ "explanation as JSON", explain_json },
};

/* A good chain, and those whose reports show two certificates or a gap. */
START_TEST(test_words)
{
	static const int which[] = { 0, 3, 9, 10, 11 };
	struct work w;

	json_set_alloc_funcs(__wrap_malloc, __wrap_free);
	for (size_t i = 0; i < sizeof(which) / sizeof(which[0]); i++) {
		work_start(&w, which[i]);
		ck_assert_uint_ge(sweep(words[_i].name, words[_i].act, &w), 2);
		work_end(&w);
	}
}
END_TEST

/* The plain sentence stands in for the one with values. */
START_TEST(test_finding)
{
	struct cw_finding f;
	struct work w;
	bool found;

	work_start(&w, 12);
	memory = (typeof(memory)){ .armed = true, .fail = 1, .lasting = true };
	found = cw_verdict_finding(w.verdict, 0, &f);
	memory.armed = false;
	ck_assert(found && memory.failed);
	ck_assert_str_eq(f.slug, "validity-expired");
	ck_assert_str_eq(f.title, failure_get(F_VALIDITY_EXPIRED)->means);
	work_end(&w);
}
END_TEST

/* Of an accepted chain: a fixed number, none of them a rule's. */
START_TEST(test_count)
{
	struct ending e;
	struct work w;

	work_start(&w, 0);
	e = attempt(judge, &w, 0, false);
	ck_assert(e.valid);
	/* An arena, its chunks, two keys. */
	ck_assert_msg(memory.heap <= 6, "%zu allocations", memory.heap);
	ck_assert_msg(memory.heap_in_walk == 0,
	    "rules take %zu blocks of the heap", memory.heap_in_walk);
	ck_assert_msg(memory.in_walk <= 2, "rules allocate %zu times",
	    memory.in_walk);
	work_end(&w);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("memory");
	TCase *t = tcase_create("judging"), *r = tcase_create("words");

	tcase_set_timeout(t, 60);
	tcase_set_timeout(r, 60);
	tcase_add_unchecked_fixture(t, judge_setup, judge_teardown);
	tcase_add_loop_test(t, test_judging, 0, COUNT(chains));
	tcase_add_test(t, test_count);
	suite_add_tcase(s, t);
	tcase_add_unchecked_fixture(r, judge_setup, judge_teardown);
	tcase_add_loop_test(r, test_words, 0, COUNT(words));
	tcase_add_test(r, test_finding);
	suite_add_tcase(s, r);
	return s;
}
