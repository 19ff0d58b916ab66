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
#define SECRET_ROOM 8192
#define KEY_FILE_MAX 65536

static void
number_encode(const mpz_t number, struct buffer *out)
{
	uint8_t octets[KEY_RSA_OCTETS];
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

	switch (key_form(key->type)->kind) {
	case KEY_RSA:
		encode_algorithm(out, OID_RSA_ENCRYPTION, true);
		break;
	case KEY_RSA_PSS:      /* for any hash and salt: RFC 4055 3.1 */
		encode_algorithm(out, OID_RSASSA_PSS, false);
		break;
	case KEY_EC:
		start = encode_open(out);
		encode_oid(out, OID_EC_PUBLIC_KEY);
		encode_oid(out, key_form(key->type)->curve);
		encode_close(out, start, DER_SEQUENCE);
		break;
	default:                /* Ed25519, Ed448 */
		encode_algorithm(out, key_algorithm(key), false);
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

	if (key->token != NULL) {
		buffer_add(spki, buffer_bytes(&key->token_spki));
		return spki->failed ? error_memory(err) : 0;
	}
	key_algorithm_encode(key, spki);
	if (key_is_ec(key))
		point_encode(key, spki);
	else if (key_is_rsa(key))
		rsa_public_encode(key, spki);
	else
		encode_bits(spki, (struct bytes){ key->ed_public,
		    key_field_octets(key) });
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

	if (key->token != NULL) {
		error_set(err, "a private key does not leave its token");
		return -1;
	}
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
		    key->ed_private, key_field_octets(key) });
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
edwards_take(struct key *key, const gnutls_datum_t *k)
{
	if (k->size != key_field_octets(key))
		return false;
	memcpy(key->ed_private, k->data, k->size);
	key_edwards_derive(key);
	return true;
}

static bool
curve_type(gnutls_ecc_curve_t curve, enum key_type *type)
{
	static const struct {
		gnutls_ecc_curve_t curve;
		enum key_type type;
	} rows[] = { { GNUTLS_ECC_CURVE_SECP256R1, KEY_TYPE_P256 },
		{ GNUTLS_ECC_CURVE_SECP384R1, KEY_TYPE_P384 },
		{ GNUTLS_ECC_CURVE_SECP521R1, KEY_TYPE_P521 },
		{ GNUTLS_ECC_CURVE_ED25519, KEY_TYPE_ED25519 },
		{ GNUTLS_ECC_CURVE_ED448, KEY_TYPE_ED448 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].curve == curve) {
			*type = rows[i].type;
			return true;
		}
	return false;
}

static struct key *
curve_take(gnutls_x509_privkey_t from, struct cw_error *err)
{
	gnutls_datum_t x = { NULL, 0 }, y = { NULL, 0 }, k = { NULL, 0 };
	gnutls_ecc_curve_t curve;
	enum key_type type;
	struct key *key = NULL;
	bool good = false;

	if (gnutls_x509_privkey_export_ecc_raw(from, &curve, &x, &y, &k) < 0)
		return NULL;
	if (curve_type(curve, &type))
		key = key_alloc(type, err);
	if (key != NULL)
		good = key_is_ec(key) ? ec_take(key, &x, &y, &k) :
		    edwards_take(key, &k);
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
	enum key_type type;

	switch (kind) {
	case GNUTLS_PK_RSA:
		return key_type_find(KEY_RSA, bits, &type) ?
		    rsa_take(from, type, err) : NULL;
	case GNUTLS_PK_RSA_PSS:
		return key_type_find(KEY_RSA_PSS, bits, &type) ?
		    rsa_take(from, type, err) : NULL;
	case GNUTLS_PK_EC:
	case GNUTLS_PK_EDDSA_ED25519:
	case GNUTLS_PK_EDDSA_ED448:
		return curve_take(from, err);
	default:
		return NULL;
	}
}

/* One that nothing protects. */
static struct key *
plain_import(struct bytes octets, struct cw_error *err)
{
	gnutls_datum_t in = { NULL, (unsigned)octets.len };
	gnutls_x509_privkey_t from;
	struct key *key = NULL;
	int rc;

	/* GnuTLS reads it only; its datum has no const. */
	memcpy(&in.data, &octets.data, sizeof(in.data));
	if (gnutls_x509_privkey_init(&from) < 0) {
		error_memory(err);
		return NULL;
	}
	rc = gnutls_x509_privkey_import(from, &in, pem_looks_like(octets) ?
	    GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER);
	if (rc == 0)
		rc = gnutls_x509_privkey_verify_params(from);
	if (rc == GNUTLS_E_DECRYPTION_FAILED)
		error_set(err, "a passphrase protects the private key in a way "
		    "of old: openssl pkcs8 -topk8 writes it as PKCS#8");
	else if (rc < 0)
		error_set(err, "no private key can be read from it");
	else if ((key = key_take(from, err)) == NULL)
		error_set(err, "a private key of a type that is not taken "
		    "here: " KEY_TYPES " is");
	gnutls_x509_privkey_deinit(from);
	return key;
}

struct key *
key_import(struct bytes octets, const char *name,
    const struct cw_passphrase *secret, struct cw_error *err)
{
	struct buffer sealed = BUFFER_EMPTY, plain = BUFFER_EMPTY;
	struct pem_block block;
	struct key *key = NULL;
	struct pem_reader r;

	if (octets.len > KEY_FILE_MAX) {
		error_set(err, "the key file is too large");
		return NULL;
	}
	if (!pem_looks_like(octets)) {
		buffer_add(&sealed, octets);
	} else {
		pem_start(&r, octets);
		if (pem_next(&r, &block, &sealed) != PEM_BLOCK ||
		    strcmp(block.label, "ENCRYPTED PRIVATE KEY") != 0)
			buffer_cut(&sealed, 0);
	}
	if (!key_is_sealed(buffer_bytes(&sealed)))
		key = plain_import(octets, err);
	else if (key_unseal(buffer_bytes(&sealed), name, secret, &plain,
	    err) == 0)
		key = plain_import(buffer_bytes(&plain), err);
	buffer_wipe(&sealed);
	buffer_wipe(&plain);
	return key;
}
