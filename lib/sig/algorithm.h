/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside lib/sig alone: signature algorithms and RSASSA-PSS. */
#ifndef SIG_ALGORITHM_H
#define SIG_ALGORITHM_H

#include <gnutls/gnutls.h>
#include "sig/verify.h"

struct sig_algorithm {
	enum oid id;
	enum key_kind kind;
	enum oid hash;                  /* OID_UNKNOWN: inside the algorithm */
	gnutls_sign_algorithm_t gnutls; /* UNKNOWN: pss.c or ml_dsa.c does it */
};

/* NULL: not an algorithm of ours. */
const struct sig_algorithm *sig_algorithm_find(enum oid id);

/* RSASSA-PSS-params of RFC 4055 3.1. */
struct pss_parameters {
	enum oid hash, mask_hash;
	uint32_t salt;
};

bool pss_parameters_read(struct bytes element, struct pss_parameters *out);

/* RSASSA-PSS by RFC 8017 8.1.2, with a key within our limits. */
enum sig_result pss_verify(const struct spki *key,
    const struct algorithm *algorithm, struct bytes message,
    struct bytes signature);

#endif
