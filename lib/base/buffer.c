/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include "base/buffer.h"

static void
wipe(void *octets, size_t len)
{
	volatile uint8_t *p = octets;

	while (len-- > 0)
		*p++ = 0;
}

void
buffer_free(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer)BUFFER_EMPTY;
}

void
buffer_wipe(struct buffer *b)
{
	if (b->data != NULL)
		wipe(b->data, b->size);
	buffer_free(b);
}

/*
 * Makes room for more octets and a NUL. The old octets are wiped, not merely
 * freed: they may have been half of a key.
 */
static bool
reserve(struct buffer *b, size_t more)
{
	size_t need, size;
	uint8_t *data;

	if (b->failed || more > SIZE_MAX / 2 - b->len - 1) {
		b->failed = true;
		return false;
	}
	need = b->len + more + 1;
	if (need <= b->size)
		return true;
	size = b->size < 64 ? 64 : b->size;
	while (size < need)
		size *= 2;
	data = malloc(size);
	if (data == NULL) {
		b->failed = true;
		return false;
	}
	if (b->data != NULL) {
		memcpy(data, b->data, b->len);
		wipe(b->data, b->len);
		free(b->data);
	}
	b->data = data;
	b->size = size;
	b->data[b->len] = 0;
	return true;
}

void
buffer_add(struct buffer *b, struct bytes bytes)
{
	if (!reserve(b, bytes.len) || bytes.len == 0)
		return;
	memcpy(b->data + b->len, bytes.data, bytes.len);
	b->len += bytes.len;
	b->data[b->len] = 0;
}

void
buffer_byte(struct buffer *b, uint8_t octet)
{
	if (!reserve(b, 1))
		return;
	b->data[b->len++] = octet;
	b->data[b->len] = 0;
}

void
buffer_string(struct buffer *b, const char *string)
{
	buffer_add(b, bytes_of(string));
}

void
buffer_format(struct buffer *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buffer_vformat(b, format, args);
	va_end(args);
}

void
buffer_vformat(struct buffer *b, const char *format, va_list args)
{
	va_list again;
	int len;

	if (b->failed)
		return;
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0) {
		b->failed = true;
		return;
	}
	if (!reserve(b, (size_t)len))
		return;
	vsnprintf((char *)b->data + b->len, (size_t)len + 1, format, args);
	b->len += (size_t)len;
}

void
buffer_fill(struct buffer *b, uint8_t octet, size_t n)
{
	if (!reserve(b, n))
		return;
	memset(b->data + b->len, octet, n);
	b->len += n;
	b->data[b->len] = 0;
}

void
buffer_cut(struct buffer *b, size_t len)
{
	if (len >= b->len)
		return;
	b->len = len;
	b->data[len] = 0;
}

void
buffer_replace(struct buffer *b, size_t offset, size_t count,
    struct bytes bytes)
{
	size_t behind;

	if (offset > b->len)
		offset = b->len;
	if (count > b->len - offset)
		count = b->len - offset;
	if (!reserve(b, bytes.len))
		return;
	behind = b->len - offset - count;
	memmove(b->data + offset + bytes.len, b->data + offset + count,
	    behind + 1);
	if (bytes.len > 0)
		memcpy(b->data + offset, bytes.data, bytes.len);
	b->len = offset + bytes.len + behind;
}

struct bytes
buffer_bytes(const struct buffer *b)
{
	return (struct bytes){ b->data, b->len };
}

char *
buffer_steal(struct buffer *b)
{
	char *string;

	if (!reserve(b, 0)) {
		buffer_free(b);
		return NULL;
	}
	string = (char *)b->data;
	*b = (struct buffer)BUFFER_EMPTY;
	return string;
}
