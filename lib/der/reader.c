/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "der/reader.h"
#include "der/time.h"

bool
der_refuse(struct der_reader *r, enum der_fault fault, const uint8_t *at)
{
	if (r->trouble->fault == DER_FINE) {
		r->trouble->fault = fault;
		r->trouble->at = at;
	}
	return false;
}

static void
note(struct der_reader *r, enum der_fault fault, const uint8_t *at)
{
	if (r->trouble->noted == DER_FINE) {
		r->trouble->noted = fault;
		r->trouble->noted_at = at;
	}
}

bool
der_refuse_limit(struct der_reader *r, enum limit limit, const uint8_t *at)
{
	if (r->trouble->fault == DER_FINE)
		r->trouble->limit = limit;
	return der_refuse(r, DER_LIMIT, at);
}

static size_t
max_elements(const struct der_trouble *t)
{
	return t->limits == NULL ? LIMIT_ELEMENTS_MOST :
	    t->limits->most[LIMIT_ELEMENTS];
}

static size_t
max_depth(const struct der_trouble *t)
{
	return t->limits == NULL ? LIMIT_NESTING_MOST :
	    t->limits->most[LIMIT_NESTING];
}

/*
 * X.690 8.1.3 and 10.1: the length octets at p, of which there is at least one.
 * *contents is where the contents begin.
 */
static bool
length_read(struct der_reader *r, const uint8_t *p, size_t *len,
    const uint8_t **contents)
{
	const uint8_t *first = p;
	size_t sum = 0, count;

	if (*p < 0x80) {
		*len = *p;
		*contents = p + 1;
		return true;
	}
	if (*p == 0x80)
		return der_refuse(r, DER_LENGTH_INDEFINITE, first);
	count = *p & 0x7f;
	p++;
	if (count > (size_t)(r->end - p))
		return count > sizeof(sum) ?
		    der_refuse(r, DER_LENGTH_INVALID, first) :
		    der_refuse(r, DER_TRUNCATED, r->end);
	if (*p == 0)
		return der_refuse(r, DER_LENGTH_NOT_MINIMAL, first);
	if (count > sizeof(sum))
		return der_refuse(r, DER_LENGTH_INVALID, first);
	while (count-- > 0)
		sum = sum << 8 | *p++;
	if (sum < 0x80)
		return der_refuse(r, DER_LENGTH_NOT_MINIMAL, first);
	*len = sum;
	*contents = p;
	return true;
}

/* Reads an element whose identifier octet is known to be there and good. */
static bool
element_read(struct der_reader *r, struct der_element *out)
{
	const uint8_t *start = r->next, *contents;
	size_t len;

	if (r->end - start < 2)
		return der_refuse(r, DER_TRUNCATED, r->end);
	if (!length_read(r, start + 1, &len, &contents))
		return false;
	if (len > (size_t)(r->end - contents))
		return r->depth == 0 ? der_refuse(r, DER_TRUNCATED, r->end) :
		    der_refuse(r, DER_LENGTH_INVALID, start + 1);
	if (r->trouble->elements >= max_elements(r->trouble))
		return der_refuse_limit(r, LIMIT_ELEMENTS, start);
	r->trouble->elements++;
	r->next = contents + len;
	out->tag = *start;
	out->value = (struct bytes){ contents, len };
	out->whole = (struct bytes){ start, (size_t)(r->next - start) };
	return true;
}

void
der_start(struct der_reader *r, struct bytes input,
    struct der_trouble *trouble)
{
	static const uint8_t nothing[1];
	const uint8_t *data = input.data == NULL ? nothing : input.data;

	r->next = data;
	r->end = data + (input.data == NULL ? 0 : input.len);
	r->depth = 0;
	r->trouble = trouble;
}

bool
der_more(const struct der_reader *r)
{
	return r->next < r->end;
}

bool
der_is(const struct der_reader *r, uint8_t tag)
{
	return r->next < r->end && *r->next == tag;
}

struct bytes
der_rest(const struct der_reader *r)
{
	return (struct bytes){ r->next, (size_t)(r->end - r->next) };
}

/*
 * Whether DER has elements of that identifier: of the universal ones only
 * EXTERNAL, EMBEDDED PDV, SEQUENCE, SET and CHARACTER STRING are constructed
 * (X.690 10.2), and 0 and 15 are no types.
 */
