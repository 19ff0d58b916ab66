/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include "tests/grove.h"
#include "tests/test.h"
#include "x509/cert.h"

#define DAY INT64_C(86400)
#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static void
expired(struct cert_spec *spec)
{
	spec->not_before = TEST_NOW - 90 * DAY;
	spec->not_after = TEST_NOW - 1;
}

static void
newer(struct cert_spec *spec)
{
	spec->not_before = TEST_NOW - 1;
}

static void
five_years(struct cert_spec *spec)
{
	spec->not_after = TEST_NOW + 5 * 365 * DAY;
}

static void
no_ca(struct cert_spec *spec)
{
	spec_basic_constraints(spec, true, false, -1);
}

static void
no_key_ids(struct cert_spec *spec)
{
	spec_remove(spec, OID_CE_AUTHORITY_KEY_ID);
	spec_remove(spec, OID_CE_SUBJECT_KEY_ID);
}

static void
flip(struct buffer *value)
{
	value->data[value->len - 1] ^= 1;
}

static void
tampered(struct cert_spec *spec)
{
	spec->patch_signature = flip;
}

static void
tampered_no_key_ids(struct cert_spec *spec)
{
	no_key_ids(spec);
	tampered(spec);
}

static void
cut(struct buffer *cert)
{
	buffer_cut(cert, cert->len - 10);
}

static void
unreadable(struct cert_spec *spec)
{
	spec->patch_cert = cut;
}

/* ---- one headline a situation --------------------------------------------------- */

#define ROOT "Root"
#define SUB "Issuing"

static void
plain(struct cw_certs *to, const char *subject, const char *issuer)
{
	grove_plain(to, subject, issuer);
}

static void
grow_good(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->chain, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_root_sent(struct grove *g)
{
	grow_good(g);
	plain(g->chain, ROOT, ROOT);
}

/* The same root made twice: name and key are one, the octets are not. */
static void
grow_other_root_sent(struct grove *g)
{
	grow_good(g);
	grove_ca(g->chain, &(struct tree){ ROOT, ROOT, NULL, NULL, newer });
}

static void
grow_rest_helps(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->rest, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_intermediate_trusted(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->trust, SUB, ROOT);
}

/* What is trusted ends the path, whatever would stand above it. */
static void
grow_trusted_twice(struct grove *g)
{
	grow_good(g);
	plain(g->trust, SUB, ROOT);
}

static void
grow_root_is_target(struct grove *g)
{
	grove_leaf(g, GROVE_HOST, NULL, NULL);
	ck_assert_int_eq(cw_certs_add(g->trust, g->chain->cert[0]->der.data,
	    g->chain->cert[0]->der.len, "trusted", NULL), 0);
}

static void
grow_leaf_trusted(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	ck_assert_int_eq(cw_certs_add(g->trust, g->chain->cert[0]->der.data,
	    g->chain->cert[0]->der.len, "trusted", NULL), 0);
}

static void
grow_missing(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_missing_above(struct grove *g)
{
	grove_leaf(g, "Sub", NULL, NULL);
	plain(g->chain, "Sub", SUB);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_untrusted(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->chain, SUB, "Other Root");
	plain(g->chain, "Other Root", "Other Root");
	plain(g->trust, ROOT, ROOT);
}

static void
grow_untrusted_not_sent(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->chain, SUB, "Other Root");
	plain(g->trust, ROOT, ROOT);
}

static void
grow_self_signed(struct grove *g)
{
	grove_leaf(g, GROVE_HOST, NULL, NULL);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_self_signed_tampered(struct grove *g)
{
	grove_leaf(g, GROVE_HOST, NULL, tampered);
	plain(g->trust, ROOT, ROOT);
}

/* Its own name as issuer, but another key signed: no root, an issuer is away. */
static void
grow_self_issued(struct grove *g)
{
	grove_leaf(g, GROVE_HOST, "another key", NULL);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_impostor(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, "old root", NULL });
	plain(g->trust, ROOT, ROOT);
}

/* Nothing but the signature tells it then: changed octets look the same ... */
static void
grow_impostor_no_key_ids(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, "old root",
	    no_key_ids });
	grove_ca(g->trust, &(struct tree){ ROOT, ROOT, NULL, NULL,
	    no_key_ids });
}

/* ... unless the root whose key did sign is at hand. */
static void
grow_impostor_shown(struct grove *g)
{
	grow_impostor_no_key_ids(g);
	grove_ca(g->chain, &(struct tree){ ROOT, ROOT, "old root", "old root",
	    no_key_ids });
}

