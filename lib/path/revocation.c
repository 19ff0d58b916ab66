/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the certificates of a path were revoked, by all that was given. */
#include "config.h"

#include "path/revocation.h"
#include "x509/general_name.h"

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
	f->answer_field = field;
	f->answer_at = at;
	return f;
}

struct finding *
revocation_refuse_ocsp(struct asked *a, enum failure_id id,
    const struct ocsp *ocsp, enum field field, struct bytes at)
{
	struct finding *f = revocation_refuse(a, id, NULL, field, at);

	f->ocsp = ocsp;
	return f;
}

/* An answer that was not meant for the certificate: no fault of it. */
static bool
is_of_scope(enum failure_id id)
{
	return id == F_CRL_SCOPE_CERTIFICATE_TYPE ||
	    id == F_CRL_SCOPE_DISTRIBUTION_POINT ||
	    id == F_CRL_INDIRECT_NOT_AUTHORISED ||
	    id == F_OCSP_CERTID_MISMATCH;
}

/* There is no answer for it, or none yet that could be judged. */
static bool
is_absence(enum failure_id id)
{
	return (is_of_scope(id) && id != F_OCSP_CERTID_MISMATCH) ||
	    id == F_CRL_NOT_AVAILABLE || id == F_OCSP_RESPONSE_MISSING ||
	    id == F_REVOCATION_MECHANISM_MISSING ||
	    id == F_CRL_SCOPE_REASONS_INCOMPLETE ||
	    id == F_CRL_DELTA_WITHOUT_BASE || id == F_CRL_ISSUER_NOT_FOUND;
}

/* Nobody knows for which certificate an answer is that cannot be read: it is
   told where the status is not known, else once. */
static bool
is_told_elsewhere(const struct asked *a, const struct finding *f)
{
	bool dumb = (f->crl != NULL && !f->crl->readable) ||
	    (f->ocsp != NULL && (!f->ocsp->readable ||
	    f->ocsp->status != OCSP_SUCCESSFUL));

	return dumb && a->index > 0 && a->status.status != CW_STATUS_UNKNOWN;
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
		    one.list->id == F_OCSP_MUST_STAPLE_NOT_HONOURED ||
		    is_told_elsewhere(a, one.list))
			continue;
		found->most = !soft ? most : is_absence(one.list->id) ?
		    CW_NOTE : one.list->id == F_OCSP_STATUS_UNKNOWN ?
		    CW_WARNING : most;
		findings_judge(found, &one);
	}
	found->most = CW_OFF;
	found->failed |= a->refused.failed;
}

static const void *
source_of(const struct finding *f)
{
	return f->crl != NULL ? (const void *)f->crl : f->ocsp;
}

/* Answers that were refused, a certificate's scope aside, and the causes of the
   first two. */
