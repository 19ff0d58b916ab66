/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>

#include "ca/defect.h"
#include "der/reader.h"
#include "tests/grove.h"
#include "tests/judge.h"
#include "tests/test.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* The policies 2.999.1 and so on, and anyPolicy, as PolicyInformation. */
#define P(n) 0x30, 5, 6, 3, 0x88, 0x37, (n)
#define ANY 0x30, 6, 6, 4, 0x55, 0x1d, 0x20, 0
/* The pair of two of them, as in policyMappings. */
#define PAIR(a, b) 0x30, 10, 6, 3, 0x88, 0x37, (a), 6, 3, 0x88, 0x37, (b)
#define FROM_ANY(b) 0x30, 11, 6, 4, 0x55, 0x1d, 0x20, 0, 6, 3, 0x88, 0x37, (b)
#define TO_ANY(a) 0x30, 11, 6, 3, 0x88, 0x37, (a), 6, 4, 0x55, 0x1d, 0x20, 0

#define LIST(...) 0x30, (uint8_t)sizeof((const uint8_t[]){ __VA_ARGS__ }), \
    __VA_ARGS__
#define SET(spec, id, critical, ...) spec_extension((spec), (id), (critical), \
    SPEC_OCTETS((spec), __VA_ARGS__))
#define POLICIES(spec, ...) SET(spec, OID_CE_CERTIFICATE_POLICIES, false, \
    LIST(__VA_ARGS__))
#define MAPPINGS(spec, ...) SET(spec, OID_CE_POLICY_MAPPINGS, true, \
    LIST(__VA_ARGS__))
#define EXPLICIT(spec, n) SET(spec, OID_CE_POLICY_CONSTRAINTS, true, \
    LIST(0x80, 1, (n)))
#define NO_MAPPING(spec, n) SET(spec, OID_CE_POLICY_CONSTRAINTS, true, \
    LIST(0x80, 1, 0, 0x81, 1, (n)))
#define NO_ANY(spec, n) SET(spec, OID_CE_INHIBIT_ANY_POLICY, true, 2, 1, (n))

static const char *const one[] = { "2.999.1" };
static const char *const two[] = { "2.999.2" };
static const char *const several[] = { "2.999.7", "2.999.1", "2.999.7" };
static const char *const any[] = { "2.999.2", "2.5.29.32.0" };
#define ASK(list) (s->policies = (list), \
    s->policy_count = sizeof(list) / sizeof((list)[0]))
#define EDIT(name, ...) static void name(struct scenario *s) { __VA_ARGS__; }

/* Root, policy CA, issuing CA, leaf. */
static struct cert_spec *
upper(struct scenario *s)
{
	int index = defect_policy_ca(s);

	defect_send(s, s->sent_count, index);
	return &s->cert[index];
}

EDIT(same, POLICIES(s->issuing, P(1)); POLICIES(s->leaf, P(1));
    EXPLICIT(s->issuing, 0))
EDIT(none_needed, POLICIES(s->issuing, P(1)); POLICIES(s->leaf, P(2)))
EDIT(asked_not_needed, none_needed(s); ASK(two))
EDIT(leaf_none, EXPLICIT(s->issuing, 0); POLICIES(s->issuing, P(1)))
EDIT(leaf_other, leaf_none(s); POLICIES(s->leaf, P(2)))
EDIT(one_below, leaf_none(s); EXPLICIT(s->issuing, 1))
EDIT(two_below, leaf_none(s); EXPLICIT(s->issuing, 2))
EDIT(huge_below, leaf_none(s); SET(s->issuing, OID_CE_POLICY_CONSTRAINTS, true,
    LIST(0x80, 6, 1, 0, 0, 0, 0, 0)))
EDIT(issuing_none, EXPLICIT(s->issuing, 0); POLICIES(s->leaf, P(1)))
EDIT(leaf_demands, POLICIES(s->issuing, P(1)); POLICIES(s->leaf, P(2));
    EXPLICIT(s->leaf, 0))
EDIT(leaf_demands_later, POLICIES(s->issuing, P(1));
    POLICIES(s->leaf, P(2)); EXPLICIT(s->leaf, 1))
