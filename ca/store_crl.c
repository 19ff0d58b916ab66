/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Revocation lists (RFC 5280 5), full and delta, of what the store says. */
#include "config.h"

#include <stdio.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/pem.h"
#include "ca/encode.h"
#include "ca/mint.h"
#include "ca/store.h"
#include "sig/verify.h"
#include "x509/crl.h"

#define WEEK INT64_C(604800)

struct list {
	struct cw_store *store;
	struct authority *issuer;
	int64_t number, base;           /* base 0: a full one */
	int64_t next_update;
	struct crl *base_crl;
	size_t entries;
	struct buffer body;             /* the entries */
	struct buffer der;
};

/* ---- entries ---------------------------------------------------------------- */

static void
extension_octets(struct buffer *b, enum oid id, uint8_t tag,
    struct bytes contents)
{
	size_t start = encode_open(b), value;

	encode_oid(b, id);
	value = encode_open(b);
	encode_element(b, tag, contents);
	encode_close(b, value, DER_OCTET_STRING);
	encode_close(b, start, DER_SEQUENCE);
}

/* GeneralizedTime, which invalidityDate is in any year. */
static void
invalidity_encode(struct buffer *b, int64_t since)
{
	struct civil_time c;
	char text[32];

	civil_from_seconds(since, &c);
	snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02dZ", c.year,
	    c.month, c.day, c.hour, c.minute, c.second);
	extension_octets(b, OID_CE_INVALIDITY_DATE, DER_GENERALIZED_TIME,
	    bytes_of(text));
}

static void
entry_encode(struct list *l, struct bytes serial, int64_t revoked,
    uint8_t reason, int64_t since)
{
	struct buffer *b = &l->body;
	size_t start = encode_open(b), list;

	encode_element(b, DER_INTEGER, serial);
	encode_time(b, revoked);
	list = encode_open(b);
	/* "unspecified" is left out: RFC 5280 5.3.1. */
	if (reason != REASON_UNSPECIFIED)
		extension_octets(b, OID_CE_REASON_CODE, DER_ENUMERATED,
		    (struct bytes){ &reason, 1 });
	if (since != 0)
		invalidity_encode(b, since);
	if (b->len > list)
		encode_close(b, list, DER_SEQUENCE);
	encode_close(b, start, DER_SEQUENCE);
	l->entries++;
}

/* Whether the base says the same of it. */
static bool
is_in_base(struct list *l, struct bytes serial, int64_t reason)
{
	struct crl_entry e;

	return l->base_crl != NULL && crl_find(l->base_crl, serial,
	    l->issuer->cert->subject, &e) && e.reason == reason;
}

#define REVOKED "FROM revocations r JOIN certs c ON c.id = r.cert " \
	"WHERE c.issuer = ?"

static int
entries_collect(struct list *l, struct cw_error *err)
{
	struct query q;
	int row = -1;

	if (query_start(&q, l->store, err, "SELECT c.serial, r.revoked_at, "
	    "r.reason, coalesce(r.invalid_since, 0) " REVOKED
	    " ORDER BY r.revoked_at, c.id", "i", l->issuer->id) == 0)
		while ((row = query_next(&q, err)) == 1)
			if (!is_in_base(l, query_bytes(&q, 0),
			    query_int(&q, 2)))
				entry_encode(l, query_bytes(&q, 0),
				    query_int(&q, 1), (uint8_t)query_int(&q,
				    2), query_int(&q, 3));
	query_end(&q);
	return row;
}

/* Those of the base that were held, and are no longer. */
static int
removals_collect(struct list *l, struct cw_error *err)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;
	struct crl_entry e;
	int64_t still;

	if (l->base_crl == NULL)
		return 0;
	der_start(&r, l->base_crl->entries, &trouble);
	while (der_more(&r) && crl_entry_read(&r, &e)) {
		if (store_number(l->store, &still, err, "SELECT count(*) "
		    REVOKED " AND c.serial = ?", "ib", l->issuer->id,
		    e.serial) < 0)
			return -1;
		if (still == 0)
			entry_encode(l, e.serial, l->store->now,
			    REASON_REMOVE_FROM_CRL, 0);
	}
	return 0;
}

/* ---- the list ----------------------------------------------------------------- */

