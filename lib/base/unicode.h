/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What we have to know of Unicode: UTF-8, what to hide, how wide it is. */
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include "base/buffer.h"

/*
 * How many octets the code point at the start of text takes: 1 to 4, or 0 when
 * it is not UTF-8 (RFC 3629: no overlong forms, no surrogates, at most
 * U+10FFFF) or the text is empty.
 */
size_t utf8_read(struct bytes text, uint32_t *code);

/* Appends the code point, which must not be a surrogate or over U+10FFFF. */
void utf8_write(struct buffer *out, uint32_t code);

/*
 * Whether a terminal would not simply show it: control and format characters,
 * line and paragraph separators, surrogates, private use, unassigned, and
 * everything that is ignorable by default.
 */
bool code_is_hidden(uint32_t code);

/* Columns of a terminal: 0 for a mark on the letter before, 1 or 2. */
unsigned code_columns(uint32_t code);

#endif
