/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A folder that appears under its name whole, or not at all. */
#ifndef CA_TREE_H
#define CA_TREE_H

#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

struct tree {
	char *path;                     /* the name it will have */
	char *temporary;                /* the name it has until then */
	int fd;                         /* open on it */
};

/* -1: the name is taken, or the folder above cannot be written. */
int tree_start(struct tree *t, const char *path, struct cw_error *err);
/*
 * Makes a folder in the folder open at fd, and opens it; the caller closes it.
 */
int tree_folder(int fd, const char *name, struct cw_error *err);
/* Makes a file in it, exclusively, with that mode from its first octet. */
int tree_file(int fd, const char *name, struct bytes content, mode_t mode,
    struct cw_error *err);
/* A private key as PEM, 0600. */
int tree_key(int fd, const char *name, struct bytes pkcs8,
    struct cw_error *err);
/* Gives it its name; -1: the name was taken meanwhile. */
int tree_finish(struct tree *t, struct cw_error *err);

/*
 * The same for path where others may be as fast: it grows as temporary, a name in
 * the same file system, and is on the disk before it has its own. 1: the name is
 * taken.
 */
int tree_start_as(struct tree *t, const char *temporary, const char *path,
    struct cw_error *err);
int tree_finish_synced(struct tree *t, struct cw_error *err);

/* Points the symbolic link folder/current to the highest number in folder. */
int tree_current(const char *folder, struct cw_error *err);

/* Removes a folder with all that is in it. */
void tree_remove(const char *path);

/* Removes what was not finished, and forgets the rest. */
void tree_end(struct tree *t);

#endif
