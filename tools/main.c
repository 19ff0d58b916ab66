/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chainwright: one program, a file a command. */
#include "config.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tools/command.h"

static void
help_print(void)
{
	const struct command *const *c;

	printf("Usage: chainwright COMMAND [OPTION]... [ARGUMENT]...\n"
	       "Mints certificate chains, breaks them on purpose, runs TLS "
	       "handshakes over\nthem and says exactly why a client refuses.\n\n"
	       "Commands:\n");
	for (c = commands; *c != NULL; c++)
		printf("  %-9s %s\n", (*c)->name, (*c)->purpose);
	printf("\n  -h, --help     print this help and exit\n"
	       "      --version  print the version and exit\n\n"
	       "'chainwright COMMAND --help' tells the options of a command.\n"
	       "Exit status: 0 the thing asked for holds, 1 it was examined and "
	       "does not hold,\n2 no verdict (misuse, a file that cannot be "
	       "read, a server not reached).\n\n"
	       "Begin with: chainwright demo\n"
	       "The manual: man chainwright. Report bugs to the project's issue "
	       "tracker.\n");
}

static void
version_print(void)
{
	printf("chainwright %s\n"
	       "Copyright (C) 2026 The chainwright authors\n"
	       "License GPLv3+: GNU GPL version 3 or later\n"
	       "This is free software: you are free to change and redistribute "
	       "it.\nThere is NO WARRANTY, to the extent permitted by law.\n",
	    cw_version());
}

static const char *
command_name_at(size_t i)
{
	return commands[i] != NULL ? commands[i]->name : NULL;
}

static const struct command *
command_find(const char *name)
{
	const struct command *const *c;

	for (c = commands; *c != NULL; c++) {
		if (strcmp((*c)->name, name) == 0)
			return *c;
	}
	return NULL;
}

static int
command_unknown(const char *name)
{
	const char *nearest = nearest_word(name, command_name_at);

	if (nearest != NULL)
		complain_text("no command \"%.40s\"; the nearest is \"%s\"",
		    name, nearest);
	else
		complain_text("no command \"%.40s\"", name);
	fputs("Try 'chainwright --help'.\n", stderr);
	return STATUS_NO_VERDICT;
}

static int
command_run(const struct command *command, int argc, char **argv)
{
	struct invocation call = { .command = command };
	int status;

	call.now = (int64_t)time(NULL);
	call.options = calloc(1, command->options_size);
	if (call.options == NULL)
		return complain_text("out of memory");
	status = arguments_read(argc, argv, &call);
	if (status < 0) {
		if (call.output.quiet && freopen("/dev/null", "w", stdout) ==
		    NULL)
			status = complain_text("cannot open /dev/null");
		else
			status = command->run(&call);
	}
	/* A passphrase may have been among them. */
	explicit_bzero(call.options, command->options_size);
	free(call.options);
	return output_end(status);
}

int
main(int argc, char **argv)
{
	const struct command *command;

	/* Only the character set: numbers and times stay the same everywhere. */
	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2) {
		complain_text("which command?");
		fputs("Try 'chainwright --help', or begin with 'chainwright "
		      "demo'.\n", stderr);
		return STATUS_NO_VERDICT;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		help_print();
		return output_end(STATUS_HOLDS);
	}
	if (strcmp(argv[1], "--version") == 0) {
		version_print();
		return output_end(STATUS_HOLDS);
	}
	command = command_find(argv[1]);
	if (command == NULL)
		return command_unknown(argv[1]);
	return command_run(command, argc - 1, argv + 1);
}
