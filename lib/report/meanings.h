/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Failures and other programs' words for them, shown. */
#ifndef REPORT_MEANINGS_H
#define REPORT_MEANINGS_H

#include "find/seen_as.h"
#include "report/json.h"
#include "report/page.h"

/* Paragraph "Seen as" of explain; nothing when nobody has a word for it. */
void seen_as_draw(struct page *p, const struct failure *row);
/* An array of words for each program. */
json_t *seen_as_json(struct json *j, const struct failure *row);

/* -1 and NULL: err says that nothing fits, and what is nearest. */
int meanings_draw(struct page *p, const char *words, struct cw_error *err);
json_t *meanings_json(struct json *j, const char *words, struct cw_error *err);

#endif
