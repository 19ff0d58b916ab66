/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gmp.h>

#include "sig/rsa.h"

#define LIMB_OCTETS sizeof(mp_limb_t)
#define LIMBS (RSA_LOOKED_AT / 8 / sizeof(mp_limb_t))
#define SMALL 752u
#define ROCA_LAST 167u
#define ROUNDS 100

/* Limbs of the number, the lowest first; 0: too large, or nothing. */
static mp_size_t
limbs_read(struct bytes n, mp_limb_t limb[LIMBS])
{
	while (n.len > 0 && n.data[0] == 0)
		n = bytes_skip(n, 1);
	if (n.len > LIMBS * LIMB_OCTETS)
		return 0;
	memset(limb, 0, LIMBS * sizeof(limb[0]));
	for (size_t i = 0; i < n.len; i++)
		limb[i / LIMB_OCTETS] |= (mp_limb_t)n.data[n.len - 1 - i] <<
		    8 * (i % LIMB_OCTETS);
	return (mp_size_t)((n.len + LIMB_OCTETS - 1) / LIMB_OCTETS);
}

static bool
is_prime(unsigned n)
{
	for (unsigned i = 3; i * i <= n; i += 2)
		if (n % i == 0)
			return false;
	return n > 2;
}

/* Whether n is a power of 65537 modulo this prime. */
static bool
is_roca_residue(mp_limb_t n, unsigned prime)
{
	unsigned power = 1;

	do {
		if (power == n)
			return true;
		power = power * (65537 % prime) % prime;
	} while (power != 1);
	return false;
}

/*
 * The generator made p = k M + 65537^a mod M, M a product of the first primes:
 * so n is a power of 65537 modulo each of them, which one in 2^27 of other
 * moduli is (Nemec and others, "The Return of Coppersmith's Attack").
 */
static enum rsa_weakness
residues_look(const mp_limb_t *n, mp_size_t len)
{
	bool roca = true;
	mp_limb_t rest;

	for (unsigned prime = 3; prime < SMALL; prime += 2) {
		if (!is_prime(prime))
			continue;
		rest = mpn_mod_1(n, len, prime);
		if (rest == 0)
			return RSA_SMALL_FACTOR;
		if (roca && prime <= ROCA_LAST)
			roca = is_roca_residue(rest, prime);
	}
	return roca ? RSA_ROCA : RSA_SOUND;
}

/*
 * Fermat: n = a a - b b with a from the root of n up. The square of b grows by
 * 2 a + 1 from one a to the next.
 */
static bool
fermat_factors(const mp_limb_t *n, mp_size_t len)
{
	mp_limb_t a[LIMBS / 2 + 2], square[LIMBS + 4], rest[LIMBS];
	mp_size_t half = (len + 1) / 2, wide, size;

	if (mpn_sqrtrem(a, rest, n, len) == 0)
		return true;            /* a square itself */
	a[half] = mpn_add_1(a, a, half, 1);
	half += a[half] != 0;
	wide = 2 * half;
	mpn_sqr(square, a, half);
	mpn_sub(square, square, wide, n, len);
	for (int i = 0; i < ROUNDS; i++) {
		for (size = wide; size > 0 && square[size - 1] == 0; size--)
			;
		if (size > 0 && mpn_perfect_square_p(square, size))
			return true;
		square[wide] = mpn_add_1(square + half, square + half,
		    wide - half, mpn_addmul_1(square, a, half, 2));
		mpn_add_1(square, square, wide, 1);
		mpn_add_1(a, a, half, 1);
	}
	return false;
}

enum rsa_weakness
rsa_weakness(struct bytes modulus)
{
	enum rsa_weakness weakness;
	mp_limb_t n[LIMBS];
	mp_size_t len = limbs_read(modulus, n);

	/* Small and even ones are refused for that. */
	if (len < 2 || (n[0] & 1) == 0)
		return RSA_SOUND;
	weakness = residues_look(n, len);
	if (weakness != RSA_SOUND)
		return weakness;
	return fermat_factors(n, len) ? RSA_CLOSE_PRIMES : RSA_SOUND;
}
