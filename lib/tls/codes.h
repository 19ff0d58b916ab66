/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers of TLS and their names, by registry. */
#ifndef TLS_CODES_H
#define TLS_CODES_H

#include <stdbool.h>
#include <stdint.h>

enum code_registry {
	CODES_CONTENT, CODES_ALERT_LEVEL, CODES_ALERT, CODES_MESSAGE,
	CODES_VERSION, CODES_COMPRESSION, CODES_SUITE, CODES_SCHEME,
	CODES_GROUP, CODES_EXTENSION, CODES_NAME_TYPE, CODES_STATUS_TYPE,
	CODES_POINT_FORMAT, CODES_CURVE_TYPE, CODES_FRAGMENT_LENGTH,
	CODES_PSK_MODE, CODES_CERTIFICATE_TYPE, CODES_CERTIFICATE_COMPRESSION,
	CODES_KEY_UPDATE, CODES_HEARTBEAT, CODES_SCT_VERSION
};

/* As IANA has it, "GREASE" for a number reserved by RFC 8701, NULL: unknown. */
const char *code_name(enum code_registry registry, uint32_t code);
/* RFC 8701: a number that means nothing, sent so that servers stay tolerant. */
bool code_is_grease(enum code_registry registry, uint32_t code);

#endif
