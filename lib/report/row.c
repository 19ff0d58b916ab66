/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "base/escape.h"
#include "report/row.h"

static void
row_free(struct row *row)
{
	buffer_free(&row->value);
	buffer_free(&row->caption);
}

void
rows_free(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		row_free(&rows->row[i]);
	row_free(&rows->scratch);
	free(rows->row);
	*rows = (struct rows)ROWS_EMPTY;
}

bool
rows_failed(const struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (rows->row[i].value.failed || rows->row[i].caption.failed)
			return true;
	return rows->failed || rows->scratch.value.failed;
}

static bool
rows_grow(struct rows *rows)
{
	size_t size = rows->size == 0 ? 8 : rows->size * 2;
	struct row *row;

	if (rows->count >= ROWS_MAX)
		return false;
	row = realloc(rows->row, size * sizeof(*row));
	if (row == NULL) {
		rows->failed = true;
		return false;
	}
	rows->row = row;
	rows->size = size;
	return true;
}

struct row *
rows_add(struct rows *rows, enum field field, const char *label,
    struct bytes at)
{
	struct row *row;

	if (rows->count == rows->size && !rows_grow(rows)) {
		row = &rows->scratch;
		row_free(row);
	} else {
		row = &rows->row[rows->count++];
	}
	*row = (struct row){ .field = field, .label = label, .at = at };
	return row;
}

void
row_part(struct row *row, size_t from, struct bytes at)
{
	if (row->parts < ROW_PARTS && at.data != NULL)
		row->part[row->parts++] =
		    (struct row_part){ from, row->value.len, at };
}

void
row_slice(struct row *row, size_t from, struct bytes whole, struct bytes slice)
{
	size_t start = from + (size_t)(slice.data - whole.data);

	if (row->parts < ROW_PARTS)
		row->part[row->parts++] =
		    (struct row_part){ start, start + slice.len, slice };
}

void
row_text(struct row *row, const char *text, struct bytes at)
{
	size_t from = row->value.len;

	buffer_string(&row->value, text);
	row_part(row, from, at);
}

void
row_mark(struct row *row, size_t from, size_t to, const char *caption)
{
	row->marked = true;
	row->mark = from;
	row->mark_end = to;
	if (caption != NULL)
		buffer_string(&row->caption, caption);
}

/* The parts of the row that lie within the octets, as one mark. */
static bool
mark_within(struct row *row, struct bytes at, const char *caption)
{
	size_t from = SIZE_MAX, to = 0;

	for (size_t i = 0; i < row->parts; i++) {
		const struct row_part *part = &row->part[i];

		if (!bytes_within(part->at, at))
			continue;
		if (part->from < from)
			from = part->from;
		if (part->to > to)
			to = part->to;
	}
	if (from >= to)
		return false;
	row_mark(row, from, to, caption);
	return true;
}

static bool
mark_around(struct rows *rows, struct bytes at, const char *caption)
{
	const struct row_part *best = NULL;
	struct row *of = NULL;

	for (size_t i = 0; i < rows->count; i++)
		for (size_t j = 0; j < rows->row[i].parts; j++) {
			const struct row_part *part = &rows->row[i].part[j];

			if (part->from == part->to ||
			    !bytes_within(at, part->at) ||
			    (best != NULL && best->at.len <= part->at.len))
				continue;
			best = part;
			of = &rows->row[i];
		}
	if (best == NULL)
		return false;
	row_mark(of, best->from, best->to, caption);
	return true;
}

/* Every row with parts within the octets; of this field alone, or of any. */
static bool
mark_rows(struct rows *rows, struct bytes at, enum field field,
    const char *caption)
{
	bool done = false;

	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = &rows->row[i];

		if ((field == FIELD_NONE || row->field == field) &&
		    mark_within(row, at, done ? NULL : caption))
			done = true;
	}
	return done;
}

