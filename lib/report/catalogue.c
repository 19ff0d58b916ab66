/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The catalogue of failures as public data, and findings as such. */
#include "config.h"

#include <stdlib.h>
#include "report/report.h"

size_t
cw_failures(void)
{
	return FAILURE_COUNT;
}

bool
cw_failure(size_t i, struct cw_failure *out)
{
	const struct failure *row;

	if (i >= FAILURE_COUNT)
		return false;
	row = failure_get((enum failure_id)i);
	*out = (struct cw_failure){ .slug = row->slug,
		.group = failure_group_name(row->group),
		.clause = row->clause, .means = row->means,
		.alert = row->alert, .unsendable = row->reject };
	for (size_t p = 0; p < CW_PROFILE_COUNT; p++)
		out->severity[p] = row->severity[p];
	return true;
}

const char *
cw_failure_nearest(const char *slug)
{
	return failure_nearest(slug);
}

/* ---- findings ----------------------------------------------------------- */

/*
 * The titles of all findings in one block, made when the first is asked for.
 * Two threads may both make it; one of the blocks stays.
 */
static char *const *
titles(const struct cw_verdict *v)
{
	char ***place = &((struct cw_verdict *)(uintptr_t)v)->titles;
	char **made, **there = __atomic_load_n(place, __ATOMIC_ACQUIRE);
	struct buffer text = BUFFER_EMPTY;
	size_t table = v->findings.count * sizeof(char *), at = 0;

	if (there != NULL)
		return there;
	for (size_t i = 0; i < v->findings.count; i++) {
		const struct finding *f = &v->findings.list[i];
		struct word_context words = { v, f, NULL };

		words_fill(&text, failure_get(f->id)->title, &words);
		buffer_byte(&text, '\0');
	}
	made = text.failed ? NULL : malloc(table + text.len);
	if (made != NULL) {
		char *strings = (char *)(made + v->findings.count);

		memcpy(strings, text.data, text.len);
		for (size_t i = 0; i < v->findings.count; i++) {
			made[i] = strings + at;
			at += strlen(made[i]) + 1;
		}
		if (!__atomic_compare_exchange_n(place, &there, made, false,
			__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
			free(made);
			made = there;
		}
	}
	buffer_free(&text);
	return made;
}

bool
cw_verdict_finding(const struct cw_verdict *verdict, size_t i,
    struct cw_finding *out)
{
	const struct failure *row;
	const struct finding *f;
	char *const *title;
	bool inside;

	if (i >= verdict->findings.count)
		return false;
	title = titles(verdict);
	f = &verdict->findings.list[i];
	row = failure_get(f->id);
	inside = f->cert != NULL && f->at.data != NULL &&
	    f->cert->der.len > 0 && bytes_within(f->at, f->cert->der);
	*out = (struct cw_finding){ .slug = row->slug,
		.group = failure_group_name(row->group),
		.title = title == NULL ? row->means : title[i],
		.clause = row->clause, .severity = f->severity,
		.certificate = verdict_position(verdict, f->cert),
		.field = field_path(f->field),
		.offset = inside ? cert_offset(f->cert, f->at) : 0,
		.length = inside ? f->at.len : 0,
		.alert = row->alert, .tolerated = f->tolerated };
	return true;
}
