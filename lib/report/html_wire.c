/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What went over the wire, as HTML: lifelines, and each message's fields beside
   its octets. */
#include "config.h"

#include <stdio.h>
#include "base/escape.h"
#include "report/html.h"

#define VALUE_OCTETS 48         /* of a field */
#define DUMP_OCTETS 2048        /* of a message */
#define WALK_MESSAGES 200       /* of a handshake */

enum keys { KEYS_NONE, KEYS_HANDSHAKE, KEYS_APPLICATION };

/* What one walk over the records knows. */
struct walk_wire {
	const struct trace *t;
	size_t number;                  /* of what went over the wire */
	size_t message;                 /* next of the trace */
	bool finished[2];
};

static const char *
keys_class(enum keys keys)
{
	return keys == KEYS_NONE ? "clear" : keys == KEYS_HANDSHAKE ?
	    "handshake" : "application";
}

static const char *
keys_words(const struct trace *t, enum keys keys)
{
	if (keys == KEYS_NONE)
		return "readable by everyone";
	if (t->version != 0x0304)
		return "under the session keys";
	return keys == KEYS_HANDSHAKE ? "under the handshake keys" :
	    "under the application keys";
}

static enum keys
keys_of(const struct walk_wire *w, enum side from, bool encrypted)
{
	if (!encrypted)
		return KEYS_NONE;
	return w->t->version == 0x0304 && !w->finished[from] ?
	    KEYS_HANDSHAKE : KEYS_APPLICATION;
}

static void
line_begin(struct buffer *out, struct walk_wire *w, enum side from,
    enum keys keys, bool alert)
{
	w->number++;
	buffer_format(out, "<li class=\"%s %s%s\">",
	    from == SIDE_CLIENT ? "up" : "down", keys_class(keys),
	    alert ? " alert" : "");
}

static void
line_end(struct buffer *out, const struct walk_wire *w, enum side from,
    enum keys keys, size_t octets)
{
	buffer_format(out, " %s<small>%zu octets, %s</small></li>\n",
	    from == SIDE_CLIENT ? "&#8594;" : "&#8592;", octets,
	    keys_words(w->t, keys));
}

static void
message_line(struct buffer *out, struct walk_wire *w,
    const struct html_form *f, const struct trace_message *m)
{
	enum keys keys = keys_of(w, m->from, m->encrypted);
	char text[WIRE_TEXT];

	line_begin(out, w, m->from, keys, false);
	buffer_format(out, "<a href=\"#f%zum%zu\">%zu %s</a>", f->number,
	    w->message, w->number, wire_title(m, text));
	line_end(out, w, m->from, keys, m->whole.len);
	if (m->type == MESSAGE_FINISHED)
		w->finished[m->from] = true;
}

static const char *
record_words(const struct trace_record *r)
{
	if (r->state == RECORD_SEALED)
		return "record that is not opened";
	switch (r->inner_type) {
	case RECORD_CCS:
		return "ChangeCipherSpec";
	case RECORD_ALERT:
		return "Alert";
	case RECORD_APPLICATION:
		return "data";
	default:
		return "record";
	}
}

static void
record_line(struct buffer *out, struct walk_wire *w,
    const struct trace_record *r)
{
	enum keys keys = keys_of(w, r->from, r->state != RECORD_CLEAR);
	bool alert = r->state != RECORD_SEALED &&
	    r->inner_type == RECORD_ALERT && r->content.len == 2;

	/* Closing is no reason to be alarmed. */
	line_begin(out, w, r->from, keys, alert && r->content.data[1] != 0);
	buffer_format(out, "%zu %s", w->number, record_words(r));
	if (alert)
		buffer_format(out, ": %s", alert_name(r->content.data[1]));
	line_end(out, w, r->from, keys, r->state == RECORD_SEALED ?
	    r->raw.len : r->content.len);
}

void
html_wire(struct buffer *out, const struct html_form *f)
{
	struct walk_wire w = { .t = &f->handshake->trace };
	const struct trace *t = w.t;

	buffer_string(out, "<div class=\"ends\"><span>client</span>"
	    "<span>server</span></div>\n<ol class=\"wire\">\n");
	for (size_t i = 0; i < t->record_count && w.number < WALK_MESSAGES;
	    i++) {
		const struct trace_record *r = &t->record[i];

		if (r->state == RECORD_SEALED ||
		    r->inner_type != RECORD_HANDSHAKE)
			record_line(out, &w, r);
		for (; w.message < t->message_count &&
		    t->message[w.message].last_record == i; w.message++)
			message_line(out, &w, f, &t->message[w.message]);
	}
	buffer_string(out, "</ol>\n");
	if (w.number >= WALK_MESSAGES)
		buffer_string(out, "<p>and more, which is not shown</p>\n");
}

/* ---- one message -------------------------------------------------------------- */

static void
field_row(struct buffer *out, const struct trace_field *field,
    const uint8_t *begin)
{
	struct buffer value = BUFFER_EMPTY;

	wire_value(&value, field, VALUE_OCTETS);
	buffer_format(out, "<tr><td>%zu</td><td style=\"padding-left:%u.%ue"
	    "m\">%s</td><td>%s", (size_t)(field->octets.data - begin),
	    (field->depth - 1u) / 2, (field->depth - 1u) % 2 * 5,
	    field->name, value.len > 0 ? "<code>" : "");
	html_text(out, &value);
	buffer_string(out, value.len > 0 ? "</code></td></tr>\n" :
	    "</td></tr>\n");
	buffer_free(&value);
}

static void
message_detail(struct buffer *out, const struct html_form *form, size_t i,
    const struct trace_message *m, const struct fields *f)
{
	char text[WIRE_TEXT];

	buffer_format(out, "<details id=\"f%zum%zu\"><summary>%s of the %s, "
	    "%zu octets</summary><div class=\"fields\"><table>\n",
	    form->number, i, wire_title(m, text),
	    m->from == SIDE_CLIENT ? "client" : "server", m->whole.len);
	for (size_t n = 1; n < f->count && n < WALK_MESSAGES; n++)
		field_row(out, &f->list[n], f->list[0].octets.data);
	buffer_string(out, "</table>\n<pre>");
	escape_hex(out, m->whole, DUMP_OCTETS);
	buffer_string(out, "</pre></div></details>\n");
}

bool
html_messages(struct buffer *out, const struct html_form *form, unsigned step)
{
	const struct trace *t = &form->handshake->trace;
	bool good = true;

	for (size_t i = 0; good && i < t->message_count && i < WALK_MESSAGES;
	    i++) {
		const struct trace_message *m = &t->message[i];
		struct arena *arena;
		struct fields f;

		if (wire_step(t, m) != step)
			continue;
		arena = arena_new(0);
		good = arena != NULL && fields_of_trace(&f, arena, t, m);
		if (good)
			message_detail(out, form, i, m, &f);
		arena_free(arena);
	}
	return good;
}
