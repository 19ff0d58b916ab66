/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole files, in and out. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

/*
 * Reads a whole file of at most limit octets, "-" being standard input, into
 * the empty buffer out. -1 and a sentence: no such file, a directory, larger
 * than the limit (nothing beyond limit + 1 octets is read), no right to read.
 */
int file_read(const char *path, size_t limit, struct buffer *out,
    struct cw_error *err);

enum file_mode { FILE_PUBLIC = 0644, FILE_SECRET = 0600 };

/*
 * Writes a whole file at once: a temporary file beside it, synced, then renamed
 * over what was there (file_replace) or linked under its name, which fails if
 * the name is taken (file_create: a key is never overwritten). At no moment is
 * there half a file under the name or a mode wider than asked for.
 */
int file_create(const char *path, struct bytes content, enum file_mode mode,
    struct cw_error *err);
int file_replace(const char *path, struct bytes content, enum file_mode mode,
    struct cw_error *err);

/* Makes a folder of mode 0700; that it exists already is no error. */
int folder_create(const char *path, struct cw_error *err);

#endif
