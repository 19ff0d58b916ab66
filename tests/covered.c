/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/covered.h"

static const uint8_t *
end_of(struct bytes b)
{
	return b.data + b.len;
}

/* The parts of the field at i; gives the first field behind them in *next. */
static const char *
parts_uncovered(const struct fields *f, size_t i, size_t *next)
{
	const struct trace_field *parent = &f->list[i];
	const uint8_t *at = parent->octets.data;
	const char *wrong;
	size_t n = i + 1;

	while (n < f->count && f->list[n].depth > parent->depth) {
		const struct trace_field *part = &f->list[n];

		if (part->depth != parent->depth + 1)
			return "a part without its parent";
		if (part->octets.data != at)
			return "a gap, or parts that overlap";
		if (part->octets.len == 0)
			return "an empty part";
		at = end_of(part->octets);
		wrong = parts_uncovered(f, n, &n);
		if (wrong != NULL)
			return wrong;
	}
	*next = n;
	if (parent->kind == PART_PARENT)
		return at == end_of(parent->octets) ? NULL :
		    "octets that belong to no part";
	return n == i + 1 ? NULL : "parts of a field that has none";
}

const char *
fields_uncovered(const struct fields *f, struct bytes whole)
{
	const char *wrong;
	size_t next;

	if (whole.len == 0)
		return f->count == 0 ? NULL : "fields of nothing";
	if (f->count == 0 || f->list[0].depth != 0 ||
	    f->list[0].octets.data != whole.data ||
	    f->list[0].octets.len != whole.len)
		return "no field for the whole";
	wrong = parts_uncovered(f, 0, &next);
	if (wrong != NULL)
		return wrong;
	return next == f->count ? NULL : "two wholes";
}
