/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The passive decoder against published traces, and against their ruins. */
#include "config.h"

#include <stdlib.h>
#include "base/buffer.h"
#include "tests/covered.h"
#include "tests/recording.h"
#include "tests/test.h"

/* What the five sections of RFC 8448 have to prove. */
static const struct published {
	const char *name;
	void (*start)(struct recording *r);
	enum proof_result key_proof, client_key_proof;
	size_t messages;
} published[] = {
	{ "simple", simple_start, PROOF_HOLDS, PROOF_UNKNOWN, 8 },
	{ "resumed", early_start, PROOF_UNKNOWN, PROOF_UNKNOWN, 6 },
	{ "retry", retry_start, PROOF_HOLDS, PROOF_UNKNOWN, 9 },
	{ "client_auth", client_auth_start, PROOF_HOLDS, PROOF_HOLDS, 10 },
	{ "compat", compat_start, PROOF_HOLDS, PROOF_UNKNOWN, 7 },
};
#define PUBLISHED (sizeof(published) / sizeof(published[0]))

static void
assert_proved(const struct trace *t)
{
	ck_assert_int_eq(t->server_finished, PROOF_HOLDS);
	ck_assert_int_eq(t->client_finished, PROOF_HOLDS);
	ck_assert_int_eq(t->key_proof, PROOF_HOLDS);
	for (int side = 0; side < 2; side++) {
		ck_assert(bytes_equal(t->verify_data[side],
		    t->verify_data_computed[side]));
		ck_assert_int_eq(t->end[side].fault, TRACE_WHOLE);
	}
	for (size_t i = 0; i < t->record_count; i++)
		ck_assert_int_ne(t->record[i].state, RECORD_SEALED);
}

static bool
some_check_fails(const struct trace *t)
{
	for (size_t i = 0; i < t->check_count; i++)
		if (t->check[i].result == PROOF_FAILS)
			return true;
	return false;
}

static void
assert_fields(const struct trace *t)
{
	struct fields f;

	for (size_t i = 0; i < t->message_count; i++) {
		const char *wrong;

		ck_assert(fields_of_trace(&f, t->arena, t, &t->message[i]));
		wrong = fields_uncovered(&f, t->message[i].whole);
		ck_assert_msg(wrong == NULL, "message %zu: %s", i, wrong);
		for (size_t n = 0; n < f.count; n++)
			ck_assert_msg(f.list[n].kind != PART_REST,
			    "message %zu: octets that were not read", i);
	}
}

START_TEST(published_traces_are_proved)
{
	const struct published *p = &published[_i];
	struct recording r;
	struct trace t;
	struct arena *arena;

	p->start(&r);
	arena = recording_decode(&t, &r, r.count);
	ck_assert_int_eq(t.server_finished, PROOF_HOLDS);
	ck_assert_int_eq(t.client_finished, PROOF_HOLDS);
	ck_assert_int_eq(t.key_proof, p->key_proof);
	ck_assert_int_eq(t.client_key_proof, p->client_key_proof);
	ck_assert_uint_eq(t.message_count, p->messages);
	for (int side = 0; side < 2; side++) {
		ck_assert_int_eq(t.end[side].fault, TRACE_WHOLE);
		ck_assert_uint_eq(t.sealed[side], 0);
		ck_assert_uint_gt(t.opened[side], 0);
		ck_assert(t.closed[side]);
	}
	for (size_t i = 0; i < t.check_count; i++)
		ck_assert_msg(t.check[i].result != PROOF_FAILS, "%s: %s",
		    p->name, trace_check_slug(t.check[i].id));
	ck_assert_int_eq(trace_check_of(&t, TRACE_CHECK_SERVER_RECORDS)->result,
	    PROOF_HOLDS);
	ck_assert_int_eq(trace_check_of(&t, TRACE_CHECK_CLIENT_RECORDS)->result,
	    PROOF_HOLDS);
	assert_fields(&t);
	arena_free(arena);
	recording_free(&r);
}
END_TEST

