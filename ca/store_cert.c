/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of certificates: reserved, then issued. */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ca/store.h"
#include "sig/hash.h"
#include "x509/general_name.h"

static int64_t
highest_on_disk(struct cw_store *s, const char *folder)
{
	const char *path = store_path(s, "certs/%s", folder);
	DIR *dir = path == NULL ? NULL : opendir(path);
	struct dirent *entry;
	int64_t highest = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *end;
		long number = strtol(entry->d_name, &end, 10);

		if (*end == '\0' && entry->d_name[0] >= '1' &&
		    entry->d_name[0] <= '9' && number > highest)
			highest = number;
	}
	if (dir != NULL)
		closedir(dir);
	return highest;
}

int
row_number(struct cw_store *s, const char *folder, int64_t *number,
    struct cw_error *err)
{
	int64_t highest = highest_on_disk(s, folder);

	if (store_number(s, number, err, "SELECT max(number) FROM certs "
	    "WHERE folder = ?", "t", folder) < 0)
		return -1;
	if (*number < highest)
		*number = highest;
	++*number;
	return 0;
}

int
row_reserve(struct cw_store *s, struct row *row, struct cw_error *err)
{
	struct query q;
	int result = query_start(&q, s, err, "INSERT INTO certs (issuer, "
	    "serial, state, pid, folder, number, profile, source, issued_at, "
	    "request) VALUES (?, ?, 'intent', ?, ?, nullif(?, 0), ?, ?, ?, ?)",
	    "ibitittib", row->issuer->id, row->serial, (int64_t)getpid(),
	    row->folder, row->number, row->profile, row->source, s->now,
	    row->request);

	if (result == 0 && query_next(&q, err) < 0)
		result = -1;
	query_end(&q);
	row->id = store_last_id(s);
	return result;
}

int
key_record(struct cw_store *s, struct bytes spki, struct bytes pkcs8,
    const char *path, struct cw_error *err)
{
	uint8_t digest[SHA256_OCTETS];

	if (!sha256(spki, digest))
		return error_memory(err);
	return store_run(s, err, "INSERT INTO keys VALUES (?, ?, ?, ?) "
	    "ON CONFLICT DO NOTHING", "bttb",
	    (struct bytes){ digest, sizeof(digest) }, pkcs8.data != NULL ?
	    "store" : path != NULL && !key_is_url(path) ? "file" : "elsewhere",
	    path, pkcs8);
}

/* What somebody may look for: each name of the certificate. */
static int
names_record(struct cw_store *s, int64_t id, const struct cert *cert,
    struct cw_error *err)
{
	struct general_name_walk walk;
	struct general_name name;
	int result = 0;

	general_name_start(&walk, cert->subject_alt_name);
	while (result == 0 && cert->subject_alt_name.len > 0 &&
	    general_name_next(&walk, &name)) {
		struct buffer text = BUFFER_EMPTY;

		general_name_write(&name, &text);
		result = text.failed ? error_memory(err) :
		    store_run(s, err, "INSERT INTO names VALUES (?, ?) "
		    "ON CONFLICT DO NOTHING", "it", id,
		    text.data != NULL ? (const char *)text.data : "");
		buffer_free(&text);
	}
	return result;
}

static int
issue_audit(struct cw_store *s, const struct row *row, const uint8_t *digest,
    struct cw_error *err)
{
	char hex[2 * SHA256_OCTETS + 1];

	for (size_t i = 0; i < SHA256_OCTETS; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return audit_add(s, row->source, hex, err);
}

int
row_issue(struct cw_store *s, const struct row *row, const struct cert *cert,
    struct cw_error *err)
{
	uint8_t digest[SHA256_OCTETS], spki[SHA256_OCTETS];

	if (!sha256(cert->der, digest) || !sha256(cert->spki.whole, spki))
		return error_memory(err);
	if (store_run(s, err, "UPDATE certs SET state = 'issued', "
	    "authority = nullif(?, 0), replaces = nullif(?, 0), spki = ?, "
	    "not_before = ?, not_after = ?, der = ?, sha256 = ?, written = ? "
	    "WHERE id = ? AND state = 'intent'", "iibiibbii", row->authority,
	    row->replaces, (struct bytes){ spki, sizeof(spki) },
	    cert->not_before, cert->not_after, cert->der,
	    (struct bytes){ digest, sizeof(digest) }, (int64_t)row->written,
	    row->id) < 0)
		return -1;
	if (names_record(s, row->id, cert, err) < 0)
		return -1;
	return issue_audit(s, row, digest, err);
}
