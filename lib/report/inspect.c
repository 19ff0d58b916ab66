/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One certificate, CRL or OCSP response, every field with its place in the
   octets. */
#include "config.h"

#include <stdlib.h>
#include "base/error.h"
#include "base/pem.h"
#include "report/jwk.h"
#include "report/verdict_json.h"
#include "sig/hash.h"
#include "x509/certs.h"
#include "x509/crls.h"
#include "x509/ocsps.h"
#include "x509/extension.h"

#define ENTRIES_SHOWN 100

/* In the order of the ASN.1; the extensions come one by one after the key. */
static const enum field before_extensions[] = {
	FIELD_VERSION, FIELD_SERIAL_NUMBER, FIELD_INNER_ALGORITHM, FIELD_ISSUER,
	FIELD_VALIDITY, FIELD_SUBJECT, FIELD_PUBLIC_KEY_ALGORITHM,
	FIELD_ISSUER_UNIQUE_ID, FIELD_SUBJECT_UNIQUE_ID,
};
static const enum field after_extensions[] = {
	FIELD_SIGNATURE_ALGORITHM, FIELD_SIGNATURE_VALUE,
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
field_is_there(const struct cert *c, enum field field)
{
	if (field == FIELD_ISSUER_UNIQUE_ID)
		return c->issuer_unique_id.data != NULL;
	if (field == FIELD_SUBJECT_UNIQUE_ID)
		return c->subject_unique_id.data != NULL;
	return true;
}

static void
add_fields(struct rows *rows, const struct cert *c, const enum field *fields,
    size_t count)
{
	struct field_context context = { .verdict = NULL };

	for (size_t i = 0; i < count; i++)
		if (field_is_there(c, fields[i]))
			field_rows(rows, c, fields[i], &context);
}

static void
all_rows(struct rows *rows, const struct cert *c)
{
	add_fields(rows, c, before_extensions, COUNT(before_extensions));
	for (size_t i = 0; i < c->extension_count; i++) {
		const struct extension *e = &c->extension[i];
		struct field_context context = { .at = e->whole };

		extension_rows(rows, c, extension_field(e->id), &context);
	}
	add_fields(rows, c, after_extensions, COUNT(after_extensions));
}

/* ---- text --------------------------------------------------------------- */

static void
row_write(struct page *p, struct bytes der, const struct row *row,
    size_t labels)
{
	struct buffer first = BUFFER_EMPTY;

	if (row->at.data != NULL && bytes_within(row->at, der))
		buffer_format(&first, "%7zu %7zu",
		    (size_t)(row->at.data - der.data), row->at.len);
	else
		buffer_fill(&first, ' ', 15);
	buffer_format(&first, "   %-*s   ", (int)labels, row->label);
	if (first.failed || row->value.failed)
		p->out->failed = true;
	else
		page_line(p, (const char *)first.data,
		    row->value.data == NULL ? "" :
		    (const char *)row->value.data);
	buffer_free(&first);
}

/* "certificate chain.pem[0] www.demo.test, 467 octets", and its SHA-256. */
static void
heading(struct page *p, const char *kind, const struct buffer *name,
    struct bytes der)
{
	struct buffer text = BUFFER_EMPTY;
	uint8_t digest[SHA256_OCTETS];

	buffer_add(&text, buffer_bytes(name));
	buffer_format(&text, ", %zu octets", der.len);
	if (name->failed || text.failed || !sha256(der, digest)) {
		p->out->failed = true;
		buffer_free(&text);
		return;
	}
	page_line(p, kind, (const char *)text.data);
	buffer_cut(&text, 0);
	for (size_t i = 0; i < sizeof(digest); i++)
		buffer_format(&text, "%02x", (unsigned)digest[i]);
	if (text.failed || text.data == NULL)
		p->out->failed = true;
	else
		page_line(p, "  sha256      ", (const char *)text.data);
	buffer_free(&text);
}

static void
faults_write(struct page *p, struct bytes der, const struct findings *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct finding *f = &faults->list[i];
		struct bytes at = finding_at(f);
		struct word_context words = { NULL, f, NULL };
		struct buffer text = BUFFER_EMPTY;

		buffer_format(&text, "[%s]: ", failure_get(f->id)->slug);
		words_fill(&text, failure_get(f->id)->title, &words);
		if (at.data != NULL && bytes_within(at, der))
			buffer_format(&text, ", byte %zu",
			    (size_t)(at.data - der.data));
		if (i == 0)
			buffer_byte(p->out, '\n');
		page_ink(p, INK_RED, "wrong");
		if (text.failed)
			p->out->failed = true;
		else
			page_words(p, 5, "    ", INK_PLAIN,
			    (const char *)text.data);
		buffer_free(&text);
	}
}

