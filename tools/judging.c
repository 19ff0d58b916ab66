/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include "tools/jobs.h"
#include "tools/judging.h"

static struct judging_options *
judging_of(void *options)
{
	return &((struct judging_head *)options)->judging;
}

int
take_targets_from(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	judging_of(options)->list = value;
	return 0;
}

int
take_jobs(void *options, const char *value, struct cw_error *err)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || n < 1 ||
	    n > JOBS_MAX) {
		snprintf(err->text, sizeof(err->text),
		    "--jobs takes a number from 1 to %d, not \"%.40s\"",
		    JOBS_MAX, value);
		return -1;
	}
	judging_of(options)->threads = (unsigned)n;
	return 0;
}

int
take_form(void *options, const char *value, struct cw_error *err)
{
	if (cw_form_read(value, &judging_of(options)->form))
		return 0;
	snprintf(err->text, sizeof(err->text), "--format takes text, line, "
	    "json, jsonl, junit, tap or sarif, not \"%.40s\"", value);
	return -1;
}

/* ---- a run --------------------------------------------------------------- */

struct running {
	const struct judging *judging;
	struct cw_report *report;
	int status;                     /* the worst */
};

static void *
work(void *context, size_t i)
{
	const struct running *r = context;
	const struct judging *j = r->judging;
	struct judged *judged = calloc(1, sizeof(*judged));

	if (judged == NULL)
		return NULL;
	judged->status = STATUS_NO_VERDICT;
	j->judge(j->context, r->report, j->targets->path[i], judged);
	return judged;
}

static void
worst(struct running *r, int status)
{
	if (status > r->status)
		r->status = status;
}

static void
take(void *context, size_t i, void *result)
{
	struct running *r = context;
	struct judged *judged = result;

	if (judged == NULL || judged->entry == NULL) {
		worst(r, complain_text("out of memory"));
		free(judged);
		return;
	}
	if (judged->trouble.text[0] != '\0' && r->judging->names_trouble)
		complain_text("%.80s: %s", r->judging->targets->path[i],
		    judged->trouble.text);
	else if (judged->trouble.text[0] != '\0')
		complain(&judged->trouble);
	worst(r, judged->status);
	worst(r, print_made(cw_report_add(r->report, judged->entry)));
	free(judged);
}

int
judging_run(const struct judging *j, const struct cw_style *style)
{
	struct cw_report_options form = { .form = j->options->form,
		.style = *style, .targets = j->targets->count,
		.all_paths = j->all_paths };
	struct running r = { .judging = j, .report = cw_report_new(&form) };
	struct jobs jobs = { j->options->threads, j->targets->count, &r, work,
		take };

	if (r.report == NULL)
		return complain_text("out of memory");
	jobs_run(&jobs);
	worst(&r, print_made(cw_report_end(r.report)));
	cw_report_free(r.report);
	return r.status;
}