void
rows_mark(struct rows *rows, struct bytes at, enum field field,
    const char *caption)
{
	for (size_t i = 0; i < rows->count; i++)
		if (rows->row[i].marked)
			return;
	if (at.data != NULL && (mark_rows(rows, at, field, caption) ||
	    mark_rows(rows, at, FIELD_NONE, caption) ||
	    mark_around(rows, at, caption)))
		return;
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = &rows->row[i];

		if (row->field == field) {
			row_mark(row, 0, row->value.len, caption);
			return;
		}
	}
}

size_t
rows_label_width(const struct rows *rows)
{
	size_t width = 0;

	for (size_t i = 0; i < rows->count; i++) {
		size_t w = strlen(rows->row[i].label);

		width = w > width ? w : width;
	}
	return width;
}

/* Octets of the UTF-8 character at text, which is well formed. */
static size_t
character(const uint8_t *text, size_t len)
{
	size_t n = 1;

	while (n < len && (text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/*
 * The end of the physical line that begins at from: the last space that keeps
 * it within width, else as many characters as fit. *next begins the line after.
 */
static size_t
line_end(struct bytes value, size_t from, size_t width, size_t *next)
{
	size_t end = from, used = 0, space = 0;

	while (end < value.len) {
		size_t n = character(value.data + end, value.len - end);
		struct bytes one = { value.data + end, n };
		size_t w = escape_columns(one);

		if (value.data[end] == ' ')
			space = end;
		if (used + w > width && end > from)
			break;
		used += w;
		end += n;
	}
	*next = end;
	if (end < value.len && space > from) {
		*next = space + 1;
		end = space;
	}
	return end;
}

static size_t
columns_between(struct bytes value, size_t from, size_t to)
{
	return escape_columns((struct bytes){ value.data + from, to - from });
}

static void
draw_mark(struct page *p, const struct row *row, size_t from, size_t end,
    size_t next, size_t indent, char mark, enum ink ink)
{
	struct bytes value = buffer_bytes(&row->value);
	size_t b = row->mark_end < end ? row->mark_end : end;
	size_t a = row->mark > from ? (row->mark < b ? row->mark : b) : from;
	size_t start = indent + columns_between(value, from, a);
	size_t width = columns_between(value, a, b);
	char run[PAGE_MAX_COLUMNS + 1];

	if (width == 0)
		width = 1;
	if (width > PAGE_MAX_COLUMNS)
		width = PAGE_MAX_COLUMNS;
	memset(run, mark, width);
	run[width] = '\0';
	buffer_string(p->out, GUTTER);
	page_pad(p, strlen(GUTTER), start);
	page_ink(p, ink, run);
	page_caption(p, GUTTER, start, start + width, ink,
	    row->mark_end <= next && row->caption.len > 0 ?
	    (const char *)row->caption.data : "");
}

static void
row_draw(struct page *p, const struct row *row, size_t label_width, char mark,
    enum ink ink)
{
	struct bytes value = buffer_bytes(&row->value);
	size_t indent = strlen(GUTTER) + label_width + 3;
	size_t room = p->columns > indent + 20 ? p->columns - indent : 20;
	size_t from = 0;

	do {
		size_t next, end = line_end(value, from, room, &next);

		buffer_string(p->out, GUTTER);
		if (from == 0)
			buffer_string(p->out, row->label);
		page_pad(p, strlen(GUTTER) +
		    (from == 0 ? strlen(row->label) : 0), indent);
		buffer_add(p->out,
		    (struct bytes){ value.data + from, end - from });
		buffer_byte(p->out, '\n');
		if (row->marked && row->mark < next && row->mark_end > from)
			draw_mark(p, row, from, end, next, indent, mark, ink);
		from = next;
	} while (from < value.len);
}

void
rows_draw(struct page *p, const struct rows *rows, size_t label_width,
    char mark, enum ink ink)
{
	for (size_t i = 0; i < rows->count; i++)
		row_draw(p, &rows->row[i], label_width, mark, ink);
}
