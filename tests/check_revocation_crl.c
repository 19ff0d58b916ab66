/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Revocation by CRL: RFC 5280 6.3.3, a row a situation. */
#include "config.h"

#include <stdlib.h>

#include "ca/defect.h"
#include "tests/judge.h"
#include "tests/test.h"

#define DAY INT64_C(86400)

/* ---- situations ------------------------------------------------------------- */

static struct crl_spec *
leaf_crl(struct scenario *s)
{
	scenario_crls(s);
	return &s->crl[SCENARIO_ISSUING_CRL];
}

static void
scope(struct scenario *s, struct crl_spec *crl, struct bytes contents)
{
	crl_spec_extension(crl, OID_CE_ISSUING_DISTRIBUTION_POINT, true,
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE, contents));
}

static struct bytes
uri_point(struct scenario *s, const char *uri)
{
	return DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(0),
	    DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(0),
	    DEFECT_ELEMENT(s->leaf, DER_CONTEXT(GN_URI), bytes_of(uri))));
}

/* nameRelativeToCRLIssuer: CN=name */
static struct bytes
relative_point(struct scenario *s, const char *name)
{
	return DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(0),
	    DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(1),
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE,
	    defect_oid(s->leaf, OID_AT_COMMON_NAME),
	    DEFECT_ELEMENT(s->leaf, DER_UTF8_STRING, bytes_of(name)))));
}

static void
leaf_point(struct scenario *s, struct bytes contents)
{
	spec_extension(s->leaf, OID_CE_CRL_DISTRIBUTION_POINTS, false,
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE,
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE, contents)));
}

static void
good(struct scenario *s)
{
	scenario_crls(s);
}

static void
intermediate_revoked(struct scenario *s)
{
	scenario_crls(s);
	crl_spec_revoke(&s->crl[SCENARIO_ROOT_CRL], SCENARIO_ISSUING,
	    s->now - DAY, REASON_CA_COMPROMISE);
}

static void
revoked_without_reason(struct scenario *s)
{
	crl_spec_revoke(leaf_crl(s), SCENARIO_LEAF, s->now - DAY, -1);
}

/* The same number, of another CA. */
static void
revoked_by_another(struct scenario *s)
{
	scenario_crls(s);
	crl_spec_revoke(&s->crl[SCENARIO_ROOT_CRL], SCENARIO_LEAF, s->now - DAY,
	    REASON_KEY_COMPROMISE);
}

static void
point_matches(struct scenario *s)
{
	scope(s, leaf_crl(s), uri_point(s, "http://crl.demo.test/1.crl"));
	leaf_point(s, uri_point(s, "http://crl.demo.test/1.crl"));
}

static void
point_matches_revoked(struct scenario *s)
{
	point_matches(s);
	crl_spec_revoke(leaf_crl(s), SCENARIO_LEAF, s->now - DAY,
	    REASON_SUPERSEDED);
}

static void
point_relative(struct scenario *s)
{
	scope(s, leaf_crl(s), relative_point(s, "part 1"));
	leaf_point(s, relative_point(s, "part 1"));
}

static void
point_relative_differs(struct scenario *s)
{
	scope(s, leaf_crl(s), relative_point(s, "part 2"));
	leaf_point(s, relative_point(s, "part 1"));
}

/* A CRL with a point, and a certificate that names none. */
static void
point_unasked(struct scenario *s)
{
	scope(s, leaf_crl(s), uri_point(s, "http://crl.demo.test/1.crl"));
}

static void
users_alone(struct scenario *s)
{
	static const uint8_t flag[] = { DER_CONTEXT(1), 1, 0xff };

	scope(s, leaf_crl(s), (struct bytes){ flag, sizeof(flag) });
}

/* Users' certificates alone, and it is about a CA. */
static void
users_alone_for_ca(struct scenario *s)
{
	static const uint8_t flag[] = { DER_CONTEXT(1), 1, 0xff };

	scenario_crls(s);
	scope(s, &s->crl[SCENARIO_ROOT_CRL],
	    (struct bytes){ flag, sizeof(flag) });
}

/* keyCompromise on one, all the others on another. */
static void
reasons_in_two(struct scenario *s)
{
	static const uint8_t one[] = { DER_CONTEXT(3), 2, 6, 0x40 };
	static const uint8_t rest[] = { DER_CONTEXT(3), 3, 7, 0x3f, 0x80 };
	struct crl_spec *first = leaf_crl(s);
	struct crl_spec *second = scenario_crl(s, SCENARIO_ISSUING);

	scope(s, first, (struct bytes){ one, sizeof(one) });
	scope(s, second, (struct bytes){ rest, sizeof(rest) });
}

static void
reasons_in_two_revoked(struct scenario *s)
{
	reasons_in_two(s);
	crl_spec_revoke(&s->crl[SCENARIO_ISSUING_CRL + 1], SCENARIO_LEAF,
	    s->now - DAY, REASON_SUPERSEDED);
}

