/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file of certificates while it is read: PEM, DER, or a bundle. */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

#include "base/error.h"
#include "load/look.h"
#include "x509/certs.h"

/* What a file held besides certificates, for when it held none. */
struct other {
	enum look kind;                 /* LOOK_NOTHING: nothing we know */
	size_t line;                    /* of a block that is damaged; 0: none */
	const char *problem;
};

struct load {
	struct cw_certs *certs;
	const char *source;             /* its name, as long as certs live */
	size_t before;                  /* certificates of other files */
	size_t objects;
	struct other other;
};

/* One object more. -1: those are more than the limit allows. */
int load_count(struct load *l, struct cw_error *err);

#endif
