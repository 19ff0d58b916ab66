/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a handshake is made of, taken apart: the first octet of an input chooses
 * a record, a handshake message, or an extension, and in which form of TLS. Seeds
 * are the messages of handshakes run in process, once for the program, and one
 * extension of each kind.
 */
#include "config.h"

#include "base/buffer.h"
#include "ca/chainwright-ca.h"
#include "tests/covered.h"
#include "tests/fuzz/fuzz.h"
#include "tls/handshake.h"

#define FORMS 3
#define NOW INT64_C(1795439206)

enum { INPUT_RECORD, INPUT_MESSAGE, INPUT_EXTENSION, INPUT_KINDS };

static const struct fields_context contexts[] = {
	{ SIDE_CLIENT, 0x0304, 0x1301, false },
	{ SIDE_SERVER, 0x0304, 0x1301, false },
	{ SIDE_SERVER, 0x0304, 0x1301, true },
	{ SIDE_SERVER, 0x0303, 0xc02b, false },
	{ SIDE_CLIENT, 0x0303, 0xc02b, false },
	{ SIDE_CLIENT, 0x0303, 0x009d, false },
	{ SIDE_SERVER, 0x0303, 0x009e, false },
	{ SIDE_SERVER, 0x0301, 0x009e, false },
};
#define CONTEXTS (sizeof(contexts) / sizeof(contexts[0]))

static void
seed_emit(fuzz_emit *emit, void *to, unsigned kind, size_t context,
    struct bytes octets)
{
	struct buffer seed = BUFFER_EMPTY;

	buffer_byte(&seed, (uint8_t)(kind + INPUT_KINDS * context));
	buffer_add(&seed, octets);
	FUZZ_REQUIRE(!seed.failed);
	emit(to, buffer_bytes(&seed));
	buffer_free(&seed);
}

static size_t
context_of(const struct trace *t, const struct trace_message *m)
{
	for (size_t i = 0; i < CONTEXTS; i++)
		if (contexts[i].version == t->version &&
		    contexts[i].from == m->from &&
		    contexts[i].retry == m->retry &&
		    (t->version == 0x0304 || t->suite == 0x009d ?
		    t->version == 0x0304 || contexts[i].suite == t->suite :
		    contexts[i].suite == 0xc02b))
			return i;
	return 0;
}

static void
trace_emit(fuzz_emit *emit, void *to, const struct trace *t)
{
	for (size_t i = 0; i < t->message_count; i++)
		seed_emit(emit, to, INPUT_MESSAGE,
		    context_of(t, &t->message[i]), t->message[i].whole);
	for (size_t i = 0; i < t->record_count && i < 8; i++)
		seed_emit(emit, to, INPUT_RECORD, 0, t->record[i].raw);
}

static struct cw_handshake *
handshake_make(enum cw_tls tls)
{
	struct cw_scenario_options options = { .tls = tls, .now = NOW,
		.seed = "test" };
	struct cw_scenario *scenario;
	struct cw_server server;
	struct cw_handshake *h;

	FUZZ_REQUIRE(cw_scenario_new(&options, &scenario, NULL) == 0);
	FUZZ_REQUIRE(cw_scenario_server(scenario, &server));
	FUZZ_REQUIRE(cw_handshake_run(&server, tls,
	    cw_scenario_question(scenario), &h, NULL) == 0);
	cw_scenario_free(scenario);
	return h;
}

#define OCTETS(text) { (const uint8_t *)(text), sizeof(text) - 1 }

static const struct {
	size_t context;
	struct bytes octets;
} others[] = {
	/* Messages that no such handshake has. */
	{ 1, OCTETS("\x18\0\0\1\1") },
	{ 1, OCTETS("\x0d\0\0\x0b\0\0\x08\0\x0d\0\4\0\2\x08\7") },
	{ 3, OCTETS("\x16\0\0\6\1\0\0\2xy") },
	{ 3, OCTETS("\x0d\0\0\x0c\1\1\0\2\4\3\0\4\0\2dn") },
	{ 3, OCTETS("\4\0\0\x09\0\0\x1c\x20\0\3abc") },
	{ 6, OCTETS("\x0c\0\0\x0d\0\1p\0\1g\0\1Y\4\1\0\1s") },
	{ 1, OCTETS("\x19\0\0\x09\0\2\0\1\0\0\0\1z") },
}, extensions[] = {
	{ 0, OCTETS("\0\1\0\1\2") },
	{ 0, OCTETS("\0\x0f\0\1\1") },
	{ 0, OCTETS("\0\x10\0\x0e\0\x0c\2h2\x08http/1.1") },
	{ 1, OCTETS("\0\x12\0\x34\0\x32\0\x30\0"
	    "0123456789abcdef0123456789abcdef" "\0\0\1\x90\0\0\0\0" "\0\0"
	    "\4\3\0\1s") },
	{ 0, OCTETS("\0\x15\0\2\0\0") },
	{ 0, OCTETS("\0\x1b\0\3\2\0\2") },
	{ 0, OCTETS("\0\x29\0\x0e\0\7\0\1i\0\0\0\5\0\3\2bb") },
	{ 2, OCTETS("\0\x2c\0\4\0\2ck") },
	{ 2, OCTETS("\0\x33\0\2\0\x17") },
	{ 0, OCTETS("\0\x2f\0\5\0\3\0\1d") },
	{ 0, OCTETS("\0\x23\0\3tkt") },
	{ 0, OCTETS("\0\x2d\0\2\1\1") },
	{ 0, OCTETS("\x3a\x3a\0\1\0") },
};

