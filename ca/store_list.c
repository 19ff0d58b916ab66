/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is in the store, row by row. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "ca/store.h"
#include "x509/crl.h"
#include "x509/general_name.h"
#include "x509/name.h"

#define DIGITS_LEAST 8          /* of a SHA-256 that stands for the whole */

#define COLUMNS "c.id, c.serial, c.sha256, a.name, c.profile, c.source, " \
	"c.folder, c.number, c.not_before, c.not_after, c.issued_at, c.der, " \
	"r.revoked_at, r.reason, o.name"
#define FROM " FROM certs c JOIN authorities a ON a.id = c.issuer " \
	"LEFT JOIN authorities o ON o.id = c.authority " \
	"LEFT JOIN revocations r ON r.cert = c.id WHERE c.state = 'issued'"

static void
hex_write(struct bytes b, struct buffer *out)
{
	for (size_t i = 0; i < b.len; i++)
		buffer_format(out, "%02x", b.data[i]);
}

/* The texts of a row, which buffers own. */
struct texts {
	struct buffer serial, sha256, subject, names, folder;
};

static void
texts_free(struct texts *t)
{
	buffer_free(&t->serial);
	buffer_free(&t->sha256);
	buffer_free(&t->subject);
	buffer_free(&t->names);
	buffer_free(&t->folder);
}

static void
names_write(struct bytes contents, struct buffer *out)
{
	struct general_name_walk walk;
	struct general_name name;

	if (contents.len == 0)
		return;
	general_name_start(&walk, contents);
	while (general_name_next(&walk, &name)) {
		if (out->len > 0)
			buffer_string(out, ", ");
		general_name_write(&name, out);
	}
}

static const char *
text_of(struct buffer *b)
{
	return b->data != NULL ? (const char *)b->data : "";
}

static enum cw_stored_status
status_of(const struct cw_store *s, const struct query *q)
{
	if (!query_is_null(q, 12))
		return query_int(q, 13) == REASON_CERTIFICATE_HOLD ?
		    CW_STORED_HELD : CW_STORED_REVOKED;
	if (s->now > query_int(q, 9))
		return CW_STORED_EXPIRED;
	return s->now < query_int(q, 8) ? CW_STORED_EARLY : CW_STORED_GOOD;
}

static void
stored_fill(const struct cw_store *s, const struct query *q, struct texts *t,
    struct cw_stored *out)
{
	*out = (struct cw_stored){
		.id = query_int(q, 0),
		.serial = text_of(&t->serial),
		.sha256 = text_of(&t->sha256),
		.subject = text_of(&t->subject),
		.names = text_of(&t->names),
		.issuer = query_text(q, 3),
		.ca = query_text(q, 14),
		.profile = query_text(q, 4),
		.source = query_text(q, 5),
		.folder = text_of(&t->folder),
		.not_before = query_int(q, 8),
		.not_after = query_int(q, 9),
		.issued = query_int(q, 10),
		.status = status_of(s, q),
		.revoked = query_int(q, 12),
		.reason = query_is_null(q, 12) ? NULL :
		    crl_reason_name((uint32_t)query_int(q, 13)),
		.der = query_bytes(q, 11).data,
		.der_len = query_bytes(q, 11).len,
	};
}

static int
row_tell(struct cw_store *s, struct query *q,
    int (*each)(void *context, const struct cw_stored *stored), void *context,
    struct cw_error *err)
{
	struct arena *arena = arena_new(0);
	struct texts t = { .serial = BUFFER_EMPTY };
	const struct cert *cert = arena == NULL ? NULL : cert_read(arena,
	    query_bytes(q, 11), (struct origin){ "store", 0, 0 });
	struct cw_stored stored;
	int result = -1;

