/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/policy.h"

void
policy_run_start(struct policy_run *r, struct cw_verdict *verdict,
    struct path *path)
{
	const struct cw_question *q = &verdict->question;
	uint32_t never = (uint32_t)path->count + 1;     /* n + 1 */

	*r = (struct policy_run){
		.verdict = verdict,
		.path = path,
		.explicit_policy = q->explicit_policy ? 0 : never,
		.inhibit_any = q->inhibit_any_policy ? 0 : never,
		.policy_mapping = q->inhibit_policy_mapping ? 0 : never
	};
	policy_graph_start(&r->graph, verdict->arena, &verdict->limits);
}

static bool
is_anchor(const struct policy_run *r, size_t index)
{
	return r->path->anchored && index + 1 == r->path->count;
}

/* An anchor is no certificate of the path, and limits it only if it counts as
   one (RFC 5937 3); one without policies limits none. */
static bool
is_ignored(const struct policy_run *r, size_t index)
{
	return is_anchor(r, index) &&
	    r->verdict->question.anchor_mode == CW_ANCHOR_KEY;
}

/* One of the four that cannot be read, or is there twice. */
static bool
is_unreadable(const struct cert *c)
{
	size_t i;

	for (i = 0; i < c->extension_count; i++) {
		const struct extension *e = &c->extension[i];

		if (!e->readable && (e->id == OID_CE_CERTIFICATE_POLICIES ||
		    e->id == OID_CE_POLICY_MAPPINGS ||
		    e->id == OID_CE_POLICY_CONSTRAINTS ||
		    e->id == OID_CE_INHIBIT_ANY_POLICY))
			return true;
	}
	return false;
}

/* anyPolicy that did not count where something was expected. */
static void
note_any(struct policy_run *r, const struct cert *c)
{
	struct policy_walk walk;
	struct policy policy;

	if (r->any_lost_in != NULL)
		return;
	policy_start(&walk, c->certificate_policies);
	while (policy_next(&walk, &policy))
		if (bytes_equal(policy.id, oid_contents(OID_ANY_POLICY)))
			r->any_lost_in = c;
}

static void
note_empty(struct policy_run *r, const struct cert *c)
{
	if (r->emptied != NULL || !policy_graph_empty(&r->graph))
		return;
	r->emptied = c;
	r->emptied_at = r->graph.depth;
}

void
policy_run_take(struct policy_run *r, size_t index)
{
	const struct cert *c = r->path->cert[index];
	bool any_counts = r->inhibit_any > 0 || r->ignore_any ||
	    (index > 0 && r->path->self_issued[index]), unreadable;

	if (is_ignored(r, index))
		return;
	unreadable = is_unreadable(c);
	r->settled |= unreadable;
	if (c->certificate_policies_ext != NULL) {
		policy_graph_take(&r->graph, c, any_counts);
		if (!any_counts)
			note_any(r, c);
	} else if (is_anchor(r, index) || unreadable) {
		policy_graph_pass(&r->graph);
	} else {
		policy_graph_clear(&r->graph);
	}
	note_empty(r, c);
}

/* ---- 6.1.4 ------------------------------------------------------------------ */

static void
lower(uint32_t *count, const struct cert **by, uint32_t to,
    const struct cert *c)
{
	if (to >= *count)
		return;
	*count = to;
	*by = c;
}

/* (h) */
static void
count_down(uint32_t *count)
{
	if (*count > 0)
		(*count)--;
}

static void
map(struct policy_run *r, const struct cert *c)
{
	bool inhibited = r->policy_mapping == 0 && !r->ignore_mapping;
	struct policy_mapping lost;

	if (policy_graph_map(&r->graph, c, inhibited, &lost) &&
	    r->mapping_lost_in == NULL) {
		r->mapping_lost_in = c;
		r->mapping_lost = lost;
	}
	note_empty(r, c);
}

/* (i) and (j) */
static void
take_constraints(struct policy_run *r, const struct cert *c)
{
	const struct policy_constraints *pc = &c->policy_constraints;

	if (pc->has_explicit)
		lower(&r->explicit_policy, &r->explicit_by,
		    pc->explicit_policy, c);
	if (pc->has_mapping)
		lower(&r->policy_mapping, &r->mapping_by, pc->mapping, c);
	if (c->inhibit_any_policy_ext != NULL)
		lower(&r->inhibit_any, &r->any_by, c->inhibit_any_policy.certs,
		    c);
}

static void
prepare(struct policy_run *r, size_t index)
{
	const struct cert *c = r->path->cert[index];

	if (c->policy_mappings_ext != NULL)
		map(r, c);
	if (!is_anchor(r, index) && !r->path->self_issued[index]) {
		count_down(&r->explicit_policy);
		count_down(&r->policy_mapping);
		count_down(&r->inhibit_any);
	}
	take_constraints(r, c);
}

/* ---- 6.1.5 ------------------------------------------------------------------ */

static void
wrap_up(struct policy_run *r)
{
	const struct cert *target = r->path->cert[0];
	const struct policy_constraints *pc = &target->policy_constraints;
	struct path *p = r->path;

	count_down(&r->explicit_policy);                /* (a) */
	if (pc->has_explicit && pc->explicit_policy == 0)
		lower(&r->explicit_policy, &r->explicit_by, 0, target);
	p->policy_required = r->explicit_policy == 0;
	policy_graph_authorities(&r->graph, &p->authority_policies);
	if (!policies_of_user(r->verdict->arena, &r->verdict->asked,
	    &p->authority_policies, &p->user_policies))
		r->graph.trouble = POLICY_MEMORY;
}

void
policy_run_prepare(struct policy_run *r, size_t index)
{
	if (index == 0)
		wrap_up(r);
	else if (!is_ignored(r, index))
		prepare(r, index);
}

bool
policy_run_satisfied(const struct policy_run *r, bool at_end)
{
	if (r->explicit_policy > 0)
		return true;
	return at_end ? r->path->user_policies.count > 0 :
	    !policy_graph_empty(&r->graph);
}
