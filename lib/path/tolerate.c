/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Failures that a question tolerates. */
#include "config.h"

#include "base/error.h"
#include "path/search.h"

/* Without them there is no path that could be judged, or nobody vouches for it:
   nothing would be left to be valid. */
static const enum failure_id never_tolerated[] = {
	F_PEM_INVALID, F_DER_MALFORMED, F_DER_INDEFINITE_LENGTH,
	F_DER_LENGTH_NOT_MINIMAL, F_DER_INTEGER_NOT_MINIMAL,
	F_TIME_FORMAT_INVALID, F_CERTIFICATE_TOO_LARGE,
	F_DER_ELEMENT_BUDGET_EXHAUSTED, F_EXTENSION_COUNT_EXCEEDED,
	F_OID_TOO_LONG, F_RSA_KEY_TOO_LARGE, F_ISSUER_NAME_EMPTY,
	F_ISSUER_NAME_MISMATCH, F_SIGNATURE_ALGORITHM_FIELDS_DIFFER,
	F_SPKI_MALFORMED,
	F_SPKI_ALGORITHM_UNKNOWN, F_SIGNATURE_INVALID,
	F_SIGNATURE_VALUE_MALFORMED, F_SIGNATURE_ALGORITHM_UNKNOWN,
	F_SIGNATURE_ALGORITHM_KEY_MISMATCH, F_TARGET_CERTIFICATE_MISSING,
	F_TRUST_STORE_UNUSABLE, F_ISSUER_NOT_FOUND, F_ROOT_NOT_TRUSTED,
	F_LEAF_SELF_SIGNED_UNTRUSTED, F_TRUST_ANCHOR_KEY_MISMATCH,
	F_ISSUER_CANDIDATES_ALL_REJECTED, F_CHAIN_LOOP,
	F_PATH_SEARCH_BUDGET_EXHAUSTED, F_POOL_TOO_LARGE
};

bool
cw_failure_tolerable(const char *slug)
{
	enum failure_id id = failure_find(slug);
	size_t i;

	for (i = 0; i < sizeof(never_tolerated) / sizeof(never_tolerated[0]);
	    i++)
		if (never_tolerated[i] == id)
			return false;
	return id != FAILURE_COUNT;
}

int
tolerate_check(const struct cw_question *q, struct cw_error *err)
{
	size_t i;

	for (i = 0; i < q->tolerate_count; i++) {
		const char *slug = q->tolerate[i], *near;

		if (cw_failure_tolerable(slug))
			continue;
		near = failure_nearest(slug);
		if (failure_find(slug) != FAILURE_COUNT)
			error_set(err, "%s cannot be tolerated: without it no "
			    "path is left that could be valid", slug);
		else if (near != NULL)
			error_set(err, "no failure \"%s\" to tolerate; the "
			    "nearest is \"%s\"", slug, near);
		else
			error_set(err, "no failure \"%s\" to tolerate", slug);
		return -1;
	}
	return 0;
}

const bool *
tolerate_ids(const struct cw_question *q, struct arena *arena)
{
	bool *id = q->tolerate_count == 0 ? NULL :
	    arena_array(arena, FAILURE_COUNT, sizeof(*id));
	size_t i;

	for (i = 0; id != NULL && i < q->tolerate_count; i++)
		id[failure_find(q->tolerate[i])] = true;
	return id;
}
