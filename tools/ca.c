/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chainwright ca: the authorities of a PKI. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include "tools/pki.h"
#include "tools/when.h"

#define CONSTRAINTS_MOST 64

struct ca_options {
	struct pki_options pki;
	struct cw_ca_options ca;
	const char *permitted[CONSTRAINTS_MOST];
	unsigned path_len;
	bool path_len_given;
	int64_t valid;
};

static int
take_issuer(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct ca_options *)options)->ca.issuer = value;
	return 0;
}

static int
take_ca_key(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct ca_options *)options)->ca.key = value;
	return 0;
}

static int
take_encrypt(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct ca_options *)options)->ca.encrypt = true;
	return 0;
}

static int
take_common_name(void *options, const char *value, struct cw_error *err)
{
	if (value[0] == '\0' || strlen(value) > 64) {
		snprintf(err->text, sizeof(err->text), "--common-name takes 1 "
		    "to 64 characters");
		return -1;
	}
	((struct ca_options *)options)->ca.common_name = value;
	return 0;
}

static int
take_path_len(void *options, const char *value, struct cw_error *err)
{
	struct ca_options *o = options;

	o->path_len_given = true;
	if (strcmp(value, "0") == 0) {
		o->path_len = 0;
		return 0;
	}
	return count_read("--path-len", value, 100, &o->path_len, err);
}

static int
take_ca_valid(void *options, const char *value, struct cw_error *err)
{
	return span_read("--valid", value,
	    &((struct ca_options *)options)->valid, err);
}

static int
take_unconstrained(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct ca_options *)options)->ca.unconstrained = true;
	return 0;
}

static int
take_constrain(void *options, const char *value, struct cw_error *err)
{
	struct ca_options *o = options;

	if (o->ca.permitted_count == CONSTRAINTS_MOST) {
		snprintf(err->text, sizeof(err->text), "--constrain may be "
		    "given %d times at most", CONSTRAINTS_MOST);
		return -1;
	}
	o->permitted[o->ca.permitted_count++] = value;
	return 0;
}

/* ---- ca list ---------------------------------------------------------------- */

struct list {
	const struct invocation *call;
	json_t *list;                   /* NULL: as text */
};

static int
list_each(void *context, const struct cw_stored *c)
{
	struct list *list = context;
	char until[WHEN_TEXT];
	json_t *j;

	if (list->list != NULL) {
		j = stored_json(c);
		if (j != NULL)
			json_object_set_new(j, "name", json_string(c->ca));
		json_array_append_new(list->list, j);
	} else if (!list->call->output.quiet) {
		when_date(c->not_after, until);
		printf("%-16s %-13s %s  below %-12s %s\n", c->ca,
		    stored_status(c->status), until,
		    strcmp(c->ca, c->issuer) == 0 ? "none" : c->issuer,
		    c->subject);
	}
	return 0;
}

static int
list_run(struct invocation *call)
{
	const struct cw_store_filter filter = { .authorities = true };
	struct list list = { .call = call };
	struct cw_store *store;
	struct cw_error err;
	int status = STATUS_HOLDS;

	if (pki_open(call, (struct cw_store_options){ .read_only = true },
	    &store, &err) != 0)
		return complain(&err);
	if (call->output.format == FORMAT_JSON)
		list.list = json_array();
	if (cw_store_each(store, &filter, list_each, &list, &err) != 0)
		status = complain(&err);
	else if (list.list != NULL)
		status = json_print(json_pack("{s:s, s:s, s:O}", "schema",
		    "chainwright-ca-1", "pki", pki_folder(call), "authorities",
		    list.list));
	json_decref(list.list);
	cw_store_close(store);
	return status;
}

/* ---- ca new, ca sub ----------------------------------------------------------- */

static void
key_print(const struct invocation *call, const char *name)
{
	const char *key = ((const struct ca_options *)call->options)->ca.key;

	printf("certificate %s/%s.pem\n", pki_folder(call), name);
	if (key != NULL && strncmp(key, "pkcs11:", 7) == 0)
		printf("key         %s\n", key);
	else
		printf("key         %s/keys/%s.pem\n", pki_folder(call), name);
}

