/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What OCSP responses say of a certificate: RFC 6960 3.2. */
#include "config.h"

#include "path/revocation.h"
#include "x509/name.h"

/* Without nextUpdate there is newer information at any time (RFC 6960 4.2.2.1);
   what is older than this is no information. */
#define UNBOUNDED_AGE INT64_C(604800)

/* ---- which certificate it is about ------------------------------------------- */

const struct issuer_hashes *
revocation_hashes(struct search *s, const struct path *path)
{
	struct issuer_hashes *hashes = arena_array(s->verdict->arena,
	    path->count, sizeof(*hashes));
	size_t i;

	s->failed = s->failed || hashes == NULL;
	for (i = 0; hashes != NULL && i + 1 < path->count; i++) {
		struct bytes key = path->cert[i + 1]->spki.key.bytes;
		struct bytes name = path->cert[i]->issuer;

		if (!sha1(name, hashes[i].name1) ||
		    !sha1(key, hashes[i].key1) ||
		    !sha256(name, hashes[i].name256) ||
		    !sha256(key, hashes[i].key256))
			s->failed = true;
	}
	return hashes;
}

static bool
hash_is(struct bytes contents, const uint8_t *hash, size_t len)
{
	return contents.len == len && memcmp(contents.data, hash, len) == 0;
}

bool
revocation_names_issuer(const struct ocsp_cert_id *id,
    const struct issuer_hashes *h)
{
	switch (id->hash.id) {
	case OID_SHA1:
		return hash_is(id->name_hash, h->name1, SHA1_OCTETS) &&
		    hash_is(id->key_hash, h->key1, SHA1_OCTETS);
	case OID_SHA256:
		return hash_is(id->name_hash, h->name256, SHA256_OCTETS) &&
		    hash_is(id->key_hash, h->key256, SHA256_OCTETS);
	default:
		return false;
	}
}

static bool
is_about(const struct asked *a, size_t index, const struct ocsp_cert_id *id)
{
	return bytes_equal(id->serial, a->path->cert[index]->serial) &&
	    revocation_names_issuer(id, &a->hashes[index]);
}

/* Whether it tells of any certificate of the path. */
static bool
is_about_path(const struct asked *a, const struct ocsp *o)
{
	struct ocsp_single single;
	struct ocsp_walk walk;
	size_t i;

	ocsp_walk_start(&walk, o);
	while (ocsp_walk_next(&walk, &single))
		for (i = 0; i + 1 < a->path->count; i++)
			if (is_about(a, i, &single.id))
				return true;
	return false;
}

/* A response about none of them was meant for one whose issuer it names, else
   for the target. */
static bool
is_meant(const struct asked *a, const struct ocsp *o)
{
	struct ocsp_single single;
	struct ocsp_walk walk;
	size_t i;

	ocsp_walk_start(&walk, o);
	while (ocsp_walk_next(&walk, &single))
		for (i = 0; i + 1 < a->path->count; i++)
			if (revocation_names_issuer(&single.id, &a->hashes[i]))
				return i == a->index;
	return a->index == 0;
}

static void
refuse_mismatch(struct asked *a, const struct ocsp *o)
{
	struct ocsp_single first = { .whole = { NULL, 0 } };
	struct ocsp_walk walk;
	struct finding *f;
	bool any;

	ocsp_walk_start(&walk, o);
	any = ocsp_walk_next(&walk, &first);
	f = revocation_refuse_ocsp(a, F_OCSP_CERTID_MISMATCH, o,
	    any ? FIELD_OCSP_CERT_ID : FIELD_OCSP_RESPONSES,
	    any ? first.id.serial : o->singles);
	f->value[0] = value_hex(first.id.serial);
	f->value[1] = value_hex(a->cert->serial);
	f->value[2] = value_word(!any ? "no answer at all" :
	    revocation_names_issuer(&first.id, &a->hashes[a->index]) ?
	    "another serial number of the same issuer" :
	    "a certificate of another issuer");
	f->value[3] = value_number((int64_t)o->single_count);
}

