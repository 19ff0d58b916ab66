/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Name constraints on a path: whose count, for whom, and what is told. */
#include "config.h"

#include "base/arena.h"
#include "der/reader.h"
#include "tests/grove.h"
#include "tests/names.h"
#include "tests/rules.h"
#include "tests/test.h"

static struct bytes
base_of(struct cert_spec *c, enum general_name_kind kind, const char *text)
{
	return names_constraint(c->arena, kind, text).value;
}

/* One constraint each; NULL: none. */
static void
constrain(struct cert_spec *c, bool critical, enum general_name_kind kind,
    const char *permitted, const char *excluded)
{
	const struct spec_subtree tree[] = {
		{ kind, permitted == NULL ? bytes_of("") : base_of(c, kind,
		    permitted), -1, -1 },
		{ kind, excluded == NULL ? bytes_of("") : base_of(c, kind,
		    excluded), -1, -1 }
	};

	spec_name_constraints(c, critical, &tree[0], permitted != NULL,
	    &tree[1], excluded != NULL);
}

static void
name_beside(struct scenario *s, enum general_name_kind kind, const char *text)
{
	const struct spec_name names[] = {
		{ GN_DNS, bytes_of(s->name) },
		{ kind, names_name(s->arena, kind, text).value }
	};

	spec_subject_alt_name(s->leaf, false, names, 2);
}

/* A CA between the issuing one and the leaf; a self-issued one has its name. */
static struct cert_spec *
add_below(struct scenario *s, bool self_issued)
{
	int index = scenario_add(s, "sub", SPEC_CA_ISSUING, "Demo Sub CA",
	    s->leaf->issuer);

	spec_basic_constraints(s->issuing, true, true, -1);
	spec_basic_constraints(&s->cert[index], true, true, -1);
	if (self_issued)
		s->cert[index].subject = s->issuing->subject;
	s->leaf->issuer = index;
	memmove(&s->sent[2], &s->sent[1],
	    (s->sent_count - 1) * sizeof(s->sent[0]));
	s->sent[1] = index;
	s->sent_count++;
	return &s->cert[index];
}

static void
ca_name(struct cert_spec *c, const char *text)
{
	const struct spec_name name = { GN_DNS, bytes_of(text) };

	spec_subject_alt_name(c, false, &name, 1);
}

/* ---- whose constraints count ---------------------------------------------------- */

EDIT(permitted, constrain(s->issuing, true, GN_DNS, "demo.test", NULL))
EDIT(not_permitted, constrain(s->issuing, true, GN_DNS, "shop.test", NULL))
EDIT(not_critical, constrain(s->issuing, false, GN_DNS, "shop.test", NULL))
EDIT(not_critical_fine, constrain(s->issuing, false, GN_DNS, "demo.test", NULL))
EDIT(excluded, constrain(s->issuing, true, GN_DNS, NULL, "demo.test"))
EDIT(both, constrain(s->issuing, true, GN_DNS, "test", "www.demo.test"))
EDIT(neither, constrain(s->issuing, true, GN_DNS, "shop.test", "demo.test"))
EDIT(other_form, constrain(s->issuing, true, GN_EMAIL, "shop.test", "demo.test"))
EDIT(root_permits, constrain(s->root, true, GN_DNS, "demo.test", NULL))
EDIT(root_excludes, constrain(s->root, true, GN_DNS, NULL, "demo.test"))
EDIT(root_malformed, constrain(s->root, true, GN_DNS, "*.demo.test", NULL))
EDIT(root_not_critical, constrain(s->root, false, GN_DNS, "demo.test", NULL))
EDIT(all_forbidden, constrain(s->issuing, true, GN_DNS, NULL, ""))
EDIT(all_permitted, constrain(s->issuing, true, GN_DNS, "", NULL))

/* The intersection: what each of two CAs permits. */
static void
narrowed(struct scenario *s)
{
	constrain(s->root, true, GN_DNS, "test", NULL);
	constrain(s->issuing, true, GN_DNS, "demo.test", NULL);
}

