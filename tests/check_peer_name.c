/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The name asked for, the names presented, and the rules about both. */
#include "config.h"

#include <stdlib.h>

#include "base/arena.h"
#include "ca/defect.h"
#include "path/reference_name.h"
#include "tests/rules.h"
#include "tests/test.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* ---- the name asked for ------------------------------------------------- */

#define A10 "aaaaaaaaaa"
#define A60 A10 A10 A10 A10 A10 A10
#define A63 A60 "aaa"

/* prepared: the host, the domain of a mailbox, or NULL: not legal */
static const struct {
	enum cw_name_type type;
	const char *asked, *prepared;
} references[] = {
	{ CW_NAME_DNS, "www.demo.test", "www.demo.test" },
	{ CW_NAME_DNS, "WWW.Demo.TEST", "www.demo.test" },
	{ CW_NAME_DNS, "www.demo.test.", "www.demo.test" },
	{ CW_NAME_DNS, "localhost", "localhost" },
	{ CW_NAME_DNS, "my_host.demo.test", "my_host.demo.test" },
	{ CW_NAME_DNS, "xn--bcher-kva.demo.test", "xn--bcher-kva.demo.test" },
	{ CW_NAME_DNS, "b\xc3\xbc" "cher.demo.test",
	    "xn--bcher-kva.demo.test" },
	{ CW_NAME_DNS, "B\xc3\x9c" "CHER.Demo.test",
	    "xn--bcher-kva.demo.test" },
	{ CW_NAME_DNS, "b\xc3\xbc" "cher.demo.test.",
	    "xn--bcher-kva.demo.test" },
	{ CW_NAME_DNS, "9.demo.test", "9.demo.test" },
	{ CW_NAME_DNS, A63 ".test", A63 ".test" },
	{ CW_NAME_DNS, A63 "." A63 "." A63 "." A60 "a",
	    A63 "." A63 "." A63 "." A60 "a" },
	{ CW_NAME_DNS, A63 "." A63 "." A63 "." A60 "aa", NULL },
	{ CW_NAME_DNS, A63 "a.test", NULL },
	{ CW_NAME_DNS, "", NULL },
	{ CW_NAME_DNS, ".", NULL },
	{ CW_NAME_DNS, "www.demo.test..", NULL },
	{ CW_NAME_DNS, ".demo.test", NULL },
	{ CW_NAME_DNS, "www demo.test", NULL },
	{ CW_NAME_DNS, "www demo..test", NULL },
	{ CW_NAME_DNS, "www..demo.test", NULL },
	{ CW_NAME_DNS, "-www.demo.test", NULL },
	{ CW_NAME_DNS, "www-.demo.test", NULL },
	{ CW_NAME_DNS, "*.demo.test", NULL },
	{ CW_NAME_DNS, "w*.demo.test", NULL },
	{ CW_NAME_DNS, "https://www.demo.test/", NULL },
	{ CW_NAME_DNS, "www.demo.test:443", NULL },
	{ CW_NAME_DNS, "192.0.2.1", NULL },
	{ CW_NAME_DNS, "10.1", NULL },
	{ CW_NAME_DNS, "b\xfc" "cher.demo.test", NULL },
	{ CW_NAME_DNS, "www.demo\n.test", NULL },
	{ CW_NAME_IP, "192.0.2.1", "" },
	{ CW_NAME_IP, "2001:db8::1", "" },
	{ CW_NAME_IP, "www.demo.test", NULL },
	{ CW_NAME_IP, "192.0.2", NULL },
	{ CW_NAME_IP, "192.0.2.1/24", NULL },
	{ CW_NAME_IP, "", NULL },
	{ CW_NAME_EMAIL, "ann@Demo.test", "demo.test" },
	{ CW_NAME_EMAIL, "ann@b\xc3\xbc" "cher.test", "xn--bcher-kva.test" },
	{ CW_NAME_EMAIL, "\"a@b\"@demo.test", "demo.test" },
	{ CW_NAME_EMAIL, "ann", NULL },
	{ CW_NAME_EMAIL, "@demo.test", NULL },
	{ CW_NAME_EMAIL, "ann@", NULL },
	{ CW_NAME_EMAIL, "ann@demo..test", NULL },
	{ CW_NAME_EMAIL, "ann\n@demo.test", NULL },
	/* guessed */
	{ CW_NAME_NONE, "www.demo.test", "www.demo.test" },
	{ CW_NAME_NONE, "192.0.2.1", "" },
	{ CW_NAME_NONE, "ann@demo.test", "demo.test" },
};

