/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/file.h"
#include "ca/store.h"

#define LOCKS_MOST (1u << 20)   /* octets of /proc/locks that are looked at */
#define WRITE_LOCK " 120 120"   /* of a WAL: the octet of its index */

/* The process that writes to the store now; 0: it cannot be told. The lock is
   looked up from outside, since opening the file here would lose our own. */
static long
holder_find(struct cw_store *s)
{
	const char *index = store_path(s, "store.db-shm");
	char place[64];
	struct stat st;
	long pid = 0;
	FILE *locks;
	char line[256];

	if (index == NULL || stat(index, &st) < 0 ||
	    (locks = fopen("/proc/locks", "re")) == NULL)
		return 0;
	snprintf(place, sizeof(place), "%02x:%02x:%llu" WRITE_LOCK,
	    major(st.st_dev), minor(st.st_dev), (unsigned long long)st.st_ino);
	for (unsigned seen = 0; seen < LOCKS_MOST && pid == 0 &&
	    fgets(line, sizeof(line), locks) != NULL; seen += 64) {
		const char *write = strstr(line, " WRITE ");

		if (write != NULL && strstr(line, place) != NULL)
			pid = strtol(write + 7, NULL, 10);
	}
	fclose(locks);
	return pid;
}

static int
fail_busy(struct cw_store *s, struct cw_error *err)
{
	long pid = holder_find(s);

	if (pid > 0)
		error_set(err, "the store %s/store.db is in use: process %ld "
		    "has been writing to it for more than %u s; wait for it, "
		    "or end it", s->path, pid, s->wait / 1000);
	else
		error_set(err, "the store %s/store.db is in use: others have "
		    "been writing to it for more than %u s; try again",
		    s->path, s->wait / 1000);
	return -1;
}

int
store_fail(struct cw_store *s, const char *doing, struct cw_error *err)
{
	int code = sqlite3_extended_errcode(s->db);
	int system = sqlite3_system_errno(s->db);

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail_busy(s, err);
	case SQLITE_NOMEM:
		return error_memory(err);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		error_set(err, "the store %s/store.db is damaged (%s): put "
		    "back a copy of the folder, or make a new CA in another",
		    s->path, sqlite3_errmsg(s->db));
		return -1;
	case SQLITE_FULL:
		error_set(err, "%s %s/store.db: %s; nothing was changed",
		    doing, s->path, strerror(ENOSPC));
		return -1;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		error_set(err, "%s %s/store.db: %s", doing, s->path,
		    system != 0 ? strerror(system) : sqlite3_errmsg(s->db));
		return -1;
	default:
		error_set(err, "%s %s/store.db: %s", doing, s->path,
		    sqlite3_errmsg(s->db));
		return -1;
	}
}

/* ---- statements ------------------------------------------------------------ */

static bool
parameter_bind(sqlite3_stmt *statement, int i, char type, va_list *args)
{
	const char *text;
	struct bytes b;
	int rc;

	switch (type) {
	case 'i':
		rc = sqlite3_bind_int64(statement, i, va_arg(*args, int64_t));
		break;
	case 't':
		text = va_arg(*args, const char *);
		rc = text == NULL ? sqlite3_bind_null(statement, i) :
		    sqlite3_bind_text(statement, i, text, -1,
		    SQLITE_TRANSIENT);
		break;
	default:
		b = va_arg(*args, struct bytes);
		rc = b.data == NULL ? sqlite3_bind_null(statement, i) :
		    sqlite3_bind_blob64(statement, i, b.data, b.len,
		    SQLITE_TRANSIENT);
		break;
	}
	return rc == SQLITE_OK;
}

static int
query_prepare(struct query *q, struct cw_store *s, const char *sql,
    const char *types, va_list *args, struct cw_error *err)
{
	*q = (struct query){ .store = s };
	if (sqlite3_prepare_v2(s->db, sql, -1, &q->statement, NULL) !=
	    SQLITE_OK)
		return store_fail(s, "cannot read", err);
	for (int i = 0; types[i] != '\0'; i++)
		if (!parameter_bind(q->statement, i + 1, types[i], args))
			return store_fail(s, "cannot read", err);
	return 0;
}

int
query_start(struct query *q, struct cw_store *s, struct cw_error *err,
    const char *sql, const char *types, ...)
{
	va_list args;
	int result;

	va_start(args, types);
	result = query_prepare(q, s, sql, types, &args, err);
	va_end(args);
	return result;
}

int
query_next(struct query *q, struct cw_error *err)
{
	switch (sqlite3_step(q->statement)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return store_fail(q->store, "cannot use", err);
	}
}

void
query_end(struct query *q)
{
	sqlite3_finalize(q->statement);
	q->statement = NULL;
}

int64_t
query_int(const struct query *q, int column)
{
	return sqlite3_column_int64(q->statement, column);
}

const char *
query_text(const struct query *q, int column)
{
	const void *text = sqlite3_column_text(q->statement, column);

	return text != NULL ? text : "";
}

struct bytes
query_bytes(const struct query *q, int column)
{
	const void *data = sqlite3_column_blob(q->statement, column);

	return (struct bytes){ data,
	    (size_t)sqlite3_column_bytes(q->statement, column) };
}

bool
query_is_null(const struct query *q, int column)
{
	return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

int
store_run(struct cw_store *s, struct cw_error *err, const char *sql,
    const char *types, ...)
{
	struct query q;
	va_list args;
	int result;

	va_start(args, types);
	result = query_prepare(&q, s, sql, types, &args, err);
	va_end(args);
	if (result == 0 && query_next(&q, err) < 0)
		result = -1;
	query_end(&q);
	return result;
}

int
store_number(struct cw_store *s, int64_t *out, struct cw_error *err,
    const char *sql, const char *types, ...)
{
	struct query q;
	va_list args;
	int result, row = -1;

	va_start(args, types);
	result = query_prepare(&q, s, sql, types, &args, err);
	va_end(args);
	if (result == 0)
		row = query_next(&q, err);
	if (row >= 0)
		*out = row > 0 ? query_int(&q, 0) : 0;
	query_end(&q);
	return row < 0 ? -1 : 0;
}

int64_t
store_last_id(const struct cw_store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

/* ---- transactions ---------------------------------------------------------- */

int
store_exec(struct cw_store *s, const char *sql, struct cw_error *err)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	return store_fail(s, "cannot write", err);
}

/* Where the store itself does not wait (it is being made, or put right after a
   crash), we do. */
int
store_begin(struct cw_store *s, struct cw_error *err)
{
	for (unsigned waited = 0; waited <= s->wait; waited += 5) {
		if (sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL,
		    NULL) == SQLITE_OK) {
			s->inside = true;
			return 0;
		}
		if ((sqlite3_errcode(s->db) & 0xff) != SQLITE_BUSY ||
		    sqlite3_extended_errcode(s->db) == SQLITE_BUSY)
			break;
		sqlite3_sleep(5);
	}
	return store_fail(s, "cannot write", err);
}

int
store_commit(struct cw_store *s, struct cw_error *err)
{
	if (store_exec(s, "COMMIT", err) < 0) {
		store_rollback(s);
		return -1;
	}
	s->inside = false;
	return 0;
}

void
store_rollback(struct cw_store *s)
{
	if (s->inside && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->inside = false;
}
