/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* struct cw_ocsp: OCSP responses that live together. */
#ifndef X509_OCSPS_H
#define X509_OCSPS_H

#include "base/limit.h"
#include "x509/ocsp.h"

struct cw_ocsp {
	struct arena *arena;            /* all of it */
	struct limit_set limits;        /* of reading */
	struct ocsp **ocsp;
	size_t count, size;
};

#endif
