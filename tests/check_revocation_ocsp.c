/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Revocation by OCSP: RFC 6960 3.2 and RFC 7633, a row a situation. */
#include "config.h"

#include <stdlib.h>

#include "ca/defect.h"
#include "tests/judge.h"
#include "tests/test.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

/* ---- situations ------------------------------------------------------------- */

static struct ocsp_spec *
response(struct scenario *s)
{
	scenario_ocsps(s);
	return &s->ocsp[SCENARIO_LEAF_OCSP];
}

static struct ocsp_spec_single *
answer(struct scenario *s)
{
	return &response(s)->single[0];
}

static void
good(struct scenario *s)
{
	scenario_ocsps(s);
}

static void
hashed_by_sha256(struct scenario *s)
{
	answer(s)->sha256 = true;
}

static void
named_by_key(struct scenario *s)
{
	response(s)->by_key = true;
}

static void
ca_revoked(struct scenario *s)
{
	scenario_ocsps(s);
	ocsp_spec_revoke(&s->ocsp[SCENARIO_ISSUING_OCSP].single[0],
	    s->now - DAY, REASON_CA_COMPROMISE);
}

static void
without_reason(struct scenario *s)
{
	ocsp_spec_revoke(answer(s), s->now - DAY, -1);
}

/* The answer about the leaf stands behind one about another number. */
static void
second_answer(struct scenario *s)
{
	struct ocsp_spec_single *second;

	answer(s)->other_serial = true;
	second = ocsp_spec_about(response(s), SCENARIO_LEAF, s->now);
	ocsp_spec_revoke(second, s->now - DAY, REASON_SUPERSEDED);
}

static void
revoked_number_of_other(struct scenario *s)
{
	ocsp_spec_revoke(answer(s), s->now - DAY, REASON_SUPERSEDED);
	answer(s)->other_serial = true;
	ocsp_spec_about(response(s), SCENARIO_LEAF, s->now);
}

/* Two answers about one certificate: the worse counts. */
static void
good_and_unknown(struct scenario *s)
{
	good(s);
	ocsp_spec_about(response(s), SCENARIO_LEAF, s->now)->status =
	    OCSP_UNKNOWN;
}

static int
delegate(struct scenario *s, int issuer)
{
	struct ocsp_spec *o = response(s);
	int index = scenario_responder(s, issuer);

	o->responder = index;
	o->cert[o->cert_count++] = index;
	return index;
}

static void
delegated(struct scenario *s)
{
	delegate(s, SCENARIO_ISSUING);
}

static void
delegated_by_key(struct scenario *s)
{
	delegate(s, SCENARIO_ISSUING);
	response(s)->by_key = true;
}

/* Issued by the root, which is not the CA of the leaf. */
static void
delegated_by_other(struct scenario *s)
{
	delegate(s, SCENARIO_ROOT);
}

/* Its name, and a signature by another key. */
static void
delegated_forged(struct scenario *s)
{
	int index = delegate(s, SCENARIO_ISSUING);

	s->cert[index].sign_with = index;
}

static void
delegated_for_anything(struct scenario *s)
{
	static const enum oid purpose[] = { OID_KP_ANY };
	int index = delegate(s, SCENARIO_ISSUING);

	spec_ext_key_usage(&s->cert[index], false, purpose, 1);
}

static void
delegated_for_nothing(struct scenario *s)
{
	int index = delegate(s, SCENARIO_ISSUING);

	spec_remove(&s->cert[index], OID_CE_EXT_KEY_USAGE);
}

static void
delegated_early(struct scenario *s)
{
	int index = delegate(s, SCENARIO_ISSUING);

	s->cert[index].not_before = s->now + HOUR;
}

static void
signed_by_leaf(struct scenario *s)
{
	struct ocsp_spec *o = response(s);

	o->responder = SCENARIO_LEAF;
	o->cert[o->cert_count++] = SCENARIO_LEAF;
}

/* No nocheck, and a CRL of the CA that has no word of it. */
static void
delegated_checked(struct scenario *s)
{
	int index = delegate(s, SCENARIO_ISSUING);

	spec_remove(&s->cert[index], OID_OCSP_NO_CHECK);
	scenario_crl(s, SCENARIO_ISSUING);
}

static void
delegated_revoked(struct scenario *s)
{
	delegated_checked(s);
	crl_spec_revoke(&s->crl[0], SCENARIO_FIRST_EXTRA, s->now - DAY,
	    REASON_KEY_COMPROMISE);
	/* It does not answer for the leaf, so that the response has to. */
	crl_spec_extension(&s->crl[0], OID_CE_ISSUING_DISTRIBUTION_POINT, true,
	    SPEC_OCTETS(s->leaf, 0x30, 4, 0x83, 2, 6, 0x40));
}

