/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of services (URI, SRV), SmtpUTF8Mailbox, and public suffixes. */
#include "config.h"

#include "base/arena.h"
#include "ca/defect.h"
#include "path/service_name.h"
#include "tests/grove.h"
#include "tests/rules.h"
#include "tests/test.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* ---- how a name is split -------------------------------------------------- */

/* service NULL: it is none */
static const struct {
	enum cw_name_type type;
	const char *text, *service, *host;
} splits[] = {
	{ CW_NAME_URI, "https://www.demo.test/", "https", "www.demo.test" },
	{ CW_NAME_URI, "https://www.demo.test", "https", "www.demo.test" },
	{ CW_NAME_URI, "https://me@www.demo.test:8443/a?b#c", "https",
	    "www.demo.test" },
	{ CW_NAME_URI, "https://a@b@www.demo.test/", "https",
	    "www.demo.test" },
	{ CW_NAME_URI, "https://www.demo.test?a@evil.test", "https",
	    "www.demo.test" },
	{ CW_NAME_URI, "https://www.demo.test#@evil.test", "https",
	    "www.demo.test" },
	{ CW_NAME_URI, "sip:voice.demo.test", "sip", "voice.demo.test" },
	{ CW_NAME_URI, "sips:me@voice.demo.test;transport=tcp", "sips",
	    "voice.demo.test" },
	{ CW_NAME_URI, "xmpp:me@chat.demo.test/home", "xmpp",
	    "chat.demo.test" },
	{ CW_NAME_URI, "coap+tcp://a.test", "coap+tcp", "a.test" },
	{ CW_NAME_URI, "https://[2001:db8::1]:443/", "https",
	    "[2001:db8::1]:443" },
	{ CW_NAME_URI, "www.demo.test", NULL, NULL },
	{ CW_NAME_URI, "https:", NULL, NULL },
	{ CW_NAME_URI, "https://", NULL, NULL },
	{ CW_NAME_URI, "file:///etc/passwd", NULL, NULL },
	{ CW_NAME_URI, ":www.demo.test", NULL, NULL },
	{ CW_NAME_URI, "1a:www.demo.test", NULL, NULL },
	{ CW_NAME_URI, "a_b:www.demo.test", NULL, NULL },
	{ CW_NAME_URI, "", NULL, NULL },
	{ CW_NAME_SRV, "_imap.demo.test", "imap", "demo.test" },
	{ CW_NAME_SRV, "_xmpp-client.demo.test", "xmpp-client", "demo.test" },
	{ CW_NAME_SRV, "_imap._tcp.demo.test", "imap", "_tcp.demo.test" },
	{ CW_NAME_SRV, "_imap.test", "imap", "test" },
	{ CW_NAME_SRV, "imap.demo.test", NULL, NULL },
	{ CW_NAME_SRV, "_.demo.test", NULL, NULL },
	{ CW_NAME_SRV, "_imap", NULL, NULL },
	{ CW_NAME_SRV, "_imap.", NULL, NULL },
	{ CW_NAME_SRV, "_993.demo.test", NULL, NULL },
	{ CW_NAME_SRV, "_-imap.demo.test", NULL, NULL },
	{ CW_NAME_SRV, "_im ap.demo.test", NULL, NULL },
	{ CW_NAME_SRV, "", NULL, NULL },
};

START_TEST(test_split)
{
	struct service_name name;
	struct bytes text = bytes_of(splits[_i].text);
	bool is = splits[_i].type == CW_NAME_URI ? uri_split(text, &name) :
	    srv_split(text, &name);

	ck_assert_msg(is == (splits[_i].service != NULL), "\"%s\"",
	    splits[_i].text);
	if (is)
		ck_assert_msg(bytes_equal_string(name.service,
		    splits[_i].service) && bytes_equal_string(name.host,
		    splits[_i].host), "\"%s\": \"%.*s\" at \"%.*s\"",
		    splits[_i].text, (int)name.service.len,
		    (const char *)name.service.data, (int)name.host.len,
		    (const char *)name.host.data);
}
END_TEST

