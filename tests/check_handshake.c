/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client and a server in this process: good chains and broken ones. */
#include "config.h"

#include "base/buffer.h"
#include "tests/stage.h"
#include "tests/test.h"
#include "tls/session.h"
#include "x509/certs.h"

static void
assert_proved(const struct trace *t, enum cw_tls tls)
{
	ck_assert_int_eq(t->client_finished, PROOF_HOLDS);
	ck_assert_int_eq(t->server_finished, PROOF_HOLDS);
	ck_assert_int_eq(t->key_proof,
	    tls == CW_TLS12_RSA ? PROOF_UNKNOWN : PROOF_HOLDS);
	ck_assert_int_eq(t->premaster_proof,
	    tls == CW_TLS12_RSA ? PROOF_HOLDS : PROOF_UNKNOWN);
	assert_no_record_sealed(t);
}

START_TEST(good_chain_completes_and_is_proved)
{
	struct stage s;
	struct cw_handshake *h;
	const struct trace *t;

	stage_start(&s, NULL, forms[_i]);
	h = stage_run(&s);
	t = &h->trace;
	ck_assert_str_eq(cw_handshake_trouble(h), "");
	ck_assert(cw_handshake_complete(h) && !h->refused && !h->stand_in);
	ck_assert_ptr_nonnull(cw_handshake_verdict(h));
	ck_assert(cw_verdict_valid(cw_handshake_verdict(h)));
	ck_assert_int_eq(h->alert_sent, -1);
	ck_assert_int_eq(cw_handshake_alert_received(h), -1);
	assert_proved(t, s.tls);
	assert_chain(h, s.server.chain);
	ck_assert_uint_eq(t->version, s.tls == CW_TLS13 ? 0x0304 : 0x0303);
	ck_assert(bytes_equal_string(t->server_name, "www.demo.test"));
	ck_assert(bytes_equal_string(t->application[SIDE_CLIENT], "hello"));
	ck_assert(bytes_equal_string(t->application[SIDE_SERVER], "hello"));
	ck_assert(t->closed[SIDE_CLIENT] && t->closed[SIDE_SERVER]);
	cw_handshake_free(h);
	cw_scenario_free(s.scenario);
}
END_TEST

/* How many checks of that kind there are, and that all have this result. */
static size_t
ca_signatures(const struct trace *t, enum proof_result result)
{
	size_t count = 0;

	for (size_t i = 0; i < t->check_count; i++) {
		const struct trace_check *check = &t->check[i];

		if (check->id != TRACE_CHECK_CA_SIGNATURE)
			continue;
		count++;
		ck_assert_int_eq(check->result, result);
		ck_assert_int_eq(result == PROOF_HOLDS, bytes_equal(
		    check->expected, check->computed));
	}
	return count;
}

static void
flip(struct bytes octets, size_t at)
{
	((uint8_t *)(uintptr_t)octets.data)[at] ^= 1;
}

/* What is signed, and the signature: a bit of either is found out. */
START_TEST(signatures_of_the_cas_are_opened)
{
	struct stage s;
	struct cw_handshake *h;
	struct trace *t;
	const struct cert *leaf;
	size_t made;

	stage_start(&s, NULL, CW_TLS12_RSA);
	h = stage_run(&s);
	t = &h->trace;
	ck_assert_uint_eq(ca_signatures(t, PROOF_HOLDS), 2);
	made = t->check_count - 2;
	leaf = t->check[made].certificate;
	ck_assert_ptr_eq(leaf, h->verdict->best->cert[0]);
	/* SHA-256 by its OID (RFC 8017 9.2), and 32 octets of it. */
	ck_assert_uint_eq(t->check[made].expected.len, 19 + 32);
	flip(leaf->tbs, leaf->tbs.len - 1);
	t->check_count = made;
	ca_signatures_open(h);
	t->check_count--;               /* that of its CA still holds */
	ck_assert_uint_eq(ca_signatures(t, PROOF_FAILS), 1);
	flip(leaf->tbs, leaf->tbs.len - 1);
	flip(leaf->signature.bytes, 7);
	t->check_count = made;
	ca_signatures_open(h);
	t->check_count--;
	ck_assert_uint_eq(ca_signatures(t, PROOF_FAILS), 1);
	ck_assert_ptr_nonnull(t->check[made].why);
	flip(leaf->signature.bytes, 7);
	cw_handshake_free(h);
	cw_scenario_free(s.scenario);
}
END_TEST