static void
narrowed_away(struct scenario *s)
{
	constrain(s->root, true, GN_DNS, "demo.test", NULL);
	constrain(s->issuing, true, GN_DNS, "shop.test", NULL);
}

static void
widened(struct scenario *s)
{
	constrain(s->root, true, GN_DNS, "shop.test", NULL);
	constrain(s->issuing, true, GN_DNS, "test", NULL);
}

/* One says nothing of DNS names: the other's word stands. */
static void
excluded_then_permitted(struct scenario *s)
{
	constrain(s->root, true, GN_DNS, NULL, "shop.test");
	constrain(s->issuing, true, GN_DNS, "shop.test", NULL);
}

static void
twice(struct scenario *s)
{
	constrain(s->root, true, GN_DNS, "shop.test", NULL);
	constrain(s->issuing, true, GN_DNS, "shop.test", NULL);
}

/* ---- for whom ---------------------------------------------------------------------- */

static void
ca_below(struct scenario *s)
{
	constrain(s->issuing, true, GN_DNS, NULL, "ca.test");
	ca_name(add_below(s, false), "sub.ca.test");
}

static void
self_issued_below(struct scenario *s)
{
	constrain(s->issuing, true, GN_DNS, NULL, "ca.test");
	ca_name(add_below(s, true), "sub.ca.test");
}

/* The exemption ends with it. */
static void
below_self_issued(struct scenario *s)
{
	constrain(s->issuing, true, GN_DNS, NULL, "demo.test");
	add_below(s, true);
}

static void
by_self_issued(struct scenario *s)
{
	constrain(add_below(s, true), true, GN_DNS, NULL, "demo.test");
}

/* A name like its issuer's: but it is the last. */
static void
self_issued_target(struct scenario *s)
{
	constrain(s->issuing, true, GN_DNS, NULL, "demo.test");
	s->leaf->subject = s->issuing->subject;
}

static void
own_names(struct scenario *s)
{
	constrain(s->issuing, true, GN_DNS, "demo.test", "ca.test");
	ca_name(s->issuing, "ca.test");
}

/* ---- the subject -------------------------------------------------------------------- */

EDIT(subject_out, constrain(s->issuing, true, GN_DIRECTORY, "O=Demo", NULL))
EDIT(subject_in, constrain(s->issuing, true, GN_DIRECTORY, "CN=WWW.demo.test",
    NULL))

static void
subject_empty(struct scenario *s)
{
	constrain(s->issuing, true, GN_DIRECTORY, "O=Demo", NULL);
	s->leaf->subject = names_name(s->arena, GN_DIRECTORY, "").value;
	spec_find(s->leaf, OID_CE_SUBJECT_ALT_NAME)->critical = true;
}

static void
subject_in_name_out(struct scenario *s)
{
	subject_in(s);
	name_beside(s, GN_DIRECTORY, "CN=x");
}

static struct bytes
mailbox_subject(struct scenario *s, const char *hex)
{
	return names_name(s->arena, GN_DIRECTORY, hex).value;
}

/* emailAddress=a@shop.test, where there is another subjectAltName. */
#define MAIL_SUBJECT "x:301c311a301806092a864886f70d010901160b614073686f702e" \
	"74657374"

static void
mailbox_beside_names(struct scenario *s)
{
	constrain(s->issuing, true, GN_EMAIL, "demo.test", NULL);
	s->leaf->subject = mailbox_subject(s, MAIL_SUBJECT);
}

static void
mailbox_beside_permitted(struct scenario *s)
{
	mailbox_beside_names(s);
	constrain(s->issuing, true, GN_EMAIL, "shop.test", NULL);
}

static void
mailbox_alone(struct scenario *s)
{
	mailbox_beside_names(s);
	spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME);
}

static void
common_name_alone(struct scenario *s)
{
	not_permitted(s);
	spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME);
}

static void
common_name_permitted(struct scenario *s)
{
	permitted(s);
	spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME);
}

static void
common_name_no_host(struct scenario *s)
{
	common_name_alone(s);
	spec_subject(s->leaf, "Alice Demo", NULL);
}

