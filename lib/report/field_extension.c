/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <inttypes.h>
#include "base/escape.h"
#include "report/report.h"
#include "x509/extension.h"
#include "x509/general_name.h"
#include "x509/name.h"

#define VALUE_SHOWN 64          /* octets of an extension that we do not read */
#define PURPOSES_SHOWN 24

static const struct {
	enum field field;
	enum oid id;
} extension_fields[] = {
	{ FIELD_BASIC_CONSTRAINTS, OID_CE_BASIC_CONSTRAINTS },
	{ FIELD_KEY_USAGE, OID_CE_KEY_USAGE },
	{ FIELD_EXT_KEY_USAGE, OID_CE_EXT_KEY_USAGE },
	{ FIELD_SUBJECT_ALT_NAME, OID_CE_SUBJECT_ALT_NAME },
	{ FIELD_AUTHORITY_KEY_ID, OID_CE_AUTHORITY_KEY_ID },
	{ FIELD_SUBJECT_KEY_ID, OID_CE_SUBJECT_KEY_ID },
	{ FIELD_AUTHORITY_INFO_ACCESS, OID_PE_AUTHORITY_INFO_ACCESS },
	{ FIELD_NAME_CONSTRAINTS, OID_CE_NAME_CONSTRAINTS },
	{ FIELD_CERTIFICATE_POLICIES, OID_CE_CERTIFICATE_POLICIES },
	{ FIELD_POLICY_MAPPINGS, OID_CE_POLICY_MAPPINGS },
	{ FIELD_POLICY_CONSTRAINTS, OID_CE_POLICY_CONSTRAINTS },
	{ FIELD_INHIBIT_ANY_POLICY, OID_CE_INHIBIT_ANY_POLICY },
	{ FIELD_CRL_DISTRIBUTION_POINTS, OID_CE_CRL_DISTRIBUTION_POINTS },
	{ FIELD_ISSUER_ALT_NAME, OID_CE_ISSUER_ALT_NAME },
	{ FIELD_SUBJECT_DIRECTORY_ATTRIBUTES, OID_CE_SUBJECT_DIRECTORY_ATTRIBUTES },
	{ FIELD_PRIVATE_KEY_USAGE_PERIOD, OID_CE_PRIVATE_KEY_USAGE_PERIOD },
	{ FIELD_FRESHEST_CRL, OID_CE_FRESHEST_CRL },
	{ FIELD_SUBJECT_INFO_ACCESS, OID_PE_SUBJECT_INFO_ACCESS },
	{ FIELD_IP_ADDR_BLOCKS, OID_PE_IP_ADDR_BLOCKS },
	{ FIELD_AUTONOMOUS_SYS_IDS, OID_PE_AUTONOMOUS_SYS_IDS },
	{ FIELD_PROXY_CERT_INFO, OID_PE_PROXY_CERT_INFO },
	{ FIELD_TLS_FEATURE, OID_PE_TLS_FEATURE },
	{ FIELD_SCT_LIST, OID_CT_SCT_LIST },
	{ FIELD_POISON, OID_CT_POISON },
	{ FIELD_OCSP_NO_CHECK, OID_OCSP_NO_CHECK },
	{ FIELD_NETSCAPE_CERT_TYPE, OID_NETSCAPE_CERT_TYPE },
};
#define FIELDS (sizeof(extension_fields) / sizeof(extension_fields[0]))

static enum oid
field_oid(enum field field)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (extension_fields[i].field == field)
			return extension_fields[i].id;
	return OID_UNKNOWN;
}

/* ---- one extension each ------------------------------------------------- */

/* An INTEGER, as a number as long as it is a short one. */
static void
integer_text(struct buffer *out, struct bytes contents)
{
	uint32_t bits = 0;

	if (contents.len == 0 || contents.len > 4) {
		escape_hex(out, contents, 16);
		return;
	}
	if (contents.data[0] & 0x80)
		bits = UINT32_MAX;
	for (size_t i = 0; i < contents.len; i++)
		bits = bits << 8 | contents.data[i];
	buffer_format(out, "%" PRId32, (int32_t)bits);
}

static void
basic_constraints_text(struct row *row, const struct cert *c)
{
	const struct basic_constraints *bc = &c->basic_constraints;
	size_t from;

	buffer_string(&row->value, "cA ");
	row_text(row, bc->ca ? "TRUE" : "FALSE", bc->ca_at);
	if (!bc->has_path_len)
		return;
	buffer_string(&row->value, ", pathLenConstraint ");
	from = row->value.len;
	integer_text(&row->value, bc->path_len_at);
	row_part(row, from, bc->path_len_at);
}

