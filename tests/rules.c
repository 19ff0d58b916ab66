/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "path/walk.h"
#include "tests/rules.h"
#include "tests/test.h"

static void
walk_run(struct walk *w)
{
	struct path *p = w->path;

	for (size_t i = p->count; i-- > 0;) {
		w->index = i;
		w->cert = p->cert[i];
		w->issuer = i + 1 < p->count ? p->cert[i + 1] : NULL;
		w->is_anchor = i + 1 == p->count;
		w->is_target = i == 0;
		check_extended_key_usage(w);
		check_algorithm_strength(w);
		check_extension_profile(w);
		check_names(w);
		check_peer_name(w);
	}
}

/* The first certificate sent, its issuer, and so on to the self-issued one. */
static void
path_fill(struct path *p, const struct scenario *s,
    const struct scenario_minted *minted, struct arena *arena)
{
	const struct origin origin = { "test", 0, 0 };
	int i = s->sent[0];

	while (true) {
		p->cert[p->count] = cert_read(arena, minted->der[i], origin);
		ck_assert_ptr_nonnull(p->cert[p->count]);
		ck_assert(p->cert[p->count++]->readable);
		if (s->cert[i].issuer == i)
			break;
		i = s->cert[i].issuer;
	}
	p->anchored = true;
}

static void
found_write(const struct findings *found, struct buffer *out)
{
	static const char *const words[] = { "off", "note", "warning",
		"error" };

	for (size_t i = 0; i < found->count; i++) {
		const struct finding *f = &found->list[i];

		if (i > 0)
			buffer_string(out, ", ");
		buffer_format(out, "%s %s", words[f->severity],
		    failure_get(f->id)->slug);
	}
}

/* Every value is of the kind that its row says, and lies in memory. */
static void
values_check(const struct finding *f)
{
	const char *kinds = failure_get(f->id)->values;

	for (size_t i = 0; i < FINDING_VALUES; i++) {
		int due = i < strlen(kinds) ? kinds[i] : 0;

		ck_assert_msg((int)f->value[i].kind == due,
		    "%s: value %zu is of kind %d, not %d",
		    failure_get(f->id)->slug, i + 1, (int)f->value[i].kind,
		    due);
		if (due == VALUE_WORD)
			ck_assert_ptr_nonnull(f->value[i].as.word);
	}
	if (f->cert != NULL && f->at.len > 0)
		ck_assert(bytes_within(f->at, f->cert->der));
}

static void
scenario_judge(struct scenario *s, const struct rules_case *c,
    struct arena *arena, struct buffer *out)
{
	struct cw_error err;
	struct key_cache *keys = key_cache_new("test", &err);
	struct scenario_minted minted;
	struct path path = { .count = 0 };
	struct cw_verdict verdict = { .arena = arena };
	struct severity_rule rule = { .profile = s->profile,
		.strict = (s->strict ? STRICT_ISSUERS : 0u) |
		    (c->min_rsa_bits != 0 ? STRICT_KEYS : 0u) |
		    (c->weak_hashes != CW_WEAK_BY_PROFILE ? STRICT_HASHES :
		    0u) };
	struct walk w = { .found = &path.findings,
		.question = &verdict.question, .verdict = &verdict,
		.path = &path };

	ck_assert_ptr_nonnull(keys);
	ck_assert_msg(scenario_mint(s, keys, "test", &minted, &err) == 0, "%s",
	    err.text);
	verdict.question = (struct cw_question){
		.at = s->now, .name_type = s->name_type, .name = s->name,
		.any_name = s->name_type == CW_NAME_NONE,
		.profile = s->profile, .purpose = s->purpose,
		.anchor_mode = s->anchor_mode, .strict = s->strict,
		.weak_hashes = c->weak_hashes, .min_rsa_bits = c->min_rsa_bits
	};
	path_fill(&path, s, &minted, arena);
	findings_start(&path.findings, arena, &rule);
	walk_run(&w);
	ck_assert(!path.findings.failed);
	for (size_t i = 0; i < path.findings.count; i++)
		values_check(&path.findings.list[i]);
	found_write(&path.findings, out);
	key_cache_free(keys);
}

void
rules_check(const struct rules_case *c)
{
	struct arena *arena = arena_new(0);
	struct scenario *s = malloc(sizeof(*s));
	struct buffer found = BUFFER_EMPTY;

	ck_assert(arena != NULL && s != NULL);
	scenario_good(s, arena, TEST_NOW, KEY_TYPE_P256);
	s->anchor_mode = c->anchor_mode;
	if (c->edit != NULL)
		c->edit(s);
	/* The case says how it is judged, whatever its defect would want. */
	s->profile = c->profile;
	s->strict = c->strict;
	buffer_string(&found, "");
	scenario_judge(s, c, arena, &found);
	ck_assert_msg(strcmp((const char *)found.data, c->found) == 0,
	    "%s: \"%s\", not \"%s\"", c->name, (const char *)found.data,
	    c->found);
	buffer_free(&found);
	free(s);
	arena_free(arena);
}
