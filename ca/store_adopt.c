/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where CAs come from: the store, files that were there before it, or nothing. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "ca/store_ca.h"
#include "sig/hash.h"
#include "x509/name.h"

/* ---- a test CA that consists of files alone ---------------------------------- */

static int
cert_from_file(struct cw_store *s, const char *path, const struct cert **cert,
    struct cw_error *err)
{
	struct bytes der;

	if (cert_file_read(s, path, &der, err) < 0)
		return -1;
	*cert = cert_read(s->arena, der, (struct origin){ path, 0, 0 });
	if (*cert == NULL)
		return error_memory(err);
	if ((*cert)->readable)
		return 0;
	error_set(err, "%s holds no readable certificate", path);
	return -1;
}

/* A CA whose certificate and (perhaps) key are files. */
static int
authority_adopt(struct cw_store *s, const char *name,
    const struct authority *issuer, struct cw_error *err)
{
	const char *path = store_path(s, "%s.pem", name);
	const char *key_path = store_path(s, "keys/%s.pem", name);
	int there = path == NULL ? error_memory(err) :
	    file_exists(key_path, err);
	const struct cert *cert;
	struct key *key = NULL;
	int result = -1;

	if (there < 0 || cert_from_file(s, path, &cert, err) < 0)
		return -1;
	if (there == 0 || (key_load(key_path, &s->passphrase, &key, err) == 0 &&
	    key_matches(key, cert, key_path, path, err) == 0))
		result = authority_record(s, name, issuer, cert, NULL, "files",
		    err);
	key_free(key);
	return result;
}

/* The private key beside a certificate; what is no key of it is left alone. */
static int
leaf_key_adopt(struct cw_store *s, const char *folder, const struct cert *cert,
    struct cw_error *err)
{
	const char *path = store_path(s, "certs/%s/privkey.pem", folder);
	struct buffer pkcs8 = BUFFER_EMPTY;
	struct key *key = NULL;
	int result;

	if (path == NULL)
		return error_memory(err);
	if (key_load(path, NULL, &key, NULL) == 0 &&
	    key_matches(key, cert, "", "", NULL) == 0)
		key_export(key, &pkcs8, NULL);
	result = key_record(s, cert->spki.whole, buffer_bytes(&pkcs8), NULL,
	    err);
	buffer_wipe(&pkcs8);
	key_free(key);
	return result;
}

/* certs/NAME/NUMBER/cert.pem, if the issuing CA issued it and no row has it. */
static int
leaf_adopt(struct cw_store *s, const struct authority *issuer,
    const char *name, int64_t number, struct cw_error *err)
{
	char folder[512];
	struct row row = { .issuer = issuer, .folder = name, .number = number,
		.profile = "server", .source = "files", .written = true };
	const char *path;
	const struct cert *cert;
	int64_t known;

	snprintf(folder, sizeof(folder), "%s/%lld", name, (long long)number);
	path = store_path(s, "certs/%s/cert.pem", folder);
	if (path == NULL)
		return error_memory(err);
	if (cert_from_file(s, path, &cert, NULL) < 0 ||
	    !name_equal(cert->issuer, issuer->cert->subject) ||
	    store_judge(s, cert->der, issuer, NULL) == NULL)
		return 0;
	if (store_number(s, &known, err, "SELECT count(*) FROM certs "
	    "WHERE issuer = ? AND serial = ?", "ib", issuer->id,
	    cert->serial) < 0)
		return -1;
	if (known != 0)
		return 0;
	row.serial = cert->serial;
	if (leaf_key_adopt(s, folder, cert, err) < 0 ||
	    row_reserve(s, &row, err) < 0)
		return -1;
	return row_issue(s, &row, cert, err);
}

/* Numbers of a folder; each is taken over. */
static int
name_adopt(struct cw_store *s, const struct authority *issuer,
    const char *name, struct cw_error *err)
{
	const char *path = store_path(s, "certs/%s", name);
	DIR *dir = path == NULL ? NULL : opendir(path);
	struct dirent *entry;
	int result = 0;

	if (dir == NULL)
		return path == NULL ? error_memory(err) : 0;
	while (result == 0 && (entry = readdir(dir)) != NULL) {
		char *end;
		long number = strtol(entry->d_name, &end, 10);

		if (*end == '\0' && entry->d_name[0] >= '1' &&
		    entry->d_name[0] <= '9')
			result = leaf_adopt(s, issuer, name, number, err);
	}
	closedir(dir);
	return result;
}

