/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The promise of tls/fields.h, for the suites and the fuzz target. */
#ifndef TESTS_COVERED_H
#define TESTS_COVERED_H

#include "tls/fields.h"

/*
 * NULL when the fields are a tree over the octets in which the parts of every
 * parent cover it without a gap; else what is wrong.
 */
const char *fields_uncovered(const struct fields *f, struct bytes whole);

#endif
