/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/extension.h"
#include "x509/fault.h"

/* F_DER_MALFORMED for faults without a row of their own. */
static enum failure_id
row_of(enum der_fault fault)
{
	switch (fault) {
	case DER_LENGTH_INDEFINITE:
		return F_DER_INDEFINITE_LENGTH;
	case DER_LENGTH_NOT_MINIMAL:
		return F_DER_LENGTH_NOT_MINIMAL;
	case DER_INTEGER_NOT_MINIMAL:
		return F_DER_INTEGER_NOT_MINIMAL;
	case DER_BOOLEAN_NOT_CANONICAL:
		return F_DER_BOOLEAN_NOT_CANONICAL;
	case DER_DEFAULT_ENCODED:
		return F_DER_DEFAULT_VALUE_ENCODED;
	case DER_BITS_PADDING:
		return F_DER_BIT_STRING_PADDING_INVALID;
	case DER_TRAILING:
		return F_DER_TRAILING_DATA;
	default:
		return F_DER_MALFORMED;
	}
}

struct bytes
fault_octet(const struct cert *c, const uint8_t *at)
{
	const uint8_t *end = c->der.data + c->der.len;

	if (at >= c->der.data && at < end)
		return (struct bytes){ at, 1 };
	return (struct bytes){ end, 0 };
}

/* Octets that show the fault: it and what it is to be read with. */
static struct bytes
octets_from(const struct cert *c, enum der_fault fault, struct bytes at)
{
	size_t left = (size_t)(c->der.data + c->der.len - at.data), shown = 4;

	if (fault == DER_BOOLEAN_NOT_CANONICAL || fault == DER_BITS_PADDING)
		shown = 1;
	else if (fault == DER_INTEGER_NOT_MINIMAL)
		shown = 2;
	else if (fault == DER_LENGTH_NOT_MINIMAL && left > 0)
		shown = 1 + (size_t)(at.data[0] & 0x7f);
	return (struct bytes){ at.data, left < shown ? left : shown };
}

void
fault_add(struct cert *c, enum der_fault fault, const uint8_t *at,
    const char *what, const struct extension *e)
{
	enum failure_id id = row_of(fault);
	struct bytes octet = fault_octet(c, at);
	int64_t offset = octet.data - c->der.data;
	struct finding *f;

	if (id == F_DER_MALFORMED && e != NULL) {
		f = find(&c->faults, F_EXTENSION_MALFORMED, c,
		    extension_field(e->id), octet);
		f->value[0] = value_oid(e->oid);
		f->value[1] = value_word(der_fault_text(fault));
		f->value[2] = value_number(offset);
		return;
	}
	f = find(&c->faults, id, c, FIELD_OCTETS, octet);
	f->value[0] = value_number(offset);
	f->value[1] = value_word(der_fault_text(fault));
	f->value[2] = value_word(what);
	f->value[3] = value_hex(octets_from(c, fault, octet));
}

static enum failure_id
row_of_limit(enum limit limit)
{
	switch (limit) {
	case LIMIT_CERTIFICATE_OCTETS:
		return F_CERTIFICATE_TOO_LARGE;
	case LIMIT_NESTING:
		return F_DER_NESTING_TOO_DEEP;
	case LIMIT_EXTENSIONS:
		return F_EXTENSION_COUNT_EXCEEDED;
	case LIMIT_ALT_NAMES:
		return F_SAN_COUNT_EXCEEDED;
	case LIMIT_RDNS:
	case LIMIT_ATTRIBUTES:
	case LIMIT_ATTRIBUTE_OCTETS:
		return F_RDN_COUNT_EXCEEDED;
	case LIMIT_OID_OCTETS:
		return F_OID_TOO_LONG;
	default:
		return F_DER_ELEMENT_BUDGET_EXHAUSTED;
	}
}

struct finding *
limit_add(struct cert *c, enum limit limit, size_t most, enum field field,
    const uint8_t *at)
{
	struct bytes octet = fault_octet(c, at);
	struct finding *f = find(&c->faults, row_of_limit(limit), c, field,
	    octet);

	f->value[0] = value_number((int64_t)most);
	f->value[1] = value_word(limit_name(limit));
	f->value[2] = value_number(octet.data - c->der.data);
	f->value[3] = value_word(limit_counts(limit));
	return f;
}

void
trouble_add(struct cert *c, const struct der_trouble *trouble,
    const char *what, const struct extension *e)
{
	if (trouble->fault == DER_LIMIT)
		limit_add(c, trouble->limit, limit_most(trouble->limits, trouble->limit),
		    e != NULL ? extension_field(e->id) : FIELD_OCTETS,
		    trouble->at);
	else
		fault_add(c, trouble->fault, trouble->at, what, e);
}

void
note_add(struct cert *c, struct der_trouble *trouble, const char *what,
    const struct extension *e)
{
	if (trouble->noted == DER_FINE)
		return;
	if (fault_has_room(c))
		fault_add(c, trouble->noted, trouble->noted_at, what, e);
	trouble->noted = DER_FINE;
}

bool
fault_has_room(struct cert *c)
{
	if (c->faults.count < FINDINGS_MAX / 2)
		return true;
	c->faults.dropped++;
	return false;
}
