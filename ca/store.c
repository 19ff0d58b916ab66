/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens the store, making it on first use. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ca/store.h"

#define SCHEMA_VERSION 1
#define WAIT_BY_DEFAULT 30      /* seconds */
#define PAUSE 2                 /* milliseconds between two tries */

const char *
store_path(const struct cw_store *s, const char *format, ...)
{
	struct buffer b = BUFFER_EMPTY;
	const char *path = NULL;
	va_list args;

	buffer_format(&b, "%s/", s->path);
	va_start(args, format);
	buffer_vformat(&b, format, args);
	va_end(args);
	if (!b.failed)
		path = arena_string(s->arena, (const char *)b.data);
	buffer_free(&b);
	return path;
}

/* The database has its mode before it has a word in it. One that is there is
   not opened here: to close it would drop the locks of this process. */
static int
file_make(const char *path, struct cw_error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct stat st;
	int result = -1;

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	if (errno != EEXIST || lstat(path, &st) < 0)
		error_set(err, "cannot open %s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		error_set(err, "%s exists already and is no file", path);
	else if ((st.st_mode & 077) != 0)
		error_set(err, "others can read the store %s: chmod 600 it, "
		    "or make a new CA in another folder if they did", path);
	else
		result = 0;
	return result;
}

/* Those who find the store locked try again soon, until they have waited long
   enough: with many at once nobody is left behind for seconds. */
static int
wait_more(void *context, int tries)
{
	const struct cw_store *s = context;

	if ((unsigned)tries * PAUSE >= s->wait)
		return 0;
	sqlite3_sleep(PAUSE);
	return 1;
}

/* A setting that needs the whole file for itself is refused, not waited for,
   while others make the store or put it right. */
static int
settings_make(struct cw_store *s, struct cw_error *err)
{
	static const char settings[] =
	    "PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL;"
	    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
	    "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
	    "PRAGMA temp_store = MEMORY;";
	int64_t synchronous;

	for (unsigned waited = 0;; waited += PAUSE) {
		if (sqlite3_exec(s->db, settings, NULL, NULL, NULL) ==
		    SQLITE_OK)
			break;
		if ((sqlite3_errcode(s->db) & 0xff) != SQLITE_BUSY ||
		    waited >= s->wait)
			return store_fail(s, "cannot open", err);
		sqlite3_sleep(PAUSE);
	}
	if (store_number(s, &synchronous, err, "PRAGMA synchronous", "") < 0)
		return -1;
	if (synchronous == 2)
		return 0;
	error_set(err, "%s/store.db cannot be written safely here", s->path);
	return -1;
}

static int
version_read(struct cw_store *s, int64_t *version, struct cw_error *err)
{
	if (store_number(s, version, err, "PRAGMA user_version", "") < 0)
		return -1;
	if (*version <= SCHEMA_VERSION)
		return 0;
	error_set(err, "%s/store.db was made by a newer chainwright: use that",
	    s->path);
	return -1;
}

static int
schema_make(struct cw_store *s, struct cw_error *err)
{
	int64_t version;

	if (version_read(s, &version, err) < 0)
		return -1;
	if (version == SCHEMA_VERSION)
		return 0;
	if (store_begin(s, err) < 0)
		return -1;
	if (version_read(s, &version, err) == 0 && (version != 0 ||
	    (store_exec(s, store_schema, err) == 0 &&
	    store_exec(s, "PRAGMA user_version = 1", err) == 0 &&
	    audit_add(s, "store", "made", err) == 0)) &&
	    store_commit(s, err) == 0)
		return 0;
	store_rollback(s);
	return -1;
}

static int
database_open(struct cw_store *s, struct cw_error *err)
{
	const char *path = store_path(s, "store.db");

	if (path == NULL)
		return error_memory(err);
	if (file_make(path, err) < 0)
		return -1;
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return s->db == NULL ? error_memory(err) :
		    store_fail(s, "cannot open", err);
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_handler(s->db, wait_more, s);
	/* The next one reads the log as well as the file; to copy it there
	   costs each call more than all the rest. */
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (settings_make(s, err) < 0 || schema_make(s, err) < 0)
		return -1;
	return 0;
}

static int
folders_make(struct cw_store *s, struct cw_error *err)
{
	static const char *const names[] = { "keys", "certs", ".new" };

	if (folder_create(s->path, err) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *path = store_path(s, "%s", names[i]);

		if (path == NULL)
			return error_memory(err);
		if (folder_create(path, err) < 0)
			return -1;
	}
	return 0;
}

/* Something to open: the store, or the files of a CA without one. */
static int
pki_is_there(struct cw_store *s, struct cw_error *err)
{
	const char *store = store_path(s, "store.db");
	const char *root = store_path(s, "root.pem");
	struct stat st;

	if (store == NULL || root == NULL)
		return error_memory(err);
	if (stat(store, &st) == 0 || stat(root, &st) == 0)
		return 0;
	error_set(err, "there is no CA in %s: chainwright mint NAME makes one, "
	    "--pki DIR names another folder", s->path);
	return -1;
}

static int
store_start(struct cw_store *s, const struct cw_store_options *o,
    struct cw_error *err)
{
	s->path = arena_string(s->arena, o->folder);
	if (s->path == NULL || s->cache == NULL)
		return error_memory(err);
	if (!o->create && !o->bare && pki_is_there(s, err) < 0)
		return -1;
	if (folders_make(s, err) < 0 || database_open(s, err) < 0)
		return -1;
	if (authorities_open(s, err) < 0)
		return -1;
	return o->read_only ? 0 : files_recover(s, err);
}

int
cw_store_open(const struct cw_store_options *options, struct cw_store **out,
    struct cw_error *err)
{
	struct cw_store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return error_memory(err);
	s->arena = arena_new(0);
	s->cache = cw_cache_new(0);
	s->now = options->now;
	s->passphrase = options->passphrase;
	s->bare = options->bare || !options->create;
	s->mending = options->mending;
	s->wait = (options->wait != 0 ? options->wait : WAIT_BY_DEFAULT) * 1000;
	if (s->arena == NULL || store_start(s, options, err) < 0) {
		if (s->arena == NULL)
			error_memory(err);
		cw_store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

void
cw_store_close(struct cw_store *s)
{
	if (s == NULL)
		return;
	store_rollback(s);
	sqlite3_close(s->db);
	authorities_free(s);
	cw_cache_free(s->cache);
	arena_free(s->arena);
	free(s);
}

bool
cw_store_created(const struct cw_store *s)
{
	return s->created;
}
