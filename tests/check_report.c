/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How findings look: exact texts, widths, hostile names. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <ca/chainwright-ca.h>
#include "base/escape.h"
#include "report/report.h"
#include "sig/hash.h"
#include "tests/test.h"
#include "x509/certs.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(text) ((struct bytes){ (const uint8_t *)(text), \
    sizeof(text) - 1 })

struct judged {
	struct cw_scenario *scenario;
	struct cw_verdict *verdict;
};

static void
judge(struct judged *j, const char *slug)
{
	struct cw_scenario_options options = { .slug = slug,
		.now = TEST_NOW, .seed = "test" };
	struct cw_error err = { "" };

	ck_assert_msg(cw_scenario_new(&options, &j->scenario, &err) == 0,
	    "%s", err.text);
	ck_assert_msg(cw_verify(cw_scenario_question(j->scenario),
	    &j->verdict, &err) == 0, "%s", err.text);
}

static void
judged_free(struct judged *j)
{
	cw_verdict_free(j->verdict);
	cw_scenario_free(j->scenario);
}

/* ---- pages -------------------------------------------------------------- */

static void
page_of(struct page *p, struct buffer *out, unsigned columns)
{
	struct cw_style style = { .columns = columns };

	page_start(p, out, &style);
}

static void
expect(struct buffer *out, const char *expected)
{
	ck_assert(!out->failed);
	ck_assert_str_eq(out->data == NULL ? "" : (const char *)out->data,
	    expected);
	buffer_free(out);
}

static const struct {
	const char *first, *text, *expected;
} lines[] = {
	{ "note: ", "short", "note: short\n" },
	{ "    = rule:     ",
	    "one two three four five six seven eight nine ten",
	    "    = rule:     one two three four five six seven eight nine\n"
	    "                ten\n" },
	{ "  --> ", "a-word-that-is-much-wider-than-the-page-and-has-no-space-"
	    "to-break-it-at then more",
	    "  --> a-word-that-is-much-wider-than-the-page-and-has-no-space-"
	    "to-break-it-at\n"
	    "      then more\n" },
	{ "    = public key:  ",
	    "pin ip/+5GBt2l3d33TKXnCxfOyJYhg9dILdkYt01kffoaA=",
	    "    = public key:  pin\n"
	    "                ip/+5GBt2l3d33TKXnCxfOyJYhg9dILdkYt01kffoaA=\n" },
};

START_TEST(wrapped_line)
{
	struct buffer out = BUFFER_EMPTY;
	struct page p;

	page_of(&p, &out, 60);
	page_line(&p, lines[_i].first, lines[_i].text);
	expect(&out, lines[_i].expected);
}
END_TEST

static const struct {
	unsigned asked, given;
} widths[] = {
	{ 0, 80 }, { 20, 60 }, { 60, 60 }, { 93, 93 }, { 1000, 100 },
};

START_TEST(page_columns)
{
	struct buffer out = BUFFER_EMPTY;
	struct page p;

	page_of(&p, &out, widths[_i].asked);
	ck_assert_uint_eq(p.columns, widths[_i].given);
}
END_TEST

static const struct {
	const char *text;
	size_t width;
	bool tail;
	const char *expected;
} fits[] = {
	{ "fullchain.pem", 13, false, "fullchain.pem" },
	{ "fullchain.pem", 10, false, "fullcha..." },
	{ "/a/b/fullchain.pem", 12, true, "...chain.pem" },
	{ "\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4 CA", 7, false,
	    "\xed\x95\x9c\xea\xb5\xad..." },
};

START_TEST(fitted)
{
	struct buffer out = BUFFER_EMPTY;

	page_fit(&out, fits[_i].text, fits[_i].width, fits[_i].tail);
	expect(&out, fits[_i].expected);
}
END_TEST

/* ---- rows --------------------------------------------------------------- */

