/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public keys: looked at before any arithmetic, then imported. */
#include "config.h"

#include <gmp.h>
#include <nettle/ecc.h>
#include <nettle/ecc-curve.h>
#include <stdlib.h>
#include "sig/key.h"

const struct ecc_curve *
sig_curve(enum oid curve)
{
	switch (curve) {
	case OID_SECP192R1:
		return nettle_get_secp_192r1();
	case OID_SECP224R1:
		return nettle_get_secp_224r1();
	case OID_SECP256R1:
		return nettle_get_secp_256r1();
	case OID_SECP384R1:
		return nettle_get_secp_384r1();
	case OID_SECP521R1:
		return nettle_get_secp_521r1();
	default:
		return NULL;
	}
}

static gnutls_ecc_curve_t
curve_gnutls(enum oid curve)
{
	switch (curve) {
	case OID_SECP192R1:
		return GNUTLS_ECC_CURVE_SECP192R1;
	case OID_SECP224R1:
		return GNUTLS_ECC_CURVE_SECP224R1;
	case OID_SECP256R1:
		return GNUTLS_ECC_CURVE_SECP256R1;
	case OID_SECP384R1:
		return GNUTLS_ECC_CURVE_SECP384R1;
	case OID_SECP521R1:
		return GNUTLS_ECC_CURVE_SECP521R1;
	default:
		return GNUTLS_ECC_CURVE_INVALID;
	}
}

bool
sig_coordinates(const struct spki *key, struct bytes *x, struct bytes *y)
{
	struct bytes point = key->key.bytes;
	size_t octets = (point.len - 1) / 2;

	if (point.len < 3 || point.data[0] != 0x04)
		return false;
	*x = (struct bytes){ point.data + 1, octets };
	*y = (struct bytes){ point.data + 1 + octets, octets };
	return true;
}

bool
sig_point_valid(const struct spki *key)
{
	const struct ecc_curve *curve = sig_curve(key->curve);
	struct ecc_point point;
	struct bytes x, y;
	mpz_t a, b;
	bool good;

	if (key->kind != KEY_EC || !key->usable || curve == NULL ||
	    !sig_coordinates(key, &x, &y))
		return true;
	mpz_inits(a, b, NULL);
	mpz_import(a, x.len, 1, 1, 1, 0, x.data);
	mpz_import(b, y.len, 1, 1, 1, 0, y.data);
	ecc_point_init(&point, curve);
	good = ecc_point_set(&point, a, b) == 1;
	ecc_point_clear(&point);
	mpz_clears(a, b, NULL);
	return good;
}

static const char *
rsa_problem(const struct spki *key)
{
	size_t bits = integer_bits(key->exponent);

	if (key->bits > SIG_MAX_RSA_BITS)
		return "a modulus of more than 16384 bits";
	if (key->bits < 128)
		return "a modulus of less than 128 bits";
	if (bits > SIG_MAX_RSA_EXPONENT_BITS)
		return "an exponent of more than 33 bits";
	if ((key->exponent.data[key->exponent.len - 1] & 1) == 0)
		return "an even exponent";
	if (bits < 2)
		return "an exponent of 1";
	return NULL;
}

/* Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }, within what a
   signature may cost. */
static bool
dsa_read(const struct spki *key, struct dsa_numbers *out)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, seq, value;

	der_start(&r, key->algorithm.parameters, &trouble);
	der_start(&value, key->key.bytes, &trouble);
	if (!der_open(&r, DER_SEQUENCE, &seq) || !der_integer(&seq, &out->p) ||
	    !der_integer(&seq, &out->q) || !der_integer(&seq, &out->g) ||
	    !der_end(&seq) || !der_integer(&value, &out->y))
		return false;
	if (out->p.data[0] >= 0x80 || out->q.data[0] >= 0x80 ||
	    out->g.data[0] >= 0x80 || out->y.data[0] >= 0x80)
		return false;
	return integer_bits(out->p) >= 512 &&
	    integer_bits(out->p) <= SIG_MAX_DSA_BITS &&
	    (out->p.data[out->p.len - 1] & 1) == 1 &&
	    integer_bits(out->q) >= 128 && integer_bits(out->q) <= 512 &&
	    integer_bits(out->g) >= 2 && integer_bits(out->y) >= 1 &&
	    integer_bits(out->g) <= integer_bits(out->p) &&
	    integer_bits(out->y) <= integer_bits(out->p);
}