static void
key_usage_text(struct row *row, const struct cert *c)
{
	static const char *const names[] = {
		"digitalSignature", "nonRepudiation", "keyEncipherment",
		"dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign",
		"encipherOnly", "decipherOnly",
	};
	bool any = false;

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!bit_is_set(&c->key_usage, i))
			continue;
		if (any)
			buffer_string(&row->value, ", ");
		buffer_string(&row->value, names[i]);
		any = true;
	}
	if (!any)
		buffer_string(&row->value, "(no bit is set)");
	row_part(row, 0, c->key_usage.bytes);
}

static void
ext_key_usage_text(struct row *row, const struct cert *c)
{
	struct der_trouble trouble = { 0 };
	struct der_reader r;
	struct bytes oid;
	size_t shown = 0;

	der_start(&r, c->ext_key_usage, &trouble);
	while (der_more(&r) && der_oid(&r, &oid)) {
		size_t from;

		if (shown > 0)
			buffer_string(&row->value, ", ");
		if (shown++ == PURPOSES_SHOWN) {
			buffer_string(&row->value, "...");
			return;
		}
		from = row->value.len;
		oid_write(&row->value, oid);
		row_part(row, from, oid);
	}
	if (shown == 0)
		buffer_string(&row->value, "(no purpose)");
}

static void
issuer_serial_text(struct row *row, const struct authority_key_id *aki)
{
	struct general_name_walk walk;
	struct general_name name;
	size_t from;

	general_name_start(&walk, aki->issuer);
	if (aki->has_issuer && general_name_next(&walk, &name)) {
		buffer_string(&row->value, row->value.len > 0 ? ", " : "");
		buffer_string(&row->value, "issuer ");
		from = row->value.len;
		general_name_write(&name, &row->value);
		row_part(row, from, aki->issuer);
	}
	if (aki->has_serial) {
		buffer_string(&row->value, row->value.len > 0 ? ", " : "");
		buffer_string(&row->value, "serial ");
		from = row->value.len;
		escape_hex(&row->value, aki->serial, 32);
		row_part(row, from, aki->serial);
	}
}

static void
authority_key_id_text(struct row *row, const struct cert *c)
{
	const struct authority_key_id *aki = &c->authority_key_id;
	size_t from;

	if (aki->key_id.data != NULL) {
		buffer_string(&row->value, "keyid ");
		from = row->value.len;
		escape_hex(&row->value, aki->key_id, 32);
		row_part(row, from, aki->key_id);
	}
	issuer_serial_text(row, aki);
	if (row->value.len == 0)
		buffer_string(&row->value, "(empty)");
}

static void
subject_key_id_text(struct row *row, const struct cert *c)
{
	escape_hex(&row->value, c->subject_key_id, 32);
	row_part(row, 0, c->subject_key_id);
}

/* ---- any extension ------------------------------------------------------ */

static void
octets_text(struct row *row, const struct extension *e)
{
	if (e->value.len == 0)
		buffer_string(&row->value, "(no octet)");
	else
		escape_hex(&row->value, e->value, VALUE_SHOWN);
	row_part(row, 0, e->value);
}

void
extension_rows_raw(struct rows *rows, const struct extension *e)
{
	struct row *row = rows_add(rows, FIELD_EXTENSION, "extension",
	    e->whole);

	oid_write(&row->value, e->oid);
	row_part(row, 0, e->oid);
	row = rows_add(rows, FIELD_EXTENSION, "critical", e->critical_at);
	row_text(row, e->critical ? "TRUE" : "FALSE", e->critical_at);
	row = rows_add(rows, FIELD_EXTENSION, "value", e->value);
	octets_text(row, e);
}

static const struct extension *
extension_at(const struct cert *c, struct bytes at)
{
	for (size_t i = 0; at.data != NULL && i < c->extension_count; i++)
		if (bytes_within(at, c->extension[i].whole))
			return &c->extension[i];
	return NULL;
}

/* Whether the certificate holds this very extension decoded. */
static bool
decoded(const struct cert *c, enum field field, const struct extension *e)
{
	switch (field) {
	case FIELD_BASIC_CONSTRAINTS:
		return c->basic_constraints_ext == e;
	case FIELD_KEY_USAGE:
		return c->key_usage_ext == e;
	case FIELD_EXT_KEY_USAGE:
		return c->ext_key_usage_ext == e;
	case FIELD_SUBJECT_ALT_NAME:
		return c->subject_alt_name_ext == e;
	case FIELD_AUTHORITY_KEY_ID:
		return c->authority_key_id_ext == e;
	case FIELD_SUBJECT_KEY_ID:
		return c->subject_key_id_ext == e;
	case FIELD_CERTIFICATE_POLICIES:
		return c->certificate_policies_ext == e;
	case FIELD_POLICY_MAPPINGS:
		return c->policy_mappings_ext == e;
	case FIELD_POLICY_CONSTRAINTS:
		return c->policy_constraints_ext == e;
	case FIELD_INHIBIT_ANY_POLICY:
		return c->inhibit_any_policy_ext == e;
	case FIELD_NAME_CONSTRAINTS:
		return c->name_constraints_ext == e;
	default:
		return false;
	}
}

