/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>
#include "base/nearest.h"
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

static const char *
slug_at(size_t i)
{
	return i < FAILURE_COUNT ? failures[i].slug : NULL;
}

const char *
failure_nearest(const char *slug)
{
	return nearest_find(slug, slug_at);
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
