/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of failures.def, filled. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include "report/report.h"
#include "tests/test.h"
#include "x509/certs.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(text) ((struct bytes){ (const uint8_t *)(text), \
    sizeof(text) - 1 })

/* Name with one RDN, one attribute: commonName as UTF8String. */
#define NAME_DEMO "\x30\x1a\x31\x18\x30\x16\x06\x03\x55\x04\x03\x0c\x0f" \
    "Demo Issuing CA"
/* ESC [ 3 1 m, newline, RIGHT-TO-LEFT OVERRIDE, NUL */
#define HOSTILE "\x1b[31m\n\xe2\x80\xae\x00z"
#define NAME_HOSTILE "\x30\x16\x31\x14\x30\x12\x06\x03\x55\x04\x03\x0c\x0b" \
    HOSTILE

static struct cw_verdict verdict;
static struct cert issuing;
static struct finding finding;

static void
setup(void)
{
	verdict = (struct cw_verdict){ .question = {
		.at = TEST_NOW, .name = "www.demo.test",
		.name_type = CW_NAME_DNS, .trust_source = "root.pem" } };
	issuing = (struct cert){ .readable = true,
		.subject = BYTES(NAME_DEMO), .issuer = BYTES(NAME_DEMO) };
	finding = (struct finding){ .id = F_VALIDITY_EXPIRED,
		.severity = CW_ERROR, .cert = &issuing, .other = &issuing };
}

static char *
filled(const char *template, bool command)
{
	struct word_context context = { &verdict, &finding, NULL };
	struct buffer out = BUFFER_EMPTY;

	if (command)
		words_fill_command(&out, template, &context);
	else
		words_fill(&out, template, &context);
	ck_assert(!out.failed);
	return out.len == 0 ? calloc(1, 1) : buffer_steal(&out);
}

static void
expect(const char *template, const char *expected)
{
	char *text = filled(template, false);

	ck_assert_str_eq(text, expected);
	free(text);
}

/* ---- values ------------------------------------------------------------- */

static const struct {
	const char *what;
	struct value value;
	const char *template, *expected;
} values[] = {
	{ "a time", { VALUE_TIME, { .number = TEST_NOW } },
	    "{1}", "2026-11-23 13:06:46Z" },
	{ "days ago", { VALUE_TIME, { .number = TEST_NOW - 259239 } },
	    "expired {1:ago}", "expired 3 days ago" },
	{ "hours to come", { VALUE_TIME, { .number = TEST_NOW + 7205 } },
	    "begins {1:ago}", "begins in 2 hours" },
	{ "now", { VALUE_TIME, { .number = TEST_NOW } },
	    "{1:ago}", "at this very second" },
	{ "a span", { VALUE_SPAN, { .number = 259239 } },
	    "{1} late", "3 days and 39 seconds late" },
	{ "a number", { VALUE_NUMBER, { .number = -5 } }, "[{1}]", "[-5]" },
	{ "a word", { VALUE_WORD, { .word = "cA" } }, "{1}!", "cA!" },
	{ "a name, short", { VALUE_NAME, { .bytes = BYTES(NAME_DEMO) } },
	    "{1}", "Demo Issuing CA" },
	{ "a name, full", { VALUE_NAME, { .bytes = BYTES(NAME_DEMO) } },
	    "{1:full}", "CN=Demo Issuing CA" },
	{ "an OID", { VALUE_OID, { .bytes = BYTES("\x55\x1d\x13") } },
	    "{1}", "basicConstraints (2.5.29.19)" },
	{ "octets", { VALUE_HEX, { .bytes = BYTES("\x04\xed\xd1") } },
	    "{1}", "04ed d1" },
	{ "an address",
	    { VALUE_ADDRESS, { .bytes = BYTES("\xc0\x00\x02\x01") } },
	    "{1}", "192.0.2.1" },
	{ "hostile text", { VALUE_TEXT, { .bytes = BYTES(HOSTILE) } },
	    "{1}", "\\u{1B}[31m\\u{A}\\u{202E}\\u{0}z" },
	{ "a hostile name", { VALUE_NAME, { .bytes = BYTES(NAME_HOSTILE) } },
	    "{1}", "\\u{1B}[31m\\u{A}\\u{202E}\\u{0}z" },
};

