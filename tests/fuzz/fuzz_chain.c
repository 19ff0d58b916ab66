/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Chains to judge: an octet of options, then certificates, each behind an octet
 * that tells its list and two octets of length.
 */
#include "config.h"

#include "ca/scenario.h"
#include "path/limits.h"
#include "path/verdict.h"
#include "tests/fuzz/fuzz.h"
#include "x509/certs.h"

#define NOW INT64_C(1795439206)

enum { TO_CHAIN, TO_REST, TO_TRUST, LISTS };

/* ---- seeds ------------------------------------------------------------------------- */

static void
seed_add(struct buffer *seed, int list, struct bytes der)
{
	buffer_byte(seed, (uint8_t)list);
	buffer_byte(seed, (uint8_t)(der.len >> 8));
	buffer_byte(seed, (uint8_t)der.len);
	buffer_add(seed, der);
}

static void
seed_emit(struct key_cache *keys, const enum failure_id *defect,
    fuzz_emit *emit, void *to)
{
	struct buffer seed = BUFFER_EMPTY;
	struct arena *arena = arena_new(0);
	struct scenario *s = arena_alloc(arena, sizeof(*s));
	struct scenario_minted minted;
	size_t i;

	FUZZ_REQUIRE(s != NULL);
	scenario_good(s, arena, NOW, KEY_TYPE_P256);
	if (defect != NULL)
		defect_apply(s, *defect);
	FUZZ_REQUIRE(scenario_mint(s, keys, "fuzz", &minted, NULL) == 0);
	buffer_byte(&seed, (uint8_t)((unsigned)s->profile |
	    (s->strict ? 4u : 0) | (s->limit_count > 0 ? 0xc0u : 0)));
	for (i = 0; i < s->sent_count; i++)
		seed_add(&seed, TO_CHAIN, minted.der[s->sent[i]]);
	for (i = 0; i < s->trusted_count; i++)
		seed_add(&seed, TO_TRUST, minted.der[s->trusted[i]]);
	FUZZ_REQUIRE(!seed.failed);
	emit(to, buffer_bytes(&seed));
	buffer_free(&seed);
	arena_free(arena);
}

static void
chain_seeds(fuzz_emit *emit, void *to)
{
	static const enum failure_id defects[] = {
		F_ISSUER_NOT_FOUND, F_ROOT_NOT_TRUSTED,
		F_LEAF_SELF_SIGNED_UNTRUSTED, F_TRUST_ANCHOR_KEY_MISMATCH,
		F_CHAIN_LOOP, F_CHAIN_DEPTH_EXCEEDED, F_CHAIN_UNORDERED,
		F_CHAIN_SUPERFLUOUS_CERTIFICATE,
		F_PATH_SEARCH_BUDGET_EXHAUSTED, F_TRUST_STORE_UNUSABLE,
		F_ISSUER_CANDIDATES_ALL_REJECTED, F_AKI_KEYID_MISMATCH,
		F_AKI_ISSUER_SERIAL_MISMATCH, F_ISSUER_NAME_ENCODING_DIFFERS,
		F_PATH_LENGTH_EXCEEDED, F_SIGNATURE_INVALID,
		F_TARGET_CERTIFICATE_MISSING, F_DER_MALFORMED
	};
	struct key_cache *keys = key_cache_new("fuzz", NULL);
	size_t i;

	FUZZ_REQUIRE(keys != NULL);
	seed_emit(keys, NULL, emit, to);
	for (i = 0; i < sizeof(defects) / sizeof(defects[0]); i++)
		seed_emit(keys, &defects[i], emit, to);
	key_cache_free(keys);
}

static const char *const chain_reaches[] = { "reach_explore", "reach_measure",
	"candidates_list", "candidates_order", "extend", "obstacle", "condemn",
	"bury", "blame", "link_check", "link_find", "find_other_key",
	"find_bad_value", "tell_refused", "tell_candidates", "withhold",
	"find_budget", "judge_unreadable", "choose_top", "follow", "go_round",
	"find_self_signed", "find_missing", "find_loop", "find_superfluous",
	"find_unordered", "check_issuer_serial", "check_path_length",
	"walk_path", NULL };

const struct fuzz_target fuzz_target = { chain_seeds, chain_reaches, 60 };

/* ---- what holds for every chain ----------------------------------------------------- */

static bool
is_of(const struct cw_certs *certs, const struct cert *c)
{
	size_t i;

	for (i = 0; i < certs->count; i++)
		if (certs->cert[i] == c)
			return true;
	return false;
}

