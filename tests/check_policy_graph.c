/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The graph of RFC 9618 against the tree of RFC 5280, over random small paths;
 * and what it costs where the tree would be as large as the world.
 */
#include "config.h"

#include "base/buffer.h"
#include "path/walk.h"
#include "tests/policy_tree.h"
#include "tests/test.h"

#define PATHS 6000
#define ROUNDS 4

struct bench {                          /* what a path is judged with */
	struct arena *arena;
	struct cw_verdict verdict;
	struct path path;
	struct cert cert[PATH_MAX_CERTS];
	struct extension extension;     /* that they all have, as it were */
};

static void
bench_start(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->arena = arena_new(0);
	ck_assert_ptr_nonnull(b->arena);
	b->verdict.arena = b->arena;
	b->verdict.question.profile = CW_RFC5280;
	b->extension.readable = true;
	b->extension.critical = true;
}

/* Walks it as walk.c does, by this one rule. */
static void
bench_judge(struct bench *b)
{
	struct severity_rule rule = { CW_RFC5280, false };
	struct walk w = { .found = &b->path.findings,
		.question = &b->verdict.question, .verdict = &b->verdict,
		.path = &b->path };

	ck_assert_int_eq(limits_start(&b->verdict.limits, &b->verdict.question,
	    NULL), 0);
	findings_start(&b->path.findings, b->arena, &rule);
	policy_run_start(&w.policy, &b->verdict, &b->path);
	for (size_t i = b->path.count; i-- > 0;) {
		w.index = i;
		w.cert = b->path.cert[i];
		w.is_anchor = i + 1 == b->path.count;
		w.is_target = i == 0;
		check_policy(&w);
	}
	ck_assert(!b->path.findings.failed);
}

/* ---- certificates of numbers -------------------------------------------------- */

/* OID 2.999.N, of arcs of one length, as an element; 0 is anyPolicy. */
static void
oid_element(struct buffer *b, unsigned n)
{
	if (n == 0) {
		buffer_add(b, (struct bytes){
		    (const uint8_t[]){ 6, 4, 0x55, 0x1d, 0x20, 0 }, 6 });
		return;
	}
	buffer_add(b, (struct bytes){ (const uint8_t[]){ 6, 6, 0x88, 0x37,
	    (uint8_t)(0x81 | (n >> 21 & 0x7f)),
	    (uint8_t)(0x80 | (n >> 14 & 0x7f)),
	    (uint8_t)(0x80 | (n >> 7 & 0x7f)), (uint8_t)(n & 0x7f) }, 8 });
}

static void
element(struct buffer *b, unsigned first, unsigned second, bool pair)
{
	struct buffer inner = BUFFER_EMPTY;

	oid_element(&inner, first);
	if (pair)
		oid_element(&inner, second);
	buffer_byte(b, 0x30);
	buffer_byte(b, (uint8_t)inner.len);
	buffer_add(b, buffer_bytes(&inner));
	buffer_free(&inner);
}

static struct bytes
keep(struct bench *b, struct buffer *octets)
{
	struct bytes kept = { arena_copy(b->arena, buffer_bytes(octets)),
		octets->len };

	ck_assert(!octets->failed && kept.data != NULL);
	buffer_free(octets);
	return kept;
}

static void
policies_set(struct bench *b, struct cert *c, unsigned mask)
{
	struct buffer octets = BUFFER_EMPTY;

	for (unsigned p = TREE_POLICIES; p-- > 0;)
		if ((mask >> p & 1) != 0)
			element(&octets, p, 0, false);
	c->certificate_policies = keep(b, &octets);
	c->certificate_policies_ext = &b->extension;
}