START_TEST(text_book_form_opens_the_premaster_secret)
{
	struct stage s;
	struct cw_handshake *h;
	const struct trace *t;

	stage_start(&s, NULL, CW_TLS12_RSA);
	h = stage_run(&s);
	t = &h->trace;
	ck_assert(!t->extended_master_secret);
	ck_assert_uint_eq(t->encrypted_premaster.len, 256);
	ck_assert_uint_eq(t->premaster.len, 48);
	ck_assert_uint_eq(t->premaster.data[0], 3);
	ck_assert_uint_eq(t->premaster.data[1], 3);
	ck_assert_uint_eq(t->master_secret.len, 48);
	ck_assert_uint_eq(t->group, 0);
	cw_handshake_free(h);
	cw_scenario_free(s.scenario);
}
END_TEST

static const struct refusal {
	const char *slug;
	int alert;
} refusals[] = {
	{ "root-not-trusted", 48 },
	{ "issuer-not-found", 48 },
	{ "issuer-not-ca", 48 },
	{ "signature-invalid", 42 },
	{ "validity-expired", 45 },
	{ "validity-not-yet-valid", 45 },
	{ "peer-name-dns-mismatch", 42 },
	{ "eku-purpose-not-allowed", 43 },
	{ "key-usage-no-digital-signature", 43 },
};
#define REFUSALS (sizeof(refusals) / sizeof(refusals[0]))

START_TEST(broken_chain_is_refused_with_its_alert)
{
	const struct refusal *r = &refusals[(size_t)_i % REFUSALS];
	enum cw_tls tls = forms[(size_t)_i / REFUSALS];
	struct stage s;
	struct cw_handshake *h;

	stage_start(&s, r->slug, tls);
	h = stage_run(&s);
	assert_refused(h, tls, r->slug, r->alert);
	ck_assert_str_eq(stage_first(h)->slug, r->slug);
	assert_chain(h, s.server.chain);
	cw_handshake_free(h);
	cw_scenario_free(s.scenario);
}
END_TEST

/* Whatever is found: an error is refused with the verdict's alert, and a chain
   with warnings alone is taken. What is found, other suites see to. */
START_TEST(every_sendable_failure_reaches_the_server)
{
	const struct failure *failure = failure_get((enum failure_id)(_i / 2));
	struct stage s;
	struct cw_handshake *h;

	if (failure->reject != NULL)
		return;
	stage_start(&s, failure->slug, _i % 2 == 0 ? CW_TLS13 : CW_TLS12);
	h = stage_run(&s);
	ck_assert_ptr_nonnull(h->verdict);
	if (h->verdict->findings.errors > 0)
		assert_refused(h, s.tls, failure->slug,
		    cw_verdict_alert(h->verdict));
	else
		ck_assert_msg(cw_handshake_complete(h), "%s: %s",
		    failure->slug, cw_handshake_trouble(h));
	cw_handshake_free(h);
	cw_scenario_free(s.scenario);
}
END_TEST

/* NSS key log of what the trace kept. */
static void
keylog_make(struct buffer *out, const struct trace *t)
{
	for (size_t i = 0; i < t->secret_count; i++) {
		buffer_format(out, "%s ", t->secret[i].label);
		for (size_t j = 0; j < t->client_random.len; j++)
			buffer_format(out, "%02x", t->client_random.data[j]);
		buffer_byte(out, ' ');
		for (size_t j = 0; j < t->secret[i].value.len; j++)
			buffer_format(out, "%02x",
			    t->secret[i].value.data[j]);
		buffer_byte(out, '\n');
	}
}

static bool
all_hold(const struct trace *t, enum cw_tls tls)
{
	return t->client_finished == PROOF_HOLDS &&
	    t->server_finished == PROOF_HOLDS &&
	    (tls == CW_TLS12_RSA || t->key_proof == PROOF_HOLDS);
}

/*
 * A copy of the recording with one octet altered. Finished covers everything
 * but the header of a record in the clear and what comes after it.
 */
static void
ruin(struct cw_handshake *h, struct bytes keylog, size_t chunk, size_t at,
    bool *proved)
{
	struct trace *t = &h->trace, altered;
	struct arena *arena = arena_new(0);
	uint8_t *octet = (uint8_t *)(uintptr_t)
	    (t->chunk[chunk].octets.data + at);

	ck_assert_ptr_nonnull(arena);
	*octet ^= (uint8_t)(1u << (at % 8));
	ck_assert_int_eq(trace_decode(&altered, arena, t->chunk,
	    t->chunk_count, keylog, (struct bytes){ NULL, 0 }, NULL), 0);
	*octet ^= (uint8_t)(1u << (at % 8));
	*proved = all_hold(&altered, h->asked);
	arena_free(arena);
}