/* ---- times ------------------------------------------------------------------- */

static bool
refuse_early(struct asked *a, const struct ocsp *o, enum field field,
    struct bytes at, int64_t time)
{
	int64_t now = a->s->verdict->question.at;
	struct finding *f;

	if (time <= now)
		return false;
	f = revocation_refuse_ocsp(a, F_OCSP_RESPONSE_NOT_YET_VALID, o, field,
	    at);
	f->value[0] = value_time(time);
	f->value[1] = value_time(now);
	f->value[2] = value_span(time - now);
	return true;
}

static bool
refuse_expired(struct asked *a, const struct ocsp *o,
    const struct ocsp_single *s)
{
	int64_t now = a->s->verdict->question.at;
	struct finding *f;

	if (s->next_update_at.len == 0 || now <= s->next_update)
		return false;
	f = revocation_refuse_ocsp(a, F_OCSP_RESPONSE_EXPIRED, o,
	    FIELD_OCSP_NEXT_UPDATE, s->next_update_at);
	f->value[0] = value_time(s->next_update);
	f->value[1] = value_time(now);
	f->value[2] = value_span(now - s->next_update);
	return true;
}

static bool
refuse_old(struct asked *a, const struct ocsp *o, const struct ocsp_single *s)
{
	int64_t now = a->s->verdict->question.at;
	int64_t most = a->s->verdict->question.ocsp_age;
	struct finding *f;

	if (most == 0 && s->next_update_at.len == 0)
		most = UNBOUNDED_AGE;
	if (most == 0 || s->this_update > now || now - s->this_update <= most)
		return false;
	f = revocation_refuse_ocsp(a, F_OCSP_RESPONSE_TOO_OLD, o,
	    FIELD_OCSP_THIS_UPDATE, s->this_update_at);
	f->value[0] = value_time(s->this_update);
	f->value[1] = value_span(now - s->this_update);
	f->value[2] = value_span(most);
	return true;
}

static bool
is_timely(struct asked *a, const struct ocsp *o, const struct ocsp_single *s)
{
	bool early = refuse_early(a, o, FIELD_OCSP_THIS_UPDATE,
	    s->this_update_at, s->this_update);

	if (!early)
		early = refuse_early(a, o, FIELD_OCSP_PRODUCED_AT,
		    o->produced_at, o->produced);
	if (early)
		return !revocation_weighs(a->s, F_OCSP_RESPONSE_NOT_YET_VALID);
	if (refuse_expired(a, o, s))
		return !revocation_weighs(a->s, F_OCSP_RESPONSE_EXPIRED);
	return !refuse_old(a, o, s) ||
	    !revocation_weighs(a->s, F_OCSP_RESPONSE_TOO_OLD);
}

/* ---- one response ------------------------------------------------------------- */

/* What reading it found; false: it does not count for that. */
static bool
take_faults(struct asked *a, const struct ocsp *o)
{
	bool sound = o->readable;
	size_t i;

	for (i = 0; i < o->faults.count; i++) {
		const struct finding *fault = &o->faults.list[i];
		struct finding *f = revocation_refuse_ocsp(a, fault->id, o,
		    fault->answer_field, fault->answer_at);

		memcpy(f->value, fault->value, sizeof(f->value));
		sound = sound && !revocation_weighs(a->s, fault->id);
	}
	return sound;
}

/* The nonce that was sent, if one was. */
static bool
take_nonce(struct asked *a, const struct ocsp *o)
{
	const struct cw_question *q = &a->s->verdict->question;
	struct bytes sent = { q->ocsp_nonce, q->ocsp_nonce_len };
	struct finding *f;

	if (sent.len == 0 || bytes_equal(sent, o->nonce))
		return true;
	f = revocation_refuse_ocsp(a, F_OCSP_NONCE_MISMATCH, o,
	    FIELD_OCSP_NONCE, o->nonce);
	f->value[0] = value_hex(sent);
	f->value[1] = value_word(o->nonce.data == NULL ? "no nonce" :
	    "another nonce");
	f->value[2] = value_hex(o->nonce);
	return !revocation_weighs(a->s, F_OCSP_NONCE_MISMATCH);
}