static void
unchecked(struct scenario *s)
{
	int index = delegate(s, SCENARIO_ISSUING);

	spec_remove(&s->cert[index], OID_OCSP_NO_CHECK);
}

static void
responder_is_other_key(struct scenario *s)
{
	int index = scenario_responder(s, SCENARIO_ISSUING);

	response(s)->sign_with = index;
}

static void
produced_later(struct scenario *s)
{
	response(s)->produced = s->now + HOUR;
}

static void
ends_now(struct scenario *s)
{
	answer(s)->next_update = s->now;
}

static void
begins_now(struct scenario *s)
{
	answer(s)->this_update = s->now;
}

static void
without_end(struct scenario *s)
{
	answer(s)->no_next_update = true;
}

static void
nonce_repeated(struct scenario *s)
{
	good(s);
	s->ocsp_nonce = SPEC_OCTETS(s->leaf, 1, 2, 3);
	s->ocsp[0].nonce = s->ocsp[1].nonce = s->ocsp_nonce;
}

static void
nonce_absent(struct scenario *s)
{
	nonce_repeated(s);
	s->ocsp[1].nonce = (struct bytes){ NULL, 0 };
}

static void
nonce_unasked(struct scenario *s)
{
	response(s)->nonce = SPEC_OCTETS(s->leaf, 1, 2, 3);
}

static void
single_critical(struct scenario *s)
{
	struct bytes oid = defect_oid(s->leaf, OID_UNKNOWN);

	answer(s)->extension = (struct spec_extension){ .id = OID_UNKNOWN,
		.oid = bytes_skip(oid, 2), .critical = true,
		.value = SPEC_OCTETS(s->leaf, DER_NULL, 0) };
}

/* A CRL is good, and the response says revoked. */
static void
revoked_beside_crl(struct scenario *s)
{
	scenario_crls(s);
	without_reason(s);
}

/* The response is too old, and a CRL answers. */
static void
expired_beside_crl(struct scenario *s)
{
	scenario_crls(s);
	answer(s)->next_update = s->now - HOUR / 2;
}

static void
unknown_soft(struct scenario *s)
{
	answer(s)->status = OCSP_UNKNOWN;
	s->revocation = CW_REVOCATION_SOFT;
}

static void
expired_soft(struct scenario *s)
{
	answer(s)->next_update = s->now - HOUR / 2;
	s->revocation = CW_REVOCATION_SOFT;
}

static void
must_staple(struct scenario *s)
{
	good(s);
	spec_extension(s->leaf, OID_PE_TLS_FEATURE, false,
	    SPEC_OCTETS(s->leaf, DER_SEQUENCE, 3, DER_INTEGER, 1, 5));
}

/* From a file nothing can be stapled. */
static void
must_staple_file(struct scenario *s)
{
	must_staple(s);
	s->ocsp_count = 0;
	s->stapled = false;
	s->revocation = CW_REVOCATION_SOFT;
}

static void
must_staple_hard(struct scenario *s)
{
	must_staple(s);
	s->ocsp_count = 0;
	s->revocation_of_target = true;
}

static void
must_staple_of_ca(struct scenario *s)
{
	good(s);
	spec_extension(s->issuing, OID_PE_TLS_FEATURE, false,
	    SPEC_OCTETS(s->issuing, DER_SEQUENCE, 3, DER_INTEGER, 1, 5));
}

static void
must_staple_inherited(struct scenario *s)
{
	must_staple_of_ca(s);
	must_staple(s);
}

#define G CW_STATUS_GOOD
#define R CW_STATUS_REVOKED
#define U CW_STATUS_UNKNOWN
#define N CW_STATUS_UNCHECKED

