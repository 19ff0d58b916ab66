/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The chain as a tree, root first. It shows a gap where something is absent and
 * claims no link that was not seen.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include "base/calendar.h"
#include "base/escape.h"
#include "report/report.h"
#include "x509/certs.h"
#include "x509/name.h"

#define BRANCHES 32
#define ANCHORS_SHOWN 3
#define SENT_SHOWN 12

struct branch {
	char left[24];                  /* "[2]", "trusted", "absent" */
	unsigned depth;
	bool bare;                      /* no line leads to it */
	bool marked;
	enum { BELOW_NOTHING, BELOW_GAP, BELOW_STEM } below;
	struct buffer name, note;       /* escaped */
};

struct tree {
	struct branch branch[BRANCHES];
	size_t count;
};

static struct branch *
tree_add(struct tree *t, unsigned depth)
{
	struct branch *b = &t->branch[t->count < BRANCHES - 1 ? t->count++ :
	    BRANCHES - 1];

	buffer_free(&b->name);
	buffer_free(&b->note);
	*b = (struct branch){ .depth = depth };
	return b;
}

static struct tree *
tree_new(void)
{
	return calloc(1, sizeof(struct tree));
}

static bool
tree_free(struct tree *t)
{
	bool good = true;

	for (size_t i = 0; i < BRANCHES; i++) {
		good = good && !t->branch[i].name.failed &&
		    !t->branch[i].note.failed;
		buffer_free(&t->branch[i].name);
		buffer_free(&t->branch[i].note);
	}
	free(t);
	return good;
}

static const char *
text_of(const struct buffer *b)
{
	return b->data == NULL ? "" : (const char *)b->data;
}

/* ---- layout ------------------------------------------------------------------ */

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
	return branch_indent(p, b) + (b->depth == 0 || b->bare ? 0 : 3);
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
	if (b->depth > 0 && !b->bare)
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

/* ---- contents ---------------------------------------------------------------- */

static void
left_position(struct branch *b, const struct cw_verdict *v,
    const struct cert *c)
{
	long at = verdict_position(v, c);

	if (at >= 0)
		snprintf(b->left, sizeof(b->left), "[%ld]", at);
}

static const char *
link_text(enum link_state state)
{
	if (state == LINK_GOOD)
		return "signature correct";
	return state == LINK_BAD ? "signature wrong" : "signature not checked";
}

static void
key_id_write(struct buffer *out, struct bytes id)
{
	if (id.len <= 8) {
		escape_hex(out, id, 8);
		return;
	}
	escape_hex(out, (struct bytes){ id.data, 4 }, 4);
	buffer_string(out, " ... ");
	escape_hex(out, (struct bytes){ id.data + id.len - 2, 2 }, 2);
}

static void
top_note(struct branch *b, const struct cw_verdict *v, const struct path *path)
{
	const struct cert *top = path->cert[path->count - 1];

	if (path->anchored) {
		buffer_string(&b->note, "trusted, ");
		words_trust(&b->note, v);
	} else if (cert_self_issued(top)) {
		buffer_string(&b->note, "self-signed, not in ");
		words_trust(&b->note, v);
	} else {
		buffer_string(&b->note, "issuer: ");
		name_write_short(top->issuer, &b->note);
	}
}

/* The path below depth; the note of its top is left to the caller if wanted. */
static struct branch *
add_path(struct tree *t, const struct cw_verdict *v, const struct path *path,
    const struct cert *marked, unsigned depth)
{
	struct branch *top = NULL;

	for (size_t i = path->count; i-- > 0;) {
		struct branch *b = tree_add(t, depth++);

		words_cert_name(&b->name, path->cert[i]);
		left_position(b, v, path->cert[i]);
		b->marked = path->cert[i] == marked;
		if (top == NULL)
			top = b;
		else
			buffer_string(&b->note, link_text(path->link[i]));
	}
	return top;
}

static void
add_anchors(struct tree *t, const struct cw_verdict *v)
{
	const struct cw_certs *trust = v->question.trust;
	size_t count = trust == NULL ? 0 : trust->count;
	struct branch *b = NULL;

	for (size_t i = 0; i < count && i < ANCHORS_SHOWN; i++) {
		b = tree_add(t, 0);
		snprintf(b->left, sizeof(b->left), "trusted");
		words_cert_name(&b->name, trust->cert[i]);
		buffer_byte(&b->note, '(');
		words_trust(&b->note, v);
		buffer_byte(&b->note, ')');
	}
	if (count > ANCHORS_SHOWN) {
		b = tree_add(t, 0);
		buffer_format(&b->name, "and %zu more", count - ANCHORS_SHOWN);
	}
	if (b != NULL)
		b->below = BELOW_GAP;
}

/* Nobody knows what stands above a certificate that nobody has. */
static void
fill_missing(struct tree *t, const struct cw_verdict *v)
{
	struct path alone = { .count = 1 };
	const struct path *path = v->best;
	struct branch *b;

	if (path == NULL || path->count == 0) {
		alone.cert[0] = verdict_target(v);
		path = &alone;
	}
	add_anchors(t, v);
	b = tree_add(t, 0);
	snprintf(b->left, sizeof(b->left), "absent");
	if (name_is_empty(v->missing_issuer))
		buffer_string(&b->name, "(no name)");
	else
		name_write_short(v->missing_issuer, &b->name);
	b->marked = true;
	b->below = BELOW_STEM;
	b = add_path(t, v, path, NULL, 1);
	if (b != NULL && v->missing_key_id.len > 0) {
		buffer_string(&b->note, "wants key id ");
		key_id_write(&b->note, v->missing_key_id);
	}
}

