/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The chain as a tree, root first. It shows a gap where something is absent and
 * claims no link that was not seen.
 */
#ifndef REPORT_TREE_H
#define REPORT_TREE_H

#include "report/report.h"

#define BRANCHES 32

enum below {
	BELOW_NOTHING,
	BELOW_GAP,                      /* nobody knows what stands between */
	BELOW_STEM                      /* a line to the branch below */
};

struct branch {
	char left[24];                  /* "[2]", "trusted", "absent"; "" */
	unsigned depth;
	bool marked;
	enum below below;
	struct buffer name, note;       /* escaped */
};

struct tree {
	struct branch branch[BRANCHES];
	size_t count;
};

/* What a finding is about; NULL: no memory. */
struct tree *tree_of_finding(const struct cw_verdict *v,
    const struct finding *f);
/* The path told, root first. */
struct tree *tree_of_path(const struct cw_verdict *v);
/* False: some text of it had no memory. */
bool tree_free(struct tree *t);

#endif