static const struct {
	const char *what;
	void (*make)(struct scenario *s);
	enum cw_status leaf, issuing;
	bool valid;
	const char *slug;               /* NULL: no finding at all */
} rows[] = {
	{ "good", good, G, G, true, NULL },
	{ "a CertID of SHA-256", hashed_by_sha256, G, G, true, NULL },
	{ "a responder named by its key", named_by_key, G, G, true, NULL },
	{ "the CA is revoked", ca_revoked, G, R, false,
	    "certificate-revoked-ocsp" },
	{ "no reason is given", without_reason, R, G, false,
	    "certificate-revoked-ocsp" },
	{ "revoked by the second answer", second_answer, R, G, false,
	    "certificate-revoked-ocsp" },
	{ "another number is revoked", revoked_number_of_other, G, G, true,
	    NULL },
	{ "good and unknown", good_and_unknown, U, G, false,
	    "ocsp-status-unknown" },
	{ "delegated", delegated, G, G, true, NULL },
	{ "delegated, named by its key", delegated_by_key, G, G, true, NULL },
	{ "delegated by another CA", delegated_by_other, U, G, false,
	    "ocsp-responder-not-authorised" },
	{ "delegated, forged", delegated_forged, U, G, false,
	    "ocsp-responder-not-authorised" },
	{ "delegated for any purpose", delegated_for_anything, U, G, false,
	    "ocsp-responder-not-authorised" },
	{ "delegated for no purpose", delegated_for_nothing, U, G, false,
	    "ocsp-responder-not-authorised" },
	{ "delegated too early", delegated_early, U, G, false,
	    "ocsp-responder-expired" },
	{ "signed by the leaf", signed_by_leaf, U, G, false,
	    "ocsp-responder-not-authorised" },
	{ "delegated, good by a CRL", delegated_checked, G, G, true, NULL },
	{ "delegated, revoked by a CRL", delegated_revoked, U, G, false,
	    "ocsp-responder-not-authorised" },
	{ "delegated, nobody knows", unchecked, G, G, true,
	    "ocsp-responder-revocation-unchecked" },
	{ "another key signs for the CA", responder_is_other_key, U, G, false,
	    "ocsp-signature-invalid" },
	{ "produced in the future", produced_later, U, G, false,
	    "ocsp-response-not-yet-valid" },
	{ "ends now", ends_now, G, G, true, NULL },
	{ "begins now", begins_now, G, G, true, NULL },
	{ "without an end", without_end, G, G, true, NULL },
	{ "the nonce repeated", nonce_repeated, G, G, true, NULL },
	{ "no nonce", nonce_absent, U, G, false, "ocsp-nonce-mismatch" },
	{ "a nonce nobody sent", nonce_unasked, G, G, true, NULL },
	{ "a critical extension of an answer", single_critical, U, G, false,
	    "ocsp-critical-extension-unknown" },
	{ "revoked beside a good CRL", revoked_beside_crl, R, G, false,
	    "certificate-revoked-ocsp" },
	{ "expired beside a good CRL", expired_beside_crl, G, G, true,
	    "ocsp-response-expired" },
	{ "soft, unknown", unknown_soft, U, G, true, "ocsp-status-unknown" },
	{ "soft, expired", expired_soft, U, G, false,
	    "ocsp-response-expired" },
	{ "must-staple, stapled", must_staple, G, G, true, NULL },
	{ "must-staple, from a file", must_staple_file, U, U, true,
	    "crl-not-available" },
	{ "must-staple, hard", must_staple_hard, U, N, false,
	    "ocsp-must-staple-not-honoured" },
	{ "must-staple of the CA", must_staple_of_ca, G, G, false,
	    "ocsp-must-staple-not-honoured" },
	{ "must-staple of both", must_staple_inherited, G, G, true, NULL },
};

START_TEST(test_situation)
{
	struct cw_revocation_status leaf, issuing;
	struct judged j;
	char *list;

	judge_start(&j, CW_TLS13);
	rows[_i].make(j.s);
	ck_assert(judge_mint(&j));
	judge_ask(&j);
	list = judge_list(&j);
	ck_assert_msg(cw_verdict_valid(j.verdict) == rows[_i].valid, "%s: %s",
	    rows[_i].what, list);
	ck_assert(cw_verdict_revocation(j.verdict, 0, &leaf));
	ck_assert(cw_verdict_revocation(j.verdict, 1, &issuing));
	ck_assert_msg(leaf.status == rows[_i].leaf, "%s: leaf %d: %s",
	    rows[_i].what, (int)leaf.status, list);
	ck_assert_msg(issuing.status == rows[_i].issuing, "%s: CA %d: %s",
	    rows[_i].what, (int)issuing.status, list);
	if (rows[_i].slug == NULL)
		ck_assert_msg(j.found->count == 0, "%s: %s", rows[_i].what,
		    list);
	else
		ck_assert_msg(findings_have(j.found,
		    failure_find(rows[_i].slug), NULL), "%s: %s",
		    rows[_i].what, list);
	if (!rows[_i].valid)
		ck_assert_msg(j.found->errors == 1, "%s: %s", rows[_i].what,
		    list);
	free(list);
	judge_free(&j);
}
END_TEST

