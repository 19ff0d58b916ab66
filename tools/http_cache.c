/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "tools/http_cache.h"

static bool
folder_make(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

void
http_cache_folder(char *out, size_t size)
{
	const char *base = secure_getenv("XDG_CACHE_HOME");
	const char *home = secure_getenv("HOME");
	char parent[4000];
	int n;

	out[0] = '\0';
	if (base != NULL && base[0] == '/')
		n = snprintf(parent, sizeof(parent), "%s", base);
	else if (home != NULL && home[0] == '/')
		n = snprintf(parent, sizeof(parent), "%s/.cache", home);
	else
		return;
	if (n < 0 || (size_t)n >= sizeof(parent) || !folder_make(parent))
		return;
	n = snprintf(out, size, "%s/chainwright", parent);
	if (n < 0 || (size_t)n >= size || !folder_make(out))
		out[0] = '\0';
}

/* The URL with all but letters, digits, dots and hyphens as %XX. False: it is
   too long for a name. */
static bool
path_make(char *out, size_t size, const char *folder,
    const struct cw_fetch_request *request)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	const char *c;
	char name[256];
	size_t len = 0;
	int n;

	for (c = request->url; *c != '\0'; c++) {
		if (len + 4 >= sizeof(name))
			return false;
		if (strchr(plain, *c) != NULL)
			name[len++] = *c;
		else
			len += (size_t)snprintf(name + len, 4, "%%%02X",
			    (unsigned)(unsigned char)*c);
	}
	name[len] = '\0';
	n = snprintf(out, size, "%s/%s", folder, name);
	return n > 0 && (size_t)n < size;
}

static bool
fill(int fd, char *out, size_t len)
{
	size_t have = 0;
	ssize_t got;

	while (have < len) {
		got = read(fd, out + have, len - have);
		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		if (got > 0)
			have += (size_t)got;
	}
	return true;
}

bool
http_cache_get(const char *folder, const struct cw_fetch_request *request,
    struct cw_fetch_answer *answer)
{
	char path[4400];
	struct stat info;
	bool got = false;
	int fd;

	if (folder[0] == '\0' ||
	    !path_make(path, sizeof(path), folder, request))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return false;
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
	    info.st_size > 0 && (size_t)info.st_size <= request->most &&
	    info.st_mtime > time(NULL)) {
		answer->len = (size_t)info.st_size;
		answer->octets = malloc(answer->len);
		got = answer->octets != NULL &&
		    fill(fd, answer->octets, answer->len);
	}
	close(fd);
	if (!got) {
		free(answer->octets);
		answer->octets = NULL;
		answer->len = 0;
		return false;
	}
	answer->outcome = CW_FETCH_DONE;
	answer->from_cache = true;
	return true;
}

static bool
write_all(int fd, const char *octets, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, octets, len);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			octets += n;
			len -= (size_t)n;
		}
	}
	return true;
}

/* Under a name of its own first, so that nobody reads half of it. */
void
http_cache_put(const char *folder, const struct cw_fetch_request *request,
    const void *octets, size_t len, long seconds)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_NOW }, { .tv_sec = 0 } };
	char path[4400], new[4440];
	bool fine;
	int fd;

	if (folder[0] == '\0' || seconds <= 0 ||
	    !path_make(path, sizeof(path), folder, request))
		return;
	(void)snprintf(new, sizeof(new), "%s/.new-XXXXXX", folder);
	fd = mkostemp(new, O_CLOEXEC);
	if (fd < 0)
		return;
	times[1].tv_sec = time(NULL) + seconds;
	fine = write_all(fd, octets, len) && futimens(fd, times) == 0;
	if (close(fd) != 0 || !fine || rename(new, path) != 0)
		(void)unlink(new);
}
