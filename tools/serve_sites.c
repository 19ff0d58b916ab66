/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tools/serve.h"

#define STAPLE_MAX 65536

static int
no_memory(struct cw_error *err)
{
	snprintf(err->text, sizeof(err->text), "out of memory");
	return -1;
}

static bool
failure_find(const char *slug, struct cw_failure *out)
{
	size_t i;

	for (i = 0; cw_failure(i, out); i++)
		if (strcmp(out->slug, slug) == 0)
			return true;
	return false;
}

/* ---- chains of ours -------------------------------------------------------- */

/* The first scenario lends its keys to the others, so that most have one root. */
static int
scenario_open(struct shows *s, struct show *show,
    const struct serve_options *o, int64_t now, struct cw_error *err)
{
	struct cw_scenario_options what = { .slug = show->slug, .now = now,
		.tls = o->offer == CW_OFFER_TLS12_RSA ? CW_TLS12_RSA :
		    CW_TLS13, .as_client = true, .name = show->name };
	int result = show == s->list ?
	    cw_scenario_new(&what, &show->scenario, err) :
	    cw_scenario_beside(s->list[0].scenario, &what, &show->scenario,
	    err);

	if (result != 0)
		return -1;
	if (!cw_scenario_server(show->scenario, &show->server)) {
		snprintf(err->text, sizeof(err->text), "no TLS server can show "
		    "%s: %s", show->slug, show->failure.unsendable != NULL ?
		    show->failure.unsendable : "there is nothing to send");
		return -1;
	}
	show->root = cw_scenario_trust(show->scenario);
	return show->root != NULL ? 0 : no_memory(err);
}

static int
show_ours(struct shows *s, const char *slug, const struct serve_options *o,
    int64_t now, struct cw_error *err)
{
	struct show *show = &s->list[s->count];
	const char *label = slug == NULL ? "good" : slug;

	if (slug != NULL)
		failure_find(slug, &show->failure);
	show->slug = slug;
	snprintf(show->name, sizeof(show->name), "%s.%s", label, o->domain);
	if (scenario_open(s, show, o, now, err) != 0) {
		cw_scenario_free(show->scenario);
		show->scenario = NULL;
		return -1;
	}
	s->count++;
	/* Most roots are the first one. */
	if (s->count == 1 || strcmp(show->root, s->list[0].root) == 0)
		snprintf(show->root_path, sizeof(show->root_path),
		    "/root.pem");
	else
		snprintf(show->root_path, sizeof(show->root_path),
		    "/%s/root.pem", label);
	return 0;
}

/* Whatever a server can show; the good one first, whose root most share. */
static int
shows_all(struct shows *s, const struct serve_options *o, int64_t now,
    struct cw_error *err)
{
	struct cw_failure f;
	size_t i;

	if (show_ours(s, NULL, o, now, err) != 0)
		return -1;
	for (i = 0; cw_failure(i, &f); i++) {
		if (f.unsendable == NULL &&
		    show_ours(s, f.slug, o, now, err) != 0)
			return -1;
	}
	return 0;
}

/* ---- files ----------------------------------------------------------------- */

static int
show_files(struct shows *s, const struct show_wish *w, struct cw_error *err)
{
	struct show *show = &s->list[s->count++];

	if (w->key == NULL) {
		snprintf(err->text, sizeof(err->text), "--chain %.200s needs "
		    "its private key: give --key FILE behind it", w->chain);
		return -1;
	}
	show->chain = cw_certs_new();
	if (show->chain == NULL)
		return no_memory(err);
	if (cw_certs_load(show->chain, w->chain, err) != 0 ||
	    cw_key_load(w->key, &show->key, &show->key_len, err) != 0)
		return -1;
	if (w->name != NULL)
		snprintf(show->name, sizeof(show->name), "%s", w->name);
	show->server = (struct cw_server){ show->chain, show->key,
		show->key_len };
	return 0;
}

static int
staple_load(struct shows *s, const char *path, struct cw_error *err)
{
	FILE *file = path == NULL ? NULL : fopen(path, "rb");

	if (path == NULL)
		return 0;
	s->staple = malloc(STAPLE_MAX + 1);
	if (file != NULL && s->staple != NULL)
		s->staple_len = fread(s->staple, 1, STAPLE_MAX + 1, file);
	if (file != NULL)
		fclose(file);
	if (file != NULL && s->staple_len > 0 && s->staple_len <= STAPLE_MAX)
		return 0;
	snprintf(err->text, sizeof(err->text), "%.200s: %s", path,
	    file == NULL ? strerror(errno) : s->staple_len == 0 ?
	    "holds no OCSP response" : "too large for an OCSP response");
	return -1;
}

