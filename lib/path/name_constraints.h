/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the group name-constraints share. */
#ifndef PATH_NAME_CONSTRAINTS_H
#define PATH_NAME_CONSTRAINTS_H

#include "path/key_set.h"
#include "path/walk.h"
#include "x509/name_constraints.h"

#define FORMS (GN_REGISTERED_ID + 1)

enum side { PERMITTED, EXCLUDED, SIDES };

/* The constraints of one CA on names of one form. */
struct form_constraints {
	size_t count[SIDES];            /* as they stand there */
	bool unclear[SIDES];            /* one of them cannot be read */
	struct subtree bounded;         /* the first with a minimum or maximum;
	                                   whole.len 0: none has */
	struct bytes first;             /* of the permitted ones */
	bool built;
	struct key_set set[SIDES];
	/* Of dNSName alone, made for the first wildcard: each constraint less
	   its left-most label. */
	struct key_set parent[SIDES];
	bool has_parents;
};

/* Those of one CA, prepared on first use and kept by the verdict. */
struct constraint_index {
	struct constraint_index *next;
	const struct cert *cert;
	bool critical;
	struct form_constraints form[FORMS];
};

/* ---- name_constraints_index.c ------------------------------------------------ */

/* NULL: no memory, which the findings remember. */
struct constraint_index *constraint_index_get(struct walk *w);
/* Makes the sets of that form, and the parents of DNS names. */
bool constraint_index_build(struct walk *w, struct constraint_index *index,
    enum general_name_kind kind);
bool constraint_index_parents(struct walk *w, struct constraint_index *index);

/* What points at a constraint: its base, or all of it where that is empty. */
struct bytes subtree_place(const struct subtree *tree);
/* Why a subtree of a form that is evaluated cannot be; NULL: it can. */
const char *subtree_problem(const struct subtree *tree, struct buffer *key);

/* ---- name_constraints_form.c: the extension itself ----------------------------- */

void check_constraints_form(struct walk *w);

#endif