static void
cert_fill(struct bench *b, struct cert *c, const struct tree_cert *from)
{
	struct buffer octets = BUFFER_EMPTY;

	if (from->has_policies)
		policies_set(b, c, from->policies);
	for (size_t i = 0; i < from->mappings; i++)
		element(&octets, from->mapping[i].from, from->mapping[i].to,
		    true);
	if (from->mappings > 0) {
		c->policy_mappings = keep(b, &octets);
		c->policy_mappings_ext = &b->extension;
	}
	if (from->explicit_policy >= 0 || from->inhibit_mapping >= 0)
		c->policy_constraints_ext = &b->extension;
	c->policy_constraints.has_explicit = from->explicit_policy >= 0;
	c->policy_constraints.explicit_policy =
	    (uint32_t)from->explicit_policy;
	c->policy_constraints.has_mapping = from->inhibit_mapping >= 0;
	c->policy_constraints.mapping = (uint32_t)from->inhibit_mapping;
	if (from->inhibit_any >= 0)
		c->inhibit_any_policy_ext = &b->extension;
	c->inhibit_any_policy.certs = (uint32_t)from->inhibit_any;
}

/* The path ends at an anchor that is a key. */
static void
path_fill(struct bench *b, const struct tree_question *q)
{
	struct path *p = &b->path;

	p->count = q->count + 1;
	p->anchored = true;
	for (size_t i = 0; i < q->count; i++) {
		cert_fill(b, &b->cert[q->count - 1 - i], &q->cert[i]);
		p->self_issued[q->count - 1 - i] = q->cert[i].self_issued &&
		    i + 1 < q->count;
	}
	for (size_t i = 0; i < p->count; i++)
		p->cert[i] = &b->cert[i];
	b->verdict.question.anchor_mode = CW_ANCHOR_KEY;
	b->verdict.question.explicit_policy = q->explicit_policy;
	b->verdict.question.inhibit_policy_mapping = q->inhibit_mapping;
	b->verdict.question.inhibit_any_policy = q->inhibit_any;
}

static void
asked_fill(struct bench *b, unsigned asked)
{
	struct policy_set *set = &b->verdict.asked;

	if (asked == TREE_ANY)
		return;
	set->policy = arena_array(b->arena, TREE_POLICIES,
	    sizeof(*set->policy));
	ck_assert_ptr_nonnull(set->policy);
	for (unsigned p = 1; p < TREE_POLICIES; p++) {
		struct buffer octets = BUFFER_EMPTY;

		if ((asked >> p & 1) == 0)
			continue;
		oid_element(&octets, p);
		set->policy[set->count++] = bytes_skip(keep(b, &octets), 2);
	}
	policies_sort(set);
}

static unsigned
mask_of(const struct policy_set *set)
{
	unsigned mask = 0;

	for (size_t i = 0; i < set->count; i++)
		mask |= bytes_equal(set->policy[i],
		    oid_contents(OID_ANY_POLICY)) ? TREE_ANY :
		    1u << set->policy[i].data[set->policy[i].len - 1];
	return mask;
}

/* ---- at random ------------------------------------------------------------------ */

static uint32_t state = 20261124;

static unsigned
draw(unsigned below)
{
	state = state * 1664525u + 1013904223u;
	return (unsigned)((uint64_t)(state >> 8) * below >> 24);
}

static bool
chance(unsigned percent)
{
	return draw(100) < percent;
}

static unsigned
draw_policies(void)
{
	unsigned mask = 0;

	for (unsigned p = 1; p < TREE_POLICIES; p++)
		mask |= chance(35) ? 1u << p : 0;
	if (chance(35))
		mask |= TREE_ANY;
	return mask != 0 ? mask : 1u << (1 + draw(TREE_POLICIES - 1));
}

static struct tree_cert
draw_cert(void)
{
	struct tree_cert c = {
		.self_issued = chance(20),
		.has_policies = chance(95),
		.policies = draw_policies(),
		.mappings = chance(45) ? 1 + draw(TREE_MAPPINGS) : 0,
		.explicit_policy = chance(25) ? (int)draw(3) : -1,
		.inhibit_mapping = chance(20) ? (int)draw(3) : -1,
		.inhibit_any = chance(20) ? (int)draw(3) : -1
	};

	for (size_t i = 0; i < c.mappings; i++) {
		c.mapping[i].from = 1 + draw(TREE_POLICIES - 1);
		c.mapping[i].to = 1 + draw(TREE_POLICIES - 1);
	}
	return c;
}

