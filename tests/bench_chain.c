/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How fast chains are judged, beside GnuTLS in the same run: root, intermediate
 * and leaf with P-256 keys, the two certificates read anew each time, nothing
 * remembered. Signatures are then taken as good unseen (the linker puts the two
 * functions below in place of the verifier), which shows what the rest costs.
 *
 *   bench_chain [SECONDS]
 */
#include "config.h"

#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "ca/scenario.h"
#include "sig/verify.h"
#include "x509/certs.h"

#define NOW INT64_C(1795439206)
#define ROUNDS 5
#define BATCH 32
#define ROOTS 10000

struct fixture {
	struct bytes leaf, issuing, root;
	struct cw_certs *trust;
	gnutls_x509_trust_list_t list;
};

static bool unseen;

struct sig_key *__real_sig_key_new(const struct spki *key,
    enum sig_result *why);
struct sig_key *__wrap_sig_key_new(const struct spki *key,
    enum sig_result *why);
enum sig_result __real_sig_verify(struct sig_key *key, const struct spki *spki,
    const struct algorithm *algorithm, struct bytes message,
    const struct bit_string *signature);
enum sig_result __wrap_sig_verify(struct sig_key *key, const struct spki *spki,
    const struct algorithm *algorithm, struct bytes message,
    const struct bit_string *signature);
void __real_sig_key_free(struct sig_key *key);
void __wrap_sig_key_free(struct sig_key *key);

struct sig_key *
__wrap_sig_key_new(const struct spki *key, enum sig_result *why)
{
	static char nothing;

	return unseen ? (struct sig_key *)(void *)&nothing :
	    __real_sig_key_new(key, why);
}

void
__wrap_sig_key_free(struct sig_key *key)
{
	if (!unseen)
		__real_sig_key_free(key);
}

enum sig_result
__wrap_sig_verify(struct sig_key *key, const struct spki *spki,
    const struct algorithm *algorithm, struct bytes message,
    const struct bit_string *signature)
{
	return unseen ? SIG_GOOD : __real_sig_verify(key, spki, algorithm,
	    message, signature);
}

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "bench_chain: %s\n", what);
	exit(EXIT_FAILURE);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- what is measured --------------------------------------------------------- */

static void
judge_ours(const struct fixture *f)
{
	struct cw_question q = { .trust = f->trust, .at = NOW,
	    .name = "www.demo.test", .name_type = CW_NAME_DNS };
	struct cw_certs *chain = cw_certs_new();
	struct cw_verdict *v;

	if (chain == NULL ||
	    cw_certs_add(chain, f->leaf.data, f->leaf.len, "b", NULL) != 0 ||
	    cw_certs_add(chain, f->issuing.data, f->issuing.len, "b", NULL) != 0)
		fail("our reader");
	q.chain = chain;
	if (cw_verify(&q, &v, NULL) != 0 || !cw_verdict_valid(v))
		fail("our verdict");
	cw_verdict_free(v);
	cw_certs_free(chain);
}

static gnutls_x509_crt_t
import(struct bytes der)
{
	gnutls_datum_t d = { (unsigned char *)(uintptr_t)der.data,
	    (unsigned)der.len };
	gnutls_x509_crt_t crt;

	if (gnutls_x509_crt_init(&crt) != 0 ||
	    gnutls_x509_crt_import(crt, &d, GNUTLS_X509_FMT_DER) != 0)
		fail("GnuTLS's reader");
	return crt;
}

static time_t
fixed_clock(time_t *t)
{
	if (t != NULL)
		*t = NOW;
	return NOW;
}

