/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the text and the JSON of a handshake share. */
#ifndef REPORT_STORY_H
#define REPORT_STORY_H

#include "report/page.h"
#include "report/report.h"
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

/* story_exchange.c: tells the fourth step. */
void story_key_exchange(struct page *p, const struct cw_handshake *h);

/* A name from a table, or the number as 0x1302. */
#define CODE_TEXT 16
const char *story_code(const char *name, uint16_t code, char text[CODE_TEXT]);

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
