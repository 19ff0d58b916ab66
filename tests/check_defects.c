/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every row of failures.def has a defect that breaks a good chain in that one
 * way: the failure is found, it is the only finding, it points into the
 * certificate that it names, and the repaired twin has no finding at all.
 */
#include "config.h"

#include <stdlib.h>

#include "tests/judge.h"
#include "tests/test.h"

/* With an EC key and with an RSA key. */
static const enum cw_tls versions[] = { CW_TLS13, CW_TLS12_RSA };
#define VERSIONS ((int)(sizeof(versions) / sizeof(versions[0])))

START_TEST(test_good_in_every_profile)
{
	const enum cw_tls tls = versions[_i % VERSIONS];
	struct judged j;
	char *list;

	judge_start(&j, tls);
	j.s->profile = (enum cw_profile)(_i / VERSIONS % CW_PROFILE_COUNT);
	j.s->strict = _i / VERSIONS / CW_PROFILE_COUNT == 1;
	ck_assert(judge_mint(&j));
	judge_ask(&j);
	list = judge_list(&j);
	ck_assert_msg(j.found->count == 0, "%s: %s",
	    cw_profile_name(j.s->profile), list);
	ck_assert(cw_verdict_valid(j.verdict));
	free(list);
	judge_free(&j);
}
END_TEST

/* The failure and nothing else, as heavy as the row says. */
static void
alone_check(const struct judged *j, enum failure_id id)
{
	const struct severity_rule rule = { .profile = j->s->profile,
		.strict = j->s->strict };
	const struct findings *f = j->found;
	const enum cw_severity severity = failure_severity(id, &rule);
	const char *slug = failure_get(id)->slug;
	char *list = judge_list(j);

	ck_assert_msg(severity != CW_OFF, "%s is told in no profile", slug);
	ck_assert_msg(f->count == 1 && f->list[0].id == id,
	    "%s under %s%s: %s", slug, cw_profile_name(rule.profile),
	    rule.strict ? ", strict" : "", list);
	ck_assert_int_eq(f->list[0].severity, severity);
	ck_assert_uint_eq(f->errors, severity == CW_ERROR ? 1 : 0);
	ck_assert(cw_verdict_valid(j->verdict) == (severity != CW_ERROR));
	free(list);
}

static void
place_check(const struct cert *c, struct bytes at, const char *slug)
{
	if (at.len > 0)
		ck_assert_msg(c != NULL && bytes_within(at, c->der),
		    "%s points outside its certificate", slug);
}

START_TEST(test_every_defect_alone)
{
	const enum failure_id id = (enum failure_id)(_i / VERSIONS);
	const enum cw_tls tls = versions[_i % VERSIONS];
	const char *slug = failure_get(id)->slug;
	const struct finding *f;
	struct judged j, twin;
	char *list;

	judge_defect(&j, id, tls);
	alone_check(&j, id);
	f = &j.found->list[0];
	place_check(f->cert, f->at, slug);
	place_check(f->other, f->other_at, slug);
	judge_twin(&twin, &j);
	list = judge_list(&twin);
	ck_assert_msg(twin.found->count == 0, "twin of %s: %s",
	    slug, list);
	free(list);
	judge_free(&twin);
	judge_free(&j);
}
END_TEST

/* What may be tolerated is no error any more, be it alone or the cause that hid
   another one; what would stay one may not be asked for. */
START_TEST(test_every_tolerance)
{
	const enum failure_id id = (enum failure_id)_i;
	const char *const slug = failure_get(id)->slug;
	struct cw_question q;
	struct cw_verdict *v = NULL;
	struct judged j;
	char *list;

	judge_defect(&j, id, CW_TLS13);
	q = *cw_scenario_question(j.scenario);
	q.tolerate = &slug;
	q.tolerate_count = 1;
	ck_assert_int_eq(cw_verify(&q, &v, NULL),
	    cw_failure_tolerable(slug) ? 0 : -1);
	if (v != NULL) {
		cw_verdict_free(j.verdict);
		j.verdict = v;
		j.found = &v->findings;
		list = judge_list(&j);
		ck_assert_msg(findings_have(j.found, id, NULL), "%s: %s", slug,
		    list);
		for (size_t i = 0; i < j.found->count; i++)
			ck_assert_msg(j.found->list[i].id != id ||
			    j.found->list[i].severity != CW_ERROR, "%s: %s",
			    slug, list);
		free(list);
	}
	judge_free(&j);
}
END_TEST

/* Five faults in one leaf: all are told, and no sixth. */
START_TEST(test_five_at_once)
{
	static const char *const slug[] = {
		"validity-expired", "peer-name-dns-mismatch",
		"eku-purpose-not-allowed", "key-usage-no-digital-signature",
		"critical-extension-unknown"
	};
	const size_t count = sizeof(slug) / sizeof(slug[0]);
	struct judged j;
	char *list;

	judge_start(&j, versions[_i]);
	for (size_t i = 0; i < count; i++)
		defect_apply(j.s, failure_find(slug[i]));
	j.s->profile = CW_TLS;
	j.s->strict = false;
	ck_assert(judge_mint(&j));
	judge_ask(&j);
	list = judge_list(&j);
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(findings_have(j.found,
		    failure_find(slug[i]), NULL), "%s is missing: %s", slug[i],
		    list);
	ck_assert_msg(j.found->count == count, "%s", list);
	free(list);
	judge_free(&j);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("defects");
	TCase *t = tcase_create("defects");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, judge_setup, judge_teardown);
	tcase_add_loop_test(t, test_good_in_every_profile, 0,
	    2 * VERSIONS * CW_PROFILE_COUNT);
	tcase_add_loop_test(t, test_every_defect_alone, 0,
	    (int)FAILURE_COUNT * VERSIONS);
	tcase_add_loop_test(t, test_every_tolerance, 0, (int)FAILURE_COUNT);
	tcase_add_loop_test(t, test_five_at_once, 0, VERSIONS);
	suite_add_tcase(s, t);
	return s;
}
