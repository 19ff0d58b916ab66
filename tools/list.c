/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chainwright list and show: what the store of a test CA has. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/pki.h"
#include "tools/when.h"

struct list_options {
	struct pki_options pki;
	struct cw_store_filter filter;
};

struct list {
	const struct invocation *call;
	json_t *certificates;           /* NULL: as text */
	size_t count;
	struct cw_stored one;           /* show: strings are of this struct */
};

static int
take_expiring_list(void *options, const char *value, struct cw_error *err)
{
	return span_read("--expiring", value,
	    &((struct list_options *)options)->filter.expiring, err);
}

static int
take_revoked(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct list_options *)options)->filter.revoked = true;
	return 0;
}

static int
take_current(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct list_options *)options)->filter.current = true;
	return 0;
}

static void
line_print(struct list *list, const struct cw_stored *c)
{
	char until[WHEN_TEXT];

	if (list->count == 0)
		printf("%-32s  %-13s %-10s  %-8s %s\n", "SERIAL", "STATUS",
		    "UNTIL", "ISSUER", "NAMES");
	when_date(c->not_after, until);
	printf("%-32s  %-13s %-10s  %-8s %s\n", c->serial,
	    stored_status(c->status), until, c->issuer,
	    c->names[0] != '\0' ? c->names : c->subject);
}

static int
list_each(void *context, const struct cw_stored *c)
{
	struct list *list = context;

	if (list->certificates != NULL)
		json_array_append_new(list->certificates, stored_json(c));
	else if (!list->call->output.quiet)
		line_print(list, c);
	list->count++;
	return 0;
}

static int
list_print(struct list *list)
{
	if (list->certificates != NULL)
		return json_print(json_pack("{s:s, s:s, s:O}", "schema",
		    "chainwright-list-1", "pki", pki_folder(list->call),
		    "certificates", list->certificates));
	if (list->count == 0 && !list->call->output.quiet)
		puts("no certificate fits");
	return STATUS_HOLDS;
}

static int
list_run(struct invocation *call)
{
	struct list_options *o = call->options;
	struct list list = { .call = call };
	struct cw_store *store;
	struct cw_error err;
	int status;

	if (pki_open(call, (struct cw_store_options){ .read_only = true },
	    &store, &err) != 0)
		return complain(&err);
	if (call->output.format == FORMAT_JSON)
		list.certificates = json_array();
	status = cw_store_each(store, &o->filter, list_each, &list, &err) != 0 ?
	    complain(&err) : list_print(&list);
	json_decref(list.certificates);
	cw_store_close(store);
	return status;
}

/* ---- one of them ------------------------------------------------------------ */

static void
card_print(const char *pki, const struct cw_stored *c)
{
	char from[WHEN_TEXT], until[WHEN_TEXT], issued[WHEN_TEXT],
	    revoked[WHEN_TEXT];

	when_text(c->not_before, from);
	when_text(c->not_after, until);
	when_text(c->issued, issued);
	printf("subject  %s\nnames    %s\nserial   %s\nsha256   %s\n"
	       "issuer   %s\nprofile  %s\nvalid    %s\nuntil    %s\n"
	       "status   %s\n",
	    c->subject, c->names, c->serial, c->sha256, c->issuer, c->profile,
	    from, until, stored_status(c->status));
	if (c->reason != NULL) {
		when_text(c->revoked, revoked);
		printf("revoked  %s, %s\n", revoked, c->reason);
	}
	printf("issued   %s, from %s\n", issued, c->source);
	if (c->folder[0] != '\0')
		printf("files    %s/%s\n", pki, c->folder);
}

static int
show_each(void *context, const struct cw_stored *c)
{
	struct list *list = context;

	if (list->call->output.format == FORMAT_JSON)
		list->count = json_print(json_pack("{s:s, s:s, s:o}", "schema",
		    "chainwright-show-1", "pki", pki_folder(list->call),
		    "certificate", stored_json(c))) == STATUS_HOLDS;
	else {
		if (!list->call->output.quiet)
			card_print(pki_folder(list->call), c);
		list->count = 1;
	}
	return 0;
}

static int
show_run(struct invocation *call)
{
	struct list_options *o = call->options;
	struct list list = { .call = call };
	struct cw_store *store;
	struct cw_error err;
	int status = STATUS_HOLDS;

	o->filter.reference = call->operand[0];
	if (pki_open(call, (struct cw_store_options){ .read_only = true },
	    &store, &err) != 0)
		return complain(&err);
	if (cw_store_each(store, &o->filter, show_each, &list, &err) != 0)
		status = complain(&err);
	else if (list.count == 0)
		status = STATUS_NO_VERDICT;
	cw_store_close(store);
	return status;
}

static const struct option_row list_options[] = { PKI_OPTIONS,
	{ "expiring", 0, N_("TIME"), N_("that end within TIME (30d)"),
	    take_expiring_list },
	{ "revoked", 0, NULL, N_("that were revoked"), take_revoked },
	{ "current", 0, NULL, N_("the newest for each name alone"),
	    take_current },
	{ NULL, 0, NULL, NULL, NULL } };

static const struct option_row show_options[] = { PKI_OPTIONS,
	{ NULL, 0, NULL, NULL, NULL } };

const struct command command_list = { .name = "list",
	.synopsis = "[OPTION]...",
	.purpose = N_("List what a test CA of yours issued"),
	.description = N_(
	    "Every certificate that the store of the CA has, in the order of "
	    "issue: its serial number, whether it is good, expired, revoked or "
	    "held, when it ends, who issued it and its names."),
	.holds = "the list was printed",
	.fails = "never given",
	.option = list_options, .least = 0, .most = 0,
	.options_size = sizeof(struct list_options), .run = list_run };

const struct command command_show = { .name = "show",
	.synopsis = "[OPTION]... REF",
	.purpose = N_("Show one certificate of a test CA of yours"),
	.description = N_(
	    "REF is a name, of which the newest certificate is meant, NAME/2 "
	    "for another, a serial number in hexadecimal digits, the beginning "
	    "of a SHA-256 fingerprint, or the name of a CA (root, issuing)."),
	.holds = "it was shown",
	.fails = "never given",
	.option = show_options, .least = 1, .most = 1,
	.options_size = sizeof(struct list_options), .run = show_run };