static void
add_sent(struct tree *t, const struct cw_verdict *v, const struct cert *c,
    const struct cert *marked)
{
	struct branch *b = tree_add(t, 0);

	left_position(b, v, c);
	words_cert_name(&b->name, c);
	b->marked = c == marked;
	if (c->issuer.len == 0)
		return;
	if (cert_self_issued(c)) {
		buffer_string(&b->note, "self-signed");
		return;
	}
	buffer_string(&b->note, "names as issuer ");
	name_write_short(c->issuer, &b->note);
}

/* The certificates in the order in which they came. */
static void
fill_sent(struct tree *t, const struct cw_verdict *v, const struct cert *marked)
{
	const struct cw_certs *chain = v->question.chain;
	long at = verdict_position(v, marked);
	struct branch *b;

	for (size_t i = 0; i < chain->count && i < SENT_SHOWN; i++)
		add_sent(t, v, chain->cert[i], marked);
	if (chain->count > SENT_SHOWN) {
		b = tree_add(t, 0);
		buffer_format(&b->name, "and %zu more",
		    chain->count - SENT_SHOWN);
	}
	if (at >= SENT_SHOWN)
		add_sent(t, v, marked, marked);
}

/* The certificate of the path that its own top names as issuer. */
static void
fill_loop(struct tree *t, const struct cw_verdict *v)
{
	const struct path *path = v->best;
	const struct cert *top = path->cert[path->count - 1];
	struct branch *b = tree_add(t, 0);

	name_write_short(top->issuer, &b->name);
	b->marked = true;
	for (size_t i = 0; i < path->count; i++)
		if (name_equal(path->cert[i]->subject, top->issuer)) {
			left_position(b, v, path->cert[i]);
			buffer_string(&b->note, "again: it stands below too");
			break;
		}
	add_path(t, v, path, NULL, 1);
}

/* Several certificates of one issuer, each refused for a reason of its own. */
static void
fill_refused(struct tree *t, const struct cw_verdict *v,
    const struct cert *child)
{
	struct branch *b;
	size_t shown = 0;

	for (size_t i = 0; i < v->candidate_count; i++) {
		const struct candidate *c = &v->candidate[i];

		if (c->child != child || c->reason == FAILURE_COUNT)
			continue;
		if (shown++ == SENT_SHOWN)
			break;
		b = tree_add(t, 0);
		left_position(b, v, c->issuer);
		words_cert_name(&b->name, c->issuer);
		buffer_string(&b->note, failure_get(c->reason)->slug);
	}
	b = tree_add(t, 1);
	left_position(b, v, child);
	words_cert_name(&b->name, child);
	b->marked = true;
}

static bool
on_path(const struct path *path, const struct cert *c)
{
	for (size_t i = 0; path != NULL && i < path->count; i++)
		if (path->cert[i] == c)
			return true;
	return false;
}

static void
tree_fill(struct tree *t, const struct cw_verdict *v, const struct finding *f)
{
	const struct path *path = v->best;
	struct branch *top;

	if (f->id == F_ISSUER_NOT_FOUND && v->missing_issuer.len > 0) {
		fill_missing(t, v);
	} else if (f->id == F_ISSUER_CANDIDATES_ALL_REJECTED) {
		fill_refused(t, v, f->cert);
	} else if (f->id == F_CHAIN_LOOP && path != NULL && path->count > 0) {
		fill_loop(t, v);
	} else if (path == NULL || path->count == 0 ||
	    f->id == F_CHAIN_UNORDERED ||
	    (f->cert != NULL && !on_path(path, f->cert))) {
		if (v->question.chain != NULL)
			fill_sent(t, v, f->cert);
	} else {
		top = add_path(t, v, path, f->cert, 0);
		top_note(top, v, path);
	}
}

void
tree_draw(struct page *p, const struct cw_verdict *v, const struct finding *f,
    const char *label)
{
	struct tree *t = tree_new();

	if (t == NULL) {
		p->out->failed = true;
		return;
	}
	tree_fill(t, v, f);
	tree_write(p, t, page_severity_ink(f->severity), label);
	if (!tree_free(t))
		p->out->failed = true;
}

/* ---- a valid chain ------------------------------------------------------------- */

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
sources_width(const struct cw_verdict *v, size_t max)
{
	size_t widest = 0;

	for (size_t i = 0; i < v->best->count; i++) {
		struct buffer source = BUFFER_EMPTY;
		size_t w;

		source_write(&source, v, i);
		w = page_width(text_of(&source));
		widest = w > widest ? w : widest;
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
	struct tree *t = tree_new();
	size_t sources, names, taken, count;

	if (t == NULL || v->best == NULL || v->best->count > BRANCHES) {
		if (t == NULL || v->best != NULL)
			p->out->failed = true;
		free(t);
		return;
	}
	count = v->best->count;
	add_path(t, v, v->best, NULL, 0);
	for (size_t i = 0; i < t->count; i++)
		t->branch[i].left[0] = '\0';
	sources = sources_width(v, p->columns / 4 - (is_narrow(p) ? 2 : 0));
	/* What stands behind the name: its state, source and end. */
	taken = strlen(GUTTER) + sources + (is_narrow(p) ? 23 : 33);
	names = strlen(GUTTER) + fit_names(p, t, p->columns - taken) +
	    (is_narrow(p) ? 2 : 4);
	for (size_t i = 0; i < count; i++)
		valid_line(p, v, count - 1 - i, &t->branch[i], names, sources);
	if (!tree_free(t))
		p->out->failed = true;
}
