/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Signatures by nettle. Nothing but the key and the message decides them: the
 * nonce of ECDSA is RFC 6979's and the salt of PSS is derived alike, so that a
 * scenario made twice from one seed is the same octets.
 */
#include "config.h"

#include <stdlib.h>

#include <nettle/dsa.h>
#include <nettle/ecdsa.h>
#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "ca/drbg.h"
#include "ca/encode.h"
#include "ca/key_parts.h"

enum sign_kind { SIGN_RSA, SIGN_RSA_PSS, SIGN_ECDSA, SIGN_EDWARDS };

static const struct sign_method {
	enum oid algorithm;
	enum sign_kind kind;
	const struct nettle_hash *hash;
	enum oid hash_oid;
} methods[] = {
	{ OID_ECDSA_SHA256, SIGN_ECDSA, &nettle_sha256, OID_SHA256 },
	{ OID_ECDSA_SHA384, SIGN_ECDSA, &nettle_sha384, OID_SHA384 },
	{ OID_ECDSA_SHA512, SIGN_ECDSA, &nettle_sha512, OID_SHA512 },
	{ OID_ECDSA_SHA224, SIGN_ECDSA, &nettle_sha224, OID_SHA224 },
	{ OID_ECDSA_SHA1, SIGN_ECDSA, &nettle_sha1, OID_SHA1 },
	{ OID_RSA_SHA256, SIGN_RSA, &nettle_sha256, OID_SHA256 },
	{ OID_RSA_SHA384, SIGN_RSA, &nettle_sha384, OID_SHA384 },
	{ OID_RSA_SHA512, SIGN_RSA, &nettle_sha512, OID_SHA512 },
	{ OID_RSA_SHA224, SIGN_RSA, &nettle_sha224, OID_SHA224 },
	{ OID_RSA_SHA1, SIGN_RSA, &nettle_sha1, OID_SHA1 },
	{ OID_RSA_MD5, SIGN_RSA, &nettle_md5, OID_MD5 },
	{ OID_RSASSA_PSS, SIGN_RSA_PSS, &nettle_sha256, OID_SHA256 },
	{ OID_ED25519, SIGN_EDWARDS, NULL, OID_UNKNOWN },
	{ OID_ED448, SIGN_EDWARDS, NULL, OID_UNKNOWN },
};

/* The order of the group of points: SEC 2 2.4.2, 2.5.1 and so on. */
static const struct {
	enum key_type type;
	const char *order;
} orders[] = {
	{ KEY_TYPE_P224,
	    "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d" },
	{ KEY_TYPE_P256, "ffffffff00000000ffffffffffffffff"
	    "bce6faada7179e84f3b9cac2fc632551" },
	{ KEY_TYPE_P384, "ffffffffffffffffffffffffffffffffffffffffffffffff"
	    "c7634d81f4372ddf581a0db248b0a77aecec196accc52973" },
	{ KEY_TYPE_P521, "1ff"
	    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
	    "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409" },
};

static const struct sign_method *
method_find(const struct key *key, enum oid algorithm)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		const struct sign_method *m = &methods[i];

		if (m->algorithm != algorithm)
			continue;
		if (m->kind == SIGN_EDWARDS)
			return key_algorithm(key) == algorithm ? m : NULL;
		if (m->kind == SIGN_ECDSA)
			return key_is_ec(key) ? m : NULL;
		return m->kind == SIGN_RSA_PSS ? key_is_rsa(key) ? m : NULL :
		    key_form(key->type)->kind == KEY_RSA ? m : NULL;
	}
	return NULL;
}

static void
digest_compute(const struct nettle_hash *hash, struct bytes message,
    uint8_t digest[DRBG_MAX_DIGEST])
{
	struct sha512_ctx state;        /* the largest */

	hash->init(&state);
	hash->update(&state, message.len, message.data);
	hash->digest(&state, hash->digest_size, digest);
}

/*
 * RFC 6979 2.3.4, bits2octets: the leftmost bits of the hash as a number modulo
 * the order of the group.
 */
static void
digest_reduce(const struct key *key, struct bytes digest, uint8_t *out)
{
	size_t octets = key_field_octets(key);
	mpz_t number, order;

	if (digest.len > octets)
		digest.len = octets;
	mpz_init(order);
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (orders[i].type == key->type)
			mpz_set_str(order, orders[i].order, 16);
	nettle_mpz_init_set_str_256_u(number, digest.len, digest.data);
	mpz_fdiv_r(number, number, order);
	nettle_mpz_get_str_256(octets, out, number);
	mpz_clear(number);
	mpz_clear(order);
}

static void
ecdsa_value(const struct dsa_signature *value, struct buffer *out)
{
	uint8_t octets[KEY_MAX_OCTETS];
	size_t start = encode_open(out), len = sizeof(octets);

	nettle_mpz_get_str_256(len, octets, value->r);
	encode_magnitude(out, (struct bytes){ octets, len });
	nettle_mpz_get_str_256(len, octets, value->s);
	encode_magnitude(out, (struct bytes){ octets, len });
	encode_close(out, start, DER_SEQUENCE);
}

/*
 * RFC 6979 2.3.2, bits2int, for the one order whose length is no multiple of 8:
 * it takes the leftmost bits of what was drawn, where nettle takes the last.
 */
static void
random_521(void *drbg, size_t len, uint8_t *out)
{
	drbg_random(drbg, len, out);
	for (size_t i = len; i-- > 0;)
		out[i] = (uint8_t)(out[i] >> 7 | (i > 0 ? out[i - 1] << 1 : 0));
}

