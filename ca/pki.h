/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A test CA in a folder: keys/root.pem and root.pem, keys/issuing.pem and
 * issuing.pem. A key is written before its certificate and neither is ever
 * replaced. What a crash left undone the next call does; of several processes
 * that begin at once one makes each file and the others read it.
 */
#ifndef CA_PKI_H
#define CA_PKI_H

#include "base/arena.h"
#include "ca/key.h"
#include "x509/cert.h"

struct pki_ca {
	struct key *key;                /* NULL: it is kept somewhere else */
	struct bytes der;
	const struct cert *cert;
};

struct pki {
	struct arena *arena;
	const char *path;
	struct pki_ca root, issuing;
	bool created;                   /* now, by this call */
};

/* -1: one sentence says what stands in the way. */
int pki_open(struct pki *p, const char *path, int64_t now,
    struct cw_error *err);
void pki_close(struct pki *p);

/* A path in the folder, in the arena. NULL: no memory. */
const char *pki_path(const struct pki *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
