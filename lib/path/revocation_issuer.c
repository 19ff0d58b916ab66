/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who signed a CRL, and whether he may: RFC 5280 6.3.3 (f) to (h). */
#include "config.h"

#include "path/revocation.h"
#include "x509/certs.h"
#include "x509/name.h"

/* CRL issuers of CRL issuers: what needs more of them has no end. */
#define NESTED_MOST 2

/* Whether a key signed a CRL or OCSP response: asked once. */
struct answer_checked {
	const uint8_t *tbs;             /* its place */
	struct bytes key, parameters;
	enum sig_result result;
};

static const struct answer_checked *
known(const struct search *s, const uint8_t *tbs, const struct spki *key)
{
	size_t i;

	for (i = 0; i < s->answer_checked_count; i++)
		if (s->answer_checked[i].tbs == tbs &&
		    bytes_equal(s->answer_checked[i].key, key->whole) &&
		    bytes_equal(s->answer_checked[i].parameters,
		    key->algorithm.parameters))
			return &s->answer_checked[i];
	return NULL;
}

static bool
remember(struct search *s, struct answer_checked new)
{
	size_t size = s->answer_checked_size == 0 ? 8 : 2 * s->answer_checked_size;
	struct answer_checked *wide;

	if (s->answer_checked_count == s->answer_checked_size) {
		wide = arena_array(s->verdict->arena, size, sizeof(*wide));
		if (wide == NULL)
			return false;
		if (s->answer_checked_count > 0)
			memcpy(wide, s->answer_checked,
			    s->answer_checked_count * sizeof(*wide));
		s->answer_checked = wide;
		s->answer_checked_size = size;
	}
	s->answer_checked[s->answer_checked_count++] = new;
	return true;
}

static enum sig_result
compute(struct search *s, const struct signed_answer *answer,
    const struct spki *spki)
{
	enum sig_result result = SIG_KEY_UNUSABLE;
	struct sig_key *key;
	enum limit broken;

	if (!limits_take_key(s->limits, spki, &broken))
		return SIG_KEY_UNUSABLE;
	key = sig_key_new(spki, &result);
	if (key == NULL)
		return result;
	result = sig_verify(key, spki, answer->algorithm, answer->tbs,
	    answer->signature);
	sig_key_free(key);
	return result;
}

bool
revocation_signed(struct asked *a, const struct signed_answer *answer,
    const struct cert *issuer, enum sig_result *result)
{
	struct spki key = path_key(a->path, issuer);
	const struct answer_checked *before = known(a->s, answer->tbs.data,
	    &key);
	struct answer_checked new = { answer->tbs.data, key.whole,
		key.algorithm.parameters, SIG_FAILED };

	*result = SIG_FAILED;
	if (before == NULL) {
		if (!limits_spend(a->s->limits, LIMIT_SIGNATURES))
			return false;
		new.result = compute(a->s, answer, &key);
		if (new.result == SIG_FAILED || !remember(a->s, new)) {
			a->s->failed = true;
			return false;
		}
		a->s->verdict->signatures_good += new.result == SIG_GOOD;
		before = &new;
	}
	*result = before->result;
	return before->result == SIG_GOOD;
}

/* ---- the path of a CRL issuer ------------------------------------------------ */

/* A list of certificates that live elsewhere. */
static bool
list_make(struct search *s, struct cw_certs *list, size_t size)
{
	*list = (struct cw_certs){ .arena = s->verdict->arena };
	list->cert = arena_array(list->arena, size + 1, sizeof(*list->cert));
	s->failed = s->failed || list->cert == NULL;
	return list->cert != NULL;
}

static void
list_add(struct cw_certs *list, const struct cert *c)
{
	list->cert[list->count++] = (struct cert *)(uintptr_t)c;
}

static bool
lists_make(struct search *s, const struct path *p, const struct cert *target,
    struct cw_certs list[3])
{
	size_t i, n = s->store.pool_count;

	if (!list_make(s, &list[0], 1) || !list_make(s, &list[1], n) ||
	    !list_make(s, &list[2], 1))
		return false;
	list_add(&list[0], target);
	for (i = 0; i < n; i++)
		list_add(&list[1], store_pool(&s->store, i));
	list_add(&list[2], p->cert[p->count - 1]);
	for (i = 0; i < 3; i++)
		s->failed = s->failed || !certs_index(&list[i]);
	return !s->failed;
}

