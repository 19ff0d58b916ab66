/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a tree looks on a page. */
#include "config.h"

#include "base/calendar.h"
#include "report/tree.h"

static const char *
text_of(const struct buffer *b)
{
	return b->data == NULL ? "" : (const char *)b->data;
}

/* Columns before the line to a branch; a deep tree stops growing sideways. */
static size_t
branch_indent(const struct page *p, const struct branch *b)
{
	size_t indent = b->depth == 0 ? 0 : 4 * (size_t)b->depth - 3;

	return indent > p->columns / 3 ? p->columns / 3 : indent;
}

static size_t
name_column(const struct page *p, const struct branch *b)
{
	return branch_indent(p, b) + (b->depth == 0 ? 0 : 3);
}

static size_t
left_width(const struct tree *t)
{
	size_t width = 0;

	for (size_t i = 0; i < t->count; i++) {
		size_t w = strlen(t->branch[i].left);

		width = w > width ? w : width;
	}
	if (width == 0)
		return 0;
	return width > 5 ? width + 3 : width + 2;
}

/* Cuts names so that max columns hold every one; gives the widest end. */
static size_t
fit_names(const struct page *p, struct tree *t, size_t max)
{
	size_t widest = 0;

	for (size_t i = 0; i < t->count; i++) {
		struct branch *b = &t->branch[i];
		size_t from = name_column(p, b);
		struct buffer cut = BUFFER_EMPTY;

		page_fit(&cut, text_of(&b->name),
		    max > from + 8 ? max - from : 8, false);
		cut.failed |= b->name.failed;
		buffer_free(&b->name);
		b->name = cut;
		from += page_width(text_of(&b->name));
		widest = from > widest ? from : widest;
	}
	return widest;
}

/* Begins a line of the tree; the name follows at the column that is given. */
static size_t
branch_begin(struct page *p, const struct branch *b, size_t left)
{
	size_t base = strlen(GUTTER) + left;

	buffer_string(p->out, GUTTER);
	buffer_string(p->out, b->left);
	page_pad(p, strlen(b->left), left + branch_indent(p, b));
	if (b->depth > 0)
		buffer_string(p->out, page_branch(p));
	return base + name_column(p, b);
}

static void
mark_draw(struct page *p, const struct branch *b, size_t start, enum ink ink,
    const char *label)
{
	size_t width = page_width(text_of(&b->name));
	char run[PAGE_MAX_COLUMNS + 1];

	width = width == 0 ? 1 : width;
	width = width > PAGE_MAX_COLUMNS ? PAGE_MAX_COLUMNS : width;
	memset(run, '^', width);
	run[width] = '\0';
	buffer_string(p->out, GUTTER);
	page_pad(p, strlen(GUTTER), start);
	page_ink(p, ink, run);
	page_caption(p, GUTTER, start, start + width, ink, label);
}

static void
below_draw(struct page *p, const struct branch *b, size_t start)
{
	if (b->below == BELOW_NOTHING)
		return;
	buffer_string(p->out, GUTTER);
	if (b->below == BELOW_GAP) {
		page_pad(p, strlen(GUTTER), start + 4);
		buffer_string(p->out, "?\n");
	} else {
		page_pad(p, strlen(GUTTER), start + 1);
		buffer_string(p->out, page_stem(p));
		buffer_byte(p->out, '\n');
	}
}

static void
note_draw(struct page *p, const struct branch *b, size_t at, size_t column)
{
	char hang[PAGE_MAX_COLUMNS + 1] = GUTTER;

	if (b->note.len == 0) {
		buffer_byte(p->out, '\n');
		return;
	}
	memset(hang + strlen(GUTTER), ' ', column - strlen(GUTTER));
	hang[column] = '\0';
	page_pad(p, at, column);
	page_words(p, column, hang, INK_PLAIN, text_of(&b->note));
}

