/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The good chain, and chains as files. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <gnutls/x509.h>
#include <jansson.h>

#include "base/file.h"
#include "ca/staged.h"
#include "path/verdict.h"
#include "tests/folder.h"
#include "tests/octets.h"
#include "tests/test.h"
#include "x509/certs.h"

static struct cw_scenario *
make(const char *slug, enum cw_tls tls, const char *seed)
{
	const struct cw_scenario_options options = { .slug = slug,
		.tls = tls, .now = TEST_NOW, .seed = seed };
	struct cw_error err = { "" };
	struct cw_scenario *c = NULL;

	ck_assert_msg(cw_scenario_new(&options, &c, &err) == 0, "%s", err.text);
	return c;
}

/* ---- in memory ---------------------------------------------------------- */

static const enum cw_tls forms[] = { CW_TLS13, CW_TLS12_RSA };

START_TEST(test_same_seed_same_octets)
{
	struct cw_scenario *a = make(NULL, forms[_i], "test");
	struct cw_scenario *b = make(NULL, forms[_i], "test");

	for (size_t i = 0; i < a->s.cert_count; i++)
		ck_assert(bytes_equal(a->minted.der[i], b->minted.der[i]));
	ck_assert(bytes_equal(buffer_bytes(&a->key), buffer_bytes(&b->key)));
	cw_scenario_free(a);
	cw_scenario_free(b);
}
END_TEST

START_TEST(test_no_seed_other_octets)
{
	struct cw_scenario *a = make(NULL, CW_TLS13, NULL);
	struct cw_scenario *b = make(NULL, CW_TLS13, NULL);

	for (size_t i = 0; i < a->s.cert_count; i++)
		ck_assert(!bytes_equal(a->minted.der[i], b->minted.der[i]));
	cw_scenario_free(a);
	cw_scenario_free(b);
}
END_TEST

START_TEST(test_good_is_readable)
{
	struct cw_scenario *c = make(NULL, forms[_i], "test");
	struct arena *arena = arena_new(0);
	struct origin origin = { "test", 0, 0 };

	for (size_t i = 0; i < c->s.cert_count; i++) {
		struct cert *cert = cert_read(arena, c->minted.der[i], origin);

		ck_assert(cert->readable);
		ck_assert_uint_eq(cert->faults.count, 0);
		ck_assert_uint_eq(cert->version, 3);
		ck_assert_int_eq(cert->not_before, TEST_NOW - 60);
		ck_assert_int_eq(cert->not_after, c->s.cert[i].not_after);
	}
	arena_free(arena);
	cw_scenario_free(c);
}
END_TEST

START_TEST(test_good_accepted_by_gnutls)
{
	struct cw_scenario *c = make(NULL, forms[_i], "test");
	gnutls_x509_trust_list_t list;
	gnutls_x509_crt_t chain[2], root;
	unsigned status = ~0u;
	gnutls_typed_vdata_st data[] = {
		{ GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)"www.demo.test", 0 },
		{ GNUTLS_DT_KEY_PURPOSE_OID,
		    (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER, 0 } };

	for (int i = 0; i < 3; i++) {
		struct bytes der = c->minted.der[i];
		gnutls_x509_crt_t *crt = i == SCENARIO_ROOT ? &root :
		    &chain[SCENARIO_LEAF - i];
		gnutls_datum_t in = datum(der);

		ck_assert_int_eq(gnutls_x509_crt_init(crt), 0);
		ck_assert_int_eq(gnutls_x509_crt_import(*crt, &in,
		    GNUTLS_X509_FMT_DER), 0);
	}
	gnutls_x509_trust_list_init(&list, 0);
	ck_assert_int_eq(gnutls_x509_trust_list_add_cas(list, &root, 1, 0), 1);
	ck_assert_int_eq(gnutls_x509_trust_list_verify_crt2(list, chain, 2,
	    data, 2, GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &status, NULL), 0);
	ck_assert_uint_eq(status, 0);
	gnutls_x509_trust_list_deinit(list, 1);
	gnutls_x509_crt_deinit(chain[0]);
	gnutls_x509_crt_deinit(chain[1]);
	cw_scenario_free(c);
}
END_TEST

