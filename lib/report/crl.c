/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A CRL in rows: those that a finding is about, or all of them. */
#include "config.h"

#include "base/calendar.h"
#include "base/escape.h"
#include "report/crl.h"
#include "x509/crl_extension.h"
#include "x509/general_name.h"
#include "x509/name.h"

#define HEX_SHOWN 32
#define SIGNATURE_SHOWN 20

static struct row *
crl_row(struct rows *rows, enum field field, struct bytes at)
{
	return rows_add(rows, field, field_label(field), at);
}

static void
absent(struct row *row)
{
	row->absent = true;
	buffer_string(&row->value, "(absent)");
}

static void
hex_row(struct rows *rows, enum field field, struct bytes octets, size_t most)
{
	struct row *row = crl_row(rows, field, octets);

	if (octets.data == NULL) {
		absent(row);
		return;
	}
	escape_hex(&row->value, octets, most);
	if (octets.len > most)
		buffer_format(&row->value, " (%zu octets)", octets.len);
	row_part(row, 0, octets);
}

static void
time_row(struct rows *rows, enum field field, struct bytes at, int64_t time)
{
	struct row *row = crl_row(rows, field, at);
	char text[CALENDAR_TEXT];

	if (at.data == NULL) {
		absent(row);
		return;
	}
	calendar_text(time, text);
	row_text(row, text, at);
}

static void
name_row(struct rows *rows, const struct crl *c)
{
	struct row *row = crl_row(rows, FIELD_CRL_ISSUER, c->issuer);

	if (c->issuer.data == NULL) {
		absent(row);
		return;
	}
	name_write(c->issuer, &row->value);
	row_part(row, 0, c->issuer);
}

static void
algorithm_row(struct rows *rows, enum field field, const struct algorithm *a)
{
	struct row *row = crl_row(rows, field, a->whole);

	if (a->whole.data == NULL) {
		absent(row);
		return;
	}
	oid_write(&row->value, a->oid);
	row_part(row, 0, a->whole);
}

static void
version_row(struct rows *rows, const struct crl *c)
{
	struct row *row = crl_row(rows, FIELD_CRL_VERSION, c->version_at);

	if (c->version_at.data == NULL) {
		buffer_string(&row->value, "1 (absent, which means 1)");
		row->absent = true;
		return;
	}
	buffer_format(&row->value, "%u", c->version);
	row_part(row, 0, c->version_at);
}

/* ---- extensions ----------------------------------------------------------- */

static void
point_text(struct buffer *out, const struct point_name *name)
{
	struct general_name_walk walk;
	struct general_name n;
	const char *between = "";

	if (name->kind == POINT_RELATIVE)
		buffer_string(out, "a name below the issuer's");
	if (name->kind != POINT_FULL)
		return;
	general_name_start(&walk, name->names);
	while (general_name_next(&walk, &n)) {
		buffer_format(out, "%s%s:", between, general_name_title(&n));
		general_name_write(&n, out);
		between = ", ";
	}
}

static void
flag_text(struct buffer *out, bool set, const char *text)
{
	if (set)
		buffer_format(out, "%s%s", out->len > 0 ? "; " : "", text);
}

static void
scope_text(struct buffer *out, const struct issuing_distribution_point *s)
{
	point_text(out, &s->name);
	flag_text(out, s->only_user, "onlyContainsUserCerts");
	flag_text(out, s->only_ca, "onlyContainsCACerts");
	flag_text(out, s->only_attribute, "onlyContainsAttributeCerts");
	flag_text(out, s->indirect, "indirectCRL");
	flag_text(out, s->has_reasons, "onlySomeReasons");
	if (s->has_reasons)
		buffer_format(out, " %03x", reason_flags_mask(&s->reasons));
	if (out->len == 0)
		buffer_string(out, "(nothing)");
}

static void
extension_text(struct buffer *out, const struct crl *c,
    const struct extension *e)
{
	switch (e->id) {
	case OID_CE_AUTHORITY_KEY_ID:
		if (c->authority_key_id.key_id.len > 0)
			escape_hex(out, c->authority_key_id.key_id, HEX_SHOWN);
		else
			buffer_string(out, "(no key identifier)");
		return;
	case OID_CE_CRL_NUMBER:
		escape_hex(out, c->number, HEX_SHOWN);
		return;
	case OID_CE_DELTA_CRL_INDICATOR:
		buffer_string(out, "changes since ");
		escape_hex(out, c->base_number, HEX_SHOWN);
		return;
	case OID_CE_ISSUING_DISTRIBUTION_POINT:
		scope_text(out, &c->scope);
		return;
	default:
		oid_write(out, e->oid);
		buffer_string(out, ": ");
		escape_hex(out, e->value, HEX_SHOWN);
		return;
	}
}

static void
extension_row(struct rows *rows, const struct crl *c,
    const struct extension *e)
{
	struct row *row = crl_row(rows, crl_extension_field(e->id), e->whole);
	struct buffer text = BUFFER_EMPTY;

	if (e->readable)
		extension_text(&text, c, e);
	else
		oid_write(&text, e->oid);
	buffer_add(&row->value, buffer_bytes(&text));
	row->value.failed |= text.failed;
	row_part(row, 0, e->value);
	if (e->critical)
		row_text(row, ", critical", e->critical_at);
	buffer_free(&text);
}

static bool
extension_field_row(struct rows *rows, const struct crl *c, enum field field)
{
	size_t i;

	for (i = 0; i < c->extension_count; i++) {
		if (crl_extension_field(c->extension[i].id) != field)
			continue;
		extension_row(rows, c, &c->extension[i]);
		return true;
	}
	return false;
}

/* ---- entries -------------------------------------------------------------- */