static void
grow_tampered(struct grove *g)
{
	grove_leaf(g, SUB, NULL, tampered);
	plain(g->chain, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_tampered_no_key_ids(struct grove *g)
{
	grove_leaf(g, SUB, NULL, tampered_no_key_ids);
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, NULL,
	    no_key_ids });
	grove_ca(g->trust, &(struct tree){ ROOT, ROOT, NULL, NULL,
	    no_key_ids });
}

static void
grow_tampered_above(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, NULL, tampered });
	plain(g->trust, ROOT, ROOT);
}

static void
grow_tampered_untrusted(struct grove *g)
{
	grove_leaf(g, SUB, NULL, tampered);
	plain(g->chain, SUB, "Other Root");
	plain(g->chain, "Other Root", "Other Root");
	plain(g->trust, ROOT, ROOT);
}

static void
grow_wrong_twin(struct grove *g)
{
	grove_leaf(g, SUB, "the right key", NULL);
	plain(g->chain, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_loop(struct grove *g)
{
	grove_leaf(g, "A", NULL, NULL);
	plain(g->chain, "A", "B");
	plain(g->chain, "B", "A");
	plain(g->trust, ROOT, ROOT);
}

static void
grow_loop_of_three(struct grove *g)
{
	grove_leaf(g, "A", NULL, NULL);
	plain(g->chain, "A", "B");
	plain(g->chain, "B", "C");
	plain(g->chain, "C", "A");
	plain(g->trust, ROOT, ROOT);
}

static void
grow_loop_with_exit(struct grove *g)
{
	grove_leaf(g, "A", NULL, NULL);
	plain(g->chain, "A", "B");
	plain(g->chain, "B", "A");
	plain(g->chain, "B", ROOT);
	plain(g->trust, ROOT, ROOT);
}

/* Issued by itself under another key, and that one by nobody who is here. */
static void
grow_rollover_missing(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, SUB, NULL, "old", NULL });
	plain(g->trust, ROOT, ROOT);
}

static void
grow_rollover(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, SUB, NULL, "old",
	    five_years });
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, "old", NULL, NULL });
	plain(g->trust, ROOT, ROOT);
}

static void
grow_nothing_trusted(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->chain, SUB, ROOT);
}

static void
grow_trust_unreadable(struct grove *g)
{
	grow_nothing_trusted(g);
	grove_ca(g->trust, &(struct tree){ ROOT, ROOT, NULL, NULL,
	    unreadable });
}

static void
grow_nothing(struct grove *g)
{
	plain(g->trust, ROOT, ROOT);
}

/* It is the missing issuer, so that nothing more is missing. */
static void
grow_unreadable(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, NULL,
	    unreadable });
	plain(g->trust, ROOT, ROOT);
}

/* What the peer never sent is told by nobody else: the issuer is missing. */
static void
grow_unreadable_rest(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->rest, &(struct tree){ SUB, ROOT, NULL, NULL, unreadable });
	plain(g->trust, ROOT, ROOT);
}

static void
grow_unreadable_beside(struct grove *g)
{
	grow_good(g);
	grove_ca(g->chain, &(struct tree){ "X", "Y", NULL, NULL, unreadable });
}

static void
grow_unreadable_leaf(struct grove *g)
{
	grove_leaf(g, SUB, NULL, unreadable);
	plain(g->chain, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

/* ---- more than one candidate ------------------------------------------------------ */

/* The old certificate of a root by another one that has expired since. */
static void
grow_cross_signed(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->chain, SUB, ROOT);
	grove_ca(g->chain, &(struct tree){ ROOT, "Old Root", NULL, NULL,
	    NULL });
	grove_ca(g->trust, &(struct tree){ "Old Root", "Old Root", NULL, NULL,
	    expired });
	plain(g->trust, ROOT, ROOT);
}

/* The first way up is the expired one; the other has to be found. */
static void
grow_two_ways(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->chain, SUB, "Old Root");
	plain(g->chain, SUB, ROOT);
	grove_ca(g->trust, &(struct tree){ "Old Root", "Old Root", NULL, NULL,
	    expired });
	plain(g->trust, ROOT, ROOT);
}

/* Two certificates of one intermediate; the first leads nowhere. */
static void
grow_trap(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, "Nobody", NULL, NULL, newer });
	plain(g->chain, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_trap_loop(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, "B", NULL, NULL, newer });
	plain(g->chain, "B", SUB);
	plain(g->chain, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_trap_tampered(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, NULL, tampered });
	plain(g->chain, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_expired_or_no_ca(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, NULL, expired });
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, NULL, no_ca });
	plain(g->trust, ROOT, ROOT);
}

