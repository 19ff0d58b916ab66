/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* struct cw_certs: certificates that live together in one arena. */
#ifndef X509_CERTS_H
#define X509_CERTS_H

#include "x509/cert.h"

#define CERTS_MAX_OCTETS (16u << 20)    /* of one file */
#define CERTS_MAX_OBJECTS 10000u

struct cw_certs {
	struct arena *arena;
	struct cert **cert;
	size_t count, size;
};

#endif