const char *
sig_key_problem(const struct spki *key)
{
	struct dsa_numbers dsa;
	struct bytes x, y;
	const char *due;

	if (key->explicit_curve)
		return "a curve of its own, written out";
	if (!key->usable)
		return key->kind == KEY_UNKNOWN ? NULL :
		    "a key that does not decode";
	if (!spki_parameters_legal(key, &due))
		return "parameters that its algorithm does not have";
	switch (key->kind) {
	case KEY_RSA:
	case KEY_RSA_PSS:
		return rsa_problem(key);
	case KEY_EC:
		if (sig_curve(key->curve) == NULL)
			return "a curve that we do not compute with";
		if (!sig_coordinates(key, &x, &y))
			return "a point in compressed form";
		return sig_point_valid(key) ? NULL :
		    "a point that is not on its curve";
	case KEY_DSA:
		return dsa_read(key, &dsa) ? NULL :
		    "parameters missing, or not of sizes that we compute with";
	default:
		return NULL;
	}
}

static int
import(gnutls_pubkey_t key, const struct spki *spki)
{
	struct dsa_numbers dsa;
	gnutls_datum_t a, b, c, d;
	struct bytes x, y;

	switch (spki->kind) {
	case KEY_RSA:
		a = sig_datum(spki->modulus);
		b = sig_datum(spki->exponent);
		return gnutls_pubkey_import_rsa_raw(key, &a, &b);
	case KEY_EC:
		if (!sig_coordinates(spki, &x, &y))
			return GNUTLS_E_ILLEGAL_PARAMETER;
		a = sig_datum(x);
		b = sig_datum(y);
		return gnutls_pubkey_import_ecc_raw(key,
		    curve_gnutls(spki->curve), &a, &b);
	case KEY_ED25519:
		a = sig_datum(spki->key.bytes);
		return gnutls_pubkey_import_ecc_raw(key,
		    GNUTLS_ECC_CURVE_ED25519, &a, NULL);
	case KEY_ED448:
		a = sig_datum(spki->key.bytes);
		return gnutls_pubkey_import_ecc_raw(key,
		    GNUTLS_ECC_CURVE_ED448, &a, NULL);
	case KEY_DSA:
		if (!dsa_read(spki, &dsa))
			return GNUTLS_E_ILLEGAL_PARAMETER;
		a = sig_datum(dsa.p);
		b = sig_datum(dsa.q);
		c = sig_datum(dsa.g);
		d = sig_datum(dsa.y);
		return gnutls_pubkey_import_dsa_raw(key, &a, &b, &c, &d);
	default:
		return 0;
	}
}

enum sig_result
sig_key_import(struct sig_key *key, const struct spki *spki)
{
	int rc;

	if (key->key != NULL)
		return SIG_GOOD;
	if (gnutls_pubkey_init(&key->key) != 0) {
		key->key = NULL;
		return SIG_FAILED;
	}
	rc = import(key->key, spki);
	if (rc == 0)
		return SIG_GOOD;
	gnutls_pubkey_deinit(key->key);
	key->key = NULL;
	return rc == GNUTLS_E_MEMORY_ERROR ? SIG_FAILED : SIG_KEY_UNUSABLE;
}

struct sig_key *
sig_key_new(const struct spki *key, enum sig_result *why)
{
	struct sig_key *k;

	*why = SIG_KEY_UNUSABLE;
	if (sig_key_problem(key) != NULL)
		return NULL;
	*why = SIG_FAILED;
	k = calloc(1, sizeof(*k));
	if (k == NULL)
		return NULL;
	direct_import(k, key);
	if (k->direct != DIRECT_NONE)
		return k;
	*why = sig_key_import(k, key);
	if (*why == SIG_GOOD)
		return k;
	sig_key_free(k);
	return NULL;
}

void
sig_key_free(struct sig_key *key)
{
	if (key == NULL)
		return;
	direct_clear(key);
	if (key->key != NULL)
		gnutls_pubkey_deinit(key->key);
	free(key);
}

size_t
sig_number_octets(const struct spki *key)
{
	struct dsa_numbers dsa;

	if (key->kind == KEY_DSA)
		return dsa_read(key, &dsa) ? (integer_bits(dsa.q) + 7) / 8 : 0;
	return (key->bits + 7) / 8;
}
