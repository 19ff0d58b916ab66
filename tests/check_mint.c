/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How certificates are encoded. */
#include "config.h"

#include <gnutls/x509.h>

#include "base/arena.h"
#include "ca/encode.h"
#include "ca/mint.h"
#include "tests/octets.h"
#include "tests/test.h"
#include "x509/cert.h"

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

	fixture_start(&f, (enum key_type)_i);
	fixture_mint(&f);
	assert_reencodes("CHAINWRIGHT.Certificate", buffer_bytes(&f.der));
	der = datum(buffer_bytes(&f.der));
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

	t = tcase_create("certificate");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_cert_read_by_others, 0,
	    KEY_TYPE_P224 + 1);
	tcase_add_test(t, test_raw_fields);
	tcase_add_test(t, test_extension_order);
	tcase_add_test(t, test_patches);
	tcase_add_test(t, test_serial);
	suite_add_tcase(s, t);
	return s;
}
