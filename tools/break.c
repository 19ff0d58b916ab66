/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <chainwright-ca.h>
#include <stdio.h>
#include <string.h>
#include "tools/command.h"

struct break_options {
	const char *out, *at, *seed;
	bool all;
};

static int
take_all(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct break_options *)options)->all = true;
	return 0;
}

static int
take_out(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct break_options *)options)->out = value;
	return 0;
}

static int
take_when(void *options, const char *value, struct cw_error *err)
{
	int64_t ignored;

	if (!cw_time_read(value, 0, &ignored)) {
		snprintf(err->text, sizeof(err->text),
		    "--at takes a time such as 2026-11-20 or +90d, not "
		    "\"%.60s\"", value);
		return -1;
	}
	((struct break_options *)options)->at = value;
	return 0;
}

static int
take_seed(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct break_options *)options)->seed = value;
	return 0;
}

static const struct option_row options[] = {
	{ "all", 'a', NULL, N_("every failure, a folder each"), take_all },
	{ "out", 'o', N_("DIR"), N_("write here; must not exist yet"),
	    take_out },
	{ "at", 0, N_("TIME"), N_("mint as if it were this time"), take_when },
	{ "seed", 0, N_("WORD"),
	    N_("the same octets for the same word and time (for tests)"),
	    take_seed },
	{ NULL, 0, NULL, NULL, NULL } };

static int
one_write(const struct cw_scenario_options *what, const char *out)
{
	struct cw_scenario *scenario;
	struct cw_error err;
	int status = STATUS_HOLDS;

	if (cw_scenario_new(what, &scenario, &err) != 0)
		return complain(&err);
	if (cw_scenario_write(scenario, out, &err) != 0)
		status = complain(&err);
	else
		printf("%s/{root,chain,fullchain,privkey}.pem  fails with %s\n"
		       "%s/good/                               its repaired "
		       "twin\n%s/expect.json                          what to "
		       "expect, and how to ask\n", out, what->slug, out, out);
	cw_scenario_free(scenario);
	return status;
}

static int
run(struct invocation *call)
{
	const struct break_options *o = call->options;
	struct cw_scenario_options what = { .now = call->now,
		.seed = o->seed };
	struct cw_error err;

	if (o->all == (call->operand_count == 1))
		return complain_text("break takes a slug or --all: chainwright "
		    "break SLUG --out DIR");
	if (o->out == NULL)
		return complain_text("break needs --out DIR, a folder to make");
	if (o->at != NULL)
		cw_time_read(o->at, call->now, &what.now);
	if (!o->all) {
		what.slug = call->operand[0];
		return one_write(&what, o->out);
	}
	if (cw_scenario_write_all(&what, o->out, &err) != 0)
		return complain(&err);
	printf("%zu failures, each with its repaired twin, in %s; see "
	       "%s/index.json\n", cw_failures(), o->out, o->out);
	return STATUS_HOLDS;
}

const struct command command_break = { .name = "break",
	.synopsis = "SLUG|--all --out DIR [OPTION]...",
	.purpose = N_("Write a chain that fails in exactly one named way"),
	.description = N_(
	    "Mints a fresh chain that has exactly the failure SLUG and writes "
	    "root.pem, chain.pem, fullchain.pem, privkey.pem and expect.json "
	    "into DIR, and into DIR/good the repaired twin, which is valid. "
	    "With --all a folder for each failure, and index.json over all. "
	    "Nothing expires unintentionally, since everything is minted at "
	    "the moment of the call (or of --at)."),
	.holds = "the files were written",
	.fails = "never given",
	.option = options, .least = 0, .most = 1,
	.options_size = sizeof(struct break_options), .run = run };
