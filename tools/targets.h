/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a command was asked to look at. */
#ifndef TOOLS_TARGETS_H
#define TOOLS_TARGETS_H

#include "tools/command.h"

struct targets {
	const char **path;
	size_t count, size;
	char *list;                     /* what the paths of a list lie in */
};

/*
 * The operands and, when list is not NULL, the paths that the file list holds,
 * one a line ("-": standard input; empty lines are passed over). -1: the list
 * cannot be read, there is no target at all, or standard input is named twice.
 * Call targets_free in any case.
 */
int targets_gather(struct targets *targets, char *const *operand, int count,
    const char *list, struct cw_error *err);
void targets_free(struct targets *targets);

/* Loads one; of a folder it says what to do instead. */
int target_load(struct cw_certs *certs, const char *path,
    struct cw_error *err);

#endif
