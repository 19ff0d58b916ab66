/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* struct cw_certs: certificates that live together in one arena. */
#ifndef X509_CERTS_H
#define X509_CERTS_H

#include "base/limit.h"
#include "base/pem.h"
#include "x509/cert.h"

struct cw_certs {
	struct arena *arena;
	struct limit_set limits;        /* of reading */
	struct buffer password;         /* of bundles; "": none was given */
	struct cert **cert;
	size_t count, size;
	struct certs_index {            /* by the hash of the subject */
		uint64_t *hash;         /* of each certificate */
		uint32_t *next;         /* of the same bucket, position + 1 */
		uint32_t *bucket;       /* its newest, position + 1; NULL: few */
		size_t count, size, buckets;
	} index;
};

/*
 * Adds a copy of the octets as a certificate, whatever they hold; or the text of
 * a PEM block that cannot be decoded. Neither is indexed. False: no memory.
 */
bool certs_append(struct cw_certs *certs, struct bytes der,
    struct origin origin);
bool certs_append_block(struct cw_certs *certs, struct bytes text,
    const struct pem_block *block, struct origin origin);

/* Adds the certificates of another list, which has to outlive this one, without
   a copy. Not indexed. False: no memory. */
bool certs_borrow(struct cw_certs *certs, const struct cw_certs *from);

/*
 * Makes the certificates that were added since findable by subject, so that ten
 * thousand anchors cost a search no more than one. Whoever adds certificates
 * calls it. False: no memory; then nothing is lost but those are not found.
 */
bool certs_index(struct cw_certs *certs);

#define CERTS_NONE ((size_t)-1)

/*
 * Positions of the certificates whose subject has this name_hash, in no
 * certain order; CERTS_NONE ends them. Equal hashes are not yet equal names.
 */
size_t certs_first(const struct cw_certs *certs, uint64_t hash);
size_t certs_next(const struct cw_certs *certs, size_t i);

#endif
