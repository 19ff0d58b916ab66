/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One failure explained: what it means, the rule, the risk, what to check. */
#include "config.h"

#include "base/error.h"
#include "report/meanings.h"
#include "report/verdict_json.h"

static const struct {
	enum cw_profile profile;
	const char *name;
} profiles[] = {
	{ CW_TLS, "tls" }, { CW_RFC5280, "rfc5280" }, { CW_WEBPKI, "webpki" },
};
#define PROFILES (sizeof(profiles) / sizeof(profiles[0]))

static const char *
binds_text(enum binds binds)
{
	switch (binds) {
	case BINDS_VALIDATOR:
		return "every client: the document makes it refuse";
	case BINDS_ISSUER:
		return "issuers and servers: clients need not look";
	case BINDS_POLICY:
		break;
	}
	return "those who follow this policy or limit";
}

static const char *
binds_name(enum binds binds)
{
	if (binds == BINDS_VALIDATOR)
		return "validator";
	return binds == BINDS_ISSUER ? "issuer" : "policy";
}

/* "error (tls), warning (rfc5280), error (webpki)" */
static void
severities_text(struct buffer *out, const struct failure *row)
{
	for (size_t i = 0; i < PROFILES; i++)
		buffer_format(out, "%s%s (%s)", i == 0 ? "" : ", ",
		    words_severity(row->severity[profiles[i].profile]),
		    profiles[i].name);
}

/* NULL: they are no slug, so perhaps another program's words. */
static const struct failure *
find_row(const char *slug)
{
	enum failure_id id = failure_find(slug);

	return id == FAILURE_COUNT ? NULL : failure_get(id);
}

static void
paragraph(struct page *p, const char *title, const char *template,
    const struct word_context *words)
{
	struct buffer text = BUFFER_EMPTY;

	if (template == NULL)
		return;
	words_fill(&text, template, words);
	buffer_byte(p->out, '\n');
	page_ink(p, INK_CYAN, title);
	buffer_byte(p->out, '\n');
	if (text.failed)
		p->out->failed = true;
	else
		page_line(p, "  ", text.data == NULL ? "" :
		    (const char *)text.data);
	buffer_free(&text);
}

static void
see_it(struct page *p, const struct failure *row)
{
	buffer_byte(p->out, '\n');
	page_ink(p, INK_CYAN, "See it happen");
	buffer_format(p->out, "\n  chainwright demo --break %s\n", row->slug);
	if (row->reject != NULL) {
		buffer_string(p->out,
		    "  No TLS server can show it, so a file does:\n");
		page_line(p, "  ", row->reject);
	}
}

static void
explain_draw(struct page *p, const struct failure *row)
{
	struct word_context words = { .failure = row };
	struct buffer text = BUFFER_EMPTY;

	buffer_string(p->out, row->slug);
	buffer_byte(p->out, '\n');
	page_line(p, "  ", row->means);
	paragraph(p, "The rule", row->rule, &words);
	paragraph(p, "Why it is there", row->risk, &words);
	paragraph(p, "What to check first", row->check, &words);
	paragraph(p, "What to do", row->help, &words);
	seen_as_draw(p, row);
	see_it(p, row);
	severities_text(&text, row);
	if (text.failed)
		p->out->failed = true;
	else {
		buffer_byte(p->out, '\n');
		page_line(p, "  severity  ", (const char *)text.data);
	}
	page_line(p, "  binds     ", binds_text(row->binds));
	buffer_format(p->out, "  alert     %s (%d)\n", alert_name(row->alert),
	    row->alert);
	page_line(p, "  clause    ", row->clause);
	buffer_format(p->out, "  group     %s\n",
	    failure_group_name(row->group));
	buffer_free(&text);
}

char *
cw_explain_text(const char *slug, const struct cw_style *style,
    struct cw_error *err)
{
	const struct failure *row = find_row(slug);
	struct buffer out = BUFFER_EMPTY;
	struct page page;

	page_start(&page, &out, style);
	if (row != NULL) {
		explain_draw(&page, row);
	} else if (meanings_draw(&page, slug, err) != 0) {
		buffer_free(&out);
		return NULL;
	}
	if (out.failed) {
		buffer_free(&out);
		error_memory(err);
		return NULL;
	}
	return buffer_steal(&out);
}

static void
put_template(struct json *j, json_t *object, const char *key,
    const char *template, const struct word_context *words)
{
	struct buffer text = BUFFER_EMPTY;

	if (template == NULL) {
		json_put_null(j, object, key);
		return;
	}
	words_fill(&text, template, words);
	json_put_text(j, object, key, &text);
}

static json_t *
severity_json(struct json *j, const struct failure *row)
{
	json_t *object = json_make_object(j);

	for (size_t i = 0; i < PROFILES; i++)
		json_put_string(j, object, profiles[i].name,
		    words_severity(row->severity[profiles[i].profile]));
	return object;
}

static json_t *
demo_json(struct json *j, const struct failure *row)
{
	const char *const words[] = { "chainwright", "demo", "--break",
		row->slug };
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		json_append(j, array, json_string(words[i]));
	return array;
}

static json_t *
explain_json(struct json *j, const struct failure *row)
{
	struct word_context words = { .failure = row };
	json_t *object = json_make_object(j);

	json_put_string(j, object, "schema", "chainwright-explain-1");
	json_put_string(j, object, "slug", row->slug);
	json_put_string(j, object, "group", failure_group_name(row->group));
	put_template(j, object, "title", row->title, &words);
	put_template(j, object, "means", row->means, &words);
	put_template(j, object, "rule", row->rule, &words);
	put_template(j, object, "risk", row->risk, &words);
	put_template(j, object, "check", row->check, &words);
	put_template(j, object, "help", row->help, &words);
	json_put(j, object, "demo", demo_json(j, row));
	json_put_string(j, object, "unsendable", row->reject);
	json_put(j, object, "severity", severity_json(j, row));
	json_put_string(j, object, "binds", binds_name(row->binds));
	json_put(j, object, "alert", alert_json(j, row->alert));
	json_put(j, object, "clause", rule_json(j, row->clause));
	json_put(j, object, "seen_as", seen_as_json(j, row));
	return object;
}

char *
cw_explain_json(const char *slug, struct cw_error *err)
{
	const struct failure *row = find_row(slug);
	struct json j = { false };
	json_t *object = row != NULL ? explain_json(&j, row) :
	    meanings_json(&j, slug, err);
	char *text;

	if (object == NULL) {
		/* Nothing fits, which is said already, or no memory. */
		if (j.failed)
			error_memory(err);
		return NULL;
	}
	text = json_finish(&j, object);
	if (text == NULL)
		error_memory(err);
	return text;
}
