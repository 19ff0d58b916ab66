/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/command.h"

#define OPTIONS_MAX 64

/* What the common options are read into. */
struct common {
	struct output *output;
	const char *color;
	bool ascii, help;
};

static int
take_format(void *options, const char *value, struct cw_error *err)
{
	struct common *common = options;

	if (strcmp(value, "text") == 0)
		common->output->format = FORMAT_TEXT;
	else if (strcmp(value, "json") == 0)
		common->output->format = FORMAT_JSON;
	else {
		snprintf(err->text, sizeof(err->text),
		    "--format takes text or json, not \"%.40s\"", value);
		return -1;
	}
	return 0;
}

static int
take_color(void *options, const char *value, struct cw_error *err)
{
	struct common *common = options;

	if (value == NULL)
		value = "always";
	if (strcmp(value, "auto") != 0 && strcmp(value, "always") != 0 &&
	    strcmp(value, "never") != 0) {
		snprintf(err->text, sizeof(err->text),
		    "--color takes auto, always or never, not \"%.40s\"",
		    value);
		return -1;
	}
	common->color = value;
	return 0;
}

static int
take_ascii(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct common *)options)->ascii = true;
	return 0;
}

static int
take_quiet(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct common *)options)->output->quiet = true;
	return 0;
}

static int
take_help(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct common *)options)->help = true;
	return 0;
}

const struct option_row common_options[] = {
	{ "format", 0, N_("FORMAT"), N_("print text (default) or json"),
	    take_format },
	{ "color", 0, N_("WHEN"),
	    N_("colours: auto (default), always or never"), take_color },
	{ "ascii", 0, NULL, N_("draw with ASCII characters alone"),
	    take_ascii },
	{ "quiet", 'q', NULL, N_("print nothing, the exit status tells"),
	    take_quiet },
	{ "help", 'h', NULL, N_("print this help and exit"), take_help },
	{ NULL, 0, NULL, NULL, NULL }
};

bool
option_is_own(const struct command *command, const char *name)
{
	const struct option_row *row = command->option;

	while (row->name != NULL && strcmp(row->name, name) != 0)
		row++;
	return row->name != NULL;
}

/* getopt's tables, made of the two tables of rows. */
struct parser {
	const struct option_row *row[OPTIONS_MAX];
	bool common[OPTIONS_MAX];
	struct option option[OPTIONS_MAX + 1];
	char letters[2 * OPTIONS_MAX + 2];
	int count;
};

static void
parser_add(struct parser *p, const struct option_row *rows, bool common)
{
	size_t used = strlen(p->letters);

	/* getopt takes the first of two of one name: the command's own. */
	for (; rows->name != NULL && p->count < OPTIONS_MAX; rows++) {
		struct option *o = &p->option[p->count];

		o->name = rows->name;
		o->has_arg =
		    rows->argument == NULL ? no_argument : required_argument;
		o->val = 256 + p->count;
		p->row[p->count] = rows;
		p->common[p->count] = common;
		p->count++;
		if (rows->letter == 0)
			continue;
		p->letters[used++] = rows->letter;
		if (rows->argument != NULL)
			p->letters[used++] = ':';
	}
	p->letters[used] = '\0';
}

static int
parser_index(const struct parser *p, int value)
{
	int i;

	if (value >= 256)
		return value - 256;
	for (i = 0; i < p->count; i++) {
		if (p->row[i]->letter == value)
			return i;
	}
	return -1;
}

static void
help_options(const struct option_row *rows, const struct command *except)
{
	char left[40];

	for (; rows->name != NULL; rows++) {
		int n;

		if (except != NULL && option_is_own(except, rows->name))
			continue;
		n = snprintf(left, sizeof(left), "%c%c%c --%s%s%s",
		    rows->letter != 0 ? '-' : ' ',
		    rows->letter != 0 ? rows->letter : ' ',
		    rows->letter != 0 ? ',' : ' ', rows->name,
		    rows->argument != NULL ? "=" : "",
		    rows->argument != NULL ? rows->argument : "");

		if (n > 26)
			printf("  %s\n  %-27s %s\n", left, "", rows->help);
		else
			printf("  %-27s %s\n", left, rows->help);
	}
}

static void
help_print(const struct command *command)
{
	printf("Usage: chainwright %s %s\n%s.\n\n", command->name,
	    command->synopsis, command->purpose);
	if (command->option->name != NULL) {
		help_options(command->option, NULL);
		putchar('\n');
	}
	help_options(common_options, command);
	printf("\nExit status: 0 %s,\n1 %s,\n2 no verdict: misuse, a file that "
	       "cannot be read, a server not reached.\n\n"
	       "The manual: man chainwright. Report bugs to the project's "
	       "issue tracker.\n",
	    command->holds, command->fails);
}

static int
hint(const struct command *command)
{
	fprintf(stderr, "Try 'chainwright %s --help'.\n", command->name);
	return STATUS_NO_VERDICT;
}

static int
operands_check(const struct invocation *call)
{
	const struct command *command = call->command;

	if (call->operand_count < command->least)
		complain_text("%s needs %s: chainwright %s %s", command->name,
		    command->least == 1 ? "an argument" : "more arguments",
		    command->name, command->synopsis);
	else if (call->operand_count > command->most)
		complain_text("%s takes no further argument \"%.60s\"",
		    command->name, call->operand[command->most]);
	else
		return -1;
	return hint(command);
}

int
arguments_read(int argc, char **argv, struct invocation *call)
{
	struct common common = { &call->output, "auto", false, false };
	struct parser parser = { .count = 0 };
	struct cw_error err;
	bool alone = false;
	int value;

	parser.letters[0] = '\0';
	parser_add(&parser, call->command->option, false);
	parser_add(&parser, common_options, true);
	optind = 1;
	opterr = 0;
	while ((value = getopt_long(argc, argv, parser.letters, parser.option,
	    NULL)) != -1) {
		int i = parser_index(&parser, value);

		if (value == '?' || i < 0) {
			complain_text("%s: no option \"%.60s\", or its value is "
			    "missing", call->command->name,
			    optind > 0 && optind <= argc ? argv[optind - 1] :
			    "?");
			return hint(call->command);
		}
		value = parser.row[i]->take(parser.common[i] ?
		    (void *)&common : call->options, optarg, &err);
		if (value < 0) {
			complain(&err);
			return hint(call->command);
		}
		alone = alone || value > 0;
	}
	if (common.help) {
		help_print(call->command);
		return output_end(STATUS_HOLDS);
	}
	output_style(&call->output, common.color, common.ascii);
	call->operand = argv + optind;
	call->operand_count = argc - optind;
	return alone ? -1 : operands_check(call);
}
