/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/calendar.h"
#include "base/escape.h"
#include "report/json.h"
#include "sig/hash.h"

json_t *
json_make_object(struct json *j)
{
	json_t *object = json_object();

	j->failed = j->failed || object == NULL;
	return object;
}

json_t *
json_make_array(struct json *j)
{
	json_t *array = json_array();

	j->failed = j->failed || array == NULL;
	return array;
}

void
json_put(struct json *j, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		j->failed = true;
}

void
json_append(struct json *j, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		j->failed = true;
}

void
json_put_string(struct json *j, json_t *object, const char *key,
    const char *ours)
{
	json_put(j, object, key,
	    ours == NULL ? json_null() : json_string(ours));
}

static json_t *
text_value(struct json *j, struct buffer *text)
{
	json_t *value = NULL;

	if (!text->failed)
		value = json_stringn(text->data == NULL ? "" :
		    (const char *)text->data, text->len);
	j->failed = j->failed || value == NULL;
	buffer_free(text);
	return value;
}

void
json_put_hostile(struct json *j, json_t *object, const char *key,
    const char *text)
{
	struct buffer safe = BUFFER_EMPTY;

	if (text == NULL) {
		json_put_null(j, object, key);
		return;
	}
	escape_utf8(&safe, bytes_of(text));
	json_put_text(j, object, key, &safe);
}

void
json_put_text(struct json *j, json_t *object, const char *key,
    struct buffer *text)
{
	json_put(j, object, key, text_value(j, text));
}

void
json_append_text(struct json *j, json_t *array, struct buffer *text)
{
	json_append(j, array, text_value(j, text));
}

void
json_put_number(struct json *j, json_t *object, const char *key,
    int64_t number)
{
	json_put(j, object, key, json_integer(number));
}

void
json_put_bool(struct json *j, json_t *object, const char *key, bool b)
{
	json_put(j, object, key, json_boolean(b));
}

void
json_put_null(struct json *j, json_t *object, const char *key)
{
	json_put(j, object, key, json_null());
}

void
json_put_time(struct json *j, json_t *object, const char *key,
    int64_t seconds)
{
	char text[CALENDAR_TEXT];

	calendar_iso(seconds, text);
	json_put_string(j, object, key, text);
}

void
json_put_hex(struct json *j, json_t *object, const char *key,
    struct bytes octets)
{
	struct buffer text = BUFFER_EMPTY;

	if (octets.data == NULL) {
		json_put_null(j, object, key);
		return;
	}
	for (size_t i = 0; i < octets.len; i++)
		buffer_format(&text, "%02x", (unsigned)octets.data[i]);
	json_put_text(j, object, key, &text);
}

void
json_put_place(struct json *j, json_t *object, const char *key,
    struct bytes whole, struct bytes at)
{
	json_t *place;

	if (at.data == NULL || whole.len == 0 || !bytes_within(at, whole)) {
		json_put_null(j, object, key);
		return;
	}
	place = json_make_object(j);
	json_put_number(j, place, "offset", at.data - whole.data);
	json_put_number(j, place, "length", (int64_t)at.len);
	json_put(j, object, key, place);
}

void
json_put_bytes(struct json *j, json_t *object, const char *key,
    const struct cert *c, struct bytes at)
{
	json_put_place(j, object, key, c != NULL ? c->der :
	    (struct bytes){ NULL, 0 }, at);
}

void
json_put_sha256(struct json *j, json_t *object, const char *key,
    struct bytes octets)
{
	uint8_t digest[SHA256_OCTETS];

	if (!sha256(octets, digest)) {
		j->failed = true;
		return;
	}
	json_put_hex(j, object, key,
	    (struct bytes){ digest, sizeof(digest) });
}

static int
append(const char *text, size_t len, void *to)
{
	struct buffer *out = to;

	buffer_add(out, (struct bytes){ (const uint8_t *)text, len });
	return out->failed ? -1 : 0;
}

static char *
finish(struct json *j, json_t *root, size_t flags)
{
	struct buffer out = BUFFER_EMPTY;

	if (j->failed || json_dump_callback(root, append, &out,
	    flags) != 0)
		out.failed = true;
	json_decref(root);
	buffer_byte(&out, '\n');
	if (out.failed) {
		buffer_free(&out);
		return NULL;
	}
	return buffer_steal(&out);
}

char *
json_finish(struct json *j, json_t *root)
{
	return finish(j, root, JSON_INDENT(2));
}

char *
json_finish_line(struct json *j, json_t *root)
{
	return finish(j, root, JSON_COMPACT);
}
