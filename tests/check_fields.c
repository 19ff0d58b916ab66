/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages taken apart: to their values, and to their last octet. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include "base/buffer.h"
#include "base/escape.h"
#include "tests/covered.h"
#include "tests/rfc8448.h"
#include "tests/test.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OCTETS(text) { (const uint8_t *)(text), sizeof(text) - 1 }

/* "name=value" of every field that has one, in parentheses those of a parent. */
static void
dump(struct buffer *out, const struct fields *f)
{
	unsigned depth = 0;

	for (size_t i = 1; i < f->count; i++) {
		const struct trace_field *field = &f->list[i];

		for (; depth > field->depth; depth--)
			buffer_byte(out, ')');
		if (out->len > 0 && out->data[out->len - 1] != '(')
			buffer_byte(out, ' ');
		buffer_string(out, field->name);
		depth = field->depth;
		if (field->kind == PART_PARENT) {
			buffer_byte(out, '(');
			depth++;
			continue;
		}
		buffer_byte(out, '=');
		if (field->kind == PART_CODE && field->meaning != NULL)
			buffer_string(out, field->meaning);
		else if (field->kind == PART_NUMBER ||
		    field->kind == PART_CODE)
			buffer_format(out, "%u", field->value);
		else if (field->kind == PART_TEXT)
			escape_text(out, field->octets, 0);
		else
			for (size_t n = 0; n < field->octets.len; n++)
				buffer_format(out, "%02x",
				    field->octets.data[n]);
	}
	for (; depth > 1; depth--)
		buffer_byte(out, ')');
}

static void
assert_covered(const struct fields *f, struct bytes whole, const char *what)
{
	const char *wrong = fields_uncovered(f, whole);

	ck_assert_msg(wrong == NULL, "%s: %s", what, wrong);
}

/* ---- messages, to their values -------------------------------------------- */

#define CLIENT SIDE_CLIENT
#define SERVER SIDE_SERVER
#define TLS12 0x0303
#define TLS13 0x0304
#define ECDHE 0xc02b
#define RSA 0x009d
#define DHE 0x009e

