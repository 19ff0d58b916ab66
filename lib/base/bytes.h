/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A slice of octets that somebody else owns. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *data;
	size_t len;
};

/* The octets of a string, without its NUL. */
static inline struct bytes
bytes_of(const char *string)
{
	return (struct bytes){ (const uint8_t *)string, strlen(string) };
}

static inline bool
bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool
bytes_equal_string(struct bytes a, const char *string)
{
	return bytes_equal(a, bytes_of(string));
}

/* Whether inner lies in outer, as memory: a question of place, not of value. */
static inline bool
bytes_within(struct bytes inner, struct bytes outer)
{
	return inner.data >= outer.data &&
	    inner.data + inner.len <= outer.data + outer.len;
}

#endif
