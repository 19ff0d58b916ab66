/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A whole verdict as JSON: chainwright-report-1. */
#include "config.h"

#include <stdlib.h>
#include "base/calendar.h"
#include "base/escape.h"
#include "report/fetched.h"
#include "report/revocation.h"
#include "x509/certs.h"
#include "x509/general_name.h"
#include "x509/name.h"

json_t *
position_json(const struct cw_verdict *v, const struct cert *c)
{
	long at = verdict_position(v, c);

	return at < 0 ? json_null() : json_integer(at);
}

void
put_cert_name(struct json *j, json_t *object, const char *key,
    const struct cert *c)
{
	struct buffer text = BUFFER_EMPTY;

	words_cert_name(&text, c);
	json_put_text(j, object, key, &text);
}

void
put_origin(struct json *j, json_t *object, const struct cert *c)
{
	struct buffer text = BUFFER_EMPTY;

	if (c == NULL || c->origin.source == NULL) {
		json_put_null(j, object, "origin");
		return;
	}
	escape_utf8(&text, bytes_of(c->origin.source));
	if (c->origin.line > 0)
		buffer_format(&text, ":%zu", c->origin.line);
	json_put_text(j, object, "origin", &text);
}

void
put_name(struct json *j, json_t *object, const char *key, struct bytes name)
{
	struct buffer text = BUFFER_EMPTY;

	if (name.data == NULL) {
		json_put_null(j, object, key);
		return;
	}
	name_write(name, &text);
	json_put_text(j, object, key, &text);
}

/* ---- certificates and paths --------------------------------------------- */

static const char *
purpose_name(enum cw_purpose purpose)
{
	switch (purpose) {
	case CW_SERVER:
		return "server";
	case CW_CLIENT:
		return "client";
	case CW_EMAIL:
		return "email";
	case CW_CODE_SIGNING:
		return "code-signing";
	case CW_TIME_STAMPING:
		return "time-stamping";
	case CW_OCSP_SIGNING:
		return "ocsp-signing";
	case CW_ANY_PURPOSE:
	case CW_PURPOSE_COUNT:
		break;
	}
	return "any";
}

static const char *
cert_role(const struct cw_verdict *v, const struct cert *c)
{
	if (c == verdict_target(v))
		return purpose_name(v->question.purpose);
	if (c->subject.len > 0 && cert_self_issued(c))
		return "root";
	for (size_t i = 0; v->best != NULL && i < v->best->count; i++)
		if (v->best->cert[i] == c)
			return "intermediate";
	return "unused";
}

static json_t *
chain_json(struct json *j, const struct cw_verdict *v)
{
	const struct cw_certs *chain = v->question.chain;
	json_t *array = json_make_array(j);

	for (size_t i = 0; chain != NULL && i < chain->count; i++) {
		const struct cert *c = chain->cert[i];
		json_t *object = json_make_object(j);

		json_put_number(j, object, "index", (int64_t)i);
		json_put_bool(j, object, "readable", c->readable);
		put_name(j, object, "subject", c->subject);
		json_put_sha256(j, object, "sha256", c->der);
		json_put_string(j, object, "role", cert_role(v, c));
		put_origin(j, object, c);
		json_append(j, array, object);
	}
	return array;
}

static const char *
link_name(enum link_state state)
{
	if (state == LINK_GOOD)
		return "good";
	return state == LINK_BAD ? "bad" : "unchecked";
}

static json_t *
time_json(int64_t seconds)
{
	char text[CALENDAR_TEXT];

	calendar_iso(seconds, text);
	return json_string(text);
}

/* What was found on that path alone; a finding of the report says more. */
static json_t *
path_finding_json(struct json *j, const struct cw_verdict *v,
    const struct finding *f)
{
	struct word_context words = { v, f, NULL };
	json_t *object = json_make_object(j);
	struct buffer title = BUFFER_EMPTY;

	words_fill(&title, failure_get(f->id)->title, &words);
	json_put_string(j, object, "slug", failure_get(f->id)->slug);
	json_put_string(j, object, "severity", words_severity(f->severity));
	json_put(j, object, "certificate", position_json(v, f->cert));
	if (f->cert == NULL)
		json_put_null(j, object, "name");
	else
		put_cert_name(j, object, "name", f->cert);
	json_put_string(j, object, "field", field_path(f->field));
	json_put_bytes(j, object, "bytes", f->cert, f->at);
	json_put_text(j, object, "title", &title);
	return object;
}

