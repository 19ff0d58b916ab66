/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What nearly every chain is signed with, by nettle itself: GnuTLS's way there
 * takes a tenth of an RSA verification. Anything else, and whatever nettle does
 * not take as a key, goes by GnuTLS.
 */
#include "config.h"

#include <nettle/sha2.h>
#include "sig/key.h"

void
direct_import(struct sig_key *key, const struct spki *spki)
{
	struct bytes x, y;
	mpz_t a, b;

	if (spki->kind == KEY_RSA) {
		rsa_public_key_init(&key->rsa);
		mpz_import(key->rsa.n, spki->modulus.len, 1, 1, 1, 0,
		    spki->modulus.data);
		mpz_import(key->rsa.e, spki->exponent.len, 1, 1, 1, 0,
		    spki->exponent.data);
		key->direct = rsa_public_key_prepare(&key->rsa) == 1 ?
		    DIRECT_RSA : DIRECT_NONE;
		if (key->direct == DIRECT_NONE)
			rsa_public_key_clear(&key->rsa);
	}
	if (spki->kind != KEY_EC || !sig_coordinates(spki, &x, &y))
		return;
	mpz_inits(a, b, NULL);
	mpz_import(a, x.len, 1, 1, 1, 0, x.data);
	mpz_import(b, y.len, 1, 1, 1, 0, y.data);
	ecc_point_init(&key->point, sig_curve(spki->curve));
	key->direct = ecc_point_set(&key->point, a, b) == 1 ? DIRECT_EC :
	    DIRECT_NONE;
	if (key->direct == DIRECT_NONE)
		ecc_point_clear(&key->point);
	mpz_clears(a, b, NULL);
}

void
direct_clear(struct sig_key *key)
{
	if (key->direct == DIRECT_RSA)
		rsa_public_key_clear(&key->rsa);
	if (key->direct == DIRECT_EC)
		ecc_point_clear(&key->point);
	key->direct = DIRECT_NONE;
}

/* Octets of the digest; 0: another hash than those here. */
static size_t
digest(enum oid hash, struct bytes message, uint8_t out[SHA512_DIGEST_SIZE])
{
	union {
		struct sha256_ctx sha256;
		struct sha512_ctx sha512;
	} ctx;

	switch (hash) {
	case OID_SHA256:
		sha256_init(&ctx.sha256);
		sha256_update(&ctx.sha256, message.len, message.data);
		sha256_digest(&ctx.sha256, SHA256_DIGEST_SIZE, out);
		return SHA256_DIGEST_SIZE;
	case OID_SHA384:
		sha384_init(&ctx.sha512);
		sha384_update(&ctx.sha512, message.len, message.data);
		sha384_digest(&ctx.sha512, SHA384_DIGEST_SIZE, out);
		return SHA384_DIGEST_SIZE;
	case OID_SHA512:
		sha512_init(&ctx.sha512);
		sha512_update(&ctx.sha512, message.len, message.data);
		sha512_digest(&ctx.sha512, SHA512_DIGEST_SIZE, out);
		return SHA512_DIGEST_SIZE;
	default:
		return 0;
	}
}

static bool
rsa_good(const struct sig_key *key, enum oid hash, const uint8_t *octets,
    struct bytes value)
{
	bool good;
	mpz_t s;

	mpz_init(s);
	mpz_import(s, value.len, 1, 1, 1, 0, value.data);
	good = hash == OID_SHA256 ?
	    rsa_sha256_verify_digest(&key->rsa, octets, s) == 1 :
	    rsa_sha512_verify_digest(&key->rsa, octets, s) == 1;
	mpz_clear(s);
	return good;
}

static bool
ecdsa_good(const struct sig_key *key, const uint8_t *octets, size_t len,
    const struct sig_numbers *n)
{
	struct dsa_signature signature;
	bool good;

	dsa_signature_init(&signature);
	mpz_import(signature.r, n->r.len, 1, 1, 1, 0, n->r.data);
	mpz_import(signature.s, n->s.len, 1, 1, 1, 0, n->s.data);
	good = ecdsa_verify(&key->point, len, octets, &signature) == 1;
	dsa_signature_clear(&signature);
	return good;
}

bool
direct_verify(const struct sig_key *key, enum oid hash, struct bytes message,
    struct bytes value, const struct sig_numbers *numbers,
    enum sig_result *result)
{
	uint8_t octets[SHA512_DIGEST_SIZE];
	size_t len;
	bool good;

	if (key->direct == DIRECT_NONE ||
	    (key->direct == DIRECT_RSA && hash == OID_SHA384))
		return false;
	len = digest(hash, message, octets);
	if (len == 0)
		return false;
	good = key->direct == DIRECT_RSA ? rsa_good(key, hash, octets, value) :
	    ecdsa_good(key, octets, len, numbers);
	*result = good ? SIG_GOOD : SIG_BAD;
	return true;
}
