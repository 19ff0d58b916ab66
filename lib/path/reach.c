/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/search.h"
#include "x509/name.h"

static void
discover(struct search *s, uint32_t place, uint32_t name, uint32_t below)
{
	struct node *n = &s->node[place];

	n->name = name;
	if (n->discovered)
		return;
	n->discovered = true;
	n->below = below;
	n->issuers = NOWHERE;
	n->issuer_hash = name_hash(store_pool(&s->store, place)->issuer);
	s->discovered[s->discovered_count++] = place;
}

/*
 * Looks up the issuers of one certificate; those of each name only once, so
 * that all this is linear in the pool. False: no step is left.
 */
static bool
explore(struct search *s, uint32_t place)
{
	const struct cert *c = store_pool(&s->store, place);
	struct node *n = &s->node[place];
	struct store_search q;
	size_t found;

	store_anchors(&q, &s->store, c->issuer, n->issuer_hash);
	if (store_next(&q, &found) != NULL)
		n->distance = 1;
	store_issuers(&q, &s->store, c->issuer, n->issuer_hash);
	if (store_next(&q, &found) == NULL)
		return true;
	n->issuers = (uint32_t)found;
	if (s->node[found].name_discovered)
		return true;
	s->node[found].name_discovered = true;
	do {
		if (!limits_spend(&s->limits, LIMIT_STEPS))
			return false;
		discover(s, (uint32_t)found, n->issuers, place);
	} while (store_next(&q, &found) != NULL);
	return true;
}

/* What one certificate learns from the name above it and tells its own. */
static bool
spread(struct search *s, struct node *n)
{
	unsigned above = n->issuers == NOWHERE ? 0 :
	    s->node[n->issuers].name_distance;
	struct node *name;

	if (above != 0 && (n->distance == 0 || above + 1 < n->distance))
		n->distance = (uint8_t)(above + 1);
	if (n->distance == 0 || n->distance > PATH_MAX_CERTS ||
	    n->name == NOWHERE)
		return false;
	name = &s->node[n->name];
	if (name->name_distance != 0 && name->name_distance <= n->distance)
		return false;
	name->name_distance = n->distance;
	return true;
}

/*
 * Forward to find them, nearest the target first, then back from the anchors:
 * each round reaches one certificate further, and no path has more than
 * PATH_MAX_CERTS.
 */
void
reach_explore(struct search *s)
{
	bool changed = true;
	size_t i;

	discover(s, 0, NOWHERE, NOWHERE);
	for (i = 0; i < s->discovered_count; i++)
		if (!explore(s, s->discovered[i]))
			break;
	while (changed) {
		changed = false;
		for (i = s->discovered_count; i-- > 0;)
			changed |= spread(s, &s->node[s->discovered[i]]);
	}
}
