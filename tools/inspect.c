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

#define INPUT_MOST ((size_t)65 << 20)   /* above the limits of reading */

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

/* What a file holds: certificates, CRLs or both; else OCSP responses. */
struct content {
	struct cw_certs *certs;
	struct cw_crls *crls;
	struct cw_ocsp *ocsp;
};

static int
text_print(const struct content *c, const struct cw_style *style)
{
	size_t i, certs = cw_certs_count(c->certs);
	size_t crls = certs + cw_crls_count(c->crls);
	size_t all = crls + cw_ocsp_count(c->ocsp);

	for (i = 0; i < all; i++) {
		int status;

		if (i > 0)
			putchar('\n');
		status = print_made(i < certs ?
		    cw_inspect_text(c->certs, i, style) : i < crls ?
		    cw_inspect_crl_text(c->crls, i - certs, style) :
		    cw_inspect_ocsp_text(c->ocsp, i - crls, style));
		if (status != STATUS_HOLDS)
			return status;
	}
	return STATUS_HOLDS;
}

/* Standard input can be read once only. */
static int
input_read(struct content *c, struct cw_error *err)
{
	const char *source = "standard input";
	size_t len = 0, size = 1 << 16;
	char *octets = malloc(size), *more = octets;
	struct cw_error ignored;
	int rc;

	while (more != NULL && !feof(stdin) && !ferror(stdin) &&
	    len < INPUT_MOST) {
		len += fread(octets + len, 1, size - len, stdin);
		if (len == size && (more = realloc(octets, size * 2)) != NULL) {
			octets = more;
			size *= 2;
		}
	}
	if (more == NULL || ferror(stdin)) {
		snprintf(err->text, sizeof(err->text), more == NULL ?
		    "out of memory" : "standard input: cannot be read");
		free(octets);
		return -1;
	}
	rc = cw_certs_read(c->certs, octets, len, source, err);
	if (cw_crls_read(c->crls, octets, len, source, &ignored) == 0)
		rc = 0;
	if (rc != 0 && cw_ocsp_read(c->ocsp, octets, len, source,
	    &ignored) == 0)
		rc = 0;
	free(octets);
	return rc;
}

/* The trouble with the certificates is told: a file without any is most often
   something else than a CRL or an OCSP response. */
static int
content_read(struct content *c, const char *path, struct cw_error *err)
{
	struct cw_error ignored;
	int rc;

	if (strcmp(path, "-") == 0)
		return input_read(c, err);
	rc = cw_certs_load(c->certs, path, err);
	if (cw_crls_load(c->crls, path, &ignored) == 0)
		rc = 0;
	if (rc != 0 && cw_ocsp_load(c->ocsp, path, &ignored) == 0)
		rc = 0;
	return rc;
}

static int
load(struct content *c, const struct inspect_options *o, const char *path,
    struct cw_error *err)
{
	char password[PASSWORD_SIZE];
	int rc = 0;

	if (o->password_file != NULL) {
		rc = password_read(o->password_file, password, err);
		if (rc == 0)
			rc = cw_certs_password(c->certs, password, err);
		password_wipe(password);
	}
	return rc == 0 ? content_read(c, path, err) : -1;
}

static int
run(struct invocation *call)
{
	const struct inspect_options *o = call->options;
	struct content c = { cw_certs_new(), cw_crls_new(), cw_ocsp_new() };
	struct cw_error err;
	int status;

	if (c.certs == NULL || c.crls == NULL || c.ocsp == NULL)
		status = complain_text("out of memory");
	else if (load(&c, o, call->operand[0], &err) != 0)
		status = complain(&err);
	else if (o->pubkey != NULL)
		status = key_print(c.certs, o->pubkey);
	else if (call->output.format == FORMAT_JSON)
		status = print_made(cw_inspect_json(c.certs, c.crls,
		    c.ocsp));
	else
		status = text_print(&c, &call->output.style);
	cw_certs_free(c.certs);
	cw_crls_free(c.crls);
	cw_ocsp_free(c.ocsp);
	return status;
}

const struct command command_inspect = { .name = "inspect",
	.synopsis = "[OPTION]... FILE",
	.purpose = N_("Show every field of a certificate, CRL or OCSP response"),
	.description = N_(
	    "FILE holds certificates, in PEM, DER, PKCS#7 or PKCS#12, or CRLs "
	    "or OCSP responses, "
	    "in PEM or DER, or is - for standard input. Each field is shown "
	    "with the range of octets that holds it, and the first 100 entries "
	    "of a CRL or answers of a response. With --pubkey the public key of the "
	    "first certificate is taken out: as PEM or DER "
	    "SubjectPublicKeyInfo, as pin (base64 of its SHA-256), or as JSON "
	    "Web Key with its thumbprint as kid.\n"
	    "A PKCS#12 file is opened without a password or by the one in "
	    "--password-file; of its keys nothing is read."),
	.holds = "all that FILE holds was shown",
	.fails = "never given",
	.option = options, .least = 1, .most = 1,
	.options_size = sizeof(struct inspect_options), .run = run };
