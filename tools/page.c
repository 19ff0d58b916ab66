/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tools/page.h"

static int
text_write(const char *path, const char *text, struct cw_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0644);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	bool written;

	if (file == NULL) {
		snprintf(err->text, sizeof(err->text), "%.200s: %s", path,
		    errno == EEXIST ? "is there already; --html writes a new "
		    "file" : strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	written = fputs(text, file) >= 0;
	if (fclose(file) == 0 && written)
		return 0;
	snprintf(err->text, sizeof(err->text), "%.200s cannot be written",
	    path);
	return -1;
}

int
page_write(const char *path, const struct cw_handshake *const *handshake,
    const char *const *title, size_t count, struct cw_error *err)
{
	char *text = cw_handshakes_html(handshake, title, count);
	int result;

	if (text == NULL) {
		snprintf(err->text, sizeof(err->text), "out of memory");
		return -1;
	}
	result = text_write(path, text, err);
	free(text);
	return result;
}
