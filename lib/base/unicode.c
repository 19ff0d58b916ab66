/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/unicode.h"

struct range {
	uint32_t first, last;
};

#define RANGE(first, last) { first, last },
static const struct range hidden[] = {
#define HIDDEN
#include "base/unicode.def"
#undef HIDDEN
};
static const struct range marks[] = {
#define MARKS
#include "base/unicode.def"
#undef MARKS
};
static const struct range wide[] = {
#define WIDE
#include "base/unicode.def"
#undef WIDE
};
#undef RANGE

static bool
is_in(const struct range *range, size_t count, uint32_t code)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code < range[middle].first)
			high = middle;
		else if (code > range[middle].last)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

#define IS_IN(ranges, code) \
	is_in(ranges, sizeof(ranges) / sizeof((ranges)[0]), code)

bool
code_is_hidden(uint32_t code)
{
	if (code >= 0x20 && code < 0x7f)
		return false;
	return code > 0x10ffff || IS_IN(hidden, code);
}

unsigned
code_columns(uint32_t code)
{
	if (code < 0x300)
		return 1;
	if (IS_IN(marks, code))
		return 0;
	return IS_IN(wide, code) ? 2 : 1;
}

/* The lead octet's count of octets and its bits; the least code of that count
   makes overlong forms known. */
static size_t
lead_read(uint8_t lead, uint32_t *bits, uint32_t *lowest)
{
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	if (lead < 0xe0) {
		*bits = lead & 0x1f;
		*lowest = 0x80;
		return 2;
	}
	if (lead < 0xf0) {
		*bits = lead & 0x0f;
		*lowest = 0x800;
		return 3;
	}
	*bits = lead & 0x07;
	*lowest = 0x10000;
	return 4;
}

size_t
utf8_read(struct bytes text, uint32_t *code)
{
	uint32_t sum = 0, lowest = 0;
	size_t len, i;

	if (text.len == 0)
		return 0;
	if (text.data[0] < 0x80) {
		*code = text.data[0];
		return 1;
	}
	len = lead_read(text.data[0], &sum, &lowest);
	if (len == 0 || len > text.len)
		return 0;
	for (i = 1; i < len; i++) {
		if ((text.data[i] & 0xc0) != 0x80)
			return 0;
		sum = sum << 6 | (text.data[i] & 0x3f);
	}
	if (sum < lowest || sum > 0x10ffff || (sum >= 0xd800 && sum < 0xe000))
		return 0;
	*code = sum;
	return len;
}

void
utf8_write(struct buffer *out, uint32_t code)
{
	uint8_t octet[4];
	size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t i;

	for (i = len - 1; i > 0; i--) {
		octet[i] = (uint8_t)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	octet[0] = (uint8_t)(lead[len] | code);
	buffer_add(out, (struct bytes){ octet, len });
}
