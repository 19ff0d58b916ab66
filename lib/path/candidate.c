/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "base/calendar.h"
#include "path/distrust.h"
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

static bool
is_out_of_date(const struct cw_question *q, const struct cert *c)
{
	return q->at < c->not_before || q->at > c->not_after;
}

static bool
is_ca(const struct cert *c)
{
	return c->version >= 3 && c->basic_constraints_ext != NULL &&
	    c->basic_constraints.ca;
}

static bool
anchor_is_hopeless(const struct cw_question *q, const struct cert *c)
{
	switch (q->anchor_mode) {
	case CW_ANCHOR_DATES:
		return is_out_of_date(q, c);
	case CW_ANCHOR_CERTIFICATE:
		return is_out_of_date(q, c) || (c->version >= 3 && !is_ca(c));
	default:
		return false;
	}
}

/* Faults that are errors in every profile and show at a glance. */
bool
candidate_is_hopeless(const struct search *s, const struct cert *c,
    bool anchor)
{
	const struct cw_question *q = &s->verdict->question;

	if (distrust_find(s->verdict, c) != NULL)
		return true;
	return anchor ? anchor_is_hopeless(q, c) :
	    is_out_of_date(q, c) || !is_ca(c);
}

/*
 * What makes a candidate promising, the weightiest first; the lowest order is
 * tried first. Key identifiers that differ are never fatal. What is hopeless
 * comes last and is not dropped: it is the diagnosis.
 */
static uint64_t
order_of(const struct search *s, const struct candidate *c)
{
	enum key_id id = key_id_compare(c->child, c->issuer);
	unsigned distance = c->anchor ? 0 : s->node[c->place].distance;
	int64_t age = CALENDAR_MAX - c->issuer->not_before;
	uint64_t order = distance == 0 && !c->anchor;   /* leads nowhere */

	order = order << 1 | (c->hopeless && !s->desperate);
	order = order << 1 | (id == KEY_ID_MISMATCH);
	order = order << 1 | !c->anchor;
	order = order << 1 | (id != KEY_ID_MATCH);
	order = order << 8 | distance;
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

/* An anchor that was found wanting under another child is so here as well. */
static void
recall(const struct cw_verdict *v, struct candidate *new)
{
	size_t i;

	for (i = 0; new->anchor && i < v->candidate_count; i++) {
		if (v->candidate[i].issuer != new->issuer ||
		    !v->candidate[i].out)
			continue;
		new->out = failure_get(v->candidate[i].reason)->group !=
		    GROUP_SIGNATURE;
		if (new->out)
			new->reason = v->candidate[i].reason;
	}
}

static bool
list(struct search *s, size_t first, const struct cert *child,
    struct store_search *q, bool anchor)
{
	struct cw_verdict *v = s->verdict;
	struct candidate new;
	const struct cert *c;
	size_t place;

	while ((c = store_next(q, &place)) != NULL) {
		if (!limits_spend(s->limits, LIMIT_STEPS))
			return true;
		if (is_listed(v, first, c))
			continue;
		if (!grow(v))
			return false;
		new = (struct candidate){
			.child = child,
			.issuer = c,
			.anchor = anchor,
			.hopeless = candidate_is_hopeless(s, c, anchor),
			.reason = FAILURE_COUNT,
			.place = place
		};
		recall(v, &new);
		v->candidate[v->candidate_count++] = new;
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

static void
sort(struct search *s, const struct node *n)
{
	struct candidate *c = s->verdict->candidate + n->first;
	uint32_t i;

	if (n->count < 2)
		return;
	for (i = 0; i < n->count; i++)
		c[i].order = order_of(s, &c[i]);
	qsort(c, n->count, sizeof(*c), compare);
}

void
candidates_order(struct search *s)
{
	size_t i;

	for (i = 0; i < s->discovered_count; i++)
		if (s->node[s->discovered[i]].listed)
			sort(s, &s->node[s->discovered[i]]);
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
	sort(s, n);
	return true;
}
