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

static inline bool
bytes_ascii(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.data[i] >= 0x80)
			return false;
	return true;
}

static inline bool
bytes_have(struct bytes b, uint8_t octet)
{
	return b.len > 0 && memchr(b.data, octet, b.len) != NULL;
}

/* All but the first n octets, which there must be. */
static inline struct bytes
bytes_skip(struct bytes b, size_t n)
{
	return (struct bytes){ b.data + n, b.len - n };
}

/* Whether inner lies in outer, as memory: a question of place, not of value. */
static inline bool
bytes_within(struct bytes inner, struct bytes outer)
{
	return inner.data >= outer.data &&
	    inner.data + inner.len <= outer.data + outer.len;
}

#endif
