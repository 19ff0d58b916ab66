/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/cache.h"
#include "path/search.h"
#include "sig/hash.h"

/* The same signature, of the same octets: a certificate may be given twice. */
static bool
same_signed(const struct cert *a, const struct cert *b)
{
	return a == b || (bytes_equal(a->signature.bytes, b->signature.bytes) &&
	    bytes_equal(a->tbs, b->tbs) && bytes_equal(
	    a->outer_algorithm.whole, b->outer_algorithm.whole) &&
	    a->signature.unused == b->signature.unused);
}

const struct checked *
link_known(const struct search *s, const struct cert *child,
    const struct spki *key)
{
	const struct checked *k;
	size_t i;

	for (i = 0; i < s->checked_count; i++) {
		k = &s->checked[i];
		if (same_signed(k->child, child) &&
		    bytes_equal(k->key, key->whole) &&
		    bytes_equal(k->parameters, key->algorithm.parameters))
			return k;
	}
	return NULL;
}

static bool
remember(struct search *s, struct checked new)
{
	struct checked *wide;
	size_t size = s->checked_size == 0 ? 8 : 2 * s->checked_size;

	if (s->checked_count == s->checked_size) {
		wide = arena_array(s->verdict->arena, size, sizeof(*wide));
		if (wide == NULL)
			return false;
		if (s->checked_count > 0)
			memcpy(wide, s->checked,
			    s->checked_count * sizeof(*wide));
		s->checked = wide;
		s->checked_size = size;
	}
	s->checked[s->checked_count++] = new;
	return true;
}

static enum sig_result
compute(const struct cert *child, const struct spki *signer)
{
	enum sig_result result = SIG_KEY_UNUSABLE;
	struct sig_key *key = sig_key_new(signer, &result);

	if (key == NULL)
		return result;
	result = sig_verify(key, signer, &child->outer_algorithm, child->tbs,
	    &child->signature);
	sig_key_free(key);
	return result;
}

/* What an earlier question learnt counts as if it were learnt now. */
static enum sig_result
verify(const struct search *s, const struct cert *child,
    const struct spki *signer)
{
	struct cw_cache *cache = s->verdict->question.cache;
	enum sig_result result;
	struct cache_key key;
	enum limit broken;

	/* That is this question's limit alone: no result to be remembered. */
	if (!limits_take_key(s->limits, signer, &broken))
		return SIG_KEY_UNUSABLE;
	if (cache == NULL)
		return compute(child, signer);
	cache_key(child, signer, &key);
	if (cache_find(cache, &key, &result))
		return result;
	result = compute(child, signer);
	if (result != SIG_FAILED)
		cache_keep(cache, &key, result);
	return result;
}

enum link_state
link_check(struct search *s, const struct cert *child,
    const struct spki *key)
{
	const struct checked *known = link_known(s, child, key);
	struct checked new = { .child = child, .key = key->whole,
		.parameters = key->algorithm.parameters };

	if (known != NULL)
		return known->result == SIG_GOOD ? LINK_GOOD : LINK_BAD;
	if (!limits_spend(s->limits, LIMIT_SIGNATURES))
		return LINK_UNCHECKED;
	new.result = verify(s, child, key);
	if (new.result == SIG_FAILED || !remember(s, new)) {
		s->failed = true;
		return LINK_UNCHECKED;
	}
	s->verdict->signatures_good += new.result == SIG_GOOD;
	return new.result == SIG_GOOD ? LINK_GOOD : LINK_BAD;
}

enum link_state
link_check_path(struct search *s, struct path *p, size_t i)
{
	struct spki key = path_key(p, p->cert[i + 1]);

	p->link[i] = link_check(s, p->cert[i], &key);
	return p->link[i];
}

enum failure_id
link_failure(enum sig_result result)
{
	switch (result) {
	case SIG_VALUE_MALFORMED:
		return F_SIGNATURE_VALUE_MALFORMED;
	case SIG_ALGORITHM_UNKNOWN:
	case SIG_PARAMETERS_INVALID:
		return F_SIGNATURE_ALGORITHM_UNKNOWN;
	case SIG_KEY_MISMATCH:
		return F_SIGNATURE_ALGORITHM_KEY_MISMATCH;
	case SIG_KEY_UNUSABLE:
		return F_SPKI_MALFORMED;
	case SIG_GOOD:
	case SIG_BAD:
	case SIG_FAILED:
		break;
	}
	return F_SIGNATURE_INVALID;
}

static bool
has_error(const struct search *s, const struct findings *found,
    enum failure_id id, const struct cert *c)
{
	return failure_severity(id, &s->rule) == CW_ERROR &&
	    findings_have(found, id, c);
}

/* A rule about keys has often said before why nothing can be done with it. */
static void
find_unusable_key(struct search *s, struct path *p, const struct cert *issuer)
{
	static const enum failure_id said[] = { F_SPKI_MALFORMED,
		F_SPKI_PARAMETERS_INVALID, F_EC_PARAMETERS_EXPLICIT,
		F_EC_CURVE_NOT_ALLOWED, F_RSA_EXPONENT_INVALID,
		F_RSA_KEY_TOO_LARGE };
	const struct spki key = path_key(p, issuer);
	const char *why = sig_key_problem(&key);
	struct finding *f;
	size_t i;

	if (spki_inherits(&key)) {
		issuer = path_heir(p, issuer);
		why = "parameters left to its issuer's key, which has none";
	}
	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (has_error(s, &p->findings, said[i], issuer))
			return;
	f = find(&p->findings, F_SPKI_MALFORMED, issuer, FIELD_PUBLIC_KEY,
	    issuer->spki.whole);
	f->value[0] = value_oid(key.algorithm.oid);
	f->value[1] = value_word(why != NULL ? why :
	    "a key that GnuTLS does not take");
}