/* Whether the finding is about the flag rather than about the value. */
static bool
about_critical(const struct extension *e, const struct field_context *context)
{
	return context->finding == NULL ? e->critical :
	    context->at.data != NULL && e->critical_at.data != NULL &&
	    bytes_within(context->at, e->critical_at);
}

static void
decoded_text(struct row *row, const struct cert *c, enum field field)
{
	switch (field) {
	case FIELD_BASIC_CONSTRAINTS:
		basic_constraints_text(row, c);
		break;
	case FIELD_KEY_USAGE:
		key_usage_text(row, c);
		break;
	case FIELD_EXT_KEY_USAGE:
		ext_key_usage_text(row, c);
		break;
	case FIELD_AUTHORITY_KEY_ID:
		authority_key_id_text(row, c);
		break;
	case FIELD_POLICY_CONSTRAINTS:
		policy_constraints_text(row, c);
		break;
	case FIELD_INHIBIT_ANY_POLICY:
		inhibit_any_policy_text(row, c);
		break;
	default:
		subject_key_id_text(row, c);
		break;
	}
}

/* Those that list many things, a row each. */
static bool
has_rows(enum field field)
{
	return field == FIELD_SUBJECT_ALT_NAME ||
	    field == FIELD_CERTIFICATE_POLICIES ||
	    field == FIELD_POLICY_MAPPINGS || field == FIELD_NAME_CONSTRAINTS;
}

/*
 * A second extension of its kind is not kept decoded: it is read into a copy of
 * the certificate, which holds all else.
 */
static bool
decode_again(const struct cert *c, const struct extension *e,
    struct cert *twin, struct extension *copy)
{
	struct der_trouble trouble = { 0 };

	*twin = *c;
	*copy = *e;
	copy->readable = extension_decode(twin, copy, &trouble);
	return copy->readable;
}

static void
extension_row(struct rows *rows, const struct cert *c, enum field field,
    const struct extension *e, const struct field_context *context)
{
	struct extension copy;
	struct cert twin;
	struct row *row;

	if (!e->readable && decode_again(c, e, &twin, &copy)) {
		c = &twin;
		e = &copy;
	}
	if (has_rows(field) && decoded(c, field, e)) {
		if (about_critical(e, context)) {
			row = rows_add(rows, FIELD_EXTENSION, "critical",
			    e->critical_at);
			row_text(row, "TRUE", e->critical_at);
		}
		if (field == FIELD_SUBJECT_ALT_NAME)
			names_rows(rows, c, context);
		else if (field == FIELD_CERTIFICATE_POLICIES)
			policies_rows(rows, c, context);
		else if (field == FIELD_NAME_CONSTRAINTS)
			constraints_rows(rows, c, context);
		else
			mappings_rows(rows, c, context);
		return;
	}
	row = rows_add(rows, field, field_label(field), e->whole);
	if (decoded(c, field, e))
		decoded_text(row, c, field);
	else if (!e->readable || !extension_value_text(row, e))
		octets_text(row, e);
	row_part(row, 0, e->value);
	if (about_critical(e, context)) {
		buffer_string(&row->value, ", ");
		row_text(row, "critical", e->critical_at);
	}
	row_part(row, 0, e->whole);
}

/* What is not there, among what is there when the finding points at that. */
static void
absent_rows(struct rows *rows, const struct cert *c, enum field field,
    const struct field_context *context)
{
	struct row *row;

	if (c->extensions_at.len > 0 &&
	    bytes_equal(context->at, c->extensions_at))
		field_rows(rows, c, FIELD_EXTENSIONS, context);
	row = rows_add(rows, field, field_label(field),
	    (struct bytes){ NULL, 0 });
	row->absent = true;
	buffer_string(&row->value, "(absent)");
}

bool
extension_rows(struct rows *rows, const struct cert *c, enum field field,
    const struct field_context *context)
{
	enum oid id = field_oid(field);
	const struct extension *e;

	if (field != FIELD_EXTENSION && id == OID_UNKNOWN)
		return false;
	e = extension_at(c, context->at);
	if (field == FIELD_EXTENSION) {
		if (e != NULL) {
			extension_rows_raw(rows, e);
			return true;
		}
	} else if (e == NULL || e->id != id) {
		e = cert_extension(c, id);
	}
	if (e != NULL)
		extension_row(rows, c, field, e, context);
	else
		absent_rows(rows, c, field, context);
	return true;
}
