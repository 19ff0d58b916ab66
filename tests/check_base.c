/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arenas, buffers, sentences of our own, host names. */
#include "config.h"

#include <stdlib.h>
#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/idna.h"
#include "tests/test.h"

START_TEST(test_arena_zeroed_and_aligned)
{
	struct arena *a = arena_new(0);
	size_t sizes[] = { 0, 1, 3, 16, 17, 4000, 5000, 100000, 3 << 20, 1 };
	uint8_t *last = NULL, sum = 0;
	size_t i, k;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint8_t *p = arena_alloc(a, sizes[i]);

		ck_assert_ptr_nonnull(p);
		ck_assert_ptr_ne(p, last);
		ck_assert_uint_eq((uintptr_t)p % _Alignof(max_align_t), 0);
		for (k = 0; k < sizes[i]; k++)
			sum |= p[k];
		ck_assert_uint_eq(sum, 0);
		memset(p, 0xaa, sizes[i]);
		last = p;
	}
	arena_free(a);
	arena_free(NULL);
}
END_TEST

START_TEST(test_arena_bound)
{
	struct arena *a = arena_new(1000);
	size_t got = 0;

	ck_assert_ptr_null(arena_alloc(a, 1001));
	ck_assert_ptr_null(arena_alloc(a, SIZE_MAX));
	ck_assert_ptr_null(arena_array(a, SIZE_MAX / 2, 3));
	ck_assert_ptr_null(arena_array(a, 3, SIZE_MAX / 2));
	ck_assert_ptr_nonnull(arena_array(a, 0, 8));
	while (arena_alloc(a, 10) != NULL)
		got += 10;
	ck_assert(got >= 500 && got <= 1000);
	arena_free(a);
	a = arena_new(SIZE_MAX);
	ck_assert_ptr_null(arena_alloc(a, SIZE_MAX));
	ck_assert_ptr_null(arena_alloc(a, SIZE_MAX - 20));
	arena_free(a);
}
END_TEST

START_TEST(test_arena_copies)
{
	struct arena *a = arena_new(0);
	static const uint8_t octets[] = { 1, 0, 2 };
	uint8_t *copy = arena_copy(a, (struct bytes){ octets, 3 });

	ck_assert(memcmp(copy, octets, 3) == 0 && copy[3] == 0);
	ck_assert_str_eq(arena_string(a, "text"), "text");
	ck_assert_str_eq((char *)arena_copy(a, (struct bytes){ NULL, 0 }), "");
	ck_assert_ptr_null(arena_copy(a, (struct bytes){ octets, SIZE_MAX }));
	arena_free(a);
}
END_TEST

/* A large allocation leaves what is free in front of it in use. */
START_TEST(test_arena_keeps_chunk)
{
	struct arena *a = arena_new(0);
	uint8_t *first = arena_alloc(a, 16), *second;

	ck_assert_ptr_nonnull(arena_alloc(a, 1 << 20));
	second = arena_alloc(a, 16);
	ck_assert(second > first && second - first < 4096);
	arena_free(a);
}
END_TEST

START_TEST(test_buffer_grows)
{
	struct buffer b = BUFFER_EMPTY;
	char *text;

	buffer_string(&b, "one");
	buffer_byte(&b, ' ');
	buffer_format(&b, "%d %s", 2, "three");
	buffer_fill(&b, '.', 3);
	ck_assert_str_eq((char *)b.data, "one 2 three...");
	buffer_cut(&b, 99);
	buffer_cut(&b, 5);
	ck_assert_str_eq((char *)b.data, "one 2");
	buffer_fill(&b, 'x', 10000);
	ck_assert_uint_eq(b.len, 10005);
	ck_assert_uint_eq(b.data[10005], 0);
	text = buffer_steal(&b);
	ck_assert_uint_eq(strlen(text), 10005);
	ck_assert(b.data == NULL && b.len == 0 && !b.failed);
	free(text);
	text = buffer_steal(&b);
	ck_assert_str_eq(text, "");
	free(text);
}
END_TEST

static const struct {
	size_t offset, count;
	const char *by, *want;
} replaced[] = {
	{ 0, 0, "ab", "ab01234" },
	{ 0, 2, "abc", "abc234" },
	{ 2, 2, "", "014" },
	{ 5, 0, "x", "01234x" },
	{ 4, 99, "xyz", "0123xyz" },
	{ 99, 99, "x", "01234x" },
	{ 0, SIZE_MAX, "", "" },
	{ 1, 3, "a much longer text than was there, to make it grow over 64",
	  "0a much longer text than was there, to make it grow over 644" },
};

START_TEST(test_buffer_replace)
{
	struct buffer b = BUFFER_EMPTY;

	buffer_string(&b, "01234");
	buffer_replace(&b, replaced[_i].offset, replaced[_i].count,
	    bytes_of(replaced[_i].by));
	ck_assert_str_eq((char *)b.data, replaced[_i].want);
	ck_assert_uint_eq(b.len, strlen(replaced[_i].want));
	buffer_free(&b);
}
END_TEST

START_TEST(test_buffer_fails_once_and_for_all)
{
	struct buffer b = BUFFER_EMPTY;

	buffer_string(&b, "abc");
	buffer_fill(&b, 'x', SIZE_MAX - 2);
	ck_assert(b.failed);
	buffer_string(&b, "def");
	buffer_format(&b, "%d", 1);
	ck_assert_uint_eq(b.len, 3);
	ck_assert_ptr_null(buffer_steal(&b));
	ck_assert(!b.failed && b.data == NULL);
	buffer_wipe(&b);
}
END_TEST