START_TEST(test_reference)
{
	struct reference_name r;
	const char *due = references[_i].prepared;
	bool legal = reference_name_read(&r, references[_i].type,
	    references[_i].asked);

	ck_assert_msg(legal == (due != NULL), "\"%s\": %s",
	    references[_i].asked, r.problem != NULL ? r.problem : "legal");
	ck_assert(!r.failed);
	ck_assert((r.problem == NULL) == legal);
	if (legal)
		ck_assert_msg(bytes_equal_string(r.host, due), "\"%s\"",
		    r.host_text);
}
END_TEST

/* ---- dNSName ------------------------------------------------------------ */

#define HOSTS 20

static const char *const hosts[HOSTS] = {
	"www.demo.test", "demo.test", "a.www.demo.test", "test", "localhost",
	"wwww.demo.test", "xn--bcher-kva.demo.test", "www.xn--bcher-kva.test",
	"my_host.demo.test", "www.demo.test.example", "www-1.demo.test",
	"demo.test.demo.test", "w.demo.test", "www.demo2.test",
	"a.b.c.demo.test", "www.sub.test", "xdemo.test", "ww.demo.test",
	"www.demo.tes", "192-0-2-1.demo.test"
};

/*
 * A letter for each host: = names it; s the * had to span labels, p it is a
 * part of a label, i of an A-label, n it is not left-most; . something else.
 */
static const struct {
	const char *presented;
	char of_host[HOSTS + 1];
} patterns[] = {
	{ "www.demo.test", "=..................." },
	{ "WWW.Demo.TEST", "=..................." },
	{ "demo.test", ".=.................." },
	{ "*.demo.test", "=.s..==.=.=s=.s..=.=" },
	{ "*.DEMO.test", "=.s..==.=.=s=.s..=.=" },
	{ "*.test", "s=s..ssss.ssssss=s.s" },
	{ "*", "...................." },
	{ "*.", "...................." },
	{ "", "...................." },
	{ "www.demo.test.", "...................." },
	{ ".demo.test", "...................." },
	{ "www..demo.test", "...................." },
	{ "w*.demo.test", "p....p....p.p....p.." },
	{ "*w.demo.test", "p....p......p....p.." },
	{ "w*w.demo.test", "p....p...........p.." },
	{ "www*.demo.test", "p....p....p........." },
	{ "*www.demo.test", "p....p.............." },
	{ "www.*.test", "n......n.....n.n...." },
	{ "www.d*o.test", "n..................." },
	{ "www.demo.*", "n.................n." },
	{ "*.*.test", "n....nnnn.n.nn.n.n.n" },
	{ "*.*.demo.test", "..n........n........" },
	{ "**.demo.test", "p....pp.p.p.p....p.p" },
	{ "*.demo.*", "n....nn.n.n.n....nnn" },
	{ "xn--*.demo.test", "......i............." },
	{ "xn--*-kva.demo.test", "......i............." },
	{ "xn--bcher-kva.demo.test", "......=............." },
	{ "*.xn--bcher-kva.test", ".......=............" },
	{ "www.xn--*.test", ".......i............" },
	{ "my_host.demo.test", "........=..........." },
	{ "localhost", "....=..............." },
	{ "*.localhost", "...................." },
	{ "*.www.demo.test", "..=................." },
	{ "a.*.demo.test", "..n................." },
	{ "*a.www.demo.test", "..p................." },
	{ "xn--*.*.test", "......n............." },
	{ "*-1.demo.test", "..........p........p" },
	{ " www.demo.test", "...................." },
	{ "www.demo.test ", "...................." },
	{ "*.b.c.demo.test", "..............=....." },
	{ "*.evil.test", "...................." },
	{ "*.tes", "..................s." },
	{ "*demo.test", ".p..............p..." },
	{ "w*", "...................." },
	{ "*.demo.test.example", ".........=.........." },
	{ "XN--*.demo.test", "......i............." },
};

