/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Why a path is valid for no policy: what would have made it valid, had it not
 * been inhibited, is nearer the cause than the certificate where it ended.
 */
#include "config.h"

#include "der/string.h"
#include "path/policy.h"
#include "x509/name.h"

struct missing {
	struct findings *found;
	struct policy_run *run;
	size_t index;                   /* where it shows */
	bool at_end;                    /* of the whole path */
};

static struct bytes
keep(struct missing *m, struct buffer *text)
{
	struct bytes kept = { NULL, 0 };

	if (!text->failed)
		kept.data = arena_copy(m->run->verdict->arena,
		    buffer_bytes(text));
	if (kept.data == NULL)
		m->found->failed = true;
	else
		kept.len = text->len;
	buffer_free(text);
	return kept;
}

/* Who demands or inhibits it: a CA by its name, or whoever asks. */
static struct value
who(struct missing *m, const struct cert *c)
{
	struct buffer text = BUFFER_EMPTY;
	struct name_attribute cn;

	if (c == NULL)
		return value_text(bytes_of("the question"));
	if (name_common_name(c->subject, &cn))
		der_string_utf8(cn.tag, cn.value, &text);
	else if (name_is_empty(c->subject))
		buffer_string(&text, "(no name)");
	else
		name_write_short(c->subject, &text);
	return value_text(keep(m, &text));
}

static struct value
set_value(struct missing *m, const struct policy_set *set)
{
	return value_text(policies_text(m->run->verdict->arena, set,
	    &m->found->failed));
}

/* What a level of the graph lets stand below it. */
static struct value
expected_value(struct missing *m, const struct policy_level *level)
{
	struct policy_set set = { .count = 0 };
	uint32_t i, all = policy_expects(level);

	if (level->any)
		return value_text(bytes_of("any"));
	set.policy = arena_array(m->run->verdict->arena, (size_t)all + 1,
	    sizeof(*set.policy));
	if (set.policy == NULL) {
		m->found->failed = true;
		return value_text(bytes_of(""));
	}
	for (i = 0; i < all; i++)
		set.policy[set.count++] = policy_expect_at(level, i).policy;
	policies_sort(&set);
	return set_value(m, &set);
}

/* What a certificate lists. */
static struct value
listed_value(struct missing *m, const struct cert *c)
{
	struct policy_set set = { .count = 0 };
	struct policy_walk walk;
	struct policy policy;
	size_t count = 0;

	if (c->certificate_policies_ext == NULL)
		return value_text(bytes_of("no certificatePolicies"));
	policy_start(&walk, c->certificate_policies);
	while (policy_next(&walk, &policy))
		count++;
	set.policy = arena_array(m->run->verdict->arena, count + 1,
	    sizeof(*set.policy));
	if (set.policy == NULL) {
		m->found->failed = true;
		return value_text(bytes_of(""));
	}
	policy_start(&walk, c->certificate_policies);
	while (policy_next(&walk, &policy))
		set.policy[set.count++] = policy.id;
	policies_sort(&set);
	return set_value(m, &set);
}

/* The certificate that demands a policy, unless it is the question. */
static void
name_requirer(const struct missing *m, struct finding *f)
{
	const struct cert *by = m->run->explicit_by;

	if (by == NULL || by == f->cert)
		return;
	f->other = by;
	f->other_field = FIELD_POLICY_CONSTRAINTS;
	f->other_at = by->policy_constraints.explicit_at;
}

/* ---- what it comes from ------------------------------------------------------- */

/* The same path as far as it was walked, as if less were inhibited. */
static bool
satisfied_without(const struct missing *m, bool mapping, bool any)
{
	const struct policy_run *r = m->run;
	struct path copy = *r->path;    /* its sets stay as they are */
	struct policy_run again;
	size_t i;

	policy_run_start(&again, r->verdict, &copy);
	again.ignore_mapping = mapping;
	again.ignore_any = any;
	for (i = copy.count; i-- > m->index;) {
		policy_run_take(&again, i);
		if (i > m->index || m->at_end)
			policy_run_prepare(&again, i);
		if (again.graph.trouble != POLICY_FINE)
			return false;
	}
	return policy_run_satisfied(&again, m->at_end);
}

static struct bytes
place_of_any(const struct cert *c)
{
	struct policy_walk walk;
	struct policy policy;

	policy_start(&walk, c->certificate_policies);
	while (policy_next(&walk, &policy))
		if (bytes_equal(policy.id, oid_contents(OID_ANY_POLICY)))
			return policy.id;
	return c->certificate_policies;
}

static void
find_mapping_inhibited(struct missing *m)
{
	const struct policy_run *r = m->run;
	const struct cert *by = r->mapping_by;
	struct finding *f = find(m->found, F_POLICY_MAPPING_INHIBITED,
	    r->mapping_lost_in, FIELD_POLICY_MAPPINGS, r->mapping_lost.whole);

	f->value[0] = value_oid(r->mapping_lost.issuer);
	f->value[1] = value_oid(r->mapping_lost.subject);
	f->value[2] = who(m, by);
	f->value[3] = who(m, r->explicit_by);
	if (by == NULL)
		return;
	f->other = by;
	f->other_field = FIELD_POLICY_CONSTRAINTS;
	f->other_at = by->policy_constraints.mapping_at;
}

static void
find_any_inhibited(struct missing *m)
{
	const struct policy_run *r = m->run;
	const struct cert *by = r->any_by;
	struct finding *f = find(m->found, F_POLICY_ANY_INHIBITED,
	    r->any_lost_in, FIELD_CERTIFICATE_POLICIES,
	    place_of_any(r->any_lost_in));

	f->value[0] = who(m, by);
	f->value[1] = who(m, r->explicit_by);
	if (by == NULL)
		return;
	f->other = by;
	f->other_field = FIELD_INHIBIT_ANY_POLICY;
	f->other_at = by->inhibit_any_policy.at;
}

static void
find_not_acceptable(struct missing *m)
{
	const struct path *p = m->run->path;
	const struct cert *target = p->cert[0];
	struct finding *f = find(m->found, F_POLICY_NOT_ACCEPTABLE, target,
	    FIELD_CERTIFICATE_POLICIES, target->certificate_policies);

	f->value[0] = set_value(m, &m->run->verdict->asked);
	f->value[1] = set_value(m, &p->authority_policies);
	f->value[2] = who(m, m->run->explicit_by);
	name_requirer(m, f);
}

static void
find_required(struct missing *m)
{
	const struct policy_run *r = m->run;
	const struct cert *c = r->emptied;
	struct finding *f;

	f = find(m->found, F_POLICY_EXPLICIT_REQUIRED, c,
	    FIELD_CERTIFICATE_POLICIES, c->certificate_policies_ext == NULL ?
	    c->extensions_at : c->certificate_policies);
	f->value[0] = who(m, r->explicit_by);
	f->value[1] = expected_value(m, &r->graph.level[r->emptied_at - 1]);
	f->value[2] = listed_value(m, c);
	name_requirer(m, f);
}

void
policy_find_missing(struct findings *found, struct policy_run *r, size_t index,
    bool at_end)
{
	struct missing m = { found, r, index, at_end };

	if (r->mapping_lost_in != NULL && satisfied_without(&m, true, false))
		find_mapping_inhibited(&m);
	else if (r->any_lost_in != NULL && satisfied_without(&m, false, true))
		find_any_inhibited(&m);
	else if (r->emptied == NULL)
		find_not_acceptable(&m);
	else
		find_required(&m);
}
