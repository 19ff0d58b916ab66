/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "path/policy_graph.h"

static bool
is_any_policy(struct bytes policy)
{
	return bytes_equal(policy, oid_contents(OID_ANY_POLICY));
}

/* ---- memory and budget ------------------------------------------------------ */

/* An array for so many things that an input made us look at. */
static void *
array_take(struct policy_graph *g, size_t count, size_t size)
{
	void *array;

	if (!limits_spend_many(g->limits, LIMIT_POLICIES, count)) {
		g->trouble = POLICY_BUDGET;
		return NULL;
	}
	array = arena_array(g->arena, count > 0 ? count : 1, size);
	if (array == NULL)
		g->trouble = POLICY_MEMORY;
	return array;
}

void
policy_graph_start(struct policy_graph *g, struct arena *arena,
    struct limits *limits)
{
	*g = (struct policy_graph){ .arena = arena, .limits = limits,
	    .trouble = POLICY_FINE };
	g->level[0].any = true;
}

uint32_t
policy_expects(const struct policy_level *level)
{
	return level->expect != NULL ? level->expects : level->count;
}

struct policy_expect
policy_expect_at(const struct policy_level *level, uint32_t i)
{
	if (level->expect != NULL)
		return level->expect[i];
	return (struct policy_expect){ level->node[i].policy, i };
}

/* ---- 6.1.3 (d) -------------------------------------------------------------- */

/* The policies of a certificate, sorted, but for anyPolicy. */
static bool
policies_list(struct policy_graph *g, const struct cert *c,
    struct policy_set *set, bool *any)
{
	struct policy_walk walk;
	struct policy policy;
	size_t count = 0;

	*any = false;
	policy_start(&walk, c->certificate_policies);
	while (policy_next(&walk, &policy))
		count++;
	set->count = 0;
	set->policy = array_take(g, count, sizeof(*set->policy));
	if (set->policy == NULL)
		return false;
	policy_start(&walk, c->certificate_policies);
	while (policy_next(&walk, &policy)) {
		if (is_any_policy(policy.id))
			*any = true;
		else
			set->policy[set->count++] = policy.id;
	}
	policies_sort(set);
	return true;
}

/* How many of those from i on expect the same policy. */
static uint32_t
expect_run(const struct policy_level *level, uint32_t i)
{
	struct bytes policy = policy_expect_at(level, i).policy;
	uint32_t n = 1, all = policy_expects(level);

	while (i + n < all &&
	    bytes_equal(policy_expect_at(level, i + n).policy, policy))
		n++;
	return n;
}

static void
node_add(struct policy_level *to, struct bytes policy, uint32_t first,
    uint32_t count)
{
	to->node[to->count++] = (struct policy_node){ .policy = policy,
	    .first = first, .count = count };
}

/*
 * Merges what the certificate lists with what is expected: (d)(1) a policy that
 * is expected, or that anyPolicy above stands for; (d)(2) one that is expected
 * and that anyPolicy of the certificate stands for.
 */
static void
level_merge(const struct policy_level *above, struct policy_level *to,
    const struct policy_set *listed, bool any)
{
	uint32_t i = 0, all = policy_expects(above), run;
	size_t k = 0;
	int order;

	while (k < listed->count || i < all) {
		order = k == listed->count ? 1 : i == all ? -1 :
		    policy_compare(listed->policy[k],
		    policy_expect_at(above, i).policy);
		if (order < 0) {
			if (above->any)
				node_add(to, listed->policy[k], 0, 0);
			k++;
			continue;
		}
		run = expect_run(above, i);
		if (order == 0 || any)
			node_add(to, policy_expect_at(above, i).policy, i, run);
		k += order == 0 ? 1 : 0;
		i += run;
	}
}

