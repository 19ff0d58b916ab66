/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands on a test CA share. */
#ifndef TOOLS_PKI_H
#define TOOLS_PKI_H

#include <chainwright-store.h>
#include <jansson.h>
#include "tools/command.h"
#include "tools/passphrase.h"

/* The first member of the options of a command that takes these. */
struct pki_options {
	const char *pki;                /* NULL: ./pki */
	unsigned wait;                  /* seconds; 0: as by default */
	struct passphrase passphrase;
};

int take_pki(void *options, const char *value, struct cw_error *err);
int take_wait(void *options, const char *value, struct cw_error *err);
int take_passphrase_file(void *options, const char *value,
    struct cw_error *err);
int take_passphrase_fd(void *options, const char *value, struct cw_error *err);

#define PKI_OPTIONS \
	{ "pki", 0, N_("DIR"), N_("the folder of the CA (default ./pki)"), \
	    take_pki }, \
	{ "wait", 0, N_("SECONDS"), \
	    N_("for other processes at the store (default 30)"), take_wait }, \
	{ "passphrase-file", 0, N_("FILE"), \
	    N_("its first line opens private keys and tokens"), \
	    take_passphrase_file }, \
	{ "passphrase-fd", 0, N_("N"), \
	    N_("the same, read from the open descriptor N"), \
	    take_passphrase_fd }

/* "30d": a length of time in seconds. */
int span_read(const char *option, const char *value, int64_t *seconds,
    struct cw_error *err);
/* A whole number from 1 to most. */
int count_read(const char *option, const char *value, unsigned most,
    unsigned *number, struct cw_error *err);

/* Whether it is a time as people write it. */
int time_check(const char *option, const char *value, struct cw_error *err);

/* Opens the store; options says how, but for folder, now and wait. */
int pki_open(const struct invocation *call, struct cw_store_options options,
    struct cw_store **store, struct cw_error *err);
const char *pki_folder(const struct invocation *call);

/* A certificate of the store as JSON; NULL: no memory. */
json_t *stored_json(const struct cw_stored *stored);
/* "good", "revoked" ... */
const char *stored_status(enum cw_stored_status status);

/* Prints the document and frees it; NULL: no memory. Gives the exit status. */
int json_print(json_t *document);

#endif
