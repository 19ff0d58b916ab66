/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An OCSP response (RFC 6960 4.2.1): slices of the octets that hold it. What it
 * says of each certificate stays octets, walked once when it is read.
 */
#ifndef X509_OCSP_H
#define X509_OCSP_H

#include "x509/cert.h"
#include "x509/crl.h"

enum ocsp_response_status {
	OCSP_SUCCESSFUL, OCSP_MALFORMED_REQUEST, OCSP_INTERNAL_ERROR,
	OCSP_TRY_LATER, OCSP_SIG_REQUIRED = 5, OCSP_UNAUTHORIZED,
	OCSP_RESPONSE_STATUSES
};

enum ocsp_cert_status { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };

struct ocsp_cert_id {
	struct bytes whole;
	struct algorithm hash;
	struct bytes name_hash, key_hash, serial;       /* contents */
};

struct ocsp_single {                    /* SingleResponse */
	struct bytes whole;
	struct ocsp_cert_id id;
	enum ocsp_cert_status status;
	struct bytes status_at;         /* whole element */
	int64_t revoked;                /* revocationTime */
	struct bytes revoked_at;        /* contents; empty: not revoked */
	uint32_t reason;                /* REASON_UNSPECIFIED where absent */
	struct bytes reason_at;         /* contents; empty: absent */
	int64_t this_update, next_update;
	struct bytes this_update_at, next_update_at;    /* contents; the latter
	                                   is empty where there is none */
	struct bytes unknown;           /* OID contents of the first critical
	                                   extension that nobody knows */
	struct bytes unknown_at;        /* that extension */
};

struct ocsp {
	struct bytes der;               /* the text of its PEM block when that
	                                   cannot be decoded */
	struct origin origin;
	bool readable;                  /* false: der, origin, faults and what
	                                   could be read */

	enum ocsp_response_status status;       /* all below is of SUCCESSFUL */
	struct bytes status_at;         /* contents */
	struct bytes tbs;               /* whole ResponseData: what is signed */
	struct bytes responder_name;    /* whole Name; empty: by key */
	struct bytes responder_key;     /* SHA-1 of its key; empty: by name */
	int64_t produced;
	struct bytes produced_at;       /* contents */
	struct bytes singles;           /* contents of responses */
	size_t single_count;
	struct extension *extension;
	size_t extension_count;
	struct bytes nonce;             /* contents; data NULL: absent */
	struct algorithm algorithm;
	struct bit_string signature;
	struct cert **cert;             /* that came inside, readable or not */
	size_t cert_count;

	struct findings faults;         /* of reading, all as errors */
};

/*
 * Reads an OCSPResponse. der must outlive it; origin.source too. Always gives
 * one, readable or not, with its faults, but for NULL: no memory.
 */
struct ocsp *ocsp_read(struct arena *arena, struct bytes der,
    struct origin origin, const struct limit_set *limits);
/* As cert_unreadable. */
struct ocsp *ocsp_unreadable(struct arena *arena, struct bytes text,
    struct origin origin, size_t bad, const char *problem);

/* Offset of a slice of this response; 0 when it is not inside. */
size_t ocsp_offset(const struct ocsp *o, struct bytes at);

/* "tryLater" */
const char *ocsp_response_status_name(enum ocsp_response_status status);

/* ---- ocsp_single.c ---- */

/* Reads the next SingleResponse. */
bool ocsp_single_read(struct der_reader *singles, struct ocsp_single *out);

/* Walks those of a response that was read. */
struct ocsp_walk {
	struct der_trouble trouble;
	struct der_reader singles;
};

void ocsp_walk_start(struct ocsp_walk *w, const struct ocsp *o);
bool ocsp_walk_next(struct ocsp_walk *w, struct ocsp_single *out);

#endif