static json_t *
path_json(struct json *j, const struct cw_verdict *v, const struct path *path)
{
	json_t *object = json_make_object(j);
	json_t *indexes = json_make_array(j), *names = json_make_array(j);
	json_t *links = json_make_array(j), *slugs = json_make_array(j);
	json_t *ends = json_make_array(j), *found = json_make_array(j);

	for (size_t i = 0; i < path->count; i++) {
		struct buffer name = BUFFER_EMPTY;

		json_append(j, indexes, position_json(v, path->cert[i]));
		words_cert_name(&name, path->cert[i]);
		json_append_text(j, names, &name);
		json_append(j, ends, time_json(path->cert[i]->not_after));
		if (i + 1 < path->count)
			json_append(j, links,
			    json_string(link_name(path->link[i])));
	}
	for (size_t i = 0; i < path->findings.count; i++) {
		const struct finding *f = &path->findings.list[i];

		json_append(j, slugs, json_string(failure_get(f->id)->slug));
		json_append(j, found, path_finding_json(j, v, f));
	}
	json_put(j, object, "indexes", indexes);
	json_put(j, object, "names", names);
	json_put(j, object, "not_after", ends);
	json_put(j, object, "links", links);
	if (path->anchored && path->count > 0)
		put_name(j, object, "anchor",
		    path->cert[path->count - 1]->subject);
	else
		json_put_null(j, object, "anchor");
	json_put_bool(j, object, "complete", path->anchored);
	json_put_bool(j, object, "told", path == v->best);
	json_put_bool(j, object, "accepted", path->accepted);
	json_put(j, object, "findings", slugs);
	json_put(j, object, "found", found);
	return object;
}

static json_t *
paths_json(struct json *j, const struct cw_verdict *v)
{
	json_t *array = json_make_array(j);
	bool told = false;

	for (size_t i = 0; i < v->path_count; i++) {
		told = told || v->path[i] == v->best;
		json_append(j, array, path_json(j, v, v->path[i]));
	}
	if (!told && v->best != NULL)
		json_append(j, array, path_json(j, v, v->best));
	return array;
}

static json_t *
candidates_json(struct json *j, const struct cw_verdict *v)
{
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < v->candidate_count; i++) {
		const struct candidate *c = &v->candidate[i];
		json_t *object = json_make_object(j);

		json_put(j, object, "child", position_json(v, c->child));
		put_cert_name(j, object, "child_name", c->child);
		json_put(j, object, "issuer", position_json(v, c->issuer));
		put_cert_name(j, object, "issuer_name", c->issuer);
		json_put_bool(j, object, "anchor", c->anchor);
		json_put_bool(j, object, "used", c->used);
		json_put_string(j, object, "reason",
		    c->reason >= FAILURE_COUNT ? NULL :
		    failure_get(c->reason)->slug);
		json_append(j, array, object);
	}
	return array;
}

/* ---- the others --------------------------------------------------------- */

static json_t *
trust_json(struct json *j, const struct cw_verdict *v)
{
	static const char *const modes[CW_ANCHOR_MODE_COUNT] = {
		[CW_ANCHOR_CERTIFICATE] = "certificate",
		[CW_ANCHOR_KEY] = "key",
		[CW_ANCHOR_CONSTRAINTS] = "constraints",
		[CW_ANCHOR_DATES] = "dates"
	};
	const struct cw_certs *trust = v->question.trust;
	json_t *object = json_make_object(j);
	struct buffer source = BUFFER_EMPTY;

	words_trust(&source, v);
	json_put_text(j, object, "source", &source);
	json_put_number(j, object, "anchors",
	    trust == NULL ? 0 : (int64_t)trust->count);
	json_put_string(j, object, "mode",
	    modes[v->question.anchor_mode]);
	return object;
}

static const char *
name_type_name(enum cw_name_type type)
{
	switch (type) {
	case CW_NAME_DNS:
		return "dns";
	case CW_NAME_IP:
		return "ip";
	case CW_NAME_EMAIL:
		return "email";
	case CW_NAME_URI:
		return "uri";
	case CW_NAME_SRV:
		return "srv";
	case CW_NAME_NONE:
		break;
	}
	return NULL;
}

/* The name of the certificate that matched: "DNS:www.demo.test". */
static void
put_match(struct json *j, json_t *object, const struct cw_verdict *v)
{
	const struct cert *target = verdict_target(v);
	struct general_name_walk walk;
	struct general_name name;
	struct buffer text = BUFFER_EMPTY;

	if (!v->name.matched || target == NULL) {
		json_put_null(j, object, "matches");
		json_put_null(j, object, "bytes");
		return;
	}
	general_name_start(&walk, target->subject_alt_name);
	while (general_name_next(&walk, &name))
		if (name.whole.data == v->name.at.data ||
		    name.value.data == v->name.at.data) {
			buffer_format(&text, "%s:",
			    general_name_title(&name));
			general_name_write(&name, &text);
			break;
		}
	json_put_text(j, object, "matches", &text);
	json_put_bytes(j, object, "bytes", target, v->name.at);
}

static json_t *
name_json(struct json *j, const struct cw_verdict *v)
{
	json_t *object = json_make_object(j);

	json_put_string(j, object, "type",
	    name_type_name(v->question.name_type));
	json_put_bool(j, object, "asked", v->name.asked);
	json_put_bool(j, object, "matched", v->name.matched);
	put_match(j, object, v);
	return object;
}

