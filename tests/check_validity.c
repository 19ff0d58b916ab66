/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/grove.h"
#include "tests/test.h"

#define DAY INT64_C(86400)
#define AT(year, month, day) \
	day_seconds((struct civil_time){ year, month, day, 0, 0, 0 })

#include "base/calendar.h"

static int64_t
day_seconds(struct civil_time t)
{
	int64_t seconds;

	ck_assert(civil_to_seconds(&t, &seconds));
	return seconds;
}

/* ---- both ends are included --------------------------------------------------- */

static void leaf_last(struct scenario *s) { s->leaf->not_after = s->now; }
static void leaf_over(struct scenario *s) { s->leaf->not_after = s->now - 1; }
static void leaf_first(struct scenario *s) { s->leaf->not_before = s->now; }
static void leaf_early(struct scenario *s) { s->leaf->not_before = s->now + 1; }

static void
leaf_moment(struct scenario *s)
{
	s->leaf->not_before = s->leaf->not_after = s->now;
}

static void
issuing_last(struct scenario *s)
{
	s->issuing->not_after = s->leaf->not_after = s->now;
}

static void
issuing_over(struct scenario *s)
{
	s->issuing->not_after = s->now - 1;
}

static void
issuing_early(struct scenario *s)
{
	s->issuing->not_before = s->now + 1;
}

static void root_last(struct scenario *s) { s->root->not_after = s->now; }
static void root_over(struct scenario *s) { s->root->not_after = s->now - 1; }
static void root_early(struct scenario *s) { s->root->not_before = s->now + 1; }

static void
all_over(struct scenario *s)
{
	s->leaf->not_after = s->issuing->not_after = s->root->not_after =
	    s->now - 1;
}

/* Never valid, which is not also said to have expired. */
static void
leaf_inverted(struct scenario *s)
{
	s->leaf->not_before = s->now - 1;
	s->leaf->not_after = s->now - 2;
}

static void
leaf_inverted_later(struct scenario *s)
{
	s->leaf->not_before = s->now + 2;
	s->leaf->not_after = s->now + 1;
}

static void
root_inverted(struct scenario *s)
{
	s->root->not_before = s->now + DAY;
	s->root->not_after = s->now - DAY;
}

#define OUTLIVES "note validity-outlives-issuer"

static const struct verdict_case cases[] = {
	{ "the last second", leaf_last, "", CW_TLS, 0, 0 },
	{ "a second after it", leaf_over, "error validity-expired", CW_TLS, 0, 0 },
	{ "the first second", leaf_first, "", CW_TLS, 0, 0 },
	{ "a second before it", leaf_early, "error validity-not-yet-valid",
	    CW_TLS, 0, 0 },
	{ "valid for one second", leaf_moment, "", CW_TLS, 0, 0 },
	{ "the intermediate's last second", issuing_last, "", CW_TLS, 0, 0 },
	{ "a second after it", issuing_over,
	    "error validity-expired", CW_TLS, 0, 0 },
	{ "a second before the intermediate's first", issuing_early,
	    "error validity-not-yet-valid", CW_TLS, 0, 0 },
	{ "the root's last second", root_last, OUTLIVES, CW_TLS, 0, 0 },
	{ "a second after it", root_over,
	    "error trust-anchor-expired", CW_TLS, 0, 0 },
	{ "a second before the root's first", root_early,
	    "error trust-anchor-expired", CW_TLS, 0, 0 },
	{ "a root that is a name and a key has no dates", root_over, "",
	    CW_RFC5280, 0, CW_ANCHOR_KEY },
	{ "with constraints it has none either", root_over, "", CW_TLS, 0,
	    CW_ANCHOR_CONSTRAINTS },
	{ "but where dates are what counts", root_over,
	    "error trust-anchor-expired", CW_TLS, 0, CW_ANCHOR_DATES },
	{ "nor a first second", root_early, "", CW_RFC5280, 0, CW_ANCHOR_KEY },
	{ "everything has expired: the leaf's own leads", all_over,
	    "error validity-expired, error validity-expired, "
	    "error trust-anchor-expired", CW_TLS, 0, 0 },
	{ "the end before the beginning, both past", leaf_inverted,
	    "error validity-inverted", CW_TLS, 0, 0 },
	{ "the end before the beginning, both to come", leaf_inverted_later,
	    "error validity-inverted", CW_TLS, 0, 0 },
	{ "a root whose end is before its beginning", root_inverted,
	    "error validity-inverted", CW_TLS, 0, 0 },
	{ "the same as a name and a key", root_inverted, "", CW_TLS, 0,
	    CW_ANCHOR_KEY },
};

