/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same work on many things at once, with results in their order. */
#ifndef TOOLS_JOBS_H
#define TOOLS_JOBS_H

#include <stddef.h>

#define JOBS_MAX 256

struct jobs {
	unsigned threads;               /* 1 to JOBS_MAX */
	size_t count;
	void *context;
	/* Called by any thread, for 0 to count - 1. */
	void *(*work)(void *context, size_t i);
	/* Called by the thread that called jobs_run, in order. */
	void (*take)(void *context, size_t i, void *result);
};

/* Returns when all is done. Fewer threads work when the system gives fewer. */
void jobs_run(const struct jobs *jobs);

#endif
