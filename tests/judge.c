/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/judge.h"
#include "tests/test.h"

static struct key_cache *keys;

void
judge_setup(void)
{
	struct cw_error err;

	keys = key_cache_new(JUDGE_SEED, &err);
	ck_assert_msg(keys != NULL, "%s", err.text);
	ck_assert(key_cache_get(keys, KEY_TYPE_RSA2048, "leaf", &err) != NULL);
	ck_assert(key_cache_get(keys, KEY_TYPE_RSA1024, "leaf", &err) != NULL);
}

void
judge_teardown(void)
{
	key_cache_free(keys);
	keys = NULL;
}

void
judge_start(struct judged *j, enum cw_tls tls)
{
	const struct cw_scenario_options options = {
		.tls = tls, .now = TEST_NOW, .seed = JUDGE_SEED
	};
	struct cw_error err;

	memset(j, 0, sizeof(*j));
	ck_assert_msg(staged_start(&options, keys, &j->scenario, &err) == 0,
	    "%s", err.text);
	j->s = &j->scenario->s;
}

bool
judge_mint(struct judged *j)
{
	return staged_finish(j->scenario, NULL) == 0;
}

void
judge_ask(struct judged *j)
{
	struct cw_error err;

	ck_assert_msg(cw_verify(cw_scenario_question(j->scenario),
	    &j->verdict, &err) == 0, "%s", err.text);
	j->found = &j->verdict->findings;
}

void
judge_free(struct judged *j)
{
	cw_verdict_free(j->verdict);
	cw_scenario_free(j->scenario);
}

void
judge_defect(struct judged *j, enum failure_id id, enum cw_tls tls)
{
	judge_start(j, tls);
	defect_apply(j->s, id);
	ck_assert_msg(judge_mint(j), "%s is not minted", failure_get(id)->slug);
	judge_ask(j);
}

void
judge_twin(struct judged *j, const struct judged *broken)
{
	struct cw_error err;

	memset(j, 0, sizeof(*j));
	ck_assert_msg(staged_twin(broken->scenario, &j->scenario, &err) == 0,
	    "%s", err.text);
	j->s = &j->scenario->s;
	judge_ask(j);
}

char *
judge_list(const struct judged *j)
{
	static const char *const word[] = { "off", "note", "warning", "error" };
	struct buffer out = BUFFER_EMPTY;

	buffer_string(&out, "found:\n");
	for (size_t i = 0; i < j->found->count; i++)
		buffer_format(&out, "%s %s\n",
		    word[j->found->list[i].severity],
		    failure_get(j->found->list[i].id)->slug);
	return buffer_steal(&out);
}
