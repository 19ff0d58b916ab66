/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/step.h"
#include "report/xml.h"

#define STEP_COLUMN 24          /* of the text of a step */
#define RESULT_COLUMNS 16       /* of the outcome of a check */

static const char *
text_of(const struct buffer *b)
{
	return b->data == NULL ? "" : (const char *)b->data;
}

static void
step_left(struct step *s)
{
	struct page *p = s->page;
	const char *left = s->line < STEP_NAMES ? s->left[s->line] : NULL;
	size_t width = left == NULL ? 0 : strlen(left);

	if (width > 0)
		buffer_string(p->out, left);
	s->line++;
	page_pad(p, width, STEP_COLUMN);
}

/* Text is escaped already, but for markup. */
static void
step_html(struct step *s, const char *begin, const char *text,
    const char *end)
{
	struct buffer *out = s->page->out;

	buffer_string(out, begin);
	xml_text(out, bytes_of(text));
	buffer_string(out, end);
}

static void
check_html(struct step *s, const char *what, const char *result)
{
	bool good = strcmp(result, "correct") == 0 ||
	    strcmp(result, "equal") == 0;
	bool open = strcmp(result, "not checked") == 0;

	step_html(s, good ? "<p class=\"check ok\"><span>" : open ?
	    "<p class=\"check open\"><span>" :
	    "<p class=\"check bad\"><span>", what, "</span> <b>");
	step_html(s, "", result, "</b></p>\n");
}

void
step_text(struct step *s, const char *text)
{
	struct buffer lines = BUFFER_EMPTY;
	struct page narrow = { .out = &lines,
		.columns = s->page->columns - STEP_COLUMN };
	const char *line;

	if (s->page->html) {
		step_html(s, "<p>", text, "</p>\n");
		return;
	}
	page_words(&narrow, 0, "", INK_PLAIN, text);
	if (lines.failed)
		s->page->out->failed = true;
	for (line = text_of(&lines); *line != '\0';) {
		size_t len = strcspn(line, "\n") + 1;

		step_left(s);
		buffer_add(s->page->out,
		    (struct bytes){ (const uint8_t *)line, len });
		line += len;
	}
	buffer_free(&lines);
}

void
step_take(struct step *s, struct buffer *text)
{
	if (text->failed)
		s->page->out->failed = true;
	else
		step_text(s, text_of(text));
	buffer_free(text);
	*text = (struct buffer)BUFFER_EMPTY;
}

void
step_end(struct step *s)
{
	while (!s->page->html && s->line < STEP_NAMES && s->left[s->line] != NULL) {
		buffer_string(s->page->out, s->left[s->line++]);
		buffer_byte(s->page->out, '\n');
	}
}

void
step_check(struct step *s, struct buffer *what, const char *result)
{
	struct page *p = s->page;
	size_t column = p->columns - RESULT_COLUMNS;
	size_t width = page_width(text_of(what));

	if (what->failed)
		p->out->failed = true;
	if (p->html) {
		check_html(s, text_of(what), result);
		buffer_free(what);
		*what = (struct buffer)BUFFER_EMPTY;
		return;
	}
	if (STEP_COLUMN + width + 1 > column) {
		buffer_format(what, "   %s", result);
		step_take(s, what);
		return;
	}
	step_left(s);
	buffer_string(p->out, text_of(what));
	page_pad(p, STEP_COLUMN + width, column);
	buffer_format(p->out, "%s\n", result);
	buffer_free(what);
	*what = (struct buffer)BUFFER_EMPTY;
}
