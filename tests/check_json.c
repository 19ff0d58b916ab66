/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What programs read: reports and explanations as JSON. */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <ca/chainwright-ca.h>
#include "report/report.h"
#include "tests/test.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cw_scenario *scenario;
static struct cw_verdict *verdict;

static void
judge(const char *slug, const char *name)
{
	struct cw_scenario_options options = { .slug = slug,
		.now = TEST_NOW, .seed = "test" };
	struct cw_error err = { "" };
	struct cw_question question;

	ck_assert_msg(cw_scenario_new(&options, &scenario, &err) == 0, "%s",
	    err.text);
	question = *cw_scenario_question(scenario);
	if (name != NULL)
		question.name = name;
	ck_assert_msg(cw_verify(&question, &verdict, &err) == 0, "%s",
	    err.text);
}

static void
forget(void)
{
	cw_verdict_free(verdict);
	cw_scenario_free(scenario);
}

/* Parses and frees the text. */
static json_t *
parsed(char *text)
{
	json_error_t why;
	json_t *document;

	ck_assert_ptr_nonnull(text);
	document = json_loads(text, JSON_REJECT_DUPLICATES, &why);
	ck_assert_msg(document != NULL, "%s at %d: %s", why.text, why.line,
	    text);
	free(text);
	return document;
}

static const char *
string_at(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	ck_assert_msg(text != NULL, "no string %s", key);
	return text;
}

static void
same_keys(json_t *object, const char *const *keys, size_t count)
{
	const char *key;
	json_t *value;
	size_t i = 0;

	ck_assert_uint_eq(json_object_size(object), count);
	json_object_foreach(object, key, value)
		ck_assert_str_eq(key, keys[i++]);
}

/* ---- reports ------------------------------------------------------------ */

static const char *const report_keys[] = {
	"schema", "target", "hostname", "at", "profile", "purpose", "strict",
	"trust", "verdict", "valid_until", "chain", "paths", "candidates",
	"counts", "findings", "name", "policies", "revocation", "signatures",
	"public_key", "not_checked",
};
static const char *const finding_keys[] = {
	"slug", "group", "severity", "tolerated", "title", "certificate",
	"name", "origin",
	"field", "bytes", "label", "expected", "found", "values", "rows",
	"other", "crl", "ocsp", "tree", "octets", "rule", "alert", "help", "note",
	"seen_as",
};

static void
same_finding(json_t *object, size_t i)
{
	struct cw_finding finding;
	json_t *bytes = json_object_get(object, "bytes");

	same_keys(object, finding_keys, COUNT(finding_keys));
	ck_assert(cw_verdict_finding(verdict, i, &finding));
	ck_assert_str_eq(string_at(object, "slug"), finding.slug);
	ck_assert_str_eq(string_at(object, "group"), finding.group);
	ck_assert_str_eq(string_at(object, "title"), finding.title);
	ck_assert_str_eq(string_at(object, "field"), finding.field);
	if (json_is_object(bytes)) {
		ck_assert_int_eq(json_integer_value(json_object_get(bytes,
		    "offset")), (json_int_t)finding.offset);
		ck_assert_int_eq(json_integer_value(json_object_get(bytes,
		    "length")), (json_int_t)finding.length);
	} else {
		ck_assert_uint_eq(finding.offset + finding.length, 0);
	}
}

START_TEST(every_report)
{
	const char *slug = failure_get((enum failure_id)_i)->slug;
	json_t *document, *findings;
	char *text, *again;

	judge(slug, NULL);
	text = cw_verdict_json(verdict);
	again = cw_verdict_json(verdict);
	ck_assert_str_eq(text, again);
	free(again);
	document = parsed(text);
	same_keys(document, report_keys, COUNT(report_keys));
	ck_assert_str_eq(string_at(document, "verdict"),
	    cw_verdict_valid(verdict) ? "valid" : "invalid");
	findings = json_object_get(document, "findings");
	ck_assert_uint_eq(json_array_size(findings),
	    cw_verdict_findings(verdict));
	for (size_t i = 0; i < json_array_size(findings); i++)
		same_finding(json_array_get(findings, i), i);
	json_decref(document);
	forget();
}
END_TEST

START_TEST(good_report)
{
	json_t *document, *name;

	judge(NULL, NULL);
	document = parsed(cw_verdict_json(verdict));
	ck_assert_str_eq(string_at(document, "schema"),
	    "chainwright-report-1");
	ck_assert_str_eq(string_at(document, "target"), "fullchain.pem");
	ck_assert_str_eq(string_at(document, "at"), "2026-11-23T13:06:46Z");
	ck_assert_str_eq(string_at(document, "verdict"), "valid");
	ck_assert_uint_eq(json_array_size(json_object_get(document,
	    "findings")), 0);
	name = json_object_get(document, "name");
	ck_assert_str_eq(string_at(name, "matches"), "DNS:www.demo.test");
	ck_assert(json_is_true(json_object_get(name, "matched")));
	ck_assert_str_eq(string_at(json_object_get(document, "public_key"),
	    "description"), "EC P-256");
	json_decref(document);
	forget();
}
END_TEST

