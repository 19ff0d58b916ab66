/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "base/error.h"
#include "path/distrust.h"
#include "path/policy.h"
#include "path/revocation.h"

static int
policies_check(const struct cw_question *q, struct cw_error *err)
{
	struct buffer contents = BUFFER_EMPTY;
	size_t i;

	for (i = 0; i < q->policy_count; i++) {
		const char *text = q->policies == NULL ? NULL : q->policies[i];

		if (text != NULL && oid_read_dotted(text, &contents))
			continue;
		buffer_free(&contents);
		error_set(err, "policy \"%.80s\" is no object identifier in "
		    "dotted form", text != NULL ? text : "");
		return -1;
	}
	buffer_free(&contents);
	return 0;
}

/* Whether the question can be answered at all. */
static int
question_check(const struct cw_question *q, struct cw_error *err)
{
	if (q->chain == NULL || q->trust == NULL) {
		error_set(err, "there is no %s to judge by",
		    q->chain == NULL ? "chain" : "trust");
		return -1;
	}
	if (q->name == NULL && !q->any_name) {
		error_set(err, "whom the certificate has to name is not said: "
		    "give a name, or say that any will do");
		return -1;
	}
	if (q->name != NULL && q->any_name) {
		error_set(err, "a name is given, and any name will do: "
		    "say one of the two");
		return -1;
	}
	if ((unsigned)q->profile >= CW_PROFILE_COUNT ||
	    (unsigned)q->purpose >= CW_PURPOSE_COUNT ||
	    q->or_purposes >> CW_PURPOSE_COUNT != 0 ||
	    (unsigned)q->anchor_mode >= CW_ANCHOR_MODE_COUNT ||
	    (unsigned)q->weak_hashes > CW_WEAK_ALLOWED ||
	    (unsigned)q->name_type > CW_NAME_SRV ||
	    (unsigned)q->revocation >= CW_REVOCATION_COUNT) {
		error_set(err, "the question holds a value without a meaning");
		return -1;
	}
	if (q->revocation_alone && (q->revocation == CW_REVOCATION_OFF ||
	    (q->chain->count == 0 && q->ocsp == NULL))) {
		error_set(err, "there is nothing to ask about revocation");
		return -1;
	}
	return policies_check(q, err);
}

static struct cw_verdict *
verdict_new(const struct cw_question *q, const struct limits *limits)
{
	struct arena *arena = arena_new(0);
	struct cw_verdict *v = arena == NULL ? NULL :
	    arena_alloc(arena, sizeof(*v));

	if (v == NULL) {
		arena_free(arena);
		return NULL;
	}
	v->arena = arena;
	v->question = *q;
	v->question.limit = NULL;       /* copied into limits */
	v->question.limit_count = 0;
	v->limits = *limits;
	if (q->name != NULL)
		v->question.name = arena_string(arena, q->name);
	if (q->trust_source != NULL)
		v->question.trust_source = arena_string(arena, q->trust_source);
	if ((q->name != NULL && v->question.name == NULL) ||
	    (q->trust_source != NULL && v->question.trust_source == NULL)) {
		arena_free(arena);
		return NULL;
	}
	if (!policies_ask(v)) {
		arena_free(arena);
		return NULL;
	}
	if (q->name != NULL && q->name_type == CW_NAME_NONE)
		v->question.name_type = cw_name_guess(q->name);
	return v;
}

static void
find_target_missing(struct search *s)
{
	find(&s->verdict->findings, F_TARGET_CERTIFICATE_MISSING, NULL,
	    FIELD_CHAIN, (struct bytes){ NULL, 0 });
}