static void
grow_expired_twice(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, NULL, expired });
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, NULL, expired });
	plain(g->trust, ROOT, ROOT);
}

/* A new key under the old name: its certificate is no candidate at all. */
static void
grow_expired_or_other_key(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, NULL, NULL, expired });
	grove_ca(g->chain, &(struct tree){ SUB, ROOT, "new key", NULL,
	    NULL });
	plain(g->trust, ROOT, ROOT);
}

/* ---- the order of what was sent ----------------------------------------------------- */

static void
grow_unordered(struct grove *g)
{
	grove_leaf(g, "Sub", NULL, NULL);
	plain(g->chain, SUB, ROOT);
	plain(g->chain, "Sub", SUB);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_root_in_the_middle(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->chain, ROOT, ROOT);
	plain(g->chain, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_superfluous_between(struct grove *g)
{
	grove_leaf(g, SUB, NULL, NULL);
	plain(g->chain, "Stray", "Stray Root");
	plain(g->chain, SUB, ROOT);
	plain(g->trust, ROOT, ROOT);
}

static void
grow_twice(struct grove *g)
{
	grow_good(g);
	ck_assert_int_eq(cw_certs_add(g->chain, g->chain->cert[1]->der.data,
	    g->chain->cert[1]->der.len, "again", NULL), 0);
}

#define TOP " < " ROOT
#define PATH GROVE_HOST " < " SUB
#define STRAY "note chain-superfluous-certificate"

static const struct {
	const char *name;
	void (*grow)(struct grove *g);
	const char *found, *told;
} situations[] = {
	{ "a good chain", grow_good, "", PATH TOP },
	{ "with its root", grow_root_sent, "", PATH TOP },
	{ "with another certificate of its root", grow_other_root_sent, "",
	    PATH TOP },
	{ "the intermediate comes from elsewhere", grow_rest_helps, "",
	    PATH TOP },
	{ "an intermediate is trusted", grow_intermediate_trusted, "", PATH },
	{ "root and intermediate are trusted", grow_trusted_twice,
	    "", PATH },
	{ "the leaf signed itself and is trusted", grow_root_is_target, "",
	    GROVE_HOST },
	{ "the leaf is trusted, which does not make it a CA's",
	    grow_leaf_trusted, "error issuer-not-found", GROVE_HOST },
	{ "no intermediate", grow_missing, "error issuer-not-found",
	    GROVE_HOST },
	{ "the upper intermediate is missing", grow_missing_above,
	    "error issuer-not-found", GROVE_HOST " < Sub" },
	{ "another root", grow_untrusted, "error root-not-trusted",
	    PATH " < Other Root" },
	{ "another root, which is not sent", grow_untrusted_not_sent,
	    "error issuer-not-found", PATH },
	{ "a leaf that signed itself", grow_self_signed,
	    "error leaf-self-signed-untrusted", GROVE_HOST },
	{ "and was changed", grow_self_signed_tampered,
	    "error leaf-self-signed-untrusted, error signature-invalid",
	    GROVE_HOST },
	{ "a leaf of its issuer's name", grow_self_issued,
	    "error issuer-not-found", GROVE_HOST },
	{ "a root of the right name", grow_impostor,
	    "error trust-anchor-key-mismatch", PATH TOP },
	{ "the same without key identifiers", grow_impostor_no_key_ids,
	    "error signature-invalid, warning aki-missing, "
	    "warning ski-missing-in-ca", PATH TOP },
	{ "the same with the root that signed", grow_impostor_shown,
	    "error trust-anchor-key-mismatch, warning aki-missing, "
	    "warning ski-missing-in-ca", PATH TOP },
	{ "a leaf that was changed", grow_tampered, "error signature-invalid",
	    PATH TOP },
	{ "the same without key identifiers", grow_tampered_no_key_ids,
	    "error signature-invalid, warning aki-missing, "
	    "warning aki-missing, warning ski-missing-in-ca", PATH TOP },
	{ "an intermediate that was changed", grow_tampered_above,
	    "error signature-invalid", PATH TOP },
	{ "a leaf that was changed, under another root",
	    grow_tampered_untrusted,
	    "error root-not-trusted, error signature-invalid",
	    PATH " < Other Root" },
	{ "an intermediate of the right name and another key",
	    grow_wrong_twin, "error signature-invalid", PATH TOP },
	{ "two CAs in a circle", grow_loop, "error chain-loop",
	    GROVE_HOST " < A < B" },
	{ "three CAs in a circle", grow_loop_of_three, "error chain-loop",
	    GROVE_HOST " < A < B < C" },
	{ "a circle with a way out", grow_loop_with_exit, STRAY,
	    GROVE_HOST " < A < B" TOP },
	{ "a CA by its own old key, which nobody certified",
	    grow_rollover_missing, "error issuer-not-found", PATH },
	{ "a CA by its own old key, which the root certified", grow_rollover,
	    "", PATH " < " SUB TOP },
	{ "nothing is trusted", grow_nothing_trusted,
	    "error trust-store-unusable", PATH },
	{ "what is trusted cannot be read", grow_trust_unreadable,
	    "error trust-store-unusable", PATH },
	{ "nothing to judge", grow_nothing,
	    "error target-certificate-missing", "" },
	{ "an intermediate that cannot be read", grow_unreadable,
	    "error der-malformed", GROVE_HOST },
	{ "an intermediate at hand that cannot be read", grow_unreadable_rest,
	    "error issuer-not-found, warning der-malformed", GROVE_HOST },
	{ "another certificate that cannot be read", grow_unreadable_beside,
	    "error der-malformed", PATH TOP },
	{ "a leaf that cannot be read", grow_unreadable_leaf,
	    "error der-malformed", "" },
	{ "a cross-certificate of the root", grow_cross_signed,
	    STRAY, PATH TOP },
	{ "the way by the expired root, or the other", grow_two_ways,
	    STRAY, PATH TOP },
	{ "a newer twin that leads nowhere", grow_trap, STRAY, PATH TOP },
	{ "a newer twin that leads round in a circle", grow_trap_loop,
	    STRAY ", " STRAY, PATH TOP },
	{ "a twin that was changed", grow_trap_tampered, STRAY, PATH TOP },
	{ "one is expired, the other is no CA", grow_expired_or_no_ca,
	    "error issuer-candidates-all-rejected", PATH TOP },
	{ "both are expired", grow_expired_twice,
	    "error validity-expired", PATH TOP },
	{ "one is expired, the other has another key",
	    grow_expired_or_other_key, "error validity-expired",
	    PATH TOP },
	{ "the upper one first", grow_unordered, "warning chain-unordered",
	    GROVE_HOST " < Sub < " SUB TOP },
	{ "the root before the intermediate", grow_root_in_the_middle,
	    "warning chain-unordered", PATH TOP },
	{ "a stray one between", grow_superfluous_between, STRAY, PATH TOP },
	{ "one of them twice", grow_twice, STRAY, PATH TOP },
};

/* Notes about the chain or the leaf's dates are not what a refusal is about. */
START_TEST(test_situation)
{
	struct grove g;

	grove_start(&g);
	situations[_i].grow(&g);
	grove_ask(&g);
	ck_assert_msg(strcmp(grove_found(&g), situations[_i].found) == 0,
	    "%s: found \"%s\", expected \"%s\"", situations[_i].name,
	    grove_found(&g), situations[_i].found);
	ck_assert_msg(strcmp(grove_told(&g), situations[_i].told) == 0,
	    "%s: told \"%s\", expected \"%s\"", situations[_i].name,
	    grove_told(&g), situations[_i].told);
	grove_end(&g);
}
END_TEST

/* ---- the order of the certificates does not change the verdict ------------------ */

static const char *const upward[] = { "A", "B", "C", "D", "E", "Top" };
#define MIDDLE 5                /* 120 permutations */

/* The n-th order of the five CAs between leaf and Top. */
static void
permute(unsigned n, size_t order[MIDDLE])
{
	size_t left[MIDDLE] = { 0, 1, 2, 3, 4 }, i, k;

	for (i = 0; i < MIDDLE; i++) {
		k = n % (MIDDLE - i);
		n /= (unsigned)(MIDDLE - i);
		order[i] = left[k];
		memmove(&left[k], &left[k + 1],
		    (MIDDLE - i - k - 1) * sizeof(left[0]));
	}
}

static void
check_permutation(unsigned n, struct cw_certs *const made[MIDDLE],
    const char *found, const struct cw_certs *leaf,
    const struct cw_certs *trust)
{
	struct cw_certs *chain = cw_certs_new();
	struct grove g = { .arena = arena_new(0) };
	size_t order[MIDDLE], i, len;
	const unsigned char *der;

	permute(n, order);
	der = cw_certs_der(leaf, 0, &len);
	ck_assert_int_eq(cw_certs_add(chain, der, len, "", NULL), 0);
	for (i = 0; i < MIDDLE; i++) {
		der = cw_certs_der(made[order[i]], 0, &len);
		ck_assert_int_eq(cw_certs_add(chain, der, len, "", NULL), 0);
	}
	g.question = (struct cw_question){ .chain = chain, .trust = trust,
	    .at = TEST_NOW, .name = GROVE_HOST, .profile = CW_RFC5280 };
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), found);
	ck_assert_uint_eq(g.verdict->signatures, MIDDLE + 1);
	cw_verdict_free(g.verdict);
	cw_certs_free(chain);
	arena_free(g.arena);
}