static const struct {
	const char *name;
	enum side from;
	uint16_t version, suite;
	uint8_t type;
	struct bytes body;
	const char *fields;             /* behind msg_type and length */
} messages[] = {
	{ "HelloRequest", SERVER, TLS12, RSA, 0, OCTETS(""), "" },
	{ "ServerHelloDone", SERVER, TLS12, RSA, 14, OCTETS(""), "" },
	{ "an unknown message", SERVER, TLS12, RSA, 99, OCTETS("ab"),
	    " rest=6162" },
	{ "ticket of TLS 1.2", SERVER, TLS12, ECDHE, 4,
	    OCTETS("\0\0\x1c\x20\0\3abc"),
	    " ticket_lifetime_hint=7200 ticket(length=3 value=616263)" },
	{ "ticket of TLS 1.3", SERVER, TLS13, 0x1301, 4,
	    OCTETS("\0\0\0\x1e\1\2\3\4\1n\0\2tt\0\x08\0\x2a\0\4\0\0\4\0"),
	    " ticket_lifetime=30 ticket_age_add=16909060 ticket_nonce("
	    "length=1 value=6e) ticket(length=2 value=7474) extensions("
	    "length=8 early_data(extension_type=early_data length=4 "
	    "max_early_data_size=1024))" },
	{ "KeyUpdate", CLIENT, TLS13, 0x1301, 24, OCTETS("\1"),
	    " request_update=update_requested" },
	{ "KeyUpdate of two octets", CLIENT, TLS13, 0x1301, 24,
	    OCTETS("\0x"), " request_update=update_not_requested rest=78" },
	{ "Finished", CLIENT, TLS12, RSA, 20, OCTETS("0123"),
	    " verify_data=30313233" },
	{ "CertificateStatus", SERVER, TLS12, RSA, 22, OCTETS("\1\0\0\2xy"),
	    " status_type=ocsp response(length=2 value=7879)" },
	{ "ClientKeyExchange, RSA", CLIENT, TLS12, RSA, 16, OCTETS("\0\2ab"),
	    " encrypted_premaster(length=2 value=6162)" },
	{ "ClientKeyExchange, ECDHE", CLIENT, TLS12, ECDHE, 16,
	    OCTETS("\2ab"), " ecdh_Yc(length=2 value=6162)" },
	{ "ClientKeyExchange, DHE", CLIENT, TLS12, DHE, 16, OCTETS("\0\1a"),
	    " dh_Yc(length=1 value=61)" },
	{ "ClientKeyExchange of a suite that we do not know", CLIENT, TLS12,
	    0x1234, 16, OCTETS("\0\1a"), " rest=000161" },
	{ "ServerKeyExchange, ECDHE", SERVER, TLS12, ECDHE, 12,
	    OCTETS("\3\0\x1d\2ab\4\3\0\1s"),
	    " params(curve_type=named_curve named_curve=x25519 public("
	    "length=2 value=6162)) algorithm=ecdsa_secp256r1_sha256 "
	    "signature(length=1 value=73)" },
	{ "ServerKeyExchange, DHE before TLS 1.2", SERVER, 0x0302, DHE, 12,
	    OCTETS("\0\1p\0\1g\0\1Y\0\1s"),
	    " params(dh_p(length=1 value=70) dh_g(length=1 value=67) dh_Ys("
	    "length=1 value=59)) signature(length=1 value=73)" },
	{ "ServerKeyExchange cut short", SERVER, TLS12, ECDHE, 12,
	    OCTETS("\3\0\x1d\5ab"),
	    " params(curve_type=named_curve named_curve=x25519) "
	    "rest=056162" },
	{ "Certificate of TLS 1.2", SERVER, TLS12, RSA, 11,
	    OCTETS("\0\0\x09\0\0\1a\0\0\2bc"),
	    " certificate_list(length=9 certificate(length=1 value=61) "
	    "certificate(length=2 value=6263))" },
	{ "Certificate of TLS 1.3 with staple and SCT", SERVER, TLS13, 0x1301,
	    11, OCTETS("\0\0\0\x14\0\0\1a\0\x0e\0\5\0\5\1\0\0\1r\0\x12\0\1x"),
	    " certificate_request_context(length=0) certificate_list(length=20 "
	    "certificate_entry(cert_data(length=1 value=61) extensions("
	    "length=14 status_request(extension_type=status_request length=5 "
	    "status_type=ocsp response(length=1 value=72)) "
	    "signed_certificate_timestamp(extension_type="
	    "signed_certificate_timestamp length=1 rest=78))))" },
	{ "Certificate list that overruns", SERVER, TLS12, RSA, 11,
	    OCTETS("\0\0\x04\0\0\x09x"),
	    " certificate_list(length=4 rest=00000978)" },
	{ "CertificateRequest of TLS 1.2", SERVER, TLS12, ECDHE, 13,
	    OCTETS("\2\1\x40\0\2\4\3\0\4\0\2dn"),
	    " certificate_types(length=2 certificate_type=rsa_sign "
	    "certificate_type=ecdsa_sign) supported_signature_algorithms("
	    "length=2 scheme=ecdsa_secp256r1_sha256) certificate_authorities("
	    "length=4 distinguished_name(length=2 value=646e))" },
	{ "CertificateRequest of TLS 1.3", SERVER, TLS13, 0x1301, 13,
	    OCTETS("\0\0\x08\0\x0d\0\4\0\2\x08\7"),
	    " certificate_request_context(length=0) extensions(length=8 "
	    "signature_algorithms(extension_type=signature_algorithms length=4 "
	    "supported_signature_algorithms(length=2 scheme=ed25519)))" },
	{ "CertificateVerify", SERVER, TLS13, 0x1301, 15,
	    OCTETS("\x08\4\0\1s"),
	    " algorithm=rsa_pss_rsae_sha256 signature(length=1 value=73)" },
	{ "EncryptedExtensions", SERVER, TLS13, 0x1301, 8,
	    OCTETS("\0\x12\0\0\0\0\0\x10\0\5\0\3\2h2\0\x1c\0\1\2"),
	    " extensions(length=18 server_name(extension_type=server_name "
	    "length=0) application_layer_protocol_negotiation(extension_type="
	    "application_layer_protocol_negotiation length=5 "
	    "protocol_name_list(length=3 protocol_name(length=2 value=h2))) "
	    "record_size_limit(extension_type=record_size_limit length=1 "
	    "rest=02))" },
	{ "CompressedCertificate", SERVER, TLS13, 0x1301, 25,
	    OCTETS("\0\2\0\1\0\0\0\1z"),
	    " algorithm=brotli uncompressed_length=256 "
	    "compressed_certificate_message(length=1 value=7a)" },
};

