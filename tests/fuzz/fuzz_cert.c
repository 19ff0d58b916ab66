/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of certificates, and all that is written or compared of one. */
#include "config.h"

#include "ca/mint.h"
#include "tests/fuzz/fuzz.h"
#include "x509/cert.h"
#include "x509/general_name.h"
#include "x509/name.h"

#define NOW INT64_C(1795439206)         /* 2026-11-23 13:06:46 UTC */

/* An extension of every kind that is decoded; the names are of every kind. */
static void
extensions_fill(struct cert_spec *s)
{
	static const enum oid purposes[] = { OID_KP_SERVER_AUTH };
	const struct spec_name names[] = {
		{ GN_DNS, bytes_of("www.demo.test") },
		{ GN_EMAIL, bytes_of("a@demo.test") },
		{ GN_URI, bytes_of("http://demo.test/") },
		{ GN_IP, SPEC_OCTETS(s, 192, 0, 2, 1) },
		{ GN_REGISTERED_ID, SPEC_OCTETS(s, 0x2a, 0x03) },
		{ GN_OTHER, SPEC_OCTETS(s, 6, 1, 0x2a, 0xa0, 2, 5, 0) },
		{ GN_DIRECTORY, s->subject },
	};

	spec_subject_alt_name(s, false, names, sizeof(names) / sizeof(names[0]));
	spec_ext_key_usage(s, false, purposes, 1);
	spec_extension(s, OID_CE_CERTIFICATE_POLICIES, false, SPEC_OCTETS(s,
	    0x30, 31, 0x30, 29, 6, 1, 0x2a, 0x30, 24,
	    0x30, 22, 6, 8, 0x2b, 6, 1, 5, 5, 7, 2, 2,
	    0x30, 10, 0x30, 8, 12, 1, 'a', 0x30, 3, 2, 1, 1));
	spec_extension(s, OID_CE_POLICY_MAPPINGS, true, SPEC_OCTETS(s,
	    0x30, 8, 0x30, 6, 6, 1, 0x2a, 6, 1, 0x2b));
	spec_extension(s, OID_CE_NAME_CONSTRAINTS, true, SPEC_OCTETS(s,
	    0x30, 10, 0xa0, 8, 0x30, 6, 0x82, 1, 'a', 0x81, 1, 2));
	spec_extension(s, OID_CE_POLICY_CONSTRAINTS, true, SPEC_OCTETS(s,
	    0x30, 3, 0x80, 1, 0));
	spec_extension(s, OID_CE_INHIBIT_ANY_POLICY, true, SPEC_OCTETS(s,
	    2, 1, 0));
	spec_extension(s, OID_CE_CRL_DISTRIBUTION_POINTS, false, SPEC_OCTETS(s,
	    0x30, 16, 0x30, 14, 0xa0, 5, 0xa0, 3, 0x86, 1, 'a', 0x81, 2, 1, 2,
	    0xa2, 1, 0x87));
	spec_extension(s, OID_PE_AUTHORITY_INFO_ACCESS, false, SPEC_OCTETS(s,
	    0x30, 8, 0x30, 6, 6, 1, 0x2a, 0x86, 1, 'a'));
	spec_extension(s, OID_CE_SUBJECT_DIRECTORY_ATTRIBUTES, false,
	    SPEC_OCTETS(s, 0x30, 9, 0x30, 7, 6, 1, 0x2a, 0x31, 2, 5, 0));
	spec_extension(s, OID_PE_TLS_FEATURE, false, SPEC_OCTETS(s,
	    0x30, 3, 2, 1, 5));
	spec_extension_dotted(s, "2.999.1", false, SPEC_OCTETS(s, 5, 0));
}

static void
spec_emit(const struct cert_spec *s, enum key_type type, fuzz_emit *emit,
    void *to)
{
	struct buffer spki = BUFFER_EMPTY, der = BUFFER_EMPTY;
	struct key *key = key_new(type, "test", "fuzz", NULL);
	const uint8_t serial[16] = { 0x42 };
	struct mint_issuer issuer = { .subject = s->subject, .key = key };

	if (key == NULL || key_public(key, &spki, NULL) != 0)
		abort();
	issuer.spki = buffer_bytes(&spki);
	if (mint(s, issuer.spki, &issuer, (struct bytes){ serial, 16 }, &der,
	    NULL) != 0)
		abort();
	emit(to, buffer_bytes(&der));
	buffer_free(&der);
	buffer_free(&spki);
	key_free(key);
}

