/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a validation learnt: every path tried, why, and the answer. */
#ifndef PATH_VERDICT_H
#define PATH_VERDICT_H

#include "path/limits.h"
#include "path/reference_name.h"
#include "x509/cert.h"
#include "x509/crl.h"
#include "x509/ocsp.h"

#define PATH_MAX_CERTS 18       /* target, 16 intermediates, anchor */

/* Policies as contents of their OIDs, sorted as policy_graph.c wants them. */
struct policy_set {
	struct bytes *policy;
	size_t count;
};

enum link_state { LINK_UNCHECKED, LINK_GOOD, LINK_BAD };

/* What is known of the revocation of one certificate. */
struct status {
	enum cw_status status;
	/* What tells: one of both, or none of them. */
	const struct crl *crl;
	const struct ocsp *ocsp;
	struct crl_entry entry;         /* REVOKED, by crl */
	struct ocsp_single single;      /* what ocsp says */
	enum failure_id why;            /* UNKNOWN */
	struct findings refused;        /* what was found about everything that
	                                   was asked */
};

/* A path from the target (cert[0]) towards an anchor. */
struct path {
	const struct cert *cert[PATH_MAX_CERTS];
	enum link_state link[PATH_MAX_CERTS];   /* cert[i] signed by cert[i+1] */
	bool self_issued[PATH_MAX_CERTS];       /* does not count for lengths */
	size_t count;
	bool anchored;                  /* cert[count - 1] is an anchor */
	bool accepted;                  /* every link good, no error found */
	struct findings findings;       /* of this path alone */
	/* RFC 5280 6.1.6, once it was walked to its target: what the CAs allow,
	   and what of it was asked for. anyPolicy stands for itself. */
	struct policy_set authority_policies, user_policies;
	bool policy_required;           /* explicit_policy was 0 at its end */
	bool asked;                     /* whether anything was revoked, */
	struct status *status;          /* of each but the anchor; NULL: nobody
	                                   asked, or it is refused anyway */
};

/* A certificate that was looked at as an issuer, and what became of it. */
struct candidate {
	const struct cert *child, *issuer;
	bool anchor;
	bool used;                      /* it is on a path that was walked */
	bool out;                       /* for good, by that reason */
	bool hopeless;                  /* it shows a fault of its own */
	enum failure_id reason;         /* why not; FAILURE_COUNT: none */
	size_t place;                   /* in the pool, or among the anchors */
	uint64_t order;                 /* the lowest is tried first */
};

struct name_match {                     /* the peer name, for the report */
	bool asked, matched;
	struct bytes at;                /* the GeneralName that matched */
};

struct opinion {                        /* of another program */
	const char *engine, *words;     /* words: a line each */
	bool accepts;
	struct opinion *next;
};

struct cw_verdict {
	struct arena *arena;
	struct cw_question question;    /* strings are copies in the arena */
	struct policy_set asked;        /* user-initial-policy-set; empty: any */
	struct findings findings;       /* of the answer, nearest the cause first */
	const struct path *best;        /* that is told; NULL: unreadable target */
	struct path **path;             /* every one walked, as found */
	size_t path_count, path_size;
	struct candidate *candidate;
	size_t candidate_count, candidate_size;
	struct reference_name reference;        /* made on first use */
	struct name_match name;
	struct limits limits;           /* what the question allowed, and what
	                                   was spent of it */
	struct constraint_index *constraints;   /* of CAs that were walked */
	const struct cert **distrusted; /* of the question, sorted by key */
	size_t distrusted_count;
	unsigned signatures, signatures_good, steps;
	/* Of the missing or distrusted top, for the tree. */
	struct bytes missing_issuer;    /* Name; empty: none is missing */
	struct bytes missing_key_id;    /* what the last link wants */
	unsigned nested;                /* it is about the issuer of a CRL of a
	                                   verdict that is so many deep */
	struct opinion *opinions;
	/* Strings of cw_verdict_finding, one block of malloc, made by lib/report
	   on first use; atomically, since readers may be several threads. */
	char **titles;
};

#endif