/* Whether the octet belongs to a handshake message in the clear. */
static bool
in_clear_message(const struct trace *t, const uint8_t *octet)
{
	for (size_t i = 0; i < t->record_count; i++) {
		const struct trace_record *r = &t->record[i];

		if (r->type == RECORD_HANDSHAKE && r->state == RECORD_CLEAR &&
		    octet >= r->content.data &&
		    octet < r->content.data + r->content.len)
			return true;
	}
	return false;
}

START_TEST(altered_recordings_are_not_proved)
{
	struct stage s;
	struct cw_handshake *h;
	struct buffer keylog = BUFFER_EMPTY;
	bool proved;

	stage_start(&s, NULL, forms[_i]);
	h = stage_run(&s);
	keylog_make(&keylog, &h->trace);
	for (size_t i = 0; i < h->trace.chunk_count; i++) {
		struct bytes octets = h->trace.chunk[i].octets;

		for (size_t at = 0; at < octets.len; at += 3) {
			ruin(h, buffer_bytes(&keylog), i, at, &proved);
			ck_assert(!proved || !in_clear_message(&h->trace,
			    octets.data + at));
		}
	}
	buffer_wipe(&keylog);
	cw_handshake_free(h);
	cw_scenario_free(s.scenario);
}
END_TEST

START_TEST(recordings_cut_short_end_there)
{
	struct stage s;
	struct cw_handshake *h;
	struct buffer keylog = BUFFER_EMPTY;
	struct trace t;

	stage_start(&s, NULL, forms[_i]);
	h = stage_run(&s);
	keylog_make(&keylog, &h->trace);
	for (size_t i = 0; i < h->trace.chunk_count; i++) {
		struct trace_chunk *chunk = &h->trace.chunk[i];
		size_t whole = chunk->octets.len;

		for (size_t len = 0; len < whole; len += 5) {
			struct arena *arena = arena_new(0);

			chunk->octets.len = len;
			ck_assert_int_eq(trace_decode(&t, arena,
			    h->trace.chunk, i + 1, buffer_bytes(&keylog),
			    (struct bytes){ NULL, 0 }, NULL), 0);
			ck_assert_int_le((int)t.end[chunk->from].fault,
			    (int)TRACE_TRUNCATED);
			arena_free(arena);
		}
		chunk->octets.len = whole;
	}
	buffer_wipe(&keylog);
	cw_handshake_free(h);
	cw_scenario_free(s.scenario);
}
END_TEST

static const struct impossible {
	const char *name, *sentence;
	bool no_key, no_name, no_chain;
} impossibles[] = {
	{ "a key that is none", "private key", true, false, false },
	{ "a question without a name", "name", false, true, false },
	{ "a server without a certificate", "the server", false, false, true },
};

START_TEST(what_makes_no_sense_is_an_error_of_ours)
{
	const struct impossible *c = &impossibles[_i];
	struct stage s;
	struct cw_certs *empty = cw_certs_new();
	struct cw_question question;
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };

	stage_start(&s, NULL, CW_TLS13);
	question = *s.question;
	if (c->no_key)
		s.server.key_len /= 2;
	if (c->no_name) {
		question.name = NULL;
		question.name_type = CW_NAME_NONE;
	}
	if (c->no_chain)
		s.server.chain = empty;
	ck_assert_msg(cw_handshake_run(&s.server, CW_TLS13, &question, &h,
	    &err) == -1, "%s", c->name);
	ck_assert_msg(strstr(err.text, c->sentence) != NULL, "%s: %s", c->name,
	    err.text);
	ck_assert_ptr_null(h);
	cw_certs_free(empty);
	cw_scenario_free(s.scenario);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("handshake");
	TCase *t = tcase_create("in process");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, good_chain_completes_and_is_proved, 0, FORMS);
	tcase_add_test(t, signatures_of_the_cas_are_opened);
	tcase_add_test(t, text_book_form_opens_the_premaster_secret);
	tcase_add_loop_test(t, broken_chain_is_refused_with_its_alert, 0,
	    (int)REFUSALS * FORMS);
	tcase_add_loop_test(t, every_sendable_failure_reaches_the_server, 0,
	    FAILURE_COUNT * 2);
	tcase_add_loop_test(t, altered_recordings_are_not_proved, 0, FORMS);
	tcase_add_loop_test(t, recordings_cut_short_end_there, 0, FORMS);
	tcase_add_loop_test(t, what_makes_no_sense_is_an_error_of_ours, 0,
	    (int)(sizeof(impossibles) / sizeof(impossibles[0])));
	suite_add_tcase(s, t);
	return s;
}
