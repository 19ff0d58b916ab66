/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The valid policies of a path: the directed graph of RFC 9618, which stands for
 * the tree of RFC 5280 6.1 and does not grow like one. A level for each
 * certificate, from the anchor down; a policy is a single node of its level, and
 * its parents are a range of what the level above expects. Each policy and each
 * mapping is looked at once a level, so that the cost is that of sorting them.
 */
#ifndef PATH_POLICY_GRAPH_H
#define PATH_POLICY_GRAPH_H

#include "path/limits.h"
#include "path/verdict.h"
#include "x509/policies.h"

struct policy_node {
	struct bytes policy;            /* valid_policy, not anyPolicy */
	uint32_t first, count;          /* of its parents, in what the level
	                                   above expects; 0: anyPolicy there */
	bool reached;                   /* from the last level, see below */
};

struct policy_expect {                  /* expected_policy_set, inside out */
	struct bytes policy;
	uint32_t node;                  /* of this level, that expects it */
};

struct policy_level {
	struct policy_node *node;       /* sorted by policy */
	uint32_t count;
	struct policy_expect *expect;   /* sorted by policy; NULL: each node
	                                   expects itself */
	uint32_t expects;
	bool any;                       /* a node anyPolicy too, which expects
	                                   anyPolicy */
};

enum policy_trouble { POLICY_FINE, POLICY_BUDGET, POLICY_MEMORY };

struct policy_graph {
	struct arena *arena;
	struct limits *limits;
	struct policy_level level[PATH_MAX_CERTS + 1];
	size_t depth;                   /* of the last level */
	enum policy_trouble trouble;    /* then no level can be relied on */
};

/* policy_set.c: OIDs in the order of the graph; sorting drops duplicates. */
int policy_compare(struct bytes a, struct bytes b);
void policies_sort(struct policy_set *set);
/* Of a set that is sorted. */
bool policies_have(const struct policy_set *set, struct bytes policy);

/* 6.1.2 (a): one node, anyPolicy. Allocates nothing. */
void policy_graph_start(struct policy_graph *g, struct arena *arena,
    struct limits *limits);
/* 6.1.3 (d): a level for this certificate, which has the extension. any_counts:
   its anyPolicy is not inhibited. */
void policy_graph_take(struct policy_graph *g, const struct cert *c,
    bool any_counts);
/* A level with anyPolicy alone, for an anchor that limits no policy. */
void policy_graph_pass(struct policy_graph *g);
/* 6.1.3 (e): a level without a node, for one that has none. */
void policy_graph_clear(struct policy_graph *g);
/*
 * 6.1.4 (b): the mappings of a certificate that has some. Inhibited, they delete
 * what they would have mapped; *lost becomes the first mapping that did, and
 * the answer is whether there was one. What maps from or to anyPolicy is passed
 * over, being a failure of its own.
 */
bool policy_graph_map(struct policy_graph *g, const struct cert *c,
    bool inhibited, struct policy_mapping *lost);

/* The valid_policy_graph is NULL. */
static inline bool
policy_graph_empty(const struct policy_graph *g)
{
	const struct policy_level *last = &g->level[g->depth];

	return last->count == 0 && !last->any;
}

/* 6.1.5 (g), steps 1 to 4: the authority-constrained-policy-set. */
void policy_graph_authorities(struct policy_graph *g, struct policy_set *out);

/* What a level expects below it, by number: policy and node. */
struct policy_expect policy_expect_at(const struct policy_level *level,
    uint32_t i);
uint32_t policy_expects(const struct policy_level *level);

#endif