static const uint8_t octets[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

static struct bytes
at(size_t from, size_t len)
{
	return (struct bytes){ octets + from, len };
}

static const struct {
	const char *what;
	size_t from, len;
	const char *expected;
} marks[] = {
	{ "one part", 1, 1,
	    "    |   field   cA TRUE, pathLen 0\n"
	    "    |              ^^^^ wrong\n" },
	{ "an octet inside a part", 4, 1,
	    "    |   field   cA TRUE, pathLen 0\n"
	    "    |                            ^ wrong\n" },
	{ "all parts", 0, 6,
	    "    |   field   cA TRUE, pathLen 0\n"
	    "    |           ^^^^^^^^^^^^^^^^^^ wrong\n" },
	{ "octets of no part", 7, 1,
	    "    |   field   cA TRUE, pathLen 0\n"
	    "    |           ^^^^^^^^^^^^^^^^^^ wrong\n" },
};

START_TEST(mark)
{
	struct rows rows = ROWS_EMPTY;
	struct row *row = rows_add(&rows, FIELD_BASIC_CONSTRAINTS, "field",
	    at(0, 6));
	struct buffer out = BUFFER_EMPTY;
	struct page p;

	buffer_string(&row->value, "cA ");
	row_text(row, "TRUE", at(1, 1));
	buffer_string(&row->value, ", pathLen ");
	row_text(row, "0", at(3, 3));
	row_part(row, 0, at(0, 6));
	rows_mark(&rows, at(marks[_i].from, marks[_i].len),
	    FIELD_BASIC_CONSTRAINTS, "wrong");
	page_of(&p, &out, 80);
	rows_draw(&p, &rows, rows_label_width(&rows), '^', INK_RED);
	rows_free(&rows);
	expect(&out, marks[_i].expected);
}
END_TEST

/* A value of several lines is marked on each; the caption comes once. */
START_TEST(mark_wrapped)
{
	struct rows rows = ROWS_EMPTY;
	struct row *row = rows_add(&rows, FIELD_SUBJECT, "subject", at(0, 1));
	struct buffer out = BUFFER_EMPTY;
	struct page p;

	row_text(row, "CN=a name of many words, O=an organisation of words",
	    at(0, 1));
	rows_mark(&rows, at(0, 1), FIELD_SUBJECT, "too long");
	page_of(&p, &out, 60);
	rows_draw(&p, &rows, 7, '^', INK_RED);
	rows_free(&rows);
	expect(&out,
	    "    |   subject   CN=a name of many words, O=an organisation\n"
	    "    |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
	    "    |             of words\n"
	    "    |             ^^^^^^^^ too long\n");
}
END_TEST

/* ---- octets ------------------------------------------------------------- */

START_TEST(octets_drawn)
{
	uint8_t der[40];
	struct cert c = { .der = { der, sizeof(der) } };
	struct finding f = { .cert = &c, .severity = CW_ERROR,
		.at = { der + 18, 2 } };
	struct buffer out = BUFFER_EMPTY;
	struct page p;

	for (size_t i = 0; i < sizeof(der); i++)
		der[i] = (uint8_t)i;
	page_of(&p, &out, 80);
	ck_assert(octets_draw(&p, &f, "too many"));
	expect(&out,
	    "    |   0       00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n"
	    "    |   16      10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f\n"
	    "    |                 ^^^^^ too many\n"
	    "    |   32      20 21 22 23 24 25 26 27\n");
	f.at = (struct bytes){ der + 40, 0 };
	out = (struct buffer)BUFFER_EMPTY;
	page_of(&p, &out, 60);
	ck_assert(octets_draw(&p, &f, "more is due"));
	expect(&out,
	    "    |   32      20 21 22 23 24 25 26 27\n"
	    "    |   40      (end)\n"
	    "    |           ^^ more is due\n");
	f.at.data = NULL;
	ck_assert(!octets_draw(&p, &f, ""));
}
END_TEST

/* ---- whole reports ------------------------------------------------------ */

static const struct {
	const char *slug;               /* NULL: nothing is wrong */
	const char *expected;           /* what the report has to contain */
} reports[] = {
	{ "validity-expired",
	    "error[validity-expired]: the server certificate expired 3 days "
	    "ago\n"
	    "  --> fullchain.pem[0] www.demo.test, byte 90 of 453\n"
	    "    |\n"
	    "    |   subject      CN=www.demo.test\n"
	    "    |   not before   2026-08-22 13:06:07Z\n"
	    "    |   not after    2026-11-20 13:06:07Z\n"
	    "    |                ^^^^^^^^^^^^^^^^^^^^ this moment has passed\n"
	    "    |\n"
	    "    = expected: " },
	{ "validity-expired",
	    "    = path:     www.demo.test <- Demo Issuing CA <- Demo Root CA "
	    "(root.pem)\n"
	    "    = rule:     RFC 5280, 6.1.3 (a)(2)\n"
	    "    = alert:    certificate_expired (45)\n"
	    "help: " },
	{ "validity-expired", "    |   chainwright mint www.demo.test\n" },
	{ "peer-name-dns-mismatch",
	    "    |   subjectAltName   DNS:api.demo.test\n"
	    "    |                        ^^^ here \"api\", you asked for "
	    "\"www\"\n"
	    "    |                    DNS:*.dev.demo.test\n"
	    "    |                        ^ stands for one label before "
	    "dev.demo.test\n"
	    "    |\n" },
	{ "issuer-not-found",
	    "    |   trusted   Demo Root CA         (root.pem)\n"
	    "    |                 ?\n"
	    "    |   absent    Demo Issuing CA\n"
	    "    |             ^^^^^^^^^^^^^^^ named as issuer below, sent by "
	    "nobody\n"
	    "    |              |\n"
	    "    |   [0]        `- www.demo.test    wants key id " },
	{ "root-not-trusted",
	    "    |   [2]  Other Root CA            self-signed, not in "
	    "root.pem\n"
	    "    |        ^^^^^^^^^^^^^ nothing above it, and it cannot vouch "
	    "for itself\n"
	    "    |   [1]   `- Other Issuing CA     signature correct\n"
	    "    |   [0]       `- www.demo.test    signature correct\n"
	    "    |\n" },
	{ "root-not-trusted",
	    "    = trust:    root.pem, 1 certificate\n" },
	{ "issuer-not-ca",
	    "    |   basicConstraints   cA FALSE\n"
	    "    |                      ^^^^^^^^ must be TRUE before it may "
	    "sign others\n"
	    "    ::: fullchain.pem[0] www.demo.test\n"
	    "    |   issuer             CN=Demo Issuing CA\n"
	    "    |                      ------------------ " },
	{ "path-length-exceeded",
	    "    |   basicConstraints   cA TRUE, pathLenConstraint 0\n"
	    "    |                                                 ^" },
	{ "path-length-exceeded",
	    "    ::: fullchain.pem[1] Demo Sub CA\n"
	    "    |   basicConstraints   cA TRUE\n"
	    "    |                      ------- " },
	{ "basic-constraints-missing-in-ca",
	    "    |   basicConstraints   (absent)\n" },
	{ NULL,
	    "valid: www.demo.test until 2027-02-21 (90 days)\n"
	    "    |\n"
	    "    |   Demo Root CA             trusted   root.pem           "
	    "until 2036-11-20\n"
	    "    |    `- Demo Issuing CA      ok        fullchain.pem[1]   "
	    "until 2031-11-22\n"
	    "    |        `- www.demo.test    ok        fullchain.pem[0]   "
	    "until 2027-02-21\n"
	    "    |\n"
	    "    = name:        www.demo.test matches DNS:www.demo.test\n"
	    "    = signatures:  2 of 2 correct (ecdsa-with-SHA256)\n"
	    "    = public key:  EC P-256, pin " },
	{ NULL, "    = not checked: whether it was revoked\n" },
};

START_TEST(whole_report)
{
	struct judged j;
	char *text;

	judge(&j, reports[_i].slug);
	text = cw_verdict_text(j.verdict, NULL);
	ck_assert_ptr_nonnull(text);
	ck_assert_msg(strstr(text, reports[_i].expected) != NULL,
	    "expected\n%s\nin\n%s", reports[_i].expected, text);
	free(text);
	judged_free(&j);
}
END_TEST

/* Who is asked to trust a root can compare what sha256sum says of it. */
START_TEST(fingerprint)
{
	uint8_t digest[SHA256_OCTETS];
	char line[128] = "\n    = sha256:   ";
	struct judged j;
	char *text;

	judge(&j, "root-not-trusted");
	ck_assert(sha256(j.verdict->findings.list[0].cert->der, digest));
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(line + strlen(line), 3, "%02x", digest[i]);
	text = cw_verdict_text(j.verdict, NULL);
	ck_assert_ptr_nonnull(strstr(text, line));
	free(text);
	judged_free(&j);
}
END_TEST

START_TEST(box_lines)
{
	struct cw_style style = { .utf8 = true };
	struct judged j;
	char *text;

	judge(&j, "root-not-trusted");
	text = cw_verdict_text(j.verdict, &style);
	ck_assert_ptr_nonnull(strstr(text, "   [1]   \xe2\x94\x94\xe2\x94\x80 "
	    "Other Issuing CA     signature correct\n"));
	ck_assert_ptr_nonnull(strstr(text, " ^^^^^^^^^^^^^ nothing above"));
	free(text);
	judged_free(&j);
}
END_TEST

START_TEST(colours)
{
	struct cw_style style = { .color = true };
	struct judged j;
	char *text;

	judge(&j, "issuer-not-ca");
	text = cw_verdict_text(j.verdict, &style);
	ck_assert_ptr_nonnull(strstr(text, "\033[31merror\033[0m[issuer-not-ca"
	    "]:"));
	ck_assert_ptr_nonnull(strstr(text, "\033[31m^^^^^^^^\033[0m "));
	ck_assert_ptr_nonnull(strstr(text, "\033[34m-----"));
	ck_assert_ptr_nonnull(strstr(text, "\033[36mhelp\033[0m: "));
	free(text);
	judged_free(&j);
	judge(&j, NULL);
	text = cw_verdict_text(j.verdict, &style);
	ck_assert_int_eq(strncmp(text, "\033[32mvalid\033[0m: ", 16), 0);
	free(text);
	judged_free(&j);
}
END_TEST

static size_t
last_word(const char *line, size_t len)
{
	size_t from = len;

	while (from > 0 && line[from - 1] != ' ')
		from--;
	return len - from;
}

/* A line may only be too wide when its last word would fit on no line. */
static void
check_width(const char *slug, const char *text, size_t columns)
{
	for (const char *line = text; *line != '\0';) {
		size_t len = strcspn(line, "\n");
		struct bytes all = { (const uint8_t *)line, len };
		size_t lead = strspn(line, " |=");

		if (escape_columns(all) > columns && lead < len)
			ck_assert_msg(last_word(line, len) + 16 > columns ||
			    strncmp(line + lead, "chainwright ", 12) == 0,
			    "%s: %zu columns: %.*s", slug,
			    escape_columns(all), (int)len, line);
		line += len;
		line += *line == '\n';
	}
}

START_TEST(width_of_every_failure)
{
	static const unsigned columns[] = { 60, 80, 100 };
	const char *slug = failure_get((enum failure_id)_i)->slug;
	struct judged j;

	judge(&j, slug);
	for (size_t i = 0; i < COUNT(columns); i++) {
		struct cw_style style = { .columns = columns[i] };
		char *text = cw_verdict_text(j.verdict, &style);

		ck_assert_ptr_nonnull(text);
		check_width(slug, text, columns[i]);
		free(text);
		text = cw_explain_text(slug, &style, NULL);
		ck_assert_ptr_nonnull(text);
		check_width(slug, text, columns[i]);
		free(text);
		if (cw_certs_count(cw_scenario_question(
		    j.scenario)->chain) == 0)
			continue;
		text = cw_inspect_text(cw_scenario_question(
		    j.scenario)->chain, 0, &style);
		ck_assert_ptr_nonnull(text);
		check_width(slug, text, columns[i]);
		free(text);
	}
	judged_free(&j);
}
END_TEST

/* The mark stands under a value, never under the label or in the gutter. */
START_TEST(mark_under_value)
{
	const struct failure *row = failure_get((enum failure_id)_i);
	struct judged j;

	judge(&j, row->slug);
	for (size_t i = 0; i < j.verdict->findings.count; i++) {
		const struct finding *f = &j.verdict->findings.list[i];
		struct finding_card card = FINDING_CARD_EMPTY;
		const struct rows *first = finding_is_in_answer(f) ? &card.answer :
		    &card.first;
		size_t marked = 0;

		if (failure_get(f->id)->drawing != DRAW_CARD)
			continue;
		finding_rows(j.verdict, f, &card);
		for (size_t k = 0; k < first->count; k++) {
			const struct row *r = &first->row[k];

			marked += r->marked;
			ck_assert(!r->marked || (r->mark < r->mark_end &&
			    r->mark_end <= r->value.len));
		}
		ck_assert_msg(marked > 0 || first->count == 0,
		    "%s: nothing is marked", failure_get(f->id)->slug);
		ck_assert_msg(first->count > 0 || f->cert == NULL,
		    "%s: no rows", failure_get(f->id)->slug);
		finding_card_free(&card);
	}
	judged_free(&j);
}
END_TEST

START_TEST(public_finding)
{
	struct cw_finding finding;
	struct judged j;

	judge(&j, "validity-expired");
	ck_assert(cw_verdict_finding(j.verdict, 0, &finding));
	ck_assert_str_eq(finding.slug, "validity-expired");
	ck_assert_str_eq(finding.group, "validity");
	ck_assert_str_eq(finding.title,
	    "the server certificate expired 3 days ago");
	ck_assert_str_eq(finding.clause, "RFC 5280, 6.1.3 (a)(2)");
	ck_assert_int_eq(finding.severity, CW_ERROR);
	ck_assert_int_eq(finding.certificate, 0);
	ck_assert_str_eq(finding.field, "validity.notAfter");
	ck_assert_uint_eq(finding.offset, 90);
	ck_assert_uint_eq(finding.length, 13);
	ck_assert_int_eq(finding.alert, 45);
	ck_assert(!cw_verdict_finding(j.verdict, 1, &finding));
	judged_free(&j);
}
END_TEST

/* ---- hostile names ------------------------------------------------------ */

/* Nothing but printable ASCII and line ends leaves a report of such a chain. */
static void
check_plain(const char *text)
{
	ck_assert_ptr_nonnull(text);
	for (; *text != '\0'; text++)
		ck_assert_msg(*text == '\n' || (*text >= ' ' && *text <= '~'),
		    "octet %02x", (unsigned char)*text);
}

START_TEST(hostile_names)
{
	/* CN: ESC, newline, RIGHT-TO-LEFT OVERRIDE, NUL. */
	static const char name[] = "\x30\x1a\x31\x18\x30\x16\x06\x03\x55\x04"
	    "\x03\x0c\x0f" "a\x1b[31m\n\xe2\x80\xae\x00" "end!";
	struct judged j;
	struct cert *c;
	char *text;

	judge(&j, "validity-expired");
	c = cw_scenario_question(j.scenario)->chain->cert[0];
	c->subject = (struct bytes){ (const uint8_t *)name, sizeof(name) - 1 };
	c->origin.source = "x\033[2J.pem";
	j.verdict->question.name = "www\n.demo\xe2\x80\xae.test";
	text = cw_verdict_text(j.verdict, NULL);
	check_plain(text);
	ck_assert_ptr_nonnull(strstr(text, "a\\u{1B}[31m\\u{A}\\u{202E}"));
	free(text);
	text = cw_verdict_json(j.verdict);
	check_plain(text);
	free(text);
	text = cw_inspect_text(cw_scenario_question(j.scenario)->chain, 0,
	    NULL);
	check_plain(text);
	ck_assert_ptr_nonnull(strstr(text, "\\u{202E}\\u{0}end!"));
	free(text);
	text = cw_inspect_json(cw_scenario_question(j.scenario)->chain,
	    NULL, NULL);
	check_plain(text);
	free(text);
	judged_free(&j);
}
END_TEST

/* ---- the catalogue ------------------------------------------------------ */

START_TEST(catalogue)
{
	struct cw_failure failure;
	struct cw_error err;
	char *text;

	ck_assert_uint_eq(cw_failures(), FAILURE_COUNT);
	ck_assert(!cw_failure(FAILURE_COUNT, &failure));
	ck_assert(cw_failure(F_VALIDITY_EXPIRED, &failure));
	ck_assert_str_eq(failure.slug, "validity-expired");
	ck_assert_str_eq(failure.group, "validity");
	ck_assert_int_eq(failure.severity[CW_TLS], CW_ERROR);
	ck_assert_str_eq(cw_failure_nearest("validity-expird"),
	    "validity-expired");
	ck_assert_ptr_null(cw_explain_text("validity-expird", NULL, &err));
	ck_assert_str_eq(err.text, "no failure \"validity-expird\"; the "
	    "nearest is \"validity-expired\"");
	ck_assert_ptr_null(cw_explain_json("validity-expird", NULL));
	text = cw_explain_text("validity-expired", NULL, &err);
	ck_assert_ptr_nonnull(strstr(text,
	    "  chainwright demo --break validity-expired\n"));
	free(text);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("report");
	TCase *t = tcase_create("report");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, wrapped_line, 0, COUNT(lines));
	tcase_add_loop_test(t, page_columns, 0, COUNT(widths));
	tcase_add_loop_test(t, fitted, 0, COUNT(fits));
	tcase_add_loop_test(t, mark, 0, COUNT(marks));
	tcase_add_test(t, mark_wrapped);
	tcase_add_test(t, octets_drawn);
	tcase_add_loop_test(t, whole_report, 0, COUNT(reports));
	tcase_add_test(t, fingerprint);
	tcase_add_test(t, box_lines);
	tcase_add_test(t, colours);
	tcase_add_loop_test(t, width_of_every_failure, 0, FAILURE_COUNT);
	tcase_add_loop_test(t, mark_under_value, 0, FAILURE_COUNT);
	tcase_add_test(t, public_finding);
	tcase_add_test(t, hostile_names);
	tcase_add_test(t, catalogue);
	suite_add_tcase(s, t);
	return s;
}
