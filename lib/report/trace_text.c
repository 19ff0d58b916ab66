/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every message of a handshake as it went over the wire, by the five steps. */
#include "config.h"

#include <stdio.h>
#include "base/escape.h"
#include "report/page.h"
#include "report/story.h"
#include "tls/fields.h"

#define LENGTH_COLUMN 46
#define VALUE_COLUMN 34
#define OCTETS_SHOWN 16
#define OCTETS_ALL (1u << 24)

struct listing {
	struct page page;
	const struct cw_handshake *handshake;
	enum cw_detail detail;
	size_t number;                  /* of what went over the wire */
	size_t message;                 /* next of the trace */
	bool failed;
};

static const char *
text_of(const struct buffer *b)
{
	return b->data == NULL ? "" : (const char *)b->data;
}

/* ---- fields ----------------------------------------------------------------- */

/* "[6, 32] random            04ed d11a ..." below its parent. */
static void
field_line(struct listing *l, const struct trace_field *field,
    const uint8_t *begin)
{
	struct buffer first = BUFFER_EMPTY, value = BUFFER_EMPTY;
	bool all = l->detail == CW_DETAIL_OCTETS;

	buffer_fill(&first, ' ', 6);
	if (all)
		buffer_format(&first, "%5zu ",
		    (size_t)(field->octets.data - begin));
	buffer_fill(&first, ' ', 2u * (field->depth - 1u));
	buffer_string(&first, field->name);
	wire_value(&value, field, all ? OCTETS_ALL : OCTETS_SHOWN);
	if (value.len > 0) {
		size_t width = page_width(text_of(&first));

		buffer_fill(&first, ' ', width + 1 < VALUE_COLUMN ?
		    VALUE_COLUMN - width : 1);
	}
	if (first.failed || value.failed)
		l->failed = true;
	else
		page_line(&l->page, text_of(&first), text_of(&value));
	buffer_free(&first);
	buffer_free(&value);
}

static void
field_lines(struct listing *l, const struct fields *f)
{
	for (size_t i = 1; i < f->count; i++)
		field_line(l, &f->list[i], f->list[0].octets.data);
}

/* ---- what went over the wire ------------------------------------------------- */

/* " 4 <- Certificate         encrypted   1031 octets" */
static void
wire_line(struct listing *l, enum side from, const char *name, bool sealed,
    size_t octets)
{
	struct buffer *out = l->page.out;
	size_t begin = out->len;

	buffer_format(out, "  %3zu %s %s", l->number,
	    from == SIDE_CLIENT ? "->" : "<-", name);
	page_pad(&l->page, out->len - begin, LENGTH_COLUMN);
	buffer_format(out, "%-10s%6zu octet%s\n",
	    sealed ? "encrypted" : "clear", octets, octets == 1 ? "" : "s");
}

static void
message_show(struct listing *l, const struct trace_message *m)
{
	struct arena *arena;
	struct fields f;
	char text[WIRE_TEXT];

	wire_line(l, m->from, wire_title(m, text), m->encrypted,
	    m->whole.len);
	if (l->detail == CW_DETAIL_LINES || l->message > TRACE_FIELDS_MESSAGES)
		return;
	arena = arena_new(0);
	if (arena != NULL && fields_of_trace(&f, arena, &l->handshake->trace,
	    m))
		field_lines(l, &f);
	else
		l->failed = true;
	arena_free(arena);
}

static void
record_show(struct listing *l, const struct trace_record *r)
{
	struct arena *arena;
	struct fields f;
	bool opened = r->state != RECORD_SEALED, good;
	const char *name = opened ? code_name(CODES_CONTENT, r->inner_type) :
	    "record that is not opened";

	wire_line(l, r->from, name == NULL ? "record" : name,
	    r->state != RECORD_CLEAR,
	    opened ? r->content.len : r->raw.len);
	if (l->detail == CW_DETAIL_LINES)
		return;
	arena = arena_new(0);
	good = arena != NULL && (opened ?
	    fields_of_content(&f, arena, r->inner_type, r->content) :
	    fields_of_record(&f, arena, r));
	if (good)
		field_lines(l, &f);
	else
		l->failed = true;
	arena_free(arena);
}

