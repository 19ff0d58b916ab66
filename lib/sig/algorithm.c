/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "sig/algorithm.h"

/* clang-format off */
static const struct sig_algorithm algorithms[] = {
	{ OID_ECDSA_SHA256, KEY_EC, OID_SHA256, GNUTLS_SIGN_ECDSA_SHA256 },
	{ OID_ECDSA_SHA384, KEY_EC, OID_SHA384, GNUTLS_SIGN_ECDSA_SHA384 },
	{ OID_RSA_SHA256, KEY_RSA, OID_SHA256, GNUTLS_SIGN_RSA_SHA256 },
	{ OID_RSA_SHA384, KEY_RSA, OID_SHA384, GNUTLS_SIGN_RSA_SHA384 },
	{ OID_RSA_SHA512, KEY_RSA, OID_SHA512, GNUTLS_SIGN_RSA_SHA512 },
	{ OID_ED25519, KEY_ED25519, OID_UNKNOWN, GNUTLS_SIGN_EDDSA_ED25519 },
	{ OID_RSASSA_PSS, KEY_RSA_PSS, OID_UNKNOWN, GNUTLS_SIGN_UNKNOWN },
	{ OID_ECDSA_SHA512, KEY_EC, OID_SHA512, GNUTLS_SIGN_ECDSA_SHA512 },
	{ OID_ECDSA_SHA224, KEY_EC, OID_SHA224, GNUTLS_SIGN_ECDSA_SHA224 },
	{ OID_ECDSA_SHA1, KEY_EC, OID_SHA1, GNUTLS_SIGN_ECDSA_SHA1 },
	{ OID_RSA_SHA1, KEY_RSA, OID_SHA1, GNUTLS_SIGN_RSA_SHA1 },
	{ OID_RSA_SHA1_OIW, KEY_RSA, OID_SHA1, GNUTLS_SIGN_RSA_SHA1 },
	{ OID_RSA_MD5, KEY_RSA, OID_MD5, GNUTLS_SIGN_RSA_MD5 },
	{ OID_RSA_SHA224, KEY_RSA, OID_SHA224, GNUTLS_SIGN_RSA_SHA224 },
	{ OID_RSA_SHA3_224, KEY_RSA, OID_SHA3_224, GNUTLS_SIGN_RSA_SHA3_224 },
	{ OID_RSA_SHA3_256, KEY_RSA, OID_SHA3_256, GNUTLS_SIGN_RSA_SHA3_256 },
	{ OID_RSA_SHA3_384, KEY_RSA, OID_SHA3_384, GNUTLS_SIGN_RSA_SHA3_384 },
	{ OID_RSA_SHA3_512, KEY_RSA, OID_SHA3_512, GNUTLS_SIGN_RSA_SHA3_512 },
	{ OID_ECDSA_SHA3_224, KEY_EC, OID_SHA3_224, GNUTLS_SIGN_ECDSA_SHA3_224 },
	{ OID_ECDSA_SHA3_256, KEY_EC, OID_SHA3_256, GNUTLS_SIGN_ECDSA_SHA3_256 },
	{ OID_ECDSA_SHA3_384, KEY_EC, OID_SHA3_384, GNUTLS_SIGN_ECDSA_SHA3_384 },
	{ OID_ECDSA_SHA3_512, KEY_EC, OID_SHA3_512, GNUTLS_SIGN_ECDSA_SHA3_512 },
	{ OID_ED448, KEY_ED448, OID_UNKNOWN, GNUTLS_SIGN_EDDSA_ED448 },
	{ OID_DSA_SHA1, KEY_DSA, OID_SHA1, GNUTLS_SIGN_DSA_SHA1 },
	{ OID_DSA_SHA1_OIW, KEY_DSA, OID_SHA1, GNUTLS_SIGN_DSA_SHA1 },
	{ OID_DSA_SHA224, KEY_DSA, OID_SHA224, GNUTLS_SIGN_DSA_SHA224 },
	{ OID_DSA_SHA256, KEY_DSA, OID_SHA256, GNUTLS_SIGN_DSA_SHA256 },
	{ OID_DSA_SHA384, KEY_DSA, OID_SHA384, GNUTLS_SIGN_DSA_SHA384 },
	{ OID_DSA_SHA512, KEY_DSA, OID_SHA512, GNUTLS_SIGN_DSA_SHA512 },
	{ OID_ML_DSA_44, KEY_ML_DSA_44, OID_UNKNOWN, GNUTLS_SIGN_UNKNOWN },
	{ OID_ML_DSA_65, KEY_ML_DSA_65, OID_UNKNOWN, GNUTLS_SIGN_UNKNOWN },
	{ OID_ML_DSA_87, KEY_ML_DSA_87, OID_UNKNOWN, GNUTLS_SIGN_UNKNOWN }
};
/* clang-format on */

const struct sig_algorithm *
sig_algorithm_find(enum oid id)
{
	size_t i;

	for (i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (algorithms[i].id == id)
			return &algorithms[i];
	return NULL;
}

enum key_kind
sig_key_kind(const struct algorithm *algorithm)
{
	const struct sig_algorithm *a = sig_algorithm_find(algorithm->id);

	return a == NULL ? KEY_UNKNOWN : a->kind;
}

/* RFC 8032: Ed25519 hashes with SHA-512, Ed448 with SHAKE256, as ML-DSA does. */
enum oid
sig_hash(const struct algorithm *algorithm)
{
	const struct sig_algorithm *a = sig_algorithm_find(algorithm->id);
	struct pss_parameters pss;

	if (a == NULL)
		return OID_UNKNOWN;
	switch (a->id) {
	case OID_RSASSA_PSS:
		return pss_parameters_read(algorithm->parameters, &pss) ?
		    pss.hash : OID_UNKNOWN;
	case OID_ED25519:
		return OID_SHA512;
	case OID_ED448:
	case OID_ML_DSA_44:
	case OID_ML_DSA_65:
	case OID_ML_DSA_87:
		return OID_SHAKE256;
	default:
		return a->hash;
	}
}

bool
sig_parameters_legal(const struct algorithm *algorithm, const char **due)
{
	struct bytes parameters = algorithm->parameters;
	struct pss_parameters pss;

	switch (sig_key_kind(algorithm)) {
	case KEY_RSA:
		/* RFC 4055 5: clients must take absent ones as well. */
		*due = "NULL";
		return parameters.len == 0 || (parameters.len == 2 &&
		    parameters.data[0] == DER_NULL && parameters.data[1] == 0);
	case KEY_RSA_PSS:
		*due = "a SEQUENCE of hash, mask and salt";
		return pss_parameters_read(parameters, &pss);
	case KEY_EC:
	case KEY_DSA:
	case KEY_ED25519:
	case KEY_ED448:
	case KEY_ML_DSA_44:
	case KEY_ML_DSA_65:
	case KEY_ML_DSA_87:
		*due = "nothing";
		return parameters.len == 0;
	default:
		*due = "any";
		return true;
	}
}
