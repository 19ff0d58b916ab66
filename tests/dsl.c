/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/dsl.h"
#include "tests/test.h"

static uint8_t
digit(char c)
{
	if (c >= '0' && c <= '9')
		return (uint8_t)(c - '0');
	ck_assert_msg(c >= 'a' && c <= 'f', "no digit: %c", c);
	return (uint8_t)(c - 'a' + 10);
}

static void
length_write(struct buffer *out, size_t len)
{
	ck_assert_uint_lt(len, 65536);
	if (len >= 256) {
		buffer_byte(out, 0x82);
		buffer_byte(out, (uint8_t)(len >> 8));
	} else if (len >= 128) {
		buffer_byte(out, 0x81);
	}
	buffer_byte(out, (uint8_t)len);
}

static const char *
part_write(const char *p, struct buffer *out, size_t *mark)
{
	struct buffer inner = BUFFER_EMPTY;
	size_t inner_mark = DSL_NO_MARK;

	for (; *p != '\0' && *p != '}'; p++) {
		switch (*p) {
		case ' ':
			break;
		case '!':
			ck_assert_uint_eq(*mark, DSL_NO_MARK);
			*mark = out->len;
			break;
		case '\'':
			for (p++; *p != '\''; p++) {
				ck_assert_int_ne(*p, '\0');
				buffer_byte(out, (uint8_t)*p);
			}
			break;
		case '{':
			p = part_write(p + 1, &inner, &inner_mark);
			ck_assert_int_eq(*p, '}');
			length_write(out, inner.len);
			if (inner_mark != DSL_NO_MARK)
				*mark = out->len + inner_mark;
			inner_mark = DSL_NO_MARK;
			buffer_add(out, buffer_bytes(&inner));
			buffer_cut(&inner, 0);
			break;
		default:
			buffer_byte(out, (uint8_t)(digit(p[0]) << 4 |
			    digit(p[1])));
			p++;
			break;
		}
	}
	buffer_free(&inner);
	return p;
}

void
dsl_write(const char *text, struct buffer *out, size_t *mark)
{
	const char *end = part_write(text, out, mark);

	ck_assert_msg(*end == '\0', "braces do not match: %s", text);
	ck_assert(!out->failed);
}
