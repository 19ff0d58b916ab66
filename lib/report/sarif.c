/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SARIF 2.1.0, as code hosts take it: a finding is a result in the file that
 * holds its certificate, on the line where that one begins.
 */
#include "config.h"

#include <ctype.h>
#include "base/escape.h"
#include "report/entry.h"

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

/* RFC 3986: what a path may hold as it is. */
static bool
is_plain(uint8_t octet)
{
	return octet < 0x80 && (isalnum(octet) ||
	    strchr("-._~/!$&'()*+,;=@", octet) != NULL) && octet != '\0';
}

/* A path as a reference: relative ones stay relative to the repository. */
static void
uri_write(struct buffer *out, const char *path)
{
	while (path[0] == '.' && path[1] == '/')
		path += 2;
	if (path[0] == '/')
		buffer_string(out, "file://");
	for (; *path != '\0'; path++) {
		uint8_t octet = (uint8_t)*path;

		if (is_plain(octet))
			buffer_byte(out, octet);
		else
			buffer_format(out, "%%%02X", (unsigned)octet);
	}
}

static json_t *
message_json(struct json *j, struct buffer *text)
{
	json_t *object = json_make_object(j);

	json_put_text(j, object, "text", text);
	return object;
}

static json_t *
word_json(struct json *j, const char *ours)
{
	struct buffer text = BUFFER_EMPTY;

	buffer_string(&text, ours);
	return message_json(j, &text);
}

static const char *
level(enum cw_severity severity)
{
	if (severity == CW_ERROR)
		return "error";
	return severity == CW_WARNING ? "warning" : "note";
}

/* ---- results ------------------------------------------------------------ */

static json_t *
physical_json(struct json *j, const struct told *told,
    const struct finding *f)
{
	json_t *object = json_make_object(j), *file = json_make_object(j);
	json_t *region = json_make_object(j);
	struct buffer uri = BUFFER_EMPTY;
	size_t line = finding_is_in_answer(f) ? answer_source(f)->line :
	    f->cert == NULL ? 0 : f->cert->origin.line;

	uri_write(&uri, entry_file(told, f));
	json_put_text(j, file, "uri", &uri);
	json_put(j, object, "artifactLocation", file);
	/* A file in DER has no lines; code hosts want one. */
	json_put_number(j, region, "startLine", line == 0 ? 1 : (int64_t)line);
	json_put(j, object, "region", region);
	return object;
}

/* "[1] validity.notAfter": which certificate, which field. */
static json_t *
logical_json(struct json *j, const struct finding *f)
{
	json_t *array = json_make_array(j), *object = json_make_object(j);
	struct buffer name = BUFFER_EMPTY;

	if (finding_is_in_answer(f))
		buffer_format(&name, "[%zu] ", answer_source(f)->position);
	else if (f->cert != NULL)
		buffer_format(&name, "[%zu] ", f->cert->origin.position);
	buffer_string(&name, field_path(finding_is_in_answer(f) ? f->answer_field :
	    f->field));
	json_put_text(j, object, "fullyQualifiedName", &name);
	json_append(j, array, object);
	return array;
}

static json_t *
locations_json(struct json *j, const struct told *told,
    const struct finding *f)
{
	json_t *array = json_make_array(j), *object = json_make_object(j);

	json_put(j, object, "physicalLocation", physical_json(j, told, f));
	json_put(j, object, "logicalLocations", logical_json(j, f));
	json_append(j, array, object);
	return array;
}

/* The same finding about the same certificate stays the same one. */
static json_t *
fingerprint_json(struct json *j, const struct told *told,
    const struct finding *f)
{
	const struct cert *c = f->cert != NULL ? f->cert :
	    verdict_target(told->verdict);
	json_t *object = json_make_object(j);

	if (c != NULL)
		json_put_sha256(j, object, "primaryLocationLineHash", c->der);
	return object;
}

static void
put_filled(struct json *j, json_t *object, const char *key,
    const char *template, const struct word_context *words)
{
	struct buffer text = BUFFER_EMPTY;

	if (template == NULL)
		return;
	words_fill(&text, template, words);
	json_put_text(j, object, key, &text);
}

static json_t *
properties_json(struct json *j, const struct told *told,
    const struct finding *f)
{
	const struct failure *row = failure_get(f->id);
	struct word_context words = { told->verdict, f, NULL };
	json_t *object = json_make_object(j);

	json_put_place(j, object, "bytes", finding_whole(f), finding_at(f));
	put_filled(j, object, "expected", row->expected, &words);
	put_filled(j, object, "found", row->found, &words);
	return object;
}

