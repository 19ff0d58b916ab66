/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * No path leads to an anchor, by names alone. One path is told all the same,
 * and only its signatures are verified: towards a root that is not trusted, else
 * towards an issuer that is missing, else round in a circle.
 */
#include "config.h"

#include "path/search.h"
#include "x509/name.h"

enum top {                      /* the better explanation first */
	TOP_TOO_DEEP,           /* below an anchor, and beyond every limit */
	TOP_SELF_SIGNED,
	TOP_MISSING,
	TOP_NONE
};

static enum top
top_kind(const struct search *s, uint32_t place)
{
	const struct cert *c = store_pool(&s->store, place);
	const struct node *n = &s->node[place];

	if (n->anchored)
		return s->too_deep ? TOP_TOO_DEEP : TOP_NONE;
	if (n->self_issued && key_id_compare(c, c) != KEY_ID_MISMATCH)
		return TOP_SELF_SIGNED;
	return n->issuers == NOWHERE ? TOP_MISSING : TOP_NONE;
}

/* Whether the certificate below it asks for another key. */
static bool
is_unwanted(const struct search *s, uint32_t place)
{
	uint32_t below = s->node[place].below;

	return below != NOWHERE && key_id_compare(store_pool(&s->store, below),
	    store_pool(&s->store, place)) == KEY_ID_MISMATCH;
}

/* The end that tells most; of equal ones that which is nearest. */
static enum top
choose_top(const struct search *s, uint32_t *top)
{
	enum top best = TOP_NONE, kind;
	unsigned best_order = UINT32_MAX, order;
	size_t i;

	for (i = 0; i < s->discovered_count; i++) {
		kind = top_kind(s, s->discovered[i]);
		order = 2 * (unsigned)kind + is_unwanted(s, s->discovered[i]);
		if (kind == TOP_NONE || order >= best_order)
			continue;
		best = kind;
		best_order = order;
		*top = s->discovered[i];
	}
	return best;
}

/* Certificates from the target to this one. */
static size_t
length_to(const struct search *s, uint32_t place)
{
	size_t n = 0;

	for (; place != NOWHERE; place = s->node[place].below)
		n++;
	return n;
}

static void
set_trail(struct search *s, size_t i, uint32_t place)
{
	s->place[i] = place;
	s->trail.cert[i] = store_pool(&s->store, place);
	s->trail.self_issued[i] = s->node[place].self_issued;
}

/* Fills the trail up to the top, or to as many as may stand in a path. */
static void
follow(struct search *s, uint32_t top)
{
	size_t n = length_to(s, top), most = s->limits->most[LIMIT_DEPTH];

	s->trail.count = n;
	if (n > most + 2) {
		s->too_deep = true;
		s->trail.count = most + 2;
	}
	for (; n-- > 0; top = s->node[top].below) {
		if (n >= s->trail.count)
			continue;
		set_trail(s, n, top);
	}
}

/* A candidate that is on the trail already, as the certificate there. */
static const struct cert *
find_twin(struct search *s, const struct node *n)
{
	struct candidate *c = s->verdict->candidate + n->first;
	const struct cert *twin;
	uint32_t i;

	for (i = 0; i < n->count; i++) {
		twin = path_has_twin(&s->trail, c[i].issuer);
		if (twin != NULL) {
			c[i].reason = F_CHAIN_LOOP;
			return twin;
		}
	}
	return NULL;
}

/*
 * Follows the most promising issuers until one is on the trail already, or the
 * key that is wanted is nobody's: then *missing.
 */
static const struct cert *
go_round(struct search *s, bool *missing)
{
	const struct candidate *best;
	const struct cert *child, *twin = NULL;
	const struct node *n;

	while (s->trail.count < PATH_MAX_CERTS) {
		n = &s->node[s->place[s->trail.count - 1]];
		child = s->trail.cert[s->trail.count - 1];
		if (!candidates_list(s, s->place[s->trail.count - 1])) {
			s->failed = true;
			break;
		}
		best = s->verdict->candidate + n->first;
		*missing = n->count == 0 ||
		    key_id_compare(child, best->issuer) == KEY_ID_MISMATCH;
		if (*missing)
			break;
		twin = find_twin(s, n);
		if (twin != NULL)
			break;
		set_trail(s, s->trail.count++, (uint32_t)best->place);
	}
	return twin;
}

