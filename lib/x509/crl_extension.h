/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside the reading of a CRL: its extensions, and its faults as findings. */
#ifndef X509_CRL_EXTENSION_H
#define X509_CRL_EXTENSION_H

#include "x509/crl.h"

/* ---- crl.c ---- */
struct finding *crl_fault(struct crl *c, enum failure_id id, enum field field,
    struct bytes at);
void crl_malformed(struct crl *c, const uint8_t *at, const char *why,
    const char *what);
void crl_trouble(struct crl *c, const struct der_trouble *trouble,
    const char *what);

/* ---- crl_extension.c ---- */

/* crlExtensions [0] EXPLICIT Extensions OPTIONAL. */
bool crl_extensions_read(struct crl *c, struct der_reader *tbs,
    const char **what);
/* The faults of what could be read. */
void crl_extensions_judge(struct crl *c);
void crl_reasons_judge(struct crl *c);

/* The field that findings about this extension name. */
enum field crl_extension_field(enum oid id);

#endif
