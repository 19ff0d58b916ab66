/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* OCSP responses in words. */
#ifndef REPORT_OCSP_H
#define REPORT_OCSP_H

#include "report/row.h"
#include "x509/ocsp.h"

/* Who answers, and this field, with the mark where at says. */
void ocsp_rows_marked(struct rows *rows, const struct ocsp *o,
    enum field field, struct bytes at, const char *caption);
/* Every field, and so many of the answers. */
void ocsp_rows_all(struct rows *rows, const struct ocsp *o, size_t answers);
/* Who signed it: a short name, or a key identifier. */
void ocsp_words(struct buffer *out, const struct ocsp *o);
/* "ocsp.pem[1]" */
void ocsp_origin(struct buffer *out, const struct ocsp *o);
/* "ocsp.pem[1] OCSP response of Demo Issuing CA, byte 92 of 467" */
void ocsp_place(struct buffer *out, const struct ocsp *o, struct bytes at);
const char *ocsp_cert_status_name(enum ocsp_cert_status status);

#endif
