/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was made for use is read again before anybody gets it. */
#ifndef CA_REREAD_H
#define CA_REREAD_H

#include "base/arena.h"
#include "base/error.h"
#include "x509/cert.h"

/*
 * Reads the certificate by our own strict reader and by libtasn1 with the
 * module pkix.asn, which has to encode it to the same octets again. NULL: one
 * of them could not, and that is a fault of this library.
 */
const struct cert *cert_reread(struct arena *arena, struct bytes der,
    struct cw_error *err);

#endif