/* False: no memory. */
static bool
search_start(struct search *s, struct cw_verdict *v)
{
	struct arena *arena = v->arena;

	s->verdict = v;
	s->rule.profile = v->question.profile;
	s->rule.strict = v->question.strict ? STRICT_ISSUERS : 0;
	if (v->question.min_rsa_bits != 0)
		s->rule.strict |= STRICT_KEYS;
	if (v->question.weak_hashes != CW_WEAK_BY_PROFILE)
		s->rule.strict |= STRICT_HASHES;
	s->limits = &v->limits;
	store_start(&s->store, &v->question, s->limits);
	findings_start(&v->findings, arena, &s->rule);
	s->tolerated = tolerate_ids(&v->question, arena);
	if (s->tolerated == NULL && v->question.tolerate_count > 0)
		return false;
	v->findings.tolerated = s->tolerated;
	s->node = arena_array(arena, s->store.pool_count, sizeof(*s->node));
	s->discovered = arena_array(arena, s->store.pool_count,
	    sizeof(*s->discovered));
	if (!distrust_start(v))
		return false;
	return s->store.pool_count == 0 ||
	    (s->node != NULL && s->discovered != NULL);
}

static bool
judge(struct search *s)
{
	if (s->verdict->question.revocation_alone)
		return revocation_alone(s);
	if (s->store.chain->count == 0) {
		find_target_missing(s);
		return true;
	}
	if (store_pool(&s->store, 0)->readable) {
		reach_explore(s);
		if (!build(s))
			return false;
	}
	return tell(s);
}

/* NULL: no memory. */
static struct cw_verdict *
verify_within(const struct cw_question *question, const struct limits *limits,
    unsigned nested)
{
	struct search s = { .failed = false };
	struct cw_verdict *v = verdict_new(question, limits);

	if (v == NULL)
		return NULL;
	v->nested = nested;
	if (!search_start(&s, v) || !judge(&s) || v->findings.failed) {
		cw_verdict_free(v);
		return NULL;
	}
	v->signatures = v->limits.spent[LIMIT_SIGNATURES];
	v->steps = v->limits.spent[LIMIT_STEPS];
	return v;
}

struct cw_verdict *
verify_nested(struct cw_verdict *outer, const struct cw_question *question)
{
	struct cw_verdict *v = verify_within(question, &outer->limits,
	    outer->nested + 1);

	if (v == NULL)
		return NULL;
	outer->limits = v->limits;
	outer->signatures_good += v->signatures_good;
	return v;
}

static int
verify(const struct cw_question *question, struct cw_verdict **verdict,
    struct cw_error *err)
{
	struct limits limits;

	if (limits_start(&limits, question, err) != 0)
		return -1;
	*verdict = verify_within(question, &limits, 0);
	return *verdict != NULL ? 0 : error_memory(err);
}

int
cw_verify(const struct cw_question *question, struct cw_verdict **verdict,
    struct cw_error *err)
{
	struct cw_question intolerant;
	struct cw_verdict *v;

	if (tolerate_check(question, err) != 0 ||
	    question_check(question, err) != 0 ||
	    verify(question, &v, err) != 0)
		return -1;
	if (v->findings.errors == 0 && !cw_verdict_valid(v) &&
	    question->tolerate_count > 0) {
		/* What was tolerated is why there is no path: so it is not. */
		cw_verdict_free(v);
		intolerant = *question;
		intolerant.tolerate_count = 0;
		if (verify(&intolerant, &v, err) != 0)
			return -1;
	}
	*verdict = v;
	return 0;
}

void
cw_verdict_free(struct cw_verdict *verdict)
{
	if (verdict == NULL)
		return;
	free(verdict->titles);
	arena_free(verdict->arena);
}

bool
cw_verdict_valid(const struct cw_verdict *verdict)
{
	return verdict->findings.errors == 0 && verdict->best != NULL &&
	    verdict->best->accepted;
}

bool
cw_verdict_holds(const struct cw_verdict *verdict)
{
	return cw_verdict_valid(verdict) && !findings_have(&verdict->findings,
	    F_VALIDITY_ENDS_SOON, NULL);
}

size_t
cw_verdict_findings(const struct cw_verdict *verdict)
{
	return verdict->findings.count;
}

int
cw_verdict_alert(const struct cw_verdict *verdict)
{
	const struct findings *f = &verdict->findings;

	return f->errors == 0 ? -1 : failure_get(f->list[0].id)->alert;
}
