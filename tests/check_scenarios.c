/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handshakes of every form that GnuTLS speaks, between two ends of our own and
 * past an attacker: all that can be proved is proved, and one octet changed is
 * noticed. Clock and randomness are fixed, so that every run is the same.
 */
#include "config.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "tests/covered.h"
#include "tests/pair.h"
#include "tests/test.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

__attribute__((visibility("default")))
ssize_t getrandom(void *octets, size_t len, unsigned flags);

/* In place of the system's, for GnuTLS: xorshift64*, the same in every run. */
ssize_t
getrandom(void *octets, size_t len, unsigned flags)
{
	static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);
	uint8_t *out = octets;

	(void)flags;
	for (size_t i = 0; i < len; i++) {
		state ^= state >> 12;
		state ^= state << 25;
		state ^= state >> 27;
		out[i] = (uint8_t)(state * UINT64_C(2685821657736338717) >> 56);
	}
	return (ssize_t)len;
}

__attribute__((visibility("default")))
int clock_gettime(clockid_t which, struct timespec *out);

/* GnuTLS stirs the time into its randomness. */
int
clock_gettime(clockid_t which, struct timespec *out)
{
	(void)which;
	*out = (struct timespec){ .tv_sec = (time_t)TEST_NOW };
	return 0;
}

static time_t
clock_of_tests(time_t *out)
{
	if (out != NULL)
		*out = (time_t)TEST_NOW;
	return (time_t)TEST_NOW;
}

/* ---- scenarios that come to their end --------------------------------------- */

#define V13 "NORMAL:-VERS-ALL:+VERS-TLS1.3"
#define V12 "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA"
#define DHE "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA"
#define RSA "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA"
#define ONLY(cipher) ":-CIPHER-ALL:+" cipher
#define GROUP(group) ":-GROUP-ALL:+GROUP-" group
#define P256 KEY_TYPE_P256
#define P384 KEY_TYPE_P384
#define ED25519 KEY_TYPE_ED25519
#define RSA2048 KEY_TYPE_RSA2048
#define CLIENT_CERT (PAIR_ASK_CLIENT | PAIR_CLIENT_CERT)

