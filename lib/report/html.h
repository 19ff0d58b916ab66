/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handshakes as one page of HTML: no script, nothing from elsewhere. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/page.h"
#include "report/story.h"

/* One of the handshakes of a page. */
struct html_form {
	const struct cw_handshake *handshake;
	const char *title;              /* not escaped */
	size_t number;                  /* in the page, from 1 */
};

#define HTML_FORMS_MAX 4

extern const char html_style[];         /* html_style.c */

/* Text that is escaped for a terminal already, but for markup. */
void html_text(struct buffer *out, const struct buffer *text);

/* html_wire.c: the two lifelines with every message between them. */
void html_wire(struct buffer *out, const struct html_form *f);
/* The messages of one step, taken apart. False: no memory. */
bool html_messages(struct buffer *out, const struct html_form *f,
    unsigned step);

/* html_chain.c: from the root down, a box a certificate, an edge a signature. */
void html_chain(struct buffer *out, const struct html_form *f);

#endif