void
policy_graph_take(struct policy_graph *g, const struct cert *c, bool any_counts)
{
	const struct policy_level *above = &g->level[g->depth];
	struct policy_level *to = &g->level[++g->depth];
	struct policy_set listed;
	bool any;

	*to = (struct policy_level){ .count = 0 };
	if ((above->count == 0 && !above->any) ||
	    !policies_list(g, c, &listed, &any))
		return;
	any = any && any_counts;
	to->any = any && above->any;
	if (listed.count + (any ? policy_expects(above) : 0) == 0)
		return;
	to->node = array_take(g, listed.count +
	    (any ? policy_expects(above) : 0), sizeof(*to->node));
	if (to->node != NULL)
		level_merge(above, to, &listed, any);
}

void
policy_graph_pass(struct policy_graph *g)
{
	g->level[++g->depth] = (struct policy_level){ .any = true };
}

void
policy_graph_clear(struct policy_graph *g)
{
	g->level[++g->depth] = (struct policy_level){ .count = 0 };
}

/* ---- 6.1.4 (b) -------------------------------------------------------------- */

static int
mapping_order(const void *a, const void *b)
{
	const struct policy_mapping *x = a, *y = b;
	int order = policy_compare(x->issuer, y->issuer);

	if (order == 0)
		order = policy_compare(x->subject, y->subject);
	if (order != 0 || x->whole.data == y->whole.data)
		return order;
	return x->whole.data < y->whole.data ? -1 : 1;
}

struct mappings {
	struct policy_mapping *list;
	uint32_t count;
};

static bool
mappings_list(struct policy_graph *g, const struct cert *c, struct mappings *m)
{
	struct policy_walk walk;
	struct policy_mapping one;
	size_t count = 0;

	policy_start(&walk, c->policy_mappings);
	while (policy_mapping_next(&walk, &one))
		count++;
	m->count = 0;
	m->list = array_take(g, count, sizeof(*m->list));
	if (m->list == NULL)
		return false;
	policy_start(&walk, c->policy_mappings);
	while (policy_mapping_next(&walk, &one))
		if (!is_any_policy(one.issuer) && !is_any_policy(one.subject))
			m->list[m->count++] = one;
	if (m->count > 1)
		qsort(m->list, m->count, sizeof(*m->list), mapping_order);
	return true;
}

/* How many of those from i on map from the same policy. */
static uint32_t
mapping_run(const struct mappings *m, uint32_t i)
{
	uint32_t n = 1;

	while (i + n < m->count &&
	    bytes_equal(m->list[i + n].issuer, m->list[i].issuer))
		n++;
	return n;
}

/* Order of the nodes of a level and the mappings, both sorted. */
static int
merge_order(const struct policy_level *l, uint32_t node,
    const struct mappings *m, uint32_t mapping)
{
	if (node == l->count)
		return 1;
	return mapping == m->count ? -1 : policy_compare(l->node[node].policy,
	    m->list[mapping].issuer);
}

static int
expect_order(const void *a, const void *b)
{
	const struct policy_expect *x = a, *y = b;
	int order = policy_compare(x->policy, y->policy);

	if (order == 0 && x->node != y->node)
		order = x->node < y->node ? -1 : 1;
	return order;
}

static void
expect_add(struct policy_level *l, struct bytes policy)
{
	l->expect[l->expects++] = (struct policy_expect){ policy,
	    l->count - 1 };
}

/* The last node expects each policy that it is mapped to, once. */
static void
expect_mapped(struct policy_level *l, const struct mappings *m, uint32_t from,
    uint32_t count)
{
	uint32_t i;

	for (i = from; i < from + count; i++)
		if (i == from || !bytes_equal(m->list[i].subject,
		    m->list[i - 1].subject))
			expect_add(l, m->list[i].subject);
}

/* (b)(1): a node that is mapped expects others than itself; anyPolicy stands
   for a policy that is mapped and has no node. */
