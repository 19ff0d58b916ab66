/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What hostile inputs cost, in signatures and steps, and what comes of them. */
#include "config.h"

#include "tests/test.h"
#include "tests/work.h"

static const char *
first_slug(const struct cw_verdict *v)
{
	return v->findings.errors == 0 ? "" :
	    failure_get(v->findings.list[0].id)->slug;
}

static void
verdict_judge(const struct work *w, struct grove *g)
{
	const char *slug;

	grove_ask(g);
	slug = first_slug(g->verdict);
	if (w->found != NULL)
		ck_assert_msg(strcmp(slug, w->found) == 0, "%s: %s", w->name,
		    grove_found(g));
	else
		ck_assert_msg(!cw_verdict_valid(g->verdict) ||
		    g->verdict->signatures <= w->signatures, "%s: %s",
		    w->name, grove_found(g));
	ck_assert_msg(g->verdict->signatures <= w->signatures,
	    "%s: %u signatures", w->name, g->verdict->signatures);
	ck_assert_msg(g->verdict->steps <= w->steps, "%s: %u steps", w->name,
	    g->verdict->steps);
}

static void
file_judge(const struct work *w)
{
	struct buffer file = BUFFER_EMPTY;
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err = { "" };
	int result;

	w->write(&file, w->n);
	ck_assert(certs != NULL && !file.failed);
	result = cw_certs_read(certs, file.data, file.len, "file", &err);
	ck_assert_int_eq(result, w->found[0] == '\0' ? 0 : -1);
	ck_assert_msg(strstr(err.text, w->found) != NULL, "%s: %s", w->name,
	    err.text);
	buffer_free(&file);
	cw_certs_free(certs);
}

START_TEST(test_work)
{
	const struct work *w = &works[_i];
	struct cw_certs *chain;
	struct grove g;

	if (w->write != NULL) {
		file_judge(w);
		return;
	}
	grove_start(&g);
	w->grow(&g, w->n);
	chain = work_read(w, g.chain);
	g.question.chain = chain;
	g.question.limit = w->limit;
	g.question.limit_count = work_limits(w);
	verdict_judge(w, &g);
	grove_end(&g);
	cw_certs_free(chain);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("work");
	TCase *t = tcase_create("work");

	tcase_set_timeout(t, 120);
	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_loop_test(t, test_work, 0, (int)work_count);
	suite_add_tcase(s, t);
	return s;
}