EDIT(caller_demands, s->explicit_policy = true)
EDIT(caller_has, same(s); s->explicit_policy = true; ASK(one))
EDIT(caller_has_several, same(s); s->explicit_policy = true; ASK(several))
EDIT(caller_wants_other, same(s); s->explicit_policy = true; ASK(two))
EDIT(caller_takes_any, same(s); s->explicit_policy = true; ASK(any))
EDIT(any_for_caller, POLICIES(s->issuing, ANY); POLICIES(s->leaf, ANY);
    s->explicit_policy = true; ASK(two))
EDIT(any_above, same(s); POLICIES(s->issuing, ANY))
EDIT(any_below, same(s); POLICIES(s->leaf, ANY))
EDIT(any_inhibited, any_below(s); NO_ANY(s->issuing, 0))
EDIT(any_inhibited_later, any_below(s); NO_ANY(s->issuing, 1))
EDIT(any_inhibited_by_caller, any_below(s); s->inhibit_any_policy = true)
EDIT(any_inhibited_useless, any_inhibited(s);
    POLICIES(s->issuing, ANY, P(1)); NO_ANY(s->issuing, 0);
    POLICIES(s->leaf, ANY, P(1)))
EDIT(mapped, POLICIES(s->issuing, P(1)); MAPPINGS(s->issuing, PAIR(1, 2));
    EXPLICIT(s->issuing, 0); POLICIES(s->leaf, P(2)))
EDIT(mapped_unmapped, mapped(s); POLICIES(s->leaf, P(1)))
EDIT(mapped_twice, mapped(s);
    MAPPINGS(s->issuing, PAIR(1, 2), PAIR(1, 3), PAIR(1, 2)))
EDIT(mapped_from_any, mapped(s); POLICIES(s->issuing, ANY))
EDIT(mapped_asked, mapped(s); ASK(one))
EDIT(mapped_asked_below, mapped(s); ASK(two))
EDIT(mapping_by_caller, mapped(s); s->inhibit_policy_mapping = true)
EDIT(mapping_inhibited, struct cert_spec *u = upper(s); mapped(s);
    POLICIES(u, P(1)); NO_MAPPING(u, 0))
EDIT(mapping_inhibited_later, struct cert_spec *u = upper(s); mapped(s);
    POLICIES(u, P(1)); NO_MAPPING(u, 1))
EDIT(mapping_inhibits_itself, mapped(s); NO_MAPPING(s->issuing, 0))
EDIT(mapping_any, mapped(s); MAPPINGS(s->issuing, FROM_ANY(2)))
EDIT(mapping_to_any, mapped(s); MAPPINGS(s->issuing, TO_ANY(1), TO_ANY(2)))
EDIT(leaf_maps_any, same(s); MAPPINGS(s->leaf, TO_ANY(1)))
EDIT(twice, POLICIES(s->leaf, P(2), P(1), P(2), P(2), P(1)))
EDIT(many, POLICIES(s->leaf, P(1), P(2), P(3), P(4), P(5), P(6), P(7), P(8),
    P(9), P(10), P(11), P(12), P(13), P(14), P(15), P(16), P(17), P(4)))
EDIT(empty, SET(s->issuing, OID_CE_POLICY_CONSTRAINTS, true, LIST()))
EDIT(not_critical, EXPLICIT(s->issuing, 9);
    defect_critical(s->issuing, OID_CE_POLICY_CONSTRAINTS, false))
EDIT(unreadable, leaf_other(s); SET(s->issuing, OID_CE_CERTIFICATE_POLICIES,
    false, 0x30, 0))
EDIT(negative, same(s); SET(s->issuing, OID_CE_INHIBIT_ANY_POLICY, true,
    2, 1, 0xff))
EDIT(qualified, SET(s->leaf, OID_CE_CERTIFICATE_POLICIES, true, LIST(LIST(
    6, 3, 0x88, 0x37, 1, LIST(LIST(6, 8, 0x2b, 6, 1, 5, 5, 7, 2, 1, 0x16, 4,
    'h', ':', '/', '/'), LIST(6, 8, 0x2b, 6, 1, 5, 5, 7, 2, 2, 0x30, 4, 0x0c,
    2, 'h', 'i'))))))
