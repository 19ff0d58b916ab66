/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of limits: how they are set, and what each refuses. */
#include "config.h"

#include "base/limit.h"
#include "tests/grove.h"
#include "tests/test.h"

/* ---- setting them -------------------------------------------------------------- */

START_TEST(test_rows)
{
	struct cw_limit_row row, other;
	size_t i, k;

	ck_assert_uint_eq(cw_limits(), LIMIT_COUNT);
	for (i = 0; i < cw_limits(); i++) {
		ck_assert(cw_limit_row(i, &row));
		ck_assert_uint_le(row.least, row.by_default);
		ck_assert_uint_le(row.by_default, row.most);
		ck_assert(row.name[0] != '\0' && row.unit[0] != '\0' &&
		    row.counts[0] != '\0' && row.why[0] != '\0');
		/* Two lines of 80 columns in the table of --limits. */
		ck_assert_uint_le(strlen(row.name), 18);
		ck_assert_uint_le(strlen(row.counts), 40);
		ck_assert_uint_le(strlen(row.why), 76);
		for (k = 0; k < i; k++)
			ck_assert(cw_limit_row(k, &other) &&
			    strcmp(row.name, other.name) != 0);
	}
	ck_assert(!cw_limit_row(i, &row));
}
END_TEST

static const struct {
	const char *text;
	const char *name;               /* NULL: refused */
	unsigned most;
	const char *why;
} texts[] = {
	{ "depth=0", "depth", 0, NULL },
	{ "depth=16", "depth", 16, NULL },
	{ "signatures=007", "signatures", 7, NULL },
	{ "depth=17", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth=", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth=-1", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth= 1", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth=1x", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth=4294967297", NULL, 0,
	    "the limit depth takes a number from 0 to 16" },
	{ "depth=99999999999999999999", NULL, 0,
	    "the limit depth takes a number from 0 to 16" },
	{ "steps=0", NULL, 0,
	    "the limit steps takes a number from 1 to 200000" },
	{ "detph=1", NULL, 0, "no limit \"detph\"; the nearest is \"depth\"" },
	{ "DEPTH=1", NULL, 0, "no limit \"DEPTH\"" },
	{ "=1", NULL, 0, "no limit \"\"" },
	{ "", NULL, 0, "no limit \"\"" },
};

START_TEST(test_read)
{
	struct cw_limit limit = { "untouched", 99 };
	struct cw_error err = { "" };
	int result = cw_limit_read(texts[_i].text, &limit, &err);

	if (texts[_i].name != NULL) {
		ck_assert_msg(result == 0, "%s: %s", texts[_i].text, err.text);
		ck_assert_str_eq(limit.name, texts[_i].name);
		ck_assert_uint_eq(limit.most, texts[_i].most);
		return;
	}
	ck_assert_int_eq(result, -1);
	ck_assert_str_eq(err.text, texts[_i].why);
	ck_assert_str_eq(limit.name, "untouched");
}
END_TEST

/* A question with a wrong limit is no question; the last of two counts. */
START_TEST(test_question)
{
	static const struct cw_limit wrong[] = { { "depth", 3 },
		{ "deph", 3 } };
	static const struct cw_limit high[] = { { "depth", 17 } };
	static const struct cw_limit twice[] = { { "depth", 0 },
		{ "depth", 1 } };
	struct cw_error err;
	struct grove g;

	grove_start(&g);
	grove_leaf(&g, "CA", NULL, NULL);
	grove_plain(g.chain, "CA", "Root");
	grove_plain(g.trust, "Root", "Root");
	g.question.limit = wrong;
	g.question.limit_count = 2;
	ck_assert_int_eq(cw_verify(&g.question, &g.verdict, &err), -1);
	ck_assert_str_eq(err.text,
	    "no limit \"deph\"; the nearest is \"depth\"");
	g.question.limit = high;
	g.question.limit_count = 1;
	ck_assert_int_eq(cw_verify(&g.question, &g.verdict, &err), -1);
	ck_assert_str_eq(err.text,
	    "the limit depth takes a number from 0 to 16");
	g.question.limit = twice;
	g.question.limit_count = 2;
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "");
	ck_assert_int_eq(cw_certs_limit(g.rest, wrong, 2, &err), -1);
	ck_assert_uint_eq(g.rest->limits.most[LIMIT_DEPTH], 10);
	grove_end(&g);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("limits");
	TCase *t = tcase_create("setting");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_test(t, test_rows);
	tcase_add_loop_test(t, test_read, 0,
	    (int)(sizeof(texts) / sizeof(texts[0])));
	tcase_add_test(t, test_question);
	suite_add_tcase(s, t);
	return s;
}
