/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/policy_tree.h"
#include "tests/test.h"

#define NODES 20000
#define NOBODY (-1)
#define IS(mask, policy) (((mask) >> (policy) & 1) != 0)

struct tree_node {
	bool there;
	int parent;
	size_t depth;
	unsigned policy, expected;      /* a number; a mask */
};

struct tree {
	struct tree_node node[NODES];
	int count;
};

static void
add(struct tree *t, int parent, size_t depth, unsigned policy,
    unsigned expected)
{
	ck_assert_int_lt(t->count, NODES);
	t->node[t->count++] = (struct tree_node){ true, parent, depth, policy,
	    expected };
}

static bool
is_at(const struct tree *t, int i, size_t depth)
{
	return t->node[i].there && t->node[i].depth == depth;
}

static bool
has_child(const struct tree *t, int parent)
{
	for (int i = 0; i < t->count; i++)
		if (t->node[i].there && t->node[i].parent == parent)
			return true;
	return false;
}

static bool
has_child_of(const struct tree *t, int parent, unsigned policy)
{
	for (int i = 0; i < t->count; i++)
		if (t->node[i].there && t->node[i].parent == parent &&
		    t->node[i].policy == policy)
			return true;
	return false;
}

/* The node of that depth whose valid_policy is anyPolicy. */
static int
any_at(const struct tree *t, size_t depth)
{
	for (int i = 0; i < t->count; i++)
		if (is_at(t, i, depth) && t->node[i].policy == 0)
			return i;
	return NOBODY;
}

/* Nodes of that depth or less without children go, until there is none. */
static void
prune(struct tree *t, size_t depth)
{
	bool again = true;

	while (again) {
		again = false;
		for (int i = 0; i < t->count; i++) {
			if (!t->node[i].there || t->node[i].depth > depth ||
			    has_child(t, i))
				continue;
			t->node[i].there = false;
			again = true;
		}
	}
}

static bool
is_null(const struct tree *t)
{
	for (int i = 0; i < t->count; i++)
		if (t->node[i].there)
			return false;
	return true;
}

/* 6.1.3 (d)(1) */
static void
match(struct tree *t, size_t depth, unsigned policy)
{
	int end = t->count, any = any_at(t, depth - 1);
	bool matched = false;

	for (int i = 0; i < end; i++) {
		if (!is_at(t, i, depth - 1) ||
		    !IS(t->node[i].expected, policy))
			continue;
		add(t, i, depth, policy, 1u << policy);
		matched = true;
	}
	if (!matched && any != NOBODY)
		add(t, any, depth, policy, 1u << policy);
}

/* 6.1.3 (d)(2) */
static void
match_any(struct tree *t, size_t depth)
{
	int end = t->count;

	for (int i = 0; i < end; i++) {
		if (!is_at(t, i, depth - 1))
			continue;
		for (unsigned p = 0; p < TREE_POLICIES; p++)
			if (IS(t->node[i].expected, p) &&
			    !has_child_of(t, i, p))
				add(t, i, depth, p, 1u << p);
	}
}

static unsigned
mapped_to(const struct tree_cert *c, unsigned policy)
{
	unsigned mask = 0;

	for (size_t i = 0; i < c->mappings; i++)
		if (c->mapping[i].from == policy)
			mask |= 1u << c->mapping[i].to;
	return mask;
}

/* 6.1.4 (b) */
static void
map(struct tree *t, const struct tree_cert *c, size_t depth, bool inhibited)
{
	for (unsigned p = 1; p < TREE_POLICIES; p++) {
		unsigned to = mapped_to(c, p);
		int end = t->count, any = any_at(t, depth);
		bool found = false;

		if (to == 0)
			continue;
		for (int i = 0; i < end; i++) {
			if (!is_at(t, i, depth) || t->node[i].policy != p)
				continue;
			found = true;
			t->node[i].expected = to;
			if (inhibited)
				t->node[i].there = false;
		}
		if (!found && !inhibited && any != NOBODY)
			add(t, t->node[any].parent, depth, p, to);
	}
	if (inhibited)
		prune(t, depth - 1);
}

