/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A finding as JSON: everything that its card shows. */
#include "config.h"

#include "base/calendar.h"
#include "base/escape.h"
#include "report/meanings.h"
#include "report/tree.h"
#include "report/verdict_json.h"

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
row_json(struct json *j, struct bytes whole, const struct row *row)
{
	json_t *object = json_make_object(j);
	struct buffer text = BUFFER_EMPTY;

	json_put_string(j, object, "field", field_path(row->field));
	json_put_string(j, object, "label", row->label);
	buffer_add(&text, buffer_bytes(&row->value));
	json_put_text(j, object, "value", &text);
	json_put_place(j, object, "bytes", whole, row->at);
	json_put_bool(j, object, "absent", row->absent);
	json_put_bool(j, object, "marked", row->marked);
	if (row->marked && row->caption.len > 0) {
		text = (struct buffer)BUFFER_EMPTY;
		buffer_add(&text, buffer_bytes(&row->caption));
		json_put_text(j, object, "caption", &text);
	} else {
		json_put_null(j, object, "caption");
	}
	return object;
}

json_t *
rows_json(struct json *j, struct bytes whole, const struct rows *rows)
{
	json_t *array = json_make_array(j);
	const char *label = "";

	for (size_t i = 0; i < rows->count; i++) {
		struct row row = rows->row[i];

		/* A row that continues another has its label here. */
		if (*row.label == '\0')
			row.label = label;
		label = row.label;
		json_append(j, array, row_json(j, whole, &row));
	}
	j->failed = j->failed || rows_failed(rows);
	return array;
}

static const char *
kind_name(enum value_kind kind)
{
	switch (kind) {
	case VALUE_TIME:
		return "time";
	case VALUE_SPAN:
		return "seconds";
	case VALUE_NUMBER:
		return "number";
	case VALUE_TEXT:
		return "text";
	case VALUE_WORD:
		return "word";
	case VALUE_NAME:
		return "name";
	case VALUE_OID:
		return "oid";
	case VALUE_HEX:
		return "octets";
	case VALUE_ADDRESS:
		return "address";
	case VALUE_NONE:
		break;
	}
	return "none";
}

static json_t *
values_json(struct json *j, const struct finding *f)
{
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < FINDING_VALUES; i++) {
		const struct value *value = &f->value[i];
		struct buffer text = BUFFER_EMPTY;
		json_t *object;

		if (value->kind == VALUE_NONE)
			continue;
		object = json_make_object(j);
		json_put_string(j, object, "kind", kind_name(value->kind));
		if (value->kind == VALUE_TIME) {
			json_put_time(j, object, "value", value->as.number);
		} else if (value->kind == VALUE_SPAN ||
		    value->kind == VALUE_NUMBER) {
			json_put_number(j, object, "value", value->as.number);
		} else {
			words_value(&text, value);
			json_put_text(j, object, "value", &text);
		}
		json_append(j, array, object);
	}
	return array;
}

/* "RFC 5280, 6.1.3 (a)(2)" is document and clause. */
json_t *
rule_json(struct json *j, const char *clause)
{
	json_t *object = json_make_object(j);
	struct buffer document = BUFFER_EMPTY;
	const char *comma = strchr(clause, ',');

	if (comma == NULL) {
		json_put_string(j, object, "document", clause);
		json_put_null(j, object, "clause");
		return object;
	}
	buffer_add(&document, (struct bytes){ (const uint8_t *)clause,
	    (size_t)(comma - clause) });
	json_put_text(j, object, "document", &document);
	json_put_string(j, object, "clause",
	    comma + strspn(comma, ", "));
	return object;
}

json_t *
alert_json(struct json *j, int alert)
{
	json_t *object = json_make_object(j);

	json_put_string(j, object, "name", alert_name(alert));
	json_put_number(j, object, "number", alert);
	return object;
}

/* A line of a command as words, filled one by one: what a name holds can make
   no further word. Double quotes of the template keep words together. */
