/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hostile text is shown and does nothing. */
#include "config.h"

#include "base/escape.h"
#include "base/unicode.h"
#include "tests/test.h"

#define OCTETS(literal) { (const uint8_t *)(literal), sizeof(literal) - 1 }

static const struct {
	const char *name;
	struct bytes text;
	const char *shown;
} escaped[] = {
	{ "nothing", OCTETS(""), "" },
	{ "plain text", OCTETS("Demo CA 1 ~ <&>"), "Demo CA 1 ~ <&>" },
	{ "letters of the world", OCTETS("M\xc3\xbc \xe6\x97\xa5 \xf0\x9f\x98\x80"),
	  "M\xc3\xbc \xe6\x97\xa5 \xf0\x9f\x98\x80" },
	{ "a backslash", OCTETS("a\\u{41}"), "a\\\\u{41}" },
	{ "a terminal's escape sequence", OCTETS("\x1b[31mred\x07"),
	  "\\u{1B}[31mred\\u{7}" },
	{ "new lines", OCTETS("a\nb\r\tc"), "a\\u{A}b\\u{D}\\u{9}c" },
	{ "a NUL in the middle", OCTETS("good.example\0.evil"),
	  "good.example\\u{0}.evil" },
	{ "DEL", OCTETS("a\x7f"), "a\\u{7F}" },
	{ "CSI as C1", OCTETS("\xc2\x9b" "31m"), "\\u{9B}31m" },
	{ "next line as C1", OCTETS("\xc2\x85"), "\\u{85}" },
	{ "a lone C1 octet", OCTETS("\x9b" "31m"), "\\x9B31m" },
	{ "RTL override", OCTETS("gpj\xe2\x80\xae" "exe"), "gpj\\u{202E}exe" },
	{ "isolates", OCTETS("\xe2\x81\xa6\xe2\x81\xa9"),
	  "\\u{2066}\\u{2069}" },
	{ "Arabic letter mark", OCTETS("\xd8\x9c"), "\\u{61C}" },
	{ "zero-width space and joiner", OCTETS("a\xe2\x80\x8b\xe2\x80\x8d" "b"),
	  "a\\u{200B}\\u{200D}b" },
	{ "byte order mark", OCTETS("\xef\xbb\xbf" "a"), "\\u{FEFF}a" },
	{ "soft hyphen", OCTETS("a\xc2\xad" "b"), "a\\u{AD}b" },
	{ "line and paragraph separators", OCTETS("\xe2\x80\xa8\xe2\x80\xa9"),
	  "\\u{2028}\\u{2029}" },
	{ "Hangul filler", OCTETS("\xe3\x85\xa4"), "\\u{3164}" },
	{ "variation selector", OCTETS("a\xef\xb8\x8f"), "a\\u{FE0F}" },
	{ "tag characters", OCTETS("\xf3\xa0\x81\x81"), "\\u{E0041}" },
	{ "private use", OCTETS("\xee\x80\x80"), "\\u{E000}" },
	{ "unassigned", OCTETS("\xcd\xb8"), "\\u{378}" },
	{ "not a character", OCTETS("\xef\xbf\xbf"), "\\u{FFFF}" },
	{ "the last code point", OCTETS("\xf4\x8f\xbf\xbf"), "\\u{10FFFF}" },
	{ "past the last", OCTETS("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80" },
	{ "no UTF-8", OCTETS("a\xff\xfe"), "a\\xFF\\xFE" },
	{ "overlong slash", OCTETS("\xc0\xaf"), "\\xC0\\xAF" },
	{ "overlong NUL", OCTETS("\xc0\x80"), "\\xC0\\x80" },
	{ "overlong in three", OCTETS("\xe0\x80\xaf"), "\\xE0\\x80\\xAF" },
	{ "overlong in four", OCTETS("\xf0\x8f\xbf\xbf"),
	  "\\xF0\\x8F\\xBF\\xBF" },
	{ "a surrogate", OCTETS("\xed\xa0\x80"), "\\xED\\xA0\\x80" },
	{ "cut at the end", OCTETS("a\xe2\x82"), "a\\xE2\\x82" },
	{ "cut by a letter", OCTETS("\xe2\x82" "a"), "\\xE2\\x82a" },
	{ "a lone continuation", OCTETS("\x80"), "\\x80" },
};

START_TEST(test_escape)
{
	struct buffer out = BUFFER_EMPTY;

	buffer_string(&out, "");
	escape_text(&out, escaped[_i].text, 0);
	ck_assert_msg(strcmp((char *)out.data, escaped[_i].shown) == 0,
	    "%s: %s", escaped[_i].name, (char *)out.data);
	buffer_cut(&out, 0);
	escape_utf8(&out, escaped[_i].text);
	ck_assert_str_eq((char *)out.data, escaped[_i].shown);
	buffer_free(&out);
}
END_TEST

START_TEST(test_html)
{
	struct buffer out = BUFFER_EMPTY;

	escape_html(&out, bytes_of("<a b='\"'>&\x1b\\\xff"), 0);
	ck_assert_str_eq((char *)out.data,
	    "&#60;a b=&#39;&#34;&#39;&#62;&#38;\\u{1B}\\\\\\xFF");
	buffer_free(&out);
}
END_TEST

static const struct {
	const char *text;
	size_t max;
	const char *shown;
} cut[] = {
	{ "abcd", 4, "abcd" },
	{ "abcde", 4, "abcd..." },
	{ "abc\xc3\xa9", 5, "abc\xc3\xa9" },
	{ "abc\xc3\xa9", 4, "abc..." },
	{ "abc\xff" "d", 4, "abc\\xFF..." },
	{ "\x1b\x1b", 1, "\\u{1B}..." },
};

START_TEST(test_cut)
{
	struct buffer out = BUFFER_EMPTY;

	escape_text(&out, bytes_of(cut[_i].text), cut[_i].max);
	ck_assert_str_eq((char *)out.data, cut[_i].shown);
	buffer_free(&out);
}
END_TEST

START_TEST(test_cut_by_default)
{
	struct buffer text = BUFFER_EMPTY, out = BUFFER_EMPTY;

	buffer_fill(&text, 'x', 256);
	escape_text(&out, buffer_bytes(&text), 0);
	ck_assert_uint_eq(out.len, 256);
	buffer_byte(&text, 'x');
	escape_text(&out, buffer_bytes(&text), 0);
	ck_assert_uint_eq(out.len, 256 + 259);
	buffer_cut(&out, 0);
	escape_utf8(&out, buffer_bytes(&text));
	ck_assert_uint_eq(out.len, 257);
	buffer_free(&text);
	buffer_free(&out);
}
END_TEST

static const struct {
	const char *text;
	size_t columns;
} widths[] = {
	{ "", 0 },
	{ "abc", 3 },
	{ "M\xc3\xbcller", 6 },
	{ "\xe6\x97\xa5\xe6\x9c\xac", 4 },              /* two ideographs */
	{ "\xf0\x9f\x98\x80", 2 },                      /* a face */
	{ "e\xcc\x81", 1 },                             /* e, acute accent */
	{ "\xef\xbc\xa1", 2 },                          /* fullwidth A */
	{ "\xe2\x94\x80\xe2\x94\x82", 2 },              /* box drawing */
	{ "\xea\xb0\x80", 2 },                          /* a Hangul syllable */
};

START_TEST(test_columns)
{
	ck_assert_uint_eq(escape_columns(bytes_of(widths[_i].text)),
	    widths[_i].columns);
}
END_TEST

static const struct {
	struct bytes octets;
	size_t max;
	const char *shown;
} hexes[] = {
	{ OCTETS(""), 4, "" },
	{ OCTETS("\x04"), 4, "04" },
	{ OCTETS("\x04\xed\xd1"), 4, "04ed d1" },
	{ OCTETS("\x04\xed\xd1\x1a"), 4, "04ed d11a" },
	{ OCTETS("\x04\xed\xd1\x1a\xaf"), 4, "04ed d11a ..." },
	{ OCTETS("\x04\xed"), 0, "..." },
};

START_TEST(test_hex)
{
	struct buffer out = BUFFER_EMPTY;

	buffer_string(&out, "");
	escape_hex(&out, hexes[_i].octets, hexes[_i].max);
	ck_assert_str_eq((char *)out.data, hexes[_i].shown);
	buffer_free(&out);
}
END_TEST

/* What is written reads as the same code point, and nothing else reads. */
START_TEST(test_utf8_round)
{
	struct buffer out = BUFFER_EMPTY;
	uint32_t code, again;
	size_t len;

	for (code = 0; code <= 0x10ffff; code++) {
		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		buffer_cut(&out, 0);
		utf8_write(&out, code);
		len = utf8_read(buffer_bytes(&out), &again);
		if (len != out.len || again != code)
			ck_abort_msg("U+%04X", (unsigned)code);
		if (utf8_read((struct bytes){ out.data, out.len - 1 },
		    &again) != 0)
			ck_abort_msg("U+%04X, cut", (unsigned)code);
	}
	buffer_free(&out);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("escape");
	TCase *c = tcase_create("escape");

	tcase_add_loop_test(c, test_escape, 0, COUNT(escaped));
	tcase_add_test(c, test_html);
	tcase_add_loop_test(c, test_cut, 0, COUNT(cut));
	tcase_add_test(c, test_cut_by_default);
	tcase_add_loop_test(c, test_columns, 0, COUNT(widths));
	tcase_add_loop_test(c, test_hex, 0, COUNT(hexes));
	tcase_add_test(c, test_utf8_round);
	suite_add_tcase(s, c);
	return s;
}
