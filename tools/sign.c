/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chainwright sign: certificates for requests of others. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "tools/pki.h"
#include "tools/when.h"

#define REQUEST_MOST 65536

struct sign_options {
	struct pki_options pki;
	struct cw_sign_options sign;
	const char *not_before, *not_after;
	int64_t valid;
};

struct told {
	json_t *kept, *refused;         /* NULL: as text */
	bool quiet;
};

static int
take_sign_ca(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct sign_options *)options)->sign.ca = value;
	return 0;
}

static int
take_sign_profile(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct sign_options *)options)->sign.profile = value;
	return 0;
}

static int
take_sign_valid(void *options, const char *value, struct cw_error *err)
{
	return span_read("--valid", value,
	    &((struct sign_options *)options)->valid, err);
}

static int
take_sign_after(void *options, const char *value, struct cw_error *err)
{
	((struct sign_options *)options)->not_after = value;
	return time_check("--not-after", value, err);
}

static void
told(void *context, bool kept, const char *what, const char *why)
{
	struct told *t = context;

	if (t->kept != NULL && kept)
		json_array_append_new(t->kept, json_string(what));
	else if (t->kept != NULL)
		json_array_append_new(t->refused, json_pack("{s:s, s:s}",
		    "what", what, "why", why));
	else if (!t->quiet && kept)
		printf("kept    %s\n", what);
	else if (!t->quiet)
		printf("refused %s: %s\n", what, why);
}

/* -1: complained. */
static int
request_load(const char *path, char *octets, size_t *len)
{
	bool input = strcmp(path, "-") == 0;
	FILE *file = input ? stdin : fopen(path, "rbe");
	int trouble;

	if (file == NULL) {
		complain_text("cannot open %s: %s", path, strerror(errno));
		return -1;
	}
	*len = fread(octets, 1, REQUEST_MOST + 1, file);
	trouble = ferror(file) ? errno : 0;
	if (!input)
		fclose(file);
	if (trouble != 0)
		complain_text("cannot read %s: %s", path, strerror(trouble));
	else if (*len > REQUEST_MOST)
		complain_text("%s is larger than %d octets", path,
		    REQUEST_MOST);
	else
		return 0;
	return -1;
}

static int
result_json(const struct invocation *call, const struct told *t,
    const struct cw_mint_result *r)
{
	char end[WHEN_TEXT];

	when_iso(r->not_after, end);
	return json_print(json_pack("{s:s, s:s, s:s, s:s, s:s, s:O, s:O}",
	    "schema", "chainwright-sign-1", "pki", pki_folder(call), "folder",
	    r->folder, "serial", r->serial, "not_after", end, "kept", t->kept,
	    "refused", t->refused));
}

static void
result_text(const struct cw_mint_result *r)
{
	char end[WHEN_TEXT];

	when_text(r->not_after, end);
	printf("chain   %s/fullchain.pem\nserial  %s\nuntil   %s\n", r->folder,
	    r->serial, end);
}

static int
sign(struct invocation *call, struct told *t)
{
	struct sign_options *o = call->options;
	struct cw_mint_result result;
	struct cw_store *store;
	struct cw_error err;
	bool refused = false;
	int status = STATUS_HOLDS;

	if (pki_open(call, (struct cw_store_options){ .create = false }, &store,
	    &err) != 0)
		return complain(&err);
	if (cw_store_sign(store, &o->sign, &result, &refused, &err) != 0) {
		complain(&err);
		status = refused ? STATUS_FAILS : STATUS_NO_VERDICT;
	} else if (t->kept != NULL)
		status = result_json(call, t, &result);
	else if (!t->quiet)
		result_text(&result);
	cw_store_close(store);
	return status;
}

static int
run(struct invocation *call)
{
	struct sign_options *o = call->options;
	struct told t = { .quiet = call->output.quiet };
	static char octets[REQUEST_MOST + 1];
	const char *path = call->operand[0];
	int status;

	if (o->valid != 0 && o->not_after != NULL)
		return complain_text("--valid and --not-after both say when it "
		    "ends: give one of them");
	if (o->not_after != NULL)
		cw_time_read(o->not_after, call->now, &o->sign.not_after);
	if (o->valid != 0)
		o->sign.not_after = call->now + o->valid;
	if (request_load(path, octets, &o->sign.request_len) < 0)
		return STATUS_NO_VERDICT;
	o->sign.request = octets;
	o->sign.source = strcmp(path, "-") == 0 ? "standard input" : path;
	o->sign.told = told;
	o->sign.context = &t;
	if (call->output.format == FORMAT_JSON) {
		t.kept = json_array();
		t.refused = json_array();
	}
	status = sign(call, &t);
	json_decref(t.kept);
	json_decref(t.refused);
	return status;
}

static const struct option_row options[] = { PKI_OPTIONS,
	{ "ca", 0, N_("NAME"), N_("the CA that issues (default issuing)"),
	    take_sign_ca },
	{ "profile", 0, N_("PROFILE"), N_("server (default) or client"),
	    take_sign_profile },
	{ "valid", 0, N_("TIME"), N_("how long it is valid (default 90d)"),
	    take_sign_valid },
	{ "not-after", 0, N_("TIME"), N_("when it ends (2026-12-20, +1h)"),
	    take_sign_after },
	{ NULL, 0, NULL, NULL, NULL } };

const struct command command_sign = { .name = "sign",
	.synopsis = "[OPTION]... CSR",
	.purpose = N_("Sign a request with a test CA of yours"),
	.description = N_(
	    "CSR is a PKCS#10 file, PEM or DER, or - for standard input. Its "
	    "signature has to prove that whoever made it has the key. Its names "
	    "are kept as far as they are legal and the CA may certify them; "
	    "everything else is as the profile has it, and each thing that was "
	    "asked for is told, kept or refused. No request makes a CA."),
	.holds = "it was signed",
	.fails = "it was refused: no proof of the key, a weak key, no name left",
	.option = options, .least = 1, .most = 1,
	.options_size = sizeof(struct sign_options), .run = run };
