/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RFC 5280 6.1 by RFC 9618, of policies alone: what a path is valid for, and
 * who demands that it be valid for something. A run can be repeated over the
 * same path as if nothing were inhibited, to tell what a failure comes from.
 */
#ifndef PATH_POLICY_H
#define PATH_POLICY_H

#include "path/policy_graph.h"

struct policy_run {
	struct cw_verdict *verdict;
	struct path *path;
	struct policy_graph graph;
	/* 6.1.2 (d) to (f), and who set them; NULL: the caller. */
	uint32_t explicit_policy, inhibit_any, policy_mapping;
	const struct cert *explicit_by, *any_by, *mapping_by;
	/* Nothing more is told: one that cannot be read, or it was told. */
	bool settled;
	bool ignore_mapping, ignore_any;        /* as if not inhibited */
	/* What may have been the cause, nearest the anchor; NULL: nothing. */
	const struct cert *emptied;     /* where no policy was valid any more */
	size_t emptied_at;              /* that level of the graph */
	const struct cert *mapping_lost_in, *any_lost_in;
	struct policy_mapping mapping_lost;
};

/* Allocates nothing; so does a step over a certificate without policies. */
void policy_run_start(struct policy_run *r, struct cw_verdict *verdict,
    struct path *path);
/* 6.1.3 (d) and (e) for path->cert[index]. */
void policy_run_take(struct policy_run *r, size_t index);
/* 6.1.4 (b), (h) to (j), or 6.1.5 (a), (b) and (g) for the target. */
void policy_run_prepare(struct policy_run *r, size_t index);
/* 6.1.3 (f), or for the target at its end 6.1.5 (g): nothing is missing. */
bool policy_run_satisfied(const struct policy_run *r, bool at_end);

/* Adds the finding about a run that is not satisfied after path->cert[index]. */
void policy_find_missing(struct findings *found, struct policy_run *r,
    size_t index, bool at_end);

/* Whether another path to the same certificate need not have this failure. */
bool policy_depends_on_path(enum failure_id id);

/* policy_set.c: reads the policies of the question; false: no memory. */
bool policies_ask(struct cw_verdict *v);
/* 6.1.5 (g), steps 5 and 6. False: no memory. */
bool policies_of_user(struct arena *arena, const struct policy_set *asked,
    const struct policy_set *authorities, struct policy_set *out);
/* "1.2.3, 1.2.4 and 7 more" in the arena; "any policy"; "none". */
struct bytes policies_text(struct arena *arena, const struct policy_set *set,
    bool *failed);

#endif
