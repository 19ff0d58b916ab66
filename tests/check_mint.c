/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys, signatures and the encoding of certificates. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "base/arena.h"
#include "ca/encode.h"
#include "ca/key_parts.h"
#include "ca/mint.h"
#include "der/pkix.h"
#include "tests/test.h"
#include "x509/cert.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define HEX_MAX 512

static const char *
hex(struct bytes b, char text[HEX_MAX])
{
	size_t n = b.len < HEX_MAX / 2 - 1 ? b.len : HEX_MAX / 2 - 1;

	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", b.data[i]);
	return text;
}

static void
assert_hex(const struct buffer *b, const char *expected)
{
	char text[HEX_MAX];

	ck_assert(!b->failed);
	ck_assert_str_eq(hex(buffer_bytes(b), text), expected);
}

/* ---- encoding ----------------------------------------------------------- */

static const struct {
	int value;
	const char *der;
} ints[] = {
	{ 0, "020100" }, { 1, "020101" }, { 127, "02017f" },
	{ 128, "02020080" }, { 255, "020200ff" }, { 256, "02020100" },
	{ 65537, "0203010001" }, { INT32_MAX, "02047fffffff" },
	{ -1, "0201ff" }, { -128, "020180" }, { -129, "0202ff7f" },
	{ INT32_MIN, "020480000000" },
};

START_TEST(test_int)
{
	struct buffer b = BUFFER_EMPTY;

	encode_int(&b, ints[_i].value);
	assert_hex(&b, ints[_i].der);
	buffer_free(&b);
}
END_TEST

static const struct {
	unsigned bits;
	const char *der;
} named[] = {
	{ 0, "030100" }, { 1, "03020780" }, { 1u << 5 | 1u << 6, "03020106" },
	{ 1u << 7, "03020001" }, { 1u << 8, "0303070080" },
};

START_TEST(test_named_bits)
{
	struct buffer b = BUFFER_EMPTY;

	encode_named_bits(&b, named[_i].bits);
	assert_hex(&b, named[_i].der);
	buffer_free(&b);
}
END_TEST

static const struct {
	int64_t seconds;
	const char *text;
	uint8_t tag;
} times[] = {
	{ 0, "700101000000Z", DER_UTC_TIME },
	{ TEST_NOW, "261123130646Z", DER_UTC_TIME },
	{ INT64_C(2524607999), "491231235959Z", DER_UTC_TIME },
	{ INT64_C(2524608000), "20500101000000Z", DER_GENERALIZED_TIME },
	{ INT64_C(-631152001), "19491231235959Z", DER_GENERALIZED_TIME },
	{ INT64_C(253402300799), "99991231235959Z", DER_GENERALIZED_TIME },
};

START_TEST(test_time)
{
	struct buffer b = BUFFER_EMPTY;

	encode_time(&b, times[_i].seconds);
	ck_assert_uint_eq(b.data[0], times[_i].tag);
	ck_assert_uint_eq(b.len, 2 + strlen(times[_i].text));
	ck_assert_str_eq((const char *)b.data + 2, times[_i].text);
	buffer_free(&b);
}
END_TEST

START_TEST(test_long_lengths)
{
	static const struct {
		size_t len;
		const char *head;
	} rows[] = { { 127, "047f" }, { 128, "048180" }, { 255, "0481ff" },
	    { 256, "04820100" }, { 65536, "0483010000" } };
	struct buffer b = BUFFER_EMPTY, contents = BUFFER_EMPTY;
	char text[HEX_MAX];
	size_t start;

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t head = strlen(rows[i].head) / 2;

		buffer_fill(&contents, 7, rows[i].len);
		start = encode_open(&b);
		buffer_add(&b, buffer_bytes(&contents));
		encode_close(&b, start, DER_OCTET_STRING);
		ck_assert_uint_eq(b.len, head + rows[i].len);
		ck_assert_str_eq(hex((struct bytes){ b.data, head }, text),
		    rows[i].head);
		ck_assert_mem_eq(b.data + head, contents.data, contents.len);
		buffer_cut(&b, 0);
		buffer_cut(&contents, 0);
	}
	buffer_free(&b);
	buffer_free(&contents);
}
END_TEST

/* ---- keys --------------------------------------------------------------- */

/* What the seed "test" and the label "leaf" give, on every machine: SHA-256 of
   the SubjectPublicKeyInfo. */
