/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RFC 5280 6.3 and RFC 6960: whether the certificates of a path were revoked.
 * For each of them every OCSP response and CRL is asked that is meant for it;
 * what is wrong with one is collected, and told once it is known whether another
 * one answers.
 */
#ifndef PATH_REVOCATION_H
#define PATH_REVOCATION_H

#include "path/search.h"
#include "sig/hash.h"
#include "x509/crls.h"
#include "x509/ocsps.h"

/* By what a CertID knows the issuer of a certificate (RFC 6960 4.1.1). */
struct issuer_hashes {
	uint8_t name1[SHA1_OCTETS], key1[SHA1_OCTETS];
	uint8_t name256[SHA256_OCTETS], key256[SHA256_OCTETS];
};

/* The question about one certificate. */
struct asked {
	struct search *s;
	struct path *path;
	size_t index;                   /* of the certificate in the path */
	const struct cert *cert;
	unsigned reasons;               /* covered so far: a bit each */
	const struct issuer_hashes *hashes;     /* of the path; NULL: of no use */
	bool good;                      /* says an OCSP response */
	struct findings refused;        /* why answers do not count, all as
	                                   errors */
	const struct crl *partial;      /* the last that covers some reasons */
	const struct crl *delta;        /* a delta CRL of its issuer */
	struct status status;
};

/* Adds why a CRL does not count, or a remark about it. */
struct finding *revocation_refuse(struct asked *a, enum failure_id id,
    const struct crl *crl, enum field field, struct bytes at);
struct finding *revocation_refuse_ocsp(struct asked *a, enum failure_id id,
    const struct ocsp *ocsp, enum field field, struct bytes at);
/* Whether that failure is an error here, so that such an answer does not
   count. */
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
struct signed_answer {
	struct bytes tbs;
	const struct algorithm *algorithm;
	const struct bit_string *signature;
};
/* Whether its key signed it, and nothing more; a budget may be at its end. */
bool revocation_signed(struct asked *a, const struct signed_answer *answer,
    const struct cert *issuer, enum sig_result *result);
/* Its hash can be broken, which is judged as in signatures of certificates. */
bool revocation_is_weak(const struct asked *a,
    const struct algorithm *algorithm);
/* Whether the certificate is valid under the anchor of the path, and, if status
   says so, not revoked; *why not: a slug. */
bool revocation_path_is_valid(struct search *s, const struct path *p,
    const struct cert *c, bool status, const char **why);

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

/* ---- revocation_ocsp.c: RFC 6960 3.2 ------------------------------------------- */

/* Fills those of each certificate of the path but its anchor. NULL: no memory. */
const struct issuer_hashes *revocation_hashes(struct search *s,
    const struct path *path);
/* Whether a CertID names the issuer of these. */
bool revocation_names_issuer(const struct ocsp_cert_id *id,
    const struct issuer_hashes *issuer);
/* Asks one response. */
void revocation_ask_ocsp(struct asked *a, const struct ocsp *o);
/* Adds that an OCSP response says it is revoked. */
void revocation_tell_ocsp(struct asked *a);

/* ---- revocation_responder.c: (2) to (4) ---------------------------------------- */

/* Whether who signed it may answer for the CA of the certificate. Told if not. */
bool revocation_responder(struct asked *a, const struct ocsp *o);

/* ---- revocation_staple.c: RFC 7633 --------------------------------------------- */

/* What certificates of the path demand of the server. */
void staple_check(struct search *s, struct path *path);

/* ---- revocation_crl.c: RFC 5280 6.3.3 ------------------------------------------ */

/* Asks one CRL. */
void revocation_ask_crl(struct asked *a, struct crl *crl);
/* Adds that a CRL says it is revoked. */
void revocation_tell_crl(struct asked *a);

/* ---- revocation.c -------------------------------------------------------------- */

/* Asks the CRLs alone, of a certificate that the next one of a path issued. */
enum cw_status revocation_by_crls(struct search *s, struct path *path);

/* Asks everything about every certificate of a path whose signatures are good,
   as the question wants; adds what was found. */
void revocation_check(struct search *s, struct path *path);

/* ---- revocation_alone.c ---------------------------------------------------------- */

/* Tells of the target what is said, whatever its path would be. */
bool revocation_alone(struct search *s);

#endif