static void
pin_write(struct page *p, const struct cert *c)
{
	struct buffer pin = BUFFER_EMPTY;

	if (c->spki.whole.len == 0)
		return;
	if (key_pin(c, &pin) && !pin.failed)
		page_line(p, "  pin-sha256  ", (const char *)pin.data);
	else
		p->out->failed = true;
	buffer_free(&pin);
}

static void
table_write(struct page *p, struct bytes der, struct rows *rows,
    const struct findings *faults)
{
	size_t labels = rows_label_width(rows);

	buffer_format(p->out, "\n%7s %7s   %-*s   value\n", "byte", "octets",
	    (int)labels, "field");
	for (size_t i = 0; i < rows->count; i++)
		row_write(p, der, &rows->row[i], labels);
	faults_write(p, der, faults);
	if (rows_failed(rows))
		p->out->failed = true;
	rows_free(rows);
}

static void
cert_write(struct page *p, const struct cert *c)
{
	struct buffer name = BUFFER_EMPTY;
	struct rows rows = ROWS_EMPTY;

	words_origin(&name, c);
	if (c->subject.len > 0) {
		buffer_byte(&name, ' ');
		words_cert_name(&name, c);
	}
	heading(p, "certificate ", &name, c->der);
	buffer_free(&name);
	pin_write(p, c);
	all_rows(&rows, c);
	table_write(p, c->der, &rows, &c->faults);
}

static void
crl_write(struct page *p, const struct crl *c)
{
	struct buffer name = BUFFER_EMPTY;
	struct rows rows = ROWS_EMPTY;

	crl_origin(&name, c);
	if (c->issuer.len > 0) {
		buffer_string(&name, " of ");
		crl_words(&name, c);
	}
	heading(p, "CRL ", &name, c->der);
	buffer_free(&name);
	crl_rows_all(&rows, c, ENTRIES_SHOWN);
	table_write(p, c->der, &rows, &c->faults);
}

static void
ocsp_write(struct page *p, const struct ocsp *o)
{
	struct buffer name = BUFFER_EMPTY;
	struct rows rows = ROWS_EMPTY;

	ocsp_origin(&name, o);
	if (o->responder_name.len > 0 || o->responder_key.len > 0) {
		buffer_string(&name, " of ");
		ocsp_words(&name, o);
	}
	heading(p, "OCSP response ", &name, o->der);
	buffer_free(&name);
	ocsp_rows_all(&rows, o, ENTRIES_SHOWN);
	table_write(p, o->der, &rows, &o->faults);
}

static char *
finish(struct buffer *out)
{
	if (!out->failed)
		return buffer_steal(out);
	buffer_free(out);
	return NULL;
}

char *
cw_inspect_text(const struct cw_certs *certs, size_t i,
    const struct cw_style *style)
{
	struct buffer out = BUFFER_EMPTY;
	struct page page;

	if (i >= certs->count)
		return NULL;
	page_start(&page, &out, style);
	cert_write(&page, certs->cert[i]);
	return finish(&out);
}

char *
cw_inspect_crl_text(const struct cw_crls *crls, size_t i,
    const struct cw_style *style)
{
	struct buffer out = BUFFER_EMPTY;
	struct page page;

	if (i >= crls->count)
		return NULL;
	page_start(&page, &out, style);
	crl_write(&page, crls->crl[i]);
	return finish(&out);
}

char *
cw_inspect_ocsp_text(const struct cw_ocsp *list, size_t i,
    const struct cw_style *style)
{
	struct buffer out = BUFFER_EMPTY;
	struct page page;

	if (i >= list->count)
		return NULL;
	page_start(&page, &out, style);
	ocsp_write(&page, list->ocsp[i]);
	return finish(&out);
}

/* ---- JSON --------------------------------------------------------------- */

static json_t *
faults_json(struct json *j, struct bytes der, const struct findings *faults)
{
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < faults->count; i++) {
		const struct finding *f = &faults->list[i];
		struct word_context words = { NULL, f, NULL };
		struct buffer title = BUFFER_EMPTY;
		json_t *object = json_make_object(j);

		words_fill(&title, failure_get(f->id)->title, &words);
		json_put_string(j, object, "slug", failure_get(f->id)->slug);
		json_put_text(j, object, "title", &title);
		json_put_string(j, object, "field", field_path(
		    finding_is_in_answer(f) ? f->answer_field : f->field));
		json_put_place(j, object, "bytes", der, finding_at(f));
		json_append(j, array, object);
	}
	return array;
}