static void
tree_write(struct page *p, struct tree *t, enum ink ink, const char *label)
{
	size_t left = left_width(t), base = strlen(GUTTER) + left;
	size_t notes = base + fit_names(p, t, p->columns - base - 28) + 4;

	for (size_t i = 0; i < t->count; i++) {
		const struct branch *b = &t->branch[i];
		size_t start = branch_begin(p, b, left);

		buffer_string(p->out, text_of(&b->name));
		note_draw(p, b, start + page_width(text_of(&b->name)), notes);
		if (b->marked)
			mark_draw(p, b, start, ink, label);
		below_draw(p, b, start);
	}
}

void
tree_draw(struct page *p, const struct cw_verdict *v, const struct finding *f,
    const char *label)
{
	struct tree *t = tree_of_finding(v, f);

	if (t == NULL) {
		p->out->failed = true;
		return;
	}
	tree_write(p, t, page_severity_ink(f->severity), label);
	if (!tree_free(t))
		p->out->failed = true;
}

/* ---- a valid chain ------------------------------------------------------ */

static void
source_write(struct buffer *out, const struct cw_verdict *v, size_t i)
{
	const struct cert *c = v->best->cert[i];

	if (i == v->best->count - 1 && v->best->anchored &&
	    verdict_position(v, c) < 0)
		words_trust(out, v);
	else
		words_origin(out, c);
}

/* Columns of the widest source, and the sources themselves. */
static size_t
sources_width(struct page *p, const struct cw_verdict *v, size_t max)
{
	size_t widest = 0;

	for (size_t i = 0; i < v->best->count; i++) {
		struct buffer source = BUFFER_EMPTY;
		size_t w;

		source_write(&source, v, i);
		w = page_width(text_of(&source));
		widest = w > widest ? w : widest;
		p->out->failed |= source.failed;
		buffer_free(&source);
	}
	return widest > max ? max : widest;
}

static bool
is_narrow(const struct page *p)
{
	return p->columns < 76;
}

static void
valid_line(struct page *p, const struct cw_verdict *v, size_t i,
    const struct branch *b, size_t names, size_t sources)
{
	const struct cert *c = v->best->cert[i];
	bool anchor = i == v->best->count - 1 && v->best->anchored;
	struct buffer source = BUFFER_EMPTY, cut = BUFFER_EMPTY;
	char until[CALENDAR_TEXT];
	size_t start = branch_begin(p, b, 0);

	source_write(&source, v, i);
	page_fit(&cut, text_of(&source), sources, true);
	calendar_iso(c->not_after, until);
	buffer_string(p->out, text_of(&b->name));
	page_pad(p, start + page_width(text_of(&b->name)), names);
	buffer_format(p->out, is_narrow(p) ? "%-9s%s" : "%-10s%s",
	    anchor ? "trusted" : "ok", text_of(&cut));
	page_pad(p, page_width(text_of(&cut)), sources);
	buffer_format(p->out, is_narrow(p) ? "  %.10s\n" : "   until %.10s\n",
	    until);
	if (source.failed || cut.failed)
		p->out->failed = true;
	buffer_free(&source);
	buffer_free(&cut);
}

void
tree_draw_valid(struct page *p, const struct cw_verdict *v)
{
	struct tree *t = v->best == NULL ? NULL : tree_of_path(v);
	size_t sources, names, taken, count;

	if (t == NULL) {
		p->out->failed = true;
		return;
	}
	count = t->count;
	for (size_t i = 0; i < count; i++)
		t->branch[i].left[0] = '\0';
	sources = sources_width(p, v, p->columns / 4 -
	    (is_narrow(p) ? 2 : 0));
	/* What stands behind the name: its state, source and end. */
	taken = strlen(GUTTER) + sources + (is_narrow(p) ? 23 : 33);
	names = strlen(GUTTER) + fit_names(p, t, p->columns - taken) +
	    (is_narrow(p) ? 2 : 4);
	for (size_t i = 0; i < count; i++)
		valid_line(p, v, count - 1 - i, &t->branch[i], names, sources);
	if (!tree_free(t))
		p->out->failed = true;
}
