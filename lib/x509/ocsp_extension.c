/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Extensions of an OCSP response and of its answers: RFC 6960 4.4. */
#include "config.h"

#include "x509/extension.h"
#include "x509/ocsp_extension.h"

#define SINGLE_EXTENSIONS_MOST 16

/* What it says is obeyed, so that it may be critical. */
static bool
is_processed(enum oid id)
{
	return id == OID_OCSP_NONCE || id == OID_CE_REASON_CODE ||
	    id == OID_CE_INVALIDITY_DATE;
}

static bool
is_among(const struct bytes *oid, size_t count, struct bytes other)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (bytes_equal(oid[i], other))
			return true;
	return false;
}

bool
ocsp_single_extensions_read(struct der_reader *single, struct ocsp_single *s)
{
	struct bytes seen[SINGLE_EXTENSIONS_MOST];
	struct der_reader outer, list;
	bool present;
	size_t n = 0;

	if (!der_open_optional(single, DER_CONTEXT_CONSTRUCTED(1), &present,
	    &outer))
		return false;
	if (!present)
		return true;
	if (!der_open(&outer, DER_SEQUENCE, &list) || !der_end(&outer))
		return false;
	while (der_more(&list)) {
		struct extension e = { .id = OID_UNKNOWN };

		if (n == SINGLE_EXTENSIONS_MOST)
			return der_refuse_limit(&list, LIMIT_EXTENSIONS,
			    list.next);
		if (!extension_read(&list, &e))
			return false;
		if (is_among(seen, n, e.oid))
			return der_refuse(&list, DER_VALUE_INVALID,
			    e.whole.data);
		seen[n++] = e.oid;
		if (!der_measure(e.value, list.depth + 2, list.trouble))
			return false;
		if (!e.critical || is_processed(e.id) || s->unknown.len > 0)
			continue;
		s->unknown = e.oid;
		s->unknown_at = e.whole;
	}
	return true;
}

/* Another of the same type stands before it; there are few. */
static bool
is_duplicate(const struct ocsp *o, const struct extension *e)
{
	size_t i;

	for (i = 0; i < o->extension_count; i++)
		if (bytes_equal(o->extension[i].oid, e->oid))
			return true;
	return false;
}

/* Nonce ::= OCTET STRING; older responders leave that one out. */
static bool
nonce_read(struct ocsp *o, const struct extension *e,
    struct der_trouble *trouble)
{
	struct der_reader r;

	der_start(&r, e->value, trouble);
	r.depth = EXTENSION_DEPTH;
	if (der_is(&r, DER_OCTET_STRING))
		return der_octets(&r, &o->nonce) && der_end(&r);
	o->nonce = e->value;
	return true;
}

static bool
extension_take(struct ocsp *o, struct der_reader *list, const char **what)
{
	struct extension *e = &o->extension[o->extension_count];

	*what = "an extension";
	if (!extension_read(list, e))
		return false;
	if (is_duplicate(o, e)) {
		*what = "an extension that stands there twice";
		return der_refuse(list, DER_VALUE_INVALID, e->whole.data);
	}
	if (e->id != OID_UNKNOWN)
		*what = oid_name(e->id);
	if (e->id == OID_OCSP_NONCE ?
	    !nonce_read(o, e, list->trouble) :
	    !der_measure(e->value, EXTENSION_DEPTH, list->trouble))
		return false;
	e->readable = true;
	o->extension_count++;
	return true;
}

bool
ocsp_extensions_read(struct ocsp *o, struct der_reader *data,
    const char **what)
{
	struct der_reader outer, list;
	bool present;
	size_t size;

	if (!der_open_optional(data, DER_CONTEXT_CONSTRUCTED(1), &present,
	    &outer))
		return false;
	if (!present)
		return true;
	if (!der_open(&outer, DER_SEQUENCE, &list) || !der_end(&outer) ||
	    !extensions_count(&list, &size))
		return false;
	o->extension = arena_array(o->faults.arena, size + 1,
	    sizeof(*o->extension));
	if (o->extension == NULL) {
		o->faults.failed = true;
		return false;
	}
	while (der_more(&list))
		if (!extension_take(o, &list, what))
			return false;
	return true;
}

void
ocsp_extensions_judge(struct ocsp *o)
{
	struct finding *f;
	size_t i;

	for (i = 0; i < o->extension_count; i++) {
		const struct extension *e = &o->extension[i];

		if (!e->critical || is_processed(e->id))
			continue;
		f = ocsp_fault(o, F_OCSP_CRITICAL_EXTENSION_UNKNOWN,
		    FIELD_OCSP_EXTENSION, e->whole);
		f->value[0] = value_oid(e->oid);
		f->value[1] = value_word("the response");
	}
}
