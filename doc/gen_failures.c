/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writes what is made of failures.def while building: the manual page
 * chainwright-failures(7), and JSON schemas with the lists of slugs and groups.
 *
 *      gen_failures man VERSION >chainwright-failures.7
 *      gen_failures schema <NAME.json.in >NAME.json
 */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "report/report.h"

/* ---- roff --------------------------------------------------------------- */

static void
roff(const char *text)
{
	/* A line that begins with a dot or an apostrophe is a request. */
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
	}
}

static int
roff_template(const char *template, const struct failure *row)
{
	struct word_context words = { .failure = row };
	struct buffer text = BUFFER_EMPTY;
	int result = -1;

	words_fill(&text, template, &words);
	if (!text.failed) {
		roff(text.data == NULL ? "" : (const char *)text.data);
		result = 0;
	}
	buffer_free(&text);
	return result;
}

static void
roff_severity(const char *profile, enum cw_severity severity)
{
	printf(".RB \"%s \" %s \"", profile, words_severity(severity));
}

static int
man_row(const struct failure *row)
{
	printf(".SS ");
	roff(row->slug);
	printf("\n.I ");
	if (roff_template(row->title, row) != 0)
		return -1;
	printf("\n.PP\n");
	if (roff_template(row->means, row) != 0)
		return -1;
	putchar('\n');
	if (roff_template(row->rule, row) != 0)
		return -1;
	printf("\n.PP\nClause: ");
	roff(row->clause);
	printf(".\n");
	roff_severity("Under tls", row->severity[CW_TLS]);
	printf(",\"\n");
	roff_severity("under rfc5280", row->severity[CW_RFC5280]);
	printf(",\"\n");
	roff_severity("under webpki", row->severity[CW_WEBPKI]);
	printf(".\"\nAlert: ");
	roff(alert_name(row->alert));
	printf(" (%d).\n", row->alert);
	if (row->reject == NULL)
		return 0;
	printf("Shown on a file, not by a server: ");
	if (roff_template(row->reject, row) != 0)
		return -1;
	printf(".\n");
	return 0;
}

static void
man_begin(const char *version)
{
	printf(".\\\" SPDX-License-Identifier: LGPL-2.1-or-later\n"
	    ".\\\" Made from lib/find/failures.def.\n"
	    ".TH CHAINWRIGHT\\-FAILURES 7 \"\" \"chainwright %s\"\n"
	    ".SH NAME\n"
	    "chainwright\\-failures \\- every way in which a certificate chain "
	    "can be wrong\n"
	    ".SH DESCRIPTION\n"
	    "Each failure has one name, the same in reports, in JSON, in\n"
	    ".B chainwright explain\n"
	    "and in\n"
	    ".BR \"chainwright demo \\-\\-break\" .\n"
	    "It never changes. Words in capitals stand for what is found in "
	    "the certificate.\n"
	    "Under\n"
	    ".B \\-\\-strict\n"
	    "rules that bind issuers alone are errors too.\n", version);
}

static void
man_end(void)
{
	printf(".SH SEE ALSO\n"
	    ".BR chainwright (1),\n"
	    ".BR chainwright\\-explain (1)\n");
}

static int
man(const char *version)
{
	man_begin(version);
	for (int group = 0; group < GROUP_COUNT; group++) {
		bool begun = false;

		for (int i = 0; i < FAILURE_COUNT; i++) {
			const struct failure *row =
			    failure_get((enum failure_id)i);

			if ((int)row->group != group)
				continue;
			if (!begun) {
				printf(".SH ");
				for (const char *c = failure_group_name(
				    row->group); *c != '\0'; c++)
					putchar(*c == '-' ? ' ' :
					    toupper((unsigned char)*c));
				putchar('\n');
				begun = true;
			}
			if (man_row(row) != 0)
				return -1;
		}
	}
	man_end();
	return 0;
}

/* ---- JSON schema -------------------------------------------------------- */

static void
slugs(void)
{
	for (int i = 0; i < FAILURE_COUNT; i++)
		printf("%s\"%s\"", i == 0 ? "" : ",\n        ",
		    failure_get((enum failure_id)i)->slug);
}

static void
groups(void)
{
	for (int i = 0; i < GROUP_COUNT; i++)
		printf("%s\"%s\"", i == 0 ? "" : ",\n        ",
		    failure_group_name((enum failure_group)i));
}

static void
schema(void)
{
	char line[512];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		char *slug = strstr(line, "@SLUGS@");
		char *group = strstr(line, "@GROUPS@");

		if (slug == NULL && group == NULL) {
			fputs(line, stdout);
			continue;
		}
		*(slug != NULL ? slug : group) = '\0';
		fputs(line, stdout);
		if (slug != NULL) {
			slugs();
			fputs(slug + strlen("@SLUGS@"), stdout);
		} else {
			groups();
			fputs(group + strlen("@GROUPS@"), stdout);
		}
	}
}

int
main(int argc, char **argv)
{
	bool good = false;

	if (argc == 3 && strcmp(argv[1], "man") == 0) {
		good = man(argv[2]) == 0;
	} else if (argc == 2 && strcmp(argv[1], "schema") == 0) {
		schema();
		good = ferror(stdin) == 0;
	} else {
		fprintf(stderr, "usage: gen_failures man VERSION | schema\n");
	}
	return good && fflush(stdout) == 0 && ferror(stdout) == 0 ?
	    EXIT_SUCCESS : EXIT_FAILURE;
}
