/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "tests/grove.h"
#include "tests/rules.h"
#include "tests/test.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static void
purposes(struct cert_spec *spec, const enum oid *list, size_t count)
{
	spec_ext_key_usage(spec, false, list, count);
}
#define PURPOSES(spec, ...) \
    purposes((spec), (const enum oid[]){ __VA_ARGS__ }, \
    sizeof((const enum oid[]){ __VA_ARGS__ }) / sizeof(enum oid))

/* The good issuing CA is for servers alone. */
static void
used_as(struct scenario *s, enum cw_purpose purpose)
{
	s->purpose = purpose;
	spec_remove(s->issuing, OID_CE_EXT_KEY_USAGE);
}

EDIT(as_client, used_as(s, CW_CLIENT))
EDIT(as_client_both, used_as(s, CW_CLIENT);
    PURPOSES(s->leaf, OID_KP_SERVER_AUTH, OID_KP_CLIENT_AUTH))
EDIT(as_email, used_as(s, CW_EMAIL))
EDIT(as_email_good, used_as(s, CW_EMAIL);
    PURPOSES(s->leaf, OID_KP_EMAIL_PROTECTION))
EDIT(as_any, s->purpose = CW_ANY_PURPOSE;
    PURPOSES(s->leaf, OID_KP_CODE_SIGNING))
EDIT(as_any_empty, s->purpose = CW_ANY_PURPOSE;
    spec_extension(s->leaf, OID_CE_EXT_KEY_USAGE, false,
    defect_empty(s->leaf)))
EDIT(client_missing, used_as(s, CW_CLIENT);
    spec_remove(s->leaf, OID_CE_EXT_KEY_USAGE))
EDIT(server_and_client, PURPOSES(s->leaf, OID_KP_CLIENT_AUTH,
    OID_KP_SERVER_AUTH))
EDIT(client_and_any, PURPOSES(s->leaf, OID_KP_CLIENT_AUTH, OID_KP_ANY))
EDIT(server_and_any, PURPOSES(s->leaf, OID_KP_SERVER_AUTH, OID_KP_ANY))
EDIT(server_and_email, PURPOSES(s->leaf, OID_KP_SERVER_AUTH,
    OID_KP_EMAIL_PROTECTION))
EDIT(code_alone, PURPOSES(s->leaf, OID_KP_CODE_SIGNING))
EDIT(issuing_server, PURPOSES(s->issuing, OID_KP_CLIENT_AUTH,
    OID_KP_SERVER_AUTH))
EDIT(issuing_any, PURPOSES(s->issuing, OID_KP_ANY))
EDIT(issuing_missing, spec_remove(s->issuing, OID_CE_EXT_KEY_USAGE))
EDIT(issuing_empty, spec_extension(s->issuing, OID_CE_EXT_KEY_USAGE, false,
    defect_empty(s->issuing)))
EDIT(issuing_client_any_purpose, PURPOSES(s->issuing, OID_KP_CLIENT_AUTH);
    s->purpose = CW_ANY_PURPOSE)
EDIT(root_client, PURPOSES(s->root, OID_KP_CLIENT_AUTH))
EDIT(leaf_and_issuing, PURPOSES(s->leaf, OID_KP_CLIENT_AUTH);
    PURPOSES(s->issuing, OID_KP_CLIENT_AUTH))
EDIT(unreadable, spec_extension(s->leaf, OID_CE_EXT_KEY_USAGE, false,
    SPEC_OCTETS(s->leaf, 0x30, 0x02, 0x05, 0x00)))

#define NETSCAPE(spec, ...) spec_extension((spec), OID_NETSCAPE_CERT_TYPE, \
    false, SPEC_OCTETS((spec), 3, 2, __VA_ARGS__))
EDIT(netscape_server, NETSCAPE(s->leaf, 6, 0x40))
EDIT(netscape_client, NETSCAPE(s->leaf, 6, 0x40); as_client_both(s))
EDIT(netscape_ca, NETSCAPE(s->issuing, 0, 0x07))
EDIT(netscape_ca_server, NETSCAPE(s->issuing, 6, 0x40))