static void
lower(unsigned *count, int to)
{
	if (to >= 0 && (unsigned)to < *count)
		*count = (unsigned)to;
}

static void
count_down(unsigned *count)
{
	if (*count > 0)
		(*count)--;
}

static bool
stands_below_any(const struct tree *t, int i)
{
	return t->node[i].there && t->node[i].parent != NOBODY &&
	    t->node[t->node[i].parent].policy == 0;
}

static void
delete_below(struct tree *t, int top)
{
	t->node[top].there = false;
	for (int i = 0; i < t->count; i++)
		if (t->node[i].there && t->node[i].parent == top)
			delete_below(t, i);
}

/* 6.1.5 (g)(iii) */
static void
intersect(struct tree *t, size_t n, unsigned asked)
{
	int any, end = t->count;
	unsigned there = 0;

	for (int i = 0; i < end; i++)
		if (stands_below_any(t, i) && t->node[i].policy != 0)
			there |= 1u << t->node[i].policy;
	for (int i = 0; i < end; i++)
		if (stands_below_any(t, i) && t->node[i].policy != 0 &&
		    !IS(asked, t->node[i].policy))
			delete_below(t, i);
	any = any_at(t, n);
	if (any != NOBODY) {
		for (unsigned p = 1; p < TREE_POLICIES; p++)
			if (IS(asked, p) && !IS(there, p))
				add(t, t->node[any].parent, n, p, 1u << p);
		t->node[any].there = false;
	}
	if (n > 0)
		prune(t, n - 1);
}

static unsigned
policies_of(const struct tree *t, size_t n)
{
	unsigned mask = any_at(t, n) != NOBODY ? TREE_ANY : 0;

	for (int i = 0; i < t->count; i++)
		if (stands_below_any(t, i) && t->node[i].policy != 0)
			mask |= 1u << t->node[i].policy;
	return mask;
}

struct tree_answer
tree_judge(const struct tree_question *q)
{
	const struct tree_answer refused = { false, 0 };
	struct tree_answer answer;
	size_t n = q->count;
	unsigned never = (unsigned)n + 1;
	unsigned explicit_policy = q->explicit_policy ? 0 : never;
	unsigned mapping = q->inhibit_mapping ? 0 : never;
	unsigned any = q->inhibit_any ? 0 : never;
	static struct tree t;

	t.count = 0;
	add(&t, NOBODY, 0, 0, TREE_ANY);
	for (size_t i = 1; i <= n; i++) {
		const struct tree_cert *c = &q->cert[i - 1];

		if (!c->has_policies) {
			t.count = 0;            /* (e) */
		} else if (!is_null(&t)) {
			for (unsigned p = 1; p < TREE_POLICIES; p++)
				if (IS(c->policies, p))
					match(&t, i, p);
			if (IS(c->policies, 0) && (any > 0 ||
			    (i < n && c->self_issued)))
				match_any(&t, i);
			prune(&t, i - 1);
		}
		if (explicit_policy == 0 && is_null(&t))
			return refused;         /* (f) */
		if (i == n)
			break;
		map(&t, c, i, mapping == 0);
		if (!c->self_issued) {
			count_down(&explicit_policy);
			count_down(&mapping);
			count_down(&any);
		}
		lower(&explicit_policy, c->explicit_policy);
		lower(&mapping, c->inhibit_mapping);
		lower(&any, c->inhibit_any);
	}
	count_down(&explicit_policy);
	if (n > 0 && q->cert[n - 1].explicit_policy == 0)
		explicit_policy = 0;
	if (!is_null(&t) && q->asked != TREE_ANY)
		intersect(&t, n, q->asked);
	answer.policies = policies_of(&t, n);
	answer.valid = explicit_policy > 0 || !is_null(&t);
	return answer;
}
