/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Extensions of TLS, taken apart to their values. */
#include "config.h"

#include "tls/fields.h"

struct place {
	uint8_t message;                /* in which the extension stands */
	const struct fields_context *context;
};

static bool
from_client(const struct place *at)
{
	return at->message == MESSAGE_CLIENT_HELLO;
}

/* RFC 6066 3. */
static bool
server_name(struct part *p, const struct place *at)
{
	struct part list;

	(void)at;
	if (p->c.left == 0)
		return true;            /* the server's answer */
	if (!part_open(p, "server_name_list", 2, &list))
		return false;
	while (list.c.left > 0) {
		size_t one = part_begin(&list, "server_name");
		bool good = part_code(&list, "name_type", 1, CODES_NAME_TYPE,
		    NULL) && part_vector(&list, "host_name", 2, PART_TEXT);

		part_end(&list, one);
		if (!good)
			break;
	}
	part_close(&list);
	return true;
}

static bool
max_fragment_length(struct part *p, const struct place *at)
{
	(void)at;
	return part_code(p, "max_fragment_length", 1, CODES_FRAGMENT_LENGTH,
	    NULL);
}

/* Opaque vectors, one behind the other. */
static bool
vectors(struct part *p, const char *list, const char *one, size_t octets,
    enum part_kind kind)
{
	struct part inner;

	if (!part_open(p, list, 2, &inner))
		return false;
	while (inner.c.left > 0 && part_vector(&inner, one, octets, kind))
		continue;
	part_close(&inner);
	return true;
}

/* RFC 6066 8; RFC 8446 4.4.2.1: beside its certificate in TLS 1.3. */
static bool
status_request(struct part *p, const struct place *at)
{
	if (p->c.left == 0)
		return true;
	if (!part_code(p, "status_type", 1, CODES_STATUS_TYPE, NULL))
		return false;
	if (at->message == MESSAGE_CERTIFICATE)
		return part_vector(p, "response", 3, PART_OCTETS);
	return vectors(p, "responder_id_list", "responder_id", 2,
	    PART_OCTETS) &&
	    part_vector(p, "request_extensions", 2, PART_OCTETS);
}

static bool
supported_groups(struct part *p, const struct place *at)
{
	(void)at;
	return part_codes(p, "named_group_list", 2, "group", 2, CODES_GROUP);
}

static bool
ec_point_formats(struct part *p, const struct place *at)
{
	(void)at;
	return part_codes(p, "ec_point_format_list", 1, "format", 1,
	    CODES_POINT_FORMAT);
}

static bool
signature_algorithms(struct part *p, const struct place *at)
{
	(void)at;
	return part_codes(p, "supported_signature_algorithms", 2, "scheme", 2,
	    CODES_SCHEME);
}

static bool
heartbeat(struct part *p, const struct place *at)
{
	(void)at;
	return part_code(p, "mode", 1, CODES_HEARTBEAT, NULL);
}

/* RFC 7301 3.1. */
static bool
alpn(struct part *p, const struct place *at)
{
	(void)at;
	return vectors(p, "protocol_name_list", "protocol_name", 1,
	    PART_TEXT);
}

/* RFC 6962 3.2, 3.3. */
static bool
sct(struct part *p)
{
	struct part one;

	if (!part_open(p, "serialized_sct", 2, &one))
		return false;
	if (part_code(&one, "sct_version", 1, CODES_SCT_VERSION, NULL) &&
	    part_octets(&one, "log_id", 32) &&
	    part_octets(&one, "timestamp", 8) &&
	    part_vector(&one, "extensions", 2, PART_OCTETS) &&
	    part_code(&one, "algorithm", 2, CODES_SCHEME, NULL))
		part_vector(&one, "signature", 2, PART_OCTETS);
	part_close(&one);
	return true;
}

static bool
signed_certificate_timestamp(struct part *p, const struct place *at)
{
	struct part list;

	(void)at;
	if (p->c.left == 0)
		return true;            /* the client asks for them */
	if (!part_open(p, "sct_list", 2, &list))
		return false;
	while (list.c.left > 0 && sct(&list))
		continue;
	part_close(&list);
	return true;
}

static bool
padding(struct part *p, const struct place *at)
{
	(void)at;
	return part_all(p, "zeros", PART_OCTETS);
}

static bool
compress_certificate(struct part *p, const struct place *at)
{
	(void)at;
	return part_codes(p, "algorithms", 1, "algorithm", 2,
	    CODES_CERTIFICATE_COMPRESSION);
}

static bool
record_size_limit(struct part *p, const struct place *at)
{
	(void)at;
	return part_number(p, "record_size_limit", 2, NULL);
}

static bool
session_ticket(struct part *p, const struct place *at)
{
	(void)at;
	return part_all(p, "ticket", PART_OCTETS);
}

