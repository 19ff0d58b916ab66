/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Object identifiers, and the strings of names. */
#include "config.h"

#include <stdlib.h>
#include "der/oid.h"
#include "der/reader.h"
#include "der/string.h"
#include "tests/test.h"

#define OCTETS(literal) { (const uint8_t *)(literal), sizeof(literal) - 1 }

/* The three columns of a row say the same, and it is found. */
START_TEST(test_rows)
{
	struct buffer text = BUFFER_EMPTY, octets = BUFFER_EMPTY;
	struct bytes contents, before;
	int i;

	for (i = 1; i < OID_COUNT; i++) {
		contents = oid_contents((enum oid)i);
		before = oid_contents((enum oid)(i - 1));
		ck_assert_msg(oid_find(contents) == (enum oid)i, "%s",
		    oid_name((enum oid)i));
		ck_assert_msg(contents.len > before.len ||
		    memcmp(contents.data, before.data, before.len) > 0,
		    "%s is out of order", oid_name((enum oid)i));
		buffer_cut(&text, 0);
		oid_write_dotted(&text, contents);
		ck_assert_str_eq((const char *)text.data,
		    oid_dotted((enum oid)i));
		buffer_cut(&octets, 0);
		ck_assert(oid_read_dotted(oid_dotted((enum oid)i), &octets));
		ck_assert(bytes_equal(buffer_bytes(&octets), contents));
	}
	buffer_free(&text);
	buffer_free(&octets);
}
END_TEST

START_TEST(test_unknown)
{
	static const struct bytes unknown[] = { OCTETS(""), OCTETS("\x2a"),
		OCTETS("\x55\x1d\x7f"), OCTETS("\x55\x1d\x13\x00"),
		OCTETS("\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03\x00\x00"),
		{ NULL, 0 } };
	size_t i;

	for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		ck_assert_int_eq(oid_find(unknown[i]), OID_UNKNOWN);
	ck_assert_str_eq(oid_name(OID_UNKNOWN), "unknown");
	ck_assert_str_eq(oid_name(OID_COUNT), "unknown");
	ck_assert_uint_eq(oid_contents(OID_UNKNOWN).len, 0);
}
END_TEST

START_TEST(test_known)
{
	static const struct {
		struct bytes contents;
		enum oid oid;
		const char *text;
	} known[] = {
		{ OCTETS("\x55\x1d\x13"), OID_CE_BASIC_CONSTRAINTS,
		  "basicConstraints (2.5.29.19)" },
		{ OCTETS("\x2a\x86\x48\xce\x3d\x04\x03\x02"), OID_ECDSA_SHA256,
		  "ecdsa-with-SHA256 (1.2.840.10045.4.3.2)" },
		{ OCTETS("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
		  OID_RSA_SHA256,
		  "sha256WithRSAEncryption (1.2.840.113549.1.1.11)" },
		{ OCTETS("\x2a\x03\x04"), OID_UNKNOWN, "1.2.3.4" },
	};
	struct buffer text = BUFFER_EMPTY;
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		ck_assert_int_eq(oid_find(known[i].contents), known[i].oid);
		buffer_cut(&text, 0);
		oid_write(&text, known[i].contents);
		ck_assert_str_eq((const char *)text.data, known[i].text);
	}
	buffer_free(&text);
}
END_TEST

