/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks web servers for what certificates name: --fetch. */
#ifndef TOOLS_HTTP_H
#define TOOLS_HTTP_H

#include <chainwright-fetch.h>
#include <stdint.h>

struct http {
	long one_ms;                    /* for an address */
	int64_t deadline;               /* of all that is asked; monotonic ms */
	bool private_too;               /* addresses of no public network */
	char cache[4096];               /* folder; "": nothing is kept */
};

/* Once, before there are threads; -1: it cannot work. */
int http_start(struct cw_error *err);

#define HTTP_SECONDS 10                 /* by default, for one address */
#define HTTP_SECONDS_MAX 600u

/* One client for one target; its time begins now: so many seconds for an
   address, three times as many for all. */
void http_open(struct http *h, unsigned seconds, bool private_too);

/* What cw_fetch asks with, for as long as h lives. */
struct cw_fetcher http_fetcher(struct http *h);

#endif
