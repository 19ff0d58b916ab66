/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include "base/error.h"
#include "fetch/fetch.h"
#include "path/verdict.h"
#include "x509/distribution_point.h"
#include "x509/info_access.h"

struct fetching {
	struct cw_question *question;
	const struct cw_fetcher *fetcher;
	struct cw_fetches *out;
	struct cw_error *err;
	bool failed;
};

static bool
fail(struct fetching *f)
{
	f->failed = true;
	(void)error_memory(f->err);
	return false;
}

/* ---- what comes back ---------------------------------------------------------- */

static bool
certs_start(struct fetching *f)
{
	struct cw_question *q = f->question;
	struct cw_certs *certs;

	if (f->out->certs != NULL)
		return true;
	f->out->certs = certs = cw_certs_new();
	if (certs == NULL || cw_certs_limit(certs, q->limit, q->limit_count,
	    f->err) != 0 || (q->untrusted != NULL &&
	    !certs_borrow(certs, q->untrusted)) || !certs_index(certs))
		return fail(f);
	q->untrusted = certs;
	return true;
}

static bool
crls_start(struct fetching *f)
{
	struct cw_question *q = f->question;
	struct cw_crls *crls;

	if (f->out->crls != NULL)
		return true;
	f->out->crls = crls = cw_crls_new();
	if (crls == NULL || cw_crls_limit(crls, q->limit, q->limit_count,
	    f->err) != 0 || (q->crls != NULL && !crls_borrow(crls, q->crls)))
		return fail(f);
	q->crls = crls;
	return true;
}

/* What the octets hold becomes a part of the question. */
static bool
take(struct fetching *f, struct fetch *fetch, struct cw_fetch_answer *answer)
{
	struct cw_error err = { "" };
	int rc;

	if (fetch->kind == CW_FETCH_ISSUER) {
		if (!certs_start(f))
			return false;
		rc = cw_certs_read(f->out->certs, answer->octets, answer->len,
		    fetch->url, &err);
	} else {
		if (!crls_start(f))
			return false;
		rc = cw_crls_read(f->out->crls, answer->octets, answer->len,
		    fetch->url, &err);
	}
	if (rc == 0)
		return true;
	answer->outcome = CW_FETCH_NOT_UNDERSTOOD;
	snprintf(answer->detail, sizeof(answer->detail),
	    fetch->kind == CW_FETCH_ISSUER ?
	    "the answer is no certificate and holds none" :
	    "the answer is no CRL and holds none");
	return false;
}

/* ---- asking ----------------------------------------------------------------- */

static bool
has_scheme(struct bytes url)
{
	static const char scheme[] = "http://";
	size_t i;

	if (url.len <= sizeof(scheme) - 1)
		return false;
	for (i = 0; i < sizeof(scheme) - 1; i++)
		if ((url.data[i] | (scheme[i] >= 'a' ? 0x20 : 0)) !=
		    (uint8_t)scheme[i])
			return false;
	return true;
}

/* NULL: it may be asked; else why not. */
static const char *
objection(struct bytes url)
{
	if (url.len > FETCH_URL_MAX)
		return "the address is too long";
	for (size_t i = 0; i < url.len; i++)
		if (url.data[i] <= 0x20 || url.data[i] >= 0x7f)
			return "the address holds octets that no URL has";
	return has_scheme(url) ? NULL : "only http is asked: a certificate that "
	    "vouches for itself would need judging first";
}

static bool
was_asked(const struct cw_fetches *out, enum cw_fetch_kind kind,
    struct bytes url)
{
	for (size_t i = 0; i < out->count; i++)
		if (out->fetch[i].kind == kind &&
		    bytes_equal(out->fetch[i].at, url))
			return true;
	return false;
}

static void
ask(struct fetching *f, struct fetch *fetch)
{
	const struct cw_fetch_request request = { .kind = fetch->kind,
		.url = fetch->url,
		.most = fetch->kind == CW_FETCH_ISSUER ? FETCH_ISSUER_OCTETS :
		    FETCH_CRL_OCTETS };
	struct cw_fetch_answer answer = { .outcome = CW_FETCH_BROKEN };
	const char *no = objection(fetch->at);

	if (no != NULL) {
		answer.outcome = CW_FETCH_NOT_ALLOWED;
		snprintf(answer.detail, sizeof(answer.detail), "%s", no);
	} else {
		f->fetcher->get(f->fetcher->context, &request, &answer);
	}
	if (answer.outcome == CW_FETCH_DONE)
		(void)take(f, fetch, &answer);
	fetch->outcome = answer.outcome;
	fetch->octets = answer.len;
	fetch->from_cache = answer.from_cache;
	fetch->detail = arena_string(f->out->arena, answer.detail);
	free(answer.octets);
	if (fetch->detail == NULL)
		(void)fail(f);
}

/* Whether it was new, and gave what was asked for. */
static bool
fetch_one(struct fetching *f, enum cw_fetch_kind kind, const struct cert *c,
    struct bytes url)
{
	struct cw_fetches *out = f->out;
	struct fetch *fetch;
	char *copy;

	if (f->failed || was_asked(out, kind, url))
		return false;
	if (out->count == FETCHES_MAX) {
		out->more = true;
		return false;
	}
	copy = arena_alloc(out->arena, url.len + 1);
	if (copy == NULL)
		return fail(f);
	if (url.len > 0)
		memcpy(copy, url.data, url.len);
	fetch = &out->fetch[out->count++];
	*fetch = (struct fetch){ .kind = kind, .cert = c, .at = url,
		.url = copy, .detail = "" };
	ask(f, fetch);
	return fetch->outcome == CW_FETCH_DONE && !f->failed;
}

