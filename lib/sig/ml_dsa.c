/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ML-DSA, FIPS 204: names and steps are those of the standard. GnuTLS has it only
 * in versions that are too new for us; to verify takes no secrets, so that plain
 * arithmetic is safe here.
 */
#include "config.h"

#include <nettle/sha3.h>
#include <stdlib.h>
#include "sig/ml_dsa.h"

#define N 256
#define Q 8380417
#define D 13
#define SEED_OCTETS 32          /* rho */
#define HASH_OCTETS 64          /* tr and mu */
#define MAX_K 8
#define MAX_L 7

struct parameters {
	enum key_kind kind;
	unsigned k, l, tau, beta, omega, z_bits, c_octets;
	int32_t gamma2;
};

static const struct parameters sets[] = {
	{ KEY_ML_DSA_44, 4, 4, 39, 78, 80, 18, 32, (Q - 1) / 88 },
	{ KEY_ML_DSA_65, 6, 5, 49, 196, 55, 20, 48, (Q - 1) / 32 },
	{ KEY_ML_DSA_87, 8, 7, 60, 120, 75, 20, 64, (Q - 1) / 32 }
};

/* A polynomial; what comes from outside is brought into 0 .. Q - 1 first. */
struct poly {
	int32_t at[N];
};

struct work {
	const struct parameters *p;
	int32_t zeta[N];
	struct poly z[MAX_L], t1[MAX_K], c, a, w;
	uint8_t hint[MAX_K][N];
	uint8_t w1[MAX_K * N * 6 / 8];
};

static const struct parameters *
parameters_find(enum key_kind kind)
{
	size_t i;

	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (sets[i].kind == kind)
			return &sets[i];
	return NULL;
}

size_t
ml_dsa_signature_octets(enum key_kind kind)
{
	const struct parameters *p = parameters_find(kind);

	return p == NULL ? 0 :
	    p->c_octets + p->l * N / 8 * p->z_bits + p->omega + p->k;
}

/* ---- SHAKE, an octet at a time ---------------------------------------------- */

#define SHAKE128_RATE 168
#define SHAKE256_RATE 136

struct shake {
	struct sha3_state state;
	size_t rate, next;
};

static void
shake_start(struct shake *s, size_t rate)
{
	memset(s, 0, sizeof(*s));
	s->rate = rate;
}

static void
shake_mix(struct shake *s, size_t i, uint8_t octet)
{
	s->state.a[i / 8] ^= (uint64_t)octet << (i % 8 * 8);
}

static void
shake_add(struct shake *s, const uint8_t *data, size_t len)
{
	for (; len > 0; len--) {
		shake_mix(s, s->next++, *data++);
		if (s->next == s->rate) {
			sha3_permute(&s->state);
			s->next = 0;
		}
	}
}

static void
shake_end(struct shake *s)
{
	shake_mix(s, s->next, 0x1f);
	shake_mix(s, s->rate - 1, 0x80);
	sha3_permute(&s->state);
	s->next = 0;
}

static uint8_t
shake_octet(struct shake *s)
{
	if (s->next == s->rate) {
		sha3_permute(&s->state);
		s->next = 0;
	}
	s->next++;
	return (uint8_t)(s->state.a[(s->next - 1) / 8] >>
	    ((s->next - 1) % 8 * 8));
}

static void
shake_take(struct shake *s, uint8_t *out, size_t len)
{
	for (; len > 0; len--)
		*out++ = shake_octet(s);
}

/* ---- arithmetic modulo Q -------------------------------------------------------- */

static int32_t
multiply(int32_t a, int32_t b)
{
	return (int32_t)((int64_t)a * b % Q);
}

static int32_t
add(int32_t a, int32_t b)
{
	return (a + b) % Q;
}

static int32_t
subtract(int32_t a, int32_t b)
{
	return (a - b + Q) % Q;
}

static unsigned
bits_reversed(unsigned i)
{
	unsigned out = 0, bit;

	for (bit = 0; bit < 8; bit++)
		out |= (i >> bit & 1) << (7 - bit);
	return out;
}

/* 1753 to the power of each index, its bits reversed. */
static void
zeta_fill(struct work *w)
{
	int32_t power = 1;
	unsigned i;

	for (i = 0; i < N; i++) {
		w->zeta[bits_reversed(i)] = power;
		power = multiply(power, 1753);
	}
}

/* FIPS 204, algorithm 41. */
static void
ntt(const struct work *w, struct poly *p)
{
	unsigned m = 0, length, start, j;
	int32_t z, t;

	for (length = 128; length > 0; length /= 2) {
		for (start = 0; start < N; start += 2 * length) {
			z = w->zeta[++m];
			for (j = start; j < start + length; j++) {
				t = multiply(z, p->at[j + length]);
				p->at[j + length] = subtract(p->at[j], t);
				p->at[j] = add(p->at[j], t);
			}
		}
	}
}

