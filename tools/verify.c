/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include "tools/question.h"

static const struct option_row options[] = { QUESTION_OPTIONS,
	{ NULL, 0, NULL, NULL, NULL } };

static int
run(struct invocation *call)
{
	const struct question_options *asked = call->options;
	struct cw_certs *chain;
	struct cw_verdict *verdict = NULL;
	struct question question;
	struct cw_error err;
	int status;

	if (asked->limits.asked)
		return limits_print(&asked->limits, &call->output);
	chain = cw_certs_new();
	if (chain == NULL)
		return complain_text("out of memory");
	if (question_limit(chain, asked, &err) != 0 ||
	    cw_certs_load(chain, call->operand[0], &err) != 0) {
		cw_certs_free(chain);
		return complain(&err);
	}
	if (question_open(&question, call->options, call->now, &err) != 0) {
		cw_certs_free(chain);
		return complain(&err);
	}
	question.ask.chain = chain;
	if (cw_verify(&question.ask, &verdict, &err) != 0)
		status = complain(&err);
	else
		status = verdict_print(verdict, &call->output);
	cw_verdict_free(verdict);
	question_close(&question);
	cw_certs_free(chain);
	return status;
}

const struct command command_verify = { .name = "verify",
	.synopsis = "[OPTION]... CHAIN",
	.purpose = N_("Judge a certificate chain and report every failure"),
	.description = N_(
	    "CHAIN is a file, PEM or DER (found out by looking), or - for "
	    "standard input. Its first certificate is judged; the others, and "
	    "those of --untrusted, may help to build its path, in any order. "
	    "Trust comes from --trust, else from SSL_CERT_FILE or SSL_CERT_DIR, "
	    "else from the system's bundle; the report says from where.\n"
	    "Without --name or --hostname no name is checked, and the report "
	    "says so."),
	.holds = "the chain is valid (perhaps with warnings)",
	.fails = "the chain is not valid",
	.option = options, .least = 1, .most = 1,
	.options_size = sizeof(struct question_options), .run = run };
