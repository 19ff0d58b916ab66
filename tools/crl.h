/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TOOLS_CRL_H
#define TOOLS_CRL_H

#include <chainwright.h>

/* Adds the CRLs of a file, or those of every file of a folder that holds some. */
int crl_load(struct cw_crls *crls, const char *path, struct cw_error *err);

#endif
