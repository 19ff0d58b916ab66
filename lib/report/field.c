/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <inttypes.h>
#include "base/calendar.h"
#include "base/escape.h"
#include "der/string.h"
#include "report/report.h"
#include "x509/name.h"

#define HEX_SHOWN 64            /* octets of a number or an identifier */
#define SIGNATURE_SHOWN 20

static struct row *
field_row(struct rows *rows, enum field field, struct bytes at)
{
	return rows_add(rows, field, field_label(field), at);
}

static void
absent(struct row *row)
{
	row->absent = true;
	buffer_string(&row->value, "(absent)");
}

static struct row *
hex_row(struct rows *rows, enum field field, struct bytes octets, size_t max)
{
	struct row *row = field_row(rows, field, octets);

	if (octets.data == NULL) {
		absent(row);
		return row;
	}
	if (octets.len == 0)
		buffer_string(&row->value, "(no octet)");
	else
		escape_hex(&row->value, octets, max);
	row_part(row, 0, octets);
	return row;
}

static void
version_row(struct rows *rows, const struct cert *c)
{
	struct row *row = field_row(rows, FIELD_VERSION, c->version_at);

	if (c->version_at.data == NULL) {
		buffer_string(&row->value, c->version == 0 ? "(absent)" :
		    "1 (absent, which means 1)");
		row->absent = true;
		return;
	}
	buffer_format(&row->value, "%u", c->version);
	row_part(row, 0, c->version_at);
}

/* ---- names -------------------------------------------------------------- */

/* The value of an attribute as name_write shows it. */
static void
attribute_text(const struct name_attribute *a, struct buffer *out)
{
	struct buffer utf8 = BUFFER_EMPTY;

	der_string_utf8(a->tag, a->value, &utf8);
	if (utf8.failed)
		out->failed = true;
	else
		escape_text(out, buffer_bytes(&utf8), 0);
	buffer_free(&utf8);
}

/* Finds where the row shows each attribute, one behind the other. */
static void
attribute_parts(struct row *row, struct bytes name)
{
	struct name_walk walk;
	struct name_attribute a;
	size_t from = 0;

	name_start(&walk, name);
	while (row->parts < ROW_PARTS && name_next(&walk, &a)) {
		struct buffer text = BUFFER_EMPTY;
		const char *at = NULL;

		attribute_text(&a, &text);
		row->value.failed |= text.failed;
		if (!text.failed && text.len > 0 && row->value.data != NULL)
			at = strstr((const char *)row->value.data + from,
			    (const char *)text.data);
		if (at != NULL) {
			size_t start = (size_t)(at -
			    (const char *)row->value.data);

			from = start + text.len;
			row->part[row->parts++] = (struct row_part){
				start, from, a.value };
		}
		buffer_free(&text);
	}
}

static void
name_row(struct rows *rows, enum field field, struct bytes name)
{
	struct row *row = field_row(rows, field, name);

	if (name.data == NULL) {
		absent(row);
		return;
	}
	name_write(name, &row->value);
	attribute_parts(row, name);
	row_part(row, 0, name);
}

/* ---- times -------------------------------------------------------------- */

static const char *
time_kind(uint8_t tag)
{
	return tag == DER_UTC_TIME ? "UTCTime" : "GeneralizedTime";
}

/* raw: as it is written, for faults of the writing. */
static void
time_row(struct rows *rows, enum field field, struct bytes at, uint8_t tag,
    int64_t time, bool raw)
{
	struct row *row = field_row(rows, field, at);
	char text[CALENDAR_TEXT];

	if (at.data == NULL) {
		absent(row);
	} else if (raw) {
		escape_text(&row->value, at, 64);
		row_part(row, 0, at);
		buffer_format(&row->value, " (%s)", time_kind(tag));
	} else {
		calendar_text(time, text);
		row_text(row, text, at);
	}
}