static void
message_make(struct buffer *out, uint8_t type, struct bytes body)
{
	buffer_byte(out, type);
	buffer_byte(out, (uint8_t)(body.len >> 16));
	buffer_byte(out, (uint8_t)(body.len >> 8));
	buffer_byte(out, (uint8_t)body.len);
	buffer_add(out, body);
}

/* What stands behind the header of the message. */
static const char *
behind_header(const struct buffer *text)
{
	const char *length = strstr((const char *)text->data, "length=");

	ck_assert_ptr_nonnull(length);
	return length + strcspn(length, " )");
}

START_TEST(message_is_taken_apart)
{
	struct fields_context context = { messages[_i].from,
		messages[_i].version, messages[_i].suite, false };
	struct buffer whole = BUFFER_EMPTY, text = BUFFER_EMPTY;
	struct arena *arena = arena_new(0);
	struct fields f;

	message_make(&whole, messages[_i].type, messages[_i].body);
	ck_assert(fields_of_message(&f, arena, buffer_bytes(&whole),
	    &context));
	assert_covered(&f, buffer_bytes(&whole), messages[_i].name);
	dump(&text, &f);
	ck_assert_str_eq(behind_header(&text), messages[_i].fields);
	buffer_free(&text);
	buffer_free(&whole);
	arena_free(arena);
}
END_TEST

/* ---- extensions of the hellos ---------------------------------------------- */

