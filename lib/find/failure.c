/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>
#include "find/failure.h"

static const struct failure failures[] = {
#define FAIL(ID, text, GROUP, ...) \
	[F_##ID] = { .slug = text, .group = GROUP_##GROUP, __VA_ARGS__ },
#include "find/failures.def"
#undef FAIL
};

static const char *const groups[] = {
#define GROUP(ID, name) [GROUP_##ID] = name,
#include "find/groups.def"
#undef GROUP
};

const struct failure *
failure_get(enum failure_id id)
{
	return &failures[id];
}

enum failure_id
failure_find(const char *slug)
{
	int i;

	for (i = 0; i < FAILURE_COUNT; i++)
		if (strcmp(failures[i].slug, slug) == 0)
			break;
	return (enum failure_id)i;
}

#define LONGEST 64

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/*
 * How many letters have to be put in, left out, changed or swapped with their
 * neighbour to make b of a; both are at most LONGEST long.
 */
static size_t
distance(const char *a, const char *b)
{
	size_t row[3][LONGEST + 1], la = strlen(a), lb = strlen(b), i, j;
	size_t *before = row[0], *above = row[1], *here = row[2], *spare;

	for (j = 0; j <= lb; j++)
		above[j] = before[j] = j;
	for (i = 1; i <= la; i++) {
		here[0] = i;
		for (j = 1; j <= lb; j++) {
			here[j] = least(above[j] + 1, here[j - 1] + 1,
			    above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < here[j])
				here[j] = before[j - 2] + 1;
		}
		spare = before;
		before = above;
		above = here;
		here = spare;
	}
	return above[lb];
}

/* A third of the letters may be wrong; else the text may be part of a slug. */
const char *
failure_nearest(const char *slug)
{
	const char *nearest = NULL, *holder = NULL;
	size_t len = strlen(slug), best = len / 3 + 1, d;
	int i;

	if (len == 0 || len > LONGEST)
		return NULL;
	for (i = 0; i < FAILURE_COUNT; i++) {
		const char *candidate = failures[i].slug;

		if (strlen(candidate) > LONGEST)
			continue;
		d = distance(slug, candidate);
		if (d < best) {
			best = d;
			nearest = candidate;
		}
		if (holder == NULL && len >= 3 &&
		    strstr(candidate, slug) != NULL)
			holder = candidate;
	}
	return nearest != NULL ? nearest : holder;
}

const char *
failure_group_name(enum failure_group group)
{
	return groups[group];
}

const char *
alert_name(int number)
{
	static const struct {
		int number;
		const char *name;
	} alerts[] = {
		{ 0, "close_notify" },
		{ 10, "unexpected_message" },
		{ 20, "bad_record_mac" },
		{ 21, "decryption_failed" },
		{ 22, "record_overflow" },
		{ 30, "decompression_failure" },
		{ 40, "handshake_failure" },
		{ 41, "no_certificate" },
		{ 42, "bad_certificate" },
		{ 43, "unsupported_certificate" },
		{ 44, "certificate_revoked" },
		{ 45, "certificate_expired" },
		{ 46, "certificate_unknown" },
		{ 47, "illegal_parameter" },
		{ 48, "unknown_ca" },
		{ 49, "access_denied" },
		{ 50, "decode_error" },
		{ 51, "decrypt_error" },
		{ 60, "export_restriction" },
		{ 70, "protocol_version" },
		{ 71, "insufficient_security" },
		{ 80, "internal_error" },
		{ 86, "inappropriate_fallback" },
		{ 90, "user_canceled" },
		{ 100, "no_renegotiation" },
		{ 109, "missing_extension" },
		{ 110, "unsupported_extension" },
		{ 111, "certificate_unobtainable" },
		{ 112, "unrecognized_name" },
		{ 113, "bad_certificate_status_response" },
		{ 114, "bad_certificate_hash_value" },
		{ 115, "unknown_psk_identity" },
		{ 116, "certificate_required" },
		{ 120, "no_application_protocol" }
	};
	size_t i;

	for (i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++)
		if (alerts[i].number == number)
			return alerts[i].name;
	return "unknown";
}
