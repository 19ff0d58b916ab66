/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which names lie within which constraints, and what a path makes of it. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "ca/encode.h"
#include "path/key_set.h"
#include "path/name_key.h"
#include "tests/grove.h"
#include "tests/names.h"
#include "tests/test.h"
#include "x509/name_constraints.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* ---- one name under one constraint ---------------------------------------------- */

enum outcome { IN, OUT, BAD_NAME, BAD_CONSTRAINT };

static const struct {
	enum general_name_kind kind;
	const char *constraint, *name;
	enum outcome outcome;
} matches[] = {
	/* RFC 5280 4.2.1.10: zero or more labels on the left. */
	{ GN_DNS, "host.example.com", "www.host.example.com", IN },
	{ GN_DNS, "host.example.com", "host1.example.com", OUT },
	{ GN_DNS, "host.example.com", "host.example.com", IN },
	{ GN_DNS, "host.example.com", "a.b.c.host.example.com", IN },
	{ GN_DNS, "host.example.com", "example.com", OUT },
	{ GN_DNS, "host.example.com", "com", OUT },
	{ GN_DNS, "host.example.com", "ahost.example.com", OUT },
	{ GN_DNS, "host.example.com", "host.example.com.evil.test", OUT },
	{ GN_DNS, "host.example.com", "host-example.com", OUT },
	{ GN_DNS, "host.example.com", "host.example.comm", OUT },
	{ GN_DNS, "host.example.com", "host.examplecom", OUT },
	{ GN_DNS, "com", "example.com", IN },
	{ GN_DNS, "com", "com", IN },
	{ GN_DNS, "com", "telecom", OUT },
	/* Case. */
	{ GN_DNS, "Example.COM", "www.eXample.com", IN },
	{ GN_DNS, "example.com", "WWW.EXAMPLE.COM", IN },
	{ GN_DNS, "example.com", "www.EXAMPL\x05.COM", BAD_NAME },
	/* The empty constraint holds every name. */
	{ GN_DNS, "", "example.com", IN },
	{ GN_DNS, "", "com", IN },
	{ GN_DNS, "", "", BAD_NAME },
	/* Dots. */
	{ GN_DNS, ".example.com", "www.example.com", BAD_CONSTRAINT },
	{ GN_DNS, "example.com.", "www.example.com", IN },
	{ GN_DNS, "example.com.", "www.example.com.", IN },
	{ GN_DNS, "example.com", "www.example.com.", IN },
	{ GN_DNS, "example.com", ".example.com", BAD_NAME },
	{ GN_DNS, "example.com", "www..example.com", BAD_NAME },
	{ GN_DNS, "example.com", "www.example.com..", BAD_NAME },
	{ GN_DNS, "example.com", ".", BAD_NAME },
	{ GN_DNS, "example.com", "..", BAD_NAME },
	{ GN_DNS, ".", "example.com", BAD_CONSTRAINT },
	{ GN_DNS, "..", "example.com", BAD_CONSTRAINT },
	{ GN_DNS, "example..com", "example.com", BAD_CONSTRAINT },
	/* Illegal in a constraint. */
	{ GN_DNS, "*.example.com", "www.example.com", BAD_CONSTRAINT },
	{ GN_DNS, "*", "www.example.com", BAD_CONSTRAINT },
	{ GN_DNS, "exa mple.com", "www.example.com", BAD_CONSTRAINT },
	{ GN_DNS, "https://example.com", "example.com", BAD_CONSTRAINT },
	{ GN_DNS, "b\xc3\xbc" "cher.example", "example", BAD_CONSTRAINT },
	{ GN_DNS, "192.0.2.1", "192.0.2.1", BAD_CONSTRAINT },
	{ GN_DNS, LABEL_64 ".example", "example", BAD_CONSTRAINT },
	/* Illegal in a name, and what is merely unusual. */
	{ GN_DNS, "example.com", "b\xc3\xbc" "cher.example.com", BAD_NAME },
	{ GN_DNS, "example.com", "a b.example.com", BAD_NAME },
	{ GN_DNS, "example", LABEL_64 ".example", BAD_NAME },
	{ GN_DNS, "example", LONG_NAME ".example", BAD_NAME },
	{ GN_DNS, "example.com", "my_host.example.com", IN },
	{ GN_DNS, "example.com", "-.example.com", IN },
	{ GN_DNS, "example.com", "w*.example.com", IN },
	{ GN_DNS, "example.com", "192.0.2.1", OUT },
	/* IDN: A-labels are letters like others. */
	{ GN_DNS, "xn--bcher-kva.example", "www.XN--Bcher-kva.example", IN },
	{ GN_DNS, "xn--bcher-kva.example", "xn--bcher-kvb.example", OUT },

	/* Addresses. */
	{ GN_IP, "192.0.2.0/24", "192.0.2.0", IN },
	{ GN_IP, "192.0.2.0/24", "192.0.2.255", IN },
	{ GN_IP, "192.0.2.0/24", "192.0.3.0", OUT },
	{ GN_IP, "192.0.2.0/24", "192.0.1.255", OUT },
	{ GN_IP, "192.0.2.77/24", "192.0.2.1", IN },
	{ GN_IP, "192.168.1.2/31", "192.168.1.1", OUT },
	{ GN_IP, "192.168.1.2/31", "192.168.1.2", IN },
	{ GN_IP, "192.168.1.2/31", "192.168.1.3", IN },
	{ GN_IP, "192.168.1.2/31", "192.168.1.4", OUT },
	{ GN_IP, "192.0.2.1/32", "192.0.2.1", IN },
	{ GN_IP, "192.0.2.1/32", "192.0.2.0", OUT },
	{ GN_IP, "128.0.0.0/1", "255.0.0.1", IN },
	{ GN_IP, "128.0.0.0/1", "127.255.255.255", OUT },
	{ GN_IP, "0.0.0.0/0", "203.0.113.9", IN },
	{ GN_IP, "0.0.0.0/0", "2001:db8::1", OUT },
	{ GN_IP, "::/0", "192.0.2.1", OUT },
	{ GN_IP, "::/0", "2001:db8::1", IN },
	{ GN_IP, "2001:db8::/32", "2001:db8:ffff::1", IN },
	{ GN_IP, "2001:db8::/32", "2001:db9::1", OUT },
	{ GN_IP, "2001:db8::/33", "2001:db8:8000::1", OUT },
	{ GN_IP, "::1/128", "::1", IN },
	{ GN_IP, "::1/128", "::2", OUT },
	{ GN_IP, "::ffff:192.0.2.0/120", "192.0.2.1", OUT },
	{ GN_IP, "192.0.2.0/24", "::ffff:192.0.2.1", OUT },
	{ GN_IP, "::ffff:192.0.2.0/120", "::ffff:192.0.2.1", IN },
	{ GN_IP, "x:c0000200", "192.0.2.1", BAD_CONSTRAINT },
	{ GN_IP, "x:", "192.0.2.1", BAD_CONSTRAINT },
	{ GN_IP, "x:c0000200ff00ff00", "192.0.2.1", BAD_CONSTRAINT },
	{ GN_IP, "x:c0000200000000ff", "192.0.2.1", BAD_CONSTRAINT },
	{ GN_IP, "x:c0000200fffffffd", "192.0.2.1", BAD_CONSTRAINT },
	{ GN_IP, "x:c0000200ffffff", "192.0.2.1", BAD_CONSTRAINT },
	{ GN_IP, "x:c0000200ffffff0000", "192.0.2.1", BAD_CONSTRAINT },
	{ GN_IP, "192.0.2.0/24", "x:c0000201ffffff00", BAD_NAME },
	{ GN_IP, "192.0.2.0/24", "x:c00002", BAD_NAME },
	{ GN_IP, "192.0.2.0/24", "x:", BAD_NAME },

	/* Mailboxes: one, those of a host, those of a domain. */
	{ GN_EMAIL, "root@example.com", "root@example.com", IN },
	{ GN_EMAIL, "root@example.com", "root@EXAMPLE.com", IN },
	{ GN_EMAIL, "root@example.com", "Root@example.com", OUT },
	{ GN_EMAIL, "root@example.com", "root@mail.example.com", OUT },
	{ GN_EMAIL, "root@example.com", "toor@example.com", OUT },
	{ GN_EMAIL, "root@example.com", "root2@example.com", OUT },
	{ GN_EMAIL, "root@example.com", "roo@example.com", OUT },
	{ GN_EMAIL, "example.com", "root@example.com", IN },
	{ GN_EMAIL, "example.com", "root@Example.Com", IN },
	{ GN_EMAIL, "example.com", "root@mail.example.com", OUT },
	{ GN_EMAIL, "example.com", "root@example.com.test", OUT },
	{ GN_EMAIL, "example.com", "example.com@other.test", OUT },
	{ GN_EMAIL, ".example.com", "root@mail.example.com", IN },
	{ GN_EMAIL, ".example.com", "root@a.b.example.com", IN },
	{ GN_EMAIL, ".example.com", "root@example.com", OUT },
	{ GN_EMAIL, ".example.com", "root@notexample.com", OUT },
	{ GN_EMAIL, "", "root@example.com", IN },
	{ GN_EMAIL, "", "root", BAD_NAME },
	{ GN_EMAIL, "*@example.com", "*@example.com", IN },
	{ GN_EMAIL, "*@example.com", "user@example.com", OUT },
	{ GN_EMAIL, "**@example.com", "*@example.com", OUT },
	{ GN_EMAIL, "*@example.com", "*@sub.example.com", OUT },
	{ GN_EMAIL, "\"a@b\"@example.com", "\"a@b\"@example.com", IN },
	{ GN_EMAIL, "example.com", "\"a\\\"@b\"@example.com", IN },
	{ GN_EMAIL, "b", "\"a@b\"@example.com", OUT },
	{ GN_EMAIL, "example.com", "\"a@example.com", BAD_NAME },
	{ GN_EMAIL, "example.com", "\"a\"b@example.com", BAD_NAME },
	{ GN_EMAIL, "example.com", "root@example.com.", IN },
	{ GN_EMAIL, "example.com", "a@b@example.com", BAD_NAME },
	{ GN_EMAIL, "example.com", "example.com", BAD_NAME },
	{ GN_EMAIL, "example.com", "@example.com", BAD_NAME },
	{ GN_EMAIL, "example.com", "root@", BAD_NAME },
	{ GN_EMAIL, "example.com", "ro ot@example.com", BAD_NAME },
	{ GN_EMAIL, "example.com", "root@.example.com", BAD_NAME },
	{ GN_EMAIL, "example.com", "root@ex ample.com", BAD_NAME },
	{ GN_EMAIL, "example.com", "j\xc3\xb6rg@example.com", BAD_NAME },
	{ GN_EMAIL, "example.com", "<root@example.com>", BAD_NAME },
	{ GN_EMAIL, "example.com", "root@[192.0.2.1]", OUT },
	{ GN_EMAIL, "", "root@[192.0.2.1]", IN },
	{ GN_EMAIL, "a@b@example.com", "a@example.com", BAD_CONSTRAINT },
	{ GN_EMAIL, "@example.com", "a@example.com", BAD_CONSTRAINT },
	{ GN_EMAIL, "a@", "a@example.com", BAD_CONSTRAINT },
	{ GN_EMAIL, "a@*.example.com", "a@x.example.com", BAD_CONSTRAINT },
	{ GN_EMAIL, "*.example.com", "a@x.example.com", BAD_CONSTRAINT },
	{ GN_EMAIL, "..example.com", "a@x.example.com", BAD_CONSTRAINT },
	{ GN_EMAIL, "[192.0.2.1]", "a@[192.0.2.1]", BAD_CONSTRAINT },

	/* URIs, by their hosts. */
	{ GN_URI, "host.example.com", "https://host.example.com/x", IN },
	{ GN_URI, "host.example.com", "https://a.host.example.com/", OUT },
	{ GN_URI, ".example.com", "https://host.example.com", IN },
	{ GN_URI, ".example.com", "ldap://my.host.example.com/", IN },
	{ GN_URI, ".example.com", "https://example.com/", OUT },
	{ GN_URI, "example.com", "HTTPS://EXAMPLE.COM", IN },
	{ GN_URI, "example.com", "https://example.com:8443/", IN },
	{ GN_URI, "example.com", "https://example.com:/", IN },
	{ GN_URI, "example.com", "https://user@example.com/", IN },
	{ GN_URI, "example.com", "https://u:p@example.com:1?q#f", IN },
	{ GN_URI, "example.com", "https://example.com@evil.test/", OUT },
	{ GN_URI, "example.com", "https://evil.test/@example.com", OUT },
	{ GN_URI, "example.com", "https://evil.test?@example.com", OUT },
	{ GN_URI, "example.com", "https://evil.test#@example.com", OUT },
	{ GN_URI, "example.com", "https://a@evil.test@example.com", BAD_NAME },
	{ GN_URI, "example.com", "https://evil.test\\@example.com", BAD_NAME },
	{ GN_URI, "example.com", "https://example.com./", IN },
	{ GN_URI, "example.com", "spiffe://example.com/ns/a", IN },
	{ GN_URI, "example.com", "urn:example.com", BAD_NAME },
	{ GN_URI, "example.com", "mailto:a@example.com", BAD_NAME },
	{ GN_URI, "example.com", "https:/example.com/", BAD_NAME },
	{ GN_URI, "example.com", "//example.com/", BAD_NAME },
	{ GN_URI, "example.com", "example.com", BAD_NAME },
	{ GN_URI, "example.com", "1ttp://example.com", BAD_NAME },
	{ GN_URI, "example.com", "https:///x", BAD_NAME },
	{ GN_URI, "example.com", "https://:80/", BAD_NAME },
	{ GN_URI, "example.com", "https://user@/", BAD_NAME },
	{ GN_URI, "example.com", "https://192.0.2.1/", BAD_NAME },
	{ GN_URI, "example.com", "https://0x7f.1/", BAD_NAME },
	{ GN_URI, "example.com", "https://127.0x1/", BAD_NAME },
	{ GN_URI, "example.com", "https://[2001:db8::1]/", BAD_NAME },
	{ GN_URI, "example.com", "https://[::1%25lo]:80/", BAD_NAME },
	{ GN_URI, "example.com", "https://example.com:80x/", BAD_NAME },
	{ GN_URI, "example.com", "https://ex%61mple.com/", BAD_NAME },
	{ GN_URI, "example.com", "https://exa mple.com/", BAD_NAME },
	{ GN_URI, "", "https://example.com/", IN },
	{ GN_URI, "", "urn:a:b", BAD_NAME },
	{ GN_URI, "https://example.com", "https://example.com", BAD_CONSTRAINT },
	{ GN_URI, "example.com/", "https://example.com/", BAD_CONSTRAINT },
	{ GN_URI, "*.example.com", "https://a.example.com/", BAD_CONSTRAINT },
	{ GN_URI, "192.0.2.1", "https://192.0.2.1/", BAD_CONSTRAINT },
	{ GN_URI, "a@example.com", "https://a@example.com/", BAD_CONSTRAINT },

	/* Directory names: prefixes, attribute by attribute, RFC 5280 7.1. */
	{ GN_DIRECTORY, "C=US", "C=US,O=Demo,CN=a", IN },
	{ GN_DIRECTORY, "C=US,O=Demo", "C=US,O=Demo", IN },
	{ GN_DIRECTORY, "C=US,O=Demo", "C=US", OUT },
	{ GN_DIRECTORY, "C=US,O=Demo", "C=US,O=Demo2", OUT },
	{ GN_DIRECTORY, "C=US,O=Demo", "O=Demo,C=US", OUT },
	{ GN_DIRECTORY, "O=Demo", "C=US,O=Demo", OUT },
	{ GN_DIRECTORY, "C=US,O=Demo", "C=us,O=dEMO,CN=a", IN },
	{ GN_DIRECTORY, "O=Demo  Company", "O= demo company ,CN=a", IN },
	{ GN_DIRECTORY, "O=Demo Company", "O=DemoCompany,CN=a", OUT },
	{ GN_DIRECTORY, "O=p:Demo", "O=Demo,CN=a", IN },
	{ GN_DIRECTORY, "O=Demo", "O=p:DEMO,CN=a", IN },
	{ GN_DIRECTORY, "O=Demo", "O=t:Demo,CN=a", OUT },
	{ GN_DIRECTORY, "O=t:Demo", "O=t:Demo,CN=a", IN },
	{ GN_DIRECTORY, "O=Demo", "OU=Demo,CN=a", OUT },
	{ GN_DIRECTORY, "O=Demo", "O=Demo+CN=a", OUT },
	{ GN_DIRECTORY, "O=Demo+CN=a", "CN=a+O=Demo,OU=x", IN },
	{ GN_DIRECTORY, "O=Demo+CN=a", "O=Demo,CN=a", OUT },
	{ GN_DIRECTORY, "CN=a+CN=b", "CN=B+CN=A", IN },
	{ GN_DIRECTORY, "CN=a+CN=a", "CN=a+CN=b", OUT },
	{ GN_DIRECTORY, "", "C=US,O=Demo", IN },
	{ GN_DIRECTORY, "", "", IN },
	{ GN_DIRECTORY, "C=US", "", OUT },
	{ GN_DIRECTORY, "O=J\xc3\xbcrgen", "O=J\xc3\xbcrgen,CN=a", IN },
	{ GN_DIRECTORY, "O=J\xc3\xbcrgen", "O=j\xc3\x9crgen,CN=a", OUT },
};

