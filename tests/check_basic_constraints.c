/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "der/reader.h"
#include "tests/grove.h"
#include "tests/test.h"
#include "x509/cert.h"

/* A CA between the issuing one and the leaf. */
static struct cert_spec *
add_below(struct scenario *s, const char *label, const char *name)
{
	int index = scenario_add(s, label, SPEC_CA_ISSUING, name,
	    s->leaf->issuer);

	spec_basic_constraints(&s->cert[index], true, true, -1);
	s->leaf->issuer = index;
	memmove(&s->sent[2], &s->sent[1],
	    (s->sent_count - 1) * sizeof(s->sent[0]));
	s->sent[1] = index;
	s->sent_count++;
	return &s->cert[index];
}

/* The same CA once more, certified by itself: a new key under the old name. */
static struct cert_spec *
add_self_issued(struct scenario *s, const char *label)
{
	struct cert_spec *above = &s->cert[s->leaf->issuer];
	struct cert_spec *c = add_below(s, label, "renamed below");

	c->subject = above->subject;
	return c;
}

static void
issuing_false(struct scenario *s)
{
	spec_basic_constraints(s->issuing, true, false, -1);
}

/* FALSE is what an empty SEQUENCE says. */
static void
issuing_empty(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_BASIC_CONSTRAINTS, true,
	    SPEC_OCTETS(s->issuing, DER_SEQUENCE, 0));
}

static void
issuing_without(struct scenario *s)
{
	spec_remove(s->issuing, OID_CE_BASIC_CONSTRAINTS);
}

static void
issuing_v1(struct scenario *s)
{
	s->issuing->version = 1;
	s->issuing->no_extensions = true;
}

static void
issuing_v2(struct scenario *s)
{
	s->issuing->version = 2;
	s->issuing->no_extensions = true;
}

static void
root_v1(struct scenario *s)
{
	s->root->version = 1;
	s->root->no_extensions = true;
}

static void
root_false(struct scenario *s)
{
	spec_basic_constraints(s->root, true, false, -1);
}

static void
root_without(struct scenario *s)
{
	spec_remove(s->root, OID_CE_BASIC_CONSTRAINTS);
}

static void
root_length_0(struct scenario *s)
{
	spec_basic_constraints(s->root, true, true, 0);
}

static void
root_length_1(struct scenario *s)
{
	spec_basic_constraints(s->root, true, true, 1);
}

static void
not_critical(struct scenario *s)
{
	spec_find(s->issuing, OID_CE_BASIC_CONSTRAINTS)->critical = false;
}

static void
root_not_critical(struct scenario *s)
{
	spec_find(s->root, OID_CE_BASIC_CONSTRAINTS)->critical = false;
}

/* ---- path length ----------------------------------------------------------------- */

static void
one_below_0(struct scenario *s)
{
	add_below(s, "sub", "Demo Sub CA");
}

static void
two_below_0(struct scenario *s)
{
	add_below(s, "sub", "Demo Sub CA");
	add_below(s, "subsub", "Demo Sub Sub CA");
}

static void
one_below_1(struct scenario *s)
{
	spec_basic_constraints(s->issuing, true, true, 1);
	add_below(s, "sub", "Demo Sub CA");
}

static void
two_below_1(struct scenario *s)
{
	one_below_1(s);
	add_below(s, "subsub", "Demo Sub Sub CA");
}

/* A limit further down that is larger does not widen the one above. */
static void
wide_below_narrow(struct scenario *s)
{
	one_below_1(s);
	spec_basic_constraints(&s->cert[s->leaf->issuer], true, true, 5);
	add_below(s, "subsub", "Demo Sub Sub CA");
}

/* One that is smaller narrows it; the wider one is kept as well. */
static void
narrow_below_wide(struct scenario *s)
{
	spec_basic_constraints(s->issuing, true, true, 5);
	spec_basic_constraints(add_below(s, "sub", "Demo Sub CA"), true, true,
	    0);
	add_below(s, "subsub", "Demo Sub Sub CA");
}

/* 6.1.4 (l): certificates by one's own name do not count. */
static void
self_issued_below_0(struct scenario *s)
{
	add_self_issued(s, "issuing-new");
}

static void
self_issued_then_other(struct scenario *s)
{
	add_self_issued(s, "issuing-new");
	add_below(s, "sub", "Demo Sub CA");
}