/* What one record brought, numbered as it came; shown if of this step. */
static void
record_walk(struct listing *l, size_t i, unsigned step)
{
	const struct trace *t = &l->handshake->trace;
	const struct trace_record *r = &t->record[i];
	if (r->state == RECORD_SEALED || r->inner_type != RECORD_HANDSHAKE) {
		l->number++;
		if (step == 5)
			record_show(l, r);
		return;
	}
	for (; l->message < t->message_count &&
	    t->message[l->message].last_record == i; l->message++) {
		const struct trace_message *m = &t->message[l->message];

		l->number++;
		if (wire_step(t, m) == step)
			message_show(l, m);
	}
}

static void
review_show(struct listing *l)
{
	struct review list[REVIEWS_MAX];
	const struct cw_verdict *v = l->handshake->verdict;
	size_t count = v == NULL ? 0 : review_list(v, list);

	for (size_t i = 0; i < count; i++) {
		buffer_string(l->page.out, list[i].result == REVIEW_CORRECT ?
		    "      [ok]   " : list[i].result == REVIEW_WRONG ?
		    "      [FAIL] " : "      [-]    ");
		page_words(&l->page, 13, "             ", INK_PLAIN,
		    text_of(&list[i].what));
		buffer_free(&list[i].what);
	}
}

/* ---- what was proved --------------------------------------------------------- */

static void
check_show(struct listing *l, const struct trace_check *check)
{
	struct page *p = &l->page;
	struct buffer question = BUFFER_EMPTY;

	page_ink(p, check->result == PROOF_HOLDS ? INK_GREEN :
	    check->result == PROOF_FAILS ? INK_RED : INK_PLAIN,
	    check->result == PROOF_HOLDS ? "  [ok]   " :
	    check->result == PROOF_FAILS ? "  [FAIL] " : "  [?]    ");
	buffer_string(&question, trace_check_question(check->id));
	if (check->certificate != NULL) {
		buffer_string(&question, ": ");
		words_cert_name(&question, check->issuer);
		buffer_string(&question, " signed ");
		words_cert_name(&question, check->certificate);
	}
	l->failed = l->failed || question.failed;
	page_words(p, 9, "         ", INK_PLAIN, text_of(&question));
	buffer_free(&question);
	if (check->why != NULL)
		page_line(p, "         ", check->why);
	if (l->detail != CW_DETAIL_OCTETS)
		return;
	if (check->expected.len > 0) {
		struct buffer text = BUFFER_EMPTY;

		escape_hex(&text, check->expected, OCTETS_ALL);
		page_line(p, "           on the wire  ", text_of(&text));
		buffer_cut(&text, 0);
		escape_hex(&text, check->computed, OCTETS_ALL);
		if (check->computed.len > 0)
			page_line(p, "           computed     ",
			    text_of(&text));
		buffer_free(&text);
	}
}

static const char *
step_title(unsigned step)
{
	static const char *const titles[] = { "1 client hello",
		"2 server hello, certificate", "3 certificate review",
		"4 key exchange", "5 change cipher spec, finished" };

	return titles[step - 1];
}

char *
cw_handshake_trace(const struct cw_handshake *handshake, enum cw_detail detail,
    const struct cw_style *style)
{
	struct buffer out = BUFFER_EMPTY;
	struct listing l = { .handshake = handshake, .detail = detail };
	const struct trace *t = &handshake->trace;

	page_start(&l.page, &out, style);
	for (unsigned step = 1; step <= 5; step++) {
		buffer_format(&out, "%s\n", step_title(step));
		l.number = l.message = 0;
		for (size_t i = 0; i < t->record_count; i++)
			record_walk(&l, i, step);
		if (step == 3)
			review_show(&l);
	}
	buffer_string(&out, "proof\n");
	for (size_t i = 0; i < t->check_count; i++)
		check_show(&l, &t->check[i]);
	if (out.failed || l.failed) {
		buffer_free(&out);
		return NULL;
	}
	return buffer_steal(&out);
}
