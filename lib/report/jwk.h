/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public keys as JSON Web Keys (RFC 7517, 7518, 8037). */
#ifndef REPORT_JWK_H
#define REPORT_JWK_H

#include "base/buffer.h"
#include "x509/spki.h"

/*
 * Appends the key on one line, with its thumbprint (RFC 7638) as kid. False: its
 * kind or curve has no such form, or its point is compressed.
 */
bool jwk_write(struct buffer *out, const struct spki *key);

#endif
