/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Days, moments and lengths of time, at the edges. */
#include "config.h"

#include "base/calendar.h"
#include "tests/test.h"

static const struct {
	const char *text;
	int64_t seconds;
} moments[] = {
	{ "0000-01-01 00:00:00Z", CALENDAR_MIN },
	{ "0000-02-29 00:00:00Z", CALENDAR_MIN + 59 * 86400 },
	{ "0000-12-31 23:59:59Z", CALENDAR_MIN + 366 * 86400 - 1 },
	{ "0001-01-01 00:00:00Z", INT64_C(-62135596800) },
	{ "1582-10-15 00:00:00Z", INT64_C(-12219292800) },
	{ "1900-02-28 23:59:59Z", INT64_C(-2203891201) },
	{ "1900-03-01 00:00:00Z", INT64_C(-2203891200) },
	{ "1949-12-31 23:59:59Z", INT64_C(-631152001) },
	{ "1950-01-01 00:00:00Z", INT64_C(-631152000) },
	{ "1969-12-31 23:59:59Z", -1 },
	{ "1970-01-01 00:00:00Z", 0 },
	{ "2000-02-29 12:00:00Z", INT64_C(951825600) },
	{ "2024-12-31 23:59:59Z", INT64_C(1735689599) },
	{ "2026-11-23 13:06:46Z", TEST_NOW },
	{ "2038-01-19 03:14:08Z", INT64_C(2147483648) },
	{ "2049-12-31 23:59:59Z", INT64_C(2524607999) },
	{ "2050-01-01 00:00:00Z", INT64_C(2524608000) },
	{ "2100-03-01 00:00:00Z", INT64_C(4107542400) },
	{ "9999-12-31 23:59:59Z", CALENDAR_MAX },
};

START_TEST(test_moment)
{
	char text[CALENDAR_TEXT], iso[CALENDAR_TEXT];
	int64_t seconds = 77;

	calendar_text(moments[_i].seconds, text);
	ck_assert_str_eq(text, moments[_i].text);
	calendar_iso(moments[_i].seconds, iso);
	ck_assert_int_eq(iso[10], 'T');
	ck_assert(calendar_read(iso, 0, &seconds));
	ck_assert_int_eq(seconds, moments[_i].seconds);
}
END_TEST

START_TEST(test_clamped)
{
	char text[CALENDAR_TEXT];

	calendar_text(INT64_MIN, text);
	ck_assert_str_eq(text, "0000-01-01 00:00:00Z");
	calendar_text(INT64_MAX, text);
	ck_assert_str_eq(text, "9999-12-31 23:59:59Z");
}
END_TEST

/* Every day of 400 years and some, there and back. */
START_TEST(test_days)
{
	struct civil_time c, before = { 1599, 12, 31, 0, 0, 0 };
	int64_t day, again;

	for (day = -135140; day < -135140 + 146097 + 1000; day++) {
		civil_from_seconds(day * 86400 + 3600, &c);
		if (!civil_to_seconds(&c, &again) ||
		    again != day * 86400 + 3600)
			ck_abort_msg("day %d", (int)day);
		if (!(c.day == before.day + 1 && c.month == before.month) &&
		    !(c.day == 1 && c.month == before.month + 1) &&
		    !(c.day == 1 && c.month == 1 && c.year == before.year + 1))
			ck_abort_msg("day %d does not follow", (int)day);
		before = c;
	}
}
END_TEST

static const struct civil_time no_moments[] = {
	{ -1, 1, 1, 0, 0, 0 }, { 10000, 1, 1, 0, 0, 0 },
	{ 2026, 0, 1, 0, 0, 0 }, { 2026, 13, 1, 0, 0, 0 },
	{ 2026, 1, 0, 0, 0, 0 }, { 2026, 1, 32, 0, 0, 0 },
	{ 2026, 4, 31, 0, 0, 0 }, { 2026, 2, 29, 0, 0, 0 },
	{ 2024, 2, 30, 0, 0, 0 }, { 1900, 2, 29, 0, 0, 0 },
	{ 2026, 1, 1, 24, 0, 0 }, { 2026, 1, 1, 0, 60, 0 },
	{ 2026, 1, 1, 0, 0, 60 }, { 2026, 1, 1, -1, 0, 0 },
};