static const struct rules_case rules[] = {
	GOOD_CASES,
	CASE("a client's", defect_EKU_PURPOSE_NOT_ALLOWED, CW_TLS,
	    "error eku-purpose-not-allowed"),
	CASE("a client's, rfc5280", defect_EKU_PURPOSE_NOT_ALLOWED, CW_RFC5280,
	    "error eku-purpose-not-allowed"),
	CASE("a server's, used by a client", as_client, CW_TLS,
	    "error eku-purpose-not-allowed"),
	CASE("for both, used by a client", as_client_both, CW_TLS, ""),
	CASE("a server's, used for mail", as_email, CW_TLS,
	    "error eku-purpose-not-allowed"),
	CASE("for mail, used for mail", as_email_good, CW_WEBPKI, ""),
	CASE("a Netscape type for code", defect_NETSCAPE_CERT_TYPE_MISMATCH,
	    CW_TLS, "warning netscape-cert-type-mismatch"),
	CASE("the same, rfc5280", defect_NETSCAPE_CERT_TYPE_MISMATCH,
	    CW_RFC5280, ""),
	CASE("a Netscape type for servers", netscape_server, CW_TLS, ""),
	CASE("the same, used by a client", netscape_client, CW_TLS,
	    "warning netscape-cert-type-mismatch"),
	CASE("a CA with the types of CAs", netscape_ca, CW_TLS, ""),
	CASE("a CA with the type of servers", netscape_ca_server, CW_TLS,
	    "warning netscape-cert-type-mismatch"),
	CASE("used for anything", as_any, CW_TLS, ""),
	CASE("empty is wrong for every use", as_any_empty, CW_TLS,
	    "error eku-empty"),
	CASE("server and client", server_and_client, CW_WEBPKI, ""),
	CASE("one purpose that no server has, alone", code_alone, CW_WEBPKI,
	    "error eku-purpose-not-allowed"),
	CASE("empty", defect_EKU_EMPTY, CW_TLS, "error eku-empty"),
	CASE("unreadable: that was found before", unreadable, CW_WEBPKI, ""),
	CASE("any, tls", defect_EKU_ONLY_ANY, CW_TLS, "warning eku-only-any"),
	CASE("any, webpki", defect_EKU_ONLY_ANY, CW_WEBPKI,
	    "error eku-only-any"),
	CASE("any, rfc5280", defect_EKU_ONLY_ANY, CW_RFC5280, ""),
	CASE("client and any", client_and_any, CW_WEBPKI, "error eku-only-any"),
	CASE("server and any", server_and_any, CW_WEBPKI,
	    "error eku-prohibited-combination"),
	CASE("server and mail", server_and_email, CW_WEBPKI,
	    "error eku-prohibited-combination"),
	CASE("server and code", defect_EKU_PROHIBITED_COMBINATION, CW_TLS,
	    "warning eku-prohibited-combination"),
	CASE("server and code, webpki", defect_EKU_PROHIBITED_COMBINATION,
	    CW_WEBPKI, "error eku-prohibited-combination"),
	CASE("missing, tls", defect_EKU_MISSING, CW_TLS, "warning eku-missing"),
	CASE("missing, webpki", defect_EKU_MISSING, CW_WEBPKI,
	    "error eku-missing"),
	CASE("missing, rfc5280", defect_EKU_MISSING, CW_RFC5280, ""),
	CASE("missing in a client's", client_missing, CW_WEBPKI, ""),
	CASE("missing in a CA", issuing_missing, CW_WEBPKI, ""),
	CASE("critical", defect_EKU_CRITICAL, CW_WEBPKI, "error eku-critical"),
	CASE("critical, rfc5280", defect_EKU_CRITICAL, CW_RFC5280, ""),
	CASE("a CA for clients", defect_EKU_ISSUER_PURPOSE_NOT_ALLOWED, CW_TLS,
	    "error eku-issuer-purpose-not-allowed"),
	CASE("a CA for clients, rfc5280", defect_EKU_ISSUER_PURPOSE_NOT_ALLOWED,
	    CW_RFC5280, "error eku-issuer-purpose-not-allowed"),
	CASE("a CA for both", issuing_server, CW_WEBPKI, ""),
	CASE("a CA for any", issuing_any, CW_TLS, ""),
	CASE("a CA for any, webpki", issuing_any, CW_WEBPKI,
	    "error eku-only-any"),
	CASE("a CA with an empty list", issuing_empty, CW_TLS,
	    "error eku-empty"),
	CASE("a CA for clients, used for anything", issuing_client_any_purpose,
	    CW_TLS, ""),
	CASE("both wrong: two faults", leaf_and_issuing, CW_TLS,
	    "error eku-issuer-purpose-not-allowed, "
	    "error eku-purpose-not-allowed"),
	CASE("a root for servers, tls", defect_EKU_ON_ROOT, CW_TLS, ""),
	CASE("a root for servers, webpki", defect_EKU_ON_ROOT, CW_WEBPKI,
	    "error eku-on-root"),
	CASE("a root for clients", root_client, CW_TLS,
	    "error eku-issuer-purpose-not-allowed"),
	CASE("a root for clients, webpki", root_client, CW_WEBPKI,
	    "error eku-issuer-purpose-not-allowed"),
	KEY_ANCHOR("a root for clients that is a key", root_client, CW_WEBPKI,
	    ""),
	ANCHOR("a root for clients that is a key with constraints", root_client,
	    CW_ANCHOR_CONSTRAINTS, "error eku-issuer-purpose-not-allowed"),
	ANCHOR("a root for clients that is a key with dates", root_client,
	    CW_ANCHOR_DATES, ""),
};

