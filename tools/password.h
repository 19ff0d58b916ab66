/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A password that comes from a file, since an option's value is seen by all. */
#ifndef TOOLS_PASSWORD_H
#define TOOLS_PASSWORD_H

#include <chainwright.h>

#define PASSWORD_SIZE 1026

/*
 * The first line of the file without its end. -1: it cannot be read, is longer
 * than 1024 octets, or holds a NUL.
 */
int password_read(const char *path, char password[PASSWORD_SIZE],
    struct cw_error *err);
/* The same from an open descriptor; path is what sentences call it. */
int password_read_from(int fd, const char *path, char password[PASSWORD_SIZE],
    struct cw_error *err);
void password_wipe(char password[PASSWORD_SIZE]);

#endif
