/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The form of the extension: what it may hold, and in which certificates. */
#include "config.h"

#include "base/mark.h"
#include "path/name_constraints.h"

static struct finding *
find_here(struct walk *w, enum failure_id id, struct bytes at)
{
	return find(w->found, id, w->cert, FIELD_NAME_CONSTRAINTS, at);
}

/* The first constraint that breaks a row, and how many do. */
struct broken {
	size_t count;
	struct subtree first;
	const char *why;
};

static void
broken_add(struct broken *b, const struct subtree *tree, const char *why)
{
	if (b->count++ > 0)
		return;
	b->first = *tree;
	b->why = why;
}

static void
list_read(struct bytes list, struct broken *text, struct broken *range)
{
	struct buffer key = BUFFER_EMPTY;
	struct subtree_walk trees;
	struct subtree tree;
	const char *why;

	subtree_start(&trees, list);
	while (subtree_next(&trees, &tree)) {
		why = subtree_problem(&tree, &key);
		buffer_cut(&key, 0);
		if (why == NULL)
			continue;
		broken_add(tree.base.kind == GN_IP && tree.minimum.data == NULL ?
		    range : text, &tree, why);
	}
	buffer_free(&key);
}

/* The constraint as text, kept in the arena. */
static struct bytes
constraint_text(struct walk *w, const struct general_name *base)
{
	struct buffer text = BUFFER_EMPTY;
	struct bytes kept = { NULL, 0 };

	if (base->kind == GN_DNS || base->kind == GN_EMAIL ||
	    base->kind == GN_URI)
		return base->value;
	subtree_write(base, &text);
	kept.data = text.failed ? NULL : arena_copy(w->found->arena,
	    buffer_bytes(&text));
	if (kept.data == NULL)
		w->found->failed = true;
	else
		kept.len = text.len;
	buffer_free(&text);
	return kept;
}

/* RFC 5280 4.2: what it constrains cannot be known, so it cannot be obeyed. */
static void
check_constraints(struct walk *w)
{
	const struct name_constraints *nc = &w->cert->name_constraints;
	struct broken text = { 0 }, range = { 0 };
	struct finding *f;

	list_read(nc->permitted, &text, &range);
	list_read(nc->excluded, &text, &range);
	if (text.count > 0) {
		f = find_here(w, F_NC_CONSTRAINT_MALFORMED,
		    subtree_place(&text.first));
		f->value[0] = value_text(constraint_text(w, &text.first.base));
		f->value[1] = value_word(text.why);
		f->value[2] = value_word(general_name_label(
		    text.first.base.kind));
		f->value[3] = value_number((int64_t)text.count);
	}
	if (range.count > 0) {
		f = find_here(w, F_NC_IP_RANGE_MALFORMED,
		    subtree_place(&range.first));
		f->value[0] = value_hex(range.first.base.value);
		f->value[1] = value_word(range.why);
		f->value[2] = value_number((int64_t)range.count);
	}
}

/* 4.2.1.10: one of the lists there, and no list without a member. */
static bool
check_empty(struct walk *w)
{
	const struct cert *c = w->cert;
	const struct name_constraints *nc = &c->name_constraints;
	const char *what = NULL;

	if (nc->permitted.data == NULL && nc->excluded.data == NULL)
		what = N_("it has neither permittedSubtrees nor "
		    "excludedSubtrees");
	else if (nc->permitted.data != NULL && nc->permitted.len == 0)
		what = N_("its permittedSubtrees hold none");
	else if (nc->excluded.data != NULL && nc->excluded.len == 0)
		what = N_("its excludedSubtrees hold none");
	if (what == NULL)
		return false;
	if (walk_binds_issuer(w))
		find_here(w, F_NC_EMPTY, c->name_constraints_ext->value)->
		    value[0] = value_word(what);
	return true;
}

/* Of a certificate that signed another one, that it is no CA is the fault. */
static bool
is_no_ca(const struct walk *w)
{
	const struct cert *c = w->cert;

	if (!w->is_target || (c->basic_constraints_ext == NULL &&
	    cert_extension(c, OID_CE_BASIC_CONSTRAINTS) != NULL))
		return false;
	return !c->basic_constraints.ca;
}

void
check_constraints_form(struct walk *w)
{
	const struct extension *ext = w->cert->name_constraints_ext;

	if (ext == NULL || !walk_binds_fields(w))
		return;
	if (is_no_ca(w)) {
		find_here(w, F_NC_IN_NON_CA, ext->whole);
		return;
	}
	if (check_empty(w))
		return;
	check_constraints(w);
	if (!ext->critical && walk_binds_issuer(w))
		find_here(w, F_NC_NOT_CRITICAL, ext->whole);
}
