/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Constraints of one form, sorted by their keys, so that which of them a name
 * lies within takes one binary search.
 */
#ifndef PATH_KEY_SET_H
#define PATH_KEY_SET_H

#include "base/arena.h"

struct key {
	struct bytes key;
	struct bytes base;              /* the constraint's own octets */
};

struct key_set {
	struct key *key;
	size_t count;
};

/* Sorts them and drops those that lie within another one. */
void key_set_build(struct key_set *set);
/* Sorts them and keeps them all. */
void key_set_sort(struct key_set *set);
/* The constraint whose key is a prefix of this one, of a set that was built;
   NULL: there is none. */
const struct key *key_set_covers(const struct key_set *set, struct bytes key);
/* One whose key is this one; NULL: there is none. */
const struct key *key_set_find(const struct key_set *set, struct bytes key);

#endif
