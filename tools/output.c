/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard output and standard error, and how to write on them. */
#include "config.h"

#include <errno.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "tools/command.h"

int
complain_text(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("chainwright: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return STATUS_NO_VERDICT;
}

int
complain(const struct cw_error *err)
{
	return complain_text("%s", err->text);
}

int
print_made(char *text)
{
	if (text == NULL)
		return complain_text("out of memory");
	fputs(text, stdout);
	free(text);
	return STATUS_HOLDS;
}

int
output_end(int status)
{
	int failed = ferror(stdout);

	errno = 0;
	if (fflush(stdout) != 0 || failed) {
		fprintf(stderr, "chainwright: standard output: %s\n",
		    errno != 0 ? strerror(errno) : "cannot be written");
		return STATUS_NO_VERDICT;
	}
	return status;
}

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

/* The order that users of terminals know: the option, NO_COLOR,
   CLICOLOR_FORCE, CLICOLOR, the terminal. */
static bool
color_wanted(const char *color)
{
	const char *term = getenv("TERM");

	if (strcmp(color, "auto") != 0)
		return strcmp(color, "always") == 0;
	if (is_set("NO_COLOR"))
		return false;
	if (is_set("CLICOLOR_FORCE") && strcmp(getenv("CLICOLOR_FORCE"), "0"))
		return true;
	if (is_set("CLICOLOR") && strcmp(getenv("CLICOLOR"), "0") == 0)
		return false;
	return isatty(STDOUT_FILENO) && term != NULL &&
	    strcmp(term, "dumb") != 0;
}

static unsigned
columns_find(void)
{
	const char *text = getenv("COLUMNS");
	unsigned long columns = 0;
	struct winsize size;

	if (text != NULL && text[0] >= '0' && text[0] <= '9')
		columns = strtoul(text, NULL, 10);
	if (columns == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		columns = size.ws_col;
	if (columns == 0)
		columns = 80;
	if (columns < 60)
		columns = 60;
	return columns > 100 ? 100 : (unsigned)columns;
}

void
output_style(struct output *output, const char *color, bool ascii)
{
	output->style.color = color_wanted(color);
	output->style.columns = columns_find();
	output->style.utf8 =
	    !ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
