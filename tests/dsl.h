/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DER cut by hand, in tests: pairs of hexadecimal digits are octets, 'text' is
 * ASCII, { ... } is a length and the octets inside, ! marks the octet that comes
 * next. "30{ 0201!00 }" is a SEQUENCE of
 * the INTEGER 0 with a mark on its contents.
 */
#ifndef TESTS_DSL_H
#define TESTS_DSL_H

#include "base/buffer.h"

#define DSL_NO_MARK SIZE_MAX

/* Appends the octets; *mark becomes the offset of the mark in out. Fails the
   test on a text that is wrong. */
void dsl_write(const char *text, struct buffer *out, size_t *mark);

#endif
