/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A CertificateList (RFC 5280 5): slices of the octets that hold it. Its entries
 * stay octets: they are walked once when it is read, and looked up in place.
 */
#ifndef X509_CRL_H
#define X509_CRL_H

#include "x509/cert.h"
#include "x509/distribution_point.h"

struct issuing_distribution_point {     /* RFC 5280 5.2.5 */
	struct point_name name;
	bool only_user, only_ca, only_attribute, indirect, has_reasons;
	struct bit_string reasons;
};

struct crl_index;

struct crl {
	struct bytes der;               /* the text of its PEM block when that
	                                   cannot be decoded */
	struct origin origin;
	bool readable;                  /* false: der, origin, faults and what
	                                   could be read */

	struct bytes tbs;               /* whole element: what is signed */
	unsigned version;               /* 1, 2 (or what was found, plus 1) */
	struct bytes version_at;        /* contents of the INTEGER; empty: v1 */
	struct algorithm inner_algorithm, outer_algorithm;
	struct bytes issuer;            /* whole Name */
	int64_t this_update, next_update;
	struct bytes this_update_at, next_update_at;    /* contents; the latter
	                                   is empty where there is none */
	struct bytes entries;           /* contents of revokedCertificates */
	size_t entry_count;
	bool entries_extended;          /* one of them has extensions */
	bool entries_issued;            /* one of them has certificateIssuer */
	struct bytes undefined_reason;  /* contents of the first reasonCode that */
	struct bytes removal;           /* is none, that is removeFromCRL */
	struct bit_string signature;

	/* Decoded extensions; ext NULL: absent or not readable. */
	struct extension *extension;
	size_t extension_count;
	const struct extension *authority_key_id_ext, *number_ext, *delta_ext,
	    *scope_ext;
	struct authority_key_id authority_key_id;
	struct bytes number, base_number;       /* contents of the INTEGERs */
	struct issuing_distribution_point scope;

	struct findings faults;         /* of reading, all as errors */
	struct crl_index *index;        /* by serial number, of malloc, made
	                                   when it is worth it */
	unsigned lookups;               /* atomic, as index is */
};

/* RFC 5280 5.3.1; 7 is not used. */
enum crl_reason {
	REASON_UNSPECIFIED, REASON_KEY_COMPROMISE, REASON_CA_COMPROMISE,
	REASON_AFFILIATION_CHANGED, REASON_SUPERSEDED,
	REASON_CESSATION_OF_OPERATION, REASON_CERTIFICATE_HOLD,
	REASON_REMOVE_FROM_CRL = 8, REASON_PRIVILEGE_WITHDRAWN,
	REASON_AA_COMPROMISE, REASONS
};

struct crl_entry {
	struct bytes whole;
	struct bytes serial;            /* contents */
	int64_t revoked;                /* revocationDate */
	struct bytes revoked_at;        /* contents */
	uint32_t reason;                /* REASON_UNSPECIFIED where absent */
	struct bytes reason_at;         /* contents; empty: absent */
	int64_t invalid_since;          /* invalidityDate */
	struct bytes invalid_since_at;  /* contents; empty: absent */
	struct bytes issuer;            /* contents of certificateIssuer; data
	                                   NULL: absent */
	struct bytes unknown;           /* OID contents of the first critical
	                                   extension that nobody knows */
	bool extended;
};

/*
 * Reads a CRL. der must outlive it; origin.source too. Always gives one,
 * readable or not, with its faults, but for NULL: no memory.
 */
struct crl *crl_read(struct arena *arena, struct bytes der,
    struct origin origin, const struct limit_set *limits);

/* As cert_unreadable. */
struct crl *crl_unreadable(struct arena *arena, struct bytes text,
    struct origin origin, size_t bad, const char *problem);

/* Frees what is not of the arena. */
void crl_forget(struct crl *c);

/* Offset of a slice of this CRL; 0 when it is not inside. */
size_t crl_offset(const struct crl *c, struct bytes at);

bool crl_reason_defined(uint32_t reason);
/* "keyCompromise"; "undefined" for 7 and what lies above. */
const char *crl_reason_name(uint32_t reason);

/* ---- crl_entry.c ------------------------------------------------------------ */

/* Reads the next entry of revokedCertificates. */
bool crl_entry_read(struct der_reader *entries, struct crl_entry *out);

/*
 * The entry of that serial number whose certificate this issuer issued: named by
 * certificateIssuer in it or in one before it, else the issuer of the CRL. Of
 * several the last. The second look-up makes an index, unless memory is short,
 * so that any further one takes a binary search. *found tells whether there is
 * one; may be called by several threads at once.
 */
bool crl_find(struct crl *c, struct bytes serial, struct bytes issuer,
    struct crl_entry *out);

#endif
