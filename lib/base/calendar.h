/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The proleptic Gregorian calendar in UTC; seconds since 1970, no leap ones. */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include "base/bytes.h"

struct civil_time {
	int year;                       /* 0 to 9999 */
	int month, day;                 /* from 1 */
	int hour, minute, second;
};

#define CALENDAR_MIN INT64_C(-62167219200)      /* 0000-01-01 00:00:00 */
#define CALENDAR_MAX INT64_C(253402300799)      /* 9999-12-31 23:59:59 */

/* False when it names no moment (30 February, second 60). */
bool civil_to_seconds(const struct civil_time *c, int64_t *seconds);
/* seconds is clamped to CALENDAR_MIN .. CALENDAR_MAX. */
void civil_from_seconds(int64_t seconds, struct civil_time *c);

/* "2026-11-20 13:06:07Z" and "2026-11-20T13:06:07Z"; NUL and all. */
#define CALENDAR_TEXT 24
void calendar_text(int64_t seconds, char text[CALENDAR_TEXT]);
void calendar_iso(int64_t seconds, char text[CALENDAR_TEXT]);

/*
 * A length of time in words of at most two units: "3 days and 39 seconds",
 * "1 hour", "10 years and 3 days". A year has 365 days. Negative is taken
 * as positive.
 */
#define CALENDAR_SPAN 64
void calendar_span(int64_t seconds, char text[CALENDAR_SPAN]);

/*
 * Reads a time as people write it: 2026-11-20, 2026-11-20T13:06:07Z (a space
 * may stand for the T, the Z may be missing), @1780000000, and +90d, -3h, +10y
 * (s, m, h, d, w, y) relative to now. False: not a time.
 */
bool calendar_read(const char *text, int64_t now, int64_t *seconds);

#endif