static char
relation(struct bytes presented, struct bytes host)
{
	static const char miss[] = {
		[DNS_DIFFERENT] = '.', [DNS_IN_IDNA_LABEL] = 'i',
		[DNS_SPANS_LABELS] = 's', [DNS_PARTIAL_LABEL] = 'p',
		[DNS_NOT_LEFTMOST] = 'n'
	};

	return dns_name_matches(presented, host) ? '=' :
	    miss[dns_name_near_miss(presented, host)];
}

START_TEST(test_patterns)
{
	for (int h = 0; h < HOSTS; h++) {
		char found = relation(bytes_of(patterns[_i].presented),
		    bytes_of(hosts[h]));

		ck_assert_msg(found == patterns[_i].of_host[h],
		    "\"%s\" for %s: %c, not %c", patterns[_i].presented,
		    hosts[h], found, patterns[_i].of_host[h]);
	}
}
END_TEST

/* An octet 00, or any other that hosts do not have, never matches. */
START_TEST(test_pattern_octets)
{
	char name[] = "www.demo.test";

	for (size_t i = 0; i < sizeof(name) - 1; i++) {
		for (int octet = 0; octet < 256; octet++) {
			char kept = name[i];
			bool same = octet == kept || (kept != '.' &&
			    octet == kept - ('a' - 'A'));

			name[i] = (char)octet;
			ck_assert_msg(dns_name_matches((struct bytes){
			    (const uint8_t *)name, sizeof(name) - 1 },
			    bytes_of("www.demo.test")) == same,
			    "octet %02x at %zu", (unsigned)octet, i);
			name[i] = kept;
		}
	}
	ck_assert(!dns_name_matches((struct bytes){
	    (const uint8_t *)"www.demo.test\0.evil.test", 24 },
	    bytes_of("www.demo.test")));
	ck_assert(!dns_name_matches((struct bytes){
	    (const uint8_t *)"*.demo.test\0", 12 },
	    bytes_of("www.demo.test")));
}
END_TEST

static const struct {
	const char *presented;
	size_t common;
} shared[] = {
	{ "www.demo.test", 3 }, { "WWW.demo.TEST", 3 }, { "a.demo.test", 2 },
	{ "*.demo.test", 2 }, { "demo.test", 2 }, { "a.test", 1 },
	{ "test", 1 }, { "www.demo.tes", 0 }, { "", 0 }, { ".", 0 },
	{ "www.demo.test.", 0 }, { "a.www.demo.test", 3 }, { "..test", 1 },
};

START_TEST(test_common)
{
	ck_assert_uint_eq(dns_name_common(bytes_of(shared[_i].presented),
	    bytes_of("www.demo.test")), shared[_i].common);
}
END_TEST

/* ---- mailboxes and addresses -------------------------------------------- */

static const struct {
	const char *asked, *presented;
	bool matches;
} mailboxes[] = {
	{ "ann@demo.test", "ann@demo.test", true },
	{ "ann@demo.test", "ann@DEMO.Test", true },
	{ "ann@DEMO.test", "ann@demo.test", true },
	{ "ann@demo.test", "Ann@demo.test", false },
	{ "ann@demo.test", "ann@demo.test.", false },
	{ "ann@demo.test", "ann@www.demo.test", false },
	{ "ann@demo.test", "demo.test", false },
	{ "ann@demo.test", "@demo.test", false },
	{ "ann@demo.test", "ann@*.test", false },
	{ "ann@demo.test", "*@demo.test", false },
	{ "ann@demo.test", "", false },
	{ "ann@demo.test", "joann@demo.test", false },
	{ "\"a@b\"@demo.test", "\"a@b\"@demo.test", true },
	{ "ann@b\xc3\xbc" "cher.test", "ann@xn--bcher-kva.test", true },
	{ "j\xc3\xb6rg@demo.test", "j\xc3\xb6rg@demo.test", true },
	{ "j\xc3\xb6rg@demo.test", "jorg@demo.test", false },
};

