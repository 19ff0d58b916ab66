/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words: the only layer that speaks to people. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buffer.h"
#include "path/verdict.h"
#include "report/answer.h"
#include "report/page.h"
#include "report/row.h"

/* What the words of a finding may refer to. */
struct word_context {
	const struct cw_verdict *verdict;       /* or NULL */
	const struct finding *finding;          /* or NULL: the row alone */
	const struct failure *failure;          /* when there is no finding */
};

/* ---- words.c ---- */

/*
 * Fills a template of failures.def; see find/failure.h for what it may hold.
 * Without a finding every value becomes a word in capitals (TIME, NAME), as
 * the catalogue shows it. NULL appends nothing.
 */
void words_fill(struct buffer *out, const char *template,
    const struct word_context *context);
/* The same for a command that people copy into a shell: values are quoted, and
   those that hold anything but plain text become NAME. */
void words_fill_command(struct buffer *out, const char *template,
    const struct word_context *context);
/* One value by its kind, escaped. */
void words_value(struct buffer *out, const struct value *value);
/* Appends the short name of a certificate: common name, else first DNS name. */
void words_cert_name(struct buffer *out, const struct cert *c);
/* "the server certificate", "the intermediate Demo Issuing CA". */
void words_role(struct buffer *out, const struct cw_verdict *verdict,
    const struct cert *c);
/* "chain.pem[0]"; nothing for a certificate without a source. */
void words_origin(struct buffer *out, const struct cert *c);
/* "error", "warning", "note". */
const char *words_severity(enum cw_severity severity);
/* What the verdict calls its anchors: "root.pem". */
void words_trust(struct buffer *out, const struct cw_verdict *verdict);

/* ---- extension_value.c ---- */

/* Appends what a readable extension says; false: it is of no such kind. */
bool extension_value_text(struct row *row, const struct extension *e);

/* ---- field.c, field_extension.c, names.c ---- */

struct field_context {
	const struct cw_verdict *verdict;       /* or NULL */
	const struct finding *finding;          /* or NULL: nothing is at fault */
	struct bytes at;                        /* octets that matter */
	const char *caption;                    /* behind the mark, filled */
	size_t max_names;                       /* 0: all */
};

/* Adds the rows of one field, and those that a reader needs beside it. */
void field_rows(struct rows *rows, const struct cert *c, enum field field,
    const struct field_context *context);
/* The same with the mark where context->at says. */
void field_rows_marked(struct rows *rows, const struct cert *c,
    enum field field, const struct field_context *context);
/* Rows of an extension by its kind; false: that field is no extension. */
bool extension_rows(struct rows *rows, const struct cert *c, enum field field,
    const struct field_context *context);
/* Rows of one extension as it lies. */
void extension_rows_raw(struct rows *rows, const struct extension *extension);
/* A row for each name, nearest the name asked for first. */
/* Name constraints, likewise; the extension has been read. */
void constraints_rows(struct rows *rows, const struct cert *c,
    const struct field_context *context);
void names_rows(struct rows *rows, const struct cert *c,
    const struct field_context *context);

/* field_policy.c: the policies and mappings of a certificate that has them. */
void policies_rows(struct rows *rows, const struct cert *c,
    const struct field_context *context);
void mappings_rows(struct rows *rows, const struct cert *c,
    const struct field_context *context);
void policy_constraints_text(struct row *row, const struct cert *c);
void inhibit_any_policy_text(struct row *row, const struct cert *c);

/* ---- parts of a text report ---- */

/* The finding's octets with a line of per before and one after; *offset is
   where they begin. False: there are none to show. */
bool octets_around(const struct finding *f, size_t per, struct bytes *shown,
    size_t *offset);
bool octets_draw(struct page *p, const struct finding *f, const char *label);
/* The chain around a gap, a loop, an untrusted top. */
void tree_draw(struct page *p, const struct cw_verdict *v,
    const struct finding *f, const char *label);
/* The path of a valid chain, root first. */
void tree_draw_valid(struct page *p, const struct cw_verdict *v);
/* The rows of a finding's card, marked, those of its second certificate, and
   those of its CRL or OCSP response. */
struct finding_card {
	struct rows first, second, answer;
};
#define FINDING_CARD_EMPTY { ROWS_EMPTY, ROWS_EMPTY, ROWS_EMPTY }
void finding_rows(const struct cw_verdict *v, const struct finding *f,
    struct finding_card *card);
void finding_card_free(struct finding_card *card);
bool finding_card_failed(const struct finding_card *card);
/* "www.demo.test <- Demo Issuing CA <- Demo Root CA (root.pem)"; v->best must
   not be NULL. */
void path_text(struct buffer *out, const struct cw_verdict *v);
/* One finding, all of it. first: it leads the report. */
void card_draw(struct page *p, const struct cw_verdict *v,
    const struct finding *f, bool first);
/* Every finding and the summary; where names the handshake's chain. */
void verdict_draw(struct page *p, const struct cw_verdict *v);
/* What other programs said; nothing when none was asked. */
void opinions_draw(struct page *p, const struct cw_verdict *v);
/* Every path that was tried, each with what was found on it alone. */
void paths_draw(struct page *p, const struct cw_verdict *v);
/* All findings alone, without the success block. */
void verdict_draw_findings(struct page *p, const struct cw_verdict *v);

/* The end of a verdict's validity: the earliest on the path that counts. */
int64_t verdict_until(const struct cw_verdict *v);
/* Base64 of the SHA-256 of the SubjectPublicKeyInfo; false: no key, no memory. */
bool key_pin(const struct cert *c, struct buffer *out);
/* Position in the chain of the question; -1: not there. */
long verdict_position(const struct cw_verdict *v, const struct cert *c);
/* The certificate judged; NULL: the chain is empty. */
const struct cert *verdict_target(const struct cw_verdict *v);

/* policy_words.c: the policies that it is valid for, in words; false: nobody
   asked for one, and no CA demands one. */
bool policies_fact(struct buffer *out, const struct cw_verdict *v);

#endif
