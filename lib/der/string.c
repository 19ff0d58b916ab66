/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/unicode.h"
#include "der/reader.h"
#include "der/string.h"

#define REPLACEMENT 0xfffd

/* X.680 41.4. */
static bool
is_printable(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || (c != 0 && strchr(" '()+,-./:=?", c));
}

static bool
is_allowed(uint8_t tag, uint8_t c)
{
	switch (tag) {
	case DER_NUMERIC_STRING:
		return c == ' ' || (c >= '0' && c <= '9');
	case DER_PRINTABLE_STRING:
		return is_printable(c);
	case DER_IA5_STRING:
		return c < 0x80;
	case DER_VISIBLE_STRING:
		return c >= 0x20 && c < 0x7f;
	default:
		return tag == DER_TELETEX_STRING;
	}
}

/*
 * The next character of the contents, which are not empty. Returns how many
 * octets it takes; *good tells whether it is legal.
 */
static size_t
character_read(uint8_t tag, struct bytes contents, uint32_t *code, bool *good)
{
	size_t unit = tag == DER_BMP_STRING ? 2 : 4, len, i;

	if (tag == DER_UTF8_STRING) {
		len = utf8_read(contents, code);
		*good = len > 0;
		return *good ? len : 1;
	}
	if (tag != DER_BMP_STRING && tag != DER_UNIVERSAL_STRING) {
		*code = contents.data[0];
		*good = is_allowed(tag, contents.data[0]);
		return 1;
	}
	*good = false;
	if (contents.len < unit)
		return contents.len;
	for (*code = 0, i = 0; i < unit; i++)
		*code = *code << 8 | contents.data[i];
	*good = *code <= 0x10ffff && (*code < 0xd800 || *code > 0xdfff);
	return unit;
}

bool
der_is_string(uint8_t tag)
{
	switch (tag) {
	case DER_UTF8_STRING:
	case DER_NUMERIC_STRING:
	case DER_PRINTABLE_STRING:
	case DER_TELETEX_STRING:
	case DER_IA5_STRING:
	case DER_VISIBLE_STRING:
	case DER_UNIVERSAL_STRING:
	case DER_BMP_STRING:
		return true;
	default:
		return false;
	}
}

static struct bytes
behind(struct bytes contents, size_t offset)
{
	return (struct bytes){ contents.data + offset, contents.len - offset };
}

bool
der_string_legal(uint8_t tag, struct bytes contents, size_t *bad)
{
	uint32_t code;
	bool good = der_is_string(tag);
	size_t i = 0, len;

	if (!good) {
		*bad = 0;
		return false;
	}
	for (; i < contents.len; i += len) {
		len = character_read(tag, behind(contents, i), &code, &good);
		if (!good) {
			*bad = i;
			return false;
		}
	}
	return true;
}

void
der_string_utf8(uint8_t tag, struct bytes contents, struct buffer *out)
{
	uint32_t code = 0;
	size_t i = 0;
	bool good;

	while (i < contents.len) {
		i += character_read(tag, behind(contents, i), &code, &good);
		utf8_write(out, good ? code : REPLACEMENT);
	}
}
