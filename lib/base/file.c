/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"

#define BLOCK ((size_t)65536)
#define MAX_TRIES 100

static int
fail(struct cw_error *err, const char *doing, const char *path)
{
	error_set(err, "%s %s: %s", doing, path, strerror(errno));
	return -1;
}

/* Reads on until the end, or until one octet more than limit has come. */
static int
read_all(int fd, size_t limit, struct buffer *out)
{
	uint8_t block[BLOCK];
	size_t want;
	ssize_t got;

	while (out->len <= limit) {
		want = limit - out->len;
		want = want < BLOCK ? want + 1 : BLOCK;
		got = read(fd, block, want);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -1 : 0;
		buffer_add(out, (struct bytes){ block, (size_t)got });
		if (out->failed) {
			errno = ENOMEM;
			return -1;
		}
	}
	return 0;
}

/* Known before an octet of it is read, of what has a size. */
static bool
is_larger(int fd, size_t limit)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size > 0 && (uintmax_t)st.st_size > limit;
}

int
file_read(const char *path, size_t limit, struct buffer *out,
    struct cw_error *err)
{
	bool input = strcmp(path, "-") == 0;
	const char *name = input ? "standard input" : path;
	int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	bool larger;
	int rc;

	if (fd < 0)
		return fail(err, "cannot open", name);
	larger = is_larger(fd, limit);
	rc = larger ? 0 : read_all(fd, limit, out);
	if (rc != 0)
		fail(err, "cannot read", name);
	if (!input)
		close(fd);
	if (rc == 0 && (larger || out->len > limit)) {
		error_set(err, "%s is larger than %zu octets", name, limit);
		rc = -1;
	}
	if (rc != 0)
		buffer_wipe(out);
	return rc;
}

static bool
write_all(int fd, struct bytes content)
{
	ssize_t done;

	while (content.len > 0) {
		done = write(fd, content.data, content.len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		content.data += done;
		content.len -= (size_t)done;
	}
	return fsync(fd) == 0;
}

/*
 * Opens a new file beside path, with its mode from its first moment on, and
 * leaves its name in temporary.
 */
static int
temporary_open(const char *path, enum file_mode mode,
    struct buffer *temporary)
{
	int fd = -1, i;

	for (i = 0; i < MAX_TRIES && fd < 0; i++) {
		buffer_cut(temporary, 0);
		buffer_format(temporary, "%s.new-%ld-%d", path,
		    (long)getpid(), i);
		if (temporary->failed) {
			errno = ENOMEM;
			return -1;
		}
		fd = open((const char *)temporary->data, O_WRONLY | O_CREAT |
		    O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)mode);
		if (fd < 0 && errno != EEXIST)
			return -1;
	}
	return fd;
}

/* Gives the finished file its name, which must not be taken. */
static int
name_take(const char *temporary, const char *path)
{
	if (link(temporary, path) == 0)
		return unlink(temporary);
#ifdef RENAME_NOREPLACE
	/* File systems without hard links. */
	if (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS)
		return renameat2(AT_FDCWD, temporary, AT_FDCWD, path,
		    RENAME_NOREPLACE);
#endif
	return -1;
}

static int
file_write(const char *path, struct bytes content, enum file_mode mode,
    bool replace, struct cw_error *err)
{
	struct buffer temporary = BUFFER_EMPTY;
	int fd = temporary_open(path, mode, &temporary), rc = -1;
	const char *name = (const char *)temporary.data;
	bool written;

	if (fd < 0) {
		fail(err, "cannot create", path);
		goto out;
	}
	written = write_all(fd, content);
	if (close(fd) != 0 || !written) {
		fail(err, "cannot write", path);
		unlink(name);
		goto out;
	}
	rc = replace ? rename(name, path) : name_take(name, path);
	if (rc != 0) {
		if (errno == EEXIST)
			error_set(err, "%s exists already", path);
		else
			fail(err, "cannot create", path);
		unlink(name);
	}
out:
	buffer_free(&temporary);
	return rc;
}

int
file_create(const char *path, struct bytes content, enum file_mode mode,
    struct cw_error *err)
{
	return file_write(path, content, mode, false, err);
}

int
file_replace(const char *path, struct bytes content, enum file_mode mode,
    struct cw_error *err)
{
	return file_write(path, content, mode, true, err);
}

int
folder_create(const char *path, struct cw_error *err)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return 0;
	if (errno != EEXIST)
		return fail(err, "cannot create folder", path);
	if (stat(path, &st) != 0)
		return fail(err, "cannot create folder", path);
	if (!S_ISDIR(st.st_mode)) {
		error_set(err, "%s exists already and is no folder", path);
		return -1;
	}
	return 0;
}