static void
assert_no_finding(const struct cw_question *q)
{
	struct cw_verdict *verdict = NULL;
	const char *slug = "nothing";
	struct cw_error err = { "" };

	ck_assert_msg(cw_verify(q, &verdict, &err) == 0, "%s", err.text);
	if (verdict->findings.count > 0)
		slug = failure_get(verdict->findings.list[0].id)->slug;
	ck_assert_msg(verdict->findings.count == 0, "%s under %s%s", slug,
	    cw_profile_name(q->profile), q->strict ? ", strict" : "");
	cw_verdict_free(verdict);
}

/* Not a warning, not a note, whatever is asked. */
START_TEST(test_good_has_no_finding)
{
	struct cw_scenario *c = make(NULL, forms[_i], "test");
	struct cw_question q = *cw_scenario_question(c);

	for (int profile = 0; profile < CW_PROFILE_COUNT; profile++) {
		for (int way = 0; way < 4; way++) {
			q.profile = (enum cw_profile)profile;
			q.strict = (way & 1) != 0;
			q.anchor_mode = (way & 2) != 0 ? CW_ANCHOR_KEY :
			    CW_ANCHOR_CERTIFICATE;
			assert_no_finding(&q);
		}
	}
	cw_scenario_free(c);
}
END_TEST

START_TEST(test_good_encoded_again)
{
	struct cw_scenario *c = make(NULL, forms[_i], "test");

	for (size_t i = 0; i < c->s.cert_count; i++)
		assert_reencodes("CHAINWRIGHT.Certificate", c->minted.der[i]);
	cw_scenario_free(c);
}
END_TEST

START_TEST(test_good_lists)
{
	static const struct cw_minted expected[] = {
		{ "Demo Root CA", "EC P-256", "root.pem",
		    TEST_NOW + INT64_C(10) * 365 * 86400, 0 },
		{ "Demo Issuing CA", "EC P-256", "chain.pem",
		    TEST_NOW + INT64_C(5) * 365 * 86400, 1 },
		{ "www.demo.test", NULL, "fullchain.pem",
		    TEST_NOW + INT64_C(90) * 86400, 2 } };
	struct cw_scenario *c = make(NULL, forms[_i], "test");
	const struct cw_question *q = cw_scenario_question(c);
	struct cw_minted m;
	struct cw_server server;

	for (size_t i = 0; i < COUNT(expected); i++) {
		ck_assert(cw_scenario_minted(c, i, &m));
		ck_assert_str_eq(m.name, expected[i].name);
		ck_assert_str_eq(m.file, expected[i].file);
		ck_assert_int_eq(m.not_after, expected[i].not_after);
		ck_assert_uint_eq(m.depth, expected[i].depth);
	}
	ck_assert_str_eq(m.key, forms[_i] == CW_TLS12_RSA ? "RSA 2048" :
	    "EC P-256");
	ck_assert(!cw_scenario_minted(c, COUNT(expected), &m));
	ck_assert_uint_eq(cw_certs_count(q->chain), 2);
	ck_assert_uint_eq(cw_certs_count(q->trust), 1);
	ck_assert_str_eq(q->name, "www.demo.test");
	ck_assert_int_eq(q->at, TEST_NOW);
	ck_assert(cw_scenario_server(c, &server));
	ck_assert_ptr_eq(server.chain, q->chain);
	ck_assert_uint_gt(server.key_len, 0);
	cw_scenario_free(c);
}
END_TEST

START_TEST(test_unknown_slug)
{
	const struct cw_scenario_options options = {
		.slug = "validity-expird", .now = TEST_NOW };
	struct cw_scenario *c = NULL;
	struct cw_error err;

	ck_assert_int_eq(cw_scenario_new(&options, &c, &err), -1);
	ck_assert_ptr_null(c);
	ck_assert_str_eq(err.text, "no failure is called \"validity-expird\"; "
	    "the nearest is \"validity-expired\"");
}
END_TEST

