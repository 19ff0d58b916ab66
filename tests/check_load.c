/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bundles of certificates, read by looking: what comes out, in which order. */
#include "config.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include "ca/encode.h"
#include "ca/scenario.h"
#include "tests/dsl.h"
#include "tests/test.h"
#include "x509/certs.h"

enum { ROOT, ISSUING, LEAF, OTHER_ROOT, OTHER_CA, CERTS };

static struct key_cache *keys;
static struct arena *arena;
static struct bytes minted[CERTS];

static void
load_setup(void)
{
	struct scenario_minted m;
	struct scenario s;
	size_t i;

	keys = key_cache_new("load", NULL);
	arena = arena_new(0);
	ck_assert(keys != NULL && arena != NULL);
	scenario_good(&s, arena, TEST_NOW, KEY_TYPE_P256);
	ck_assert_int_eq(scenario_add(&s, "other", SPEC_CA_ROOT, "Other Root",
	    OTHER_ROOT), OTHER_ROOT);
	ck_assert_int_eq(scenario_add(&s, "sub", SPEC_CA_ISSUING, "Other CA",
	    OTHER_ROOT), OTHER_CA);
	ck_assert_int_eq(scenario_mint(&s, keys, "load", &m, NULL), 0);
	for (i = 0; i < CERTS; i++)
		minted[i] = m.der[i];
}

static void
load_teardown(void)
{
	key_cache_free(keys);
	arena_free(arena);
}

/* ---- PKCS#7 -------------------------------------------------------------------- */

struct pkcs7_parts {
	const char *order;              /* of certificates: "210"; x: damaged, a:
	                                   one that is none */
	bool crls, signers;
};

static void
choice_write(struct buffer *out, char which)
{
	if (which == 'x')               /* what is no certificate */
		buffer_add(out, (struct bytes){ (const uint8_t *)"\x30\x00", 2 });
	else if (which == 'a')          /* an attribute certificate */
		buffer_add(out, (struct bytes){ (const uint8_t *)"\xa1\x00", 2 });
	else
		buffer_add(out, minted[which - '0']);
}

static void
pkcs7_write(struct buffer *out, const struct pkcs7_parts *p)
{
	size_t content = encode_open(out), any, signed_data, part;
	const char *c;

	encode_oid(out, OID_PKCS7_SIGNED_DATA);
	any = encode_open(out);
	signed_data = encode_open(out);
	encode_int(out, 1);
	encode_element(out, DER_SET, bytes_of(""));
	part = encode_open(out);
	encode_oid(out, OID_PKCS7_DATA);
	encode_close(out, part, DER_SEQUENCE);
	part = encode_open(out);
	for (c = p->order; *c != '\0'; c++)
		choice_write(out, *c);
	if (p->order[0] != '\0')
		encode_close(out, part, DER_CONTEXT_CONSTRUCTED(0));
	if (p->crls)
		encode_element(out, DER_CONTEXT_CONSTRUCTED(1), bytes_of(""));
	encode_element(out, DER_SET, p->signers ? bytes_of("\x02\x01\x05") :
	    bytes_of(""));
	encode_close(out, signed_data, DER_SEQUENCE);
	encode_close(out, any, DER_CONTEXT_CONSTRUCTED(0));
	encode_close(out, content, DER_SEQUENCE);
	ck_assert(!out->failed);
}

static const char *
numbers_of(const struct cw_certs *certs)
{
	static char text[32];
	size_t i, k;

	for (i = 0; i < certs->count; i++) {
		for (k = 0; k < CERTS; k++)
			if (bytes_equal(certs->cert[i]->der, minted[k]))
				break;
		text[i] = k < CERTS ? (char)('0' + k) : 'x';
		ck_assert_uint_eq(certs->cert[i]->origin.position, i);
	}
	text[i] = '\0';
	return text;
}

static const struct {
	const char *name;
	struct pkcs7_parts parts;
	const char *want;               /* in this order */
} bundles[] = {
	{ "one", { "2", false, false }, "2" },
	{ "in order", { "210", false, false }, "210" },
	{ "turned round", { "012", false, false }, "210" },
	{ "as a SET is sorted", { "102", false, false }, "210" },
	{ "the issuer is missing", { "02", false, false }, "20" },
	{ "a root of others first", { "312", false, false }, "213" },
	{ "a CA of others first", { "412", false, false }, "214" },
	{ "CAs alone", { "01", false, false }, "10" },
	{ "twice the same", { "0122", false, false }, "2102" },
	{ "strangers keep their order", { "43201", false, false }, "21043" },
	{ "with a CRL and a signer", { "012", true, true }, "210" },
	{ "with what is no certificate", { "a0a2a1", false, false }, "210" },
	{ "with a damaged one", { "x012", false, false }, "210x" },
	{ "a damaged one alone", { "x", false, false }, "x" },
};