/* host NULL: it is not legal */
static const struct {
	enum cw_name_type type;
	const char *asked, *host;
} references[] = {
	{ CW_NAME_URI, "https://WWW.Demo.test/a", "www.demo.test" },
	{ CW_NAME_URI, "https://b\xc3\xbc" "cher.test/", "xn--bcher-kva.test" },
	{ CW_NAME_URI, "https://www.demo.test.:443", "www.demo.test" },
	{ CW_NAME_URI, "https://192.0.2.1/", NULL },
	{ CW_NAME_URI, "https://[::1]/", NULL },
	{ CW_NAME_URI, "https://*.demo.test/", NULL },
	{ CW_NAME_URI, "https://a..test/", NULL },
	{ CW_NAME_URI, "www.demo.test", NULL },
	{ CW_NAME_SRV, "_imap.Demo.test", "demo.test" },
	{ CW_NAME_SRV, "_imap.b\xc3\xbc" "cher.test", "xn--bcher-kva.test" },
	{ CW_NAME_SRV, "_imap._tcp.demo.test", NULL },
	{ CW_NAME_SRV, "_imap.*.test", NULL },
	{ CW_NAME_SRV, "imap.demo.test", NULL },
};

START_TEST(test_reference)
{
	struct reference_name r;
	const char *due = references[_i].host;
	bool legal = reference_name_read(&r, references[_i].type,
	    references[_i].asked);

	ck_assert_msg(legal == (due != NULL), "\"%s\": %s",
	    references[_i].asked, r.problem != NULL ? r.problem : "legal");
	if (legal)
		ck_assert_str_eq(r.host_text, due);
}
END_TEST

/* ---- SmtpUTF8Mailbox ------------------------------------------------------ */

#define JOERG "j\xc3\xb6rg"

static const struct {
	const char *asked, *presented;
	bool matches;
} mailboxes[] = {
	{ JOERG "@demo.test", JOERG "@demo.test", true },
	{ JOERG "@DEMO.test", JOERG "@Demo.TEST", true },
	{ JOERG "@b\xc3\xbc" "cher.test", JOERG "@xn--bcher-kva.test", true },
	{ JOERG "@b\xc3\xbc" "cher.test", JOERG "@b\xc3\xbc" "cher.test",
	    true },
	{ JOERG "@xn--bcher-kva.test", JOERG "@b\xc3\xbc" "cher.test", true },
	{ JOERG "@demo.test", "J\xc3\xb6rg@demo.test", false },
	{ JOERG "@demo.test", "jo\xcc\x88rg@demo.test", false },
	{ JOERG "@demo.test", JOERG "@www.demo.test", false },
	{ JOERG "@demo.test", JOERG, false },
	{ JOERG "@demo.test", "@demo.test", false },
	{ JOERG "@demo.test", "", false },
	/* RFC 9598 3: such a mailbox belongs into an rfc822Name. */
	{ "ann@demo.test", "ann@demo.test", false },
};

START_TEST(test_mailbox)
{
	struct reference_name r;

	ck_assert(reference_name_read(&r, CW_NAME_EMAIL, mailboxes[_i].asked));
	ck_assert_msg(utf8_mailbox_matches(bytes_of(mailboxes[_i].presented),
	    &r) == mailboxes[_i].matches, "%s", mailboxes[_i].presented);
}
END_TEST

/* ---- rules ---------------------------------------------------------------- */

static void
ask(struct scenario *s, enum cw_name_type type, const char *name)
{
	s->name_type = type;
	s->name = name;
}

static void
srv(struct scenario *s, const char *presented, const char *asked)
{
	defect_name_beside(s, GN_OTHER, defect_srv(s->leaf, presented));
	ask(s, CW_NAME_SRV, asked);
}

static void
uri(struct scenario *s, const char *presented, const char *asked)
{
	defect_name_beside(s, GN_URI, bytes_of(presented));
	ask(s, CW_NAME_URI, asked);
}

