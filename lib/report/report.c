/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A report on many targets: what stands around their entries. */
#include "config.h"

#include <stdlib.h>
#include "base/escape.h"
#include "report/entry.h"

struct cw_report {
	struct cw_report_options options;
	size_t count[ENTRY_STATUSES], added;
	bool body_last;                 /* text: the last entry had a body */
	struct buffer text;             /* JUnit: all entries */
	json_t *results, *notifications;
	bool rule[FAILURE_COUNT];
	bool failed;
};

static const struct {
	const char *name;
	enum cw_form form;
	void (*entry)(struct cw_entry *e, const struct told *told);
} forms[] = {
	{ "text", CW_FORM_TEXT, entry_text },
	{ "line", CW_FORM_LINE, entry_line },
	{ "json", CW_FORM_JSON, entry_json },
	{ "jsonl", CW_FORM_JSONL, entry_json },
	{ "junit", CW_FORM_JUNIT, entry_junit },
	{ "tap", CW_FORM_TAP, entry_tap },
	{ "sarif", CW_FORM_SARIF, entry_sarif },
};
#define FORMS (sizeof(forms) / sizeof(forms[0]))

bool
cw_form_read(const char *text, enum cw_form *form)
{
	for (size_t i = 0; i < FORMS; i++) {
		if (strcmp(text, forms[i].name) == 0) {
			*form = forms[i].form;
			return true;
		}
	}
	return false;
}

struct cw_report *
cw_report_new(const struct cw_report_options *options)
{
	struct cw_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->options = *options;
	r->results = json_array();
	r->notifications = json_array();
	if (r->results == NULL || r->notifications == NULL) {
		cw_report_free(r);
		return NULL;
	}
	return r;
}

void
cw_report_free(struct cw_report *report)
{
	if (report == NULL)
		return;
	json_decref(report->results);
	json_decref(report->notifications);
	buffer_free(&report->text);
	free(report);
}

/* ---- entries ------------------------------------------------------------ */

void
cw_entry_free(struct cw_entry *entry)
{
	if (entry == NULL)
		return;
	json_decref(entry->results);
	json_decref(entry->trouble);
	buffer_free(&entry->text);
	free(entry);
}

struct cw_entry *
cw_entry_new(const struct cw_report *report, const char *target,
    const struct cw_verdict *verdict, const char *trouble)
{
	struct told told = { &report->options, target, verdict,
		trouble == NULL ? "" : trouble };
	struct cw_entry *e = calloc(1, sizeof(*e));
	size_t i = 0;

	if (e == NULL)
		return NULL;
	if (verdict == NULL)
		e->status = ENTRY_NO_VERDICT;
	else
		e->status = cw_verdict_holds(verdict) ? ENTRY_VALID :
		    ENTRY_INVALID;
	while (forms[i].form != report->options.form)
		i++;
	forms[i].entry(e, &told);
	if (e->failed || e->text.failed) {
		cw_entry_free(e);
		return NULL;
	}
	return e;
}

/* ---- around them -------------------------------------------------------- */

/* An empty string is text, too. */
static char *
made(struct buffer *out)
{
	buffer_string(out, "");
	if (out->failed) {
		buffer_free(out);
		return NULL;
	}
	return out->data == NULL ? calloc(1, 1) : buffer_steal(out);
}

static void
add_tap(struct cw_report *r, const struct cw_entry *e, struct buffer *out)
{
	if (r->added == 1 && r->options.targets > 0)
		buffer_format(out, "1..%zu\n", r->options.targets);
	buffer_format(out, "%s %zu",
	    e->status == ENTRY_VALID ? "ok" : "not ok", r->added);
	buffer_add(out, buffer_bytes(&e->text));
}

static void
add_text(struct cw_report *r, const struct cw_entry *e, struct buffer *out)
{
	if (r->added > 1 && (r->body_last || e->has_body))
		buffer_byte(out, '\n');
	buffer_add(out, buffer_bytes(&e->text));
	r->body_last = e->has_body;
}

