/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What CRLs say of a certificate: RFC 5280 6.3.3. */
#include "config.h"

#include "path/revocation.h"
#include "x509/name.h"

/* ---- one CRL ------------------------------------------------------------------ */

/* What reading it found; false: it does not count for that. */
static bool
take_faults(struct asked *a, const struct crl *crl)
{
	bool sound = crl->readable;
	size_t i;

	for (i = 0; i < crl->faults.count; i++) {
		const struct finding *fault = &crl->faults.list[i];
		struct finding *f = revocation_refuse(a, fault->id, crl,
		    fault->answer_field, fault->answer_at);

		memcpy(f->value, fault->value, sizeof(f->value));
		sound = sound && !revocation_weighs(a->s, fault->id);
	}
	return sound;
}

/* A later one of the same issuer for the same certificates, or NULL. */
static const struct crl *
newer_than(struct asked *a, const struct crl *crl)
{
	const struct cw_crls *crls = a->s->verdict->question.crls;
	size_t i;

	for (i = 0; crl->number_ext != NULL && i < crls->count; i++) {
		const struct crl *other = crls->crl[i];

		if (other->readable && other->delta_ext == NULL &&
		    other->number_ext != NULL &&
		    crl_number_compare(other->number, crl->number) > 0 &&
		    revocation_is_current(a, other) &&
		    revocation_same_scope(crl, other) && bytes_equal(
		    crl->authority_key_id.key_id,
		    other->authority_key_id.key_id) &&
		    revocation_is_genuine(a, other))
			return other;
	}
	return NULL;
}

static void
refuse_time(struct asked *a, const struct crl *crl)
{
	int64_t now = a->s->verdict->question.at;
	bool early = now < crl->this_update;
	int64_t bound = early ? crl->this_update : revocation_ends(a, crl);
	struct finding *f;

	if (early)
		f = revocation_refuse(a, F_CRL_NOT_YET_VALID, crl,
		    FIELD_CRL_THIS_UPDATE, crl->this_update_at);
	else if (crl->next_update_at.len > 0)
		f = revocation_refuse(a, F_CRL_EXPIRED, crl,
		    FIELD_CRL_NEXT_UPDATE, crl->next_update_at);
	else
		f = revocation_refuse(a, F_CRL_EXPIRED, crl,
		    FIELD_CRL_THIS_UPDATE, crl->this_update_at);
	f->value[0] = value_time(bound);
	f->value[1] = value_time(now);
	f->value[2] = value_span(early ? bound - now : now - bound);
}

static void
refuse_unfit(struct asked *a, const struct crl *base, const struct crl *delta,
    const char *why)
{
	struct finding *f = revocation_refuse(a, F_CRL_DELTA_BASE_MISMATCH,
	    delta, FIELD_CRL_BASE_NUMBER, delta->delta_ext->value);

	f->value[0] = value_word(why);
	f->value[1] = value_hex(delta->base_number);
	f->value[2] = value_hex(base->number);
}

/* (a): current, or made so by a delta CRL, which *delta becomes. */
static bool
is_timely(struct asked *a, const struct crl *crl, struct crl **delta)
{
	enum failure_id id = a->s->verdict->question.at < crl->this_update ?
	    F_CRL_NOT_YET_VALID : F_CRL_EXPIRED;
	bool current = revocation_is_current(a, crl);
	const struct crl *unfit;
	const char *why;

	*delta = revocation_delta(a, crl, &unfit, &why);
	if (unfit != NULL)
		refuse_unfit(a, crl, unfit, why);
	if (current || (*delta != NULL && id == F_CRL_EXPIRED))
		return true;
	if (unfit != NULL && id == F_CRL_EXPIRED)
		return false;
	refuse_time(a, crl);
	return !revocation_weighs(a->s, id);
}

/* (i) to (k): what the changes say first, then the whole list. */
static bool
is_listed(const struct asked *a, struct crl *crl, struct crl *delta,
    struct status *status)
{
	struct bytes serial = a->cert->serial, issuer = a->cert->issuer;

	status->status = CW_STATUS_REVOKED;
	status->crl = delta;
	if (delta == NULL || !crl_find(delta, serial, issuer, &status->entry)) {
		status->crl = crl;
		if (!crl_find(crl, serial, issuer, &status->entry))
			return false;
	}
	return status->entry.reason != REASON_REMOVE_FROM_CRL;
}

static void
refuse_older(struct asked *a, const struct crl *crl, const struct crl *newer)
{
	struct finding *f = revocation_refuse(a, F_CRL_OLDER_THAN_KNOWN, crl,
	    FIELD_CRL_NUMBER, crl->number);

	f->value[0] = value_hex(crl->number);
	f->value[1] = value_hex(newer->number);
}

void
revocation_ask_crl(struct asked *a, struct crl *crl)
{
	const struct crl *newer;
	struct status status = { .crl = NULL };
	struct crl *delta;
	unsigned reasons;
	bool sound;

	if (!crl->readable) {
		take_faults(a, crl);
		return;
	}
	if (crl->delta_ext != NULL) {
		if (name_equal(crl->issuer, a->cert->issuer))
			a->delta = crl;
		return;
	}
	if (revocation_scope(a, crl, &reasons) != MEANT)
		return;
	newer = newer_than(a, crl);
	if (newer != NULL) {
		refuse_older(a, crl, newer);
		return;
	}
	/* All that is wrong with it is told. */
	sound = take_faults(a, crl);
	sound = is_timely(a, crl, &delta) && sound;
	if (bytes_equal(crl->inner_algorithm.whole, crl->outer_algorithm.whole))
		sound = revocation_issuer(a, crl) && sound;
	if (!sound)
		return;
	a->reasons |= reasons;
	a->partial = crl;
	if (is_listed(a, crl, delta, &status) &&
	    a->status.status != CW_STATUS_REVOKED)
		a->status = status;
	else if (a->status.crl == NULL)
		a->status.crl = crl;
}

void
revocation_tell_crl(struct asked *a)
{
	const struct crl_entry *e = &a->status.entry;
	const struct crl *crl = a->status.crl;
	struct finding *f = find(&a->path->findings,
	    e->reason == REASON_CERTIFICATE_HOLD ? F_CERTIFICATE_ON_HOLD :
	    F_CERTIFICATE_REVOKED_CRL, a->cert, FIELD_SERIAL_NUMBER,
	    a->cert->serial);

	f->crl = crl;
	f->answer_field = FIELD_CRL_ENTRY;
	f->answer_at = e->whole;
	f->value[0] = value_time(e->revoked);
	f->value[1] = value_word(e->reason_at.len == 0 ? "not given" :
	    crl_reason_name(e->reason));
	f->value[2] = value_hex(crl->number);
	f->value[3] = value_hex(a->cert->serial);
}