static const struct {
	enum key_type type;
	const char *sha256;
} seeded[] = {
	{ KEY_TYPE_P256,
	    "8a9ffee4606dda5ddddf74ca5e70b17c"
	    "ec8962183d7482dd918b74d647dfa1a0" },
	{ KEY_TYPE_P384,
	    "5746cca4a77bb728b8b3aea7a8352200"
	    "a8f4c66d2edbc2907199ca30d9ec5464" },
	{ KEY_TYPE_ED25519,
	    "7bfede0285399d2a60bd90a944b09686"
	    "6fffbc9daa186f758e4df42a0eb055f4" },
	{ KEY_TYPE_RSA2048,
	    "27dad46da7e4300118f6b4fe00ebbc3b"
	    "bbe563e037413abb9946689c4fc145e5" },
	{ KEY_TYPE_RSA3072,
	    "5ea296db668a87df44e5384bc71f72b1"
	    "00a28a0feaf01d4c3b3596b29928985c" },
	{ KEY_TYPE_RSA1024,
	    "38a298bdd260975d4ffb5f94f2c5ef99"
	    "bc58697706f238c2383d2fffb764ca8c" },
	{ KEY_TYPE_P224,
	    "e7f8e9d9b96c0900d6bd880b716a1012"
	    "7f0e61da3ffc09e5b41fbf4fac97d79f" },
};

static struct key *
key_make(enum key_type type, const char *seed, const char *label)
{
	struct cw_error err = { "" };
	struct key *key = key_new(type, seed, label, &err);

	ck_assert_msg(key != NULL, "%s", err.text);
	return key;
}

START_TEST(test_seeded_key)
{
	struct key *key = key_make(seeded[_i].type, "test", "leaf");
	struct buffer spki = BUFFER_EMPTY;
	uint8_t digest[32];
	char text[HEX_MAX];

	ck_assert_int_eq(key_public(key, &spki, NULL), 0);
	ck_assert_int_eq(gnutls_hash_fast(GNUTLS_DIG_SHA256, spki.data,
	    spki.len, digest), 0);
	ck_assert_str_eq(hex((struct bytes){ digest, 32 }, text),
	    seeded[_i].sha256);
	buffer_free(&spki);
	key_free(key);
}
END_TEST

START_TEST(test_other_keys)
{
	static const struct {
		const char *seed, *label;
	} rows[] = { { "test", "leaf" }, { "test", "root" }, { "tes", "tleaf" },
	    { "other", "leaf" }, { NULL, "leaf" }, { NULL, "leaf" } };
	struct buffer spki[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key *key = key_make((enum key_type)_i, rows[i].seed,
		    rows[i].label);

		spki[i] = (struct buffer)BUFFER_EMPTY;
		ck_assert_int_eq(key_public(key, &spki[i], NULL), 0);
		key_free(key);
		for (size_t j = 0; j < i; j++)
			ck_assert(!bytes_equal(buffer_bytes(&spki[i]),
			    buffer_bytes(&spki[j])));
	}
	for (size_t i = 0; i < COUNT(rows); i++)
		buffer_free(&spki[i]);
}
END_TEST

/* RFC 6979 A.2.5 and A.2.6, message "sample". */
static const struct {
	enum key_type type;
	const char *scalar;
	enum oid algorithm;
	const char *value;
} nonces[] = {
	{ KEY_TYPE_P256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A"
	    "622B120F6721", OID_ECDSA_SHA256,
	    "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea"
	    "84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064d"
	    "c4ab2f843acda8" },
	{ KEY_TYPE_P256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A"
	    "622B120F6721", OID_ECDSA_SHA1,
	    "3044022061340c88c3aaebeb4f6d667f672ca9759a6ccaa9fa8811313039ee4a3"
	    "5471d3202206d7f147dac089441bb2e2fe8f7a3fa264b9c475098fdcf6e00d7c9"
	    "96e1b8b7eb" },
	{ KEY_TYPE_P256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A"
	    "622B120F6721", OID_ECDSA_SHA512,
	    "30450221008496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d10976"
	    "78eb97f0002202362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554"
	    "f61fae3302fe" },
	{ KEY_TYPE_P384, "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA4"
	    "7740787137D896D5724E4C70A825F872C9EA60D2EDF5", OID_ECDSA_SHA384,
	    "306602310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4e"
	    "a95ad133c81a648152e44acf96e36dd1e80fabe4602310099ef4aeb15f178cea1"
	    "fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b8"
	    "2c71a38628ac8" },
};

