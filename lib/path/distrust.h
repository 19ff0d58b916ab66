/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef PATH_DISTRUST_H
#define PATH_DISTRUST_H

#include "path/walk.h"

/* Prepares the list of the question. False: no memory. */
bool distrust_start(struct cw_verdict *v);

/* The entry with the key of this certificate, or NULL. */
const struct cert *distrust_find(const struct cw_verdict *v,
    const struct cert *c);

#endif