/* Signatures from the target up. True: an issuer is not the one wanted. */
static bool
check_links(struct search *s, struct path *p)
{
	size_t i;

	for (i = 0; i + 1 < p->count && !s->failed; i++) {
		if (link_check_path(s, p, i) == LINK_BAD &&
		    key_id_compare(p->cert[i], p->cert[i + 1]) ==
		    KEY_ID_MISMATCH) {
			p->count = i + 2;
			return true;
		}
	}
	return false;
}

/* ---- the findings ------------------------------------------------------------ */

static void
find_self_signed(struct search *s, struct path *p)
{
	const struct cert *top = p->cert[p->count - 1];
	struct finding *f = find(&p->findings, p->count == 1 ?
	    F_LEAF_SELF_SIGNED_UNTRUSTED : F_ROOT_NOT_TRUSTED, top,
	    FIELD_SUBJECT, top->subject);

	f->value[0] = value_name(top->subject);
	f->value[1] = value_number((int64_t)s->store.trust->count);
}

/* Whether the missing certificate may be one of the chain that cannot be read:
   such a one is told wherever it stands. */
static bool
may_be_unreadable(const struct search *s, const struct cert *child)
{
	const struct cert *c;
	size_t i;

	for (i = 1; i < s->store.chain->count; i++) {
		c = s->store.chain->cert[i];
		if (!c->readable && (c->subject.len == 0 ||
		    name_equal(c->subject, child->issuer)))
			return true;
	}
	return false;
}

/* An empty name leads nowhere: where that is an error it tells the cause. */
static bool
is_nameless(const struct path *p, const struct cert *c)
{
	return name_is_empty(c->issuer) && failure_severity(
	    F_ISSUER_NAME_EMPTY, &p->findings.rule) == CW_ERROR;
}

/* Signatures that are spent on looking for an issuer of another name. */
#define GUESSES 4

/* A key that signed this certificate, in one that has another name. */
static bool
is_signer(struct search *s, const struct cert *child, const struct cert *c,
    unsigned *left)
{
	if (c == child || !c->readable || *left == 0 ||
	    child->authority_key_id.key_id.len == 0 ||
	    key_id_compare(child, c) != KEY_ID_MATCH ||
	    name_equal(c->subject, child->issuer))
		return false;
	--*left;
	return link_check(s, child, &c->spki) == LINK_GOOD;
}

/*
 * Among what is at hand a certificate whose key identifier is the one asked
 * for, and whose key did sign: only its name is not the issuer's.
 */
static const struct cert *
find_signer(struct search *s, const struct cert *child)
{
	const struct cw_certs *trust = s->store.trust;
	unsigned left = GUESSES;
	size_t i;

	for (i = 0; i < s->store.pool_count; i++)
		if (is_signer(s, child, store_pool(&s->store, i), &left))
			return store_pool(&s->store, i);
	for (i = 0; i < trust->count; i++)
		if (is_signer(s, child, trust->cert[i], &left))
			return trust->cert[i];
	return NULL;
}

static void
find_name_mismatch(struct path *p, const struct cert *last,
    const struct cert *signer)
{
	struct finding *f = find(&p->findings, F_ISSUER_NAME_MISMATCH, last,
	    FIELD_ISSUER, last->issuer);

	f->other = signer;
	f->other_field = FIELD_SUBJECT;
	f->other_at = signer->subject;
	f->value[0] = value_name(last->issuer);
	f->value[1] = value_name(signer->subject);
}

static void
find_missing(struct search *s, struct path *p)
{
	const struct cert *last = p->cert[p->count - 1], *signer;
	struct finding *f;

	s->verdict->missing_issuer = last->issuer;
	s->verdict->missing_key_id = last->authority_key_id.key_id;
	if (may_be_unreadable(s, last) || is_nameless(p, last))
		return;
	signer = find_signer(s, last);
	if (signer != NULL) {
		find_name_mismatch(p, last, signer);
		return;
	}
	f = find(&p->findings, F_ISSUER_NOT_FOUND, last, FIELD_ISSUER,
	    last->issuer);
	f->value[0] = value_name(last->issuer);
	f->value[1] = value_number((int64_t)s->store.chain->count);
}