static void
require_finding(const struct finding *f, struct cw_certs *const list[LISTS])
{
	FUZZ_REQUIRE(f->id < FAILURE_COUNT);
	FUZZ_REQUIRE(f->severity != CW_OFF);
	if (f->cert == NULL)
		return;
	FUZZ_REQUIRE(is_of(list[TO_CHAIN], f->cert) ||
	    is_of(list[TO_REST], f->cert) || is_of(list[TO_TRUST], f->cert));
	FUZZ_REQUIRE(f->at.len == 0 || bytes_within(f->at, f->cert->der));
	FUZZ_REQUIRE(f->other == NULL || f->other_at.len == 0 ||
	    bytes_within(f->other_at, f->other->der));
}

static void
require_path(const struct path *p, const struct cw_verdict *v)
{
	size_t i;

	FUZZ_REQUIRE(p->count >= 1 && p->count <= PATH_MAX_CERTS);
	FUZZ_REQUIRE(p->cert[0] == v->question.chain->cert[0]);
	FUZZ_REQUIRE(!p->accepted || p->anchored);
	for (i = 0; i < p->count; i++)
		FUZZ_REQUIRE(p->cert[i]->readable);
	for (i = 0; i + 1 < p->count; i++)
		FUZZ_REQUIRE(!p->accepted || p->link[i] == LINK_GOOD);
}

static void
require_verdict(const struct cw_verdict *v, struct cw_certs *const list[LISTS])
{
	const struct findings *f = &v->findings;
	size_t i, errors = 0;

	for (i = 0; i < f->count; i++) {
		require_finding(&f->list[i], list);
		errors += f->list[i].severity == CW_ERROR;
		/* Errors first, the others behind them. */
		FUZZ_REQUIRE(errors == f->errors ||
		    f->list[i].severity == CW_ERROR);
	}
	FUZZ_REQUIRE(errors == f->errors);
	/* A refusal has a reason, and only a refusal. */
	FUZZ_REQUIRE(cw_verdict_valid(v) == (errors == 0));
	FUZZ_REQUIRE(cw_verdict_valid(v) == (cw_verdict_alert(v) < 0));
	FUZZ_REQUIRE(v->signatures_good <= v->signatures);
	FUZZ_REQUIRE(v->signatures <= 100 && v->steps <= 10000);
	if (v->best != NULL)
		require_path(v->best, v);
}

static void
fill(struct cw_certs *const list[LISTS], const uint8_t *data, size_t size)
{
	struct cw_error err;
	size_t len;

	while (size >= 3) {
		len = (size_t)data[1] << 8 | data[2];
		if (len > size - 3)
			len = size - 3;
		FUZZ_REQUIRE(cw_certs_add(list[data[0] % LISTS], data + 3, len,
		    "fuzz", &err) == 0);
		data += 3 + len;
		size -= 3 + len;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cw_certs *list[LISTS] = { cw_certs_new(), cw_certs_new(),
		cw_certs_new() };
	unsigned options = size > 0 ? data[0] : 0;
	static const struct cw_limit few[] = {
		{ "signatures", 6 }, { "depth", 1 }
	};
	struct cw_question q = {
		.chain = list[TO_CHAIN], .untrusted = list[TO_REST],
		.trust = list[TO_TRUST], .at = NOW, .name = "www.demo.test",
		.profile = (enum cw_profile)((options & 3) % CW_PROFILE_COUNT),
		.strict = (options & 4) != 0,
		.anchor_mode = options & 8 ? CW_ANCHOR_KEY :
		    CW_ANCHOR_CERTIFICATE,
		.purpose = (enum cw_purpose)(options >> 4 & 3),
		.limit = few + (options & 0x40 ? 0 : 1),
		.limit_count = (options >> 6 & 1) + (options >> 7 & 1)
	};
	struct cw_verdict *v;
	char *text;

	FUZZ_REQUIRE(list[0] != NULL && list[1] != NULL && list[2] != NULL);
	if (size > 0)
		fill(list, data + 1, size - 1);
	FUZZ_REQUIRE(cw_verify(&q, &v, NULL) == 0);
	require_verdict(v, list);
	text = cw_verdict_text(v, &(struct cw_style){ .columns = 80 });
	FUZZ_REQUIRE(text != NULL);
	free(text);
	cw_verdict_free(v);
	cw_certs_free(list[0]);
	cw_certs_free(list[1]);
	cw_certs_free(list[2]);
	return 0;
}
