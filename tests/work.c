/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include "ca/encode.h"
#include "tests/test.h"
#include "tests/work.h"

/* ---- many issuers --------------------------------------------------------------- */

static void
leaf_and_root(struct grove *g, const char *issuer)
{
	grove_leaf(g, issuer, NULL, NULL);
	grove_plain(g->trust, "Root", "Root");
}

/* n CAs by one name, each certified by that name: nothing leads to the root. */
static void
grow_one_name(struct grove *g, size_t n, bool one_key)
{
	char key[32];

	leaf_and_root(g, "CA");
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(key, sizeof(key), "CA %zu", i);
		grove_ca(g->chain, &(struct tree){ "CA", "CA",
		    one_key ? "CA" : key, one_key ? "CA" : key, NULL });
	}
}

static void
grow_one_key(struct grove *g, size_t n)
{
	grow_one_name(g, n, true);
}

static void
grow_distinct_keys(struct grove *g, size_t n)
{
	grow_one_name(g, n, false);
}

/* The same, but the root certified each; one of them did sign the leaf. */
static void
grow_decoys(struct grove *g, size_t n)
{
	char key[32];

	leaf_and_root(g, "CA");
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(key, sizeof(key), "CA %zu", i);
		grove_ca(g->chain, &(struct tree){ "CA", "Root",
		    i + 1 == n ? "CA" : key, NULL, NULL });
	}
}

static const char *
node(size_t i, char name[32])
{
	(void)snprintf(name, 32, "CA %zu", i);
	return name;
}

/* n CAs, each of which certified every other one. */
static void
grow_mesh(struct grove *g, size_t n)
{
	char subject[32], issuer[32];

	leaf_and_root(g, node(0, issuer));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (i != k)
				grove_plain(g->chain, node(i, subject),
				    node(k, issuer));
}

/* The last of them has a certificate by the root. */
static void
grow_mesh_rooted(struct grove *g, size_t n)
{
	char subject[32];

	grow_mesh(g, n);
	grove_plain(g->chain, node(n - 1, subject), "Root");
}

/* Three layers of n CAs; each is certified by all of the layer above. */
static void
grow_layers(struct grove *g, size_t n)
{
	char subject[32], issuer[32];

	leaf_and_root(g, node(0, issuer));
	for (size_t layer = 0; layer < 3; layer++)
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < n; k++)
				grove_plain(g->chain,
				    node(layer * n + i, subject),
				    node((layer + 1) * n + k, issuer));
}

/* Whoever takes the first issuer at hand goes astray in front of the root. */
static void
grow_trap(struct grove *g, size_t n)
{
	leaf_and_root(g, "CA");
	for (size_t i = 0; i < n; i++)
		grove_ca(g->chain, &(struct tree){ "CA", "Nowhere", "CA", NULL,
		    NULL });
	grove_plain(g->chain, "CA", "Root");
}

/* n CAs, one above the other. */
static void
grow_line(struct grove *g, size_t n)
{
	char subject[32], issuer[32];

	leaf_and_root(g, n == 0 ? "Root" : node(0, issuer));
	for (size_t i = 0; i < n; i++)
		grove_plain(g->chain, node(i, subject),
		    i + 1 == n ? "Root" : node(i + 1, issuer));
}

/* ---- one large certificate -------------------------------------------------------- */

static size_t planted;                  /* how much of it */

static void
grow_leaf(struct grove *g, void (*edit)(struct cert_spec *spec), size_t n)
{
	planted = n;
	grove_leaf(g, "CA", NULL, edit);
	grove_plain(g->chain, "CA", "Root");
	grove_plain(g->trust, "Root", "Root");
}

static struct bytes
keep(struct cert_spec *spec, struct buffer *b)
{
	struct bytes kept;

	ck_assert(!b->failed);
	kept = spec_octets(spec, b->data, b->len);
	buffer_free(b);
	return kept;
}