START_TEST(value_by_kind)
{
	setup();
	finding.value[0] = values[_i].value;
	expect(values[_i].template, values[_i].expected);
}
END_TEST

static const struct {
	const char *template, *expected;
} templates[] = {
	{ "nothing to fill", "nothing to fill" },
	{ "{cert} and {other}", "Demo Issuing CA and Demo Issuing CA" },
	{ "for {host}", "for www.demo.test" },
	{ "at {now}", "at 2026-11-23 13:06:46Z" },
	{ "sends {alert}", "sends certificate_expired (45)" },
	{ "in {trust}", "in root.pem" },
	{ "{role} is", "the root Demo Issuing CA is" },
	{ "a {{ brace", "a { brace" },
	{ "{unknown} {", "{unknown} {" },
	{ "", "" },
};

START_TEST(fill_template)
{
	setup();
	expect(templates[_i].template, templates[_i].expected);
}
END_TEST

/* ---- roles -------------------------------------------------------------- */

START_TEST(every_role)
{
	struct cert leaf = issuing, top = issuing;
	struct cert *list[] = { &leaf };
	struct cw_certs chain = { .cert = list, .count = 1 };
	struct path path = { .cert = { &leaf, &issuing, &top }, .count = 3,
		.anchored = true };

	setup();
	issuing.issuer = BYTES("\x30\x00");
	verdict.question.chain = &chain;
	verdict.best = &path;
	expect("{role}", "the intermediate Demo Issuing CA");
	finding.cert = &leaf;
	expect("{role}", "the server certificate");
	verdict.question.purpose = CW_CLIENT;
	expect("{role}", "the client certificate");
	finding.cert = NULL;
	expect("{role}", "the certificate");
}
END_TEST

/* ---- commands ----------------------------------------------------------- */

static const struct {
	const char *host, *expected;
} commands[] = {
	{ "www.demo.test", "mint www.demo.test" },
	{ "2001:db8::1", "mint 2001:db8::1" },
	{ "*.demo.test", "mint '*.demo.test'" },
	{ "a b", "mint 'a b'" },
	{ "$(reboot)", "mint '$(reboot)'" },
	{ "x;reboot", "mint 'x;reboot'" },
	{ "x' reboot '", "mint NAME" },
	{ "--force", "mint NAME" },
	{ "x\nreboot", "mint NAME" },
};

START_TEST(fill_command)
{
	char *text;

	setup();
	verdict.question.name = commands[_i].host;
	text = filled("mint {host}", true);
	ck_assert_str_eq(text, commands[_i].expected);
	free(text);
}
END_TEST

/* ---- every row ---------------------------------------------------------- */

static struct value
sample(char kind)
{
	switch (kind) {
	case VALUE_TIME:
		return value_time(TEST_NOW - 259239);
	case VALUE_SPAN:
		return value_span(259239);
	case VALUE_NUMBER:
		return value_number(2);
	case VALUE_TEXT:
		return value_text(BYTES("www.demo.test"));
	case VALUE_WORD:
		return value_word("a word");
	case VALUE_NAME:
		return value_name(BYTES(NAME_DEMO));
	case VALUE_OID:
		return value_oid(BYTES("\x55\x1d\x13"));
	case VALUE_HEX:
		return value_hex(BYTES("\x04\xed"));
	case VALUE_ADDRESS:
		return value_address(BYTES("\xc0\x00\x02\x01"));
	default:
		return (struct value){ VALUE_NONE, { .number = 0 } };
	}
}

