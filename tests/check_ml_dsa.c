/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ML-DSA: signatures made without a secret. Of a key whose t1 is 0 anybody can
 * sign: w1 is that of A z for any short z. Here z is 1 in one place, so that A z
 * is a column of A, taken back from its transform by the definition of that, sum
 * by sum.
 */
#include "config.h"

#include <nettle/sha3.h>
#include <string.h>
#include "sig/ml_dsa.h"
#include "tests/test.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))
#define N 256
#define Q 8380417
#define KEY_OCTETS_MAX 2592
#define SIGNATURE_OCTETS_MAX 4627

static const struct set {
	enum key_kind kind;
	unsigned k, l, omega, z_bits, c_octets, width;
	int64_t gamma2;
} sets[] = {
	{ KEY_ML_DSA_44, 4, 4, 80, 18, 32, 6, (Q - 1) / 88 },
	{ KEY_ML_DSA_65, 6, 5, 55, 20, 48, 4, (Q - 1) / 32 },
	{ KEY_ML_DSA_87, 8, 7, 75, 20, 64, 4, (Q - 1) / 32 }
};

static const struct bytes message = { (const uint8_t *)"to be signed", 12 };

struct signed_message {
	const struct set *set;
	uint8_t key[KEY_OCTETS_MAX], signature[SIGNATURE_OCTETS_MAX];
	size_t key_len, signature_len, z_at, hint_at;
};

static int64_t
power(int64_t base, unsigned exponent)
{
	int64_t out = 1;

	while (exponent-- > 0)
		out = out * base % Q;
	return out;
}

/* SHAKE128 of rho, column and row, cut into numbers below Q. */
static void
matrix(const uint8_t *rho, unsigned row, unsigned column, int64_t out[N])
{
	struct sha3_state state;
	size_t next = 0, n = 0, i;

	memset(&state, 0, sizeof(state));
	for (i = 0; i < 32; i++)
		state.a[i / 8] ^= (uint64_t)rho[i] << (i % 8 * 8);
	state.a[4] ^= column | row << 8 | 0x1f << 16;
	state.a[20] ^= UINT64_C(0x80) << 56;
	sha3_permute(&state);
	while (n < N) {
		int64_t number = 0;

		if (next == 168) {
			sha3_permute(&state);
			next = 0;
		}
		for (i = 0; i < 3; i++, next++)
			number |= (int64_t)(state.a[next / 8] >>
			    (next % 8 * 8) & 0xff) << (8 * i);
		number &= 0x7fffff;
		if (number < Q)
			out[n++] = number;
	}
}

static unsigned
reversed(unsigned i)
{
	unsigned out = 0, bit;

	for (bit = 0; bit < 8; bit++)
		out |= (i >> bit & 1) << (7 - bit);
	return out;
}

/* Entry i of the transform is the value at the root 1753 ^ (2 rev(i) + 1). */
static void
transform_back(const int64_t in[N], int64_t out[N])
{
	int64_t value[N], root[N];
	unsigned i, j;

	for (i = 0; i < N; i++) {
		value[i] = in[i];
		root[i] = power(1753, 512 - (2 * reversed(i) + 1));
	}
	for (j = 0; j < N; j++) {
		out[j] = 0;
		for (i = 0; i < N; i++) {
			out[j] = (out[j] + value[i]) % Q;
			value[i] = value[i] * root[i] % Q;
		}
		out[j] = out[j] * 8347681 % Q;  /* 1 / 256 */
	}
}

/* How often gamma2 fits twice into it, the last class being the first. */
static unsigned
high_bits(const struct set *set, int64_t r)
{
	int64_t alpha = 2 * set->gamma2;
	int64_t high = (r + set->gamma2 - 1) / alpha;

	return high == (Q - 1) / alpha ? 0 : (unsigned)high;
}

static void
shake256(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len,
    const uint8_t *c, size_t c_len, uint8_t *out, size_t len)
{
	struct sha3_256_ctx ctx;

	sha3_256_init(&ctx);
	sha3_256_update(&ctx, a_len, a);
	sha3_256_update(&ctx, b_len, b);
	sha3_256_update(&ctx, c_len, c);
	sha3_256_shake(&ctx, len, out);
}

static void
put_bits(uint8_t *data, unsigned width, size_t i, uint32_t number)
{
	unsigned k;

	for (k = 0; k < width; k++)
		data[(i * width + k) / 8] |= (uint8_t)((number >> k & 1) <<
		    (i * width + k) % 8);
}

