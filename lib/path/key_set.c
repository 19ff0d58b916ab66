/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "path/key_set.h"

/* Octet for octet, what ends first before what goes on: so all that a key is a
   prefix of stands right behind it. */
static int
octets_compare(struct bytes a, struct bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.data, b.data, len);

	return order != 0 ? order : a.len < b.len ? -1 : a.len > b.len;
}

/* Equal ones in the order in which they stand in the certificate. */
static int
key_compare(const void *first, const void *second)
{
	const struct key *a = first, *b = second;
	int order = octets_compare(a->key, b->key);

	return order != 0 ? order : a->base.data < b->base.data ? -1 :
	    a->base.data > b->base.data;
}

static bool
is_prefix(struct bytes prefix, struct bytes of)
{
	return prefix.len <= of.len && (prefix.len == 0 ||
	    memcmp(prefix.data, of.data, prefix.len) == 0);
}

void
key_set_sort(struct key_set *set)
{
	if (set->count > 1)
		qsort(set->key, set->count, sizeof(*set->key), key_compare);
}

void
key_set_build(struct key_set *set)
{
	size_t kept = 0, i;

	key_set_sort(set);
	for (i = 0; i < set->count; i++)
		if (kept == 0 ||
		    !is_prefix(set->key[kept - 1].key, set->key[i].key))
			set->key[kept++] = set->key[i];
	set->count = kept;
}

/* The last whose key does not come behind this one. */
static const struct key *
last_before(const struct key_set *set, struct bytes key)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (octets_compare(set->key[middle].key, key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? &set->key[low - 1] : NULL;
}

/* Since none lies within another, what covers the key is the one before it: any
   that stood between would lie within that. */
const struct key *
key_set_covers(const struct key_set *set, struct bytes key)
{
	const struct key *k = last_before(set, key);

	return k != NULL && is_prefix(k->key, key) ? k : NULL;
}

const struct key *
key_set_find(const struct key_set *set, struct bytes key)
{
	const struct key *k = last_before(set, key);

	return k != NULL && k->key.len == key.len && is_prefix(k->key, key) ?
	    k : NULL;
}
