/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RFC 5280 6.3: whether the certificates of a path were revoked. For each of
 * them every CRL is asked that is meant for it; what is wrong with a CRL is
 * collected, and told once it is known whether another one answers.
 */
#ifndef PATH_REVOCATION_H
#define PATH_REVOCATION_H

#include "path/search.h"
#include "x509/crls.h"

/* The question about one certificate. */
struct asked {
	struct search *s;
	struct path *path;
	size_t index;                   /* of the certificate in the path */
	const struct cert *cert;
	unsigned reasons;               /* covered so far: a bit each */
	struct findings refused;        /* why CRLs do not count, all as errors */
	const struct crl *partial;      /* the last that covers some reasons */
	const struct crl *delta;        /* a delta CRL of its issuer */
	struct status status;
};

/* Adds why a CRL does not count, or a remark about it. */
struct finding *revocation_refuse(struct asked *a, enum failure_id id,
    const struct crl *crl, enum field field, struct bytes at);
/* Whether that failure is an error here, so that such a CRL does not count. */
bool revocation_weighs(const struct search *s, enum failure_id id);

/* ---- revocation_scope.c: 6.3.3 (b), (d) and (e) ------------------------------- */

enum meant {
	MEANT_NOT,                      /* another issuer's: nothing to tell */
	MEANT,
	MEANT_REFUSED                   /* told by revocation_refuse */
};

/* Whether the CRL is about the certificate, and for which reasons. */
enum meant revocation_scope(struct asked *a, const struct crl *crl,
    unsigned *reasons);
/* Of the same issuer and for the same certificates. */
bool revocation_same_scope(const struct crl *a, const struct crl *b);
/* "keyCompromise, cACompromise" in the arena. */
struct bytes revocation_reasons_text(struct asked *a, unsigned reasons);

/* ---- revocation_issuer.c: (f) to (h) ------------------------------------------- */

/* Whether its issuer may sign CRLs, is under the same anchor, and signed it.
   Told if not. */
bool revocation_issuer(struct asked *a, const struct crl *crl);
/* The same, and nothing is told. */
bool revocation_is_genuine(struct asked *a, const struct crl *crl);
/* Whether that key signed it, and nothing more; a budget may be at its end. */
bool revocation_signed(struct search *s, const struct crl *crl,
    const struct cert *issuer, enum sig_result *result);

/* ---- revocation_delta.c: (a) and (c) ------------------------------------------- */

/* As numbers: <0, 0, >0. Contents of INTEGERs that are not negative. */
int crl_number_compare(struct bytes a, struct bytes b);
/* nextUpdate, or what the question allows if that is sooner. */
int64_t revocation_ends(const struct asked *a, const struct crl *crl);
bool revocation_is_current(const struct asked *a, const struct crl *crl);
/*
 * The newest delta CRL that updates this one and can be relied on; NULL: none.
 * *unfit: one that does not fit, if no other does, and why.
 */
struct crl *revocation_delta(struct asked *a, const struct crl *base,
    const struct crl **unfit, const char **why);

/* ---- revocation_crl.c ---------------------------------------------------------- */

/* Asks every CRL about every certificate of a path whose signatures are good, as
   the question wants; adds what was found. */
void revocation_check(struct search *s, struct path *path);

#endif