static void
sign_ecdsa(const struct key *key, const struct sign_method *m,
    struct bytes digest, struct buffer *out)
{
	uint8_t scalar[KEY_MAX_OCTETS], reduced[KEY_MAX_OCTETS];
	struct bytes part[2] = { { scalar, key_field_octets(key) },
	    { reduced, key_field_octets(key) } };
	struct dsa_signature value;
	struct drbg d;

	key_scalar_octets(key, scalar);
	digest_reduce(key, digest, reduced);
	drbg_seed(&d, m->hash, part, 2);
	explicit_bzero(scalar, sizeof(scalar));
	dsa_signature_init(&value);
	ecdsa_sign(&key->scalar, &d, key->type == KEY_TYPE_P521 ? random_521 :
	    drbg_random, digest.len, digest.data, &value);
	drbg_wipe(&d);
	ecdsa_value(&value, out);
	dsa_signature_clear(&value);
}

/* RFC 8017 9.2: what PKCS #1 signs is a DigestInfo. */
static void
digest_info(const struct sign_method *m, struct bytes digest,
    struct buffer *out)
{
	size_t start = encode_open(out);

	encode_algorithm(out, m->hash_oid, true);
	encode_element(out, DER_OCTET_STRING, digest);
	encode_close(out, start, DER_SEQUENCE);
}

static bool
sign_pkcs1(const struct key *key, const struct sign_method *m,
    struct bytes digest, mpz_t value)
{
	struct system_random r = { false };
	struct buffer info = BUFFER_EMPTY;
	bool good;

	digest_info(m, digest, &info);
	good = !info.failed && rsa_pkcs1_sign_tr(&key->rsa_public, &key->rsa,
	    &r, system_random, info.len, info.data, value) == 1 && !r.failed;
	buffer_free(&info);
	return good;
}

/* A salt of 32 octets from the private exponent and the hash. */
static void
salt_derive(const struct key *key, struct bytes digest, uint8_t salt[32])
{
	uint8_t exponent[KEY_RSA_OCTETS];
	struct bytes part[2] = { { exponent, key->rsa_public.size }, digest };
	struct drbg d;

	nettle_mpz_get_str_256(part[0].len, exponent, key->rsa.d);
	drbg_seed(&d, &nettle_sha256, part, 2);
	explicit_bzero(exponent, sizeof(exponent));
	drbg_random(&d, 32, salt);
	drbg_wipe(&d);
}

static bool
sign_pss(const struct key *key, struct bytes digest, mpz_t value)
{
	struct system_random r = { false };
	uint8_t salt[32];

	salt_derive(key, digest, salt);
	return rsa_pss_sha256_sign_digest_tr(&key->rsa_public, &key->rsa, &r,
	    system_random, sizeof(salt), salt, digest.data, value) == 1 &&
	    !r.failed;
}

static int
sign_rsa(const struct key *key, const struct sign_method *m,
    struct bytes digest, struct buffer *out, struct cw_error *err)
{
	uint8_t octets[KEY_RSA_OCTETS];
	size_t len = key->rsa_public.size;
	mpz_t value;
	bool good;

	mpz_init(value);
	good = len <= sizeof(octets) && (m->kind == SIGN_RSA_PSS ?
	    sign_pss(key, digest, value) : sign_pkcs1(key, m, digest, value));
	if (good) {
		nettle_mpz_get_str_256(len, octets, value);
		buffer_add(out, (struct bytes){ octets, len });
	} else
		error_set(err, "signing with a key (%s) failed",
		    key_form(key->type)->text);
	mpz_clear(value);
	return good ? 0 : -1;
}

static void
sign_edwards(const struct key *key, struct bytes message, struct buffer *out)
{
	uint8_t value[ED448_SIGNATURE_SIZE];

	if (key->type == KEY_TYPE_ED448) {
		ed448_shake256_sign(key->ed_public, key->ed_private,
		    message.len, message.data, value);
		buffer_add(out, (struct bytes){ value, ED448_SIGNATURE_SIZE });
	} else {
		ed25519_sha512_sign(key->ed_public, key->ed_private,
		    message.len, message.data, value);
		buffer_add(out,
		    (struct bytes){ value, ED25519_SIGNATURE_SIZE });
	}
}

int
key_sign(const struct key *key, enum oid algorithm, struct bytes message,
    struct buffer *signature, struct cw_error *err)
{
	const struct sign_method *m;
	uint8_t digest[DRBG_MAX_DIGEST];
	struct bytes hash;

	if (algorithm == OID_UNKNOWN)
		algorithm = key_algorithm(key);
	m = method_find(key, algorithm);
	if (m == NULL) {
		error_set(err, "a key of type %s cannot sign by %s",
		    key_form(key->type)->text, oid_name(algorithm));
		return -1;
	}
	if (key->token != NULL)
		return key_token_sign(key, message, signature, err);
	if (m->kind == SIGN_EDWARDS) {
		sign_edwards(key, message, signature);
	} else {
		digest_compute(m->hash, message, digest);
		hash = (struct bytes){ digest, m->hash->digest_size };
		if (m->kind == SIGN_ECDSA)
			sign_ecdsa(key, m, hash, signature);
		else if (sign_rsa(key, m, hash, signature, err) < 0)
			return -1;
	}
	return signature->failed ? error_memory(err) : 0;
}
