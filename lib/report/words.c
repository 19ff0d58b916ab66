/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include "base/calendar.h"
#include "base/escape.h"
#include "report/report.h"
#include "x509/certs.h"
#include "x509/general_name.h"
#include "x509/name.h"

#define HEX_SHOWN 32            /* octets of a VALUE_HEX */

const char *
words_severity(enum cw_severity severity)
{
	switch (severity) {
	case CW_ERROR:
		return "error";
	case CW_WARNING:
		return "warning";
	case CW_NOTE:
		return "note";
	case CW_OFF:
		break;
	}
	return "off";
}

/* ---- certificates in words ---------------------------------------------- */

static bool
first_dns_name(const struct cert *c, struct buffer *out)
{
	struct general_name_walk walk;
	struct general_name name;

	general_name_start(&walk, c->subject_alt_name);
	while (general_name_next(&walk, &name)) {
		if (name.kind != GN_DNS && name.kind != GN_IP &&
		    name.kind != GN_EMAIL)
			continue;
		general_name_write(&name, out);
		return true;
	}
	return false;
}

void
words_cert_name(struct buffer *out, const struct cert *c)
{
	struct name_attribute cn;

	if (c == NULL || c->subject.len == 0) {
		if (c == NULL || !c->readable || c->serial.len == 0) {
			buffer_string(out, "(unreadable)");
			return;
		}
		/* Known only from an OCSP response about it. */
		buffer_string(out, "serial number ");
		escape_hex(out, c->serial, HEX_SHOWN);
		return;
	}
	if (name_common_name(c->subject, &cn)) {
		name_write_short(c->subject, out);
		return;
	}
	if (first_dns_name(c, out))
		return;
	if (name_is_empty(c->subject))
		buffer_string(out, "(no name)");
	else
		name_write_short(c->subject, out);
}

const struct cert *
verdict_target(const struct cw_verdict *v)
{
	const struct cw_certs *chain = v->question.chain;

	return chain != NULL && chain->count > 0 ? chain->cert[0] : NULL;
}

long
verdict_position(const struct cw_verdict *v, const struct cert *c)
{
	const struct cw_certs *chain = v == NULL ? NULL : v->question.chain;

	for (size_t i = 0; chain != NULL && c != NULL && i < chain->count; i++)
		if (chain->cert[i] == c)
			return (long)i;
	return -1;
}

static const char *
target_role(enum cw_purpose purpose)
{
	switch (purpose) {
	case CW_SERVER:
		return "the server certificate";
	case CW_CLIENT:
		return "the client certificate";
	case CW_EMAIL:
		return "the e-mail certificate";
	case CW_CODE_SIGNING:
		return "the code signing certificate";
	case CW_TIME_STAMPING:
		return "the time stamping certificate";
	case CW_OCSP_SIGNING:
		return "the OCSP responder's certificate";
	case CW_ANY_PURPOSE:
	case CW_PURPOSE_COUNT:
		break;
	}
	return "the certificate judged";
}

static bool
is_trusted(const struct cw_verdict *v, const struct cert *c)
{
	const struct cw_certs *trust = v->question.trust;

	for (size_t i = 0; trust != NULL && i < trust->count; i++)
		if (trust->cert[i] == c)
			return true;
	return false;
}

static const char *
upper_role(const struct cw_verdict *v, const struct cert *c)
{
	if (cert_self_issued(c) && c->subject.len > 0)
		return "the root ";
	if (is_trusted(v, c))
		return "the trust anchor ";
	for (size_t i = 1; v->best != NULL && i < v->best->count; i++)
		if (v->best->cert[i] == c)
			return "the intermediate ";
	return "the certificate ";
}

void
words_role(struct buffer *out, const struct cw_verdict *verdict,
    const struct cert *c)
{
	if (verdict == NULL || c == NULL) {
		buffer_string(out, "the certificate");
		return;
	}
	if (c == verdict_target(verdict)) {
		buffer_string(out, target_role(verdict->question.purpose));
		return;
	}
	buffer_string(out, upper_role(verdict, c));
	words_cert_name(out, c);
}

void
words_origin(struct buffer *out, const struct cert *c)
{
	if (c->origin.source == NULL)
		return;
	escape_text(out, bytes_of(c->origin.source), 0);
	buffer_format(out, "[%zu]", c->origin.position);
}