/* The signature whose z is 1 at the first place of that polynomial. */
static void
sign(struct signed_message *s, const struct set *set, unsigned column)
{
	int64_t a[N], w[N];
	uint8_t w1[8 * N * 6 / 8] = { 0 }, mu[64];
	uint32_t gamma1 = 1u << (set->z_bits - 1);
	unsigned i, j;

	memset(s, 0, sizeof(*s));
	s->set = set;
	s->key_len = 32 + set->k * 320;
	s->z_at = set->c_octets;
	s->hint_at = s->z_at + set->l * 32 * set->z_bits;
	s->signature_len = s->hint_at + set->omega + set->k;
	for (i = 0; i < 32; i++)
		s->key[i] = (uint8_t)(7 * i + set->k);
	for (i = 0; i < set->k; i++) {
		matrix(s->key, i, column, a);
		transform_back(a, w);
		for (j = 0; j < N; j++)
			put_bits(w1, set->width, i * N + j,
			    high_bits(set, w[j]));
	}
	for (i = 0; i < set->l * N; i++)
		put_bits(s->signature + s->z_at, set->z_bits, i,
		    gamma1 - (i == column * N));
	shake256(s->key, s->key_len, NULL, 0, NULL, 0, mu, sizeof(mu));
	shake256(mu, sizeof(mu), (const uint8_t *)"\0", 2, message.data,
	    message.len, mu, sizeof(mu));
	shake256(mu, sizeof(mu), w1, set->k * N * set->width / 8, NULL, 0,
	    s->signature, set->c_octets);
}

static enum sig_result
verify(const struct signed_message *s, struct bytes octets)
{
	return ml_dsa_verify(s->set->kind,
	    (struct bytes){ s->key, s->key_len }, octets,
	    (struct bytes){ s->signature, s->signature_len });
}

START_TEST(test_good)
{
	const struct set *set = &sets[_i];
	struct signed_message s;
	unsigned column;

	for (column = 0; column < set->l; column++) {
		sign(&s, set, column);
		ck_assert_uint_eq(ml_dsa_signature_octets(set->kind),
		    s.signature_len);
		ck_assert_int_eq(verify(&s, message), SIG_GOOD);
	}
}
END_TEST

START_TEST(test_changed)
{
	struct signed_message s;

	sign(&s, &sets[_i], 1);
	ck_assert_int_eq(verify(&s, bytes_of("to be Signed")), SIG_BAD);
	s.signature[0] ^= 1;
	ck_assert_int_eq(verify(&s, message), SIG_BAD);
	s.signature[0] ^= 1;
	s.key[0] ^= 1;
	ck_assert_int_eq(verify(&s, message), SIG_BAD);
	s.key[0] ^= 1;
	/* t1 counts: any bit of it changes every w. */
	s.key[32] ^= 1;
	ck_assert_int_eq(verify(&s, message), SIG_BAD);
	s.key[32] ^= 1;
	s.signature[s.z_at + 1] ^= 1;
	ck_assert_int_eq(verify(&s, message), SIG_BAD);
	s.signature[s.z_at + 1] ^= 1;
	ck_assert_int_eq(verify(&s, message), SIG_GOOD);
}
END_TEST

/* Hints and numbers that no signature has, FIPS 204 algorithms 21 and 8. */
START_TEST(test_malformed)
{
	struct signed_message s;
	uint8_t *y, *ends;

	sign(&s, &sets[_i], 0);
	y = s.signature + s.hint_at;
	ends = y + s.set->omega;
	y[s.set->omega - 1] = 1;        /* beyond the last */
	ck_assert_int_eq(verify(&s, message), SIG_VALUE_MALFORMED);
	y[s.set->omega - 1] = 0;
	memset(ends, 2, s.set->k);      /* 5, 5: not going up */
	y[0] = y[1] = 5;
	ck_assert_int_eq(verify(&s, message), SIG_VALUE_MALFORMED);
	y[1] = 6;                       /* good hints, another w1 */
	ck_assert_int_eq(verify(&s, message), SIG_BAD);
	ends[1] = 1;                    /* ends before it begins */
	ck_assert_int_eq(verify(&s, message), SIG_VALUE_MALFORMED);
	memset(ends, (int)s.set->omega + 1, s.set->k);
	ck_assert_int_eq(verify(&s, message), SIG_VALUE_MALFORMED);
	memset(y, 0, s.set->omega + s.set->k);
	ck_assert_int_eq(verify(&s, message), SIG_GOOD);
	memset(s.signature + s.z_at, 0, 4);     /* z is gamma1 */
	ck_assert_int_eq(verify(&s, message), SIG_VALUE_MALFORMED);
}
END_TEST

START_TEST(test_lengths)
{
	struct signed_message s;

	sign(&s, &sets[_i], 0);
	s.signature_len--;
	ck_assert_int_eq(verify(&s, message), SIG_VALUE_MALFORMED);
	s.signature_len++;
	s.key_len--;
	ck_assert_int_eq(verify(&s, message), SIG_KEY_UNUSABLE);
	ck_assert_uint_eq(ml_dsa_signature_octets(KEY_RSA), 0);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("ml_dsa");
	TCase *t = tcase_create("ml_dsa");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_good, 0, COUNT(sets));
	tcase_add_loop_test(t, test_changed, 0, COUNT(sets));
	tcase_add_loop_test(t, test_malformed, 0, COUNT(sets));
	tcase_add_loop_test(t, test_lengths, 0, COUNT(sets));
	suite_add_tcase(s, t);
	return s;
}