static int
made_print(struct invocation *call, struct cw_store *store, const char *name)
{
	const struct cw_store_filter filter = { .reference = name,
		.authorities = true };
	struct list list = { .call = call };
	struct cw_error err;
	int status = STATUS_HOLDS;

	if (call->output.format != FORMAT_JSON) {
		if (!call->output.quiet)
			key_print(call, name);
		return status;
	}
	list.list = json_array();
	if (cw_store_each(store, &filter, list_each, &list, &err) != 0)
		status = complain(&err);
	else
		status = json_print(json_pack("{s:s, s:s, s:O}", "schema",
		    "chainwright-ca-1", "pki", pki_folder(call), "authorities",
		    list.list));
	json_decref(list.list);
	return status;
}

static int
make_run(struct invocation *call, bool root, const char *name)
{
	struct ca_options *o = call->options;
	struct cw_store *store;
	struct cw_error err;
	int status;

	o->ca.name = name;
	o->ca.permitted = o->permitted;
	if (root && o->ca.issuer != NULL)
		return complain_text("ca new makes a root, which nobody "
		    "issues: ca sub %s --ca %s makes a CA below another", name,
		    o->ca.issuer);
	if (!root && o->ca.issuer == NULL)
		o->ca.issuer = "root";
	o->ca.path_len = o->path_len_given ? (int)o->path_len : root ? -1 : 0;
	if (o->valid != 0)
		o->ca.not_after = call->now + o->valid;
	if (o->ca.unconstrained && o->ca.permitted_count > 0)
		return complain_text("--constrain and --unconstrained exclude "
		    "each other");
	if (pki_open(call, (struct cw_store_options){ .bare = root }, &store,
	    &err) != 0)
		return complain(&err);
	status = cw_store_ca(store, &o->ca, &err) != 0 ? complain(&err) :
	    made_print(call, store, name);
	cw_store_close(store);
	return status;
}

static int
run(struct invocation *call)
{
	const char *action = call->operand[0];
	const char *name = call->operand_count > 1 ? call->operand[1] : NULL;

	if (strcmp(action, "list") == 0 && name == NULL)
		return list_run(call);
	if (strcmp(action, "new") == 0)
		return make_run(call, true, name != NULL ? name : "root");
	if (strcmp(action, "sub") == 0 && name != NULL)
		return make_run(call, false, name);
	if (strcmp(action, "sub") == 0)
		return complain_text("ca sub needs a name for the CA: "
		    "chainwright ca sub issuing");
	return complain_text("ca takes new [NAME], sub NAME or list, not "
	    "\"%.60s\"", action);
}

static const struct option_row options[] = { PKI_OPTIONS,
	{ "ca", 0, N_("NAME"), N_("sub: the CA above it (default root)"),
	    take_issuer },
	{ "key", 0, N_("TYPE"),
	    N_("p256 (default), p384, p521, ed25519, ed448, rsa2048 to "
	       "rsa8192, rsa-pss, or pkcs11:URL of one in a token"),
	    take_ca_key },
	{ "encrypt", 0, NULL, N_("protect its private key by a passphrase"),
	    take_encrypt },
	{ "common-name", 0, N_("TEXT"), N_("its name in certificates"),
	    take_common_name },
	{ "path-len", 0, N_("N"),
	    N_("how many CAs may stand below it (new: any, sub: 0)"),
	    take_path_len },
	{ "valid", 0, N_("TIME"),
	    N_("how long it is valid (default: new 10y, sub 5y)"),
	    take_ca_valid },
	{ "constrain", 0, N_("TYPE:VALUE"),
	    N_("dns:, ip: or email: that it may be for (may be repeated)"),
	    take_constrain },
	{ "unconstrained", 0, NULL, N_("it may be for any name"),
	    take_unconstrained },
	{ NULL, 0, NULL, NULL, NULL } };

const struct command command_ca = { .name = "ca",
	.synopsis = "[OPTION]... new [NAME] | sub NAME | list",
	.purpose = N_("Make the authorities of a PKI, or list them"),
	.description = N_(
	    "new makes a root (called root, unless a NAME is given), sub a CA "
	    "below another, list tells those there are. A CA may be for "
	    "localhost, names below test, example, internal and home.arpa, "
	    "private addresses and those of documentation, unless --constrain "
	    "says otherwise or --unconstrained is given; so a root that is "
	    "trusted somewhere is no danger to anybody's real names. In a "
	    "folder where nothing is, ca new root --unconstrained and ca sub "
	    "issuing --unconstrained make what mint takes then."),
	.holds = "it was made, or the list printed",
	.fails = "never given",
	.option = options, .least = 1, .most = 2,
	.options_size = sizeof(struct ca_options), .run = run };
