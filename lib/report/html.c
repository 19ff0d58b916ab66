/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A page that sets handshakes side by side, by the five steps. */
#include "config.h"

#include <stdlib.h>
#include "report/html.h"
#include "report/xml.h"

#define STEPS 5

void
html_text(struct buffer *out, const struct buffer *text)
{
	if (text->failed)
		out->failed = true;
	else
		xml_text(out, buffer_bytes(text));
}

/* Where it stopped; 0: it did not. */
static unsigned
failed_step(const struct cw_handshake *h)
{
	const struct trace *t = &h->trace;

	if (h->refused)
		return 3;
	if (h->complete)
		return 0;
	if (t->server_finished == PROOF_FAILS ||
	    t->client_finished == PROOF_FAILS || t->finished_seen[SIDE_CLIENT])
		return 5;
	if (t->certificate_count > 0)
		return 4;
	return t->server_random.len > 0 ? 2 : 1;
}

/* A part of the story as one line. */
static void
story_line(struct buffer *out, const struct cw_handshake *h, unsigned part)
{
	char *text = cw_handshake_step(h, part, NULL);
	size_t len = text == NULL ? 0 : strlen(text);
	struct buffer line = BUFFER_EMPTY;
	bool blank = true;

	if (text == NULL)
		out->failed = true;
	for (size_t i = 0; i < len; i++) {
		bool space = text[i] == '\n' || text[i] == ' ';

		if (!space)
			buffer_byte(&line, (uint8_t)text[i]);
		else if (!blank)
			buffer_byte(&line, ' ');
		blank = space;
	}
	html_text(out, &line);
	buffer_free(&line);
	free(text);
}

static void
form_begin(struct buffer *out, const struct html_form *f, bool failed)
{
	buffer_format(out, "<article class=\"form%s\">\n<h3>",
	    failed ? " failed" : "");
	xml_text(out, bytes_of(f->title));
	buffer_string(out, "</h3>\n");
}

static void
overview(struct buffer *out, const struct html_form *list, size_t count)
{
	buffer_string(out, "<h2>Over the wire</h2>\n<div class=\"forms\">\n");
	for (size_t i = 0; i < count; i++) {
		const struct html_form *f = &list[i];
		unsigned failed = failed_step(f->handshake);

		form_begin(out, f, failed != 0);
		html_wire(out, f);
		buffer_format(out, "<p class=\"outcome %s\">",
		    failed != 0 ? "bad" : "ok");
		story_line(out, f->handshake, 6);
		if (failed != 0)
			buffer_format(out, " (failed in step %u)", failed);
		buffer_string(out, "</p></article>\n");
	}
	buffer_string(out, "</div>\n");
}

static void
step_form(struct buffer *out, const struct html_form *f, unsigned step)
{
	struct page page = { .out = out, .columns = 80, .html = true };
	bool failed = failed_step(f->handshake) == step;

	form_begin(out, f, failed);
	if (failed)
		buffer_string(out, "<p class=\"stop\">FAILED: the handshake "
		    "stops in this step</p>\n");
	if (step == 3)
		html_chain(out, f);
	story_step(&page, f->handshake, step);
	if (!html_messages(out, f, step))
		out->failed = true;
	buffer_string(out, "</article>\n");
}

static bool
same_findings(const struct cw_verdict *a, const struct cw_verdict *b)
{
	if (a == NULL || a->findings.count != b->findings.count)
		return false;
	for (size_t i = 0; i < a->findings.count; i++)
		if (a->findings.list[i].id != b->findings.list[i].id)
			return false;
	return true;
}

/* What was found about the chain, if the form before had not the same. */
static void
findings(struct buffer *out, const struct html_form *f,
    const struct cw_verdict **before)
{
	const struct cw_verdict *v = f->handshake->verdict;
	struct buffer text = BUFFER_EMPTY;
	struct page page;

	if (v == NULL || v->findings.count == 0 || same_findings(*before, v))
		return;
	page_start(&page, &text, &(struct cw_style){ .columns = 60 });
	verdict_draw_findings(&page, v);
	buffer_format(out, "<div class=\"form why%s\"><h3>",
	    cw_verdict_valid(v) ? "" : " failed");
	xml_text(out, bytes_of(f->title));
	buffer_string(out, ": what was found</h3>\n<pre>");
	html_text(out, &text);
	buffer_string(out, "</pre></div>\n");
	buffer_free(&text);
	*before = v;
}

static void
step_section(struct buffer *out, const struct html_form *list, size_t count,
    unsigned step)
{
	static const char *const titles[STEPS] = { "Client Hello",
		"Server Hello and certificate", "Certificate review",
		"Key exchange", "Change cipher spec, Finished" };
	const struct cw_verdict *before = NULL;

	buffer_format(out, "<section id=\"step%u\">\n<h2>%u. %s</h2>\n"
	    "<div class=\"forms\">\n", step, step, titles[step - 1]);
	for (size_t i = 0; i < count; i++)
		step_form(out, &list[i], step);
	buffer_string(out, "</div>\n");
	for (size_t i = 0; step == 3 && i < count; i++)
		findings(out, &list[i], &before);
	buffer_string(out, "</section>\n");
}

static void
proof_form(struct buffer *out, const struct html_form *f)
{
	const struct trace *t = &f->handshake->trace;

	form_begin(out, f, false);
	for (size_t i = 0; i < t->check_count; i++) {
		const struct trace_check *c = &t->check[i];

		buffer_format(out, "<p class=\"check %s\"><span>",
		    c->result == PROOF_HOLDS ? "ok" :
		    c->result == PROOF_FAILS ? "bad" : "open");
		xml_text(out, bytes_of(trace_check_question(c->id)));
		if (c->why != NULL) {
			buffer_string(out, "<small>");
			xml_text(out, bytes_of(c->why));
			buffer_string(out, "</small>");
		}
		buffer_format(out, "</span> <b>%s</b></p>\n",
		    c->result == PROOF_HOLDS ? "holds" :
		    c->result == PROOF_FAILS ? "FAILS" : "not known");
	}
	buffer_string(out, "</article>\n");
}

static void
document(struct buffer *out, const struct html_form *list, size_t count)
{
	buffer_string(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width="
	    "device-width, initial-scale=1\">\n<title>TLS handshake, step by "
	    "step</title>\n<style>\n");
	buffer_string(out, html_style);
	buffer_string(out, "</style>\n</head>\n<body>\n<h1>");
	story_line(out, list[0].handshake, 0);
	buffer_string(out, "</h1>\n<p>Every value was on the wire; what is "
	    "called correct was computed again from those octets.</p>\n");
	overview(out, list, count);
	for (unsigned step = 1; step <= STEPS; step++)
		step_section(out, list, count, step);
	buffer_string(out, "<h2>Proof</h2>\n<div class=\"forms\">\n");
	for (size_t i = 0; i < count; i++)
		proof_form(out, &list[i]);
	buffer_string(out, "</div>\n</body>\n</html>\n");
}

char *
cw_handshakes_html(const struct cw_handshake *const *handshake,
    const char *const *title, size_t count)
{
	struct html_form list[HTML_FORMS_MAX];
	struct buffer out = BUFFER_EMPTY;

	if (count == 0 || count > HTML_FORMS_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++)
		list[i] = (struct html_form){ handshake[i], title[i], i + 1 };
	document(&out, list, count);
	if (out.failed) {
		buffer_free(&out);
		return NULL;
	}
	return buffer_steal(&out);
}
