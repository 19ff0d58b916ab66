/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TOOLS_TRUST_H
#define TOOLS_TRUST_H

#include "tools/question.h"

/*
 * Loads the trust anchors: the files given; else SSL_CERT_FILE and SSL_CERT_DIR,
 * which other programs read too (not in a privileged process); else the
 * system's bundle. source receives what reports call them.
 */
int trust_load(struct cw_certs *trust, const struct files *files, char *source,
    size_t size, struct cw_error *err);

#endif