EDIT(qualified_oddly, SET(s->leaf, OID_CE_CERTIFICATE_POLICIES, false,
    LIST(LIST(6, 3, 0x88, 0x37, 1, LIST(LIST(6, 3, 0x88, 0x37, 9, 5, 0))))))
EDIT(root_limits, POLICIES(s->root, P(1)); EXPLICIT(s->root, 0);
    POLICIES(s->issuing, P(2)); POLICIES(s->leaf, P(2)))
EDIT(root_demands, EXPLICIT(s->root, 0); POLICIES(s->issuing, P(2));
    POLICIES(s->leaf, P(2)))
EDIT(root_twice, POLICIES(s->root, P(1), P(1)))
EDIT(root_trusted, s->sent[0] = SCENARIO_ROOT; s->sent_count = 1;
    s->name_type = CW_NAME_NONE; s->explicit_policy = true)
EDIT(budget, same(s); defect_limit(s, "policies", 1))

#define CHECK(name, edit, found) \
	{ name, edit, found, CW_TLS, false, CW_ANCHOR_CERTIFICATE }
#define KEY(name, edit, found) \
	{ name, edit, found, CW_TLS, true, CW_ANCHOR_KEY }
#define REQUIRED "error policy-explicit-required"
#define OTHERS "error policy-not-acceptable"

static const struct verdict_case cases[] = {
	CHECK("one policy all the way", same, ""),
	CHECK("none all the way, none needed", none_needed, ""),
	CHECK("asked for, not needed", asked_not_needed, ""),
	CHECK("needed, and the leaf has none", leaf_none, REQUIRED),
	CHECK("needed, and the leaf has another", leaf_other, REQUIRED),
	CHECK("needed from the next one on", one_below, REQUIRED),
	CHECK("needed from the one after it on", two_below, ""),
	CHECK("needed after 2^40 certificates", huge_below, ""),
	CHECK("needed, and an intermediate has none", issuing_none, REQUIRED),
	CHECK("the leaf itself needs one", leaf_demands, REQUIRED),
	CHECK("the leaf would need one below it", leaf_demands_later, ""),
	CHECK("the caller needs one", caller_demands, REQUIRED),
	CHECK("the caller needs this one", caller_has, ""),
	CHECK("the caller needs one of several", caller_has_several, ""),
	CHECK("the caller needs another", caller_wants_other, OTHERS),
	CHECK("the caller takes any", caller_takes_any, ""),
	CHECK("anyPolicy has what the caller needs", any_for_caller, ""),
	CHECK("anyPolicy above", any_above, ""),
	CHECK("anyPolicy below", any_below, ""),
	CHECK("anyPolicy below, inhibited", any_inhibited,
	    "error policy-any-inhibited"),
	CHECK("anyPolicy below, inhibited further down", any_inhibited_later,
	    ""),
	CHECK("anyPolicy below, inhibited by the caller",
	    any_inhibited_by_caller, "error policy-any-inhibited"),
	CHECK("anyPolicy inhibited, and not needed", any_inhibited_useless,
	    ""),
	CHECK("mapped", mapped, ""),
	CHECK("mapped, and the leaf has the upper one", mapped_unmapped,
	    REQUIRED),
	CHECK("mapped to two, one of them twice", mapped_twice, ""),
	CHECK("mapped where anyPolicy stands for it", mapped_from_any, ""),
	CHECK("mapped, the upper one asked for", mapped_asked, ""),
	CHECK("mapped, the lower one asked for", mapped_asked_below, OTHERS),
	CHECK("a mapping inhibited by the caller", mapping_by_caller,
	    "error policy-mapping-inhibited"),
	CHECK("a mapping inhibited above", mapping_inhibited,
	    "error policy-mapping-inhibited"),
	CHECK("a mapping inhibited further down", mapping_inhibited_later, ""),
	CHECK("a mapping beside what inhibits it below",
	    mapping_inhibits_itself, ""),
	CHECK("a mapping from anyPolicy", mapping_any,
	    "error policy-mapping-any-policy"),
	CHECK("two mappings to anyPolicy, told once", mapping_to_any,
	    "error policy-mapping-any-policy"),
	CHECK("a mapping in a leaf, which maps nothing", leaf_maps_any, ""),
	CHECK("two policies more than once", twice,
	    "error policy-duplicate, error policy-duplicate"),
	CHECK("one of many policies twice", many, "error policy-duplicate"),
	CHECK("constraints that constrain nothing", empty,
	    "warning policy-constraints-empty"),
	CHECK("constraints that are not critical", not_critical,
	    "warning policy-extension-not-critical"),
	CHECK("policies that cannot be read explain what they lead to",
	    unreadable, "error extension-malformed"),
	CHECK("a number below zero", negative, "error extension-malformed"),
	CHECK("known qualifiers, critical", qualified, ""),
	CHECK("an unknown qualifier, not critical", qualified_oddly, ""),
	CHECK("a root limits the policies", root_limits, REQUIRED),
	KEY("unless it is a key", root_limits, ""),
	CHECK("a root demands one, and limits none", root_demands, ""),
	CHECK("a root lists one twice, tls", root_twice, ""),
	CHECK("fewer are followed than there are", budget,
	    "error policy-tree-budget-exhausted"),
};