/* An authority of its own, which is sent, issues the CRL. */
static struct crl_spec *
indirect(struct scenario *s)
{
	static const uint8_t flag[] = { DER_CONTEXT(4), 1, 0xff };
	struct crl_spec *crl = leaf_crl(s);
	int index = scenario_add(s, "crl", SPEC_CA_ISSUING, "Demo CRL Issuer",
	    SCENARIO_ROOT);

	crl->issuer = index;
	scope(s, crl, (struct bytes){ flag, sizeof(flag) });
	leaf_point(s, DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(2),
	    DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(GN_DIRECTORY),
	    s->cert[index].subject)));
	defect_send(s, s->sent_count, index);
	return crl;
}

static void
indirect_good(struct scenario *s)
{
	indirect(s);
}

/* Its issuer's certificate points at that very CRL, and the root tells of CAs
   alone, so that nothing else tells of it. */
static struct crl_spec *
indirect_of_itself(struct scenario *s)
{
	static const uint8_t flag[] = { DER_CONTEXT(2), 1, 0xff };
	struct crl_spec *crl = indirect(s);
	struct cert_spec *issuer = &s->cert[crl->issuer];

	spec_basic_constraints(issuer, true, false, -1);
	spec_key_usage(issuer, true, SPEC_KU(KU_CRL_SIGN));
	spec_extension(issuer, OID_CE_CRL_DISTRIBUTION_POINTS, false,
	    spec_find(s->leaf, OID_CE_CRL_DISTRIBUTION_POINTS)->value);
	scope(s, &s->crl[SCENARIO_ROOT_CRL],
	    (struct bytes){ flag, sizeof(flag) });
	return crl;
}

static void
indirect_of_itself_good(struct scenario *s)
{
	indirect_of_itself(s);
}

static void
entry_of(struct scenario *s, struct crl_spec *crl,
    const struct cert_spec *issuer)
{
	crl->entry[0].extension = (struct spec_extension){
		.id = OID_CE_CERTIFICATE_ISSUER, .critical = true,
		.value = DEFECT_ELEMENT(s->leaf, DER_SEQUENCE, DEFECT_ELEMENT(
		    s->leaf, DER_CONTEXT_CONSTRUCTED(GN_DIRECTORY),
		    issuer->subject)) };
}

static void
indirect_of_itself_revoked(struct scenario *s)
{
	struct crl_spec *crl = indirect_of_itself(s);

	entry_of(s, crl, s->root);
	crl_spec_revoke(crl, crl->issuer, s->now - DAY,
	    REASON_KEY_COMPROMISE);
}

/* Entries are of the CRL's issuer until one says whose they are. */
static void
indirect_other_issuer(struct scenario *s)
{
	crl_spec_revoke(indirect(s), SCENARIO_LEAF, s->now - DAY, -1);
}

static void
indirect_revoked(struct scenario *s)
{
	struct crl_spec *crl = indirect(s);

	entry_of(s, crl, s->issuing);
	crl_spec_revoke(crl, SCENARIO_LEAF, s->now - DAY, -1);
}

static struct crl_spec *
delta(struct scenario *s)
{
	struct crl_spec *changes;

	scenario_crls(s);
	changes = scenario_crl(s, SCENARIO_ISSUING);
	crl_spec_number(changes, OID_CE_CRL_NUMBER, 2);
	crl_spec_number(changes, OID_CE_DELTA_CRL_INDICATOR, 1);
	return changes;
}

static void
delta_good(struct scenario *s)
{
	delta(s);
}

static void
delta_revoked(struct scenario *s)
{
	crl_spec_revoke(delta(s), SCENARIO_LEAF, s->now - DAY,
	    REASON_KEY_COMPROMISE);
}

/* On hold in the list, released by the changes. */
static void
delta_released(struct scenario *s)
{
	crl_spec_revoke(leaf_crl(s), SCENARIO_LEAF, s->now - 2 * DAY,
	    REASON_CERTIFICATE_HOLD);
	crl_spec_revoke(delta(s), SCENARIO_LEAF, s->now - DAY,
	    REASON_REMOVE_FROM_CRL);
}

/* The list has ended, and the changes bring it up to date. */
static void
delta_renews(struct scenario *s)
{
	leaf_crl(s)->next_update = s->now - DAY / 2;
	delta(s);
}

static void
soft_nothing(struct scenario *s)
{
	s->revocation = CW_REVOCATION_SOFT;
}

static void
soft_revoked(struct scenario *s)
{
	revoked_without_reason(s);
	s->revocation = CW_REVOCATION_SOFT;
}

static void
soft_expired(struct scenario *s)
{
	leaf_crl(s)->next_update = s->now - DAY / 2;
	s->revocation = CW_REVOCATION_SOFT;
}

/* Another CRL is good: what is wrong with this one is told and no more. */
static void
expired_beside_good(struct scenario *s)
{
	leaf_crl(s)->next_update = s->now - DAY / 2;
	scenario_crl(s, SCENARIO_ISSUING);
}

#define G CW_STATUS_GOOD
#define R CW_STATUS_REVOKED
#define U CW_STATUS_UNKNOWN