START_TEST(test_mailbox)
{
	struct reference_name r;

	ck_assert(reference_name_read(&r, CW_NAME_EMAIL, mailboxes[_i].asked));
	ck_assert_msg(mailbox_matches(bytes_of(mailboxes[_i].presented), &r) ==
	    mailboxes[_i].matches, "%s", mailboxes[_i].presented);
}
END_TEST

static const struct {
	const char *text;
	bool address;
} texts[] = {
	{ "192.0.2.1", true }, { "2001:db8::1", true }, { "::", true },
	{ "::ffff:192.0.2.1", true }, { "192.0.2", false },
	{ "192.0.2.256", false }, { "www.demo.test", false }, { "", false },
	{ "1", false }, { "*.0.2.1", false }, { "dead:beef", false },
	{ "192.0.2.1.demo.test", false },
	{ "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", false },
};

START_TEST(test_address_text)
{
	uint8_t octets[16];
	size_t len;

	ck_assert_msg(address_text(bytes_of(texts[_i].text), octets, &len) ==
	    texts[_i].address, "%s", texts[_i].text);
}
END_TEST

/* ---- rules -------------------------------------------------------------- */

static void
names(struct scenario *s, const struct spec_name *list, size_t count)
{
	spec_subject_alt_name(s->leaf, false, list, count);
}
#define NAMES(s, ...) names((s), (const struct spec_name[]){ __VA_ARGS__ }, \
    sizeof((const struct spec_name[]){ __VA_ARGS__ }) / \
    sizeof(struct spec_name))
#define DNS(text) { GN_DNS, bytes_of(text) }
#define IP(...) { GN_IP, { (const uint8_t[]){ __VA_ARGS__ }, \
    sizeof((const uint8_t[]){ __VA_ARGS__ }) } }
#define EMAIL(text) { GN_EMAIL, bytes_of(text) }
#define URI(text) { GN_URI, bytes_of(text) }
/* What an otherName of RFC 9598 holds. */
#define UTF8_MAILBOX bytes_of("\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x09" \
    "\xa0\x0f\x0c\x0d" "ann@demo.test")
#define GOOD DNS("www.demo.test")

static void
ask(struct scenario *s, enum cw_name_type type, const char *name)
{
	s->name_type = type;
	s->name = name;
}

EDIT(wildcard, NAMES(s, DNS("*.demo.test")))
EDIT(upper_case, NAMES(s, DNS("WWW.DEMO.TEST")))
EDIT(any_name, NAMES(s, DNS("other.test")); s->name_type = CW_NAME_NONE)
EDIT(ask_idn, NAMES(s, DNS("xn--bcher-kva.demo.test"));
    ask(s, CW_NAME_DNS, "b\xc3\xbc" "cher.demo.test"))
EDIT(ask_dot, ask(s, CW_NAME_DNS, "www.demo.test."))
EDIT(other_host, NAMES(s, DNS("api.demo.test"), DNS("*.dev.demo.test")))
EDIT(apex, NAMES(s, DNS("*.demo.test")); ask(s, CW_NAME_DNS, "demo.test"))
EDIT(nul_inside, const char *text = "www.demo.test\0.evil.test";
    NAMES(s, { GN_DNS, { (const uint8_t *)text, 24 } }))
EDIT(nul_beside, const char *text = "www.demo.test\0.evil.test";
    NAMES(s, GOOD, { GN_DNS, { (const uint8_t *)text, 24 } }))
EDIT(only_email, NAMES(s, EMAIL("ann@demo.test"));
    spec_subject(s->leaf, "Ann", NULL))
EDIT(only_email_cn, NAMES(s, EMAIL("ann@demo.test")))
EDIT(no_san_other_cn, spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME);
    spec_subject(s->leaf, "other.demo.test", NULL))
EDIT(no_san, spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME))
EDIT(no_san_wildcard_cn, spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME);
    spec_subject(s->leaf, "*.demo.test", NULL))
EDIT(no_san_ip_cn, spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME);
    spec_subject(s->leaf, "192.0.2.1", NULL);
    ask(s, CW_NAME_IP, "192.0.2.1"))