static bool
tag_is_legal(uint8_t tag)
{
	const uint32_t constructed = UINT32_C(1) << 8 | UINT32_C(1) << 11 |
	    UINT32_C(1) << 16 | UINT32_C(1) << 17 | UINT32_C(1) << 29;
	unsigned number = tag & 0x1f;

	if ((tag & 0xc0) != 0)
		return true;
	return number != 0 && number != 15 &&
	    ((constructed >> number & 1) == 1) == ((tag & 0x20) != 0);
}

bool
der_any(struct der_reader *r, struct der_element *out)
{
	if (r->next == r->end)
		return der_refuse(r, DER_TRUNCATED, r->end);
	if ((*r->next & 0x1f) == 0x1f)
		return der_refuse(r, DER_TAG_HIGH, r->next);
	if (!tag_is_legal(*r->next))
		return der_refuse(r, DER_TAG_UNEXPECTED, r->next);
	return element_read(r, out);
}

bool
der_element(struct der_reader *r, uint8_t tag, struct der_element *out)
{
	if (r->next == r->end)
		return der_refuse(r, DER_TRUNCATED, r->end);
	if (*r->next != tag)
		return (*r->next & 0x1f) == 0x1f ?
		    der_refuse(r, DER_TAG_HIGH, r->next) :
		    der_refuse(r, DER_TAG_UNEXPECTED, r->next);
	return element_read(r, out);
}

bool
der_take(struct der_reader *r, uint8_t tag, struct bytes *value)
{
	struct der_element e;

	if (!der_element(r, tag, &e))
		return false;
	*value = e.value;
	return true;
}

bool
der_open(struct der_reader *r, uint8_t tag, struct der_reader *inner)
{
	struct der_element e;
	unsigned depth = r->depth + 1;

	if (depth > max_depth(r->trouble))
		return der_refuse_limit(r, LIMIT_NESTING, r->next);
	if (!der_element(r, tag, &e))
		return false;
	inner->next = e.value.data;
	inner->end = e.value.data + e.value.len;
	inner->depth = depth;
	inner->trouble = r->trouble;
	return true;
}

bool
der_open_optional(struct der_reader *r, uint8_t tag, bool *present,
    struct der_reader *inner)
{
	if (!der_is(r, tag)) {
		*present = false;
		return true;
	}
	if (!der_open(r, tag, inner))
		return false;
	*present = true;
	return true;
}

bool
der_end(struct der_reader *r)
{
	return r->next == r->end || der_refuse(r, DER_TRAILING, r->next);
}

/* A read of a value went wrong behind its length: put the cursor back. */
static bool
refuse_value(struct der_reader *r, const struct der_element *e,
    enum der_fault fault, const uint8_t *at)
{
	r->next = e->whole.data;
	return der_refuse(r, fault, at);
}

/* The last length octet: it is what says that contents are empty. */
static const uint8_t *
length_of(const struct der_element *e)
{
	return e->whole.data + 1;
}

bool
der_bool(struct der_reader *r, bool *out)
{
	struct der_element e;

	if (!der_element(r, DER_BOOLEAN, &e))
		return false;
	if (e.value.len != 1)
		return refuse_value(r, &e, DER_LENGTH_INVALID, length_of(&e));
	if (e.value.data[0] != 0x00 && e.value.data[0] != 0xff)
		note(r, DER_BOOLEAN_NOT_CANONICAL, e.value.data);
	*out = e.value.data[0] != 0x00;
	return true;
}

bool
der_bool_default(struct der_reader *r, bool by_default, bool *out)
{
	const uint8_t *start = r->next;
	bool value;

	if (!der_is(r, DER_BOOLEAN)) {
		*out = by_default;
		return true;
	}
	if (!der_bool(r, &value))
		return false;
	if (value == by_default)
		note(r, DER_DEFAULT_ENCODED, start);
	*out = value;
	return true;
}

static bool
integer_read(struct der_reader *r, struct der_element *e)
{
	const uint8_t *octet;

	if (!der_element(r, DER_INTEGER, e))
		return false;
	octet = e->value.data;
	if (e->value.len == 0)
		return refuse_value(r, e, DER_INTEGER_EMPTY, length_of(e));
	if (e->value.len > 1 && ((octet[0] == 0x00 && octet[1] < 0x80) ||
	    (octet[0] == 0xff && octet[1] >= 0x80)))
		return refuse_value(r, e, DER_INTEGER_NOT_MINIMAL, octet);
	return true;
}

bool
der_integer(struct der_reader *r, struct bytes *out)
{
	struct der_element e;

	if (!integer_read(r, &e))
		return false;
	*out = e.value;
	return true;
}

