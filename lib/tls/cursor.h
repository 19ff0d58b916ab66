/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The presentation language of TLS (RFC 8446 3): big-endian numbers and vectors
 * with a length in front. A read that fails leaves cursor and output untouched.
 */
#ifndef TLS_CURSOR_H
#define TLS_CURSOR_H

#include "base/bytes.h"

struct cursor {
	const uint8_t *next;
	size_t left;
};

static inline struct cursor
cursor_over(struct bytes octets)
{
	return (struct cursor){ octets.data, octets.len };
}

static inline bool
cursor_take(struct cursor *c, size_t len, struct bytes *out)
{
	if (c->left < len)
		return false;
	*out = (struct bytes){ c->next, len };
	if (len > 0)
		c->next += len;
	c->left -= len;
	return true;
}

/* A number of 1 to 4 octets. */
static inline bool
cursor_number(struct cursor *c, size_t octets, uint32_t *out)
{
	uint32_t value = 0;

	if (c->left < octets)
		return false;
	for (size_t i = 0; i < octets; i++)
		value = value << 8 | c->next[i];
	c->next += octets;
	c->left -= octets;
	*out = value;
	return true;
}

static inline bool
cursor_u8(struct cursor *c, uint8_t *out)
{
	uint32_t value;

	if (!cursor_number(c, 1, &value))
		return false;
	*out = (uint8_t)value;
	return true;
}

static inline bool
cursor_u16(struct cursor *c, uint16_t *out)
{
	uint32_t value;

	if (!cursor_number(c, 2, &value))
		return false;
	*out = (uint16_t)value;
	return true;
}

/* A vector whose length stands in front in that many octets. */
static inline bool
cursor_vector(struct cursor *c, size_t octets, struct bytes *out)
{
	struct cursor here = *c;
	uint32_t len;

	if (!cursor_number(&here, octets, &len) ||
	    !cursor_take(&here, len, out))
		return false;
	*c = here;
	return true;
}

static inline void
octets_put(uint8_t *out, size_t octets, uint64_t value)
{
	for (size_t i = octets; i-- > 0; value >>= 8)
		out[i] = (uint8_t)value;
}

#endif
