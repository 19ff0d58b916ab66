/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names as people ask for them. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "ca/wanted.h"
#include "tests/octets.h"
#include "tests/test.h"

static const struct {
	const char *name;
	enum general_name_kind kind;
	const char *value;              /* hex for an address */
	const char *folder;
} taken[] = {
	{ "www.example.test", GN_DNS, "www.example.test", "www.example.test" },
	{ "WWW.Example.TEST", GN_DNS, "www.example.test", "www.example.test" },
	{ "*.example.test", GN_DNS, "*.example.test", "_.example.test" },
	{ "b\xc3\xbc" "cher.test", GN_DNS, "xn--bcher-kva.test",
	    "xn--bcher-kva.test" },
	{ "localhost", GN_DNS, "localhost", "localhost" },
	{ "192.0.2.1", GN_IP, "c0000201", "192.0.2.1" },
	{ "2001:DB8:0::1", GN_IP, "20010db8000000000000000000000001",
	    "2001:db8::1" },
	{ "::1", GN_IP, "00000000000000000000000000000001", "::1" },
	{ "me@example.test", GN_EMAIL, "me@example.test", "me@example.test" },
	{ "a/b@example.test", GN_EMAIL, "a/b@example.test",
	    "a_b@example.test" },
	{ "-a@b\xc3\xbc" "cher.test", GN_EMAIL, "-a@xn--bcher-kva.test",
	    "_a@xn--bcher-kva.test" },
};

struct fixture {
	struct arena *arena;
	struct wanted *w;
	struct cw_error err;
};

static bool
wants(struct fixture *f, const char *name, bool mailboxes)
{
	f->arena = arena_new(0);
	f->w = calloc(1, sizeof(*f->w));
	f->err.text[0] = '\0';
	return wanted_read(f->w, f->arena, &name, 1, mailboxes, &f->err) == 0;
}

static void
fixture_end(struct fixture *f)
{
	arena_free(f->arena);
	free(f->w);
}

START_TEST(test_taken)
{
	struct fixture f;
	char text[HEX_MAX], *safe;
	struct bytes value;

	ck_assert_msg(wants(&f, taken[_i].name, true), "%s", f.err.text);
	ck_assert_uint_eq(f.w->count, 1);
	ck_assert_int_eq((int)f.w->name[0].kind, (int)taken[_i].kind);
	value = f.w->name[0].value;
	if (taken[_i].kind == GN_IP)
		ck_assert_str_eq(hex(value, text), taken[_i].value);
	else
		ck_assert(bytes_equal_string(value, taken[_i].value));
	safe = wanted_folder(f.w);
	ck_assert_str_eq(safe, taken[_i].folder);
	free(safe);
	fixture_end(&f);
}
END_TEST

static const struct {
	const char *name, *sentence;
} refused[] = {
	{ "", "\"\" is no legal host name: it is empty" },
	{ "a..test", "\"a..test\" is no legal host name: a label is empty" },
	{ "-a.test", "\"-a.test\" is no legal host name: a label begins or "
	    "ends with a hyphen" },
	{ "a/b.test", NULL }, { "../../etc", NULL }, { "a b.test", NULL },
	{ "a.*.test", NULL }, { "*", NULL }, { "f*.test", NULL },
	{ "192.0.2.256", NULL }, { "1.2.3", NULL }, { "2001:db8::g", NULL },
	{ "a\n.test", NULL }, { "\xff.test", NULL },
	{ "me@a.test", "\"me@a.test\" is a mailbox, which no server "
	    "certificate names: ask for a client certificate" },
};

START_TEST(test_refused)
{
	struct fixture f;

	ck_assert(!wants(&f, refused[_i].name, false));
	if (refused[_i].sentence != NULL)
		ck_assert_str_eq(f.err.text, refused[_i].sentence);
	else
		ck_assert_msg(strstr(f.err.text, "is no legal host name: ") !=
		    NULL, "%s", f.err.text);
	ck_assert_ptr_null(strchr(f.err.text, '\n'));
	fixture_end(&f);
}
END_TEST

static const struct {
	const char *name, *problem;
} mailboxes[] = {
	{ "@a.test", "nothing stands before the @" },
	{ "a..b@a.test", "two dots follow each other" },
	{ ".a@a.test", "a dot begins or ends what stands before the @" },
	{ "a.@a.test", "a dot begins or ends what stands before the @" },
	{ "a b@a.test", "a character before the @ is not allowed there" },
	{ "a@b@a.test", "a character before the @ is not allowed there" },
	{ "me@*.a.test", "a wildcard stands for host names only" },
	{ "me@", "it is empty" },
	{ "me@a..test", "a label is empty" },
	{ "-x/..@a.test", "a dot begins or ends what stands before the @" },
};

START_TEST(test_mailbox_refused)
{
	struct fixture f;
	char expected[256];

	ck_assert(!wants(&f, mailboxes[_i].name, true));
	snprintf(expected, sizeof(expected), "\"%s\" is no legal mailbox: %s",
	    mailboxes[_i].name, mailboxes[_i].problem);
	ck_assert_str_eq(f.err.text, expected);
	fixture_end(&f);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("wanted");
	TCase *t = tcase_create("names");

	tcase_add_loop_test(t, test_taken, 0, (int)COUNT(taken));
	tcase_add_loop_test(t, test_refused, 0, (int)COUNT(refused));
	tcase_add_loop_test(t, test_mailbox_refused, 0, (int)COUNT(mailboxes));
	suite_add_tcase(s, t);
	return s;
}