START_TEST(test_permutations)
{
	struct cw_certs *made[MIDDLE], *unrelated = cw_certs_new();
	struct grove g;
	unsigned n;
	size_t i;

	grove_start(&g);
	grove_leaf(&g, "A", NULL, NULL);
	for (i = 0; i < MIDDLE; i++) {
		made[i] = cw_certs_new();
		plain(made[i], upward[i], upward[i + 1]);
	}
	plain(g.trust, "Top", "Top");
	plain(unrelated, ROOT, ROOT);
	for (n = 0; n < 120; n++)
		check_permutation(n, made, "", g.chain, g.trust);
	/* The last one signs itself: then no anchor is above. */
	cw_certs_free(made[4]);
	made[4] = cw_certs_new();
	plain(made[4], "E", "E");
	for (n = 0; n < 120; n++)
		check_permutation(n, made, "error root-not-trusted", g.chain,
		    unrelated);
	for (i = 0; i < MIDDLE; i++)
		cw_certs_free(made[i]);
	cw_certs_free(unrelated);
	grove_end(&g);
}
END_TEST

/* ---- floods ------------------------------------------------------------------------ */

#define NODES 18

static const char *
node_name(int i, char name[16])
{
	snprintf(name, 16, "Node %d", i);
	return name;
}

/* Every CA certifies every other one. */
static void
grow_mesh(struct grove *g)
{
	char subject[16], issuer[16];
	int i, k;

	grove_leaf(g, node_name(0, issuer), NULL, NULL);
	for (i = 0; i < NODES; i++)
		for (k = 0; k < NODES; k++)
			if (i != k)
				plain(g->chain, node_name(i, subject),
				    node_name(k, issuer));
}

