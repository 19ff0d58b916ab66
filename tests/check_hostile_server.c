/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Servers that send what none should, or hold another key than they say. */
#include "config.h"

#include <time.h>
#include "base/buffer.h"
#include "ca/scenario.h"
#include "tests/stage.h"
#include "tests/test.h"
#include "x509/certs.h"

/* The server sends these octets instead of its certificate. */
static void
run_with_leaf(struct stage *s, struct bytes leaf, enum cw_tls tls,
    struct cw_certs **chain, struct cw_handshake **h)
{
	struct cw_error err = { "" };

	stage_start(s, NULL, tls);
	*chain = cw_certs_new();
	ck_assert_ptr_nonnull(*chain);
	ck_assert_int_eq(cw_certs_add(*chain, leaf.data, leaf.len, "sent",
	    &err), 0);
	s->server.chain = *chain;
	*h = stage_run(s);
}

START_TEST(leaf_that_cannot_be_read_is_refused)
{
	struct stage s;
	struct cw_certs *chain;
	struct cw_handshake *h;

	run_with_leaf(&s, bytes_of("no certificate at all"), forms[_i], &chain,
	    &h);
	assert_refused(h, s.tls, "der-malformed", 42);
	assert_chain(h, chain);
	cw_handshake_free(h);
	cw_certs_free(chain);
	cw_scenario_free(s.scenario);
}
END_TEST

/* RSAPublicKey in a SubjectPublicKeyInfo, with numbers of so many octets. */
static void
rsa_spki(struct buffer *out, size_t modulus, size_t exponent)
{
	static const uint8_t algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86,
		0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
	uint8_t *at;

	buffer_add(out, (struct bytes){ algorithm, sizeof(algorithm) });
	buffer_byte(out, 0x03);
	buffer_byte(out, 0x82);
	buffer_byte(out, (uint8_t)((modulus + exponent + 13) >> 8));
	buffer_byte(out, (uint8_t)(modulus + exponent + 13));
	buffer_byte(out, 0);
	buffer_byte(out, 0x30);
	buffer_byte(out, 0x82);
	buffer_byte(out, (uint8_t)((modulus + exponent + 8) >> 8));
	buffer_byte(out, (uint8_t)(modulus + exponent + 8));
	for (int i = 0; i < 2; i++) {
		size_t len = i == 0 ? modulus : exponent;

		buffer_byte(out, 0x02);
		buffer_byte(out, 0x82);
		buffer_byte(out, (uint8_t)(len >> 8));
		buffer_byte(out, (uint8_t)len);
		buffer_fill(out, 0x55, len);
		ck_assert(!out->failed);
		at = out->data + out->len - len;
		at[0] = 0x7f;
	}
}

static void
spki_wrap(struct buffer *out, const struct buffer *content)
{
	buffer_byte(out, 0x30);
	buffer_byte(out, 0x82);
	buffer_byte(out, (uint8_t)(content->len >> 8));
	buffer_byte(out, (uint8_t)content->len);
	buffer_add(out, buffer_bytes(content));
}

/* A scenario of ours, with the leaf's key replaced in its certificate alone. */
struct own_stage {
	struct arena *arena;
	struct key_cache *keys;
	struct scenario scenario;
	struct scenario_minted minted;
	struct cw_certs *chain, *trust;
	struct buffer key;
	struct cw_server server;
	struct cw_question question;
};

static void
own_start(struct own_stage *o)
{
	struct cw_error err = { "" };

	*o = (struct own_stage){ .key = BUFFER_EMPTY };
	o->arena = arena_new(0);
	o->keys = key_cache_new("test", &err);
	ck_assert(o->arena != NULL && o->keys != NULL);
	scenario_good(&o->scenario, o->arena, TEST_NOW, KEY_TYPE_P256);
}

static void
own_mint(struct own_stage *o)
{
	struct cw_error err = { "" };

	ck_assert_msg(scenario_mint(&o->scenario, o->keys, "test", &o->minted,
	    &err) == 0, "%s", err.text);
	ck_assert_int_eq(key_export(o->minted.key, &o->key, &err), 0);
	o->chain = cw_certs_new();
	o->trust = cw_certs_new();
	for (size_t i = 0; i < o->scenario.sent_count; i++) {
		struct bytes der = o->minted.der[o->scenario.sent[i]];

		ck_assert_int_eq(cw_certs_add(o->chain, der.data, der.len,
		    "sent", &err), 0);
	}
	ck_assert_int_eq(cw_certs_add(o->trust,
	    o->minted.der[SCENARIO_ROOT].data,
	    o->minted.der[SCENARIO_ROOT].len, "root", &err), 0);
	o->server = (struct cw_server){ o->chain, o->key.data, o->key.len };
	o->question = (struct cw_question){ .trust = o->trust, .at = TEST_NOW,
		.name_type = CW_NAME_DNS, .name = o->scenario.name };
}

static void
own_end(struct own_stage *o)
{
	cw_certs_free(o->chain);
	cw_certs_free(o->trust);
	buffer_wipe(&o->key);
	key_cache_free(o->keys);
	arena_free(o->arena);
}

