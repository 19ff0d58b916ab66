/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "tools/crl.h"
#include "tools/question.h"
#include "tools/trust.h"

static int
refuse(struct cw_error *err, const char *what, const char *value)
{
	snprintf(err->text, sizeof(err->text), "%s, not \"%.60s\"", what, value);
	return -1;
}

static int
files_add(struct files *files, const char *option, const char *value,
    struct cw_error *err)
{
	if (files->count == FILES_MAX) {
		snprintf(err->text, sizeof(err->text),
		    "%s may be given %d times; put the certificates into one "
		    "file", option, FILES_MAX);
		return -1;
	}
	files->path[files->count++] = value;
	return 0;
}

int
take_trust(void *options, const char *value, struct cw_error *err)
{
	struct question_options *o = options;

	return files_add(&o->trust, "--trust", value, err);
}

int
take_untrusted(void *options, const char *value, struct cw_error *err)
{
	struct question_options *o = options;

	return files_add(&o->untrusted, "--untrusted", value, err);
}

int
take_distrust(void *options, const char *value, struct cw_error *err)
{
	struct question_options *o = options;

	return files_add(&o->distrust, "--distrust", value, err);
}

int
take_password_file(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct question_options *)options)->password_file = value;
	return 0;
}

int
take_name(void *options, const char *value, struct cw_error *err)
{
	static const struct {
		const char *prefix;
		enum cw_name_type type;
	} types[] = { { "dns:", CW_NAME_DNS }, { "ip:", CW_NAME_IP },
		{ "email:", CW_NAME_EMAIL }, { "uri:", CW_NAME_URI },
		{ "srv:", CW_NAME_SRV } };
	struct question_options *o = options;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t len = strlen(types[i].prefix);

		if (strncasecmp(value, types[i].prefix, len) == 0) {
			o->name_type = types[i].type;
			o->name = value + len;
			return 0;
		}
	}
	return refuse(err, "--name takes dns:NAME, ip:ADDRESS, "
	    "email:MAILBOX, uri:URI or srv:_SERVICE.NAME",
	    value);
}

int
take_hostname(void *options, const char *value, struct cw_error *err)
{
	struct question_options *o = options;

	(void)err;
	o->name_type = cw_name_guess(value);
	if (o->name_type == CW_NAME_EMAIL)
		o->name_type = CW_NAME_DNS;
	o->name = value;
	return 0;
}

int
take_at(void *options, const char *value, struct cw_error *err)
{
	int64_t ignored;

	if (!cw_time_read(value, 0, &ignored))
		return refuse(err, "--at takes a time such as 2026-11-20, "
		    "2026-11-20T13:06:07Z, +90d or @1780000000", value);
	((struct question_options *)options)->at = value;
	return 0;
}

int
take_tolerate(void *options, const char *value, struct cw_error *err)
{
	struct question_options *o = options;

	if (o->tolerate_count == TOLERATE_MAX) {
		snprintf(err->text, sizeof(err->text),
		    "--tolerate may be given %d times", TOLERATE_MAX);
		return -1;
	}
	o->tolerate[o->tolerate_count++] = value;
	return 0;
}

int
take_expiring(void *options, const char *value, struct cw_error *err)
{
	int64_t *most = &((struct question_options *)options)->expiring;
	char text[32];
	int n = snprintf(text, sizeof(text), "+%s", value);

	if (value[0] < '0' || value[0] > '9' || n < 0 ||
	    (size_t)n >= sizeof(text) || !cw_time_read(text, 0, most) ||
	    *most <= 0)
		return refuse(err, "--expiring takes a length of time such as "
		    "30d or 12h", value);
	return 0;
}

int
take_profile(void *options, const char *value, struct cw_error *err)
{
	enum cw_profile ignored;

	if (!cw_profile_read(value, &ignored))
		return refuse(err, "--profile takes tls, rfc5280 or webpki",
		    value);
	((struct question_options *)options)->profile = value;
	return 0;
}

static int
purpose_index(const char *value)
{
	static const char *const words[CW_PURPOSE_COUNT] = { "server",
		"client", "email", "any", "code-signing", "time-stamping",
		"ocsp-signing" };
	int i;

	for (i = 0; i < CW_PURPOSE_COUNT; i++) {
		if (strcmp(value, words[i]) == 0)
			return i;
	}
	return -1;
}

int
take_purpose(void *options, const char *value, struct cw_error *err)
{
	if (purpose_index(value) < 0)
		return refuse(err, "--purpose takes server, client, email, "
		    "any, code-signing, time-stamping or ocsp-signing", value);
	((struct question_options *)options)->purpose = value;
	return 0;
}

/* CW_ANCHOR_MODE_COUNT: it is none of them. */
static unsigned
anchor_mode_index(const char *value)
{
	static const char *const words[CW_ANCHOR_MODE_COUNT] = { "certificate",
		"key", "constraints", "dates" };
	unsigned i = 0;

	while (i < CW_ANCHOR_MODE_COUNT && strcmp(value, words[i]) != 0)
		i++;
	return i;
}

