/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where issuers are looked for: the anchors, and the pool (the chain as given,
 * then what else may help). A place in the pool is a position of the chain, or
 * the length of the chain plus a position of the rest.
 */
#ifndef PATH_STORE_H
#define PATH_STORE_H

#include "path/limits.h"
#include "x509/certs.h"

struct store {
	const struct cw_certs *trust;   /* never NULL, may be empty */
	const struct cw_certs *chain, *rest;
	size_t pool_count;              /* limited */
};

struct store_search {
	struct bytes name;
	uint64_t hash;
	const struct cw_certs *in, *then;       /* searched now, and after it */
	size_t next;                    /* position in the first */
	size_t base, end;               /* place of its first; past the last */
};

/* More certificates than the limit of the pool are left out, and that noted. */
void store_start(struct store *s, const struct cw_question *question,
    struct limits *limits);

const struct cert *store_pool(const struct store *s, size_t place);
/* The name_hash of its subject. */
uint64_t store_pool_hash(const struct store *s, size_t place);

/* Readable certificates whose subject is this name (hash: its name_hash). */
void store_anchors(struct store_search *q, const struct store *s,
    struct bytes name, uint64_t hash);
void store_issuers(struct store_search *q, const struct store *s,
    struct bytes name, uint64_t hash);
/* The next, its place in the pool or position among the anchors; or NULL. */
const struct cert *store_next(struct store_search *q, size_t *place);

#endif
