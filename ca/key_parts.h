/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a private key is made of: for ca/key*.c alone. */
#ifndef CA_KEY_PARTS_H
#define CA_KEY_PARTS_H

#include <gnutls/abstract.h>
#include <nettle/ecc.h>
#include <nettle/eddsa.h>
#include <nettle/rsa.h>

#include "ca/key.h"
#include "x509/spki.h"

#define KEY_MAX_OCTETS 66       /* of a coordinate or a scalar */
#define KEY_RSA_OCTETS (8192 / 8)

struct key {
	enum key_type type;
	struct ecc_scalar scalar;               /* EC */
	struct ecc_point point;
	uint8_t ed_private[ED448_KEY_SIZE];     /* Ed25519 has 32 of them */
	uint8_t ed_public[ED448_KEY_SIZE];
	struct rsa_private_key rsa;             /* RSA */
	struct rsa_public_key rsa_public;
	gnutls_privkey_t token;                 /* NULL: it is here */
	struct key_pin *pin;                    /* who the token asks */
	char *url;
	struct buffer token_spki;
};

/* What every type of key has. */
struct key_form {
	const char *word;               /* "p256" */
	const char *text;               /* "EC P-256" */
	enum key_kind kind;
	enum oid curve;                 /* OID_UNKNOWN: not EC */
	const struct ecc_curve *(*get_curve)(void);
	unsigned bits;                  /* of the modulus or the field */
	enum oid algorithm;             /* to sign with */
	int gnutls;                     /* gnutls_sign_algorithm_t of that */
};

const struct key_form *key_form(enum key_type type);
bool key_is_rsa(const struct key *key);
bool key_is_ec(const struct key *key);
/* The type of that kind and size or curve; false: there is none. */
bool key_type_find(enum key_kind kind, unsigned bits, enum key_type *type);

/* Appends what key_seal sealed; asks for the passphrase. */
int key_unseal(struct bytes sealed, const char *name,
    const struct cw_passphrase *secret, struct buffer *pkcs8,
    struct cw_error *err);

/* An empty key of that type; NULL: no memory. */
struct key *key_alloc(enum key_type type, struct cw_error *err);
/* Octets of a coordinate, of the private scalar or of an Edwards key. */
size_t key_field_octets(const struct key *key);
/* The private scalar, key_field_octets of them. */
void key_scalar_octets(const struct key *key, uint8_t *out);
/* The public half of an Edwards key from the private one. */
void key_edwards_derive(struct key *key);
/* Signs in the token by the type's own algorithm. */
int key_token_sign(const struct key *key, struct bytes message,
    struct buffer *signature, struct cw_error *err);
void key_token_close(struct key *key);
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
