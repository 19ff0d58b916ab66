/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of findings: what counts, how much, and what comes first. */
#include "config.h"

#include <ctype.h>
#include "find/finding.h"
#include "tests/test.h"

static const struct severity_rule tls = { .profile = CW_TLS };
static const struct bytes nowhere = { NULL, 0 };

/* Certificates are only told apart here, never looked into. */
static const char places[2];
#define CERT(i) ((const struct cert *)(const void *)&places[i])

/* The first row in the table that binds so and is so severe in a profile. */
static enum failure_id
row_with(enum binds binds, enum cw_profile profile, enum cw_severity severity)
{
	int i;

	for (i = 0; i < FAILURE_COUNT; i++)
		if (failure_get((enum failure_id)i)->binds == binds &&
		    failure_get((enum failure_id)i)->severity[profile] ==
		    severity)
			break;
	return (enum failure_id)i;
}

START_TEST(test_add)
{
	static const uint8_t octets[] = { 1, 2, 3 };
	struct bytes at = { octets, 3 };
	struct arena *a = arena_new(0);
	struct findings f;
	struct finding *found;

	findings_start(&f, a, &tls);
	ck_assert(!findings_have(&f, F_VALIDITY_EXPIRED, NULL));
	found = find(&f, F_VALIDITY_EXPIRED, CERT(1), FIELD_NOT_AFTER, at);
	found->value[0] = value_time(TEST_NOW);
	ck_assert_ptr_eq(found, &f.list[0]);
	ck_assert(f.count == 1 && f.errors == 1 && f.warnings == 0);
	ck_assert_int_eq(found->severity, CW_ERROR);
	ck_assert_ptr_eq(found->cert, CERT(1));
	ck_assert_int_eq(found->field, FIELD_NOT_AFTER);
	ck_assert_ptr_eq(found->at.data, octets);
	ck_assert_ptr_null(found->other);
	ck_assert_int_eq(found->value[1].kind, VALUE_NONE);
	ck_assert(findings_have(&f, F_VALIDITY_EXPIRED, NULL));
	ck_assert(findings_have(&f, F_VALIDITY_EXPIRED, CERT(1)));
	ck_assert(!findings_have(&f, F_VALIDITY_EXPIRED, CERT(0)));
	arena_free(a);
}
END_TEST

/* Nothing is taken from the arena before something is wrong. */
START_TEST(test_no_memory)
{
	struct arena *a = arena_new(16);
	struct findings f;
	struct finding *found;

	findings_start(&f, a, &tls);
	ck_assert_ptr_null(f.list);
	ck_assert_ptr_nonnull(arena_alloc(a, 16));
	found = find(&f, F_VALIDITY_EXPIRED, NULL, FIELD_NONE, nowhere);
	ck_assert_ptr_eq(found, &f.scratch);
	ck_assert(f.failed && f.count == 0 && f.errors == 0);
	arena_free(a);
}
END_TEST

START_TEST(test_full)
{
	struct arena *a = arena_new(0);
	struct findings f;
	size_t i;

	findings_start(&f, a, &tls);
	for (i = 0; i < FINDINGS_MAX + 7; i++)
		find(&f, F_VALIDITY_EXPIRED, NULL, FIELD_NONE, nowhere)->
		    value[0] = value_number((int64_t)i);
	ck_assert_uint_eq(f.count, FINDINGS_MAX);
	ck_assert_uint_eq(f.errors, FINDINGS_MAX);
	ck_assert_uint_eq(f.dropped, 7);
	ck_assert(!f.failed);
	for (i = 0; i < FINDINGS_MAX; i++)
		ck_assert_int_eq(f.list[i].value[0].as.number, (int64_t)i);
	findings_rank(&f);
	for (i = 0; i < FINDINGS_MAX; i++)
		ck_assert_int_eq(f.list[i].value[0].as.number, (int64_t)i);
	arena_free(a);
}
END_TEST

