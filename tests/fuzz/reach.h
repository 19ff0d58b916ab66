/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which functions of the instrumented library have been entered. */
#ifndef TESTS_FUZZ_REACH_H
#define TESTS_FUZZ_REACH_H

#include <stdbool.h>

/* Counts from now on, or no longer. */
void reach_record(bool on);

enum reached { REACHED, NOT_REACHED, NO_SUCH_FUNCTION, REACH_UNKNOWN };

/*
 * Whether a function of that name was entered; of several statics of one name
 * any will do. REACH_UNKNOWN: this program's symbols cannot be read.
 */
enum reached reach_of(const char *function);

/* Is never called. */
int reach_never(int value);

#endif
