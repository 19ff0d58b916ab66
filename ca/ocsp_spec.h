/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an OCSP response shall hold, as ca/spec.h says it of a certificate. */
#ifndef CA_OCSP_SPEC_H
#define CA_OCSP_SPEC_H

#include "ca/mint.h"
#include "x509/ocsp.h"

#define OCSP_SPEC_SINGLES 4
#define OCSP_SPEC_CERTS 4

struct ocsp_spec_single {
	int cert;                       /* index of the spec it is about */
	bool other_serial;              /* no, about an unknown number of the
	                                   same issuer */
	bool sha256;                    /* the hashes of the CertID, else SHA-1 */
	enum ocsp_cert_status status;
	int64_t revoked;
	int reason;                     /* below 0: none is written */
	int64_t this_update, next_update;
	bool no_next_update;
	struct spec_extension extension;        /* value.data NULL: none */
};

/* Everything that it points to lives in its arena. */
struct ocsp_spec {
	struct arena *arena;
	enum ocsp_response_status status;       /* alone, if not successful */
	int responder;                  /* index of the spec that is named */
	int sign_with;                  /* whose key really signs; -1: its own */
	bool by_key;                    /* the responder is named by its key */
	int64_t produced;
	struct ocsp_spec_single single[OCSP_SPEC_SINGLES];
	size_t single_count;
	struct bytes nonce;             /* contents; empty: none */
	struct spec_extension extension;        /* one more; value.data NULL:
	                                   none */
	enum oid algorithm;             /* OID_UNKNOWN: the key's */
	int cert[OCSP_SPEC_CERTS];      /* indexes of those that come inside */
	size_t cert_count;
	void (*patch_tbs)(struct buffer *tbs);
	void (*patch_signature)(struct buffer *value);
	void (*patch_response)(struct buffer *response);
	bool failed;                    /* no memory while filling it */
};

/* Good, of one hour ago for a week, about one certificate, signed by that
   responder, whose certificate is not inside. */
void ocsp_spec_start(struct ocsp_spec *s, struct arena *arena, int cert,
    int responder, int64_t now);
/* One more answer, filled likewise; it is never NULL. */
struct ocsp_spec_single *ocsp_spec_about(struct ocsp_spec *s, int cert,
    int64_t now);
void ocsp_spec_revoke(struct ocsp_spec_single *single, int64_t revoked,
    int reason);

/* Of each certificate of the scenario, by index. */
struct ocsp_facts {
	const struct bytes *issuer;     /* Name of its issuer */
	const struct bytes *issuer_spki;
	const struct bytes *serial;     /* contents */
	const struct bytes *der;
};

/* Appends the OCSPResponse in DER, signed by the responder. */
int ocsp_mint(const struct ocsp_spec *s, const struct mint_issuer *responder,
    const struct ocsp_facts *facts, struct buffer *der, struct cw_error *err);

#endif
