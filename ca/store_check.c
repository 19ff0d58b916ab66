/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the store holds, compared with itself and with the files. */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pem.h"
#include "ca/store_ca.h"
#include "sig/hash.h"

#define CRL_FILE_LIMIT ((size_t)1 << 30)

struct check {
	struct cw_store *store;
	bool repair;
	void (*told)(void *context, const struct cw_store_fault *fault);
	void *context;
	size_t checked;
};

static void tell(struct check *c, bool repaired, const char *where,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

static void
tell(struct check *c, bool repaired, const char *where, const char *format, ...)
{
	char what[512];
	struct cw_store_fault fault = { where, what, repaired };
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	c->told(c->context, &fault);
}

/* ---- the database ------------------------------------------------------------ */

static int
rows_check(struct check *c, const char *sql, const char *what,
    struct cw_error *err)
{
	struct query q;
	int row = -1;

	if (query_start(&q, c->store, err, sql, "") == 0)
		while ((row = query_next(&q, err)) == 1)
			if (strcmp(query_text(&q, 0), "ok") != 0)
				tell(c, false, "store.db", "%s: %.200s", what,
				    query_text(&q, 0));
	query_end(&q);
	return row;
}

static int
database_check(struct check *c, struct cw_error *err)
{
	int64_t bad, count;

	if (rows_check(c, "PRAGMA integrity_check(20)", "the database is "
	    "damaged", err) < 0 ||
	    rows_check(c, "PRAGMA foreign_key_check", "a row points nowhere, "
	    "in table", err) < 0 ||
	    audit_check(c->store, &bad, &count, err) < 0)
		return -1;
	if (bad != 0)
		tell(c, false, "store.db", "entry %lld of the audit was changed "
		    "after it was written, or the one before it was",
		    (long long)bad);
	if (count == 0)
		tell(c, false, "store.db", "the audit is empty");
	return 0;
}

/* ---- a certificate ----------------------------------------------------------- */

struct kept {
	int64_t id, issuer, number;
	const char *where, *folder;
	struct bytes der, sha256, serial;
};

static int
kept_read(struct check *c, int64_t after, struct kept *k, struct cw_error *err)
{
	struct cw_store *s = c->store;
	struct query q;
	int row = -1;

	if (query_start(&q, s, err, "SELECT id, issuer, coalesce(folder, ''), "
	    "number, der, sha256, serial FROM certs WHERE state = 'issued' "
	    "AND id > ? ORDER BY id LIMIT 1", "i", after) == 0)
		row = query_next(&q, err);
	if (row == 1) {
		*k = (struct kept){ .id = query_int(&q, 0),
			.issuer = query_int(&q, 1), .number = query_int(&q, 3),
			.folder = arena_string(s->arena, query_text(&q, 2)),
			.der = query_bytes(&q, 4), .sha256 = query_bytes(&q, 5),
			.serial = query_bytes(&q, 6) };
		k->der.data = arena_copy(s->arena, k->der);
		k->sha256.data = arena_copy(s->arena, k->sha256);
		k->serial.data = arena_copy(s->arena, k->serial);
		if (k->folder == NULL || k->der.data == NULL ||
		    k->sha256.data == NULL || k->serial.data == NULL)
			row = error_memory(err);
	}
	query_end(&q);
	return row;
}

static int
octets_check(struct check *c, struct kept *k, struct cw_error *err)
{
	uint8_t digest[SHA256_OCTETS];
	struct authority *issuer = NULL;
	const struct cert *cert;
	struct cw_error why = { "" };

	if (!sha256(k->der, digest))
		return error_memory(err);
	if (!bytes_equal(k->sha256, (struct bytes){ digest, sizeof(digest) }))
		tell(c, false, k->where, "the certificate in the store is not "
		    "the one that was issued");
	if (authority_by_id(c->store, k->issuer, &issuer, err) < 0)
		return -1;
	cert = store_judge(c->store, k->der, issuer, &why);
	if (cert == NULL)
		tell(c, false, k->where, "%.300s", why.text);
	else if (!bytes_equal(cert->serial, k->serial))
		tell(c, false, k->where, "it has another serial number than "
		    "the store says");
	return 0;
}

/* ---- its files ----------------------------------------------------------------- */

static int
file_mend(struct check *c, const char *path, const struct output *out,
    const char *what, struct cw_error *err)
{
	if (c->repair && file_replace(path, buffer_bytes(&out->content),
	    out->secret ? FILE_SECRET : FILE_PUBLIC, err) < 0)
		return -1;
	tell(c, c->repair, path, "%s", what);
	return 0;
}

static int
file_check(struct check *c, const char *path, const struct output *out,
    struct cw_error *err)
{
	struct buffer there = BUFFER_EMPTY;
	struct stat st;
	bool same;

	if (lstat(path, &st) < 0)
		return file_mend(c, path, out, "the file is missing", err);
	if (file_read(path, CA_FILE_LIMIT, &there, NULL) < 0) {
		buffer_wipe(&there);
		return file_mend(c, path, out, "the file cannot be read", err);
	}
	same = bytes_equal(buffer_bytes(&there), buffer_bytes(&out->content));
	buffer_wipe(&there);
	if (!same)
		return file_mend(c, path, out, "the file is not what the "
		    "store holds", err);
	if (out->secret && (st.st_mode & 077) != 0)
		return file_mend(c, path, out, "others can read the key", err);
	return 0;
}

static int
files_check(struct check *c, const struct kept *k, struct cw_error *err)
{
	struct cw_store *s = c->store;
	const char *name = store_path(s, "certs/%s", k->folder);
	const char *folder = store_path(s, "certs/%s/%lld", k->folder,
	    (long long)k->number), *path;
	struct output out[OUTPUTS];
	size_t count = 0;
	int result, there = file_exists(folder, err);

	if (there < 0)
		return -1;
	if (there == 0) {
		if (c->repair && (folder_create(name, err) < 0 ||
		    files_write(s, k->id, err) < 0 ||
		    files_current(s, k->folder, err) < 0))
			return -1;
		tell(c, c->repair, folder, "the files are missing");
		return 0;
	}
	result = outputs_make(s, k->id, out, &count, err);
	for (size_t i = 0; i < count && result == 0; i++) {
		path = store_path(s, "certs/%s/%lld/%s", k->folder,
		    (long long)k->number, out[i].name);
		result = path == NULL ? error_memory(err) :
		    file_check(c, path, &out[i], err);
	}
	outputs_free(out);
	return result;
}

static int
cert_check(struct check *c, struct kept *k, struct cw_error *err)
{
	char place[64];

	snprintf(place, sizeof(place), "certificate %lld", (long long)k->id);
	k->where = *k->folder == '\0' ? place : store_path(c->store,
	    "certs/%s/%lld", k->folder, (long long)k->number);
	if (k->where == NULL)
		return error_memory(err);
	if (octets_check(c, k, err) < 0)
		return -1;
	return *k->folder == '\0' ? 0 : files_check(c, k, err);
}

/* What one needs is freed before the next. */
static int
certs_check(struct check *c, struct cw_error *err)
{
	struct arena *whole = c->store->arena;
	struct kept k = { .id = 0 };
	int64_t last = 0;
	int row = 1, result = 0;

	while (row == 1 && result == 0) {
		c->store->arena = arena_new(0);
		if (c->store->arena == NULL)
			row = error_memory(err);
		else
			row = kept_read(c, last, &k, err);
		if (row == 1) {
			result = cert_check(c, &k, err);
			last = k.id;
			c->checked++;
		}
		arena_free(c->store->arena);
		c->store->arena = whole;
	}
	return row < 0 ? -1 : result;
}

/* ---- CAs ----------------------------------------------------------------------- */

static int
ca_mend(struct check *c, const struct authority *a, struct cw_error *err)
{
	const char *path = store_path(c->store, "%s.pem", a->name);
	struct output out = { .content = BUFFER_EMPTY };
	int result;

	pem_write(&out.content, "CERTIFICATE", a->cert->der);
	if (path == NULL || out.content.failed)
		result = error_memory(err);
	else
		result = file_mend(c, path, &out, "the file is not what the "
		    "store holds", err);
	buffer_free(&out.content);
	return result;
}

/* The list that is there is the newest one of the store. */
static int
crl_check(struct check *c, const struct authority *a, bool delta,
    struct cw_error *err)
{
	struct cw_store *s = c->store;
	const char *path = store_path(s, "crl/%s%s.crl", a->name,
	    delta ? ".delta" : "");
	const char *pem = store_path(s, "crl/%s%s.pem", a->name,
	    delta ? ".delta" : "");
	struct buffer there = BUFFER_EMPTY;
	struct query q;
	bool same = true;
	int row = -1;

	if (path == NULL || pem == NULL)
		return error_memory(err);
	if (query_start(&q, s, err, "SELECT der FROM crls WHERE issuer = ? "
	    "AND (base IS NOT NULL) = ? ORDER BY number DESC LIMIT 1", "ii",
	    a->id, (int64_t)delta) == 0)
		row = query_next(&q, err);
	if (row == 1)
		same = file_read(path, CRL_FILE_LIMIT, &there, NULL) == 0 &&
		    bytes_equal(query_bytes(&q, 0), buffer_bytes(&there)) &&
		    file_exists(pem, NULL) == 1;
	query_end(&q);
	buffer_free(&there);
	if (row < 0 || same)
		return row < 0 ? -1 : 0;
	if (c->repair && crl_write(s, a, delta, err) < 0)
		return -1;
	tell(c, c->repair, path, "the list is not what the store holds");
	return 0;
}

static int
ca_check(struct check *c, struct authority *a, bool has_key,
    struct cw_error *err)
{
	struct cw_store *s = c->store;
	const char *key = store_path(s, "keys/%s.pem", a->name);
	struct cw_error why;
	bool differs;

	if (key == NULL || authority_write(s, a, &differs, err) < 0)
		return -1;
	if (differs && ca_mend(c, a, err) < 0)
		return -1;
	/* One under a passphrase is not opened for this. */
	if (has_key && !key_file_sealed(key) && authority_key(s, a, &why) < 0)
		tell(c, false, key, "%.300s", why.text);
	return crl_check(c, a, false, err) < 0 ? -1 :
	    crl_check(c, a, true, err);
}

static int
cas_check(struct check *c, struct cw_error *err)
{
	int64_t last = 0;
	bool has_key = false;
	struct query q;
	int row = 1;

	while (row == 1) {
		struct authority *a = NULL;

		row = -1;
		if (query_start(&q, c->store, err, "SELECT a.id, k.storage = "
		    "'file' FROM authorities a JOIN certs c ON c.id = a.cert "
		    "LEFT JOIN keys k ON k.spki = c.spki WHERE a.id > ? "
		    "ORDER BY a.id LIMIT 1", "i", last) == 0)
			row = query_next(&q, err);
		if (row == 1) {
			last = query_int(&q, 0);
			has_key = query_int(&q, 1) != 0;
		}
		query_end(&q);
		if (row == 1 && (authority_by_id(c->store, last, &a, err) < 0 ||
		    ca_check(c, a, has_key, err) < 0))
			return -1;
	}
	return row;
}

/* ---- what nobody issued ---------------------------------------------------------- */

static int
stranger_check(struct check *c, const char *name, const char *number,
    struct cw_error *err)
{
	char *end;
	long value = strtol(number, &end, 10);
	int64_t known;

	if (*end != '\0' || *number < '1' || *number > '9')
		return 0;
	if (store_number(c->store, &known, err, "SELECT count(*) FROM certs "
	    "WHERE folder = ? AND number = ? AND state = 'issued'", "ti", name,
	    (int64_t)value) < 0)
		return -1;
	if (known == 0) {
		char where[512];

		snprintf(where, sizeof(where), "%.100s/certs/%.240s/%ld",
		    c->store->path, name, value);
		tell(c, false, where, "the store knows no such certificate");
	}
	return 0;
}

static int
strangers_check(struct check *c, struct cw_error *err)
{
	const char *path = store_path(c->store, "certs");
	DIR *certs = path == NULL ? NULL : opendir(path), *dir;
	struct dirent *name, *number;
	int result = 0;

	while (certs != NULL && result == 0 &&
	    (name = readdir(certs)) != NULL) {
		path = name->d_name[0] == '.' ? NULL :
		    store_path(c->store, "certs/%s", name->d_name);
		dir = path == NULL ? NULL : opendir(path);
		while (dir != NULL && result == 0 &&
		    (number = readdir(dir)) != NULL)
			result = stranger_check(c, name->d_name,
			    number->d_name, err);
		if (dir != NULL)
			closedir(dir);
	}
	if (certs != NULL)
		closedir(certs);
	return result;
}

int
cw_store_check(struct cw_store *store, bool repair,
    void (*told)(void *context, const struct cw_store_fault *fault),
    void *context, size_t *checked, struct cw_error *err)
{
	struct check c = { store, repair, told, context, 0 };

	if (database_check(&c, err) < 0 || cas_check(&c, err) < 0 ||
	    certs_check(&c, err) < 0 || strangers_check(&c, err) < 0)
		return -1;
	*checked = c.checked;
	return 0;
}
