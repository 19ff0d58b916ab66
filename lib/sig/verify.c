/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "sig/algorithm.h"
#include "sig/key.h"
#include "sig/ml_dsa.h"

/* An RSA key signs by PSS too; one that is for PSS alone does nothing else. */
static bool
kinds_fit(enum key_kind needed, enum key_kind kind)
{
	return needed == kind || (needed == KEY_RSA_PSS && kind == KEY_RSA);
}

static bool
number_fits(struct bytes n, size_t octets)
{
	size_t bits = integer_bits(n);

	return n.data[0] < 0x80 && bits > 0 && (bits + 7) / 8 <= octets;
}

/* ECDSA-Sig-Value, Dss-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER } */
static bool
numbers_read(const struct spki *key, struct bytes value,
    struct sig_numbers *out)
{
	size_t octets = sig_number_octets(key);
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader reader, seq;

	der_start(&reader, value, &trouble);
	return der_open(&reader, DER_SEQUENCE, &seq) && der_end(&reader) &&
	    der_integer(&seq, &out->r) && der_integer(&seq, &out->s) &&
	    der_end(&seq) && number_fits(out->r, octets) &&
	    number_fits(out->s, octets);
}

/* Whether the value can be one of this algorithm and this key, whatever was
   signed; numbers are those of an (EC)DSA value. */
static bool
value_check(const struct spki *key, const struct bit_string *signature,
    struct sig_numbers *numbers)
{
	struct bytes value = signature->bytes;

	if (signature->unused != 0)
		return false;
	switch (key->kind) {
	case KEY_RSA:
	case KEY_RSA_PSS:
		return value.len == (key->bits + 7) / 8;
	case KEY_EC:
	case KEY_DSA:
		return numbers_read(key, value, numbers);
	case KEY_ED25519:
		return value.len == 64;
	case KEY_ED448:
		return value.len == 114;
	case KEY_ML_DSA_44:
	case KEY_ML_DSA_65:
	case KEY_ML_DSA_87:
		return value.len == ml_dsa_signature_octets(key->kind);
	default:
		return false;
	}
}

enum sig_result
sig_verify(struct sig_key *key, const struct spki *spki,
    const struct algorithm *algorithm, struct bytes message,
    const struct bit_string *signature)
{
	const struct sig_algorithm *a = sig_algorithm_find(algorithm->id);
	struct sig_numbers numbers;
	gnutls_datum_t data, value;
	enum sig_result result;
	int rc;

	if (a == NULL)
		return SIG_ALGORITHM_UNKNOWN;
	if (!kinds_fit(a->kind, spki->kind))
		return SIG_KEY_MISMATCH;
	if (!value_check(spki, signature, &numbers))
		return SIG_VALUE_MALFORMED;
	if (a->kind == KEY_RSA_PSS)
		return pss_verify(spki, algorithm, message, signature->bytes);
	if (a->gnutls == GNUTLS_SIGN_UNKNOWN)
		return ml_dsa_verify(spki->kind, spki->key.bytes, message,
		    signature->bytes);
	if (direct_verify(key, a->hash, message, signature->bytes, &numbers,
	    &result))
		return result;
	result = sig_key_import(key, spki);
	if (result != SIG_GOOD)
		return result;
	data = sig_datum(message);
	value = sig_datum(signature->bytes);
	/* How strong the hash is, is for another rule to judge. */
	rc = gnutls_pubkey_verify_data2(key->key, a->gnutls,
	    GNUTLS_VERIFY_ALLOW_BROKEN, &data, &value);
	if (rc == 0)
		return SIG_GOOD;
	return rc == GNUTLS_E_MEMORY_ERROR ? SIG_FAILED : SIG_BAD;
}
