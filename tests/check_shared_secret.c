/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared secrets, computed again with the client's ephemeral key. */
#include "config.h"

#include "tests/recording.h"
#include "tests/test.h"
#include "tls/decode.h"

/* The client's ephemeral keys of sections 3, 6 and 7. */
static const uint8_t simple_private[] = {
	0x49, 0xaf, 0x42, 0xba, 0x7f, 0x79, 0x94, 0x85, 0x2d, 0x71, 0x3e, 0xf2,
	0x78, 0x4b, 0xcb, 0xca, 0xa7, 0x91, 0x1d, 0xe2, 0x6a, 0xdc, 0x56, 0x42,
	0xcb, 0x63, 0x45, 0x40, 0xe7, 0xea, 0x50, 0x05
};
static const uint8_t client_auth_private[] = {
	0xc0, 0x40, 0xb2, 0xbb, 0x8f, 0x3a, 0xdd, 0xd2, 0x0f, 0xd4, 0x05, 0x8c,
	0x54, 0x70, 0x03, 0xa3, 0xc6, 0xf9, 0xc1, 0xcd, 0x91, 0x5d, 0x5e, 0x53,
	0x5c, 0x87, 0xd8, 0xd1, 0x91, 0xaa, 0xf0, 0x71
};
static const uint8_t compat_private[] = {
	0xde, 0xa0, 0x0b, 0x45, 0x69, 0x5d, 0xc7, 0x81, 0xf1, 0x9d, 0x34, 0xa6,
	0x2c, 0x1a, 0xfd, 0x31, 0xab, 0x43, 0x69, 0xaf, 0x1e, 0x85, 0x5a, 0x3b,
	0xbb, 0x25, 0x8d, 0x84, 0x42, 0xcd, 0xe6, 0xd7
};

static const struct {
	void (*start)(struct recording *r);
	const uint8_t *key;
	uint8_t first;                  /* octet of the shared secret */
} ephemeral[] = {
	{ simple_start, simple_private, 0x8b },
	{ client_auth_start, client_auth_private, 0x7d },
	{ compat_start, compat_private, 0xee },
};
#define EPHEMERAL (sizeof(ephemeral) / sizeof(ephemeral[0]))

START_TEST(shared_secrets_of_published_keys_are_proved)
{
	struct recording r;
	struct trace t;
	struct arena *arena;

	ephemeral[_i].start(&r);
	recording_secret(&r, KEYLOG_X25519, ephemeral[_i].key);
	arena = recording_decode(&t, &r, r.count);
	ck_assert_int_eq(t.shared_proof, PROOF_HOLDS);
	ck_assert_uint_eq(t.shared_secret.len, 32);
	ck_assert_uint_eq(t.shared_secret.data[0], ephemeral[_i].first);
	ck_assert(bytes_equal(t.shared_derived, t.shared_logged));
	ck_assert_int_eq(trace_check_of(&t, TRACE_CHECK_SHARED_SECRET)->result,
	    PROOF_HOLDS);
	trace_wipe(&t);
	arena_free(arena);
	recording_free(&r);
}
END_TEST

/* Without the key nothing is known; a wrong one is found out. */
START_TEST(a_shared_secret_can_be_disproved)
{
	uint8_t key[32];
	struct recording r;
	struct trace t;
	struct arena *arena;

	simple_start(&r);
	arena = recording_decode(&t, &r, r.count);
	ck_assert_int_eq(t.shared_proof, PROOF_UNKNOWN);
	ck_assert_uint_eq(t.shared_secret.len, 0);
	arena_free(arena);
	memcpy(key, simple_private, sizeof(key));
	key[8] ^= 1;
	recording_secret(&r, KEYLOG_X25519, key);
	arena = recording_decode(&t, &r, r.count);
	ck_assert_int_eq(t.shared_proof, PROOF_FAILS);
	arena_free(arena);
	recording_free(&r);
	simple_start(&r);
	buffer_cut(&r.keylog, 0);
	recording_secret(&r, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", key);
	recording_secret(&r, KEYLOG_X25519, simple_private);
	arena = recording_decode(&t, &r, r.count);
	ck_assert_int_eq(t.shared_proof, PROOF_FAILS);
	ck_assert_int_eq(trace_check_of(&t, TRACE_CHECK_SHARED_SECRET)->result,
	    PROOF_FAILS);
	arena_free(arena);
	recording_free(&r);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("shared secrets");
	TCase *t = tcase_create("X25519");

	tcase_add_loop_test(t, shared_secrets_of_published_keys_are_proved, 0,
	    EPHEMERAL);
	tcase_add_test(t, a_shared_secret_can_be_disproved);
	suite_add_tcase(s, t);
	return s;
}
