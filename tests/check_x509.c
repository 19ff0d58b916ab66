/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names, addresses and keys as text; files of certificates; and every field as
   libtasn1 sees it. */
#include "config.h"

#include <libtasn1.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "base/file.h"
#include "base/pem.h"
#include "ca/mint.h"
#include "der/pkix.h"
#include "tests/dsl.h"
#include "tests/test.h"
#include "x509/certs.h"
#include "x509/general_name.h"
#include "x509/name.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- names ------------------------------------------------------------------------ */

#define AT(type, tag, text) "30{06{" type "}" tag "{" text "}}"
#define CN "550403"
#define ORG "55040a"
#define RDN(attributes) "31{" attributes "}"
#define NAME(rdns) "30{" rdns "}"
#define ONE(tag, text) NAME(RDN(AT(CN, tag, text)))

static const struct {
	const char *why, *a, *b;
	bool equal;
} name_pairs[] = {
	{ "the same octets", ONE("0c", "'Demo'"), ONE("0c", "'Demo'"), true },
	{ "both empty", NAME(""), NAME(""), true },
	{ "one empty", NAME(""), ONE("0c", "'Demo'"), false },
	{ "string types", ONE("0c", "'Demo'"), ONE("13", "'Demo'"), true },
	{ "case", ONE("0c", "'DEMO root'"), ONE("13", "'demo ROOT'"), true },
	{ "spaces at the ends", ONE("0c", "' Demo '"), ONE("0c", "'Demo'"),
	    true },
	{ "runs of spaces", ONE("0c", "'a   b'"), ONE("0c", "'a b'"), true },
	{ "no space against one", ONE("0c", "'ab'"), ONE("0c", "'a b'"), false },
	{ "spaces alone against nothing", ONE("0c", "'  '"), ONE("0c", ""),
	    true },
	{ "BMPString", ONE("1e", "00440065006d006f"), ONE("0c", "'Demo'"),
	    true },
	{ "UniversalString", ONE("1c", "00000044000000e9"),
	    ONE("0c", "44c3a9"), true },
	{ "case outside ASCII counts", ONE("0c", "c3a9"), ONE("0c", "c389"),
	    false },
	{ "TeletexString only by octets", ONE("14", "'Demo'"),
	    ONE("0c", "'Demo'"), false },
	{ "another letter", ONE("0c", "'Demo'"), ONE("0c", "'Dema'"), false },
	{ "one longer", ONE("0c", "'Demo'"), ONE("0c", "'Demos'"), false },
	{ "a NUL behind it", ONE("0c", "'Demo'"), ONE("0c", "'Demo'00"),
	    false },
	{ "another attribute", ONE("0c", "'Demo'"),
	    NAME(RDN(AT(ORG, "0c", "'Demo'"))), false },
	{ "no UTF-8 is equal to nothing", ONE("0c", "ff"), ONE("13", "ff"),
	    false },
	{ "the second octet of a letter in front", ONE("0c", "a280"),
	    ONE("0c", "c280"), false },
	{ "an overlong letter", ONE("0c", "c184"), ONE("0c", "'D'"), false },
	{ "half a BMPString", ONE("1e", "0044"), ONE("1e", "004400"), false },
	{ "one attribute more", ONE("0c", "'a'"), NAME(RDN(AT(CN, "0c", "'a'"))
	    RDN(AT(ORG, "0c", "'b'"))), false },
	{ "order of the sets", NAME(RDN(AT(CN, "0c", "'a'"))
	    RDN(AT(ORG, "0c", "'b'"))), NAME(RDN(AT(ORG, "0c", "'b'"))
	    RDN(AT(CN, "0c", "'a'"))), false },
	{ "order in a set", NAME(RDN(AT(CN, "0c", "'a'") AT(ORG, "0c", "'b'"))),
	    NAME(RDN(AT(ORG, "13", "'B'") AT(CN, "13", "'A'"))), true },
	{ "one set or two", NAME(RDN(AT(CN, "0c", "'a'") AT(ORG, "0c", "'b'"))),
	    NAME(RDN(AT(CN, "0c", "'a'")) RDN(AT(ORG, "0c", "'b'"))), false },
	{ "twice the same in a set", NAME(RDN(AT(CN, "0c", "'a'")
	    AT(CN, "0c", "'a'"))), NAME(RDN(AT(CN, "0c", "'a'")
	    AT(CN, "0c", "'b'"))), false },
	{ "no names", "31{}", "3180", false },
	{ "broken, by octets", "30{31{}}", "30{31{}}", true },
	{ "broken behind the same", NAME(RDN(AT(CN, "0c", "'a'")) "3100"),
	    NAME(RDN(AT(CN, "13", "'a'")) "3100"), false },
};

