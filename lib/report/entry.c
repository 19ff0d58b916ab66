/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One target's part of a report: as text, as lines, as JSON. */
#include "config.h"

#include <stdlib.h>
#include "base/calendar.h"
#include "base/escape.h"
#include "report/entry.h"
#include "report/fetched.h"

void
entry_title(struct buffer *out, const struct told *told,
    const struct finding *f)
{
	struct word_context words = { told->verdict, f, NULL };

	words_fill(out, failure_get(f->id)->title, &words);
}

void
entry_counts(struct buffer *out, const struct cw_verdict *v)
{
	const struct findings *f = &v->findings;
	size_t notes = f->count - f->errors - f->warnings;
	size_t before = out->len;

	if (f->errors > 0)
		page_count(out, f->errors, "error", "errors");
	if (f->warnings > 0) {
		buffer_string(out, out->len > before ? ", " : "");
		page_count(out, f->warnings, "warning", "warnings");
	}
	if (notes > 0) {
		buffer_string(out, out->len > before ? ", " : "");
		page_count(out, notes, "note", "notes");
	}
	if (out->len == before)
		buffer_string(out, "no finding");
}

const char *
entry_file(const struct told *told, const struct finding *f)
{
	if (finding_is_in_answer(f) && answer_source(f)->source != NULL)
		return answer_source(f)->source;
	return f->cert != NULL && f->cert->origin.source != NULL ?
	    f->cert->origin.source : told->target;
}

static void
put_target(struct buffer *out, const char *target)
{
	escape_text(out, bytes_of(target), 4096);
}

/* ---- text --------------------------------------------------------------- */

static void
until_write(struct buffer *out, const struct cw_verdict *v)
{
	char until[CALENDAR_TEXT], span[CALENDAR_SPAN], *and;
	int64_t end = verdict_until(v);

	calendar_iso(end, until);
	calendar_span(end - v->question.at, span);
	and = strstr(span, " and ");
	if (and != NULL)
		*and = '\0';
	buffer_format(out, " until %.10s", until);
	if (end > v->question.at)
		buffer_format(out, " (%s)", span);
}

/* "b.pem: not valid, 2 errors" heads the cards of one target among many. */
static void
heading(struct page *p, const struct told *told)
{
	const struct cw_verdict *v = told->verdict;

	put_target(p->out, told->target);
	buffer_string(p->out, ": ");
	if (v == NULL) {
		page_ink(p, INK_RED, "no verdict");
		buffer_string(p->out, ", see standard error\n");
		return;
	}
	if (cw_verdict_valid(v)) {
		page_ink(p, INK_GREEN, "valid");
		until_write(p->out, v);
		buffer_string(p->out, ", ");
		words_cert_name(p->out, verdict_target(v));
	} else {
		page_ink(p, INK_RED, "not valid");
	}
	if (v->findings.count > 0) {
		buffer_string(p->out, ", ");
		entry_counts(p->out, v);
	}
	buffer_byte(p->out, '\n');
}

void
entry_text(struct cw_entry *e, const struct told *told)
{
	const struct cw_verdict *v = told->verdict;
	bool many = told->options->targets != 1;
	struct page page;

	page_start(&page, &e->text, &told->options->style);
	if (many)
		heading(&page, told);
	if (v == NULL)
		return;
	if (many && v->findings.count > 0) {
		buffer_byte(&e->text, '\n');
		verdict_draw_findings(&page, v);
		e->has_body = true;
	} else if (!many) {
		verdict_draw(&page, v);
	}
	if (v->question.fetches != NULL) {
		fetched_draw(&page, v);
		e->has_body = true;
	}
	if (v->opinions != NULL) {
		opinions_draw(&page, v);
		e->has_body = true;
	}
	if (told->options->all_paths) {
		buffer_byte(&e->text, '\n');
		paths_draw(&page, v);
		e->has_body = true;
	}
}

/* ---- line --------------------------------------------------------------- */

static void
line_write(struct buffer *out, const struct told *told,
    const struct finding *f)
{
	struct bytes whole = finding_whole(f), at = finding_at(f);

	put_target(out, entry_file(told, f));
	if (finding_is_in_answer(f))
		buffer_format(out, ":%zu:", answer_source(f)->position);
	else if (f->cert != NULL)
		buffer_format(out, ":%zu:", f->cert->origin.position);
	else
		buffer_string(out, ":-:");
	if (at.data != NULL && whole.len > 0 && bytes_within(at, whole))
		buffer_format(out, "%zu", (size_t)(at.data - whole.data));
	else
		buffer_byte(out, '-');
	buffer_format(out, ": %s: %s: ", words_severity(f->severity),
	    failure_get(f->id)->slug);
	entry_title(out, told, f);
	buffer_byte(out, '\n');
}

void
entry_line(struct cw_entry *e, const struct told *told)
{
	const struct cw_verdict *v = told->verdict;

	for (size_t i = 0; v != NULL && i < v->findings.count; i++)
		line_write(&e->text, told, &v->findings.list[i]);
}

/* ---- TAP ---------------------------------------------------------------- */

/* Behind "ok 3": the description must not begin a directive. */
void
entry_tap(struct cw_entry *e, const struct told *told)
{
	const struct cw_verdict *v = told->verdict;
	struct buffer name = BUFFER_EMPTY;

	put_target(&name, told->target);
	buffer_string(&e->text, " - ");
	for (size_t i = 0; i < name.len; i++) {
		if (name.data[i] == '#')
			buffer_byte(&e->text, '\\');
		buffer_byte(&e->text, name.data[i]);
	}
	buffer_byte(&e->text, '\n');
	e->text.failed = e->text.failed || name.failed;
	buffer_free(&name);
	if (v == NULL) {
		buffer_string(&e->text, "# no verdict: ");
		put_target(&e->text, told->trouble);
		buffer_byte(&e->text, '\n');
		return;
	}
	for (size_t i = 0; i < v->findings.count; i++) {
		buffer_string(&e->text, "# ");
		line_write(&e->text, told, &v->findings.list[i]);
	}
}

/* ---- JSON --------------------------------------------------------------- */

static json_t *
trouble_json(struct json *j, const struct told *told)
{
	json_t *object = json_make_object(j);

	json_put_string(j, object, "schema", "chainwright-trouble-1");
	json_put_hostile(j, object, "target", told->target);
	json_put_null(j, object, "verdict");
	json_put_hostile(j, object, "trouble", told->trouble);
	return object;
}

void
entry_json(struct cw_entry *e, const struct told *told)
{
	struct json j = { false };
	json_t *object = told->verdict == NULL ? trouble_json(&j, told) :
	    verdict_json(&j, told->verdict);
	char *text = told->options->form == CW_FORM_JSONL ?
	    json_finish_line(&j, object) : json_finish(&j, object);

	if (text == NULL)
		e->failed = true;
	else
		buffer_string(&e->text, text);
	free(text);
}
