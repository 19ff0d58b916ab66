/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another program, run without a shell and under a time limit. */
#ifndef TOOLS_RUN_H
#define TOOLS_RUN_H

#include <stddef.h>

enum run_result { RUN_DONE, RUN_ABSENT, RUN_LATE, RUN_FAILED };

/*
 * Runs argv[0], found by PATH, with no input and an environment of its own, for
 * at most the given seconds; output receives what it prints on both streams, cut
 * to size - 1. *status: its exit status, -1 when a signal ended it.
 */
enum run_result program_run(const char *const *argv, int seconds, char *output,
    size_t size, int *status);

#endif