int
take_anchor_mode(void *options, const char *value, struct cw_error *err)
{
	if (anchor_mode_index(value) == CW_ANCHOR_MODE_COUNT)
		return refuse(err, "--anchor-mode takes certificate, key, "
		    "constraints or dates", value);
	((struct question_options *)options)->anchor_mode = value;
	return 0;
}

int
take_limit(void *options, const char *value, struct cw_error *err)
{
	return limits_take(&((struct question_options *)options)->limits,
	    value, err);
}

int
take_limits(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct question_options *)options)->limits.asked = true;
	return 1;
}

int
take_max_depth(void *options, const char *value, struct cw_error *err)
{
	return limits_take_named(&((struct question_options *)options)->limits,
	    "depth", value, err);
}

int
take_max_signatures(void *options, const char *value, struct cw_error *err)
{
	return limits_take_named(&((struct question_options *)options)->limits,
	    "signatures", value, err);
}

int
take_policy(void *options, const char *value, struct cw_error *err)
{
	struct question_options *o = options;

	if (strcmp(value, "any") == 0)
		value = "2.5.29.32.0";
	if (strspn(value, "0123456789.") != strlen(value) ||
	    strchr(value, '.') == NULL)
		return refuse(err, "--policy takes an object identifier such "
		    "as 2.23.140.1.2.1, or any", value);
	if (o->policy_count == FILES_MAX) {
		snprintf(err->text, sizeof(err->text),
		    "--policy may be given %d times", FILES_MAX);
		return -1;
	}
	o->policy[o->policy_count++] = value;
	return 0;
}

int
take_explicit_policy(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct question_options *)options)->explicit_policy = true;
	return 0;
}

int
take_inhibit_policy_mapping(void *options, const char *value,
    struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct question_options *)options)->inhibit_policy_mapping = true;
	return 0;
}

int
take_inhibit_any_policy(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct question_options *)options)->inhibit_any_policy = true;
	return 0;
}

int
take_strict(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct question_options *)options)->strict = true;
	return 0;
}

int
take_crl(void *options, const char *value, struct cw_error *err)
{
	struct question_options *o = options;

	return files_add(&o->crl, "--crl", value, err);
}

int
take_ocsp(void *options, const char *value, struct cw_error *err)
{
	struct question_options *o = options;

	return files_add(&o->ocsp, "--ocsp", value, err);
}

int
take_ocsp_nonce(void *options, const char *value, struct cw_error *err)
{
	static const char digits[] = "0123456789abcdef";
	struct question_options *o = options;
	size_t i, len = strlen(value);

	for (i = 0; i < len && i < 2 * NONCE_MOST; i++) {
		const char *digit = strchr(digits, value[i]);
		unsigned char *octet = &o->ocsp_nonce[i / 2];

		if (digit == NULL)
			break;
		*octet = (unsigned char)((i % 2 == 0 ? 0 : *octet << 4) +
		    (digit - digits));
	}
	if (len == 0 || len % 2 != 0 || i < len) {
		snprintf(err->text, sizeof(err->text), "--ocsp-nonce takes up "
		    "to %d octets in hex digits, 0-9 and a-f", NONCE_MOST);
		return -1;
	}
	o->ocsp_nonce_len = len / 2;
	return 0;
}

int
take_stapled(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct question_options *)options)->stapled = true;
	return 0;
}

int
take_revocation(void *options, const char *value, struct cw_error *err)
{
	static const char *const words[CW_REVOCATION_COUNT] = { "off", "soft",
		"hard" };
	struct question_options *o = options;
	unsigned i;

	for (i = 0; i < CW_REVOCATION_COUNT; i++) {
		if (strcmp(value, words[i]) != 0)
			continue;
		o->revocation = (enum cw_revocation)i;
		o->revocation_asked = true;
		return 0;
	}
	return refuse(err, "--revocation takes off, soft or hard", value);
}

int
take_target_only(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct question_options *)options)->target_only = true;
	return 0;
}

static void
question_fill(struct cw_question *ask, const struct question_options *o,
    int64_t now)
{
	ask->tolerate = o->tolerate;
	ask->tolerate_count = o->tolerate_count;
	ask->expiring = o->expiring;
	ask->at = now;
	if (o->at != NULL)
		cw_time_read(o->at, now, &ask->at);
	if (o->profile != NULL)
		cw_profile_read(o->profile, &ask->profile);
	if (o->purpose != NULL)
		ask->purpose = (enum cw_purpose)purpose_index(o->purpose);
	if (o->anchor_mode != NULL)
		ask->anchor_mode = (enum cw_anchor_mode)anchor_mode_index(
		    o->anchor_mode);
	ask->limit = o->limits.list;
	ask->limit_count = o->limits.count;
	ask->strict = o->strict;
	ask->policies = o->policy;
	ask->policy_count = o->policy_count;
	ask->explicit_policy = o->explicit_policy;
	ask->inhibit_policy_mapping = o->inhibit_policy_mapping;
	ask->inhibit_any_policy = o->inhibit_any_policy;
	ask->name_type = o->name_type;
	ask->name = o->name;
	ask->any_name = o->name == NULL;
	/* Who hands in answers wants them to count. */
	ask->revocation = o->revocation_asked ||
	    o->crl.count + o->ocsp.count == 0 ? o->revocation :
	    CW_REVOCATION_SOFT;
	ask->stapled = o->stapled;
	ask->ignore_staples = o->revocation_asked &&
	    o->revocation == CW_REVOCATION_OFF;
	ask->ocsp_nonce = o->ocsp_nonce;
	ask->ocsp_nonce_len = o->ocsp_nonce_len;
	ask->revocation_of_target = o->target_only;
}

