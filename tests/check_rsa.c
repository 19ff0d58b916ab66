/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moduli that can be factored, made for the purpose. */
#include "config.h"

#include <gmp.h>

#include "sig/rsa.h"
#include "tests/test.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static void
prime_from(mpz_t prime, unsigned bits, unsigned long offset)
{
	mpz_set_ui(prime, 1);
	mpz_mul_2exp(prime, prime, bits - 1);
	mpz_setbit(prime, bits - 2);
	mpz_add_ui(prime, prime, offset);
	mpz_nextprime(prime, prime);
}

/* n = p q, of bits each, q as far above p as 1 << apart. */
static void
product(mpz_t n, unsigned bits, unsigned apart)
{
	mpz_t q;

	mpz_init(q);
	prime_from(n, bits, 12345);
	mpz_setbit(q, apart);
	mpz_add(q, q, n);
	mpz_nextprime(q, q);
	mpz_mul(n, n, q);
	mpz_clear(q);
}

static void
far_apart(mpz_t n)
{
	product(n, 1024, 1021);
}

static void
near(mpz_t n)
{
	product(n, 1024, 500);
}

/* Within the 100 rounds no longer. */
static void
nearly_near(mpz_t n)
{
	product(n, 1024, 530);
}

static void
square(mpz_t n)
{
	prime_from(n, 1024, 99);
	mpz_mul(n, n, n);
}

static void
small(mpz_t n)
{
	prime_from(n, 2040, 7);
	mpz_mul_ui(n, n, 751);
}

/* The next prime is no small one any more. */
static void
not_so_small(mpz_t n)
{
	prime_from(n, 2040, 7);
	mpz_mul_ui(n, n, 757);
}

static void
even(mpz_t n)
{
	product(n, 1024, 1021);
	mpz_sub_ui(n, n, 1);
}

static void
odd_limbs(mpz_t n)
{
	product(n, 1056, 1040);
}

static void
odd_limbs_near(mpz_t n)
{
	product(n, 1056, 300);
}

/* k M + 65537^a mod M, twice, as the generator made its primes. */
static void
roca_prime(mpz_t p, const mpz_t m, unsigned long a, unsigned bits)
{
	mpz_t base;

	mpz_init_set_ui(base, 65537);
	mpz_powm_ui(base, base, a, m);
	prime_from(p, bits, a);
	mpz_fdiv_q(p, p, m);
	mpz_mul(p, p, m);
	mpz_add(p, p, base);
	while (mpz_probab_prime_p(p, 20) == 0)
		mpz_add(p, p, m);
	mpz_clear(base);
}

static void
roca(mpz_t n)
{
	mpz_t m, q;

	mpz_inits(m, q, NULL);
	mpz_primorial_ui(m, 701);
	roca_prime(n, m, 1234567, 1020);
	roca_prime(q, m, 7654321, 1018);
	mpz_mul(n, n, q);
	mpz_clears(m, q, NULL);
}

static void
largest(mpz_t n)
{
	mpz_setbit(n, RSA_LOOKED_AT);
	mpz_sub_ui(n, n, 1);            /* 3 divides it */
}

static void
too_large(mpz_t n)
{
	mpz_setbit(n, RSA_LOOKED_AT + 1);
	mpz_add_ui(n, n, 1);            /* 3 divides it */
}

static void
one(mpz_t n)
{
	mpz_set_ui(n, 1);
}

static const struct {
	const char *name;
	void (*make)(mpz_t n);
	enum rsa_weakness due;
} moduli[] = {
	{ "two primes far apart", far_apart, RSA_SOUND },
	{ "two near primes", near, RSA_CLOSE_PRIMES },
	{ "beyond 100 rounds", nearly_near, RSA_SOUND },
	{ "a square", square, RSA_CLOSE_PRIMES },
	{ "751 divides it", small, RSA_SMALL_FACTOR },
	{ "757 divides it", not_so_small, RSA_SOUND },
	{ "even: refused elsewhere", even, RSA_SOUND },
	{ "half a limb over", odd_limbs, RSA_SOUND },
	{ "half a limb over, near", odd_limbs_near, RSA_CLOSE_PRIMES },
	{ "the generator of CVE-2017-15361", roca, RSA_ROCA },
	{ "as many bits as are looked at", largest, RSA_SMALL_FACTOR },
	{ "more bits than are looked at", too_large, RSA_SOUND },
	{ "one", one, RSA_SOUND },
};

START_TEST(test_modulus)
{
	uint8_t octets[RSA_LOOKED_AT / 8 + 16] = { 0 };
	size_t len;
	mpz_t n;

	mpz_init(n);
	moduli[_i].make(n);
	mpz_export(octets + 1, &len, 1, 1, 1, 0, n);
	/* With the zero that a positive INTEGER may begin with, and without. */
	ck_assert_msg(rsa_weakness((struct bytes){ octets, len + 1 }) ==
	    moduli[_i].due, "%s", moduli[_i].name);
	ck_assert_msg(rsa_weakness((struct bytes){ octets + 1, len }) ==
	    moduli[_i].due, "%s", moduli[_i].name);
	mpz_clear(n);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("rsa");
	TCase *t = tcase_create("moduli");

	tcase_add_loop_test(t, test_modulus, 0, COUNT(moduli));
	suite_add_tcase(s, t);
	return s;
}
