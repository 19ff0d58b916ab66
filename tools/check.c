/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chainwright check: is all as it should be with a test CA? */
#include "config.h"

#include <stdio.h>
#include "tools/pki.h"

struct check_options {
	struct pki_options pki;
	bool repair;
};

struct check {
	const struct invocation *call;
	json_t *faults;                 /* NULL: as text */
	size_t found, repaired;
};

static int
take_repair(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct check_options *)options)->repair = true;
	return 0;
}

static void
told(void *context, const struct cw_store_fault *fault)
{
	struct check *check = context;

	check->found++;
	check->repaired += fault->repaired;
	if (check->faults != NULL)
		json_array_append_new(check->faults, json_pack("{s:s, s:s, "
		    "s:b}", "where", fault->where, "what", fault->what,
		    "repaired", (int)fault->repaired));
	else if (!check->call->output.quiet)
		printf("%s: %s: %s\n", fault->repaired ? "repaired" : "wrong",
		    fault->where, fault->what);
}

static int
result_print(struct check *check, size_t checked, bool repair)
{
	size_t left = check->found - check->repaired;
	int status = left == 0 ? STATUS_HOLDS : STATUS_FAILS;

	if (check->faults != NULL) {
		int printed = json_print(json_pack("{s:s, s:s, s:I, s:O}",
		    "schema", "chainwright-check-1", "pki",
		    pki_folder(check->call), "certificates",
		    (json_int_t)checked, "faults", check->faults));

		return printed == STATUS_HOLDS ? status : printed;
	}
	if (check->call->output.quiet)
		return status;
	if (check->found == 0)
		printf("all is well: certificates checked: %zu\n", checked);
	else if (left == 0)
		printf("all was repaired: certificates checked: %zu\n",
		    checked);
	else if (!repair)
		puts("chainwright check --repair writes files again");
	return status;
}

static int
run(struct invocation *call)
{
	const struct check_options *o = call->options;
	struct check check = { .call = call };
	struct cw_store *store;
	struct cw_error err;
	size_t checked;
	int status;

	if (pki_open(call, (struct cw_store_options){ .mending = true,
	    .read_only = !o->repair }, &store, &err) != 0)
		return complain(&err);
	if (call->output.format == FORMAT_JSON)
		check.faults = json_array();
	status = cw_store_check(store, o->repair, told, &check, &checked,
	    &err) != 0 ? complain(&err) :
	    result_print(&check, checked, o->repair);
	json_decref(check.faults);
	cw_store_close(store);
	return status;
}

static const struct option_row options[] = { PKI_OPTIONS,
	{ "repair", 0, NULL, N_("write files again that differ or lack"),
	    take_repair },
	{ NULL, 0, NULL, NULL, NULL } };

const struct command command_check = { .name = "check",
	.synopsis = "[OPTION]...",
	.purpose = N_("Check the store of a test CA, and repair its files"),
	.description = N_(
	    "Compares what the store holds with itself (the database, every "
	    "certificate and its signature, the chain of the audit) and with "
	    "the files beside it. Files other than the keys of CAs can be "
	    "written again from the store: --repair does."),
	.holds = "all is well, or was repaired",
	.fails = "something is wrong",
	.option = options, .least = 0, .most = 0,
	.options_size = sizeof(struct check_options), .run = run };
