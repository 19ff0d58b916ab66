/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <chainwright-ca.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include "tools/command.h"
#include "tools/when.h"

struct mint_options {
	struct cw_mint_options mint;
};

static int
take_pki(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct mint_options *)options)->mint.pki = value;
	return 0;
}

static int
take_key(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct mint_options *)options)->mint.key = value;
	return 0;
}

static int
take_profile_word(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct mint_options *)options)->mint.profile = value;
	return 0;
}

static const struct option_row options[] = {
	{ "pki", 0, N_("DIR"), N_("the folder of the CA (default ./pki)"),
	    take_pki },
	{ "key", 0, N_("TYPE"),
	    N_("p256 (default), p384, ed25519, rsa2048 or rsa3072"), take_key },
	{ "profile", 0, N_("PROFILE"), N_("server (default) or client"),
	    take_profile_word },
	{ NULL, 0, NULL, NULL, NULL } };

static int
json_print(const struct cw_mint_options *o, const struct cw_mint_result *r)
{
	json_t *names = json_array(), *document;
	char end[WHEN_TEXT];
	char *text;
	size_t i;

	for (i = 0; i < o->name_count; i++)
		json_array_append_new(names, json_string(o->names[i]));
	when_iso(r->not_after, end);
	document = json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:b}", "schema",
	    "chainwright-mint-1", "names", names, "pki", o->pki, "folder",
	    r->folder, "serial", r->serial, "not_after", end, "created_ca",
	    (int)r->created);
	text = document == NULL ? NULL : json_dumps(document, JSON_INDENT(2));
	json_decref(document);
	if (text == NULL)
		return complain_text("the names are not UTF-8");
	puts(text);
	free(text);
	return STATUS_HOLDS;
}

/* Four lines: names, certificate, key, end. */
static int
text_print(const struct cw_mint_options *o, const struct cw_mint_result *r)
{
	char end[WHEN_TEXT];
	size_t i;

	if (r->created)
		printf("Made a new CA in %s: trust %s/root.pem where the "
		       "certificates are tested.\n", o->pki, o->pki);
	printf("names  ");
	for (i = 0; i < o->name_count; i++)
		printf(" %s", o->names[i]);
	when_text(r->not_after, end);
	printf("\nchain   %s/fullchain.pem\nkey     %s/privkey.pem\n"
	       "until   %s\n", r->folder, r->folder, end);
	return STATUS_HOLDS;
}

static int
run(struct invocation *call)
{
	struct mint_options *o = call->options;
	struct cw_mint_result result;
	struct cw_error err;

	if (o->mint.pki == NULL)
		o->mint.pki = "./pki";
	o->mint.names = (const char *const *)call->operand;
	o->mint.name_count = (size_t)call->operand_count;
	o->mint.now = call->now;
	if (cw_mint(&o->mint, &result, &err) != 0)
		return complain(&err);
	return call->output.format == FORMAT_JSON ?
	    json_print(&o->mint, &result) : text_print(&o->mint, &result);
}

const struct command command_mint = { .name = "mint",
	.synopsis = "[OPTION]... NAME...",
	.purpose = N_("Issue a certificate for names, from a test CA of yours"),
	.description = N_(
	    "Each NAME is a host name (*.example.test and names in any script "
	    "too), an IP address or a mailbox; all of them go into one "
	    "certificate. On first use a root and an intermediate are made in "
	    "./pki; after that only certificates are added. A CA key is never "
	    "overwritten, and a name minted again gets a new number beside the "
	    "old one: pki/certs/NAME/2, with current pointing to it. No trust "
	    "store of the system is touched."),
	.holds = "the certificate was issued",
	.fails = "never given",
	.option = options, .least = 1, .most = 1000,
	.options_size = sizeof(struct mint_options), .run = run };
