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
	KEY_DSA, KEY_X25519, KEY_X448
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

/* "RSA 2048", "EC P-256", "Ed25519", or the OID in dotted form. */
void spki_describe(const struct spki *key, struct buffer *out);

#endif
