/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/unicode.h"
#include "report/xml.h"

/* XML 1.0, 2.2, without the controls that it merely advises against (C1). */
static bool
is_character(uint32_t code)
{
	return code == '\t' || code == '\n' ||
	    (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xd7ff) ||
	    (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
}

static const char *
entity(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&apos;";
	/* An attribute would read them as spaces. */
	case '\n':
		return "&#10;";
	case '\t':
		return "&#9;";
	default:
		return NULL;
	}
}

void
xml_text(struct buffer *out, struct bytes text)
{
	size_t i = 0, len;

	for (; i < text.len; i += len) {
		struct bytes rest = { text.data + i, text.len - i };
		uint32_t code = 0;

		len = utf8_read(rest, &code);
		if (len == 0) {
			buffer_format(out, "\\x%02X", text.data[i]);
			len = 1;
		} else if (!is_character(code)) {
			buffer_format(out, "\\u{%X}", (unsigned)code);
		} else if (entity(code) != NULL) {
			buffer_string(out, entity(code));
		} else {
			buffer_add(out, (struct bytes){ rest.data, len });
		}
	}
}