START_TEST(test_rules)
{
	rules_check(&rules[_i]);
}
END_TEST

/* ---- one of several purposes -------------------------------------------------- */

static void
for_all(struct cert_spec *spec)
{
	spec_remove(spec, OID_CE_EXT_KEY_USAGE);
}

static void
for_server(struct cert_spec *spec)
{
	PURPOSES(spec, OID_KP_SERVER_AUTH);
}

static void
for_client(struct cert_spec *spec)
{
	PURPOSES(spec, OID_KP_CLIENT_AUTH);
}

static void
for_both(struct cert_spec *spec)
{
	PURPOSES(spec, OID_KP_SERVER_AUTH, OID_KP_CLIENT_AUTH);
}

static void
for_mail(struct cert_spec *spec)
{
	PURPOSES(spec, OID_KP_EMAIL_PROTECTION);
}

static const struct {
	const char *name;
	void (*ca)(struct cert_spec *spec), (*leaf)(struct cert_spec *spec);
	enum cw_profile profile;
	const char *found;
} any_of[] = {
	{ "the second will do", for_all, for_client, CW_TLS, "" },
	{ "none of them", for_all, for_mail, CW_TLS,
	    "error eku-purpose-not-allowed" },
	{ "a CA for the second", for_client, for_both, CW_TLS, "" },
	{ "a CA for none", for_mail, for_both, CW_TLS,
	    "error eku-issuer-purpose-not-allowed" },
	{ "the CA for one, the leaf for the other", for_client, for_server,
	    CW_TLS, "error eku-purpose-not-allowed" },
	{ "the same by RFC 5280", for_client, for_server, CW_RFC5280,
	    "error eku-purpose-not-allowed" },
};

START_TEST(test_any_of)
{
	struct grove g;

	grove_start(&g);
	grove_plain(g.trust, "Root", "Root");
	grove_leaf(&g, "Sub", NULL, any_of[_i].leaf);
	grove_ca(g.chain, &(struct tree){ "Sub", "Root", NULL, NULL,
	    any_of[_i].ca });
	g.question.profile = any_of[_i].profile;
	g.question.purpose = CW_SERVER;
	g.question.or_purposes = 1u << CW_CLIENT;
	grove_ask(&g);
	ck_assert_msg(strcmp(grove_found(&g), any_of[_i].found) == 0,
	    "%s: %s", any_of[_i].name, grove_found(&g));
	grove_end(&g);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("extended_key_usage");
	TCase *t = tcase_create("rules");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_rules, 0, COUNT(rules));
	suite_add_tcase(s, t);
	t = tcase_create("any of");
	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_loop_test(t, test_any_of, 0, COUNT(any_of));
	suite_add_tcase(s, t);
	return s;
}