static const struct {
	bool server, retry;
	struct bytes extension;
	const char *fields;             /* behind its type and length */
} extensions[] = {
	{ false, false, OCTETS("\0\0\0\x09\0\7\0\0\4host"),
	    " server_name_list(length=7 server_name(name_type=host_name "
	    "host_name(length=4 value=host)))" },
	{ false, false, OCTETS("\0\1\0\1\2"), " max_fragment_length=2^10" },
	{ false, false, OCTETS("\0\5\0\5\1\0\0\0\0"),
	    " status_type=ocsp responder_id_list(length=0) "
	    "request_extensions(length=0)" },
	{ true, false, OCTETS("\0\5\0\0"), "" },
	{ false, false, OCTETS("\0\x0a\0\6\0\4\0\x1d\x2a\x2a"),
	    " named_group_list(length=4 group=x25519 group=GREASE)" },
	{ false, false, OCTETS("\0\x0a\0\5\0\3\0\x1d\1"),
	    " named_group_list(length=3 group=x25519 rest=01)" },
	{ false, false, OCTETS("\0\x0b\0\2\1\0"),
	    " ec_point_format_list(length=1 format=uncompressed)" },
	{ false, false, OCTETS("\0\x0d\0\6\0\4\4\3\x12\x34"),
	    " supported_signature_algorithms(length=4 "
	    "scheme=ecdsa_secp256r1_sha256 scheme=4660)" },
	{ false, false, OCTETS("\0\x0f\0\1\1"), " mode=peer_allowed_to_send" },
	{ false, false, OCTETS("\0\x10\0\x0e\0\x0c\2h2\x08http/1.1"),
	    " protocol_name_list(length=12 protocol_name(length=2 value=h2) "
	    "protocol_name(length=8 value=http/1.1))" },
	{ false, false, OCTETS("\0\x12\0\0"), "" },
	{ true, false, OCTETS("\0\x12\0\x34\0\x32\0\x30\0"
	    "0123456789abcdef0123456789abcdef" "\0\0\1\x90\0\0\0\0" "\0\0"
	    "\4\3\0\1s"),
	    " sct_list(length=50 serialized_sct(length=48 sct_version=v1 "
	    "log_id=3031323334353637383961626364656630313233343536373839616263"
	    "646566 timestamp=0000019000000000 extensions(length=0) "
	    "algorithm=ecdsa_secp256r1_sha256 signature(length=1 value=73)))" },
	{ false, false, OCTETS("\0\x15\0\2\0\0"), " zeros=0000" },
	{ false, false, OCTETS("\0\x16\0\0"), "" },
	{ false, false, OCTETS("\0\x17\0\0"), "" },
	{ false, false, OCTETS("\0\x17\0\1x"), " rest=78" },
	{ false, false, OCTETS("\0\x1b\0\3\2\0\2"),
	    " algorithms(length=2 algorithm=brotli)" },
	{ false, false, OCTETS("\0\x1c\0\2\x40\1"),
	    " record_size_limit=16385" },
	{ false, false, OCTETS("\0\x23\0\3tkt"), " ticket=746b74" },
	{ false, false, OCTETS("\0\x29\0\x0e\0\7\0\1i\0\0\0\5\0\3\2bb"),
	    " identities(length=7 psk_identity(identity(length=1 value=69) "
	    "obfuscated_ticket_age=5)) binders(length=3 binder(length=2 "
	    "value=6262))" },
	{ true, false, OCTETS("\0\x29\0\2\0\1"), " selected_identity=1" },
	{ false, false, OCTETS("\0\x2a\0\0"), "" },
	{ false, false, OCTETS("\0\x2b\0\5\4\3\4\x7a\x7a"),
	    " versions(length=4 version=TLS 1.3 version=GREASE)" },
	{ true, false, OCTETS("\0\x2b\0\2\3\4"),
	    " selected_version=TLS 1.3" },
	{ true, true, OCTETS("\0\x2c\0\4\0\2ck"),
	    " cookie(length=2 value=636b)" },
	{ false, false, OCTETS("\0\x2d\0\3\2\1\x0b"),
	    " ke_modes(length=2 mode=psk_dhe_ke mode=GREASE)" },
	{ false, false, OCTETS("\0\x2f\0\5\0\3\0\1d"),
	    " authorities(length=3 distinguished_name(length=1 value=64))" },
	{ false, false, OCTETS("\0\x31\0\0"), "" },
	{ false, false, OCTETS("\0\x32\0\4\0\2\x08\7"),
	    " supported_signature_algorithms(length=2 scheme=ed25519)" },
	{ false, false, OCTETS("\0\x33\0\7\0\5\0\x1d\0\1k"),
	    " client_shares(length=5 key_share_entry(group=x25519 "
	    "key_exchange(length=1 value=6b)))" },
	{ true, false, OCTETS("\0\x33\0\5\0\x17\0\1k"),
	    " key_share_entry(group=secp256r1 key_exchange(length=1 "
	    "value=6b))" },
	{ true, true, OCTETS("\0\x33\0\2\0\x17"),
	    " selected_group=secp256r1" },
	{ false, false, OCTETS("\xff\1\0\1\0"),
	    " renegotiated_connection(length=0)" },
	{ false, false, OCTETS("\x3a\x3a\0\1\0"), " extension_data=00" },
	{ false, false, OCTETS("\xab\xcd\0\2xy"), " extension_data=7879" },
};