static const struct pair_case cases[] = {
	{ "1.3", V13, NULL, P256, PAIR_NAMES, NULL },
	{ "1.3 AES-128-GCM", V13 ONLY("AES-128-GCM"), NULL, P256, 0, NULL },
	{ "1.3 AES-256-GCM", V13 ONLY("AES-256-GCM"), NULL, P256, 0, NULL },
	{ "1.3 ChaCha20", V13 ONLY("CHACHA20-POLY1305"), NULL, P256, 0, NULL },
	{ "1.3 CCM", V13 ONLY("AES-128-CCM"), NULL, P256, 0, NULL },
	{ "1.3 CCM-8", V13 ONLY("AES-128-CCM-8"), NULL, P256, 0, NULL },
	{ "1.3 P-384", V13, NULL, P384, 0, NULL },
	{ "1.3 Ed25519", V13, NULL, ED25519, 0, NULL },
	{ "1.3 RSA", V13, NULL, RSA2048, 0, NULL },
	{ "1.3 over secp256r1", V13 GROUP("SECP256R1"), NULL, P256, 0, NULL },
	{ "1.3 over secp384r1", V13 GROUP("SECP384R1"), NULL, P256, 0, NULL },
	{ "1.3 over x25519", V13 GROUP("X25519"), NULL, P256, 0, NULL },
	{ "1.3 over ffdhe2048", V13 GROUP("FFDHE2048"), NULL, P256, 0, NULL },
	{ "1.3 retried", V13 GROUP("SECP256R1") ":+GROUP-X25519",
	    V13 GROUP("X25519"), P256, PAIR_RETRY, NULL },
	{ "1.3 retried, client certificate",
	    V13 GROUP("SECP256R1") ":+GROUP-X25519", V13 GROUP("X25519"), P256,
	    PAIR_RETRY | CLIENT_CERT, NULL },
	{ "1.3 client certificate", V13, NULL, P256, CLIENT_CERT, NULL },
	{ "1.3 no client certificate", V13, NULL, P256, PAIR_ASK_CLIENT,
	    NULL },
	{ "1.3 resumed", V13, NULL, P256, PAIR_TICKET, NULL },
	{ "1.3 resumed, AES-128-GCM", V13 ONLY("AES-128-GCM"), NULL, P256,
	    PAIR_TICKET | PAIR_NAMES, NULL },
	{ "1.3 keys updated", V13, NULL, P256, PAIR_KEY_UPDATE, NULL },
	{ "1.3 stapled", V13, NULL, P256, PAIR_STAPLE, NULL },
	{ "1.3 small records", V13, NULL, RSA2048, PAIR_SMALL_RECORDS, NULL },
	{ "1.3 without camouflage", V13 ":%DISABLE_TLS13_COMPAT_MODE", NULL,
	    P256, 0, NULL },
	{ "1.3 offered with 1.2", "NORMAL", NULL, P256, PAIR_NAMES, NULL },
	{ "1.2", V12, NULL, P256, PAIR_NAMES, NULL },
	{ "1.2 AES-128-GCM", V12 ONLY("AES-128-GCM"), NULL, P256, 0, NULL },
	{ "1.2 AES-256-GCM", V12 ONLY("AES-256-GCM"), NULL, P256, 0, NULL },
	{ "1.2 ChaCha20", V12 ONLY("CHACHA20-POLY1305"), NULL, P256, 0, NULL },
	{ "1.2 CCM", V12 ONLY("AES-128-CCM"), NULL, P256, 0, NULL },
	{ "1.2 CCM-8", V12 ONLY("AES-256-CCM-8"), NULL, P256, 0, NULL },
	{ "1.2 P-384", V12, NULL, P384, 0, NULL },
	{ "1.2 Ed25519", V12, NULL, ED25519, 0, NULL },
	{ "1.2 RSA signature", V12, NULL, RSA2048, 0, NULL },
	{ "1.2 RSA signature, ChaCha20", V12 ONLY("CHACHA20-POLY1305"), NULL,
	    RSA2048, 0, NULL },
	{ "1.2 over secp384r1", V12 GROUP("SECP384R1"), NULL, P256, 0, NULL },
	{ "1.2 over x25519", V12 GROUP("X25519"), NULL, P256, 0, NULL },
	{ "1.2 DHE", DHE, NULL, RSA2048, 0, NULL },
	{ "1.2 DHE, ChaCha20", DHE ONLY("CHACHA20-POLY1305"), NULL, RSA2048, 0,
	    NULL },
	{ "1.2 without session hash", V12 ":%NO_SESSION_HASH", NULL, P256, 0,
	    NULL },
	{ "1.2 client certificate", V12, NULL, P256, CLIENT_CERT, NULL },
	{ "1.2 no client certificate", V12, NULL, P256, PAIR_ASK_CLIENT,
	    NULL },
	{ "1.2 stapled", V12, NULL, P256, PAIR_STAPLE, NULL },
	{ "1.2 resumed by session ID", V12, NULL, P256, PAIR_SESSION_ID, NULL },
	{ "1.2 resumed by ticket", V12, NULL, P256, PAIR_TICKET, NULL },
	{ "1.2 small records", V12, NULL, RSA2048, PAIR_SMALL_RECORDS, NULL },
	{ "1.2 of a server that knows 1.3", V12, "NORMAL", P256, 0, NULL },
	{ "1.2-rsa", RSA ":%NO_SESSION_HASH", NULL, RSA2048, 0, NULL },
	{ "1.2-rsa AES-128-GCM", RSA ONLY("AES-128-GCM"), NULL, RSA2048, 0,
	    NULL },
	{ "1.2-rsa CCM", RSA ONLY("AES-256-CCM"), NULL, RSA2048, 0, NULL },
	{ "1.2-rsa CCM-8", RSA ONLY("AES-128-CCM-8"), NULL, RSA2048, 0, NULL },
	{ "1.2-rsa client certificate", RSA, NULL, RSA2048, CLIENT_CERT, NULL },
	{ "1.2-rsa resumed by session ID", RSA, NULL, RSA2048, PAIR_SESSION_ID,
	    NULL },
	{ "1.2-rsa resumed by ticket", RSA ":%NO_SESSION_HASH", NULL, RSA2048,
	    PAIR_TICKET, NULL },
	{ "1.2-rsa stapled", RSA, NULL, RSA2048, PAIR_STAPLE, NULL },
};

