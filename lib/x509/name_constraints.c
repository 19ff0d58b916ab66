/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/escape.h"
#include "base/mark.h"
#include "x509/extension.h"
#include "x509/name_constraints.h"

/* GeneralSubtree ::= SEQUENCE { base GeneralName,
 *     minimum [0] IMPLICIT INTEGER (0..MAX) DEFAULT 0,
 *     maximum [1] IMPLICIT INTEGER (0..MAX) OPTIONAL } */
static bool
subtree_read(struct der_reader *r, struct subtree *out)
{
	const uint8_t *start = r->next;
	struct subtree tree = { .minimum = { NULL, 0 } };
	struct der_reader seq;

	if (!der_open(r, DER_SEQUENCE, &seq) ||
	    !general_name_read(&seq, &tree.base))
		return false;
	if (der_is(&seq, DER_CONTEXT(0)) &&
	    !implicit_integer(&seq, DER_CONTEXT(0), true, &tree.minimum))
		return false;
	if (der_is(&seq, DER_CONTEXT(1)) &&
	    !implicit_integer(&seq, DER_CONTEXT(1), true, &tree.maximum))
		return false;
	if (!der_end(&seq))
		return false;
	tree.whole = (struct bytes){ start, (size_t)(r->next - start) };
	*out = tree;
	return true;
}

/* GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree, under a tag;
   its size is for the rule about it. */
static bool
subtrees_read(struct der_reader *r, uint8_t tag, struct bytes *out)
{
	struct der_reader trees;
	struct subtree tree;
	struct bytes all;

	if (!der_open(r, tag, &trees))
		return false;
	all = der_rest(&trees);
	while (der_more(&trees))
		if (!subtree_read(&trees, &tree))
			return false;
	*out = all;
	return true;
}

/* NameConstraints ::= SEQUENCE {
 *     permittedSubtrees [0] IMPLICIT GeneralSubtrees OPTIONAL,
 *     excludedSubtrees [1] IMPLICIT GeneralSubtrees OPTIONAL } */
bool
name_constraints_read(struct der_reader *r, struct name_constraints *out)
{
	struct name_constraints nc = { .permitted = { NULL, 0 } };
	const uint8_t permitted = (uint8_t)DER_CONTEXT_CONSTRUCTED(0);
	const uint8_t excluded = (uint8_t)DER_CONTEXT_CONSTRUCTED(1);
	struct der_reader seq;

	if (!der_open(r, DER_SEQUENCE, &seq))
		return false;
	if (der_is(&seq, permitted) &&
	    !subtrees_read(&seq, permitted, &nc.permitted))
		return false;
	if (der_is(&seq, excluded) &&
	    !subtrees_read(&seq, excluded, &nc.excluded))
		return false;
	if (!der_end(&seq))
		return false;
	*out = nc;
	return true;
}

void
subtree_start(struct subtree_walk *w, struct bytes contents)
{
	w->trouble = (struct der_trouble){ .fault = DER_FINE };
	der_start(&w->trees, contents, &w->trouble);
}

bool
subtree_next(struct subtree_walk *w, struct subtree *out)
{
	return der_more(&w->trees) && subtree_read(&w->trees, out);
}

int
range_prefix(struct bytes range, const char **why)
{
	size_t half = range.len / 2, bits = 0;

	if (range.len != 8 && range.len != 32) {
		*why = N_("it is neither 8 octets (IPv4) nor 32 (IPv6)");
		return -1;
	}
	while (bits < 8 * half &&
	    (range.data[half + bits / 8] >> (7 - bits % 8) & 1) != 0)
		bits++;
	for (size_t i = bits; i < 8 * half; i++) {
		if ((range.data[half + i / 8] >> (7 - i % 8) & 1) != 0) {
			*why = N_("its mask has a one behind a zero");
			return -1;
		}
	}
	return (int)bits;
}

void
subtree_write(const struct general_name *base, struct buffer *out)
{
	const char *why;
	int bits;

	if (base->kind == GN_IP) {
		bits = range_prefix(base->value, &why);
		if (bits < 0) {
			escape_hex(out, base->value, 32);
			return;
		}
		address_write((struct bytes){ base->value.data,
		    base->value.len / 2 }, out);
		buffer_format(out, "/%d", bits);
	} else if (base->value.len == 0 && (base->kind == GN_DNS ||
	    base->kind == GN_EMAIL || base->kind == GN_URI)) {
		buffer_string(out, "(every name)");
	} else {
		general_name_write(base, out);
	}
}
