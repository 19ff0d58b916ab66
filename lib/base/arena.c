/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include "base/arena.h"

#define DEFAULT_LIMIT ((size_t)256 << 20)
#define FIRST_CHUNK ((size_t)4096)
#define LARGEST_CHUNK ((size_t)1 << 20)
#define ALIGNMENT _Alignof(max_align_t)

struct chunk {
	struct chunk *before;
	size_t size, used;
	max_align_t octets[];
};

struct arena {
	struct chunk *chunk;            /* that allocations are taken from */
	size_t next_size;
	size_t left;                    /* of the limit */
};

struct arena *
arena_new(size_t limit)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->next_size = FIRST_CHUNK;
	a->left = limit == 0 ? DEFAULT_LIMIT : limit;
	if (a->left > SIZE_MAX / 4)
		a->left = SIZE_MAX / 4;
	return a;
}

void
arena_free(struct arena *a)
{
	struct chunk *c, *before;

	if (a == NULL)
		return;
	for (c = a->chunk; c != NULL; c = before) {
		before = c->before;
		free(c);
	}
	free(a);
}

/* A chunk with room for size octets; a large one of its own stands behind the
   current one, which is not full yet. */
static struct chunk *
chunk_add(struct arena *a, size_t size)
{
	bool large = size > a->next_size / 2;
	size_t room = large ? size : a->next_size;
	struct chunk *c = malloc(sizeof(*c) + room);

	if (c == NULL)
		return NULL;
	c->before = NULL;
	c->size = room;
	c->used = 0;
	if (large && a->chunk != NULL) {
		c->before = a->chunk->before;
		a->chunk->before = c;
		return c;
	}
	c->before = a->chunk;
	a->chunk = c;
	if (a->next_size < LARGEST_CHUNK)
		a->next_size *= 2;
	return c;
}

/* Octets as they come; a chunk is not touched before it is used. */
static uint8_t *
take(struct arena *a, size_t size)
{
	struct chunk *c = a->chunk;
	uint8_t *octets;

	if (size > a->left)
		return NULL;
	if (size == 0)
		size = 1;
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (c == NULL || size > c->size - c->used) {
		c = chunk_add(a, size);
		if (c == NULL)
			return NULL;
	}
	octets = (uint8_t *)c->octets + c->used;
	c->used += size;
	a->left -= size < a->left ? size : a->left;
	return octets;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	uint8_t *octets = take(a, size);

	return octets == NULL ? NULL : memset(octets, 0, size);
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return arena_alloc(a, count * size);
}

uint8_t *
arena_copy(struct arena *a, struct bytes b)
{
	uint8_t *copy;

	if (b.len == SIZE_MAX)
		return NULL;
	copy = take(a, b.len + 1);
	if (copy == NULL)
		return NULL;
	if (b.len > 0)
		memcpy(copy, b.data, b.len);
	copy[b.len] = 0;
	return copy;
}

char *
arena_string(struct arena *a, const char *string)
{
	return (char *)arena_copy(a, bytes_of(string));
}
