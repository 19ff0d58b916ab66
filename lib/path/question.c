/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a question is made of, from text. */
#include "config.h"

#include <chainwright.h>
#include "base/calendar.h"
#include "x509/general_name.h"

static const char *const profile_names[CW_PROFILE_COUNT] = {
	[CW_TLS] = "tls",
	[CW_RFC5280] = "rfc5280",
	[CW_WEBPKI] = "webpki"
};

bool
cw_profile_read(const char *text, enum cw_profile *profile)
{
	unsigned i;

	for (i = 0; i < CW_PROFILE_COUNT; i++) {
		if (strcmp(text, profile_names[i]) == 0) {
			*profile = (enum cw_profile)i;
			return true;
		}
	}
	return false;
}

const char *
cw_profile_name(enum cw_profile profile)
{
	return (unsigned)profile < CW_PROFILE_COUNT ? profile_names[profile] :
	    "unknown";
}

enum cw_name_type
cw_name_guess(const char *text)
{
	uint8_t octets[16];
	size_t len;

	if (address_read(text, octets, &len))
		return CW_NAME_IP;
	return strchr(text, '@') != NULL ? CW_NAME_EMAIL : CW_NAME_DNS;
}

bool
cw_time_read(const char *text, int64_t now, int64_t *seconds)
{
	return calendar_read(text, now, seconds);
}
