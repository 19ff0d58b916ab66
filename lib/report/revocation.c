/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of the revocation of each certificate, and from where. */
#include "config.h"

#include "base/calendar.h"
#include "base/escape.h"
#include "report/revocation.h"

static const char *
status_name(enum cw_status status)
{
	switch (status) {
	case CW_STATUS_GOOD:
		return "good";
	case CW_STATUS_REVOKED:
		return "revoked";
	case CW_STATUS_UNKNOWN:
		return "unknown";
	case CW_STATUS_UNCHECKED:
		break;
	}
	return "unchecked";
}

static const char *
mode_name(enum cw_revocation mode)
{
	static const char *const names[CW_REVOCATION_COUNT] = {
		[CW_REVOCATION_OFF] = "off", [CW_REVOCATION_SOFT] = "soft",
		[CW_REVOCATION_HARD] = "hard" };

	return names[mode];
}

static const struct status *
status_of(const struct path *p, size_t i)
{
	static const struct status unchecked = { .why = FAILURE_COUNT };

	return p->status != NULL ? &p->status[i] : &unchecked;
}

/* How many certificates of the path can have a status: all but its anchor. */
static size_t
status_count(const struct cw_verdict *v)
{
	const struct path *p = v->best;

	return p == NULL ? 0 : p->count - (p->anchored ? 1 : 0);
}

static int64_t
revoked_at(const struct status *s)
{
	return s->ocsp != NULL ? s->single.revoked : s->entry.revoked;
}

static uint32_t
reason_of(const struct status *s)
{
	return s->ocsp != NULL ? s->single.reason : s->entry.reason;
}

bool
cw_verdict_revocation(const struct cw_verdict *verdict, size_t i,
    struct cw_revocation_status *out)
{
	const struct status *s;

	if (i >= status_count(verdict))
		return false;
	s = status_of(verdict->best, i);
	*out = (struct cw_revocation_status){
		.certificate = verdict_position(verdict, verdict->best->cert[i]),
		.status = s->status,
		.source = s->ocsp != NULL ? s->ocsp->origin.source :
		    s->crl != NULL ? s->crl->origin.source : NULL };
	if (s->status == CW_STATUS_REVOKED) {
		out->revoked = revoked_at(s);
		out->reason = crl_reason_name(reason_of(s));
	}
	if (s->status == CW_STATUS_UNKNOWN && s->why != FAILURE_COUNT)
		out->why = failure_get(s->why)->slug;
	return true;
}

/* ---- text ------------------------------------------------------------------ */

static void
until_text(struct buffer *out, struct bytes at, int64_t time)
{
	char until[CALENDAR_TEXT];

	if (at.len == 0)
		return;
	calendar_iso(time, until);
	buffer_format(out, ", until %.10s", until);
}

static void
source_text(struct buffer *out, const struct status *s)
{
	if (s->ocsp != NULL) {
		buffer_string(out, " by the OCSP response of ");
		ocsp_words(out, s->ocsp);
		buffer_string(out, " (");
		ocsp_origin(out, s->ocsp);
		until_text(out, s->single.next_update_at,
		    s->single.next_update);
		buffer_byte(out, ')');
	} else if (s->crl != NULL) {
		buffer_string(out, " by the CRL of ");
		crl_words(out, s->crl);
		buffer_string(out, " (");
		crl_origin(out, s->crl);
		until_text(out, s->crl->next_update_at, s->crl->next_update);
		buffer_byte(out, ')');
	}
}

bool
revocation_fact(struct buffer *out, const struct cw_verdict *v, size_t i)
{
	const struct status *s;

	if (v->question.revocation == CW_REVOCATION_OFF ||
	    i >= status_count(v))
		return false;
	s = status_of(v->best, i);
	words_cert_name(out, v->best->cert[i]);
	buffer_format(out, ": %s", s->status == CW_STATUS_UNCHECKED ?
	    "not checked" : s->status == CW_STATUS_UNKNOWN ? "not known" :
	    s->status == CW_STATUS_GOOD ? "not revoked" : "revoked");
	if (s->status == CW_STATUS_UNKNOWN && s->why != FAILURE_COUNT)
		buffer_format(out, " [%s]", failure_get(s->why)->slug);
	source_text(out, s);
	return true;
}

