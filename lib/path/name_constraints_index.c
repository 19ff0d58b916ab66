/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/mark.h"
#include "path/name_constraints.h"
#include "path/name_key.h"

struct bytes
subtree_place(const struct subtree *tree)
{
	return tree->base.value.len > 0 ? tree->base.value : tree->whole;
}

static bool
is_zero(struct bytes number)
{
	return number.len == 1 && number.data[0] == 0;
}

/* A minimum of 0 is the default, which DER leaves out (X.690 11.5). */
const char *
subtree_problem(const struct subtree *tree, struct buffer *key)
{
	const char *why;

	if (tree->minimum.data != NULL && is_zero(tree->minimum))
		return N_("its minimum of 0 is written out, which DER "
		    "forbids");
	if (!name_key_serves(tree->base.kind))
		return NULL;
	return constraint_key(&tree->base, key, &why) ? NULL : why;
}

static struct bytes
side_of(const struct cert *c, enum side side)
{
	return side == PERMITTED ? c->name_constraints.permitted :
	    c->name_constraints.excluded;
}

static void
side_count(struct constraint_index *index, enum side side)
{
	struct subtree_walk trees;
	struct subtree tree;

	subtree_start(&trees, side_of(index->cert, side));
	while (subtree_next(&trees, &tree)) {
		struct form_constraints *form = &index->form[tree.base.kind];

		if (side == PERMITTED && form->count[PERMITTED] == 0)
			form->first = subtree_place(&tree);
		form->count[side]++;
		if (form->bounded.whole.len == 0 &&
		    (tree.maximum.data != NULL || (tree.minimum.data != NULL &&
		    !is_zero(tree.minimum))))
			form->bounded = tree;
	}
}

struct constraint_index *
constraint_index_get(struct walk *w)
{
	struct constraint_index *index;

	for (index = w->verdict->constraints; index != NULL;
	    index = index->next)
		if (index->cert == w->cert)
			return index;
	index = arena_alloc(w->found->arena, sizeof(*index));
	if (index == NULL) {
		w->found->failed = true;
		return NULL;
	}
	index->cert = w->cert;
	index->critical = w->cert->name_constraints_ext->critical;
	side_count(index, PERMITTED);
	side_count(index, EXCLUDED);
	index->next = w->verdict->constraints;
	w->verdict->constraints = index;
	return index;
}

/* The keys, one behind the other in *keys; where each ends is told apart by
   length alone until they have found their place. */
static void
side_read(struct constraint_index *index, enum general_name_kind kind,
    enum side side, struct buffer *keys)
{
	struct form_constraints *form = &index->form[kind];
	struct key_set *set = &form->set[side];
	struct subtree_walk trees;
	struct subtree tree;

	subtree_start(&trees, side_of(index->cert, side));
	while (subtree_next(&trees, &tree)) {
		size_t start = keys->len;

		if (tree.base.kind != kind)
			continue;
		if (subtree_problem(&tree, keys) != NULL) {
			buffer_cut(keys, start);
			form->unclear[side] = true;
			continue;
		}
		set->key[set->count].key.len = keys->len - start;
		set->key[set->count++].base = subtree_place(&tree);
	}
}

static bool
side_build(struct walk *w, struct constraint_index *index,
    enum general_name_kind kind, enum side side)
{
	struct form_constraints *form = &index->form[kind];
	struct key_set *set = &form->set[side];
	struct buffer keys = BUFFER_EMPTY;
	const uint8_t *next;
	size_t i;

	if (form->count[side] == 0)
		return true;
	set->key = arena_array(w->found->arena, form->count[side],
	    sizeof(*set->key));
	if (set->key == NULL)
		return false;
	side_read(index, kind, side, &keys);
	next = keys.failed ? NULL : arena_copy(w->found->arena,
	    buffer_bytes(&keys));
	buffer_free(&keys);
	if (next == NULL)
		return false;
	for (i = 0; i < set->count; i++) {
		set->key[i].key.data = next;
		next += set->key[i].key.len;
	}
	key_set_build(set);
	return true;
}

bool
constraint_index_build(struct walk *w, struct constraint_index *index,
    enum general_name_kind kind)
{
	if (index->form[kind].built)
		return true;
	if (!side_build(w, index, kind, PERMITTED) ||
	    !side_build(w, index, kind, EXCLUDED)) {
		w->found->failed = true;
		return false;
	}
	index->form[kind].built = true;
	return true;
}

static bool
parents_make(struct walk *w, const struct key_set *set, struct key_set *parent)
{
	size_t i;

	if (set->count == 0)
		return true;
	parent->key = arena_array(w->found->arena, set->count,
	    sizeof(*parent->key));
	if (parent->key == NULL)
		return false;
	for (i = 0; i < set->count; i++) {
		if (set->key[i].key.len == 0)
			continue;
		parent->key[parent->count].key =
		    dns_key_parent(set->key[i].key);
		parent->key[parent->count++].base = set->key[i].base;
	}
	key_set_sort(parent);
	return true;
}

bool
constraint_index_parents(struct walk *w, struct constraint_index *index)
{
	struct form_constraints *form = &index->form[GN_DNS];

	if (form->has_parents)
		return true;
	for (unsigned side = PERMITTED; side < SIDES; side++) {
		if (!parents_make(w, &form->set[side], &form->parent[side])) {
			w->found->failed = true;
			return false;
		}
	}
	form->has_parents = true;
	return true;
}