struct cw_certs *
question_list(const struct question *q, const struct question_options *options,
    struct cw_error *err)
{
	struct cw_certs *certs = cw_certs_new();

	if (certs == NULL) {
		snprintf(err->text, sizeof(err->text), "out of memory");
		return NULL;
	}
	if (cw_certs_limit(certs, options->limits.list, options->limits.count,
	    err) == 0 && cw_certs_password(certs, q->password, err) == 0)
		return certs;
	cw_certs_free(certs);
	return NULL;
}

static int
list_load(struct cw_certs *certs, const struct files *files,
    struct cw_error *err)
{
	int i;

	for (i = 0; i < files->count; i++)
		if (cw_certs_load(certs, files->path[i], err) != 0)
			return -1;
	return 0;
}

static int
lists_load(struct question *q, const struct question_options *options,
    struct cw_error *err)
{
	if (options->password_file != NULL &&
	    password_read(options->password_file, q->password, err) != 0)
		return -1;
	q->trust = question_list(q, options, err);
	q->untrusted = q->trust == NULL ? NULL : question_list(q, options, err);
	q->distrust = q->untrusted == NULL ? NULL :
	    question_list(q, options, err);
	if (q->distrust == NULL ||
	    trust_load(q->trust, &options->trust, q->source, sizeof(q->source),
	    err) != 0)
		return -1;
	return list_load(q->untrusted, &options->untrusted, err) == 0 &&
	    list_load(q->distrust, &options->distrust, err) == 0 ? 0 : -1;
}

static int
crls_load(struct cw_crls *crls, const struct question_options *options,
    struct cw_error *err)
{
	int i;

	if (cw_crls_limit(crls, options->limits.list, options->limits.count,
	    err) != 0)
		return -1;
	for (i = 0; i < options->crl.count; i++)
		if (crl_load(crls, options->crl.path[i], err) != 0)
			return -1;
	return 0;
}

static int
ocsp_load(struct cw_ocsp *list, const struct question_options *options,
    struct cw_error *err)
{
	int i;

	if (cw_ocsp_limit(list, options->limits.list, options->limits.count,
	    err) != 0)
		return -1;
	for (i = 0; i < options->ocsp.count; i++)
		if (cw_ocsp_load(list, options->ocsp.path[i], err) != 0)
			return -1;
	return 0;
}

int
question_open(struct question *q, const struct question_options *options,
    int64_t now, struct cw_error *err)
{
	memset(q, 0, sizeof(*q));
	q->suffixes = suffixes_new();
	q->crls = cw_crls_new();
	q->ocsp = cw_ocsp_new();
	if (q->suffixes == NULL || q->crls == NULL || q->ocsp == NULL)
		snprintf(err->text, sizeof(err->text), "out of memory");
	if (q->suffixes == NULL || q->crls == NULL || q->ocsp == NULL ||
	    lists_load(q, options, err) != 0 ||
	    crls_load(q->crls, options, err) != 0 ||
	    ocsp_load(q->ocsp, options, err) != 0) {
		question_close(q);
		return -1;
	}
	question_fill(&q->ask, options, now);
	q->ask.crls = q->crls;
	if (options->ocsp.count > 0)
		q->ask.ocsp = q->ocsp;
	q->ask.trust = q->trust;
	q->ask.untrusted = q->untrusted;
	q->ask.distrust = q->distrust;
	q->ask.public_suffix = suffixes_ask(q->suffixes);
	q->ask.public_suffix_context = q->suffixes;
	q->ask.trust_source = q->source;
	return 0;
}

void
question_close(struct question *q)
{
	cw_certs_free(q->trust);
	cw_certs_free(q->untrusted);
	cw_certs_free(q->distrust);
	cw_crls_free(q->crls);
	cw_ocsp_free(q->ocsp);
	suffixes_free(q->suffixes);
	password_wipe(q->password);
	memset(q, 0, sizeof(*q));
}

int
verdict_print(const struct cw_verdict *verdict, const struct output *output)
{
	int status = print_made(output->format == FORMAT_JSON ?
	    cw_verdict_json(verdict) :
	    cw_verdict_text(verdict, &output->style));

	if (status != STATUS_HOLDS)
		return status;
	return cw_verdict_holds(verdict) ? STATUS_HOLDS : STATUS_FAILS;
}