/* An otherName of that string type under the OID of SmtpUTF8Mailbox. */
static void
mailbox(struct scenario *s, uint8_t tag, const char *presented)
{
	struct bytes oid = defect_oid(s->leaf, OID_ON_SMTP_UTF8_MAILBOX);
	struct bytes value = DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(0),
	    DEFECT_ELEMENT(s->leaf, tag, bytes_of(presented)));
	struct bytes whole = DEFECT_ELEMENT(s->leaf, DER_SEQUENCE, oid, value);

	defect_name_beside(s, GN_OTHER, bytes_skip(whole, 2));
	ask(s, CW_NAME_EMAIL, JOERG "@demo.test");
}

EDIT(srv_good, srv(s, "_imap.demo.test", "_imap.demo.test"))
EDIT(srv_case, srv(s, "_IMAP.demo.TEST", "_imap.Demo.test"))
EDIT(srv_wildcard, srv(s, "_imap.*.test", "_imap.demo.test"))
EDIT(srv_other_host, srv(s, "_imap.other.test", "_imap.demo.test"))
EDIT(srv_both_other, srv(s, "_pop.other.test", "_imap.demo.test"))
EDIT(srv_only_dns, ask(s, CW_NAME_SRV, "_imap.www.demo.test"))
EDIT(srv_no_san, spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME);
    ask(s, CW_NAME_SRV, "_imap.www.demo.test"))
EDIT(srv_asked_as_dns, srv(s, "_imap.demo.test", "");
    ask(s, CW_NAME_DNS, "_imap.demo.test"))
EDIT(uri_good, uri(s, "sip:voice.demo.test", "sip:voice.demo.test"))
EDIT(uri_case, uri(s, "SIP:Voice.demo.test", "sip:me@voice.demo.test"))
EDIT(uri_scheme, uri(s, "sip:voice.demo.test", "sips:voice.demo.test"))
EDIT(uri_host, uri(s, "https://www.demo.test.evil.test/",
    "https://www.demo.test/"))
EDIT(uri_user, uri(s, "https://www.demo.test@evil.test/",
    "https://www.demo.test/"))
EDIT(uri_port, uri(s, "https://www.demo.test:8443/a", "https://www.demo.test"))
EDIT(uri_only_dns, ask(s, CW_NAME_URI, "https://www.demo.test/"))
EDIT(uri_bad, ask(s, CW_NAME_URI, "www.demo.test"))
EDIT(mail_good, mailbox(s, DER_UTF8_STRING, JOERG "@demo.test"))
EDIT(mail_type, mailbox(s, DER_IA5_STRING, JOERG "@demo.test"))
EDIT(mail_other, mailbox(s, DER_UTF8_STRING, "J\xc3\xb6rg@demo.test"))
EDIT(mail_ascii, mailbox(s, DER_UTF8_STRING, "ann@demo.test");
    ask(s, CW_NAME_EMAIL, "ann@demo.test"))
EDIT(star_demo, defect_dns(s->leaf, "*.demo.test", NULL))
EDIT(star_cn, spec_subject(s->leaf, "www.demo.test", NULL);
    defect_dns(s->leaf, "*.test", "www.demo.test"))
EDIT(star_ca, defect_dns(s->issuing, "*.test", NULL))