START_TEST(test_rfc6979)
{
	struct key *key = key_alloc(nonces[_i].type, NULL);
	struct buffer value = BUFFER_EMPTY;
	mpz_t scalar;

	mpz_init_set_str(scalar, nonces[_i].scalar, 16);
	ck_assert_int_eq(ecc_scalar_set(&key->scalar, scalar), 1);
	ecc_point_mul_g(&key->point, &key->scalar);
	mpz_clear(scalar);
	ck_assert_int_eq(key_sign(key, nonces[_i].algorithm,
	    bytes_of("sample"), &value, NULL), 0);
	assert_hex(&value, nonces[_i].value);
	buffer_free(&value);
	key_free(key);
}
END_TEST

static const struct {
	enum key_type type;
	enum oid algorithm;
	gnutls_sign_algorithm_t gnutls;
} signatures[] = {
	{ KEY_TYPE_P256, OID_UNKNOWN, GNUTLS_SIGN_ECDSA_SHA256 },
	{ KEY_TYPE_P256, OID_ECDSA_SHA1, GNUTLS_SIGN_ECDSA_SHA1 },
	{ KEY_TYPE_P256, OID_ECDSA_SHA224, GNUTLS_SIGN_ECDSA_SHA224 },
	{ KEY_TYPE_P256, OID_ECDSA_SHA384, GNUTLS_SIGN_ECDSA_SHA384 },
	{ KEY_TYPE_P256, OID_ECDSA_SHA512, GNUTLS_SIGN_ECDSA_SHA512 },
	{ KEY_TYPE_P384, OID_UNKNOWN, GNUTLS_SIGN_ECDSA_SHA384 },
	{ KEY_TYPE_P384, OID_ECDSA_SHA256, GNUTLS_SIGN_ECDSA_SHA256 },
	{ KEY_TYPE_P224, OID_UNKNOWN, GNUTLS_SIGN_ECDSA_SHA256 },
	{ KEY_TYPE_ED25519, OID_UNKNOWN, GNUTLS_SIGN_EDDSA_ED25519 },
	{ KEY_TYPE_RSA2048, OID_UNKNOWN, GNUTLS_SIGN_RSA_SHA256 },
	{ KEY_TYPE_RSA2048, OID_RSA_SHA384, GNUTLS_SIGN_RSA_SHA384 },
	{ KEY_TYPE_RSA2048, OID_RSA_SHA512, GNUTLS_SIGN_RSA_SHA512 },
	{ KEY_TYPE_RSA2048, OID_RSA_SHA224, GNUTLS_SIGN_RSA_SHA224 },
	{ KEY_TYPE_RSA2048, OID_RSA_SHA1, GNUTLS_SIGN_RSA_SHA1 },
	{ KEY_TYPE_RSA2048, OID_RSA_MD5, GNUTLS_SIGN_RSA_MD5 },
	{ KEY_TYPE_RSA2048, OID_RSASSA_PSS, GNUTLS_SIGN_RSA_PSS_SHA256 },
	{ KEY_TYPE_RSA3072, OID_UNKNOWN, GNUTLS_SIGN_RSA_SHA256 },
	{ KEY_TYPE_RSA1024, OID_UNKNOWN, GNUTLS_SIGN_RSA_SHA256 },
};

static gnutls_datum_t
datum(const struct buffer *b)
{
	return (gnutls_datum_t){ b->data, (unsigned)b->len };
}

