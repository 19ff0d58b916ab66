/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * chainwright, what is not at hand: the issuers that a chain lacks and the CRLs
 * that its certificates name, asked for over HTTP by whoever is handed in. The
 * library itself opens no connection.
 *
 * Conventions are those of chainwright.h.
 */
#ifndef CHAINWRIGHT_FETCH_H
#define CHAINWRIGHT_FETCH_H

#include <chainwright.h>

#ifdef __cplusplus
extern "C" {
#endif

enum cw_fetch_kind {
	CW_FETCH_ISSUER,        /* caIssuers, RFC 5280 4.2.2.1 */
	CW_FETCH_CRL            /* cRLDistributionPoints, freshestCRL */
};

/* What became of asking. All but the first are failures. */
enum cw_fetch_outcome {
	CW_FETCH_DONE,
	CW_FETCH_NOT_ALLOWED,   /* not asked: no http address, or one of a network
	                           that may not be entered */
	CW_FETCH_UNREACHABLE,   /* no such host, or no connection to it */
	CW_FETCH_TIMED_OUT,     /* no whole answer in time */
	CW_FETCH_TOO_LARGE,     /* more octets than are taken */
	CW_FETCH_REDIRECTED,    /* too often, or to what is not allowed */
	CW_FETCH_REFUSED,       /* an HTTP status that is no success */
	CW_FETCH_BROKEN,        /* the connection ended, or it is no HTTP */
	CW_FETCH_NOT_UNDERSTOOD,        /* the answer is not what was asked for */
	CW_FETCH_OUTCOME_COUNT
};

/* "timed-out"; "" for what is no outcome. */
CW_PUBLIC const char *cw_fetch_outcome_name(enum cw_fetch_outcome outcome);

struct cw_fetch_request {
	enum cw_fetch_kind kind;
	const char *url;        /* begins with http://; ASCII without spaces and
	                           control characters, at most 2,048 octets */
	size_t most;            /* octets that are taken of its answer */
};

struct cw_fetch_answer {
	enum cw_fetch_outcome outcome;
	void *octets;           /* DONE: of malloc; cw_fetch frees them */
	size_t len;
	bool from_cache;        /* it was asked for at another time */
	char detail[160];       /* of a failure: "no answer within 10 s"; or "" */
};

/* Asks once, and fills a zeroed answer. It has to come back in bounded time. */
struct cw_fetcher {
	void (*get)(void *context, const struct cw_fetch_request *request,
	    struct cw_fetch_answer *answer);
	void *context;
};

struct cw_fetches;

/*
 * Asks for what a question lacks, and puts it there: while no path reaches an
 * anchor, the issuer of the last certificate of the path that would be told,
 * and so on (8 times at most); then, when the question is whether anything was
 * revoked, the CRLs of each certificate of the path whose status is not known.
 * No address is asked twice, no more than 32 are asked. untrusted, crls and
 * fetches of the question point into *out afterwards, which outlives question
 * and verdicts, as the lists do that were there before. What failed is
 * no error: the verdict tells it with what was found. -1: no memory, or a question
 * that cw_verify would not answer; nothing has to be freed then.
 */
CW_PUBLIC int cw_fetch(struct cw_question *question,
    const struct cw_fetcher *fetcher, struct cw_fetches **out,
    struct cw_error *err);
CW_PUBLIC void cw_fetches_free(struct cw_fetches *fetches);

/* One that was asked, as plain data; strings live as long as the fetches. */
struct cw_fetched {
	enum cw_fetch_kind kind;
	enum cw_fetch_outcome outcome;
	const char *url;
	const char *detail;
	size_t octets;          /* of the answer */
	bool from_cache;
};

CW_PUBLIC size_t cw_fetches_count(const struct cw_fetches *fetches);
/* False: no such one. */
CW_PUBLIC bool cw_fetches_get(const struct cw_fetches *fetches, size_t i,
    struct cw_fetched *out);

/*
 * The certificates of the path that the verdict tells, as a server has to send
 * them (RFC 8446 4.4.2): the target, then each issuer, the anchor left out; PEM.
 * NULL: no path reaches an anchor, or no memory. The caller frees it with free().
 */
CW_PUBLIC char *cw_verdict_fullchain(const struct cw_verdict *verdict);
/* The same as fullchain.pem, which must not exist, in a folder, which is made
   when it is not there. -1: it cannot be written, or there is no such path. */
CW_PUBLIC int cw_verdict_save(const struct cw_verdict *verdict,
    const char *folder, struct cw_error *err);

#ifdef __cplusplus
}
#endif

#endif
