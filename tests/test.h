/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every suite defines suite(); main() runs it. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <check.h>

Suite *suite(void);

/* The fixed clock of all tests: 2026-11-23 13:06:46 UTC. */
#define TEST_NOW INT64_C(1795439206)

#endif
