/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys as octets: SubjectPublicKeyInfo out, PKCS#8 out and in. */
#include "config.h"

#include <stdlib.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "base/pem.h"
#include "ca/encode.h"
#include "ca/key_parts.h"

/* More than any key takes: the octets of a secret never move. */
#define SECRET_ROOM 4096
#define KEY_FILE_MAX 65536

static void
number_encode(const mpz_t number, struct buffer *out)
{
	uint8_t octets[3072 / 8];
	size_t len = nettle_mpz_sizeinbase_256_u(number);

	if (len > sizeof(octets)) {
		out->failed = true;
		return;
	}
	nettle_mpz_get_str_256(len, octets, number);
	encode_magnitude(out, (struct bytes){ octets, len });
	explicit_bzero(octets, sizeof(octets));
}

/* SEC 1 2.3.3, not compressed. */
static void
point_encode(const struct key *key, struct buffer *out)
{
	uint8_t octets[1 + 2 * KEY_MAX_OCTETS];
	size_t len = key_field_octets(key);
	mpz_t x, y;

	mpz_init(x);
	mpz_init(y);
	ecc_point_get(&key->point, x, y);
	octets[0] = 4;
	nettle_mpz_get_str_256(len, octets + 1, x);
	nettle_mpz_get_str_256(len, octets + 1 + len, y);
	encode_bits(out, (struct bytes){ octets, 1 + 2 * len });
	mpz_clear(x);
	mpz_clear(y);
}

static void
key_algorithm_encode(const struct key *key, struct buffer *out)
{
	size_t start;

	if (key->type == KEY_TYPE_ED25519) {
		encode_algorithm(out, OID_ED25519, false);
	} else if (key_is_rsa(key)) {
		encode_algorithm(out, OID_RSA_ENCRYPTION, true);
	} else {
		start = encode_open(out);
		encode_oid(out, OID_EC_PUBLIC_KEY);
		encode_oid(out, key_form(key->type)->curve);
		encode_close(out, start, DER_SEQUENCE);
	}
}

static void
rsa_public_encode(const struct key *key, struct buffer *out)
{
	size_t bits = encode_open(out), sequence;

	buffer_byte(out, 0);
	sequence = encode_open(out);
	number_encode(key->rsa_public.n, out);
	number_encode(key->rsa_public.e, out);
	encode_close(out, sequence, DER_SEQUENCE);
	encode_close(out, bits, DER_BIT_STRING);
}

int
key_public(const struct key *key, struct buffer *spki, struct cw_error *err)
{
	size_t start = encode_open(spki);

	key_algorithm_encode(key, spki);
	if (key_is_ec(key))
		point_encode(key, spki);
	else if (key_is_rsa(key))
		rsa_public_encode(key, spki);
	else
		encode_bits(spki, (struct bytes){ key->ed_public,
		    sizeof(key->ed_public) });
	encode_close(spki, start, DER_SEQUENCE);
	return spki->failed ? error_memory(err) : 0;
}

/* RFC 5915 3, without the curve, which PKCS#8 has told already. */
static void
ec_private_encode(const struct key *key, struct buffer *out)
{
	uint8_t scalar[KEY_MAX_OCTETS];
	size_t start = encode_open(out), field;

	encode_int(out, 1);
	key_scalar_octets(key, scalar);
	encode_element(out, DER_OCTET_STRING,
	    (struct bytes){ scalar, key_field_octets(key) });
	explicit_bzero(scalar, sizeof(scalar));
	field = encode_open(out);
	point_encode(key, out);
	encode_close(out, field, DER_CONTEXT_CONSTRUCTED(1));
	encode_close(out, start, DER_SEQUENCE);
}

/* RFC 8017 A.1.2 */
static void
rsa_private_encode(const struct key *key, struct buffer *out)
{
	size_t start = encode_open(out);

	encode_int(out, 0);
	number_encode(key->rsa_public.n, out);
	number_encode(key->rsa_public.e, out);
	number_encode(key->rsa.d, out);
	number_encode(key->rsa.p, out);
	number_encode(key->rsa.q, out);
	number_encode(key->rsa.a, out);
	number_encode(key->rsa.b, out);
	number_encode(key->rsa.c, out);
	encode_close(out, start, DER_SEQUENCE);
}

int
key_export(const struct key *key, struct buffer *pkcs8, struct cw_error *err)
{
	size_t room = pkcs8->len, start, secret;

	buffer_fill(pkcs8, 0, SECRET_ROOM);
	buffer_cut(pkcs8, room);
	start = encode_open(pkcs8);
	encode_int(pkcs8, 0);
	key_algorithm_encode(key, pkcs8);
	secret = encode_open(pkcs8);
	if (key_is_ec(key))
		ec_private_encode(key, pkcs8);
	else if (key_is_rsa(key))
		rsa_private_encode(key, pkcs8);
	else
		encode_element(pkcs8, DER_OCTET_STRING, (struct bytes){
		    key->ed_private, sizeof(key->ed_private) });
	encode_close(pkcs8, secret, DER_OCTET_STRING);
	encode_close(pkcs8, start, DER_SEQUENCE);
	return pkcs8->failed ? error_memory(err) : 0;
}

static void
datum_wipe(gnutls_datum_t *d)
{
	if (d->data != NULL)
		explicit_bzero(d->data, d->size);
	gnutls_free(d->data);
	d->data = NULL;
	d->size = 0;
}

