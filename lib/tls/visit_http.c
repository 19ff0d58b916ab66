/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* As much HTTP as a page needs, and a browser that has gone astray. */
#include "config.h"

#include "tls/listen.h"

/* The end of the header, or more than we read of one, or another language. */
bool
http_request_whole(const struct cw_visit *v)
{
	const char *text = (const char *)v->request.data;

	if (v->request.failed || v->request.len >= VISIT_MAX_REQUEST)
		return true;
	return text != NULL && (strstr(text, "\r\n\r\n") != NULL ||
	    strstr(text, "\n\n") != NULL);
}

static bool
begins(struct bytes text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.data, with, len) == 0;
}

/* "GET /path HTTP/1.1": the path; empty for anything else. */
static struct bytes
path_of(struct bytes request, bool *head)
{
	struct bytes path = { NULL, 0 };
	const uint8_t *end;

	*head = begins(request, "HEAD ");
	if (!*head && !begins(request, "GET "))
		return path;
	path = bytes_skip(request, *head ? 5 : 4);
	end = memchr(path.data, ' ', path.len);
	path.len = end == NULL ? 0 : (size_t)(end - path.data);
	return path;
}

static void
answer_add(struct buffer *out, const char *status, const char *type,
    struct bytes body, bool head)
{
	buffer_format(out, "HTTP/1.1 %s\r\nContent-Type: %s\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Content-Security-Policy: default-src 'none'; "
	    "style-src 'unsafe-inline'\r\n\r\n", status, type, body.len);
	if (!head)
		buffer_add(out, body);
}

static void
page_answer(const struct cw_visit *v, struct bytes path, bool head,
    struct buffer *out)
{
	const struct cw_listener *l = v->listener;

	for (size_t i = 0; i < l->page_count; i++) {
		const struct cw_page *page = &l->page[i];

		if (bytes_equal_string(path, page->path)) {
			answer_add(out, "200 OK", page->type,
			    (struct bytes){ page->body, page->len }, head);
			return;
		}
	}
	answer_add(out, "404 Not Found", "text/plain; charset=utf-8",
	    bytes_of("there is no such page here\n"), head);
}

void
http_answer(const struct cw_visit *v, struct buffer *out)
{
	struct bytes request = buffer_bytes(&v->request), path;
	bool head;

	if (v->request.failed)
		return;
	path = path_of(request, &head);
	if (v->plain && path.len > 0)
		page_answer(v, path, head, out);
	else if (v->plain)
		answer_add(out, "400 Bad Request", "text/plain; charset=utf-8",
		    bytes_of("GET is understood here, and TLS\n"), false);
	else if (path.len > 0)
		answer_add(out, "200 OK", "text/plain; charset=utf-8",
		    bytes_of("the handshake is complete\n"), head);
}
