/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A CA with name constraints and a certificate with names below it, made of the
 * two extensions alone; and a second judge of them, who is slow and plain.
 */
#ifndef TESTS_CONSTRAINED_H
#define TESTS_CONSTRAINED_H

#include "path/name_constraints.h"

struct constrained {
	struct arena *arena;
	struct cert ca, leaf;
	struct extension constraints, names;
	struct path path;
	struct cw_verdict verdict;
	struct walk walk;
};

/*
 * The values of nameConstraints and subjectAltName, and a Name or nothing.
 * False: one of them cannot be read, or there is no memory.
 */
bool constrained_start(struct constrained *k, struct bytes constraints,
    bool critical, struct bytes subject, struct bytes names);
/* Walks both; what is found stands in path.findings. */
void constrained_judge(struct constrained *k);
void constrained_end(struct constrained *k);

/* Names by what is wrong with them. */
struct reference_counts {
	size_t outside[FORMS][SIDES], wildcard[SIDES];
	size_t malformed, no_host, unsupported;
};

/*
 * Each name against each constraint, one after another. Which names and
 * constraints can be read at all is taken from lib/path; the CA's constraints
 * have neither minimum nor maximum.
 */
void reference_judge(const struct constrained *k, struct reference_counts *out);

/* Where the findings and the counts differ, in words; NULL: nowhere. */
const char *reference_differs(const struct constrained *k,
    const struct reference_counts *counts);

#endif