/* 6.1.4 (m): but the limit in one of them counts. */
static void
self_issued_narrows(struct scenario *s)
{
	spec_basic_constraints(s->issuing, true, true, 5);
	spec_basic_constraints(add_self_issued(s, "issuing-new"), true, true,
	    0);
	add_below(s, "sub", "Demo Sub CA");
}

static void
length_huge(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_BASIC_CONSTRAINTS, true,
	    SPEC_OCTETS(s->issuing, DER_SEQUENCE, 14, DER_BOOLEAN, 1, 0xff,
	        DER_INTEGER, 9, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	        0xff));
	add_below(s, "sub", "Demo Sub CA");
}

static void
length_negative(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_BASIC_CONSTRAINTS, true,
	    SPEC_OCTETS(s->issuing, DER_SEQUENCE, 6, DER_BOOLEAN, 1, 0xff,
	        DER_INTEGER, 1, 0x80));
}

/* The unreadable limit is no limit of zero. */
static void
length_negative_one_below(struct scenario *s)
{
	length_negative(s);
	add_below(s, "sub", "Demo Sub CA");
}

/* ---- the target -------------------------------------------------------------------- */

static void
leaf_ca(struct scenario *s)
{
	spec_basic_constraints(s->leaf, true, true, -1);
	spec_subject_key_id(s->leaf);
}

static void
leaf_without(struct scenario *s)
{
	spec_remove(s->leaf, OID_CE_BASIC_CONSTRAINTS);
}

static void
leaf_length(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_BASIC_CONSTRAINTS, true,
	    SPEC_OCTETS(s->leaf, DER_SEQUENCE, 3, DER_INTEGER, 1, 3));
}

static void
leaf_length_negative(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_BASIC_CONSTRAINTS, true,
	    SPEC_OCTETS(s->leaf, DER_SEQUENCE, 3, DER_INTEGER, 1, 0xff));
}

static void
leaf_ca_length(struct scenario *s)
{
	leaf_ca(s);
	spec_basic_constraints(s->leaf, true, true, 0);
}

/* cA FALSE and a limit, in an issuer: that it is no CA is the fault. */
static void
issuing_false_length(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_BASIC_CONSTRAINTS, true,
	    SPEC_OCTETS(s->issuing, DER_SEQUENCE, 3, DER_INTEGER, 1, 0));
	add_below(s, "sub", "Demo Sub CA");
}

#define EXCEEDED "error path-length-exceeded"