static json_t *
cert_json(struct json *j, const struct cert *c, size_t i)
{
	json_t *object = json_make_object(j);
	struct rows rows = ROWS_EMPTY;

	all_rows(&rows, c);
	json_put_number(j, object, "index", (int64_t)i);
	put_origin(j, object, c);
	json_put_bool(j, object, "readable", c->readable);
	json_put_number(j, object, "octets", (int64_t)c->der.len);
	json_put_sha256(j, object, "sha256", c->der);
	put_name(j, object, "subject", c->subject);
	json_put(j, object, "fields", rows_json(j, c->der, &rows));
	json_put(j, object, "public_key", public_key_json(j, c));
	json_put(j, object, "faults", faults_json(j, c->der, &c->faults));
	rows_free(&rows);
	return object;
}

static json_t *
inspected_crl_json(struct json *j, const struct crl *c, size_t i)
{
	json_t *object = json_make_object(j);
	struct buffer origin = BUFFER_EMPTY;
	struct rows rows = ROWS_EMPTY;

	crl_rows_all(&rows, c, ENTRIES_SHOWN);
	crl_origin(&origin, c);
	json_put_number(j, object, "index", (int64_t)i);
	json_put_text(j, object, "origin", &origin);
	json_put_bool(j, object, "readable", c->readable);
	json_put_number(j, object, "octets", (int64_t)c->der.len);
	json_put_sha256(j, object, "sha256", c->der);
	put_name(j, object, "issuer", c->issuer);
	json_put_number(j, object, "entries", (int64_t)c->entry_count);
	json_put(j, object, "fields", rows_json(j, c->der, &rows));
	json_put(j, object, "faults", faults_json(j, c->der, &c->faults));
	rows_free(&rows);
	return object;
}

static json_t *
inspected_ocsp_json(struct json *j, const struct ocsp *o, size_t i)
{
	json_t *object = json_make_object(j);
	struct buffer text = BUFFER_EMPTY;
	struct rows rows = ROWS_EMPTY;

	ocsp_rows_all(&rows, o, ENTRIES_SHOWN);
	json_put_number(j, object, "index", (int64_t)i);
	ocsp_origin(&text, o);
	json_put_text(j, object, "origin", &text);
	json_put_bool(j, object, "readable", o->readable);
	json_put_number(j, object, "octets", (int64_t)o->der.len);
	json_put_sha256(j, object, "sha256", o->der);
	ocsp_words(&text, o);
	json_put_text(j, object, "responder", &text);
	json_put_number(j, object, "answers", (int64_t)o->single_count);
	json_put(j, object, "fields", rows_json(j, o->der, &rows));
	json_put(j, object, "faults", faults_json(j, o->der, &o->faults));
	rows_free(&rows);
	return object;
}

char *
cw_inspect_json(const struct cw_certs *certs, const struct cw_crls *crls,
    const struct cw_ocsp *ocsp)
{
	struct json j = { false };
	json_t *object = json_make_object(&j), *list = json_make_array(&j);

	json_put_string(&j, object, "schema", "chainwright-inspect-1");
	for (size_t i = 0; certs != NULL && i < certs->count; i++)
		json_append(&j, list, cert_json(&j, certs->cert[i], i));
	json_put(&j, object, "certificates", list);
	list = json_make_array(&j);
	for (size_t i = 0; crls != NULL && i < crls->count; i++)
		json_append(&j, list, inspected_crl_json(&j, crls->crl[i], i));
	json_put(&j, object, "crls", list);
	list = json_make_array(&j);
	for (size_t i = 0; ocsp != NULL && i < ocsp->count; i++)
		json_append(&j, list, inspected_ocsp_json(&j, ocsp->ocsp[i],
		    i));
	json_put(&j, object, "ocsp", list);
	return json_finish(&j, object);
}

/* ---- the public key ----------------------------------------------------- */

int
cw_inspect_key(const struct cw_certs *certs, size_t i, enum cw_key_form form,
    char **out, size_t *len, struct cw_error *err)
{
	struct buffer key = BUFFER_EMPTY;
	const struct cert *c;
	size_t written;

	if (i >= certs->count) {
		error_set(err, "there is no certificate %zu, only %zu", i,
		    certs->count);
		return -1;
	}
	c = certs->cert[i];
	if (c->spki.whole.len == 0) {
		error_set(err, "certificate %zu has no public key that can be "
		    "read", i);
		return -1;
	}
	if (form == CW_KEY_JWK && !jwk_write(&key, &c->spki)) {
		error_set(err, "certificate %zu has a public key that has no "
		    "form as a JSON Web Key", i);
		return -1;
	}
	if (form == CW_KEY_PEM)
		pem_write(&key, "PUBLIC KEY", c->spki.whole);
	else if (form == CW_KEY_DER)
		buffer_add(&key, c->spki.whole);
	else if (form == CW_KEY_PIN && !key_pin(c, &key))
		key.failed = true;
	if (key.failed) {
		buffer_free(&key);
		return error_memory(err);
	}
	written = key.len;
	*out = buffer_steal(&key);
	*len = written;
	return 0;
}
