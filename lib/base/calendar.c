/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include "base/calendar.h"

#define DAY INT64_C(86400)
#define DAYS_TO_1970 INT64_C(719528)    /* from 0000-01-01 */
#define DAYS_IN_400_YEARS INT64_C(146097)

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 0000-01-01, itself in a leap year, to the first of a year. */
static int64_t
days_before_year(int64_t year)
{
	int64_t last = year - 1;

	if (year == 0)
		return 0;
	return 365 * year + last / 4 - last / 100 + last / 400 + 1;
}

bool
civil_to_seconds(const struct civil_time *c, int64_t *seconds)
{
	int64_t days;
	int month;

	if (c->year < 0 || c->year > 9999 || c->month < 1 || c->month > 12 ||
	    c->day < 1 || c->day > days_in_month(c->year, c->month) ||
	    c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 ||
	    c->second < 0 || c->second > 59)
		return false;
	days = days_before_year(c->year) - DAYS_TO_1970;
	for (month = 1; month < c->month; month++)
		days += days_in_month(c->year, month);
	days += c->day - 1;
	*seconds = days * DAY + c->hour * 3600 + c->minute * 60 + c->second;
	return true;
}

void
civil_from_seconds(int64_t seconds, struct civil_time *c)
{
	int64_t days, year;
	int in_day;

	if (seconds < CALENDAR_MIN)
		seconds = CALENDAR_MIN;
	if (seconds > CALENDAR_MAX)
		seconds = CALENDAR_MAX;
	seconds -= CALENDAR_MIN;
	days = seconds / DAY;
	in_day = (int)(seconds % DAY);
	year = days * 400 / DAYS_IN_400_YEARS;
	while (days_before_year(year) > days)
		year--;
	while (days_before_year(year + 1) <= days)
		year++;
	days -= days_before_year(year);
	c->year = (int)year;
	for (c->month = 1; days >= days_in_month(c->year, c->month); c->month++)
		days -= days_in_month(c->year, c->month);
	c->day = (int)days + 1;
	c->hour = in_day / 3600;
	c->minute = in_day / 60 % 60;
	c->second = in_day % 60;
}

static void
text_write(int64_t seconds, char between, char text[CALENDAR_TEXT])
{
	struct civil_time c;

	civil_from_seconds(seconds, &c);
	snprintf(text, CALENDAR_TEXT, "%04u-%02u-%02u%c%02u:%02u:%02uZ",
	    (unsigned)c.year % 10000, (unsigned)c.month % 100,
	    (unsigned)c.day % 100, between, (unsigned)c.hour % 100,
	    (unsigned)c.minute % 100, (unsigned)c.second % 100);
}

void
calendar_text(int64_t seconds, char text[CALENDAR_TEXT])
{
	text_write(seconds, ' ', text);
}

void
calendar_iso(int64_t seconds, char text[CALENDAR_TEXT])
{
	text_write(seconds, 'T', text);
}

void
calendar_span(int64_t seconds, char text[CALENDAR_SPAN])
{
	static const struct {
		uint64_t seconds;
		const char *name;
	} units[] = { { 365 * 86400, "year" }, { 86400, "day" },
		{ 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
	uint64_t left = seconds < 0 ? 0 - (uint64_t)seconds : (uint64_t)seconds;
	size_t len = 0, i;
	int shown = 0;

	if (left == 0) {
		snprintf(text, CALENDAR_SPAN, "0 seconds");
		return;
	}
	for (i = 0; i < 5 && shown < 2; i++) {
		uint64_t count = left / units[i].seconds;

		if (count == 0)
			continue;
		left %= units[i].seconds;
		len += (size_t)snprintf(text + len, CALENDAR_SPAN - len,
		    "%s%" PRIu64 " %s%s", shown++ > 0 ? " and " : "", count,
		    units[i].name, count == 1 ? "" : "s");
	}
}

/* Exactly count digits. */
static bool
digits_read(const char **text, int count, int *value)
{
	int sum = 0;

	while (count-- > 0) {
		if (**text < '0' || **text > '9')
			return false;
		sum = sum * 10 + (*(*text)++ - '0');
	}
	*value = sum;
	return true;
}

/* The rest of the text is a number of at most 15 digits. */
static bool
number_read(const char *text, size_t len, int64_t *value)
{
	int64_t sum = 0;
	size_t i;

	if (len == 0 || len > 15)
		return false;
	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		sum = sum * 10 + (text[i] - '0');
	}
	*value = sum;
	return true;
}

static bool
date_read(const char *text, int64_t *seconds)
{
	struct civil_time c = { 0, 0, 0, 0, 0, 0 };

	if (!digits_read(&text, 4, &c.year) || *text++ != '-' ||
	    !digits_read(&text, 2, &c.month) || *text++ != '-' ||
	    !digits_read(&text, 2, &c.day))
		return false;
	if (*text == '\0')
		return civil_to_seconds(&c, seconds);
	if (*text != 'T' && *text != ' ')
		return false;
	text++;
	if (!digits_read(&text, 2, &c.hour) || *text++ != ':' ||
	    !digits_read(&text, 2, &c.minute) || *text++ != ':' ||
	    !digits_read(&text, 2, &c.second))
		return false;
	if (*text == 'Z')
		text++;
	return *text == '\0' && civil_to_seconds(&c, seconds);
}

static bool
within_calendar(int64_t moment, int64_t *seconds)
{
	if (moment < CALENDAR_MIN || moment > CALENDAR_MAX)
		return false;
	*seconds = moment;
	return true;
}

/* +90d: a sign, a number and a unit. */
static bool
distance_read(const char *text, int64_t now, int64_t *seconds)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', DAY },
		{ 'w', 7 * DAY }, { 'y', 365 * DAY } };
	size_t len = strlen(text), i;
	int64_t count;

	if (len < 3 || !number_read(text + 1, len - 2, &count) ||
	    now < CALENDAR_MIN || now > CALENDAR_MAX)
		return false;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (units[i].letter != text[len - 1])
			continue;
		if (count > (CALENDAR_MAX - CALENDAR_MIN) / units[i].seconds)
			return false;
		count *= units[i].seconds;
		return within_calendar(
		    text[0] == '-' ? now - count : now + count, seconds);
	}
	return false;
}

bool
calendar_read(const char *text, int64_t now, int64_t *seconds)
{
	int64_t moment;

	switch (text[0]) {
	case '@':
		return number_read(text + 1, strlen(text + 1), &moment) &&
		    within_calendar(moment, seconds);
	case '+':
	case '-':
		return distance_read(text, now, seconds);
	default:
		return date_read(text, seconds);
	}
}
