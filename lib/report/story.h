/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the text and the JSON of a handshake share. */
#ifndef REPORT_STORY_H
#define REPORT_STORY_H

#include "report/page.h"
#include "report/report.h"
#include "tls/fields.h"
#include "tls/handshake.h"

enum exchange {
	EXCHANGE_NONE,          /* nothing was agreed */
	EXCHANGE_TLS13,         /* key shares in the hellos */
	EXCHANGE_ECDHE,         /* TLS 1.2, ephemeral keys */
	EXCHANGE_RSA            /* TLS 1.2, premaster encrypted to the server */
};

/* Of so many messages the fields are told. */
#define TRACE_FIELDS_MESSAGES 256

enum exchange story_exchange(const struct cw_handshake *h);

/* Tells one step (1 to 5), without what was found about the chain. */
void story_step(struct page *p, const struct cw_handshake *h, unsigned step);

/* story_exchange.c: tells the fourth step. */
void story_key_exchange(struct page *p, const struct cw_handshake *h);

/* A name from a table, or the number as 0x1302. */
#define CODE_TEXT 16
const char *story_code(const char *name, uint16_t code, char text[CODE_TEXT]);

/* ---- wire.c: what went over the wire ---- */

/* In which step a message belongs; its name, with text for an unknown one. */
unsigned wire_step(const struct trace *t, const struct trace_message *m);
#define WIRE_TEXT 32
const char *wire_title(const struct trace_message *m, char text[WIRE_TEXT]);
/* A field's value, escaped; at most so many octets of it. */
void wire_value(struct buffer *out, const struct trace_field *field,
    size_t most);

/* ---- review.c: what was looked at, one line a check ---- */

enum review_result { REVIEW_CORRECT, REVIEW_WRONG, REVIEW_NOT_CHECKED };

struct review {
	struct buffer what;             /* escaped */
	enum review_result result;
};

#define REVIEWS_MAX (PATH_MAX_CERTS + GROUP_COUNT)

/* Gives how many; the caller frees each what. */
size_t review_list(const struct cw_verdict *v,
    struct review list[REVIEWS_MAX]);
const char *review_result_text(enum review_result result);

#endif