START_TEST(test_bounds)
{
	verdict_check(&cases[_i]);
}
END_TEST

/* ---- how long a server's certificate may be valid --------------------------- */

static const struct {
	int year, month, day;           /* of its beginning */
	int64_t seconds;                /* from there to notAfter */
	bool too_long;
} periods[] = {
	{ 2012, 6, 30, 3650 * DAY, false },
	{ 2012, 7, 1, 3650 * DAY, true },
	{ 2015, 3, 31, 1800 * DAY, false },
	{ 2015, 4, 1, 1800 * DAY, true },
	{ 2018, 2, 28, 1185 * DAY, false },
	{ 2018, 3, 1, 825 * DAY, true },
	{ 2018, 3, 1, 825 * DAY - 1, false },
	{ 2020, 8, 31, 825 * DAY - 1, false },
	{ 2020, 9, 1, 398 * DAY, true },
	{ 2020, 9, 1, 398 * DAY - 1, false },
	{ 2026, 3, 14, 398 * DAY - 1, false },
	{ 2026, 3, 15, 200 * DAY, true },
	{ 2026, 3, 15, 200 * DAY - 1, false },
	{ 2027, 3, 14, 200 * DAY - 1, false },
	{ 2027, 3, 15, 100 * DAY, true },
	{ 2027, 3, 15, 100 * DAY - 1, false },
	{ 2029, 3, 14, 100 * DAY - 1, false },
	{ 2029, 3, 15, 47 * DAY, true },
	{ 2029, 3, 15, 47 * DAY - 1, false },
};

static int64_t begins, ends;

static void
set_dates(struct cert_spec *spec)
{
	spec->not_before = begins;
	spec->not_after = ends;
}

static void
set_wide_dates(struct cert_spec *spec)
{
	spec->not_before = AT(2000, 1, 1);
	spec->not_after = AT(2049, 1, 1);
}

START_TEST(test_period)
{
	const char *found = periods[_i].too_long ?
	    "error validity-period-too-long" : "";
	struct grove g;

	begins = AT(periods[_i].year, periods[_i].month, periods[_i].day);
	ends = begins + periods[_i].seconds;
	grove_start(&g);
	grove_ca(g.trust, &(struct tree){ .subject = "Root", .issuer = "Root",
	    .edit = set_wide_dates });
	grove_leaf(&g, "Root", NULL, set_dates);
	g.question.at = begins;
	g.question.profile = CW_WEBPKI;
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), found);
	g.question.profile = CW_TLS;
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), periods[_i].too_long ?
	    "warning validity-period-too-long" : "");
	g.question.profile = CW_RFC5280;
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "");
	grove_end(&g);
}
END_TEST

/* The numbers that the report shows. */
START_TEST(test_values)
{
	const struct finding *f;
	struct grove g;

	begins = TEST_NOW - 10 * DAY;
	ends = TEST_NOW - 3 * DAY;
	grove_start(&g);
	grove_plain(g.trust, "Root", "Root");
	grove_leaf(&g, "Root", NULL, set_dates);
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "error validity-expired");
	f = &g.verdict->findings.list[0];
	ck_assert(f->cert == g.chain->cert[0] && f->field == FIELD_NOT_AFTER);
	ck_assert(bytes_equal(f->at, f->cert->not_after_at));
	ck_assert_int_eq(f->value[0].as.number, ends);
	ck_assert_int_eq(f->value[1].as.number, TEST_NOW);
	ck_assert_int_eq(f->value[2].as.number, 3 * DAY);
	ck_assert_int_eq(cw_verdict_alert(g.verdict),
	    ALERT_CERTIFICATE_EXPIRED);
	grove_end(&g);
}
END_TEST

/* ---- what ends soon, when somebody asks ---------------------------------------- */

