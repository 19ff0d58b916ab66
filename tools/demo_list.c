/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to break a chain, as a list. */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/demo.h"

static const char *
severity_word(enum cw_severity severity)
{
	return severity == CW_ERROR ? "error" :
	    severity == CW_WARNING ? "warning" :
	    severity == CW_NOTE ? "note" : "off";
}

/* One failure a line: how serious it is, and its name. */
static int
list_text(void)
{
	struct cw_failure f;
	const char *group = "";
	size_t i;

	printf("Ways to break it, with what they are for a TLS client "
	       "(profile tls);\nthose marked webpki count under "
	       "--profile webpki alone.\n");
	for (i = 0; cw_failure(i, &f); i++) {
		if (strcmp(group, f.group) != 0)
			printf("\n%s\n", f.group);
		group = f.group;
		printf("  %-40s %s%s\n", f.slug,
		    f.severity[CW_TLS] == CW_OFF ? "webpki" :
		    severity_word(f.severity[CW_TLS]),
		    f.unsendable != NULL ? ", judged on the file" : "");
	}
	printf("\n%zu failures. What one means: chainwright explain SLUG\n",
	    cw_failures());
	return STATUS_HOLDS;
}

static int
list_json(void)
{
	json_t *rows = json_array(), *document;
	struct cw_failure f;
	char *text;
	size_t i;

	for (i = 0; cw_failure(i, &f); i++)
		json_array_append_new(rows, json_pack(
		    "{s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "slug", f.slug,
		    "group", f.group, "means", f.means, "rfc5280",
		    severity_word(f.severity[CW_RFC5280]), "tls",
		    severity_word(f.severity[CW_TLS]), "webpki",
		    severity_word(f.severity[CW_WEBPKI]), "sendable",
		    f.unsendable == NULL));
	document = json_pack("{s:s, s:o}", "schema", "chainwright-failures-1",
	    "failures", rows);
	text = json_dumps(document, JSON_INDENT(2));
	json_decref(document);
	if (text == NULL)
		return complain_text("out of memory");
	puts(text);
	free(text);
	return STATUS_HOLDS;
}

int
demo_list(enum format format)
{
	return format == FORMAT_JSON ? list_json() : list_text();
}
