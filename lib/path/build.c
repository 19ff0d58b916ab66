/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/revocation.h"

enum outcome {
	GO_ON,
	AGAIN,                  /* something is out for good: the map changed */
	STOP
};

struct path *
path_keep(struct search *s)
{
	struct cw_verdict *v = s->verdict;
	struct path *p = arena_alloc(v->arena, sizeof(*p)), **wide;
	size_t size = v->path_size == 0 ? 4 : 2 * v->path_size;

	if (p != NULL && v->path_count == v->path_size) {
		wide = arena_array(v->arena, size, sizeof(struct path *));
		if (wide == NULL) {
			p = NULL;
		} else {
			if (v->path_count > 0)
				memcpy(wide, v->path,
				    v->path_count * sizeof(struct path *));
			v->path = wide;
			v->path_size = size;
		}
	}
	if (p == NULL) {
		s->failed = true;
		return NULL;
	}
	*p = s->trail;
	findings_start(&p->findings, v->arena, &s->rule);
	p->findings.tolerated = s->tolerated;
	v->path[v->path_count++] = p;
	return p;
}

static void
put_out(struct candidate *c, enum failure_id why)
{
	c->out = true;
	c->reason = why;
}

/*
 * No other candidate with the key of cert[i + 1] signed cert[i] either. False: a
 * key that inherits may have done so with the parameters of another path.
 */
static bool
bury(struct search *s, const struct path *p, size_t i)
{
	const struct node *child = &s->node[s->place[i]];
	struct candidate *c = s->verdict->candidate + child->first;
	const struct spki *key = &p->cert[i + 1]->spki;
	enum failure_id why;
	uint32_t k;

	if (spki_inherits(key))
		return false;
	why = link_failure(link_known(s, p->cert[i], key)->result);
	for (k = 0; k < child->count; k++)
		if (bytes_equal(c[k].issuer->spki.whole, key->whole))
			put_out(&c[k], why);
	return true;
}

/* From the anchor down, to the first that is not good; *out: no further path has
   it. */
static enum link_state
check_links(struct search *s, struct path *p, bool *out)
{
	size_t i;

	for (i = p->count - 1; i-- > 0;) {
		link_check_path(s, p, i);
		if (p->link[i] == LINK_BAD)
			*out = bury(s, p, i);
		if (p->link[i] != LINK_GOOD)
			return p->link[i];
	}
	return LINK_GOOD;
}

/* Faults that another path to the same certificate need not have. */
static bool
depends_on_path(enum failure_id id)
{
	const struct failure *f = failure_get(id);

	if (f->group == GROUP_NAME_CONSTRAINTS)
		return id != F_NC_CONSTRAINT_MALFORMED &&
		    id != F_NC_IP_RANGE_MALFORMED && id != F_NC_EMPTY &&
		    id != F_NC_IN_NON_CA && id != F_NC_NOT_CRITICAL;
	if (id == F_CERTIFICATE_DISTRUSTED ||
	    id == F_TRUST_ANCHOR_CONSTRAINT_VIOLATED)
		return false;
	return f->group == GROUP_SIGNATURE || f->group == GROUP_CHAIN_BUILDING ||
	    id == F_PATH_LENGTH_EXCEEDED || id == F_VALIDITY_OUTLIVES_ISSUER ||
	    id == F_IP_RESOURCE_NOT_NESTED || policy_depends_on_path(id);
}

static void
condemn_node(struct node *n, enum failure_id id)
{
	if (!n->condemned || failure_get(id)->rank > failure_get(n->fault)->rank)
		n->fault = id;
	n->condemned = true;
}

static void
condemn_anchor(struct cw_verdict *v, const struct cert *anchor,
    enum failure_id id)
{
	size_t i;

	for (i = 0; i < v->candidate_count; i++)
		if (v->candidate[i].anchor && v->candidate[i].issuer == anchor)
			put_out(&v->candidate[i], id);
}

/* False: it is not an issuer on this path. */
static bool
condemn_issuer(struct search *s, const struct path *p, const struct cert *c,
    enum failure_id id)
{
	size_t i;

	for (i = 1; i < p->count; i++) {
		if (p->cert[i] != c)
			continue;
		if (i + 1 == p->count)
			condemn_anchor(s->verdict, c, id);
		else
			condemn_node(&s->node[s->place[i]], id);
		return true;
	}
	return false;
}

/*
 * No further path can have a certificate whose own fault it is; *out: there is
 * one. True: all that is wrong is the target's own or the question's, so no
 * path will do better.
 */
static bool
condemn(struct search *s, const struct path *p, bool *out)
{
	size_t own = 0, k;

	for (k = 0; k < p->findings.count; k++) {
		const struct finding *f = &p->findings.list[k];

		if (f->severity != CW_ERROR || depends_on_path(f->id))
			continue;
		if (condemn_issuer(s, p, f->cert, f->id))
			*out = true;
		else
			own++;
	}
	return own == p->findings.errors;
}

static void
check_depth(struct search *s, struct path *p)
{
	unsigned most = s->limits->most[LIMIT_DEPTH], n = 0;
	struct finding *f;
	size_t i;

	for (i = 1; i + 1 < p->count; i++)
		n += p->self_issued[i] ? 0 : 1;
	if (n <= most)
		return;
	f = find(&p->findings, F_CHAIN_DEPTH_EXCEEDED, NULL, FIELD_CHAIN,
	    (struct bytes){ NULL, 0 });
	f->value[0] = value_number(n);
	f->value[1] = value_number(most);
}

