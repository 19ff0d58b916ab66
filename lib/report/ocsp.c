/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An OCSP response in rows: those that a finding is about, or all of them. */
#include "config.h"

#include "base/calendar.h"
#include "base/escape.h"
#include "report/ocsp.h"
#include "x509/name.h"

#define HEX_SHOWN 32
#define SIGNATURE_SHOWN 20

static struct row *
ocsp_row(struct rows *rows, enum field field, struct bytes at)
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
	struct row *row = ocsp_row(rows, field, octets);

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
	struct row *row = ocsp_row(rows, field, at);
	char text[CALENDAR_TEXT];

	if (at.data == NULL) {
		absent(row);
		return;
	}
	calendar_text(time, text);
	row_text(row, text, at);
}

static void
status_row(struct rows *rows, const struct ocsp *o)
{
	struct row *row = ocsp_row(rows, FIELD_OCSP_RESPONSE_STATUS,
	    o->status_at);

	if (o->status_at.data == NULL)
		absent(row);
	else
		row_text(row, ocsp_response_status_name(o->status),
		    o->status_at);
}

static void
responder_row(struct rows *rows, const struct ocsp *o)
{
	struct bytes at = o->responder_name.len > 0 ? o->responder_name :
	    o->responder_key;
	struct row *row = ocsp_row(rows, FIELD_OCSP_RESPONDER, at);

	if (at.data == NULL) {
		absent(row);
		return;
	}
	if (o->responder_name.len > 0) {
		name_write(o->responder_name, &row->value);
	} else {
		buffer_string(&row->value, "key ");
		escape_hex(&row->value, o->responder_key, HEX_SHOWN);
	}
	row_part(row, 0, at);
}

static void
algorithm_row(struct rows *rows, const struct ocsp *o)
{
	struct row *row = ocsp_row(rows, FIELD_OCSP_SIGNATURE_ALGORITHM,
	    o->algorithm.whole);

	if (o->algorithm.whole.data == NULL) {
		absent(row);
		return;
	}
	oid_write(&row->value, o->algorithm.oid);
	row_part(row, 0, o->algorithm.whole);
}

/* ---- answers -------------------------------------------------------------- */

const char *
ocsp_cert_status_name(enum ocsp_cert_status status)
{
	return status == OCSP_GOOD ? "good" : status == OCSP_REVOKED ?
	    "revoked" : "unknown";
}

static void
hash_part(struct row *row, const char *what, struct bytes hash)
{
	size_t from;

	buffer_string(&row->value, what);
	from = row->value.len;
	escape_hex(&row->value, hash, HEX_SHOWN);
	row_part(row, from, hash);
}

static void
cert_id_row(struct rows *rows, const struct ocsp_cert_id *id)
{
	struct row *row = ocsp_row(rows, FIELD_OCSP_CERT_ID, id->whole);

	hash_part(row, "serial ", id->serial);
	buffer_string(&row->value, ", ");
	oid_write(&row->value, id->hash.oid);
	hash_part(row, " of issuer name ", id->name_hash);
	hash_part(row, ", of issuer key ", id->key_hash);
}

static void
cert_status_row(struct rows *rows, const struct ocsp_single *s)
{
	struct row *row = ocsp_row(rows, FIELD_OCSP_CERT_STATUS,
	    s->status_at);
	char text[CALENDAR_TEXT];

	row_text(row, ocsp_cert_status_name(s->status), s->status_at);
	if (s->status != OCSP_REVOKED)
		return;
	calendar_text(s->revoked, text);
	buffer_string(&row->value, ", ");
	row_text(row, text, s->revoked_at);
	if (s->reason_at.data == NULL)
		return;
	buffer_string(&row->value, ", ");
	row_text(row, crl_reason_name(s->reason), s->reason_at);
}

static void
single_extension_row(struct rows *rows, const struct ocsp_single *s)
{
	struct row *row;

	if (s->unknown.data == NULL)
		return;
	row = ocsp_row(rows, FIELD_OCSP_SINGLE_EXTENSION, s->unknown_at);
	oid_write(&row->value, s->unknown);
	row_part(row, 0, s->unknown_at);
	buffer_string(&row->value, ", critical");
}

static void
single_rows(struct rows *rows, const struct ocsp_single *s)
{
	cert_id_row(rows, &s->id);
	cert_status_row(rows, s);
	time_row(rows, FIELD_OCSP_THIS_UPDATE, s->this_update_at,
	    s->this_update);
	time_row(rows, FIELD_OCSP_NEXT_UPDATE, s->next_update_at,
	    s->next_update);
	single_extension_row(rows, s);
}

static void
some_singles(struct rows *rows, const struct ocsp *o, size_t most)
{
	struct ocsp_single single;
	struct ocsp_walk walk;

	ocsp_walk_start(&walk, o);
	while (most-- > 0 && ocsp_walk_next(&walk, &single))
		single_rows(rows, &single);
}

/* The answer in which these octets lie. */
static void
single_at(struct rows *rows, const struct ocsp *o, struct bytes at)
{
	struct ocsp_single single;
	struct ocsp_walk walk;

	ocsp_walk_start(&walk, o);
	while (ocsp_walk_next(&walk, &single)) {
		if (!bytes_within(at, single.whole))
			continue;
		single_rows(rows, &single);
		return;
	}
}

