/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Elements are found and replaced, and the lengths around them follow. */
#include "config.h"

#include "ca/patch.h"
#include "der/reader.h"
#include "tests/test.h"

/*
 * SEQUENCE { SEQUENCE { INTEGER 1, BOOLEAN TRUE },
 *     OCTET STRING { SEQUENCE { OCTET STRING "ab" } },
 *     BIT STRING { INTEGER 5 } }
 */
static const uint8_t sample[] = {
	0x30, 0x16, 0x30, 0x06, 0x02, 0x01, 0x01, 0x01, 0x01, 0xff, 0x04, 0x06,
	0x30, 0x04, 0x04, 0x02, 'a', 'b', 0x03, 0x04, 0x00, 0x02, 0x01, 0x05
};
#define SAMPLE sizeof(sample)

static void
sample_start(struct buffer *b)
{
	*b = (struct buffer)BUFFER_EMPTY;
	buffer_add(b, (struct bytes){ sample, SAMPLE });
}

static const struct {
	const char *name;
	struct patch_path path;
	bool found;
	size_t at, header, len;
} finds[] = {
	{ "the whole", { .count = 0 }, true, 0, 2, 22 },
	{ "first child", { { 0 }, 1 }, true, 2, 2, 6 },
	{ "second grandchild", { { 0, 1 }, 2 }, true, 7, 2, 1 },
	{ "inside an OCTET STRING", { { 1, 0, 0 }, 3 }, true, 14, 2, 2 },
	{ "inside a BIT STRING", { { 2, 0 }, 2 }, true, 21, 2, 1 },
	{ "one child too many", { { 3 }, 1 }, false, 0, 0, 0 },
	{ "a child of an integer", { { 0, 0, 0 }, 3 }, false, 0, 0, 0 },
};

START_TEST(test_find)
{
	struct patch_place place = { 99, 99, 99 };
	struct buffer b;

	sample_start(&b);
	ck_assert_msg(patch_find(&b, finds[_i].path, &place) ==
	    finds[_i].found, "%s", finds[_i].name);
	if (finds[_i].found) {
		ck_assert_uint_eq(place.at, finds[_i].at);
		ck_assert_uint_eq(place.header, finds[_i].header);
		ck_assert_uint_eq(place.len, finds[_i].len);
	} else {
		ck_assert_uint_eq(place.at, 99);
	}
	buffer_free(&b);
}
END_TEST

static const struct {
	struct patch_path path;
	size_t contents;        /* of the OCTET STRING that is put there */
	size_t len;             /* of the result */
} replaces[] = {
	{ { { 0, 0 }, 2 }, 0, 23 },
	{ { { 0, 0 }, 2 }, 1, 24 },
	/* Lengths of 128 and more need a second octet, those of 256 a third. */
	{ { { 0, 0 }, 2 }, 120, 144 },
	{ { { 0, 0 }, 2 }, 127, 152 },
	{ { { 1, 0, 0 }, 3 }, 300, 330 },
	{ { { 2, 0 }, 2 }, 300, 329 },
};

START_TEST(test_replace)
{
	struct buffer b, element = BUFFER_EMPTY;
	struct der_trouble trouble = { .fault = DER_FINE };
	struct patch_place place;

	sample_start(&b);
	patch_header(&element, DER_OCTET_STRING, replaces[_i].contents);
	buffer_fill(&element, 0x5a, replaces[_i].contents);
	patch_replace(&b, replaces[_i].path, buffer_bytes(&element));
	ck_assert(!b.failed);
	ck_assert_uint_eq(b.len, replaces[_i].len);
	ck_assert(der_check(buffer_bytes(&b), &trouble));
	ck_assert(patch_find(&b, replaces[_i].path, &place));
	ck_assert_uint_eq(place.len, replaces[_i].contents);
	buffer_free(&element);
	buffer_free(&b);
}
END_TEST

START_TEST(test_remove_and_nowhere)
{
	struct buffer b;

	sample_start(&b);
	patch_replace(&b, PATCH_PATH(0, 1), (struct bytes){ NULL, 0 });
	ck_assert(!b.failed);
	ck_assert_uint_eq(b.len, SAMPLE - 3);
	ck_assert_uint_eq(b.data[3], 3);
	patch_replace(&b, PATCH_PATH(0, 1), (struct bytes){ NULL, 0 });
	ck_assert(b.failed);
	buffer_free(&b);
}
END_TEST

START_TEST(test_octets_and_headers)
{
	struct buffer b;

	sample_start(&b);
	patch_octet(&b, PATCH_PATH(0, 1), 0, 0x01);
	patch_octet(&b, PATCH_PATH(1, 0, 0), 1, 'a');
	ck_assert(!b.failed);
	ck_assert_uint_eq(b.data[9], 0x01);
	ck_assert_uint_eq(b.data[17], 'a');
	patch_octet(&b, PATCH_PATH(0, 1), 1, 0x01);
	ck_assert(b.failed);
	buffer_free(&b);

	sample_start(&b);
	patch_indefinite(&b);
	ck_assert(!b.failed);
	ck_assert_uint_eq(b.data[1], 0x80);
	ck_assert_uint_eq(b.len, SAMPLE + 2);
	buffer_free(&b);
}
END_TEST

START_TEST(test_longer_length)
{
	struct buffer b = BUFFER_EMPTY;

	patch_header(&b, DER_SEQUENCE, 300);
	buffer_fill(&b, 0x05, 1);
	buffer_fill(&b, 0x00, 299);
	b.data[5] = 0x00;
	patch_length_longer(&b);
	ck_assert(!b.failed);
	ck_assert_uint_eq(b.len, 305);
	ck_assert_mem_eq(b.data, "\x30\x83\x00\x01\x2c", 5);
	buffer_free(&b);

	sample_start(&b);
	patch_length_longer(&b);
	ck_assert(b.failed);
	buffer_free(&b);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("patch");
	TCase *t = tcase_create("patch");

	tcase_add_loop_test(t, test_find, 0,
	    (int)(sizeof(finds) / sizeof(finds[0])));
	tcase_add_loop_test(t, test_replace, 0,
	    (int)(sizeof(replaces) / sizeof(replaces[0])));
	tcase_add_test(t, test_remove_and_nowhere);
	tcase_add_test(t, test_octets_and_headers);
	tcase_add_test(t, test_longer_length);
	suite_add_tcase(s, t);
	return s;
}
