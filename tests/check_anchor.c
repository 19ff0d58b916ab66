/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What counts of a certificate that is trusted, by what it is trusted as. */
#include "config.h"

#include <stdlib.h>

#include "ca/encode.h"
#include "tests/judge.h"
#include "tests/test.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static void
repeat(struct cert_spec *root)
{
	root->extension[root->extension_count++] = root->extension[0];
}

static void
differ(struct cert_spec *root)
{
	struct buffer b = BUFFER_EMPTY;

	encode_algorithm(&b, OID_ECDSA_SHA512, false);
	root->inner_algorithm = spec_octets(root, b.data, b.len);
	buffer_free(&b);
}

static void
expire(struct cert_spec *root)
{
	root->not_after = TEST_NOW - 1;
}

static void
serial(struct cert_spec *root)
{
	root->serial = spec_octets(root, "", 1);
}

static const struct {
	const char *words;
	void (*edit)(struct cert_spec *root);
	enum cw_profile profile;
	enum cw_anchor_mode mode;
	const char *found;
} cases[] = {
	{ "an extension twice", repeat, CW_TLS, CW_ANCHOR_CERTIFICATE,
	    "found:\nerror extension-duplicate\n" },
	{ "the same, rfc5280", repeat, CW_RFC5280, CW_ANCHOR_CERTIFICATE,
	    "found:\nerror extension-duplicate\n" },
	{ "the same, a name and a key", repeat, CW_TLS, CW_ANCHOR_KEY,
	    "found:\n" },
	{ "algorithm fields that differ", differ, CW_TLS,
	    CW_ANCHOR_CERTIFICATE,
	    "found:\nerror signature-algorithm-fields-differ\n" },
	{ "the same, rfc5280", differ, CW_RFC5280, CW_ANCHOR_CERTIFICATE,
	    "found:\nwarning signature-algorithm-fields-differ\n" },
	{ "the same, a name and a key", differ, CW_TLS, CW_ANCHOR_KEY,
	    "found:\n" },
	{ "expired", expire, CW_TLS, CW_ANCHOR_CERTIFICATE,
	    "found:\nerror trust-anchor-expired\n" },
	{ "the same, a name and a key", expire, CW_TLS, CW_ANCHOR_KEY,
	    "found:\n" },
	{ "serial number 0 binds its issuer", serial, CW_TLS,
	    CW_ANCHOR_CERTIFICATE, "found:\n" },
};

START_TEST(test_anchor)
{
	struct judged j;
	char *list;

	judge_start(&j, CW_TLS13);
	j.s->profile = cases[_i].profile;
	j.s->anchor_mode = cases[_i].mode;
	cases[_i].edit(j.s->root);
	ck_assert(judge_mint(&j));
	judge_ask(&j);
	list = judge_list(&j);
	ck_assert_msg(strcmp(list, cases[_i].found) == 0, "%s: %s",
	    cases[_i].words, list);
	free(list);
	judge_free(&j);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("anchor");
	TCase *t = tcase_create("anchor");

	tcase_add_unchecked_fixture(t, judge_setup, judge_teardown);
	tcase_add_loop_test(t, test_anchor, 0, COUNT(cases));
	suite_add_tcase(s, t);
	return s;
}