static void
singles_row(struct rows *rows, const struct ocsp *o)
{
	struct row *row = ocsp_row(rows, FIELD_OCSP_RESPONSES, o->singles);

	if (o->singles.data == NULL) {
		absent(row);
		return;
	}
	page_count(&row->value, o->single_count, "answer", "answers");
	row_part(row, 0, o->singles);
}

/* ---- extensions, certificates --------------------------------------------- */

static void
extension_row(struct rows *rows, const struct ocsp *o,
    const struct extension *e)
{
	bool nonce = e->id == OID_OCSP_NONCE;
	struct row *row = ocsp_row(rows, nonce ? FIELD_OCSP_NONCE :
	    FIELD_OCSP_EXTENSION, e->whole);

	if (nonce) {
		escape_hex(&row->value, o->nonce, HEX_SHOWN);
	} else {
		oid_write(&row->value, e->oid);
		buffer_string(&row->value, ": ");
		escape_hex(&row->value, e->value, HEX_SHOWN);
	}
	row_part(row, 0, e->value);
	if (e->critical)
		row_text(row, ", critical", e->critical_at);
}

static void
extension_rows(struct rows *rows, const struct ocsp *o, bool nonce)
{
	size_t i;

	for (i = 0; i < o->extension_count; i++)
		if ((o->extension[i].id == OID_OCSP_NONCE) == nonce)
			extension_row(rows, o, &o->extension[i]);
	if (nonce && o->nonce.data == NULL)
		absent(ocsp_row(rows, FIELD_OCSP_NONCE, o->nonce));
}

static void
cert_row(struct rows *rows, const struct cert *c)
{
	struct row *row = ocsp_row(rows, FIELD_OCSP_CERTIFICATES, c->der);

	if (c->subject.len > 0)
		name_write(c->subject, &row->value);
	else
		buffer_string(&row->value, "(unreadable)");
	buffer_format(&row->value, " (%zu octets)", c->der.len);
	row_part(row, 0, c->der);
}

/* ---- rows ----------------------------------------------------------------- */

static void
one_row(struct rows *rows, const struct ocsp *o, enum field field,
    struct bytes at)
{
	switch (field) {
	case FIELD_OCSP_PRODUCED_AT:
		time_row(rows, field, o->produced_at, o->produced);
		return;
	case FIELD_OCSP_CERT_ID:
	case FIELD_OCSP_CERT_STATUS:
	case FIELD_OCSP_THIS_UPDATE:
	case FIELD_OCSP_NEXT_UPDATE:
	case FIELD_OCSP_SINGLE_EXTENSION:
		single_at(rows, o, at);
		return;
	case FIELD_OCSP_RESPONSES:
		singles_row(rows, o);
		return;
	case FIELD_OCSP_NONCE:
	case FIELD_OCSP_EXTENSION:
		extension_rows(rows, o, field == FIELD_OCSP_NONCE);
		return;
	case FIELD_OCSP_SIGNATURE_ALGORITHM:
		algorithm_row(rows, o);
		return;
	case FIELD_OCSP_SIGNATURE_VALUE:
		hex_row(rows, field, o->signature.bytes, SIGNATURE_SHOWN);
		return;
	default:
		return;                 /* the responder is there always */
	}
}

void
ocsp_rows_marked(struct rows *rows, const struct ocsp *o, enum field field,
    struct bytes at, const char *caption)
{
	responder_row(rows, o);
	one_row(rows, o, field, at);
	rows_mark(rows, at, field, caption);
}

void
ocsp_rows_all(struct rows *rows, const struct ocsp *o, size_t answers)
{
	size_t i;

	status_row(rows, o);
	if (o->status_at.data == NULL || o->status != OCSP_SUCCESSFUL)
		return;
	responder_row(rows, o);
	time_row(rows, FIELD_OCSP_PRODUCED_AT, o->produced_at, o->produced);
	singles_row(rows, o);
	some_singles(rows, o, answers);
	for (i = 0; i < o->extension_count; i++)
		extension_row(rows, o, &o->extension[i]);
	algorithm_row(rows, o);
	hex_row(rows, FIELD_OCSP_SIGNATURE_VALUE, o->signature.bytes,
	    SIGNATURE_SHOWN);
	for (i = 0; i < o->cert_count; i++)
		cert_row(rows, o->cert[i]);
}

void
ocsp_words(struct buffer *out, const struct ocsp *o)
{
	if (o != NULL && o->responder_name.len > 0) {
		name_write_short(o->responder_name, out);
	} else if (o != NULL && o->responder_key.len > 0) {
		buffer_string(out, "the key ");
		escape_hex(out, o->responder_key, 8);
	} else {
		buffer_string(out, "the responder");
	}
}

void
ocsp_origin(struct buffer *out, const struct ocsp *o)
{
	if (o->origin.source == NULL)
		return;
	escape_text(out, bytes_of(o->origin.source), 0);
	buffer_format(out, "[%zu]", o->origin.position);
}

void
ocsp_place(struct buffer *out, const struct ocsp *o, struct bytes at)
{
	ocsp_origin(out, o);
	buffer_string(out, out->len > 0 ? " OCSP response" : "OCSP response");
	if (o->responder_name.len > 0 || o->responder_key.len > 0) {
		buffer_string(out, " of ");
		ocsp_words(out, o);
	}
	if (at.data != NULL && o->der.len > 0 && bytes_within(at, o->der))
		buffer_format(out, ", byte %zu of %zu", ocsp_offset(o, at),
		    o->der.len);
}