static const struct {
	const char *dotted;
	struct bytes contents;          /* empty: not an OID */
} dotted[] = {
	{ "0.0", OCTETS("\x00") },
	{ "0.39", OCTETS("\x27") },
	{ "1.0", OCTETS("\x28") },
	{ "1.39", OCTETS("\x4f") },
	{ "2.0", OCTETS("\x50") },
	{ "2.19", OCTETS("\x63") },
	{ "2.20", OCTETS("\x64") },
	{ "2.47", OCTETS("\x7f") },
	{ "2.48", OCTETS("\x81\x00") },
	{ "2.100", OCTETS("\x81\x34") },
	{ "2.999.3", OCTETS("\x88\x37\x03") },
	{ "2.120", OCTETS("\x81\x48") },
	{ "1.2.127.128.16383.16384",
	  OCTETS("\x2a\x7f\x81\x00\xff\x7f\x81\x80\x00") },
	{ "1.2.18446744073709551616",
	  OCTETS("\x2a\x82\x80\x80\x80\x80\x80\x80\x80\x80\x00") },
	{ "2.25.329800735698586629295641978511506172918",
	  OCTETS("\x69\x83\xf0\x9d\xa7\xeb\xcf\xde\xe0\xc7\xa1\xa7\xb2\xc0"
	  "\x94\x8c\xc8\xf9\xd7\x76") },
	{ "", OCTETS("") },
	{ "1", OCTETS("") },
	{ "1.", OCTETS("") },
	{ "1.2.", OCTETS("") },
	{ "1..2", OCTETS("") },
	{ ".1.2", OCTETS("") },
	{ "3.1", OCTETS("") },
	{ "0.40", OCTETS("") },
	{ "1.40", OCTETS("") },
	{ "1.100", OCTETS("") },
	{ "1.02", OCTETS("") },
	{ "1.2.03", OCTETS("") },
	{ "1.2.-3", OCTETS("") },
	{ "1.2 ", OCTETS("") },
	{ "1.2.3a", OCTETS("") },
	{ "one", OCTETS("") },
};

START_TEST(test_dotted)
{
	struct buffer octets = BUFFER_EMPTY, text = BUFFER_EMPTY;
	struct bytes want = dotted[_i].contents;

	buffer_byte(&octets, 'x');
	ck_assert_msg(oid_read_dotted(dotted[_i].dotted, &octets) ==
	    (want.len > 0), "%s", dotted[_i].dotted);
	ck_assert_uint_eq(octets.len, 1 + want.len);
	if (want.len > 0) {
		ck_assert(memcmp(octets.data + 1, want.data, want.len) == 0);
		oid_write_dotted(&text, (struct bytes){ octets.data + 1,
			want.len });
		ck_assert_str_eq((const char *)text.data, dotted[_i].dotted);
	}
	buffer_free(&octets);
	buffer_free(&text);
}
END_TEST

/* The largest arc that an OID of ours can hold, and one octet more. */
START_TEST(test_largest)
{
	uint8_t largest[LIMIT_OID_OCTETS_MOST];
	struct buffer text = BUFFER_EMPTY, octets = BUFFER_EMPTY;

	memset(largest, 0xff, sizeof(largest));
	largest[sizeof(largest) - 1] = 0x7f;
	oid_write_dotted(&text, (struct bytes){ largest, sizeof(largest) });
	ck_assert(text.len > 260 && !text.failed);
	ck_assert(oid_read_dotted((const char *)text.data, &octets));
	ck_assert(bytes_equal(buffer_bytes(&octets),
	    (struct bytes){ largest, sizeof(largest) }));
	buffer_string(&text, ".1");
	buffer_cut(&octets, 0);
	ck_assert(!oid_read_dotted((const char *)text.data, &octets));
	buffer_cut(&text, 0);
	buffer_string(&text, "1.2.");
	buffer_fill(&text, '9', 5000);
	ck_assert(!oid_read_dotted((const char *)text.data, &octets));
	ck_assert_uint_eq(octets.len, 0);
	buffer_free(&text);
	buffer_free(&octets);
}
END_TEST

#define LEGAL SIZE_MAX

