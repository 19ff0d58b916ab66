/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of CRLs, and what is looked up in one. */
#include "config.h"

#include "ca/crl_spec.h"
#include "tests/fuzz/fuzz.h"
#include "x509/crl.h"
#include "x509/name.h"

#define NOW INT64_C(1795439206)         /* 2026-11-23 13:06:46 UTC */

static void
spec_emit(const struct crl_spec *s, fuzz_emit *emit, void *to)
{
	struct buffer spki = BUFFER_EMPTY, der = BUFFER_EMPTY;
	struct key *key = key_new(KEY_TYPE_P256, "test", "fuzz", NULL);
	struct cert_spec ca;
	struct mint_issuer issuer = { .key = key };

	if (key == NULL || key_public(key, &spki, NULL) != 0)
		abort();
	spec_start(&ca, s->arena, "fuzz");
	spec_subject(&ca, "Demo CA", "Demo");
	issuer.subject = ca.subject;
	issuer.spki = buffer_bytes(&spki);
	if (crl_mint(s, &issuer, NULL, &der, NULL) != 0)
		abort();
	emit(to, buffer_bytes(&der));
	buffer_free(&der);
	buffer_free(&spki);
	key_free(key);
}

static void
entry_add(struct crl_spec *s, int reason, enum oid id, struct bytes value)
{
	struct crl_spec_entry *e = &s->entry[s->entry_count++];

	*e = (struct crl_spec_entry){ .cert = -1, .revoked = NOW - 86400,
		.serial = CRL_SPEC_OCTETS(s, 0x42, (uint8_t)s->entry_count),
		.reason = reason };
	if (value.data != NULL)
		e->extension = (struct spec_extension){ .id = id,
			.critical = id == OID_CE_CERTIFICATE_ISSUER,
			.value = value };
}

/* Indirect, for some reasons, with a change to be applied, entries of all kinds. */
static void
full_fill(struct crl_spec *s)
{
	entry_add(s, REASON_KEY_COMPROMISE, OID_CE_INVALIDITY_DATE,
	    CRL_SPEC_OCTETS(s, 0x18, 15, '2', '0', '2', '6', '0', '1', '0', '1',
	    '0', '0', '0', '0', '0', '0', 'Z'));
	entry_add(s, REASON_CERTIFICATE_HOLD, OID_CE_CERTIFICATE_ISSUER,
	    CRL_SPEC_OCTETS(s, 0x30, 17, 0xa4, 15, 0x30, 13, 0x31, 11, 0x30, 9,
	    6, 3, 0x55, 4, 3, 0x0c, 2, 'C', 'A'));
	entry_add(s, 7, OID_UNKNOWN, (struct bytes){ NULL, 0 });
	entry_add(s, REASON_REMOVE_FROM_CRL, OID_UNKNOWN,
	    (struct bytes){ NULL, 0 });
	crl_spec_number(s, OID_CE_DELTA_CRL_INDICATOR, 1);
	crl_spec_extension(s, OID_CE_ISSUING_DISTRIBUTION_POINT, true,
	    CRL_SPEC_OCTETS(s, 0x30, 14, 0xa0, 5, 0xa0, 3, 0x86, 1, 'a',
	    0x83, 2, 1, 2, 0x84, 1, 0xff));
	crl_spec_extension(s, OID_CE_FRESHEST_CRL, false, CRL_SPEC_OCTETS(s,
	    0x30, 9, 0x30, 7, 0xa0, 5, 0xa0, 3, 0x86, 1, 'b'));
}

static void
crl_seeds(fuzz_emit *emit, void *to)
{
	struct arena *arena = arena_new(0);
	struct crl_spec s;

	crl_spec_start(&s, arena, 0, NOW);
	full_fill(&s);
	spec_emit(&s, emit, to);
	/* Version 1 with neither entries nor an end. */
	crl_spec_start(&s, arena, 0, NOW);
	s.version = 1;
	s.entry_count = s.extension_count = 0;
	s.no_next_update = true;
	spec_emit(&s, emit, to);
	/* Extensions that nobody knows, of the list and of an entry. */
	crl_spec_start(&s, arena, 0, NOW);
	s.entry_count = 0;
	entry_add(&s, -1, OID_CE_CERTIFICATE_ISSUER,
	    CRL_SPEC_OCTETS(&s, 5, 0));
	crl_spec_extension(&s, OID_CE_BASIC_CONSTRAINTS, true,
	    CRL_SPEC_OCTETS(&s, 0x30, 0));
	spec_emit(&s, emit, to);
	arena_free(arena);
}

static const char *const crl_reaches[] = { "version_read", "issuer_read",
	"updates_read", "entries_read", "entry_judge", "list_read",
	"version_judge", "crl_malformed", "reason_read", "invalidity_read",
	"value_read", "entry_extensions_read", "crl_extensions_read",
	"extension_take", "scope_read", "flag_read", "reason_flags_read",
	"point_name_read", "is_duplicate", "scope_judge", "number_judge",
	"crl_reasons_judge", "find_walking", "find_indexed", "index_make",
	"is_of_issuer", NULL };

const struct fuzz_target fuzz_target = { crl_seeds, crl_reaches, 600 };

static void
require_inside(const struct crl *c, struct bytes slice)
{
	if (slice.data != NULL)
		FUZZ_REQUIRE(bytes_within(slice, c->der));
}

/* What walking finds, the index finds too. */
static void
entries_check(struct crl *c)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct crl_entry e, first, again;
	struct der_reader list;
	size_t n = 0;

	der_start(&list, c->entries, &trouble);
	while (der_more(&list)) {
		bool found;

		FUZZ_REQUIRE(crl_entry_read(&list, &e));
		require_inside(c, e.whole);
		FUZZ_REQUIRE(bytes_within(e.serial, e.whole));
		FUZZ_REQUIRE(bytes_within(e.revoked_at, e.whole));
		found = crl_find(c, e.serial, c->issuer, &first);
		FUZZ_REQUIRE(found == crl_find(c, e.serial, c->issuer, &again));
		if (found) {
			require_inside(c, first.whole);
			FUZZ_REQUIRE(bytes_equal(first.serial, e.serial));
			FUZZ_REQUIRE(first.whole.data == again.whole.data);
		}
		n++;
	}
	FUZZ_REQUIRE(n == c->entry_count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(0);
	struct origin origin = { "fuzz", 0, 0 };
	struct limit_set limits;
	struct crl *c;

	limit_set_start(&limits);
	c = crl_read(arena, (struct bytes){ data, size }, origin, &limits);
	FUZZ_REQUIRE(c != NULL);
	FUZZ_REQUIRE(c->readable || c->faults.errors > 0);
	require_inside(c, c->tbs);
	require_inside(c, c->issuer);
	require_inside(c, c->this_update_at);
	require_inside(c, c->next_update_at);
	require_inside(c, c->entries);
	require_inside(c, c->number);
	require_inside(c, c->base_number);
	require_inside(c, c->signature.bytes);
	for (size_t i = 0; i < c->faults.count; i++)
		require_inside(c, c->faults.list[i].answer_at);
	if (c->readable)
		entries_check(c);
	crl_forget(c);
	arena_free(arena);
	return 0;
}
