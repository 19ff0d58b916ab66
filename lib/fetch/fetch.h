/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was asked for over the network, for the report. */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include <chainwright-fetch.h>
#include "x509/certs.h"
#include "x509/crls.h"

#define FETCHES_MAX 32
#define FETCH_LEVELS 8
#define FETCH_URL_MAX 2048
#define FETCH_ISSUER_OCTETS (64u * 1024)
#define FETCH_CRL_OCTETS (16u * 1024 * 1024)

struct fetch {
	enum cw_fetch_kind kind;
	enum cw_fetch_outcome outcome;
	const struct cert *cert;        /* that names the address */
	struct bytes at;                /* the address in it */
	const char *url;
	const char *detail;
	size_t octets;
	bool from_cache;
};

struct cw_fetches {
	struct arena *arena;
	struct cw_certs *certs;         /* of the question and those fetched; NULL:
	                                   none was */
	struct cw_crls *crls;           /* likewise */
	struct fetch fetch[FETCHES_MAX];
	size_t count;
	bool more;                      /* addresses that were not asked */
};

#endif
