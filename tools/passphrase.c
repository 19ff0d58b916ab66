/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "tools/passphrase.h"

#define CONTROL_C 3
#define CONTROL_D 4
#define CONTROL_U 21

static int
refuse(struct cw_error *err, const char *why)
{
	snprintf(err->text, sizeof(err->text), "%s", why);
	return -1;
}

/* ---- the terminal --------------------------------------------------------------- */

static void
line_say(int fd, const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t done = write(fd, text, len);

		if (done <= 0)
			return;
		text += done;
		len -= (size_t)done;
	}
}

/* One line without its end; 1: it is whole, 0: given up, -1: too long. */
static int
line_take(int fd, char out[PASSWORD_SIZE])
{
	size_t len = 0;
	char c;

	while (read(fd, &c, 1) == 1) {
		if (c == '\n' || c == '\r') {
			out[len] = '\0';
			return 1;
		}
		if (c == CONTROL_C || (c == CONTROL_D && len == 0))
			return 0;
		if (c == CONTROL_U)
			len = 0;
		else if ((c == '\b' || c == 0x7f) && len > 0)
			len--;
		else if (c != '\b' && c != 0x7f && len == PASSWORD_SIZE - 2)
			return -1;
		else if (c != '\b' && c != 0x7f)
			out[len++] = c;
	}
	return 0;
}

/*
 * Nothing of it is shown. Keys that would stop the program are read as letters,
 * so that it never ends with a terminal that shows nothing.
 */
static int
terminal_ask(int fd, const char *question, char out[PASSWORD_SIZE],
    struct cw_error *err)
{
	struct termios before, silent;
	int got;

	if (tcgetattr(fd, &before) != 0)
		return refuse(err, "there is no terminal to ask at");
	silent = before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
	silent.c_iflag |= ICRNL;
	silent.c_cc[VMIN] = 1;
	silent.c_cc[VTIME] = 0;
	if (tcsetattr(fd, TCSAFLUSH, &silent) != 0)
		return refuse(err, "there is no terminal to ask at");
	line_say(fd, question);
	got = line_take(fd, out);
	tcsetattr(fd, TCSAFLUSH, &before);
	line_say(fd, "\n");
	if (got == 1)
		return 0;
	password_wipe(out);
	return refuse(err, got == 0 ? "no passphrase was given" :
	    "the passphrase is longer than 1024 octets");
}

static int
terminal_ask_twice(int fd, char out[PASSWORD_SIZE], struct cw_error *err)
{
	char again[PASSWORD_SIZE];
	int result = terminal_ask(fd, "The same again: ", again, err);

	if (result == 0 && strcmp(again, out) != 0)
		result = refuse(err, "the two passphrases differ");
	password_wipe(again);
	if (result != 0)
		password_wipe(out);
	return result;
}

static int
terminal_read(struct passphrase *p, const char *name, bool fresh,
    struct cw_error *err)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC), result = 0;
	char question[200];

	if (fd < 0)
		return refuse(err, "a passphrase is needed and there is no "
		    "terminal to ask at: --passphrase-file FILE or "
		    "--passphrase-fd N give it");
	snprintf(question, sizeof(question), fresh ?
	    "New passphrase for %.150s: " : "Passphrase of %.150s: ", name);
	if (!p->known)
		result = terminal_ask(fd, question, p->text, err);
	if (result == 0 && fresh)
		result = terminal_ask_twice(fd, p->text, err);
	p->confirmed = p->confirmed || (result == 0 && fresh);
	close(fd);
	return result;
}

/* ---- files ---------------------------------------------------------------------- */

static int
source_read(struct passphrase *p, const char *name, bool fresh,
    struct cw_error *err)
{
	if (p->file != NULL && p->has_fd)
		return refuse(err, "--passphrase-file and --passphrase-fd "
		    "exclude each other");
	if (p->has_fd)
		return password_read_from(p->fd, "(descriptor)", p->text, err);
	if (p->file != NULL && strcmp(p->file, "-") == 0)
		return password_read_from(STDIN_FILENO, "(standard input)",
		    p->text, err);
	if (p->file != NULL)
		return password_read(p->file, p->text, err);
	return terminal_read(p, name, fresh, err);
}

int
passphrase_ask(void *context, const char *name, bool fresh, char *out,
    size_t size, struct cw_error *err)
{
	struct passphrase *p = context;
	bool asked = p->file == NULL && !p->has_fd;

	/* One that opened a key is asked for again before it protects another
	   only where it was typed. */
	if (!p->known || (fresh && asked && !p->confirmed)) {
		if (source_read(p, name, fresh, err) != 0)
			return -1;
		p->known = true;
	}
	if (strlen(p->text) >= size)
		return refuse(err, "the passphrase is too long for this");
	memcpy(out, p->text, strlen(p->text) + 1);
	return 0;
}

void
passphrase_wipe(struct passphrase *p)
{
	password_wipe(p->text);
	p->known = false;
}