static bool
ec_take(struct key *key, const gnutls_datum_t *x, const gnutls_datum_t *y,
    const gnutls_datum_t *k)
{
	mpz_t number[3];
	bool good;

	nettle_mpz_init_set_str_256_u(number[0], x->size, x->data);
	nettle_mpz_init_set_str_256_u(number[1], y->size, y->data);
	nettle_mpz_init_set_str_256_u(number[2], k->size, k->data);
	good = ecc_point_set(&key->point, number[0], number[1]) == 1 &&
	    ecc_scalar_set(&key->scalar, number[2]) == 1;
	for (size_t i = 0; i < 3; i++) {
		number_wipe(number[i]);
		mpz_clear(number[i]);
	}
	return good;
}

static bool
ed25519_take(struct key *key, const gnutls_datum_t *k)
{
	if (k->size != sizeof(key->ed_private))
		return false;
	memcpy(key->ed_private, k->data, sizeof(key->ed_private));
	ed25519_sha512_public_key(key->ed_public, key->ed_private);
	return true;
}

static struct key *
curve_take(gnutls_x509_privkey_t from, struct cw_error *err)
{
	gnutls_datum_t x = { NULL, 0 }, y = { NULL, 0 }, k = { NULL, 0 };
	gnutls_ecc_curve_t curve;
	struct key *key = NULL;
	bool good = false;

	if (gnutls_x509_privkey_export_ecc_raw(from, &curve, &x, &y, &k) < 0)
		return NULL;
	if (curve == GNUTLS_ECC_CURVE_SECP256R1)
		key = key_alloc(KEY_TYPE_P256, err);
	else if (curve == GNUTLS_ECC_CURVE_SECP384R1)
		key = key_alloc(KEY_TYPE_P384, err);
	else if (curve == GNUTLS_ECC_CURVE_ED25519)
		key = key_alloc(KEY_TYPE_ED25519, err);
	if (key != NULL)
		good = key_is_ec(key) ? ec_take(key, &x, &y, &k) :
		    ed25519_take(key, &k);
	datum_wipe(&x);
	datum_wipe(&y);
	datum_wipe(&k);
	if (!good) {
		key_free(key);
		return NULL;
	}
	return key;
}

static struct key *
rsa_take(gnutls_x509_privkey_t from, enum key_type type, struct cw_error *err)
{
	gnutls_datum_t part[8] = { { NULL, 0 } };
	struct key *key = key_alloc(type, err);
	bool good = false;

	if (key == NULL)
		return NULL;
	if (gnutls_x509_privkey_export_rsa_raw2(from, &part[0], &part[1],
	    &part[2], &part[3], &part[4], &part[5], &part[6], &part[7]) == 0) {
		mpz_ptr to[8] = { key->rsa_public.n, key->rsa_public.e,
		    key->rsa.d, key->rsa.p, key->rsa.q, key->rsa.c,
		    key->rsa.a, key->rsa.b };

		for (size_t i = 0; i < 8; i++)
			nettle_mpz_set_str_256_u(to[i], part[i].size,
			    part[i].data);
		good = rsa_public_key_prepare(&key->rsa_public) == 1 &&
		    rsa_private_key_prepare(&key->rsa) == 1;
	}
	for (size_t i = 0; i < 8; i++)
		datum_wipe(&part[i]);
	if (!good) {
		key_free(key);
		return NULL;
	}
	return key;
}

static struct key *
key_take(gnutls_x509_privkey_t from, struct cw_error *err)
{
	unsigned bits = 0;
	int kind = gnutls_x509_privkey_get_pk_algorithm2(from, &bits);

	if (kind == GNUTLS_PK_RSA && bits == 2048)
		return rsa_take(from, KEY_TYPE_RSA2048, err);
	if (kind == GNUTLS_PK_RSA && bits == 3072)
		return rsa_take(from, KEY_TYPE_RSA3072, err);
	if (kind == GNUTLS_PK_EC || kind == GNUTLS_PK_EDDSA_ED25519)
		return curve_take(from, err);
	return NULL;
}

struct key *
key_import(struct bytes octets, struct cw_error *err)
{
	gnutls_datum_t in = { NULL, (unsigned)octets.len };
	gnutls_x509_privkey_t from;
	struct key *key = NULL;
	int rc;

	/* GnuTLS reads it only; its datum has no const. */
	memcpy(&in.data, &octets.data, sizeof(in.data));
	if (octets.len > KEY_FILE_MAX || gnutls_x509_privkey_init(&from) < 0) {
		error_set(err, "the key file is too large");
		return NULL;
	}
	rc = gnutls_x509_privkey_import(from, &in, pem_looks_like(octets) ?
	    GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER);
	if (rc == 0)
		rc = gnutls_x509_privkey_verify_params(from);
	if (rc == GNUTLS_E_DECRYPTION_FAILED)
		error_set(err, "a passphrase protects the private key");
	else if (rc < 0)
		error_set(err, "no private key can be read from it");
	else if ((key = key_take(from, err)) == NULL)
		error_set(err, "a private key of a type that is not taken "
		    "here: p256, p384, ed25519, rsa2048 or rsa3072 is");
	gnutls_x509_privkey_deinit(from);
	return key;
}
