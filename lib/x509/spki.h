/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* AlgorithmIdentifier and SubjectPublicKeyInfo. */
#ifndef X509_SPKI_H
#define X509_SPKI_H

#include "der/oid.h"
#include "der/reader.h"

struct algorithm {
	struct bytes whole;             /* the SEQUENCE */
	struct bytes oid;               /* contents */
	enum oid id;
	struct bytes parameters;        /* whole element; empty: absent */
};

enum key_kind {
	KEY_UNKNOWN, KEY_RSA, KEY_RSA_PSS, KEY_EC, KEY_ED25519, KEY_ED448,
	KEY_DSA, KEY_X25519, KEY_X448, KEY_ML_DSA_44, KEY_ML_DSA_65,
	KEY_ML_DSA_87
};

struct spki {
	struct bytes whole;             /* the SEQUENCE */
	struct algorithm algorithm;
	struct bit_string key;
	enum key_kind kind;
	enum oid curve;                 /* EC with a curve that we know */
	bool explicit_curve;            /* EC with parameters written out */
	unsigned bits;                  /* size of modulus or field; 0 unknown */
	struct bytes modulus, exponent; /* RSA: contents of the INTEGERs */
	bool usable;                    /* key decoded as its algorithm says */
};

/* AlgorithmIdentifier ::= SEQUENCE { algorithm OID, parameters ANY OPTIONAL } */
bool algorithm_read(struct der_reader *r, struct algorithm *out);

/*
 * SubjectPublicKeyInfo ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING }:
 * its structure, the kind of key and its curve; the key itself is for
 * spki_decode.
 */
bool spki_read(struct der_reader *r, struct spki *out);

/* Whether the parameters are what the kind of key demands; *due says what
   that is. An unknown kind may have any; without a curve a point is no key,
   which spki_decode says. */
bool spki_parameters_legal(const struct spki *key, const char **due);

/* RFC 3279 2.3.2, RFC 5280 6.1.4 (e): a DSA key that leaves its parameters to
   the key it was signed with. */
bool spki_inherits(const struct spki *key);

/*
 * Decodes the key: sets bits, modulus and exponent, usable. Whether a point lies
 * on its curve is for lib/sig. False: it is no key of its kind; *at is the first
 * octet that is wrong and *why says so in words. A key of a kind or on a curve
 * that we do not know is true, and not usable.
 */
bool spki_decode(struct spki *key, const uint8_t **at, const char **why);

/* Bits of the field under the curve; 0: not a curve that we know. */
unsigned curve_bits(enum oid curve);

/* Bits of the positive INTEGER with these contents. */
size_t integer_bits(struct bytes contents);

/* "RSA 2048", "EC P-256", "Ed25519", or the OID in dotted form. */
void spki_describe(const struct spki *key, struct buffer *out);

#endif
