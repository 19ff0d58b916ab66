/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef REPORT_REVOCATION_H
#define REPORT_REVOCATION_H

#include "report/report.h"
#include "report/verdict_json.h"

/* What is known of certificate i of the path; false: nobody asked, or there is
   no such one. */
bool revocation_fact(struct buffer *out, const struct cw_verdict *v, size_t i);
json_t *revocation_json(struct json *j, const struct cw_verdict *v);

#endif