/* A hello with this one extension. */
static void
hello_make(struct buffer *out, bool server, struct bytes extension)
{
	struct buffer body = BUFFER_EMPTY;

	buffer_string(&body, "\x03\x03" "01234567890123456789012345678901");
	buffer_byte(&body, 0);
	buffer_add(&body, server ? (struct bytes)OCTETS("\x13\1\0") :
	    (struct bytes)OCTETS("\0\2\x13\1\1\0"));
	buffer_byte(&body, (uint8_t)(extension.len >> 8));
	buffer_byte(&body, (uint8_t)extension.len);
	buffer_add(&body, extension);
	message_make(out, server ? 2 : 1, buffer_bytes(&body));
	buffer_free(&body);
}

START_TEST(extension_is_taken_apart)
{
	struct bytes extension = extensions[_i].extension;
	struct fields_context context = {
		extensions[_i].server ? SIDE_SERVER : SIDE_CLIENT, TLS13,
		0x1301, extensions[_i].retry };
	struct buffer whole = BUFFER_EMPTY, text = BUFFER_EMPTY;
	struct arena *arena = arena_new(0);
	struct fields f;
	const char *at;
	char wanted[512];

	hello_make(&whole, extensions[_i].server, extension);
	ck_assert(fields_of_message(&f, arena, buffer_bytes(&whole),
	    &context));
	assert_covered(&f, buffer_bytes(&whole), "extension");
	dump(&text, &f);
	at = strstr((const char *)text.data, "(extension_type=");
	ck_assert_ptr_nonnull(at);
	at = behind_header(&(struct buffer){
		.data = (uint8_t *)(uintptr_t)at });
	snprintf(wanted, sizeof(wanted), "%s))", extensions[_i].fields);
	ck_assert_str_eq(at, wanted);
	buffer_free(&text);
	buffer_free(&whole);
	arena_free(arena);
}
END_TEST

/* ---- whatever comes -------------------------------------------------------- */

/* Every cut and every octet with its bits turned, in every context. */
static void
ruin(struct bytes message)
{
	static const struct fields_context contexts[] = {
		{ SIDE_CLIENT, 0, 0, false }, { SIDE_SERVER, TLS12, RSA, false },
		{ SIDE_SERVER, TLS12, ECDHE, false },
		{ SIDE_SERVER, TLS13, 0x1301, false },
		{ SIDE_SERVER, TLS13, 0x1301, true },
		{ SIDE_SERVER, 0x0301, DHE, false },
	};
	uint8_t *copy = malloc(message.len);
	struct fields f;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, message.data, message.len);
	for (size_t at = 0; at < message.len; at++) {
		const struct fields_context *context =
		    &contexts[at % COUNT(contexts)];
		struct bytes cut = { copy, at }, whole = { copy, message.len };
		struct arena *arena = arena_new(0);

		ck_assert(fields_of_message(&f, arena, cut, context));
		assert_covered(&f, cut, "cut");
		copy[at] ^= 0xff;
		ck_assert(fields_of_message(&f, arena, whole, context));
		assert_covered(&f, whole, "turned");
		copy[at] ^= 0xff;
		arena_free(arena);
	}
	free(copy);
}

START_TEST(ruins_are_covered)
{
	struct buffer whole = BUFFER_EMPTY;

	ruin((struct bytes){ simple_client_0 + 5, sizeof(simple_client_0) - 5 });
	ruin((struct bytes){ simple_server_1 + 5, sizeof(simple_server_1) - 5 });
	for (size_t i = 0; i < COUNT(messages); i++) {
		buffer_cut(&whole, 0);
		message_make(&whole, messages[i].type, messages[i].body);
		ruin(buffer_bytes(&whole));
	}
	for (size_t i = 0; i < COUNT(extensions); i++) {
		buffer_cut(&whole, 0);
		hello_make(&whole, extensions[i].server,
		    extensions[i].extension);
		ruin(buffer_bytes(&whole));
	}
	buffer_free(&whole);
}
END_TEST

