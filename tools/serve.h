/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What serve shows: chains of ours that are minted now, or files. */
#ifndef TOOLS_SERVE_H
#define TOOLS_SERVE_H

#include <chainwright-ca.h>
#include <chainwright-serve.h>
#include "tools/command.h"
#include "tools/tls.h"

#define SHOWS_MAX 64
#define SERVE_PATH 96

/* What one option asks for: a failure, or files. */
struct show_wish {
	const char *slug;               /* "good": nothing is wrong */
	const char *chain, *key, *name;
};

struct serve_options {
	struct show_wish wish[SHOWS_MAX];
	size_t wish_count;
	bool all, ipv6, once, trace;
	int verbose;
	const char *domain, *root, *staple, *client_ca;
	const char *alpn[ALPN_MAX];
	size_t alpn_count;
	enum cw_offer offer;
	unsigned port, timeout;
};

/* One chain that is shown. */
struct show {
	char name[128];                 /* "" : whoever asks */
	char root_path[SERVE_PATH];     /* on our own pages; "": none */
	const char *slug;               /* of the catalogue; NULL: none */
	struct cw_failure failure;
	struct cw_scenario *scenario;   /* NULL: files */
	char *root;                     /* PEM */
	struct cw_certs *chain;         /* of files */
	struct cw_server server;
	void *key;
	size_t key_len;
};

struct shows {
	struct show *list;
	size_t count;
	struct cw_site *site;
	size_t site_count;
	struct cw_page *page;
	size_t page_count;
	char *index;                    /* the page that lists them */
	void *staple;
	size_t staple_len;
};

/* serve_sites.c: mints or loads what was asked for. Call shows_close in any
   case. */
int shows_open(struct shows *s, const struct serve_options *o, int64_t now,
    struct cw_error *err);
/* The pages of that port. */
int shows_pages(struct shows *s, unsigned port, struct cw_error *err);
/* Writes the first root into a new file. */
int shows_root_write(const struct shows *s, const char *path,
    struct cw_error *err);
void shows_close(struct shows *s);

/* serve_words.c: what is said before the first visit. */
int serve_begin(const struct shows *s, const struct serve_options *o,
    unsigned port, const struct output *output);

#endif
