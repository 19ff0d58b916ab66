/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SIG_HASH_H
#define SIG_HASH_H

#include "base/bytes.h"

#define SHA1_OCTETS 20
#define SHA256_OCTETS 32
#define SHA384_OCTETS 48

/* False: the crypto library could not (no memory). */
bool sha1(struct bytes message, uint8_t out[SHA1_OCTETS]);
bool sha256(struct bytes message, uint8_t out[SHA256_OCTETS]);
/* Of several parts, each behind its length, so that no two lists are alike. */
void sha256_parts(const struct bytes *parts, size_t count,
    uint8_t out[SHA256_OCTETS]);
bool sha384(struct bytes message, uint8_t out[SHA384_OCTETS]);

#endif
