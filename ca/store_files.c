/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of what was issued: they can be made again from the store. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pem.h"
#include "ca/store_ca.h"
#include "ca/tree.h"

#define RECOVER_MOST 100000     /* certificates in one go */

/* ---- what they hold -------------------------------------------------------- */

struct stored {
	const char *folder;             /* "www.example/3" */
	struct bytes der, pkcs8;
	struct authority *issuer;
};

/* In the arena; pkcs8 the caller wipes. */
static int
stored_read(struct cw_store *s, int64_t id, struct stored *out,
    struct buffer *pkcs8, struct cw_error *err)
{
	struct query q;
	int64_t issuer = 0;
	int row = -1;

	if (query_start(&q, s, err, "SELECT c.folder || '/' || c.number, "
	    "c.der, c.issuer, k.pkcs8 FROM certs c "
	    "LEFT JOIN keys k ON k.spki = c.spki "
	    "WHERE c.id = ? AND c.state = 'issued'", "i", id) == 0)
		row = query_next(&q, err);
	if (row == 1) {
		out->folder = query_is_null(&q, 0) ? NULL :
		    arena_string(s->arena, query_text(&q, 0));
		out->der = query_bytes(&q, 1);
		out->der.data = arena_copy(s->arena, out->der);
		issuer = query_int(&q, 2);
		buffer_fill(pkcs8, 0, query_bytes(&q, 3).len + 1);
		buffer_cut(pkcs8, 0);
		buffer_add(pkcs8, query_bytes(&q, 3));
		out->pkcs8 = buffer_bytes(pkcs8);
		if (out->der.data == NULL || pkcs8->failed)
			row = error_memory(err);
	} else if (row == 0) {
		error_set(err, "the store has no such certificate");
	}
	query_end(&q);
	return row == 1 ? authority_by_id(s, issuer, &out->issuer, err) : -1;
}

static void
chain_add(struct buffer *pem, const struct authority *issuer)
{
	for (; issuer->issuer != NULL; issuer = issuer->issuer)
		pem_write(pem, "CERTIFICATE", issuer->cert->der);
}

static int
contents_make(const struct stored *c, struct output out[OUTPUTS],
    size_t *count, struct cw_error *err)
{
	static const char *const names[OUTPUTS] = { "cert.pem", "chain.pem",
		"fullchain.pem", "privkey.pem" };

	*count = c->pkcs8.len > 0 ? OUTPUTS : OUTPUTS - 1;
	for (size_t i = 0; i < OUTPUTS; i++)
		out[i].name = names[i];
	out[3].secret = true;
	pem_write(&out[0].content, "CERTIFICATE", c->der);
	chain_add(&out[1].content, c->issuer);
	pem_write(&out[2].content, "CERTIFICATE", c->der);
	chain_add(&out[2].content, c->issuer);
	/* Room at once, so that no copy is left behind. */
	buffer_fill(&out[3].content, 0, 2 * c->pkcs8.len + 256);
	buffer_cut(&out[3].content, 0);
	if (c->pkcs8.len > 0)
		pem_write(&out[3].content, key_label(c->pkcs8), c->pkcs8);
	for (size_t i = 0; i < OUTPUTS; i++)
		if (out[i].content.failed)
			return error_memory(err);
	return 0;
}

int
outputs_make(struct cw_store *s, int64_t id, struct output out[OUTPUTS],
    size_t *count, struct cw_error *err)
{
	struct buffer pkcs8 = BUFFER_EMPTY;
	struct stored c = { .folder = NULL };
	int result = -1;

	for (size_t i = 0; i < OUTPUTS; i++)
		out[i] = (struct output){ .content = BUFFER_EMPTY };
	if (stored_read(s, id, &c, &pkcs8, err) == 0)
		result = contents_make(&c, out, count, err);
	buffer_wipe(&pkcs8);
	return result;
}

void
outputs_free(struct output out[OUTPUTS])
{
	for (size_t i = 0; i < OUTPUTS; i++)
		buffer_wipe(&out[i].content);
}

/* ---- writing them ------------------------------------------------------------ */

static int
tree_write(struct cw_store *s, int64_t id, const char *path,
    const struct output *out, size_t count, struct cw_error *err)
{
	const char *temporary = store_path(s, ".new/%ld-%lld", (long)getpid(),
	    (long long)id);
	struct tree t;
	int result = 0;

	if (temporary == NULL)
		return error_memory(err);
	tree_remove(temporary);         /* of an earlier process of our number */
	if (tree_start_as(&t, temporary, path, err) < 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++)
		result = tree_file(t.fd, out[i].name,
		    buffer_bytes(&out[i].content), out[i].secret ? 0600 : 0644,
		    err);
	if (result == 0)
		result = tree_finish_synced(&t, err);
	tree_end(&t);
	return result;
}