static struct arena *
decode(struct trace *t, const struct pair_recording *r,
    const struct trace_chunk *chunk, size_t count)
{
	struct arena *arena = arena_new(0);
	struct cw_error err;

	ck_assert_ptr_nonnull(arena);
	ck_assert_int_eq(trace_decode(t, arena, chunk, count,
	    buffer_bytes(&r->keylog), buffer_bytes(&r->server_key), &err), 0);
	return arena;
}

static enum proof_result
result_of(const struct trace *t, enum trace_check_id id)
{
	for (size_t i = 0; i < t->check_count; i++)
		if (t->check[i].id == id)
			return t->check[i].result;
	return PROOF_UNKNOWN;
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
assert_fields(const struct trace *t, bool all_read)
{
	struct fields f;

	for (size_t i = 0; i < t->message_count; i++) {
		const struct trace_message *m = &t->message[i];
		const char *wrong;

		ck_assert(fields_of_trace(&f, t->arena, t, m));
		wrong = fields_uncovered(&f, m->whole);
		ck_assert_msg(wrong == NULL, "message %zu: %s", i, wrong);
		for (size_t n = 0; all_read && n < f.count; n++)
			ck_assert_msg(f.list[n].kind != PART_REST,
			    "message %zu has a rest", i);
	}
	for (size_t i = 0; i < t->record_count; i++) {
		ck_assert(fields_of_record(&f, t->arena, &t->record[i]));
		ck_assert_ptr_null(fields_uncovered(&f, t->record[i].raw));
	}
}

static void
assert_records(const struct trace *t)
{
	for (int side = 0; side < 2; side++) {
		ck_assert_int_eq(t->end[side].fault, TRACE_WHOLE);
		ck_assert_uint_eq(t->sealed[side], 0);
		ck_assert_uint_gt(t->opened[side], 0);
		ck_assert_uint_ge(t->application[side].len, 5);
		ck_assert(t->closed[side]);
	}
	for (size_t i = 0; i < t->record_count; i++)
		ck_assert_int_ne(t->record[i].state, RECORD_SEALED);
}

/* What this case has to prove. */
static void
assert_proofs(const struct pair_case *what, const struct trace *t)
{
	bool again = (what->flags & (PAIR_SESSION_ID | PAIR_TICKET)) != 0;
	bool rsa = strncmp(what->name, "1.2-rsa", 7) == 0;

	ck_assert_int_eq(t->server_finished, PROOF_HOLDS);
	ck_assert_int_eq(t->client_finished, PROOF_HOLDS);
	ck_assert(t->resumed == again);
	ck_assert(t->retried == ((what->flags & PAIR_RETRY) != 0));
	ck_assert_int_eq(result_of(t, TRACE_CHECK_KEY_PROOF),
	    again || rsa ? PROOF_UNKNOWN : PROOF_HOLDS);
	ck_assert_int_eq(result_of(t, TRACE_CHECK_PREMASTER),
	    rsa && !again ? PROOF_HOLDS : PROOF_UNKNOWN);
	ck_assert_int_eq(result_of(t, TRACE_CHECK_CLIENT_KEY_PROOF),
	    what->flags & PAIR_CLIENT_CERT ? PROOF_HOLDS : PROOF_UNKNOWN);
	ck_assert_uint_eq(t->certificate_count, again ? 0 : 2);
	for (size_t i = 0; i < t->check_count; i++)
		ck_assert_msg(t->check[i].result != PROOF_FAILS, "%s: %s: %s",
		    what->name, trace_check_slug(t->check[i].id),
		    t->check[i].why);
}

static void
pair_start(const struct pair_case *what, struct pair_recording *r)
{
	pair_run(what, r);
	ck_assert_msg(r->client_code == 0 && r->server_code == 0,
	    "%s: client %s, server %s", what->name,
	    gnutls_strerror(r->client_code), gnutls_strerror(r->server_code));
}

START_TEST(everything_is_proved)
{
	const struct pair_case *what = &cases[_i];
	struct pair_recording r;
	struct arena *arena;
	struct trace t;

	pair_start(what, &r);
	arena = decode(&t, &r, r.sent, r.count);
	assert_records(&t);
	assert_proofs(what, &t);
	assert_fields(&t, true);
	arena_free(arena);
	pair_free(&r);
}
END_TEST

/* ---- one octet changed -------------------------------------------------------- */

#define SAMPLE 40

static bool
long_run(void)
{
	return getenv("CHECK_LONG") != NULL;
}

static size_t
step_over(size_t all)
{
	return long_run() ? 1 : all / SAMPLE + 1;
}

/* A chunk a record, of octets that can be changed. */
static size_t
records_split(const struct trace *t, struct arena *arena,
    struct trace_chunk **out)
{
	struct trace_chunk *chunk = arena_array(arena, t->record_count,
	    sizeof(*chunk));

	ck_assert_ptr_nonnull(chunk);
	for (size_t i = 0; i < t->record_count; i++) {
		const struct trace_record *r = &t->record[i];

		chunk[i] = (struct trace_chunk){ r->from,
			{ arena_copy(arena, r->raw), r->raw.len } };
		ck_assert_ptr_nonnull(chunk[i].octets.data);
	}
	*out = chunk;
	return t->record_count;
}

/* Nothing covers the version in the header of a record in the clear. */
static bool
octet_counts(const struct trace_record *r, size_t at)
{
	return r->state != RECORD_CLEAR || (at != 1 && at != 2);
}

static void
flip_octets(const struct pair_case *what, const struct pair_recording *r,
    const struct trace *good, struct trace_chunk *chunk, size_t count)
{
	size_t all = good->stream[0].len + good->stream[1].len;
	size_t step = step_over(all), next = 0;

	for (size_t i = 0; i < count; i++) {
		uint8_t *octets = (uint8_t *)(uintptr_t)chunk[i].octets.data;
		struct trace t;

		for (; next < chunk[i].octets.len; next += step) {
			uint8_t bit = (uint8_t)(1u << next % 8);

			octets[next] ^= bit;
			arena_free(decode(&t, r, chunk, count));
			ck_assert_msg(!octet_counts(&good->record[i], next) ||
			    some_check_fails(&t), "%s: record %zu octet %zu",
			    what->name, i, next);
			octets[next] ^= bit;
		}
		next -= chunk[i].octets.len;
	}
}

/* How one side ends when only so many records came. */
static enum trace_fault
end_fault(const struct pair_recording *r, struct trace_chunk *chunk,
    size_t count, enum side from)
{
	struct trace t;

	if (count == 0)
		return TRACE_WHOLE;
	arena_free(decode(&t, r, chunk, count));
	return t.end[from].fault;
}

static void
truncate_records(const struct pair_recording *r, struct trace_chunk *chunk,
    size_t count)
{
	size_t next = 0;

	for (size_t i = 0; i < count; i++) {
		struct bytes whole = chunk[i].octets;
		size_t step = step_over(whole.len * count);
		struct trace t;

		for (; next < whole.len; next += step) {
			enum trace_fault wanted;
			struct arena *arena;

			chunk[i].octets.len = next;
			arena = decode(&t, r, chunk, i + 1);
			/* Nothing of it: as the record before left it, which
			   may be in the middle of a message. */
			wanted = next > 0 ? TRACE_TRUNCATED :
			    end_fault(r, chunk, i, chunk[i].from);
			ck_assert_uint_eq(t.end[chunk[i].from].fault, wanted);
			assert_fields(&t, false);
			arena_free(arena);
		}
		next -= whole.len;
		chunk[i].octets = whole;
	}
}

/* Whether anything was encrypted with the secret in that line. */
static bool
line_is_used(const char *line)
{
	return strncmp(line, "EXPORTER", 8) != 0 &&
	    strncmp(line, "EARLY_EXPORTER", 14) != 0 &&
	    strncmp(line, "CLIENT_EARLY", 12) != 0;
}

static void
flip_keylog(const struct pair_case *what, struct pair_recording *r,
    const struct trace_chunk *chunk, size_t count)
{
	size_t step = step_over(r->keylog.len);
	bool used = true;
	struct trace t;

	for (size_t at = 0; at < r->keylog.len; at++) {
		uint8_t *digit = &r->keylog.data[at], was = *digit;

		if (at == 0 || r->keylog.data[at - 1] == '\n')
			used = line_is_used((const char *)digit);
		if (!used || was == ' ' || was == '\n' || at % step != 0)
			continue;
		*digit = was == '0' ? '1' : '0';
		arena_free(decode(&t, r, chunk, count));
		ck_assert_msg(some_check_fails(&t), "%s: key log, octet %zu",
		    what->name, at);
		*digit = was;
	}
}

START_TEST(one_octet_changed_is_noticed)
{
	const struct pair_case *what = &cases[_i];
	struct pair_recording r;
	struct trace_chunk *chunk;
	struct arena *arena;
	struct trace good;
	size_t count;

	pair_start(what, &r);
	arena = decode(&good, &r, r.sent, r.count);
	count = records_split(&good, arena, &chunk);
	flip_octets(what, &r, &good, chunk, count);
	flip_keylog(what, &r, chunk, count);
	truncate_records(&r, chunk, count);
	arena_free(arena);
	pair_free(&r);
}
END_TEST

/* ---- somebody on the way ------------------------------------------------------ */

#define HEADER 5

/* The next record of that type in the octets from *at on; NULL: none. */
static uint8_t *
record_next(struct buffer *octets, size_t *at, uint8_t type, size_t *len)
{
	while (octets->len - *at >= HEADER) {
		uint8_t *record = octets->data + *at;

		*len = HEADER + (size_t)(record[3] << 8 | record[4]);
		*at += *len;
		if (*at > octets->len)
			return NULL;
		if (record[0] == type)
			return record;
	}
	return NULL;
}

/* The record in the clear that begins with a message of that type. */
static uint8_t *
message_find(struct buffer *octets, uint8_t type, size_t *len)
{
	size_t at = 0;
	uint8_t *record;

	while ((record = record_next(octets, &at, 22, len)) != NULL)
		if (record[HEADER] == type)
			return record;
	return NULL;
}

/* In the signature of the last certificate, where TLS 1.2 shows it. */
static void
attack_certificate(struct buffer *octets, enum side from, bool handshake)
{
	size_t len;
	uint8_t *record = from == SIDE_SERVER && handshake ?
	    message_find(octets, MESSAGE_CERTIFICATE, &len) : NULL;

	if (record != NULL)
		record[len - 1] ^= 1;
}

/* The long record behind the hellos, which holds it in TLS 1.3. */
static void
attack_sealed_certificate(struct buffer *octets, enum side from,
    bool handshake)
{
	size_t at = 0, len;
	uint8_t *record;

	while (from == SIDE_SERVER && handshake &&
	    (record = record_next(octets, &at, 23, &len)) != NULL)
		if (len > 600)
			record[len / 2] ^= 1;
}

static void
attack_server_share(struct buffer *octets, enum side from, bool handshake)
{
	size_t len;
	uint8_t *record = from == SIDE_SERVER && handshake ?
	    message_find(octets, MESSAGE_SERVER_KEY_EXCHANGE, &len) : NULL;

	if (record != NULL)
		record[HEADER + 4 + 4 + 7] ^= 1;
}

static void
attack_premaster(struct buffer *octets, enum side from, bool handshake)
{
	size_t len;
	uint8_t *record = from == SIDE_CLIENT && handshake ?
	    message_find(octets, MESSAGE_CLIENT_KEY_EXCHANGE, &len) : NULL;

	if (record != NULL)
		record[len - 1] ^= 1;
}

/* Where those octets stand in the record; NULL: nowhere. */
static uint8_t *
octets_find(uint8_t *record, size_t len, const char *what, size_t what_len)
{
	for (size_t i = 0; i + what_len <= len; i++)
		if (memcmp(record + i, what, what_len) == 0)
			return record + i;
	return NULL;
}

static void
attack_key_share(struct buffer *octets, enum side from, bool handshake)
{
	static const char share[] = { 0, 0x33, 0, 0x24, 0, 0x1d, 0, 0x20 };
	size_t len;
	uint8_t *record = from == SIDE_SERVER && handshake ?
	    message_find(octets, MESSAGE_SERVER_HELLO, &len) : NULL;
	uint8_t *at = record == NULL ? NULL :
	    octets_find(record, len, share, sizeof(share));

	if (at != NULL)
		at[sizeof(share)] ^= 1;
}

/* The record behind the client's ChangeCipherSpec: 12 octets of verify_data. */
static void
attack_finished(struct buffer *octets, enum side from, bool handshake)
{
	size_t at = 0, len;
	uint8_t *record;

	while (from == SIDE_CLIENT && handshake &&
	    (record = record_next(octets, &at, 22, &len)) != NULL)
		if (len == HEADER + 8 + 4 + 12 + 16)
			record[len - 17] ^= 1;
}

static void
attack_sealed_finished(struct buffer *octets, enum side from, bool handshake)
{
	size_t at = 0, len;
	uint8_t *record;

	while (from == SIDE_CLIENT && handshake &&
	    (record = record_next(octets, &at, 23, &len)) != NULL)
		record[HEADER + 4] ^= 1;
}

/* TLS 1.3 taken out of supported_versions. */
static void
attack_version(struct buffer *octets, enum side from, bool handshake)
{
	static const char versions[] = { 0, 0x2b, 0 };
	size_t len;
	uint8_t *record = from == SIDE_CLIENT && handshake ?
	    message_find(octets, MESSAGE_CLIENT_HELLO, &len) : NULL;
	uint8_t *at = record == NULL ? NULL :
	    octets_find(record, len, versions, sizeof(versions));

	for (size_t i = 0; at != NULL && i + 1 < at[4]; i += 2)
		if (at[5 + i] == 3 && at[6 + i] == 4)
			at[6 + i] = 3;
}

static void
attack_replay(struct buffer *octets, enum side from, bool handshake)
{
	size_t at = 0, len;
	uint8_t *record;
	struct buffer again = BUFFER_EMPTY;

	if (from != SIDE_CLIENT || handshake)
		return;
	record = record_next(octets, &at, 23, &len);
	if (record != NULL)
		buffer_add(&again, (struct bytes){ record, len });
	buffer_add(octets, buffer_bytes(&again));
	buffer_free(&again);
}

#define TEXT_BOOK RSA ":%NO_SESSION_HASH"
#define GCM ONLY("AES-256-GCM")

/* Whose view of it does not hold, and what in it. */
static const struct {
	struct pair_case what;
	enum side viewer;
	enum trace_check_id check;
	bool complete;                  /* noticed after the handshake */
} attacks[] = {
	{ { "certificate flipped, 1.2", V12, NULL, P256, 0,
	    attack_certificate }, SIDE_SERVER, TRACE_CHECK_CLIENT_FINISHED,
	    false },
	{ { "certificate flipped, 1.2-rsa", TEXT_BOOK, NULL, RSA2048, 0,
	    attack_certificate }, SIDE_SERVER, TRACE_CHECK_CLIENT_FINISHED,
	    false },
	{ { "certificate flipped, 1.3", V13, NULL, P256, 0,
	    attack_sealed_certificate }, SIDE_CLIENT,
	    TRACE_CHECK_SERVER_RECORDS, false },
	{ { "key exchange altered, 1.2", V12, NULL, P256, 0,
	    attack_server_share }, SIDE_CLIENT, TRACE_CHECK_KEY_PROOF, false },
	{ { "key exchange altered, 1.2-rsa", TEXT_BOOK, NULL, RSA2048, 0,
	    attack_premaster }, SIDE_SERVER, TRACE_CHECK_PREMASTER, false },
	{ { "key exchange altered, 1.3", V13 GROUP("X25519"), NULL, P256, 0,
	    attack_key_share }, SIDE_CLIENT, TRACE_CHECK_SERVER_RECORDS,
	    false },
	{ { "Finished altered, 1.2", V12 GCM, NULL, P256, 0,
	    attack_finished }, SIDE_SERVER, TRACE_CHECK_CLIENT_RECORDS,
	    false },
	{ { "Finished altered, 1.2-rsa", TEXT_BOOK GCM, NULL, RSA2048, 0,
	    attack_finished }, SIDE_SERVER, TRACE_CHECK_CLIENT_RECORDS,
	    false },
	{ { "Finished altered, 1.3", V13, NULL, P256, 0,
	    attack_sealed_finished }, SIDE_SERVER, TRACE_CHECK_CLIENT_RECORDS,
	    false },
	{ { "version stripped, to 1.2", "NORMAL", NULL, P256, 0,
	    attack_version }, SIDE_CLIENT, TRACE_CHECK_DOWNGRADE, false },
	{ { "version stripped, to 1.2-rsa", "NORMAL:-KX-ALL:+RSA", "NORMAL",
	    RSA2048, 0, attack_version }, SIDE_CLIENT, TRACE_CHECK_DOWNGRADE,
	    false },
	{ { "record replayed, 1.2", V12, NULL, P256, 0, attack_replay },
	    SIDE_SERVER, TRACE_CHECK_CLIENT_RECORDS, true },
	{ { "record replayed, 1.2-rsa", TEXT_BOOK, NULL, RSA2048, 0,
	    attack_replay }, SIDE_SERVER, TRACE_CHECK_CLIENT_RECORDS, true },
	{ { "record replayed, 1.3", V13, NULL, P256, 0, attack_replay },
	    SIDE_SERVER, TRACE_CHECK_CLIENT_RECORDS, true },
	{ { "wrong private key, 1.2", V12, NULL, P256, PAIR_WRONG_KEY, NULL },
	    SIDE_CLIENT, TRACE_CHECK_KEY_PROOF, false },
	{ { "wrong private key, 1.2-rsa", TEXT_BOOK, NULL, RSA2048,
	    PAIR_WRONG_KEY, NULL }, SIDE_CLIENT, TRACE_CHECK_PREMASTER,
	    false },
	{ { "wrong private key, 1.3", V13, NULL, P256, PAIR_WRONG_KEY, NULL },
	    SIDE_CLIENT, TRACE_CHECK_KEY_PROOF, false },
};

START_TEST(attack_is_noticed)
{
	const struct pair_case *what = &attacks[_i].what;
	struct trace_chunk chunk[PAIR_CHUNKS];
	struct pair_recording r;
	struct arena *arena;
	struct trace t;
	size_t count;

	pair_run(what, &r);
	ck_assert_msg((r.client_code == 0 && r.server_code == 0) ==
	    attacks[_i].complete, "%s", what->name);
	count = pair_view(&r, attacks[_i].viewer, chunk);
	arena = decode(&t, &r, chunk, count);
	ck_assert_msg(result_of(&t, attacks[_i].check) == PROOF_FAILS,
	    "%s: %s does not fail", what->name,
	    trace_check_slug(attacks[_i].check));
	ck_assert_msg(attacks[_i].complete ||
	    t.alert[SIDE_CLIENT].present || t.alert[SIDE_SERVER].present ||
	    t.sealed[SIDE_CLIENT] + t.sealed[SIDE_SERVER] > 0,
	    "%s: nobody says anything", what->name);
	assert_fields(&t, false);
	arena_free(arena);
	pair_free(&r);
}
END_TEST

/* ---- what is not decrypted ---------------------------------------------------- */

static const struct {
	struct pair_case what;
	enum proof_result key_proof;
} closed[] = {
	{ { "1.2 CBC", V12 ONLY("AES-128-CBC"), NULL, P256, 0, NULL },
	    PROOF_HOLDS },
	{ { "1.2-rsa CBC", RSA ONLY("AES-256-CBC"), NULL, RSA2048, 0, NULL },
	    PROOF_UNKNOWN },
	{ { "1.1", "NORMAL:-VERS-ALL:+VERS-TLS1.1", NULL, P256, 0, NULL },
	    PROOF_UNKNOWN },
	{ { "1.0", "NORMAL:-VERS-ALL:+VERS-TLS1.0", NULL, RSA2048, 0, NULL },
	    PROOF_UNKNOWN },
};

START_TEST(what_is_not_decrypted_is_told)
{
	const struct pair_case *what = &closed[_i].what;
	struct pair_recording r;
	struct arena *arena;
	struct trace t;

	pair_start(what, &r);
	arena = decode(&t, &r, r.sent, r.count);
	ck_assert_int_eq(t.key_proof, closed[_i].key_proof);
	ck_assert_int_eq(result_of(&t, TRACE_CHECK_CLIENT_RECORDS),
	    PROOF_UNKNOWN);
	ck_assert_uint_gt(t.sealed[SIDE_SERVER], 0);
	ck_assert_msg(!some_check_fails(&t), "%s", what->name);
	ck_assert_uint_eq(t.certificate_count, 2);
	assert_fields(&t, true);
	arena_free(arena);
	pair_free(&r);
}
END_TEST

/* ---- the same every time ------------------------------------------------------- */

/* A sum over all octets of a run in a process of its own. */
static uint64_t
sum_apart(const struct pair_case *what)
{
	uint64_t sum = 14695981039346656037u;
	struct pair_recording r;
	int ends[2], status;
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		pair_run(what, &r);
		for (size_t i = 0; i < r.count; i++)
			for (size_t n = 0; n < r.sent[i].octets.len; n++)
				sum = (sum ^ r.sent[i].octets.data[n]) *
				    1099511628211u;
		_exit(write(ends[1], &sum, sizeof(sum)) ==
		    (ssize_t)sizeof(sum) ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(read(ends[0], &sum, sizeof(sum)), sizeof(sum));
	close(ends[0]);
	close(ends[1]);
	return sum;
}

START_TEST(every_run_is_the_same)
{
	static const char *const names[] = { "1.3", "1.2", "1.2-rsa" };

	for (size_t i = 0; i < COUNT(cases); i++)
		if (strcmp(cases[i].name, names[_i]) == 0)
			ck_assert_uint_eq(sum_apart(&cases[i]),
			    sum_apart(&cases[i]));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("scenarios");
	TCase *t = tcase_create("scenarios");

	gnutls_global_set_time_function(clock_of_tests);
	tcase_set_timeout(t, 3600);
	tcase_add_loop_test(t, everything_is_proved, 0, COUNT(cases));
	tcase_add_loop_test(t, one_octet_changed_is_noticed, 0, COUNT(cases));
	tcase_add_loop_test(t, attack_is_noticed, 0, COUNT(attacks));
	tcase_add_loop_test(t, what_is_not_decrypted_is_told, 0,
	    COUNT(closed));
	tcase_add_loop_test(t, every_run_is_the_same, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
