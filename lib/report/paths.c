/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every path that the search tried, for those who ask why not another one. */
#include "config.h"

#include "report/report.h"

static const char *
state(const struct path *path)
{
	if (path->accepted)
		return "accepted";
	return path->anchored ? "refused" : "reaches no trusted root";
}

/* "www.demo.test <- Demo Issuing CA <- Demo Root CA", a bad signature marked. */
static void
chain_write(struct page *p, const struct path *path)
{
	struct buffer text = BUFFER_EMPTY;

	for (size_t i = 0; i < path->count; i++) {
		if (i > 0)
			buffer_string(&text, path->link[i - 1] == LINK_BAD ?
			    " <-/- " : " <- ");
		words_cert_name(&text, path->cert[i]);
	}
	if (text.failed || text.data == NULL)
		p->out->failed = true;
	else
		page_line(p, "    | ", (const char *)text.data);
	buffer_free(&text);
}

static void
finding_write(struct page *p, const struct cw_verdict *v,
    const struct finding *f)
{
	struct word_context words = { v, f, NULL };
	struct buffer text = BUFFER_EMPTY;
	const char *severity = words_severity(f->severity);

	buffer_format(&text, "[%s]: ", failure_get(f->id)->slug);
	words_fill(&text, failure_get(f->id)->title, &words);
	buffer_string(p->out, "    |   ");
	page_ink(p, page_severity_ink(f->severity), severity);
	if (text.failed)
		p->out->failed = true;
	else
		page_words(p, 8 + page_width(severity), "    |     ",
		    INK_PLAIN, (const char *)text.data);
	buffer_free(&text);
}

static void
path_draw(struct page *p, const struct cw_verdict *v,
    const struct path *path, size_t number)
{
	bool open = false;

	buffer_format(p->out, "path %zu: ", number);
	page_ink(p, path->accepted ? INK_GREEN : INK_RED, state(path));
	if (path == v->best && !path->accepted)
		buffer_string(p->out, ", the one told above");
	buffer_byte(p->out, '\n');
	chain_write(p, path);
	for (size_t i = 0; i < path->findings.count; i++)
		finding_write(p, v, &path->findings.list[i]);
	for (size_t i = 0; i + 1 < path->count; i++)
		open = open || path->link[i] == LINK_UNCHECKED;
	if (open)
		buffer_string(p->out,
		    "    |   not every signature of it was checked\n");
	else if (path->findings.count == 0)
		buffer_string(p->out, "    |   nothing was found on it\n");
}

void
paths_draw(struct page *p, const struct cw_verdict *v)
{
	size_t number = 0;
	bool told = false;

	for (size_t i = 0; i < v->path_count; i++) {
		told = told || v->path[i] == v->best;
		path_draw(p, v, v->path[i], ++number);
	}
	if (!told && v->best != NULL)
		path_draw(p, v, v->best, ++number);
	if (number == 0)
		buffer_string(p->out, "no path was tried\n");
}
