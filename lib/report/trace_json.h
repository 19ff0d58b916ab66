/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef REPORT_TRACE_JSON_H
#define REPORT_TRACE_JSON_H

#include "report/json.h"
#include "tls/fields.h"

const char *proof_name(enum proof_result proof);
/* The fields behind the whole, each with its parts. */
json_t *message_fields_json(struct json *j, const struct trace *t,
    const struct trace_message *m);
json_t *checks_json(struct json *j, const struct trace *t);

#endif