/* A list of more suites than anybody shows ends in a rest. */
START_TEST(fields_are_bounded)
{
	struct fields_context context = { SIDE_CLIENT, TLS13, 0x1301, false };
	struct buffer body = BUFFER_EMPTY, whole = BUFFER_EMPTY;
	struct arena *arena = arena_new(0);
	struct fields f;

	buffer_fill(&body, 3, 34);
	buffer_fill(&body, 0, 1);
	buffer_fill(&body, 0xfe, 2);
	buffer_fill(&body, 0x13, 0xfefe);
	message_make(&whole, 1, buffer_bytes(&body));
	ck_assert(fields_of_message(&f, arena, buffer_bytes(&whole),
	    &context));
	assert_covered(&f, buffer_bytes(&whole), "many suites");
	ck_assert_uint_ge(f.count, FIELDS_MAX);
	ck_assert_uint_le(f.count, FIELDS_MAX + 8);
	ck_assert_int_eq(f.list[f.count - 1].kind, PART_REST);
	buffer_free(&body);
	buffer_free(&whole);
	arena_free(arena);
}
END_TEST

START_TEST(no_memory_is_told)
{
	struct fields_context context = { SIDE_CLIENT, TLS13, 0x1301, false };
	struct bytes whole = { simple_client_0 + 5,
		sizeof(simple_client_0) - 5 };
	struct arena *arena = arena_new(5000);
	struct fields f;

	ck_assert(!fields_of_message(&f, arena, whole, &context));
	ck_assert(f.failed);
	arena_free(arena);
}
END_TEST

/* ---- records --------------------------------------------------------------- */

static const struct {
	uint8_t type;
	struct bytes content;
	const char *fields;
} contents[] = {
	{ 20, OCTETS("\1"), "type=1" },
	{ 21, OCTETS("\2\x30"), "level=fatal description=unknown_ca" },
	{ 21, OCTETS("\2\xfe"), "level=fatal description=254" },
	{ 21, OCTETS("\2"), "level=fatal" },
	{ 21, OCTETS("\1\0x"),
	    "level=warning description=close_notify rest=78" },
	{ 23, OCTETS("hi\n"), "data=hi\\u{A}" },
	{ 99, OCTETS("\1"), "rest=01" },
};

START_TEST(content_is_taken_apart)
{
	struct buffer text = BUFFER_EMPTY;
	struct arena *arena = arena_new(0);
	struct fields f;

	ck_assert(fields_of_content(&f, arena, contents[_i].type,
	    contents[_i].content));
	assert_covered(&f, contents[_i].content, contents[_i].fields);
	dump(&text, &f);
	ck_assert_str_eq((const char *)text.data, contents[_i].fields);
	buffer_free(&text);
	arena_free(arena);
}
END_TEST

START_TEST(record_is_taken_apart)
{
	struct trace_record r = { .state = RECORD_OPENED,
		.raw = OCTETS("\x17\3\3\0\2ab") };
	struct buffer text = BUFFER_EMPTY;
	struct arena *arena = arena_new(0);
	struct fields f;

	ck_assert(fields_of_record(&f, arena, &r));
	assert_covered(&f, r.raw, "record");
	dump(&text, &f);
	ck_assert_str_eq((const char *)text.data, "type=application_data "
	    "legacy_record_version=TLS 1.2 length=2 encrypted_record=6162");
	buffer_free(&text);
	arena_free(arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("fields");
	TCase *t = tcase_create("fields");

	tcase_add_loop_test(t, message_is_taken_apart, 0, COUNT(messages));
	tcase_add_loop_test(t, extension_is_taken_apart, 0,
	    COUNT(extensions));
	tcase_add_test(t, ruins_are_covered);
	tcase_add_test(t, fields_are_bounded);
	tcase_add_test(t, no_memory_is_told);
	tcase_add_loop_test(t, content_is_taken_apart, 0, COUNT(contents));
	tcase_add_test(t, record_is_taken_apart);
	suite_add_tcase(s, t);
	return s;
}