/* 18 layers of two certificates of one name and key: 2^18 paths. */
static void
grow_layers(struct grove *g)
{
	char subject[16], issuer[16];
	int i;

	grove_leaf(g, node_name(0, issuer), NULL, NULL);
	for (i = 0; i < NODES; i++) {
		plain(g->chain, node_name(i, subject),
		    node_name(i + 1, issuer));
		plain(g->chain, subject, issuer);
	}
}

#define PATH_SAME GROVE_HOST " < Same"

/* 100 CAs of one name; the leaf was signed by the last one. */
static void
grow_namesakes(struct grove *g, bool one_key)
{
	char key[16];
	int i;

	grove_leaf(g, "Same", one_key ? "Same" : "Node 99", NULL);
	for (i = 0; i < 100; i++)
		grove_ca(g->chain, &(struct tree){ "Same", "Same",
		    one_key ? "Same" : node_name(i, key),
		    one_key ? "Same" : "Above", NULL });
}

/* Nobody has key identifiers: only signatures tell them apart. */
static void
grow_namesakes_no_key_ids(struct grove *g)
{
	char key[16];
	int i;

	grove_leaf(g, "Same", "Node 49", no_key_ids);
	for (i = 0; i < 100; i++)
		grove_ca(g->chain, &(struct tree){ "Same", ROOT,
		    node_name(i, key), NULL, no_key_ids });
}

static void
ask_within(struct grove *g, unsigned signatures, const char *found,
    const char *told)
{
	grove_ask(g);
	ck_assert_msg(found == NULL ? cw_verdict_valid(g->verdict) :
	    strcmp(grove_found(g), found) == 0, "found \"%s\"",
	    grove_found(g));
	if (told != NULL)
		ck_assert_str_eq(grove_told(g), told);
	ck_assert_msg(g->verdict->signatures <= signatures,
	    "%u signatures, at most %u", g->verdict->signatures, signatures);
	ck_assert_msg(g->verdict->steps <= 5000, "%u steps",
	    g->verdict->steps);
}

START_TEST(test_mesh)
{
	struct grove g;

	grove_start(&g);
	grow_mesh(&g);
	plain(g.trust, ROOT, ROOT);
	g.question.profile = CW_RFC5280;
	ask_within(&g, 3, "error chain-loop", GROVE_HOST " < Node 0 < Node 1");
	/* One of them is certified by the root: three certificates up. */
	plain(g.chain, "Node 9", ROOT);
	ask_within(&g, 3, "", GROVE_HOST " < Node 0 < Node 9" TOP);
	grove_end(&g);
}
END_TEST