static void
validity_rows(struct rows *rows, const struct cert *c,
    const struct field_context *context)
{
	const struct finding *f = context->finding;
	bool raw = f != NULL && failure_get(f->id)->group == GROUP_PARSE;

	if (f != NULL)
		name_row(rows, FIELD_SUBJECT, c->subject);
	time_row(rows, FIELD_NOT_BEFORE, c->not_before_at, c->not_before_tag,
	    c->not_before, raw);
	time_row(rows, FIELD_NOT_AFTER, c->not_after_at, c->not_after_tag,
	    c->not_after, raw);
}

/* ---- keys and algorithms ------------------------------------------------ */

static void
algorithm_row(struct rows *rows, enum field field, const struct algorithm *a)
{
	struct row *row = field_row(rows, field, a->whole);
	size_t from;

	if (a->whole.data == NULL) {
		absent(row);
		return;
	}
	oid_write(&row->value, a->oid);
	row_part(row, 0, a->oid);
	if (a->parameters.len > 0 &&
	    !(a->parameters.len == 2 && a->parameters.data[0] == DER_NULL)) {
		buffer_string(&row->value, ", parameters ");
		from = row->value.len;
		escape_hex(&row->value, a->parameters, 32);
		row_part(row, from, a->parameters);
	} else if (a->parameters.len > 0) {
		buffer_string(&row->value, ", parameters ");
		row_text(row, "NULL", a->parameters);
	}
	row_part(row, 0, a->whole);
}

/* The public exponent, which is a number as long as it is a sane one. */
static void
exponent_write(struct row *row, struct bytes exponent)
{
	uint64_t e = 0;
	size_t from;

	buffer_string(&row->value, ", exponent ");
	from = row->value.len;
	if (exponent.len > 8) {
		escape_hex(&row->value, exponent, 16);
	} else {
		for (size_t i = 0; i < exponent.len; i++)
			e = e << 8 | exponent.data[i];
		buffer_format(&row->value, "%" PRIu64, e);
	}
	row_part(row, from, exponent);
}

static void
key_row(struct rows *rows, const struct spki *key)
{
	struct row *row = field_row(rows, FIELD_PUBLIC_KEY, key->whole);
	size_t space;

	if (key->whole.data == NULL) {
		absent(row);
		return;
	}
	spki_describe(key, &row->value);
	if (key->kind == KEY_EC && row->value.data != NULL) {
		space = strcspn((const char *)row->value.data, " ");
		if (space < row->value.len)
			row_part(row, space + 1, key->algorithm.parameters);
	}
	if (key->modulus.len > 0)
		row_part(row, 0, key->modulus);
	if (key->exponent.len > 0)
		exponent_write(row, key->exponent);
	if (!key->usable && key->kind != KEY_UNKNOWN && !key->explicit_curve)
		buffer_string(&row->value, " (does not decode)");
	row_part(row, 0, key->whole);
}

static void
signature_value_row(struct rows *rows, const struct cert *c)
{
	struct bytes octets = c->signature.bytes;
	struct row *row = hex_row(rows, FIELD_SIGNATURE_VALUE, octets,
	    SIGNATURE_SHOWN);

	if (octets.data != NULL && octets.len > SIGNATURE_SHOWN) {
		buffer_format(&row->value, " (%zu octets)", octets.len);
		row_part(row, 0, octets);
	}
}

/* The two fields that name the signature's algorithm belong together. */
static void
algorithm_rows(struct rows *rows, const struct cert *c, enum field field,
    const struct field_context *context)
{
	bool both = context->finding != NULL &&
	    !bytes_equal(c->inner_algorithm.whole, c->outer_algorithm.whole);

	if (both || field == FIELD_INNER_ALGORITHM)
		algorithm_row(rows, FIELD_INNER_ALGORITHM,
		    &c->inner_algorithm);
	if (both || field == FIELD_SIGNATURE_ALGORITHM)
		algorithm_row(rows, FIELD_SIGNATURE_ALGORITHM,
		    &c->outer_algorithm);
}

/* ---- the others --------------------------------------------------------- */

