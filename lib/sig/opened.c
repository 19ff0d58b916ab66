/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gmp.h>
#include <gnutls/crypto.h>
#include "sig/algorithm.h"
#include "sig/key.h"
#include "sig/opened.h"

#define HASH_OCTETS 64
#define PADDING_LEAST 8                 /* octets of ff, RFC 8017 9.2 */

bool
sig_can_open(const struct algorithm *algorithm)
{
	const struct sig_algorithm *a = sig_algorithm_find(algorithm->id);

	return a != NULL && a->kind == KEY_RSA;
}

/* signature ^ exponent mod modulus, in as many octets as the modulus. */
static bool
block_open(const struct spki *key, struct bytes signature,
    struct arena *arena, struct bytes *out)
{
	size_t len = (key->bits + 7) / 8, used;
	uint8_t *octets = arena_alloc(arena, len);
	mpz_t n, e, s;

	if (octets == NULL)
		return false;
	mpz_inits(n, e, s, NULL);
	mpz_import(n, key->modulus.len, 1, 1, 1, 0, key->modulus.data);
	mpz_import(e, key->exponent.len, 1, 1, 1, 0, key->exponent.data);
	mpz_import(s, signature.len, 1, 1, 1, 0, signature.data);
	mpz_powm(s, s, e, n);
	used = (mpz_sizeinbase(s, 2) + 7) / 8;
	memset(octets, 0, len);
	mpz_export(octets + (len - used), NULL, 1, 1, 1, 0, s);
	mpz_clears(n, e, s, NULL);
	*out = (struct bytes){ octets, len };
	return true;
}

/* 00 01 ff ... ff 00 DigestInfo; empty: something else. */
static struct bytes
padding_skip(struct bytes block)
{
	size_t i = 2;

	if (block.len < 3 || block.data[0] != 0 || block.data[1] != 1)
		return (struct bytes){ NULL, 0 };
	while (i < block.len && block.data[i] == 0xff)
		i++;
	if (i < 2 + PADDING_LEAST || i == block.len || block.data[i] != 0)
		return (struct bytes){ NULL, 0 };
	return bytes_skip(block, i + 1);
}

static bool
digest_info(gnutls_sign_algorithm_t algorithm, struct bytes message,
    struct arena *arena, struct bytes *out)
{
	gnutls_digest_algorithm_t hash =
	    gnutls_sign_get_hash_algorithm(algorithm);
	uint8_t octets[HASH_OCTETS];
	gnutls_datum_t digest = { octets, 0 }, info;

	if (gnutls_hash_get_len(hash) > sizeof(octets) ||
	    gnutls_hash_fast(hash, message.data, message.len, octets) != 0)
		return false;
	digest.size = gnutls_hash_get_len(hash);
	if (gnutls_encode_ber_digest_info(hash, &digest, &info) != 0)
		return false;
	*out = (struct bytes){ info.data, info.size };
	out->data = arena_copy(arena, *out);
	gnutls_free(info.data);
	return out->data != NULL;
}

bool
sig_open(const struct spki *key, const struct algorithm *algorithm,
    struct bytes message, const struct bit_string *signature,
    struct arena *arena, struct sig_opened *out)
{
	struct sig_opened opened;

	if (!sig_can_open(algorithm) || key->kind != KEY_RSA ||
	    sig_key_problem(key) != NULL || signature->unused != 0 ||
	    signature->bytes.len != (key->bits + 7) / 8)
		return false;
	if (!block_open(key, signature->bytes, arena, &opened.block) ||
	    !digest_info(sig_algorithm_find(algorithm->id)->gnutls, message,
	    arena, &opened.computed))
		return false;
	opened.digest_info = padding_skip(opened.block);
	*out = opened;
	return true;
}
