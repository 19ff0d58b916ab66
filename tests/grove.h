/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Certificates by the dozen for tests of paths: who names whom as issuer, whose
 * key each has and which key signed it. Keys and serial numbers come from a seed.
 */
#ifndef TESTS_GROVE_H
#define TESTS_GROVE_H

#include "ca/scenario.h"
#include "path/verdict.h"
#include "x509/certs.h"

#define GROVE_HOST "www.demo.test"

struct grove {
	struct arena *arena;
	struct cw_certs *chain, *rest, *trust;
	struct cw_question question;    /* any answer but these lists is open */
	struct cw_limit limit;
	struct cw_verdict *verdict;
};

struct tree {
	const char *subject, *issuer;   /* common names */
	const char *key, *signer;       /* labels of keys; NULL: the names */
	void (*edit)(struct cert_spec *spec);
};

void grove_setup(void);
void grove_teardown(void);

void grove_start(struct grove *g);
/* A CA without a path length. to: one of the three lists, or several in turn. */
void grove_ca(struct cw_certs *to, const struct tree *t);
/* The server certificate of GROVE_HOST. */
void grove_leaf(struct grove *g, const char *issuer, const char *signer,
    void (*edit)(struct cert_spec *spec));
/* The plain case: a CA named like its key, signed by another such one. */
void grove_plain(struct cw_certs *to, const char *subject, const char *issuer);

/* The one limit of the question that is not as by default. */
void grove_limit(struct grove *g, const char *name, unsigned most);
/* Judges; what was judged before is forgotten. */
void grove_ask(struct grove *g);
/* "error a, warning b", nearest the cause first; it is the grove's. */
const char *grove_found(struct grove *g);
/* Common names from the leaf up, " < " between them. */
const char *grove_told(struct grove *g);
void grove_end(struct grove *g);

/* ---- one edit of the good scenario ------------------------------------------ */

struct verdict_case {
	const char *name;               /* the case in words */
	void (*edit)(struct scenario *s);
	const char *found;              /* as grove_found */
	enum cw_profile profile;
	bool strict;
	enum cw_anchor_mode anchor_mode;
};

/* Mints it, judges it, and fails the running test unless exactly that is found. */
void verdict_check(const struct verdict_case *c);

#endif
