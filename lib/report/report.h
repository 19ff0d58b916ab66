/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words: the only layer that speaks to people. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buffer.h"
#include "path/verdict.h"

/* What the words of a finding may refer to. */
struct word_context {
	const struct cw_verdict *verdict;       /* or NULL */
	const struct finding *finding;
};

/* Fills a template of failures.def; see find/failure.h for what it may hold. */
void words_fill(struct buffer *out, const char *template,
    const struct word_context *context);

/* Appends the short name of a certificate: common name, else first DNS name. */
void words_cert_name(struct buffer *out, const struct cert *c);

#endif