EDIT(cn_beside_san, NAMES(s, DNS("api.demo.test")))
EDIT(two_misses, NAMES(s, DNS("w*.demo.test"), DNS("www.*.test")))
EDIT(miss_beside_match, NAMES(s, DNS("w*.demo.test"), GOOD))
EDIT(ip_good, NAMES(s, IP(192, 0, 2, 1)); ask(s, CW_NAME_IP, "192.0.2.1"))
EDIT(ip6_good, NAMES(s, IP(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1)); ask(s, CW_NAME_IP, "2001:DB8:0::1"))
EDIT(ip_mapped, NAMES(s, IP(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2,
    1)); ask(s, CW_NAME_IP, "192.0.2.1"))
EDIT(ip_other, NAMES(s, GOOD, IP(192, 0, 2, 2));
    ask(s, CW_NAME_IP, "192.0.2.1"))
EDIT(ip_none, ask(s, CW_NAME_IP, "192.0.2.1"))
EDIT(ip_as_dns, NAMES(s, GOOD, DNS("192.0.2.1"));
    ask(s, CW_NAME_IP, "192.0.2.1"))
EDIT(ip6_as_dns, NAMES(s, DNS("2001:db8::1"));
    ask(s, CW_NAME_IP, "2001:db8:0::1"))
EDIT(ip_as_both, NAMES(s, IP(192, 0, 2, 1), DNS("192.0.2.1"));
    ask(s, CW_NAME_IP, "192.0.2.1"))
EDIT(ip_as_dns_beside, NAMES(s, GOOD, DNS("192.0.2.1")))
EDIT(ip_short, NAMES(s, GOOD, IP(192, 0, 2)))
EDIT(ip_mask, NAMES(s, GOOD, IP(192, 0, 2, 0, 255, 255, 255, 0)))
EDIT(ip_both_lengths, NAMES(s, GOOD, IP(192, 0, 2, 1), IP(0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 1)))
EDIT(mail_good, NAMES(s, GOOD, EMAIL("ann@DEMO.test"));
    ask(s, CW_NAME_EMAIL, "ann@demo.test"))
EDIT(mail_other, NAMES(s, GOOD, EMAIL("Ann@demo.test"));
    ask(s, CW_NAME_EMAIL, "ann@demo.test"))
EDIT(mail_utf8, NAMES(s, GOOD, { GN_OTHER, UTF8_MAILBOX });
    ask(s, CW_NAME_EMAIL, "ann@demo.test"))
EDIT(mail_x400, NAMES(s, GOOD, { GN_X400, UTF8_MAILBOX });
    ask(s, CW_NAME_EMAIL, "ann@demo.test"))
EDIT(reference_empty, ask(s, CW_NAME_DNS, ""))
EDIT(reference_star, ask(s, CW_NAME_DNS, "*.demo.test"))
EDIT(san_empty, spec_extension(s->leaf, OID_CE_SUBJECT_ALT_NAME, false,
    defect_empty(s->leaf)))
EDIT(underscore, NAMES(s, GOOD, DNS("my_host.demo.test")))
EDIT(underscore_asked, NAMES(s, DNS("my_host.demo.test"));
    ask(s, CW_NAME_DNS, "my_host.demo.test"))
EDIT(dot_at_end, NAMES(s, GOOD, DNS("www.demo.test.")))
EDIT(dot_at_end_only, NAMES(s, DNS("www.demo.test.")))
EDIT(empty_label, NAMES(s, GOOD, DNS("www..demo.test")))
EDIT(empty_name, NAMES(s, GOOD, DNS("")))
EDIT(long_label, NAMES(s, GOOD, DNS(A63 "a.test")))
EDIT(longest_label, NAMES(s, GOOD, DNS(A63 ".test")))
EDIT(long_name, NAMES(s, GOOD, DNS(A63 "." A63 "." A63 "." A60 "aa")))
EDIT(longest_name, NAMES(s, GOOD, DNS(A63 "." A63 "." A63 "." A60 "a")))
EDIT(a_space, NAMES(s, GOOD, DNS("www demo.test")))
EDIT(star_inside, NAMES(s, GOOD, DNS("a*.other.test")))
EDIT(star_alone, NAMES(s, GOOD, DNS("*")))
EDIT(three_wrong, NAMES(s, GOOD, DNS("a_.test"), DNS("b_.test"),
    DNS("-c.test")))
