/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/calendar.h"
#include "ca/expect.h"
#include "find/finding.h"

#define JSON_FORM (JSON_INDENT(2) | JSON_ENSURE_ASCII)

static const char *
severity_word(enum cw_severity severity)
{
	static const char *const words[] = { [CW_OFF] = "off",
		[CW_NOTE] = "note", [CW_WARNING] = "warning",
		[CW_ERROR] = "error" };

	return words[severity];
}

static const char *
purpose_word(enum cw_purpose purpose)
{
	static const char *const words[] = { [CW_SERVER] = "server",
		[CW_CLIENT] = "client", [CW_EMAIL] = "email",
		[CW_ANY_PURPOSE] = "any" };

	return words[purpose];
}

/* NULL: no name is asked for. */
static const char *
name_type_word(enum cw_name_type type)
{
	static const char *const words[] = { [CW_NAME_NONE] = NULL,
		[CW_NAME_DNS] = "dns", [CW_NAME_IP] = "ip",
		[CW_NAME_EMAIL] = "email", [CW_NAME_URI] = "uri",
		[CW_NAME_SRV] = "srv" };

	return words[type];
}

static const char *
anchor_mode_word(enum cw_anchor_mode mode)
{
	return mode == CW_ANCHOR_KEY ? "key" : "certificate";
}

static const char *
revocation_word(enum cw_revocation revocation)
{
	static const char *const words[] = { [CW_REVOCATION_OFF] = "off",
		[CW_REVOCATION_SOFT] = "soft", [CW_REVOCATION_HARD] = "hard" };

	return words[revocation];
}