void
words_trust(struct buffer *out, const struct cw_verdict *verdict)
{
	const struct cw_certs *trust = verdict->question.trust;
	const char *source = verdict->question.trust_source;

	if (source == NULL && trust != NULL && trust->count > 0)
		source = trust->cert[0]->origin.source;
	if (source == NULL)
		buffer_string(out, "the trust anchors");
	else
		escape_text(out, bytes_of(source), 0);
}

/* ---- values ------------------------------------------------------------- */

static void
time_write(struct buffer *out, int64_t t)
{
	char text[CALENDAR_TEXT];

	calendar_text(t, text);
	buffer_string(out, text);
}

static void
span_write(struct buffer *out, int64_t seconds)
{
	char text[CALENDAR_SPAN];

	calendar_span(seconds, text);
	buffer_string(out, text);
}

/* "3 days ago", "in 2 hours": the first of the span's units is enough here. */
static void
ago_write(struct buffer *out, int64_t t, int64_t now)
{
	char text[CALENDAR_SPAN], *and;

	if (t == now) {
		buffer_string(out, "at this very second");
		return;
	}
	calendar_span(t < now ? now - t : t - now, text);
	and = strstr(text, " and ");
	if (and != NULL)
		*and = '\0';
	if (t < now)
		buffer_format(out, "%s ago", text);
	else
		buffer_format(out, "in %s", text);
}

void
words_value(struct buffer *out, const struct value *value)
{
	switch (value->kind) {
	case VALUE_TIME:
		time_write(out, value->as.number);
		return;
	case VALUE_SPAN:
		span_write(out, value->as.number);
		return;
	case VALUE_NUMBER:
		buffer_format(out, "%" PRId64, value->as.number);
		return;
	case VALUE_TEXT:
		escape_text(out, value->as.bytes, 0);
		return;
	case VALUE_WORD:
		if (value->as.word != NULL)
			buffer_string(out, value->as.word);
		return;
	case VALUE_NAME:
		if (name_is_empty(value->as.bytes))
			buffer_string(out, "(no name)");
		else
			name_write_short(value->as.bytes, out);
		return;
	case VALUE_OID:
		oid_write(out, value->as.bytes);
		return;
	case VALUE_HEX:
		escape_hex(out, value->as.bytes, HEX_SHOWN);
		return;
	case VALUE_ADDRESS:
		address_write(value->as.bytes, out);
		return;
	case VALUE_NONE:
		break;
	}
}

/* What stands for a value where there is none to show. */
static const char *
kind_word(char kind)
{
	switch (kind) {
	case VALUE_TIME:
		return "TIME";
	case VALUE_SPAN:
		return "SPAN";
	case VALUE_NUMBER:
		return "NUMBER";
	case VALUE_NAME:
		return "NAME";
	case VALUE_OID:
		return "OID";
	case VALUE_HEX:
		return "OCTETS";
	case VALUE_ADDRESS:
		return "ADDRESS";
	case VALUE_WORD:
		return "WORD";
	default:
		break;
	}
	return "TEXT";
}

/* ---- templates ---------------------------------------------------------- */

static const struct failure *
context_failure(const struct word_context *context)
{
	if (context->finding != NULL)
		return failure_get(context->finding->id);
	return context->failure;
}

static void
numbered_word(struct buffer *out, const struct word_context *context,
    size_t index, const char *manner)
{
	const struct finding *f = context->finding;
	const struct failure *failure = context_failure(context);
	const struct value *value;
	bool ago = strcmp(manner, "ago") == 0;

	if (f == NULL) {
		const char *kinds = failure == NULL ? NULL : failure->values;
		char kind = kinds != NULL && index < strlen(kinds) ?
		    kinds[index] : '\0';

		buffer_format(out, ago ? "at %s" : "%s", kind_word(kind));
		return;
	}
	value = &f->value[index];
	if (ago && value->kind == VALUE_TIME && context->verdict != NULL)
		ago_write(out, value->as.number,
		    context->verdict->question.at);
	else if (strcmp(manner, "full") == 0 && value->kind == VALUE_NAME)
		name_write(value->as.bytes, out);
	else
		words_value(out, value);
}

static void
host_word(struct buffer *out, const struct cw_verdict *v)
{
	if (v == NULL)
		buffer_string(out, "HOST");
	else if (v->question.name == NULL)
		buffer_string(out, "(no name)");
	else
		escape_text(out, bytes_of(v->question.name), 0);
}

