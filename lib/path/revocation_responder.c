/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who signed an OCSP response, and whether he may: RFC 6960 3.2 (2) to (4). */
#include "config.h"

#include "path/revocation.h"
#include "x509/name.h"

/* What became of those who may have signed it. */
struct trial {
	const struct cert *good;
	const struct cert *first;       /* whose key did not sign it, */
	enum sig_result result;         /* and how it did not */
	const struct cert *unfit;       /* who signed it and may not, */
	enum failure_id id;             /* and for that */
	const char *why;
};

/* RFC 6960 4.2.2.3: by its name, or by SHA-1 of its key. */
static bool
is_named(struct asked *a, const struct ocsp *o, const struct cert *c)
{
	uint8_t hash[SHA1_OCTETS];

	if (o->responder_name.len > 0)
		return c->subject.len > 0 &&
		    name_equal(c->subject, o->responder_name);
	if (o->responder_key.len != SHA1_OCTETS || c->spki.whole.len == 0)
		return false;
	if (!sha1(c->spki.key.bytes, hash)) {
		a->s->failed = true;
		return false;
	}
	return memcmp(hash, o->responder_key.data, SHA1_OCTETS) == 0;
}

static const struct cert *
issuer_of(const struct asked *a)
{
	return a->path->cert[a->index + 1];
}

/* The CA itself, by whatever certificate. */
static bool
is_issuer(const struct asked *a, const struct cert *c)
{
	const struct cert *issuer = issuer_of(a);

	return c == issuer || (name_equal(c->subject, issuer->subject) &&
	    bytes_equal(c->spki.whole, issuer->spki.whole));
}

/* ---- delegated ----------------------------------------------------------------- */

static bool
has_purpose(const struct cert *c)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader list;
	struct bytes oid;

	if (c->ext_key_usage_ext == NULL)
		return false;
	der_start(&list, c->ext_key_usage, &trouble);
	while (der_more(&list) && der_oid(&list, &oid))
		if (oid_find(oid) == OID_KP_OCSP_SIGNING)
			return true;
	return false;
}

/* Its own status, by CRLs: a response about it would ask for another. */
static enum cw_status
own_status(struct asked *a, const struct cert *c)
{
	size_t above = a->path->count - a->index - 1;
	struct path own = { .count = above + 1, .anchored = true };

	own.cert[0] = c;
	memcpy(own.cert + 1, a->path->cert + a->index + 1,
	    above * sizeof(own.cert[0]));
	findings_start(&own.findings, a->s->verdict->arena, NULL);
	return revocation_by_crls(a->s, &own);
}

/* 4.2.2.2.1; a remark, or a reason, where nothing vouches for it. */
static const char *
status_unfit(struct asked *a, const struct cert *c, enum failure_id *id)
{
	enum cw_status status;

	if (cert_extension(c, OID_OCSP_NO_CHECK) != NULL)
		return NULL;
	status = own_status(a, c);
	if (status == CW_STATUS_GOOD)
		return NULL;
	*id = status == CW_STATUS_REVOKED ? F_OCSP_RESPONDER_NOT_AUTHORISED :
	    F_OCSP_RESPONDER_REVOCATION_UNCHECKED;
	return status == CW_STATUS_REVOKED ? "it was revoked itself" :
	    "nothing tells whether it was revoked";
}

/* 4.2.2.2: issued by the CA itself, for this; NULL: it may answer. */
static const char *
delegate_unfit(struct asked *a, const struct cert *c, enum failure_id *id)
{
	const struct cert *issuer = issuer_of(a);
	struct spki key = path_key(a->path, issuer);
	int64_t now = a->s->verdict->question.at;
	const char *why;

	*id = F_OCSP_RESPONDER_NOT_AUTHORISED;
	if (!name_equal(c->issuer, issuer->subject))
		return "its certificate was issued by somebody else";
	if (link_check(a->s, c, &key) != LINK_GOOD)
		return "the CA did not sign its certificate";
	if (!has_purpose(c))
		return "its certificate is not for OCSPSigning";
	if (now < c->not_before || now > c->not_after) {
		*id = F_OCSP_RESPONDER_EXPIRED;
		return now > c->not_after ? "ended" : "begins";
	}
	if (c->key_usage_ext != NULL &&
	    !cert_has_usage(c, KU_DIGITAL_SIGNATURE) &&
	    !cert_has_usage(c, KU_NON_REPUDIATION))
		return "its key may not sign";
	if (!revocation_path_is_valid(a->s, a->path, c, false, &why))
		return why;
	return status_unfit(a, c, id);
}

/* ---- candidates --------------------------------------------------------------- */