static void
judge_gnutls(const struct fixture *f)
{
	gnutls_x509_crt_t chain[2] = { import(f->leaf), import(f->issuing) };
	gnutls_typed_vdata_st data[2] = {
		{ GNUTLS_DT_DNS_HOSTNAME, (void *)(uintptr_t)"www.demo.test", 0 },
		{ GNUTLS_DT_KEY_PURPOSE_OID,
		    (void *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER, 0 }
	};
	unsigned status;

	if (gnutls_x509_trust_list_verify_crt2(f->list, chain, 2, data, 2, 0,
	    &status, NULL) != 0 || status != 0)
		fail("GnuTLS's verdict");
	gnutls_x509_crt_deinit(chain[0]);
	gnutls_x509_crt_deinit(chain[1]);
}

/* Calls a second: the best of some rounds, for the machine is not idle. */
static double
rate(void (*judge)(const struct fixture *), const struct fixture *f,
    double each)
{
	double best = 0, start, spent;
	int round, i;
	long n;

	for (round = 0; round < ROUNDS; round++) {
		start = seconds();
		n = 0;
		do {
			/* Reading the clock is not free either. */
			for (i = 0; i < BATCH; i++)
				judge(f);
			n += BATCH;
			spent = seconds() - start;
		} while (spent < each);
		if ((double)n / spent > best)
			best = (double)n / spent;
	}
	return best;
}

/* ---- the fixture ------------------------------------------------------------------ */

static void
trust_add(struct fixture *f, struct bytes der)
{
	if (cw_certs_add(f->trust, der.data, der.len, "b", NULL) != 0)
		fail("out of memory");
}

/* Roots of other names before the right one, as octets that differ in the name. */
static void
trust_fill(struct fixture *f, size_t others)
{
	uint8_t *copy = malloc(f->root.len);
	const uint8_t *name;
	size_t i, at;

	name = memmem(f->root.data, f->root.len, "Demo Root CA", 12);
	if (copy == NULL || name == NULL)
		fail("no root");
	f->trust = cw_certs_new();
	for (i = 0; i < others; i++) {
		char digits[32];        /* of which twelve are used */

		snprintf(digits, sizeof(digits), "Root %07zu", i % 10000000);
		memcpy(copy, f->root.data, f->root.len);
		for (at = 0; at + 12 <= f->root.len; at++)
			if (memcmp(copy + at, "Demo Root CA", 12) == 0)
				memcpy(copy + at, digits, 12);
		trust_add(f, (struct bytes){ copy, f->root.len });
	}
	trust_add(f, f->root);
	free(copy);
}

static void
fixture_mint(struct fixture *f, struct arena *arena)
{
	struct key_cache *keys = key_cache_new("bench", NULL);
	struct scenario *s = arena_alloc(arena, sizeof(*s));
	struct scenario_minted minted;
	gnutls_x509_crt_t root;

	if (keys == NULL || s == NULL)
		fail("out of memory");
	scenario_good(s, arena, NOW, KEY_TYPE_P256);
	if (scenario_mint(s, keys, "bench", &minted, NULL) != 0)
		fail("no chain");
	f->root = minted.der[SCENARIO_ROOT];
	f->issuing = minted.der[SCENARIO_ISSUING];
	f->leaf = minted.der[SCENARIO_LEAF];
	root = import(f->root);
	gnutls_global_set_time_function(fixed_clock);
	if (gnutls_x509_trust_list_init(&f->list, 0) != 0 ||
	    gnutls_x509_trust_list_add_cas(f->list, &root, 1, 0) != 1)
		fail("GnuTLS's list");
	key_cache_free(keys);
}

int
main(int argc, char **argv)
{
	double each = (argc > 1 ? atof(argv[1]) : 5) / (4 * ROUNDS);
	struct arena *arena = arena_new(0);
	struct fixture f = { .trust = NULL };
	double ours, gnutls, many, rest;  /* calls a second */

	fixture_mint(&f, arena);
	trust_fill(&f, 0);
	ours = rate(judge_ours, &f, each);
	gnutls = rate(judge_gnutls, &f, each);
	unseen = true;
	rest = rate(judge_ours, &f, each);
	unseen = false;
	cw_certs_free(f.trust);
	trust_fill(&f, ROOTS - 1);
	unseen = true;
	many = rate(judge_ours, &f, each);
	printf("chains a second        %8.0f\n", ours);
	printf("GnuTLS                 %8.0f   ours are %.2f times as many\n",
	    gnutls, ours / gnutls);
	printf("all but signatures     %8.2f us, %.1f %% of a chain\n",
	    1e6 / rest, 100 * ours / rest);
	/* The signatures cost the same with both. */
	printf("with %d roots       %8.2f us, %.3f times the time of one\n",
	    ROOTS, 1e6 / many, 1 + ours / many - ours / rest);
	cw_certs_free(f.trust);
	gnutls_x509_trust_list_deinit(f.list, 1);
	arena_free(arena);
	return EXIT_SUCCESS;
}
