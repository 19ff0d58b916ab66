/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A folder for one test, in the folder where the tests run. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include <sys/types.h>

/* Its name, between folder_setup and folder_teardown. */
extern char folder[];
void folder_setup(void);
void folder_teardown(void);

/* A path in it; eight of them may be in use at once. */
const char *in_folder(const char *name);
/* The permissions of what is there, or the test has failed. */
mode_t mode_of(const char *path);

#endif
