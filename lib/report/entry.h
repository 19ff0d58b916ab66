/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a report says of one target. An entry is made by any thread; the report
 * takes them in their order.
 */
#ifndef REPORT_ENTRY_H
#define REPORT_ENTRY_H

#include "report/verdict_json.h"

enum entry_status { ENTRY_VALID, ENTRY_INVALID, ENTRY_NO_VERDICT };
#define ENTRY_STATUSES 3

struct cw_entry {
	enum entry_status status;
	struct buffer text;             /* all forms but SARIF */
	bool has_body;                  /* text: more than its heading */
	json_t *results;                /* SARIF: an array */
	json_t *trouble;                /* SARIF: a notification, or NULL */
	bool rule[FAILURE_COUNT];       /* SARIF: failures among the results */
	bool failed;                    /* no memory */
};

/* What every form is told. */
struct told {
	const struct cw_report_options *options;
	const char *target;
	const struct cw_verdict *verdict;       /* NULL: there is none */
	const char *trouble;                    /* then: why */
};

/* ---- forms of an entry; each in the file of its name ---- */

void entry_text(struct cw_entry *e, const struct told *told);
void entry_line(struct cw_entry *e, const struct told *told);
void entry_tap(struct cw_entry *e, const struct told *told);
void entry_junit(struct cw_entry *e, const struct told *told);
void entry_json(struct cw_entry *e, const struct told *told);
void entry_sarif(struct cw_entry *e, const struct told *told);

/* ---- what several of them say ---- */

/* "error", or "warning" and so on, a finding's title, filled. */
void entry_title(struct buffer *out, const struct told *told,
    const struct finding *f);
/* "2 errors, 1 warning"; "no finding". */
void entry_counts(struct buffer *out, const struct cw_verdict *v);
/* The file that a finding is about: its certificate's, else the target. */
const char *entry_file(const struct told *told, const struct finding *f);

/* The whole SARIF document of its results and notifications, which it takes. */
char *sarif_finish(json_t *results, json_t *notifications,
    const bool rule[FAILURE_COUNT]);

#endif
