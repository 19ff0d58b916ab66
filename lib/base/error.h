/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trouble of our own: one sentence, filled once, where it broke. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <chainwright.h>

/* Fills err, cutting what does not fit; err may be NULL. Control characters
   that come in through the arguments are replaced by '?'. */
void error_set(struct cw_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The one sentence for "no memory". Returns -1, for return statements. */
int error_memory(struct cw_error *err);

#endif