static const struct {
	const char *what;
	void (*make)(struct scenario *s);
	enum cw_status leaf, issuing;
	bool valid;
	const char *slug;               /* NULL: no finding at all */
} rows[] = {
	{ "good", good, G, G, true, NULL },
	{ "the CA is revoked", intermediate_revoked, G, R, false,
	    "certificate-revoked-crl" },
	{ "no reason is given", revoked_without_reason, R, G, false,
	    "certificate-revoked-crl" },
	{ "another CA's list", revoked_by_another, G, G, true, NULL },
	{ "the same point", point_matches, G, G, true, NULL },
	{ "the same point, revoked", point_matches_revoked, R, G, false,
	    "certificate-revoked-crl" },
	{ "a relative point", point_relative, G, G, true, NULL },
	{ "another relative point", point_relative_differs, U, G, false,
	    "crl-scope-distribution-point" },
	{ "a point that is not asked for", point_unasked, U, G, false,
	    "crl-scope-distribution-point" },
	{ "users alone", users_alone, G, G, true, NULL },
	{ "users alone, of a CA", users_alone_for_ca, G, U, false,
	    "crl-scope-certificate-type" },
	{ "reasons on two lists", reasons_in_two, G, G, true, NULL },
	{ "revoked on the second", reasons_in_two_revoked, R, G, false,
	    "certificate-revoked-crl" },
	{ "indirect", indirect_good, G, G, true,
	    "chain-superfluous-certificate" },
	{ "indirect, telling of its issuer", indirect_of_itself_good, G, G,
	    true, "chain-superfluous-certificate" },
	{ "indirect, revoking its issuer", indirect_of_itself_revoked, U, G,
	    false, "crl-issuer-path-invalid" },
	{ "indirect, the number of another CA", indirect_other_issuer, G, G,
	    true, "chain-superfluous-certificate" },
	{ "indirect, revoked", indirect_revoked, R, G, false,
	    "certificate-revoked-crl" },
	{ "a delta", delta_good, G, G, true, NULL },
	{ "revoked by a delta", delta_revoked, R, G, false,
	    "certificate-revoked-crl" },
	{ "released by a delta", delta_released, G, G, true, NULL },
	{ "renewed by a delta", delta_renews, G, G, true, NULL },
	{ "soft, no list", soft_nothing, U, U, true, "crl-not-available" },
	{ "soft, revoked", soft_revoked, R, G, false,
	    "certificate-revoked-crl" },
	{ "soft, expired", soft_expired, U, G, false, "crl-expired" },
	{ "expired beside a good one", expired_beside_good, G, G, true,
	    "crl-expired" },
};

START_TEST(test_situation)
{
	struct cw_revocation_status leaf, issuing;
	struct judged j;
	char *list;

	judge_start(&j, CW_TLS13);
	rows[_i].make(j.s);
	ck_assert(judge_mint(&j));
	judge_ask(&j);
	list = judge_list(&j);
	ck_assert_msg(cw_verdict_valid(j.verdict) == rows[_i].valid, "%s: %s",
	    rows[_i].what, list);
	ck_assert(cw_verdict_revocation(j.verdict, 0, &leaf));
	ck_assert(cw_verdict_revocation(j.verdict, 1, &issuing));
	ck_assert(!cw_verdict_revocation(j.verdict, 2, &issuing));
	ck_assert(cw_verdict_revocation(j.verdict, 1, &issuing));
	ck_assert_msg(leaf.status == rows[_i].leaf, "%s: leaf %d: %s",
	    rows[_i].what, (int)leaf.status, list);
	ck_assert_msg(issuing.status == rows[_i].issuing, "%s: CA %d: %s",
	    rows[_i].what, (int)issuing.status, list);
	if (rows[_i].slug == NULL)
		ck_assert_msg(j.found->count == 0, "%s: %s", rows[_i].what,
		    list);
	else
		ck_assert_msg(findings_have(j.found,
		    failure_find(rows[_i].slug), NULL), "%s: %s",
		    rows[_i].what, list);
	free(list);
	judge_free(&j);
}
END_TEST

/* Without a question nothing is asked, whatever CRLs there are. */
START_TEST(test_off)
{
	struct cw_revocation_status leaf;
	struct judged j;

	judge_start(&j, CW_TLS13);
	revoked_without_reason(j.s);
	j.s->revocation = CW_REVOCATION_OFF;
	ck_assert(judge_mint(&j));
	judge_ask(&j);
	ck_assert(cw_verdict_valid(j.verdict));
	ck_assert(cw_verdict_revocation(j.verdict, 0, &leaf));
	ck_assert_int_eq(leaf.status, CW_STATUS_UNCHECKED);
	judge_free(&j);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("revocation-crl");
	TCase *t = tcase_create("revocation-crl");

	tcase_add_unchecked_fixture(t, judge_setup, judge_teardown);
	tcase_add_loop_test(t, test_situation, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(t, test_off);
	suite_add_tcase(s, t);
	return s;
}