static void
fields_seeds(fuzz_emit *emit, void *to)
{
	static struct cw_handshake *made[FORMS];

	for (int tls = 0; tls < FORMS; tls++) {
		if (made[tls] == NULL)
			made[tls] = handshake_make((enum cw_tls)tls);
		trace_emit(emit, to, &made[tls]->trace);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		seed_emit(emit, to, INPUT_MESSAGE, others[i].context,
		    others[i].octets);
	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
		seed_emit(emit, to, INPUT_EXTENSION, extensions[i].context,
		    extensions[i].octets);
}

static const char *const fields_reaches[] = { "client_hello", "server_hello",
	"new_session_ticket", "encrypted_extensions", "certificate_entry",
	"server_key_exchange", "certificate_request", "authorities",
	"client_key_exchange", "certificate_status", "key_update",
	"compressed_certificate", "fields_of_content", "fields_of_record",
	"server_name", "max_fragment_length", "status_request", "alpn", "sct",
	"padding", "compress_certificate", "record_size_limit",
	"session_ticket", "pre_shared_key", "supported_versions", "cookie",
	"psk_key_exchange_modes", "certificate_authorities",
	"key_share_entry", "renegotiation_info", NULL };

const struct fuzz_target fuzz_target = { fields_seeds, fields_reaches, 600 };

/* The extension in a hello of its own. */
static void
extension_check(struct arena *arena, struct bytes octets,
    const struct fields_context *context)
{
	struct buffer hello = BUFFER_EMPTY;
	struct fields f;
	bool client = context->from == SIDE_CLIENT;
	size_t len = octets.len > 0xffff ? 0xffff : octets.len;

	buffer_byte(&hello, client ? 1 : 2);
	buffer_fill(&hello, 0, 3);
	buffer_fill(&hello, 3, 34);
	buffer_fill(&hello, 0, 4);
	buffer_byte(&hello, (uint8_t)(len >> 8));
	buffer_byte(&hello, (uint8_t)len);
	buffer_add(&hello, (struct bytes){ octets.data, len });
	FUZZ_REQUIRE(!hello.failed);
	FUZZ_REQUIRE(fields_of_message(&f, arena, buffer_bytes(&hello),
	    context));
	FUZZ_REQUIRE(fields_uncovered(&f, buffer_bytes(&hello)) == NULL);
	buffer_free(&hello);
}

static void
record_check(struct arena *arena, struct bytes octets)
{
	struct trace_record r = { .raw = octets };
	struct fields f;

	FUZZ_REQUIRE(fields_of_record(&f, arena, &r));
	FUZZ_REQUIRE(fields_uncovered(&f, octets) == NULL);
	if (octets.len == 0)
		return;
	FUZZ_REQUIRE(fields_of_content(&f, arena, octets.data[0],
	    bytes_skip(octets, 1)));
	FUZZ_REQUIRE(fields_uncovered(&f, bytes_skip(octets, 1)) == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fields_context *context;
	struct bytes octets;
	struct arena *arena;
	struct fields f;

	if (size == 0)
		return 0;
	arena = arena_new(0);
	FUZZ_REQUIRE(arena != NULL);
	octets = (struct bytes){ data + 1, size - 1 };
	context = &contexts[data[0] / INPUT_KINDS % CONTEXTS];
	switch (data[0] % INPUT_KINDS) {
	case INPUT_RECORD:
		record_check(arena, octets);
		break;
	case INPUT_MESSAGE:
		FUZZ_REQUIRE(fields_of_message(&f, arena, octets, context));
		FUZZ_REQUIRE(fields_uncovered(&f, octets) == NULL);
		break;
	default:
		extension_check(arena, octets, context);
	}
	arena_free(arena);
	return 0;
}
