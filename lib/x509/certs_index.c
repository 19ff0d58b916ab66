/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/certs.h"
#include "x509/name.h"

/* Up to here looking at every hash is quicker than a table. */
#define FEW 8

static size_t
bucket_of(const struct certs_index *x, uint64_t hash)
{
	return (size_t)(hash ^ hash >> 32) & (x->buckets - 1);
}

static void
chain(struct certs_index *x, size_t i)
{
	uint32_t *bucket = &x->bucket[bucket_of(x, x->hash[i])];

	x->next[i] = *bucket;
	*bucket = (uint32_t)i + 1;
}

/* Room for twice as many, and a table that is at most half full. */
static bool
grow(struct cw_certs *certs)
{
	struct certs_index *x = &certs->index, wide = *x;
	size_t i;

	wide.size = x->size == 0 ? FEW : 2 * x->size;
	if (wide.size >= UINT32_MAX / 2)
		return false;
	wide.hash = arena_array(certs->arena, wide.size, sizeof(*wide.hash));
	wide.next = arena_array(certs->arena, wide.size, sizeof(*wide.next));
	if (wide.hash == NULL || wide.next == NULL)
		return false;
	if (wide.size > FEW) {
		wide.buckets = 2 * wide.size;
		wide.bucket = arena_array(certs->arena, wide.buckets,
		    sizeof(*wide.bucket));
		if (wide.bucket == NULL)
			return false;
	}
	for (i = 0; i < x->count; i++) {
		wide.hash[i] = x->hash[i];
		if (wide.bucket != NULL)
			chain(&wide, i);
	}
	*x = wide;
	return true;
}

bool
certs_index(struct cw_certs *certs)
{
	struct certs_index *x = &certs->index;

	while (x->count < certs->count) {
		if (x->count == x->size && !grow(certs))
			return false;
		x->hash[x->count] = name_hash(certs->cert[x->count]->subject);
		if (x->bucket != NULL)
			chain(x, x->count);
		x->count++;
	}
	return true;
}

/* The first of i and those behind it in its bucket, or in the list of few. */
static size_t
same_hash(const struct certs_index *x, uint64_t hash, size_t i)
{
	while (i < x->count && x->hash[i] != hash)
		i = x->bucket == NULL ? i + 1 : (size_t)x->next[i] - 1;
	return i < x->count ? i : CERTS_NONE;
}

size_t
certs_first(const struct cw_certs *certs, uint64_t hash)
{
	const struct certs_index *x = &certs->index;

	if (x->bucket == NULL)
		return same_hash(x, hash, 0);
	return same_hash(x, hash,
	    (size_t)x->bucket[bucket_of(x, hash)] - 1);
}

size_t
certs_next(const struct cw_certs *certs, size_t i)
{
	const struct certs_index *x = &certs->index;

	return same_hash(x, x->hash[i],
	    x->bucket == NULL ? i + 1 : (size_t)x->next[i] - 1);
}
