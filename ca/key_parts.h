/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a private key is made of: for ca/key*.c alone. */
#ifndef CA_KEY_PARTS_H
#define CA_KEY_PARTS_H

#include <nettle/ecc.h>
#include <nettle/eddsa.h>
#include <nettle/rsa.h>

#include "ca/key.h"

#define KEY_MAX_OCTETS 66       /* of a coordinate or a scalar */

struct key {
	enum key_type type;
	struct ecc_scalar scalar;               /* EC */
	struct ecc_point point;
	uint8_t ed_private[ED25519_KEY_SIZE];   /* Ed25519 */
	uint8_t ed_public[ED25519_KEY_SIZE];
	struct rsa_private_key rsa;             /* RSA */
	struct rsa_public_key rsa_public;
};

/* What every type of key has. */
struct key_form {
	const char *word;               /* "p256" */
	const char *text;               /* "EC P-256" */
	enum oid curve;                 /* OID_UNKNOWN: not EC */
	const struct ecc_curve *(*get_curve)(void);
	unsigned bits;                  /* of the modulus or the field */
	enum oid algorithm;             /* to sign with */
};

const struct key_form *key_form(enum key_type type);
bool key_is_rsa(const struct key *key);
bool key_is_ec(const struct key *key);

/* An empty key of that type; NULL: no memory. */
struct key *key_alloc(enum key_type type, struct cw_error *err);
/* Octets of a coordinate or of the private scalar. */
size_t key_field_octets(const struct key *key);
/* The private scalar, key_field_octets of them. */
void key_scalar_octets(const struct key *key, uint8_t *out);
/* Wipes a number before it is freed. */
void number_wipe(mpz_t number);

/* The system's randomness as a nettle_random_func. Such a function cannot
   fail; trouble is remembered. */
struct system_random {
	bool failed;
};
void system_random(void *ctx, size_t len, uint8_t *out);

/* Octets that use, seed and label alone decide, for what is no key. */
void key_seed_octets(const char *use, const char *seed, const char *label,
    uint8_t *out, size_t len);

/* A seeded RSA key: primes drawn from the generator by key_rsa.c. */
struct drbg;
bool key_rsa_draw(struct key *key, unsigned bits, struct drbg *d);

#endif
