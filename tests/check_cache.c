/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was learnt before changes no verdict, and is not computed again. */
#include "config.h"

#include <stdio.h>

#include "sig/verify.h"
#include "tests/grove.h"
#include "tests/test.h"

#define ROOT "Root"
#define SUB "Sub"

static unsigned computed;

/* The linker puts this before the verifier. */
enum sig_result __real_sig_verify(struct sig_key *key, const struct spki *spki,
    const struct algorithm *algorithm, struct bytes message,
    const struct bit_string *signature);
enum sig_result __wrap_sig_verify(struct sig_key *key, const struct spki *spki,
    const struct algorithm *algorithm, struct bytes message,
    const struct bit_string *signature);

enum sig_result
__wrap_sig_verify(struct sig_key *key, const struct spki *spki,
    const struct algorithm *algorithm, struct bytes message,
    const struct bit_string *signature)
{
	computed++;
	return __real_sig_verify(key, spki, algorithm, message, signature);
}

/* The same names each time; signer: the key that really signed the leaf. */
static void
start(struct grove *g, const char *signer)
{
	grove_start(g);
	grove_plain(g->trust, ROOT, ROOT);
	grove_leaf(g, SUB, signer, NULL);
	grove_plain(g->chain, SUB, ROOT);
}

START_TEST(test_verdicts)
{
	static const char *const signers[] = { SUB, "another key", SUB };
	struct cw_cache *cache = cw_cache_new((size_t)_i);
	unsigned signatures;
	const char *alone;
	struct grove g;

	ck_assert(cache != NULL);
	for (size_t i = 0; i < 3; i++) {
		start(&g, signers[i]);
		grove_ask(&g);
		alone = grove_found(&g);
		signatures = g.verdict->signatures;
		ck_assert_uint_eq(signatures, 2);
		ck_assert(cw_verdict_valid(g.verdict) == (i != 1));
		g.question.cache = cache;
		for (int again = 0; again < 3; again++) {
			grove_ask(&g);
			ck_assert_str_eq(grove_found(&g), alone);
			/* As if it were learnt now. */
			ck_assert_uint_eq(g.verdict->signatures, signatures);
		}
		grove_end(&g);
	}
	cw_cache_free(cache);
}
END_TEST

START_TEST(test_computed)
{
	struct cw_cache *cache = cw_cache_new(0);
	struct grove g;

	start(&g, SUB);
	g.question.cache = cache;
	computed = 0;
	grove_ask(&g);
	ck_assert_uint_eq(computed, 2);
	grove_ask(&g);
	ck_assert_uint_eq(computed, 2);
	grove_end(&g);
	/* Another leaf below the same CA. */
	start(&g, "another key");
	g.question.cache = cache;
	grove_ask(&g);
	ck_assert_uint_eq(computed, 3);
	grove_ask(&g);
	ck_assert_uint_eq(computed, 3);
	grove_end(&g);
	cw_cache_free(cache);
}
END_TEST

/* Many more than it keeps: what is asked for again and again stays. */
START_TEST(test_bound)
{
	struct cw_cache *cache = cw_cache_new(64);
	char signer[32];
	struct grove g;

	computed = 0;
	for (unsigned i = 0; i < 100; i++) {
		snprintf(signer, sizeof(signer), "key %u", i);
		start(&g, signer);
		g.question.cache = cache;
		grove_ask(&g);
		grove_end(&g);
	}
	ck_assert_uint_le(computed, 110);
	computed = 0;
	start(&g, "key 0");
	g.question.cache = cache;
	grove_ask(&g);
	ck_assert_uint_ge(computed, 1);
	grove_end(&g);
	cw_cache_free(cache);
	cw_cache_free(NULL);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("cache");
	TCase *t = tcase_create("cache");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_loop_test(t, test_verdicts, 0, 2);
	tcase_add_test(t, test_computed);
	tcase_add_test(t, test_bound);
	suite_add_tcase(s, t);
	return s;
}
