/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/revocation.h"

static unsigned
good_links(const struct path *p)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i + 1 < p->count; i++)
		n += p->link[i] == LINK_GOOD;
	return n;
}

/* More signatures that fit, then fewer errors; the first found wins a tie. */
static bool
is_better(const struct path *a, const struct path *b)
{
	unsigned good_a = good_links(a), good_b = good_links(b);
	bool whole_a = good_a + 1 == a->count, whole_b = good_b + 1 == b->count;

	if (whole_a != whole_b)
		return whole_a;
	if (good_a != good_b)
		return good_a > good_b;
	return a->findings.errors < b->findings.errors;
}

static struct path *
choose(const struct cw_verdict *v)
{
	struct path *best = v->path[0];
	size_t i;

	for (i = 1; i < v->path_count; i++)
		if (is_better(v->path[i], best))
			best = v->path[i];
	return best;
}

/* The links that were not needed to refuse it, and the findings about all. */
static void
finish_links(struct search *s, struct path *p)
{
	size_t i;

	for (i = 0; i + 1 < p->count && !s->failed; i++) {
		if (p->link[i] == LINK_UNCHECKED)
			link_check_path(s, p, i);
		if (p->link[i] == LINK_BAD)
			link_find(s, p, p->cert[i], p->cert[i + 1]);
	}
}

/* ---- several issuers, each refused for a reason of its own ---------------- */

/* Candidates that really signed the child and were refused; two reasons. */
static unsigned
count_refused(const struct search *s, const struct cert *child,
    enum failure_id reason[2])
{
	const struct cw_verdict *v = s->verdict;
	const struct checked *known;
	unsigned n = 0;
	size_t i;

	for (i = 0; i < v->candidate_count; i++) {
		const struct candidate *c = &v->candidate[i];

		if (c->child != child || !c->used || c->reason == FAILURE_COUNT)
			continue;
		known = link_known(s, child, &c->issuer->spki);
		if (known == NULL || known->result != SIG_GOOD)
			continue;
		if (n++ == 0)
			reason[0] = reason[1] = c->reason;
		else if (c->reason != reason[0])
			reason[1] = c->reason;
	}
	return n;
}

/* Drops what was found in issuers above cert[i]: the candidates tell it. */
static void
withhold(struct findings *f, const struct path *p, size_t i)
{
	size_t k, kept = 0, above;

	f->errors = f->warnings = 0;
	for (k = 0; k < f->count; k++) {
		for (above = i + 1; above < p->count; above++)
			if (f->list[k].cert == p->cert[above])
				break;
		if (above < p->count)
			continue;
		f->errors += f->list[k].severity == CW_ERROR;
		f->warnings += f->list[k].severity == CW_WARNING;
		f->list[kept++] = f->list[k];
	}
	f->count = kept;
}

static void
tell_candidates(struct search *s, struct path *p)
{
	enum failure_id reason[2] = { FAILURE_COUNT, FAILURE_COUNT };
	struct finding *f;
	unsigned n;
	size_t i;

	for (i = 0; i + 1 < p->count; i++) {
		n = count_refused(s, p->cert[i], reason);
		if (n < 2 || reason[0] == reason[1])
			continue;
		withhold(&p->findings, p, i);
		f = find(&p->findings, F_ISSUER_CANDIDATES_ALL_REJECTED,
		    p->cert[i], FIELD_ISSUER, p->cert[i]->issuer);
		f->value[0] = value_number(n);
		f->value[1] = value_name(p->cert[i]->issuer);
		f->value[2] = value_word(failure_get(reason[0])->slug);
		f->value[3] = value_word(failure_get(reason[1])->slug);
		return;
	}
}

/* ---- the answer ------------------------------------------------------------- */

static bool
out_of_budget(const struct search *s)
{
	return s->limits->reached[LIMIT_SIGNATURES] ||
	    s->limits->reached[LIMIT_STEPS] || s->limits->reached[LIMIT_POOL];
}

static void
find_budget(struct search *s)
{
	enum limit which = s->limits->reached[LIMIT_SIGNATURES] ?
	    LIMIT_SIGNATURES : LIMIT_STEPS;
	bool pool = !s->limits->reached[which];
	struct finding *f = find(&s->verdict->findings, pool ?
	    F_POOL_TOO_LARGE : F_PATH_SEARCH_BUDGET_EXHAUSTED, NULL,
	    FIELD_CHAIN, (struct bytes){ NULL, 0 });

	if (pool) {
		f->value[0] = value_number(s->limits->most[LIMIT_POOL]);
		f->value[1] = value_word(limit_name(LIMIT_POOL));
		f->value[2] = value_number((int64_t)(s->store.chain->count +
		    s->store.rest->count));
		return;
	}
	f->value[0] = value_word(limit_counts(which));
	f->value[1] = value_number(s->limits->most[which]);
}

/* A path was walked, or the search ended before one was. */
static struct path *
tell_refused(struct search *s)
{
	struct path *p = choose(s->verdict);

	if (out_of_budget(s)) {
		/* Whether those issuers are to blame is not known. */
		withhold(&p->findings, p, 0);
		return p;
	}
	finish_links(s, p);
	if (good_links(p) + 1 == p->count)
		revocation_check(s, p);
	tell_candidates(s, p);
	return p;
}

static bool
is_told(const struct path *told, const struct cert *c)
{
	size_t i;

	for (i = 0; told != NULL && i < told->count; i++)
		if (told->cert[i] == c)
			return true;
	return false;
}

/*
 * Of the chain as given, what cannot be read is a fault wherever it stands. Of
 * what may help it is none, but it may be the issuer that is missed.
 */
static void
judge_unreadable(struct search *s, const struct path *told)
{
	const struct cw_certs *chain = s->store.chain, *rest = s->store.rest;
	size_t i;

	for (i = 0; i < chain->count; i++)
		if (!chain->cert[i]->readable && !is_told(told, chain->cert[i]))
			findings_judge(&s->verdict->findings,
			    &chain->cert[i]->faults);
	s->verdict->findings.most = CW_WARNING;
	for (i = 0; i < rest->count; i++)
		if (!rest->cert[i]->readable)
			findings_judge(&s->verdict->findings,
			    &rest->cert[i]->faults);
	s->verdict->findings.most = CW_OFF;
}

/* A refusal has a reason: where every rule left it to another one, what is
   certain is that nothing vouches for the last certificate. */
static void
find_reason(struct cw_verdict *v, const struct path *p)
{
	const struct cert *last = p->cert[p->count - 1];
	struct finding *f;

	if (p->accepted || v->findings.errors > 0)
		return;
	f = find(&v->findings, F_ISSUER_NOT_FOUND, last, FIELD_ISSUER,
	    last->issuer);
	f->value[0] = value_name(last->issuer);
	f->value[1] = value_number((int64_t)v->question.chain->count);
}

bool
tell(struct search *s)
{
	struct cw_verdict *v = s->verdict;
	const struct path *p = v->best;

	if (p == NULL && s->trail.count > 0) {
		p = v->path_count > 0 ? tell_refused(s) : tell_unanchored(s);
		if (p == NULL || s->failed)
			return false;
		if (out_of_budget(s))
			find_budget(s);
	}
	v->best = p;
	if (p != NULL) {
		findings_judge(&v->findings, &p->findings);
		check_chain_order(s, p);
	}
	judge_unreadable(s, p);
	/* What is tolerated may be the reason: cw_verify looks again without. */
	if (p != NULL && s->tolerated == NULL)
		find_reason(v, p);
	findings_rank(&v->findings);
	return !s->failed && !v->findings.failed;
}
