/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parts of JSON documents that several of them share. */
#ifndef REPORT_VERDICT_JSON_H
#define REPORT_VERDICT_JSON_H

#include "report/json.h"
#include "report/report.h"

/* The whole of chainwright-report-1, as an object. */
json_t *verdict_json(struct json *j, const struct cw_verdict *v);
json_t *opinions_json(struct json *j, const struct cw_verdict *v);
json_t *finding_json(struct json *j, const struct cw_verdict *v,
    const struct finding *f);
/* Rows of a certificate (NULL: of none). */
json_t *rows_json(struct json *j, struct bytes whole,
    const struct rows *rows);
/* Position in the chain; null for a certificate that is not of it. */
json_t *position_json(const struct cw_verdict *v, const struct cert *c);
json_t *rule_json(struct json *j, const char *clause);
json_t *alert_json(struct json *j, int alert);
json_t *public_key_json(struct json *j, const struct cert *c);
void put_cert_name(struct json *j, json_t *object, const char *key,
    const struct cert *c);
/* "origin": "chain.pem:13"; null without one. */
void put_origin(struct json *j, json_t *object, const struct cert *c);
/* Full name as "CN=www.demo.test"; null for one that was not read. */
void put_name(struct json *j, json_t *object, const char *key,
    struct bytes name);

/* policy_words.c: what was asked of policies, and what the path is valid for. */
json_t *policies_json(struct json *j, const struct cw_verdict *v);

#endif
