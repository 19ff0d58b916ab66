/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How fast chains are judged, beside GnuTLS and, where libcrypto is there,
 * OpenSSL in the same run, as ratios of medians. Fresh: leaf and intermediate
 * are read anew each time, nothing is remembered, the root was loaded once.
 * Signatures are also taken as good unseen (the linker puts the functions below
 * in place of the verifier), which shows what the rest costs. Then many server
 * certificates under some intermediates, with a cache, by one thread and by two.
 *
 *   bench_chain [SECONDS]
 */
#include "config.h"

#include <gnutls/x509.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "ca/scenario.h"
#include "sig/verify.h"
#include "tests/bench_openssl.h"
#include "x509/certs.h"

#define NOW INT64_C(1795439206)
#define HOST "www.demo.test"
#define ROUNDS 7
#define BATCH 8
#define ROOTS 10000
#define INTERMEDIATES 50
#define LEAVES 10000

struct fixture {
	struct bytes leaf, issuing, root;
	struct cw_certs *trust;
	gnutls_x509_trust_list_t list;
	struct openssl *openssl;
};

static bool unseen;

#define WRAPPED(type, name, parameters) \
	type __real_##name parameters; \
	type __wrap_##name parameters; \
	type __wrap_##name parameters

WRAPPED(struct sig_key *, sig_key_new, (const struct spki *key,
    enum sig_result *why))
{
	static char nothing;

	return unseen ? (struct sig_key *)(void *)&nothing :
	    __real_sig_key_new(key, why);
}

WRAPPED(void, sig_key_free, (struct sig_key *key))
{
	if (!unseen)
		__real_sig_key_free(key);
}