START_TEST(test_cases)
{
	verdict_check(&cases[_i]);
}
END_TEST

/* ---- what is known afterwards ------------------------------------------------- */

struct sets {
	const char *name;
	void (*edit)(struct scenario *s);
	const char *authorities, *user;
};

static const struct sets sets[] = {
	{ "one policy", same, "2.999.1", "2.999.1" },
	{ "none", none_needed, "", "" },
	{ "no certificate has any", caller_demands, "", "" },
	{ "one of several", caller_has_several, "2.999.1", "2.999.1" },
	{ "another", caller_wants_other, "2.999.1", "" },
	{ "mapped: the upper one counts", mapped, "2.999.1", "2.999.1" },
	{ "mapped twice", mapped_twice, "2.999.1", "2.999.1" },
	{ "anyPolicy all the way", any_for_caller, "2.5.29.32.0", "2.999.2" },
	{ "anyPolicy above", any_above, "2.999.1", "2.999.1" },
	{ "anyPolicy below", any_below, "2.999.1", "2.999.1" },
	{ "the root is shown itself", root_trusted, "2.5.29.32.0",
	    "2.5.29.32.0" },
};

START_TEST(test_sets)
{
	const struct sets *c = &sets[_i];
	struct cw_verdict *v;
	char *authorities, *user;
	struct judged j;

	judge_start(&j, CW_TLS13);
	c->edit(j.s);
	ck_assert(judge_mint(&j));
	judge_ask(&j);
	v = j.verdict;
	authorities = cw_verdict_policies(v, CW_POLICIES_OF_AUTHORITIES);
	user = cw_verdict_policies(v, CW_POLICIES_OF_USER);
	ck_assert_msg(strcmp(authorities, c->authorities) == 0, "%s: %s",
	    c->name, authorities);
	ck_assert_msg(strcmp(user, c->user) == 0, "%s: %s", c->name, user);
	free(authorities);
	free(user);
	judge_free(&j);
}
END_TEST

/* ---- what cannot be asked ----------------------------------------------------- */

START_TEST(test_bad_policies)
{
	static const char *const bad[] = { "", "1", "1.2.", "any", "1.40.3",
		"3.1", "1.2.x", "1.2.03", " 1.2.3" };
	const char *list[] = { "1.2.3", bad[_i] };
	struct cw_verdict *v = NULL;
	struct cw_error err;
	struct grove g;

	grove_start(&g);
	grove_plain(g.trust, "Root", "Root");
	grove_leaf(&g, "Root", NULL, NULL);
	g.question.chain = g.chain;
	g.question.trust = g.trust;
	g.question.any_name = true;
	g.question.name = NULL;
	g.question.policies = list;
	g.question.policy_count = 2;
	ck_assert_int_eq(cw_verify(&g.question, &v, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "is no object identifier"));
	grove_end(&g);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("policy");
	TCase *t = tcase_create("policy");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_unchecked_fixture(t, judge_setup, judge_teardown);
	tcase_add_loop_test(t, test_cases, 0, COUNT(cases));
	tcase_add_loop_test(t, test_sets, 0, COUNT(sets));
	tcase_add_loop_test(t, test_bad_policies, 0, 9);
	suite_add_tcase(s, t);
	return s;
}