START_TEST(test_signature)
{
	struct key *key = key_make(signatures[_i].type, "test", "signer");
	struct buffer spki = BUFFER_EMPTY, value = BUFFER_EMPTY,
	    again = BUFFER_EMPTY, message = BUFFER_EMPTY;
	gnutls_datum_t spki_datum, value_datum, message_datum;
	gnutls_pubkey_t pubkey;

	buffer_string(&message, "what is signed");
	ck_assert_int_eq(key_public(key, &spki, NULL), 0);
	ck_assert_int_eq(key_sign(key, signatures[_i].algorithm,
	    buffer_bytes(&message), &value, NULL), 0);
	ck_assert_int_eq(key_sign(key, signatures[_i].algorithm,
	    buffer_bytes(&message), &again, NULL), 0);
	ck_assert(bytes_equal(buffer_bytes(&value), buffer_bytes(&again)));
	spki_datum = datum(&spki);
	value_datum = datum(&value);
	message_datum = datum(&message);
	ck_assert_int_eq(gnutls_pubkey_init(&pubkey), 0);
	ck_assert_int_eq(gnutls_pubkey_import(pubkey, &spki_datum,
	    GNUTLS_X509_FMT_DER), 0);
	ck_assert_int_eq(gnutls_pubkey_verify_data2(pubkey,
	    signatures[_i].gnutls, GNUTLS_VERIFY_ALLOW_BROKEN, &message_datum,
	    &value_datum), 0);
	message.data[0] ^= 1;
	ck_assert_int_lt(gnutls_pubkey_verify_data2(pubkey,
	    signatures[_i].gnutls, GNUTLS_VERIFY_ALLOW_BROKEN, &message_datum,
	    &value_datum), 0);
	gnutls_pubkey_deinit(pubkey);
	buffer_free(&spki);
	buffer_free(&value);
	buffer_free(&again);
	buffer_free(&message);
	key_free(key);
}
END_TEST

START_TEST(test_signature_refused)
{
	static const struct {
		enum key_type type;
		enum oid algorithm;
		const char *sentence;
	} rows[] = {
		{ KEY_TYPE_P256, OID_RSA_SHA256, "a key of type EC P-256 "
		    "cannot sign by sha256WithRSAEncryption" },
		{ KEY_TYPE_ED25519, OID_ECDSA_SHA256, "a key of type Ed25519 "
		    "cannot sign by ecdsa-with-SHA256" },
		{ KEY_TYPE_P256, OID_KP_ANY, "a key of type EC P-256 cannot "
		    "sign by anyExtendedKeyUsage" },
	};
	struct buffer value = BUFFER_EMPTY;
	struct cw_error err;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key *key = key_make(rows[i].type, "test", "signer");

		ck_assert_int_eq(key_sign(key, rows[i].algorithm,
		    bytes_of("m"), &value, &err), -1);
		ck_assert_str_eq(err.text, rows[i].sentence);
		ck_assert_uint_eq(value.len, 0);
		key_free(key);
	}
	buffer_free(&value);
}
END_TEST

/* Reads it by the module and writes it again: the same octets. */
static void
assert_reencodes(const char *type, struct bytes der)
{
	char problem[ASN1_MAX_ERROR_DESCRIPTION_SIZE] = "";
	asn1_node module = NULL, element = NULL;
	int len = (int)der.len;
	uint8_t *again = malloc(der.len);

	ck_assert_ptr_nonnull(again);
	ck_assert_int_eq(asn1_array2tree(pkix_asn1_tab, &module, problem), 0);
	ck_assert_int_eq(asn1_create_element(module, type, &element), 0);
	ck_assert_msg(asn1_der_decoding2(&element, der.data, &len,
	    ASN1_DECODE_FLAG_STRICT_DER, problem) == ASN1_SUCCESS, "%s: %s",
	    type, problem);
	ck_assert_int_eq(len, (int)der.len);
	ck_assert_msg(asn1_der_coding(element, "", again, &len, problem) ==
	    ASN1_SUCCESS, "%s: %s", type, problem);
	ck_assert_int_eq(len, (int)der.len);
	ck_assert_mem_eq(again, der.data, der.len);
	asn1_delete_structure(&element);
	asn1_delete_structure(&module);
	free(again);
}

START_TEST(test_export)
{
	struct key *key = key_make(seeded[_i].type, "test", "leaf"), *read;
	struct buffer out = BUFFER_EMPTY, again = BUFFER_EMPTY;
	struct cw_error err = { "" };
	bool taken = seeded[_i].type <= KEY_TYPE_RSA3072;

	ck_assert_int_eq(key_export(key, &out, NULL), 0);
	assert_reencodes("CHAINWRIGHT.OneAsymmetricKey", buffer_bytes(&out));
	read = key_import(buffer_bytes(&out), &err);
	if (taken) {
		ck_assert_msg(read != NULL, "%s", err.text);
		ck_assert_int_eq(key_type(read), seeded[_i].type);
		ck_assert_int_eq(key_export(read, &again, NULL), 0);
		ck_assert(bytes_equal(buffer_bytes(&out),
		    buffer_bytes(&again)));
	} else {
		ck_assert_ptr_null(read);
		ck_assert_str_eq(err.text, "a private key of a type that is "
		    "not taken here: p256, p384, ed25519, rsa2048 or rsa3072 "
		    "is");
	}
	buffer_wipe(&out);
	buffer_wipe(&again);
	key_free(read);
	key_free(key);
}
END_TEST