/* ---- reading ------------------------------------------------------------------ */

static const struct {
	const char *what;
	size_t len;
	uint8_t der[16];
	enum ocsp_response_status status;
	bool readable;
} forms[] = {
	{ "tryLater", 5, { 0x30, 3, 0x0a, 1, 3 }, OCSP_TRY_LATER, true },
	{ "unauthorized", 5, { 0x30, 3, 0x0a, 1, 6 }, OCSP_UNAUTHORIZED, true },
	{ "successful, and no answer", 5, { 0x30, 3, 0x0a, 1, 0 }, 0, false },
	{ "a status that is not used", 5, { 0x30, 3, 0x0a, 1, 4 }, 0, false },
	{ "a status beyond the last", 5, { 0x30, 3, 0x0a, 1, 7 }, 0, false },
	{ "a status of no octet", 4, { 0x30, 2, 0x0a, 0 }, 0, false },
	{ "a status of two octets", 6, { 0x30, 4, 0x0a, 2, 0, 3 }, 0, false },
	{ "an answer beside tryLater", 9,
	    { 0x30, 7, 0x0a, 1, 3, 0xa0, 2, 0x30, 0 }, 0, false },
	{ "octets behind it", 6, { 0x30, 3, 0x0a, 1, 3, 0 }, 0, false },
	{ "another type of response", 12, { 0x30, 10, 0x0a, 1, 0, 0xa0, 5,
	    0x30, 3, 6, 1, 0x2a }, 0, false },
	{ "nothing", 0, { 0 }, 0, false },
};

START_TEST(test_form)
{
	struct origin origin = { "test", 0, 0 };
	struct arena *arena = arena_new(0);
	struct limit_set limits;
	struct ocsp *o;

	limit_set_start(&limits);
	o = ocsp_read(arena, (struct bytes){ forms[_i].der, forms[_i].len },
	    origin, &limits);
	ck_assert_ptr_nonnull(o);
	ck_assert_msg(o->readable == forms[_i].readable, "%s", forms[_i].what);
	ck_assert_msg(o->readable || (o->faults.count == 1 &&
	    o->faults.list[0].id == F_OCSP_RESPONSE_MALFORMED), "%s",
	    forms[_i].what);
	if (o->readable)
		ck_assert_msg(o->status == forms[_i].status, "%s",
		    forms[_i].what);
	arena_free(arena);
}
END_TEST

/* ---- without a path ------------------------------------------------------------ */

static void
plain(struct scenario *s)
{
	response(s)->cert_count = 0;
}

static void
revoked(struct scenario *s)
{
	ocsp_spec_revoke(answer(s), s->now - DAY, REASON_SUPERSEDED);
}

static void
forged(struct scenario *s)
{
	int index = scenario_responder(s, SCENARIO_ISSUING);

	response(s)->sign_with = index;
}

/* Nothing but the answers is judged. */
static void
certificate_expired(struct scenario *s)
{
	good(s);
	s->leaf->not_after = s->now - HOUR;
}

static void
answer_expired(struct scenario *s)
{
	answer(s)->next_update = s->now - HOUR / 2;
}

static const struct {
	const char *what;
	void (*make)(struct scenario *s);
	int issuer;                     /* that is given */
	bool certificate;               /* that is asked about is given too */
	enum cw_status status;
	const char *slug;               /* NULL: none */
} alone[] = {
	{ "good", plain, SCENARIO_ISSUING, true, G, NULL },
	{ "good, no certificate", plain, SCENARIO_ISSUING, false, G, NULL },
	{ "by SHA-256, no certificate", hashed_by_sha256, SCENARIO_ISSUING,
	    false, G, NULL },
	{ "of an expired one", certificate_expired, SCENARIO_ISSUING, true, G,
	    NULL },
	{ "delegated, no certificate", delegated, SCENARIO_ISSUING, false, G,
	    NULL },
	{ "revoked", revoked, SCENARIO_ISSUING, true, R,
	    "certificate-revoked-ocsp" },
	{ "revoked, no certificate", revoked, SCENARIO_ISSUING, false, R,
	    "certificate-revoked-ocsp" },
	{ "expired, no certificate", answer_expired, SCENARIO_ISSUING, false, U,
	    "ocsp-response-expired" },
	{ "forged, no certificate", forged, SCENARIO_ISSUING, false, U,
	    "ocsp-signature-invalid" },
	{ "delegated by another CA, no certificate", delegated_by_other,
	    SCENARIO_ISSUING, false, U, "ocsp-responder-not-authorised" },
	{ "no issuer of that name", plain, SCENARIO_ROOT, true, N,
	    "issuer-not-found" },
	{ "another issuer, no certificate", plain, SCENARIO_ROOT, false, U,
	    "ocsp-certid-mismatch" },
};

