/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON documents. Keys keep the order in which they are set; every text that
 * comes from outside is escaped in the same visible way as on a terminal. What
 * fails is remembered, so that a writer checks once, at its end.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <jansson.h>
#include "base/buffer.h"
#include "x509/cert.h"

struct json {
	bool failed;
};

json_t *json_make_object(struct json *j);
json_t *json_make_array(struct json *j);
/* These take over value, which may be NULL when its making failed. */
void json_put(struct json *j, json_t *object, const char *key, json_t *value);
void json_append(struct json *j, json_t *array, json_t *value);

/* NULL gives null. */
void json_put_string(struct json *j, json_t *object, const char *key,
    const char *ours);
/* Text from outside. */
void json_put_hostile(struct json *j, json_t *object, const char *key,
    const char *text);
/* Text that was escaped already; the buffer is emptied. */
void json_put_text(struct json *j, json_t *object, const char *key,
    struct buffer *text);
void json_append_text(struct json *j, json_t *array, struct buffer *text);
void json_put_number(struct json *j, json_t *object, const char *key,
    int64_t number);
void json_put_bool(struct json *j, json_t *object, const char *key, bool b);
void json_put_null(struct json *j, json_t *object, const char *key);
void json_put_time(struct json *j, json_t *object, const char *key,
    int64_t seconds);
/* Lower-case hex without spaces; null for no octets at all. */
void json_put_hex(struct json *j, json_t *object, const char *key,
    struct bytes octets);
/* { "offset", "length" } in the certificate; null when not in it. */
void json_put_bytes(struct json *j, json_t *object, const char *key,
    const struct cert *c, struct bytes at);
/* The same in any octets. */
void json_put_place(struct json *j, json_t *object, const char *key,
    struct bytes whole, struct bytes at);
void json_put_sha256(struct json *j, json_t *object, const char *key,
    struct bytes octets);

/* The document, indented, with a newline at its end; frees root. NULL: no
   memory. The caller frees it with free(). */
char *json_finish(struct json *j, json_t *root);
/* The same on one line. */
char *json_finish_line(struct json *j, json_t *root);

#endif
