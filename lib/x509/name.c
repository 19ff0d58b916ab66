/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/escape.h"
#include "der/string.h"
#include "x509/name.h"

void
name_start(struct name_walk *w, struct bytes name)
{
	struct der_reader r;

	w->trouble = (struct der_trouble){ .fault = DER_FINE };
	w->inside = false;
	der_start(&r, name, &w->trouble);
	if (!der_open(&r, DER_SEQUENCE, &w->rdns) || !der_end(&r))
		der_start(&w->rdns, (struct bytes){ NULL, 0 }, &w->trouble);
}

/*
 * RelativeDistinguishedName ::= SET SIZE (1..MAX) OF SEQUENCE {
 *     type OBJECT IDENTIFIER, value ANY }
 */
bool
name_next(struct name_walk *w, struct name_attribute *out)
{
	struct der_reader attribute;
	struct der_element value;
	bool first = !w->inside;

	if (w->trouble.fault != DER_FINE)
		return false;
	if (first) {
		if (!der_more(&w->rdns) ||
		    !der_open(&w->rdns, DER_SET, &w->attributes))
			return false;
		w->inside = true;
	}
	if (!der_open(&w->attributes, DER_SEQUENCE, &attribute) ||
	    !der_oid(&attribute, &out->type) ||
	    !der_any(&attribute, &value) || !der_end(&attribute))
		return false;
	w->inside = der_more(&w->attributes);
	out->id = oid_find(out->type);
	out->tag = value.tag;
	out->value = value.value;
	out->first_in_rdn = first;
	return true;
}

bool
name_is_empty(struct bytes name)
{
	return name.len == 2 && name.data[0] == DER_SEQUENCE &&
	    name.data[1] == 0;
}

bool
name_common_name(struct bytes name, struct name_attribute *out)
{
	struct name_attribute a;
	struct name_walk w;
	bool found = false;

	name_start(&w, name);
	while (name_next(&w, &a)) {
		if (a.id == OID_AT_COMMON_NAME) {
			*out = a;
			found = true;
		}
	}
	return found;
}

/* Whether RFC 5280 appendix A defines the attribute as some kind of string. */
static bool
wants_string(enum oid id)
{
	switch (id) {
	case OID_AT_COMMON_NAME:
	case OID_AT_SURNAME:
	case OID_AT_SERIAL_NUMBER:
	case OID_AT_COUNTRY_NAME:
	case OID_AT_LOCALITY_NAME:
	case OID_AT_STATE_OR_PROVINCE_NAME:
	case OID_AT_ORGANIZATION_NAME:
	case OID_AT_ORGANIZATIONAL_UNIT_NAME:
	case OID_AT_TITLE:
	case OID_AT_NAME:
	case OID_AT_GIVEN_NAME:
	case OID_AT_INITIALS:
	case OID_AT_GENERATION_QUALIFIER:
	case OID_AT_DN_QUALIFIER:
	case OID_AT_PSEUDONYM:
	case OID_AT_DOMAIN_COMPONENT:
	case OID_AT_EMAIL_ADDRESS:
		return true;
	default:
		return false;
	}
}

static const char *
illegal_text(uint8_t tag)
{
	switch (tag) {
	case DER_PRINTABLE_STRING:
		return "a character that PrintableString does not have";
	case DER_UTF8_STRING:
		return "octets that are no UTF-8";
	case DER_IA5_STRING:
	case DER_VISIBLE_STRING:
		return "a character that is not ASCII";
	case DER_NUMERIC_STRING:
		return "a character that is no digit";
	case DER_BMP_STRING:
	case DER_UNIVERSAL_STRING:
		return "a character that is none, or half of one";
	default:
		return "a character that the string type does not have";
	}
}

static bool
complain(struct name_fault *fault, const uint8_t *at, const char *why)
{
	*fault = (struct name_fault){ at, why, LIMIT_COUNT };
	return false;
}

static bool
value_check(const struct name_attribute *a, struct name_fault *fault)
{
	size_t bad;

	if (!der_is_string(a->tag))
		return !wants_string(a->id) || complain(fault,
		    a->type.data + a->type.len,
		    "an attribute value that is no string");
	return der_string_legal(a->tag, a->value, &bad) || complain(fault,
	    a->value.data + bad, illegal_text(a->tag));
}

/* How much there is of a name so far; at: where its newest part begins. */
struct size {
	size_t rdns, attributes;
	const uint8_t *at;
};

static bool
size_check(struct size *size, const struct name_attribute *a,
    struct der_reader *r)
{
	const struct der_trouble *t = r->trouble;
	size_t octets = limit_most(t->limits, LIMIT_ATTRIBUTE_OCTETS);

