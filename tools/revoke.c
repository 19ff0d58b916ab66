/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chainwright revoke, unrevoke and crl. */
#include "config.h"

#include <stdio.h>
#include "tools/pki.h"
#include "tools/when.h"

struct revoke_options {
	struct pki_options pki;
	const char *reason, *since;
};

static int
take_reason(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct revoke_options *)options)->reason = value;
	return 0;
}

static int
take_since(void *options, const char *value, struct cw_error *err)
{
	((struct revoke_options *)options)->since = value;
	return time_check("--invalid-since", value, err);
}

/* Those that were named, as they are now. */
static int
result_print(const struct invocation *call, struct cw_store *store,
    const char *done, int (*each)(void *, const struct cw_stored *),
    json_t *list)
{
	struct cw_error err;

	for (int i = 0; i < call->operand_count; i++) {
		const struct cw_store_filter filter = {
			.reference = call->operand[i] };

		if (list != NULL && cw_store_each(store, &filter, each, list,
		    &err) != 0)
			return complain(&err);
		if (list == NULL && !call->output.quiet)
			printf("%s %s\n", done, call->operand[i]);
	}
	if (list != NULL)
		return json_print(json_pack("{s:s, s:s, s:O}", "schema",
		    "chainwright-revoke-1", "pki", pki_folder(call),
		    "certificates", list));
	if (!call->output.quiet)
		puts("chainwright crl tells everybody");
	return STATUS_HOLDS;
}

static int
json_each(void *context, const struct cw_stored *c)
{
	json_array_append_new(context, stored_json(c));
	return 0;
}

static int
change_run(struct invocation *call, bool lift)
{
	const struct revoke_options *o = call->options;
	const char *const *references = (const char *const *)call->operand;
	size_t count = (size_t)call->operand_count;
	json_t *list = NULL;
	struct cw_store *store;
	struct cw_error err;
	int64_t since = 0;
	int status;

	if (o->since != NULL)
		cw_time_read(o->since, call->now, &since);
	if (pki_open(call, (struct cw_store_options){ .create = false }, &store,
	    &err) != 0)
		return complain(&err);
	if (call->output.format == FORMAT_JSON)
		list = json_array();
	if (lift ? cw_store_unrevoke(store, references, count, &err) != 0 :
	    cw_store_revoke(store, references, count, o->reason, since,
	    &err) != 0)
		status = complain(&err);
	else
		status = result_print(call, store, lift ? "lifted the hold of" :
		    "revoked", json_each, list);
	json_decref(list);
	cw_store_close(store);
	return status;
}

static int
revoke_run(struct invocation *call)
{
	return change_run(call, false);
}

static int
unrevoke_run(struct invocation *call)
{
	return change_run(call, true);
}

/* ---- lists ------------------------------------------------------------------ */

struct crl_options {
	struct pki_options pki;
	struct cw_crl_options crl;
};

static int
take_crl_ca(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct crl_options *)options)->crl.ca = value;
	return 0;
}

static int
take_next(void *options, const char *value, struct cw_error *err)
{
	return span_read("--next", value,
	    &((struct crl_options *)options)->crl.next, err);
}

static int
take_delta(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct crl_options *)options)->crl.delta = true;
	return 0;
}

static int
crl_json(const struct invocation *call, const struct cw_crl_options *o,
    const struct cw_crl_result *r)
{
	char from[WHEN_TEXT], until[WHEN_TEXT];
	json_t *j;

	when_iso(r->this_update, from);
	when_iso(r->next_update, until);
	j = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:s}", "schema",
	    "chainwright-crl-1", "pki", pki_folder(call), "issuer",
	    o->ca != NULL ? o->ca : "issuing", "file", r->file, "number",
	    (json_int_t)r->number, "entries", (json_int_t)r->entries,
	    "this_update", from, "next_update", until);
	if (j != NULL && r->base != 0)
		json_object_set_new(j, "base",
		    json_integer((json_int_t)r->base));
	return json_print(j);
}

static int
crl_run(struct invocation *call)
{
	const struct crl_options *o = call->options;
	struct cw_crl_result result;
	char until[WHEN_TEXT];
	struct cw_store *store;
	struct cw_error err;
	int status = STATUS_HOLDS;

	if (pki_open(call, (struct cw_store_options){ .create = false }, &store,
	    &err) != 0)
		return complain(&err);
	if (cw_store_crl(store, &o->crl, &result, &err) != 0) {
		status = complain(&err);
	} else if (call->output.format == FORMAT_JSON) {
		status = crl_json(call, &o->crl, &result);
	} else if (!call->output.quiet) {
		when_text(result.next_update, until);
		printf("%s     %s\nnumber  %lld\nentries %zu\nuntil   %s\n",
		    result.base != 0 ? "delta" : "CRL  ", result.file,
		    result.number, result.entries, until);
	}
	cw_store_close(store);
	return status;
}

static const struct option_row revoke_options[] = { PKI_OPTIONS,
	{ "reason", 0, N_("REASON"),
	    N_("keyCompromise, superseded, certificateHold ... (RFC 5280)"),
	    take_reason },
	{ "invalid-since", 0, N_("TIME"),
	    N_("since when it is not to be trusted, if that is earlier"),
	    take_since },
	{ NULL, 0, NULL, NULL, NULL } };

static const struct option_row unrevoke_options[] = { PKI_OPTIONS,
	{ NULL, 0, NULL, NULL, NULL } };

static const struct option_row crl_options[] = { PKI_OPTIONS,
	{ "ca", 0, N_("NAME"), N_("whose CRL (default issuing)"), take_crl_ca },
	{ "next", 0, N_("TIME"), N_("when the next one is due (default 7d)"),
	    take_next },
	{ "delta", 0, NULL, N_("what changed since the last full one"),
	    take_delta },
	{ NULL, 0, NULL, NULL, NULL } };

const struct command command_revoke = { .name = "revoke",
	.synopsis = "[OPTION]... REF...",
	.purpose = N_("Revoke certificates of a test CA of yours"),
	.description = N_(
	    "REF as for show. All of them are revoked, or none. What was held "
	    "(certificateHold) may be let go again by unrevoke, or be revoked "
	    "for another reason; nothing else can be undone. The next crl "
	    "says it."),
	.holds = "they were revoked",
	.fails = "never given",
	.option = revoke_options, .least = 1, .most = 100000,
	.options_size = sizeof(struct revoke_options), .run = revoke_run };

const struct command command_unrevoke = { .name = "unrevoke",
	.synopsis = "[OPTION]... REF...",
	.purpose = N_("Lift the hold of certificates of a test CA of yours"),
	.description = N_(
	    "REF as for show. Only what was revoked with the reason "
	    "certificateHold can be let go again: all of them, or none."),
	.holds = "the holds were lifted",
	.fails = "never given",
	.option = unrevoke_options, .least = 1, .most = 100000,
	.options_size = sizeof(struct revoke_options), .run = unrevoke_run };

const struct command command_crl = { .name = "crl",
	.synopsis = "[OPTION]...",
	.purpose = N_("Issue a revocation list of a test CA of yours"),
	.description = N_(
	    "Writes pki/crl/NAME.pem (and the same as DER, NAME.crl) with all "
	    "that the CA revoked; --delta writes NAME.delta.pem with what "
	    "changed since the last full one. Numbers only rise, whatever "
	    "happens. verify --crl takes both."),
	.holds = "the list was issued",
	.fails = "never given",
	.option = crl_options, .least = 0, .most = 0,
	.options_size = sizeof(struct crl_options), .run = crl_run };