START_TEST(test_name_equal)
{
	struct buffer x = BUFFER_EMPTY, y = BUFFER_EMPTY;
	struct bytes a, b;
	size_t mark = DSL_NO_MARK;

	dsl_write(name_pairs[_i].a, &x, &mark);
	dsl_write(name_pairs[_i].b, &y, &mark);
	a = buffer_bytes(&x);
	b = buffer_bytes(&y);
	ck_assert_msg(name_equal(a, b) == name_pairs[_i].equal, "%s",
	    name_pairs[_i].why);
	ck_assert_msg(name_equal(b, a) == name_pairs[_i].equal, "%s, turned",
	    name_pairs[_i].why);
	ck_assert(name_equal(a, a) && name_equal(b, b));
	if (name_pairs[_i].equal)
		ck_assert_msg(name_hash(a) == name_hash(b), "%s: hash",
		    name_pairs[_i].why);
	buffer_free(&x);
	buffer_free(&y);
}
END_TEST

static const struct {
	const char *name, *text, *brief;
} names_written[] = {
	{ NAME(""), "(empty)", "(empty)" },
	{ "31{}", "(unreadable)", "(unreadable)" },
	{ ONE("0c", "'www.demo.test'"), "CN=www.demo.test", "www.demo.test" },
	{ NAME(RDN(AT("550406", "13", "'KR'")) RDN(AT(ORG, "0c", "'Demo'"))),
	    "C=KR, O=Demo", "Demo" },
	{ NAME(RDN(AT(CN, "0c", "'a'") AT(ORG, "0c", "'b'"))), "CN=a + O=b",
	    "a" },
	{ NAME(RDN(AT(CN, "0c", "'first'")) RDN(AT(CN, "0c", "'last'"))),
	    "CN=first, CN=last", "last" },
	{ ONE("0c", "'x, O=Trusted + y'"), "CN=x\\, O=Trusted \\+ y",
	    "x, O=Trusted + y" },
	{ ONE("0c", "'a'1b'[31m'"), "CN=a\\u{1B}[31m", "a\\u{1B}[31m" },
	{ ONE("0c", "'a'e280ae"), "CN=a\\u{202E}", "a\\u{202E}" },
	{ ONE("1e", "ac00"), "CN=\xea\xb0\x80", "\xea\xb0\x80" },
	{ ONE("14", "e9"), "CN=\xc3\xa9", "\xc3\xa9" },
	{ NAME(RDN(AT("883701", "0c", "'z'"))), "2.999.1=z", "z" },
	{ NAME(RDN(AT(CN, "0c", "'a'")) "3100"), "CN=a, (unreadable)", "a" },
};

START_TEST(test_name_write)
{
	struct buffer der = BUFFER_EMPTY, text = BUFFER_EMPTY;
	size_t mark = DSL_NO_MARK;

	dsl_write(names_written[_i].name, &der, &mark);
	name_write(buffer_bytes(&der), &text);
	ck_assert_str_eq((char *)text.data, names_written[_i].text);
	buffer_cut(&text, 0);
	name_write_short(buffer_bytes(&der), &text);
	ck_assert_str_eq((char *)text.data, names_written[_i].brief);
	buffer_free(&der);
	buffer_free(&text);
}
END_TEST

/* ---- addresses and other names ------------------------------------------------------ */

