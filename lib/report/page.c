/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/escape.h"
#include "report/page.h"

void
page_start(struct page *p, struct buffer *out, const struct cw_style *style)
{
	*p = (struct page){ .out = out, .columns = 80 };
	if (style == NULL)
		return;
	p->color = style->color;
	p->utf8 = style->utf8;
	if (style->columns != 0)
		p->columns = style->columns;
	if (p->columns < PAGE_MIN_COLUMNS)
		p->columns = PAGE_MIN_COLUMNS;
	if (p->columns > PAGE_MAX_COLUMNS)
		p->columns = PAGE_MAX_COLUMNS;
}

/* ECMA-48 SGR: the colours of the terminal's own theme. */
static const char *
ink_code(enum ink ink)
{
	switch (ink) {
	case INK_RED:
		return "\033[31m";
	case INK_GREEN:
		return "\033[32m";
	case INK_YELLOW:
		return "\033[33m";
	case INK_BLUE:
		return "\033[34m";
	case INK_CYAN:
		return "\033[36m";
	case INK_PLAIN:
		break;
	}
	return "";
}

static void
ink_on(struct page *p, enum ink ink)
{
	if (p->color && ink != INK_PLAIN)
		buffer_string(p->out, ink_code(ink));
}

static void
ink_off(struct page *p, enum ink ink)
{
	if (p->color && ink != INK_PLAIN)
		buffer_string(p->out, "\033[0m");
}

void
page_ink(struct page *p, enum ink ink, const char *text)
{
	ink_on(p, ink);
	buffer_string(p->out, text);
	ink_off(p, ink);
}

enum ink
page_severity_ink(enum cw_severity severity)
{
	if (severity == CW_ERROR)
		return INK_RED;
	return severity == CW_WARNING ? INK_YELLOW : INK_CYAN;
}

size_t
page_width(const char *text)
{
	return escape_columns(bytes_of(text));
}

void
page_caption(struct page *p, const char *gutter, size_t start, size_t at,
    enum ink ink, const char *caption)
{
	size_t width = page_width(caption), least = page_width(gutter);
	struct buffer hang = BUFFER_EMPTY;

	if (width == 0) {
		buffer_byte(p->out, '\n');
		return;
	}
	if (at + 1 + width <= p->columns) {
		buffer_byte(p->out, ' ');
		page_words(p, at + 1, gutter, ink, caption);
		return;
	}
	if (start + width > p->columns)
		start = p->columns > width ? p->columns - width : 0;
	buffer_string(&hang, gutter);
	if (start > least)
		buffer_fill(&hang, ' ', start - least);
	if (hang.failed || hang.data == NULL) {
		p->out->failed = true;
	} else {
		buffer_byte(p->out, '\n');
		buffer_string(p->out, (const char *)hang.data);
		page_words(p, start > least ? start : least,
		    (const char *)hang.data, ink, caption);
	}
	buffer_free(&hang);
}

static const char *
next_character(const char *text)
{
	do
		text++;
	while (((unsigned char)*text & 0xc0) == 0x80);
	return text;
}

void
page_fit(struct buffer *out, const char *text, size_t width, bool tail)
{
	const char *end = text;
	size_t used = 0;

	if (page_width(text) <= width) {
		buffer_string(out, text);
		return;
	}
	width = width > 3 ? width - 3 : 0;
	if (tail) {
		while (*text != '\0' && page_width(text) > width)
			text = next_character(text);
		buffer_format(out, "...%s", text);
		return;
	}
	for (;;) {
		const char *next = next_character(end);
		size_t w = escape_columns((struct bytes){
		    (const uint8_t *)end, (size_t)(next - end) });

		if (used + w > width)
			break;
		used += w;
		end = next;
	}
	buffer_add(out, (struct bytes){ (const uint8_t *)text,
	    (size_t)(end - text) });
	buffer_string(out, "...");
}

void
page_pad(struct page *p, size_t at, size_t column)
{
	if (at < column)
		buffer_fill(p->out, ' ', column - at);
}

/* As much of the hang as leaves room for the word; it is ASCII. */
static size_t
hang_for(const struct page *p, size_t hang, size_t word)
{
	if (hang + word <= p->columns)
		return hang;
	return word < p->columns ? p->columns - word : 0;
}

void
page_words(struct page *p, size_t at, const char *hang, enum ink ink,
    const char *text)
{
	size_t hang_width = page_width(hang);
	bool fresh = true;              /* no word on this line yet */

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		struct bytes word = { (const uint8_t *)text, len };
		size_t width = escape_columns(word);

		if (len > 0) {
			if (at + width + !fresh > p->columns &&
			    (!fresh || at > hang_width)) {
				at = hang_for(p, hang_width, width);
				buffer_byte(p->out, '\n');
				buffer_add(p->out, (struct bytes){
				    (const uint8_t *)hang, at });
				fresh = true;
			}
			if (!fresh)
				buffer_byte(p->out, ' ');
			at += width + !fresh;
			ink_on(p, ink);
			buffer_add(p->out, word);
			ink_off(p, ink);
			fresh = false;
		}
		text += len;
		text += *text == ' ';
	}
	buffer_byte(p->out, '\n');
}

void
page_line(struct page *p, const char *first, const char *text)
{
	size_t width = page_width(first);
	char hang[PAGE_MAX_COLUMNS + 1];

	buffer_string(p->out, first);
	/* A long beginning leaves no room to hang under. */
	if (width > p->columns - 24)
		width = p->columns - 24;
	memset(hang, ' ', width);
	hang[width] = '\0';
	page_words(p, page_width(first), hang, INK_PLAIN, text);
}

const char *
page_branch(const struct page *p)
{
	return p->utf8 ? "\xe2\x94\x94\xe2\x94\x80 " : "`- ";
}

const char *
page_stem(const struct page *p)
{
	return p->utf8 ? "\xe2\x94\x82" : "|";
}

void
page_count(struct buffer *out, size_t n, const char *one, const char *many)
{
	buffer_format(out, "%zu %s", n, n == 1 ? one : many);
}
