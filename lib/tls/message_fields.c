/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handshake messages, alerts and records, taken apart. */
#include "config.h"

#include "tls/decode.h"
#include "tls/fields.h"

#define HELLO_RANDOM 32

typedef bool reader(struct part *p, const struct fields_context *context);

static bool
is_tls13(const struct fields_context *context)
{
	return context->version == VERSION_TLS13;
}

static enum key_exchange
kx_of(const struct fields_context *context)
{
	const struct suite *suite = suite_find(context->suite);

	return suite == NULL ? KX_ANY : suite->kx;
}

/* RFC 8446 4.1.2. */
static bool
client_hello(struct part *p, const struct fields_context *context)
{
	return part_code(p, "legacy_version", 2, CODES_VERSION, NULL) &&
	    part_octets(p, "random", HELLO_RANDOM) &&
	    part_vector(p, "session_id", 1, PART_OCTETS) &&
	    part_codes(p, "cipher_suites", 2, "cipher_suite", 2,
	    CODES_SUITE) &&
	    part_codes(p, "compression_methods", 1, "compression_method", 1,
	    CODES_COMPRESSION) &&
	    part_extensions(p, MESSAGE_CLIENT_HELLO, context);
}

static bool
server_hello(struct part *p, const struct fields_context *context)
{
	return part_code(p, "legacy_version", 2, CODES_VERSION, NULL) &&
	    part_octets(p, "random", HELLO_RANDOM) &&
	    part_vector(p, "session_id", 1, PART_OCTETS) &&
	    part_code(p, "cipher_suite", 2, CODES_SUITE, NULL) &&
	    part_code(p, "compression_method", 1, CODES_COMPRESSION, NULL) &&
	    part_extensions(p, MESSAGE_SERVER_HELLO, context);
}

/* RFC 5077 3.3, RFC 8446 4.6.1. */
static bool
new_session_ticket(struct part *p, const struct fields_context *context)
{
	if (!is_tls13(context))
		return part_number(p, "ticket_lifetime_hint", 4, NULL) &&
		    part_vector(p, "ticket", 2, PART_OCTETS);
	return part_number(p, "ticket_lifetime", 4, NULL) &&
	    part_number(p, "ticket_age_add", 4, NULL) &&
	    part_vector(p, "ticket_nonce", 1, PART_OCTETS) &&
	    part_vector(p, "ticket", 2, PART_OCTETS) &&
	    part_extensions(p, MESSAGE_NEW_SESSION_TICKET, context);
}

static bool
encrypted_extensions(struct part *p, const struct fields_context *context)
{
	return part_extensions(p, MESSAGE_ENCRYPTED_EXTENSIONS, context);
}

static bool
certificate_entry(struct part *p, const struct fields_context *context)
{
	size_t one = part_begin(p, "certificate_entry");
	bool good = part_vector(p, "cert_data", 3, PART_OCTETS) &&
	    part_extensions(p, MESSAGE_CERTIFICATE, context);

	part_end(p, one);
	return good;
}

/* RFC 5246 7.4.2, RFC 8446 4.4.2. */
static bool
certificate(struct part *p, const struct fields_context *context)
{
	struct part list;

	if (is_tls13(context) && !part_vector(p, "certificate_request_context",
	    1, PART_OCTETS))
		return false;
	if (!part_open(p, "certificate_list", 3, &list))
		return false;
	while (list.c.left > 0)
		if (is_tls13(context) ? !certificate_entry(&list, context) :
		    !part_vector(&list, "certificate", 3, PART_OCTETS))
			break;
	part_close(&list);
	return true;
}

/* The algorithm stands before the signature since TLS 1.2. */
static bool
signature(struct part *p, const struct fields_context *context)
{
	if (context->version >= VERSION_TLS12 &&
	    !part_code(p, "algorithm", 2, CODES_SCHEME, NULL))
		return false;
	return part_vector(p, "signature", 2, PART_OCTETS);
}

/* RFC 8422 5.4, RFC 5246 7.4.3. */
static bool
server_key_exchange(struct part *p, const struct fields_context *context)
{
	enum key_exchange kx = kx_of(context);
	size_t params = part_begin(p, "params");
	bool good = false;

	if (kx == KX_ECDHE)
		good = part_code(p, "curve_type", 1, CODES_CURVE_TYPE,
		    NULL) && part_code(p, "named_curve", 2, CODES_GROUP,
		    NULL) && part_vector(p, "public", 1, PART_OCTETS);
	else if (kx == KX_DHE)
		good = part_vector(p, "dh_p", 2, PART_OCTETS) &&
		    part_vector(p, "dh_g", 2, PART_OCTETS) &&
		    part_vector(p, "dh_Ys", 2, PART_OCTETS);
	part_end(p, params);
	return good && signature(p, context);
}

static bool
authorities(struct part *p)
{
	struct part list;

	if (!part_open(p, "certificate_authorities", 2, &list))
		return false;
	while (list.c.left > 0 && part_vector(&list, "distinguished_name", 2,
	    PART_OCTETS))
		continue;
	part_close(&list);
	return true;
}

/* RFC 5246 7.4.4, RFC 8446 4.3.2. */
static bool
certificate_request(struct part *p, const struct fields_context *context)
{
	if (is_tls13(context))
		return part_vector(p, "certificate_request_context", 1,
		    PART_OCTETS) &&
		    part_extensions(p, MESSAGE_CERTIFICATE_REQUEST, context);
	if (!part_codes(p, "certificate_types", 1, "certificate_type", 1,
	    CODES_CERTIFICATE_TYPE))
		return false;
	if (context->version >= VERSION_TLS12 && !part_codes(p,
	    "supported_signature_algorithms", 2, "scheme", 2, CODES_SCHEME))
		return false;
	return authorities(p);
}

