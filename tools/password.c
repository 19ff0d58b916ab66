/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "tools/password.h"

static int
refuse(struct cw_error *err, const char *path, const char *why)
{
	snprintf(err->text, sizeof(err->text), "password file %.300s: %s", path,
	    why);
	return -1;
}

/* Up to size octets; -1: errno tells. */
static ssize_t
fill(int fd, char *out, size_t size)
{
	size_t len = 0;
	ssize_t got = 1;

	while (len < size && got > 0) {
		got = read(fd, out + len, size - len);
		if (got < 0 && errno != EINTR)
			return -1;
		if (got > 0)
			len += (size_t)got;
		else if (got < 0)
			got = 1;
	}
	return (ssize_t)len;
}

void
password_wipe(char password[PASSWORD_SIZE])
{
	explicit_bzero(password, PASSWORD_SIZE);
}

int
password_read_from(int fd, const char *path, char password[PASSWORD_SIZE],
    struct cw_error *err)
{
	ssize_t len = fill(fd, password, PASSWORD_SIZE - 1);
	size_t line;

	if (len < 0) {
		int saved = errno;

		password_wipe(password);
		return refuse(err, path, strerror(saved));
	}
	password[len] = '\0';
	line = strcspn(password, "\r\n");
	if (memchr(password, '\0', (size_t)len) != NULL ||
	    line == PASSWORD_SIZE - 1) {
		password_wipe(password);
		return refuse(err, path, line == PASSWORD_SIZE - 1 ?
		    "its first line is longer than 1024 octets" :
		    "it holds a NUL, so it is no text");
	}
	password[line] = '\0';
	return 0;
}

int
password_read(const char *path, char password[PASSWORD_SIZE],
    struct cw_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), result;

	if (fd < 0)
		return refuse(err, path, strerror(errno));
	result = password_read_from(fd, path, password, err);
	close(fd);
	return result;
}