/* FIPS 204, algorithm 42; 8347681 is 1 / 256. */
static void
ntt_back(const struct work *w, struct poly *p)
{
	unsigned m = N, length, start, j;
	int32_t z, t;

	for (length = 1; length < N; length *= 2) {
		for (start = 0; start < N; start += 2 * length) {
			z = Q - w->zeta[--m];
			for (j = start; j < start + length; j++) {
				t = p->at[j];
				p->at[j] = add(t, p->at[j + length]);
				p->at[j + length] = multiply(z,
				    subtract(t, p->at[j + length]));
			}
		}
	}
	for (j = 0; j < N; j++)
		p->at[j] = multiply(p->at[j], 8347681);
}

/* ---- what key and signature hold ------------------------------------------------ */

/* Little-endian bits: the number of that width at index i. */
static uint32_t
bits_at(const uint8_t *data, unsigned width, unsigned i)
{
	uint32_t out = 0;
	size_t bit = (size_t)i * width;
	unsigned k;

	for (k = 0; k < width; k++, bit++)
		out |= (uint32_t)(data[bit / 8] >> bit % 8 & 1) << k;
	return out;
}

/* t1 of the key, times 2^d, transformed. */
static void
key_unpack(struct work *w, const uint8_t *data)
{
	unsigned i, j;

	for (i = 0; i < w->p->k; i++, data += N * 10 / 8) {
		for (j = 0; j < N; j++)
			w->t1[i].at[j] = (int32_t)(bits_at(data, 10, j) << D) %
			    Q;
		ntt(w, &w->t1[i]);
	}
}

/* False: a number is not below gamma1 - beta. z is transformed. */
static bool
z_unpack(struct work *w, const uint8_t *data)
{
	const int32_t gamma1 = 1 << (w->p->z_bits - 1);
	const int32_t bound = gamma1 - (int32_t)w->p->beta;
	unsigned i, j;

	for (i = 0; i < w->p->l; i++, data += N / 8 * w->p->z_bits) {
		for (j = 0; j < N; j++) {
			int32_t z = gamma1 - (int32_t)bits_at(data,
			    w->p->z_bits, j);

			if (z >= bound || z <= -bound)
				return false;
			w->z[i].at[j] = z < 0 ? z + Q : z;
		}
		ntt(w, &w->z[i]);
	}
	return true;
}

/* FIPS 204, algorithm 21: indices go up, and no octet is left over. */
static bool
hint_unpack(struct work *w, const uint8_t *y)
{
	unsigned omega = w->p->omega, index = 0, first, i;

	for (i = 0; i < w->p->k; i++) {
		unsigned end = y[omega + i];

		if (end < index || end > omega)
			return false;
		for (first = index; index < end; index++) {
			if (index > first && y[index - 1] >= y[index])
				return false;
			w->hint[i][y[index]] = 1;
		}
	}
	for (; index < omega; index++)
		if (y[index] != 0)
			return false;
	return true;
}

/* ---- the steps -------------------------------------------------------------------- */

/* FIPS 204, algorithm 30: one polynomial of the matrix. */
static void
matrix_poly(struct work *w, const uint8_t *rho, unsigned row, unsigned column)
{
	const uint8_t place[2] = { (uint8_t)column, (uint8_t)row };
	struct shake s;
	unsigned j = 0;

	shake_start(&s, SHAKE128_RATE);
	shake_add(&s, rho, SEED_OCTETS);
	shake_add(&s, place, sizeof(place));
	shake_end(&s);
	while (j < N) {
		int32_t n = shake_octet(&s);

		n |= (int32_t)shake_octet(&s) << 8;
		n |= (int32_t)(shake_octet(&s) & 0x7f) << 16;
		if (n < Q)
			w->a.at[j++] = n;
	}
}

/* FIPS 204, algorithm 29. */
static void
challenge(struct work *w, const uint8_t *seed)
{
	uint64_t signs = 0;
	struct shake s;
	unsigned i, j;

	memset(&w->c, 0, sizeof(w->c));
	shake_start(&s, SHAKE256_RATE);
	shake_add(&s, seed, w->p->c_octets);
	shake_end(&s);
	for (i = 0; i < 8; i++)
		signs |= (uint64_t)shake_octet(&s) << (8 * i);
	for (i = N - w->p->tau; i < N; i++) {
		do {
			j = shake_octet(&s);
		} while (j > i);
		w->c.at[i] = w->c.at[j];
		w->c.at[j] = (signs & 1) != 0 ? Q - 1 : 1;
		signs >>= 1;
	}
	ntt(w, &w->c);
}