/* ---- JSON ------------------------------------------------------------------ */

static json_t *
refused_json(struct json *j, const struct status *s)
{
	json_t *array = json_make_array(j);
	size_t i;

	for (i = 0; i < s->refused.count; i++) {
		const struct finding *f = &s->refused.list[i];
		struct buffer origin = BUFFER_EMPTY;
		json_t *object;

		if (!finding_has_answer(f))
			continue;
		object = json_make_object(j);
		if (f->crl != NULL)
			crl_origin(&origin, f->crl);
		else
			ocsp_origin(&origin, f->ocsp);
		json_put_text(j, object, "origin", &origin);
		put_name(j, object, "issuer", f->crl != NULL ?
		    f->crl->issuer : f->ocsp->responder_name);
		json_put_string(j, object, "slug", failure_get(f->id)->slug);
		json_append(j, array, object);
	}
	return array;
}

static json_t *
source_json(struct json *j, const struct crl *crl)
{
	struct buffer origin = BUFFER_EMPTY;
	json_t *object;

	if (crl == NULL)
		return json_null();
	object = json_make_object(j);
	crl_origin(&origin, crl);
	json_put_text(j, object, "origin", &origin);
	put_name(j, object, "issuer", crl->issuer);
	json_put_hex(j, object, "number", crl->number);
	json_put_time(j, object, "this_update", crl->this_update);
	if (crl->next_update_at.len > 0)
		json_put_time(j, object, "next_update", crl->next_update);
	else
		json_put_null(j, object, "next_update");
	return object;
}

static json_t *
response_json(struct json *j, const struct status *s)
{
	struct buffer text = BUFFER_EMPTY;
	json_t *object;

	if (s->ocsp == NULL)
		return json_null();
	object = json_make_object(j);
	ocsp_origin(&text, s->ocsp);
	json_put_text(j, object, "origin", &text);
	ocsp_words(&text, s->ocsp);
	json_put_text(j, object, "responder", &text);
	json_put_time(j, object, "produced", s->ocsp->produced);
	json_put_time(j, object, "this_update", s->single.this_update);
	if (s->single.next_update_at.len > 0)
		json_put_time(j, object, "next_update",
		    s->single.next_update);
	else
		json_put_null(j, object, "next_update");
	return object;
}

static json_t *
certificate_json(struct json *j, const struct cw_verdict *v, size_t i)
{
	const struct status *s = status_of(v->best, i);
	bool revoked = s->status == CW_STATUS_REVOKED;
	json_t *object = json_make_object(j);

	json_put(j, object, "certificate", position_json(v, v->best->cert[i]));
	put_cert_name(j, object, "name", v->best->cert[i]);
	json_put_string(j, object, "status", status_name(s->status));
	json_put(j, object, "crl", source_json(j, s->ocsp == NULL ? s->crl :
	    NULL));
	json_put(j, object, "ocsp", response_json(j, s));
	if (revoked)
		json_put_time(j, object, "revoked", revoked_at(s));
	else
		json_put_null(j, object, "revoked");
	json_put_string(j, object, "reason", !revoked ? NULL :
	    crl_reason_name(reason_of(s)));
	json_put_string(j, object, "why", s->status == CW_STATUS_UNKNOWN &&
	    s->why != FAILURE_COUNT ? failure_get(s->why)->slug : NULL);
	json_put(j, object, "remarks", refused_json(j, s));
	return object;
}

json_t *
revocation_json(struct json *j, const struct cw_verdict *v)
{
	json_t *object = json_make_object(j), *array = json_make_array(j);
	size_t i, n = status_count(v);

	json_put_string(j, object, "mode", mode_name(v->question.revocation));
	json_put_bool(j, object, "target_only",
	    v->question.revocation_of_target);
	for (i = 0; i < n; i++)
		json_append(j, array, certificate_json(j, v, i));
	json_put(j, object, "certificates", array);
	return object;
}