START_TEST(test_no_moment)
{
	int64_t seconds = 77;

	ck_assert(!civil_to_seconds(&no_moments[_i], &seconds));
	ck_assert_int_eq(seconds, 77);
}
END_TEST

static const struct {
	int64_t seconds;
	const char *text;
} spans[] = {
	{ 0, "0 seconds" },
	{ 1, "1 second" },
	{ 59, "59 seconds" },
	{ 60, "1 minute" },
	{ 61, "1 minute and 1 second" },
	{ 3600, "1 hour" },
	{ 3661, "1 hour and 1 minute" },
	{ 3601, "1 hour and 1 second" },
	{ 3 * 86400 + 39, "3 days and 39 seconds" },
	{ 86399, "23 hours and 59 minutes" },
	{ INT64_C(3653) * 86400, "10 years and 3 days" },
	{ INT64_C(365) * 86400, "1 year" },
	{ -7200, "2 hours" },
	{ INT64_MAX, "292471208677 years and 195 days" },
	{ INT64_MIN, "292471208677 years and 195 days" },
};

START_TEST(test_span)
{
	char text[CALENDAR_SPAN];

	calendar_span(spans[_i].seconds, text);
	ck_assert_str_eq(text, spans[_i].text);
}
END_TEST

#define NO INT64_MIN

static const struct {
	const char *text;
	int64_t seconds;
} readings[] = {
	{ "2026-11-23", TEST_NOW - 47206 },
	{ "2026-11-23 13:06:46", TEST_NOW },
	{ "2026-11-23T13:06:46Z", TEST_NOW },
	{ "@1780000000", 1780000000 },
	{ "@0", 0 },
	{ "+1s", TEST_NOW + 1 },
	{ "-1m", TEST_NOW - 60 },
	{ "-3h", TEST_NOW - 10800 },
	{ "+90d", TEST_NOW + 90 * 86400 },
	{ "+2w", TEST_NOW + 14 * 86400 },
	{ "+10y", TEST_NOW + INT64_C(3650) * 86400 },
	{ "+0d", TEST_NOW },
	{ "", NO },
	{ "now", NO },
	{ "2026-11-31", NO },
	{ "2026-1-1", NO },
	{ "2026-11-23T", NO },
	{ "2026-11-23T13:06", NO },
	{ "2026-11-23T13:06:46z", NO },
	{ "2026-11-23T13:06:46Z ", NO },
	{ "2026-11-23T13:06:46+01:00", NO },
	{ " 2026-11-23", NO },
	{ "@", NO },
	{ "@-1", NO },
	{ "@1e9", NO },
	{ "@253402300800", NO },
	{ "@99999999999999999999", NO },
	{ "+", NO },
	{ "+d", NO },
	{ "+1", NO },
	{ "90d", NO },
	{ "+1.5d", NO },
	{ "+-1d", NO },
	{ "+1D", NO },
	{ "+9000y", NO },
	{ "-3000y", NO },
	{ "+999999999999999y", NO },
	{ "+9999999999999999s", NO },
};

START_TEST(test_read)
{
	int64_t seconds = 77, want = readings[_i].seconds;

	ck_assert_msg(calendar_read(readings[_i].text, TEST_NOW, &seconds) ==
	    (want != NO), "%s", readings[_i].text);
	ck_assert_int_eq(seconds, want == NO ? 77 : want);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("calendar");
	TCase *c = tcase_create("calendar");

	tcase_add_loop_test(c, test_moment, 0, COUNT(moments));
	tcase_add_test(c, test_clamped);
	tcase_add_test(c, test_days);
	tcase_add_loop_test(c, test_no_moment, 0, COUNT(no_moments));
	tcase_add_loop_test(c, test_span, 0, COUNT(spans));
	tcase_add_loop_test(c, test_read, 0, COUNT(readings));
	suite_add_tcase(s, c);
	return s;
}
