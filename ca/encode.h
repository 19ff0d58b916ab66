/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DER out, by libtasn1's encoders. Small values are encoded one by one and not
 * through a tree of the whole module: a certificate is a few hundred octets,
 * and coding a tree costs more than signing it. What is written here is read
 * back against lib/der/pkix.asn by the tests and before anything is issued.
 *
 * Trouble (no memory) is kept by the buffer, so a writer checks it once.
 */
#ifndef CA_ENCODE_H
#define CA_ENCODE_H

#include "base/buffer.h"
#include "der/oid.h"
#include "der/reader.h"

/* An element whose contents are written between the two calls. */
size_t encode_open(const struct buffer *b);
void encode_close(struct buffer *b, size_t start, uint8_t tag);

/* An element with these contents. */
void encode_element(struct buffer *b, uint8_t tag, struct bytes contents);
void encode_bool(struct buffer *b, bool value);
void encode_int(struct buffer *b, int value);
/* A number of any size from its magnitude, most significant octet first. */
void encode_magnitude(struct buffer *b, struct bytes magnitude);
void encode_bits(struct buffer *b, struct bytes octets);
/* A named bit list: bit n of bits is the ASN.1 bit n (RFC 5280 KeyUsage). */
void encode_named_bits(struct buffer *b, unsigned bits);
void encode_oid(struct buffer *b, enum oid oid);
void encode_null(struct buffer *b);
/* Time by RFC 5280 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050. */
void encode_time(struct buffer *b, int64_t seconds);

/* SEQUENCE { algorithm, NULL if null }. */
void encode_algorithm(struct buffer *b, enum oid oid, bool null);
/* The AlgorithmIdentifier of a signature, parameters as its RFC wants them. */
void encode_signature_algorithm(struct buffer *b, enum oid oid);

#endif
