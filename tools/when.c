/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <time.h>
#include "tools/when.h"

static struct tm
utc_time(int64_t seconds)
{
	time_t moment = (time_t)seconds;
	struct tm utc;

	memset(&utc, 0, sizeof(utc));
	gmtime_r(&moment, &utc);
	return utc;
}

void
when_date(int64_t seconds, char text[WHEN_TEXT])
{
	struct tm utc = utc_time(seconds);

	strftime(text, WHEN_TEXT, "%Y-%m-%d", &utc);
}

void
when_text(int64_t seconds, char text[WHEN_TEXT])
{
	struct tm utc = utc_time(seconds);

	strftime(text, WHEN_TEXT, "%Y-%m-%d %H:%M:%SZ", &utc);
}

void
when_iso(int64_t seconds, char text[WHEN_TEXT])
{
	struct tm utc = utc_time(seconds);

	strftime(text, WHEN_TEXT, "%Y-%m-%dT%H:%M:%SZ", &utc);
}
