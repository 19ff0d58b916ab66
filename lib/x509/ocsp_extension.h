/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside the reading of an OCSP response. */
#ifndef X509_OCSP_EXTENSION_H
#define X509_OCSP_EXTENSION_H

#include "x509/ocsp.h"

/* ---- ocsp.c ---- */
struct finding *ocsp_fault(struct ocsp *o, enum failure_id id,
    enum field field, struct bytes at);

/* ---- ocsp_extension.c ---- */

/* responseExtensions [1] EXPLICIT Extensions OPTIONAL. */
bool ocsp_extensions_read(struct ocsp *o, struct der_reader *data,
    const char **what);
/* The faults of what could be read. */
void ocsp_extensions_judge(struct ocsp *o);
/* singleExtensions [1] EXPLICIT Extensions OPTIONAL. */
bool ocsp_single_extensions_read(struct der_reader *single,
    struct ocsp_single *s);
/* GeneralizedTime. */
bool ocsp_time_read(struct der_reader *r, int64_t *seconds,
    struct bytes *contents);

#endif