static json_t *
command_json(struct json *j, const char *line, size_t len,
    const struct word_context *words)
{
	json_t *array = json_make_array(j);
	size_t i = 0;

	while (i < len) {
		struct buffer template = BUFFER_EMPTY, word = BUFFER_EMPTY;
		bool quoted = false;

		for (; i < len && (quoted || line[i] != ' '); i++) {
			if (line[i] == '"')
				quoted = !quoted;
			else
				buffer_byte(&template, (uint8_t)line[i]);
		}
		i += i < len;
		if (template.failed)
			j->failed = true;
		else if (template.len > 0) {
			words_fill(&word, (const char *)template.data, words);
			/* A name must not turn into an option. */
			if (word.len > 0 && word.data[0] == '-' &&
			    template.data[0] != '-') {
				buffer_cut(&word, 0);
				buffer_string(&word, "NAME");
			}
			json_append_text(j, array, &word);
		}
		buffer_free(&template);
	}
	return array;
}

/* What a shell has to read, or a line of a server's settings, stays a line. */
static bool
is_plain_command(const char *line, size_t len)
{
	static const char program[] = "chainwright ";

	return len >= strlen(program) &&
	    memcmp(line, program, strlen(program)) == 0 &&
	    memchr(line, '>', len) == NULL && memchr(line, '|', len) == NULL;
}

static void
put_lines(struct json *j, json_t *array, const struct failure *failure,
    const struct word_context *words, json_t *first)
{
	const char *line = failure->command == NULL ? "" : failure->command;

	while (*line != '\0') {
		size_t len = strcspn(line, "\n");
		json_t *object = first != NULL ? first : json_make_object(j);
		struct buffer template = BUFFER_EMPTY, text = BUFFER_EMPTY;

		if (is_plain_command(line, len)) {
			json_put(j, object, "command",
			    command_json(j, line, len, words));
		} else {
			buffer_add(&template, (struct bytes){
			    (const uint8_t *)line, len });
			if (!template.failed && template.data != NULL)
				words_fill_command(&text,
				    (const char *)template.data, words);
			text.failed |= template.failed;
			json_put_text(j, object, "line", &text);
			buffer_free(&template);
		}
		if (object != first)
			json_append(j, array, object);
		first = NULL;
		line += len;
		line += *line == '\n';
	}
}

static json_t *
help_json(struct json *j, const struct failure *failure,
    const struct word_context *words)
{
	json_t *array = json_make_array(j), *first = NULL;

	if (failure->help != NULL) {
		first = json_make_object(j);
		put_template(j, first, "text", failure->help, words);
		json_append(j, array, json_incref(first));
	}
	put_lines(j, array, failure, words, first);
	json_decref(first);
	return array;
}

static json_t *
second_json(struct json *j, const struct cw_verdict *v,
    const struct finding *f, const struct rows *rows,
    const struct word_context *words)
{
	json_t *object;

	if (f->other == NULL)
		return json_null();
	object = json_make_object(j);
	json_put(j, object, "certificate", position_json(v, f->other));
	put_cert_name(j, object, "name", f->other);
	json_put_string(j, object, "field", field_path(f->other_field));
	json_put_bytes(j, object, "bytes", f->other, f->other_at);
	put_template(j, object, "label",
	    failure_get(f->id)->other_label, words);
	json_put(j, object, "rows", rows_json(j, f->other->der, rows));
	return object;
}

/* The CRL or OCSP response that it is about: { origin, issuer or responder,
   field, bytes, rows }. */
static json_t *
answer_json(struct json *j, const struct finding *f, const struct rows *rows,
    bool there)
{
	struct buffer text = BUFFER_EMPTY;
	json_t *object;

	if (!there)
		return json_null();
	object = json_make_object(j);
	if (f->crl != NULL) {
		crl_origin(&text, f->crl);
		json_put_text(j, object, "origin", &text);
		put_name(j, object, "issuer", f->crl->issuer);
	} else {
		ocsp_origin(&text, f->ocsp);
		json_put_text(j, object, "origin", &text);
		ocsp_words(&text, f->ocsp);
		json_put_text(j, object, "responder", &text);
	}
	json_put_string(j, object, "field", field_path(f->answer_field));
	json_put_place(j, object, "bytes", answer_octets(f), f->answer_at);
	json_put(j, object, "rows", rows_json(j, answer_octets(f), rows));
	return object;
}

