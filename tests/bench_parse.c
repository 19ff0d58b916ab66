/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Certificates parsed a second, every extension decoded, against GnuTLS's
   import and OpenSSL's of the same octets in the same run. An argument is a file to parse. */
#include "config.h"

#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "ca/mint.h"
#include "tests/bench_openssl.h"
#include "x509/certs.h"

#define NOW INT64_C(1795439206)
#define ROUNDS 5                /* alternating; the best of each counts */

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

static double
ours(const struct cw_certs *certs, size_t times)
{
	double start = seconds();
	size_t i, n;

	for (n = 0; n < times; n++) {
		struct arena *arena = arena_new(0);

		for (i = 0; i < certs->count; i++)
			if (cert_read(arena, certs->cert[i]->der,
			    certs->cert[i]->origin) == NULL)
				die("no memory");
		arena_free(arena);
	}
	return (seconds() - start) / (double)(times * certs->count);
}

static double
gnutls(const struct cw_certs *certs, size_t times)
{
	double start = seconds();
	size_t i, n, len;

	for (n = 0; n < times; n++) {
		for (i = 0; i < certs->count; i++) {
			const unsigned char *der = cw_certs_der(certs, i, &len);
			union {
				const unsigned char *from;
				unsigned char *to;
			} octets = { .from = der };
			gnutls_datum_t datum = { octets.to, (unsigned)len };
			gnutls_x509_crt_t crt;

			if (gnutls_x509_crt_init(&crt) != 0)
				die("no memory");
			if (gnutls_x509_crt_import(crt, &datum,
			    GNUTLS_X509_FMT_DER) != 0)
				die("GnuTLS does not read it");
			gnutls_x509_crt_deinit(crt);
		}
	}
	return (seconds() - start) / (double)(times * certs->count);
}

/* What it decodes at once; extensions it leaves for later. 0: not there. */
static double
openssl(const struct cw_certs *certs, size_t times)
{
	double start = seconds();
	size_t i, n;

	for (n = 0; n < times; n++)
		for (i = 0; i < certs->count; i++)
			if (!openssl_parse(certs->cert[i]->der))
				return 0;
	return (seconds() - start) / (double)(times * certs->count);
}

static void
measure(const char *name, const struct cw_certs *certs)
{
	size_t times = 20000 / certs->count + 1, round;
	double best = 1, theirs = 1, others = 1, t;

	for (round = 0; round < ROUNDS; round++) {
		t = ours(certs, times);
		best = t < best ? t : best;
		t = gnutls(certs, times / 20 + 1);
		theirs = t < theirs ? t : theirs;
		t = openssl(certs, times / 40 + 1);
		others = t < others ? t : others;
	}
	printf("parse %s: %zu certificates, %.0f a second, %.2f us each; "
	    "gnutls_x509_crt_import %.2f us; ratio %.1f", name, certs->count,
	    1 / best, best * 1e6, theirs * 1e6, theirs / best);
	if (others > 0)
		printf("; d2i_X509 %.2f us; ratio %.1f", others * 1e6,
		    others / best);
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
	measure("minted", certs);
	cw_certs_free(certs);
	for (int i = 1; i < argc; i++) {
		certs = cw_certs_new();
		if (certs == NULL || cw_certs_load(certs, argv[i], &err) != 0)
			die(err.text);
		measure(argv[i], certs);
		cw_certs_free(certs);
	}
	return 0;
}
