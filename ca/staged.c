/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/pem.h"
#include "ca/defect.h"
#include "ca/staged.h"
#include "x509/name.h"

static bool
is_among(const int *list, size_t count, int index)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == index)
			return true;
	return false;
}

/* What of the certificates the server sends, as a PEM file. */
static int
pem_build(struct cw_scenario *c, struct cw_error *err)
{
	for (size_t i = 0; i < c->s.sent_count; i++)
		pem_write(&c->pem, "CERTIFICATE",
		    c->minted.der[c->s.sent[i]]);
	if (c->s.patch_pem != NULL)
		c->s.patch_pem(&c->pem);
	return c->pem.failed ? error_memory(err) : 0;
}

static int
certs_add(struct cw_certs *certs, const struct cw_scenario *c, const int *list,
    size_t count, const char *source, struct cw_error *err)
{
	for (size_t i = 0; i < count; i++) {
		struct bytes der = c->minted.der[list[i]];

		if (cw_certs_add(certs, der.data, der.len, source, err) < 0)
			return -1;
	}
	return 0;
}

/* As a file of OpenSSL: each certificate with the settings behind it. */
static int
trust_build(struct cw_scenario *c, struct cw_error *err)
{
	const struct scenario *s = &c->s;

	if (s->trust_settings.len == 0)
		return certs_add(c->trust, c, s->trusted, s->trusted_count,
		    "root.pem", err);
	if (staged_trust(c, &c->trust_pem, err) < 0)
		return -1;
	return cw_certs_read(c->trust, c->trust_pem.data, c->trust_pem.len,
	    "root.pem", err);
}

int
staged_trust(const struct cw_scenario *c, struct buffer *pem,
    struct cw_error *err)
{
	const struct scenario *s = &c->s;
	struct buffer both = BUFFER_EMPTY;

	for (size_t i = 0; i < s->trusted_count; i++) {
		buffer_cut(&both, 0);
		buffer_add(&both, c->minted.der[s->trusted[i]]);
		buffer_add(&both, s->trust_settings);
		pem_write(pem, s->trust_settings.len > 0 ?
		    "TRUSTED CERTIFICATE" : "CERTIFICATE",
		    buffer_bytes(&both));
	}
	pem->failed = pem->failed || both.failed;
	buffer_free(&both);
	return pem->failed ? error_memory(err) : 0;
}

static int
certs_build(struct cw_scenario *c, struct cw_error *err)
{
	const struct scenario *s = &c->s;

	c->chain = cw_certs_new();
	c->trust = cw_certs_new();
	c->distrust = cw_certs_new();
	if (c->chain == NULL || c->trust == NULL || c->distrust == NULL)
		return error_memory(err);
	if (cw_certs_limit(c->chain, s->limit, s->limit_count, err) < 0 ||
	    cw_certs_limit(c->trust, s->limit, s->limit_count, err) < 0)
		return -1;
	if (trust_build(c, err) < 0 || certs_add(c->distrust, c, s->distrusted,
	    s->distrusted_count, "distrust.pem", err) < 0)
		return -1;
	if (s->patch_pem != NULL && c->pem.len > 0)
		return cw_certs_read(c->chain, c->pem.data, c->pem.len,
		    "fullchain.pem", err);
	return certs_add(c->chain, c, s->sent, s->sent_count, "fullchain.pem",
	    err);
}

static int
crls_build(struct cw_scenario *c, struct cw_error *err)
{
	const struct scenario *s = &c->s;

	c->crls = cw_crls_new();
	if (c->crls == NULL)
		return error_memory(err);
	if (cw_crls_limit(c->crls, s->limit, s->limit_count, err) < 0)
		return -1;
	for (size_t i = 0; i < s->crl_count; i++)
		if (cw_crls_add(c->crls, c->minted.crl[i].data,
		    c->minted.crl[i].len, "crls.pem", err) < 0)
			return -1;
	return 0;
}

