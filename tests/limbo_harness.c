/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Judges the test cases of an x509-limbo document on standard input by the
 * public interface, and writes limbo's document of results: the context of a
 * result is the slugs of its error findings, nearest the cause first.
 *
 *   limbo-harness [--profile tls|rfc5280|webpki] < cases.json > results.json
 *
 * Beyond limbo's own keys it knows check, profile, purpose, trust_anchor and
 * issuer_rules. What cannot be asked is skipped, and the context says why.
 */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <chainwright.h>

#define CONTEXT_MAX 2048

struct run {
	bool forced;                    /* the profile, by the command line */
	enum cw_profile profile;
};

struct lists {
	struct cw_certs *chain, *untrusted, *trust;
};

static const char *
text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s != NULL ? s : "";
}

static void
say(char context[CONTEXT_MAX], const char *words)
{
	size_t len = strlen(context);

	snprintf(context + len, CONTEXT_MAX - len, "%s%s", len > 0 ? " " : "",
	    words);
}

/* ---- the question ----------------------------------------------------------- */

static bool
add_all(struct cw_certs *certs, const json_t *pems, const char *source,
    char context[CONTEXT_MAX])
{
	struct cw_error err;
	const json_t *pem;
	size_t i;

	json_array_foreach(pems, i, pem) {
		const char *s = json_string_value(pem);

		if (s != NULL &&
		    cw_certs_read(certs, s, strlen(s), source, &err) == 0)
			continue;
		say(context, s != NULL ? err.text : "not a string");
		return false;
	}
	return true;
}

static bool
lists_fill(struct lists *l, const json_t *c, char context[CONTEXT_MAX])
{
	const char *peer = text(c, "peer_certificate");
	struct cw_error err;

	l->chain = cw_certs_new();
	l->untrusted = cw_certs_new();
	l->trust = cw_certs_new();
	if (l->chain == NULL || l->untrusted == NULL || l->trust == NULL) {
		say(context, "out of memory");
		return false;
	}
	if (cw_certs_read(l->chain, peer, strlen(peer), "peer", &err) != 0) {
		say(context, err.text);
		return false;
	}
	return add_all(l->untrusted, json_object_get(c,
	    "untrusted_intermediates"), "untrusted", context) &&
	    add_all(l->trust, json_object_get(c, "trusted_certs"), "trusted",
	    context);
}

static void
lists_free(struct lists *l)
{
	cw_certs_free(l->chain);
	cw_certs_free(l->untrusted);
	cw_certs_free(l->trust);
}

/* "2024-01-01T00:00:00+00:00" is what limbo writes; NULL: any time will do. */
static bool
take_time(struct cw_question *q, const json_t *c)
{
	char utc[24];
	const char *s = text(c, "validation_time");

	if (strlen(s) < 19)
		return false;
	snprintf(utc, sizeof(utc), "%.19sZ", s);
	return cw_time_read(utc, 0, &q->at);
}

static bool
take_name(struct cw_question *q, const json_t *c)
{
	const json_t *name = json_object_get(c, "expected_peer_name");
	const char *kind;

	if (!json_is_object(name))
		name = json_array_get(json_object_get(c,
		    "expected_peer_names"), 0);
	if (!json_is_object(name)) {
		q->any_name = true;
		return true;
	}
	kind = text(name, "kind");
	q->name = text(name, "value");
	if (strcmp(kind, "DNS") == 0)
		q->name_type = CW_NAME_DNS;
	else if (strcmp(kind, "IP") == 0)
		q->name_type = CW_NAME_IP;
	else if (strcmp(kind, "RFC822") == 0)
		q->name_type = CW_NAME_EMAIL;
	else
		return false;
	return true;
}

static bool
take_purpose(struct cw_question *q, const json_t *c)
{
	static const struct {
		const char *word;
		enum cw_purpose purpose;
	} table[] = {
		{ "serverAuth", CW_SERVER }, { "clientAuth", CW_CLIENT },
		{ "emailProtection", CW_EMAIL }, { "any", CW_ANY_PURPOSE }
	};
	const char *word = text(c, "purpose");
	size_t i;

	if (*word == '\0') {
		q->purpose = strcmp(text(c, "validation_kind"), "CLIENT") == 0 ?
		    CW_CLIENT : CW_SERVER;
		return true;
	}
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(word, table[i].word) == 0) {
			q->purpose = table[i].purpose;
			return true;
		}
	}
	return false;
}