	hex_write(query_bytes(q, 1), &t.serial);
	hex_write(query_bytes(q, 2), &t.sha256);
	if (cert != NULL && cert->readable) {
		name_write(cert->subject, &t.subject);
		names_write(cert->subject_alt_name, &t.names);
	}
	if (!query_is_null(q, 6))
		buffer_format(&t.folder, "certs/%s/%lld", query_text(q, 6),
		    (long long)query_int(q, 7));
	if (cert == NULL || t.serial.failed || t.sha256.failed ||
	    t.subject.failed || t.names.failed || t.folder.failed) {
		error_memory(err);
	} else {
		stored_fill(s, q, &t, &stored);
		result = each(context, &stored);
	}
	texts_free(&t);
	arena_free(arena);
	return result;
}

/* ---- one of them ------------------------------------------------------------ */

/* Hexadecimal digits, with or without colons, in small letters. */
static const char *
hex_digits(struct cw_store *s, const char *text)
{
	struct buffer b = BUFFER_EMPTY;
	const char *made = NULL;

	for (; *text != '\0'; text++) {
		char c = *text;

		if (c == ':')
			continue;
		if (c >= 'A' && c <= 'F')
			c = (char)(c + 'a' - 'A');
		if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
			buffer_free(&b);
			return "";
		}
		buffer_byte(&b, (uint8_t)c);
	}
	if (!b.failed && b.len > 0)
		made = arena_string(s->arena, (const char *)b.data);
	buffer_free(&b);
	return made != NULL ? made : "";
}

int
stored_find(struct cw_store *s, const char *reference, int64_t *id,
    struct cw_error *err)
{
	const char *hex = hex_digits(s, reference);
	const char *prefix = strlen(hex) >= DIGITS_LEAST ? hex : "-";

	if (store_number(s, id, err, "SELECT id FROM certs WHERE state = "
	    "'issued' AND (lower(hex(serial)) = ? OR "
	    "substr(lower(hex(sha256)), 1, length(?)) = ?) "
	    "ORDER BY id DESC LIMIT 1", "ttt", hex, prefix, prefix) < 0)
		return -1;
	if (*id == 0 && store_number(s, id, err, "SELECT cert FROM authorities "
	    "WHERE name = ?", "t", reference) < 0)
		return -1;
	if (*id == 0 && store_number(s, id, err, "SELECT c.id FROM certs c "
	    "WHERE c.state = 'issued' AND (c.folder = ? OR c.id IN "
	    "(SELECT cert FROM names WHERE value = ?) OR "
	    "c.folder || '/' || c.number = ?) ORDER BY c.id DESC LIMIT 1",
	    "ttt", reference, reference, reference) < 0)
		return -1;
	if (*id != 0)
		return 0;
	error_set(err, "no certificate in %s is \"%.100s\": chainwright list "
	    "tells names and serial numbers", s->path, reference);
	return -1;
}

int
cw_store_each(struct cw_store *store, const struct cw_store_filter *filter,
    int (*each)(void *context, const struct cw_stored *stored), void *context,
    struct cw_error *err)
{
	int64_t only = 0, until = filter->expiring > 0 ?
	    store->now + filter->expiring : INT64_MAX;
	struct query q = { .statement = NULL };
	int row = -1, result = 0;

	if (filter->reference != NULL &&
	    stored_find(store, filter->reference, &only, err) < 0)
		return -1;
	if (query_start(&q, store, err, "SELECT " COLUMNS FROM
	    " AND (?1 = 0 OR c.id = ?1) AND c.not_after <= ?2 AND "
	    "(?3 = 0 OR r.cert IS NOT NULL) AND "
	    "(?5 = 0 OR c.authority IS NOT NULL) AND (?4 = 0 OR c.folder IS NULL "
	    "OR c.id = (SELECT max(id) FROM certs WHERE folder = c.folder AND "
	    "state = 'issued')) ORDER BY c.id", "iiiii", only, until,
	    (int64_t)filter->revoked, (int64_t)filter->current,
	    (int64_t)filter->authorities) == 0)
		while ((row = query_next(&q, err)) == 1 && result == 0)
			result = row_tell(store, &q, each, context, err);
	query_end(&q);
	return row < 0 ? -1 : result;
}