/* The trail has reached an anchor. */
static enum outcome
try(struct search *s)
{
	struct path *p = path_keep(s);
	bool hopeless, out = false;
	enum link_state links;

	if (p == NULL)
		return STOP;
	links = check_links(s, p, &out);
	walk_path(s->verdict, p);
	check_depth(s, p);
	if (links == LINK_GOOD && p->findings.errors == 0)
		revocation_check(s, p);
	if (s->failed || p->findings.failed || links == LINK_UNCHECKED)
		return STOP;
	if (links == LINK_GOOD && p->findings.errors == 0) {
		p->accepted = true;
		s->verdict->best = p;
		return STOP;
	}
	hopeless = condemn(s, p, &out) && links == LINK_GOOD;
	return hopeless ? STOP : out ? AGAIN : GO_ON;
}

/* Why the trail cannot grow by this candidate; FAILURE_COUNT: it can. */
static enum failure_id
obstacle(struct search *s, const struct candidate *c, unsigned intermediates)
{
	const struct node *n;

	if (c->out)
		return c->reason;
	if (c->anchor)
		return FAILURE_COUNT;
	n = &s->node[c->place];
	if (n->condemned)
		return n->fault;
	if (n->distance == 0)
		return F_ISSUER_NOT_FOUND;
	if (path_has_twin(&s->trail, c->issuer) != NULL)
		return F_CHAIN_LOOP;
	if (intermediates + n->needed > s->intermediates ||
	    s->trail.count + 1 + n->distance > PATH_MAX_CERTS) {
		s->too_deep = true;
		return F_CHAIN_DEPTH_EXCEEDED;
	}
	return FAILURE_COUNT;
}

static enum outcome extend(struct search *s, unsigned intermediates);

/* What was wrong with a candidate itself, once no path through it was good. */
static void
blame(struct search *s, size_t i)
{
	struct candidate *c = &s->verdict->candidate[i];

	if (!c->out && !c->anchor && s->node[c->place].condemned)
		c->reason = s->node[c->place].fault;
}

static enum outcome
push(struct search *s, struct candidate *c, unsigned intermediates)
{
	size_t self = (size_t)(c - s->verdict->candidate);
	struct path *t = &s->trail;
	enum outcome outcome;

	c->used = true;
	t->cert[t->count] = c->issuer;
	t->self_issued[t->count] = !c->anchor &&
	    s->node[c->place].self_issued;
	s->place[t->count] = (uint32_t)c->place;
	t->count++;
	if (c->anchor) {
		t->anchored = true;
		outcome = try(s);
		t->anchored = false;
	} else {
		outcome = extend(s, intermediates);
	}
	t->count--;
	if (outcome != STOP)
		blame(s, self);
	return outcome;
}

/* Depth first, over every candidate; the depth is that of the trail. */
static enum outcome
extend(struct search *s, unsigned intermediates)
{
	uint32_t place = s->place[s->trail.count - 1];
	bool known = s->node[place].listed;
	enum outcome outcome = GO_ON;
	struct candidate *c;
	uint32_t i;

	if (!candidates_list(s, place)) {
		s->failed = true;
		return STOP;
	}
	if (!known && !reach_is_true(s, &s->node[place]))
		return AGAIN;
	for (i = 0; i < s->node[place].count; i++) {
		unsigned more = intermediates;
		enum failure_id why;

		if (!limits_spend(s->limits, LIMIT_STEPS))
			return STOP;
		/* The list may move while the trail grows. */
		c = &s->verdict->candidate[s->node[place].first + i];
		if (!c->anchor && !s->node[c->place].self_issued)
			more++;
		if (c->hopeless && !s->desperate)
			continue;
		why = obstacle(s, c, more);
		if (why == FAILURE_COUNT)
			outcome = push(s, c, more);
		else if (c->reason == FAILURE_COUNT)
			c->reason = why;
		if (outcome != GO_ON)
			return outcome;
	}
	return GO_ON;
}

/* An anchor that is shown itself: trusted as it is, if it vouches for itself. */
static bool
target_is_anchor(struct search *s)
{
	const struct cert *target = s->trail.cert[0], *anchor;
	struct store_search q;
	size_t place;

	if (!s->node[0].self_issued)
		return false;
	store_anchors(&q, &s->store, target->subject,
	    s->node[0].issuer_hash);
	while ((anchor = store_next(&q, &place)) != NULL)
		if (bytes_equal(anchor->der, target->der))
			return link_check(s, target, &target->spki) ==
			    LINK_GOOD;
	return false;
}

/*
 * The nearest anchor is tried first. Whenever something is known to be out for
 * good, the way is measured anew from the target, so that the search goes
 * straight to the next one instead of round in what lies above.
 */
static enum outcome
search(struct search *s)
{
	enum outcome outcome;

	do {
		reach_measure(s);
		candidates_order(s);
		outcome = s->node[0].distance == 0 ? GO_ON : extend(s, 0);
	} while (outcome == AGAIN && !s->failed);
	return outcome;
}

bool
build(struct search *s)
{
	s->trail.cert[0] = store_pool(&s->store, 0);
	s->trail.count = 1;
	s->intermediates = s->limits->most[LIMIT_DEPTH];
	if (target_is_anchor(s)) {
		s->trail.anchored = true;
		try(s);
		s->trail.anchored = false;
		return !s->failed;
	}
	if (search(s) == STOP)
		return !s->failed;
	/* Nothing more can be accepted: what follows is the diagnosis. */
	s->desperate = true;
	if (search(s) == GO_ON && s->verdict->path_count == 0 && s->too_deep) {
		s->intermediates = PATH_MAX_CERTS;
		search(s);
	}
	return !s->failed;
}
