/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints chainwright(1) from the tables that the program itself reads. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include "tools/command.h"

/* A line of text, with what roff would take for itself escaped. */
static void
roff(const char *text)
{
	const char *p;

	for (p = text; *p != '\0'; p++) {
		bool begin = p == text || p[-1] == '\n';

		if (*p == '-')
			fputs("\\-", stdout);
		else if (*p == '\\')
			fputs("\\e", stdout);
		else if (begin && (*p == '.' || *p == '\''))
			printf("\\&%c", *p);
		else
			putchar(*p);
	}
}

static void
paragraphs(const char *text)
{
	const char *p;

	for (p = text; *p != '\0'; p++) {
		if (*p == '\n')
			fputs("\n.PP\n", stdout);
		else if (*p == '-')
			fputs("\\-", stdout);
		else
			putchar(*p);
	}
	putchar('\n');
}

static void
options_print(const struct option_row *rows)
{
	for (; rows->name != NULL; rows++) {
		fputs(".TP\n\\fB", stdout);
		if (rows->letter != 0)
			printf("\\-%c\\fR, \\fB", rows->letter);
		fputs("\\-\\-", stdout);
		roff(rows->name);
		if (rows->argument != NULL)
			printf("\\fR=\\fI%s", rows->argument);
		fputs("\\fR\n", stdout);
		roff(rows->help);
		fputs(".\n", stdout);
	}
}

static void
command_print(const struct command *c)
{
	printf(".SS %s\n.B chainwright %s\n", c->name, c->name);
	roff(c->synopsis);
	fputs("\n.PP\n", stdout);
	roff(c->purpose);
	fputs(". ", stdout);
	paragraphs(c->description);
	printf(".PP\nExit status 0: ");
	roff(c->holds);
	if (strcmp(c->fails, "never given") != 0) {
		fputs("; 1: ", stdout);
		roff(c->fails);
	}
	fputs(".\n", stdout);
	options_print(c->option);
}

int
main(void)
{
	const struct command *const *c;

	printf(".TH CHAINWRIGHT 1 \"\" \"chainwright %s\" \"User Commands\"\n",
	    cw_version());
	puts(".SH NAME\nchainwright \\- mint, break, show and judge "
	     "certificate chains");
	puts(".SH SYNOPSIS\n.B chainwright\n.I COMMAND\n[\\fIOPTION\\fR]... "
	     "[\\fIARGUMENT\\fR]...");
	puts(".SH DESCRIPTION\nchainwright mints certificate chains, breaks "
	     "them on purpose, runs TLS handshakes over them and says exactly "
	     "why a client refuses: which certificate, which field, which "
	     "octets, what was expected, what was found, by which clause, and "
	     "what to do.");
	puts(".SH COMMANDS");
	for (c = commands; *c != NULL; c++)
		command_print(*c);
	puts(".SH OPTIONS\nEvery command has these.");
	options_print(common_options);
	puts(".SH EXIT STATUS\n.TP\n.B 0\nThe thing asked for holds; there may "
	     "be warnings.\n.TP\n.B 1\nIt was examined and does not hold.\n"
	     ".TP\n.B 2\nNo verdict: misuse, a file that cannot be read, a "
	     "server not reached.");
	puts(".SH ENVIRONMENT\n.TP\n.BR SSL_CERT_FILE ,\\  SSL_CERT_DIR\n"
	     "What \\fBverify\\fR and \\fBconnect\\fR trust when "
	     "\\fB\\-\\-trust\\fR is not given; without them the system's "
	     "bundle. Not read in a privileged process.\n.TP\n"
	     ".BR NO_COLOR ,\\  CLICOLOR_FORCE ,\\  CLICOLOR ,\\  TERM\n"
	     "Whether colours are used.\n.TP\n.B COLUMNS\nHow wide the output "
	     "is: 60 to 100 columns.");
	puts(".SH FILES\n.TP\n.I ./pki\nThe test CA of \\fBmint\\fR: "
	     "\\fIroot.pem\\fR to trust, \\fIkeys/\\fR (mode 0600), "
	     "\\fIstore.db\\fR, which records everything that was issued, and "
	     "\\fIcerts/NAME/current/\\fR with \\fIcert.pem\\fR, "
	     "\\fIchain.pem\\fR, \\fIfullchain.pem\\fR and "
	     "\\fIprivkey.pem\\fR.");
	puts(".SH SEE ALSO\n.BR chainwright\\-failures (7)");
	return 0;
}