WRAPPED(enum sig_result, sig_verify, (struct sig_key *key,
    const struct spki *spki, const struct algorithm *algorithm,
    struct bytes message, const struct bit_string *signature))
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
clock_read(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- one chain ------------------------------------------------------------------ */

static void
judge_with(const struct fixture *f, struct bytes leaf, struct bytes issuing,
    struct cw_cache *cache)
{
	struct cw_question q = { .trust = f->trust, .at = NOW, .name = HOST,
	    .name_type = CW_NAME_DNS, .cache = cache };
	struct cw_certs *chain = cw_certs_new();
	struct cw_verdict *v;

	if (chain == NULL ||
	    cw_certs_add(chain, leaf.data, leaf.len, "b", NULL) != 0 ||
	    cw_certs_add(chain, issuing.data, issuing.len, "b", NULL) != 0)
		fail("our reader");
	q.chain = chain;
	if (cw_verify(&q, &v, NULL) != 0 || !cw_verdict_valid(v))
		fail("our verdict");
	cw_verdict_free(v);
	cw_certs_free(chain);
}

static void
judge_ours(const struct fixture *f)
{
	judge_with(f, f->leaf, f->issuing, NULL);
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
gnutls_with(const struct fixture *f, struct bytes leaf, struct bytes issuing)
{
	gnutls_x509_crt_t chain[2] = { import(leaf), import(issuing) };
	gnutls_typed_vdata_st data[2] = {
		{ GNUTLS_DT_DNS_HOSTNAME, (void *)(uintptr_t)HOST, 0 },
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

static void
judge_gnutls(const struct fixture *f)
{
	gnutls_with(f, f->leaf, f->issuing);
}

static void
judge_openssl(const struct fixture *f)
{
	if (f->openssl != NULL && !openssl_judge(f->openssl, f->leaf,
	    f->issuing, NULL, HOST))
		fail("OpenSSL's verdict");
}

/* Seconds a call, in one slice of time. */
static double
slice(void (*judge)(const struct fixture *), const struct fixture *f,
    double each)
{
	double start = clock_read(CLOCK_PROCESS_CPUTIME_ID), spent;
	long n = 0;
	int i;

	do {
		for (i = 0; i < BATCH; i++)
			judge(f);
		n += BATCH;
		spent = clock_read(CLOCK_PROCESS_CPUTIME_ID) - start;
	} while (spent < each);
	return spent / (double)n;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *list)
{
	qsort(list, ROUNDS, sizeof(*list), compare);
	return list[ROUNDS / 2];
}

/* ---- fixtures ------------------------------------------------------------------- */

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
	size_t i, at;

	f->trust = cw_certs_new();
	if (copy == NULL || f->trust == NULL ||
	    memmem(f->root.data, f->root.len, "Demo Root CA", 12) == NULL)
		fail("no root");
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

struct shape {
	const char *name;
	enum key_type root, issuing, leaf;
};

static void
fixture_mint(struct fixture *f, struct arena *arena, const struct shape *shape,
    struct key_cache *keys)
{
	struct scenario *s = arena_alloc(arena, sizeof(*s));
	struct scenario_minted minted;
	gnutls_x509_crt_t root;

	if (s == NULL)
		fail("out of memory");
	scenario_good(s, arena, NOW, shape->leaf);
	s->root->key_type = shape->root;
	s->issuing->key_type = shape->issuing;
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
	f->openssl = openssl_new(&f->root, 1, NOW);
	trust_fill(f, 0);
}

static void
fixture_free(struct fixture *f)
{
	cw_certs_free(f->trust);
	gnutls_x509_trust_list_deinit(f->list, 1);
	openssl_free(f->openssl);
}

/* ---- fresh chains --------------------------------------------------------------- */

static void
fresh(const struct shape *shape, struct key_cache *keys, double each)
{
	double ours[ROUNDS], gnutls[ROUNDS], openssl[ROUNDS], rest[ROUNDS];
	struct arena *arena = arena_new(0);
	struct fixture f;
	double mine;

	fixture_mint(&f, arena, shape, keys);
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = slice(judge_ours, &f, each);
		gnutls[i] = slice(judge_gnutls, &f, each);
		openssl[i] = f.openssl == NULL ? 0 :
		    slice(judge_openssl, &f, each);
		unseen = true;
		rest[i] = slice(judge_ours, &f, each / 4);
		unseen = false;
	}
	mine = median(ours);
	printf("fresh %-9s %8.0f a second, GnuTLS x %.2f, ", shape->name,
	    1 / mine, median(gnutls) / mine);
	if (f.openssl != NULL)
		printf("OpenSSL x %.2f, ", median(openssl) / mine);
	printf("all but signatures %.2f us (%.1f %%)\n", 1e6 * median(rest),
	    100 * median(rest) / mine);
	fixture_free(&f);
	arena_free(arena);
}

static void
many_roots(const struct shape *shape, struct key_cache *keys, double each)
{
	double one[ROUNDS], many[ROUNDS], chain;
	struct arena *arena = arena_new(0);
	struct fixture f;
	struct cw_certs *single;

	fixture_mint(&f, arena, shape, keys);
	chain = slice(judge_ours, &f, each);
	single = f.trust;
	trust_fill(&f, ROOTS - 1);
	unseen = true;
	for (int i = 0; i < ROUNDS; i++) {
		struct cw_certs *full = f.trust;

		many[i] = slice(judge_ours, &f, each / 4);
		f.trust = single;
		one[i] = slice(judge_ours, &f, each / 4);
		f.trust = full;
	}
	unseen = false;
	/* The signatures cost the same with both. */
	printf("with %d roots   %.3f times the time of one\n", ROOTS,
	    1 + (median(many) - median(one)) / chain);
	cw_certs_free(single);
	fixture_free(&f);
	arena_free(arena);
}

/* ---- many servers under some intermediates ---------------------------------------- */

struct servers {
	struct fixture f;
	struct bytes issuing[INTERMEDIATES], leaf[LEAVES];
	struct openssl_cert *kept[INTERMEDIATES];
	struct cw_cache *cache;
};

static void
mint_one(struct servers *v, struct arena *arena, struct key_cache *keys,
    const struct cert_spec *spec, const char *key, const char *signer,
    struct bytes issuer, size_t number, struct bytes *out)
{
	const uint8_t serial[16] = { 0x42, (uint8_t)(number >> 16),
		(uint8_t)(number >> 8), (uint8_t)number };
	struct buffer spki = BUFFER_EMPTY, above = BUFFER_EMPTY,
	    der = BUFFER_EMPTY;
	struct mint_issuer by = { .subject = issuer };

	(void)v;
	by.key = key_cache_get(keys, KEY_TYPE_P256, signer, NULL);
	if (by.key == NULL || key_public(by.key, &above, NULL) != 0 ||
	    key_public(key_cache_get(keys, KEY_TYPE_P256, key, NULL), &spki,
	    NULL) != 0)
		fail("no key");
	by.spki = buffer_bytes(&above);
	if (mint(spec, buffer_bytes(&spki), &by,
	    (struct bytes){ serial, sizeof(serial) }, &der, NULL) != 0)
		fail("no certificate");
	out->data = arena_copy(arena, buffer_bytes(&der));
	out->len = der.len;
	buffer_free(&spki);
	buffer_free(&above);
	buffer_free(&der);
}

static void
servers_mint(struct servers *v, struct arena *arena, struct key_cache *keys)
{
	const struct spec_name name = { GN_DNS, bytes_of(HOST) };
	struct cert_spec *ca = arena_array(arena, INTERMEDIATES, sizeof(*ca));
	struct cert_spec *leaf = arena_alloc(arena, sizeof(*leaf));
	struct cert_spec *root = arena_alloc(arena, sizeof(*root));
	char label[32];
	size_t i;

	spec_start(root, arena, "root");
	spec_subject(root, "Demo Root CA", NULL);
	spec_start(leaf, arena, "leaf");
	spec_subject(leaf, HOST, NULL);
	spec_profile(leaf, SPEC_SERVER, NOW);
	spec_subject_alt_name(leaf, false, &name, 1);
	for (i = 0; i < INTERMEDIATES; i++) {
		snprintf(label, sizeof(label), "Demo Issuing CA %zu", i);
		spec_start(&ca[i], arena, "ca");
		spec_subject(&ca[i], label, NULL);
		spec_profile(&ca[i], SPEC_CA_ISSUING, NOW);
		mint_one(v, arena, keys, &ca[i], label, "root", root->subject,
		    i, &v->issuing[i]);
		v->kept[i] = openssl_cert_new(v->issuing[i]);
	}
	for (i = 0; i < LEAVES; i++) {
		snprintf(label, sizeof(label), "Demo Issuing CA %zu",
		    i % INTERMEDIATES);
		mint_one(v, arena, keys, leaf, "leaf", label,
		    ca[i % INTERMEDIATES].subject, 1000 + i, &v->leaf[i]);
	}
}

struct part {
	struct servers *v;
	size_t from, step;
};

static void *
part_run(void *of)
{
	const struct part *p = of;
	size_t i;

	for (i = p->from; i < LEAVES; i += p->step)
		judge_with(&p->v->f, p->v->leaf[i],
		    p->v->issuing[i % INTERMEDIATES], p->v->cache);
	return NULL;
}

/* Seconds of all leaves: of the processor by one thread, of the wall by more. */
static double
servers_ours(struct servers *v, size_t threads, clockid_t clock)
{
	struct part part[2] = { { v, 0, threads }, { v, 1, threads } };
	double start = clock_read(clock);
	pthread_t other;

	v->cache = cw_cache_new(0);
	if (v->cache == NULL || (threads == 2 &&
	    pthread_create(&other, NULL, part_run, &part[1]) != 0))
		fail("no thread");
	part_run(&part[0]);
	if (threads == 2)
		pthread_join(other, NULL);
	cw_cache_free(v->cache);
	return clock_read(clock) - start;
}

static void
servers_measure(const struct shape *shape, struct key_cache *keys)
{
	struct servers *v = calloc(1, sizeof(*v));
	struct arena *arena = arena_new(0);
	double ours, gnutls, openssl, start, wall, two;
	size_t i;

	if (v == NULL)
		fail("out of memory");
	fixture_mint(&v->f, arena, shape, keys);
	servers_mint(v, arena, keys);
	ours = servers_ours(v, 1, CLOCK_PROCESS_CPUTIME_ID);
	start = clock_read(CLOCK_PROCESS_CPUTIME_ID);
	for (i = 0; i < LEAVES; i += 4)
		gnutls_with(&v->f, v->leaf[i], v->issuing[i % INTERMEDIATES]);
	gnutls = 4 * (clock_read(CLOCK_PROCESS_CPUTIME_ID) - start);
	start = clock_read(CLOCK_PROCESS_CPUTIME_ID);
	for (i = 0; i < LEAVES && v->f.openssl != NULL; i += 4)
		if (!openssl_judge(v->f.openssl, v->leaf[i],
		    v->issuing[i % INTERMEDIATES],
		    v->kept[i % INTERMEDIATES], HOST))
			fail("OpenSSL's verdict");
	openssl = 4 * (clock_read(CLOCK_PROCESS_CPUTIME_ID) - start);
	wall = servers_ours(v, 1, CLOCK_MONOTONIC);
	two = servers_ours(v, 2, CLOCK_MONOTONIC);
	printf("%d servers under %d intermediates, cache: %.0f a second, "
	    "GnuTLS x %.2f", LEAVES, INTERMEDIATES, LEAVES / ours,
	    gnutls / ours);
	if (v->f.openssl != NULL)
		printf(", OpenSSL x %.2f", openssl / ours);
	printf(", two threads x %.2f\n", wall / two);
	for (i = 0; i < INTERMEDIATES; i++)
		openssl_cert_free(v->kept[i]);
	fixture_free(&v->f);
	arena_free(arena);
	free(v);
}

int
main(int argc, char **argv)
{
	static const struct shape shapes[] = {
		{ "P-256", KEY_TYPE_P256, KEY_TYPE_P256, KEY_TYPE_P256 },
		{ "P-384", KEY_TYPE_P384, KEY_TYPE_P384, KEY_TYPE_P384 },
		{ "RSA-2048", KEY_TYPE_RSA2048, KEY_TYPE_RSA2048,
		    KEY_TYPE_RSA2048 },
		{ "mixed", KEY_TYPE_RSA3072, KEY_TYPE_P384, KEY_TYPE_P256 },
	};
	double each = (argc > 1 ? atof(argv[1]) : 8) / (4 * 4 * ROUNDS);
	struct key_cache *keys = key_cache_new("bench", NULL);
	size_t i;

	if (keys == NULL)
		fail("out of memory");
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		fresh(&shapes[i], keys, each);
	many_roots(&shapes[0], keys, each);
	servers_measure(&shapes[0], keys);
	key_cache_free(keys);
	return EXIT_SUCCESS;
}
