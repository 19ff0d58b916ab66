/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* struct cw_crls: CRLs that live together. */
#ifndef X509_CRLS_H
#define X509_CRLS_H

#include "base/limit.h"
#include "x509/crl.h"

struct cw_crls {
	struct arena *arena;            /* all but the octets */
	struct limit_set limits;        /* of reading */
	struct crl **crl;
	uint8_t **octets;               /* of malloc, of each; NULL: it is another
	                                   list's, as is the CRL */
	size_t count, size;
};

/* Adds the CRLs of another list, which has to outlive this one, without a copy.
   False: no memory. */
bool crls_borrow(struct cw_crls *crls, const struct cw_crls *from);

#endif