/* From the innermost outward, written backward. */
static void
edit_nest(struct cert_spec *spec)
{
	size_t size = 5 * planted, at = size, len;
	uint8_t *octets = arena_array(spec->arena, size, 1);

	for (size_t i = 0; i < planted; i++) {
		len = size - at;
		if (len < 0x80) {
			octets[--at] = (uint8_t)len;
		} else {
			unsigned count = 0;

			for (size_t left = len; left > 0; left >>= 8, count++)
				octets[--at] = (uint8_t)left;
			octets[--at] = (uint8_t)(0x80 | count);
		}
		octets[--at] = DER_SEQUENCE;
	}
	spec_extension_dotted(spec, "2.999.1", false,
	    (struct bytes){ octets + at, size - at });
}

static void
grow_nest(struct grove *g, size_t n)
{
	grow_leaf(g, edit_nest, n);
}

static void
edit_elements(struct cert_spec *spec)
{
	struct buffer b = BUFFER_EMPTY;
	size_t start = encode_open(&b);

	for (size_t i = 0; i < planted; i++)
		encode_element(&b, DER_NULL, (struct bytes){ NULL, 0 });
	encode_close(&b, start, DER_SEQUENCE);
	spec_extension_dotted(spec, "2.999.1", false, keep(spec, &b));
}

static void
grow_elements(struct grove *g, size_t n)
{
	grow_leaf(g, edit_elements, n);
}

static void
edit_names(struct cert_spec *spec)
{
	struct buffer b = BUFFER_EMPTY;
	size_t start = encode_open(&b);
	char name[32];

	for (size_t i = 0; i < planted; i++) {
		(void)snprintf(name, sizeof(name), "n%zu.demo.test", i);
		encode_element(&b, DER_CONTEXT(2), bytes_of(name));
	}
	encode_element(&b, DER_CONTEXT(2), bytes_of(GROVE_HOST));
	encode_close(&b, start, DER_SEQUENCE);
	spec_extension(spec, OID_CE_SUBJECT_ALT_NAME, false, keep(spec, &b));
}

static void
grow_names(struct grove *g, size_t n)
{
	grow_leaf(g, edit_names, n);
}

static void
edit_rdns(struct cert_spec *spec)
{
	struct buffer b = BUFFER_EMPTY;
	size_t start = encode_open(&b), set, pair;

	for (size_t i = 0; i < planted; i++) {
		set = encode_open(&b);
		pair = encode_open(&b);
		encode_oid(&b, OID_AT_ORGANIZATIONAL_UNIT_NAME);
		encode_element(&b, DER_UTF8_STRING, bytes_of("unit"));
		encode_close(&b, pair, DER_SEQUENCE);
		encode_close(&b, set, DER_SET);
	}
	encode_close(&b, start, DER_SEQUENCE);
	spec->subject = keep(spec, &b);
}

static void
grow_rdns(struct grove *g, size_t n)
{
	grow_leaf(g, edit_rdns, n);
}

static void
edit_extensions(struct cert_spec *spec)
{
	char oid[32];

	/* Specs hold eighty. */
	ck_assert_uint_le(planted, 70);
	for (size_t i = 0; i < planted; i++) {
		struct buffer b = BUFFER_EMPTY;

		(void)snprintf(oid, sizeof(oid), "2.999.1.%zu", i);
		encode_null(&b);
		spec_extension_dotted(spec, oid, false, keep(spec, &b));
	}
}

static void
grow_extensions(struct grove *g, size_t n)
{
	grow_leaf(g, edit_extensions, n);
}

