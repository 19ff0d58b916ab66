/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows of a card: a label, a value, and which part of the value shows which
 * octets, so that a finding's octets become a mark under that part. The text
 * report, the JSON report and inspect all show the same rows.
 */
#ifndef REPORT_ROW_H
#define REPORT_ROW_H

#include "find/finding.h"
#include "report/page.h"

#define ROW_PARTS 32

struct row_part {
	size_t from, to;                /* in the value */
	struct bytes at;                /* octets that it shows */
};

struct row {
	enum field field;
	const char *label;              /* "" continues the row above */
	struct buffer value;            /* escaped */
	struct bytes at;                /* octets of the whole row; or empty */
	struct row_part part[ROW_PARTS];
	size_t parts;
	bool absent;                    /* the certificate lacks it */
	bool marked;
	size_t mark, mark_end;          /* in the value */
	struct buffer caption;          /* behind the mark; may be empty */
};

#define ROWS_MAX 512

struct rows {
	struct row *row;
	size_t count, size;
	bool failed;                    /* no memory */
	struct row scratch;
};

#define ROWS_EMPTY { .count = 0 }

void rows_free(struct rows *rows);
/* Something is missing from them: no memory. */
bool rows_failed(const struct rows *rows);
/* A further row; never NULL (rows->failed then). */
struct row *rows_add(struct rows *rows, enum field field, const char *label,
    struct bytes at);
/* The text from `from` to the end of the value shows these octets. */
void row_part(struct row *row, size_t from, struct bytes at);
/* A part of what stands from `from` on and shows the octets of whole one for
   one: those of slice, which lies in whole. */
void row_slice(struct row *row, size_t from, struct bytes whole,
    struct bytes slice);
/* Appends text as a part. */
void row_text(struct row *row, const char *text, struct bytes at);
void row_mark(struct row *row, size_t from, size_t to, const char *caption);

/*
 * Marks what shows the octets at: the parts that lie within them, else the
 * smallest part around them, else the first row of the field. The caption goes
 * to the first mark. Nothing when a row is marked already.
 */
void rows_mark(struct rows *rows, struct bytes at, enum field field,
    const char *caption);

/* The widest label. */
size_t rows_label_width(const struct rows *rows);
/* Draws the rows behind the gutter, marks as runs of mark ('^', '-'). */
void rows_draw(struct page *p, const struct rows *rows, size_t label_width,
    char mark, enum ink ink);

#define GUTTER "    |   "

#endif