/* The tree that the text draws, line by line. */
static json_t *
tree_json(struct json *j, const struct cw_verdict *v,
    const struct finding *f)
{
	struct tree *t = tree_of_finding(v, f);
	json_t *array = json_make_array(j);

	for (size_t i = 0; t != NULL && i < t->count; i++) {
		struct branch *b = &t->branch[i];
		json_t *object = json_make_object(j);

		json_put_string(j, object, "is",
		    b->left[0] == '\0' ? NULL : b->left);
		json_put_number(j, object, "depth", b->depth);
		json_put_text(j, object, "name", &b->name);
		json_put_text(j, object, "note", &b->note);
		b->name = b->note = (struct buffer)BUFFER_EMPTY;
		json_put_bool(j, object, "marked", b->marked);
		json_put_bool(j, object, "gap_below", b->below == BELOW_GAP);
		json_append(j, array, object);
	}
	j->failed = j->failed || t == NULL;
	tree_free(t);
	return array;
}

/* The octets around the wrong one, as many as the text shows. */
static json_t *
octets_json(struct json *j, const struct finding *f)
{
	struct bytes shown;
	size_t offset;
	json_t *object;

	if (!octets_around(f, 16, &shown, &offset))
		return json_null();
	object = json_make_object(j);
	json_put_number(j, object, "offset", (int64_t)offset);
	json_put_hex(j, object, "hex", shown);
	return object;
}

static void
put_drawing(struct json *j, json_t *object, const struct cw_verdict *v,
    const struct finding *f)
{
	enum drawing drawing = failure_get(f->id)->drawing;

	json_put(j, object, "tree", drawing == DRAW_TREE ?
	    tree_json(j, v, f) : json_null());
	json_put(j, object, "octets", drawing == DRAW_OCTETS ?
	    octets_json(j, f) : json_null());
}

static void
put_place(struct json *j, json_t *object, const struct cw_verdict *v,
    const struct finding *f)
{
	json_put(j, object, "certificate", position_json(v, f->cert));
	if (f->cert == NULL)
		json_put_null(j, object, "name");
	else
		put_cert_name(j, object, "name", f->cert);
	put_origin(j, object, f->cert);
	json_put_string(j, object, "field", field_path(f->field));
	json_put_bytes(j, object, "bytes", f->cert, f->at);
}

json_t *
finding_json(struct json *j, const struct cw_verdict *v,
    const struct finding *f)
{
	const struct failure *failure = failure_get(f->id);
	struct word_context words = { v, f, NULL };
	struct finding_card card = FINDING_CARD_EMPTY;
	json_t *object = json_make_object(j);

	finding_rows(v, f, &card);
	json_put_string(j, object, "slug", failure->slug);
	json_put_string(j, object, "group",
	    failure_group_name(failure->group));
	json_put_string(j, object, "severity", words_severity(f->severity));
	json_put_bool(j, object, "tolerated", f->tolerated);
	put_template(j, object, "title", failure->title, &words);
	put_place(j, object, v, f);
	put_template(j, object, "label", failure->label, &words);
	put_template(j, object, "expected", failure->expected, &words);
	put_template(j, object, "found", failure->found, &words);
	json_put(j, object, "values", values_json(j, f));
	json_put(j, object, "rows", rows_json(j, f->cert != NULL ?
	    f->cert->der : (struct bytes){ NULL, 0 }, &card.first));
	json_put(j, object, "other", second_json(j, v, f, &card.second,
	    &words));
	json_put(j, object, "crl", answer_json(j, f, &card.answer,
	    f->crl != NULL));
	json_put(j, object, "ocsp", answer_json(j, f, &card.answer,
	    f->ocsp != NULL));
	put_drawing(j, object, v, f);
	json_put(j, object, "rule", rule_json(j, failure->clause));
	json_put(j, object, "alert", alert_json(j, failure->alert));
	json_put(j, object, "help", help_json(j, failure, &words));
	put_template(j, object, "note", failure->note, &words);
	json_put(j, object, "seen_as", seen_as_json(j, failure));
	finding_card_free(&card);
	return object;
}