START_TEST(test_import_refused)
{
	static const char *const rows[] = { "", "text", "\x30\x03\x02\x01",
	    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" };
	struct cw_error err;

	for (size_t i = 0; i < COUNT(rows); i++) {
		err.text[0] = '\0';
		ck_assert_ptr_null(key_import(bytes_of(rows[i]), &err));
		ck_assert_str_eq(err.text,
		    "no private key can be read from it");
	}
}
END_TEST

START_TEST(test_cache)
{
	struct key_cache *cache = key_cache_new("test", NULL);
	const struct key *leaf;
	struct key *alone = key_make(KEY_TYPE_P256, "test", "leaf");
	struct buffer a = BUFFER_EMPTY, b = BUFFER_EMPTY;

	leaf = key_cache_get(cache, KEY_TYPE_P256, "leaf", NULL);
	ck_assert_ptr_nonnull(leaf);
	ck_assert_ptr_eq(key_cache_get(cache, KEY_TYPE_P256, "leaf", NULL),
	    leaf);
	ck_assert_ptr_ne(key_cache_get(cache, KEY_TYPE_P384, "leaf", NULL),
	    leaf);
	ck_assert_ptr_ne(key_cache_get(cache, KEY_TYPE_P256, "root", NULL),
	    leaf);
	key_public(leaf, &a, NULL);
	key_public(alone, &b, NULL);
	ck_assert(bytes_equal(buffer_bytes(&a), buffer_bytes(&b)));
	buffer_free(&a);
	buffer_free(&b);
	key_free(alone);
	key_cache_free(cache);
}
END_TEST

START_TEST(test_key_words)
{
	static const char *const words[] = { "p256", "p384", "ed25519",
	    "rsa2048", "rsa3072" };
	static const char *const others[] = { "rsa1024", "p224", "P256", "",
	    "rsa" };
	enum key_type type = KEY_TYPE_P224;

	for (size_t i = 0; i < COUNT(others); i++)
		ck_assert(!key_type_read(others[i], &type));
	ck_assert_int_eq(type, KEY_TYPE_P224);
	for (size_t i = 0; i < COUNT(words); i++) {
		ck_assert(key_type_read(words[i], &type));
		ck_assert_int_eq((int)type, (int)i);
	}
}
END_TEST

/* ---- certificates ------------------------------------------------------- */

struct fixture {
	struct arena *arena;
	struct cert_spec spec;
	struct key *key;
	struct buffer spki, der;
};

static void
fixture_start(struct fixture *f, enum key_type type)
{
	const struct spec_name names[] = { { GN_DNS, bytes_of("a.test") },
	    { GN_IP, { (const uint8_t *)"\xc0\0\2\1", 4 } },
	    { GN_EMAIL, bytes_of("me@a.test") } };

	f->arena = arena_new(0);
	f->key = key_make(type, "test", "self");
	f->spki = f->der = (struct buffer)BUFFER_EMPTY;
	ck_assert_int_eq(key_public(f->key, &f->spki, NULL), 0);
	spec_start(&f->spec, f->arena, "self");
	f->spec.key_type = type;
	spec_subject(&f->spec, "Someone", "Somewhere");
	spec_profile(&f->spec, SPEC_SERVER, TEST_NOW);
	spec_subject_alt_name(&f->spec, false, names, COUNT(names));
}

static void
fixture_mint(struct fixture *f)
{
	const uint8_t serial[16] = { 0x42 };
	struct mint_issuer issuer = { f->spec.subject, buffer_bytes(&f->spki),
	    f->key };
	struct cw_error err = { "" };

	buffer_cut(&f->der, 0);
	ck_assert_msg(mint(&f->spec, buffer_bytes(&f->spki), &issuer,
	    (struct bytes){ serial, 16 }, &f->der, &err) == 0, "%s", err.text);
}

static void
fixture_end(struct fixture *f)
{
	buffer_free(&f->spki);
	buffer_free(&f->der);
	key_free(f->key);
	arena_free(f->arena);
}

START_TEST(test_cert_read_by_others)
{
	struct fixture f;
	gnutls_x509_crt_t crt;
	gnutls_datum_t der;

	fixture_start(&f, seeded[_i].type);
	fixture_mint(&f);
	assert_reencodes("CHAINWRIGHT.Certificate", buffer_bytes(&f.der));
	der = datum(&f.der);
	ck_assert_int_eq(gnutls_x509_crt_init(&crt), 0);
	ck_assert_int_eq(gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER),
	    0);
	ck_assert_int_eq((int)gnutls_x509_crt_check_issuer(crt, crt), 1);
	ck_assert_int_eq((int)gnutls_x509_crt_check_hostname(crt, "a.test"), 1);
	ck_assert_int_eq((int)gnutls_x509_crt_check_email(crt, "me@a.test", 0),
	    1);
	ck_assert_int_eq((int)gnutls_x509_crt_get_expiration_time(crt),
	    (int)(TEST_NOW + 90 * 86400));
	ck_assert_int_eq(gnutls_x509_crt_get_version(crt), 3);
	gnutls_x509_crt_deinit(crt);
	fixture_end(&f);
}
END_TEST

