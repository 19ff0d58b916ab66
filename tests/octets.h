/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What suites say of octets. */
#ifndef TESTS_OCTETS_H
#define TESTS_OCTETS_H

#include <gnutls/gnutls.h>

#include "base/buffer.h"
#include "ca/key.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define HEX_MAX 512

/* The octets in hex, as many as there is room for. */
const char *hex(struct bytes b, char text[HEX_MAX]);
void assert_hex(const struct buffer *b, const char *expected);

/* Reads the DER as a type of lib/der/pkix.asn and writes it again: the same
   octets. */
void assert_reencodes(const char *type, struct bytes der);

/* The octets as GnuTLS takes them; it only reads them. */
gnutls_datum_t datum(struct bytes b);

/* A key, or the test has failed. */
struct key *key_make(enum key_type type, const char *seed, const char *label);

#endif
