/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of OCSP responses, and what is walked in one. */
#include "config.h"

#include "ca/defect.h"
#include "tests/fuzz/fuzz.h"
#include "x509/ocsp.h"

#define NOW INT64_C(1780000000)

/* The responses of a scenario with that defect. */
static void
defect_emit(enum failure_id id, struct key_cache *keys, fuzz_emit *emit,
    void *to)
{
	struct arena *arena = arena_new(0);
	struct scenario_minted minted;
	struct scenario *s = arena_alloc(arena, sizeof(*s));

	scenario_good(s, arena, NOW, KEY_TYPE_P256);
	defect_apply(s, id);
	FUZZ_REQUIRE(scenario_mint(s, keys, "fuzz", &minted, NULL) == 0);
	for (size_t i = 0; i < s->ocsp_count; i++)
		emit(to, minted.ocsp[i]);
	arena_free(arena);
}

/* What no defect has. */
static void
others_emit(struct key_cache *keys, fuzz_emit *emit, void *to)
{
	struct arena *arena = arena_new(0);
	struct scenario_minted minted;
	struct scenario *s = arena_alloc(arena, sizeof(*s));
	struct ocsp_spec *o;
	int index;

	scenario_good(s, arena, NOW, KEY_TYPE_P256);
	scenario_ocsps(s);
	index = scenario_responder(s, SCENARIO_ISSUING);
	o = &s->ocsp[SCENARIO_LEAF_OCSP];
	o->responder = index;
	o->by_key = true;
	o->cert[o->cert_count++] = index;
	o->single[0].sha256 = true;
	o->single[0].extension = (struct spec_extension){ .id = OID_UNKNOWN,
		.oid = bytes_skip(defect_oid(s->leaf, OID_UNKNOWN), 2),
		.critical = true, .value = SPEC_OCTETS(s->leaf, DER_NULL, 0) };
	ocsp_spec_about(o, SCENARIO_ISSUING, NOW)->status = OCSP_UNKNOWN;
	ocsp_spec_revoke(ocsp_spec_about(o, SCENARIO_LEAF, NOW), NOW, -1);
	FUZZ_REQUIRE(scenario_mint(s, keys, "fuzz", &minted, NULL) == 0);
	emit(to, minted.ocsp[1]);
	arena_free(arena);
}

static void
ocsp_seeds(fuzz_emit *emit, void *to)
{
	struct key_cache *keys = key_cache_new("fuzz", NULL);

	FUZZ_REQUIRE(keys != NULL);
	for (unsigned id = 0; id < FAILURE_COUNT; id++)
		if (failure_get(id)->group == GROUP_REVOCATION_OCSP ||
		    id == F_OCSP_RESPONSE_TOO_LARGE)
			defect_emit(id, keys, emit, to);
	others_emit(keys, emit, to);
	key_cache_free(keys);
}

static const char *const ocsp_reaches[] = { "version_read",
	"responder_name_read", "responder_read", "single_judge", "singles_read",
	"data_read", "certs_count", "certs_read", "basic_read", "bytes_read",
	"status_read", "response_read", "malformed", "cert_id_read",
	"reason_read", "revoked_read", "next_update_read", "ocsp_single_read",
	"ocsp_walk_next", "ocsp_single_extensions_read", "nonce_read",
	"extension_take", "ocsp_extensions_read", "ocsp_extensions_judge",
	"trouble_tell", "ocsp_time_read", NULL };

const struct fuzz_target fuzz_target = { ocsp_seeds, ocsp_reaches, 900 };

static void
require_inside(const struct ocsp *o, struct bytes slice)
{
	if (slice.data != NULL)
		FUZZ_REQUIRE(bytes_within(slice, o->der));
}

static void
singles_check(const struct ocsp *o)
{
	struct ocsp_single s;
	struct ocsp_walk walk;
	size_t n = 0;

	ocsp_walk_start(&walk, o);
	while (ocsp_walk_next(&walk, &s)) {
		require_inside(o, s.whole);
		FUZZ_REQUIRE(bytes_within(s.id.whole, s.whole));
		FUZZ_REQUIRE(bytes_within(s.id.serial, s.id.whole));
		FUZZ_REQUIRE(bytes_within(s.status_at, s.whole));
		FUZZ_REQUIRE(bytes_within(s.this_update_at, s.whole));
		FUZZ_REQUIRE((s.status == OCSP_REVOKED) ==
		    (s.revoked_at.data != NULL));
		FUZZ_REQUIRE(s.reason < REASONS);
		n++;
	}
	FUZZ_REQUIRE(walk.trouble.fault == DER_FINE);
	FUZZ_REQUIRE(n == o->single_count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(0);
	struct origin origin = { "fuzz", 0, 0 };
	struct limit_set limits;
	struct ocsp *o;

	limit_set_start(&limits);
	o = ocsp_read(arena, (struct bytes){ data, size }, origin, &limits);
	FUZZ_REQUIRE(o != NULL);
	FUZZ_REQUIRE(o->readable || o->faults.errors > 0);
	require_inside(o, o->tbs);
	require_inside(o, o->responder_name);
	require_inside(o, o->responder_key);
	require_inside(o, o->produced_at);
	require_inside(o, o->singles);
	require_inside(o, o->nonce);
	require_inside(o, o->signature.bytes);
	for (size_t i = 0; i < o->cert_count; i++)
		require_inside(o, o->cert[i]->der);
	for (size_t i = 0; i < o->faults.count; i++)
		require_inside(o, o->faults.list[i].answer_at);
	if (o->readable && o->status == OCSP_SUCCESSFUL)
		singles_check(o);
	arena_free(arena);
	return 0;
}
