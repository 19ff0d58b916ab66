/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The five steps of a handshake, in words. */
#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <ca/chainwright-ca.h>
#include "report/story.h"
#include "tests/test.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cw_scenario *scenario;
static struct cw_handshake *handshake;

static void
run(const char *slug, enum cw_tls tls)
{
	struct cw_scenario_options options = { .slug = slug, .tls = tls,
		.now = TEST_NOW, .seed = "test" };
	struct cw_error err = { "" };
	struct cw_server server;

	ck_assert_msg(cw_scenario_new(&options, &scenario, &err) == 0, "%s",
	    err.text);
	ck_assert(cw_scenario_server(scenario, &server));
	ck_assert_msg(cw_handshake_run(&server, tls,
	    cw_scenario_question(scenario), &handshake, &err) == 0, "%s",
	    err.text);
}

static void
forget(void)
{
	cw_handshake_free(handshake);
	cw_scenario_free(scenario);
}

static const struct {
	const char *slug;
	enum cw_tls tls;
	bool there;                     /* whether the story has this */
	const char *words;
} stories[] = {
	{ NULL, CW_TLS13, true, "name www.demo.test, TLS 1.3\n" },
	{ NULL, CW_TLS13, true, "camouflage" },
	{ NULL, CW_TLS13, true, "from here on everything is encrypted\n" },
	{ NULL, CW_TLS13, false, "which anyone on the way can read:" },
	{ NULL, CW_TLS13, true, "[1] Demo Issuing CA, " },
	{ NULL, CW_TLS13, true,
	    "Demo Issuing CA signed www.demo.test    correct\n" },
	{ NULL, CW_TLS13, true, "public key of the server: EC P-256\n" },
	{ NULL, CW_TLS13, true, "no message of its own" },
	{ NULL, CW_TLS13, true,
	    "Finished of the client, computed again  equal\n" },
	{ NULL, CW_TLS13, true,
	    "valid: www.demo.test is who it says it is, if Demo Root CA can be "
	    "trusted\n" },
	{ NULL, CW_TLS12, true, "sends 2 certificates, which anyone on the way "
	    "can read:\n" },
	{ NULL, CW_TLS12, true, "then its half of the key exchange" },
	{ NULL, CW_TLS12, true, "  5 change cipher spec, " },
	{ NULL, CW_TLS12, false, "encrypts it with" },
	{ NULL, CW_TLS12_RSA, true, "public key of the server: RSA 2048\n" },
	{ NULL, CW_TLS12_RSA, true,
	    "makes a premaster secret and encrypts it" },
	{ NULL, CW_TLS12_RSA, true, "private key, 48 bytes: 0303\n" },
	{ NULL, CW_TLS12_RSA, true,
	    "both master secrets computed, equal     correct\n" },
	{ NULL, CW_TLS12_RSA, false, "its half of the key exchange" },
	{ "validity-expired", CW_TLS13, true,
	    "  3 certificate review  stopped\n" },
	{ "validity-expired", CW_TLS13, true,
	    "                        dates                                   "
	    "wrong\n" },
	{ "validity-expired", CW_TLS13, true, "error[validity-expired]: " },
	{ "validity-expired", CW_TLS13, true, "\nthe client sent "
	    "certificate_expired (45) and hung up; the server received" },
	{ "validity-expired", CW_TLS13, true,
	    "not used: nobody vouches for the key\n" },
	{ "validity-expired", CW_TLS13, true,
	    "the server did prove that it holds the" },
	{ "validity-expired", CW_TLS12, false, "the server did prove" },
	{ "validity-expired", CW_TLS12, true,
	    "  5 finished            never reached\n" },
	{ "validity-expired", CW_TLS12, true, "\nrefused: " },
	{ "validity-expired", CW_TLS12, false, "\nvalid: " },
	{ "issuer-not-found", CW_TLS12, true,
	    "ends at a trusted root in root.pem      wrong\n" },
	{ "issuer-not-found", CW_TLS12, false, "Demo Root CA signed" },
};

START_TEST(story)
{
	char *text;

	run(stories[_i].slug, stories[_i].tls);
	text = cw_handshake_text(handshake, NULL);
	ck_assert_ptr_nonnull(text);
	ck_assert_msg((strstr(text, stories[_i].words) != NULL) ==
	    stories[_i].there, "%s \"%s\" in\n%s",
	    stories[_i].there ? "no" : "a", stories[_i].words, text);
	ck_assert_ptr_null(strstr(text, "DIFFERS"));
	for (const char *line = text; *line != '\0';) {
		size_t len = strcspn(line, "\n");

		ck_assert_msg(len <= 80, "%.*s", (int)len, line);
		line += len + 1;
	}
	free(text);
	forget();
}
END_TEST

START_TEST(trace_document)
{
	static const enum cw_tls tls[] = { CW_TLS13, CW_TLS12, CW_TLS12_RSA };
	static const char *const kinds[] = { "tls13", "ecdhe", "rsa" };
	json_t *document, *exchange;
	char *text;

	run(NULL, tls[_i]);
	text = cw_handshake_json(handshake);
	ck_assert_ptr_nonnull(text);
	document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	ck_assert_str_eq(json_string_value(json_object_get(document,
	    "schema")), "chainwright-trace-1");
	ck_assert(json_is_true(json_object_get(document, "complete")));
	exchange = json_object_get(document, "key_exchange");
	ck_assert_str_eq(json_string_value(json_object_get(exchange, "kind")),
	    kinds[_i]);
	ck_assert_int_eq(json_is_string(json_object_get(exchange,
	    "premaster")), tls[_i] == CW_TLS12_RSA);
	ck_assert_uint_eq(json_array_size(json_object_get(document,
	    "certificates")), 2);
	ck_assert_str_eq(json_string_value(json_object_get(json_object_get(
	    document, "report"), "verdict")), "valid");
	json_decref(document);
	forget();
}
END_TEST

/* Whatever is refused, the review names a check that went wrong. */
START_TEST(review_of_every_failure)
{
	const char *slug = failure_get((enum failure_id)_i)->slug;
	struct cw_scenario_options options = { .slug = slug,
		.now = TEST_NOW, .seed = "test" };
	struct cw_verdict *verdict;
	struct review list[REVIEWS_MAX];
	size_t count, wrong = 0;

	ck_assert_int_eq(cw_scenario_new(&options, &scenario, NULL), 0);
	ck_assert_int_eq(cw_verify(cw_scenario_question(scenario), &verdict,
	    NULL), 0);
	count = review_list(verdict, list);
	for (size_t i = 0; i < count; i++) {
		wrong += list[i].result == REVIEW_WRONG;
		ck_assert_uint_gt(list[i].what.len, 0);
		buffer_free(&list[i].what);
	}
	ck_assert_msg((wrong > 0) == !cw_verdict_valid(verdict), "%s", slug);
	cw_verdict_free(verdict);
	cw_scenario_free(scenario);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("story");
	TCase *t = tcase_create("story");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, story, 0, COUNT(stories));
	tcase_add_loop_test(t, trace_document, 0, 3);
	tcase_add_loop_test(t, review_of_every_failure, 0, FAILURE_COUNT);
	suite_add_tcase(s, t);
	return s;
}