/* ---- wildcards ------------------------------------------------------------------------ */

#define WILD(name, permitted, excluded, wildcard) \
	EDIT(name, constrain(s->issuing, true, GN_DNS, permitted, excluded); \
	    name_beside(s, GN_DNS, wildcard))
WILD(wild_in, "test", NULL, "*.demo.test")
WILD(wild_at, "demo.test", NULL, "*.demo.test")
WILD(wild_excluded, NULL, "shop.test", "*.shop.test")
WILD(wild_above_excluded, NULL, "a.shop.test", "*.shop.test")
WILD(wild_far_above_excluded, NULL, "a.b.shop.test", "*.shop.test")
WILD(wild_below_excluded, NULL, "shop.test", "*.a.shop.test")
WILD(wild_out, "www.demo.test", NULL, "*.shop.test")
WILD(wild_partly, "www.demo.test", NULL, "*.demo.test")
WILD(wild_case, NULL, "A.Shop.test", "*.sHOP.test")

/* ---- other forms ------------------------------------------------------------------------ */

/* An otherName of 2.999.1; 2.999.1 as registeredID. */
#define OTHER "x:0603883701a0030c0161"
#define REGISTERED "x:883701"
#define FORM(name, critical, kind, text) \
	EDIT(name, constrain(s->issuing, critical, kind, NULL, text); \
	    name_beside(s, kind, text))
FORM(other_critical, true, GN_OTHER, OTHER)
FORM(other_same, false, GN_OTHER, OTHER)
#define OTHER_ELSE "x:0603883701a0030c0162"
EDIT(other_ignored, constrain(s->issuing, false, GN_OTHER, NULL, OTHER_ELSE);
    name_beside(s, GN_OTHER, OTHER))
EDIT(no_mailbox, constrain(s->issuing, true, GN_DNS, "demo.test", NULL);
    name_beside(s, GN_EMAIL, "this @ is none"))
EDIT(no_host, constrain(s->issuing, true, GN_URI, NULL, "shop.test");
    name_beside(s, GN_DNS, "this is none"))
EDIT(no_constraint, constrain(s->issuing, true, GN_URI, NULL, NULL);
    name_beside(s, GN_EMAIL, "this @ is none"))
FORM(registered, true, GN_REGISTERED_ID, REGISTERED)
EDIT(other_absent, constrain(s->issuing, true, GN_OTHER, OTHER, NULL))

/* SmtpUTF8Mailbox of an umlaut at shop.test, RFC 9598 6. */
#define UTF8_MAIL "x:06082b06010505070809a00e0c0cc3b64073686f702e74657374"
EDIT(utf8_mailbox, constrain(s->issuing, true, GN_EMAIL, NULL, "shop.test");
    name_beside(s, GN_OTHER, UTF8_MAIL))
EDIT(utf8_mailbox_fine, constrain(s->issuing, true, GN_EMAIL, "shop.test",
    NULL); name_beside(s, GN_OTHER, UTF8_MAIL))

/* ---- the extension itself ----------------------------------------------------------------- */

static void
bounded(struct scenario *s, bool critical, enum general_name_kind kind,
    int minimum, int maximum)
{
	const struct spec_subtree tree = { kind, bytes_of("demo.test"),
		minimum, maximum };

	spec_name_constraints(s->issuing, critical, &tree, 1, NULL, 0);
}
EDIT(minimum, bounded(s, true, GN_DNS, 1, -1))
EDIT(maximum, bounded(s, true, GN_DNS, -1, 2))
EDIT(minimum_ignored, bounded(s, false, GN_DNS, 1, -1))
EDIT(minimum_of_other_form, bounded(s, true, GN_EMAIL, 1, -1))
EDIT(minimum_zero, bounded(s, true, GN_DNS, 0, -1))
EDIT(malformed, constrain(s->issuing, true, GN_DNS, ".shop.test", NULL))
EDIT(malformed_not_critical, constrain(s->issuing, false, GN_DNS, "*", NULL))
EDIT(malformed_range, constrain(s->issuing, true, GN_IP, "x:c0000200", NULL))
EDIT(empty_permitted, spec_extension(s->issuing, OID_CE_NAME_CONSTRAINTS, true,
    SPEC_OCTETS(s->issuing, DER_SEQUENCE, 2, 0xa0, 0)))
