/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two faults at once: both are told, unless a rule says that what is told of one
 * leaves the other unjudged. The rules speak of properties (where a finding
 * lies, what stands on the path, what was asked) and of no row by its name.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/judge.h"
#include "tests/test.h"

#define PAIRS 300               /* that are drawn, unless PAIRS says so */
#define COMPATIBLE 60           /* per cent of them, at least */

/* What a row leads to when nothing else is wrong. */
struct alone {
	int index, other;               /* of the certificates, in the
	                                   scenario; -1: none */
	enum field field, other_field;
	enum cw_name_type name_type;    /* what was asked */
	char name[256];                 /* that is asked for, or its beginning */
	bool particular;                /* told under this rule, not under others
	                                   in which it weighs as much */
	struct severity_rule rule;
};

/* ---- what is planted -------------------------------------------------------- */

static int
scenario_index(const struct judged *j, const struct cert *c)
{
	for (size_t i = 0; c != NULL && i < j->s->cert_count; i++)
		if (bytes_equal(c->der, j->scenario->minted.der[i]))
			return (int)i;
	return -1;
}

/* The first rule under which both weigh most. */
static struct severity_rule
rule_common(enum failure_id a, enum failure_id b)
{
	static const struct severity_rule rules[] = {
		{ .profile = CW_TLS }, { .profile = CW_WEBPKI },
		{ .profile = CW_RFC5280 }, { .profile = CW_TLS, .strict = true },
		{ .profile = CW_WEBPKI, .strict = true },
		{ .profile = CW_RFC5280, .strict = true }
	};
	struct severity_rule common = rules[0];
	int best = -1;

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		int weight_a = (int)failure_severity(a, &rules[i]);
		int weight_b = (int)failure_severity(b, &rules[i]);
		int least = weight_a < weight_b ? weight_a : weight_b;

		if (least > best) {
			best = least;
			common = rules[i];
		}
	}
	return common;
}

static struct alone
alone_judge(enum failure_id id)
{
	struct severity_rule usual = rule_common(id, id);
	const struct finding *f;
	struct judged j;
	struct alone a;

	judge_defect(&j, id, CW_TLS13);
	ck_assert_uint_ge(j.found->count, 1);
	f = &j.found->list[0];
	a.index = scenario_index(&j, f->cert);
	a.other = scenario_index(&j, f->other);
	a.field = f->field;
	a.other_field = f->other_field;
	a.name_type = j.s->name_type;
	(void)snprintf(a.name, sizeof(a.name), "%s", j.s->name);
	a.rule = (struct severity_rule){ .profile = j.s->profile,
		.strict = j.s->strict };
	/* Of an anchor's certificate, few rules are checked in most profiles. */
	a.particular = usual.profile != a.rule.profile ||
	    usual.strict != a.rule.strict || a.index == SCENARIO_ROOT;
	judge_free(&j);
	return a;
}

/* Where both are told; false: nowhere. */
static bool
rule_choose(enum failure_id a, enum failure_id b, const struct alone *alone,
    struct severity_rule *rule)
{
	*rule = alone[a].particular ? alone[a].rule : alone[b].particular ?
	    alone[b].rule : rule_common(a, b);
	return (!alone[a].particular || !alone[b].particular ||
	    (alone[a].rule.profile == alone[b].rule.profile &&
	    alone[a].rule.strict == alone[b].rule.strict)) &&
	    failure_severity(a, rule) != CW_OFF &&
	    failure_severity(b, rule) != CW_OFF;
}

/* Plants the first, then the second unless it is the same. */
static bool
compose(struct judged *j, enum failure_id first, enum failure_id second,
    struct severity_rule rule)
{
	judge_start(j, CW_TLS13);
	defect_apply(j->s, first);
	if (first != second)
		defect_apply(j->s, second);
	j->s->profile = rule.profile;
	j->s->strict = rule.strict;
	return judge_mint(j);
}

static bool
question_equal(const struct scenario *a, const struct scenario *b)
{
	return a->name_type == b->name_type && strcmp(a->name, b->name) == 0 &&
	    a->purpose == b->purpose && a->anchor_mode == b->anchor_mode &&
	    a->limit_count == b->limit_count &&
	    memcmp(a->limit, b->limit, sizeof(a->limit)) == 0 &&
	    a->policy_count == b->policy_count;
}

static bool
is_of_revocation(enum failure_id id)
{
	enum failure_group group = failure_get(id)->group;

	return group == GROUP_REVOCATION_CRL ||
	    group == GROUP_REVOCATION_OCSP || id == F_CRL_TOO_LARGE ||
	    id == F_OCSP_RESPONSE_TOO_LARGE;
}

