/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside lib/sig alone: what a key is imported as. */
#ifndef SIG_KEY_H
#define SIG_KEY_H

#include <gnutls/abstract.h>
#include "sig/verify.h"

struct sig_key {
	gnutls_pubkey_t key;            /* nothing imported for RSA-PSS keys */
};

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