static enum outcome
match(struct general_name constraint, struct general_name name)
{
	struct buffer base = BUFFER_EMPTY, key = BUFFER_EMPTY;
	struct key one = { .base = constraint.value };
	struct key_set set = { &one, 1 };
	enum outcome outcome;
	const char *why = NULL;

	if (!constraint_key(&constraint, &base, &why)) {
		outcome = BAD_CONSTRAINT;
	} else if (!name_key(&name, &key, &why)) {
		outcome = BAD_NAME;
	} else {
		one.key = buffer_bytes(&base);
		key_set_build(&set);
		outcome = key_set_covers(&set, buffer_bytes(&key)) != NULL ?
		    IN : OUT;
	}
	ck_assert(!base.failed && !key.failed);
	ck_assert((why != NULL) == (outcome > OUT));
	buffer_free(&base);
	buffer_free(&key);
	return outcome;
}

START_TEST(test_match)
{
	static const char *const words[] = { "in", "out", "no name",
		"no constraint" };
	struct arena *arena = arena_new(0);
	enum outcome outcome = match(
	    names_constraint(arena, matches[_i].kind, matches[_i].constraint),
	    names_name(arena, matches[_i].kind, matches[_i].name));

	ck_assert_msg(outcome == matches[_i].outcome,
	    "%s \"%s\" under \"%s\": %s", general_name_label(matches[_i].kind),
	    matches[_i].name, matches[_i].constraint, words[outcome]);
	arena_free(arena);
}
END_TEST