static double
seconds_of_cpu(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const struct huge_key {
	size_t modulus, exponent;
} huge_keys[] = {
	{ 2049, 2049 }, { 2049, 3 }, { 256, 256 }, { 256, 6 }, { 8192, 8192 },
};
#define HUGE_KEYS (sizeof(huge_keys) / sizeof(huge_keys[0]))

START_TEST(huge_key_is_refused_before_anybody_computes)
{
	const struct huge_key *huge = &huge_keys[(size_t)_i % HUGE_KEYS];
	struct buffer content = BUFFER_EMPTY, spki = BUFFER_EMPTY;
	struct own_stage o;
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };
	double begin;

	own_start(&o);
	rsa_spki(&content, huge->modulus, huge->exponent);
	spki_wrap(&spki, &content);
	o.scenario.leaf->spki = buffer_bytes(&spki);
	own_mint(&o);
	begin = seconds_of_cpu();
	ck_assert_int_eq(cw_handshake_run(&o.server,
	    (size_t)_i < HUGE_KEYS ? CW_TLS13 : CW_TLS12, &o.question, &h,
	    &err), 0);
	ck_assert(seconds_of_cpu() - begin < 0.25);
	ck_assert_msg(h->refused && !cw_handshake_complete(h), "%s",
	    h->trouble);
	ck_assert_int_eq(h->alert_sent, h->alert_received);
	ck_assert_int_ge(h->alert_sent, 0);
	ck_assert_int_eq(h->trace.key_proof, PROOF_UNKNOWN);
	ck_assert(h->trace.certificate_count == 2);
	cw_handshake_free(h);
	own_end(&o);
	buffer_free(&content);
	buffer_free(&spki);
}
END_TEST

START_TEST(message_over_the_cap_is_refused_unread)
{
	struct own_stage o;
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };
	struct bytes root;

	own_start(&o);
	own_mint(&o);
	root = o.minted.der[SCENARIO_ROOT];
	for (size_t octets = 0; octets <= 33 * 1024; octets += root.len)
		ck_assert_int_eq(cw_certs_add(o.chain, root.data, root.len,
		    "sent", &err), 0);
	ck_assert_int_eq(cw_handshake_run(&o.server, forms[_i], &o.question, &h,
	    &err), 0);
	ck_assert_msg(h->refused && !cw_handshake_complete(h), "%s",
	    h->trouble);
	ck_assert_ptr_null(cw_handshake_verdict(h));
	ck_assert_int_eq(h->alert_sent, 42);
	ck_assert_int_eq(h->alert_received, 42);
	ck_assert_ptr_nonnull(strstr(cw_handshake_trouble(h), "32768"));
	ck_assert_uint_eq(h->trace.certificate_count, o.chain->count);
	cw_handshake_free(h);
	own_end(&o);
}
END_TEST

/* The chain is in order, and the server has another key than it says. */
START_TEST(server_without_the_key_of_its_certificate_is_caught)
{
	struct stage s;
	struct cw_handshake *h;
	struct buffer other = BUFFER_EMPTY;
	struct cw_error err = { "" };
	struct key *key = key_new(forms[_i] == CW_TLS12_RSA ?
	    KEY_TYPE_RSA2048 : KEY_TYPE_P256, "test", "stolen", &err);

	ck_assert_ptr_nonnull(key);
	ck_assert_int_eq(key_export(key, &other, &err), 0);
	stage_start(&s, NULL, forms[_i]);
	s.server.key = other.data;
	s.server.key_len = other.len;
	h = stage_run(&s);
	ck_assert(!cw_handshake_complete(h) && !h->refused);
	ck_assert(cw_verdict_valid(cw_handshake_verdict(h)));
	ck_assert_ptr_nonnull(strstr(cw_handshake_trouble(h),
	    "does not hold that private key"));
	if (s.tls == CW_TLS12_RSA) {
		ck_assert_int_eq(h->trace.premaster_proof, PROOF_FAILS);
		ck_assert(h->trace.alert[SIDE_SERVER].present);
		ck_assert_int_eq(h->alert_sent, -1);
	} else {
		ck_assert_int_eq(h->trace.key_proof, PROOF_FAILS);
		ck_assert_int_eq(h->alert_sent, 51);
		ck_assert_int_eq(h->alert_received, 51);
	}
	cw_handshake_free(h);
	cw_scenario_free(s.scenario);
	buffer_wipe(&other);
	key_free(key);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("hostile server");
	TCase *t = tcase_create("in process");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, leaf_that_cannot_be_read_is_refused, 0, FORMS);
	tcase_add_loop_test(t, huge_key_is_refused_before_anybody_computes, 0,
	    (int)HUGE_KEYS * 2);
	tcase_add_loop_test(t, message_over_the_cap_is_refused_unread, 0, 2);
	tcase_add_loop_test(t,
	    server_without_the_key_of_its_certificate_is_caught, 0, FORMS);
	suite_add_tcase(s, t);
	return s;
}