/* The way out is an impostor's: what leads to it is not tried over and over. */
START_TEST(test_mesh_impostor)
{
	struct grove g;

	grove_start(&g);
	grow_mesh(&g);
	plain(g.trust, ROOT, ROOT);
	grove_ca(g.chain, &(struct tree){ "Node 9", ROOT, NULL, "impostor",
	    NULL });
	g.question.profile = CW_RFC5280;
	ask_within(&g, 3, "error trust-anchor-key-mismatch",
	    GROVE_HOST " < Node 0 < Node 9" TOP);
	grove_end(&g);
}
END_TEST

/* The way out is expired: every path ends in the same fault. */
START_TEST(test_mesh_expired)
{
	struct grove g;

	grove_start(&g);
	grow_mesh(&g);
	plain(g.trust, ROOT, ROOT);
	grove_ca(g.chain, &(struct tree){ "Node 9", ROOT, NULL, NULL,
	    expired });
	g.question.profile = CW_RFC5280;
	ask_within(&g, 3, "error validity-expired",
	    GROVE_HOST " < Node 0 < Node 9" TOP);
	grove_end(&g);
}
END_TEST

/* The root is expired, and two of them are certified by it. */
START_TEST(test_mesh_expired_root)
{
	struct grove g;

	grove_start(&g);
	grow_mesh(&g);
	grove_ca(g.trust, &(struct tree){ ROOT, ROOT, NULL, NULL, expired });
	plain(g.chain, "Node 9", ROOT);
	plain(g.chain, "Node 5", ROOT);
	g.question.profile = CW_RFC5280;
	ask_within(&g, 6, "error trust-anchor-expired", NULL);
	ck_assert_uint_le(g.verdict->path_count, 2);
	grove_end(&g);
}
END_TEST

/* What is wrong with the leaf alone no other path can mend. */
START_TEST(test_mesh_wrong_leaf)
{
	struct grove g;

	grove_start(&g);
	grow_mesh(&g);
	plain(g.trust, ROOT, ROOT);
	plain(g.chain, "Node 9", ROOT);
	g.question.profile = CW_RFC5280;
	g.question.at = TEST_NOW + 91 * DAY;
	ask_within(&g, 3, "error validity-expired",
	    GROVE_HOST " < Node 0 < Node 9" TOP);
	ck_assert_uint_eq(g.verdict->path_count, 1);
	grove_end(&g);
}
END_TEST

START_TEST(test_layers)
{
	char issuer[16];
	struct grove g;

	grove_start(&g);
	grow_layers(&g);
	plain(g.trust, ROOT, ROOT);
	g.question.profile = CW_RFC5280;
	ask_within(&g, 0, "error chain-depth-exceeded", NULL);
	grove_end(&g);

	/* Eight of them fit, and the way out is above the eighth. */
	grove_start(&g);
	grow_layers(&g);
	plain(g.trust, node_name(8, issuer), node_name(8, issuer));
	g.question.profile = CW_RFC5280;
	ask_within(&g, 9, "", NULL);
	grove_end(&g);
}
END_TEST

START_TEST(test_namesakes)
{
	struct grove g;

	grove_start(&g);
	grow_namesakes(&g, true);
	plain(g.trust, ROOT, ROOT);
	g.question.profile = CW_RFC5280;
	ask_within(&g, 2, "error root-not-trusted", PATH_SAME);
	plain(g.chain, "Same", ROOT);
	ask_within(&g, 2, "", PATH_SAME TOP);
	grove_end(&g);
}
END_TEST

START_TEST(test_namesakes_other_keys)
{
	struct grove g;

	grove_start(&g);
	grow_namesakes(&g, false);
	plain(g.trust, ROOT, ROOT);
	g.question.profile = CW_RFC5280;
	ask_within(&g, 2, "error issuer-not-found", PATH_SAME);
	grove_ca(g.chain, &(struct tree){ "Same", ROOT, "Above", NULL, NULL });
	ask_within(&g, 3, "", GROVE_HOST " < Same < Same" TOP);
	grove_end(&g);
}
END_TEST

START_TEST(test_namesakes_no_key_ids)
{
	struct grove g;

	grove_start(&g);
	grow_namesakes_no_key_ids(&g);
	plain(g.trust, ROOT, ROOT);
	g.question.profile = CW_RFC5280;
	ask_within(&g, 100, NULL, NULL);
	grove_end(&g);
}
END_TEST

/* ---- limits ------------------------------------------------------------------------- */