static int
ocsps_build(struct cw_scenario *c, struct cw_error *err)
{
	const struct scenario *s = &c->s;

	c->ocsp = cw_ocsp_new();
	if (c->ocsp == NULL)
		return error_memory(err);
	if (cw_ocsp_limit(c->ocsp, s->limit, s->limit_count, err) < 0)
		return -1;
	for (size_t i = 0; i < s->ocsp_count; i++)
		if (cw_ocsp_add(c->ocsp, c->minted.ocsp[i].data,
		    c->minted.ocsp[i].len, "ocsp.pem", err) < 0)
			return -1;
	return 0;
}

static void
question_fill(struct cw_scenario *c)
{
	const struct scenario *s = &c->s;

	c->question = (struct cw_question){
		.chain = c->chain,
		.trust = c->trust,
		.trust_source = "root.pem",
		.distrust = s->distrusted_count > 0 ? c->distrust : NULL,
		.at = s->now,
		.name_type = s->name_type,
		.name = s->name_type == CW_NAME_NONE ? NULL : s->name,
		.any_name = s->name_type == CW_NAME_NONE,
		.profile = s->profile,
		.purpose = s->purpose,
		.anchor_mode = s->anchor_mode,
		.strict = s->strict,
		.limit = s->limit,
		.limit_count = s->limit_count,
		.policies = s->policies,
		.policy_count = s->policy_count,
		.explicit_policy = s->explicit_policy,
		.inhibit_policy_mapping = s->inhibit_policy_mapping,
		.inhibit_any_policy = s->inhibit_any_policy,
		.expiring = s->expiring,
		.revocation = s->revocation,
		.revocation_of_target = s->revocation_of_target,
		.crls = s->crl_count > 0 ? c->crls : NULL,
		.ocsp = s->ocsp_count > 0 ? c->ocsp : NULL,
		.stapled = s->stapled,
		.ocsp_nonce = s->ocsp_nonce.data,
		.ocsp_nonce_len = s->ocsp_nonce.len,
	};
}

/* How many certificates stand above it; what signs in a circle ends too. */
static unsigned
depth_count(const struct scenario *s, int index)
{
	unsigned depth = 0;

	while (s->cert[index].issuer != index && depth < s->cert_count) {
		index = s->cert[index].issuer;
		depth++;
	}
	return depth;
}

static const char *
minted_file(const struct scenario *s, int index)
{
	if (s->sent_count > 0 && s->sent[0] == index)
		return "fullchain.pem";
	if (is_among(s->trusted, s->trusted_count, index))
		return "root.pem";
	if (is_among(s->sent, s->sent_count, index))
		return "chain.pem";
	return "not sent";
}

static int
minted_add(struct cw_scenario *c, int index, struct cw_error *err)
{
	const struct cert_spec *spec = &c->s.cert[index];
	struct cw_minted *m = &c->list[c->list_count++];
	struct buffer name = BUFFER_EMPTY;

	name_write_short(spec->subject, &name);
	m->name = name.failed || name.data == NULL ? NULL :
	    arena_string(c->arena, (const char *)name.data);
	m->key = key_type_text(c->s.cert[spec->key].key_type);
	m->file = minted_file(&c->s, index);
	m->not_after = spec->not_after;
	m->depth = depth_count(&c->s, index);
	buffer_free(&name);
	return m->name != NULL ? 0 : error_memory(err);
}

/* Issuers before what they issued, and the leaf last. */
static int
list_build(struct cw_scenario *c, struct cw_error *err)
{
	const int count = (int)c->s.cert_count;

	for (unsigned depth = 0; depth <= c->s.cert_count; depth++)
		for (int i = 0; i < count; i++)
			if (i != SCENARIO_LEAF &&
			    depth_count(&c->s, i) == depth &&
			    minted_add(c, i, err) < 0)
				return -1;
	return minted_add(c, SCENARIO_LEAF, err);
}

