/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

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

struct code_name {
	uint16_t code;
	const char *name;
};

static const struct code_name messages[] = {
	{ MESSAGE_HELLO_REQUEST, "HelloRequest" },
	{ MESSAGE_CLIENT_HELLO, "ClientHello" },
	{ MESSAGE_SERVER_HELLO, "ServerHello" },
	{ MESSAGE_NEW_SESSION_TICKET, "NewSessionTicket" },
	{ MESSAGE_ENCRYPTED_EXTENSIONS, "EncryptedExtensions" },
	{ MESSAGE_CERTIFICATE, "Certificate" },
	{ MESSAGE_SERVER_KEY_EXCHANGE, "ServerKeyExchange" },
	{ MESSAGE_CERTIFICATE_REQUEST, "CertificateRequest" },
	{ MESSAGE_SERVER_HELLO_DONE, "ServerHelloDone" },
	{ MESSAGE_CERTIFICATE_VERIFY, "CertificateVerify" },
	{ MESSAGE_CLIENT_KEY_EXCHANGE, "ClientKeyExchange" },
	{ MESSAGE_FINISHED, "Finished" },
	{ MESSAGE_CERTIFICATE_STATUS, "CertificateStatus" },
	{ MESSAGE_KEY_UPDATE, "KeyUpdate" },
	{ MESSAGE_HASH, "message_hash" }
};

static const struct code_name groups[] = {
	{ 0x0013, "secp192r1" }, { 0x0015, "secp224r1" },
	{ 0x0017, "secp256r1" }, { 0x0018, "secp384r1" },
	{ 0x0019, "secp521r1" }, { 0x001a, "brainpoolP256r1" },
	{ 0x001b, "brainpoolP384r1" }, { 0x001c, "brainpoolP512r1" },
	{ 0x001d, "x25519" }, { 0x001e, "x448" },
	{ 0x0100, "ffdhe2048" }, { 0x0101, "ffdhe3072" },
	{ 0x0102, "ffdhe4096" }, { 0x0103, "ffdhe6144" },
	{ 0x0104, "ffdhe8192" }, { 0x11ec, "X25519MLKEM768" }
};

static const struct code_name versions[] = {
	{ 0x0300, "SSL 3.0" }, { 0x0301, "TLS 1.0" }, { 0x0302, "TLS 1.1" },
	{ VERSION_TLS12, "TLS 1.2" }, { VERSION_TLS13, "TLS 1.3" }
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *
name_find(const struct code_name *list, size_t count, uint16_t code)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].code == code)
			return list[i].name;
	return NULL;
}

const char *
trace_message_name(uint8_t type)
{
	return name_find(messages, COUNT(messages), type);
}

const char *
trace_group_name(uint16_t group)
{
	return name_find(groups, COUNT(groups), group);
}

const char *
trace_version_name(uint16_t version)
{
	return name_find(versions, COUNT(versions), version);
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
trace_suite_name(uint16_t id)
{
	const struct suite *suite = suite_find(id);

	return suite == NULL ? NULL : suite->name;
}

static const struct scheme *
scheme_find(uint16_t code)
{
	for (size_t i = 0; i < COUNT(schemes); i++)
		if (schemes[i].code == code)
			return &schemes[i];
	return NULL;
}

const char *
trace_scheme_name(uint16_t code)
{
	const struct scheme *scheme = scheme_find(code);

	return scheme == NULL ? NULL : scheme->name;
}

gnutls_sign_algorithm_t
scheme_algorithm(uint16_t code, bool tls13)
{
	const struct scheme *scheme = scheme_find(code);

	if (scheme == NULL)
		return GNUTLS_SIGN_UNKNOWN;
	return tls13 ? scheme->tls13 : scheme->tls12;
}
