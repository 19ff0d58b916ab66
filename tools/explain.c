/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tools/command.h"

static const struct option_row options[] = { { NULL, 0, NULL, NULL, NULL } };

static int
run(struct invocation *call)
{
	struct cw_error err;
	char *text;

	text = call->output.format == FORMAT_JSON ?
	    cw_explain_json(call->operand[0], &err) :
	    cw_explain_text(call->operand[0], &call->output.style, &err);
	if (text == NULL)
		return complain(&err);
	return print_made(text);
}

const struct command command_explain = { .name = "explain",
	.synopsis = "[OPTION]... SLUG",
	.purpose = N_("Explain a failure: meaning, rule, risk, what to check"),
	.description = N_(
	    "SLUG is the word in brackets of a report, such as "
	    "validity-expired; chainwright-failures(7) lists them all, and so "
	    "does chainwright demo --break list."),
	.holds = "the failure was explained",
	.fails = "never given",
	.option = options, .least = 1, .most = 1, .options_size = 1,
	.run = run };
