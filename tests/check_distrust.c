/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Certificates that must not be believed. */
#include "config.h"

#include "ca/defect.h"
#include "tests/grove.h"
#include "tests/test.h"

/* What may help and cannot be read is told, and is no failure of the chain. */
START_TEST(test_unreadable_help)
{
	struct grove g;

	grove_start(&g);
	grove_leaf(&g, "Sub", NULL, NULL);
	grove_plain(g.chain, "Sub", "Root");
	grove_plain(g.trust, "Root", "Root");
	ck_assert_int_eq(cw_certs_add(g.rest, "\x30\x01\x00", 3, "help", NULL),
	    0);
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "warning der-malformed");
	ck_assert(cw_verdict_valid(g.verdict));
	grove_end(&g);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))
#define DAY INT64_C(86400)

static void
expired(struct cert_spec *spec)
{
	spec->not_before = TEST_NOW - 90 * DAY;
	spec->not_after = TEST_NOW - 1;
}

static void
no_ca(struct cert_spec *spec)
{
	spec_basic_constraints(spec, true, false, -1);
}

/* Leaf, Issuing, Root; what is distrusted is one more CA certificate. */
static void
grow(struct grove *g)
{
	grove_leaf(g, "Issuing", NULL, NULL);
	grove_plain(g->chain, "Issuing", "Root");
	grove_plain(g->trust, "Root", "Root");
}

static void
distrust(struct cw_certs *list, const char *subject, const char *issuer,
    const char *key)
{
	grove_ca(list, &(struct tree){ subject, issuer, key, NULL, NULL });
}

static void
nobody(struct grove *g, struct cw_certs *list)
{
	grow(g);
	distrust(list, "Other", "Root", NULL);
	distrust(list, "Issuing", "Root", "another key");
}

static void
issuing(struct grove *g, struct cw_certs *list)
{
	grow(g);
	distrust(list, "Other", "Root", NULL);
	distrust(list, "Issuing", "Root", NULL);
}

static void
issuing_key(struct grove *g, struct cw_certs *list)
{
	grow(g);
	distrust(list, "Quite another", "Elsewhere", "Issuing");
}

static void
root(struct grove *g, struct cw_certs *list)
{
	grow(g);
	distrust(list, "Root", "Root", NULL);
}

static void
root_as_key(struct grove *g, struct cw_certs *list)
{
	root(g, list);
	g->question.anchor_mode = CW_ANCHOR_KEY;
}

/* Whatever else is wrong. */
static void
much_else(struct grove *g, struct cw_certs *list)
{
	grove_leaf(g, "Issuing", "an impostor's key", expired);
	grove_ca(g->chain, &(struct tree){ "Issuing", "Root", NULL, NULL,
	    no_ca });
	grove_plain(g->trust, "Root", "Root");
	distrust(list, "Issuing", "Root", NULL);
}

static void
no_anchor(struct grove *g, struct cw_certs *list)
{
	grove_leaf(g, "Issuing", NULL, NULL);
	grove_plain(g->chain, "Issuing", "Nobody");
	grove_plain(g->trust, "Root", "Root");
	distrust(list, "Issuing", "Root", NULL);
}

/* A cross-sign by a distrusted CA; the other way up is good. */
static void
another_way(struct grove *g, struct cw_certs *list)
{
	grove_leaf(g, "Issuing", NULL, NULL);
	grove_plain(g->chain, "Issuing", "Bad Root");
	grove_plain(g->chain, "Issuing", "Root");
	grove_plain(g->trust, "Bad Root", "Bad Root");
	grove_plain(g->trust, "Root", "Root");
	distrust(list, "Bad Root", "Bad Root", NULL);
}

static const struct {
	const char *name;
	void (*grow)(struct grove *g, struct cw_certs *list);
	const char *first;              /* the first finding; "": valid */
} cases[] = {
	{ "others, one of the same name", nobody, "" },
	{ "an intermediate", issuing, "error certificate-distrusted" },
	{ "its key in another certificate", issuing_key,
	    "error certificate-distrusted" },
	{ "an anchor", root, "error certificate-distrusted" },
	{ "an anchor that is a key", root_as_key,
	    "error certificate-distrusted" },
	{ "first of much else", much_else, "error certificate-distrusted" },
	{ "without an anchor", no_anchor, "error certificate-distrusted" },
	{ "another way up", another_way, "" },
};

START_TEST(test_distrust)
{
	struct cw_certs *list = cw_certs_new();
	struct grove g;

	ck_assert_ptr_nonnull(list);
	grove_start(&g);
	cases[_i].grow(&g, list);
	g.question.distrust = list;
	grove_ask(&g);
	ck_assert_msg(strncmp(grove_found(&g), cases[_i].first,
	    strlen(cases[_i].first)) == 0, "%s: %s", cases[_i].name,
	    grove_found(&g));
	ck_assert_msg(cw_verdict_valid(g.verdict) == (*cases[_i].first == '\0'),
	    "%s: %s", cases[_i].name, grove_found(&g));
	grove_end(&g);
	cw_certs_free(list);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("distrust");
	TCase *t = tcase_create("distrust");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_loop_test(t, test_distrust, 0, COUNT(cases));
	tcase_add_test(t, test_unreadable_help);
	suite_add_tcase(s, t);
	return s;
}