static void
grow_line(struct grove *g, size_t intermediates)
{
	char subject[16], issuer[16];
	size_t i;

	grove_leaf(g, intermediates == 0 ? ROOT : node_name(0, issuer), NULL,
	    NULL);
	for (i = 0; i < intermediates; i++)
		plain(g->chain, node_name((int)i, subject),
		    i + 1 == intermediates ? ROOT :
		    node_name((int)i + 1, issuer));
	plain(g->trust, ROOT, ROOT);
}

#define DEFAULT_DEPTH UINT_MAX

static const struct {
	size_t intermediates;
	unsigned limit;
	const char *found;
} depths[] = {
	{ 1, 1, "" }, { 2, 1, "error chain-depth-exceeded" },
	{ 0, 0, "" }, { 1, 0, "error chain-depth-exceeded" },
	{ 2, 2, "" }, { 10, DEFAULT_DEPTH, "" },
	{ 11, DEFAULT_DEPTH, "error chain-depth-exceeded" },
	{ 16, 16, "" }, { 17, 16, "error chain-depth-exceeded" },
	{ 40, 16, "error chain-depth-exceeded" },
};

START_TEST(test_depth)
{
	const struct finding *f;
	struct grove g;

	grove_start(&g);
	grow_line(&g, depths[_i].intermediates);
	if (depths[_i].limit != DEFAULT_DEPTH)
		grove_limit(&g, "depth", depths[_i].limit);
	grove_ask(&g);
	ck_assert_msg(strcmp(grove_found(&g), depths[_i].found) == 0,
	    "%zu within %u: %s", depths[_i].intermediates, depths[_i].limit,
	    grove_found(&g));
	if (depths[_i].found[0] != '\0') {
		f = &g.verdict->findings.list[0];
		ck_assert_uint_eq((size_t)f->value[0].as.number,
		    depths[_i].intermediates);
	}
	grove_end(&g);
}
END_TEST

/* Certificates by one's own name do not count. */
START_TEST(test_depth_self_issued)
{
	struct grove g;

	grove_start(&g);
	grove_leaf(&g, SUB, NULL, NULL);
	grove_ca(g.chain, &(struct tree){ SUB, SUB, NULL, "2", five_years });
	grove_ca(g.chain, &(struct tree){ SUB, SUB, "2", "1", five_years });
	grove_ca(g.chain, &(struct tree){ SUB, ROOT, "1", NULL, NULL });
	plain(g.trust, ROOT, ROOT);
	grove_limit(&g, "depth", 1);
	ask_within(&g, 5, "", GROVE_HOST " < " SUB " < " SUB " < " SUB TOP);
	grove_end(&g);
}
END_TEST

START_TEST(test_signatures)
{
	const struct finding *f;
	struct grove g;

	grove_start(&g);
	grow_good(&g);
	grove_limit(&g, "signatures", 2);
	ask_within(&g, 2, "", PATH TOP);
	grove_limit(&g, "signatures", 1);
	ask_within(&g, 1, "error path-search-budget-exhausted", PATH TOP);
	f = &g.verdict->findings.list[0];
	ck_assert_int_eq(f->value[1].as.number, 1);
	/* A second way is not gone when nothing can be checked on it. */
	grove_plain(g.chain, SUB, ROOT);
	grove_ask(&g);
	ck_assert_uint_eq(g.verdict->path_count, 1);
	/* What is known of the leaf is told all the same. */
	g.question.at = TEST_NOW + 91 * DAY;
	ask_within(&g, 1, "error path-search-budget-exhausted, "
	    "error validity-expired", PATH TOP);
	grove_end(&g);
}
END_TEST

/* The same octets twice, in the chain and beside it, are one candidate. */
START_TEST(test_same_octets)
{
	struct grove g;

	grove_start(&g);
	grow_good(&g);
	ck_assert_int_eq(cw_certs_add(g.chain, g.chain->cert[1]->der.data,
	    g.chain->cert[1]->der.len, "again", NULL), 0);
	ck_assert_int_eq(cw_certs_add(g.rest, g.chain->cert[1]->der.data,
	    g.chain->cert[1]->der.len, "again", NULL), 0);
	grove_ask(&g);
	ck_assert_uint_eq(g.verdict->candidate_count, 2);
	grove_end(&g);
}
END_TEST