int
staged_finish(struct cw_scenario *c, struct cw_error *err)
{
	if (scenario_mint(&c->s, c->keys, c->serial_seed, &c->minted,
	    err) < 0 || pem_build(c, err) < 0 || certs_build(c, err) < 0 ||
	    crls_build(c, err) < 0 || ocsps_build(c, err) < 0 ||
	    key_export(c->minted.key, &c->key, err) < 0 ||
	    list_build(c, err) < 0)
		return -1;
	question_fill(c);
	return 0;
}

static struct cw_scenario *
staged_alloc(struct key_cache *keys, struct cw_error *err)
{
	struct cw_scenario *c = calloc(1, sizeof(*c));

	if (c != NULL)
		c->arena = arena_new(0);
	if (c == NULL || c->arena == NULL) {
		free(c);
		error_memory(err);
		return NULL;
	}
	c->id = FAILURE_COUNT;
	c->keys = keys;
	return c;
}

/* The twin has the numbers of the broken one: both come from one seed, which
   is drawn when none was given. */
static int
seeds_fill(struct cw_scenario *c, const char *seed, struct cw_error *err)
{
	char text[33];
	uint8_t octets[16];

	if (seed != NULL) {
		c->seed = c->serial_seed = arena_string(c->arena, seed);
		return c->seed != NULL ? 0 : error_memory(err);
	}
	if (mint_serial(NULL, "", octets, err) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(octets); i++)
		snprintf(text + 2 * i, 3, "%02x", octets[i]);
	c->serial_seed = arena_string(c->arena, text);
	return c->serial_seed != NULL ? 0 : error_memory(err);
}

#define NAME_MOST 64            /* characters of a common name, RFC 5280 A.1 */

/* Labels of letters, digits and hyphens. */
static bool
name_is_usable(const char *name)
{
	const char *at = name;
	size_t labels = 0, len;

	for (; *at != '\0' && labels < 8; labels++) {
		len = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-");
		at += len;
		if (len == 0 || len > 63 || (*at != '.' && *at != '\0') ||
		    (*at == '.' && *++at == '\0'))
			return false;
	}
	return *at == '\0' && labels > 1 && at - name <= NAME_MOST;
}

static int
name_fill(struct cw_scenario *c, const char *name, struct cw_error *err)
{
	if (name != NULL && !name_is_usable(name)) {
		error_set(err, "\"%.80s\" is no name for a server here: it "
		    "takes two or more labels of small letters, digits and "
		    "hyphens, %d characters in all", name, NAME_MOST);
		return -1;
	}
	c->name = arena_string(c->arena, name != NULL ? name :
	    "www.demo.test");
	return c->name != NULL ? 0 : error_memory(err);
}

static int
failure_named(const char *slug, enum failure_id *id, struct cw_error *err)
{
	const char *nearest;

	*id = failure_find(slug);
	if (*id != FAILURE_COUNT)
		return 0;
	nearest = failure_nearest(slug);
	if (nearest != NULL)
		error_set(err, "no failure is called \"%.80s\"; the nearest is "
		    "\"%s\"", slug, nearest);
	else
		error_set(err, "no failure is called \"%.80s\"", slug);
	return -1;
}

int
staged_start(const struct cw_scenario_options *options, struct key_cache *keys,
    struct cw_scenario **out, struct cw_error *err)
{
	struct cw_scenario *c = staged_alloc(keys, err);

	if (c == NULL)
		return -1;
	c->leaf_key = options->tls == CW_TLS12_RSA ? KEY_TYPE_RSA2048 :
	    KEY_TYPE_P256;
	if (name_fill(c, options->name, err) < 0 ||
	    seeds_fill(c, options->seed, err) < 0 || (options->slug != NULL &&
	    failure_named(options->slug, &c->id, err) < 0))
		goto fail;
	if (keys == NULL) {
		c->keys = key_cache_new(c->seed, err);
		c->owns_keys = true;
		if (c->keys == NULL)
			goto fail;
	}
	scenario_good_for(&c->s, c->name, c->arena, options->now, c->leaf_key);
	if (c->id != FAILURE_COUNT && options->as_client)
		defect_apply_as_client(&c->s, c->id);
	else if (c->id != FAILURE_COUNT)
		defect_apply(&c->s, c->id);
	*out = c;
	return 0;
fail:
	cw_scenario_free(c);
	return -1;
}

