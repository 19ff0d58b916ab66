/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How fast 1,000 P-256 server certificates are minted in memory, each with a
 * key and a name of its own, beside the bare sum of making the keys and signing
 * (nettle, the same randomness), and beside GnuTLS's certificate interface. The
 * three take turns; processor time, the best of the rounds. Ratios count, not
 * rates: the machine may be shared.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>
#include <nettle/sha2.h>

#include "base/arena.h"
#include "ca/mint.h"
#include "tests/test.h"

#define LEAVES 1000
#define ROUNDS 5
#define TBS_OCTETS 400          /* of such a certificate */

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
die(const char *what)
{
	fprintf(stderr, "bench_mint: %s failed\n", what);
	exit(2);
}

/* ---- the sum of the parts ------------------------------------------------ */

static void
draw(void *ctx, size_t len, uint8_t *out)
{
	(void)ctx;
	if (gnutls_rnd(GNUTLS_RND_KEY, out, len) < 0)
		die("gnutls_rnd");
}

static void
bare(void)
{
	const struct ecc_curve *curve = nettle_get_secp_256r1();
	uint8_t tbs[TBS_OCTETS] = { 0 }, digest[SHA256_DIGEST_SIZE];
	struct ecc_scalar issuer, scalar;
	struct ecc_point issuer_point, point;
	struct dsa_signature value;
	struct sha256_ctx state;

	ecc_scalar_init(&issuer, curve);
	ecc_point_init(&issuer_point, curve);
	ecdsa_generate_keypair(&issuer_point, &issuer, NULL, draw);
	dsa_signature_init(&value);
	for (unsigned i = 0; i < LEAVES; i++) {
		ecc_scalar_init(&scalar, curve);
		ecc_point_init(&point, curve);
		ecdsa_generate_keypair(&point, &scalar, NULL, draw);
		sha256_init(&state);
		sha256_update(&state, sizeof(tbs), tbs);
		sha256_digest(&state, sizeof(digest), digest);
		ecdsa_sign(&issuer, NULL, draw, sizeof(digest), digest, &value);
		ecc_scalar_clear(&scalar);
		ecc_point_clear(&point);
	}
	dsa_signature_clear(&value);
	ecc_scalar_clear(&issuer);
	ecc_point_clear(&issuer_point);
}

/* ---- ours ---------------------------------------------------------------- */

struct ours {
	struct arena *arena;
	struct key *ca;
	struct buffer ca_spki;
	struct cert_spec spec, ca_spec;
};

static void
leaf_mint(struct ours *o, unsigned number, struct buffer *spki,
    struct buffer *der)
{
	const struct mint_issuer issuer = { o->ca_spec.subject,
		buffer_bytes(&o->ca_spki), o->ca };
	struct key *key = key_new(KEY_TYPE_P256, NULL, "", NULL);
	uint8_t serial[16];
	struct spec_name name = { GN_DNS, { NULL, 0 } };
	char text[32];

	snprintf(text, sizeof(text), "%u.leaf.test", number);
	name.value = bytes_of(text);
	spec_subject(&o->spec, text, NULL);
	spec_subject_alt_name(&o->spec, false, &name, 1);
	buffer_cut(spki, 0);
	buffer_cut(der, 0);
	if (key == NULL || key_public(key, spki, NULL) < 0 ||
	    mint_serial(NULL, "", serial, NULL) < 0 ||
	    mint(&o->spec, buffer_bytes(spki), &issuer,
	    (struct bytes){ serial, sizeof(serial) }, der, NULL) < 0)
		die("minting");
	key_free(key);
}

static void
ours(void)
{
	struct buffer spki = BUFFER_EMPTY, der = BUFFER_EMPTY;
	struct ours o = { .arena = arena_new(0), .ca_spki = BUFFER_EMPTY };

	o.ca = key_new(KEY_TYPE_P256, NULL, "", NULL);
	if (o.arena == NULL || o.ca == NULL ||
	    key_public(o.ca, &o.ca_spki, NULL) < 0)
		die("making a CA");
	spec_start(&o.ca_spec, o.arena, "ca");
	spec_subject(&o.ca_spec, "Bench CA", NULL);
	spec_start(&o.spec, o.arena, "leaf");
	spec_profile(&o.spec, SPEC_SERVER, TEST_NOW);
	for (unsigned i = 0; i < LEAVES; i++)
		leaf_mint(&o, i, &spki, &der);
	buffer_free(&spki);
	buffer_free(&der);
	buffer_free(&o.ca_spki);
	key_free(o.ca);
	arena_free(o.arena);
}

