/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Private keys: made, read, used, wiped. They live here and nowhere else. */
#ifndef CA_KEY_H
#define CA_KEY_H

#include "base/buffer.h"
#include "base/error.h"
#include "der/oid.h"

enum key_type {
	KEY_TYPE_P256, KEY_TYPE_P384, KEY_TYPE_ED25519, KEY_TYPE_RSA2048,
	KEY_TYPE_RSA3072,
	KEY_TYPE_RSA1024, KEY_TYPE_P224         /* for defects alone */
};

struct key;

/*
 * A new key. seed NULL: from the system's randomness; otherwise the same seed
 * and label give the same key on every machine (test-only, and RSA too).
 */
struct key *key_new(enum key_type type, const char *seed, const char *label,
    struct cw_error *err);
void key_free(struct key *key);

enum key_type key_type(const struct key *key);
/* "p256", "p384", "ed25519", "rsa2048", "rsa3072"; false: another word. */
bool key_type_read(const char *word, enum key_type *type);
/* "EC P-256", "RSA 2048": as people read it. */
const char *key_type_text(enum key_type type);
/* Appends the SubjectPublicKeyInfo. */
int key_public(const struct key *key, struct buffer *spki,
    struct cw_error *err);
/*
 * Appends the signature of the message by the algorithm whose OID is given
 * (OID_UNKNOWN: the key's own, SHA-256 or SHA-384 to its size): the contents of
 * the BIT STRING without its count. The same key and message give the same
 * signature: ECDSA by RFC 6979, PSS with a salt derived from both.
 */
int key_sign(const struct key *key, enum oid algorithm, struct bytes message,
    struct buffer *signature, struct cw_error *err);
/* The signature algorithm that key_sign takes for OID_UNKNOWN. */
enum oid key_algorithm(const struct key *key);
/* Appends PKCS#8 in DER; the caller wipes it. */
int key_export(const struct key *key, struct buffer *pkcs8,
    struct cw_error *err);
/* Reads PKCS#8 in PEM or DER. */
struct key *key_import(struct bytes octets, struct cw_error *err);

/*
 * Keys by type and label, made when first asked for and freed with the cache:
 * scenarios that share one do not make an RSA key each. seed as for key_new; it
 * is not copied.
 */
struct key_cache;
struct key_cache *key_cache_new(const char *seed, struct cw_error *err);
void key_cache_free(struct key_cache *cache);
const struct key *key_cache_get(struct key_cache *cache, enum key_type type,
    const char *label, struct cw_error *err);

#endif