	size->rdns += a->first_in_rdn;
	size->attributes++;
	if (size->rdns > limit_most(t->limits, LIMIT_RDNS))
		return der_refuse_limit(r, LIMIT_RDNS, size->at);
	if (size->attributes > limit_most(t->limits, LIMIT_ATTRIBUTES))
		return der_refuse_limit(r, LIMIT_ATTRIBUTES, a->type.data);
	if (a->value.len > octets)
		return der_refuse_limit(r, LIMIT_ATTRIBUTE_OCTETS,
		    a->value.data + octets);
	/* Certificate, TBSCertificate, Name, a set and a pair are around it. */
	return (a->tag & 0x20) == 0 || der_measure(a->value, 6, r->trouble);
}

bool
name_check(struct bytes name, const struct limit_set *limits,
    struct name_fault *fault)
{
	struct size size = { .at = name.data };
	struct name_attribute a;
	struct name_walk w;

	name_start(&w, name);
	w.trouble.limits = limits;
	for (size.at = w.rdns.next; name_next(&w, &a); size.at = w.rdns.next) {
		if (!size_check(&size, &a, &w.rdns))
			break;
		if (!value_check(&a, fault))
			return false;
	}
	if (w.trouble.fault == DER_FINE)
		return true;
	complain(fault, w.trouble.at, der_fault_text(w.trouble.fault));
	if (w.trouble.fault == DER_LIMIT)
		fault->limit = w.trouble.limit;
	return false;
}

/* RFC 4514 3, and what is commonly written beside it. */
static const char *
short_type(enum oid id)
{
	switch (id) {
	case OID_AT_COMMON_NAME:
		return "CN";
	case OID_AT_ORGANIZATION_NAME:
		return "O";
	case OID_AT_ORGANIZATIONAL_UNIT_NAME:
		return "OU";
	case OID_AT_COUNTRY_NAME:
		return "C";
	case OID_AT_STATE_OR_PROVINCE_NAME:
		return "ST";
	case OID_AT_LOCALITY_NAME:
		return "L";
	case OID_AT_STREET_ADDRESS:
		return "STREET";
	case OID_AT_DOMAIN_COMPONENT:
		return "DC";
	case OID_AT_USER_ID:
		return "UID";
	default:
		return oid_name(id);
	}
}

static void
value_write(const struct name_attribute *a, struct buffer *out)
{
	struct buffer text = BUFFER_EMPTY;

	if (der_is_string(a->tag)) {
		der_string_utf8(a->tag, a->value, &text);
		escape_text(out, buffer_bytes(&text), 0);
	} else {
		buffer_byte(out, '#');
		escape_hex(out, a->value, 32);
	}
	out->failed = out->failed || text.failed;
	buffer_free(&text);
}

/* A comma in a value must not look like the comma between two attributes. */
static void
value_write_quoted(const struct name_attribute *a, struct buffer *out)
{
	struct buffer text = BUFFER_EMPTY;
	size_t i;

	value_write(a, &text);
	for (i = 0; i < text.len; i++) {
		if (text.data[i] == ',' || text.data[i] == '+')
			buffer_byte(out, '\\');
		buffer_byte(out, text.data[i]);
	}
	out->failed = out->failed || text.failed;
	buffer_free(&text);
}

void
name_write(struct bytes name, struct buffer *out)
{
	struct name_attribute a;
	struct name_walk w;
	bool any = false;

	name_start(&w, name);
	while (name_next(&w, &a)) {
		if (any)
			buffer_string(out, a.first_in_rdn ? ", " : " + ");
		if (a.id == OID_UNKNOWN)
			oid_write_dotted(out, a.type);
		else
			buffer_string(out, short_type(a.id));
		buffer_byte(out, '=');
		value_write_quoted(&a, out);
		any = true;
	}
	if (w.trouble.fault != DER_FINE)
		buffer_string(out, any ? ", (unreadable)" : "(unreadable)");
	else if (!any)
		buffer_string(out, "(empty)");
}

void
name_write_short(struct bytes name, struct buffer *out)
{
	struct name_attribute a, last;
	struct name_walk w;
	bool any = false;

	if (!name_common_name(name, &last)) {
		name_start(&w, name);
		while (name_next(&w, &a)) {
			last = a;
			any = true;
		}
		if (!any) {
			buffer_string(out, w.trouble.fault == DER_FINE ?
			    "(empty)" : "(unreadable)");
			return;
		}
	}
	value_write(&last, out);
}
