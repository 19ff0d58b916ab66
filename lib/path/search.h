/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One search for a path: what its parts (reach, candidate, link, build, tell)
 * share. Which certificates can lead to an anchor at all is known first, from
 * names alone; a signature is spent only on a path that can, or on the one told.
 */
#ifndef PATH_SEARCH_H
#define PATH_SEARCH_H

#include "path/store.h"
#include "path/walk.h"
#include "sig/verify.h"

#define NOWHERE UINT32_MAX

/* A certificate of the pool, as one that needs an issuer. */
struct node {
	uint64_t issuer_hash;
	/*
	 * Names, as the place of the first certificate in the pool that has it
	 * as its subject; what is known of a name stands in that one's node.
	 */
	uint32_t name;                  /* its own; NOWHERE: none looked for it */
	uint32_t issuers;               /* its issuer's; NOWHERE: not in the pool */
	uint32_t below;                 /* that led here; NOWHERE: the target */
	uint32_t first, count;          /* of its candidates, when listed */
	uint8_t distance;               /* certificates above it, up to the
	                                   anchor; 0: none can be reached */
	uint8_t needed;                 /* of them those that count for depth */
	uint8_t name_distance;          /* the least of those of its name, */
	uint8_t name_needed;            /* themselves counted */
	bool self_issued;
	bool anchored;                  /* an anchor has its issuer's name, */
	bool well_anchored;             /* and one that is not hopeless */
	bool hopeless;                  /* as an issuer: its own fault shows */
	bool discovered, name_discovered;
	bool listed;
	bool condemned;                 /* no path can have it: for its own */
	enum failure_id fault;
};

/* A signature that was checked; the key is told apart by its octets and by the
   parameters that it took. */
struct checked {
	const struct cert *child;
	struct bytes key, parameters;
	enum sig_result result;
};

struct search {
	struct cw_verdict *verdict;
	struct store store;
	struct limits *limits;          /* those of the verdict */
	struct severity_rule rule;
	const bool *tolerated;          /* for the findings of paths */
	struct node *node;              /* one for each place in the pool */
	uint32_t *discovered;           /* places, nearest the target first */
	size_t discovered_count;
	struct checked *checked;
	size_t checked_count, checked_size;
	struct answer_checked *answer_checked;
	size_t answer_checked_count, answer_checked_size;
	struct path trail;              /* that is being tried */
	uint32_t place[PATH_MAX_CERTS]; /* of its certificates in the pool */
	bool desperate;                 /* no path of good ones: try any */
	unsigned intermediates;         /* most that the trail may have */
	bool too_deep;                  /* something was left out for it */
	bool failed;                    /* no memory */
};

/* ---- reach.c: who can lead to an anchor --------------------------------- */

/* Discovers every certificate that names lead to from the target (place 0). */
void reach_explore(struct search *s);
/* Measures anew: a candidate died, a certificate was condemned, or the search
   grew desperate. */
void reach_measure(struct search *s);
/* Whether its candidates, now listed, lead where their names promised. */
bool reach_is_true(const struct search *s, const struct node *n);

/* ---- candidate.c: issuers of one certificate, in the order of trial ----- */

enum key_id { KEY_ID_MATCH, KEY_ID_UNKNOWN, KEY_ID_MISMATCH };

enum key_id key_id_compare(const struct cert *child, const struct cert *issuer);

/* Whether no path can have it as an issuer, whatever stands around it. */
bool candidate_is_hopeless(const struct search *s, const struct cert *c,
    bool anchor);
/* Lists them in verdict->candidate, once; see node->first and count. */
bool candidates_list(struct search *s, uint32_t place);
/* Orders those that are listed anew, by what is known now. */
void candidates_order(struct search *s);

/* Same subject, subjectAltName and key as one on the path. */
const struct cert *path_has_twin(const struct path *p, const struct cert *c);

/* ---- working_key.c ---------------------------------------------------------- */

/*
 * RFC 5280 6.1.4 (d) to (f): the key of a certificate of the path, with the
 * parameters that it leaves to the keys above it.
 */
struct spki path_key(const struct path *p, const struct cert *c);
/* With a key without parameters: who left them to one that has none to give. */
const struct cert *path_heir(const struct path *p, const struct cert *c);

/* ---- link.c: signatures ---------------------------------------------------- */

/* What was learnt before, or NULL. */
const struct checked *link_known(const struct search *s,
    const struct cert *child, const struct spki *key);
enum failure_id link_failure(enum sig_result result);
/* Unchecked: the limit of signatures is reached, or s->failed. */
enum link_state link_check(struct search *s, const struct cert *child,
    const struct spki *key);
/* Checks link[i] of the path. */
enum link_state link_check_path(struct search *s, struct path *p, size_t i);
/* Adds the finding about a link that is bad to the path that has it. */
void link_find(struct search *s, struct path *p, const struct cert *child,
    const struct cert *issuer);

/* ---- verify.c --- */

/* Judges a certificate on the way to a verdict, within what that may still
   spend. NULL: no memory. */
struct cw_verdict *verify_nested(struct cw_verdict *outer,
    const struct cw_question *question);

/* ---- build.c ---------------------------------------------------------------- */

/* Tries paths until one is accepted (verdict->best then) or none is left. */
bool build(struct search *s);
/* A copy of the trail that the verdict keeps; NULL: no memory. */
struct path *path_keep(struct search *s);

/* ---- tell.c: which path explains a refusal, and the findings about it ----- */

bool tell(struct search *s);

/* ---- tell_unanchored.c: no path leads to an anchor, by names alone --------- */

struct path *tell_unanchored(struct search *s);

/* ---- chain_building.c: how the peer's list differs from the path ----------- */

void check_chain_order(struct search *s, const struct path *p);

/* ---- tolerate.c ---- */

/* -1: a slug that is none, or one without which there is no path. */
int tolerate_check(const struct cw_question *q, struct cw_error *err);
/* By number; NULL: nothing is tolerated, or no memory. */
const bool *tolerate_ids(const struct cw_question *q, struct arena *arena);

#endif
