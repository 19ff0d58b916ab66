/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside lib/sig alone: what a key is imported as. */
#ifndef SIG_KEY_H
#define SIG_KEY_H

#include <gnutls/abstract.h>
#include <nettle/ecdsa.h>
#include <nettle/rsa.h>
#include "sig/verify.h"

struct sig_key {
	enum { DIRECT_NONE, DIRECT_RSA, DIRECT_EC } direct;
	struct rsa_public_key rsa;
	struct ecc_point point;
	gnutls_pubkey_t key;            /* imported when first needed; NULL */
};

/* r and s of a signature: contents of the INTEGERs. */
struct sig_numbers {
	struct bytes r, s;
};

/* As nettle has it, if it does; key->direct says. */
void direct_import(struct sig_key *key, const struct spki *spki);
void direct_clear(struct sig_key *key);
/* False: not by nettle. The value is one of this key. */
bool direct_verify(const struct sig_key *key, enum oid hash,
    struct bytes message, struct bytes value,
    const struct sig_numbers *numbers, enum sig_result *result);

/* SIG_GOOD: key->key is there for GnuTLS. */
enum sig_result sig_key_import(struct sig_key *key, const struct spki *spki);

const struct ecc_curve *sig_curve(enum oid curve);
/* The two halves of an uncompressed point. */
bool sig_coordinates(const struct spki *key, struct bytes *x, struct bytes *y);

struct dsa_numbers {
	struct bytes p, q, g, y;        /* contents of the INTEGERs */
};

/* Octets of the order of the group in which r and s of a signature are. */
size_t sig_number_octets(const struct spki *key);

static inline gnutls_datum_t
sig_datum(struct bytes b)
{
	/* GnuTLS only reads what it calls a datum. */
	union {
		const uint8_t *from;
		unsigned char *to;
	} octets = { .from = b.data };

	return (gnutls_datum_t){ octets.to, (unsigned)b.len };
}

#endif
