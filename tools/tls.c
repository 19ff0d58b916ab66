/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include "tools/tls.h"

int
offer_read(const char *value, enum cw_offer *out, struct cw_error *err)
{
	static const char *const words[CW_OFFER_COUNT] = { "all", "1.2", "1.3",
		"1.2-rsa" };
	int i;

	for (i = 0; i < CW_OFFER_COUNT; i++) {
		if (strcmp(value, words[i]) == 0) {
			*out = (enum cw_offer)i;
			return 0;
		}
	}
	snprintf(err->text, sizeof(err->text), "--tls takes all, 1.2, 1.3 or "
	    "1.2-rsa, not \"%.40s\"", value);
	return -1;
}

int
alpn_add(const char *value, const char *list[ALPN_MAX], size_t *count,
    struct cw_error *err)
{
	if (*count == ALPN_MAX || value[0] == '\0' || strlen(value) > 255) {
		snprintf(err->text, sizeof(err->text), "--alpn takes a protocol "
		    "such as h2, and may be given %d times", ALPN_MAX);
		return -1;
	}
	list[(*count)++] = value;
	return 0;
}

enum cw_detail
trace_detail(int verbose)
{
	return verbose == 0 ? CW_DETAIL_LINES :
	    verbose == 1 ? CW_DETAIL_FIELDS : CW_DETAIL_OCTETS;
}
