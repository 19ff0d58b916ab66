/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The passive decoder of handshakes. An input is a run of pieces: an octet that
 * says whose (client, server, or a line of the key log), two octets of length,
 * and the octets. Seeds are handshakes run in process, once for the program.
 */
#include "config.h"

#include "base/buffer.h"
#include "ca/chainwright-ca.h"
#include "tests/fuzz/fuzz.h"
#include "tls/handshake.h"

#define PIECES_MAX 256
#define FORMS 3
#define NOW INT64_C(1795439206)

enum piece { PIECE_CLIENT, PIECE_SERVER, PIECE_KEYLOG, PIECE_KINDS };

static void
piece_add(struct buffer *out, enum piece kind, struct bytes octets)
{
	buffer_byte(out, (uint8_t)kind);
	buffer_byte(out, (uint8_t)(octets.len >> 8));
	buffer_byte(out, (uint8_t)octets.len);
	buffer_add(out, octets);
}

static void
hex_add(struct buffer *out, struct bytes octets)
{
	for (size_t i = 0; i < octets.len; i++)
		buffer_format(out, "%02x", octets.data[i]);
}

static void
recording_pack(struct buffer *out, const struct trace *t)
{
	struct buffer line = BUFFER_EMPTY;

	for (size_t i = 0; i < t->secret_count; i++) {
		buffer_cut(&line, 0);
		buffer_format(&line, "%s ", t->secret[i].label);
		hex_add(&line, t->client_random);
		buffer_byte(&line, ' ');
		hex_add(&line, t->secret[i].value);
		buffer_byte(&line, '\n');
		piece_add(out, PIECE_KEYLOG, buffer_bytes(&line));
	}
	for (size_t i = 0; i < t->chunk_count; i++)
		piece_add(out, t->chunk[i].from == SIDE_CLIENT ?
		    PIECE_CLIENT : PIECE_SERVER, t->chunk[i].octets);
	buffer_free(&line);
}

static void
recording_make(struct buffer *out, enum cw_tls tls)
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
	FUZZ_REQUIRE(cw_handshake_complete(h));
	recording_pack(out, &h->trace);
	FUZZ_REQUIRE(!out->failed);
	cw_handshake_free(h);
	cw_scenario_free(scenario);
}

static void
trace_seeds(fuzz_emit *emit, void *to)
{
	static struct buffer recording[FORMS];

	for (int tls = 0; tls < FORMS; tls++) {
		if (recording[tls].len == 0)
			recording_make(&recording[tls], (enum cw_tls)tls);
		emit(to, buffer_bytes(&recording[tls]));
	}
}

static const char *const trace_reaches[] = { "records_take", "record_open",
	"padding_strip", "alert_take", "change_take", "handshake_take",
	"messages_take", "certificates_read", "ecdhe_params_read",
	"client_key_exchange_take", "certificate_verify_take", "finished_take",
	"client_hello_read", "server_hello_read", "client_shares_read",
	"server_name_read", "opener_from_traffic", "opener_from_master",
	"opener_open", "keylog_find", "prf_expand", "hkdf_label",
	"verify_data_tls12", "verify_data_tls13", "prove_key_tls12",
	"prove_key_tls13", "signature_prove", NULL };

const struct fuzz_target fuzz_target = { trace_seeds, trace_reaches, 400 };

static size_t
pieces_read(struct bytes input, struct trace_chunk *chunk,
    struct buffer *keylog)
{
	size_t count = 0;

	while (input.len >= 3 && count < PIECES_MAX) {
		struct bytes octets = { input.data + 3,
			(size_t)(input.data[1] << 8 | input.data[2]) };
		enum piece kind = input.data[0] % PIECE_KINDS;

		if (octets.len > input.len - 3)
			octets.len = input.len - 3;
		if (kind == PIECE_KEYLOG)
			buffer_add(keylog, octets);
		else
			chunk[count++] = (struct trace_chunk){
				kind == PIECE_CLIENT ? SIDE_CLIENT :
				SIDE_SERVER, octets };
		input.data += 3 + octets.len;
		input.len -= 3 + octets.len;
	}
	return count;
}

static void
records_check(const struct trace *t)
{
	for (size_t i = 0; i < t->record_count; i++) {
		const struct trace_record *r = &t->record[i];

		FUZZ_REQUIRE(bytes_within(r->raw, t->stream[r->from]));
		FUZZ_REQUIRE(r->content.len <= r->raw.len);
		FUZZ_REQUIRE(r->chunk < t->chunk_count);
		if (r->state == RECORD_CLEAR)
			FUZZ_REQUIRE(bytes_within(r->content, r->raw));
		if (r->state == RECORD_SEALED)
			FUZZ_REQUIRE(r->content.len == 0);
	}
}

/* What a message is said to hold lies in it. */
static void
messages_check(const struct trace *t)
{
	for (size_t i = 0; i < t->message_count; i++) {
		const struct trace_message *m = &t->message[i];

		FUZZ_REQUIRE(m->whole.len == 4 + m->body.len);
		FUZZ_REQUIRE(m->record <= m->last_record);
		FUZZ_REQUIRE(m->last_record < t->record_count);
		FUZZ_REQUIRE(m->offset < t->record[m->record].content.len);
		FUZZ_REQUIRE(t->record[m->record].from == m->from);
		FUZZ_REQUIRE(t->record[m->record].content.data[m->offset] ==
		    m->type);
		FUZZ_REQUIRE(m->encrypted ==
		    (t->record[m->record].state == RECORD_OPENED));
	}
}

static void
proofs_check(const struct trace *t)
{
	const enum proof_result finished[] = { t->client_finished,
		t->server_finished };

	for (int side = 0; side < 2; side++) {
		bool equal = bytes_equal(t->verify_data[side],
		    t->verify_data_computed[side]);

		FUZZ_REQUIRE(t->end[side].offset <= t->stream[side].len);
		if (finished[side] == PROOF_UNKNOWN)
			continue;
		FUZZ_REQUIRE(t->finished_seen[side]);
		FUZZ_REQUIRE(equal == (finished[side] == PROOF_HOLDS));
	}
	if (t->key_proof != PROOF_UNKNOWN)
		FUZZ_REQUIRE(t->signature.data != NULL &&
		    t->certificate_count > 0 && t->signed_octets.len > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct trace_chunk chunk[PIECES_MAX];
	struct buffer keylog = BUFFER_EMPTY;
	struct arena *arena = arena_new(0);
	struct trace t;
	size_t count = pieces_read((struct bytes){ data, size }, chunk,
	    &keylog);

	FUZZ_REQUIRE(arena != NULL);
	FUZZ_REQUIRE(trace_decode(&t, arena, chunk, count,
	    buffer_bytes(&keylog), (struct bytes){ NULL, 0 }, NULL) == 0);
	records_check(&t);
	messages_check(&t);
	proofs_check(&t);
	trace_wipe(&t);
	buffer_free(&keylog);
	arena_free(arena);
	return 0;
}