START_TEST(test_every_failure_stages)
{
	struct cw_scenario *c = make(failure_get((enum failure_id)_i)->slug,
	    CW_TLS13, "test"), *again, *twin = NULL;
	struct cw_server server;
	struct cw_error err;

	ck_assert(!c->s.failed);
	if (cw_scenario_server(c, &server))
		ck_assert_uint_gt(cw_certs_count(server.chain), 0);
	again = make(failure_get((enum failure_id)_i)->slug, CW_TLS13, "test");
	for (size_t i = 0; i < c->s.cert_count; i++)
		ck_assert(bytes_equal(c->minted.der[i], again->minted.der[i]));
	ck_assert_int_eq(staged_twin(c, &twin, &err), 0);
	ck_assert_int_eq(twin->s.now, c->s.now);
	ck_assert_int_eq((int)twin->s.profile, (int)c->s.profile);
	assert_no_finding(cw_scenario_question(twin));
	cw_scenario_free(twin);
	cw_scenario_free(again);
	cw_scenario_free(c);
}
END_TEST

/* ---- as files ----------------------------------------------------------- */

static void
write_case(const char *slug, const char *name)
{
	struct cw_scenario *c = make(slug, CW_TLS13, NULL);
	struct cw_error err = { "" };

	ck_assert_msg(cw_scenario_write(c, in_folder(name), &err) == 0, "%s",
	    err.text);
	cw_scenario_free(c);
}

START_TEST(test_files)
{
	static const char *const public[] = { "root.pem", "chain.pem",
		"fullchain.pem", "expect.json" };
	char name[64];

	umask(022);
	write_case("validity-expired", "case/");
	ck_assert_uint_eq(mode_of(in_folder("case")), 0755);
	for (size_t i = 0; i < COUNT(public); i++) {
		snprintf(name, sizeof(name), "case/%s", public[i]);
		ck_assert_uint_eq(mode_of(in_folder(name)), 0644);
		snprintf(name, sizeof(name), "case/good/%s", public[i]);
		ck_assert_uint_eq(mode_of(in_folder(name)), 0644);
	}
	ck_assert_uint_eq(mode_of(in_folder("case/privkey.pem")), 0600);
	ck_assert_uint_eq(mode_of(in_folder("case/good/privkey.pem")), 0600);
}
END_TEST

START_TEST(test_good_has_no_twin)
{
	struct stat st;

	write_case(NULL, "case");
	ck_assert_int_eq(stat(in_folder("case/good"), &st), -1);
}
END_TEST

START_TEST(test_files_read_back)
{
	struct cw_scenario *c = make("validity-expired", CW_TLS13, "test");
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err = { "" };

	ck_assert_int_eq(cw_scenario_write(c, in_folder("case"), &err), 0);
	ck_assert_int_eq(cw_certs_load(certs, in_folder("case/fullchain.pem"),
	    &err), 0);
	ck_assert_int_eq(cw_certs_load(certs, in_folder("case/chain.pem"),
	    &err), 0);
	ck_assert_int_eq(cw_certs_load(certs, in_folder("case/root.pem"),
	    &err), 0);
	ck_assert_uint_eq(cw_certs_count(certs), 4);
	ck_assert(bytes_equal(certs->cert[0]->der,
	    c->minted.der[SCENARIO_LEAF]));
	ck_assert(bytes_equal(certs->cert[1]->der,
	    c->minted.der[SCENARIO_ISSUING]));
	ck_assert(bytes_equal(certs->cert[2]->der,
	    c->minted.der[SCENARIO_ISSUING]));
	ck_assert(bytes_equal(certs->cert[3]->der,
	    c->minted.der[SCENARIO_ROOT]));
	cw_certs_free(certs);
	cw_scenario_free(c);
}
END_TEST

static const char *
text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

