/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public keys that we let anything compute with; the server's private one. */
#ifndef TLS_KEYS_H
#define TLS_KEYS_H

#include <gnutls/abstract.h>
#include "x509/cert.h"

/*
 * A modulus and an exponent within the limits (NULL: the most that can be set):
 * with a hostile exponent one verification of a huge key takes seconds, and in TLS
 * 1.3 it is made before anybody asks for a verdict.
 */
bool key_is_computable(const struct spki *key, const struct limit_set *limits);
/* Bits of an unsigned number that may begin with zeros. */
size_t number_bits(struct bytes number);

/* A private key from PKCS#8 in DER; NULL: it is none. gnutls_privkey_deinit. */
gnutls_privkey_t private_key_read(struct bytes pkcs8);

#endif