static void
find_algorithm(struct search *s, struct findings *found, enum failure_id id,
    const struct cert *child, const struct cert *issuer)
{
	const struct algorithm *a = &child->outer_algorithm;
	struct finding *f;

	if (has_error(s, found, F_SIGNATURE_ALGORITHM_PARAMETERS_INVALID, child))
		return;
	f = find(found, id, child, FIELD_SIGNATURE_ALGORITHM, a->whole);
	f->value[0] = value_oid(a->oid);
	if (id != F_SIGNATURE_ALGORITHM_KEY_MISMATCH)
		return;
	f->value[1] = value_oid(issuer->spki.algorithm.oid);
	f->other = issuer;
	f->other_field = FIELD_PUBLIC_KEY_ALGORITHM;
	f->other_at = issuer->spki.algorithm.whole;
}

/* ---- an anchor of the right name with another key --------------------------- */

/* A certificate of the anchor's name whose key did sign, if one was given. */
static const struct cert *
true_signer(struct search *s, const struct path *p)
{
	const struct cw_verdict *v = s->verdict;
	const struct cert *child = p->cert[p->count - 2];
	const struct candidate *c;
	size_t i;

	for (i = 0; i < v->candidate_count; i++) {
		c = &v->candidate[i];
		if (c->child == child && !c->anchor && c->issuer != child &&
		    link_check(s, child, &c->issuer->spki) == LINK_GOOD)
			return c->issuer;
	}
	return NULL;
}

/* Its subjectKeyIdentifier, or what RFC 5280 4.2.1.2 (1) would make of the key. */
static struct bytes
key_id_of(struct search *s, const struct cert *c)
{
	uint8_t *hash;

	if (c->subject_key_id.len > 0)
		return c->subject_key_id;
	hash = arena_alloc(s->verdict->arena, SHA1_OCTETS);
	if (hash == NULL || !sha1(c->spki.key.bytes, hash)) {
		s->failed = true;
		return (struct bytes){ NULL, 0 };
	}
	return (struct bytes){ hash, SHA1_OCTETS };
}

/*
 * The anchor was re-keyed, or somebody took its name. Only key identifiers or
 * the certificate of the true signer tell that from octets that were changed.
 */
static bool
find_other_key(struct search *s, struct path *p, const struct cert *child,
    const struct cert *anchor)
{
	enum key_id id = key_id_compare(child, anchor);
	const struct cert *signer = NULL;
	struct finding *f;

	if (!p->anchored || anchor != p->cert[p->count - 1] ||
	    id == KEY_ID_MATCH)
		return false;
	if (id == KEY_ID_UNKNOWN && (signer = true_signer(s, p)) == NULL)
		return false;
	f = find(&p->findings, F_TRUST_ANCHOR_KEY_MISMATCH, child,
	    FIELD_AUTHORITY_KEY_ID, child->authority_key_id.key_id);
	f->other = anchor;
	f->other_field = FIELD_SUBJECT_KEY_ID;
	f->other_at = anchor->subject_key_id;
	f->value[0] = value_name(anchor->subject);
	f->value[1] = value_hex(signer == NULL ?
	    child->authority_key_id.key_id : key_id_of(s, signer));
	f->value[2] = value_hex(key_id_of(s, anchor));
	return true;
}

/* Octets that were changed, or a key that did not sign them. */
static void
find_bad_value(struct path *p, const struct cert *child,
    const struct cert *issuer, enum sig_result result)
{
	struct finding *f;

	/* No value of this key, but perhaps one of the key that was wanted. */
	if (key_id_compare(child, issuer) == KEY_ID_MISMATCH)
		result = SIG_BAD;
	f = find(&p->findings, link_failure(result), child,
	    FIELD_SIGNATURE_VALUE, child->signature.bytes);
	f->value[0] = value_oid(child->outer_algorithm.oid);
	if (result == SIG_VALUE_MALFORMED) {
		f->value[1] = value_hex(child->signature.bytes);
		f->value[2] = value_number((int64_t)child->signature.bytes.len);
		return;
	}
	f->value[1] = value_name(issuer->subject);
	f->other = issuer;
	f->other_field = FIELD_PUBLIC_KEY;
	f->other_at = issuer->spki.whole;
}

void
link_find(struct search *s, struct path *p, const struct cert *child,
    const struct cert *issuer)
{
	struct spki key = path_key(p, issuer);
	const struct checked *known = link_known(s, child, &key);

	/* With two algorithms to choose from, which one failed means nothing. */
	if (known == NULL || has_error(s, &p->findings,
	    F_SIGNATURE_ALGORITHM_FIELDS_DIFFER, child))
		return;
	switch (known->result) {
	case SIG_BAD:
	case SIG_VALUE_MALFORMED:
		if (!find_other_key(s, p, child, issuer))
			find_bad_value(p, child, issuer, known->result);
		break;
	case SIG_KEY_MISMATCH:
		if (find_other_key(s, p, child, issuer))
			break;
		__attribute__((fallthrough));
	case SIG_ALGORITHM_UNKNOWN:
	case SIG_PARAMETERS_INVALID:
		find_algorithm(s, &p->findings, link_failure(known->result),
		    child, issuer);
		break;
	case SIG_KEY_UNUSABLE:
		find_unusable_key(s, p, issuer);
		break;
	case SIG_GOOD:
	case SIG_FAILED:
		break;
	}
}