/* The first difference to a certificate made without the change. */
static void
assert_holds(struct fixture *f, const char *hex_octets)
{
	struct buffer text = BUFFER_EMPTY;

	fixture_mint(f);
	for (size_t i = 0; i < f->der.len; i++)
		buffer_format(&text, "%02x", f->der.data[i]);
	ck_assert_msg(strstr((const char *)text.data, hex_octets) != NULL,
	    "no %s in %s", hex_octets, text.data);
	buffer_free(&text);
}

START_TEST(test_raw_fields)
{
	static const enum oid any = OID_KP_ANY;
	struct fixture f;
	struct cert_spec *s = &f.spec;

	fixture_start(&f, KEY_TYPE_P256);
	s->serial = SPEC_OCTETS(s, 0xff, 0x00);
	assert_holds(&f, "a00302010202" "02ff00");
	s->version = 4;
	assert_holds(&f, "a003020103");
	s->not_before_der = SPEC_OCTETS(s, 0x17, 0x01, 0x5a);
	assert_holds(&f, "17015a170d");
	s->inner_algorithm = SPEC_OCTETS(s, 0x30, 0x03, 0x06, 0x01, 0x2a);
	assert_holds(&f, "02ff00" "300306012a");
	s->subject_unique_id = SPEC_OCTETS(s, 0xaa);
	assert_holds(&f, "820200aa" "a3");
	s->issuer_unique_id = SPEC_OCTETS(s, 0xbb);
	assert_holds(&f, "810200bb" "820200aa");
	s->issuer_name = SPEC_OCTETS(s, 0x30, 0x00);
	assert_holds(&f, "300306012a" "3000" "30");
	spec_extension_dotted(s, "1.2.3.4", true, SPEC_OCTETS(s, 0x05, 0x00));
	assert_holds(&f, "300c06032a0304" "0101ff" "04020500");
	spec_extension_dotted(s, "1.2.3.4", false, SPEC_OCTETS(s, 0x05, 0x00));
	assert_holds(&f, "300906032a0304" "04020500");
	spec_ext_key_usage(s, true, &any, 1);
	assert_holds(&f, "0603551d25" "0101ff" "0408" "3006" "0604551d2500");
	fixture_end(&f);
}
END_TEST

START_TEST(test_extension_order)
{
	struct fixture f;
	struct cert_spec *s = &f.spec;
	size_t count, usage;

	fixture_start(&f, KEY_TYPE_P256);
	count = s->extension_count;
	usage = (size_t)(spec_find(s, OID_CE_KEY_USAGE) - s->extension);
	spec_key_usage(s, false, SPEC_KU(KU_CRL_SIGN));
	ck_assert_uint_eq(s->extension_count, count);
	ck_assert_ptr_eq(spec_find(s, OID_CE_KEY_USAGE), &s->extension[usage]);
	ck_assert(!s->extension[usage].critical);
	spec_extension_again(s, OID_CE_KEY_USAGE, true, SPEC_OCTETS(s, 5, 0));
	ck_assert_uint_eq(s->extension_count, count + 1);
	spec_remove(s, OID_CE_KEY_USAGE);
	ck_assert_uint_eq(s->extension_count, count);
	ck_assert_ptr_eq(spec_find(s, OID_CE_KEY_USAGE),
	    &s->extension[count - 1]);
	spec_remove(s, OID_CE_KEY_USAGE);
	spec_remove(s, OID_CE_KEY_USAGE);
	ck_assert_ptr_null(spec_find(s, OID_CE_KEY_USAGE));
	ck_assert_uint_eq(s->extension_count, count - 1);
	while (!s->failed)
		spec_extension_again(s, OID_CE_KEY_USAGE, true,
		    SPEC_OCTETS(s, 5, 0));
	ck_assert_uint_eq(s->extension_count, SPEC_EXTENSIONS);
	fixture_end(&f);
}
END_TEST

