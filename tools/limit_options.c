/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "tools/limit_options.h"

int
limits_take(struct limits *limits, const char *text, struct cw_error *err)
{
	struct cw_limit limit;
	size_t i = 0;

	if (cw_limit_read(text, &limit, err) != 0)
		return -1;
	while (i < limits->count &&
	    strcmp(limits->list[i].name, limit.name) != 0)
		i++;
	if (i == LIMITS_MAX) {
		snprintf(err->text, sizeof(err->text), "too many limits");
		return -1;
	}
	limits->list[i] = limit;
	limits->count += i == limits->count;
	return 0;
}

int
limits_take_named(struct limits *limits, const char *name, const char *number,
    struct cw_error *err)
{
	char text[80];

	snprintf(text, sizeof(text), "%s=%.40s", name, number);
	return limits_take(limits, text, err);
}

static unsigned
value_of(const struct limits *limits, const struct cw_limit_row *row)
{
	size_t i;

	for (i = 0; i < limits->count; i++)
		if (strcmp(limits->list[i].name, row->name) == 0)
			return limits->list[i].most;
	return row->by_default;
}

static int
json_print(const struct limits *limits)
{
	json_t *list = json_array(), *document;
	struct cw_limit_row row;
	size_t i;

	for (i = 0; cw_limit_row(i, &row); i++)
		json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:I, "
		    "s:I, s:s, s:s, s:s}", "name", row.name,
		    "value", (json_int_t)value_of(limits, &row),
		    "default", (json_int_t)row.by_default,
		    "least", (json_int_t)row.least,
		    "most", (json_int_t)row.most,
		    "unit", row.unit, "counts", row.counts, "why", row.why));
	document = json_pack("{s:s, s:o}", "schema", "chainwright-limits-1",
	    "limits", list);
	if (document == NULL)
		return complain_text("out of memory");
	json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
	return STATUS_HOLDS;
}

int
limits_print(const struct limits *limits, const struct output *output)
{
	struct cw_limit_row row;
	size_t i;

	if (output->format == FORMAT_JSON)
		return json_print(limits);
	printf("%-18s %9s %9s  %s\n", "NAME", "VALUE", "MOST",
	    "WHAT IT COUNTS");
	for (i = 0; cw_limit_row(i, &row); i++)
		printf("%-18s %9u %9u  %s\n%*s%s\n", row.name,
		    value_of(limits, &row), row.most, row.counts, 4, "",
		    row.why);
	return STATUS_HOLDS;
}