static const struct {
	const char *in, *out;           /* out NULL: no address */
} addresses[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "2001:db8::1", "2001:db8::1" },
	{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
	{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
	{ "1:2:3:4:5:6:0:0", "1:2:3:4:5:6::" },
	{ "0:0:0:4:5:6:7:8", "::4:5:6:7:8" },
	{ "::", "::" }, { "::1", "::1" }, { "1::", "1::" },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
	{ "::ffff:c000:201", "::ffff:192.0.2.1" },
	{ "192.0.2", NULL }, { "192.0.2.256", NULL }, { "192.0.2.01", NULL },
	{ "0x7f.0.0.1", NULL }, { "1:2:3", NULL }, { "fe80::1%eth0", NULL },
	{ "", NULL }, { " 192.0.2.1", NULL }, { "[::1]", NULL },
};

START_TEST(test_address)
{
	struct buffer text = BUFFER_EMPTY;
	uint8_t octets[16];
	size_t len = 0;
	bool good = address_read(addresses[_i].in, octets, &len);

	ck_assert_msg(good == (addresses[_i].out != NULL), "%s",
	    addresses[_i].in);
	if (good) {
		address_write((struct bytes){ octets, len }, &text);
		ck_assert_str_eq((char *)text.data, addresses[_i].out);
	}
	buffer_free(&text);
}
END_TEST

static const struct {
	const char *name, *label, *text;
} general_names[] = {
	{ "82{'www.demo.test'}", "DNS", "www.demo.test" },
	{ "82{'a'00'b'}", "DNS", "a\\u{0}b" },
	{ "81{'a@demo.test'}", "email", "a@demo.test" },
	{ "86{'http://a/'}", "URI", "http://a/" },
	{ "87{c0000201}", "IP", "192.0.2.1" },
	{ "87{c00002}", "IP", "c000 02" },
	{ "88{2a03}", "registered ID", "1.2.3" },
	{ "a4{" ONE("0c", "'Demo'") "}", "directory", "CN=Demo" },
	{ "a0{06{2a03}a0{0500}}", "other", "1.2.3 a002 0500" },
	{ "a3{0500}", "X.400", "0500" },
};

START_TEST(test_general_name)
{
	struct buffer der = BUFFER_EMPTY, text = BUFFER_EMPTY;
	struct general_name_walk w;
	struct general_name name;
	size_t mark = DSL_NO_MARK;

	dsl_write(general_names[_i].name, &der, &mark);
	general_name_start(&w, buffer_bytes(&der));
	ck_assert(general_name_next(&w, &name));
	ck_assert_str_eq(general_name_label(name.kind), general_names[_i].label);
	ck_assert_ptr_eq(name.whole.data, der.data);
	general_name_write(&name, &text);
	ck_assert_str_eq((char *)text.data, general_names[_i].text);
	ck_assert(!general_name_next(&w, &name));
	ck_assert_int_eq(w.trouble.fault, DER_FINE);
	buffer_free(&der);
	buffer_free(&text);
}
END_TEST

static const struct {
	const char *spki, *text;
} keys[] = {
	{ "30{30{06{2a864886f70d010101}0500}03{00 30{02{00c1}020103}}}",
	    "RSA 8" },
	{ "30{30{06{2a864886f70d01010a}}03{00 30{02{00c1}020103}}}",
	    "RSA-PSS 8" },
	{ "30{30{06{2a8648ce3d0201}06{2b81040022}}03{0004}}", "EC P-384" },
	{ "30{30{06{2a8648ce3d0201}06{2b8104000a}}03{0004}}", "EC secp256k1" },
	{ "30{30{06{2a8648ce3d0201}06{883701}}03{0004}}",
	    "EC on an unknown curve 2.999.1" },
	{ "30{30{06{2a8648ce3d0201}3000}03{0004}}", "EC on a curve of its own" },
	{ "30{30{06{2b6570}}03{00}}", "Ed25519" },
	{ "30{30{06{2b656f}}03{00}}", "X448" },
	{ "30{30{06{883701}}03{00}}", "2.999.1" },
};

START_TEST(test_key_text)
{
	struct buffer der = BUFFER_EMPTY, text = BUFFER_EMPTY;
	struct der_trouble trouble = { .fault = DER_FINE };
	size_t mark = DSL_NO_MARK;
	struct der_reader r;
	const uint8_t *at;
	const char *why;
	struct spki key;

	dsl_write(keys[_i].spki, &der, &mark);
	der_start(&r, buffer_bytes(&der), &trouble);
	ck_assert(spki_read(&r, &key));
	(void)spki_decode(&key, &at, &why);
	spki_describe(&key, &text);
	ck_assert_str_eq((char *)text.data, keys[_i].text);
	buffer_free(&der);
	buffer_free(&text);
}
END_TEST

/* Which extensions may be critical: those whose restriction is heeded. */
START_TEST(test_processed)
{
	static const enum oid heeded[] = { OID_CE_BASIC_CONSTRAINTS,
		OID_CE_KEY_USAGE, OID_CE_EXT_KEY_USAGE, OID_CE_SUBJECT_ALT_NAME,
		OID_CE_AUTHORITY_KEY_ID, OID_CE_SUBJECT_KEY_ID,
		OID_CE_NAME_CONSTRAINTS, OID_CE_CERTIFICATE_POLICIES,
		OID_CE_POLICY_MAPPINGS, OID_CE_POLICY_CONSTRAINTS,
		OID_CE_INHIBIT_ANY_POLICY };
	static const enum oid unheeded[] = { OID_UNKNOWN, OID_CT_POISON,
		OID_PE_TLS_FEATURE, OID_NETSCAPE_CERT_TYPE };
	size_t i;

	for (i = 0; i < COUNT(heeded); i++)
		ck_assert(extension_processed(heeded[i]));
	for (i = 0; i < COUNT(unheeded); i++)
		ck_assert(!extension_processed(unheeded[i]));
}
END_TEST

/* ---- files of certificates ------------------------------------------------------------ */

static struct buffer leaf, pkcs8;       /* DER of a certificate and of its key */

static void
leaf_mint(void)
{
	struct key *key = key_new(KEY_TYPE_P256, "test", "x509", NULL);
	struct arena *arena = arena_new(0);
	const uint8_t serial[16] = { 0x42 };
	struct buffer spki = BUFFER_EMPTY;
	struct mint_issuer issuer = { .key = key };
	struct cert_spec s;

	ck_assert(key != NULL && arena != NULL);
	ck_assert_int_eq(key_public(key, &spki, NULL), 0);
	ck_assert_int_eq(key_export(key, &pkcs8, NULL), 0);
	spec_start(&s, arena, "leaf");
	spec_subject(&s, "www.demo.test", "Demo");
	spec_profile(&s, SPEC_SERVER, TEST_NOW);
	issuer.subject = s.subject;
	issuer.spki = buffer_bytes(&spki);
	ck_assert_int_eq(mint(&s, issuer.spki, &issuer,
	    (struct bytes){ serial, 16 }, &leaf, NULL), 0);
	buffer_free(&spki);
	key_free(key);
	arena_free(arena);
}

static void
leaf_free(void)
{
	buffer_free(&leaf);
	buffer_wipe(&pkcs8);
}

enum content {
	EMPTY, TEXT, ZEROS, DER, DER_AND_MORE, DER_CUT, PEM, PEM_TWICE,
	PEM_AND_KEY, PEM_DAMAGED, PEM_OPEN, KEY_PEM, KEY_DER, KEY_AS_CERTIFICATE,
	NUMBERS, REQUEST_DER, PUBLIC_DER, PKCS7_DER, CRL_DER, REQUEST_PEM,
	TRUSTED
};

/* What is no PEM at all; false: another's. */
static bool
octets_write(enum content content, struct buffer *out)
{
	struct bytes cert = buffer_bytes(&leaf), key = buffer_bytes(&pkcs8);
	size_t mark = DSL_NO_MARK;

	switch (content) {
	case EMPTY:
		return true;
	case TEXT:
		buffer_string(out, "Dear reader,\nno certificate here.\n");
		return true;
	case ZEROS:
		buffer_fill(out, 0, 1 << 20);
		return true;
	case DER:
		buffer_add(out, cert);
		return true;
	case DER_AND_MORE:
		buffer_add(out, cert);
		buffer_byte(out, '\n');
		return true;
	case DER_CUT:
		buffer_add(out, (struct bytes){ cert.data, cert.len - 10 });
		return true;
	case KEY_DER:
		buffer_add(out, key);
		return true;
	case NUMBERS:
		buffer_string(out, "0123456789\n");
		return true;
	case REQUEST_DER:
		dsl_write("30{30{020100 3000 30{30{2a00}0300} a000}"
		    "30{06{2a03}}0300}", out, &mark);
		return true;
	case PUBLIC_DER:
		dsl_write("30{30{06{2b6570}}03{00'32'}}", out, &mark);
		return true;
	case PKCS7_DER:
		dsl_write("30{06{2a864886f70d010702}a0{3000}}", out, &mark);
		return true;
	case CRL_DER:
		dsl_write("30{30{020101 30{06{2a03}} 3000 "
		    "17{'260824130607Z'}}30{06{2a03}}0300}", out, &mark);
		return true;
	default:
		return false;
	}
}

static void
trusted_write(struct buffer *out)
{
	size_t mark = DSL_NO_MARK;
	struct buffer der = BUFFER_EMPTY;

	buffer_add(&der, buffer_bytes(&leaf));
	dsl_write("30{30{06{2b06010505070301}}}", &der, &mark);
	pem_write(out, "TRUSTED CERTIFICATE", buffer_bytes(&der));
	buffer_free(&der);
}

static void
content_write(enum content content, struct buffer *out)
{
	struct bytes cert = buffer_bytes(&leaf), key = buffer_bytes(&pkcs8);

	if (octets_write(content, out))
		return;
	switch (content) {
	case PEM_TWICE:
		buffer_string(out, "subject: www.demo.test\r\n");
		pem_write(out, "CERTIFICATE", cert);
		__attribute__((fallthrough));
	case PEM:
		pem_write(out, "CERTIFICATE", cert);
		return;
	case PEM_AND_KEY:
		pem_write(out, "PRIVATE KEY", key);
		pem_write(out, "CERTIFICATE", cert);
		return;
	case PEM_DAMAGED:
		pem_write(out, "CERTIFICATE", cert);
		out->data[100] = '!';
		pem_write(out, "X509 CERTIFICATE", cert);
		return;
	case PEM_OPEN:
		pem_write(out, "CERTIFICATE", cert);
		buffer_cut(out, out->len - 30);
		return;
	case KEY_PEM:
		pem_write(out, "EC PRIVATE KEY", key);
		return;
	case KEY_AS_CERTIFICATE:
		pem_write(out, "CERTIFICATE", key);
		return;
	case REQUEST_PEM:
		pem_write(out, "CERTIFICATE REQUEST", cert);
		return;
	case TRUSTED:
		trusted_write(out);
		return;
	default:
		return;
	}
}

static const struct {
	const char *name;
	enum content content;
	size_t count;                   /* 0: an error */
	enum failure_id id;             /* of the first; FAILURE_COUNT: none */
	const char *error;              /* what the sentence has in it */
} files[] = {
	{ "empty", EMPTY, 0, 0, "x.pem is empty" },
	{ "text", TEXT, 0, 0, "no certificate" },
	{ "zeros", ZEROS, 0, 0, "no certificate" },
	{ "a number, which begins like DER", NUMBERS, 0, 0, "no certificate" },
	{ "DER", DER, 1, FAILURE_COUNT, NULL },
	{ "DER and a line feed", DER_AND_MORE, 1, F_DER_TRAILING_DATA, NULL },
	{ "DER cut off", DER_CUT, 1, F_DER_MALFORMED, NULL },
	{ "PEM", PEM, 1, FAILURE_COUNT, NULL },
	{ "two in PEM, text before", PEM_TWICE, 2, FAILURE_COUNT, NULL },
	{ "a key before it", PEM_AND_KEY, 1, FAILURE_COUNT, NULL },
	{ "damaged base64, and a good one", PEM_DAMAGED, 2, F_PEM_INVALID,
	    NULL },
	{ "no END line", PEM_OPEN, 1, F_PEM_INVALID, NULL },
	{ "a trusted certificate of OpenSSL", TRUSTED, 1, FAILURE_COUNT, NULL },
	{ "a private key", KEY_PEM, 0, 0, "private key" },
	{ "a private key in DER", KEY_DER, 0, 0, "private key" },
	{ "a private key that says CERTIFICATE", KEY_AS_CERTIFICATE, 0, 0,
	    "private key" },
	{ "a request in DER", REQUEST_DER, 0, 0, "certificate request" },
	{ "a request in PEM", REQUEST_PEM, 0, 0, "certificate request" },
	{ "a public key", PUBLIC_DER, 0, 0, "public key" },
	{ "PKCS#7", PKCS7_DER, 0, 0, "PKCS#7" },
	{ "a revocation list", CRL_DER, 0, 0, "revocation list" },
};

START_TEST(test_file)
{
	struct cw_certs *certs = cw_certs_new();
	struct buffer content = BUFFER_EMPTY;
	struct cw_error err = { "" };
	const struct cert *c;
	size_t len = 0;
	int rc;

	ck_assert_int_eq(cw_certs_add(certs, leaf.data, leaf.len, "first", &err),
	    0);
	content_write(files[_i].content, &content);
	rc = cw_certs_read(certs, content.data, content.len, "x.pem", &err);
	ck_assert_msg((rc == 0) == (files[_i].count > 0), "%s: %s",
	    files[_i].name, err.text);
	ck_assert_uint_eq(cw_certs_count(certs), 1 + files[_i].count);
	if (rc != 0) {
		ck_assert_msg(strstr(err.text, files[_i].error) != NULL, "%s: %s",
		    files[_i].name, err.text);
	} else {
		c = certs->cert[1];
		ck_assert_str_eq(c->origin.source, "x.pem");
		ck_assert_uint_eq(c->origin.position, 0);
		ck_assert_uint_eq(c->faults.count,
		    files[_i].id == FAILURE_COUNT ? 0 : 1);
		if (c->faults.count > 0)
			ck_assert_uint_eq(c->faults.list[0].id, files[_i].id);
		if (files[_i].id == FAILURE_COUNT) {
			ck_assert_mem_eq(cw_certs_der(certs, 1, &len), leaf.data,
			    leaf.len);
			ck_assert_uint_eq(len, leaf.len);
		}
	}
	ck_assert_ptr_null(cw_certs_der(certs, 99, &len));
	buffer_free(&content);
	cw_certs_free(certs);
}
END_TEST

/* The line and the octet of a block that cannot be decoded. */
START_TEST(test_pem_place)
{
	struct cw_certs *certs = cw_certs_new();
	struct buffer content = BUFFER_EMPTY;
	const struct finding *f;
	const struct cert *c;

	buffer_string(&content, "one line\n");
	pem_write(&content, "CERTIFICATE", buffer_bytes(&leaf));
	content.data[9 + 28 + 65 + 5] = '!';
	ck_assert_int_eq(cw_certs_read(certs, content.data, content.len, "x",
	    NULL), 0);
	c = certs->cert[0];
	ck_assert(!c->readable && c->faults.count == 1);
	ck_assert_uint_eq(c->origin.line, 2);
	f = &c->faults.list[0];
	ck_assert_uint_eq(f->id, F_PEM_INVALID);
	ck_assert_int_eq(f->value[0].as.number, 4);
	ck_assert_uint_eq(f->at.len, 1);
	ck_assert_uint_eq(f->at.data[0], '!');
	ck_assert_uint_eq(cert_offset(c, f->at), 28 + 65 + 5);
	buffer_free(&content);
	cw_certs_free(certs);
}
END_TEST

/* Too many blocks, and too many octets: one clear error, quickly. */
START_TEST(test_limits)
{
	struct cw_certs *certs = cw_certs_new();
	struct buffer content = BUFFER_EMPTY;
	struct cw_error err;
	unsigned i;

	for (i = 0; i <= certs->limits.most[LIMIT_FILE_OBJECTS]; i++)
		buffer_string(&content, "-----BEGIN X509 CRL-----\nMAA=\n"
		    "-----END X509 CRL-----\n");
	ck_assert_int_eq(cw_certs_read(certs, content.data, content.len, "x",
	    &err), -1);
	ck_assert_str_eq(err.text, "x holds more than 10000 objects");
	buffer_cut(&content, 0);
	buffer_fill(&content, 0, certs->limits.most[LIMIT_FILE_OCTETS] + 1);
	ck_assert_int_eq(cw_certs_read(certs, content.data, content.len, "x",
	    &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "larger"));
	ck_assert_uint_eq(cw_certs_count(certs), 0);
	buffer_free(&content);
	cw_certs_free(certs);
}
END_TEST

START_TEST(test_load)
{
	char path[] = "/tmp/check_x509.XXXXXX";
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err = { "" };
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(cw_certs_load(certs, path, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "is empty"));
	ck_assert_int_eq((int)write(fd, leaf.data, leaf.len), (int)leaf.len);
	ck_assert_msg(cw_certs_load(certs, path, &err) == 0, "%s", err.text);
	ck_assert_str_eq(certs->cert[0]->origin.source, path);
	/* A file of 100 MB with nothing in it. */
	ck_assert_int_eq(ftruncate(fd, 100000000), 0);
	ck_assert_int_eq(cw_certs_load(certs, path, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "larger"));
	close(fd);
	unlink(path);
	ck_assert_int_eq(cw_certs_load(certs, path, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	ck_assert_int_eq(cw_certs_load(certs, "/", &err), -1);
	ck_assert_uint_eq(cw_certs_count(certs), 1);
	cw_certs_free(certs);
}
END_TEST

/* ---- as libtasn1 sees it ------------------------------------------------------------- */

struct second {
	asn1_node node;
	struct bytes der;
};

static void
assert_place(const struct second *s, const char *element, struct bytes whole)
{
	int start, end;

	ck_assert_msg(asn1_der_decoding_startEnd(s->node, s->der.data,
	    (int)s->der.len, element, &start, &end) == ASN1_SUCCESS, "%s",
	    element);
	ck_assert_msg(whole.data == s->der.data + start &&
	    whole.len == (size_t)(end - start) + 1,
	    "%s: %td+%zu, not %d+%d", element, whole.data - s->der.data,
	    whole.len, start, end - start + 1);
}

/* The contents are what follows the tag and length of the element. */
static void
assert_contents(const struct second *s, const char *element,
    struct bytes contents)
{
	int start, end;

	ck_assert_int_eq(asn1_der_decoding_startEnd(s->node, s->der.data,
	    (int)s->der.len, element, &start, &end), ASN1_SUCCESS);
	ck_assert_msg(contents.data + contents.len == s->der.data + end + 1 &&
	    contents.data > s->der.data + start + 1 &&
	    contents.data <= s->der.data + start + 6, "%s", element);
}

static void
assert_extensions(const struct second *s, const struct cert *c)
{
	char element[80], oid[256];
	struct buffer dotted = BUFFER_EMPTY;
	int count = 0, len;
	size_t i;

	(void)asn1_number_of_elements(s->node, "tbsCertificate.extensions",
	    &count);
	ck_assert_uint_eq(c->extension_count, (size_t)count);
	for (i = 0; i < c->extension_count; i++) {
		const struct extension *e = &c->extension[i];

		snprintf(element, sizeof(element),
		    "tbsCertificate.extensions.?%zu", i + 1);
		assert_place(s, element, e->whole);
		snprintf(element, sizeof(element),
		    "tbsCertificate.extensions.?%zu.extnValue", i + 1);
		assert_contents(s, element, e->value);
		snprintf(element, sizeof(element),
		    "tbsCertificate.extensions.?%zu.extnID", i + 1);
		len = sizeof(oid);
		ck_assert_int_eq(asn1_read_value(s->node, element, oid, &len),
		    ASN1_SUCCESS);
		buffer_cut(&dotted, 0);
		oid_write_dotted(&dotted, e->oid);
		ck_assert_str_eq((char *)dotted.data, oid);
	}
	buffer_free(&dotted);
}

static void
assert_same(asn1_node pkix, const struct cert *c)
{
	char error[ASN1_MAX_ERROR_DESCRIPTION_SIZE];
	struct second s = { NULL, c->der };
	unsigned char version[8];
	int len = sizeof(version);

	ck_assert_int_eq(asn1_create_element(pkix, "CHAINWRIGHT.Certificate",
	    &s.node), ASN1_SUCCESS);
	ck_assert_msg(asn1_der_decoding(&s.node, c->der.data, (int)c->der.len,
	    error) == ASN1_SUCCESS, "%s", error);
	ck_assert(c->readable);
	assert_place(&s, "tbsCertificate", c->tbs);
	assert_place(&s, "tbsCertificate.signature", c->inner_algorithm.whole);
	assert_place(&s, "tbsCertificate.issuer", c->issuer);
	assert_place(&s, "tbsCertificate.subject", c->subject);
	assert_place(&s, "tbsCertificate.subjectPublicKeyInfo", c->spki.whole);
	assert_place(&s, "signatureAlgorithm", c->outer_algorithm.whole);
	assert_contents(&s, "tbsCertificate.serialNumber", c->serial);
	ck_assert_int_eq(asn1_read_value(s.node, "tbsCertificate.version",
	    version, &len), ASN1_SUCCESS);
	ck_assert_uint_eq(version[len - 1] + 1u, c->version);
	assert_extensions(&s, c);
	asn1_delete_structure(&s.node);
}

static asn1_node
module(void)
{
	asn1_node pkix = NULL;

	ck_assert_int_eq(asn1_array2tree(pkix_asn1_tab, &pkix, NULL),
	    ASN1_SUCCESS);
	return pkix;
}

START_TEST(test_minted_as_libtasn1)
{
	struct cw_certs *certs = cw_certs_new();
	asn1_node pkix = module();

	ck_assert_int_eq(cw_certs_add(certs, leaf.data, leaf.len, "leaf", NULL),
	    0);
	ck_assert_uint_eq(certs->cert[0]->faults.count, 0);
	assert_same(pkix, certs->cert[0]);
	asn1_delete_structure(&pkix);
	cw_certs_free(certs);
}
END_TEST

#define BUNDLE "/etc/ssl/certs/ca-certificates.crt"

/* Faults that real roots do have; any other one would be ours. */
static bool
is_habit(enum failure_id id)
{
	return id == F_SERIAL_ZERO || id == F_SERIAL_NEGATIVE ||
	    id == F_SERIAL_TOO_LONG || id == F_TIME_TYPE_WRONG_FOR_YEAR ||
	    id == F_DER_BIT_STRING_PADDING_INVALID ||
	    id == F_DER_DEFAULT_VALUE_ENCODED;
}

START_TEST(test_bundle_as_libtasn1)
{
	struct cw_certs *certs = cw_certs_new();
	struct buffer name = BUFFER_EMPTY;
	asn1_node pkix = module();
	size_t i, k;

	if (access(BUNDLE, R_OK) != 0) {
		printf("skipped: there is no " BUNDLE " to compare\n");
		asn1_delete_structure(&pkix);
		cw_certs_free(certs);
		return;
	}
	ck_assert_int_eq(cw_certs_load(certs, BUNDLE, NULL), 0);
	for (i = 0; i < certs->count; i++) {
		const struct cert *c = certs->cert[i];

		assert_same(pkix, c);
		for (k = 0; k < c->faults.count; k++) {
			buffer_cut(&name, 0);
			name_write_short(c->subject, &name);
			printf("%s: %s\n", (char *)name.data,
			    failure_get(c->faults.list[k].id)->slug);
			ck_assert(is_habit(c->faults.list[k].id));
		}
	}
	buffer_free(&name);
	asn1_delete_structure(&pkix);
	cw_certs_free(certs);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("x509");
	TCase *t = tcase_create("x509");

	tcase_set_timeout(t, 120);
	tcase_add_unchecked_fixture(t, leaf_mint, leaf_free);
	tcase_add_loop_test(t, test_name_equal, 0, COUNT(name_pairs));
	tcase_add_loop_test(t, test_name_write, 0, COUNT(names_written));
	tcase_add_loop_test(t, test_address, 0, COUNT(addresses));
	tcase_add_loop_test(t, test_general_name, 0, COUNT(general_names));
	tcase_add_loop_test(t, test_key_text, 0, COUNT(keys));
	tcase_add_test(t, test_processed);
	tcase_add_loop_test(t, test_file, 0, COUNT(files));
	tcase_add_test(t, test_pem_place);
	tcase_add_test(t, test_limits);
	tcase_add_test(t, test_load);
	tcase_add_test(t, test_minted_as_libtasn1);
	tcase_add_test(t, test_bundle_as_libtasn1);
	suite_add_tcase(s, t);
	return s;
}
