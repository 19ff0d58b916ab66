/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an input may cost: the rows of limits.def, and a choice within them. */
#ifndef BASE_LIMIT_H
#define BASE_LIMIT_H

#include <chainwright.h>

enum limit {
#define LIMIT(ID, ...) LIMIT_##ID,
#include "base/limits.def"
#undef LIMIT
	LIMIT_COUNT
};

/* LIMIT_DEPTH_DEFAULT and LIMIT_DEPTH_MOST. */
enum {
#define LIMIT(ID, name, by_default, least, most, ...) \
	LIMIT_##ID##_DEFAULT = by_default, LIMIT_##ID##_MOST = most,
#include "base/limits.def"
#undef LIMIT
};

/* One of each, within what limits.def allows. */
struct limit_set {
	unsigned most[LIMIT_COUNT];
};

/* The defaults. */
void limit_set_start(struct limit_set *set);
/*
 * Changes some of them; of two for one name the latter counts. -1: a name that
 * is none, or a number that is out of bounds; the set is as it was.
 */
int limit_set_change(struct limit_set *set, const struct cw_limit *list,
    size_t count, struct cw_error *err);

/* What the set allows; NULL: the most that any can, for what was read within a
   set before. */
unsigned limit_most(const struct limit_set *set, enum limit what);
/* "depth"; what it counts, in words. */
const char *limit_name(enum limit what);
const char *limit_counts(enum limit what);

#endif
