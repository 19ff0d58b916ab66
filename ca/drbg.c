/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>

#include "ca/drbg.h"

/* Room for the state of the largest hash in use. */
struct hmac {
	struct sha512_ctx outer, inner, state;
};

static void
hmac_start(const struct drbg *d, struct hmac *h)
{
	hmac_set_key(&h->outer, &h->inner, &h->state, d->hash,
	    d->hash->digest_size, d->k);
}

static void
hmac_add(const struct drbg *d, struct hmac *h, size_t len,
    const uint8_t *octets)
{
	hmac_update(&h->state, d->hash, len, octets);
}

static void
hmac_end(const struct drbg *d, struct hmac *h, uint8_t *out)
{
	hmac_digest(&h->outer, &h->inner, &h->state, d->hash,
	    d->hash->digest_size, out);
	explicit_bzero(h, sizeof(*h));
}

/* V = HMAC(K, V) */
static void
v_step(struct drbg *d)
{
	struct hmac h;

	hmac_start(d, &h);
	hmac_add(d, &h, d->hash->digest_size, d->v);
	hmac_end(d, &h, d->v);
}

/* K = HMAC(K, V || octet || parts), then V: half of HMAC_DRBG_Update. */
static void
key_step(struct drbg *d, uint8_t octet, const struct bytes *part, size_t count)
{
	struct hmac h;

	hmac_start(d, &h);
	hmac_add(d, &h, d->hash->digest_size, d->v);
	hmac_add(d, &h, 1, &octet);
	for (size_t i = 0; i < count; i++)
		hmac_add(d, &h, part[i].len, part[i].data);
	hmac_end(d, &h, d->k);
	v_step(d);
}

void
drbg_seed(struct drbg *d, const struct nettle_hash *hash,
    const struct bytes *part, size_t count)
{
	d->hash = hash;
	memset(d->k, 0, sizeof(d->k));
	memset(d->v, 1, sizeof(d->v));
	key_step(d, 0, part, count);
	key_step(d, 1, part, count);
}

void
drbg_random(void *drbg, size_t len, uint8_t *out)
{
	struct drbg *d = drbg;

	while (len > 0) {
		size_t n = d->hash->digest_size;

		v_step(d);
		if (n > len)
			n = len;
		memcpy(out, d->v, n);
		out += n;
		len -= n;
	}
	key_step(d, 0, NULL, 0);
}

void
drbg_wipe(struct drbg *d)
{
	explicit_bzero(d, sizeof(*d));
}
