/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A case of a limbo document as a question, the keys added to limbo's too. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include "tests/limbo.h"

/* "2024-01-01T00:00:00+00:00" is what limbo writes; without one, now is as good
   as any time: certificates of such cases are good for centuries. */
static bool
take_time(struct cw_question *q, const json_t *c)
{
	char utc[24];
	const char *s = limbo_text(c, "validation_time");

	if (*s == '\0')
		s = "2026-07-01T00:00:00";
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
	kind = limbo_text(name, "kind");
	q->name = limbo_text(name, "value");
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
purpose_read(const char *word, enum cw_purpose *purpose)
{
	static const struct {
		const char *word;
		enum cw_purpose purpose;
	} table[] = {
		{ "serverAuth", CW_SERVER }, { "clientAuth", CW_CLIENT },
		{ "emailProtection", CW_EMAIL }, { "any", CW_ANY_PURPOSE },
		{ "codeSigning", CW_CODE_SIGNING },
		{ "timeStamping", CW_TIME_STAMPING },
		{ "OCSPSigning", CW_OCSP_SIGNING }
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(word, table[i].word) == 0) {
			*purpose = table[i].purpose;
			return true;
		}
	}
	return false;
}

/* "any-of": one of extended_key_usage is enough. */
static bool
take_purposes(struct cw_question *q, const json_t *list)
{
	const json_t *word;
	enum cw_purpose p;
	size_t i;

	json_array_foreach(list, i, word) {
		if (!json_is_string(word) ||
		    !purpose_read(json_string_value(word), &p))
			return false;
		if (i == 0)
			q->purpose = p;
		else
			q->or_purposes |= 1u << p;
	}
	return json_array_size(list) > 0;
}

static bool
take_purpose(struct cw_question *q, const json_t *c)
{
	const char *word = limbo_text(c, "purpose");

	if (*word == '\0')
		word = strcmp(limbo_text(c, "validation_kind"), "CLIENT") == 0 ?
		    "clientAuth" : "serverAuth";
	if (strcmp(word, "any-of") == 0)
		return take_purposes(q, json_object_get(c,
		    "extended_key_usage"));
	return purpose_read(word, &q->purpose);
}

/* limbo's own cases have no profile: those of the web say so in their name. */
static enum cw_profile
profile_of(const json_t *c, const struct limbo_run *run)
{
	enum cw_profile profile;

	if (run->forced)
		return run->profile;
	if (cw_profile_read(limbo_text(c, "profile"), &profile))
		return profile;
	return strncmp(limbo_text(c, "id"), "webpki::", 8) == 0 ? CW_WEBPKI :
	    CW_RFC5280;
}

static bool
says(const json_t *o, const char *key)
{
	return json_is_true(json_object_get(o, key));
}

static enum cw_anchor_mode
anchor_mode_of(const json_t *c)
{
	const json_t *anchor = json_object_get(c, "trust_anchor");
	bool constraints = says(anchor, "enforce_constraints");
	bool dates = says(anchor, "enforce_validity");

	if (!json_is_object(anchor))
		return CW_ANCHOR_CERTIFICATE;
	if (constraints)
		return dates || says(anchor, "require_basic_constraints") ?
		    CW_ANCHOR_CERTIFICATE : CW_ANCHOR_CONSTRAINTS;
	return dates ? CW_ANCHOR_DATES : CW_ANCHOR_KEY;
}

static void
take_limits(struct cw_question *q, const json_t *limits)
{
	const json_t *bits = json_object_get(limits, "min_rsa_bits");
	const json_t *sha1 = json_object_get(limits, "allow_sha1");
	bool md5 = says(limits, "allow_md5");

	if (json_is_integer(bits) && json_integer_value(bits) > 0)
		q->min_rsa_bits = (unsigned)json_integer_value(bits);
	if (json_is_boolean(sha1))
		q->weak_hashes = md5 ? CW_WEAK_ALLOWED :
		    json_is_true(sha1) ? CW_WEAK_SHA1 : CW_WEAK_REFUSED;
}

