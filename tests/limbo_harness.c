/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Judges the test cases of an x509-limbo document on standard input, and writes
 * limbo's document of results: the context of a result is the slugs of its error
 * findings, nearest the cause first.
 *
 *   limbo-harness [--profile tls|rfc5280|webpki] < cases.json > results.json
 *   limbo-harness --failures       slug and group of each, separated by a tab
 *
 * Beyond limbo's own keys it knows check, and what limbo_question.c can ask. What
 * cannot be asked is skipped, and the context says why.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/limbo.h"
#include "tools/suffix.h"

struct lists {
	struct cw_certs *chain, *untrusted, *trust, *distrust;
	struct cw_crls *crls;
	struct cw_ocsp *ocsp;
};

const char *
limbo_text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s != NULL ? s : "";
}

void
limbo_say(char context[CONTEXT_MAX], const char *words)
{
	size_t len = strlen(context);

	snprintf(context + len, CONTEXT_MAX - len, "%s%s", len > 0 ? " " : "",
	    words);
}

/* ---- the lists ---------------------------------------------------------------- */

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
		limbo_say(context, s != NULL ? err.text : "not a string");
		return false;
	}
	return true;
}

static bool
lists_fill(struct lists *l, const json_t *c, char context[CONTEXT_MAX])
{
	const char *peer = limbo_text(c, "peer_certificate");
	struct cw_error err;

	l->chain = cw_certs_new();
	l->untrusted = cw_certs_new();
	l->trust = cw_certs_new();
	l->distrust = cw_certs_new();
	l->crls = cw_crls_new();
	l->ocsp = cw_ocsp_new();
	if (l->chain == NULL || l->untrusted == NULL || l->trust == NULL ||
	    l->distrust == NULL || l->crls == NULL || l->ocsp == NULL) {
		limbo_say(context, "out of memory");
		return false;
	}
	if ((*peer != '\0' || strcmp(limbo_text(c, "check"), "ocsp") != 0) &&
	    cw_certs_read(l->chain, peer, strlen(peer), "peer", &err) != 0) {
		limbo_say(context, err.text);
		return false;
	}
	return add_all(l->untrusted, json_object_get(c,
	    "untrusted_intermediates"), "untrusted", context) &&
	    add_all(l->trust, json_object_get(c, "trusted_certs"), "trusted",
	    context) && add_all(l->distrust, json_object_get(json_object_get(c,
	    "options"), "distrusted_certs"), "distrusted", context) &&
	    limbo_crls(c, l->crls, context) &&
	    limbo_ocsp(c, l->ocsp, context);
}

static void
lists_free(struct lists *l)
{
	cw_certs_free(l->chain);
	cw_certs_free(l->untrusted);
	cw_certs_free(l->trust);
	cw_certs_free(l->distrust);
	cw_crls_free(l->crls);
	cw_ocsp_free(l->ocsp);
}

/* ---- the answers -------------------------------------------------------------- */

/* Which findings are an answer to the check. */
typedef bool counts(const struct cw_finding *f);

static bool
group_is(const struct cw_finding *f, const char *const *groups)
{
	for (; *groups != NULL; groups++)
		if (strcmp(f->group, *groups) == 0)
			return true;
	return false;
}

/* A path, all of it. */
static bool
counts_all(const struct cw_finding *f)
{
	(void)f;
	return true;
}

static bool
counts_name(const struct cw_finding *f)
{
	static const char *const groups[] = { "parse", "peer-name", NULL };

	return group_is(f, groups);
}

/* One certificate as such: no question of trust, time or algorithms. */
static bool
counts_form(const struct cw_finding *f)
{
	static const char *const others[] = { "chain-building", "validity",
		"algorithm-strength", "limits", NULL };

	return !group_is(f, others);
}

/* Rules for issuers too, and what no client is to ask about. */
static bool
counts_lint(const struct cw_finding *f)
{
	static const char *const others[] = { "chain-building", "limits", NULL };

	return !group_is(f, others);
}

static enum judgement
tell(const struct cw_verdict *v, counts *matters, char context[CONTEXT_MAX])
{
	enum judgement judgement = JUDGED_GOOD;
	struct cw_finding f;
	size_t i;

	for (i = 0; cw_verdict_finding(v, i, &f); i++) {
		if (f.severity != CW_ERROR || !matters(&f))
			continue;
		limbo_say(context, f.slug);
		judgement = JUDGED_BAD;
	}
	return judgement;
}

static bool
has_policies(const char *found, const json_t *wanted)
{
	const char *at = found;
	size_t i, count = *found != '\0';

	for (; *at != '\0'; at++)
		count += *at == ' ';
	if (count != json_array_size(wanted))
		return false;
	for (i = 0; i < count; i++) {
		const char *one = json_string_value(json_array_get(wanted, i));
		size_t len = one == NULL ? 0 : strlen(one);

		for (at = found; len > 0; at = strchr(at, ' ') + 1) {
			if (strncmp(at, one, len) == 0 &&
			    (at[len] == ' ' || at[len] == '\0'))
				break;
			if (strchr(at, ' ') == NULL)
				return false;
		}
	}
	return true;
}

