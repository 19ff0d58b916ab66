/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Structural mutants of the good chain: specs are edited, so that every mutant
   is signed, and only what was changed can be wrong with it. */
#ifndef TESTS_MUTATE_H
#define TESTS_MUTATE_H

#include "ca/scenario.h"

/* Numbers below bound; the same seed gives the same mutants on every machine. */
void chance_seed(uint64_t seed);
unsigned chance(unsigned bound);

/*
 * Edits the good scenario one to three times; gives the words for what was done,
 * in the scenario's arena. An edit may turn out to change nothing.
 */
const char *mutate(struct scenario *s);

#endif
