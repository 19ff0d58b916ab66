/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The four extensions about policies, and whether the path is valid for one. */
#include "config.h"

#include <stdlib.h>
#include "path/walk.h"

#define ROOM 16                 /* policies of most certificates, and more */

bool
policy_depends_on_path(enum failure_id id)
{
	switch (id) {
	case F_POLICY_EXPLICIT_REQUIRED:
	case F_POLICY_NOT_ACCEPTABLE:
	case F_POLICY_MAPPING_INHIBITED:
	case F_POLICY_ANY_INHIBITED:
	case F_POLICY_TREE_BUDGET_EXHAUSTED:
		return true;
	default:
		return false;
	}
}

/* ---- one certificate -------------------------------------------------------- */

static int
place_order(const void *a, const void *b)
{
	const struct bytes *x = a, *y = b;
	int order = policy_compare(*x, *y);

	if (order != 0 || x->data == y->data)
		return order;
	return x->data < y->data ? -1 : 1;
}

/* The second of each policy that is there more than once. */
static void
find_repeated(struct walk *w, struct bytes *id, size_t count)
{
	size_t i;

	qsort(id, count, sizeof(*id), place_order);
	for (i = 1; i < count; i++)
		if (bytes_equal(id[i], id[i - 1]) &&
		    (i == 1 || !bytes_equal(id[i], id[i - 2])))
			find(w->found, F_POLICY_DUPLICATE, w->cert,
			    FIELD_CERTIFICATE_POLICIES, id[i])->value[0] =
			    value_oid(id[i]);
}

/* 4.2.1.4 */
static void
check_duplicates(struct walk *w)
{
	struct policy_walk walk;
	struct bytes room[ROOM], *id = room;
	struct policy policy;
	size_t count = 0;

	policy_start(&walk, w->cert->certificate_policies);
	while (policy_next(&walk, &policy)) {
		if (count < ROOM)
			room[count] = policy.id;
		count++;
	}
	if (count < 2)
		return;
	if (count > ROOM) {
		id = arena_array(w->verdict->arena, count, sizeof(*id));
		if (id == NULL) {
			w->found->failed = true;
			return;
		}
		count = 0;
		policy_start(&walk, w->cert->certificate_policies);
		while (policy_next(&walk, &policy))
			id[count++] = policy.id;
	}
	find_repeated(w, id, count);
}

static bool
is_known_qualifier(struct bytes id)
{
	enum oid oid = oid_find(id);

	return oid == OID_QT_CPS || oid == OID_QT_UNOTICE;
}

/* 4.2.1.4: a critical one has to be understood, qualifiers and all. */
static void
check_qualifiers(struct walk *w)
{
	struct policy_walk policies, qualifiers;
	struct policy_qualifier qualifier;
	struct policy policy;
	struct finding *f;

	policy_start(&policies, w->cert->certificate_policies);
	while (policy_next(&policies, &policy)) {
		policy_start(&qualifiers, policy.qualifiers);
		while (policy_qualifier_next(&qualifiers, &qualifier)) {
			if (is_known_qualifier(qualifier.id))
				continue;
			f = find(w->found, F_POLICY_QUALIFIER_UNKNOWN, w->cert,
			    FIELD_CERTIFICATE_POLICIES, qualifier.id);
			f->value[0] = value_oid(qualifier.id);
			f->value[1] = value_oid(policy.id);
			return;
		}
	}
}

/* 6.1.4 (a): the first that maps from or to it says enough. */
static void
check_mappings(struct walk *w)
{
	const struct bytes any = oid_contents(OID_ANY_POLICY);
	struct policy_mapping mapping;
	struct policy_walk walk;
	struct finding *f;

	policy_start(&walk, w->cert->policy_mappings);
	while (policy_mapping_next(&walk, &mapping)) {
		if (!bytes_equal(mapping.issuer, any) &&
		    !bytes_equal(mapping.subject, any))
			continue;
		f = find(w->found, F_POLICY_MAPPING_ANY_POLICY, w->cert,
		    FIELD_POLICY_MAPPINGS, mapping.whole);
		f->value[0] = value_oid(mapping.issuer);
		f->value[1] = value_oid(mapping.subject);
		w->policy.settled = true;
		return;
	}
}

/* 4.2.1.11, 4.2.1.14 */
static void
check_critical(struct walk *w, const struct extension *e, enum field field)
{
	if (e != NULL && !e->critical)
		find(w->found, F_POLICY_EXTENSION_NOT_CRITICAL, w->cert, field,
		    e->whole)->value[0] = value_oid(e->oid);
}

static void
check_form(struct walk *w)
{
	const struct cert *c = w->cert;
	const struct policy_constraints *pc = &c->policy_constraints;

	check_duplicates(w);
	if (c->policy_constraints_ext != NULL && !pc->has_explicit &&
	    !pc->has_mapping)
		find(w->found, F_POLICY_CONSTRAINTS_EMPTY, c,
		    FIELD_POLICY_CONSTRAINTS, c->policy_constraints_ext->value);
	check_critical(w, c->policy_constraints_ext, FIELD_POLICY_CONSTRAINTS);
	check_critical(w, c->inhibit_any_policy_ext, FIELD_INHIBIT_ANY_POLICY);
}

/* ---- the path ----------------------------------------------------------------- */

/* Of one certificate, which of the two it was that cost too much. */
static void
find_trouble(struct walk *w, const struct extension *e, enum field field)
{
	struct policy_run *r = &w->policy;

	if (r->graph.trouble == POLICY_MEMORY)
		w->found->failed = true;
	if (r->graph.trouble == POLICY_BUDGET && !r->settled)
		find(w->found, F_POLICY_TREE_BUDGET_EXHAUSTED, w->cert, field,
		    e != NULL ? e->value : (struct bytes){ NULL, 0 })->value[0] =
		    value_number(r->graph.limits->most[LIMIT_POLICIES]);
	if (r->graph.trouble != POLICY_FINE)
		r->settled = true;
}

static void
check_satisfied(struct walk *w, bool at_end)
{
	struct policy_run *r = &w->policy;

	if (r->settled || policy_run_satisfied(r, at_end))
		return;
	policy_find_missing(w->found, r, w->index, at_end);
	r->settled = true;
}

static void
check_path(struct walk *w)
{
	const struct cert *c = w->cert;
	struct policy_run *r = &w->policy;

	policy_run_take(r, w->index);
	find_trouble(w, c->certificate_policies_ext,
	    FIELD_CERTIFICATE_POLICIES);
	if (!w->is_anchor)
		check_satisfied(w, false);
	if (r->graph.trouble == POLICY_FINE)
		policy_run_prepare(r, w->index);
	find_trouble(w, c->policy_mappings_ext, FIELD_POLICY_MAPPINGS);
	if (w->is_target)
		check_satisfied(w, true);
}

void
check_policy(struct walk *w)
{
	const struct cert *c = w->cert;

	if (walk_binds_issuer(w))
		check_form(w);
	if (walk_binds_fields(w)) {
		if (c->certificate_policies_ext != NULL &&
		    c->certificate_policies_ext->critical)
			check_qualifiers(w);
		if (c->policy_mappings_ext != NULL && !w->is_target)
			check_mappings(w);
	}
	check_path(w);
}