/* ---- commands ----------------------------------------------------------- */

static const struct {
	const char *name, *expected;    /* the last word of the command */
} commands[] = {
	{ "www.other.test", "www.other.test" },
	{ "a b; reboot", "a b; reboot" },
	{ "--force", "NAME" },
};

START_TEST(command_words)
{
	json_t *document, *words;

	judge("peer-name-dns-mismatch", commands[_i].name);
	document = parsed(cw_verdict_json(verdict));
	words = json_object_get(json_array_get(json_object_get(json_array_get(
	    json_object_get(document, "findings"), 0), "help"), 0),
	    "command");
	if (strcmp(commands[_i].name, "www.other.test") == 0) {
		ck_assert_uint_eq(json_array_size(words), 3);
		ck_assert_str_eq(json_string_value(json_array_get(words, 2)),
		    commands[_i].expected);
	}
	for (size_t i = 2; i < json_array_size(words); i++)
		ck_assert(json_string_value(json_array_get(words, i))[0] !=
		    '-');
	json_decref(document);
	forget();
}
END_TEST

/* A line for a shell is no command to be run word by word. */
START_TEST(shell_line)
{
	json_t *document, *help;

	judge("issuer-not-found", NULL);
	document = parsed(cw_verdict_json(verdict));
	help = json_array_get(json_object_get(json_array_get(json_object_get(
	    document, "findings"), 0), "help"), 0);
	ck_assert_str_eq(string_at(help, "line"),
	    "cat cert.pem issuing.pem > fullchain.pem");
	ck_assert_ptr_null(json_object_get(help, "command"));
	json_decref(document);
	forget();
}
END_TEST

START_TEST(tree_lines)
{
	static const char *const is[] = { "trusted", "absent", "[0]" };
	json_t *document, *tree;

	judge("issuer-not-found", NULL);
	document = parsed(cw_verdict_json(verdict));
	tree = json_object_get(json_array_get(json_object_get(document,
	    "findings"), 0), "tree");
	ck_assert_uint_eq(json_array_size(tree), COUNT(is));
	for (size_t i = 0; i < COUNT(is); i++)
		ck_assert_str_eq(string_at(json_array_get(tree, i), "is"),
		    is[i]);
	ck_assert(json_is_true(json_object_get(json_array_get(tree, 0),
	    "gap_below")));
	ck_assert(json_is_true(json_object_get(json_array_get(tree, 1),
	    "marked")));
	json_decref(document);
	forget();
}
END_TEST

/* ---- explanations ------------------------------------------------------- */

static const char *const explain_keys[] = {
	"schema", "slug", "group", "title", "means", "rule", "risk", "check",
	"help", "demo", "unsendable", "severity", "binds", "alert", "clause",
	"seen_as",
};

START_TEST(every_explanation)
{
	const struct failure *row = failure_get((enum failure_id)_i);
	json_t *document = parsed(cw_explain_json(row->slug, NULL));

	same_keys(document, explain_keys, COUNT(explain_keys));
	ck_assert_str_eq(string_at(document, "slug"), row->slug);
	ck_assert_str_eq(string_at(document, "means"), row->means);
	ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(
	    document, "alert"), "number")), row->alert);
	json_decref(document);
}
END_TEST

/* ---- the schema's list -------------------------------------------------- */

START_TEST(slugs_of_schema)
{
	const char *top = getenv("top_builddir");
	char path[512];
	json_error_t why;
	json_t *schema, *slugs;

	snprintf(path, sizeof(path),
	    "%s/doc/schema/chainwright-report-1.json", top == NULL ? "." : top);
	schema = json_load_file(path, 0, &why);
	ck_assert_msg(schema != NULL, "%s: %s", path, why.text);
	slugs = json_object_get(json_object_get(json_object_get(schema,
	    "$defs"), "slug"), "enum");
	ck_assert_uint_eq(json_array_size(slugs), FAILURE_COUNT);
	for (size_t i = 0; i < FAILURE_COUNT; i++)
		ck_assert_str_eq(json_string_value(json_array_get(slugs, i)),
		    failure_get((enum failure_id)i)->slug);
	json_decref(schema);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("json");
	TCase *t = tcase_create("json");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, every_report, 0, FAILURE_COUNT);
	tcase_add_test(t, good_report);
	tcase_add_loop_test(t, command_words, 0, COUNT(commands));
	tcase_add_test(t, shell_line);
	tcase_add_test(t, tree_lines);
	tcase_add_loop_test(t, every_explanation, 0, FAILURE_COUNT);
	tcase_add_test(t, slugs_of_schema);
	suite_add_tcase(s, t);
	return s;
}