/* What a URI's host is, and why it has none. */
static const struct {
	const char *uri, *host, *why;
} hosts[] = {
	{ "https://u:p@Host.example.:8443/a@b?c", "Host.example", NULL },
	{ "ldap+tls.1-x://h", "h", NULL },
	{ "urn:a", NULL, "it names no host" },
	{ "https://", NULL, "its host is empty" },
	{ "https://[::1]", NULL, "its host is an IP address" },
	{ "https://1.2.3.4:5", NULL, "its host is an IP address" },
	{ "https://a.0X1F", NULL, "its host is an IP address" },
	{ "https://a..b", NULL, "its host is no host name" },
	{ "https://a%2eb", NULL, "its host is no host name" },
	{ "https://a:b", NULL, "its port is no number" },
	{ "https://a@b@c", NULL, "its authority has more than one @" },
	{ "https://a\tb", NULL, "its authority has an octet that none has" },
};

START_TEST(test_host)
{
	struct bytes host = { NULL, 0 };
	const char *why;

	if (!uri_host(bytes_of(hosts[_i].uri), &host, &why)) {
		ck_assert_msg(hosts[_i].why != NULL &&
		    strcmp(why, hosts[_i].why) == 0, "%s: %s", hosts[_i].uri,
		    why);
		return;
	}
	ck_assert_msg(hosts[_i].host != NULL &&
	    bytes_equal_string(host, hosts[_i].host), "%s: %.*s",
	    hosts[_i].uri, (int)host.len, host.data);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("name constraints");
	TCase *t = tcase_create("names");

	tcase_add_loop_test(t, test_match, 0, COUNT(matches));
	tcase_add_loop_test(t, test_host, 0, COUNT(hosts));
	suite_add_tcase(s, t);
	return s;
}
