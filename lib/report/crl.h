/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CRLs in words. */
#ifndef REPORT_CRL_H
#define REPORT_CRL_H

#include "report/row.h"
#include "x509/crl.h"

/* Its issuer and this field, with the mark where at says. */
void crl_rows_marked(struct rows *rows, const struct crl *c, enum field field,
    struct bytes at, const char *caption);
/* Every field, and so many of the entries. */
void crl_rows_all(struct rows *rows, const struct crl *c, size_t entries);
/* The short name of its issuer. */
void crl_words(struct buffer *out, const struct crl *c);
/* "crls.pem[1]" */
void crl_origin(struct buffer *out, const struct crl *c);
/* "crls.pem[1] CRL of Demo Issuing CA, byte 92 of 467" */
void crl_place(struct buffer *out, const struct crl *c, struct bytes at);

#endif
