/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the limbo harness share. */
#ifndef TESTS_LIMBO_H
#define TESTS_LIMBO_H

#include <jansson.h>
#include <chainwright.h>
#include "base/arena.h"
#include "base/bytes.h"

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

/* limbo_revocation.c */

/* Adds the crls of a case; false: one is no string, or no memory. */
bool limbo_crls(const json_t *c, struct cw_crls *crls,
    char context[CONTEXT_MAX]);
/* Adds the response of its options, if there is one. */
bool limbo_ocsp(const json_t *c, struct cw_ocsp *ocsp,
    char context[CONTEXT_MAX]);
/* Whether each of its CRLs decodes. */
enum judgement limbo_crl_form(const json_t *c, char context[CONTEXT_MAX]);

/* Base64 on one line, of that key; false: no memory. */
bool limbo_octets(struct arena *arena, const json_t *options, const char *key,
    struct bytes *out);

/* limbo_signature.c: whether the signature of options verifies. */
enum judgement limbo_signature(const json_t *c, char context[CONTEXT_MAX]);

#endif