static void
extensions_row(struct rows *rows, const struct cert *c)
{
	struct row *row = field_row(rows, FIELD_EXTENSIONS, c->extensions_at);

	if (c->extensions_at.data == NULL) {
		absent(row);
		return;
	}
	for (size_t i = 0; i < c->extension_count; i++) {
		const struct extension *e = &c->extension[i];
		size_t from;

		if (i > 0)
			buffer_string(&row->value, ", ");
		from = row->value.len;
		if (i == ROW_PARTS - 1 && c->extension_count > ROW_PARTS) {
			buffer_format(&row->value, "and %zu more",
			    c->extension_count - i);
			break;
		}
		if (e->id == OID_UNKNOWN)
			oid_write_dotted(&row->value, e->oid);
		else
			buffer_string(&row->value, oid_name(e->id));
		row_part(row, from, e->whole);
	}
	if (c->extension_count == 0)
		buffer_string(&row->value, "(none)");
	row_part(row, 0, c->extensions_at);
}

static void
reference_row(struct rows *rows, const struct field_context *context)
{
	struct row *row = field_row(rows, FIELD_REFERENCE_NAME,
	    (struct bytes){ NULL, 0 });
	const struct cw_verdict *v = context->verdict;

	if (v == NULL || v->question.name == NULL)
		absent(row);
	else
		escape_text(&row->value, bytes_of(v->question.name), 0);
}

static void
certificate_rows(struct rows *rows, const struct cert *c)
{
	name_row(rows, FIELD_SUBJECT, c->subject);
	hex_row(rows, FIELD_SERIAL_NUMBER, c->serial, HEX_SHOWN);
	if (rows->count > 0)
		rows->row[0].field = FIELD_CERTIFICATE;
}

void
field_rows(struct rows *rows, const struct cert *c, enum field field,
    const struct field_context *context)
{
	if (field == FIELD_REFERENCE_NAME) {
		reference_row(rows, context);
		return;
	}
	if (c == NULL || extension_rows(rows, c, field, context))
		return;
	switch (field) {
	case FIELD_VERSION:
		version_row(rows, c);
		break;
	case FIELD_SERIAL_NUMBER:
		hex_row(rows, field, c->serial, HEX_SHOWN);
		break;
	case FIELD_INNER_ALGORITHM:
	case FIELD_SIGNATURE_ALGORITHM:
		algorithm_rows(rows, c, field, context);
		break;
	case FIELD_ISSUER:
		name_row(rows, field, c->issuer);
		break;
	case FIELD_SUBJECT:
	case FIELD_COMMON_NAME:
		name_row(rows, field, c->subject);
		break;
	case FIELD_VALIDITY:
	case FIELD_NOT_BEFORE:
	case FIELD_NOT_AFTER:
		validity_rows(rows, c, context);
		break;
	case FIELD_PUBLIC_KEY:
		key_row(rows, &c->spki);
		break;
	case FIELD_PUBLIC_KEY_ALGORITHM:
		key_row(rows, &c->spki);
		algorithm_row(rows, field, &c->spki.algorithm);
		break;
	case FIELD_ISSUER_UNIQUE_ID:
		hex_row(rows, field, c->issuer_unique_id, HEX_SHOWN);
		break;
	case FIELD_SUBJECT_UNIQUE_ID:
		hex_row(rows, field, c->subject_unique_id, HEX_SHOWN);
		break;
	case FIELD_EXTENSIONS:
		extensions_row(rows, c);
		break;
	case FIELD_SIGNATURE_VALUE:
		signature_value_row(rows, c);
		break;
	default:
		certificate_rows(rows, c);
		break;
	}
}

void
field_rows_marked(struct rows *rows, const struct cert *c, enum field field,
    const struct field_context *context)
{
	field_rows(rows, c, field, context);
	if (rows->count == 0)
		return;
	if (field == FIELD_VALIDITY)
		field = FIELD_NOT_BEFORE;
	rows_mark(rows, context->at, field, context->caption);
}
