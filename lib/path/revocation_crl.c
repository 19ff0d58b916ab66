/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a certificate was revoked, by CRLs: RFC 5280 6.3.3. */
#include "config.h"

#include "path/revocation.h"
#include "x509/name.h"

bool
revocation_weighs(const struct search *s, enum failure_id id)
{
	return failure_severity(id, &s->rule) == CW_ERROR &&
	    (s->tolerated == NULL || !s->tolerated[id]);
}

struct finding *
revocation_refuse(struct asked *a, enum failure_id id, const struct crl *crl,
    enum field field, struct bytes at)
{
	struct finding *f = find(&a->refused, id, a->cert, FIELD_NONE,
	    (struct bytes){ NULL, 0 });

	f->crl = crl;
	f->crl_field = field;
	f->crl_at = at;
	return f;
}

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
		    fault->crl_field, fault->crl_at);

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

/* Asks one CRL. */
static void
ask(struct asked *a, struct crl *crl)
{
	const struct crl *newer;
	struct status status;
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

/* ---- the answer ---------------------------------------------------------------- */

/* A CRL that was not meant for the certificate: no fault of it. */
static bool
is_of_scope(enum failure_id id)
{
	return id == F_CRL_SCOPE_CERTIFICATE_TYPE ||
	    id == F_CRL_SCOPE_DISTRIBUTION_POINT ||
	    id == F_CRL_INDIRECT_NOT_AUTHORISED;
}

/* There is no CRL for it, or none yet that could be judged. */
static bool
is_absence(enum failure_id id)
{
	return is_of_scope(id) || id == F_CRL_NOT_AVAILABLE ||
	    id == F_REVOCATION_MECHANISM_MISSING ||
	    id == F_CRL_SCOPE_REASONS_INCOMPLETE ||
	    id == F_CRL_DELTA_WITHOUT_BASE || id == F_CRL_ISSUER_NOT_FOUND;
}

/* Nobody knows for which certificate a CRL is that cannot be read: it is told
   where the status is not known, else once. */
static bool
is_told_elsewhere(const struct asked *a, const struct finding *f)
{
	return f->crl != NULL && !f->crl->readable && a->index > 0 &&
	    a->status.status != CW_STATUS_UNKNOWN;
}

/* Adds what was collected, with a limit on how much each may weigh. */
static void
tell_refused(struct asked *a, bool scopes, enum cw_severity most)
{
	bool soft = a->s->verdict->question.revocation == CW_REVOCATION_SOFT;
	struct findings *found = &a->path->findings, one = { .count = 1 };
	size_t i;

	for (i = 0; i < a->refused.count; i++) {
		one.list = &a->refused.list[i];
		if ((is_of_scope(one.list->id) && !scopes) ||
		    is_told_elsewhere(a, one.list))
			continue;
		found->most = soft && is_absence(one.list->id) ? CW_NOTE : most;
		findings_judge(found, &one);
	}
	found->most = CW_OFF;
	found->failed |= a->refused.failed;
}

static void
tell_revoked(struct asked *a)
{
	const struct crl_entry *e = &a->status.entry;
	const struct crl *crl = a->status.crl;
	struct finding *f = find(&a->path->findings,
	    e->reason == REASON_CERTIFICATE_HOLD ? F_CERTIFICATE_ON_HOLD :
	    F_CERTIFICATE_REVOKED_CRL, a->cert, FIELD_SERIAL_NUMBER,
	    a->cert->serial);

	f->crl = crl;
	f->crl_field = FIELD_CRL_ENTRY;
	f->crl_at = e->whole;
	f->value[0] = value_time(e->revoked);
	f->value[1] = value_word(e->reason_at.len == 0 ? "not given" :
	    crl_reason_name(e->reason));
	f->value[2] = value_hex(crl->number);
	f->value[3] = value_hex(a->cert->serial);
}

/* CRLs that were refused, a certificate's scope aside, and the causes of the first
   two. */
static unsigned
count_causes(const struct asked *a, bool scopes, enum failure_id cause[2])
{
	const struct crl *last = NULL;
	unsigned n = 0;
	size_t i;

	cause[0] = cause[1] = FAILURE_COUNT;
	for (i = 0; i < a->refused.count; i++) {
		enum failure_id id = a->refused.list[i].id;

		if ((is_of_scope(id) && !scopes) ||
		    !revocation_weighs(a->s, id))
			continue;
		if (n > 0 && a->refused.list[i].crl == last)
			continue;
		n++;
		last = a->refused.list[i].crl;
		if (cause[0] == FAILURE_COUNT)
			cause[0] = id;
		else if (id != cause[0] && cause[1] == FAILURE_COUNT)
			cause[1] = id;
	}
	return n;
}

/* Neither a list nor a responder is named. */
static bool
names_no_place(const struct cert *c)
{
	return cert_extension(c, OID_CE_CRL_DISTRIBUTION_POINTS) == NULL &&
	    cert_extension(c, OID_PE_AUTHORITY_INFO_ACCESS) == NULL;
}

static void
refuse_missing(struct asked *a)
{
	const struct cw_crls *crls = a->s->verdict->question.crls;
	bool unnamed = names_no_place(a->cert) && failure_severity(
	    F_REVOCATION_MECHANISM_MISSING, &a->s->rule) != CW_OFF;
	struct finding *f = revocation_refuse(a, unnamed ?
	    F_REVOCATION_MECHANISM_MISSING : F_CRL_NOT_AVAILABLE, NULL,
	    FIELD_NONE, (struct bytes){ NULL, 0 });

	f->field = FIELD_SERIAL_NUMBER;
	f->at = a->cert->serial;
	f->value[0] = value_name(a->cert->issuer);
	if (!unnamed)
		f->value[1] = value_number(crls == NULL ? 0 :
		    (int64_t)crls->count);
}

/* No CRL was refused, and none answers for all. */
static void
refuse_nothing(struct asked *a)
{
	struct finding *f;

	if (a->partial != NULL) {
		f = revocation_refuse(a, F_CRL_SCOPE_REASONS_INCOMPLETE,
		    a->partial, FIELD_CRL_SCOPE, a->partial->scope_ext != NULL ?
		    a->partial->scope_ext->value : (struct bytes){ NULL, 0 });
		f->value[0] = value_text(revocation_reasons_text(a,
		    a->reasons));
		f->value[1] = value_text(revocation_reasons_text(a,
		    REASONS_ALL & ~a->reasons));
	} else if (a->delta != NULL) {
		f = revocation_refuse(a, F_CRL_DELTA_WITHOUT_BASE, a->delta,
		    FIELD_CRL_BASE_NUMBER, a->delta->delta_ext->value);
		f->value[0] = value_hex(a->delta->base_number);
	} else {
		refuse_missing(a);
	}
}

static void
tell_undetermined(struct asked *a, unsigned n, const enum failure_id cause[2])
{
	struct finding *f = find(&a->path->findings,
	    F_REVOCATION_STATUS_UNDETERMINED, a->cert, FIELD_SERIAL_NUMBER,
	    a->cert->serial);

	f->value[0] = value_number(n);
	f->value[1] = value_word(failure_get(cause[0])->slug);
	f->value[2] = value_word(failure_get(cause[1])->slug);
}

static void
tell_unknown(struct asked *a)
{
	enum failure_id cause[2];
	bool scopes = false;
	unsigned n = count_causes(a, false, cause);

	a->status.status = CW_STATUS_UNKNOWN;
	a->status.crl = NULL;
	if (n == 0 && a->partial == NULL) {
		scopes = true;
		n = count_causes(a, true, cause);
	}
	if (n == 0) {
		refuse_nothing(a);
		n = count_causes(a, scopes, cause);
	}
	a->status.why = cause[1] != FAILURE_COUNT ?
	    F_REVOCATION_STATUS_UNDETERMINED : cause[0];
	if (cause[1] == FAILURE_COUNT) {
		tell_refused(a, scopes, CW_OFF);
		return;
	}
	tell_undetermined(a, n, cause);
}

static void
check_one(struct search *s, struct path *path, size_t index)
{
	const struct cw_crls *crls = s->verdict->question.crls;
	struct asked a = { .s = s, .path = path, .index = index,
		.cert = path->cert[index] };
	size_t i;

	findings_start(&a.refused, s->verdict->arena, NULL);
	for (i = 0; crls != NULL && i < crls->count && !s->failed; i++)
		ask(&a, crls->crl[i]);
	if (s->failed)
		return;
	if (a.status.status == CW_STATUS_REVOKED) {
		tell_revoked(&a);
		tell_refused(&a, false, CW_WARNING);
	} else if (a.reasons == REASONS_ALL) {
		a.status.status = CW_STATUS_GOOD;
		tell_refused(&a, false, CW_WARNING);
	} else {
		tell_unknown(&a);
	}
	a.status.refused = a.refused;
	path->status[index] = a.status;
}

void
revocation_check(struct search *s, struct path *path)
{
	const struct cw_question *q = &s->verdict->question;
	size_t i, count = path->count - 1;

	if (q->revocation == CW_REVOCATION_OFF || !path->anchored)
		return;
	path->status = arena_array(s->verdict->arena, path->count,
	    sizeof(*path->status));
	if (path->status == NULL) {
		s->failed = true;
		return;
	}
	if (q->revocation_of_target && count > 1)
		count = 1;
	for (i = count; i-- > 0 && !s->failed;)
		check_one(s, path, i);
}