EDIT(unicode_beside, NAMES(s, GOOD, DNS("b\xc3\xbc" "cher.demo.test")))
EDIT(unicode_asked, NAMES(s, DNS("b\xc3\xbc" "cher.demo.test"));
    ask(s, CW_NAME_DNS, "xn--bcher-kva.demo.test"))
EDIT(mail_unicode, NAMES(s, GOOD, EMAIL("j\xc3\xb6rg@demo.test")))
EDIT(mail_no_at, NAMES(s, GOOD, EMAIL("demo.test")))
EDIT(mail_literal, NAMES(s, GOOD, EMAIL("ann@[192.0.2.1]")))
EDIT(uri_good, NAMES(s, GOOD, URI("spiffe://demo.test/web")))
EDIT(uri_bare, NAMES(s, GOOD, URI("www.demo.test/web")))
EDIT(uri_unicode, NAMES(s, GOOD, URI("https://b\xc3\xbc" "cher.test")))
EDIT(cn_other, spec_subject(s->leaf, "other.demo.test", NULL))
EDIT(cn_case, spec_subject(s->leaf, "WWW.demo.test", NULL))
EDIT(cn_idn, NAMES(s, GOOD, DNS("xn--bcher-kva.test"));
    spec_subject(s->leaf, "b\xc3\xbc" "cher.test", NULL))
EDIT(cn_ip, NAMES(s, GOOD, IP(192, 0, 2, 1));
    spec_subject(s->leaf, "192.0.2.1", NULL))
EDIT(cn_ip_hex, NAMES(s, GOOD, IP(192, 0, 2, 1));
    spec_subject(s->leaf, "0xC0.0.2.1", NULL))
EDIT(cn_ip_zeros, NAMES(s, GOOD, IP(192, 0, 2, 1));
    spec_subject(s->leaf, "192.000.002.001", NULL))
EDIT(cn_ip6_upper, NAMES(s, GOOD, IP(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 1)); spec_subject(s->leaf, "2001:DB8::1", NULL))
EDIT(cn_ip6, NAMES(s, GOOD, IP(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 1)); spec_subject(s->leaf, "2001:db8::1", NULL))
EDIT(cn_client, spec_subject(s->leaf, "Ann", NULL); s->purpose = CW_CLIENT;
    s->name_type = CW_NAME_NONE; spec_remove(s->issuing, OID_CE_EXT_KEY_USAGE);
    spec_ext_key_usage(s->leaf, false,
    (const enum oid[]){ OID_KP_CLIENT_AUTH }, 1))
EDIT(root_underscore, const struct spec_name name = DNS("my_ca.test");
    spec_subject_alt_name(s->root, false, &name, 1))