static void
cert_seeds(fuzz_emit *emit, void *to)
{
	static const enum key_type types[] = { KEY_TYPE_P256, KEY_TYPE_ED25519,
		KEY_TYPE_RSA2048 };
	struct arena *arena = arena_new(0);
	struct cert_spec s, same;
	size_t i;

	/* The same name, if one does not look at the case of letters. */
	spec_start(&same, arena, "same");
	spec_subject(&same, "DEMO", "Somewhere");
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		spec_start(&s, arena, "fuzz");
		s.key_type = types[i];
		spec_subject(&s, "Demo", "Somewhere");
		spec_profile(&s, i == 1 ? SPEC_CA_ROOT : SPEC_SERVER, NOW);
		s.issuer_name = same.subject;
		if (i == 0)
			extensions_fill(&s);
		if (i == 2) {
			spec_extension_again(&s, OID_CE_BASIC_CONSTRAINTS, true,
			    SPEC_OCTETS(&s, 0x30, 3, 1, 1, 0));
			spec_extension_dotted(&s, "2.999.1", false,
			    SPEC_OCTETS(&s, 5, 0));
			spec_extension_dotted(&s, "2.999.2", false,
			    SPEC_OCTETS(&s, 5, 0));
		}
		spec_emit(&s, types[i], emit, to);
	}
	arena_free(arena);
}

static const char *const cert_reaches[] = { "cert_read", "version_read",
	"serial_read", "validity_read", "spki_decode", "rsa_decode",
	"point_decode", "octets_decode", "extensions_read",
	"unknown_duplicates", "duplicate_add", "fault_add",
	"basic_constraints_read", "ext_key_usage_read", "general_name_read",
	"other_name_read", "directory_name_read", "oid_check",
	"authority_key_id_read", "subtrees_read", "point_name_read",
	"reason_flags_read", "info_access_read", "directory_attributes_read",
	"tls_feature_read", "user_notice_read", "policy_mappings_read",
	"policy_constraints_read", "inhibit_any_policy_read", "name_check",
	"name_write", "name_hash", "text_equal", "general_name_write",
	"spki_describe", "address_write", NULL };

const struct fuzz_target fuzz_target = { cert_seeds, cert_reaches, 400 };

static void
require_inside(const struct cert *c, struct bytes slice)
{
	if (slice.data != NULL)
		FUZZ_REQUIRE(bytes_within(slice, c->der));
}

/* Text that goes to a terminal has no octet of its own choosing. */
static void
require_harmless(const struct buffer *text)
{
	size_t i;

	FUZZ_REQUIRE(!text->failed);
	for (i = 0; i < text->len; i++)
		FUZZ_REQUIRE(text->data[i] >= 0x20 && text->data[i] != 0x7f);
}

static void
names_check(const struct cert *c)
{
	struct buffer text = BUFFER_EMPTY;
	struct general_name_walk w;
	struct general_name name;

	name_write(c->subject, &text);
	name_write_short(c->issuer, &text);
	require_harmless(&text);
	FUZZ_REQUIRE(name_equal(c->subject, c->subject));
	FUZZ_REQUIRE(name_equal(c->subject, c->issuer) ==
	    name_equal(c->issuer, c->subject));
	if (name_equal(c->subject, c->issuer))
		FUZZ_REQUIRE(name_hash(c->subject) == name_hash(c->issuer));
	general_name_start(&w, c->subject_alt_name);
	while (general_name_next(&w, &name)) {
		require_inside(c, name.whole);
		FUZZ_REQUIRE(bytes_within(name.value, name.whole));
		buffer_cut(&text, 0);
		general_name_write(&name, &text);
		require_harmless(&text);
	}
	FUZZ_REQUIRE(w.trouble.fault == DER_FINE);
	buffer_cut(&text, 0);
	spki_describe(&c->spki, &text);
	require_harmless(&text);
	buffer_free(&text);
}

static void
fields_check(const struct cert *c)
{
	const struct extension *e;
	size_t i;

	require_inside(c, c->tbs);
	require_inside(c, c->serial);
	require_inside(c, c->issuer);
	require_inside(c, c->subject);
	require_inside(c, c->spki.whole);
	require_inside(c, c->key_usage.bytes);
	require_inside(c, c->subject_key_id);
	require_inside(c, c->authority_key_id.key_id);
	require_inside(c, c->signature.bytes);
	for (i = 0; i < c->extension_count; i++) {
		e = &c->extension[i];
		require_inside(c, e->whole);
		FUZZ_REQUIRE(bytes_within(e->value, e->whole));
		FUZZ_REQUIRE(e->readable || c->faults.count > 0);
	}
	for (i = 0; i < c->faults.count; i++)
		require_inside(c, c->faults.list[i].at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(0);
	struct origin origin = { "fuzz", 0, 0 };
	struct cert *c;

	if (arena == NULL)
		return 0;
	c = cert_read(arena, (struct bytes){ data, size }, origin);
	FUZZ_REQUIRE(c != NULL);
	FUZZ_REQUIRE(c->readable || c->faults.count > 0);
	fields_check(c);
	names_check(c);
	arena_free(arena);
	return 0;
}