static json_t *
result_json(struct json *j, const struct told *told, const struct finding *f)
{
	json_t *object = json_make_object(j);
	struct buffer title = BUFFER_EMPTY;

	entry_title(&title, told, f);
	json_put_string(j, object, "ruleId", failure_get(f->id)->slug);
	json_put_string(j, object, "level", level(f->severity));
	json_put(j, object, "message", message_json(j, &title));
	json_put(j, object, "locations", locations_json(j, told, f));
	json_put(j, object, "partialFingerprints",
	    fingerprint_json(j, told, f));
	json_put(j, object, "properties", properties_json(j, told, f));
	return object;
}

static json_t *
notification_json(struct json *j, const struct told *told)
{
	json_t *object = json_make_object(j);
	struct buffer text = BUFFER_EMPTY;

	escape_utf8(&text, bytes_of(told->trouble));
	json_put_string(j, object, "level", "error");
	json_put(j, object, "message", message_json(j, &text));
	return object;
}

void
entry_sarif(struct cw_entry *e, const struct told *told)
{
	const struct cw_verdict *v = told->verdict;
	struct json j = { false };

	e->results = json_make_array(&j);
	if (v == NULL)
		e->trouble = notification_json(&j, told);
	for (size_t i = 0; v != NULL && i < v->findings.count; i++) {
		const struct finding *f = &v->findings.list[i];

		e->rule[f->id] = true;
		json_append(&j, e->results, result_json(&j, told, f));
	}
	e->failed = e->failed || j.failed;
}

/* ---- the document ------------------------------------------------------- */

static json_t *
rule_descriptor(struct json *j, const struct failure *row)
{
	struct word_context words = { .failure = row };
	json_t *object = json_make_object(j), *level_ = json_make_object(j);
	json_t *properties = json_make_object(j), *tags = json_make_array(j);
	struct buffer title = BUFFER_EMPTY, help = BUFFER_EMPTY;

	words_fill(&title, row->title, &words);
	words_fill(&help, row->check, &words);
	json_put_string(j, object, "id", row->slug);
	json_put(j, object, "shortDescription", message_json(j, &title));
	json_put(j, object, "fullDescription", word_json(j, row->means));
	json_put(j, object, "help", message_json(j, &help));
	json_put_string(j, level_, "level", level(row->severity[CW_TLS]));
	json_put(j, object, "defaultConfiguration", level_);
	json_append(j, tags, json_string(failure_group_name(row->group)));
	json_append(j, tags, json_string("security"));
	json_put(j, properties, "tags", tags);
	json_put_string(j, properties, "clause", row->clause);
	json_put(j, object, "properties", properties);
	return object;
}

static json_t *
tool_json(struct json *j, const bool rule[FAILURE_COUNT])
{
	json_t *tool = json_make_object(j), *driver = json_make_object(j);
	json_t *rules = json_make_array(j);

	for (size_t i = 0; i < FAILURE_COUNT; i++)
		if (rule[i])
			json_append(j, rules, rule_descriptor(j,
			    failure_get((enum failure_id)i)));
	json_put_string(j, driver, "name", "chainwright");
	json_put_string(j, driver, "version", cw_version());
	json_put_string(j, driver, "semanticVersion", cw_version());
	json_put(j, driver, "rules", rules);
	json_put(j, tool, "driver", driver);
	return tool;
}

static json_t *
invocations_json(struct json *j, json_t *notifications)
{
	json_t *array = json_make_array(j), *object = json_make_object(j);

	json_put_bool(j, object, "executionSuccessful",
	    json_array_size(notifications) == 0);
	json_put(j, object, "toolExecutionNotifications", notifications);
	json_append(j, array, object);
	return array;
}

char *
sarif_finish(json_t *results, json_t *notifications,
    const bool rule[FAILURE_COUNT])
{
	struct json j = { false };
	json_t *object = json_make_object(&j), *runs = json_make_array(&j);
	json_t *run = json_make_object(&j);

	json_put_string(&j, object, "$schema", SARIF_SCHEMA);
	json_put_string(&j, object, "version", "2.1.0");
	json_put(&j, run, "tool", tool_json(&j, rule));
	json_put(&j, run, "invocations", invocations_json(&j, notifications));
	json_put_string(&j, run, "columnKind", "unicodeCodePoints");
	json_put(&j, run, "results", results);
	json_append(&j, runs, run);
	json_put(&j, object, "runs", runs);
	return json_finish(&j, object);
}
