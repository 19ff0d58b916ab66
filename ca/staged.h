/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* struct cw_scenario: a scenario minted, to be asked about or served. */
#ifndef CA_STAGED_H
#define CA_STAGED_H

#include "base/arena.h"
#include "ca/chainwright-ca.h"
#include "ca/scenario.h"

struct cw_scenario {
	struct arena *arena;
	struct key_cache *keys;
	bool owns_keys;
	const char *name;               /* of the server */
	const char *seed;               /* of keys; NULL: none */
	const char *serial_seed;        /* of serial numbers */
	enum failure_id id;             /* FAILURE_COUNT: the good one */
	enum key_type leaf_key;
	struct scenario s;
	struct scenario_minted minted;
	struct buffer pem;              /* the chain as a file holds it */
	struct buffer trust_pem;        /* the anchors with their settings */
	struct buffer key;              /* PKCS#8 */
	struct cw_certs *chain, *trust, *distrust;
	struct cw_crls *crls;
	struct cw_ocsp *ocsp;
	struct cw_question question;
	struct cw_minted list[SCENARIO_CERTS];
	size_t list_count;
};

/*
 * As cw_scenario_new, with keys from a cache that outlives it (its seed being
 * that of the options), so that scenarios can share them.
 */
int staged_new(const struct cw_scenario_options *options,
    struct key_cache *keys, struct cw_scenario **out, struct cw_error *err);
/* The same in two steps, between which s may be edited. */
int staged_start(const struct cw_scenario_options *options,
    struct key_cache *keys, struct cw_scenario **out, struct cw_error *err);
int staged_finish(struct cw_scenario *c, struct cw_error *err);
/* What is trusted, appended as a PEM file. */
int staged_trust(const struct cw_scenario *c, struct buffer *pem,
    struct cw_error *err);
/* Its repaired twin, with the same keys and serial numbers. */
int staged_twin(const struct cw_scenario *broken, struct cw_scenario **out,
    struct cw_error *err);

#endif