static const struct verdict_case cases[] = {
	{ "an issuer with cA FALSE", issuing_false, "error issuer-not-ca",
	    CW_TLS, 0, 0 },
	{ "an issuer with nothing in it", issuing_empty, "error issuer-not-ca",
	    CW_TLS, 0, 0 },
	{ "an issuer without the extension", issuing_without,
	    "error basic-constraints-missing-in-ca", CW_TLS, 0, 0 },
	{ "an issuer of version 1", issuing_v1,
	    "error v1-certificate-as-issuer", CW_RFC5280, 0, 0 },
	{ "an issuer of version 2", issuing_v2,
	    "error v1-certificate-as-issuer", CW_RFC5280, 0, 0 },
	{ "a root of version 1 is trusted for what it is", root_v1, "",
	    CW_RFC5280, 0, 0 },
	{ "a root with cA FALSE", root_false, "error issuer-not-ca", CW_TLS, 0,
	    0 },
	{ "the same as a name and a key", root_false, "", CW_TLS, 0,
	    CW_ANCHOR_KEY },
	{ "the same with constraints", root_false, "error issuer-not-ca",
	    CW_TLS, 0, CW_ANCHOR_CONSTRAINTS },
	{ "a root without the extension", root_without,
	    "error basic-constraints-missing-in-ca", CW_TLS, 0, 0 },
	{ "the same as a name and a key", root_without, "", CW_TLS, 0,
	    CW_ANCHOR_KEY },
	{ "the same with constraints: it need not say so", root_without, "",
	    CW_TLS, 0, CW_ANCHOR_CONSTRAINTS },
	{ "one that allows no CA below it, with constraints", root_length_0,
	    EXCEEDED, CW_TLS, 0, CW_ANCHOR_CONSTRAINTS },
	{ "the same with its dates", root_length_0, "", CW_TLS, 0,
	    CW_ANCHOR_DATES },
	{ "a root that allows no CA below it", root_length_0, EXCEEDED, CW_TLS,
	    0, 0 },
	{ "the same as a name and a key", root_length_0, "", CW_TLS, 0,
	    CW_ANCHOR_KEY },
	{ "a root that allows one", root_length_1, "", CW_TLS, 0, 0 },
	{ "not critical", not_critical,
	    "warning basic-constraints-not-critical", CW_TLS, 0, 0 },
	{ "not critical, of a root", root_not_critical, "", CW_TLS, 0, 0 },
	{ "not critical, of a root, strictly", root_not_critical,
	    "error basic-constraints-not-critical", CW_TLS, true, 0 },
	{ "one CA below one that allows none", one_below_0, EXCEEDED, CW_TLS,
	    0, 0 },
	{ "two CAs below one that allows none, told once", two_below_0,
	    EXCEEDED, CW_TLS, 0, 0 },
	{ "one below one that allows one", one_below_1, "", CW_TLS, 0, 0 },
	{ "two below one that allows one", two_below_1, EXCEEDED, CW_TLS, 0,
	    0 },
	{ "a wider limit below a narrow one", wide_below_narrow, EXCEEDED,
	    CW_TLS, 0, 0 },
	{ "a narrower limit below a wide one", narrow_below_wide, EXCEEDED,
	    CW_TLS, 0, 0 },
	{ "a self-issued CA below one that allows none", self_issued_below_0,
	    "", CW_TLS, 0, 0 },
	{ "and another CA below that", self_issued_then_other, EXCEEDED,
	    CW_TLS, 0, 0 },
	{ "a self-issued CA that allows none", self_issued_narrows, EXCEEDED,
	    CW_TLS, 0, 0 },
	{ "a limit of 72 bits is none", length_huge, "", CW_TLS, 0, 0 },
	{ "a limit below zero", length_negative, "error path-length-negative",
	    CW_TLS, 0, 0 },
	{ "a limit below zero limits nothing", length_negative_one_below,
	    "error path-length-negative", CW_TLS, 0, 0 },
	{ "an issuer with cA FALSE and a limit", issuing_false_length,
	    "error issuer-not-ca", CW_WEBPKI, 0, 0 },
	{ "a CA as server, tls", leaf_ca, "warning ca-certificate-as-leaf",
	    CW_TLS, 0, 0 },
	{ "a CA as server, rfc5280", leaf_ca, "", CW_RFC5280, 0, 0 },
	{ "a CA as server, webpki", leaf_ca, "error ca-certificate-as-leaf",
	    CW_WEBPKI, 0, 0 },
	{ "a server without the extension", leaf_without, "", CW_TLS, 0, 0 },
	{ "a server with a limit", leaf_length,
	    "warning path-length-on-non-ca", CW_TLS, 0, 0 },
	{ "a server with a limit, strictly", leaf_length,
	    "error path-length-on-non-ca", CW_TLS, true, 0 },
	{ "a server with a limit below zero", leaf_length_negative,
	    "error path-length-negative", CW_TLS, 0, 0 },
	{ "a CA as server with a limit and no keyCertSign", leaf_ca_length,
	    "error path-length-without-cert-sign", CW_RFC5280, true, 0 },
};

START_TEST(test_cases)
{
	verdict_check(&cases[_i]);
}
END_TEST

static void
length_2(struct cert_spec *spec)
{
	spec_basic_constraints(spec, true, true, 2);
}

/* Which CA set the limit, which is the first too many, how many there are. */
START_TEST(test_values)
{
	const struct finding *f;
	struct grove g;

	grove_start(&g);
	grove_plain(g.trust, "Root", "Root");
	grove_leaf(&g, "E", NULL, NULL);
	grove_plain(g.chain, "E", "D");
	grove_plain(g.chain, "D", "C");
	grove_plain(g.chain, "C", "B");
	grove_plain(g.chain, "B", "A");
	grove_ca(g.chain, &(struct tree){ .subject = "A", .issuer = "Root",
	    .edit = length_2 });
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "error path-length-exceeded");
	f = &g.verdict->findings.list[0];
	ck_assert(f->cert == g.chain->cert[5]);
	ck_assert(bytes_equal(f->at,
	    f->cert->basic_constraints.path_len_at));
	ck_assert_msg(f->other == g.chain->cert[2], "D is the first too many");
	ck_assert_int_eq(f->value[0].as.number, 2);
	ck_assert_int_eq(f->value[1].as.number, 4);
	grove_end(&g);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *
suite(void)
{
	Suite *s = suite_create("basic constraints");
	TCase *t = tcase_create("basic constraints");

	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_loop_test(t, test_cases, 0, COUNT(cases));
	tcase_add_test(t, test_values);
	suite_add_tcase(s, t);
	return s;
}
