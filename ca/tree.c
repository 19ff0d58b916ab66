/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pem.h"
#include "ca/tree.h"

#define OPEN_FILES 8            /* that nftw may hold */

static int
taken(const char *path, struct cw_error *err)
{
	error_set(err, "%s exists already: name a folder that does not, or "
	    "remove it first", path);
	return -1;
}

/* The path without slashes at its end. */
static char *
path_trim(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	return strndup(path, len);
}

/* A folder of its own beside path; NULL: err says why. */
static char *
temporary_make(const char *path, struct cw_error *err)
{
	char *name;

	if (asprintf(&name, "%s.XXXXXX", path) < 0) {
		error_memory(err);
		return NULL;
	}
	if (mkdtemp(name) != NULL)
		return name;
	error_set(err, "cannot create folder %s: %s", path, strerror(errno));
	free(name);
	return NULL;
}

static int
tree_open(struct tree *t, struct cw_error *err)
{
	t->fd = open(t->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->fd >= 0)
		return 0;
	error_set(err, "cannot open folder %s: %s", t->temporary,
	    strerror(errno));
	return -1;
}

int
tree_start(struct tree *t, const char *path, struct cw_error *err)
{
	struct stat st;

	*t = (struct tree){ .fd = -1, .path = path_trim(path) };
	if (t->path == NULL) {
		error_memory(err);
	} else if (lstat(t->path, &st) == 0) {
		taken(t->path, err);
	} else {
		t->temporary = temporary_make(t->path, err);
		if (t->temporary != NULL && tree_open(t, err) == 0)
			return 0;
	}
	tree_end(t);
	return -1;
}