/* Taken is as good: only whoever has the number writes there, or somebody who
   finishes what that one began. */
int
files_write(struct cw_store *s, int64_t id, struct cw_error *err)
{
	struct output out[OUTPUTS];
	const char *path = NULL;
	struct query q;
	size_t count = 0;
	int row = -1, result = -1;

	if (query_start(&q, s, err, "SELECT folder, number FROM certs "
	    "WHERE id = ?", "i", id) == 0)
		row = query_next(&q, err);
	if (row == 1 && !query_is_null(&q, 0))
		path = store_path(s, "certs/%s/%lld", query_text(&q, 0),
		    (long long)query_int(&q, 1));
	query_end(&q);
	if (row < 0)
		return -1;
	if (path == NULL)
		return 0;
	if (outputs_make(s, id, out, &count, err) == 0)
		result = tree_write(s, id, path, out, count, err);
	outputs_free(out);
	return result < 0 ? -1 : 0;
}

int
files_current(struct cw_store *s, const char *folder, struct cw_error *err)
{
	const char *path = store_path(s, "certs/%s", folder);

	return path == NULL ? error_memory(err) : tree_current(path, err);
}

/* ---- after a crash ------------------------------------------------------------ */

bool
process_is_gone(int64_t pid)
{
	return pid > 0 && kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

/* The number of the process in "root.pem.new-1234-0" or "1234-17"; 0: none. */
static long
owner_of(const char *name, bool folder)
{
	const char *mark = strstr(name, ".new-");
	char *end;
	long pid;

	if (!folder && mark == NULL)
		return 0;
	pid = strtol(folder ? name : mark + 5, &end, 10);
	return *end == '-' ? pid : 0;
}

/* Temporary files that processes which are gone left in that folder. */
static void
temporaries_remove(struct cw_store *s, const char *folder, bool folders)
{
	const char *path = store_path(s, "%s", folder);
	DIR *dir = path == NULL ? NULL : opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		long pid = owner_of(entry->d_name, folders);
		const char *name;

		if (pid <= 0 || !process_is_gone(pid))
			continue;
		name = store_path(s, "%s/%s", folder, entry->d_name);
		if (name != NULL && folders)
			tree_remove(name);
		else if (name != NULL)
			unlink(name);
	}
	if (dir != NULL)
		closedir(dir);
}

/* One certificate whose files are not known to be there, and whose process is
   gone; 0: none. */
static int
unwritten_find(struct cw_store *s, int64_t after, int64_t *id,
    const char **folder, struct cw_error *err)
{
	struct query q;
	int row = -1;

	*id = 0;
	if (query_start(&q, s, err, "SELECT id, pid, folder FROM certs "
	    "WHERE state = 'issued' AND written = 0 AND id > ? ORDER BY id",
	    "i", after) == 0)
		while (*id == 0 && (row = query_next(&q, err)) == 1)
			if (query_int(&q, 1) == getpid() ||
			    process_is_gone(query_int(&q, 1))) {
				*id = query_int(&q, 0);
				*folder = arena_string(s->arena,
				    query_text(&q, 2));
				if (*folder == NULL)
					row = error_memory(err);
			}
	query_end(&q);
	return row < 0 ? -1 : 0;
}

static int
unwritten_write(struct cw_store *s, struct cw_error *err)
{
	const char *folder = NULL, *path;
	int64_t id = 0;

	for (unsigned i = 0; i < RECOVER_MOST; i++) {
		if (unwritten_find(s, id, &id, &folder, err) < 0)
			return -1;
		if (id == 0)
			return 0;
		path = store_path(s, "certs/%s", folder);
		if (path == NULL)
			return error_memory(err);
		if (*folder != '\0' && (folder_create(path, err) < 0 ||
		    files_write(s, id, err) < 0 ||
		    files_current(s, folder, err) < 0))
			return -1;
		if (store_run(s, err, "UPDATE certs SET written = 1 "
		    "WHERE id = ?", "i", id) < 0)
			return -1;
	}
	return 0;
}

int
files_recover(struct cw_store *s, struct cw_error *err)
{
	temporaries_remove(s, ".", false);
	temporaries_remove(s, "keys", false);
	temporaries_remove(s, ".new", true);
	return unwritten_write(s, err);
}
