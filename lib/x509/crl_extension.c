/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The extensions of a CRL: RFC 5280 5.2. */
#include "config.h"

#include "x509/crl_extension.h"
#include "x509/extension.h"
#include "x509/info_access.h"

/* BOOLEAN DEFAULT FALSE under a context tag. */
static bool
flag_read(struct der_reader *r, unsigned number, bool *out)
{
	uint8_t tag = (uint8_t)DER_CONTEXT(number);
	struct bytes value;

	if (!der_is(r, tag))
		return true;
	if (!der_take(r, tag, &value))
		return false;
	if (value.len != 1 || (value.data[0] != 0 && value.data[0] != 0xff))
		return der_refuse(r, DER_BOOLEAN_NOT_CANONICAL, value.data);
	*out = value.data[0] != 0;
	return true;
}

/* IssuingDistributionPoint ::= SEQUENCE {
 *     distributionPoint [0] DistributionPointName OPTIONAL,
 *     onlyContainsUserCerts [1] BOOLEAN DEFAULT FALSE,
 *     onlyContainsCACerts [2] BOOLEAN DEFAULT FALSE,
 *     onlySomeReasons [3] ReasonFlags OPTIONAL,
 *     indirectCRL [4] BOOLEAN DEFAULT FALSE,
 *     onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE } */
static bool
scope_read(struct der_reader *r, struct issuing_distribution_point *out)
{
	struct issuing_distribution_point scope = { .indirect = false };
	struct der_reader seq;

	if (!der_open(r, DER_SEQUENCE, &seq))
		return false;
	if (der_is(&seq, DER_CONTEXT_CONSTRUCTED(0)) &&
	    !point_name_read(&seq, &scope.name))
		return false;
	if (!flag_read(&seq, 1, &scope.only_user) ||
	    !flag_read(&seq, 2, &scope.only_ca))
		return false;
	if (der_is(&seq, DER_CONTEXT(3))) {
		if (!reason_flags_read(&seq, DER_CONTEXT(3), &scope.reasons))
			return false;
		scope.has_reasons = true;
	}
	if (!flag_read(&seq, 4, &scope.indirect) ||
	    !flag_read(&seq, 5, &scope.only_attribute) || !der_end(&seq))
		return false;
	*out = scope;
	return true;
}

static bool
value_decode(struct crl *c, const struct extension *e, struct der_reader *r)
{
	struct bytes names;

	switch (e->id) {
	case OID_CE_AUTHORITY_KEY_ID:
		c->authority_key_id_ext = e;
		return authority_key_id_read(r, &c->authority_key_id);
	case OID_CE_CRL_NUMBER:
		c->number_ext = e;
		return der_integer(r, &c->number);
	case OID_CE_DELTA_CRL_INDICATOR:
		c->delta_ext = e;
		return der_integer(r, &c->base_number);
	case OID_CE_ISSUING_DISTRIBUTION_POINT:
		c->scope_ext = e;
		return scope_read(r, &c->scope);
	case OID_CE_FRESHEST_CRL:
		return distribution_points_read(r);
	case OID_CE_ISSUER_ALT_NAME:
		return general_names_read(r, DER_SEQUENCE, &names);
	case OID_PE_AUTHORITY_INFO_ACCESS:
		return info_access_read(r);
	default:
		names = der_rest(r);
		r->next = r->end;
		return der_measure(names, r->depth, r->trouble);
	}
}

static bool
is_processed(enum oid id)
{
	switch (id) {
	case OID_CE_AUTHORITY_KEY_ID:
	case OID_CE_CRL_NUMBER:
	case OID_CE_DELTA_CRL_INDICATOR:
	case OID_CE_ISSUING_DISTRIBUTION_POINT:
	case OID_CE_FRESHEST_CRL:
	case OID_CE_ISSUER_ALT_NAME:
	case OID_PE_AUTHORITY_INFO_ACCESS:
		return true;
	default:
		return false;
	}
}

/* Another of the same type stands before it; there are few. */
static bool
is_duplicate(const struct crl *c, const struct extension *e)
{
	size_t i;

	for (i = 0; i < c->extension_count; i++)
		if (bytes_equal(c->extension[i].oid, e->oid))
			return true;
	return false;
}