/* limbo's own cases have no profile: those of the web say so in their name. */
static enum cw_profile
profile_of(const json_t *c, const struct run *run)
{
	enum cw_profile profile;

	if (run->forced)
		return run->profile;
	if (cw_profile_read(text(c, "profile"), &profile))
		return profile;
	return strncmp(text(c, "id"), "webpki::", 8) == 0 ? CW_WEBPKI :
	    CW_RFC5280;
}

static enum cw_anchor_mode
anchor_mode_of(const json_t *c)
{
	const json_t *anchor = json_object_get(c, "trust_anchor");

	if (!json_is_object(anchor))
		return CW_ANCHOR_CERTIFICATE;
	return json_is_true(json_object_get(anchor, "enforce_constraints")) ||
	    json_is_true(json_object_get(anchor, "enforce_validity")) ?
	    CW_ANCHOR_CERTIFICATE : CW_ANCHOR_KEY;
}

/* What cannot be asked, in words; NULL: everything can. */
static const char *
question_fill(struct cw_question *q, const json_t *c, const struct run *run)
{
	const json_t *depth = json_object_get(c, "max_chain_depth");
	const char *check = text(c, "check");

	if (*check != '\0' && strcmp(check, "path") != 0)
		return "not a check of a path";
	if (!take_time(q, c))
		return "no time of validation";
	if (!take_name(q, c))
		return "a name of a kind that cannot be asked for";
	if (!take_purpose(q, c))
		return "a purpose that cannot be asked for";
	if (json_is_integer(depth)) {
		if (json_integer_value(depth) < 1)
			return "a depth of 0 cannot be asked for";
		q->max_intermediates = (unsigned)json_integer_value(depth);
	}
	q->profile = profile_of(c, run);
	q->anchor_mode = anchor_mode_of(c);
	q->strict = strcmp(text(c, "issuer_rules"), "error") == 0;
	return NULL;
}

/* ---- the answer ------------------------------------------------------------- */

static const char *
tell(const struct cw_verdict *v, char context[CONTEXT_MAX])
{
	struct cw_finding f;
	size_t i;

	for (i = 0; cw_verdict_finding(v, i, &f); i++)
		if (f.severity == CW_ERROR)
			say(context, f.slug);
	return cw_verdict_valid(v) ? "SUCCESS" : "FAILURE";
}

static const char *
ask(const struct lists *l, struct cw_question *q, char context[CONTEXT_MAX])
{
	struct cw_verdict *v;
	struct cw_error err;
	const char *result;

	q->chain = l->chain;
	q->untrusted = l->untrusted;
	q->trust = l->trust;
	if (cw_verify(q, &v, &err) != 0) {
		say(context, err.text);
		return "SKIPPED";
	}
	result = tell(v, context);
	cw_verdict_free(v);
	return result;
}

static json_t *
judge(const json_t *c, const struct run *run)
{
	struct cw_question q = { .any_name = false };
	char context[CONTEXT_MAX] = "";
	const char *skip = question_fill(&q, c, run), *result = "FAILURE";
	struct lists l = { NULL, NULL, NULL };

	if (skip != NULL) {
		say(context, skip);
		result = "SKIPPED";
	} else if (lists_fill(&l, c, context)) {
		result = ask(&l, &q, context);
	}
	lists_free(&l);
	return json_pack("{s:s, s:s, s:s}", "id", text(c, "id"),
	    "actual_result", result, "context", context);
}

static int
judge_all(const json_t *document, const struct run *run)
{
	const json_t *cases = json_object_get(document, "testcases"), *c;
	json_t *results = json_array(), *out;
	size_t i;
	int rc;

	json_array_foreach(cases, i, c)
		json_array_append_new(results, judge(c, run));
	out = json_pack("{s:i, s:s, s:o}", "version", 1, "harness",
	    "chainwright", "results", results);
	rc = out == NULL ? -1 : json_dumpf(out, stdout, JSON_INDENT(1));
	json_decref(out);
	putchar('\n');
	return rc == 0 && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	struct run run = { false, CW_RFC5280 };
	json_error_t err;
	json_t *document;
	int rc;

	if (argc == 3 && strcmp(argv[1], "--profile") == 0) {
		run.forced = cw_profile_read(argv[2], &run.profile);
		argc = run.forced ? 1 : 2;
	}
	if (argc != 1) {
		fprintf(stderr, "usage: limbo-harness [--profile NAME] "
		    "< cases.json > results.json\n");
		return 2;
	}
	document = json_loadf(stdin, 0, &err);
	if (document == NULL) {
		fprintf(stderr, "limbo-harness: line %d: %s\n", err.line,
		    err.text);
		return 2;
	}
	rc = judge_all(document, &run);
	json_decref(document);
	return rc;
}