static void
alert_word(struct buffer *out, int alert)
{
	buffer_format(out, "%s (%d)", alert_name(alert), alert);
}

/* One name between braces; false: not one of ours. */
static bool
name_word(struct buffer *out, const char *name,
    const struct word_context *context)
{
	const struct cw_verdict *v = context->verdict;
	const struct finding *f = context->finding;
	const struct failure *failure = context_failure(context);

	if (strcmp(name, "cert") == 0) {
		if (f == NULL)
			buffer_string(out, "NAME");
		else
			words_cert_name(out, f->cert != NULL || v == NULL ?
			    f->cert : verdict_target(v));
	} else if (strcmp(name, "other") == 0) {
		if (f == NULL)
			buffer_string(out, "OTHER");
		else
			words_cert_name(out, f->other);
	} else if (strcmp(name, "crl") == 0) {
		if (f == NULL)
			buffer_string(out, "ISSUER");
		else
			crl_words(out, f->crl);
	} else if (strcmp(name, "responder") == 0) {
		if (f == NULL)
			buffer_string(out, "RESPONDER");
		else
			ocsp_words(out, f->ocsp);
	} else if (strcmp(name, "role") == 0) {
		words_role(out, v, f == NULL ? NULL : f->cert);
	} else if (strcmp(name, "host") == 0) {
		host_word(out, v);
	} else if (strcmp(name, "now") == 0) {
		if (v == NULL)
			buffer_string(out, "TIME");
		else
			time_write(out, v->question.at);
	} else if (strcmp(name, "trust") == 0) {
		if (v == NULL)
			buffer_string(out, "TRUST");
		else
			words_trust(out, v);
	} else if (strcmp(name, "alert") == 0 && failure != NULL) {
		alert_word(out, failure->alert);
	} else {
		return false;
	}
	return true;
}

/* The word between braces at *at, which is moved behind it. */
static bool
brace_word(struct buffer *out, const char **at,
    const struct word_context *context)
{
	const char *from = *at + 1, *end = strchr(from, '}');
	char name[16], *manner;

	if (end == NULL || (size_t)(end - from) >= sizeof(name))
		return false;
	memcpy(name, from, (size_t)(end - from));
	name[end - from] = '\0';
	manner = strchr(name, ':');
	if (manner != NULL)
		*manner++ = '\0';
	if (name[0] >= '1' && name[0] <= '0' + FINDING_VALUES &&
	    name[1] == '\0')
		numbered_word(out, context, (size_t)(name[0] - '1'),
		    manner == NULL ? "" : manner);
	else if (!name_word(out, name, context))
		return false;
	*at = end + 1;
	return true;
}

/*
 * A value in a command must be one word of the shell, whatever a certificate
 * says. Escaped text is no longer what the certificate says, and a leading dash
 * would be an option: the reader has to fill in such a name.
 */
static void
shell_word(struct buffer *out, struct bytes word)
{
	static const char safe[] =
	    "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:@/+-";
	bool quote = word.len == 0;

	if (word.len > 0 && (word.data[0] == '-' || word.data[0] == '(')) {
		buffer_string(out, "NAME");
		return;
	}
	for (size_t i = 0; i < word.len; i++) {
		if (word.data[i] == '\\' || word.data[i] == '\'') {
			buffer_string(out, "NAME");
			return;
		}
		if (strchr(safe, word.data[i]) == NULL)
			quote = true;
	}
	if (quote)
		buffer_byte(out, '\'');
	buffer_add(out, word);
	if (quote)
		buffer_byte(out, '\'');
}

static void
fill(struct buffer *out, const char *template,
    const struct word_context *context, bool command)
{
	const char *at = template;

	while (at != NULL && *at != '\0') {
		struct buffer word = BUFFER_EMPTY;

		if (at[0] == '{' && at[1] == '{') {
			buffer_byte(out, '{');
			at += 2;
		} else if (*at == '{' && brace_word(&word, &at, context)) {
			if (word.failed)
				out->failed = true;
			else if (command)
				shell_word(out, buffer_bytes(&word));
			else
				buffer_add(out, buffer_bytes(&word));
		} else {
			buffer_byte(out, (uint8_t)*at++);
		}
		buffer_free(&word);
	}
}

void
words_fill(struct buffer *out, const char *template,
    const struct word_context *context)
{
	fill(out, template, context, false);
}

void
words_fill_command(struct buffer *out, const char *template,
    const struct word_context *context)
{
	fill(out, template, context, true);
}