static bool
certificate_verify(struct part *p, const struct fields_context *context)
{
	return signature(p, context);
}

static bool
client_key_exchange(struct part *p, const struct fields_context *context)
{
	switch (kx_of(context)) {
	case KX_RSA:
		return part_vector(p, "encrypted_premaster", 2, PART_OCTETS);
	case KX_ECDHE:
		return part_vector(p, "ecdh_Yc", 1, PART_OCTETS);
	case KX_DHE:
		return part_vector(p, "dh_Yc", 2, PART_OCTETS);
	case KX_ANY:
		break;
	}
	return false;
}

static bool
finished(struct part *p, const struct fields_context *context)
{
	(void)context;
	return part_all(p, "verify_data", PART_OCTETS);
}

/* RFC 6066 8. */
static bool
certificate_status(struct part *p, const struct fields_context *context)
{
	(void)context;
	return part_code(p, "status_type", 1, CODES_STATUS_TYPE, NULL) &&
	    part_vector(p, "response", 3, PART_OCTETS);
}

static bool
key_update(struct part *p, const struct fields_context *context)
{
	(void)context;
	return part_code(p, "request_update", 1, CODES_KEY_UPDATE, NULL);
}

/* RFC 8879 4. */
static bool
compressed_certificate(struct part *p, const struct fields_context *context)
{
	(void)context;
	return part_code(p, "algorithm", 2, CODES_CERTIFICATE_COMPRESSION,
	    NULL) && part_number(p, "uncompressed_length", 3, NULL) &&
	    part_vector(p, "compressed_certificate_message", 3, PART_OCTETS);
}

static const struct message_kind {
	uint8_t type;
	reader *read;
} kinds[] = {
	{ MESSAGE_CLIENT_HELLO, client_hello },
	{ MESSAGE_SERVER_HELLO, server_hello },
	{ MESSAGE_NEW_SESSION_TICKET, new_session_ticket },
	{ MESSAGE_ENCRYPTED_EXTENSIONS, encrypted_extensions },
	{ MESSAGE_CERTIFICATE, certificate },
	{ MESSAGE_SERVER_KEY_EXCHANGE, server_key_exchange },
	{ MESSAGE_CERTIFICATE_REQUEST, certificate_request },
	{ MESSAGE_CERTIFICATE_VERIFY, certificate_verify },
	{ MESSAGE_CLIENT_KEY_EXCHANGE, client_key_exchange },
	{ MESSAGE_FINISHED, finished },
	{ MESSAGE_CERTIFICATE_STATUS, certificate_status },
	{ MESSAGE_KEY_UPDATE, key_update },
	{ MESSAGE_COMPRESSED_CERTIFICATE, compressed_certificate },
};

static void
body_read(struct part *p, uint32_t type, const struct fields_context *context)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type)
			kinds[i].read(p, context);
}

static struct part
whole_begin(struct fields *f, struct arena *arena, struct bytes whole)
{
	*f = (struct fields){ .arena = arena };
	return (struct part){ f, cursor_over(whole), 0 };
}

bool
fields_of_message(struct fields *f, struct arena *arena, struct bytes whole,
    const struct fields_context *context)
{
	struct part p = whole_begin(f, arena, whole);
	const char *name = whole.len == 0 ? NULL :
	    code_name(CODES_MESSAGE, whole.data[0]);
	uint32_t type;
	size_t begun;

	if (context->retry)
		name = "HelloRetryRequest";
	begun = part_begin(&p, name == NULL ? "unknown_message" : name);
	if (part_code(&p, "msg_type", 1, CODES_MESSAGE, &type) &&
	    part_number(&p, "length", 3, NULL))
		body_read(&p, type, context);
	part_close(&p);
	part_end(&p, begun);
	return !f->failed;
}

bool
fields_of_trace(struct fields *f, struct arena *arena, const struct trace *t,
    const struct trace_message *m)
{
	struct fields_context context = { m->from, t->version, t->suite,
		m->retry };

	return fields_of_message(f, arena, m->whole, &context);
}

bool
fields_of_content(struct fields *f, struct arena *arena, uint8_t type,
    struct bytes content)
{
	struct part p = whole_begin(f, arena, content);
	const char *name = code_name(CODES_CONTENT, type);
	size_t begun = part_begin(&p, name == NULL ? "unknown" : name);

	if (type == RECORD_ALERT) {
		if (part_code(&p, "level", 1, CODES_ALERT_LEVEL, NULL))
			part_code(&p, "description", 1, CODES_ALERT, NULL);
	} else if (type == RECORD_CCS) {
		part_number(&p, "type", 1, NULL);
	} else if (type == RECORD_APPLICATION) {
		part_all(&p, "data", PART_TEXT);
	}
	part_close(&p);
	part_end(&p, begun);
	return !f->failed;
}

bool
fields_of_record(struct fields *f, struct arena *arena,
    const struct trace_record *r)
{
	struct part p = whole_begin(f, arena, r->raw);
	size_t begun = part_begin(&p, "record");

	if (part_code(&p, "type", 1, CODES_CONTENT, NULL) &&
	    part_code(&p, "legacy_record_version", 2, CODES_VERSION, NULL) &&
	    part_number(&p, "length", 2, NULL))
		part_all(&p, r->state == RECORD_CLEAR ? "fragment" :
		    "encrypted_record", PART_OCTETS);
	part_close(&p);
	part_end(&p, begun);
	return !f->failed;
}