START_TEST(test_pkcs7)
{
	struct buffer der = BUFFER_EMPTY, pem = BUFFER_EMPTY;
	static const char *const labels[] = { NULL, "PKCS7", "CMS",
		"PKCS #7 SIGNED DATA" };
	struct cw_error err = { "" };
	size_t i;

	pkcs7_write(&der, &bundles[_i].parts);
	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct cw_certs *certs = cw_certs_new();
		const struct buffer *file = i == 0 ? &der : &pem;

		buffer_cut(&pem, 0);
		if (i > 0)
			pem_write(&pem, labels[i], buffer_bytes(&der));
		ck_assert_msg(cw_certs_read(certs, file->data, file->len,
		    "x.p7b", &err) == 0, "%s: %s", bundles[_i].name, err.text);
		ck_assert_msg(strcmp(numbers_of(certs), bundles[_i].want) == 0,
		    "%s: %s", bundles[_i].name, numbers_of(certs));
		ck_assert_str_eq(certs->cert[0]->origin.source, "x.p7b");
		ck_assert_uint_eq(certs->cert[0]->origin.line, i > 0);
		cw_certs_free(certs);
	}
	buffer_free(&der);
	buffer_free(&pem);
}
END_TEST

/* Beside other blocks, and behind another file, places go on. */
START_TEST(test_pkcs7_among_others)
{
	struct buffer der = BUFFER_EMPTY, pem = BUFFER_EMPTY;
	struct cw_certs *certs = cw_certs_new();
	struct pkcs7_parts parts = { "012", false, false };

	ck_assert_int_eq(cw_certs_add(certs, "x", 1, "first", NULL), 0);
	pkcs7_write(&der, &parts);
	pem_write(&pem, "CERTIFICATE", minted[OTHER_CA]);
	pem_write(&pem, "PKCS7", buffer_bytes(&der));
	pem_write(&pem, "CERTIFICATE", minted[OTHER_ROOT]);
	ck_assert_int_eq(cw_certs_read(certs, pem.data, pem.len, "x", NULL), 0);
	certs->cert++;
	certs->count--;
	ck_assert_str_eq(numbers_of(certs), "42103");
	buffer_free(&der);
	buffer_free(&pem);
	cw_certs_free(certs);
}
END_TEST

static void
assert_error(struct bytes file, const char *words)
{
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err = { "" };

	ck_assert_int_eq(cw_certs_add(certs, "x", 1, "first", NULL), 0);
	ck_assert_int_eq(cw_certs_read(certs, file.data, file.len, "x.p7b",
	    &err), -1);
	ck_assert_msg(strstr(err.text, words) != NULL, "%s, not %s", err.text,
	    words);
	ck_assert_uint_eq(certs->count, 1);
	cw_certs_free(certs);
}

/* Cut off anywhere behind its type, it says so, and where it ends. */
START_TEST(test_pkcs7_cut)
{
	struct buffer der = BUFFER_EMPTY;
	struct pkcs7_parts parts = { "21", true, true };
	char words[160];
	size_t len;

	pkcs7_write(&der, &parts);
	for (len = 15; len < der.len; len++) {
		snprintf(words, sizeof(words), "x.p7b holds a PKCS#7 bundle that "
		    "is damaged: an end where more octets are due, octet %zu of %zu",
		    len, len);
		assert_error((struct bytes){ der.data, len }, words);
	}
	buffer_byte(&der, 0);
	assert_error(buffer_bytes(&der), "octets that are left over");
	buffer_free(&der);
}
END_TEST