/* Of any purpose and name, for the anchor of the path alone. */
static void
question_make(const struct search *s, const struct cw_certs list[3],
    struct cw_question *q)
{
	*q = s->verdict->question;
	q->chain = &list[0];
	q->untrusted = &list[1];
	q->trust = &list[2];
	q->name_type = CW_NAME_NONE;
	q->name = NULL;
	q->any_name = true;
	q->purpose = CW_ANY_PURPOSE;
	q->or_purposes = 0;
	q->profile = CW_RFC5280;
	if (q->weak_hashes == CW_WEAK_BY_PROFILE &&
	    s->rule.profile != CW_RFC5280)
		q->weak_hashes = CW_WEAK_REFUSED;
	q->strict = false;
	q->expiring = 0;
	q->policies = NULL;
	q->policy_count = 0;
	q->explicit_policy = false;
	q->tolerate = NULL;
	q->tolerate_count = 0;
	q->revocation_alone = false;
	if (q->revocation_of_target)
		q->revocation = CW_REVOCATION_OFF;
}

bool
revocation_path_is_valid(struct search *s, const struct path *p,
    const struct cert *c, bool status, const char **why)
{
	struct cw_certs list[3];
	struct cw_question q;
	struct cw_verdict *v;
	bool valid;

	*why = failure_get(F_PATH_SEARCH_BUDGET_EXHAUSTED)->slug;
	if (s->verdict->nested >= NESTED_MOST || !lists_make(s, p, c, list))
		return false;
	question_make(s, list, &q);
	if (!status)
		q.revocation = CW_REVOCATION_OFF;
	v = verify_nested(s->verdict, &q);
	if (v == NULL) {
		s->failed = true;
		return false;
	}
	valid = cw_verdict_valid(v);
	if (!valid && v->findings.count > 0)
		*why = failure_get(v->findings.list[0].id)->slug;
	cw_verdict_free(v);
	return valid;
}

/* ---- candidates --------------------------------------------------------------- */

struct trial {
	const struct cert *good;
	const struct cert *first;       /* whose key did not sign it, */
	enum sig_result result;         /* and how it did not */
	const struct cert *no_sign, *bad_path;
	const char *why;                /* of bad_path: a slug */
};

static bool
is_on_path(const struct path *p, const struct cert *c)
{
	size_t i;

	for (i = 1; i < p->count; i++)
		if (p->cert[i] == c)
			return true;
	return false;
}

/* The CRL names this key. */
static bool
names_key(const struct crl *crl, const struct cert *c)
{
	return bytes_equal(crl->authority_key_id.key_id, c->subject_key_id);
}

/* The verdict is about the path of this very issuer of CRLs, whose own status its
   CRL may tell as well as any other. */
static bool
is_judged(const struct asked *a, const struct cert *c)
{
	return a->s->verdict->nested > 0 && a->index == 0 &&
	    c == a->path->cert[0];
}

static void
try(struct asked *a, const struct crl *crl, const struct cert *c,
    struct trial *t)
{
	const struct signed_answer answer = { crl->tbs, &crl->outer_algorithm,
		&crl->signature };
	enum sig_result result;

	if (t->good != NULL)
		return;
	if (!revocation_signed(a, &answer, c, &result)) {
		if (t->first == NULL || names_key(crl, c)) {
			t->first = c;
			t->result = result;
		}
		return;
	}
	if (c->key_usage_ext != NULL && !cert_has_usage(c, KU_CRL_SIGN))
		t->no_sign = c;
	else if (is_on_path(a->path, c) || is_judged(a, c) ||
	    revocation_path_is_valid(a->s, a->path, c, true, &t->why))
		t->good = c;
	else
		t->bad_path = c;
}

