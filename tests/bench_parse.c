/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Certificates parsed a second, every extension decoded, and roots loaded into a
   store, against GnuTLS and OpenSSL with the same octets in the same run, as
   ratios of medians. An argument is a file of roots. */
#include "config.h"

#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "ca/mint.h"
#include "tests/bench_openssl.h"
#include "x509/certs.h"

#define NOW INT64_C(1795439206)
#define ROUNDS 9

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
die(const char *why)
{
	fprintf(stderr, "bench_parse: %s\n", why);
	exit(1);
}

/* A server certificate as a CA issues it, and a root. */
static void
certs_mint(struct cw_certs *certs)
{
	static const enum spec_profile profiles[] = { SPEC_SERVER, SPEC_CA_ROOT };
	struct key *key = key_new(KEY_TYPE_P256, "test", "bench", NULL);
	struct buffer spki = BUFFER_EMPTY, der = BUFFER_EMPTY;
	const uint8_t serial[16] = { 0x42 };
	struct cert_spec s;
	size_t i;

	if (key == NULL || key_public(key, &spki, NULL) != 0)
		die("no key");
	for (i = 0; i < 2; i++) {
		const struct spec_name name = { GN_DNS,
			bytes_of("www.demo.test") };
		struct mint_issuer issuer = { .key = key };

		spec_start(&s, certs->arena, "bench");
		spec_subject(&s, "www.demo.test", "Demo");
		spec_profile(&s, profiles[i], NOW);
		spec_subject_alt_name(&s, false, &name, 1);
		issuer.subject = s.subject;
		issuer.spki = buffer_bytes(&spki);
		buffer_cut(&der, 0);
		if (mint(&s, issuer.spki, &issuer, (struct bytes){ serial, 16 },
		    &der, NULL) != 0 ||
		    cw_certs_add(certs, der.data, der.len, "bench", NULL) != 0)
			die("no certificate");
	}
	buffer_free(&der);
	buffer_free(&spki);
	key_free(key);
}

/* ---- certificates read and forgotten ------------------------------------------ */

typedef void (*pass_fn)(const struct cw_certs *certs);

static void
read_ours(const struct cw_certs *certs)
{
	struct arena *arena = arena_new(0);
	size_t i;

	for (i = 0; i < certs->count; i++)
		if (cert_read(arena, certs->cert[i]->der,
		    certs->cert[i]->origin) == NULL)
			die("no memory");
	arena_free(arena);
}

static gnutls_x509_crt_t
gnutls_cert(const struct cw_certs *certs, size_t i)
{
	size_t len;
	union {
		const unsigned char *from;
		unsigned char *to;
	} octets = { .from = cw_certs_der(certs, i, &len) };
	gnutls_datum_t datum = { octets.to, (unsigned)len };
	gnutls_x509_crt_t crt;

	if (gnutls_x509_crt_init(&crt) != 0)
		die("no memory");
	if (gnutls_x509_crt_import(crt, &datum, GNUTLS_X509_FMT_DER) != 0)
		die("GnuTLS does not read it");
	return crt;
}

static void
read_gnutls(const struct cw_certs *certs)
{
	size_t i;

	for (i = 0; i < certs->count; i++)
		gnutls_x509_crt_deinit(gnutls_cert(certs, i));
}

/* What it decodes at once; extensions it leaves for later. */
static void
read_openssl(const struct cw_certs *certs)
{
	size_t i;

	for (i = 0; i < certs->count; i++)
		if (!openssl_parse(certs->cert[i]->der))
			die("OpenSSL does not read it");
}

/* ---- roots loaded into a store, and the store let go ----------------------------- */

static void
load_ours(const struct cw_certs *certs)
{
	struct cw_certs *trust = cw_certs_new();
	size_t i;

	if (trust == NULL)
		die("no memory");
	for (i = 0; i < certs->count; i++)
		if (cw_certs_add(trust, certs->cert[i]->der.data,
		    certs->cert[i]->der.len, "root", NULL) != 0)
			die("no root");
	cw_certs_free(trust);
}

static void
load_gnutls(const struct cw_certs *certs)
{
	gnutls_x509_trust_list_t trust;
	size_t i;

	if (gnutls_x509_trust_list_init(&trust, 0) != 0)
		die("no memory");
	for (i = 0; i < certs->count; i++) {
		gnutls_x509_crt_t crt = gnutls_cert(certs, i);

		if (gnutls_x509_trust_list_add_cas(trust, &crt, 1, 0) != 1)
			die("GnuTLS does not trust it");
	}
	gnutls_x509_trust_list_deinit(trust, 1);
}

static void
load_openssl(const struct cw_certs *certs)
{
	struct bytes *root = calloc(certs->count, sizeof(*root));
	size_t i;

	if (root == NULL)
		die("no memory");
	for (i = 0; i < certs->count; i++)
		root[i] = certs->cert[i]->der;
	openssl_free(openssl_new(root, certs->count, NOW));
	free(root);
}

/* ---- medians of rounds that alternate -------------------------------------------- */

static double
seconds_each(pass_fn pass, const struct cw_certs *certs, size_t passes)
{
	double start = seconds();
	size_t n;

	for (n = 0; n < passes; n++)
		pass(certs);
	return (seconds() - start) / (double)(passes * certs->count);
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

static void
measure(const char *what, const char *name, const struct cw_certs *certs,
    pass_fn ours, pass_fn gnutls, pass_fn openssl)
{
	double mine[ROUNDS], theirs[ROUNDS], others[ROUNDS], m;
	size_t passes = 10000 / certs->count + 1, round;

	for (round = 0; round < ROUNDS; round++) {
		mine[round] = seconds_each(ours, certs, passes);
		theirs[round] = seconds_each(gnutls, certs, passes / 20 + 1);
		if (openssl_there())
			others[round] = seconds_each(openssl, certs,
			    passes / 40 + 1);
	}
	m = median(mine);
	printf("%s %s: %zu certificates, %.0f a second, %.2f us each; "
	    "GnuTLS x %.1f", what, name, certs->count, 1 / m, m * 1e6,
	    median(theirs) / m);
	if (openssl_there())
		printf(", OpenSSL x %.1f", median(others) / m);
	printf("\n");
}

int
main(int argc, char **argv)
{
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err;

	if (certs == NULL)
		die("no memory");
	certs_mint(certs);
	measure("parse", "minted", certs, read_ours, read_gnutls, read_openssl);
	cw_certs_free(certs);
	for (int i = 1; i < argc; i++) {
		certs = cw_certs_new();
		if (certs == NULL || cw_certs_load(certs, argv[i], &err) != 0)
			die(err.text);
		measure("parse", argv[i], certs, read_ours, read_gnutls,
		    read_openssl);
		measure("load", argv[i], certs, load_ours, load_gnutls,
		    load_openssl);
		cw_certs_free(certs);
	}
	return 0;
}
