/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef REPORT_FETCHED_H
#define REPORT_FETCHED_H

#include "report/report.h"
#include "report/verdict_json.h"

/* Nothing, if nobody was to ask. */
void fetched_draw(struct page *p, const struct cw_verdict *v);
/* Only of a question for which cw_fetch was called. */
json_t *fetched_json(struct json *j, const struct cw_verdict *v);

#endif