/* FIPS 204, algorithms 36 and 40: high bits, mended by the hint. */
static uint32_t
use_hint(const struct parameters *p, uint8_t hint, int32_t r)
{
	int32_t alpha = 2 * p->gamma2, most = (Q - 1) / alpha;
	int32_t low = r % alpha, high;

	if (low > p->gamma2)
		low -= alpha;
	if (r - low == Q - 1) {
		high = 0;
		low--;
	} else {
		high = (r - low) / alpha;
	}
	if (hint == 0)
		return (uint32_t)high;
	return (uint32_t)(low > 0 ? (high + 1) % most :
	    (high - 1 + most) % most);
}

/* One row: A z - c t1 2^d, its high bits packed. */
static void
row_make(struct work *w, const uint8_t *rho, unsigned row)
{
	unsigned width = w->p->gamma2 == (Q - 1) / 32 ? 4 : 6, i, j;
	size_t bit = (size_t)row * N * width;

	memset(&w->w, 0, sizeof(w->w));
	for (i = 0; i < w->p->l; i++) {
		matrix_poly(w, rho, row, i);
		for (j = 0; j < N; j++)
			w->w.at[j] = add(w->w.at[j],
			    multiply(w->a.at[j], w->z[i].at[j]));
	}
	for (j = 0; j < N; j++)
		w->w.at[j] = subtract(w->w.at[j],
		    multiply(w->c.at[j], w->t1[row].at[j]));
	ntt_back(w, &w->w);
	for (j = 0; j < N; j++, bit += width) {
		uint32_t high = use_hint(w->p, w->hint[row][j], w->w.at[j]);
		uint32_t pair = high << bit % 8;

		w->w1[bit / 8] |= (uint8_t)pair;
		if (pair > 0xff)
			w->w1[bit / 8 + 1] |= (uint8_t)(pair >> 8);
	}
}

/* mu: what is signed, as a hash bound to the key. */
static void
message_hash(struct bytes key, struct bytes message, uint8_t mu[HASH_OCTETS])
{
	static const uint8_t pure[2] = { 0, 0 };        /* no context */
	struct shake s;

	shake_start(&s, SHAKE256_RATE);
	shake_add(&s, key.data, key.len);
	shake_end(&s);
	shake_take(&s, mu, HASH_OCTETS);
	shake_start(&s, SHAKE256_RATE);
	shake_add(&s, mu, HASH_OCTETS);
	shake_add(&s, pure, sizeof(pure));
	shake_add(&s, message.data, message.len);
	shake_end(&s);
	shake_take(&s, mu, HASH_OCTETS);
}

/* FIPS 204, algorithm 8. */
static enum sig_result
verify(struct work *w, struct bytes key, struct bytes message,
    const uint8_t *signature)
{
	const struct parameters *p = w->p;
	size_t z_octets = (size_t)p->l * N / 8 * p->z_bits;
	size_t w1_octets = (size_t)p->k * N / 8 *
	    (p->gamma2 == (Q - 1) / 32 ? 4 : 6);
	uint8_t mu[HASH_OCTETS], due[HASH_OCTETS];
	struct shake s;
	unsigned i;

	zeta_fill(w);
	if (!z_unpack(w, signature + p->c_octets) ||
	    !hint_unpack(w, signature + p->c_octets + z_octets))
		return SIG_VALUE_MALFORMED;
	key_unpack(w, key.data + SEED_OCTETS);
	challenge(w, signature);
	for (i = 0; i < p->k; i++)
		row_make(w, key.data, i);
	message_hash(key, message, mu);
	shake_start(&s, SHAKE256_RATE);
	shake_add(&s, mu, sizeof(mu));
	shake_add(&s, w->w1, w1_octets);
	shake_end(&s);
	shake_take(&s, due, p->c_octets);
	return memcmp(due, signature, p->c_octets) == 0 ? SIG_GOOD : SIG_BAD;
}

enum sig_result
ml_dsa_verify(enum key_kind kind, struct bytes key, struct bytes message,
    struct bytes signature)
{
	const struct parameters *p = parameters_find(kind);
	enum sig_result result;
	struct work *w;

	if (p == NULL || key.len != SEED_OCTETS + (size_t)p->k * N * 10 / 8)
		return SIG_KEY_UNUSABLE;
	if (signature.len != ml_dsa_signature_octets(kind))
		return SIG_VALUE_MALFORMED;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return SIG_FAILED;
	w->p = p;
	result = verify(w, key, message, signature.data);
	free(w);
	return result;
}
