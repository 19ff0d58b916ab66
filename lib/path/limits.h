/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a hostile chain may cost: numbers of limits.def, spent and reported. */
#ifndef PATH_LIMITS_H
#define PATH_LIMITS_H

#include <chainwright.h>

enum limit {
#define LIMIT(ID, by_default, most, why) LIMIT_##ID,
#include "path/limits.def"
#undef LIMIT
	LIMIT_COUNT
};

struct limits {
	unsigned most[LIMIT_COUNT];
	unsigned spent[LIMIT_COUNT];
	bool reached[LIMIT_COUNT];      /* something was left undone for it */
};

/* Those of the question, clipped to what limits.def allows. */
void limits_start(struct limits *l, const struct cw_question *question);

/* Takes one; false: none is left, which is remembered. */
bool limits_spend(struct limits *l, enum limit what);

/* What the limit counts, in words. */
const char *limit_counts(enum limit what);

#endif