static void word_format(json_t *words, const char *word, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* A word of a command line, with a value behind it unless that is NULL. */
static void
word_add(json_t *words, const char *word, const char *value)
{
	json_array_append_new(words, json_string(word));
	if (value != NULL)
		json_array_append_new(words, json_string(value));
}

static void
word_format(json_t *words, const char *word, const char *format, ...)
{
	struct buffer b = BUFFER_EMPTY;
	va_list args;

	va_start(args, format);
	buffer_vformat(&b, format, args);
	va_end(args);
	word_add(words, word, b.failed ? "" : (const char *)b.data);
	buffer_free(&b);
}

static void
nonce_add(json_t *words, const struct cw_question *q)
{
	const unsigned char *nonce = q->ocsp_nonce;
	struct buffer hex = BUFFER_EMPTY;

	for (size_t i = 0; i < q->ocsp_nonce_len; i++)
		buffer_format(&hex, "%02x", nonce[i]);
	word_add(words, "--ocsp-nonce", hex.failed ? "" :
	    (const char *)hex.data);
	buffer_free(&hex);
}

/* The question, as the program takes it; what is the default is left out. */
static json_t *
verify_command(const struct cw_question *q)
{
	json_t *words = json_array();
	char at[CALENDAR_TEXT];

	word_add(words, "chainwright", "verify");
	word_add(words, "--trust", "root.pem");
	if (q->distrust != NULL)
		word_add(words, "--distrust", "distrust.pem");
	if (q->crls != NULL)
		word_add(words, "--crl", "crls.pem");
	if (q->ocsp != NULL)
		word_add(words, "--ocsp", "ocsp.pem");
	if (q->stapled)
		word_add(words, "--stapled", NULL);
	if (q->ocsp_nonce_len > 0)
		nonce_add(words, q);
	if (q->revocation != CW_REVOCATION_OFF)
		word_add(words, "--revocation",
		    revocation_word(q->revocation));
	if (!q->any_name)
		word_format(words, "--name", "%s:%s",
		    name_type_word(q->name_type), q->name);
	calendar_iso(q->at, at);
	word_add(words, "--at", at);
	if (q->expiring != 0)
		word_format(words, "--expiring", "%" PRId64 "s", q->expiring);
	if (q->profile != CW_TLS)
		word_add(words, "--profile", cw_profile_name(q->profile));
	if (q->purpose != CW_SERVER)
		word_add(words, "--purpose", purpose_word(q->purpose));
	if (q->anchor_mode != CW_ANCHOR_CERTIFICATE)
		word_add(words, "--anchor-mode",
		    anchor_mode_word(q->anchor_mode));
	for (size_t i = 0; i < q->limit_count; i++)
		word_format(words, "--limit", "%s=%u", q->limit[i].name,
		    q->limit[i].most);
	for (size_t i = 0; i < q->policy_count; i++)
		word_add(words, "--policy", q->policies[i]);
	if (q->explicit_policy)
		word_add(words, "--explicit-policy", NULL);
	if (q->inhibit_policy_mapping)
		word_add(words, "--inhibit-policy-mapping", NULL);
	if (q->inhibit_any_policy)
		word_add(words, "--inhibit-any-policy", NULL);
	if (q->strict)
		word_add(words, "--strict", NULL);
	word_add(words, "fullchain.pem", NULL);
	return words;
}

/* How other programs send the chain as it is; empty when no server can. */
static json_t *
serve_commands(bool sendable)
{
	json_t *commands = json_array();

	if (!sendable)
		return commands;
	json_array_append_new(commands, json_pack("[s, s, s, s, s, s, s]",
	    "gnutls-serv", "--port", "4433", "--x509certfile",
	    "fullchain.pem", "--x509keyfile", "privkey.pem"));
	json_array_append_new(commands, json_pack("[s, s, s, s, s, s, s, s, s, "
	    "s]", "openssl", "s_server", "-accept", "4433", "-cert",
	    "fullchain.pem", "-cert_chain", "chain.pem", "-key",
	    "privkey.pem"));
	return commands;
}

static json_t *
severities(enum failure_id id)
{
	const struct failure *f;

	if (id == FAILURE_COUNT)
		return json_null();
	f = failure_get(id);
	return json_pack("{s:s, s:s, s:s}", "rfc5280",
	    severity_word(f->severity[CW_RFC5280]), "tls",
	    severity_word(f->severity[CW_TLS]), "webpki",
	    severity_word(f->severity[CW_WEBPKI]));
}

/* What the question of the scenario makes of its failure. */
static bool
is_valid(const struct cw_scenario *c)
{
	const struct severity_rule rule = { .profile = c->s.profile,
		.strict = c->s.strict };

	return c->id == FAILURE_COUNT ||
	    failure_severity(c->id, &rule) != CW_ERROR;
}

static int
question_add(json_t *document, const struct cw_question *q)
{
	char at[CALENDAR_TEXT];
	json_t *part, *limits = json_object();
	int result;

	calendar_iso(q->at, at);
	for (size_t i = 0; i < q->limit_count; i++)
		json_object_set_new(limits, q->limit[i].name,
		    json_integer((json_int_t)q->limit[i].most));
	part = json_pack("{s:s?, s:s?, s:s, s:s, s:s, s:s, s:b, s:o, s:I, "
	    "s:s}",
	    "host", q->any_name ? NULL : q->name,
	    "host_type", q->any_name ? NULL : name_type_word(q->name_type),
	    "at", at,
	    "profile", cw_profile_name(q->profile),
	    "purpose", purpose_word(q->purpose),
	    "anchor_mode", anchor_mode_word(q->anchor_mode),
	    "strict", (int)q->strict,
	    "limits", limits,
	    "expiring", (json_int_t)q->expiring,
	    "revocation", revocation_word(q->revocation));
	result = part != NULL ? json_object_update(document, part) : -1;
	json_decref(part);
	return result;
}

static json_t *
expect_build(const struct cw_scenario *c)
{
	const struct failure *f = c->id == FAILURE_COUNT ? NULL :
	    failure_get(c->id);
	const char *unsendable = f != NULL ? f->reject : NULL;
	bool sendable = unsendable == NULL && c->s.sent_count > 0;
	json_t *document = json_pack("{s:s, s:s?, s:s?, s:s?, s:s, s:s?}",
	    "schema", "chainwright-expect-1",
	    "slug", f != NULL ? f->slug : NULL,
	    "group", f != NULL ? failure_group_name(f->group) : NULL,
	    "altered", f != NULL ? f->means : NULL,
	    "verdict", is_valid(c) ? "valid" : "invalid",
	    "clause", f != NULL ? f->clause : NULL);
	json_t *rest;

	if (document == NULL || question_add(document, &c->question) < 0) {
		json_decref(document);
		return NULL;
	}
	rest = json_pack("{s:o, s:b, s:s?, s:o, s:o}",
	    "severity", severities(c->id),
	    "sendable", (int)sendable,
	    "unsendable", unsendable,
	    "serve", serve_commands(sendable),
	    "verify", verify_command(&c->question));
	if (rest == NULL || json_object_update(document, rest) < 0) {
		json_decref(document);
		document = NULL;
	}
	json_decref(rest);
	return document;
}

char *
expect_json(const struct cw_scenario *scenario)
{
	json_t *document = expect_build(scenario);
	char *text = document != NULL ? json_dumps(document, JSON_FORM) : NULL;

	json_decref(document);
	return text;
}

struct expect_index {
	json_t *document, *cases;
};

struct expect_index *
expect_index_new(int64_t at)
{
	struct expect_index *index = calloc(1, sizeof(*index));
	char text[CALENDAR_TEXT];

	if (index == NULL)
		return NULL;
	calendar_iso(at, text);
	index->cases = json_array();
	index->document = json_pack("{s:s, s:s, s:o}", "schema",
	    "chainwright-break-1", "at", text, "cases", index->cases);
	if (index->document == NULL) {
		free(index);
		return NULL;
	}
	return index;
}

int
expect_index_add(struct expect_index *index, const struct cw_scenario *scenario)
{
	const struct failure *f = failure_get(scenario->id);

	return json_array_append_new(index->cases, json_pack(
	    "{s:s, s:s, s:s, s:s, s:s, s:b, s:b}",
	    "slug", f->slug,
	    "folder", f->slug,
	    "group", failure_group_name(f->group),
	    "verdict", is_valid(scenario) ? "valid" : "invalid",
	    "profile", cw_profile_name(scenario->s.profile),
	    "strict", (int)scenario->s.strict,
	    "sendable", (int)(f->reject == NULL)));
}

char *
expect_index_end(struct expect_index *index)
{
	char *text = json_dumps(index->document, JSON_FORM);

	expect_index_free(index);
	return text;
}

void
expect_index_free(struct expect_index *index)
{
	if (index == NULL)
		return;
	json_decref(index->document);
	free(index);
}