int
staged_new(const struct cw_scenario_options *options, struct key_cache *keys,
    struct cw_scenario **out, struct cw_error *err)
{
	struct cw_scenario *c;

	if (staged_start(options, keys, &c, err) < 0)
		return -1;
	/* As text books have it, RSA all the way. */
	if (c->id == FAILURE_COUNT && c->leaf_key == KEY_TYPE_RSA2048)
		c->s.root->key_type = c->s.issuing->key_type = c->leaf_key;
	if (staged_finish(c, err) < 0) {
		cw_scenario_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

int
staged_twin(const struct cw_scenario *broken, struct cw_scenario **out,
    struct cw_error *err)
{
	struct cw_scenario *c = staged_alloc(broken->keys, err);

	if (c == NULL)
		return -1;
	c->serial_seed = arena_string(c->arena, broken->serial_seed);
	c->leaf_key = broken->leaf_key;
	defect_twin(&c->s, c->arena, &broken->s, c->leaf_key);
	if (c->serial_seed == NULL)
		error_memory(err);
	else if (staged_finish(c, err) == 0) {
		*out = c;
		return 0;
	}
	cw_scenario_free(c);
	return -1;
}

int
cw_scenario_beside(const struct cw_scenario *other,
    const struct cw_scenario_options *options, struct cw_scenario **out,
    struct cw_error *err)
{
	struct cw_scenario_options own = *options;
	struct cw_scenario *c;

	own.seed = other->seed;
	if (staged_start(&own, other->keys, &c, err) < 0)
		return -1;
	c->serial_seed = other->serial_seed;
	if (staged_finish(c, err) < 0) {
		cw_scenario_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

char *
cw_scenario_trust(const struct cw_scenario *scenario)
{
	struct buffer pem = BUFFER_EMPTY;

	if (staged_trust(scenario, &pem, NULL) == 0)
		return buffer_steal(&pem);
	buffer_free(&pem);
	return NULL;
}

int
cw_scenario_new(const struct cw_scenario_options *options,
    struct cw_scenario **out, struct cw_error *err)
{
	return staged_new(options, NULL, out, err);
}

void
cw_scenario_free(struct cw_scenario *scenario)
{
	if (scenario == NULL)
		return;
	cw_certs_free(scenario->chain);
	cw_certs_free(scenario->trust);
	cw_certs_free(scenario->distrust);
	cw_crls_free(scenario->crls);
	cw_ocsp_free(scenario->ocsp);
	buffer_free(&scenario->pem);
	buffer_free(&scenario->trust_pem);
	buffer_wipe(&scenario->key);
	if (scenario->owns_keys)
		key_cache_free(scenario->keys);
	arena_free(scenario->arena);
	free(scenario);
}

const struct cw_question *
cw_scenario_question(const struct cw_scenario *scenario)
{
	return &scenario->question;
}

bool
cw_scenario_server(const struct cw_scenario *scenario, struct cw_server *server)
{
	if (scenario->s.sent_count == 0 || (scenario->id != FAILURE_COUNT &&
	    failure_get(scenario->id)->reject != NULL))
		return false;
	*server = (struct cw_server){ scenario->chain, scenario->key.data,
	    scenario->key.len };
	return true;
}

const unsigned char *
cw_scenario_staple(const struct cw_scenario *scenario, size_t *len)
{
	const struct scenario *s = &scenario->s;

	for (size_t i = 0; i < s->ocsp_count; i++) {
		if (s->ocsp[i].single[0].cert != SCENARIO_LEAF)
			continue;
		*len = scenario->minted.ocsp[i].len;
		return scenario->minted.ocsp[i].data;
	}
	return NULL;
}

bool
cw_scenario_minted(const struct cw_scenario *scenario, size_t i,
    struct cw_minted *out)
{
	if (i >= scenario->list_count)
		return false;
	*out = scenario->list[i];
	return true;
}