static void
add_json(struct cw_report *r, const struct cw_entry *e, struct buffer *out)
{
	if (r->options.targets != 1)
		buffer_string(out, r->added > 1 ? "," :
		    "{\n\"schema\": \"chainwright-reports-1\",\n"
		    "\"reports\": [\n");
	buffer_add(out, buffer_bytes(&e->text));
}

static void
add_sarif(struct cw_report *r, struct cw_entry *e)
{
	if (json_array_extend(r->results, e->results) != 0)
		r->failed = true;
	if (e->trouble != NULL &&
	    json_array_append(r->notifications, e->trouble) != 0)
		r->failed = true;
	for (size_t i = 0; i < FAILURE_COUNT; i++)
		r->rule[i] = r->rule[i] || e->rule[i];
}

char *
cw_report_add(struct cw_report *report, struct cw_entry *entry)
{
	struct buffer out = BUFFER_EMPTY;

	report->added++;
	report->count[entry->status]++;
	switch (report->options.form) {
	case CW_FORM_TEXT:
		add_text(report, entry, &out);
		break;
	case CW_FORM_TAP:
		add_tap(report, entry, &out);
		break;
	case CW_FORM_JSON:
		add_json(report, entry, &out);
		break;
	case CW_FORM_JUNIT:
		buffer_add(&report->text, buffer_bytes(&entry->text));
		break;
	case CW_FORM_SARIF:
		add_sarif(report, entry);
		break;
	case CW_FORM_LINE:
	case CW_FORM_JSONL:
		buffer_add(&out, buffer_bytes(&entry->text));
		break;
	}
	cw_entry_free(entry);
	return made(&out);
}

/* "12 targets: 9 valid, 2 not valid, 1 without a verdict" */
static void
summary(const struct cw_report *r, struct buffer *out)
{
	static const char *const words[ENTRY_STATUSES] = { "valid",
		"not valid", "without a verdict" };
	const char *between = ": ";

	if (r->options.targets == 1)
		return;
	buffer_byte(out, '\n');
	page_count(out, r->added, "target", "targets");
	for (size_t i = 0; i < ENTRY_STATUSES; i++) {
		if (r->count[i] == 0)
			continue;
		buffer_format(out, "%s%zu %s", between, r->count[i], words[i]);
		between = ", ";
	}
	buffer_byte(out, '\n');
}

static void
end_json(const struct cw_report *r, struct buffer *out)
{
	if (r->options.targets == 1)
		return;
	if (r->added == 0)
		buffer_string(out, "{\n\"schema\": \"chainwright-reports-1\",\n"
		    "\"reports\": [\n");
	buffer_format(out, "],\n\"counts\": { \"valid\": %zu, \"invalid\": %zu, "
	    "\"no_verdict\": %zu }\n}\n", r->count[ENTRY_VALID],
	    r->count[ENTRY_INVALID], r->count[ENTRY_NO_VERDICT]);
}

static void
counts_junit(const struct cw_report *r, struct buffer *out)
{
	buffer_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
	    r->added, r->count[ENTRY_INVALID], r->count[ENTRY_NO_VERDICT]);
}

static void
end_junit(const struct cw_report *r, struct buffer *out)
{
	buffer_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites");
	counts_junit(r, out);
	buffer_string(out, "  <testsuite name=\"chainwright verify\"");
	counts_junit(r, out);
	buffer_add(out, buffer_bytes(&r->text));
	buffer_string(out, "  </testsuite>\n</testsuites>\n");
	out->failed = out->failed || r->text.failed;
}

char *
cw_report_end(struct cw_report *report)
{
	struct buffer out = BUFFER_EMPTY;

	if (report->failed)
		return NULL;
	switch (report->options.form) {
	case CW_FORM_TEXT:
		summary(report, &out);
		break;
	case CW_FORM_TAP:
		if (report->options.targets == 0 || report->added == 0)
			buffer_format(&out, "1..%zu\n", report->added);
		break;
	case CW_FORM_JSON:
		end_json(report, &out);
		break;
	case CW_FORM_JUNIT:
		end_junit(report, &out);
		break;
	case CW_FORM_SARIF:
		return sarif_finish(json_incref(report->results),
		    json_incref(report->notifications), report->rule);
	case CW_FORM_LINE:
	case CW_FORM_JSONL:
		break;
	}
	return made(&out);
}
