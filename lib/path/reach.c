/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/search.h"
#include "x509/name.h"

static void
discover(struct search *s, uint32_t place, uint32_t name, uint32_t below)
{
	const struct cert *c = store_pool(&s->store, place);
	struct node *n = &s->node[place];

	n->name = name;
	if (n->discovered)
		return;
	n->discovered = true;
	n->below = below;
	n->issuers = NOWHERE;
	n->issuer_hash = name_hash(c->issuer);
	/* Names whose hashes differ need not be compared. */
	n->self_issued = n->issuer_hash == store_pool_hash(&s->store, place) &&
	    cert_self_issued(c);
	n->hopeless = place != 0 && candidate_is_hopeless(s, c, false);
	s->discovered[s->discovered_count++] = place;
}

/*
 * Looks up the issuers of one certificate; those of each name only once, so
 * that all this is linear in the pool. False: no step is left.
 */
static bool
explore(struct search *s, uint32_t place)
{
	const struct cert *c = store_pool(&s->store, place), *anchor;
	struct node *n = &s->node[place];
	struct store_search q;
	size_t found;

	store_anchors(&q, &s->store, c->issuer, n->issuer_hash);
	while (!n->well_anchored && (anchor = store_next(&q, &found)) != NULL) {
		n->anchored = true;
		n->well_anchored = !candidate_is_hopeless(s, anchor, true);
	}
	store_issuers(&q, &s->store, c->issuer, n->issuer_hash);
	if (store_next(&q, &found) == NULL)
		return true;
	n->issuers = (uint32_t)found;
	if (s->node[found].name_discovered)
		return true;
	s->node[found].name_discovered = true;
	do {
		if (!limits_spend(s->limits, LIMIT_STEPS))
			return false;
		discover(s, (uint32_t)found, n->issuers, place);
	} while (store_next(&q, &found) != NULL);
	return true;
}

/* A way from a certificate to an anchor. */
struct way {
	unsigned distance, needed;      /* as in struct node; none: 0, any */
};

static void
shorten(struct way *way, unsigned distance, unsigned needed)
{
	if (way->distance == 0 || distance < way->distance)
		way->distance = distance;
	if (needed < way->needed)
		way->needed = needed;
}

/* Issuers are known by name only. */
static void
way_by_name(const struct search *s, const struct node *n, struct way *way)
{
	const struct node *name = n->issuers == NOWHERE ? NULL :
	    &s->node[n->issuers];

	if (s->desperate ? n->anchored : n->well_anchored)
		shorten(way, 1, 0);
	else if (name != NULL && name->name_distance != 0)
		shorten(way, name->name_distance + 1u, name->name_needed);
}

/* They are listed, and some are out. */
static void
way_by_candidates(const struct search *s, const struct node *n,
    struct way *way)
{
	const struct candidate *c = s->verdict->candidate + n->first;
	const struct node *above;
	uint32_t i;

	for (i = 0; i < n->count; i++) {
		if (c[i].out || (c[i].hopeless && !s->desperate))
			continue;
		if (c[i].anchor) {
			shorten(way, 1, 0);
			continue;
		}
		above = &s->node[c[i].place];
		if (above->distance != 0 && !above->condemned)
			shorten(way, above->distance + 1u,
			    above->needed + (above->self_issued ? 0u : 1u));
	}
}

bool
reach_is_true(const struct search *s, const struct node *n)
{
	struct way way = { 0, PATH_MAX_CERTS };

	way_by_candidates(s, n, &way);
	return way.distance == n->distance;
}

/* What one certificate learns from those above it and tells those below. */
static bool
spread(struct search *s, struct node *n)
{
	struct way way = { 0, PATH_MAX_CERTS };
	struct node *name;

	if (n->hopeless && !s->desperate)
		return false;
	if (n->listed)
		way_by_candidates(s, n, &way);
	else
		way_by_name(s, n, &way);
	s->too_deep |= way.distance > PATH_MAX_CERTS;
	if (way.distance == 0 || way.distance > PATH_MAX_CERTS ||
	    (n->distance != 0 && n->distance <= way.distance &&
	    n->needed <= way.needed))
		return false;
	n->distance = (uint8_t)way.distance;
	n->needed = (uint8_t)way.needed;
	if (n->name == NOWHERE || n->condemned)
		return true;
	name = &s->node[n->name];
	way.needed += n->self_issued ? 0 : 1;
	if (name->name_distance == 0 || name->name_needed > way.needed)
		name->name_needed = (uint8_t)way.needed;
	if (name->name_distance == 0 || name->name_distance > way.distance)
		name->name_distance = (uint8_t)way.distance;
	return true;
}

/*
 * Back from the anchors: each round reaches one certificate further, and no
 * path has more than PATH_MAX_CERTS.
 */
void
reach_measure(struct search *s)
{
	bool changed = true;
	size_t i;

	for (i = 0; i < s->discovered_count; i++) {
		s->node[s->discovered[i]].distance = 0;
		s->node[s->discovered[i]].name_distance = 0;
	}
	while (changed) {
		changed = false;
		for (i = s->discovered_count; i-- > 0;)
			changed |= spread(s, &s->node[s->discovered[i]]);
	}
}

/* Forward from the target, so that the nearest are found first. */
void
reach_explore(struct search *s)
{
	size_t i;

	discover(s, 0, NOWHERE, NOWHERE);
	for (i = 0; i < s->discovered_count; i++)
		if (!explore(s, s->discovered[i]))
			break;
}