EDIT(empty_excluded, spec_extension(s->issuing, OID_CE_NAME_CONSTRAINTS, true,
    SPEC_OCTETS(s->issuing, DER_SEQUENCE, 2, 0xa1, 0)))
EDIT(unreadable, spec_extension(s->issuing, OID_CE_NAME_CONSTRAINTS, false,
    SPEC_OCTETS(s->issuing, DER_SEQUENCE, 2, 0xa2, 0)))
EDIT(in_leaf, constrain(s->leaf, true, GN_DNS, "*.x", NULL))

#define TLS(name, edit, found) { name, edit, found, CW_TLS, false, 0 }
#define RFC(name, edit, found) { name, edit, found, CW_RFC5280, false, 0 }
#define WEB(name, edit, found) { name, edit, found, CW_WEBPKI, false, 0 }
#define KEY(name, edit, found) \
	{ name, edit, found, CW_TLS, false, CW_ANCHOR_KEY }
#define NOT_PERMITTED "error nc-dns-not-permitted"
#define EXCLUDED "error nc-dns-excluded"
#define NAMELESS "error peer-name-common-name-only"

static const struct verdict_case cases[] = {
	TLS("a name that is permitted", permitted, ""),
	TLS("a name that is not", not_permitted, NOT_PERMITTED),
	RFC("a name that is not, rfc5280", not_permitted, NOT_PERMITTED),
	WEB("a name that is not, webpki", not_permitted, NOT_PERMITTED),
	TLS("a name that is not, and not critical", not_critical,
	    NOT_PERMITTED ", warning nc-not-critical"),
	WEB("not critical, webpki", not_critical_fine, ""),
	TLS("a name that is excluded", excluded, EXCLUDED),
	TLS("one that is permitted and excluded", both, EXCLUDED),
	TLS("one that is neither permitted nor spared", neither,
	    EXCLUDED ", " NOT_PERMITTED),
	TLS("constraints on another form", other_form, ""),
	TLS("a root that permits", root_permits, ""),
	TLS("a root that excludes", root_excludes, EXCLUDED),
	KEY("the same as a name and a key", root_excludes, ""),
	TLS("a root with a broken constraint", root_malformed,
	    "error nc-constraint-malformed"),
	KEY("the same as a name and a key", root_malformed, ""),
	TLS("a root whose constraints are not critical", root_not_critical, ""),
	TLS("every name is excluded", all_forbidden, EXCLUDED),
	TLS("every name is permitted", all_permitted, ""),
	TLS("two CAs, the lower narrows", narrowed, ""),
	TLS("two CAs, nothing is left", narrowed_away, NOT_PERMITTED),
	TLS("two CAs, the lower cannot widen", widened, NOT_PERMITTED),
	TLS("an exclusion above, a permission below", excluded_then_permitted,
	    NOT_PERMITTED),
	TLS("two CAs, each of which forbids", twice,
	    NOT_PERMITTED ", " NOT_PERMITTED),
	TLS("a CA below with a name", ca_below, EXCLUDED),
	TLS("a self-issued CA below with a name", self_issued_below, ""),
	TLS("the server below a self-issued CA", below_self_issued, EXCLUDED),
	TLS("constraints in a self-issued CA", by_self_issued, EXCLUDED),
	RFC("a self-issued server", self_issued_target, EXCLUDED),
	TLS("a CA is not held to its own", own_names, ""),
	TLS("a subject outside", subject_out, "error nc-dn-not-permitted"),
	TLS("a subject within", subject_in, ""),
	TLS("an empty subject", subject_empty, ""),
	TLS("a directoryName outside, its subject within", subject_in_name_out,
	    "error nc-dn-not-permitted"),
	TLS("emailAddress beside a subjectAltName", mailbox_beside_names,
	    "error nc-email-not-permitted"),
	TLS("an emailAddress that is permitted", mailbox_beside_permitted, ""),
	TLS("emailAddress alone", mailbox_alone,
	    "error nc-email-not-permitted, error peer-name-dns-mismatch"),
	TLS("a common name like a host", common_name_alone,
	    NAMELESS ", warning nc-common-name-not-permitted"),
	RFC("the same, rfc5280", common_name_alone, NAMELESS),
	TLS("a common name that is permitted", common_name_permitted, NAMELESS),
	TLS("a common name unlike a host", common_name_no_host,
	    "error peer-name-dns-mismatch"),
	TLS("a wildcard deep within", wild_in, ""),
	TLS("a wildcard at the constraint", wild_at, ""),
	TLS("a wildcard that is excluded", wild_excluded, EXCLUDED),
	TLS("a wildcard that reaches an exclusion", wild_above_excluded,
	    "error nc-wildcard-may-violate"),
	TLS("a wildcard that does not reach it", wild_far_above_excluded, ""),
	TLS("a wildcard below an exclusion", wild_below_excluded, EXCLUDED),
	TLS("a wildcard outside", wild_out, NOT_PERMITTED),
	TLS("a wildcard that is partly permitted", wild_partly,
	    "error nc-wildcard-may-violate"),
	TLS("a wildcard, case aside", wild_case,
	    "error nc-wildcard-may-violate"),
	TLS("an otherName that is constrained", other_critical,
	    "error nc-unsupported-name-type"),
	TLS("the same, not critical", other_same,
	    "error nc-unsupported-name-type, warning nc-not-critical"),
	TLS("another of its kind, not critical", other_ignored,
	    "warning nc-not-critical"),
	TLS("a mailbox that is none, where hosts are constrained",
	    no_mailbox, "error nc-presented-name-malformed"),
	TLS("a host that is none, where URIs are constrained", no_host,
	    "error nc-presented-name-malformed"),
	RFC("a mailbox that is none, and no constraint", no_constraint,
	    "error nc-empty, warning san-email-or-uri-malformed"),
	TLS("a registeredID that is constrained", registered,
	    "error nc-unsupported-name-type"),
	TLS("constraints on otherName, and none", other_absent, ""),
	TLS("a mailbox in UTF-8 that is excluded", utf8_mailbox,
	    "error nc-email-excluded"),
	TLS("a mailbox in UTF-8 that is permitted", utf8_mailbox_fine, ""),
	TLS("a minimum of 1", minimum, "error nc-minimum-maximum-set"),
	TLS("a maximum of 2", maximum, "error nc-minimum-maximum-set"),
	TLS("a minimum of 1, not critical", minimum_ignored,
	    "warning nc-not-critical"),
	TLS("a minimum for a form that is not there", minimum_of_other_form,
	    ""),
	TLS("a minimum of 0 written out", minimum_zero,
	    "error nc-constraint-malformed"),
	TLS("a constraint with a dot in front", malformed,
	    "error nc-constraint-malformed"),
	TLS("a broken constraint, not critical", malformed_not_critical,
	    "error nc-constraint-malformed, warning nc-not-critical"),
	TLS("a range without its mask", malformed_range,
	    "error nc-ip-range-malformed"),
	TLS("an empty permittedSubtrees", empty_permitted, "error nc-empty"),
	TLS("an empty excludedSubtrees", empty_excluded, "error nc-empty"),
	TLS("an extension that cannot be read, not critical", unreadable,
	    "error der-trailing-data"),
	TLS("constraints in a server certificate", in_leaf,
	    "warning nc-in-non-ca"),
	RFC("the same, rfc5280", in_leaf, "error nc-in-non-ca"),
};

START_TEST(test_cases)
{
	verdict_check(&cases[_i]);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *
suite(void)
{
	Suite *s = suite_create("constrained paths");
	TCase *t = tcase_create("constrained paths");

	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_loop_test(t, test_cases, 0, COUNT(cases));
	suite_add_tcase(s, t);
	return s;
}
