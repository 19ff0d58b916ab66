/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HMAC_DRBG of NIST SP 800-90A 10.1.2. One generator, two uses: keys and serial
 * numbers that a seed fixes, and the nonces of ECDSA, since RFC 6979 3.2 is
 * this generator seeded with the private key and the hash.
 */
#ifndef CA_DRBG_H
#define CA_DRBG_H

#include <nettle/nettle-meta.h>

#include "base/bytes.h"

#define DRBG_MAX_DIGEST 64

struct drbg {
	const struct nettle_hash *hash;
	uint8_t k[DRBG_MAX_DIGEST], v[DRBG_MAX_DIGEST];
};

/* Seeds it with the parts, one behind the other. */
void drbg_seed(struct drbg *d, const struct nettle_hash *hash,
    const struct bytes *part, size_t count);
/* Draws len octets: a nettle_random_func whose context is the generator. */
void drbg_random(void *drbg, size_t len, uint8_t *out);
void drbg_wipe(struct drbg *d);

#endif
