/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What openssl says of a question, when it is installed. */
#ifndef TOOLS_OPINION_H
#define TOOLS_OPINION_H

#include "tools/command.h"

/*
 * "OpenSSL 3.0.17", or "" when it is not installed. Looked for once, before
 * any thread asks.
 */
void openssl_version(char *version, size_t size);

/*
 * Runs openssl verify on the certificates of the question, for a few seconds at
 * most, and adds its word to the verdict. -1: no memory, no room for its files,
 * no answer in time; the verdict stays as it was.
 */
int openssl_ask(const struct cw_question *question, const char *version,
    struct cw_verdict *verdict, struct cw_error *err);

#endif