static struct tree_question
draw_question(void)
{
	struct tree_question q = {
		.count = 1 + draw(TREE_CERTS - 1),
		.asked = chance(50) ? TREE_ANY : draw_policies() & ~TREE_ANY,
		.explicit_policy = chance(40),
		.inhibit_mapping = chance(10),
		.inhibit_any = chance(10)
	};

	if (q.asked == 0)
		q.asked = TREE_ANY;
	for (size_t i = 0; i < q.count; i++)
		q.cert[i] = draw_cert();
	return q;
}

static bool
is_about_path(const struct bench *b)
{
	for (size_t i = 0; i < b->path.findings.count; i++)
		if (policy_depends_on_path(b->path.findings.list[i].id))
			return true;
	return false;
}

START_TEST(test_graph_is_tree)
{
	unsigned refused = 0, with_policies = 0;

	for (int i = 0; i < PATHS; i++) {
		struct tree_question q = draw_question();
		struct tree_answer wanted = tree_judge(&q);
		static struct bench b;

		bench_start(&b);
		path_fill(&b, &q);
		asked_fill(&b, q.asked);
		bench_judge(&b);
		ck_assert_msg(is_about_path(&b) == !wanted.valid,
		    "path %d of %zu: the tree %s it", i, q.count,
		    wanted.valid ? "accepts" : "refuses");
		ck_assert_msg(mask_of(&b.path.user_policies) ==
		    wanted.policies, "path %d of %zu: policies %x, not %x", i,
		    q.count, mask_of(&b.path.user_policies), wanted.policies);
		refused += !wanted.valid;
		with_policies += wanted.policies != 0;
		arena_free(b.arena);
	}
	/* A drawing that decides nothing would prove nothing. */
	ck_assert_uint_gt(refused, PATHS / 5);
	ck_assert_uint_gt(with_policies, PATHS / 5);
}
END_TEST

/* ---- what it costs ---------------------------------------------------------------- */

/* Every policy of 1 to n mapped to every one of a few; all of it required. */
static unsigned
cost_of(unsigned n, unsigned fan, size_t certs)
{
	static struct bench b;
	struct buffer octets = BUFFER_EMPTY;
	unsigned spent;

	bench_start(&b);
	policies_set(&b, &b.cert[0], TREE_ANY);
	b.path.anchored = true;
	b.verdict.question.anchor_mode = CW_ANCHOR_KEY;
	b.verdict.question.explicit_policy = true;
	b.path.count = certs + 1;
	for (unsigned i = 1; i <= n; i++)
		for (unsigned k = 1; k <= fan; k++)
			element(&octets, i, (i + k) % n + 1, true);
	b.cert[0].policy_mappings = keep(&b, &octets);
	b.cert[0].policy_mappings_ext = &b.extension;
	for (size_t i = 0; i < b.path.count; i++) {
		b.cert[i] = b.cert[0];
		b.path.cert[i] = &b.cert[i];
	}
	bench_judge(&b);
	ck_assert_uint_eq(b.path.findings.count, 0);
	ck_assert_uint_eq(b.path.user_policies.count, n + 1);
	spent = b.verdict.limits.spent[LIMIT_POLICIES];
	arena_free(b.arena);
	return spent;
}

/* Twice as many cost twice as much, however they are mapped. */
START_TEST(test_cost)
{
	unsigned once = cost_of(500, 4, 3), twice = cost_of(1000, 4, 3);
	unsigned deep = cost_of(250, 4, ROUNDS * 3);

	ck_assert_uint_le(twice, 2 * once + 100);
	ck_assert_uint_le(deep, 3 * once);
}
END_TEST

START_TEST(test_twenty_thousand_mappings)
{
	ck_assert_uint_lt(cost_of(20000, 1, 2), 200000);
	ck_assert_uint_lt(cost_of(1000, 20, 2), 200000);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("policy graph");
	TCase *t = tcase_create("policy graph");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, test_graph_is_tree);
	tcase_add_test(t, test_cost);
	tcase_add_test(t, test_twenty_thousand_mappings);
	suite_add_tcase(s, t);
	return s;
}