static bool
scenario_equal(const struct judged *a, const struct judged *b)
{
	const struct scenario *x = a->s, *y = b->s;

	if (x->cert_count != y->cert_count || x->sent_count != y->sent_count ||
	    x->trusted_count != y->trusted_count ||
	    x->patch_pem != y->patch_pem || !question_equal(x, y) ||
	    memcmp(x->sent, y->sent, sizeof(x->sent)) != 0 ||
	    memcmp(x->trusted, y->trusted, sizeof(x->trusted)) != 0 ||
	    x->distrusted_count != y->distrusted_count ||
	    !bytes_equal(x->trust_settings, y->trust_settings))
		return false;
	if (x->crl_count != y->crl_count || x->revocation != y->revocation)
		return false;
	for (size_t i = 0; i < x->crl_count; i++)
		if (!bytes_equal(a->scenario->minted.crl[i],
		    b->scenario->minted.crl[i]))
			return false;
	if (x->ocsp_count != y->ocsp_count || x->stapled != y->stapled ||
	    !bytes_equal(x->ocsp_nonce, y->ocsp_nonce))
		return false;
	for (size_t i = 0; i < x->ocsp_count; i++)
		if (!bytes_equal(a->scenario->minted.ocsp[i],
		    b->scenario->minted.ocsp[i]))
			return false;
	for (size_t i = 0; i < x->cert_count; i++)
		if (!bytes_equal(a->scenario->minted.der[i],
		    b->scenario->minted.der[i]))
			return false;
	return true;
}

/* Their order makes no difference, and neither undoes the other. */
static bool
independent(enum failure_id a, enum failure_id b, struct severity_rule rule)
{
	struct judged ab, ba, only_a, only_b;
	bool minted, result;

	minted = compose(&ab, a, b, rule);
	minted = compose(&ba, b, a, rule) && minted;
	minted = compose(&only_a, a, a, rule) && minted;
	minted = compose(&only_b, b, b, rule) && minted;
	result = minted && scenario_equal(&ab, &ba) &&
	    !scenario_equal(&ab, &only_a) && !scenario_equal(&ab, &only_b);
	judge_free(&ab);
	judge_free(&ba);
	judge_free(&only_a);
	judge_free(&only_b);
	return result;
}

/* ---- what may stay untold ----------------------------------------------------- */

static bool
is_extension(enum field field)
{
	return strncmp(field_path(field), "extension", 9) == 0;
}

static bool
is_about_chain(enum failure_id id)
{
	enum failure_group group = failure_get(id)->group;

	return group == GROUP_CHAIN_BUILDING || group == GROUP_SIGNATURE;
}

/* The same field, or one inside the other. */
static bool
overlap(enum field a, enum field b)
{
	const char *x = field_path(a), *y = field_path(b);
	size_t len = strlen(x) < strlen(y) ? strlen(x) : strlen(y);

	return len > 0 && strncmp(x, y, len) == 0;
}

/* Position on the path that is told; -1: it is not there. */
static int
path_position(const struct judged *j, int index)
{
	const struct path *p = j->verdict->best;

	for (size_t i = 0; p != NULL && i < p->count; i++)
		if (scenario_index(j, p->cert[i]) == index)
			return (int)i;
	return -1;
}

/* Every signature up to an anchor fits. */
static bool
is_whole(const struct path *p)
{
	for (size_t i = 0; i + 1 < p->count; i++)
		if (p->link[i] != LINK_GOOD)
			return false;
	return p->anchored;
}

static bool
lacks_extensions(const struct judged *j, int index)
{
	return index >= 0 && (j->s->cert[index].no_extensions ||
	    j->s->cert[index].version < 3);
}

/* One cause, one error: whether a finding that is told covers the row. */
static bool
is_covered(const struct judged *j, const struct finding *told,
    enum failure_id id, const struct alone *a)
{
	int index = scenario_index(j, told->cert);
	bool same = index == a->index && index >= 0;

	/* The same octets, or those that the row compares with. */
	if (same && (overlap(told->field, a->field) ||
	    (told->other == told->cert && overlap(told->other_field,
	    a->field))))
		return true;
	if (index >= 0 && index == a->other &&
	    overlap(told->field, a->other_field))
		return true;
	/* Names are compared with those of the alternative name. */
	if (same && told->field == FIELD_SUBJECT_ALT_NAME &&
	    failure_get(id)->group == GROUP_PEER_NAME)
		return true;
	/* Whether it is a CA decides which rules it is held to. */
	if (same && told->field == FIELD_BASIC_CONSTRAINTS)
		return true;
	/* Policies are those of the whole path, which has none once. */
	if (failure_get(id)->group == GROUP_POLICY &&
	    failure_get(told->id)->group == GROUP_POLICY)
		return true;
	/* The status of a certificate is not known once, and an answer that is not
	   meant for it is not looked at. */
	if (is_of_revocation(id) && is_of_revocation(told->id))
		return true;
	/* A chain is broken once, and what an issuer did wrong is told of it;
	   what stands above the break is not judged. */
	if (is_about_chain(id) && (is_about_chain(told->id) ||
	    path_position(j, index) > 0))
		return true;
	return is_about_chain(told->id) &&
	    path_position(j, a->index) > path_position(j, index);
}