/* A flood of warnings hides no error, which takes the place of one of them. */
START_TEST(test_full_of_warnings)
{
	struct arena *a = arena_new(0);
	struct findings f;
	size_t i;

	findings_start(&f, a, &tls);
	for (i = 0; i < FINDINGS_MAX; i++)
		find(&f, F_SERIAL_ZERO, NULL, FIELD_NONE, nowhere);
	ck_assert_uint_eq(f.errors, 0);
	find(&f, F_VALIDITY_EXPIRED, NULL, FIELD_NONE, nowhere);
	find(&f, F_SERIAL_ZERO, NULL, FIELD_NONE, nowhere);
	find(&f, F_SIGNATURE_INVALID, NULL, FIELD_NONE, nowhere);
	ck_assert_uint_eq(f.count, FINDINGS_MAX);
	ck_assert_uint_eq(f.errors, 2);
	ck_assert_uint_eq(f.warnings, FINDINGS_MAX - 2);
	ck_assert_uint_eq(f.dropped, 3);
	ck_assert(findings_have(&f, F_VALIDITY_EXPIRED, NULL));
	ck_assert(findings_have(&f, F_SIGNATURE_INVALID, NULL));
	findings_rank(&f);
	ck_assert_uint_eq(f.list[0].id, F_SIGNATURE_INVALID);
	arena_free(a);
}
END_TEST

/* Every row in every profile, strict or not: what the table says, and no more. */
START_TEST(test_severities)
{
	struct severity_rule rule = { .profile = (enum cw_profile)(_i / 2),
		.strict = _i % 2 == 1 };
	struct arena *a = arena_new(0);
	struct findings f;
	int i;

	for (i = 0; i < FAILURE_COUNT; i++) {
		const struct failure *row = failure_get((enum failure_id)i);
		enum cw_severity want = row->severity[rule.profile], got;

		if (rule.strict && row->binds == BINDS_ISSUER && want != CW_OFF)
			want = CW_ERROR;
		got = failure_severity((enum failure_id)i, &rule);
		ck_assert_msg(got == want, "%s", row->slug);
		ck_assert_int_eq(failure_severity((enum failure_id)i, NULL),
		    CW_ERROR);
		findings_start(&f, a, &rule);
		find(&f, (enum failure_id)i, NULL, FIELD_NONE, nowhere);
		ck_assert_uint_eq(f.count, want != CW_OFF);
		ck_assert_uint_eq(f.errors, want == CW_ERROR);
		ck_assert_uint_eq(f.warnings, want == CW_WARNING);
		ck_assert_uint_eq(f.dropped, 0);
	}
	arena_free(a);
}
END_TEST

START_TEST(test_judge)
{
	enum failure_id off = row_with(BINDS_POLICY, CW_RFC5280, CW_OFF),
	    warning = row_with(BINDS_ISSUER, CW_RFC5280, CW_WARNING);
	const struct severity_rule rule = { .profile = CW_RFC5280 };
	struct arena *a = arena_new(0);
	struct findings all, judged;

	findings_start(&all, a, NULL);
	find(&all, F_VALIDITY_EXPIRED, CERT(0), FIELD_NOT_AFTER, nowhere)->
	    value[0] = value_number(1);
	if (off != FAILURE_COUNT)
		find(&all, off, CERT(0), FIELD_NONE, nowhere);
	if (warning != FAILURE_COUNT)
		find(&all, warning, CERT(1), FIELD_NONE, nowhere);
	ck_assert_uint_eq(all.errors, all.count);
	all.dropped = 2;
	findings_start(&judged, a, &rule);
	findings_judge(&judged, &all);
	ck_assert_uint_eq(judged.count, 1u + (warning != FAILURE_COUNT));
	ck_assert_uint_eq(judged.errors, 1);
	ck_assert_uint_eq(judged.warnings, warning != FAILURE_COUNT);
	ck_assert_uint_eq(judged.dropped, 2);
	ck_assert_int_eq(judged.list[0].value[0].as.number, 1);
	ck_assert_ptr_eq(judged.list[0].cert, CERT(0));
	ck_assert(off == FAILURE_COUNT || !findings_have(&judged, off, NULL));
	arena_free(a);
}
END_TEST

