/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Signatures that were checked for earlier questions: known by the SHA-256 of
 * all that decides the result, so that nothing else can stand for them. Bounded;
 * what was not asked for longest makes room. Several threads may share one.
 */
#ifndef PATH_CACHE_H
#define PATH_CACHE_H

#include <chainwright.h>
#include "sig/hash.h"
#include "sig/verify.h"
#include "x509/cert.h"

struct cache_key {
	uint8_t digest[SHA256_OCTETS];
};

/* Of the signature that the key made, or not, on the child. */
void cache_key(const struct cert *child, const struct spki *signer,
    struct cache_key *key);

bool cache_find(struct cw_cache *c, const struct cache_key *key,
    enum sig_result *result);
/* Never SIG_FAILED, which says nothing of the signature. */
void cache_keep(struct cw_cache *c, const struct cache_key *key,
    enum sig_result result);

#endif