/* What lies past the limit of the pool is not looked at, and that is said. */
START_TEST(test_pool)
{
	size_t len, i;
	const unsigned char *der;
	struct grove g;

	grove_start(&g);
	grove_leaf(&g, SUB, NULL, NULL);
	plain(g.trust, ROOT, ROOT);
	plain(g.trust, "Stray", ROOT);
	der = cw_certs_der(g.trust, 1, &len);
	for (i = 0; i < 999; i++)
		ck_assert_int_eq(cw_certs_add(g.rest, der, len, "", NULL), 0);
	ask_within(&g, 0, "error issuer-not-found", GROVE_HOST);
	plain(g.rest, SUB, ROOT);
	ask_within(&g, 0, "error pool-too-large", GROVE_HOST);
	grove_end(&g);
}
END_TEST

/* ---- all that is wrong is told, and nothing else ----------------------------------- */

#define FIVE "error critical-extension-unknown, error validity-expired, " \
	"error peer-name-dns-mismatch, error eku-purpose-not-allowed, " \
	"error key-usage-no-digital-signature"

static void
five_faults(struct cert_spec *spec)
{
	const struct spec_name other = { GN_DNS, bytes_of("other.demo.test") };

	expired(spec);
	spec_subject_alt_name(spec, false, &other, 1);
	spec_ext_key_usage(spec, false,
	    (const enum oid[]){ OID_KP_CLIENT_AUTH }, 1);
	spec_key_usage(spec, true, SPEC_KU(KU_KEY_AGREEMENT));
	spec_extension_dotted(spec, "1.2.3.4", true, (struct bytes){
	    (const uint8_t *)"\x05", 2 });
}

START_TEST(test_five_faults)
{
	struct grove g;

	grove_start(&g);
	grove_leaf(&g, SUB, NULL, five_faults);
	plain(g.chain, SUB, ROOT);
	plain(g.trust, ROOT, ROOT);
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), FIVE);
	grove_end(&g);

	/* And mistrust beside them: it leads. */
	grove_start(&g);
	grove_leaf(&g, SUB, NULL, five_faults);
	plain(g.trust, ROOT, ROOT);
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "error issuer-not-found, " FIVE);
	grove_end(&g);
}
END_TEST

/* ---- the question ------------------------------------------------------------------- */

START_TEST(test_question)
{
	struct cw_verdict *v = NULL;
	struct cw_question q;
	struct cw_error e;
	struct grove g;

	grove_start(&g);
	grow_good(&g);
	q = g.question;
	q.name = NULL;
	ck_assert_int_eq(cw_verify(&q, &v, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "name"));
	ck_assert_int_eq(cw_verify(&q, &v, NULL), -1);
	q.any_name = true;
	ck_assert_int_eq(cw_verify(&q, &v, &e), 0);
	ck_assert(cw_verdict_valid(v) && cw_verdict_alert(v) == -1);
	cw_verdict_free(v);
	q.name = GROVE_HOST;
	ck_assert_int_eq(cw_verify(&q, &v, &e), -1);
	q = g.question;
	q.trust = NULL;
	ck_assert_int_eq(cw_verify(&q, &v, &e), -1);
	q = g.question;
	q.chain = NULL;
	ck_assert_int_eq(cw_verify(&q, &v, &e), -1);
	q = g.question;
	q.profile = CW_PROFILE_COUNT;
	ck_assert_int_eq(cw_verify(&q, &v, &e), -1);
	cw_verdict_free(NULL);
	grove_end(&g);
}
END_TEST

/* The lists may be one and the same. */
START_TEST(test_shared_lists)
{
	struct grove g;

	grove_start(&g);
	grow_good(&g);
	plain(g.chain, ROOT, ROOT);
	g.question.untrusted = g.chain;
	g.question.trust = g.chain;
	ask_within(&g, 1, STRAY, PATH);
	grove_end(&g);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("chain building");
	TCase *t = tcase_create("chain building");

	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_situation, 0, COUNT(situations));
	tcase_add_test(t, test_permutations);
	tcase_add_test(t, test_mesh);
	tcase_add_test(t, test_mesh_impostor);
	tcase_add_test(t, test_mesh_expired);
	tcase_add_test(t, test_mesh_expired_root);
	tcase_add_test(t, test_mesh_wrong_leaf);
	tcase_add_test(t, test_layers);
	tcase_add_test(t, test_namesakes);
	tcase_add_test(t, test_namesakes_other_keys);
	tcase_add_test(t, test_namesakes_no_key_ids);
	tcase_add_loop_test(t, test_depth, 0, COUNT(depths));
	tcase_add_test(t, test_depth_self_issued);
	tcase_add_test(t, test_signatures);
	tcase_add_test(t, test_same_octets);
	tcase_add_test(t, test_pool);
	tcase_add_test(t, test_five_faults);
	tcase_add_test(t, test_question);
	tcase_add_test(t, test_shared_lists);
	suite_add_tcase(s, t);
	return s;
}