static void
entry_row(struct rows *rows, const struct crl *c, const struct crl_entry *e)
{
	struct row *row = crl_row(rows, FIELD_CRL_ENTRY, e->whole);
	char text[CALENDAR_TEXT];

	(void)c;
	escape_hex(&row->value, e->serial, HEX_SHOWN);
	row_part(row, 0, e->serial);
	calendar_text(e->revoked, text);
	buffer_string(&row->value, ", ");
	row_text(row, text, e->revoked_at);
	if (e->reason_at.data != NULL) {
		buffer_string(&row->value, ", ");
		row_text(row, crl_reason_name(e->reason), e->reason_at);
	}
	if (e->invalid_since_at.data != NULL) {
		calendar_text(e->invalid_since, text);
		buffer_string(&row->value, ", invalid since ");
		row_text(row, text, e->invalid_since_at);
	}
	if (e->issuer.data != NULL)
		row_text(row, ", of another issuer", e->issuer);
	if (e->unknown.data != NULL) {
		buffer_string(&row->value, ", critical ");
		oid_write(&row->value, e->unknown);
	}
}

/* The entry in which these octets lie. */
static void
entry_at(struct rows *rows, const struct crl *c, struct bytes at)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;
	struct crl_entry e;

	der_start(&r, c->entries, &trouble);
	while (der_more(&r)) {
		trouble.elements = 0;
		if (!crl_entry_read(&r, &e))
			return;
		if (!bytes_within(at, e.whole))
			continue;
		entry_row(rows, c, &e);
		return;
	}
}

static void
entries_row(struct rows *rows, const struct crl *c)
{
	struct row *row = crl_row(rows, FIELD_CRL_ENTRIES, c->entries);

	if (c->entries.data == NULL) {
		absent(row);
		return;
	}
	page_count(&row->value, c->entry_count, "entry", "entries");
	row_part(row, 0, c->entries);
}

static void
some_entries(struct rows *rows, const struct crl *c, size_t most)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;
	struct crl_entry e;

	der_start(&r, c->entries, &trouble);
	while (most-- > 0 && der_more(&r)) {
		trouble.elements = 0;
		if (!crl_entry_read(&r, &e))
			return;
		entry_row(rows, c, &e);
	}
}

/* ---- rows ----------------------------------------------------------------- */

static void
one_row(struct rows *rows, const struct crl *c, enum field field,
    struct bytes at)
{
	switch (field) {
	case FIELD_CRL_VERSION:
		version_row(rows, c);
		return;
	case FIELD_CRL_ISSUER:
		return;                 /* is there always */
	case FIELD_CRL_THIS_UPDATE:
	case FIELD_CRL_NEXT_UPDATE:
		time_row(rows, FIELD_CRL_THIS_UPDATE, c->this_update_at,
		    c->this_update);
		time_row(rows, FIELD_CRL_NEXT_UPDATE, c->next_update_at,
		    c->next_update);
		return;
	case FIELD_CRL_ENTRY:
		entry_at(rows, c, at);
		return;
	case FIELD_CRL_INNER_ALGORITHM:
	case FIELD_CRL_SIGNATURE_ALGORITHM:
		algorithm_row(rows, FIELD_CRL_INNER_ALGORITHM,
		    &c->inner_algorithm);
		algorithm_row(rows, FIELD_CRL_SIGNATURE_ALGORITHM,
		    &c->outer_algorithm);
		return;
	case FIELD_CRL_SIGNATURE_VALUE:
		hex_row(rows, field, c->signature.bytes, SIGNATURE_SHOWN);
		return;
	default:
		if (!extension_field_row(rows, c, field))
			absent(crl_row(rows, field, (struct bytes){ NULL, 0 }));
		return;
	}
}

void
crl_rows_marked(struct rows *rows, const struct crl *c, enum field field,
    struct bytes at, const char *caption)
{
	name_row(rows, c);
	one_row(rows, c, field, at);
	rows_mark(rows, at, field, caption);
}

void
crl_rows_all(struct rows *rows, const struct crl *c, size_t entries)
{
	size_t i;

	version_row(rows, c);
	algorithm_row(rows, FIELD_CRL_INNER_ALGORITHM, &c->inner_algorithm);
	name_row(rows, c);
	time_row(rows, FIELD_CRL_THIS_UPDATE, c->this_update_at,
	    c->this_update);
	time_row(rows, FIELD_CRL_NEXT_UPDATE, c->next_update_at,
	    c->next_update);
	entries_row(rows, c);
	some_entries(rows, c, entries);
	for (i = 0; i < c->extension_count; i++)
		extension_row(rows, c, &c->extension[i]);
	algorithm_row(rows, FIELD_CRL_SIGNATURE_ALGORITHM,
	    &c->outer_algorithm);
	hex_row(rows, FIELD_CRL_SIGNATURE_VALUE, c->signature.bytes,
	    SIGNATURE_SHOWN);
}

void
crl_words(struct buffer *out, const struct crl *c)
{
	if (c == NULL || c->issuer.len == 0)
		buffer_string(out, "(unreadable)");
	else
		name_write_short(c->issuer, out);
}

void
crl_origin(struct buffer *out, const struct crl *c)
{
	if (c->origin.source == NULL)
		return;
	escape_text(out, bytes_of(c->origin.source), 0);
	buffer_format(out, "[%zu]", c->origin.position);
}

void
crl_place(struct buffer *out, const struct crl *c, struct bytes at)
{
	crl_origin(out, c);
	buffer_string(out, out->len > 0 ? " CRL" : "CRL");
	if (c->issuer.len > 0) {
		buffer_string(out, " of ");
		crl_words(out, c);
	}
	if (at.data != NULL && c->der.len > 0 && bytes_within(at, c->der))
		buffer_format(out, ", byte %zu of %zu", crl_offset(c, at),
		    c->der.len);
}
