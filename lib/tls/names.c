/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "find/failure.h"
#include "tls/codes.h"
#include "tls/decode.h"

static const struct suite suites[] = {
#define SUITE(id, name, kx, cipher, hash) \
	{ id, name, KX_##kx, GNUTLS_CIPHER_##cipher, GNUTLS_MAC_##hash },
#include "tls/suites.def"
#undef SUITE
};

static const struct scheme {
	uint16_t code;
	const char *name;
	gnutls_sign_algorithm_t tls13, tls12;
} schemes[] = {
#define SCHEME(code, name, tls13, tls12) \
	{ code, name, GNUTLS_SIGN_##tls13, GNUTLS_SIGN_##tls12 },
#include "tls/schemes.def"
#undef SCHEME
};

static const struct code {
	enum code_registry registry;
	uint16_t code;
	const char *name;
} codes[] = {
#define CODE(registry, code, name) { CODES_##registry, code, name },
#include "tls/codes.def"
#undef CODE
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* RFC 8701 2: 0x0a0a, 0x1a1a, ... and, of one octet, 0x0b, 0x2a, ... */
bool
code_is_grease(enum code_registry registry, uint32_t code)
{
	switch (registry) {
	case CODES_SUITE:
	case CODES_EXTENSION:
	case CODES_GROUP:
	case CODES_SCHEME:
	case CODES_VERSION:
		return (code & 0x0f0f) == 0x0a0a && code >> 8 == (code & 0xff);
	case CODES_PSK_MODE:
		return code % 0x1f == 0x0b;
	default:
		return false;
	}
}

static const char *
code_find(enum code_registry registry, uint32_t code)
{
	for (size_t i = 0; i < COUNT(codes); i++)
		if (codes[i].registry == registry && codes[i].code == code)
			return codes[i].name;
	return NULL;
}

static const struct scheme *
scheme_find(uint32_t code)
{
	for (size_t i = 0; i < COUNT(schemes); i++)
		if (schemes[i].code == code)
			return &schemes[i];
	return NULL;
}

const struct suite *
suite_find(uint16_t id)
{
	for (size_t i = 0; i < COUNT(suites); i++)
		if (suites[i].id == id)
			return &suites[i];
	return NULL;
}

const char *
code_name(enum code_registry registry, uint32_t code)
{
	const struct suite *suite;
	const struct scheme *scheme;
	const char *name;

	if (code > UINT16_MAX)
		return NULL;
	if (code_is_grease(registry, code))
		return "GREASE";
	switch (registry) {
	case CODES_SUITE:
		suite = suite_find((uint16_t)code);
		return suite == NULL ? NULL : suite->name;
	case CODES_SCHEME:
		scheme = scheme_find(code);
		return scheme == NULL ? NULL : scheme->name;
	case CODES_ALERT:
		name = alert_name((int)code);
		return strcmp(name, "unknown") == 0 ? NULL : name;
	default:
		return code_find(registry, code);
	}
}

const char *
trace_message_name(uint8_t type)
{
	return code_name(CODES_MESSAGE, type);
}

const char *
trace_group_name(uint16_t group)
{
	return code_name(CODES_GROUP, group);
}

const char *
trace_version_name(uint16_t version)
{
	return code_name(CODES_VERSION, version);
}

const char *
trace_suite_name(uint16_t id)
{
	return code_name(CODES_SUITE, id);
}

const char *
trace_scheme_name(uint16_t code)
{
	return code_name(CODES_SCHEME, code);
}

gnutls_sign_algorithm_t
scheme_algorithm(uint16_t code, bool tls13)
{
	const struct scheme *scheme = scheme_find(code);

	if (scheme == NULL)
		return GNUTLS_SIGN_UNKNOWN;
	return tls13 ? scheme->tls13 : scheme->tls12;
}