static void
level_map(struct policy_graph *g, const struct mappings *m)
{
	const struct policy_level old = g->level[g->depth];
	struct policy_level new = { .any = old.any };
	uint32_t node = 0, mapping = 0, run;
	int order;

	new.node = array_take(g, old.count + (old.any ? m->count : 0),
	    sizeof(*new.node));
	new.expect = new.node == NULL ? NULL : array_take(g,
	    old.count + m->count, sizeof(*new.expect));
	if (new.expect == NULL)
		return;
	while (node < old.count || mapping < m->count) {
		order = merge_order(&old, node, m, mapping);
		if (order < 0) {
			new.node[new.count++] = old.node[node++];
			expect_add(&new, new.node[new.count - 1].policy);
			continue;
		}
		run = mapping_run(m, mapping);
		if (order == 0)
			new.node[new.count++] = old.node[node++];
		else if (old.any)
			node_add(&new, m->list[mapping].issuer, 0, 0);
		if (order == 0 || old.any)
			expect_mapped(&new, m, mapping, run);
		mapping += run;
	}
	if (new.expects > 1)
		qsort(new.expect, new.expects, sizeof(*new.expect),
		    expect_order);
	g->level[g->depth] = new;
}

/* (b)(2): a policy that would be mapped is deleted. */
static bool
level_delete(struct policy_level *l, const struct mappings *m,
    struct policy_mapping *lost)
{
	uint32_t node, mapping = 0, kept = 0;

	for (node = 0; node < l->count; node++) {
		while (mapping < m->count &&
		    merge_order(l, node, m, mapping) > 0)
			mapping++;
		if (merge_order(l, node, m, mapping) != 0)
			l->node[kept++] = l->node[node];
		else if (kept == node)
			*lost = m->list[mapping];
	}
	if (kept == l->count)
		return false;
	l->count = kept;
	return true;
}

bool
policy_graph_map(struct policy_graph *g, const struct cert *c, bool inhibited,
    struct policy_mapping *lost)
{
	struct mappings m;

	if (policy_graph_empty(g) || !mappings_list(g, c, &m) || m.count == 0)
		return false;
	if (inhibited)
		return level_delete(&g->level[g->depth], &m, lost);
	level_map(g, &m);
	return false;
}

/* ---- 6.1.5 (g) -------------------------------------------------------------- */

/* Marks the parents of all that is reached on a level; gives how many of the
   reached have anyPolicy as their parent. */
static size_t
level_reach(struct policy_level *above, const struct policy_level *l)
{
	size_t roots = 0;
	uint32_t i, k;

	for (i = 0; i < l->count; i++) {
		const struct policy_node *n = &l->node[i];

		if (!n->reached)
			continue;
		roots += n->count == 0;
		for (k = n->first; k < n->first + n->count; k++)
			above->node[policy_expect_at(above, k).node].reached =
			    true;
	}
	return roots;
}

/*
 * Nothing was pruned on the way: what has no descendant on the last level is
 * never reached from there.
 */
void
policy_graph_authorities(struct policy_graph *g, struct policy_set *out)
{
	struct policy_level *last = &g->level[g->depth];
	size_t roots = 0, d;
	uint32_t i;

	*out = (struct policy_set){ .count = 0 };
	for (i = 0; i < last->count; i++)
		last->node[i].reached = true;
	for (d = g->depth; d > 0; d--)
		roots += level_reach(&g->level[d - 1], &g->level[d]);
	if (roots == 0 && !last->any)
		return;
	out->policy = array_take(g, roots + 1, sizeof(*out->policy));
	if (out->policy == NULL)
		return;
	for (d = g->depth; d > 0; d--)
		for (i = 0; i < g->level[d].count; i++)
			if (g->level[d].node[i].reached &&
			    g->level[d].node[i].count == 0)
				out->policy[out->count++] =
				    g->level[d].node[i].policy;
	if (last->any)
		out->policy[out->count++] = oid_contents(OID_ANY_POLICY);
	policies_sort(out);
}