static struct cw_certs *
certs_of(const struct judged *j, int index)
{
	struct cw_certs *certs = cw_certs_new();
	struct bytes der = index < 0 ? (struct bytes){ NULL, 0 } :
	    j->scenario->minted.der[index];
	struct cw_error err;

	ck_assert_ptr_nonnull(certs);
	ck_assert(index < 0 || cw_certs_add(certs, der.data, der.len, "test",
	    &err) == 0);
	return certs;
}

START_TEST(test_alone)
{
	bool certificate = alone[_i].certificate;
	struct cw_certs *chain, *trust;
	struct cw_revocation_status status;
	struct cw_question q;
	struct cw_error err;
	struct judged j;
	char *list, *text;

	judge_start(&j, CW_TLS13);
	alone[_i].make(j.s);
	/* That about the leaf. */
	j.s->ocsp[0] = j.s->ocsp[SCENARIO_LEAF_OCSP];
	j.s->ocsp_count = 1;
	ck_assert(judge_mint(&j));
	chain = certs_of(&j, certificate ? SCENARIO_LEAF : -1);
	trust = certs_of(&j, alone[_i].issuer);
	q = j.scenario->question;
	q.chain = chain;
	q.trust = trust;
	q.revocation_alone = true;
	ck_assert_msg(cw_verify(&q, &j.verdict, &err) == 0, "%s", err.text);
	j.found = &j.verdict->findings;
	list = judge_list(&j);
	ck_assert_msg(cw_verdict_valid(j.verdict) == (alone[_i].slug == NULL),
	    "%s: %s", alone[_i].what, list);
	ck_assert_msg(j.found->errors == (alone[_i].slug != NULL), "%s: %s",
	    alone[_i].what, list);
	ck_assert_msg(alone[_i].slug == NULL || findings_have(j.found,
	    failure_find(alone[_i].slug), NULL), "%s: %s", alone[_i].what,
	    list);
	ck_assert(cw_verdict_revocation(j.verdict, 0, &status));
	ck_assert_msg(status.status == alone[_i].status, "%s: %d",
	    alone[_i].what, (int)status.status);
	text = cw_verdict_text(j.verdict, NULL);
	ck_assert_ptr_nonnull(text);
	ck_assert_msg((strncmp(text, "not revoked: ", 13) == 0) ==
	    (alone[_i].slug == NULL), "%s: %s", alone[_i].what, text);
	ck_assert_ptr_null(strstr(text, "(unreadable)"));
	free(text);
	text = cw_verdict_json(j.verdict);
	ck_assert_ptr_nonnull(text);
	free(text);
	free(list);
	judge_free(&j);
	cw_certs_free(chain);
	cw_certs_free(trust);
}
END_TEST

/* Such a question has to ask something. */
START_TEST(test_alone_nothing)
{
	struct cw_certs *chain, *trust;
	struct cw_verdict *verdict;
	struct cw_question q;
	struct cw_error err;
	struct judged j;

	judge_start(&j, CW_TLS13);
	good(j.s);
	ck_assert(judge_mint(&j));
	chain = certs_of(&j, -1);
	trust = certs_of(&j, SCENARIO_ISSUING);
	q = j.scenario->question;
	q.chain = chain;
	q.trust = trust;
	q.revocation_alone = true;
	q.ocsp = NULL;
	ck_assert_int_eq(cw_verify(&q, &verdict, &err), -1);
	q.ocsp = j.scenario->question.ocsp;
	q.revocation = CW_REVOCATION_OFF;
	ck_assert_int_eq(cw_verify(&q, &verdict, &err), -1);
	judge_free(&j);
	cw_certs_free(chain);
	cw_certs_free(trust);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("revocation-ocsp");
	TCase *t = tcase_create("revocation-ocsp");

	tcase_add_unchecked_fixture(t, judge_setup, judge_teardown);
	tcase_add_loop_test(t, test_situation, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_loop_test(t, test_form, 0,
	    (int)(sizeof(forms) / sizeof(forms[0])));
	tcase_add_loop_test(t, test_alone, 0,
	    (int)(sizeof(alone) / sizeof(alone[0])));
	tcase_add_test(t, test_alone_nothing);
	suite_add_tcase(s, t);
	return s;
}
