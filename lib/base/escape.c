/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/escape.h"
#include "base/unicode.h"

#define DEFAULT_MAX 256

/* One code point, or one octet that is no UTF-8; returns the octets used. */
static size_t
escape_one(struct buffer *out, struct bytes text, bool html)
{
	uint32_t code = 0;
	size_t len = utf8_read(text, &code);

	if (len == 0) {
		buffer_format(out, "\\x%02X", text.data[0]);
		return 1;
	}
	if (code_is_hidden(code))
		buffer_format(out, "\\u{%X}", (unsigned)code);
	else if (code == '\\')
		buffer_string(out, "\\\\");
	else if (html && strchr("&<>\"'", (int)code) != NULL)
		buffer_format(out, "&#%u;", (unsigned)code);
	else
		buffer_add(out, (struct bytes){ text.data, len });
	return len;
}

static void
escape_all(struct buffer *out, struct bytes text, size_t max, bool html)
{
	size_t i = 0, len;

	while (i < text.len) {
		struct bytes rest = { text.data + i, text.len - i };
		uint32_t code;

		len = utf8_read(rest, &code);
		if (i + (len == 0 ? 1 : len) > max) {
			buffer_string(out, "...");
			return;
		}
		i += escape_one(out, rest, html);
	}
}

void
escape_text(struct buffer *out, struct bytes text, size_t max)
{
	escape_all(out, text, max == 0 ? DEFAULT_MAX : max, false);
}

void
escape_utf8(struct buffer *out, struct bytes text)
{
	escape_all(out, text, SIZE_MAX, false);
}

void
escape_html(struct buffer *out, struct bytes text, size_t max)
{
	escape_all(out, text, max == 0 ? DEFAULT_MAX : max, true);
}

size_t
escape_columns(struct bytes text)
{
	size_t columns = 0, i = 0, len;
	uint32_t code;

	while (i < text.len) {
		len = utf8_read((struct bytes){ text.data + i, text.len - i },
		    &code);
		columns += len == 0 ? 1 : code_columns(code);
		i += len == 0 ? 1 : len;
	}
	return columns;
}

void
escape_hex(struct buffer *out, struct bytes octets, size_t max)
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < octets.len && i < max; i++) {
		if (i > 0 && i % 2 == 0)
			buffer_byte(out, ' ');
		buffer_byte(out, (uint8_t)digit[octets.data[i] >> 4]);
		buffer_byte(out, (uint8_t)digit[octets.data[i] & 15]);
	}
	if (octets.len > max)
		buffer_string(out, max == 0 ? "..." : " ...");
}
