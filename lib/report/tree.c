/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stands in a tree. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include "base/escape.h"
#include "report/tree.h"
#include "x509/certs.h"
#include "x509/name.h"

#define ANCHORS_SHOWN 3
#define SENT_SHOWN 12

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

bool
tree_free(struct tree *t)
{
	bool good = true;

	for (size_t i = 0; t != NULL && i < BRANCHES; i++) {
		good = good && !t->branch[i].name.failed &&
		    !t->branch[i].note.failed;
		buffer_free(&t->branch[i].name);
		buffer_free(&t->branch[i].note);
	}
	free(t);
	return good;
}

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

struct tree *
tree_of_finding(const struct cw_verdict *v, const struct finding *f)
{
	struct tree *t = calloc(1, sizeof(*t));

	if (t != NULL)
		tree_fill(t, v, f);
	return t;
}

struct tree *
tree_of_path(const struct cw_verdict *v)
{
	struct tree *t = calloc(1, sizeof(*t));

	if (t != NULL && v->best != NULL)
		add_path(t, v, v->best, NULL, 0);
	return t;
}
