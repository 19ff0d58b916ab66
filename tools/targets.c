/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tools/targets.h"

#define LIST_MAX ((size_t)64 << 20)
#define BLOCK ((size_t)65536)

static int
no_memory(struct cw_error *err)
{
	snprintf(err->text, sizeof(err->text), "out of memory");
	return -1;
}

static int
add(struct targets *t, const char *path, struct cw_error *err)
{
	size_t size = t->size == 0 ? 16 : 2 * t->size;
	const char **grown;

	if (t->count == t->size) {
		grown = realloc(t->path, size * sizeof(*grown));
		if (grown == NULL)
			return no_memory(err);
		t->path = grown;
		t->size = size;
	}
	t->path[t->count++] = path;
	return 0;
}

/* The whole list, with a NUL at its end. */
static int
list_read(struct targets *t, int fd, const char *name, size_t *len,
    struct cw_error *err)
{
	size_t size = 0;
	ssize_t got = 1;

	for (*len = 0; got > 0; *len += (size_t)got) {
		if (size - *len < BLOCK + 1) {
			char *grown = realloc(t->list, 2 * size + BLOCK + 1);

			if (grown == NULL)
				return no_memory(err);
			t->list = grown;
			size = 2 * size + BLOCK + 1;
		}
		do
			got = read(fd, t->list + *len, BLOCK);
		while (got < 0 && errno == EINTR);
		if (got < 0) {
			snprintf(err->text, sizeof(err->text),
			    "cannot read %s: %s", name, strerror(errno));
			return -1;
		}
		if (*len > LIST_MAX) {
			snprintf(err->text, sizeof(err->text),
			    "%s is larger than %zu octets", name, LIST_MAX);
			return -1;
		}
	}
	t->list[*len] = '\0';
	return 0;
}

static int
list_split(struct targets *t, const char *name, size_t len,
    struct cw_error *err)
{
	char *line = t->list, *end;

	if (memchr(t->list, '\0', len) != NULL) {
		snprintf(err->text, sizeof(err->text), "%s holds a NUL, so it "
		    "is no list of paths", name);
		return -1;
	}
	for (; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		if (*end == '\n')
			*end++ = '\0';
		if (*line != '\0' && add(t, line, err) != 0)
			return -1;
	}
	return 0;
}

static int
list_load(struct targets *t, const char *path, struct cw_error *err)
{
	bool input = strcmp(path, "-") == 0;
	const char *name = input ? "standard input" : path;
	int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), rc;
	size_t len;

	if (fd < 0) {
		snprintf(err->text, sizeof(err->text), "cannot open %s: %s",
		    name, strerror(errno));
		return -1;
	}
	rc = list_read(t, fd, name, &len, err);
	if (!input)
		close(fd);
	return rc == 0 ? list_split(t, name, len, err) : -1;
}

int
targets_gather(struct targets *targets, char *const *operand, int count,
    const char *list, struct cw_error *err)
{
	size_t inputs = list != NULL && strcmp(list, "-") == 0, i;
	int k;

	memset(targets, 0, sizeof(*targets));
	for (k = 0; k < count; k++)
		if (add(targets, operand[k], err) != 0)
			return -1;
	if (list != NULL && list_load(targets, list, err) != 0)
		return -1;
	for (i = 0; i < targets->count; i++)
		inputs += strcmp(targets->path[i], "-") == 0;
	if (targets->count == 0 || inputs > 1) {
		snprintf(err->text, sizeof(err->text), targets->count > 0 ?
		    "standard input can be read only once" : list != NULL ?
		    "the list names no target" :
		    "it needs a target: give files, - or --targets-from");
		return -1;
	}
	return 0;
}

void
targets_free(struct targets *targets)
{
	free(targets->path);
	free(targets->list);
}

int
target_load(struct cw_certs *certs, const char *path, struct cw_error *err)
{
	struct stat info;

	if (strcmp(path, "-") != 0 && stat(path, &info) == 0 &&
	    S_ISDIR(info.st_mode)) {
		snprintf(err->text, sizeof(err->text), "%.200s is a directory: "
		    "give its files, as %.100s/*.pem, or their list with "
		    "--targets-from", path, path);
		return -1;
	}
	return cw_certs_load(certs, path, err);
}