START_TEST(early_data_is_opened)
{
	struct recording r;
	struct trace t;
	struct arena *arena;

	early_start(&r);
	arena = recording_decode(&t, &r, r.count);
	ck_assert(t.early_data && t.resumed);
	ck_assert_uint_eq(t.record[1].content.len, 6);
	ck_assert_mem_eq(t.record[1].content.data, "ABCDEF", 6);
	ck_assert_uint_eq(t.message[4].type, MESSAGE_END_OF_EARLY_DATA);
	ck_assert_uint_eq(t.application[SIDE_CLIENT].len, 56);
	ck_assert_int_eq(trace_check_of(&t, TRACE_CHECK_BINDER)->result,
	    PROOF_UNKNOWN);
	arena_free(arena);
	recording_free(&r);
	/* Without its secret it stays closed, and the rest is read. */
	resumed_start(&r);
	arena = recording_decode(&t, &r, r.count);
	ck_assert_int_eq(t.record[1].state, RECORD_SEALED);
	ck_assert_int_eq(trace_check_of(&t, TRACE_CHECK_CLIENT_RECORDS)->result,
	    PROOF_FAILS);
	ck_assert_int_eq(t.server_finished, PROOF_HOLDS);
	arena_free(arena);
	recording_free(&r);
}
END_TEST

/* Every value of a secret that the trace needs, with one bit turned. */
START_TEST(no_changed_key_log_is_proved)
{
	struct recording r;
	struct trace t;

	published[_i].start(&r);
	for (size_t at = 0; at < r.keylog.len; at++) {
		uint8_t was = r.keylog.data[at];

		if (was == '\n' || was == ' ')
			continue;
		r.keylog.data[at] = was == '0' ? '1' : '0';
		arena_free(recording_decode(&t, &r, r.count));
		ck_assert_msg(some_check_fails(&t), "octet %zu", at);
		r.keylog.data[at] = was;
	}
	recording_free(&r);
}
END_TEST

static void
assert_messages(const struct trace *t, const uint8_t *types, size_t count)
{
	ck_assert_uint_eq(t->message_count, count);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(t->message[i].type, types[i]);
}

START_TEST(simple_trace_is_decoded_and_proved)
{
	static const uint8_t types[] = { MESSAGE_CLIENT_HELLO,
		MESSAGE_SERVER_HELLO, MESSAGE_ENCRYPTED_EXTENSIONS,
		MESSAGE_CERTIFICATE, MESSAGE_CERTIFICATE_VERIFY,
		MESSAGE_FINISHED, MESSAGE_FINISHED,
		MESSAGE_NEW_SESSION_TICKET };
	struct recording r;
	struct trace t;
	struct arena *arena;

	simple_start(&r);
	arena = recording_decode(&t, &r, r.count);
	assert_proved(&t);
	assert_messages(&t, types, sizeof(types));
	ck_assert_uint_eq(t.version, 0x0304);
	ck_assert_uint_eq(t.suite, 0x1301);
	ck_assert_uint_eq(t.group, 0x001d);
	ck_assert_uint_eq(t.signature_scheme, 0x0804);
	ck_assert(bytes_equal_string(t.server_name, "server"));
	ck_assert_uint_eq(t.offered_suite_count, 3);
	ck_assert_uint_eq(t.offered_suite[1], 0x1303);
	ck_assert_uint_eq(t.offered_version_count, 1);
	ck_assert_uint_eq(t.offered_version[0], 0x0304);
	ck_assert_uint_eq(t.offered_group_count, 9);
	ck_assert_uint_eq(t.offered_scheme_count, 15);
	ck_assert_uint_eq(t.key_share_count, 1);
	ck_assert_uint_eq(t.client_share.len, 32);
	ck_assert_uint_eq(t.server_share.len, 32);
	ck_assert_uint_eq(t.client_session_id.len, 0);
	ck_assert_uint_eq(t.certificate_count, 1);
	ck_assert_uint_eq(t.application[SIDE_CLIENT].len, 50);
	ck_assert_uint_eq(t.application[SIDE_SERVER].data[49], 0x31);
	ck_assert(t.closed[SIDE_CLIENT] && t.closed[SIDE_SERVER]);
	ck_assert(!t.alert[SIDE_CLIENT].present && !t.retried && !t.resumed);
	ck_assert(t.message[4].encrypted && !t.message[1].encrypted);
	ck_assert(t.message[6].in_transcript && !t.message[7].in_transcript);
	ck_assert_uint_eq(t.secret_count, 4);
	arena_free(arena);
	recording_free(&r);
}
END_TEST

