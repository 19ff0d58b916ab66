/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option --limit NAME=N, and the table that --limits prints. */
#ifndef TOOLS_LIMIT_OPTIONS_H
#define TOOLS_LIMIT_OPTIONS_H

#include "tools/command.h"

#define LIMITS_MAX 64

struct limits {
	struct cw_limit list[LIMITS_MAX];
	size_t count;
	bool asked;                     /* --limits: print them, do nothing else */
};

/* "NAME=N"; the latter of two for one name counts. */
int limits_take(struct limits *limits, const char *text, struct cw_error *err);
/* The same for an option of its own: "--max-depth" that sets "depth". */
int limits_take_named(struct limits *limits, const char *name,
    const char *number, struct cw_error *err);

/* Every limit with its value; gives the exit status. */
int limits_print(const struct limits *limits, const struct output *output);

#endif