static int
leaves_adopt(struct cw_store *s, const struct authority *issuer,
    struct cw_error *err)
{
	const char *path = store_path(s, "certs");
	DIR *dir = path == NULL ? NULL : opendir(path);
	struct dirent *entry;
	int result = 0;

	if (dir == NULL)
		return path == NULL ? error_memory(err) : 0;
	while (result == 0 && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			result = name_adopt(s, issuer, entry->d_name, err);
	closedir(dir);
	return result;
}

/* Takes over what is there. *root, *issuing: NULL where it is not. */
static int
files_adopt(struct cw_store *s, struct authority **root,
    struct authority **issuing, struct cw_error *err)
{
	int has_root = file_exists(store_path(s, "root.pem"), err);
	int has_issuing = has_root < 0 ? -1 :
	    file_exists(store_path(s, "issuing.pem"), err);

	if (has_issuing < 0)
		return -1;
	if (has_root == 0)
		return 0;
	if (authority_adopt(s, "root", NULL, err) < 0 ||
	    authority_get(s, "root", root, err) < 0)
		return -1;
	if (has_issuing == 0)
		return 0;
	if (authority_adopt(s, "issuing", *root, err) < 0 ||
	    authority_get(s, "issuing", issuing, err) < 0)
		return -1;
	return leaves_adopt(s, *issuing, err);
}

/* ---- what is not there ----------------------------------------------------- */

static int
issuing_make(struct cw_store *s, struct authority *root,
    struct authority **issuing, struct cw_error *err)
{
	const struct authority_wish wish = { .name = "issuing",
		.issuer = root, .key_type = KEY_TYPE_P256, .path_len = 0 };
	int there = root->key != NULL ? 1 :
	    file_exists(store_path(s, "keys/root.pem"), err);

	if (there == 0)
		error_set(err, "the key of the root, %s/keys/root.pem, is "
		    "missing, and without it no issuing CA can be made",
		    s->path);
	if (there != 1 || authority_key(s, root, err) < 0)
		return -1;
	s->created = true;
	return authority_make(s, &wish, issuing, err);
}

static int
first_make(struct cw_store *s, struct cw_error *err)
{
	const struct authority_wish wish = { .name = "root",
		.key_type = KEY_TYPE_P256, .path_len = -1 };
	struct authority *root = NULL, *issuing = NULL;
	int64_t count;

	if (store_number(s, &count, err, "SELECT count(*) FROM authorities",
	    "") < 0)
		return -1;
	if (count != 0)
		return 0;       /* another process was first */
	if (files_adopt(s, &root, &issuing, err) < 0)
		return -1;
	if (s->bare)
		return 0;
	if (root == NULL && authority_make(s, &wish, &root, err) < 0)
		return -1;
	return issuing != NULL ? 0 : issuing_make(s, root, &issuing, err);
}

/* The certificates of all CAs as files; one that is something else is told. */
static int
certs_write(struct cw_store *s, struct cw_error *err)
{
	int64_t id[64];
	size_t count = 0;
	struct query q;
	int row = -1;

	if (query_start(&q, s, err, "SELECT id FROM authorities "
	    "WHERE cert IS NOT NULL ORDER BY id LIMIT 64", "") == 0)
		while ((row = query_next(&q, err)) == 1)
			id[count++] = query_int(&q, 0);
	query_end(&q);
	if (row < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct authority *a = NULL;
		bool differs;

		if (authority_by_id(s, id[i], &a, err) < 0 ||
		    authority_write(s, a, &differs, err) < 0)
			return -1;
		if (differs && !s->mending) {
			error_set(err, "%s/%s.pem is not the certificate that "
			    "the store has of that CA: chainwright check "
			    "--repair writes it again", s->path, a->name);
			return -1;
		}
	}
	return 0;
}

int
authorities_open(struct cw_store *s, struct cw_error *err)
{
	int64_t count;

	if (store_number(s, &count, err, "SELECT count(*) FROM authorities",
	    "") < 0)
		return -1;
	if (count == 0) {
		if (store_begin(s, err) < 0)
			return -1;
		if (first_make(s, err) < 0 || store_commit(s, err) < 0) {
			store_rollback(s);
			return -1;
		}
	}
	return certs_write(s, err);
}
