/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include "path/cache.h"
#include "sig/hash.h"

#define BY_DEFAULT 4096
#define MOST ((size_t)1 << 20)
#define WAYS 4                  /* places that one signature may take */

struct entry {
	uint8_t digest[SHA256_OCTETS];
	uint64_t used;                  /* when last; 0: empty */
	enum sig_result result;
};

struct cw_cache {
	uint64_t clock;
	size_t sets;
	bool busy;                      /* a thread is inside */
	struct entry entry[];
};

struct cw_cache *
cw_cache_new(size_t signatures)
{
	struct cw_cache *c;
	size_t sets = 1;

	if (signatures == 0)
		signatures = BY_DEFAULT;
	if (signatures > MOST)
		signatures = MOST;
	while (sets * WAYS < signatures)
		sets *= 2;
	c = calloc(1, sizeof(*c) + sets * WAYS * sizeof(c->entry[0]));
	if (c != NULL)
		c->sets = sets;
	return c;
}

void
cw_cache_free(struct cw_cache *cache)
{
	free(cache);
}

/* Held for a few comparisons; layers below the handshake have no threads. */
static void
enter(struct cw_cache *c)
{
	while (__atomic_test_and_set(&c->busy, __ATOMIC_ACQUIRE))
		continue;
}

static void
leave(struct cw_cache *c)
{
	__atomic_clear(&c->busy, __ATOMIC_RELEASE);
}

void
cache_key(const struct cert *child, const struct spki *signer,
    struct cache_key *key)
{
	const uint8_t unused = (uint8_t)child->signature.unused;
	const struct bytes parts[] = { child->tbs, child->outer_algorithm.whole,
		{ &unused, 1 }, child->signature.bytes, signer->whole,
		signer->algorithm.parameters };

	sha256_parts(parts, sizeof(parts) / sizeof(parts[0]), key->digest);
}

/* The places are chosen by the digest, which nobody can steer. */
static struct entry *
places(struct cw_cache *c, const struct cache_key *key)
{
	uint64_t at;

	memcpy(&at, key->digest, sizeof(at));
	return &c->entry[at % c->sets * WAYS];
}

bool
cache_find(struct cw_cache *c, const struct cache_key *key,
    enum sig_result *result)
{
	struct entry *e = places(c, key);
	bool found = false;
	size_t i;

	enter(c);
	for (i = 0; i < WAYS && !found; i++) {
		found = e[i].used != 0 && memcmp(e[i].digest, key->digest,
		    sizeof(key->digest)) == 0;
		if (found) {
			*result = e[i].result;
			e[i].used = ++c->clock;
		}
	}
	leave(c);
	return found;
}

void
cache_keep(struct cw_cache *c, const struct cache_key *key,
    enum sig_result result)
{
	struct entry *e = places(c, key), *oldest = e;
	size_t i;

	enter(c);
	for (i = 1; i < WAYS; i++)
		if (e[i].used < oldest->used)
			oldest = &e[i];
	memcpy(oldest->digest, key->digest, sizeof(key->digest));
	oldest->result = result;
	oldest->used = ++c->clock;
	leave(c);
}
