/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "base/calendar.h"
#include "path/search.h"
#include "x509/name.h"

enum key_id
key_id_compare(const struct cert *child, const struct cert *issuer)
{
	struct bytes wanted = child->authority_key_id.key_id;

	if (wanted.len == 0 || issuer->subject_key_id.len == 0)
		return KEY_ID_UNKNOWN;
	return bytes_equal(wanted, issuer->subject_key_id) ? KEY_ID_MATCH :
	    KEY_ID_MISMATCH;
}

const struct cert *
path_has_twin(const struct path *p, const struct cert *c)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		if (bytes_equal(p->cert[i]->spki.whole, c->spki.whole) &&
		    bytes_equal(p->cert[i]->subject_alt_name,
		    c->subject_alt_name) &&
		    name_equal(p->cert[i]->subject, c->subject))
			return p->cert[i];
	return NULL;
}

/*
 * What makes a candidate promising, the weightiest first. Nothing here is
 * fatal: what looks hopeless is tried last, for it is the diagnosis.
 */
static uint64_t
order_of(const struct search *s, const struct cert *child,
    const struct cert *issuer, bool anchor, unsigned distance)
{
	enum key_id id = key_id_compare(child, issuer);
	int64_t now = s->verdict->question.at;
	bool current = issuer->not_before <= now && now <= issuer->not_after;
	bool ca = issuer->version < 3 ? anchor :
	    issuer->basic_constraints_ext != NULL &&
	    issuer->basic_constraints.ca;
	uint64_t order = distance == 0 && !anchor;      /* leads nowhere */
	int64_t age = CALENDAR_MAX - issuer->not_before;

	order = order << 1 | (id == KEY_ID_MISMATCH);
	order = order << 1 | !anchor;
	order = order << 1 | (id != KEY_ID_MATCH);
	order = order << 1 | !current;
	order = order << 1 | !ca;
	order = order << 8 | (distance & 0xff);
	return order << 40 | ((uint64_t)age & UINT64_C(0xffffffffff));
}

static bool
grow(struct cw_verdict *v)
{
	size_t size = v->candidate_size == 0 ? 8 : 2 * v->candidate_size;
	struct candidate *wide;

	if (v->candidate_count < v->candidate_size)
		return true;
	wide = arena_array(v->arena, size, sizeof(*wide));
	if (wide == NULL)
		return false;
	if (v->candidate_count > 0)
		memcpy(wide, v->candidate, v->candidate_count * sizeof(*wide));
	v->candidate = wide;
	v->candidate_size = size;
	return true;
}

/* The same octets are the same certificate, wherever they were given. */
static bool
is_listed(const struct cw_verdict *v, size_t first, const struct cert *c)
{
	size_t i;

	for (i = first; i < v->candidate_count; i++)
		if (bytes_equal(v->candidate[i].issuer->der, c->der))
			return true;
	return false;
}

static bool
list(struct search *s, size_t first, const struct cert *child,
    struct store_search *q, bool anchor)
{
	struct cw_verdict *v = s->verdict;
	const struct cert *c;
	unsigned distance;
	size_t place;

	while ((c = store_next(q, &place)) != NULL) {
		if (!limits_spend(&s->limits, LIMIT_STEPS))
			return true;
		if (is_listed(v, first, c))
			continue;
		if (!grow(v))
			return false;
		distance = anchor ? 0 : s->node[place].distance;
		v->candidate[v->candidate_count++] = (struct candidate){
			.child = child,
			.issuer = c,
			.anchor = anchor,
			.reason = anchor || distance != 0 ? FAILURE_COUNT :
			    F_ISSUER_NOT_FOUND,
			.place = place,
			.order = order_of(s, child, c, anchor, distance)
		};
	}
	return true;
}

static int
compare(const void *first, const void *second)
{
	const struct candidate *a = first, *b = second;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

bool
candidates_list(struct search *s, uint32_t place)
{
	struct node *n = &s->node[place];
	struct cw_verdict *v = s->verdict;
	const struct cert *child = store_pool(&s->store, place);
	size_t first = v->candidate_count;
	struct store_search q;

	if (n->listed)
		return true;
	n->listed = true;
	store_anchors(&q, &s->store, child->issuer, n->issuer_hash);
	if (!list(s, first, child, &q, true))
		return false;
	store_issuers(&q, &s->store, child->issuer, n->issuer_hash);
	if (!list(s, first, child, &q, false))
		return false;
	n->first = (uint32_t)first;
	n->count = (uint32_t)(v->candidate_count - first);
	if (n->count > 1)
		qsort(v->candidate + first, n->count, sizeof(*v->candidate),
		    compare);
	return true;
}