/* Those on the path are valid as far as the path is: they come first. */
static void
try_all(struct asked *a, const struct crl *crl, struct trial *t)
{
	uint64_t hash = name_hash(crl->issuer);
	const struct path *p = a->path;
	const struct cert *c;
	struct store_search q;
	size_t i, place;

	for (i = a->index + 1; i < p->count; i++)
		if (name_equal(p->cert[i]->subject, crl->issuer))
			try(a, crl, p->cert[i], t);
	store_anchors(&q, &a->s->store, crl->issuer, hash);
	while (t->good == NULL && (c = store_next(&q, &place)) != NULL)
		if (!is_on_path(p, c))
			try(a, crl, c, t);
	store_issuers(&q, &a->s->store, crl->issuer, hash);
	while (t->good == NULL && (c = store_next(&q, &place)) != NULL)
		if (!is_on_path(p, c))
			try(a, crl, c, t);
}

static struct finding *
refuse_algorithm(struct asked *a, const struct crl *crl, const char *why)
{
	struct finding *f = revocation_refuse(a,
	    F_CRL_SIGNATURE_ALGORITHM_UNACCEPTABLE, crl,
	    FIELD_CRL_SIGNATURE_ALGORITHM, crl->outer_algorithm.whole);

	f->value[0] = value_oid(crl->outer_algorithm.oid);
	f->value[1] = value_word(why);
	return f;
}

static void
refuse_signature(struct asked *a, const struct crl *crl,
    const struct trial *t)
{
	struct finding *f;

	switch (t->result) {
	case SIG_ALGORITHM_UNKNOWN:
		refuse_algorithm(a, crl, "an algorithm that nobody knows");
		return;
	case SIG_PARAMETERS_INVALID:
		refuse_algorithm(a, crl, "with parameters that it may not have");
		return;
	case SIG_KEY_MISMATCH:
		refuse_algorithm(a, crl, "not for the key of its issuer");
		return;
	case SIG_KEY_UNUSABLE:
		refuse_algorithm(a, crl, "its issuer's key cannot be used");
		return;
	default:
		break;
	}
	f = revocation_refuse(a, F_CRL_SIGNATURE_INVALID, crl,
	    FIELD_CRL_SIGNATURE_VALUE, crl->signature.bytes);
	f->value[0] = value_oid(crl->outer_algorithm.oid);
	f->value[1] = value_name(crl->issuer);
}

/* The nearest to being right is told. */
static void
refuse(struct asked *a, const struct crl *crl, const struct trial *t)
{
	struct finding *f;

	if (t->bad_path == NULL && t->no_sign == NULL && t->first != NULL) {
		refuse_signature(a, crl, t);
		return;
	}
	f = revocation_refuse(a, t->bad_path != NULL ?
	    F_CRL_ISSUER_PATH_INVALID : t->no_sign != NULL ?
	    F_CRL_ISSUER_NO_CRL_SIGN : F_CRL_ISSUER_NOT_FOUND, crl,
	    FIELD_CRL_ISSUER, crl->issuer);
	f->value[0] = value_name(crl->issuer);
	if (t->bad_path != NULL) {
		f->value[1] = value_word(t->why);
	} else if (t->no_sign != NULL) {
		f->other = t->no_sign;
		f->other_field = FIELD_KEY_USAGE;
		f->other_at = t->no_sign->key_usage_ext->value;
	}
}

bool
revocation_is_weak(const struct asked *a, const struct algorithm *algorithm)
{
	enum cw_weak_hashes weak = a->s->verdict->question.weak_hashes;
	enum oid hash = sig_hash(algorithm);

	if (hash != OID_MD2 && hash != OID_MD4 && hash != OID_MD5 &&
	    hash != OID_SHA1)
		return false;
	if (weak == CW_WEAK_ALLOWED ||
	    (weak == CW_WEAK_SHA1 && hash == OID_SHA1))
		return false;
	return revocation_weighs(a->s, F_SIGNATURE_HASH_WEAK);
}

bool
revocation_is_genuine(struct asked *a, const struct crl *crl)
{
	struct trial t = { .good = NULL };

	try_all(a, crl, &t);
	return t.good != NULL;
}

bool
revocation_issuer(struct asked *a, const struct crl *crl)
{
	struct trial t = { .good = NULL };

	if (revocation_is_weak(a, &crl->outer_algorithm)) {
		refuse_algorithm(a, crl, "its hash can be broken");
		return false;
	}
	try_all(a, crl, &t);
	/* Out of budget it is not the CRL that is to blame. */
	if (t.good == NULL && !a->s->limits->reached[LIMIT_SIGNATURES])
		refuse(a, crl, &t);
	return t.good != NULL;
}