/* Of two answers about one certificate the worse. */
static bool
is_worse(enum ocsp_cert_status a, enum ocsp_cert_status b)
{
	static const int rank[] = { [OCSP_GOOD] = 0, [OCSP_UNKNOWN] = 1,
		[OCSP_REVOKED] = 2 };

	return rank[a] > rank[b];
}

/* The answer about the certificate; false: there is none, or none in time. */
static bool
choose(struct asked *a, const struct ocsp *o, struct ocsp_single *out,
    bool *any)
{
	struct ocsp_single single;
	struct ocsp_walk walk;
	bool found = false;

	*any = false;
	ocsp_walk_start(&walk, o);
	while (ocsp_walk_next(&walk, &single)) {
		if (!is_about(a, a->index, &single.id))
			continue;
		*any = true;
		if (!is_timely(a, o, &single) || (found &&
		    !is_worse(single.status, out->status)))
			continue;
		*out = single;
		found = true;
	}
	return found;
}

static void
refuse_unsuccessful(struct asked *a, const struct ocsp *o)
{
	revocation_refuse_ocsp(a, F_OCSP_RESPONSE_UNSUCCESSFUL, o,
	    FIELD_OCSP_RESPONSE_STATUS, o->status_at)->value[0] =
	    value_word(ocsp_response_status_name(o->status));
}

static void
refuse_unknown(struct asked *a, const struct ocsp *o,
    const struct ocsp_single *s)
{
	revocation_refuse_ocsp(a, F_OCSP_STATUS_UNKNOWN, o,
	    FIELD_OCSP_CERT_STATUS, s->status_at)->value[0] =
	    value_hex(a->cert->serial);
}

static void
take(struct asked *a, const struct ocsp *o, const struct ocsp_single *s)
{
	if (s->status == OCSP_UNKNOWN) {
		refuse_unknown(a, o, s);
		return;
	}
	if (s->status == OCSP_REVOKED)
		a->status.status = CW_STATUS_REVOKED;
	else
		a->good = true;
	a->status.ocsp = o;
	a->status.single = *s;
}

void
revocation_ask_ocsp(struct asked *a, const struct ocsp *o)
{
	struct ocsp_single single;
	bool sound, any;

	if (a->status.status == CW_STATUS_REVOKED)
		return;
	if (!o->readable) {
		take_faults(a, o);
		return;
	}
	if (o->status != OCSP_SUCCESSFUL) {
		refuse_unsuccessful(a, o);
		return;
	}
	/* All that is wrong with it is told. */
	sound = choose(a, o, &single, &any);
	if (!any) {
		if (!is_about_path(a, o) && is_meant(a, o))
			refuse_mismatch(a, o);
		return;
	}
	sound = take_faults(a, o) && sound;
	sound = take_nonce(a, o) && sound;
	sound = revocation_responder(a, o) && sound;
	if (sound)
		take(a, o, &single);
}

void
revocation_tell_ocsp(struct asked *a)
{
	const struct ocsp_single *s = &a->status.single;
	struct finding *f = find(&a->path->findings,
	    F_CERTIFICATE_REVOKED_OCSP, a->cert, FIELD_SERIAL_NUMBER,
	    a->cert->serial);

	f->ocsp = a->status.ocsp;
	f->answer_field = FIELD_OCSP_CERT_STATUS;
	f->answer_at = s->status_at;
	f->value[0] = value_time(s->revoked);
	f->value[1] = value_word(s->reason_at.len == 0 ? "not given" :
	    crl_reason_name(s->reason));
	f->value[2] = value_time(s->this_update);
	f->value[3] = value_hex(a->cert->serial);
}