static const struct {
	const char *name;
	uint8_t tag;
	struct bytes contents;
	size_t bad;
	const char *utf8;
} strings[] = {
	{ "printable", DER_PRINTABLE_STRING, OCTETS("Ab9 '()+,-./:=?"), LEGAL,
	  "Ab9 '()+,-./:=?" },
	{ "printable with an asterisk", DER_PRINTABLE_STRING, OCTETS("a*b"), 1,
	  "a\xef\xbf\xbd" "b" },
	{ "printable with a NUL", DER_PRINTABLE_STRING, OCTETS("ab\0"), 2,
	  "ab\xef\xbf\xbd" },
	{ "numeric", DER_NUMERIC_STRING, OCTETS("12 3"), LEGAL, "12 3" },
	{ "numeric with a letter", DER_NUMERIC_STRING, OCTETS("1a"), 1,
	  "1\xef\xbf\xbd" },
	{ "ASCII", DER_IA5_STRING, OCTETS("a@b\x7f"), LEGAL, "a@b\x7f" },
	{ "ASCII and more", DER_IA5_STRING, OCTETS("a\xe9"), 1,
	  "a\xef\xbf\xbd" },
	{ "visible", DER_VISIBLE_STRING, OCTETS(" ~"), LEGAL, " ~" },
	{ "visible with a tab", DER_VISIBLE_STRING, OCTETS("a\t"), 1,
	  "a\xef\xbf\xbd" },
	{ "teletex", DER_TELETEX_STRING, OCTETS("M\xfcller"), LEGAL,
	  "M\xc3\xbcller" },
	{ "UTF-8", DER_UTF8_STRING, OCTETS("M\xc3\xbc\xf0\x9f\x98\x80"), LEGAL,
	  "M\xc3\xbc\xf0\x9f\x98\x80" },
	{ "overlong UTF-8", DER_UTF8_STRING, OCTETS("a\xc0\xaf"), 1,
	  "a\xef\xbf\xbd\xef\xbf\xbd" },
	{ "overlong UTF-8 of three octets", DER_UTF8_STRING,
	  OCTETS("\xe0\x9f\xbf"), 0,
	  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "a surrogate in UTF-8", DER_UTF8_STRING, OCTETS("x\xed\xa0\x80"), 1,
	  "x\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "past U+10FFFF", DER_UTF8_STRING, OCTETS("\xf4\x90\x80\x80"), 0,
	  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "cut UTF-8", DER_UTF8_STRING, OCTETS("ab\xe2\x82"), 2,
	  "ab\xef\xbf\xbd\xef\xbf\xbd" },
	{ "BMP", DER_BMP_STRING, OCTETS("\0A\x20\xac"), LEGAL,
	  "A\xe2\x82\xac" },
	{ "BMP of three octets", DER_BMP_STRING, OCTETS("\0A\0"), 2,
	  "A\xef\xbf\xbd" },
	{ "BMP with a surrogate", DER_BMP_STRING, OCTETS("\0A\xd8\x01"), 2,
	  "A\xef\xbf\xbd" },
	{ "universal", DER_UNIVERSAL_STRING, OCTETS("\0\x01\xf6\0"), LEGAL,
	  "\xf0\x9f\x98\x80" },
	{ "universal past U+10FFFF", DER_UNIVERSAL_STRING,
	  OCTETS("\0\x11\0\0"), 0, "\xef\xbf\xbd" },
	{ "universal of five octets", DER_UNIVERSAL_STRING,
	  OCTETS("\0\0\0A\0"), 4, "A\xef\xbf\xbd" },
	{ "empty", DER_UTF8_STRING, OCTETS(""), LEGAL, "" },
	{ "no string", DER_INTEGER, OCTETS("1"), 0, "\xef\xbf\xbd" },
};

START_TEST(test_strings)
{
	struct buffer utf8 = BUFFER_EMPTY;
	size_t bad = LEGAL;

	buffer_string(&utf8, "");
	ck_assert_msg(der_string_legal(strings[_i].tag, strings[_i].contents,
	    &bad) == (strings[_i].bad == LEGAL), "%s", strings[_i].name);
	ck_assert_msg(bad == strings[_i].bad, "%s: %zu", strings[_i].name,
	    bad);
	der_string_utf8(strings[_i].tag, strings[_i].contents, &utf8);
	ck_assert_str_eq((const char *)utf8.data, strings[_i].utf8);
	buffer_free(&utf8);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("oid");
	TCase *c = tcase_create("oid");

	tcase_add_test(c, test_rows);
	tcase_add_test(c, test_unknown);
	tcase_add_test(c, test_known);
	tcase_add_loop_test(c, test_dotted, 0, COUNT(dotted));
	tcase_add_test(c, test_largest);
	tcase_add_loop_test(c, test_strings, 0, COUNT(strings));
	suite_add_tcase(s, c);
	return s;
}
