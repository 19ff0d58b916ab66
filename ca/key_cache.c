/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>

#include "ca/key.h"

struct key_cache_entry {
	struct key_cache_entry *next;
	struct key *key;
	char *label;
};

struct key_cache {
	const char *seed;
	struct key_cache_entry *first;
};

struct key_cache *
key_cache_new(const char *seed, struct cw_error *err)
{
	struct key_cache *cache = calloc(1, sizeof(*cache));

	if (cache == NULL) {
		error_memory(err);
		return NULL;
	}
	cache->seed = seed;
	return cache;
}

static void
entry_free(struct key_cache_entry *e)
{
	if (e == NULL)
		return;
	key_free(e->key);
	free(e->label);
	free(e);
}

void
key_cache_free(struct key_cache *cache)
{
	struct key_cache_entry *next;

	if (cache == NULL)
		return;
	for (struct key_cache_entry *e = cache->first; e != NULL; e = next) {
		next = e->next;
		entry_free(e);
	}
	free(cache);
}

const struct key *
key_cache_get(struct key_cache *cache, enum key_type type, const char *label,
    struct cw_error *err)
{
	struct key_cache_entry *e;

	for (e = cache->first; e != NULL; e = e->next)
		if (key_type(e->key) == type && strcmp(e->label, label) == 0)
			return e->key;
	e = calloc(1, sizeof(*e));
	if (e == NULL || (e->label = strdup(label)) == NULL) {
		entry_free(e);
		error_memory(err);
		return NULL;
	}
	e->key = key_new(type, cache->seed, label, err);
	if (e->key == NULL) {
		entry_free(e);
		return NULL;
	}
	e->next = cache->first;
	cache->first = e;
	return e->key;
}
