/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TOOLS_PAGE_H
#define TOOLS_PAGE_H

#include <chainwright.h>

/* Writes handshakes as one page of HTML into a new file. */
int page_write(const char *path, const struct cw_handshake *const *handshake,
    const char *const *title, size_t count, struct cw_error *err);

#endif
