/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The path as boxes, and how each signature came out. */
#include "config.h"

#include "report/html.h"

static void
box(struct buffer *out, const struct path *path, size_t i)
{
	struct buffer name = BUFFER_EMPTY;
	bool top = i + 1 == path->count;

	words_cert_name(&name, path->cert[i]);
	buffer_string(out, "<li class=\"box\">");
	html_text(out, &name);
	buffer_string(out, i == 0 ? "<small>the server's own" :
	    top && path->anchored ? "<small>trusted by the client" :
	    top ? "<small>trusted by nobody here" :
	    "<small>an intermediate CA");
	buffer_string(out, "</small></li>\n");
	buffer_free(&name);
}

static void
edge(struct buffer *out, enum link_state link)
{
	buffer_string(out, link == LINK_GOOD ?
	    "<li class=\"edge ok\">signed: the signature is correct</li>\n" :
	    link == LINK_BAD ? "<li class=\"edge bad\">NOT signed: the "
	    "signature is wrong</li>\n" : "<li class=\"edge open\">signature "
	    "not checked</li>\n");
}

void
html_chain(struct buffer *out, const struct html_form *f)
{
	const struct cw_verdict *v = f->handshake->verdict;

	if (v == NULL || v->best == NULL || v->best->count == 0)
		return;
	buffer_string(out, "<ol class=\"chain\">\n");
	for (size_t i = v->best->count; i-- > 0;) {
		box(out, v->best, i);
		if (i > 0)
			edge(out, v->best->link[i - 1]);
	}
	if (!v->best->anchored)
		buffer_string(out, "<li class=\"edge bad\">and no trusted root "
		    "above the first</li>\n");
	buffer_string(out, "</ol>\n");
}
