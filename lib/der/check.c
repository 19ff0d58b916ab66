/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "der/reader.h"

/* Without recursion: the input does not decide how much stack we use. */
bool
der_check(struct bytes input, struct der_trouble *trouble)
{
	struct der_reader open[LIMIT_NESTING_MOST + 1];
	struct der_element e;
	unsigned depth = 0;

	der_start(&open[0], input, trouble);
	for (;;) {
		struct der_reader *r = &open[depth], inner;

		if (!der_more(r)) {
			if (depth == 0)
				return true;
			depth--;
			continue;
		}
		inner = r[0];
		if (!der_any(&inner, &e))
			return false;
		if ((e.tag & 0x20) == 0) {
			r->next = inner.next;
			continue;
		}
		/* Read again by der_open, which counts the depth. */
		trouble->elements--;
		if (!der_open(r, e.tag, &open[depth + 1]))
			return false;
		depth++;
	}
}

/*
 * Without recursion, too. What is no DER ends its level: it is not our business,
 * as long as nobody reads it.
 */
bool
der_measure(struct bytes contents, unsigned depth, struct der_trouble *trouble)
{
	struct der_trouble own = { .elements = trouble->elements,
		.limits = trouble->limits };
	struct der_reader open[LIMIT_NESTING_MOST + 1];
	unsigned most = limit_most(trouble->limits, LIMIT_NESTING), level = 0;
	struct der_element e = { .whole = contents };

	der_start(&open[0], contents, &own);
	open[0].depth = depth;
	if (depth > most)
		der_refuse_limit(&open[0], LIMIT_NESTING, contents.data);
	while (own.fault != DER_LIMIT) {
		struct der_reader *r = &open[level];

		if (!der_more(r) || !der_any(r, &e)) {
			if (own.fault == DER_LIMIT || level == 0)
				break;
			own.fault = DER_FINE;
			level--;
		} else if ((e.tag & 0x20) != 0 && r->depth == most) {
			der_refuse_limit(r, LIMIT_NESTING, e.whole.data);
		} else if ((e.tag & 0x20) != 0) {
			der_start(&r[1], e.value, &own);
			r[1].depth = r->depth + 1;
			level++;
		}
	}
	trouble->elements = own.elements;
	if (own.fault != DER_LIMIT)
		return true;
	der_start(&open[0], contents, trouble);
	return der_refuse_limit(&open[0], own.limit, own.at);
}

bool
der_opaque(struct der_reader *r, struct der_element *out)
{
	struct der_reader after = *r;
	struct der_element e;

	if (!der_any(&after, &e) || ((e.tag & 0x20) != 0 &&
	    !der_measure(e.value, r->depth + 1, r->trouble)))
		return false;
	r->next = after.next;
	*out = e;
	return true;
}

struct bytes
der_trouble_at(const struct der_trouble *t, struct bytes input)
{
	size_t offset;

	if (input.data == NULL || t->at == NULL || t->at < input.data ||
	    t->at >= input.data + input.len) {
		offset = t->at != NULL && t->at < input.data ? 0 : input.len;
		return (struct bytes){ input.data == NULL ? NULL :
			input.data + offset, 0 };
	}
	return (struct bytes){ t->at, 1 };
}

const char *
der_fault_text(enum der_fault fault)
{
	switch (fault) {
	case DER_FINE:
		return "nothing wrong";
	case DER_TRUNCATED:
		return "an end where more octets are due";
	case DER_TAG_UNEXPECTED:
		return "another element than is due here";
	case DER_TAG_HIGH:
		return "a tag number of 31 or more";
	case DER_LENGTH_INVALID:
		return "a length that does not fit";
	case DER_LENGTH_INDEFINITE:
		return "an indefinite length";
	case DER_LENGTH_NOT_MINIMAL:
		return "a length that is not minimal";
	case DER_INTEGER_EMPTY:
		return "an INTEGER without an octet";
	case DER_INTEGER_NOT_MINIMAL:
		return "an INTEGER that is not minimal";
	case DER_INTEGER_NEGATIVE:
		return "a negative INTEGER";
	case DER_INTEGER_TOO_LARGE:
		return "an INTEGER that is too large";
	case DER_BOOLEAN_NOT_CANONICAL:
		return "a BOOLEAN other than 00 and FF";
	case DER_DEFAULT_ENCODED:
		return "a DEFAULT value that is written out";
	case DER_BITS_INVALID:
		return "a BIT STRING with a wrong count of unused bits";
	case DER_BITS_PADDING:
		return "a BIT STRING with wrong bits at its end";
	case DER_NULL_NOT_EMPTY:
		return "a NULL with contents";
	case DER_OID_INVALID:
		return "an OBJECT IDENTIFIER with a wrong arc";
	case DER_TIME_INVALID:
		return "a time in another form than RFC 5280 allows";
	case DER_VALUE_INVALID:
		return "a value that has no place here";
	case DER_TRAILING:
		return "octets that are left over";
	case DER_LIMIT:
		return "more than a limit of ours allows";
	}
	return "a fault";
}
