/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passphrases of private keys and PINs of tokens: from a file, a descriptor or
 * the terminal, never from an option's value or an argument.
 */
#ifndef TOOLS_PASSPHRASE_H
#define TOOLS_PASSPHRASE_H

#include "tools/password.h"

struct passphrase {
	const char *file;               /* NULL: none; "-": standard input */
	int fd;
	bool has_fd;
	bool known, confirmed;
	char text[PASSWORD_SIZE];       /* if known */
};

/* cw_passphrase's ask, whose context is the struct. It is asked for once. */
int passphrase_ask(void *context, const char *name, bool fresh, char *out,
    size_t size, struct cw_error *err);
void passphrase_wipe(struct passphrase *p);

#endif
