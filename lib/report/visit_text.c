/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A visitor of our server, as text. */
#include "config.h"

#include <chainwright-serve.h>
#include <stdlib.h>
#include "base/escape.h"
#include "report/report.h"
#include "tls/handshake.h"

static const char *
end_words(const struct cw_visit_facts *f)
{
	switch (f->end) {
	case CW_VISIT_DATA:
		return "went on: the handshake is complete, and it sent data";
	case CW_VISIT_COMPLETE:
		return "completed the handshake and left without sending data";
	case CW_VISIT_ALERT:
		return "sent an alert";
	case CW_VISIT_CLOSED:
		return "closed the connection without a word";
	case CW_VISIT_RESET:
		return "tore the connection without a word";
	case CW_VISIT_LATE:
		return "did not come to an end before its time was up";
	case CW_VISIT_REFUSED:
		return "was refused by the server";
	case CW_VISIT_FLOOD:
		return "sent more than any handshake needs";
	case CW_VISIT_NOT_TLS:
		return "does not speak TLS";
	}
	return "left";
}

/* One labelled line. */
static void
line(struct page *p, const char *label, struct buffer *text)
{
	if (text->failed || text->data == NULL)
		p->out->failed = p->out->failed || text->failed;
	else
		page_line(p, label, (const char *)text->data);
	buffer_free(text);
}

static void
opening(struct page *p, const struct cw_visit_facts *f)
{
	struct buffer text = BUFFER_EMPTY;

	buffer_format(&text, "%lu from %s, ", f->number, f->peer);
	if (f->asked == NULL) {
		buffer_string(&text, "asks for no name");
	} else {
		buffer_string(&text, "asks for ");
		escape_text(&text, bytes_of(f->asked), 0);
	}
	if (f->alpn != NULL) {
		buffer_string(&text, ", agreed on ");
		escape_text(&text, bytes_of(f->alpn), 0);
	}
	line(p, "Visit ", &text);
	buffer_byte(p->out, '\n');
}

static void
said(struct page *p, const struct cw_visit_facts *f)
{
	struct buffer text = BUFFER_EMPTY;

	if (f->end == CW_VISIT_ALERT)
		buffer_format(&text, "sent the alert %s (%d), %s%s",
		    alert_name(f->alert), f->alert,
		    f->alert_encrypted ? "encrypted" : "in the clear",
		    f->complete ? ", when the handshake was complete" : "");
	else
		buffer_string(&text, end_words(f));
	line(p, "the visitor:      ", &text);
}

static void
expected(struct page *p, const struct cw_handshake *h,
    const struct cw_visit_facts *f)
{
	struct buffer text = BUFFER_EMPTY;

	if (h->verdict == NULL)
		return;
	if (f->expected_alert < 0)
		buffer_string(&text, "goes on: the chain is valid");
	else
		buffer_format(&text, "sends %s (%d)",
		    alert_name(f->expected_alert), f->expected_alert);
	line(p, "a careful client: ", &text);
}

/* What it showed of itself. */
static void
own_certificate(struct page *p, const struct cw_visit_facts *f)
{
	struct cw_finding first;
	struct buffer text = BUFFER_EMPTY;

	if (f->client == NULL)
		return;
	if (cw_verdict_valid(f->client))
		buffer_string(&text, "valid");
	else if (cw_verdict_finding(f->client, 0, &first)) {
		buffer_format(&text, "refused [%s]: ", first.slug);
		buffer_string(&text, first.title);
	}
	line(p, "its certificate:  ", &text);
	if (!cw_verdict_valid(f->client)) {
		buffer_byte(p->out, '\n');
		verdict_draw_findings(p, f->client);
	}
}

char *
cw_visit_text(const struct cw_visit *visit, const struct cw_style *style)
{
	const struct cw_handshake *h = cw_visit_handshake(visit);
	struct buffer out = BUFFER_EMPTY, text = BUFFER_EMPTY;
	struct cw_visit_facts f;
	struct page page;
	char *trace = cw_handshake_text(h, style);

	cw_visit_tell(visit, &f);
	page_start(&page, &out, style);
	opening(&page, &f);
	if (trace != NULL && f.end != CW_VISIT_NOT_TLS)
		buffer_string(&out, trace);
	out.failed = out.failed || trace == NULL;
	free(trace);
	if (out.len > 0 && out.data[out.len - 1] != '\n')
		buffer_byte(&out, '\n');
	buffer_byte(&out, '\n');
	said(&page, &f);
	expected(&page, h, &f);
	own_certificate(&page, &f);
	if (h->trouble[0] != '\0' && f.end != CW_VISIT_ALERT) {
		escape_text(&text, bytes_of(h->trouble), 0);
		line(&page, "trouble:          ", &text);
	}
	buffer_byte(&out, '\n');
	if (out.failed) {
		buffer_free(&out);
		return NULL;
	}
	return buffer_steal(&out);
}
