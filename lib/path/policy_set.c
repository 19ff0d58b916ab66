/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of policies: asked for, allowed, both; and how they are written. */
#include "config.h"

#include <stdlib.h>
#include "path/policy.h"

#define SHOWN 4                 /* policies of a set, in a finding */

int
policy_compare(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len == 0 ? 0 : memcmp(a.data, b.data, a.len);
}

static int
bytes_order(const void *a, const void *b)
{
	return policy_compare(*(const struct bytes *)a,
	    *(const struct bytes *)b);
}

void
policies_sort(struct policy_set *set)
{
	size_t i, kept = 0;

	if (set->count < 2)
		return;
	qsort(set->policy, set->count, sizeof(*set->policy), bytes_order);
	for (i = 1; i < set->count; i++)
		if (!bytes_equal(set->policy[i], set->policy[kept]))
			set->policy[++kept] = set->policy[i];
	set->count = kept + 1;
}

bool
policies_have(const struct policy_set *set, struct bytes policy)
{
	return set->count > 0 && bsearch(&policy, set->policy, set->count,
	    sizeof(*set->policy), bytes_order) != NULL;
}

/* ---- what was asked ----------------------------------------------------------- */

static bool
ask_one(struct cw_verdict *v, const char *text)
{
	struct buffer contents = BUFFER_EMPTY;
	struct bytes kept = { NULL, 0 };

	if (oid_read_dotted(text, &contents) && !contents.failed)
		kept.data = arena_copy(v->arena, buffer_bytes(&contents));
	kept.len = contents.len;
	buffer_free(&contents);
	if (kept.data == NULL)
		return false;
	v->asked.policy[v->asked.count++] = kept;
	return true;
}

bool
policies_ask(struct cw_verdict *v)
{
	struct cw_question *q = &v->question;
	const char *const *policies = q->policies;
	size_t i, count = q->policy_count;

	/* The caller's strings need not live as long as the verdict. */
	q->policies = NULL;
	q->policy_count = 0;
	if (count == 0)
		return true;
	v->asked.policy = arena_array(v->arena, count,
	    sizeof(*v->asked.policy));
	if (v->asked.policy == NULL)
		return false;
	for (i = 0; i < count; i++)
		if (!ask_one(v, policies[i]))
			return false;
	policies_sort(&v->asked);
	if (policies_have(&v->asked, oid_contents(OID_ANY_POLICY)))
		v->asked.count = 0;
	return true;
}

bool
policies_of_user(struct arena *arena, const struct policy_set *asked,
    const struct policy_set *authorities, struct policy_set *out)
{
	size_t i;

	*out = *authorities;
	if (asked->count == 0 || authorities->count == 0)
		return true;
	if (policies_have(authorities, oid_contents(OID_ANY_POLICY))) {
		*out = *asked;
		return true;
	}
	out->count = 0;
	out->policy = arena_array(arena, authorities->count,
	    sizeof(*out->policy));
	if (out->policy == NULL)
		return false;
	for (i = 0; i < authorities->count; i++)
		if (policies_have(asked, authorities->policy[i]))
			out->policy[out->count++] = authorities->policy[i];
	return true;
}

/* ---- in words ------------------------------------------------------------------- */

static void
set_write(struct buffer *out, const struct policy_set *set)
{
	size_t i;

	if (set->count == 0)
		buffer_string(out, "none");
	for (i = 0; i < set->count && i < SHOWN; i++) {
		if (i > 0)
			buffer_string(out, ", ");
		oid_write(out, set->policy[i]);
	}
	if (set->count > SHOWN)
		buffer_format(out, " and %zu more", set->count - SHOWN);
}

struct bytes
policies_text(struct arena *arena, const struct policy_set *set, bool *failed)
{
	struct buffer text = BUFFER_EMPTY;
	struct bytes kept = { NULL, 0 };

	set_write(&text, set);
	if (!text.failed)
		kept.data = arena_copy(arena, buffer_bytes(&text));
	if (kept.data == NULL)
		*failed = true;
	else
		kept.len = text.len;
	buffer_free(&text);
	return kept;
}

char *
cw_verdict_policies(const struct cw_verdict *verdict, enum cw_policy_set set)
{
	static const struct policy_set none = { .count = 0 };
	const struct policy_set *policies = verdict->best == NULL ? &none :
	    set == CW_POLICIES_OF_AUTHORITIES ?
	    &verdict->best->authority_policies : &verdict->best->user_policies;
	struct buffer out = BUFFER_EMPTY;
	size_t i;

	buffer_string(&out, "");
	for (i = 0; i < policies->count; i++) {
		if (i > 0)
			buffer_byte(&out, ' ');
		oid_write_dotted(&out, policies->policy[i]);
	}
	return buffer_steal(&out);
}