static unsigned
count_causes(const struct asked *a, bool scopes, enum failure_id cause[2])
{
	const void *last = NULL;
	unsigned n = 0;
	size_t i;

	cause[0] = cause[1] = FAILURE_COUNT;
	for (i = 0; i < a->refused.count; i++) {
		enum failure_id id = a->refused.list[i].id;

		if ((is_of_scope(id) && !scopes) ||
		    !revocation_weighs(a->s, id))
			continue;
		if (n > 0 && source_of(&a->refused.list[i]) == last)
			continue;
		n++;
		last = source_of(&a->refused.list[i]);
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

/* An OCSP response is what should have come. */
static bool
wants_response(const struct asked *a)
{
	const struct cw_question *q = &a->s->verdict->question;

	return q->ocsp != NULL && (q->crls == NULL || q->crls->count == 0);
}

static enum failure_id
missing_id(const struct asked *a)
{
	if (wants_response(a))
		return F_OCSP_RESPONSE_MISSING;
	return names_no_place(a->cert) && failure_severity(
	    F_REVOCATION_MECHANISM_MISSING, &a->s->rule) != CW_OFF ?
	    F_REVOCATION_MECHANISM_MISSING : F_CRL_NOT_AVAILABLE;
}

static void
refuse_missing(struct asked *a)
{
	const struct cw_question *q = &a->s->verdict->question;
	enum failure_id id = missing_id(a);
	struct finding *f;

	/* One cause, one error: it had to be stapled. */
	if (findings_have(&a->path->findings,
	    F_OCSP_MUST_STAPLE_NOT_HONOURED, a->cert))
		id = F_OCSP_MUST_STAPLE_NOT_HONOURED;
	f = revocation_refuse(a, id, NULL, FIELD_NONE,
	    (struct bytes){ NULL, 0 });
	f->field = FIELD_SERIAL_NUMBER;
	f->at = a->cert->serial;
	f->value[0] = value_name(a->cert->issuer);
	if (id == F_CRL_NOT_AVAILABLE)
		f->value[1] = value_number(q->crls == NULL ? 0 :
		    (int64_t)q->crls->count);
	else if (id == F_OCSP_RESPONSE_MISSING)
		f->value[1] = value_number((int64_t)q->ocsp->count);
}

/* No answer was refused, and none answers for all. */
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
	a->status.ocsp = NULL;
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
tell_good(struct asked *a)
{
	a->status.status = CW_STATUS_GOOD;
	/* A CRL that covers some reasons adds nothing to a response. */
	if (a->good && a->reasons != REASONS_ALL)
		a->status.crl = NULL;
	else if (a->status.crl != NULL)
		a->status.ocsp = NULL;
	tell_refused(a, false, CW_WARNING);
}

static void
tell_status(struct asked *a)
{
	if (a->status.status == CW_STATUS_REVOKED) {
		if (a->status.ocsp != NULL)
			revocation_tell_ocsp(a);
		else
			revocation_tell_crl(a);
		tell_refused(a, false, CW_WARNING);
	} else if (a->good || a->reasons == REASONS_ALL) {
		tell_good(a);
	} else {
		tell_unknown(a);
	}
	a->status.refused = a->refused;
}

static void
ask_crls(struct asked *a)
{
	const struct cw_crls *crls = a->s->verdict->question.crls;
	size_t i;

	for (i = 0; crls != NULL && i < crls->count && !a->s->failed; i++)
		revocation_ask_crl(a, crls->crl[i]);
}

static void
check_one(struct search *s, struct path *path, size_t index,
    const struct issuer_hashes *hashes)
{
	const struct cw_ocsp *list = s->verdict->question.ocsp;
	struct asked a = { .s = s, .path = path, .index = index,
		.cert = path->cert[index], .hashes = hashes };
	size_t i;

	findings_start(&a.refused, s->verdict->arena, NULL);
	for (i = 0; list != NULL && i < list->count && !s->failed; i++)
		revocation_ask_ocsp(&a, list->ocsp[i]);
	if (a.status.status != CW_STATUS_REVOKED)
		ask_crls(&a);
	if (s->failed)
		return;
	tell_status(&a);
	path->status[index] = a.status;
}

enum cw_status
revocation_by_crls(struct search *s, struct path *path)
{
	struct asked a = { .s = s, .path = path, .cert = path->cert[0] };

	findings_start(&a.refused, s->verdict->arena, NULL);
	ask_crls(&a);
	if (a.status.status == CW_STATUS_REVOKED)
		return CW_STATUS_REVOKED;
	return a.reasons == REASONS_ALL ? CW_STATUS_GOOD : CW_STATUS_UNKNOWN;
}

void
revocation_check(struct search *s, struct path *path)
{
	const struct cw_question *q = &s->verdict->question;
	const struct issuer_hashes *hashes = NULL;
	size_t i, count = path->count - 1;

	if (path->asked || !path->anchored)
		return;
	path->asked = true;
	staple_check(s, path);
	if (q->revocation == CW_REVOCATION_OFF)
		return;
	path->status = arena_array(s->verdict->arena, path->count,
	    sizeof(*path->status));
	if (q->ocsp != NULL && q->ocsp->count > 0)
		hashes = revocation_hashes(s, path);
	s->failed = s->failed || path->status == NULL;
	if (s->failed)
		return;
	if (q->revocation_of_target && count > 1)
		count = 1;
	for (i = count; i-- > 0 && !s->failed;)
		check_one(s, path, i, hashes);
}