static void
break_tbs(struct buffer *tbs)
{
	tbs->data[tbs->len - 1] ^= 1;
}

static void
break_value(struct buffer *value)
{
	buffer_cut(value, 3);
}

static void
break_cert(struct buffer *cert)
{
	buffer_byte(cert, 0);
}

START_TEST(test_patches)
{
	struct buffer whole = BUFFER_EMPTY;
	struct fixture f;

	fixture_start(&f, KEY_TYPE_P256);
	fixture_mint(&f);
	buffer_add(&whole, buffer_bytes(&f.der));
	f.spec.patch_cert = break_cert;
	fixture_mint(&f);
	ck_assert_uint_eq(f.der.len, whole.len + 1);
	ck_assert_mem_eq(f.der.data, whole.data, whole.len);
	f.spec.patch_cert = NULL;
	f.spec.patch_signature = break_value;
	fixture_mint(&f);
	ck_assert_mem_eq(f.der.data + f.der.len - 6, "\x03\x04\x00\x30", 4);
	f.spec.patch_signature = NULL;
	f.spec.patch_tbs = break_tbs;
	fixture_mint(&f);
	ck_assert(!bytes_equal(buffer_bytes(&f.der), buffer_bytes(&whole)));
	buffer_free(&whole);
	fixture_end(&f);
}
END_TEST

START_TEST(test_serial)
{
	uint8_t a[16], b[16], c[16];

	ck_assert_int_eq(mint_serial("test", "leaf", a, NULL), 0);
	ck_assert_int_eq(mint_serial("test", "leaf", b, NULL), 0);
	ck_assert_mem_eq(a, b, 16);
	ck_assert_int_eq(mint_serial("test", "root", b, NULL), 0);
	ck_assert_mem_ne(a, b, 16);
	for (int i = 0; i < 1000; i++) {
		memcpy(c, b, 16);
		ck_assert_int_eq(mint_serial(NULL, "leaf", b, NULL), 0);
		ck_assert_uint_ge(b[0], 0x40);
		ck_assert_uint_lt(b[0], 0x80);
		ck_assert_mem_ne(b, c, 16);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("mint");
	TCase *t = tcase_create("encode");

	tcase_add_loop_test(t, test_int, 0, (int)COUNT(ints));
	tcase_add_loop_test(t, test_named_bits, 0, (int)COUNT(named));
	tcase_add_loop_test(t, test_time, 0, (int)COUNT(times));
	tcase_add_test(t, test_long_lengths);
	suite_add_tcase(s, t);

	t = tcase_create("key");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_seeded_key, 0, (int)COUNT(seeded));
	tcase_add_loop_test(t, test_other_keys, KEY_TYPE_P256,
	    KEY_TYPE_ED25519 + 1);
	tcase_add_loop_test(t, test_rfc6979, 0, (int)COUNT(nonces));
	tcase_add_loop_test(t, test_signature, 0, (int)COUNT(signatures));
	tcase_add_test(t, test_signature_refused);
	tcase_add_loop_test(t, test_export, 0, (int)COUNT(seeded));
	tcase_add_test(t, test_import_refused);
	tcase_add_test(t, test_cache);
	tcase_add_test(t, test_key_words);
	suite_add_tcase(s, t);

	t = tcase_create("certificate");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_cert_read_by_others, 0,
	    (int)COUNT(seeded));
	tcase_add_test(t, test_raw_fields);
	tcase_add_test(t, test_extension_order);
	tcase_add_test(t, test_patches);
	tcase_add_test(t, test_serial);
	suite_add_tcase(s, t);
	return s;
}
