/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RSASSA-PSS: GnuTLS wants salts of one length; certificates may have any. */
#include "config.h"

#include <gmp.h>
#include <nettle/nettle-meta.h>
#include <nettle/pss.h>
#include <nettle/sha2.h>
#include <stddef.h>
#include "sig/algorithm.h"

/* HashAlgorithm ::= AlgorithmIdentifier; RFC 4055 2.1: NULL or absent. */
static bool
hash_read(struct der_reader *r, enum oid *hash)
{
	struct algorithm a;

	if (!algorithm_read(r, &a) || !der_end(r))
		return false;
	if (a.parameters.len != 0 && (a.parameters.len != 2 ||
	    a.parameters.data[0] != DER_NULL))
		return false;
	*hash = a.id;
	return true;
}

/* MaskGenAlgorithm ::= SEQUENCE { id-mgf1, HashAlgorithm } */
static bool
mask_read(struct der_reader *r, enum oid *hash)
{
	struct der_reader inner;
	struct algorithm a;

	if (!algorithm_read(r, &a) || !der_end(r) || a.id != OID_MGF1)
		return false;
	der_start(&inner, a.parameters, r->trouble);
	return hash_read(&inner, hash);
}

static bool
number_read(struct der_reader *r, uint32_t *out)
{
	return der_uint(r, out) && der_end(r);
}

/*
 * RSASSA-PSS-params ::= SEQUENCE {
 *     hashAlgorithm    [0] DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1,
 *     saltLength       [2] DEFAULT 20,   trailerField     [3] DEFAULT 1 }
 */
bool
pss_parameters_read(struct bytes element, struct pss_parameters *out)
{
	struct pss_parameters p = { OID_SHA1, OID_SHA1, 20 };
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, seq, inner;
	uint32_t trailer = 1;
	bool present;

	der_start(&r, element, &trouble);
	if (!der_open(&r, DER_SEQUENCE, &seq) || !der_end(&r))
		return false;
	if (!der_open_optional(&seq, DER_CONTEXT_CONSTRUCTED(0), &present,
	    &inner) || (present && !hash_read(&inner, &p.hash)))
		return false;
	if (!der_open_optional(&seq, DER_CONTEXT_CONSTRUCTED(1), &present,
	    &inner) || (present && !mask_read(&inner, &p.mask_hash)))
		return false;
	if (!der_open_optional(&seq, DER_CONTEXT_CONSTRUCTED(2), &present,
	    &inner) || (present && !number_read(&inner, &p.salt)))
		return false;
	if (!der_open_optional(&seq, DER_CONTEXT_CONSTRUCTED(3), &present,
	    &inner) || (present && !number_read(&inner, &trailer)))
		return false;
	if (!der_end(&seq) || trailer != 1)
		return false;
	*out = p;
	return true;
}

static const struct nettle_hash *
hash_find(enum oid hash)
{
	switch (hash) {
	case OID_SHA1:
		return &nettle_sha1;
	case OID_SHA224:
		return &nettle_sha224;
	case OID_SHA256:
		return &nettle_sha256;
	case OID_SHA384:
		return &nettle_sha384;
	case OID_SHA512:
		return &nettle_sha512;
	case OID_SHA512_256:
		return &nettle_sha512_256;
	default:
		return NULL;
	}
}

/* RFC 4055 3.3: a key that names parameters is for those alone, and the salt
   may only be longer. */
static bool
key_allows(const struct spki *key, const struct pss_parameters *p)
{
	struct pss_parameters own;

	if (key->kind != KEY_RSA_PSS || key->algorithm.parameters.len == 0)
		return true;
	return pss_parameters_read(key->algorithm.parameters, &own) &&
	    own.hash == p->hash && own.mask_hash == p->mask_hash &&
	    p->salt >= own.salt;
}

static bool
mpz_verify(const struct spki *key, const struct pss_parameters *p,
    const struct nettle_hash *hash, struct bytes signature,
    const uint8_t *digest)
{
	mpz_t n, e, s;
	bool good;

	mpz_inits(n, e, s, NULL);
	mpz_import(n, key->modulus.len, 1, 1, 1, 0, key->modulus.data);
	mpz_import(e, key->exponent.len, 1, 1, 1, 0, key->exponent.data);
	mpz_import(s, signature.len, 1, 1, 1, 0, signature.data);
	good = mpz_cmp(s, n) < 0;
	if (good) {
		mpz_powm(s, s, e, n);
		good = pss_verify_mgf1(s, key->bits - 1, hash, p->salt,
		    digest) == 1;
	}
	mpz_clears(n, e, s, NULL);
	return good;
}

#define MAX_CONTEXT 512         /* octets of the largest of the hashes' states */

enum sig_result
pss_verify(const struct spki *key, const struct algorithm *algorithm,
    struct bytes message, struct bytes signature)
{
	union {
		max_align_t align;
		uint8_t octets[MAX_CONTEXT];
	} context;
	uint8_t digest[SHA512_DIGEST_SIZE];
	const struct nettle_hash *hash;
	struct pss_parameters p;

	if (!pss_parameters_read(algorithm->parameters, &p))
		return SIG_PARAMETERS_INVALID;
	hash = hash_find(p.hash);
	if (hash == NULL || p.mask_hash != p.hash ||
	    hash->context_size > sizeof(context))
		return SIG_ALGORITHM_UNKNOWN;
	if (!key_allows(key, &p))
		return SIG_KEY_MISMATCH;
	if (p.salt > key->modulus.len)
		return SIG_BAD;
	hash->init(&context);
	hash->update(&context, message.len, message.data);
	hash->digest(&context, hash->digest_size, digest);
	return mpz_verify(key, &p, hash, signature, digest) ? SIG_GOOD : SIG_BAD;
}
