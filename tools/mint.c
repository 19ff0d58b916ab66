/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include "tools/pki.h"
#include "tools/when.h"

#define COUNT_MOST 1000000

struct mint_options {
	struct pki_options pki;
	struct cw_mint_options mint;
	const char *not_before, *not_after;
	int64_t valid;
	unsigned count;
};

struct minted {
	const struct invocation *call;
	struct cw_mint_result first, last;
	json_t *all;                    /* NULL: one alone, or as text */
	unsigned count;
};

static int
take_key(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct mint_options *)options)->mint.key = value;
	return 0;
}

static int
take_encrypt(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct mint_options *)options)->mint.encrypt = true;
	return 0;
}

static int
take_profile_word(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct mint_options *)options)->mint.profile = value;
	return 0;
}

static int
take_ca(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct mint_options *)options)->mint.ca = value;
	return 0;
}

static int
take_count(void *options, const char *value, struct cw_error *err)
{
	return count_read("--count", value, COUNT_MOST,
	    &((struct mint_options *)options)->count, err);
}

static int
take_valid(void *options, const char *value, struct cw_error *err)
{
	return span_read("--valid", value,
	    &((struct mint_options *)options)->valid, err);
}

static int
take_not_before(void *options, const char *value, struct cw_error *err)
{
	((struct mint_options *)options)->not_before = value;
	return time_check("--not-before", value, err);
}

static int
take_not_after(void *options, const char *value, struct cw_error *err)
{
	((struct mint_options *)options)->not_after = value;
	return time_check("--not-after", value, err);
}

static const struct option_row options[] = { PKI_OPTIONS,
	{ "ca", 0, N_("NAME"), N_("the CA that issues (default issuing)"),
	    take_ca },
	{ "key", 0, N_("TYPE"),
	    N_("p256 (default), p384, p521, ed25519, ed448, rsa2048 to "
	       "rsa8192, rsa-pss, or pkcs11:URL of one in a token"),
	    take_key },
	{ "encrypt", 0, NULL, N_("protect the private key by a passphrase"),
	    take_encrypt },
	{ "profile", 0, N_("PROFILE"), N_("server (default) or client"),
	    take_profile_word },
	{ "valid", 0, N_("TIME"), N_("how long it is valid (default 90d)"),
	    take_valid },
	{ "not-before", 0, N_("TIME"),
	    N_("when it begins (2026-11-20, -30d; default: a minute ago)"),
	    take_not_before },
	{ "not-after", 0, N_("TIME"), N_("when it ends (2026-12-20, +1h)"),
	    take_not_after },
	{ "count", 0, N_("N"),
	    N_("so many, each with a key of its own; {} in a name is 1 to N"),
	    take_count },
	{ NULL, 0, NULL, NULL, NULL } };

static json_t *
one_json(const struct cw_mint_result *r)
{
	char end[WHEN_TEXT];

	when_iso(r->not_after, end);
	return json_pack("{s:s, s:s, s:s}", "folder", r->folder, "serial",
	    r->serial, "not_after", end);
}

static void
issued(void *context, const struct cw_mint_result *result)
{
	struct minted *m = context;

	if (m->count++ == 0)
		m->first = *result;
	m->last = *result;
	if (m->all != NULL)
		json_array_append_new(m->all, one_json(result));
}

static int
as_json(const struct minted *m, const struct cw_mint_options *o)
{
	json_t *names = json_array(), *document;
	char end[WHEN_TEXT];

	for (size_t i = 0; i < o->name_count; i++)
		json_array_append_new(names, json_string(o->names[i]));
	when_iso(m->first.not_after, end);
	document = json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:b}", "schema",
	    "chainwright-mint-1", "names", names, "pki", pki_folder(m->call),
	    "folder", m->first.folder, "serial", m->first.serial, "not_after",
	    end, "created_ca", (int)m->first.created);
	if (document != NULL && m->count > 1)
		json_object_set(document, "issued", m->all);
	if (document == NULL)
		return complain_text("the names are not UTF-8");
	return json_print(document);
}

/* Four lines: names, certificate, key, end. */
static int
as_text(const struct minted *m, const struct cw_mint_options *o)
{
	const char *pki = pki_folder(m->call);
	char end[WHEN_TEXT];

	if (m->first.created)
		printf("Made a new CA in %s: trust %s/root.pem where the "
		       "certificates are tested.\n", pki, pki);
	printf("names  ");
	for (size_t i = 0; i < o->name_count; i++)
		printf(" %s", o->names[i]);
	when_text(m->first.not_after, end);
	if (m->count == 1)
		printf("\nchain   %s/fullchain.pem\nkey     %s/privkey.pem\n",
		    m->first.folder, m->first.folder);
	else
		printf("\nissued  %u certificates\nfirst   %s\nlast    %s\n",
		    m->count, m->first.folder, m->last.folder);
	printf("until   %s\n", end);
	return STATUS_HOLDS;
}

/* What can be refused by itself is, before a folder is made. */
static int
mint_fill(struct invocation *call, struct cw_error *err)
{
	struct mint_options *o = call->options;

	o->mint.pki = pki_folder(call);
	o->mint.names = (const char *const *)call->operand;
	o->mint.name_count = (size_t)call->operand_count;
	o->mint.now = call->now;
	if (o->valid != 0 && o->not_after != NULL) {
		snprintf(err->text, sizeof(err->text), "--valid and "
		    "--not-after both say when it ends: give one of them");
		return -1;
	}
	if (o->not_before != NULL)
		cw_time_read(o->not_before, call->now, &o->mint.not_before);
	if (o->not_after != NULL)
		cw_time_read(o->not_after, call->now, &o->mint.not_after);
	if (o->valid != 0)
		o->mint.not_after = (o->not_before != NULL ?
		    o->mint.not_before : call->now) + o->valid;
	return cw_mint_check(&o->mint, err);
}

static int
run(struct invocation *call)
{
	struct mint_options *o = call->options;
	unsigned count = o->count > 0 ? o->count : 1;
	struct minted m = { .call = call };
	struct cw_store *store;
	struct cw_error err;
	int status;

	if (mint_fill(call, &err) != 0 || pki_open(call,
	    (struct cw_store_options){ .create = true }, &store, &err) != 0)
		return complain(&err);
	if (call->output.format == FORMAT_JSON)
		m.all = json_array();
	if (cw_store_mint(store, &o->mint, count, issued, &m, &err) != 0)
		status = complain(&err);
	else if (call->output.format == FORMAT_JSON)
		status = as_json(&m, &o->mint);
	else
		status = call->output.quiet ? STATUS_HOLDS :
		    as_text(&m, &o->mint);
	json_decref(m.all);
	cw_store_close(store);
	return status;
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
	    "old one: pki/certs/NAME/2, with current pointing to it. "
	    "pki/store.db records everything that was issued, before anybody "
	    "gets it: list, show and check read it, and any number of "
	    "processes may mint at once. What a client would refuse is not "
	    "issued. No trust store of the system is touched."),
	.holds = "the certificate was issued",
	.fails = "never given",
	.option = options, .least = 1, .most = 1000,
	.options_size = sizeof(struct mint_options), .run = run };