/* RFC 5280 6.1.3 (e): below a CA that lists no policies none is followed. */
static bool
is_below_no_policies(const struct path *p, int position)
{
	size_t end = p->count - (p->anchored ? 1 : 0);

	for (size_t i = (size_t)position + 1; i < end; i++)
		if (cert_extension(p->cert[i], OID_CE_CERTIFICATE_POLICIES) ==
		    NULL)
			return true;
	return false;
}

/* The names that constraints are about were taken away. */
static bool
lacks_names(const struct judged *j, int index)
{
	return index >= 0 && spec_find(&j->s->cert[index],
	    OID_CE_SUBJECT_ALT_NAME) == NULL;
}

static bool
is_excused(const struct judged *j, enum failure_id id, const struct alone *a)
{
	const struct path *p = j->verdict->best;

	/* Nothing can be read, or it stands on no path. */
	if (p == NULL || (a->index >= 0 && path_position(j, a->index) < 0) ||
	    (a->other >= 0 && path_position(j, a->other) < 0))
		return true;
	if (failure_get(id)->group == GROUP_POLICY && a->index >= 0 &&
	    is_below_no_policies(p, path_position(j, a->index)))
		return true;
	/* Without an issuer, how it is named and what it holds is not compared. */
	if (!is_whole(p) && (is_about_chain(id) || overlap(a->field,
	    FIELD_ISSUER) || a->field == FIELD_AUTHORITY_KEY_ID ||
	    id == F_IP_RESOURCE_NOT_NESTED))
		return true;
	/* Revocation is asked of a path whose signatures fit. */
	if (p->status == NULL && is_of_revocation(id))
		return true;
	if (lacks_extensions(j, a->index) && (is_extension(a->field) ||
	    failure_get(id)->group == GROUP_PEER_NAME))
		return true;
	if (lacks_extensions(j, a->other) && is_extension(a->other_field))
		return true;
	if (failure_get(id)->group == GROUP_NAME_CONSTRAINTS &&
	    ((a->field == FIELD_SUBJECT_ALT_NAME && lacks_names(j, a->index)) ||
	    (a->other_field == FIELD_SUBJECT_ALT_NAME &&
	    lacks_names(j, a->other))))
		return true;
	/* Another name is asked for than the one that differs. */
	if (failure_get(id)->group == GROUP_PEER_NAME &&
	    (a->name_type != j->s->name_type ||
	    strncmp(a->name, j->s->name, sizeof(a->name) - 1) != 0))
		return true;
	for (size_t i = 0; i < j->found->count; i++)
		if (is_covered(j, &j->found->list[i], id, a))
			return true;
	return false;
}

/* Whether it is told; what is not has to be excused. */
static bool
told_check(const struct judged *j, enum failure_id id, enum failure_id with,
    const struct alone *alone)
{
	bool told = findings_have(j->found, id, NULL);
	char *list = judge_list(j);

	ck_assert_msg(told || is_excused(j, id, &alone[id]),
	    "%s is not told beside %s: %s", failure_get(id)->slug,
	    failure_get(with)->slug, list);
	free(list);
	return told;
}

static bool
pair_check(enum failure_id a, enum failure_id b, const struct alone *alone,
    struct severity_rule rule)
{
	struct judged j;
	bool both;

	ck_assert(compose(&j, a, b, rule));
	judge_ask(&j);
	ck_assert_uint_ge(j.found->count, 1);
	both = told_check(&j, a, b, alone);
	both = told_check(&j, b, a, alone) && both;
	judge_free(&j);
	return both;
}

static enum failure_id
draw(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return (enum failure_id)((*state >> 8) % FAILURE_COUNT);
}

static int
pairs_wanted(void)
{
	const char *s = getenv("PAIRS");
	int wanted = s == NULL ? PAIRS : atoi(s);

	ck_assert_int_gt(wanted, 0);
	return wanted;
}

START_TEST(test_pairs)
{
	struct alone *alone = calloc(FAILURE_COUNT, sizeof(*alone));
	int wanted = pairs_wanted(), judged = 0, both = 0;
	struct severity_rule rule;
	uint32_t state = 20261123;

	ck_assert(alone != NULL);
	for (int i = 0; i < FAILURE_COUNT; i++)
		alone[i] = alone_judge((enum failure_id)i);
	for (int drawn = 0; drawn < wanted;) {
		enum failure_id a = draw(&state), b = draw(&state);

		if (a == b)
			continue;
		drawn++;
		if (!rule_choose(a, b, alone, &rule) || !independent(a, b, rule))
			continue;
		judged++;
		both += pair_check(a, b, alone, rule);
	}
	printf("pairs: %d drawn, %d can stand side by side, of %d both are "
	    "told\n", wanted, judged, both);
	ck_assert_int_ge(100 * both, COMPATIBLE * wanted);
	free(alone);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("pairs");
	TCase *t = tcase_create("pairs");

	tcase_set_timeout(t, 600);
	tcase_add_unchecked_fixture(t, judge_setup, judge_teardown);
	tcase_add_test(t, test_pairs);
	suite_add_tcase(s, t);
	return s;
}