/* A CA's key: a modulus of n bits and an exponent as long. */
static void
edit_rsa(struct cert_spec *spec)
{
	struct buffer key = BUFFER_EMPTY, spki = BUFFER_EMPTY;
	size_t start = encode_open(&key), len = planted / 8;
	uint8_t *octets = arena_array(spec->arena, len, 1);

	for (size_t i = 0; i < len; i++)
		octets[i] = (uint8_t)(i * 151 + 7);
	octets[0] = 0x81;
	octets[len - 1] |= 1;
	encode_magnitude(&key, (struct bytes){ octets, len });
	octets[0] = 0x80;
	encode_magnitude(&key, (struct bytes){ octets, len });
	encode_close(&key, start, DER_SEQUENCE);
	start = encode_open(&spki);
	encode_algorithm(&spki, OID_RSA_ENCRYPTION, true);
	encode_bits(&spki, buffer_bytes(&key));
	encode_close(&spki, start, DER_SEQUENCE);
	buffer_free(&key);
	spec->spki = keep(spec, &spki);
}

static void
grow_rsa(struct grove *g, size_t n)
{
	planted = n;
	grove_leaf(g, "CA", NULL, NULL);
	grove_ca(g->chain, &(struct tree){ "CA", "Root", NULL, NULL,
	    edit_rsa });
	grove_plain(g->trust, "Root", "Root");
}

/* ---- files -------------------------------------------------------------------------- */

static void
write_line(struct buffer *file, size_t n)
{
	buffer_fill(file, 'A', n);
}

static void
write_begins(struct buffer *file, size_t n)
{
	while (file->len < n)
		buffer_string(file, "-----BEGIN CERTIFICATE-----\n");
}

static void
write_body(struct buffer *file, size_t n)
{
	buffer_string(file, "-----BEGIN CERTIFICATE-----\n");
	while (file->len < n)
		buffer_string(file, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZ"
		    "naGlqa2xtbm9wcXJzdHV2\n");
}

static void
write_dashes(struct buffer *file, size_t n)
{
	while (file->len < n)
		buffer_string(file, "-----BEGIN ");
}

/* Blocks that say they are certificates, and are three octets. */
static void
write_blocks(struct buffer *file, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buffer_string(file, "-----BEGIN X509 CRL-----\nMAA=\n"
		    "-----END X509 CRL-----\n");
}

/* ---- the table ---------------------------------------------------------------------- */

#define MIB ((size_t)1 << 20)
#define LARGE { "certificate-octets", 1048576 }

