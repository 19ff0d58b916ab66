/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Name constraints, a row each. */
#include "config.h"

#include <inttypes.h>
#include "base/escape.h"
#include "report/report.h"
#include "x509/name_constraints.h"

#define CONSTRAINTS_SHOWN 10

struct constraints {
	struct rows *rows;
	const struct cert *cert;
	const struct field_context *context;
	const char *label;              /* of the next row */
	size_t shown, left_out;
};

/* Whether the finding points into it, so that it comes first. */
static bool
is_meant(const struct constraints *k, const struct subtree *tree)
{
	return k->context->at.data != NULL &&
	    bytes_within(k->context->at, tree->whole);
}

static void
bound_text(struct row *row, const char *name, struct bytes number)
{
	size_t from;

	if (number.data == NULL)
		return;
	buffer_format(&row->value, ", %s ", name);
	from = row->value.len;
	if (number.len == 1 && number.data[0] < 0x80)
		buffer_format(&row->value, "%u", (unsigned)number.data[0]);
	else
		escape_hex(&row->value, number, 16);
	row_part(row, from, number);
}

static void
tree_row(struct constraints *k, const char *side, const struct subtree *tree)
{
	struct row *row;
	size_t from;

	if (k->context->finding != NULL && k->shown == CONSTRAINTS_SHOWN) {
		k->left_out++;
		return;
	}
	if (k->rows->count == ROWS_MAX)
		return;
	row = rows_add(k->rows, FIELD_NAME_CONSTRAINTS, k->label, tree->whole);
	k->label = "";
	k->shown++;
	buffer_format(&row->value, "%s %s:", side,
	    general_name_label(tree->base.kind));
	from = row->value.len;
	subtree_write(&tree->base, &row->value);
	row_part(row, from, tree->base.value.len > 0 ? tree->base.value :
	    tree->whole);
	bound_text(row, "minimum", tree->minimum);
	bound_text(row, "maximum", tree->maximum);
	row_part(row, 0, tree->whole);
	if (k->shown == 1) {
		row_part(row, 0, k->cert->name_constraints_ext->value);
		row_part(row, 0, k->cert->name_constraints_ext->whole);
	}
}

static void
side_rows(struct constraints *k, const char *side, struct bytes list,
    bool meant)
{
	struct subtree_walk trees;
	struct subtree tree;

	subtree_start(&trees, list);
	while (subtree_next(&trees, &tree))
		if (is_meant(k, &tree) == meant)
			tree_row(k, side, &tree);
}

void
constraints_rows(struct rows *rows, const struct cert *c,
    const struct field_context *context)
{
	const struct name_constraints *nc = &c->name_constraints;
	struct constraints k = { rows, c, context,
		field_label(FIELD_NAME_CONSTRAINTS), 0, 0 };
	struct row *row;

	for (unsigned i = 0; i < 2; i++) {
		side_rows(&k, "permitted", nc->permitted, i == 0);
		side_rows(&k, "excluded", nc->excluded, i == 0);
	}
	if (k.shown == 0) {
		row = rows_add(rows, FIELD_NAME_CONSTRAINTS, k.label,
		    c->name_constraints_ext->whole);
		row_text(row, "(no constraint)",
		    c->name_constraints_ext->value);
		row_part(row, 0, c->name_constraints_ext->whole);
	} else if (k.left_out > 0) {
		row = rows_add(rows, FIELD_NAME_CONSTRAINTS, "",
		    (struct bytes){ NULL, 0 });
		buffer_format(&row->value, "and %zu more", k.left_out);
	}
}