START_TEST(retry_trace_is_decoded_and_proved)
{
	static const uint8_t types[] = { MESSAGE_CLIENT_HELLO,
		MESSAGE_SERVER_HELLO, MESSAGE_CLIENT_HELLO,
		MESSAGE_SERVER_HELLO, MESSAGE_ENCRYPTED_EXTENSIONS,
		MESSAGE_CERTIFICATE, MESSAGE_CERTIFICATE_VERIFY,
		MESSAGE_FINISHED, MESSAGE_FINISHED };
	struct recording r;
	struct trace t;
	struct arena *arena;

	retry_start(&r);
	arena = recording_decode(&t, &r, r.count);
	assert_proved(&t);
	assert_messages(&t, types, sizeof(types));
	ck_assert(t.retried && t.message[1].retry && !t.message[3].retry);
	ck_assert_uint_eq(t.group, 0x0017);
	ck_assert_uint_eq(t.key_share_count, 1);
	ck_assert_uint_eq(t.key_share_group[0], 0x0017);
	ck_assert_uint_eq(t.client_share.len, 65);
	arena_free(arena);
	recording_free(&r);
}
END_TEST

START_TEST(chunks_may_be_cut_anywhere)
{
	struct recording r, cut = { .keylog = BUFFER_EMPTY };
	static struct trace_chunk single[4096];
	struct trace t;
	struct arena *arena;
	struct cw_error err;
	size_t count = 0;

	simple_start(&r);
	for (size_t i = 0; i < r.count; i++)
		for (size_t at = 0; at < r.chunk[i].octets.len; at++)
			single[count++] = (struct trace_chunk){
				r.chunk[i].from, { r.octets[i] + at, 1 } };
	arena = arena_new(0);
	ck_assert_int_eq(trace_decode(&t, arena, single, count,
	    buffer_bytes(&r.keylog), (struct bytes){ NULL, 0 }, &err), 0);
	assert_proved(&t);
	ck_assert_uint_eq(t.record_count, r.count);
	arena_free(arena);
	recording_free(&cut);
	recording_free(&r);
}
END_TEST

START_TEST(without_a_key_log_records_stay_sealed)
{
	struct recording r;
	struct trace t;
	struct arena *arena;

	simple_start(&r);
	buffer_cut(&r.keylog, 0);
	arena = recording_decode(&t, &r, r.count);
	ck_assert_uint_eq(t.record_count, r.count);
	ck_assert_uint_eq(t.message_count, 2);
	ck_assert_int_eq(t.record[2].state, RECORD_SEALED);
	ck_assert_uint_eq(t.record[2].content.len, 0);
	ck_assert_int_eq(t.server_finished, PROOF_UNKNOWN);
	ck_assert_int_eq(t.client_finished, PROOF_UNKNOWN);
	ck_assert_int_eq(t.key_proof, PROOF_UNKNOWN);
	ck_assert_int_eq(t.end[SIDE_SERVER].fault, TRACE_WHOLE);
	ck_assert(!t.finished_seen[SIDE_CLIENT]);
	arena_free(arena);
	recording_free(&r);
}
END_TEST

/* Everything but the version in the header of a record in the clear, which
   nothing covers. */
static bool
flip_is_covered(const struct recording *r, size_t chunk, size_t at)
{
	bool clear = r->octets[chunk][0] != 0x17;

	return !clear || (at != 1 && at != 2);
}

static void
flip_everywhere(struct recording *r)
{
	struct trace t;

	for (size_t i = 0; i < r->count; i++)
		for (size_t at = 0; at < r->chunk[i].octets.len; at++) {
			bool covered = flip_is_covered(r, i, at);
			uint8_t bit = (uint8_t)(1u << (at % 8));

			r->octets[i][at] ^= bit;
			arena_free(recording_decode(&t, r, r->count));
			ck_assert_msg(!covered || some_check_fails(&t),
			    "chunk %zu octet %zu", i, at);
			r->octets[i][at] ^= bit;
		}
}

START_TEST(no_flipped_bit_is_proved)
{
	struct recording r;

	published[_i].start(&r);
	flip_everywhere(&r);
	recording_free(&r);
}
END_TEST