int
tree_folder(int fd, const char *name, struct cw_error *err)
{
	int inner = -1;

	if (mkdirat(fd, name, 0755) == 0)
		inner = openat(fd, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (inner < 0)
		error_set(err, "cannot create folder %s: %s", name,
		    strerror(errno));
	return inner;
}

static bool
write_all(int fd, struct bytes content)
{
	while (content.len > 0) {
		ssize_t n = write(fd, content.data, content.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		content.data += n;
		content.len -= (size_t)n;
	}
	return true;
}

int
tree_file(int fd, const char *name, struct bytes content, mode_t mode,
    struct cw_error *err)
{
	int file = openat(fd, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	bool good = file >= 0 && write_all(file, content);
	int trouble = errno;

	if (file >= 0 && close(file) < 0 && good) {
		trouble = errno;
		good = false;
	}
	if (!good)
		error_set(err, "cannot write %s: %s", name, strerror(trouble));
	return good ? 0 : -1;
}

int
tree_key(int fd, const char *name, struct bytes pkcs8, struct cw_error *err)
{
	struct buffer pem = BUFFER_EMPTY;
	int result;

	/* Room at once, so that no copy is left behind. */
	buffer_fill(&pem, 0, 2 * pkcs8.len + 256);
	buffer_cut(&pem, 0);
	pem_write(&pem, "PRIVATE KEY", pkcs8);
	result = pem.failed ? error_memory(err) :
	    tree_file(fd, name, buffer_bytes(&pem), 0600, err);
	buffer_wipe(&pem);
	return result;
}

/* rename() puts a folder in the place of an empty one, which mkdir() made and
   thereby claimed: so the name is never taken from anybody. */
int
tree_finish(struct tree *t, struct cw_error *err)
{
	struct stat st;

	if (mkdir(t->path, 0777) < 0) {
		if (errno == EEXIST)
			return taken(t->path, err);
		error_set(err, "cannot create folder %s: %s", t->path,
		    strerror(errno));
		return -1;
	}
	if (stat(t->path, &st) < 0 || fchmod(t->fd, st.st_mode & 0777) < 0 ||
	    rename(t->temporary, t->path) < 0) {
		error_set(err, "cannot create folder %s: %s", t->path,
		    strerror(errno));
		rmdir(t->path);
		return -1;
	}
	free(t->temporary);
	t->temporary = NULL;
	return 0;
}

int
tree_start_as(struct tree *t, const char *temporary, const char *path,
    struct cw_error *err)
{
	*t = (struct tree){ .fd = -1, .path = path_trim(path) };
	if (t->path == NULL) {
		error_memory(err);
	} else if (mkdir(temporary, 0700) < 0) {
		error_set(err, "cannot create folder %s: %s", temporary,
		    strerror(errno));
	} else {
		t->temporary = strdup(temporary);
		if (t->temporary == NULL)
			error_memory(err);
		else if (tree_open(t, err) == 0)
			return 0;
	}
	tree_end(t);
	return -1;
}

/* The highest number among the names of a folder; 0: none. */
static unsigned
number_highest(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	unsigned highest = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *end;
		unsigned long number = strtoul(entry->d_name, &end, 10);

		if (*end == '\0' && entry->d_name[0] >= '1' &&
		    entry->d_name[0] <= '9' && number < UINT_MAX &&
		    number > highest)
			highest = (unsigned)number;
	}
	if (dir != NULL)
		closedir(dir);
	return highest;
}

/* Points folder/current to a number by way of a link with another name. */
static int
current_set(const char *folder, unsigned number)
{
	char *link = NULL, *current = NULL, target[16];
	int result = -1;

	snprintf(target, sizeof(target), "%u", number);
	if (asprintf(&link, "%s/.current-%ld", folder, (long)getpid()) < 0)
		link = NULL;
	if (asprintf(&current, "%s/current", folder) < 0)
		current = NULL;
	if (link != NULL && current != NULL) {
		unlink(link);
		if (symlink(target, link) == 0) {
			result = rename(link, current);
			if (result < 0)
				unlink(link);
		}
	}
	free(link);
	free(current);
	return result;
}

/* Every file of the folder, and the folder, are on the disk. */
static bool
folder_sync(int fd)
{
	int again = dup(fd);
	DIR *dir = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;
	bool good = dir != NULL;

	if (dir == NULL && again >= 0)
		close(again);
	while (good && (entry = readdir(dir)) != NULL) {
		int file;

		if (entry->d_name[0] == '.')
			continue;
		file = openat(fd, entry->d_name, O_RDONLY | O_CLOEXEC);
		good = file >= 0 && fsync(file) == 0;
		if (file >= 0)
			close(file);
	}
	if (dir != NULL)
		closedir(dir);
	return good && fsync(fd) == 0;
}

/* A folder that holds something is never replaced by rename(). */
int
tree_finish_synced(struct tree *t, struct cw_error *err)
{
	if (fchmod(t->fd, 0755) == 0 && folder_sync(t->fd) &&
	    rename(t->temporary, t->path) == 0) {
		free(t->temporary);
		t->temporary = NULL;
		return 0;
	}
	if (errno == EEXIST || errno == ENOTEMPTY)
		return 1;
	error_set(err, "cannot create %s: %s", t->path, strerror(errno));
	return -1;
}

/* Until nobody came between: who is last sees the highest. */
int
tree_current(const char *folder, struct cw_error *err)
{
	unsigned highest, shown = 0;

	while ((highest = number_highest(folder)) > shown) {
		if (current_set(folder, highest) < 0) {
			error_set(err, "cannot create %s/current: %s", folder,
			    strerror(errno));
			return -1;
		}
		shown = highest;
	}
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

void
tree_remove(const char *path)
{
	nftw(path, remove_one, OPEN_FILES, FTW_DEPTH | FTW_PHYS);
}

void
tree_end(struct tree *t)
{
	if (t->fd >= 0)
		close(t->fd);
	if (t->temporary != NULL)
		tree_remove(t->temporary);
	free(t->temporary);
	free(t->path);
	*t = (struct tree){ .fd = -1 };
}
