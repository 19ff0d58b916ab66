/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Private keys: made, read, used, wiped. They live here and nowhere else. */
#ifndef CA_KEY_H
#define CA_KEY_H

#include "base/buffer.h"
#include "base/error.h"
#include "ca/chainwright-ca.h"
#include "der/oid.h"

enum key_type {
	KEY_TYPE_P256, KEY_TYPE_P384, KEY_TYPE_ED25519, KEY_TYPE_RSA2048,
	KEY_TYPE_RSA3072, KEY_TYPE_P521, KEY_TYPE_ED448, KEY_TYPE_RSA4096,
	KEY_TYPE_RSA6144, KEY_TYPE_RSA8192,
	/* RSA that is for PSS alone (id-RSASSA-PSS) */
	KEY_TYPE_PSS2048, KEY_TYPE_PSS3072, KEY_TYPE_PSS4096,
	KEY_TYPE_RSA1024, KEY_TYPE_P224         /* for defects alone */
};

/* Those that somebody may ask for, as sentences list them. */
#define KEY_TYPES "p256, p384, p521, ed25519, ed448, rsa2048, rsa3072, " \
	"rsa4096, rsa6144, rsa8192, rsa-pss, rsa-pss3072 or rsa-pss4096"

struct key;

/*
 * A new key. seed NULL: from the system's randomness; otherwise the same seed
 * and label give the same key on every machine (test-only, and RSA too).
 */
struct key *key_new(enum key_type type, const char *seed, const char *label,
    struct cw_error *err);
void key_free(struct key *key);

enum key_type key_type(const struct key *key);
/* A word of KEY_TYPES; false: another. */
bool key_type_read(const char *word, enum key_type *type);
/* The same; -1: the sentence names those there are. */
int key_type_take(const char *word, enum key_type *type, struct cw_error *err);
/* The word of the type. */
const char *key_type_word(enum key_type type);
/* RSA that enciphers as well as it signs. */
bool key_type_enciphers(enum key_type type);
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
/*
 * Reads PKCS#8 in PEM or DER. One that a passphrase protects is asked for it
 * (secret NULL: is refused); name is what the question calls the key.
 */
struct key *key_import(struct bytes octets, const char *name,
    const struct cw_passphrase *secret, struct cw_error *err);

/*
 * Appends an EncryptedPrivateKeyInfo in DER (RFC 5958 3): PBES2, AES-256 in CBC
 * mode, PBKDF2 with HMAC-SHA-256 and KEY_ROUNDS rounds.
 */
#define KEY_ROUNDS 600000u
int key_seal(struct bytes pkcs8, const char *passphrase, struct buffer *sealed,
    struct cw_error *err);
/* The same with a passphrase that is asked for. */
int key_seal_asked(struct bytes pkcs8, const char *name,
    const struct cw_passphrase *secret, struct buffer *sealed,
    struct cw_error *err);
/* Whether the DER is that and not the key itself. */
bool key_is_sealed(struct bytes der);
/* "PRIVATE KEY" or "ENCRYPTED PRIVATE KEY": the label of its PEM block. */
const char *key_label(struct bytes der);

/*
 * A key that stays in a token (PKCS#11, RFC 7512): it can tell its public half
 * and sign. The PIN is asked for as a passphrase is, unless the URL says where
 * it is.
 */
bool key_is_url(const char *word);
struct key *key_open(const char *url, const struct cw_passphrase *secret,
    struct cw_error *err);
/* Where it stays; NULL: it is here. */
const char *key_url(const struct key *key);

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
