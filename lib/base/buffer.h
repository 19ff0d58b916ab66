/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Octets or text that grow. An append that finds no memory marks the buffer as
 * failed and later appends do nothing, so that a writer checks once, at its end.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdarg.h>
#include "base/bytes.h"

struct buffer {
	uint8_t *data;          /* always followed by a NUL once not NULL */
	size_t len, size;
	bool failed;
};

#define BUFFER_EMPTY { NULL, 0, 0, false }

void buffer_free(struct buffer *b);
/* As buffer_free, wiping the octets first: for keys and passphrases. */
void buffer_wipe(struct buffer *b);
void buffer_add(struct buffer *b, struct bytes bytes);
void buffer_byte(struct buffer *b, uint8_t octet);
void buffer_string(struct buffer *b, const char *string);
void buffer_format(struct buffer *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_vformat(struct buffer *b, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/* n times the octet. */
void buffer_fill(struct buffer *b, uint8_t octet, size_t n);
/* Drops everything behind len. */
void buffer_cut(struct buffer *b, size_t len);
/* Replaces count octets at offset by bytes (offset and count are clamped). */
void buffer_replace(struct buffer *b, size_t offset, size_t count,
    struct bytes bytes);
struct bytes buffer_bytes(const struct buffer *b);
/*
 * The text as a string that the caller frees with free(); the buffer is empty
 * afterwards. NULL when an append failed.
 */
char *buffer_steal(struct buffer *b);

#endif
