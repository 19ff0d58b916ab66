/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many names under many constraints: as a slow judge says, and fast. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ca/encode.h"
#include "ca/spec.h"
#include "tests/constrained.h"
#include "tests/names.h"
#include "tests/test.h"

#define SETS 20000
#define MOST 12                 /* names, and constraints, of a set */

static uint32_t
draw(uint32_t *state, uint32_t below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

/* ---- names of few labels, so that many of them meet ------------------------------ */

static void
host_draw(uint32_t *state, char *out, size_t size, unsigned most)
{
	static const char *const labels[] = { "a", "b", "A", "ab", "a-b", "xn--a" };
	unsigned count = 1 + draw(state, most);

	out[0] = '\0';
	for (unsigned i = 0; i < count; i++) {
		size_t len = strlen(out);

		snprintf(out + len, size - len, "%s%s", i > 0 ? "." : "",
		    labels[draw(state, 6)]);
	}
	if (draw(state, 20) == 0)
		strcat(out, ".");
}

static void
mailbox_draw(uint32_t *state, char *out, size_t size)
{
	static const char *const locals[] = { "x", "X", "xy", "\"x@a\"" };
	char host[64];

	host_draw(state, host, sizeof(host), 3);
	snprintf(out, size, "%s@%s", locals[draw(state, 4)], host);
}

static void
address_draw(uint32_t *state, char *out, size_t size)
{
	if (draw(state, 3) == 0)
		snprintf(out, size, "2001:db8::%x", draw(state, 8));
	else
		snprintf(out, size, "10.%u.%u.%u", draw(state, 2),
		    draw(state, 4), draw(state, 8));
}

static void
directory_draw(uint32_t *state, char *out, size_t size)
{
	static const char *const parts[] = { "C=US", "C=us", "O=Demo", "O=p:demo",
		"O=De mo", "OU=a+CN=b", "CN=B+OU=a", "CN=a" };
	unsigned count = draw(state, 4);

	out[0] = '\0';
	for (unsigned i = 0; i < count; i++) {
		size_t len = strlen(out);

		snprintf(out + len, size - len, "%s%s", i > 0 ? "," : "",
		    parts[draw(state, 8)]);
	}
}

static const enum general_name_kind kinds[] = { GN_DNS, GN_DNS, GN_DNS, GN_IP,
	GN_EMAIL, GN_URI, GN_DIRECTORY };

static enum general_name_kind
name_draw(uint32_t *state, char *out, size_t size)
{
	static const char *const broken[] = { "", ".a", "a..b", "a b", "@a" };
	enum general_name_kind kind = kinds[draw(state, 7)];
	char host[64];

	if (draw(state, 60) == 0 && kind != GN_IP && kind != GN_DIRECTORY) {
		snprintf(out, size, "%s", broken[draw(state, 5)]);
		return kind;
	}
	host_draw(state, host, sizeof(host), 4);
	if (kind == GN_DNS)
		snprintf(out, size, "%s%s", draw(state, 3) == 0 ? "*." : "",
		    host);
	else if (kind == GN_URI)
		snprintf(out, size, "s://%s%s/", draw(state, 3) == 0 ?
		    "u@" : "", host);
	else if (kind == GN_EMAIL)
		mailbox_draw(state, out, size);
	else if (kind == GN_IP)
		address_draw(state, out, size);
	else
		directory_draw(state, out, size);
	return kind;
}

static enum general_name_kind
constraint_draw(uint32_t *state, char *out, size_t size)
{
	enum general_name_kind kind = kinds[draw(state, 7)];
	size_t len;

	host_draw(state, out, size, 3);
	if (draw(state, 25) == 0 && kind != GN_IP && kind != GN_DIRECTORY) {
		out[0] = '\0';
	} else if (kind == GN_IP) {
		address_draw(state, out, size);
		len = strlen(out);
		snprintf(out + len, size - len, "/%u", strchr(out, ':') !=
		    NULL ? 120 + draw(state, 9) : 12 + draw(state, 21));
	} else if (kind == GN_DIRECTORY) {
		directory_draw(state, out, size);
	} else if (kind == GN_EMAIL && draw(state, 3) == 0) {
		mailbox_draw(state, out, size);
	} else if (kind != GN_DNS && draw(state, 2) == 0) {
		memmove(out + 1, out, strlen(out) + 1);
		out[0] = '.';
	} else if (draw(state, 80) == 0) {
		strcpy(out, "*.a");
	}
	return kind;
}

/* ---- a set ------------------------------------------------------------------------ */

static void
set_draw(struct cert_spec *s, uint32_t *state, struct bytes *constraints,
    struct bytes *names)
{
	struct spec_subtree tree[2][MOST];
	struct spec_name name[MOST];
	size_t count[2] = { draw(state, MOST), draw(state, MOST) };
	size_t name_count = draw(state, MOST);
	char text[128];

	for (size_t side = 0; side < 2; side++) {
		for (size_t i = 0; i < count[side]; i++) {
			enum general_name_kind kind = constraint_draw(state,
			    text, sizeof(text));

			tree[side][i] = (struct spec_subtree){ kind,
				names_constraint(s->arena, kind,
				arena_string(s->arena, text)).value, -1, -1 };
		}
	}
	for (size_t i = 0; i < name_count; i++) {
		enum general_name_kind kind = name_draw(state, text,
		    sizeof(text));

		name[i] = (struct spec_name){ kind, names_name(s->arena, kind,
			arena_string(s->arena, text)).value };
	}
	spec_name_constraints(s, true, tree[0], count[0], tree[1], count[1]);
	spec_subject_alt_name(s, false, name, name_count);
	ck_assert(!s->failed);
	*constraints = spec_find(s, OID_CE_NAME_CONSTRAINTS)->value;
	*names = spec_find(s, OID_CE_SUBJECT_ALT_NAME)->value;
}

/* How often each outcome was met, lest the sets be too tame. */
struct tale {
	size_t clean, outside[SIDES], wildcard, malformed;
};

static void
tale_add(struct tale *t, const struct reference_counts *c,
    const struct constrained *k)
{
	t->clean += k->path.findings.count == 0;
	for (unsigned kind = 0; kind < FORMS; kind++)
		for (unsigned side = 0; side < SIDES; side++)
			t->outside[side] += c->outside[kind][side];
	t->wildcard += c->wildcard[PERMITTED] + c->wildcard[EXCLUDED];
	t->malformed += c->malformed + c->no_host;
}

static void
set_check(uint32_t *state, int number, struct tale *tale)
{
	struct arena *arena = arena_new(0);
	struct cert_spec *s = arena_alloc(arena, sizeof(*s));
	struct bytes constraints, names, subject;
	struct reference_counts counts;
	struct constrained k;
	const char *differs;
	char text[128];

	spec_start(s, arena, "set");
	set_draw(s, state, &constraints, &names);
	directory_draw(state, text, sizeof(text));
	subject = names_name(arena, GN_DIRECTORY, text).value;
	ck_assert(constrained_start(&k, constraints, true, subject, names));
	constrained_judge(&k);
	reference_judge(&k, &counts);
	differs = reference_differs(&k, &counts);
	ck_assert_msg(differs == NULL, "set %d: %s", number, differs);
	ck_assert(!k.path.findings.failed);
	tale_add(tale, &counts, &k);
	constrained_end(&k);
	arena_free(arena);
}

START_TEST(test_sets)
{
	uint32_t state = 5280;
	struct tale tale = { 0 };

	for (int i = 0; i < SETS; i++)
		set_check(&state, i, &tale);
	ck_assert_uint_gt(tale.clean, SETS / 50);
	ck_assert_uint_gt(tale.outside[PERMITTED], SETS / 2);
	ck_assert_uint_gt(tale.outside[EXCLUDED], SETS / 2);
	ck_assert_uint_gt(tale.wildcard, SETS / 50);
	ck_assert_uint_gt(tale.malformed, SETS / 50);
}
END_TEST

/* ---- ten thousand under ten thousand ------------------------------------------------ */

#define MANY 10000

enum shape { SHAPE_DNS, SHAPE_WILDCARD, SHAPE_IP, SHAPE_EMAIL, SHAPE_URI,
	SHAPE_DIRECTORY, SHAPE_NESTED, SHAPES };

static struct bytes
many_directory(struct arena *arena, unsigned i)
{
	char text[64];

	snprintf(text, sizeof(text), "C=US,O=n%u,CN=a", i);
	return names_name(arena, GN_DIRECTORY, text).value;
}

/* A number of the set; constraint: as one that holds this name alone. */
static struct spec_name
many_name(struct arena *arena, enum shape shape, unsigned i, bool constraint)
{
	static const enum general_name_kind kind[SHAPES] = { GN_DNS, GN_DNS,
		GN_IP, GN_EMAIL, GN_URI, GN_DIRECTORY, GN_DNS };
	static const struct {
		const char *before, *behind;
	} words[SHAPES] = {
		{ "n", ".example" }, { "*.n", ".example" }, { "", "" },
		{ "n", "@example" }, { "s://n", ".example/" }, { "", "" },
		{ "x.n", ".example" }
	};
	bool host = constraint && shape != SHAPE_EMAIL;
	char text[64];

	if (shape == SHAPE_DIRECTORY)
		return (struct spec_name){ GN_DIRECTORY,
			many_directory(arena, i) };
	if (shape == SHAPE_IP)
		snprintf(text, sizeof(text), "10.0.%u.%u%s", i / 256, i % 256,
		    constraint ? "/32" : "");
	else
		snprintf(text, sizeof(text), "%s%u%s", host ? "n" :
		    words[shape].before, i, host ? ".example" :
		    words[shape].behind);
	return (struct spec_name){ kind[shape], constraint ?
		names_constraint(arena, kind[shape],
		arena_string(arena, text)).value :
		names_name(arena, kind[shape],
		arena_string(arena, text)).value };
}

static double
seconds_since(clock_t start)
{
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void
many_fill(struct cert_spec *s, enum shape shape, struct bytes *constraints,
    struct bytes *names)
{
	struct spec_subtree *tree = arena_array(s->arena, MANY, sizeof(*tree));
	struct spec_name *name = arena_array(s->arena, MANY, sizeof(*name));

	for (unsigned i = 0; i < MANY; i++) {
		struct spec_name base = many_name(s->arena, shape, i, true);

		tree[i] = (struct spec_subtree){ base.kind, base.value, -1,
			-1 };
		name[i] = many_name(s->arena, shape, i, false);
	}
	spec_name_constraints(s, true, tree, MANY, NULL, 0);
	spec_subject_alt_name(s, false, name, MANY);
	ck_assert(!s->failed);
	*constraints = spec_find(s, OID_CE_NAME_CONSTRAINTS)->value;
	*names = spec_find(s, OID_CE_SUBJECT_ALT_NAME)->value;
}

/* Each name is permitted by one constraint: a quadratic judge needs 100 million
   comparisons for that. */
START_TEST(test_many)
{
	struct arena *arena = arena_new(0);
	struct cert_spec *s = arena_alloc(arena, sizeof(*s));
	struct bytes constraints, names;
	struct constrained k;
	clock_t start;
	double took;

	spec_start(s, arena, "many");
	many_fill(s, (enum shape)_i, &constraints, &names);
	start = clock();
	ck_assert(constrained_start(&k, constraints, true,
	    (struct bytes){ NULL, 0 }, names));
	constrained_judge(&k);
	took = seconds_since(start);
	ck_assert(k.path.findings.count == 0 && !k.path.findings.failed);
	ck_assert_msg(took < 0.25, "%.0f ms", 1000 * took);
	if (getenv("CONSTRAINTS_VERBOSE") != NULL)
		printf("shape %d: %.2f ms\n", _i, 1000 * took);
	constrained_end(&k);
	arena_free(arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("constraint sets");
	TCase *t = tcase_create("sets");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, test_sets);
	tcase_add_loop_test(t, test_many, 0, SHAPES);
	suite_add_tcase(s, t);
	return s;
}