static bool
extension_take(struct crl *c, struct der_reader *list, const char **what)
{
	struct extension *e = &c->extension[c->extension_count];
	struct der_reader r;

	*what = "an extension";
	if (!extension_read(list, e))
		return false;
	if (is_duplicate(c, e)) {
		*what = "an extension that stands there twice";
		return der_refuse(list, DER_VALUE_INVALID, e->whole.data);
	}
	if (e->id != OID_UNKNOWN)
		*what = oid_name(e->id);
	der_start(&r, e->value, list->trouble);
	r.depth = EXTENSION_DEPTH;
	if (!value_decode(c, e, &r) || !der_end(&r))
		return false;
	e->readable = true;
	c->extension_count++;
	return true;
}

bool
crl_extensions_read(struct crl *c, struct der_reader *tbs, const char **what)
{
	struct der_reader outer, list;
	bool present;
	size_t size;

	if (!der_open_optional(tbs, DER_CONTEXT_CONSTRUCTED(0), &present, &outer))
		return false;
	if (!present)
		return true;
	if (!der_open(&outer, DER_SEQUENCE, &list) || !der_end(&outer) ||
	    !extensions_count(&list, &size))
		return false;
	c->extension = arena_array(c->faults.arena, size + 1,
	    sizeof(*c->extension));
	if (c->extension == NULL) {
		c->faults.failed = true;
		return false;
	}
	do {
		if (!extension_take(c, &list, what))
			return false;
	} while (der_more(&list));
	return true;
}

/* ---- what can be read and is wrong ---------------------------------------- */

static void
number_judge(struct crl *c)
{
	struct finding *f;

	if (c->number_ext == NULL) {
		if (c->version >= 2)
			crl_fault(c, F_CRL_NUMBER_MISSING, FIELD_CRL_NUMBER,
			    (struct bytes){ NULL, 0 });
		return;
	}
	if (c->number_ext->critical)
		crl_fault(c, F_CRL_NUMBER_CRITICAL, FIELD_CRL_NUMBER,
		    c->number_ext->critical_at);
	if (c->number.len > 20 || c->number.data[0] >= 0x80) {
		f = crl_fault(c, F_CRL_NUMBER_INVALID, FIELD_CRL_NUMBER,
		    c->number);
		f->value[0] = value_hex(c->number);
		f->value[1] = value_number((int64_t)c->number.len);
	}
}

static void
scope_judge(struct crl *c)
{
	const struct issuing_distribution_point *s = &c->scope;
	unsigned kinds = (unsigned)s->only_user + s->only_ca + s->only_attribute;
	bool empty = c->scope_ext != NULL && c->scope_ext->value.len == 2;

	if (kinds < 2 && !empty)
		return;
	crl_fault(c, F_CRL_IDP_INCONSISTENT, FIELD_CRL_SCOPE,
	    c->scope_ext->value)->value[0] = value_word(empty ?
	    "an empty one" : "more than one kind of certificates alone");
}

void
crl_extensions_judge(struct crl *c)
{
	struct finding *f;
	size_t i;

	number_judge(c);
	scope_judge(c);
	for (i = 0; i < c->extension_count; i++) {
		const struct extension *e = &c->extension[i];

		if (!e->critical || is_processed(e->id))
			continue;
		f = crl_fault(c, F_CRL_CRITICAL_EXTENSION_UNKNOWN,
		    FIELD_CRL_EXTENSION, e->whole);
		f->value[0] = value_oid(e->oid);
		f->value[1] = value_word("the CRL");
	}
}

void
crl_reasons_judge(struct crl *c)
{
	bool removal = c->removal.len > 0 && c->delta_ext == NULL;
	struct finding *f;

	if (!removal && c->undefined_reason.len == 0)
		return;
	f = crl_fault(c, F_CRL_ENTRY_REASON_INVALID, FIELD_CRL_ENTRY,
	    removal ? c->removal : c->undefined_reason);
	f->value[0] = value_word(removal ? "removeFromCRL" : "undefined");
	f->value[1] = value_hex(f->answer_at);
}

enum field
crl_extension_field(enum oid id)
{
	switch (id) {
	case OID_CE_AUTHORITY_KEY_ID:
		return FIELD_CRL_AUTHORITY_KEY_ID;
	case OID_CE_CRL_NUMBER:
		return FIELD_CRL_NUMBER;
	case OID_CE_DELTA_CRL_INDICATOR:
		return FIELD_CRL_BASE_NUMBER;
	case OID_CE_ISSUING_DISTRIBUTION_POINT:
		return FIELD_CRL_SCOPE;
	default:
		return FIELD_CRL_EXTENSION;
	}
}