static void
number_encode(struct buffer *b, enum oid id, bool critical, int64_t number)
{
	size_t start = encode_open(b), value;
	uint8_t octets[8];

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)((uint64_t)number >> (56 - 8 * i));
	encode_oid(b, id);
	if (critical)
		encode_bool(b, true);
	value = encode_open(b);
	encode_magnitude(b, (struct bytes){ octets, sizeof(octets) });
	encode_close(b, value, DER_OCTET_STRING);
	encode_close(b, start, DER_SEQUENCE);
}

static void
tbs_encode(const struct list *l, enum oid algorithm, struct buffer *b)
{
	static const struct spec_extension key_id = {
		.id = OID_CE_AUTHORITY_KEY_ID, .from_keys = true };
	const struct cert *issuer = l->issuer->cert;
	size_t start = encode_open(b), list, field;

	encode_int(b, 1);
	encode_signature_algorithm(b, algorithm);
	buffer_add(b, issuer->subject);
	encode_time(b, l->store->now);
	encode_time(b, l->next_update);
	list = encode_open(b);
	buffer_add(b, buffer_bytes(&l->body));
	if (l->entries > 0)
		encode_close(b, list, DER_SEQUENCE);
	field = encode_open(b);
	list = encode_open(b);
	mint_extension(b, &key_id, issuer->spki.whole, issuer->spki.whole);
	number_encode(b, OID_CE_CRL_NUMBER, false, l->number);
	if (l->base != 0)
		number_encode(b, OID_CE_DELTA_CRL_INDICATOR, true, l->base);
	encode_close(b, list, DER_SEQUENCE);
	encode_close(b, field, DER_CONTEXT_CONSTRUCTED(0));
	encode_close(b, start, DER_SEQUENCE);
}

/* Read again by our own reader, and the signature verified. */
static int
list_judge(struct list *l, struct cw_error *err)
{
	struct crl *crl = crl_read(l->store->arena, buffer_bytes(&l->der),
	    (struct origin){ "new CRL", 0, 0 }, NULL);
	enum sig_result result = SIG_FAILED;
	struct sig_key *key;

	if (crl == NULL)
		return error_memory(err);
	key = sig_key_new(&l->issuer->cert->spki, &result);
	if (key != NULL)
		result = sig_verify(key, &l->issuer->cert->spki,
		    &crl->outer_algorithm, crl->tbs, &crl->signature);
	sig_key_free(key);
	if (result == SIG_GOOD && crl->readable && crl->faults.count == 0 &&
	    crl->entry_count == l->entries) {
		crl_forget(crl);
		return 0;
	}
	crl_forget(crl);
	error_set(err, "the CRL that was made cannot be read again, so it was "
	    "not issued; please report this");
	return -1;
}

static int
list_sign(struct list *l, struct cw_error *err)
{
	enum oid algorithm = key_algorithm(l->issuer->key);
	struct buffer tbs = BUFFER_EMPTY, value = BUFFER_EMPTY;
	size_t start = encode_open(&l->der);
	int result = -1;

	tbs_encode(l, algorithm, &tbs);
	if (tbs.failed || l->body.failed)
		error_memory(err);
	else if (key_sign(l->issuer->key, algorithm, buffer_bytes(&tbs),
	    &value, err) == 0) {
		buffer_add(&l->der, buffer_bytes(&tbs));
		encode_signature_algorithm(&l->der, algorithm);
		encode_bits(&l->der, buffer_bytes(&value));
		encode_close(&l->der, start, DER_SEQUENCE);
		result = l->der.failed ? error_memory(err) :
		    list_judge(l, err);
	}
	buffer_free(&tbs);
	buffer_free(&value);
	return result;
}

/* The last full one, on which a delta is based. */
static int
base_find(struct list *l, struct cw_error *err)
{
	struct cw_store *s = l->store;
	struct bytes der = { NULL, 0 };
	struct query q;
	int row = -1;

	if (query_start(&q, s, err, "SELECT number, der FROM crls WHERE "
	    "issuer = ? AND base IS NULL ORDER BY number DESC LIMIT 1", "i",
	    l->issuer->id) == 0)
		row = query_next(&q, err);
	if (row == 1) {
		l->base = query_int(&q, 0);
		der = query_bytes(&q, 1);
		der.data = arena_copy(s->arena, der);
	} else if (row == 0) {
		error_set(err, "the %s CA has no full CRL yet, on which a "
		    "delta could be based: chainwright crl makes one",
		    l->issuer->name);
	}
	query_end(&q);
	if (row != 1)
		return -1;
	if (der.data != NULL)
		l->base_crl = crl_read(s->arena, der,
		    (struct origin){ "base", 0, 0 }, NULL);
	return l->base_crl != NULL ? 0 : error_memory(err);
}