START_TEST(test_pkcs7_errors)
{
	struct buffer der = BUFFER_EMPTY;
	struct pkcs7_parts none = { "", false, false }, odd = { "a", true, false };
	const struct cw_limit two = { "file-objects", 2 };
	struct pkcs7_parts three = { "012", false, false };
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err;

	pkcs7_write(&der, &none);
	assert_error(buffer_bytes(&der), "a PKCS#7 bundle without a certificate");
	buffer_cut(&der, 0);
	pkcs7_write(&der, &odd);
	assert_error(buffer_bytes(&der), "a PKCS#7 bundle without a certificate");
	buffer_cut(&der, 0);
	/* pkcs7-data; an indefinite length */
	assert_error((struct bytes){ (const uint8_t *)"\x30\x0f\x06\x09\x2a\x86"
	    "\x48\x86\xf7\x0d\x01\x07\x01\xa0\x02\x04\x00", 17 },
	    "another kind than SignedData");
	assert_error((struct bytes){ (const uint8_t *)"\x30\x80\x06\x09\x2a\x86"
	    "\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80", 15 },
	    "an indefinite length, octet 1 of 15");
	pkcs7_write(&der, &three);
	ck_assert_int_eq(cw_certs_limit(certs, &two, 1, NULL), 0);
	ck_assert_int_eq(cw_certs_read(certs, der.data, der.len, "x", &err), -1);
	ck_assert_str_eq(err.text, "x holds more than 2 objects");
	ck_assert_uint_eq(certs->count, 0);
	buffer_free(&der);
	cw_certs_free(certs);
}
END_TEST

/* ---- PKCS#12 ------------------------------------------------------------------- */

static void
cert_bag_write(struct buffer *out, struct bytes cert)
{
	size_t bag = encode_open(out), value, inner, octets;

	encode_oid(out, OID_PKCS12_CERT_BAG);
	value = encode_open(out);
	inner = encode_open(out);
	encode_oid(out, OID_PKCS9_X509_CERTIFICATE);
	octets = encode_open(out);
	encode_element(out, DER_OCTET_STRING, cert);
	encode_close(out, octets, DER_CONTEXT_CONSTRUCTED(0));
	encode_close(out, inner, DER_SEQUENCE);
	encode_close(out, value, DER_CONTEXT_CONSTRUCTED(0));
	encode_element(out, DER_SET, bytes_of(""));
	encode_close(out, bag, DER_SEQUENCE);
}

/* SafeContents: the bags of order, each n times, in so many bags of bags. */
static void
safe_write(struct buffer *out, const char *order, size_t n, unsigned deep)
{
	size_t safe = encode_open(out), bag, value;
	const char *c;

	if (deep > 0) {
		bag = encode_open(out);
		encode_oid(out, OID_PKCS12_SAFE_CONTENTS_BAG);
		value = encode_open(out);
		safe_write(out, order, n, deep - 1);
		encode_close(out, value, DER_CONTEXT_CONSTRUCTED(0));
		encode_close(out, bag, DER_SEQUENCE);
	}
	for (c = order; *c != '\0' && deep == 0; c++)
		for (size_t i = 0; i < n; i++)
			cert_bag_write(out, minted[*c - '0']);
	encode_close(out, safe, DER_SEQUENCE);
}

/* ContentInfo of data, or of what is encrypted as algorithm says. */
static void
info_write(struct buffer *out, struct bytes algorithm, struct bytes content)
{
	size_t info = encode_open(out), any, data, sealed;

	encode_oid(out, algorithm.len > 0 ? OID_PKCS7_ENCRYPTED_DATA :
	    OID_PKCS7_DATA);
	any = encode_open(out);
	if (algorithm.len == 0) {
		encode_element(out, DER_OCTET_STRING, content);
	} else {
		data = encode_open(out);
		encode_int(out, 0);
		sealed = encode_open(out);
		encode_oid(out, OID_PKCS7_DATA);
		buffer_add(out, algorithm);
		encode_element(out, DER_CONTEXT(0), content);
		encode_close(out, sealed, DER_SEQUENCE);
		encode_close(out, data, DER_SEQUENCE);
	}
	encode_close(out, any, DER_CONTEXT_CONSTRUCTED(0));
	encode_close(out, info, DER_SEQUENCE);
}

/* PFX around the ContentInfos; mac is its MacData, or empty. */
static void
pfx_write(struct buffer *out, struct bytes infos, struct bytes mac)
{
	struct buffer safe = BUFFER_EMPTY;
	size_t pfx = encode_open(out);

	encode_int(out, 3);
	encode_element(&safe, DER_SEQUENCE, infos);
	info_write(out, bytes_of(""), buffer_bytes(&safe));
	buffer_add(out, mac);
	encode_close(out, pfx, DER_SEQUENCE);
	buffer_free(&safe);
	ck_assert(!out->failed);
}

static void
plain_write(struct buffer *out, const char *order, size_t n, unsigned deep,
    struct bytes mac)
{
	struct buffer safe = BUFFER_EMPTY, info = BUFFER_EMPTY;

	safe_write(&safe, order, n, deep);
	info_write(&info, bytes_of(""), buffer_bytes(&safe));
	pfx_write(out, buffer_bytes(&info), mac);
	buffer_free(&safe);
	buffer_free(&info);
}