json_t *
public_key_json(struct json *j, const struct cert *c)
{
	json_t *object;
	struct buffer text = BUFFER_EMPTY, pin = BUFFER_EMPTY;

	if (c == NULL || c->spki.whole.len == 0)
		return json_null();
	object = json_make_object(j);
	spki_describe(&c->spki, &text);
	json_put_text(j, object, "description", &text);
	text = (struct buffer)BUFFER_EMPTY;
	oid_write_dotted(&text, c->spki.algorithm.oid);
	json_put_text(j, object, "algorithm", &text);
	json_put_number(j, object, "bits", c->spki.bits);
	if (!key_pin(c, &pin))
		j->failed = true;
	json_put_text(j, object, "pin_sha256", &pin);
	return object;
}

static json_t *
not_checked_json(struct json *j, const struct cw_verdict *v)
{
	json_t *array = json_make_array(j);

	if (v->question.revocation == CW_REVOCATION_OFF)
		json_append(j, array, json_string("revocation"));
	if (v->question.any_name)
		json_append(j, array, json_string("name"));
	if (v->question.purpose == CW_ANY_PURPOSE)
		json_append(j, array, json_string("purpose"));
	return array;
}

/* Of the told path, target first: one a link. */
static json_t *
algorithms_json(struct json *j, const struct path *path)
{
	json_t *array = json_make_array(j);
	size_t i;

	for (i = 0; path != NULL && i + 1 < path->count; i++) {
		const struct algorithm *a = &path->cert[i]->outer_algorithm;
		struct buffer text = BUFFER_EMPTY;

		if (a->id == OID_UNKNOWN)
			oid_write_dotted(&text, a->oid);
		else
			buffer_string(&text, oid_name(a->id));
		json_append_text(j, array, &text);
	}
	return array;
}

static json_t *
signatures_json(struct json *j, const struct cw_verdict *v)
{
	json_t *object = json_make_object(j);

	json_put_number(j, object, "checked", v->signatures);
	json_put_number(j, object, "good", v->signatures_good);
	json_put(j, object, "algorithms", algorithms_json(j, v->best));
	return object;
}

static json_t *
counts_json(struct json *j, const struct findings *f)
{
	json_t *object = json_make_object(j);

	json_put_number(j, object, "errors", (int64_t)f->errors);
	json_put_number(j, object, "warnings", (int64_t)f->warnings);
	json_put_number(j, object, "notes",
	    (int64_t)(f->count - f->errors - f->warnings));
	json_put_number(j, object, "not_shown", (int64_t)f->dropped);
	return object;
}

static void
put_question(struct json *j, json_t *object, const struct cw_verdict *v)
{
	const struct cert *target = verdict_target(v);

	json_put_hostile(j, object, "target",
	    target == NULL ? NULL : target->origin.source);
	json_put_hostile(j, object, "hostname", v->question.name);
	json_put_time(j, object, "at", v->question.at);
	json_put_string(j, object, "profile",
	    cw_profile_name(v->question.profile));
	json_put_string(j, object, "purpose",
	    purpose_name(v->question.purpose));
	json_put_bool(j, object, "strict", v->question.strict);
	json_put(j, object, "trust", trust_json(j, v));
}

json_t *
verdict_json(struct json *j, const struct cw_verdict *v)
{
	json_t *object = json_make_object(j), *findings = json_make_array(j);
	bool valid = cw_verdict_valid(v);

	for (size_t i = 0; i < v->findings.count; i++)
		json_append(j, findings,
		    finding_json(j, v, &v->findings.list[i]));
	json_put_string(j, object, "schema", "chainwright-report-1");
	put_question(j, object, v);
	json_put_string(j, object, "verdict", valid ? "valid" : "invalid");
	if (valid && v->best != NULL)
		json_put_time(j, object, "valid_until", verdict_until(v));
	else
		json_put_null(j, object, "valid_until");
	json_put(j, object, "chain", chain_json(j, v));
	json_put(j, object, "paths", paths_json(j, v));
	json_put(j, object, "candidates", candidates_json(j, v));
	json_put(j, object, "counts", counts_json(j, &v->findings));
	json_put(j, object, "findings", findings);
	json_put(j, object, "name", name_json(j, v));
	json_put(j, object, "policies", policies_json(j, v));
	json_put(j, object, "revocation", revocation_json(j, v));
	json_put(j, object, "signatures", signatures_json(j, v));
	json_put(j, object, "public_key",
	    public_key_json(j, verdict_target(v)));
	json_put(j, object, "not_checked", not_checked_json(j, v));
	if (v->question.fetches != NULL)
		json_put(j, object, "fetched", fetched_json(j, v));
	if (v->opinions != NULL)
		json_put(j, object, "second_opinions", opinions_json(j, v));
	return object;
}

char *
cw_verdict_json(const struct cw_verdict *verdict)
{
	struct json j = { false };

	return json_finish(&j, verdict_json(&j, verdict));
}