const struct work works[] = {
	{ "100 CAs of one name, one key", grow_one_key, NULL, 100, 200,
	    { { NULL, 0 } }, "root-not-trusted", 100, 1000 },
	{ "999 CAs of one name, one key", grow_one_key, NULL, 999, 0,
	    { { NULL, 0 } }, "root-not-trusted", 100, 10000 },
	{ "100 CAs of one name, own keys", grow_distinct_keys, NULL, 100, 200,
	    { { NULL, 0 } }, NULL, 100, 1000 },
	{ "999 CAs of one name, own keys", grow_distinct_keys, NULL, 999, 0,
	    { { NULL, 0 } }, NULL, 100, 10000 },
	{ "1,500 CAs of one name, own keys", grow_distinct_keys, NULL, 1500, 0,
	    { { NULL, 0 } }, "pool-too-large", 100, 10000 },
	{ "40 decoys under the root", grow_decoys, NULL, 40, 80,
	    { { NULL, 0 } }, "", 100, 1000 },
	{ "999 decoys under the root", grow_decoys, NULL, 999, 0,
	    { { NULL, 0 } }, NULL, 100, 10000 },
	{ "mesh of 18 without a path", grow_mesh, NULL, 18, 25,
	    { { NULL, 0 } }, NULL, 18, 2000 },
	{ "mesh of 31 without a path", grow_mesh, NULL, 31, 0,
	    { { NULL, 0 } }, NULL, 18, 3000 },
	{ "mesh of 18 with a path", grow_mesh_rooted, NULL, 18, 25,
	    { { NULL, 0 } }, "", 4, 2000 },
	{ "three layers of 17 without a path", grow_layers, NULL, 17, 0,
	    { { NULL, 0 } }, "issuer-not-found", 18, 3000 },
	{ "trap of 200 dead ends", grow_trap, NULL, 200, 400,
	    { { NULL, 0 } }, "", 2, 2000 },
	{ "chain of 8 within limits", grow_line, NULL, 7, 15,
	    { { "depth", 16 } }, "", 8, 100 },
	{ "chain of 1,000", grow_line, NULL, 998, 0, { { NULL, 0 } },
	    "chain-depth-exceeded", 18, 10000 },
	{ "100,000 elements nested", grow_nest, NULL, 100000, 0,
	    { { NULL, 0 } }, "certificate-too-large", 0, 0 },
	{ "100,000 nested, size allowed", grow_nest, NULL, 100000, 0,
	    { LARGE }, "der-nesting-too-deep", 2, 100 },
	{ "30,000 elements, few allowed", grow_elements, NULL, 30000, 0,
	    { { NULL, 0 } }, "der-element-budget-exhausted", 0, 0 },
	{ "40,000 elements, all allowed", grow_elements, NULL, 40000, 80000,
	    { LARGE, { "elements", 100000 } }, "", 2, 100 },
	{ "RSA of 131,072 bits", grow_rsa, NULL, 131072, 0, { { NULL, 0 } },
	    "rsa-key-too-large", 2, 100 },
	{ "a name of 40,000 parts", grow_rdns, NULL, 40000, 0, { { NULL, 0 } },
	    "certificate-too-large", 0, 0 },
	{ "40,000 parts, size allowed", grow_rdns, NULL, 40000, 0, { LARGE },
	    "rdn-count-exceeded", 2, 100 },
	{ "128 parts, all allowed", grow_rdns, NULL, 128, 256,
	    { { "rdns", 256 }, { "attributes", 256 } }, "", 2, 100 },
	{ "10,000 names", grow_names, NULL, 10000, 0, { { NULL, 0 } },
	    "certificate-too-large", 0, 0 },
	{ "3,000 names", grow_names, NULL, 3000, 0, { { NULL, 0 } },
	    "san-count-exceeded", 2, 100 },
	{ "10,000 names, all allowed", grow_names, NULL, 10000, 20000,
	    { LARGE, { "alt-names", 30000 }, { "elements", 100000 } }, "", 2,
	    100 },
	{ "30 extensions", grow_extensions, NULL, 26, 54, { { NULL, 0 } },
	    "", 2, 100 },
	{ "16 MiB in one line", NULL, write_line, 16 * MIB, 0, { { NULL, 0 } },
	    "holds no certificate", 0, 0 },
	{ "8 MiB in one line", NULL, write_line, 8 * MIB, 16 * MIB,
	    { { NULL, 0 } }, "holds no certificate", 0, 0 },
	{ "16 MiB of BEGIN lines", NULL, write_begins, 16 * MIB - 64, 0,
	    { { NULL, 0 } }, "more than 10000 objects", 0, 0 },
	{ "16 MiB of BEGIN in a line", NULL, write_dashes, 16 * MIB - 64, 0,
	    { { NULL, 0 } }, "holds no certificate", 0, 0 },
	{ "16 MiB in one block", NULL, write_body, 16 * MIB - 128, 0,
	    { { NULL, 0 } }, "", 0, 0 },
	{ "5,000 blocks", NULL, write_blocks, 5000, 10000, { { NULL, 0 } },
	    "holds a revocation list", 0, 0 },
};

const size_t work_count = sizeof(works) / sizeof(works[0]);

size_t
work_limits(const struct work *w)
{
	size_t n = 0;

	while (n < WORK_LIMITS && w->limit[n].name != NULL)
		n++;
	return n;
}

struct cw_certs *
work_read(const struct work *w, const struct cw_certs *from)
{
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err;

	ck_assert_ptr_nonnull(certs);
	ck_assert_msg(cw_certs_limit(certs, w->limit, work_limits(w), &err) ==
	    0, "%s: %s", w->name, err.text);
	for (size_t i = 0; i < from->count; i++)
		ck_assert_int_eq(cw_certs_add(certs, from->cert[i]->der.data,
		    from->cert[i]->der.len, "work", &err), 0);
	return certs;
}