/* RFC 5280 6.1.6: a path that is accepted for other policies is judged wrongly. */
static enum judgement
check_policies(const struct cw_verdict *v, const json_t *c,
    char context[CONTEXT_MAX])
{
	const json_t *wanted = json_object_get(c,
	    "expected_user_constrained_policy_set");
	char *found;
	bool same;

	if (!json_is_array(wanted))
		return JUDGED_GOOD;
	found = cw_verdict_policies(v, CW_POLICIES_OF_USER);
	same = found != NULL && has_policies(found, wanted);
	if (!same) {
		limbo_say(context, "other-policy-set");
		limbo_say(context, found != NULL ? found : "out of memory");
	}
	free(found);
	return same ? JUDGED_GOOD : JUDGED_BAD;
}

static enum judgement
ask(const struct cw_question *q, const json_t *c, counts *matters,
    char context[CONTEXT_MAX])
{
	enum judgement judgement;
	struct cw_verdict *v;
	struct cw_error err;

	if (cw_verify(q, &v, &err) != 0) {
		limbo_say(context, err.text);
		return NOT_JUDGED;
	}
	judgement = tell(v, matters, context);
	if (judgement == JUDGED_GOOD)
		judgement = check_policies(v, c, context);
	cw_verdict_free(v);
	return judgement;
}

/* ---- the checks --------------------------------------------------------------- */

static enum judgement
judge_certificates(const json_t *c, const struct limbo_run *run, counts *matters,
    char context[CONTEXT_MAX])
{
	struct lists l = { .chain = NULL };
	struct cw_question q = { .any_name = false };
	const char *skip = limbo_question(c, run, &q);
	enum judgement judgement = JUDGED_BAD;

	if (skip != NULL) {
		limbo_say(context, skip);
		return NOT_JUDGED;
	}
	/* What cannot even be taken for a certificate is refused. */
	if (lists_fill(&l, c, context)) {
		q.chain = l.chain;
		q.untrusted = l.untrusted;
		q.trust = l.trust;
		q.distrust = l.distrust;
		q.crls = cw_crls_count(l.crls) > 0 ? l.crls : NULL;
		q.ocsp = cw_ocsp_count(l.ocsp) > 0 ? l.ocsp : NULL;
		q.public_suffix = suffixes_ask(run->suffixes);
		q.public_suffix_context = run->suffixes;
		q.strict = q.strict || matters == counts_lint;
		judgement = ask(&q, c, matters, context);
	}
	lists_free(&l);
	return judgement;
}

static enum judgement
judge(const json_t *c, const struct limbo_run *run, char context[CONTEXT_MAX])
{
	const char *check = limbo_text(c, "check");
	const char *object = limbo_text(json_object_get(c, "options"), "object");

	if (strcmp(object, "crl") == 0)
		return limbo_crl_form(c, context);
	if (strcmp(check, "signature") == 0)
		return limbo_signature(c, context);
	if (strcmp(check, "names") == 0)
		return judge_certificates(c, run, counts_name, context);
	if (strcmp(check, "parse") == 0)
		return judge_certificates(c, run, counts_form, context);
	if (strcmp(check, "lint") == 0)
		return judge_certificates(c, run, counts_lint, context);
	return judge_certificates(c, run, counts_all, context);
}

static json_t *
result_of(const json_t *c, const struct limbo_run *run)
{
	static const char *const words[] = {
		[JUDGED_GOOD] = "SUCCESS", [JUDGED_BAD] = "FAILURE",
		[NOT_JUDGED] = "SKIPPED"
	};
	char context[CONTEXT_MAX] = "";
	enum judgement judgement = judge(c, run, context);

	return json_pack("{s:s, s:s, s:s}", "id", limbo_text(c, "id"),
	    "actual_result", words[judgement], "context", context);
}

static int
judge_all(const json_t *document, const struct limbo_run *run)
{
	const json_t *cases = json_object_get(document, "testcases"), *c;
	json_t *results = json_array(), *out;
	size_t i;
	int rc;

	json_array_foreach(cases, i, c)
		json_array_append_new(results, result_of(c, run));
	out = json_pack("{s:i, s:s, s:o}", "version", 1, "harness",
	    "chainwright", "results", results);
	rc = out == NULL ? -1 : json_dumpf(out, stdout, JSON_INDENT(1));
	json_decref(out);
	putchar('\n');
	return rc == 0 && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Every failure with its group. */
static int
tell_failures(void)
{
	struct cw_failure f;
	size_t i;

	for (i = 0; cw_failure(i, &f); i++)
		printf("%s\t%s\n", f.slug, f.group);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	struct limbo_run run = { false, CW_RFC5280, NULL };
	json_error_t err;
	json_t *document;
	int rc;

	if (argc == 2 && strcmp(argv[1], "--failures") == 0)
		return tell_failures();
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
	run.suffixes = suffixes_new();
	rc = run.suffixes == NULL ? EXIT_FAILURE : judge_all(document, &run);
	suffixes_free(run.suffixes);
	json_decref(document);
	return rc;
}
