/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The page that lists what a server on loopback shows. */
#include "config.h"

#include <chainwright-serve.h>
#include "base/buffer.h"
#include "base/escape.h"
#include "report/report.h"

#define TEXT_MOST 4096

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\">\n<title>chainwright serve</title>\n<style>\n"
    ":root { color-scheme: light dark }\n"
    "body { font: 16px/1.45 system-ui, sans-serif; margin: 1.5rem auto; "
    "max-width: 60rem; padding: 0 1rem }\n"
    "li { margin: .6rem 0; overflow-wrap: anywhere }\n"
    "code { font-size: .95em }\n</style>\n</head>\n<body>\n"
    "<h1>Servers that are wrong on purpose</h1>\n";

static void
escaped(struct buffer *out, const char *text)
{
	escape_html(out, bytes_of(text), TEXT_MOST);
}

static void
row_write(struct buffer *out, const struct cw_site_row *row, unsigned port)
{
	buffer_string(out, "<li><a href=\"https://");
	escaped(out, row->name);
	buffer_format(out, ":%u/\"><code>", port);
	escaped(out, row->name);
	buffer_string(out, "</code></a>");
	if (row->slug != NULL && row->means != NULL) {
		buffer_string(out, "<br>");
		escaped(out, row->means);
	} else if (row->slug == NULL) {
		buffer_string(out, "<br>Nothing is wrong here.");
	}
	if (row->root != NULL) {
		buffer_string(out, " <a href=\"");
		escaped(out, row->root);
		buffer_string(out, "\">root to trust</a>");
	}
	buffer_string(out, "</li>\n");
}

char *
cw_sites_page(const struct cw_site_row *row, size_t count, unsigned port)
{
	struct buffer out = BUFFER_EMPTY;

	buffer_string(&out, head);
	buffer_format(&out, "<p>All of them are on 127.0.0.1 port %u, one for "
	    "each name that is asked for. Trust a root in tests alone.</p>\n"
	    "<ul>\n", port);
	for (size_t i = 0; i < count; i++)
		row_write(&out, &row[i], port);
	buffer_string(&out, "</ul>\n</body>\n</html>\n");
	if (out.failed) {
		buffer_free(&out);
		return NULL;
	}
	return buffer_steal(&out);
}
