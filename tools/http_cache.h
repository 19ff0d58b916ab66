/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What web servers sent, kept in $XDG_CACHE_HOME/chainwright for as long as they
 * allowed. A file is named by its URL; its time of change is the moment at which
 * it is too old.
 */
#ifndef TOOLS_HTTP_CACHE_H
#define TOOLS_HTTP_CACHE_H

#include <chainwright-fetch.h>

/* The folder, made when it is not there; "": there can be none. */
void http_cache_folder(char *out, size_t size);

/* Fills the answer; false: there is nothing that may still be used. */
bool http_cache_get(const char *folder, const struct cw_fetch_request *request,
    struct cw_fetch_answer *answer);

/* Keeps the octets for that many seconds. What cannot be kept is not. */
void http_cache_put(const char *folder, const struct cw_fetch_request *request,
    const void *octets, size_t len, long seconds);

#endif
