/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A fuzz target is a file tests/fuzz/fuzz_NAME.c that defines fuzz_target and
 * LLVMFuzzerTestOneInput, and two programs made of it (see local.mk):
 *
 * replay_NAME  runs in every `make check`: the target's seeds, their truncations
 *              and their single-bit flips. The library inside is compiled with
 *              -finstrument-functions, so that it also shows that the seeds reach
 *              the functions that the target names. Files and folders given to it
 *              are run instead; --write FOLDER writes the seeds as files.
 * fuzz_NAME    libFuzzer, when configured with --enable-fuzzing (CC=clang);
 *              `make fuzz EXECS=200000` runs every target that many times,
 *              starting from the seeds.
 *
 * Seeds are made, not stored: fixed octets, or certificates minted with a seed.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/bytes.h"

/* Takes one seed; the octets are copied. */
typedef void fuzz_emit(void *to, struct bytes seed);

struct fuzz_target {
	/* Calls emit with every seed, the same ones at each call. */
	void (*seeds)(fuzz_emit *emit, void *to);
	/* Functions (statics too) that the seeds must enter; ends with NULL. */
	const char *const *reaches;
	/* At most so many truncations, and flips, of a seed; 0: all of them. */
	size_t most;
};

extern const struct fuzz_target fuzz_target;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold for every input; the program ends when it does not. */
#define FUZZ_REQUIRE(condition) \
	((condition) ? (void)0 : fuzz_refuse(#condition, __FILE__, __LINE__))

#include <stdio.h>
#include <stdlib.h>

static inline _Noreturn void
fuzz_refuse(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

#endif
