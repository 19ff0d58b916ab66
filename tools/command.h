/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every command is made of: a table of options and a function. */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include <chainwright.h>

#define N_(text) text

enum {                                  /* exit status */
	STATUS_HOLDS = 0,               /* the thing asked for holds */
	STATUS_FAILS = 1,               /* examined, and it does not hold */
	STATUS_NO_VERDICT = 2           /* misuse, unreadable, not reached */
};

enum format { FORMAT_TEXT, FORMAT_JSON };

/* An option: --name[=ARGUMENT], and -letter if there is one. */
struct option_row {
	const char *name;
	char letter;                    /* 0: none */
	const char *argument;           /* NULL: takes none */
	const char *help;               /* one line, no full stop */
	/* Takes the value (NULL without argument) into the options of the
	   command. -1: *err says what is wrong with it; 1: the command shall
	   run without operands, to tell about itself. */
	int (*take)(void *options, const char *value, struct cw_error *err);
};

/* What every command has. */
struct output {
	enum format format;
	bool quiet;
	struct cw_style style;
};

struct invocation {
	const struct command *command;
	void *options;
	struct output output;
	int64_t now;
	char **operand;
	int operand_count;
};

struct command {
	const char *name;
	const char *synopsis;           /* behind the name */
	const char *purpose;            /* one line */
	const char *description;        /* paragraphs, for the manual */
	const char *holds, *fails;      /* when the exit status is 0 and 1 */
	const struct option_row *option;        /* ends with a NULL name */
	int least, most;                /* operands */
	size_t options_size;            /* of the struct that takes fill */
	int (*run)(struct invocation *call);
};

extern const struct command command_demo, command_mint, command_list,
    command_show, command_check, command_ca, command_revoke,
    command_unrevoke, command_crl, command_sign, command_break,
    command_verify, command_connect, command_serve, command_inspect, command_explain;

/* All of them, in the order of the manual; ends with NULL. */
extern const struct command *const commands[];
/* The options that every command has, unless it has one of that name itself. */
extern const struct option_row common_options[];
bool option_is_own(const struct command *command, const char *name);

/*
 * Reads options and operands of a command line (argv[0] is the command).
 * -1: run the command; otherwise the exit status (help, version, misuse).
 */
int arguments_read(int argc, char **argv, struct invocation *call);

/* Prints "chainwright: sentence" on standard error; gives STATUS_NO_VERDICT. */
int complain(const struct cw_error *err);
int complain_text(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The word nearest in spelling among count words, or NULL. */
const char *nearest_word(const char *word, const char *(*at)(size_t i));

/* Prints a string that the library made and frees it; NULL: no memory. */
int print_made(char *text);
/* Flushes standard output; a full disk or closed pipe changes the status. */
int output_end(int status);

/* Terminal or not, colours, columns, character set. */
void output_style(struct output *output, const char *color, bool ascii);

#endif