/* ---- issuers ------------------------------------------------------------------ */

/* The first address that gives a certificate will do. */
static bool
fetch_issuer(struct fetching *f, const struct cert *c)
{
	const struct extension *e = cert_extension(c,
	    OID_PE_AUTHORITY_INFO_ACCESS);
	struct access_description description;
	struct info_access_walk walk;

	if (e == NULL || !e->readable)
		return false;
	info_access_start(&walk, e->value);
	while (info_access_next(&walk, &description))
		if (description.location.kind == GN_URI &&
		    oid_find(description.method) == OID_AD_CA_ISSUERS &&
		    fetch_one(f, CW_FETCH_ISSUER, c,
		    description.location.value))
			return true;
	return false;
}

/* False: the path has what it needs, or nothing more can be had. */
static bool
fetch_level(struct fetching *f)
{
	struct cw_question q = *f->question;
	struct cw_verdict *v = NULL;
	const struct path *best;
	const struct cert *top = NULL;

	q.revocation = CW_REVOCATION_OFF;
	if (cw_verify(&q, &v, f->err) != 0) {
		f->failed = true;
		return false;
	}
	best = v->best;
	if (best != NULL && best->count > 0 && !best->anchored)
		top = best->cert[best->count - 1];
	cw_verdict_free(v);
	return top != NULL && !cert_self_issued(top) && fetch_issuer(f, top);
}

/* ---- CRLs ------------------------------------------------------------------- */

static void
fetch_points(struct fetching *f, const struct cert *c, enum oid id)
{
	const struct extension *e = cert_extension(c, id);
	struct distribution_point_walk points;
	struct distribution_point point;
	struct general_name_walk names;
	struct general_name name;

	if (e == NULL || !e->readable)
		return;
	distribution_point_start(&points, e->value);
	while (distribution_point_next(&points, &point)) {
		bool done = point.name.kind != POINT_FULL;

		/* Every name of a point leads to the same list. */
		general_name_start(&names, point.name.names);
		while (!done && general_name_next(&names, &name))
			done = name.kind == GN_URI && fetch_one(f,
			    CW_FETCH_CRL, c, name.value);
	}
}

/* Lists for each certificate of the path of which nothing is known. */
static void
fetch_crls(struct fetching *f)
{
	struct cw_verdict *v = NULL;
	const struct cert *wanting[PATH_MAX_CERTS];
	size_t i, count = 0;

	if (cw_verify(f->question, &v, f->err) != 0) {
		f->failed = true;
		return;
	}
	for (i = 0; v->best != NULL && v->best->anchored &&
	    v->best->status != NULL && i + 1 < v->best->count; i++)
		if (v->best->status[i].status == CW_STATUS_UNKNOWN)
			wanting[count++] = v->best->cert[i];
	cw_verdict_free(v);
	for (i = 0; i < count; i++) {
		fetch_points(f, wanting[i], OID_CE_CRL_DISTRIBUTION_POINTS);
		fetch_points(f, wanting[i], OID_CE_FRESHEST_CRL);
	}
}

int
cw_fetch(struct cw_question *question, const struct cw_fetcher *fetcher,
    struct cw_fetches **out, struct cw_error *err)
{
	struct cw_question before = *question;
	struct fetching f = { question, fetcher, NULL, err, false };
	unsigned level = 0;

	f.out = calloc(1, sizeof(*f.out));
	if (f.out == NULL)
		return error_memory(err);
	f.out->arena = arena_new(0);
	if (f.out->arena == NULL) {
		free(f.out);
		return error_memory(err);
	}
	while (level < FETCH_LEVELS && fetch_level(&f))
		level++;
	if (!f.failed && question->revocation != CW_REVOCATION_OFF)
		fetch_crls(&f);
	if (f.failed) {
		*question = before;
		cw_fetches_free(f.out);
		return -1;
	}
	question->fetches = f.out;
	*out = f.out;
	return 0;
}

void
cw_fetches_free(struct cw_fetches *fetches)
{
	if (fetches == NULL)
		return;
	cw_certs_free(fetches->certs);
	cw_crls_free(fetches->crls);
	arena_free(fetches->arena);
	free(fetches);
}

size_t
cw_fetches_count(const struct cw_fetches *fetches)
{
	return fetches->count;
}

bool
cw_fetches_get(const struct cw_fetches *fetches, size_t i,
    struct cw_fetched *out)
{
	const struct fetch *f;

	if (i >= fetches->count)
		return false;
	f = &fetches->fetch[i];
	*out = (struct cw_fetched){ .kind = f->kind, .outcome = f->outcome,
		.url = f->url, .detail = f->detail, .octets = f->octets,
		.from_cache = f->from_cache };
	return true;
}

const char *
cw_fetch_outcome_name(enum cw_fetch_outcome outcome)
{
	static const char *const names[CW_FETCH_OUTCOME_COUNT] = {
		[CW_FETCH_DONE] = "done",
		[CW_FETCH_NOT_ALLOWED] = "not-allowed",
		[CW_FETCH_UNREACHABLE] = "unreachable",
		[CW_FETCH_TIMED_OUT] = "timed-out",
		[CW_FETCH_TOO_LARGE] = "too-large",
		[CW_FETCH_REDIRECTED] = "redirected",
		[CW_FETCH_REFUSED] = "refused",
		[CW_FETCH_BROKEN] = "broken",
		[CW_FETCH_NOT_UNDERSTOOD] = "not-understood" };

	return (unsigned)outcome < CW_FETCH_OUTCOME_COUNT ? names[outcome] :
	    "";
}
