/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/command.h"
#include "tools/password.h"

struct inspect_options {
	const char *pubkey;
	const char *password_file;
};

/* By enum cw_key_form. */
#define FORMS 4
static const char *const forms[FORMS] = { "pem", "der", "pin", "jwk" };

/* FORMS: it is none. */
static unsigned
form_find(const char *word)
{
	unsigned i = 0;

	while (i < FORMS && strcmp(word, forms[i]) != 0)
		i++;
	return i;
}

static int
take_pubkey(void *options, const char *value, struct cw_error *err)
{
	if (form_find(value) == FORMS) {
		snprintf(err->text, sizeof(err->text),
		    "--pubkey takes pem, der, pin or jwk, not \"%.40s\"",
		    value);
		return -1;
	}
	((struct inspect_options *)options)->pubkey = value;
	return 0;
}

static int
take_password(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct inspect_options *)options)->password_file = value;
	return 0;
}

static const struct option_row options[] = {
	{ "pubkey", 0, N_("FORM"),
	    N_("print the first certificate's public key: pem, der, pin, jwk"),
	    take_pubkey },
	{ "password-file", 0, N_("FILE"),
	    N_("the first line of FILE opens PKCS#12 files"), take_password },
	{ NULL, 0, NULL, NULL, NULL } };

static int
key_print(const struct cw_certs *certs, const char *form)
{
	enum cw_key_form which = (enum cw_key_form)form_find(form);
	struct cw_error err;
	char *key;
	size_t len;

	if (cw_inspect_key(certs, 0, which, &key, &len, &err) != 0)
		return complain(&err);
	fwrite(key, 1, len, stdout);
	if (which == CW_KEY_PIN || which == CW_KEY_JWK)
		putchar('\n');
	free(key);
	return STATUS_HOLDS;
}

static int
text_print(const struct cw_certs *certs, const struct cw_style *style)
{
	size_t i;

	for (i = 0; i < cw_certs_count(certs); i++) {
		int status;

		if (i > 0)
			putchar('\n');
		status = print_made(cw_inspect_text(certs, i, style));
		if (status != STATUS_HOLDS)
			return status;
	}
	return STATUS_HOLDS;
}

static int
load(struct cw_certs *certs, const struct inspect_options *o, const char *path,
    struct cw_error *err)
{
	char password[PASSWORD_SIZE];
	int rc = 0;

	if (o->password_file != NULL) {
		rc = password_read(o->password_file, password, err);
		if (rc == 0)
			rc = cw_certs_password(certs, password, err);
		password_wipe(password);
	}
	return rc == 0 ? cw_certs_load(certs, path, err) : -1;
}

static int
run(struct invocation *call)
{
	const struct inspect_options *o = call->options;
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err;
	int status;

	if (certs == NULL)
		return complain_text("out of memory");
	if (load(certs, o, call->operand[0], &err) != 0)
		status = complain(&err);
	else if (o->pubkey != NULL)
		status = key_print(certs, o->pubkey);
	else if (call->output.format == FORMAT_JSON)
		status = print_made(cw_inspect_json(certs));
	else
		status = text_print(certs, &call->output.style);
	cw_certs_free(certs);
	return status;
}

const struct command command_inspect = { .name = "inspect",
	.synopsis = "[OPTION]... FILE",
	.purpose = N_("Show every field of a certificate with its octets"),
	.description = N_(
	    "FILE holds one or more certificates, in PEM, DER, PKCS#7 or "
	    "PKCS#12, or is - for standard input. Each field is shown with the "
	    "range of octets that holds it. With --pubkey the public key of the "
	    "first certificate is taken out: as PEM or DER "
	    "SubjectPublicKeyInfo, as pin (base64 of its SHA-256), or as JSON "
	    "Web Key with its thumbprint as kid.\n"
	    "A PKCS#12 file is opened without a password or by the one in "
	    "--password-file; of its keys nothing is read."),
	.holds = "every certificate was shown",
	.fails = "never given",
	.option = options, .least = 1, .most = 1,
	.options_size = sizeof(struct inspect_options), .run = run };