/* All of it in one transaction: whoever revokes is in this one or the next. */
static int
list_issue(struct list *l, bool delta, struct cw_error *err)
{
	struct cw_store *s = l->store;
	char object[96];

	if (store_number(s, &l->number, err, "UPDATE authorities SET "
	    "crl_number = crl_number + 1 WHERE id = ? RETURNING crl_number",
	    "i", l->issuer->id) < 0 || (delta && base_find(l, err) < 0) ||
	    entries_collect(l, err) < 0 || removals_collect(l, err) < 0 ||
	    list_sign(l, err) < 0 || store_run(s, err, "INSERT INTO crls "
	    "VALUES (?, ?, nullif(?, 0), ?, ?, ?)", "iiiiib", l->issuer->id,
	    l->number, l->base, s->now, l->next_update,
	    buffer_bytes(&l->der)) < 0)
		return -1;
	snprintf(object, sizeof(object), "%.40s %lld", l->issuer->name,
	    (long long)l->number);
	return audit_add(s, delta ? "delta crl" : "crl", object, err);
}

/* ---- files -------------------------------------------------------------------- */

static int
both_write(struct cw_store *s, const char *name, bool delta, struct bytes der,
    struct cw_error *err)
{
	const char *middle = delta ? ".delta" : "";
	const char *pem_path = store_path(s, "crl/%s%s.pem", name, middle);
	const char *der_path = store_path(s, "crl/%s%s.crl", name, middle);
	struct buffer pem = BUFFER_EMPTY;
	int result = -1;

	pem_write(&pem, "X509 CRL", der);
	if (pem.failed || pem_path == NULL || der_path == NULL)
		error_memory(err);
	else if (file_replace(der_path, der, FILE_PUBLIC, err) == 0)
		result = file_replace(pem_path, buffer_bytes(&pem),
		    FILE_PUBLIC, err);
	buffer_free(&pem);
	return result;
}

/* The newest that the store has, while nobody adds one: so that an older one
   never takes the place of a newer. */
int
crl_write(struct cw_store *s, const struct authority *issuer, bool delta,
    struct cw_error *err)
{
	const char *folder = store_path(s, "crl");
	struct query q;
	int row = -1, result = 0;

	if (folder == NULL)
		return error_memory(err);
	if (folder_create(folder, err) < 0 || store_begin(s, err) < 0)
		return -1;
	if (query_start(&q, s, err, "SELECT der FROM crls WHERE issuer = ? "
	    "AND (base IS NOT NULL) = ? ORDER BY number DESC LIMIT 1", "ii",
	    issuer->id, (int64_t)delta) == 0)
		row = query_next(&q, err);
	if (row == 1)
		result = both_write(s, issuer->name, delta, query_bytes(&q, 0),
		    err);
	query_end(&q);
	store_rollback(s);
	return row < 0 ? -1 : result;
}

static void
result_fill(const struct list *l, bool delta, struct cw_crl_result *result)
{
	*result = (struct cw_crl_result){ .number = l->number, .base = l->base,
		.entries = l->entries, .this_update = l->store->now,
		.next_update = l->next_update };
	snprintf(result->file, sizeof(result->file), "%.400s/crl/%.80s%s.pem",
	    l->store->path, l->issuer->name, delta ? ".delta" : "");
}

static int
crl_run(struct list *l, bool delta, struct cw_error *err)
{
	if (store_begin(l->store, err) < 0)
		return -1;
	if (list_issue(l, delta, err) < 0 || store_commit(l->store, err) < 0) {
		store_rollback(l->store);
		return -1;
	}
	return crl_write(l->store, l->issuer, delta, err);
}

int
cw_store_crl(struct cw_store *store, const struct cw_crl_options *options,
    struct cw_crl_result *result, struct cw_error *err)
{
	struct list l = { .store = store, .body = BUFFER_EMPTY,
		.der = BUFFER_EMPTY };
	int done = -1;

	l.next_update = store->now + (options->next > 0 ? options->next :
	    WEEK);
	if (authority_get(store, options->ca != NULL ? options->ca : "issuing",
	    &l.issuer, err) == 0 &&
	    authority_key(store, l.issuer, err) == 0)
		done = crl_run(&l, options->delta, err);
	if (done == 0)
		result_fill(&l, options->delta, result);
	if (l.base_crl != NULL)
		crl_forget(l.base_crl);
	buffer_free(&l.body);
	buffer_free(&l.der);
	return done;
}
