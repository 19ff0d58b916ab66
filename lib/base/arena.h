/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that is freed all at once, and never grows past its bound. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/bytes.h"

struct arena;

/* An arena that hands out at most limit octets (0: 256 MiB). NULL: no memory. */
struct arena *arena_new(size_t limit);

/* Frees the arena and all that it handed out. NULL is allowed. */
void arena_free(struct arena *a);

/*
 * size zeroed octets, aligned for any type, or NULL: no memory or bound
 * reached. count elements of size octets are checked for overflow.
 */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t count, size_t size);

/* A copy of the octets, followed by a NUL that is not counted; or NULL. */
uint8_t *arena_copy(struct arena *a, struct bytes b);
char *arena_string(struct arena *a, const char *string);

#endif
