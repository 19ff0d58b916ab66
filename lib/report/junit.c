/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JUnit's XML as test runners write it and continuous integration reads it: a
 * target is a test case, what is wrong with it its failure, no verdict an error.
 */
#include "config.h"

#include "base/escape.h"
#include "report/entry.h"
#include "report/xml.h"

static void
attribute(struct buffer *out, const char *name, const struct buffer *value)
{
	buffer_format(out, " %s=\"", name);
	xml_text(out, buffer_bytes(value));
	buffer_byte(out, '"');
	out->failed = out->failed || value->failed;
}

/* The report of the target as it is printed elsewhere, without colours. */
static void
body(struct buffer *out, const struct cw_verdict *v)
{
	struct buffer text = BUFFER_EMPTY, line = BUFFER_EMPTY;
	struct page page;

	page_start(&page, &text, NULL);
	verdict_draw_findings(&page, v);
	/* Line feeds as such: people read the file too. */
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] != '\n') {
			buffer_byte(&line, text.data[i]);
			continue;
		}
		xml_text(out, buffer_bytes(&line));
		buffer_byte(out, '\n');
		buffer_cut(&line, 0);
	}
	xml_text(out, buffer_bytes(&line));
	out->failed = out->failed || text.failed || line.failed;
	buffer_free(&line);
	buffer_free(&text);
}

static void
failure_write(struct buffer *out, const struct told *told)
{
	const struct finding *f = &told->verdict->findings.list[0];
	struct buffer title = BUFFER_EMPTY, slug = BUFFER_EMPTY;

	entry_title(&title, told, f);
	buffer_string(&slug, failure_get(f->id)->slug);
	buffer_string(out, "      <failure");
	attribute(out, "message", &title);
	attribute(out, "type", &slug);
	buffer_byte(out, '>');
	body(out, told->verdict);
	buffer_string(out, "</failure>\n");
	buffer_free(&title);
	buffer_free(&slug);
}

static void
error_write(struct buffer *out, const struct told *told)
{
	struct buffer why = BUFFER_EMPTY;

	escape_text(&why, bytes_of(told->trouble), 4096);
	buffer_string(out, "      <error");
	attribute(out, "message", &why);
	buffer_string(out, " type=\"no-verdict\"/>\n");
	buffer_free(&why);
}

void
entry_junit(struct cw_entry *e, const struct told *told)
{
	struct buffer name = BUFFER_EMPTY;
	const struct cw_verdict *v = told->verdict;

	escape_text(&name, bytes_of(told->target), 4096);
	buffer_string(&e->text,
	    "    <testcase classname=\"chainwright.verify\"");
	attribute(&e->text, "name", &name);
	buffer_free(&name);
	if (e->status == ENTRY_VALID && v->findings.count == 0) {
		buffer_string(&e->text, "/>\n");
		return;
	}
	buffer_string(&e->text, ">\n");
	if (e->status == ENTRY_NO_VERDICT) {
		error_write(&e->text, told);
	} else if (e->status == ENTRY_INVALID && v->findings.count > 0) {
		failure_write(&e->text, told);
	} else {
		buffer_string(&e->text, "      <system-out>");
		body(&e->text, v);
		buffer_string(&e->text, "</system-out>\n");
	}
	buffer_string(&e->text, "    </testcase>\n");
}
