/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A step of a story: its name at the left, its text at the right. */
#ifndef REPORT_STEP_H
#define REPORT_STEP_H

#include "report/page.h"

#define STEP_NAMES 3

struct step {
	struct page *page;
	const char *left[STEP_NAMES];   /* lines of its name */
	size_t line;
};

/* A line of text, wrapped; the name's own lines run beside it. */
void step_text(struct step *s, const char *text);
/* The same, emptying the buffer. */
void step_take(struct step *s, struct buffer *text);
/* What was done and how it came out: "... correct"; empties the buffer. */
void step_check(struct step *s, struct buffer *what, const char *result);
/* What is left of its name. */
void step_end(struct step *s);

#endif