/* Self-issued, and by its own key? Then it is a root; else its issuer is away. */
static void
find_top(struct search *s, struct path *p, enum top kind)
{
	const struct cert *top = p->cert[p->count - 1];

	if (kind == TOP_MISSING) {
		find_missing(s, p);
		return;
	}
	switch (link_check(s, top, &top->spki)) {
	case LINK_GOOD:
		find_self_signed(s, p);
		break;
	case LINK_BAD:
		if (key_id_compare(top, top) != KEY_ID_MATCH) {
			find_missing(s, p);
			break;
		}
		link_find(s, p, top, top);
		find_self_signed(s, p);
		break;
	case LINK_UNCHECKED:
		break;
	}
}

static void
find_loop(struct path *p, const struct cert *twin)
{
	const struct cert *last = p->cert[p->count - 1];
	struct finding *f = find(&p->findings, F_CHAIN_LOOP, last, FIELD_ISSUER,
	    last->issuer);

	f->other = twin;
	f->other_field = FIELD_SUBJECT;
	f->other_at = twin->subject;
	f->value[0] = value_name(last->issuer);
}

static void
find_depth(struct search *s, struct path *p, size_t intermediates)
{
	struct finding *f = find(&p->findings, F_CHAIN_DEPTH_EXCEEDED, NULL,
	    FIELD_CHAIN, (struct bytes){ NULL, 0 });

	f->value[0] = value_number((int64_t)intermediates);
	f->value[1] = value_number(s->limits->most[LIMIT_DEPTH]);
}

static bool
has_anchors(const struct search *s)
{
	size_t i;

	for (i = 0; i < s->store.trust->count; i++)
		if (s->store.trust->cert[i]->readable)
			return true;
	return false;
}

/* Its other candidates too, so that the report can say what became of them. */
static bool
list_all(struct search *s, const struct path *p)
{
	struct cw_verdict *v = s->verdict;
	size_t i, k;

	for (i = 0; i < p->count; i++)
		if (!candidates_list(s, s->place[i]))
			return false;
	for (k = 0; k < v->candidate_count; k++)
		for (i = 0; i + 1 < p->count; i++)
			if (v->candidate[k].child == p->cert[i] &&
			    v->candidate[k].issuer == p->cert[i + 1])
				v->candidate[k].used = true;
	return true;
}

static void
judge(struct search *s, struct path *p, enum top kind, uint32_t top,
    const struct cert *twin)
{
	bool unwanted = false;

	if (!s->too_deep)
		unwanted = check_links(s, p);
	walk_path(s->verdict, p);
	for (size_t i = 0; i + 1 < p->count; i++)
		if (p->link[i] == LINK_BAD)
			link_find(s, p, p->cert[i], p->cert[i + 1]);
	if (!has_anchors(s))
		find(&p->findings, F_TRUST_STORE_UNUSABLE, NULL, FIELD_NONE,
		    (struct bytes){ NULL, 0 })->value[0] =
		    value_number((int64_t)s->store.trust->count);
	else if (s->too_deep)
		find_depth(s, p, length_to(s, top) - 1 -
		    (kind == TOP_SELF_SIGNED));
	else if (unwanted || s->limits->reached[LIMIT_STEPS] ||
	    s->limits->reached[LIMIT_POOL])
		return;
	else if (kind != TOP_NONE)
		find_top(s, p, kind);
	else if (twin != NULL)
		find_loop(p, twin);
}

struct path *
tell_unanchored(struct search *s)
{
	const struct cert *twin = NULL;
	enum top kind = TOP_NONE;
	bool missing = false;
	uint32_t top = 0;
	struct path *p;

	s->trail.count = 1;
	if (!s->limits->reached[LIMIT_STEPS]) {
		kind = choose_top(s, &top);
		if (kind != TOP_NONE)
			follow(s, top);
		else
			twin = go_round(s, &missing);
		if (missing)
			kind = TOP_MISSING;
	}
	p = s->failed ? NULL : path_keep(s);
	if (p == NULL || !list_all(s, p))
		return NULL;
	judge(s, p, kind, top, twin);
	return s->failed ? NULL : p;
}
