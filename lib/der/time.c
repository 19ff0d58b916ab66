/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/calendar.h"
#include "der/time.h"

/* Offset of the first octet that is no digit, or the count of digits due. */
static size_t
digits_end(struct bytes contents, size_t due)
{
	size_t i = 0;

	while (i < due && i < contents.len && contents.data[i] >= '0' &&
	    contents.data[i] <= '9')
		i++;
	return i;
}

static int
two_digits(const uint8_t *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* The offset, from the month on, of the first field that is out of range. */
static size_t
field_out_of_range(const struct civil_time *c)
{
	struct civil_time day = *c;
	int64_t seconds;

	if (c->month < 1 || c->month > 12)
		return 0;
	day.hour = least(c->hour, 23);
	day.minute = least(c->minute, 59);
	day.second = least(c->second, 59);
	if (!civil_to_seconds(&day, &seconds))
		return 2;
	return c->hour > 23 ? 4 : c->minute > 59 ? 6 : 8;
}

/* MMDDHHMMSSZ behind a year of so many digits. */
static bool
rest_read(struct bytes contents, size_t year_digits, struct civil_time *c,
    int64_t *seconds, size_t *bad)
{
	size_t due = year_digits + 10;
	const uint8_t *p = contents.data + year_digits;

	c->month = two_digits(p);
	c->day = two_digits(p + 2);
	c->hour = two_digits(p + 4);
	c->minute = two_digits(p + 6);
	c->second = two_digits(p + 8);
	if (!civil_to_seconds(c, seconds)) {
		*bad = year_digits + field_out_of_range(c);
		return false;
	}
	if (contents.len == due || contents.data[due] != 'Z') {
		*bad = due;
		return false;
	}
	if (contents.len > due + 1) {
		*bad = due + 1;
		return false;
	}
	return true;
}

static bool
time_read(struct bytes contents, size_t year_digits, int64_t *seconds,
    size_t *bad)
{
	struct civil_time c = { 0, 0, 0, 0, 0, 0 };
	size_t due = year_digits + 10, end = digits_end(contents, due);
	int64_t moment;

	if (end < due) {
		*bad = end;
		return false;
	}
	c.year = two_digits(contents.data);
	if (year_digits == 4)
		c.year = c.year * 100 + two_digits(contents.data + 2);
	else
		c.year += c.year >= 50 ? 1900 : 2000;
	if (!rest_read(contents, year_digits, &c, &moment, bad))
		return false;
	*seconds = moment;
	return true;
}

bool
utc_time_read(struct bytes contents, int64_t *seconds, size_t *bad)
{
	return time_read(contents, 2, seconds, bad);
}

bool
generalized_time_read(struct bytes contents, int64_t *seconds, size_t *bad)
{
	return time_read(contents, 4, seconds, bad);
}
