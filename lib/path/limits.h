/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a hostile chain may cost: numbers of limits.def, spent and reported. */
#ifndef PATH_LIMITS_H
#define PATH_LIMITS_H

#include "base/limit.h"
#include "x509/spki.h"

struct limits {
	unsigned most[LIMIT_COUNT];
	unsigned spent[LIMIT_COUNT];
	bool reached[LIMIT_COUNT];      /* something was left undone for it */
};

/* The defaults, changed as the question says. -1: it says it wrongly. */
int limits_start(struct limits *l, const struct cw_question *question,
    struct cw_error *err);

/* Takes one; false: none is left, which is remembered. */
bool limits_spend(struct limits *l, enum limit what);
/* Takes as many as are asked for, or none. */
bool limits_spend_many(struct limits *l, enum limit what, size_t count);

/* Whether a signature by this key may be checked; false: *broken forbids it. */
bool limits_take_key(const struct limits *l, const struct spki *key,
    enum limit *broken);

#endif