/* A list of all rows in turn, twice, is ordered by severity, rank and place. */
START_TEST(test_rank)
{
	struct arena *a = arena_new(0);
	struct findings f;
	size_t i;
	int k;

	findings_start(&f, a, &tls);
	for (k = 0; k < 2 * FAILURE_COUNT && f.count < FINDINGS_MAX; k++)
		find(&f, (enum failure_id)(k % FAILURE_COUNT), NULL,
		    FIELD_NONE, nowhere)->value[0] = value_number(k);
	findings_rank(&f);
	for (i = 1; i < f.count; i++) {
		const struct finding *p = &f.list[i - 1], *q = &f.list[i];
		int rank_p = failure_get(p->id)->rank;
		int rank_q = failure_get(q->id)->rank;

		ck_assert(p->severity >= q->severity);
		if (p->severity != q->severity)
			continue;
		ck_assert(rank_p >= rank_q);
		if (rank_p == rank_q)
			ck_assert_int_lt(p->value[0].as.number,
			    q->value[0].as.number);
	}
	arena_free(a);
}
END_TEST

START_TEST(test_slugs)
{
	int i;

	for (i = 0; i < FAILURE_COUNT; i++)
		ck_assert_int_eq(failure_find(
		    failure_get((enum failure_id)i)->slug), i);
	ck_assert_int_eq(failure_find("no-such-failure"), FAILURE_COUNT);
	ck_assert_int_eq(failure_find(""), FAILURE_COUNT);
}
END_TEST

static const struct {
	const char *slug, *nearest;
} misspelt[] = {
	{ "validity-expired", "validity-expired" },
	{ "validity-expird", "validity-expired" },
	{ "vaildity-expired", "validity-expired" },
	{ "validity_expired", "validity-expired" },
	{ "validty-exired", "validity-expired" },
	{ "dity-expired", "validity-expired" },
	{ "", NULL },
	{ "q", NULL },
	{ "zzzzzzzzzzzzzzzz", NULL },
	{ "0123456789012345678901234567890123456789012345678901234567890123"
	  "validity-expired", NULL },
};

START_TEST(test_nearest)
{
	const char *got = failure_nearest(misspelt[_i].slug);

	if (misspelt[_i].nearest == NULL)
		ck_assert_msg(got == NULL, "%s: %s", misspelt[_i].slug, got);
	else
		ck_assert_pstr_eq(got, misspelt[_i].nearest);
}
END_TEST

START_TEST(test_names)
{
	int i, k;

	ck_assert_str_eq(failure_group_name(GROUP_VALIDITY), "validity");
	ck_assert_str_eq(alert_name(45), "certificate_expired");
	ck_assert_str_eq(alert_name(0), "close_notify");
	ck_assert_str_eq(alert_name(-1), "unknown");
	ck_assert_str_eq(alert_name(255), "unknown");
	ck_assert_str_eq(field_path(FIELD_NOT_AFTER), "validity.notAfter");
	ck_assert_str_eq(field_label(FIELD_NOT_AFTER), "not after");
	for (i = 0; i < FIELD_COUNT; i++)
		for (k = i + 1; k < FIELD_COUNT; k++)
			ck_assert_str_ne(field_path((enum field)i),
			    field_path((enum field)k));
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("find");
	TCase *c = tcase_create("find");

	tcase_add_test(c, test_add);
	tcase_add_test(c, test_no_memory);
	tcase_add_test(c, test_full);
	tcase_add_test(c, test_full_of_warnings);
	tcase_add_loop_test(c, test_severities, 0, 2 * CW_PROFILE_COUNT);
	tcase_add_test(c, test_judge);
	tcase_add_test(c, test_rank);
	tcase_add_test(c, test_slugs);
	tcase_add_loop_test(c, test_nearest, 0, COUNT(misspelt));
	tcase_add_test(c, test_names);
	suite_add_tcase(s, c);
	return s;
}
