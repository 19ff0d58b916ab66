/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RSA keys that a seed fixes. The primes are drawn here and not by nettle,
 * whose way of searching is its own affair and may change from version to
 * version: what a seed gives stands in golden files.
 */
#include "config.h"

#include "ca/drbg.h"
#include "ca/key_parts.h"

#define RSA_EXPONENT 65537
#define PRIME_TESTS 32
#define PRIME_MAX_OCTETS (KEY_RSA_OCTETS / 2)

/*
 * The first odd number drawn, with its two upper bits set, that is prime and
 * whose predecessor has no factor in common with the exponent.
 */
static void
prime_draw(mpz_t prime, unsigned bits, struct drbg *d)
{
	uint8_t octets[PRIME_MAX_OCTETS];
	size_t len = bits / 8;

	do {
		drbg_random(d, len, octets);
		octets[0] |= 0xc0;
		octets[len - 1] |= 1;
		nettle_mpz_set_str_256_u(prime, len, octets);
	} while (mpz_fdiv_ui(prime, RSA_EXPONENT) == 1 ||
	    mpz_probab_prime_p(prime, PRIME_TESTS) == 0);
	explicit_bzero(octets, sizeof(octets));
}

/* d, and the parts of the Chinese remainder theorem, from p and q. */
static bool
exponents_derive(struct key *key, mpz_t p1, mpz_t q1)
{
	struct rsa_private_key *rsa = &key->rsa;
	bool good;

	mpz_mul(key->rsa_public.n, rsa->p, rsa->q);
	mpz_set_ui(key->rsa_public.e, RSA_EXPONENT);
	mpz_sub_ui(p1, rsa->p, 1);
	mpz_sub_ui(q1, rsa->q, 1);
	mpz_lcm(rsa->d, p1, q1);
	good = mpz_invert(rsa->d, key->rsa_public.e, rsa->d) != 0 &&
	    mpz_invert(rsa->c, rsa->q, rsa->p) != 0;
	mpz_fdiv_r(rsa->a, rsa->d, p1);
	mpz_fdiv_r(rsa->b, rsa->d, q1);
	return good && rsa_public_key_prepare(&key->rsa_public) == 1 &&
	    rsa_private_key_prepare(rsa) == 1;
}

bool
key_rsa_draw(struct key *key, unsigned bits, struct drbg *d)
{
	mpz_t p1, q1;
	bool good;

	prime_draw(key->rsa.p, bits / 2, d);
	do
		prime_draw(key->rsa.q, bits / 2, d);
	while (mpz_cmp(key->rsa.p, key->rsa.q) == 0);
	mpz_init(p1);
	mpz_init(q1);
	good = exponents_derive(key, p1, q1);
	number_wipe(p1);
	number_wipe(q1);
	mpz_clear(p1);
	mpz_clear(q1);
	return good;
}