/* PBES2 with AES-128; the initialization vector is all zero. */
#define SALT "'saltsalt'"
#define PBES2(rounds) \
	"30{06{2a864886f70d01050d} 30{30{06{2a864886f70d01050c} 30{04{" SALT \
	"} " rounds " 30{06{2a864886f70d0209} 0500}}} 30{06{60864801650304" \
	"0102} 04{00000000000000000000000000000000}}}}"

static void
sealed_write(struct buffer *out, const char *rounds, const char *password,
    const char *order)
{
	struct buffer safe = BUFFER_EMPTY, info = BUFFER_EMPTY,
	    algorithm = BUFFER_EMPTY;
	gnutls_datum_t secret = { (void *)(uintptr_t)password,
		(unsigned)strlen(password) };
	gnutls_datum_t salt = { (void *)(uintptr_t)"saltsalt", 8 };
	uint8_t key[16], iv[16] = { 0 };
	gnutls_datum_t key_datum = { key, 16 }, iv_datum = { iv, 16 };
	gnutls_cipher_hd_t handle;
	size_t mark = DSL_NO_MARK;

	safe_write(&safe, order, 1, 0);
	buffer_fill(&safe, (uint8_t)(16 - safe.len % 16), 16 - safe.len % 16);
	ck_assert_int_eq(gnutls_pbkdf2(GNUTLS_MAC_SHA256, &secret, &salt, 2, key,
	    16), 0);
	ck_assert_int_eq(gnutls_cipher_init(&handle, GNUTLS_CIPHER_AES_128_CBC,
	    &key_datum, &iv_datum), 0);
	ck_assert_int_eq(gnutls_cipher_encrypt(handle, safe.data, safe.len), 0);
	gnutls_cipher_deinit(handle);
	dsl_write(rounds, &algorithm, &mark);
	info_write(&info, buffer_bytes(&algorithm), buffer_bytes(&safe));
	pfx_write(out, buffer_bytes(&info), bytes_of(""));
	buffer_free(&safe);
	buffer_free(&info);
	buffer_free(&algorithm);
}

START_TEST(test_pkcs12_plain)
{
	struct buffer der = BUFFER_EMPTY, pem = BUFFER_EMPTY;
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err = { "" };

	plain_write(&der, "012", 1, 3, bytes_of(""));
	ck_assert_msg(cw_certs_read(certs, der.data, der.len, "x.p12", &err) ==
	    0, "%s", err.text);
	ck_assert_str_eq(numbers_of(certs), "210");
	pem_write(&pem, "PKCS12", buffer_bytes(&der));
	ck_assert_int_eq(cw_certs_read(certs, pem.data, pem.len, "x", NULL), 0);
	ck_assert_uint_eq(certs->count, 6);
	/* More than 32 in one bag, at which others stop in silence. */
	buffer_cut(&der, 0);
	plain_write(&der, "01", 50, 0, bytes_of(""));
	ck_assert_int_eq(cw_certs_read(certs, der.data, der.len, "x", NULL), 0);
	ck_assert_uint_eq(certs->count, 106);
	buffer_free(&der);
	buffer_free(&pem);
	cw_certs_free(certs);
}
END_TEST

static const struct {
	const char *name, *made, *given;
	const char *error;              /* NULL: it is opened */
} passwords[] = {
	{ "none", "", NULL, NULL },
	{ "none, and one given", "", "secret", NULL },
	{ "one", "secret", "secret", NULL },
	{ "letters of every plane", "p\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
	    "p\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", NULL },
	{ "one, not given", "secret", NULL, "under a password; give it" },
	{ "another", "secret", "Secret", "the password given does not open" },
	{ "no UTF-8", "secret", "\xff", "the password given does not open" },
};

START_TEST(test_pkcs12_password)
{
	struct buffer der = BUFFER_EMPTY;
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err = { "" };
	const char *given = passwords[_i].given;
	int rc;

	sealed_write(&der, PBES2("020102"), passwords[_i].made, "12");
	if (given != NULL)
		ck_assert_int_eq(cw_certs_password(certs, given, NULL), 0);
	rc = cw_certs_read(certs, der.data, der.len, "x.p12", &err);
	if (passwords[_i].error == NULL) {
		ck_assert_msg(rc == 0, "%s: %s", passwords[_i].name, err.text);
		ck_assert_str_eq(numbers_of(certs), "21");
	} else {
		ck_assert_int_eq(rc, -1);
		ck_assert_msg(strstr(err.text, passwords[_i].error) != NULL,
		    "%s: %s", passwords[_i].name, err.text);
		ck_assert_uint_eq(certs->count, 0);
	}
	buffer_free(&der);
	cw_certs_free(certs);
}
END_TEST