/* ---- all of it ------------------------------------------------------------- */

static int
shows_wished(struct shows *s, const struct serve_options *o, int64_t now,
    struct cw_error *err)
{
	size_t i;

	if (o->all)
		return shows_all(s, o, now, err);
	if (o->wish_count == 0)
		return show_ours(s, NULL, o, now, err);
	for (i = 0; i < o->wish_count; i++) {
		const struct show_wish *w = &o->wish[i];
		int result = w->chain != NULL || w->key != NULL ?
		    show_files(s, w, err) : show_ours(s,
		    strcmp(w->slug, "good") == 0 ? NULL : w->slug, o, now, err);

		if (result != 0)
			return -1;
	}
	return 0;
}

/* A failure may be asked about by another name than its own. */
static void
sites_add(struct shows *s, const struct show *show)
{
	const struct cw_question *q = show->scenario == NULL ? NULL :
	    cw_scenario_question(show->scenario);
	struct cw_site site = { .server = show->server, .question = q,
		.name = show->name[0] != '\0' ? show->name : NULL,
		.staple = s->staple, .staple_len = s->staple_len };

	if (s->staple == NULL && show->scenario != NULL)
		site.staple = cw_scenario_staple(show->scenario,
		    &site.staple_len);
	s->site[s->site_count++] = site;
	if (q == NULL || q->name_type != CW_NAME_DNS || q->name == NULL ||
	    strcmp(q->name, show->name) == 0)
		return;
	site.name = q->name;
	s->site[s->site_count++] = site;
}

int
shows_open(struct shows *s, const struct serve_options *o, int64_t now,
    struct cw_error *err)
{
	size_t most = o->all ? cw_failures() + 1 : o->wish_count + 1, i;

	memset(s, 0, sizeof(*s));
	s->list = calloc(most, sizeof(*s->list));
	s->site = calloc(2 * most, sizeof(*s->site));
	s->page = calloc(most + 2, sizeof(*s->page));
	if (s->list == NULL || s->site == NULL || s->page == NULL)
		return no_memory(err);
	if (staple_load(s, o->staple, err) != 0 ||
	    shows_wished(s, o, now, err) != 0)
		return -1;
	for (i = 0; i < s->count; i++)
		sites_add(s, &s->list[i]);
	return 0;
}

static void
page_add(struct shows *s, const char *path, const char *type,
    const char *text)
{
	s->page[s->page_count++] = (struct cw_page){ path, type, text,
		strlen(text) };
}

int
shows_pages(struct shows *s, unsigned port, struct cw_error *err)
{
	struct cw_site_row *row = calloc(s->count + 1, sizeof(*row));
	size_t i;

	if (row == NULL)
		return no_memory(err);
	for (i = 0; i < s->count; i++) {
		const struct show *show = &s->list[i];
		bool shared = i > 0 && strcmp(show->root_path,
		    "/root.pem") == 0;

		row[i] = (struct cw_site_row){ show->name[0] != '\0' ?
			show->name : "127.0.0.1", show->slug,
			show->failure.means, show->root_path[0] != '\0' ?
			show->root_path : NULL };
		if (show->root != NULL && !shared)
			page_add(s, show->root_path, "application/x-pem-file",
			    show->root);
	}
	s->index = cw_sites_page(row, s->count, port);
	free(row);
	if (s->index == NULL)
		return no_memory(err);
	page_add(s, "/", "text/html; charset=utf-8", s->index);
	return 0;
}

int
shows_root_write(const struct shows *s, const char *path,
    struct cw_error *err)
{
	const char *pem = s->list[0].root;
	bool written;
	FILE *file;
	int fd;

	if (pem == NULL) {
		snprintf(err->text, sizeof(err->text), "--root is for chains "
		    "of ours: the root of files is known to whoever has them");
		return -1;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
	    0644);
	file = fd < 0 ? NULL : fdopen(fd, "w");
	if (file == NULL) {
		snprintf(err->text, sizeof(err->text), "%.200s: %s", path,
		    strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	written = fputs(pem, file) >= 0;
	if (fclose(file) == 0 && written)
		return 0;
	snprintf(err->text, sizeof(err->text), "%.200s cannot be written",
	    path);
	return -1;
}

void
shows_close(struct shows *s)
{
	size_t i;

	/* The first one lends its keys, so it goes last. */
	for (i = s->count; s->list != NULL && i-- > 0;) {
		cw_certs_free(s->list[i].chain);
		cw_key_free(s->list[i].key, s->list[i].key_len);
		free(s->list[i].root);
		cw_scenario_free(s->list[i].scenario);
	}
	free(s->list);
	free(s->site);
	free(s->page);
	free(s->index);
	free(s->staple);
}
