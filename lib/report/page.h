/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A page of text: its width, its colours, and lines that wrap at words. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/buffer.h"
#include "find/failure.h"

#define PAGE_MIN_COLUMNS 60u
#define PAGE_MAX_COLUMNS 100u

enum ink {
	INK_PLAIN, INK_RED, INK_GREEN, INK_YELLOW, INK_BLUE, INK_CYAN
};

struct page {
	struct buffer *out;
	bool color, utf8;
	bool html;                      /* steps alone: paragraphs, unwrapped */
	unsigned columns;
};

/* style NULL: no colour, ASCII, 80 columns. */
void page_start(struct page *p, struct buffer *out,
    const struct cw_style *style);

/* Appends text in one of the eight basic colours; plain without colour. */
void page_ink(struct page *p, enum ink ink, const char *text);
enum ink page_severity_ink(enum cw_severity severity);

/*
 * Appends the words of text, already escaped, and ends the line. at columns of
 * the line are taken; where a word would cross the edge the line ends and hang
 * begins the next one. A word wider than the page stays whole.
 */
void page_words(struct page *p, size_t at, const char *hang, enum ink ink,
    const char *text);

/* Appends first and then text, wrapped under the end of first. */
void page_line(struct page *p, const char *first, const char *text);

/*
 * Ends a line that has at columns with a caption: behind them if it fits, else
 * on the next line, below column start or as far left of it as it needs. Lines
 * begin with gutter.
 */
void page_caption(struct page *p, const char *gutter, size_t start, size_t at,
    enum ink ink, const char *caption);

/* Columns of a string that is already escaped. */
size_t page_width(const char *text);

/* Appends the text cut to width columns: its beginning, or its tail, and "...". */
void page_fit(struct buffer *out, const char *text, size_t width, bool tail);

/* Appends spaces until the line, that has at columns, has column ones. */
void page_pad(struct page *p, size_t at, size_t column);

/* "`- " or its box lines, and "|". */
const char *page_branch(const struct page *p);
const char *page_stem(const struct page *p);

/* "1 error", "3 errors". */
void page_count(struct buffer *out, size_t n, const char *one,
    const char *many);

#endif
