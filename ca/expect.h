/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a scenario on disk says of itself: expect.json and index.json. */
#ifndef CA_EXPECT_H
#define CA_EXPECT_H

#include "ca/staged.h"

/* chainwright-expect-1. The caller frees it with free(); NULL: no memory. */
char *expect_json(const struct cw_scenario *scenario);

/* chainwright-break-1, a case at a time. */
struct expect_index;
struct expect_index *expect_index_new(int64_t at);      /* NULL: no memory */
int expect_index_add(struct expect_index *index,
    const struct cw_scenario *scenario);                /* -1: no memory */
/* The text, and the index is freed. */
char *expect_index_end(struct expect_index *index);
void expect_index_free(struct expect_index *index);

#endif