START_TEST(test_expect)
{
	json_t *document, *verify, *severity;
	json_error_t error;

	write_case("validity-expired", "case");
	document = json_load_file(in_folder("case/expect.json"), 0, &error);
	ck_assert_msg(document != NULL, "%s", error.text);
	ck_assert_str_eq(text_of(document, "schema"), "chainwright-expect-1");
	ck_assert_str_eq(text_of(document, "slug"), "validity-expired");
	ck_assert_str_eq(text_of(document, "verdict"), "invalid");
	ck_assert_str_eq(text_of(document, "host"), "www.demo.test");
	ck_assert_str_eq(text_of(document, "at"), "2026-11-23T13:06:46Z");
	ck_assert_str_eq(text_of(document, "profile"), "tls");
	ck_assert_str_eq(text_of(document, "clause"), "RFC 5280, 6.1.3 (a)(2)");
	severity = json_object_get(document, "severity");
	ck_assert_str_eq(text_of(severity, "webpki"), "error");
	verify = json_object_get(document, "verify");
	ck_assert_uint_eq(json_array_size(verify), 9);
	ck_assert_str_eq(json_string_value(json_array_get(verify, 5)),
	    "dns:www.demo.test");
	ck_assert_uint_eq(json_array_size(json_object_get(document, "serve")),
	    2);
	json_decref(document);
	document = json_load_file(in_folder("case/good/expect.json"), 0,
	    &error);
	ck_assert_msg(document != NULL, "%s", error.text);
	ck_assert(json_is_null(json_object_get(document, "slug")));
	ck_assert_str_eq(text_of(document, "verdict"), "valid");
	json_decref(document);
}
END_TEST

/* What other programs say of the good chain; without them, nothing. certtool
   knows no time but the clock's, so the chain is made at this moment. */
static const struct {
	const char *variable;           /* holds the path of the program */
	const char *arguments;
} others[] = {
	{ "OPENSSL", "verify -x509_strict -purpose sslserver -verify_hostname "
	    "www.demo.test -CAfile root.pem -untrusted chain.pem "
	    "fullchain.pem" },
	{ "CERTTOOL", "--verify --verify-purpose 1.3.6.1.5.5.7.3.1 "
	    "--verify-hostname www.demo.test --load-ca-certificate root.pem "
	    "--infile fullchain.pem" },
	{ "CERTTOOL", "--verify-chain --infile all.pem" },
	{ "OPENSSL", "pkey -in privkey.pem -noout -check" },
};

START_TEST(test_others_accept)
{
	const char *program = getenv(others[_i].variable);
	const struct cw_scenario_options options = {
		.now = (int64_t)time(NULL) };
	struct cw_scenario *c = NULL;
	char command[512];
	int status;

	if (program == NULL || *program == '\0')
		return;
	ck_assert_int_eq(cw_scenario_new(&options, &c, NULL), 0);
	ck_assert_int_eq(cw_scenario_write(c, in_folder("case"), NULL), 0);
	snprintf(command, sizeof(command), "cd %s && cat fullchain.pem "
	    "root.pem >all.pem && '%s' %s >all.txt 2>&1 || "
	    "{ tail -n 5 all.txt; exit 1; }", in_folder("case"), program,
	    others[_i].arguments);
	status = system(command);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	cw_scenario_free(c);
}
END_TEST

START_TEST(test_existing_folder_kept)
{
	struct cw_scenario *c = make(NULL, CW_TLS13, NULL);
	struct cw_error err;
	char expected[256];
	struct stat st;

	ck_assert_int_eq(mkdir(in_folder("case"), 0700), 0);
	ck_assert_int_eq(cw_scenario_write(c, in_folder("case"), &err), -1);
	snprintf(expected, sizeof(expected), "%s/case exists already: name a "
	    "folder that does not, or remove it first", folder);
	ck_assert_str_eq(err.text, expected);
	ck_assert_int_eq(stat(in_folder("case/root.pem"), &st), -1);
	ck_assert_int_eq(cw_scenario_write(c, in_folder("no/case"), &err), -1);
	snprintf(expected, sizeof(expected), "cannot create folder %s/no/case: "
	    "No such file or directory", folder);
	ck_assert_str_eq(err.text, expected);
	cw_scenario_free(c);
}
END_TEST

