/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of public suffixes, by libpsl where the program was built with it. */
#ifndef TOOLS_SUFFIX_H
#define TOOLS_SUFFIX_H

#include <stdbool.h>

struct public_suffixes;

struct public_suffixes *suffixes_new(void);     /* NULL: no memory */
void suffixes_free(struct public_suffixes *s);

/* What cw_question asks, with s as its context; NULL: there is no list. */
bool (*suffixes_ask(const struct public_suffixes *s))(void *context,
    const char *domain);

#endif