/* Fills it; every brace must have been one of ours. */
static void
whole(const struct failure *row, const char *name, const char *template,
    size_t most)
{
	char *text = filled(template, false);

	ck_assert_msg(*text != '\0', "%s: %s is empty", row->slug, name);
	ck_assert_msg(strpbrk(text, "{}\n\t") == NULL || strstr(template,
	    "{{") != NULL, "%s: %s is \"%s\"", row->slug, name, text);
	ck_assert_msg(page_width(text) <= most,
	    "%s: %s has %zu columns: %s", row->slug, name, page_width(text),
	    text);
	ck_assert_msg(strstr(text, "  ") == NULL && *text != ' ',
	    "%s: %s has spaces to spare", row->slug, name);
	free(text);
}

/* {3} in a row of two values names nothing. */
static void
values_exist(const struct failure *row, const char *template)
{
	size_t count = strlen(row->values);

	for (const char *at = template; (at = strchr(at, '{')) != NULL; at++)
		if (at[1] >= '1' && at[1] <= '9')
			ck_assert_msg((size_t)(at[1] - '0') <= count,
			    "%s: no value {%c}", row->slug, at[1]);
}

/* Fields and programs keep their small letter: notBefore, openssl. */
static bool
is_field(const char *text)
{
	size_t len = strcspn(text, " ");

	for (size_t i = 1; i < len; i++)
		if (isupper((unsigned char)text[i]))
			return true;
	return strncmp(text, "openssl", len) == 0;
}

static void
sentence(const struct failure *row, const char *name, const char *text)
{
	ck_assert_msg(text != NULL, "%s: no %s", row->slug, name);
	ck_assert_msg(!islower((unsigned char)text[0]) || is_field(text),
	    "%s: %s begins small: %s", row->slug, name, text);
	ck_assert_msg(strchr(".?", text[strlen(text) - 1]) != NULL,
	    "%s: %s has no end", row->slug, name);
}

START_TEST(every_row)
{
	const struct failure *row = failure_get((enum failure_id)_i);
	struct { const char *name, *text; size_t most; } parts[] = {
		{ "title", row->title, 80 }, { "label", row->label, 60 },
		{ "other label", row->other_label, 60 },
		{ "expected", row->expected, 200 },
		{ "found", row->found, 200 }, { "help", row->help, 200 },
		{ "note", row->note, 200 },
	};

	setup();
	finding.id = (enum failure_id)_i;
	ck_assert_ptr_nonnull(row->values);
	ck_assert(strlen(row->values) <= FINDING_VALUES);
	for (size_t i = 0; row->values[i] != '\0'; i++) {
		finding.value[i] = sample(row->values[i]);
		ck_assert_msg(finding.value[i].kind != VALUE_NONE,
		    "%s: no kind %c", row->slug, row->values[i]);
	}
	ck_assert_msg(row->title != NULL && row->expected != NULL &&
	    row->found != NULL && row->clause != NULL, "%s", row->slug);
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (parts[i].text == NULL)
			continue;
		whole(row, parts[i].name, parts[i].text, parts[i].most);
		values_exist(row, parts[i].text);
	}
	sentence(row, "means", row->means);
	sentence(row, "rule", row->rule);
	sentence(row, "risk", row->risk);
	sentence(row, "check", row->check);
	ck_assert_str_ne(alert_name(row->alert), "unknown");
	ck_assert_int_gt(row->rank, 0);
}
END_TEST

/* Without a finding the catalogue shows words in capitals. */
START_TEST(row_alone)
{
	const struct failure *row = failure_get((enum failure_id)_i);
	struct word_context context = { .failure = row };
	struct buffer out = BUFFER_EMPTY;

	words_fill(&out, row->title, &context);
	ck_assert(!out.failed && out.len > 0);
	ck_assert_ptr_null(strpbrk((const char *)out.data, "{}"));
	buffer_free(&out);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("words");
	TCase *t = tcase_create("words");

	tcase_add_loop_test(t, value_by_kind, 0, COUNT(values));
	tcase_add_loop_test(t, fill_template, 0, COUNT(templates));
	tcase_add_test(t, every_role);
	tcase_add_loop_test(t, fill_command, 0, COUNT(commands));
	tcase_add_loop_test(t, every_row, 0, FAILURE_COUNT);
	tcase_add_loop_test(t, row_alone, 0, FAILURE_COUNT);
	suite_add_tcase(s, t);
	return s;
}