/* RFC 8446 4.2.11. */
static bool
pre_shared_key(struct part *p, const struct place *at)
{
	struct part list;

	if (!from_client(at))
		return part_number(p, "selected_identity", 2, NULL);
	if (!part_open(p, "identities", 2, &list))
		return false;
	while (list.c.left > 0) {
		size_t one = part_begin(&list, "psk_identity");
		bool good = part_vector(&list, "identity", 2, PART_OCTETS) &&
		    part_number(&list, "obfuscated_ticket_age", 4, NULL);

		part_end(&list, one);
		if (!good)
			break;
	}
	part_close(&list);
	return vectors(p, "binders", "binder", 1, PART_OCTETS);
}

static bool
early_data(struct part *p, const struct place *at)
{
	return at->message != MESSAGE_NEW_SESSION_TICKET ||
	    part_number(p, "max_early_data_size", 4, NULL);
}

static bool
supported_versions(struct part *p, const struct place *at)
{
	if (!from_client(at))
		return part_code(p, "selected_version", 2, CODES_VERSION,
		    NULL);
	return part_codes(p, "versions", 1, "version", 2, CODES_VERSION);
}

static bool
cookie(struct part *p, const struct place *at)
{
	(void)at;
	return part_vector(p, "cookie", 2, PART_OCTETS);
}

static bool
psk_key_exchange_modes(struct part *p, const struct place *at)
{
	(void)at;
	return part_codes(p, "ke_modes", 1, "mode", 1, CODES_PSK_MODE);
}

static bool
certificate_authorities(struct part *p, const struct place *at)
{
	(void)at;
	return vectors(p, "authorities", "distinguished_name", 2,
	    PART_OCTETS);
}

static bool
key_share_entry(struct part *p)
{
	size_t one = part_begin(p, "key_share_entry");
	bool good = part_code(p, "group", 2, CODES_GROUP, NULL) &&
	    part_vector(p, "key_exchange", 2, PART_OCTETS);

	part_end(p, one);
	return good;
}

/* RFC 8446 4.2.8. */
static bool
key_share(struct part *p, const struct place *at)
{
	struct part list;

	if (at->message == MESSAGE_SERVER_HELLO && at->context->retry)
		return part_code(p, "selected_group", 2, CODES_GROUP, NULL);
	if (!from_client(at))
		return key_share_entry(p);
	if (!part_open(p, "client_shares", 2, &list))
		return false;
	while (list.c.left > 0 && key_share_entry(&list))
		continue;
	part_close(&list);
	return true;
}

static bool
renegotiation_info(struct part *p, const struct place *at)
{
	(void)at;
	return part_vector(p, "renegotiated_connection", 1, PART_OCTETS);
}

/* Its being there says it all. */
static bool
nothing(struct part *p, const struct place *at)
{
	(void)p;
	(void)at;
	return true;
}

static const struct extension_kind {
	uint16_t type;
	bool (*read)(struct part *p, const struct place *at);
} kinds[] = {
	{ 0, server_name }, { 1, max_fragment_length }, { 5, status_request },
	{ 10, supported_groups }, { 11, ec_point_formats },
	{ 13, signature_algorithms }, { 15, heartbeat }, { 16, alpn },
	{ 18, signed_certificate_timestamp }, { 21, padding },
	{ 22, nothing }, { 23, nothing }, { 49, nothing },
	{ 27, compress_certificate }, { 28, record_size_limit },
	{ 35, session_ticket }, { 41, pre_shared_key }, { 42, early_data },
	{ 43, supported_versions }, { 44, cookie },
	{ 45, psk_key_exchange_modes }, { 47, certificate_authorities },
	{ 50, signature_algorithms }, { 51, key_share },
	{ 65281, renegotiation_info },
};

/* The value of an extension that we do not know is shown as it is. */
static void
value_read(struct part *p, uint32_t type, const struct place *at)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type) {
			kinds[i].read(p, at);
			return;
		}
	part_all(p, "extension_data", PART_OCTETS);
}

/*
 * Type, length and value. The value is read as a vector is, but its length
 * stands beside the type.
 */
static bool
extension(struct part *p, const struct place *at)
{
	struct cursor ahead = p->c;
	const char *name;
	struct part value;
	struct bytes content;
	uint32_t type;
	size_t one;
	bool good;

	if (!cursor_number(&ahead, 2, &type))
		return false;
	name = code_name(CODES_EXTENSION, type);
	one = part_begin(p, name == NULL ? "unknown_extension" : name);
	good = part_code(p, "extension_type", 2, CODES_EXTENSION, &type) &&
	    cursor_vector(&ahead, 2, &content) &&
	    part_number(p, "length", 2, NULL);
	if (good) {
		value = (struct part){ p->f, cursor_over(content), p->depth };
		value_read(&value, type, at);
		part_close(&value);
		p->c = ahead;
	}
	part_end(p, one);
	return good;
}

bool
part_extensions(struct part *p, uint8_t message,
    const struct fields_context *context)
{
	struct place at = { message, context };
	struct part list;

	if (p->c.left == 0)
		return true;            /* before TLS 1.3 there may be none */
	if (!part_open(p, "extensions", 2, &list))
		return false;
	while (list.c.left > 0 && extension(&list, &at))
		continue;
	part_close(&list);
	return true;
}
