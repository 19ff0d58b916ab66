/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include "tools/command.h"

static const struct option_row options[] = { { NULL, 0, NULL, NULL, NULL } };

#define WORDS_MOST 64

/* Words that a shell has split are one saying. */
static char *
operands_join(const struct invocation *call)
{
	size_t size = 1;
	char *joined, *end;
	int i;

	for (i = 0; i < call->operand_count; i++)
		size += strlen(call->operand[i]) + 1;
	joined = malloc(size);
	if (joined == NULL)
		return NULL;
	end = joined;
	for (i = 0; i < call->operand_count; i++) {
		size_t len = strlen(call->operand[i]);

		if (i > 0)
			*end++ = ' ';
		memcpy(end, call->operand[i], len);
		end += len;
	}
	*end = '\0';
	return joined;
}

static int
run(struct invocation *call)
{
	char *asked = operands_join(call);
	struct cw_error err;
	char *text;

	if (asked == NULL)
		return complain_text("out of memory");
	text = call->output.format == FORMAT_JSON ?
	    cw_explain_json(asked, &err) :
	    cw_explain_text(asked, &call->output.style, &err);
	free(asked);
	if (text == NULL)
		return complain(&err);
	return print_made(text);
}

const struct command command_explain = { .name = "explain",
	.synopsis = "[OPTION]... SLUG|WORDS",
	.purpose = N_("Explain a failure: meaning, rule, risk, what to check"),
	.description = N_(
	    "SLUG is the word in brackets of a report, such as "
	    "validity-expired; chainwright-failures(7) lists them all, and so "
	    "does chainwright demo --break list.\n"
	    "WORDS are what another program says: OpenSSL (curl, Python, Node), "
	    "GnuTLS, Go, webpki (rustls) or Chromium. They may be its words "
	    "(\"unable to get local issuer certificate\"), its number (20) or "
	    "its name for it (SIGNER_CONSTRAINTS_FAILURE, UnknownIssuer); case "
	    "and spaces do not matter, and a whole line of a log will do. The "
	    "failures that they can stand for are listed, most likely first."),
	.holds = "the failure was explained",
	.fails = "never given",
	.option = options, .least = 1, .most = WORDS_MOST, .options_size = 1,
	.run = run };