static const struct {
	const char *name, *argument, *want;
} sentences[] = {
	{ "plain", "a file", "got a file" },
	{ "UTF-8", "caf\xc3\xa9", "got caf\xc3\xa9" },
	{ "escape sequence and newline", "\x1b[2Jx\ny\x7f", "got ?[2Jx?y?" },
	{ "C1", "\xc2\x9b" "31m", "got ?31m" },
	{ "RTL override", "a\xe2\x80\xaeo", "got a?o" },
	{ "no UTF-8", "\xff\xc3", "got ??" },
};

START_TEST(test_error)
{
	struct cw_error err;

	error_set(&err, "got %s", sentences[_i].argument);
	ck_assert_msg(strcmp(err.text, sentences[_i].want) == 0, "%s: %s",
	    sentences[_i].name, err.text);
	error_set(NULL, "got %s", sentences[_i].argument);
	ck_assert_int_eq(error_memory(&err), -1);
	ck_assert_str_eq(err.text, "out of memory");
	ck_assert_int_eq(error_memory(NULL), -1);
}
END_TEST

/* Whatever is cut off, what stays is whole characters. */
START_TEST(test_error_cut)
{
	static const char euro[] = "\xe2\x82\xac";
	struct cw_error err;
	char text[700];
	size_t i, len, lead = (size_t)_i;

	memset(text, 'x', lead);
	for (i = lead; i + 3 < sizeof(text); i += 3)
		memcpy(text + i, euro, 3);
	text[i] = '\0';
	error_set(&err, "%s", text);
	len = strlen(err.text);
	ck_assert(len <= sizeof(err.text) - 1 && len > sizeof(err.text) - 4);
	ck_assert_uint_eq((len - lead) % 3, 0);
	ck_assert_ptr_null(strchr(err.text, '?'));
}
END_TEST

static const struct {
	const char *name, *ascii;       /* NULL: refused */
} hosts[] = {
	{ "example.com", "example.com" },
	{ "EXAMPLE.Com", "example.com" },
	{ "example.com.", "example.com" },
	{ "*.example.com", "*.example.com" },
	{ "b\xc3\xbc" "cher.example", "xn--bcher-kva.example" },
	{ "B\xc3\x9c" "CHER.example", "xn--bcher-kva.example" },
	{ "*.b\xc3\xbc" "cher.example", "*.xn--bcher-kva.example" },
	{ "stra\xc3\x9f" "e.example", "xn--strae-oqa.example" },
	{ "xn--bcher-kva.example", "xn--bcher-kva.example" },
	{ "localhost", "localhost" },
	{ "a_b.example", "a_b.example" },
	{ "1.example", "1.example" },
	{ "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde.a",
	  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde.a" },
	{ "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.a",
	  NULL },
	{ "", NULL },
	{ ".", NULL },
	{ "*.", NULL },
	{ "a..b", NULL },
	{ ".example.com", NULL },
	{ "example.com..", NULL },
	{ "exa mple.com", NULL },
	{ "a.*.example.com", NULL },
	{ "w*.example.com", NULL },
	{ "-a.example", NULL },
	{ "a-.example", NULL },
	{ "192.0.2.300", NULL },
	{ "192.0.2.1", NULL },
	{ "a\nb.example", NULL },
	{ "\xff.example", NULL },
	{ "a\xe2\x80\xae" "b.example", NULL },
	{ "http://example.com", NULL },
};

START_TEST(test_idna)
{
	struct buffer out = BUFFER_EMPTY;
	const char *problem = NULL, *want = hosts[_i].ascii;
	bool good;

	buffer_byte(&out, '=');
	good = idna_to_ascii(hosts[_i].name, &out, &problem);
	ck_assert_msg(good == (want != NULL), "%s: %s", hosts[_i].name,
	    good ? (char *)out.data : problem);
	if (good)
		ck_assert_str_eq((char *)out.data + 1, want);
	else
		ck_assert(out.len == 1 && problem != NULL && *problem != '\0');
	buffer_free(&out);
}
END_TEST

START_TEST(test_idna_longest)
{
	struct buffer name = BUFFER_EMPTY, out = BUFFER_EMPTY;
	const char *problem;
	int i;

	for (i = 0; i < 126; i++)
		buffer_string(&name, "a.");
	buffer_string(&name, "b");
	ck_assert_uint_eq(name.len, 253);
	ck_assert(idna_to_ascii((char *)name.data, &out, &problem));
	buffer_string(&name, "c");
	ck_assert(!idna_to_ascii((char *)name.data, &out, &problem));
	buffer_free(&name);
	buffer_free(&out);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("base");
	TCase *c = tcase_create("base");

	tcase_add_test(c, test_arena_zeroed_and_aligned);
	tcase_add_test(c, test_arena_bound);
	tcase_add_test(c, test_arena_copies);
	tcase_add_test(c, test_arena_keeps_chunk);
	tcase_add_test(c, test_buffer_grows);
	tcase_add_loop_test(c, test_buffer_replace, 0, COUNT(replaced));
	tcase_add_test(c, test_buffer_fails_once_and_for_all);
	tcase_add_loop_test(c, test_error, 0, COUNT(sentences));
	tcase_add_loop_test(c, test_error_cut, 0, 6);
	tcase_add_loop_test(c, test_idna, 0, COUNT(hosts));
	tcase_add_test(c, test_idna_longest);
	suite_add_tcase(s, c);
	return s;
}
