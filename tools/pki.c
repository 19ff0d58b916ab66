/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/pki.h"
#include "tools/when.h"

#define WAIT_MOST 86400

int
take_pki(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct pki_options *)options)->pki = value;
	return 0;
}

int
count_read(const char *option, const char *value, unsigned most,
    unsigned *number, struct cw_error *err)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || n < 1 ||
	    n > most) {
		snprintf(err->text, sizeof(err->text), "%s takes a number from "
		    "1 to %u, not \"%.40s\"", option, most, value);
		return -1;
	}
	*number = (unsigned)n;
	return 0;
}

int
take_wait(void *options, const char *value, struct cw_error *err)
{
	return count_read("--wait", value, WAIT_MOST,
	    &((struct pki_options *)options)->wait, err);
}

int
take_passphrase_file(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct pki_options *)options)->passphrase.file = value;
	return 0;
}

int
take_passphrase_fd(void *options, const char *value, struct cw_error *err)
{
	struct pki_options *o = options;
	char *end;
	long fd = strtol(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || fd > 65535) {
		snprintf(err->text, sizeof(err->text), "--passphrase-fd takes "
		    "the number of an open descriptor, not \"%.40s\"", value);
		return -1;
	}
	o->passphrase.fd = (int)fd;
	o->passphrase.has_fd = true;
	return 0;
}

int
span_read(const char *option, const char *value, int64_t *seconds,
    struct cw_error *err)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%s%s", value[0] >= '0' &&
	    value[0] <= '9' ? "+" : "", value);

	if (n > 0 && (size_t)n < sizeof(text) && text[0] == '+' &&
	    cw_time_read(text, 0, seconds) && *seconds > 0)
		return 0;
	snprintf(err->text, sizeof(err->text), "%s takes a length of time such "
	    "as 30d or 12h, not \"%.40s\"", option, value);
	return -1;
}

int
time_check(const char *option, const char *value, struct cw_error *err)
{
	int64_t ignored;

	if (cw_time_read(value, 0, &ignored))
		return 0;
	snprintf(err->text, sizeof(err->text), "%s takes a time such as "
	    "2026-11-20, 2026-11-20T13:06:07Z, +90d or -3h, not \"%.40s\"",
	    option, value);
	return -1;
}

const char *
pki_folder(const struct invocation *call)
{
	const struct pki_options *o = call->options;

	return o->pki != NULL ? o->pki : "./pki";
}

int
pki_open(const struct invocation *call, struct cw_store_options options,
    struct cw_store **store, struct cw_error *err)
{
	options.folder = pki_folder(call);
	options.now = call->now;
	options.wait = ((const struct pki_options *)call->options)->wait;
	options.passphrase = (struct cw_passphrase){ passphrase_ask,
		&((struct pki_options *)call->options)->passphrase };
	return cw_store_open(&options, store, err);
}

const char *
stored_status(enum cw_stored_status status)
{
	static const char *const words[] = { "good", "not yet valid", "expired",
		"revoked", "held" };

	return words[status];
}

json_t *
stored_json(const struct cw_stored *c)
{
	char from[WHEN_TEXT], until[WHEN_TEXT], issued[WHEN_TEXT],
	    revoked[WHEN_TEXT];
	json_t *j;

	when_iso(c->not_before, from);
	when_iso(c->not_after, until);
	when_iso(c->issued, issued);
	j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, "
	    "s:s}", "serial", c->serial, "sha256", c->sha256, "subject",
	    c->subject, "names", c->names, "issuer", c->issuer, "profile",
	    c->profile, "source", c->source, "folder", c->folder, "not_before",
	    from, "not_after", until, "issued", issued, "status",
	    stored_status(c->status));
	if (j != NULL && c->reason != NULL) {
		when_iso(c->revoked, revoked);
		json_object_set_new(j, "revoked", json_string(revoked));
		json_object_set_new(j, "reason", json_string(c->reason));
	}
	return j;
}

int
json_print(json_t *document)
{
	char *text = document == NULL ? NULL :
	    json_dumps(document, JSON_INDENT(2));

	json_decref(document);
	if (text == NULL)
		return complain_text("out of memory");
	puts(text);
	free(text);
	return STATUS_HOLDS;
}
