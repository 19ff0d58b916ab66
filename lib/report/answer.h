/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a finding has to do with a CRL or an OCSP response: an answer. */
#ifndef REPORT_ANSWER_H
#define REPORT_ANSWER_H

#include "report/crl.h"
#include "report/ocsp.h"

static inline bool
finding_has_answer(const struct finding *f)
{
	return f->crl != NULL || f->ocsp != NULL;
}

/* The finding lies in one; else in a certificate, or nowhere. */
static inline bool
finding_is_in_answer(const struct finding *f)
{
	return finding_has_answer(f) && f->field == FIELD_NONE;
}

/* Its octets, and what they lie in; empty: none. */
struct bytes finding_at(const struct finding *f);
struct bytes finding_whole(const struct finding *f);

/* The others are for findings that have an answer. */
const struct origin *answer_source(const struct finding *f);
struct bytes answer_octets(const struct finding *f);
/* As crl_place, at its octets. */
void answer_place(struct buffer *out, const struct finding *f);
void answer_rows(struct rows *rows, const struct finding *f,
    const char *caption);

#endif
