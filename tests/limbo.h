/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the limbo harness share. */
#ifndef TESTS_LIMBO_H
#define TESTS_LIMBO_H

#include <jansson.h>
#include <chainwright.h>

#define CONTEXT_MAX 4096

enum judgement { JUDGED_GOOD, JUDGED_BAD, NOT_JUDGED };

struct limbo_run {
	bool forced;                    /* the profile, by the command line */
	enum cw_profile profile;
	struct public_suffixes *suffixes;
};

/* A string of the object; "" when it is absent, or none. */
const char *limbo_text(const json_t *o, const char *key);

/* Adds words to the context, separated by spaces. */
void limbo_say(char context[CONTEXT_MAX], const char *words);

/* limbo_question.c: the question that a case asks. NULL: all of it can be
   asked; else what cannot, in words. Strings stay those of the case. */
const char *limbo_question(const json_t *c, const struct limbo_run *run,
    struct cw_question *q);

/* limbo_signature.c: whether the signature of options verifies. */
enum judgement limbo_signature(const json_t *c, char context[CONTEXT_MAX]);

#endif
