/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names that somebody asks a certificate for, as people write them. */
#ifndef CA_WANTED_H
#define CA_WANTED_H

#include "base/arena.h"
#include "ca/spec.h"

struct wanted {
	struct arena *arena;
	struct spec_name name[SPEC_NAMES];
	size_t count;
	const char *first;              /* as it stands in the certificate */
};

/*
 * Reads DNS names (of any script, *. before), IPv4 and IPv6 addresses and
 * mailboxes; says in one sentence which is not legal and why. A name twice is
 * taken once. mailboxes: whether a certificate of this profile may have them.
 */
int wanted_read(struct wanted *w, struct arena *arena,
    const char *const *names, size_t count, bool mailboxes,
    struct cw_error *err);

/* The first name as the name of a folder. NULL: no memory. */
char *wanted_folder(const struct wanted *w);

/* Whether the first name can be the common name too. */
bool wanted_common_name(const struct wanted *w);

#endif
