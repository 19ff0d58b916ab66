/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many targets judged, several at once, and one report of all: verify, connect. */
#ifndef TOOLS_JUDGING_H
#define TOOLS_JUDGING_H

#include "tools/question.h"
#include "tools/targets.h"

struct judging_options {
	const char *list;               /* a file that names targets; or NULL */
	unsigned threads;
	enum cw_form form;
};

/* How the options of a command begin that takes these. */
struct judging_head {
	struct question_options question;
	struct judging_options judging;
};

int take_targets_from(void *options, const char *value, struct cw_error *err);
int take_jobs(void *options, const char *value, struct cw_error *err);
int take_form(void *options, const char *value, struct cw_error *err);

#define JUDGING_OPTIONS(from, at_once) \
	{ "targets-from", 0, N_("FILE"), from, take_targets_from }, \
	{ "jobs", 'j', N_("N"), at_once, take_jobs }, \
	{ "format", 0, N_("FORMAT"), \
	    N_("text (default), line, json, jsonl, junit, tap or sarif"), \
	    take_form }

/* What came of one target. */
struct judged {
	struct cw_entry *entry;         /* of the report; NULL: no memory */
	struct cw_error trouble;        /* "": none */
	int status;
};

struct judging {
	const struct targets *targets;
	const struct judging_options *options;
	bool all_paths;
	bool names_trouble;             /* trouble is told with its target */
	/* Fills *out, zeroed but for a status of no verdict; by any thread. */
	void (*judge)(void *context, struct cw_report *report,
	    const char *target, struct judged *out);
	void *context;
};

/* Prints the report; gives the worst status of all. */
int judging_run(const struct judging *j, const struct cw_style *style);

#endif