START_TEST(test_pkcs12_cut)
{
	struct buffer der = BUFFER_EMPTY;
	char words[160];
	size_t len;

	sealed_write(&der, PBES2("020102"), "", "2");
	for (len = 8; len < der.len; len++) {
		snprintf(words, sizeof(words), "x.p7b holds a PKCS#12 bundle that "
		    "is damaged: an end where more octets are due, octet %zu of "
		    "%zu", len, len);
		assert_error((struct bytes){ der.data, len }, words);
	}
	buffer_free(&der);
}
END_TEST

#define MAC(rounds) "30{30{30{06{2b0e03021a} 0500} 04{'01234567890123456789'}} " \
	"04{" SALT "} " rounds "}"
#define PBES1(oid, rounds) "30{06{2a864886f70d010c01" oid "} 30{04{" SALT "} " \
	rounds "}}"

static const struct {
	const char *name;
	const char *algorithm;          /* of what is encrypted, or NULL */
	const char *mac;                /* or NULL */
	const char *error;
} refused[] = {
	{ "a MAC of 2^31 rounds", NULL, MAC("020480000000"), "damaged" },
	{ "a MAC of 2^31 - 1 rounds", NULL, MAC("02047fffffff"),
	    "takes 2147483647 rounds to open; the limit password-rounds is "
	    "5000000" },
	{ "a MAC of no round", NULL, MAC("020100"), "damaged" },
	{ "a MAC of 1,000 rounds", NULL, MAC("020203e8"), "under a password" },
	{ "PBKDF2 of 2^31 - 1 rounds", PBES2("02047fffffff"), NULL,
	    "takes 2147483647 rounds" },
	{ "PBES1 of 2^31 - 1 rounds", PBES1("03", "02047fffffff"), NULL,
	    "takes 4294967294 rounds" },
	{ "both together", PBES1("03", "02032625a0"), MAC("020101"),
	    "takes 5000001 rounds" },
	{ "3DES under another password", PBES1("03", "020102"), NULL,
	    "under a password" },
	{ "RC2 under another password", PBES1("06", "020102"), NULL,
	    "under a password" },
	{ "RC4", PBES1("01", "020102"), NULL, "an algorithm that is not known" },
	{ "a MAC of MD5", NULL, "30{30{30{06{2a864886f70d0205} 0500} 0400} 0400}",
	    "an algorithm that is not known here (md5)" },
	{ "a MAC by PBMAC1", NULL, "30{30{30{06{2a864886f70d01050e} 0500} 0400} "
	    "0400}", "an algorithm that is not known here (id-PBMAC1)" },
	{ "an empty MAC", NULL, "30{30{30{06{2b0e03021a} 0500} 0400} 0400}",
	    "under a password" },
	{ "more behind the MAC", NULL, MAC("020101") "0500", "damaged" },
};

START_TEST(test_pkcs12_refused)
{
	struct buffer der = BUFFER_EMPTY, info = BUFFER_EMPTY,
	    part = BUFFER_EMPTY;
	size_t mark = DSL_NO_MARK;

	if (refused[_i].algorithm != NULL)
		dsl_write(refused[_i].algorithm, &part, &mark);
	info_write(&info, buffer_bytes(&part),
	    bytes_of("0123456789abcdef"));
	buffer_cut(&part, 0);
	if (refused[_i].mac != NULL)
		dsl_write(refused[_i].mac, &part, &mark);
	pfx_write(&der, buffer_bytes(&info), buffer_bytes(&part));
	assert_error(buffer_bytes(&der), refused[_i].error);
	buffer_free(&der);
	buffer_free(&info);
	buffer_free(&part);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("load");
	TCase *t = tcase_create("load");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, load_setup, load_teardown);
	tcase_add_loop_test(t, test_pkcs7, 0, COUNT(bundles));
	tcase_add_test(t, test_pkcs7_among_others);
	tcase_add_test(t, test_pkcs7_cut);
	tcase_add_test(t, test_pkcs7_errors);
	tcase_add_test(t, test_pkcs12_plain);
	tcase_add_loop_test(t, test_pkcs12_password, 0, COUNT(passwords));
	tcase_add_test(t, test_pkcs12_cut);
	tcase_add_loop_test(t, test_pkcs12_refused, 0, COUNT(refused));
	suite_add_tcase(s, t);
	return s;
}