/* The last chunk cut short: its direction ends as truncated, or whole where
   the cut falls between two records. */
static void
truncate_everywhere(struct recording *r)
{
	struct trace t;

	for (size_t i = 0; i < r->count; i++) {
		struct bytes *octets = &r->chunk[i].octets, whole = *octets;

		for (size_t len = 0; len < whole.len; len++) {
			octets->len = len;
			arena_free(recording_decode(&t, r, i + 1));
			ck_assert_int_eq(t.end[r->chunk[i].from].fault,
			    len == 0 ? TRACE_WHOLE : TRACE_TRUNCATED);
			ck_assert_uint_eq(t.record_count, i);
		}
		*octets = whole;
	}
}

START_TEST(truncation_is_told)
{
	struct recording r;

	published[_i].start(&r);
	truncate_everywhere(&r);
	recording_free(&r);
}
END_TEST

struct stray {
	const char *name;
	enum side from;
	const char *octets;
	size_t len;
	enum trace_fault fault;
	size_t messages;
};

#define OCTETS(text) text, sizeof(text) - 1

static const struct stray strays[] = {
	{ "nothing", SIDE_SERVER, OCTETS(""), TRACE_WHOLE, 0 },
	{ "an answer of HTTP", SIDE_SERVER, OCTETS("HTTP/1.1 400 Bad"),
	    TRACE_NOT_TLS, 0 },
	{ "a banner of three octets", SIDE_SERVER, OCTETS("220"),
	    TRACE_NOT_TLS, 0 },
	{ "a record type of no use", SIDE_SERVER, OCTETS("\x18\x03\x03\0\0"),
	    TRACE_NOT_TLS, 0 },
	{ "a version of no use", SIDE_SERVER, OCTETS("\x16\x02"),
	    TRACE_NOT_TLS, 0 },
	{ "a record longer than allowed", SIDE_SERVER,
	    OCTETS("\x16\x03\x03\x48\x01"), TRACE_NOT_TLS, 0 },
	{ "a lone header", SIDE_SERVER, OCTETS("\x16\x03\x03\x00\x01"),
	    TRACE_TRUNCATED, 0 },
	{ "an empty record", SIDE_SERVER, OCTETS("\x16\x03\x03\0\0"),
	    TRACE_WHOLE, 0 },
	{ "half a message", SIDE_SERVER,
	    OCTETS("\x16\x03\x03\0\x05\x0b\0\0\x09x"), TRACE_TRUNCATED, 0 },
	{ "a server that sends a Client Hello", SIDE_SERVER,
	    OCTETS("\x16\x03\x03\0\x04\x01\0\0\0"), TRACE_UNEXPECTED, 1 },
	{ "a Server Hello before any Client Hello", SIDE_SERVER,
	    OCTETS("\x16\x03\x03\0\x04\x02\0\0\0"), TRACE_UNEXPECTED, 1 },
	{ "an empty Client Hello", SIDE_CLIENT,
	    OCTETS("\x16\x03\x01\0\x04\x01\0\0\0"), TRACE_MESSAGE_MALFORMED,
	    1 },
	{ "data in the clear", SIDE_CLIENT, OCTETS("\x17\x03\x03\0\x01x"),
	    TRACE_UNEXPECTED, 0 },
	{ "an alert of one octet", SIDE_SERVER,
	    OCTETS("\x15\x03\x03\0\x01\x02"), TRACE_MESSAGE_MALFORMED, 0 },
	{ "an alert between two halves of a message", SIDE_SERVER,
	    OCTETS("\x16\x03\x03\0\x01\x0b\x15\x03\x03\0\x02\x02\x28"),
	    TRACE_UNEXPECTED, 0 },
	{ "a certificate list that overruns", SIDE_SERVER,
	    OCTETS("\x16\x03\x03\0\x07\x0b\0\0\x03\0\0\x01"),
	    TRACE_MESSAGE_MALFORMED, 1 },
	{ "a change of ciphers with another octet", SIDE_CLIENT,
	    OCTETS("\x14\x03\x03\0\x01\x02"), TRACE_MESSAGE_MALFORMED, 0 },
};

