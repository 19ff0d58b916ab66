/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Inputs made to cost time, and what has to come of them: counted by check_work,
 * measured by bench_work.
 */
#ifndef TESTS_WORK_H
#define TESTS_WORK_H

#include "tests/grove.h"

#define WORK_LIMITS 6

struct work {
	const char *name;
	/* Fills the lists of the grove, n large, or the file. */
	void (*grow)(struct grove *g, size_t n);
	void (*write)(struct buffer *file, size_t n);
	size_t n;
	size_t twice;                   /* n for an input twice as large that is
	                                   still within limits; 0: none */
	struct cw_limit limit[WORK_LIMITS];     /* raised; NULL ends them */
	const char *found;              /* slugs, or part of the sentence that
	                                   refuses the file; NULL: either of valid
	                                   and path-search-budget-exhausted */
	unsigned signatures, steps;     /* at most; of size n */
};

extern const struct work works[];
extern const size_t work_count;

/* How many limits it raises. */
size_t work_limits(const struct work *w);
/* A list is read anew within the limits of the work, as a program reads it. */
struct cw_certs *work_read(const struct work *w, const struct cw_certs *from);

#endif