static const struct rules_case rules[] = {
	GOOD_CASES,
	CASE("a wildcard one label above", wildcard, CW_TLS, ""),
	CASE("letters of another case", upper_case, CW_TLS, ""),
	CASE("no name is asked for", any_name, CW_TLS, ""),
	CASE("an international name", ask_idn, CW_TLS, ""),
	CASE("a dot at the end of what is asked for", ask_dot, CW_TLS, ""),
	CASE("other hosts", other_host, CW_TLS, "error peer-name-dns-mismatch"),
	CASE("other hosts, rfc5280", other_host, CW_RFC5280,
	    "error peer-name-dns-mismatch"),
	CASE("a wildcard does not stand for no label", apex, CW_TLS,
	    "error peer-name-dns-mismatch"),
	CASE("an octet 00 ends no name", nul_inside, CW_TLS,
	    "warning san-dns-malformed, error peer-name-dns-mismatch"),
	CASE("an octet 00 beside the name", nul_beside, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("no DNS name at all", only_email, CW_TLS,
	    "error peer-name-dns-mismatch"),
	CASE("the common name beside a mailbox", only_email_cn, CW_TLS,
	    "error peer-name-common-name-only"),
	CASE("the common name alone", no_san, CW_TLS,
	    "error peer-name-common-name-only"),
	CASE("a wildcard in the common name", no_san_wildcard_cn, CW_TLS,
	    "error peer-name-common-name-only"),
	CASE("an address in the common name", no_san_ip_cn, CW_TLS,
	    "error peer-name-common-name-only"),
	CASE("another common name alone", no_san_other_cn, CW_TLS,
	    "error peer-name-dns-mismatch"),
	CASE("DNS names make the common name irrelevant", cn_beside_san, CW_TLS,
	    "error peer-name-dns-mismatch"),
	CASE("a wildcard in the middle", defect_PEER_NAME_WILDCARD_NOT_LEFTMOST,
	    CW_TLS, "error peer-name-wildcard-not-leftmost"),
	CASE("a wildcard in a part", defect_PEER_NAME_WILDCARD_PARTIAL_LABEL,
	    CW_TLS, "error peer-name-wildcard-partial-label"),
	CASE("a wildcard over two", defect_PEER_NAME_WILDCARD_SPANS_LABELS,
	    CW_TLS, "error peer-name-wildcard-spans-labels"),
	CASE("a wildcard in an A-label",
	    defect_PEER_NAME_WILDCARD_IN_IDNA_LABEL, CW_TLS,
	    "error peer-name-wildcard-in-idna-label"),
	CASE("the same, webpki", defect_PEER_NAME_WILDCARD_IN_IDNA_LABEL,
	    CW_WEBPKI, "error peer-name-wildcard-in-idna-label"),
	CASE("two near misses, one finding", two_misses, CW_TLS,
	    "error peer-name-wildcard-not-leftmost"),
	CASE("a near miss beside a match", miss_beside_match, CW_TLS, ""),
	CASE("an address", ip_good, CW_TLS, ""),
	CASE("an IPv6 address in another spelling", ip6_good, CW_TLS, ""),
	CASE("an IPv4 address inside an IPv6 one", ip_mapped, CW_TLS,
	    "error peer-name-ip-mismatch"),
	CASE("another address", ip_other, CW_TLS,
	    "error peer-name-ip-mismatch"),
	CASE("no address at all", ip_none, CW_TLS,
	    "error peer-name-ip-mismatch"),
	CASE("an address as a DNS name", ip_as_dns, CW_TLS,
	    "error san-ip-in-dns-name"),
	CASE("the same, rfc5280", ip_as_dns, CW_RFC5280,
	    "error san-ip-in-dns-name"),
	CASE("the same, webpki", ip_as_dns, CW_WEBPKI,
	    "error san-ip-in-dns-name"),
	CASE("an IPv6 address as a DNS name", ip6_as_dns, CW_TLS,
	    "error san-ip-in-dns-name"),
	CASE("an address as both", ip_as_both, CW_TLS, ""),
	CASE("it keeps nothing from matching", ip_as_dns_beside, CW_TLS, ""),
	CASE("yet the BR forbid it", ip_as_dns_beside, CW_WEBPKI,
	    "error san-ip-in-dns-name"),
	STRICT("and RFC 5280", ip_as_dns_beside, CW_RFC5280,
	    "error san-ip-in-dns-name"),
	CASE("an address of 3 octets", ip_short, CW_TLS,
	    "error san-ip-length-invalid"),
	CASE("an address with its mask", ip_mask, CW_RFC5280,
	    "warning san-ip-length-invalid"),
	CASE("addresses of 4 and 16 octets", ip_both_lengths, CW_TLS, ""),
	CASE("a mailbox", mail_good, CW_TLS, ""),
	CASE("a mailbox of other case", mail_other, CW_TLS,
	    "error peer-name-email-mismatch"),
	CASE("an ASCII mailbox as otherName", mail_utf8, CW_TLS,
	    "error peer-name-email-mismatch"),
	CASE("the same octets as a name of X.400", mail_x400, CW_TLS,
	    "error peer-name-email-mismatch"),
	CASE("an empty name asked for", reference_empty, CW_TLS,
	    "error peer-name-reference-invalid"),
	CASE("a wildcard asked for", reference_star, CW_TLS,
	    "error peer-name-reference-invalid"),
	CASE("an empty list", san_empty, CW_TLS, "error san-empty"),
	CASE("an empty list, webpki", san_empty, CW_WEBPKI, "error san-empty"),
	CASE("an empty list, rfc5280", san_empty, CW_RFC5280,
	    "error san-empty"),
	CASE("an underscore", underscore, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("an underscore asked for", underscore_asked, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("an underscore, webpki", underscore, CW_WEBPKI,
	    "error san-dns-malformed"),
	STRICT("an underscore, strict", underscore, CW_RFC5280,
	    "error san-dns-malformed"),
	CASE("a dot at the end", dot_at_end, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("a dot at the end matches nothing", dot_at_end_only, CW_TLS,
	    "warning san-dns-malformed, error peer-name-dns-mismatch"),
	CASE("an empty label", empty_label, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("an empty name", empty_name, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("a label of 64", long_label, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("a label of 63", longest_label, CW_TLS, ""),
	CASE("a name of 254", long_name, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("a name of 253", longest_name, CW_TLS, ""),
	CASE("a space", a_space, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("a * that nobody asked for", star_inside, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("a * alone", star_alone, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("three of them, one finding", three_wrong, CW_TLS,
	    "warning san-dns-malformed"),
	CASE("a name in UTF-8", unicode_beside, CW_TLS,
	    "error san-dns-not-ascii"),
	CASE("the name in UTF-8", unicode_asked, CW_TLS,
	    "error san-dns-not-ascii"),
	CASE("the name in UTF-8, rfc5280", unicode_asked, CW_RFC5280,
	    "error san-dns-not-ascii"),
	CASE("a mailbox in UTF-8", mail_unicode, CW_TLS,
	    "error san-email-or-uri-malformed"),
	CASE("a mailbox without @", mail_no_at, CW_TLS, ""),
	CASE("a mailbox without @, webpki", mail_no_at, CW_WEBPKI,
	    "error san-email-or-uri-malformed"),
	CASE("a mailbox at an address", mail_literal, CW_WEBPKI, ""),
	CASE("a URI", uri_good, CW_WEBPKI, ""),
	CASE("a URI without scheme", uri_bare, CW_RFC5280,
	    "warning san-email-or-uri-malformed"),
	CASE("a URI in UTF-8", uri_unicode, CW_TLS,
	    "error san-email-or-uri-malformed"),
	CASE("another common name", cn_other, CW_TLS, ""),
	CASE("another common name, webpki", cn_other, CW_WEBPKI,
	    "error common-name-not-in-san"),
	CASE("a common name in upper case", cn_case, CW_WEBPKI,
	    "error common-name-not-verbatim"),
	CASE("a common name in UTF-8", cn_idn, CW_WEBPKI,
	    "error common-name-not-verbatim"),
	CASE("an address as common name", cn_ip, CW_WEBPKI, ""),
	CASE("an address in hexadecimal", cn_ip_hex, CW_WEBPKI,
	    "error common-name-not-verbatim"),
	CASE("an address with zeros", cn_ip_zeros, CW_WEBPKI,
	    "error common-name-not-verbatim"),
	CASE("an IPv6 address in upper case", cn_ip6_upper, CW_WEBPKI,
	    "error common-name-not-verbatim"),
	CASE("an IPv6 address as common name", cn_ip6, CW_WEBPKI, ""),
	CASE("a client's common name is free", cn_client, CW_WEBPKI, ""),
	CASE("rules for issuers, on an anchor", root_underscore, CW_TLS, ""),
	STRICT("the same, strict", root_underscore, CW_TLS,
	    "error san-dns-malformed"),
	KEY_ANCHOR("the same, the anchor is a key", root_underscore, CW_WEBPKI,
	    ""),
};

START_TEST(test_rules)
{
	rules_check(&rules[_i]);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("peer_name");
	TCase *t = tcase_create("names");

	tcase_add_loop_test(t, test_reference, 0, COUNT(references));
	tcase_add_loop_test(t, test_patterns, 0, COUNT(patterns));
	tcase_add_test(t, test_pattern_octets);
	tcase_add_loop_test(t, test_common, 0, COUNT(shared));
	tcase_add_loop_test(t, test_mailbox, 0, COUNT(mailboxes));
	tcase_add_loop_test(t, test_address_text, 0, COUNT(texts));
	suite_add_tcase(s, t);
	t = tcase_create("rules");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_rules, 0, COUNT(rules));
	suite_add_tcase(s, t);
	return s;
}