/* ---- GnuTLS's ------------------------------------------------------------ */

static void
theirs_leaf(gnutls_x509_crt_t ca, gnutls_x509_privkey_t ca_key, unsigned number)
{
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t crt;
	uint8_t serial[16], id[20];
	size_t id_len = sizeof(id), der_len = 4096;
	char text[32], dn[40];
	uint8_t der[4096];
	int rc;

	snprintf(text, sizeof(text), "%u.leaf.test", number);
	snprintf(dn, sizeof(dn), "CN=%s", text);
	gnutls_x509_privkey_init(&key);
	rc = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
	    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	gnutls_x509_crt_init(&crt);
	draw(NULL, sizeof(serial), serial);
	serial[0] = (uint8_t)((serial[0] & 0x7f) | 0x40);
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, serial, sizeof(serial));
	gnutls_x509_crt_set_dn(crt, dn, NULL);
	gnutls_x509_crt_set_activation_time(crt, (time_t)TEST_NOW);
	gnutls_x509_crt_set_expiration_time(crt, (time_t)TEST_NOW + 7776000);
	gnutls_x509_crt_set_key(crt, key);
	gnutls_x509_crt_get_key_id(ca, 0, id, &id_len);
	gnutls_x509_crt_set_authority_key_id(crt, id, id_len);
	id_len = sizeof(id);
	gnutls_x509_crt_get_key_id(crt, 0, id, &id_len);
	gnutls_x509_crt_set_subject_key_id(crt, id, id_len);
	gnutls_x509_crt_set_basic_constraints(crt, 0, -1);
	gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
	gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0);
	gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, text,
	    (unsigned)strlen(text), 0);
	if (rc < 0 || gnutls_x509_crt_sign2(crt, ca, ca_key, GNUTLS_DIG_SHA256,
	    0) < 0 || gnutls_x509_crt_export(crt, GNUTLS_X509_FMT_DER, der,
	    &der_len) < 0)
		die("GnuTLS");
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(key);
}

static void
theirs(void)
{
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t ca;

	gnutls_x509_privkey_init(&key);
	gnutls_x509_crt_init(&ca);
	if (gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
	    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) < 0)
		die("GnuTLS");
	gnutls_x509_crt_set_version(ca, 3);
	gnutls_x509_crt_set_serial(ca, "\1", 1);
	gnutls_x509_crt_set_dn(ca, "CN=Bench CA", NULL);
	gnutls_x509_crt_set_activation_time(ca, (time_t)TEST_NOW);
	gnutls_x509_crt_set_expiration_time(ca, (time_t)TEST_NOW + 7776000);
	gnutls_x509_crt_set_key(ca, key);
	if (gnutls_x509_crt_sign2(ca, ca, key, GNUTLS_DIG_SHA256, 0) < 0)
		die("GnuTLS");
	for (unsigned i = 0; i < LEAVES; i++)
		theirs_leaf(ca, key, i);
	gnutls_x509_crt_deinit(ca);
	gnutls_x509_privkey_deinit(key);
}

int
main(void)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} rows[] = { { "keys and signatures alone (nettle)", bare },
	    { "chainwright", ours }, { "GnuTLS certificates", theirs } };
	double best[3] = { 1e9, 1e9, 1e9 };

	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < 3; i++) {
			double start = seconds(), took;

			rows[i].run();
			took = seconds() - start;
			if (took < best[i])
				best[i] = took;
		}
	}
	printf("%d P-256 server certificates in memory\n", LEAVES);
	for (int i = 0; i < 3; i++)
		printf("  %-36s %7.1f ms  %8.0f/s\n", rows[i].name,
		    best[i] * 1e3, LEAVES / best[i]);
	printf("  chainwright takes %.3f times the sum of its parts; GnuTLS "
	       "takes %.2f times chainwright\n", best[1] / best[0],
	    best[2] / best[1]);
	return 0;
}
