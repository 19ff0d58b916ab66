/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields of a message, and what a trace proves, as JSON. */
#include "config.h"

#include "base/escape.h"
#include "report/trace_json.h"
#include "report/verdict_json.h"

static void
put_value(struct json *j, json_t *object, const struct trace_field *field)
{
	struct buffer text = BUFFER_EMPTY;

	if (field->kind == PART_NUMBER || field->kind == PART_CODE)
		json_put_number(j, object, "value", field->value);
	else
		json_put_null(j, object, "value");
	json_put_string(j, object, "meaning", field->meaning);
	if (field->kind == PART_OCTETS || field->kind == PART_REST ||
	    field->kind == PART_TEXT)
		json_put_hex(j, object, "hex", field->octets);
	else
		json_put_null(j, object, "hex");
	if (field->kind == PART_TEXT) {
		escape_utf8(&text, field->octets);
		json_put_text(j, object, "text", &text);
	} else {
		json_put_null(j, object, "text");
	}
}

/* The field at *i with its parts; *i becomes the one behind them. */
static json_t *
field_json(struct json *j, const struct fields *f, size_t *i)
{
	const struct trace_field *field = &f->list[(*i)++];
	json_t *object = json_make_object(j), *parts = json_make_array(j);

	json_put_string(j, object, "name", field->name);
	json_put_number(j, object, "offset",
	    field->octets.data - f->list[0].octets.data);
	json_put_number(j, object, "octets", (int64_t)field->octets.len);
	put_value(j, object, field);
	while (*i < f->count && f->list[*i].depth > field->depth)
		json_append(j, parts, field_json(j, f, i));
	json_put(j, object, "parts", parts);
	return object;
}

json_t *
message_fields_json(struct json *j, const struct trace *t,
    const struct trace_message *m)
{
	struct arena *arena = arena_new(0);
	json_t *array = json_make_array(j);
	struct fields f;
	size_t i = 1;

	if (arena == NULL || !fields_of_trace(&f, arena, t, m))
		j->failed = true;
	else
		while (i < f.count)
			json_append(j, array, field_json(j, &f, &i));
	arena_free(arena);
	return array;
}

json_t *
checks_json(struct json *j, const struct trace *t)
{
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < t->check_count; i++) {
		const struct trace_check *check = &t->check[i];
		json_t *object = json_make_object(j);

		json_put_string(j, object, "check",
		    trace_check_slug(check->id));
		json_put_string(j, object, "question",
		    trace_check_question(check->id));
		json_put_string(j, object, "clause",
		    trace_check_clause(check->id));
		json_put_string(j, object, "result",
		    proof_name(check->result));
		json_put_string(j, object, "why", check->why);
		json_put_hex(j, object, "input", check->input.len == 0 ?
		    (struct bytes){ NULL, 0 } : check->input);
		json_put_hex(j, object, "expected", check->expected.len == 0 ?
		    (struct bytes){ NULL, 0 } : check->expected);
		json_put_hex(j, object, "computed", check->computed.len == 0 ?
		    (struct bytes){ NULL, 0 } : check->computed);
		if (check->message == SIZE_MAX)
			json_put_null(j, object, "message");
		else
			json_put_number(j, object, "message",
			    (int64_t)check->message);
		if (check->certificate == NULL)
			json_put_null(j, object, "certificate");
		else
			put_cert_name(j, object, "certificate",
			    check->certificate);
		json_append(j, array, object);
	}
	return array;
}