/* Nothing is left of what could not be made whole. */
static size_t
count_entries(void)
{
	size_t count = 0;
	char command[128];
	FILE *list;

	snprintf(command, sizeof(command), "ls -A %s", folder);
	list = popen(command, "r");
	for (int c = getc(list); c != EOF; c = getc(list))
		count += c == '\n';
	pclose(list);
	return count;
}

/* The documents of a folder against their schemas; where Python has no
   jsonschema, nothing is checked and that is said. */
static void
assert_schemas(const char *all)
{
	const char *python = getenv("PYTHON"), *top = getenv("top_srcdir");
	char command[512];
	int status;

	if (python == NULL || top == NULL)
		return;
	snprintf(command, sizeof(command), "'%s' '%s/tests/schema.py' "
	    "'%s/doc/schema' %s/index.json %s/*/expect.json "
	    "%s/*/good/expect.json", python, top, top, all, all, all);
	status = system(command);
	ck_assert(WIFEXITED(status));
	if (WEXITSTATUS(status) != 77)
		ck_assert_int_eq(WEXITSTATUS(status), 0);
}

START_TEST(test_all)
{
	const struct cw_scenario_options options = { .now = TEST_NOW,
		.seed = "test" };
	struct cw_error err = { "" };
	json_t *document, *cases;
	char name[128];
	size_t i;

	ck_assert_msg(cw_scenario_write_all(&options, in_folder("all"),
	    &err) == 0, "%s", err.text);
	ck_assert_uint_eq(count_entries(), 1);
	document = json_load_file(in_folder("all/index.json"), 0, NULL);
	ck_assert_ptr_nonnull(document);
	cases = json_object_get(document, "cases");
	ck_assert_uint_eq(json_array_size(cases), FAILURE_COUNT);
	for (i = 0; i < FAILURE_COUNT; i++) {
		const char *slug = text_of(json_array_get(cases, i), "folder");

		ck_assert_str_eq(slug, failure_get((enum failure_id)i)->slug);
		snprintf(name, sizeof(name), "all/%s/expect.json", slug);
		ck_assert_uint_eq(mode_of(in_folder(name)) & 0400, 0400);
		snprintf(name, sizeof(name), "all/%s/good/privkey.pem", slug);
		ck_assert_uint_eq(mode_of(in_folder(name)), 0600);
	}
	ck_assert_uint_eq(mode_of(in_folder("all/README")) & 0400, 0400);
	json_decref(document);
	assert_schemas(in_folder("all"));
	ck_assert_int_eq(cw_scenario_write_all(&options, in_folder("all"),
	    &err), -1);
	ck_assert_uint_eq(count_entries(), 1);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("scenario");
	TCase *t = tcase_create("memory");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_same_seed_same_octets, 0,
	    (int)COUNT(forms));
	tcase_add_test(t, test_no_seed_other_octets);
	tcase_add_loop_test(t, test_good_is_readable, 0, (int)COUNT(forms));
	tcase_add_loop_test(t, test_good_accepted_by_gnutls, 0,
	    (int)COUNT(forms));
	tcase_add_loop_test(t, test_good_has_no_finding, 0, (int)COUNT(forms));
	tcase_add_loop_test(t, test_good_encoded_again, 0, (int)COUNT(forms));
	tcase_add_loop_test(t, test_good_lists, 0, (int)COUNT(forms));
	tcase_add_test(t, test_unknown_slug);
	tcase_add_loop_test(t, test_every_failure_stages, 0, FAILURE_COUNT);
	suite_add_tcase(s, t);

	t = tcase_create("files");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, folder_setup, folder_teardown);
	tcase_add_test(t, test_files);
	tcase_add_test(t, test_good_has_no_twin);
	tcase_add_test(t, test_files_read_back);
	tcase_add_test(t, test_expect);
	tcase_add_loop_test(t, test_others_accept, 0, (int)COUNT(others));
	tcase_add_test(t, test_existing_folder_kept);
	tcase_add_test(t, test_all);
	suite_add_tcase(s, t);
	return s;
}