static void
try(struct asked *a, const struct ocsp *o, const struct cert *c,
    struct trial *t)
{
	const struct signed_answer answer = { o->tbs, &o->algorithm,
		&o->signature };
	enum sig_result result;

	if (t->good != NULL || a->s->failed || !c->readable ||
	    !is_named(a, o, c))
		return;
	if (!revocation_signed(a, &answer, c, &result)) {
		if (t->first == NULL) {
			t->first = c;
			t->result = result;
		}
		return;
	}
	t->why = is_issuer(a, c) ? NULL : delegate_unfit(a, c, &t->id);
	if (t->why == NULL || !revocation_weighs(a->s, t->id))
		t->good = c;
	if (t->why != NULL)
		t->unfit = c;
}

static void
try_all(struct asked *a, const struct ocsp *o, struct trial *t)
{
	size_t i;

	try(a, o, issuer_of(a), t);
	for (i = 0; i < o->cert_count && t->good == NULL; i++)
		try(a, o, o->cert[i], t);
	for (i = 0; i < a->s->store.pool_count && t->good == NULL; i++)
		try(a, o, store_pool(&a->s->store, i), t);
}

/* ---- telling ------------------------------------------------------------------- */

static void
refuse_algorithm(struct asked *a, const struct ocsp *o, const char *why)
{
	struct finding *f = revocation_refuse_ocsp(a,
	    F_OCSP_ALGORITHM_UNACCEPTABLE, o, FIELD_OCSP_SIGNATURE_ALGORITHM,
	    o->algorithm.whole);

	f->value[0] = value_oid(o->algorithm.oid);
	f->value[1] = value_word(why);
}

static const char *
algorithm_unfit(enum sig_result result)
{
	switch (result) {
	case SIG_ALGORITHM_UNKNOWN:
		return "an algorithm that nobody knows";
	case SIG_PARAMETERS_INVALID:
		return "with parameters that it may not have";
	case SIG_KEY_MISMATCH:
		return "not for the key of the responder";
	case SIG_KEY_UNUSABLE:
		return "the responder's key cannot be used";
	default:
		return NULL;
	}
}

static struct bytes
responder_octets(const struct ocsp *o)
{
	return o->responder_name.len > 0 ? o->responder_name :
	    o->responder_key;
}

static void
refuse_unfit(struct asked *a, const struct ocsp *o, const struct trial *t)
{
	const struct cert *c = t->unfit;
	struct finding *f = revocation_refuse_ocsp(a, t->id, o,
	    FIELD_OCSP_RESPONDER, responder_octets(o));

	f->value[0] = value_name(c->subject);
	f->value[1] = value_word(t->why);
	if (t->id != F_OCSP_RESPONDER_EXPIRED)
		return;
	f->value[2] = value_time(a->s->verdict->question.at > c->not_after ?
	    c->not_after : c->not_before);
	f->value[3] = value_time(a->s->verdict->question.at);
}

static void
refuse_signature(struct asked *a, const struct ocsp *o, const struct trial *t)
{
	const char *why = algorithm_unfit(t->result);
	struct finding *f;

	if (why != NULL) {
		refuse_algorithm(a, o, why);
		return;
	}
	f = revocation_refuse_ocsp(a, F_OCSP_SIGNATURE_INVALID, o,
	    FIELD_OCSP_SIGNATURE_VALUE, o->signature.bytes);
	f->value[0] = value_oid(o->algorithm.oid);
	f->value[1] = value_name(t->first->subject);
}

static void
refuse_nobody(struct asked *a, const struct ocsp *o)
{
	struct finding *f = revocation_refuse_ocsp(a,
	    F_OCSP_RESPONDER_NOT_FOUND, o, FIELD_OCSP_RESPONDER,
	    responder_octets(o));

	f->value[0] = o->responder_name.len > 0 ?
	    value_name(o->responder_name) : value_hex(o->responder_key);
	f->value[1] = value_number((int64_t)o->cert_count);
}

bool
revocation_responder(struct asked *a, const struct ocsp *o)
{
	struct trial t = { .good = NULL };

	if (revocation_is_weak(a, &o->algorithm)) {
		refuse_algorithm(a, o, "its hash can be broken");
		return false;
	}
	try_all(a, o, &t);
	if (t.unfit != NULL)
		refuse_unfit(a, o, &t);
	else if (t.good == NULL && t.first != NULL &&
	    !a->s->limits->reached[LIMIT_SIGNATURES])
		refuse_signature(a, o, &t);
	else if (t.good == NULL && t.first == NULL)
		refuse_nobody(a, o);
	return t.good != NULL;
}