static const struct rules_case rules[] = {
	CASE("the service at the host", srv_good, CW_TLS, ""),
	CASE("in letters of another case", srv_case, CW_TLS, ""),
	CASE("a wildcard for the host", srv_wildcard, CW_TLS, ""),
	CASE("another service", defect_PEER_NAME_SERVICE_MISMATCH, CW_TLS,
	    "error peer-name-service-mismatch"),
	CASE("another service, rfc5280", defect_PEER_NAME_SERVICE_MISMATCH,
	    CW_RFC5280, "error peer-name-service-mismatch"),
	CASE("another host", srv_other_host, CW_TLS,
	    "error peer-name-service-mismatch"),
	CASE("both differ", srv_both_other, CW_TLS,
	    "error peer-name-service-mismatch"),
	CASE("a DNS name is no SRV name", srv_only_dns, CW_TLS,
	    "error peer-name-service-mismatch"),
	CASE("no names at all", srv_no_san, CW_TLS,
	    "error peer-name-service-mismatch"),
	CASE("an SRV name is no DNS name", srv_asked_as_dns, CW_TLS,
	    "error peer-name-dns-mismatch"),
	CASE("the URI", uri_good, CW_TLS, ""),
	CASE("user and case are not compared", uri_case, CW_TLS, ""),
	CASE("port and path are not compared", uri_port, CW_TLS, ""),
	CASE("another scheme", uri_scheme, CW_TLS,
	    "error peer-name-service-mismatch"),
	CASE("the host is the start of another", uri_host, CW_TLS,
	    "error peer-name-service-mismatch"),
	CASE("the host is a user at another", uri_user, CW_TLS,
	    "error peer-name-service-mismatch"),
	CASE("a DNS name is no URI", uri_only_dns, CW_TLS,
	    "error peer-name-service-mismatch"),
	CASE("no URI is asked for", uri_bad, CW_TLS,
	    "error peer-name-reference-invalid"),
	CASE("a mailbox in UTF-8", mail_good, CW_TLS, ""),
	CASE("as another type of string", mail_type, CW_TLS,
	    "error peer-name-email-mismatch"),
	CASE("another mailbox in UTF-8", mail_other, CW_TLS,
	    "error peer-name-email-mismatch"),
	CASE("an ASCII mailbox in UTF-8", mail_ascii, CW_TLS,
	    "error peer-name-email-mismatch"),
	CASE("a * below a top domain, tls",
	    defect_PEER_NAME_WILDCARD_PUBLIC_SUFFIX, CW_TLS,
	    "warning peer-name-wildcard-public-suffix"),
	CASE("the same, webpki", defect_PEER_NAME_WILDCARD_PUBLIC_SUFFIX,
	    CW_WEBPKI, "error peer-name-wildcard-public-suffix"),
	CASE("the same, rfc5280", defect_PEER_NAME_WILDCARD_PUBLIC_SUFFIX,
	    CW_RFC5280, ""),
	CASE("listed first", star_cn, CW_WEBPKI,
	    "error peer-name-wildcard-public-suffix"),
	CASE("a * below two labels, without a list", star_demo, CW_WEBPKI,
	    "error common-name-not-in-san"),
	CASE("in a CA it names no server", star_ca, CW_WEBPKI, ""),
};

START_TEST(test_rules)
{
	rules_check(&rules[_i]);
}
END_TEST

/* ---- a list of public suffixes -------------------------------------------- */

static const char *presented_star;

static void
star(struct cert_spec *spec)
{
	defect_dns(spec, presented_star, GROVE_HOST);
}

/* The context is the one suffix there is. */
static bool
is_suffix(void *context, const char *domain)
{
	return strcmp(context, domain) == 0;
}

static const struct {
	const char *presented, *found;
} stars[] = {
	{ "*.co.test", "warning peer-name-wildcard-public-suffix" },
	{ "*.CO.Test", "warning peer-name-wildcard-public-suffix" },
	{ "*.demo.co.test", "" },
	{ "*.test", "" },
	{ "co.test", "" },
};

START_TEST(test_suffix)
{
	char suffix[] = "co.test";
	struct grove g;

	grove_start(&g);
	presented_star = stars[_i].presented;
	grove_leaf(&g, "Root", NULL, star);
	grove_plain(g.trust, "Root", "Root");
	g.question.public_suffix = is_suffix;
	g.question.public_suffix_context = suffix;
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), stars[_i].found);
	grove_end(&g);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("service_name");
	TCase *t = tcase_create("names");

	tcase_add_loop_test(t, test_split, 0, COUNT(splits));
	tcase_add_loop_test(t, test_reference, 0, COUNT(references));
	tcase_add_loop_test(t, test_mailbox, 0, COUNT(mailboxes));
	suite_add_tcase(s, t);
	t = tcase_create("rules");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_rules, 0, COUNT(rules));
	suite_add_tcase(s, t);
	t = tcase_create("suffixes");
	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_loop_test(t, test_suffix, 0, COUNT(stars));
	suite_add_tcase(s, t);
	return s;
}