START_TEST(stray_octets_end_their_direction)
{
	const struct stray *s = &strays[_i];
	struct trace_chunk chunk = { s->from,
		{ (const uint8_t *)s->octets, s->len } };
	struct arena *arena = arena_new(0);
	struct trace t;
	struct cw_error err;

	ck_assert_int_eq(trace_decode(&t, arena, &chunk, 1,
	    (struct bytes){ NULL, 0 }, (struct bytes){ NULL, 0 }, &err), 0);
	ck_assert_msg(t.end[s->from].fault == s->fault, "%s: %d", s->name,
	    t.end[s->from].fault);
	ck_assert_uint_eq(t.message_count, s->messages);
	arena_free(arena);
}
END_TEST

START_TEST(alerts_keep_their_number)
{
	uint8_t octets[] = { 21, 3, 3, 0, 2, 2, (uint8_t)_i };
	struct trace_chunk chunk = { SIDE_SERVER, { octets, sizeof(octets) } };
	struct arena *arena = arena_new(0);
	struct trace t;

	ck_assert_int_eq(trace_decode(&t, arena, &chunk, 1,
	    (struct bytes){ NULL, 0 }, (struct bytes){ NULL, 0 }, NULL), 0);
	if (_i == 0) {
		ck_assert(t.closed[SIDE_SERVER]);
		ck_assert(!t.alert[SIDE_SERVER].present);
	} else {
		ck_assert(t.alert[SIDE_SERVER].present);
		ck_assert_int_eq(t.alert[SIDE_SERVER].description, _i);
		ck_assert(!t.alert[SIDE_SERVER].encrypted);
	}
	arena_free(arena);
}
END_TEST

START_TEST(an_arena_that_is_too_small_is_an_error)
{
	struct recording r;
	struct trace t;
	struct cw_error err = { "" };
	int good = 0, bad = 0;

	simple_start(&r);
	for (size_t limit = 1; limit < 200000; limit += 997) {
		struct arena *arena = arena_new(limit);

		if (trace_decode(&t, arena, r.chunk, r.count,
		    buffer_bytes(&r.keylog), (struct bytes){ NULL, 0 },
		    &err) == 0) {
			assert_proved(&t);
			good++;
		} else {
			ck_assert(err.text[0] != '\0');
			bad++;
		}
		arena_free(arena);
	}
	ck_assert(good > 0 && bad > 0);
	recording_free(&r);
}
END_TEST

START_TEST(names_are_those_of_the_registry)
{
	ck_assert_str_eq(trace_suite_name(0x009d),
	    "TLS_RSA_WITH_AES_256_GCM_SHA384");
	ck_assert_str_eq(trace_group_name(0x001d), "x25519");
	ck_assert_str_eq(trace_scheme_name(0x0804), "rsa_pss_rsae_sha256");
	ck_assert_str_eq(trace_version_name(0x0304), "TLS 1.3");
	ck_assert_str_eq(trace_message_name(16), "ClientKeyExchange");
	ck_assert_str_eq(trace_suite_name(0xfafa), "GREASE");
	ck_assert_ptr_null(trace_suite_name(0xfafb));
	ck_assert_ptr_null(trace_group_name(0xfafb));
	ck_assert_ptr_null(trace_message_name(200));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("trace");
	TCase *t = tcase_create("decoder");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, simple_trace_is_decoded_and_proved);
	tcase_add_test(t, retry_trace_is_decoded_and_proved);
	tcase_add_test(t, chunks_may_be_cut_anywhere);
	tcase_add_test(t, without_a_key_log_records_stay_sealed);
	tcase_add_loop_test(t, published_traces_are_proved, 0, PUBLISHED);
	tcase_add_test(t, early_data_is_opened);
	tcase_add_loop_test(t, no_changed_key_log_is_proved, 0, PUBLISHED);
	tcase_add_loop_test(t, no_flipped_bit_is_proved, 0, PUBLISHED);
	tcase_add_loop_test(t, truncation_is_told, 0, PUBLISHED);
	tcase_add_loop_test(t, stray_octets_end_their_direction, 0,
	    (int)(sizeof(strays) / sizeof(strays[0])));
	tcase_add_loop_test(t, alerts_keep_their_number, 0, 256);
	tcase_add_test(t, an_arena_that_is_too_small_is_an_error);
	tcase_add_test(t, names_are_those_of_the_registry);
	suite_add_tcase(s, t);
	return s;
}