static const struct {
	const char *name;
	int64_t left, asked;            /* seconds */
	const char *found;
} soon[] = {
	{ "within", 10 * DAY - 1, 10 * DAY, "warning validity-ends-soon" },
	{ "at the edge", 10 * DAY, 10 * DAY, "" },
	{ "not asked", 10 * DAY - 1, 0, "" },
	{ "the last second", 0, 1, "warning validity-ends-soon" },
	{ "over already", -1, DAY, "error validity-expired" },
	{ "asked for ever", DAY, INT64_MAX, "warning validity-ends-soon" },
};

START_TEST(test_soon)
{
	struct grove g;

	begins = TEST_NOW - 10 * DAY;
	ends = TEST_NOW + soon[_i].left;
	grove_start(&g);
	grove_ca(g.trust, &(struct tree){ .subject = "Root", .issuer = "Root",
	    .edit = set_wide_dates });
	grove_leaf(&g, "Root", NULL, set_dates);
	g.question.expiring = soon[_i].asked;
	g.question.anchor_mode = CW_ANCHOR_KEY;
	g.question.profile = CW_RFC5280;
	grove_ask(&g);
	ck_assert_msg(strcmp(grove_found(&g), soon[_i].found) == 0, "%s: %s",
	    soon[_i].name, grove_found(&g));
	ck_assert_int_eq(cw_verdict_holds(g.verdict), *soon[_i].found == '\0');
	ck_assert_int_eq(cw_verdict_valid(g.verdict),
	    strncmp(soon[_i].found, "error", 5) != 0);
	grove_end(&g);
}
END_TEST

/* An anchor ends too, unless it is a name and a key. */
START_TEST(test_soon_anchor)
{
	struct grove g;

	begins = TEST_NOW - 10 * DAY;
	ends = TEST_NOW + DAY;
	grove_start(&g);
	grove_ca(g.trust, &(struct tree){ .subject = "Root", .issuer = "Root",
	    .edit = set_dates });
	grove_leaf(&g, "Root", NULL, NULL);
	g.question.expiring = 2 * DAY;
	g.question.profile = CW_RFC5280;
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "warning validity-ends-soon");
	ck_assert(g.verdict->findings.list[0].cert == g.trust->cert[0]);
	g.question.anchor_mode = CW_ANCHOR_KEY;
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "");
	grove_end(&g);
}
END_TEST

/* ---- what is tolerated --------------------------------------------------------- */

START_TEST(test_tolerated)
{
	static const char *const slugs[] = { "validity-expired" };
	static const char *const unknown[] = { "validity-expird" };
	struct cw_verdict *v = NULL;
	struct cw_finding finding;
	struct cw_error err;
	struct grove g;

	begins = TEST_NOW - 10 * DAY;
	ends = TEST_NOW - 3 * DAY;
	grove_start(&g);
	grove_ca(g.trust, &(struct tree){ .subject = "Root", .issuer = "Root",
	    .edit = set_wide_dates });
	/* An issuer, too, that the search would rather pass over. */
	grove_ca(g.rest, &(struct tree){ .subject = "Sub", .issuer = "Root",
	    .edit = set_dates });
	grove_leaf(&g, "Sub", NULL, set_dates);
	g.question.profile = CW_RFC5280;
	grove_ask(&g);
	ck_assert(!cw_verdict_valid(g.verdict));
	g.question.tolerate = slugs;
	g.question.tolerate_count = 1;
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "warning validity-expired, "
	    "warning validity-expired");
	ck_assert(cw_verdict_valid(g.verdict));
	ck_assert(cw_verdict_finding(g.verdict, 0, &finding));
	ck_assert(finding.tolerated);
	g.question.tolerate = unknown;
	ck_assert_int_eq(cw_verify(&g.question, &v, &err), -1);
	ck_assert_msg(strstr(err.text, "\"validity-expired\"") != NULL, "%s",
	    err.text);
	g.question.tolerate_count = 0;
	grove_end(&g);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *
suite(void)
{
	Suite *s = suite_create("validity");
	TCase *t = tcase_create("validity");

	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_loop_test(t, test_bounds, 0, COUNT(cases));
	tcase_add_loop_test(t, test_period, 0, COUNT(periods));
	tcase_add_test(t, test_values);
	tcase_add_loop_test(t, test_soon, 0, COUNT(soon));
	tcase_add_test(t, test_soon_anchor);
	tcase_add_test(t, test_tolerated);
	suite_add_tcase(s, t);
	return s;
}
