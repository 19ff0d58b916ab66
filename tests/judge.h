/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A scenario minted and judged in memory. */
#ifndef TESTS_JUDGE_H
#define TESTS_JUDGE_H

#include "ca/staged.h"
#include "path/verdict.h"

#define JUDGE_SEED "chainwright"

struct judged {
	struct cw_scenario *scenario;
	struct scenario *s;             /* inside it, to be edited */
	struct cw_verdict *verdict;
	const struct findings *found;   /* of the verdict */
};

/*
 * Keys are shared by all that are judged: made before the first test, so that no
 * test makes an RSA key of its own.
 */
void judge_setup(void);
void judge_teardown(void);

/* The good scenario; CW_TLS12_RSA: with an RSA key. */
void judge_start(struct judged *j, enum cw_tls tls);
/* Mints; false: what was planted does not go together. */
bool judge_mint(struct judged *j);
/* Asks the question of what was minted. */
void judge_ask(struct judged *j);
void judge_free(struct judged *j);

/* Start, plant, mint, ask. */
void judge_defect(struct judged *j, enum failure_id id, enum cw_tls tls);
/* The repaired twin of one that was judged. */
void judge_twin(struct judged *j, const struct judged *broken);

/* Lines "severity slug" of all findings, to tell what went wrong; free(). */
char *judge_list(const struct judged *j);

#endif