bool
der_uint(struct der_reader *r, uint32_t *out)
{
	struct der_element e;
	uint32_t sum = 0;
	size_t i;

	if (!integer_read(r, &e))
		return false;
	if (e.value.data[0] >= 0x80)
		return refuse_value(r, &e, DER_INTEGER_NEGATIVE, e.value.data);
	i = e.value.data[0] == 0x00 ? 1 : 0;
	if (e.value.len - i > sizeof(sum))
		return refuse_value(r, &e, DER_INTEGER_TOO_LARGE, e.value.data);
	for (; i < e.value.len; i++)
		sum = sum << 8 | e.value.data[i];
	*out = sum;
	return true;
}

bool
der_uint_optional(struct der_reader *r, bool *present, uint32_t *out)
{
	if (!der_is(r, DER_INTEGER)) {
		*present = false;
		return true;
	}
	if (!der_uint(r, out))
		return false;
	*present = true;
	return true;
}

static bool
bits_read(struct der_reader *r, bool named, struct bit_string *out)
{
	struct der_element e;
	const uint8_t *last;
	unsigned unused;

	if (!der_element(r, DER_BIT_STRING, &e))
		return false;
	if (e.value.len == 0)
		return refuse_value(r, &e, DER_BITS_INVALID, length_of(&e));
	unused = e.value.data[0];
	if (unused > 7 || (unused > 0 && e.value.len == 1))
		return refuse_value(r, &e, DER_BITS_INVALID, e.value.data);
	last = e.value.data + e.value.len - 1;
	if (e.value.len > 1 && ((*last & ((1u << unused) - 1)) != 0 ||
	    (named && (*last >> unused & 1) == 0)))
		note(r, DER_BITS_PADDING, last);
	out->bytes = (struct bytes){ e.value.data + 1, e.value.len - 1 };
	out->unused = unused;
	return true;
}

bool
der_bits(struct der_reader *r, struct bit_string *out)
{
	return bits_read(r, false, out);
}

bool
der_named_bits(struct der_reader *r, struct bit_string *out)
{
	return bits_read(r, true, out);
}

bool
der_octets(struct der_reader *r, struct bytes *out)
{
	return der_take(r, DER_OCTET_STRING, out);
}

bool
der_null(struct der_reader *r)
{
	struct der_element e;

	if (!der_element(r, DER_NULL, &e))
		return false;
	if (e.value.len != 0)
		return refuse_value(r, &e, DER_NULL_NOT_EMPTY, length_of(&e));
	return true;
}

static size_t
max_oid(const struct der_trouble *t)
{
	return t->limits == NULL ? LIMIT_OID_OCTETS_MOST :
	    t->limits->most[LIMIT_OID_OCTETS];
}

/* X.690 8.19.2: every arc in as few octets as it takes, and whole. */
bool
der_oid(struct der_reader *r, struct bytes *out)
{
	struct der_element e;
	bool starts = true;
	size_t i;

	if (!der_element(r, DER_OID, &e))
		return false;
	if (e.value.len == 0)
		return refuse_value(r, &e, DER_OID_INVALID, length_of(&e));
	if (e.value.len > max_oid(r->trouble)) {
		r->next = e.whole.data;
		return der_refuse_limit(r, LIMIT_OID_OCTETS,
		    e.value.data + max_oid(r->trouble));
	}
	for (i = 0; i < e.value.len; i++) {
		if (starts && e.value.data[i] == 0x80)
			return refuse_value(r, &e, DER_OID_INVALID,
			    e.value.data + i);
		starts = e.value.data[i] < 0x80;
	}
	if (!starts)
		return refuse_value(r, &e, DER_OID_INVALID,
		    e.value.data + e.value.len - 1);
	*out = e.value;
	return true;
}

bool
der_time(struct der_reader *r, int64_t *seconds, struct der_element *out)
{
	struct der_element e;
	bool utc = der_is(r, DER_UTC_TIME);
	size_t bad = 0;

	if (!der_element(r, utc ? DER_UTC_TIME : DER_GENERALIZED_TIME, &e))
		return false;
	if (utc ? !utc_time_read(e.value, seconds, &bad) :
	    !generalized_time_read(e.value, seconds, &bad))
		return refuse_value(r, &e, DER_TIME_INVALID,
		    e.value.data + bad);
	*out = e;
	return true;
}

bool
bit_is_set(const struct bit_string *bits, unsigned bit)
{
	size_t octet = bit / 8;

	if (octet >= bits->bytes.len)
		return false;
	if (octet == bits->bytes.len - 1 && bit % 8 >= 8 - bits->unused)
		return false;
	return (bits->bytes.data[octet] >> (7 - bit % 8) & 1) == 1;
}