#define POLICIES_MAX 16

/* The array is of one question at a time. */
static bool
take_policies(struct cw_question *q, const json_t *c)
{
	static const char *policies[POLICIES_MAX];
	const json_t *list = json_object_get(c, "initial_policy_set"), *policy;
	size_t i;

	json_array_foreach(list, i, policy) {
		if (i == POLICIES_MAX || !json_is_string(policy))
			return false;
		policies[i] = json_string_value(policy);
	}
	q->policies = policies;
	q->policy_count = json_array_size(list);
	q->explicit_policy = json_is_true(json_object_get(c,
	    "initial_explicit_policy"));
	q->inhibit_policy_mapping = json_is_true(json_object_get(c,
	    "initial_policy_mapping_inhibit"));
	q->inhibit_any_policy = json_is_true(json_object_get(c,
	    "initial_inhibit_any_policy"));
	return true;
}

/* Without a mode everything is asked of an answer that is judged by itself. */
static void
take_revocation(struct cw_question *q, const json_t *c)
{
	const json_t *o = json_object_get(c, "revocation");
	const char *mode = limbo_text(o, "mode"), *check = limbo_text(c, "check");

	q->revocation_alone = strcmp(check, "crl") == 0 ||
	    strcmp(check, "ocsp") == 0;
	q->revocation_of_target = strcmp(mode, "leaf") == 0;
	if (q->revocation_alone)
		q->revocation = CW_REVOCATION_HARD;
	else if (strcmp(mode, "leaf") == 0 || strcmp(mode, "chain") == 0)
		q->revocation = says(o, "hard_fail") ? CW_REVOCATION_HARD :
		    CW_REVOCATION_SOFT;
	q->crl_age = json_integer_value(json_object_get(o, "max_crl_age_s"));
	q->ocsp_age = json_integer_value(json_object_get(o, "max_ocsp_age_s"));
}

/* What other validators are told by a switch; partial_chain is always so: any
   certificate may be an anchor. */
static void
take_options(struct cw_question *q, const json_t *options)
{
	static const char *const dates[] = { "validity-expired",
		"validity-not-yet-valid", "trust-anchor-expired" };

	static const char *const ages[] = { "ocsp-response-expired",
		"ocsp-response-too-old", "ocsp-response-not-yet-valid" };

	q->strict = q->strict || says(options, "strict");
	if (says(options, "ignore_validity")) {
		q->tolerate = dates;
		q->tolerate_count = sizeof(dates) / sizeof(dates[0]);
	}
	/* Who signed a response, and nothing of what it says. */
	if (says(options, "responder_trust_only")) {
		q->tolerate = ages;
		q->tolerate_count = sizeof(ages) / sizeof(ages[0]);
	}
}

const char *
limbo_question(const json_t *c, const struct limbo_run *run,
    struct cw_question *q)
{
	/* One case is judged at a time. */
	static struct cw_limit limit = { "depth", 0 };
	const json_t *depth = json_object_get(c, "max_chain_depth");

	if (!take_time(q, c))
		return "a time of validation that cannot be read";
	if (!take_name(q, c))
		return "a name of a kind that cannot be asked for";
	if (!take_purpose(q, c))
		return "a purpose that cannot be asked for";
	if (!take_policies(q, c))
		return "policies that cannot be asked for";
	if (json_is_integer(depth)) {
		limit.most = (unsigned)json_integer_value(depth);
		q->limit = &limit;
		q->limit_count = 1;
	}
	q->profile = profile_of(c, run);
	q->anchor_mode = anchor_mode_of(c);
	take_limits(q, json_object_get(c, "limits"));
	q->strict = strcmp(limbo_text(c, "issuer_rules"), "error") == 0;
	take_revocation(q, c);
	take_options(q, json_object_get(c, "options"));
	return NULL;
}
