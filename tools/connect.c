/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/judging.h"
#include "tools/page.h"
#include "tools/tls.h"

#define PINS_MAX 16

struct connect_options {
	struct judging_head head;       /* first: its takes need it */
	bool trace;
	int verbose;
	struct cw_connect_options how;
	const char *alpn[ALPN_MAX];
	const char *pin[PINS_MAX];
	size_t pin_count;
	const char *client_cert, *client_key, *save, *html;
};

static int
take_trace(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct connect_options *)options)->trace = true;
	return 0;
}

static int
take_verbose(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct connect_options *)options)->verbose++;
	return 0;
}

static int
take_tls(void *options, const char *value, struct cw_error *err)
{
	return offer_read(value,
	    &((struct connect_options *)options)->how.offer, err);
}

static int
take_servername(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct connect_options *)options)->how.server_name = value;
	return 0;
}

static int
take_starttls(void *options, const char *value, struct cw_error *err)
{
	if (cw_starttls_read(value,
	    &((struct connect_options *)options)->how.starttls))
		return 0;
	snprintf(err->text, sizeof(err->text), "--starttls takes smtp, imap, "
	    "pop3, ftp, xmpp, ldap or postgres, not \"%.40s\"", value);
	return -1;
}

static int
take_alpn(void *options, const char *value, struct cw_error *err)
{
	struct connect_options *o = options;

	return alpn_add(value, o->alpn, &o->how.alpn_count, err);
}

#define PIN_PREFIX "sha256//"
#define PIN_CHARACTERS 44               /* base64 of 32 octets */

static int
take_pin(void *options, const char *value, struct cw_error *err)
{
	struct connect_options *o = options;

	if (strncmp(value, PIN_PREFIX, strlen(PIN_PREFIX)) != 0 ||
	    strlen(value) != strlen(PIN_PREFIX) + PIN_CHARACTERS ||
	    o->pin_count == PINS_MAX) {
		snprintf(err->text, sizeof(err->text), "--pin takes sha256// "
		    "and the base64 of a key's SHA-256 (see inspect), up to %d "
		    "times, not \"%.60s\"", PINS_MAX, value);
		return -1;
	}
	o->pin[o->pin_count++] = value + strlen(PIN_PREFIX);
	return 0;
}

static int
take_client_cert(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct connect_options *)options)->client_cert = value;
	return 0;
}

static int
take_client_key(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct connect_options *)options)->client_key = value;
	return 0;
}

static int
take_save(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct connect_options *)options)->save = value;
	return 0;
}

static int
take_html(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct connect_options *)options)->html = value;
	return 0;
}

static int
take_timeout(void *options, const char *value, struct cw_error *err)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (value[0] == '\0' || *end != '\0' || n < 1 || n > 120) {
		snprintf(err->text, sizeof(err->text),
		    "--timeout takes 1 to 120 seconds, not \"%.40s\"", value);
		return -1;
	}
	((struct connect_options *)options)->how.timeout = (unsigned)n * 1000;
	return 0;
}

static const struct option_row options[] = { QUESTION_OPTIONS,
	{ "tls", 0, N_("VERSION"),
	    N_("offer all (default), or this alone: 1.2, 1.3, 1.2-rsa"),
	    take_tls },
	{ "servername", 0, N_("NAME"),
	    N_("ask for this name in the Client Hello"), take_servername },
	{ "alpn", 0, N_("PROTOCOL"),
	    N_("offer it, the best first (may be repeated)"), take_alpn },
	{ "starttls", 0, N_("PROTOCOL"),
	    N_("begin as smtp, imap, pop3, ftp, xmpp, ldap or postgres"),
	    take_starttls },
	{ "pin", 0, N_("PIN"),
	    N_("refuse another key than sha256//BASE64 (may be repeated)"),
	    take_pin },
	{ "client-cert", 0, N_("FILE"),
	    N_("show these certificates when the server asks"),
	    take_client_cert },
	{ "client-key", 0, N_("FILE"), N_("their private key"),
	    take_client_key },
	{ "save", 0, N_("DIR"),
	    N_("keep chain, secrets, capture and staple in the new DIR"),
	    take_save },
	{ "html", 0, N_("FILE"),
	    N_("write the handshake as a page of HTML into a new file too"),
	    take_html },
	JUDGING_OPTIONS(
	    N_("judge the servers that FILE (or -) lists, one a line"),
	    N_("judge N servers at once (1 to 256; default 1)")),
	{ "trace", 0, NULL,
	    N_("tell the handshake in its five steps, and every message"),
	    take_trace },
	{ "verbose", 'v', NULL,
	    N_("with the fields of each message; -vv with all octets"),
	    take_verbose },
	{ "timeout", 0, N_("SECONDS"), N_("give up after this (default 10)"),
	    take_timeout },
	{ NULL, 0, NULL, NULL, NULL } };

#define HOST_MAX 256

/* HOST:PORT, [IPv6]:PORT, or HOST alone for port 443. */
static int
target_split(const char *target, char host[HOST_MAX], const char **port,
    struct cw_error *err)
{
	const char *colon = strrchr(target, ':');
	const char *begin = target, *end;

	*port = "443";
	if (target[0] == '[') {
		begin = target + 1;
		end = strchr(target, ']');
		if (end != NULL && end[1] == ':')
			*port = end + 2;
		else if (end != NULL && end[1] != '\0')
			end = NULL;
	} else if (colon != NULL && strchr(target, ':') == colon) {
		end = colon;
		*port = colon + 1;
	} else {
		end = target + strlen(target);
	}
	if (end == NULL || end == begin || end - begin >= HOST_MAX ||
	    (*port)[0] == '\0' || strspn(*port, "0123456789") !=
	    strlen(*port) || strlen(*port) > 5 || atol(*port) > 65535 ||
	    atol(*port) < 1) {
		snprintf(err->text, sizeof(err->text),
		    "\"%.80s\" is no target: give HOST:PORT, such as "
		    "localhost:8443 or [::1]:8443", target);
		return -1;
	}
	memcpy(host, begin, (size_t)(end - begin));
	host[end - begin] = '\0';
	return 0;
}

/* ---- what came of it ---------------------------------------------------- */

/* What the servers of one call share. */
struct visits {
	const struct connect_options *options;
	const struct question *question;
	const struct targets *targets;
	struct cw_server own;
};

/* False: *told says which key it is. */
static bool
pin_holds(const struct connect_options *o, const struct cw_handshake *h,
    struct cw_error *told)
{
	const struct cw_certs *chain = cw_handshake_chain(h);
	char *pin = NULL;
	size_t len, i;

	if (o->pin_count == 0)
		return true;
	if (cw_certs_count(chain) == 0 || cw_inspect_key(chain, 0, CW_KEY_PIN,
	    &pin, &len, told) != 0) {
		snprintf(told->text, sizeof(told->text),
		    "no key can be read, so none is the pinned one");
		return false;
	}
	for (i = 0; i < o->pin_count; i++) {
		if (len == PIN_CHARACTERS &&
		    memcmp(pin, o->pin[i], PIN_CHARACTERS) == 0)
			break;
	}
	snprintf(told->text, sizeof(told->text), "the server's key is not one "
	    "that is pinned: it is " PIN_PREFIX "%.*s", (int)len, pin);
	free(pin);
	return i < o->pin_count;
}

static int
handshake_reach(const struct visits *v, const char *target,
    struct cw_handshake **handshake, struct cw_error *err)
{
	struct cw_connect_options how = v->options->how;
	struct question_options named = v->options->head.question;
	struct cw_question ask = v->question->ask;
	char host[HOST_MAX];

	if (target_split(target, host, &how.port, err) != 0)
		return -1;
	if (ask.name == NULL) {
		take_hostname(&named, host, err);
		ask.name = named.name;
		ask.name_type = named.name_type;
		ask.any_name = false;
	}
	how.host = host;
	how.alpn = v->options->alpn;
	how.own = v->own.chain != NULL ? &v->own : NULL;
	return cw_handshake_connect(&how, &ask, handshake, err);
}

static bool
trace_wanted(const struct connect_options *o)
{
	return o->trace || o->verbose > 0;
}

/* The five steps, then all messages if they are asked for. */
static int
trace_print(const struct connect_options *o,
    const struct cw_handshake *handshake, const struct output *output)
{
	int status = print_made(output->format == FORMAT_JSON ?
	    cw_handshake_json(handshake) :
	    cw_handshake_text(handshake, &output->style));

	if (status != STATUS_HOLDS || output->format == FORMAT_JSON ||
	    !trace_wanted(o))
		return status;
	putchar('\n');
	return print_made(cw_handshake_trace(handshake,
	    trace_detail(o->verbose), &output->style));
}

static int
handshake_print(const struct connect_options *o,
    const struct cw_handshake *handshake, const struct output *output)
{
	const struct cw_verdict *verdict = cw_handshake_verdict(handshake);
	int status;

	if (trace_wanted(o) || verdict == NULL) {
		status = trace_print(o, handshake, output);
		if (status != STATUS_HOLDS)
			return status;
		if (verdict == NULL)
			return STATUS_NO_VERDICT;
		return cw_verdict_holds(verdict) &&
		    cw_handshake_complete(handshake) ? STATUS_HOLDS :
		    STATUS_FAILS;
	}
	status = verdict_print(verdict, output);
	if (status == STATUS_HOLDS && !cw_handshake_complete(handshake))
		return complain_text("the chain is valid, but the handshake did "
		    "not complete; see it with --trace. %s",
		    cw_handshake_trouble(handshake));
	return status;
}

/* ---- one server ---------------------------------------------------------- */

static int
one_tell(const struct connect_options *o, const struct cw_handshake *handshake,
    const struct output *output)
{
	struct cw_error err;
	int status = handshake_print(o, handshake, output);

	if (!pin_holds(o, handshake, &err)) {
		complain(&err);
		if (status == STATUS_HOLDS)
			status = STATUS_FAILS;
	}
	if (o->html != NULL && page_write(o->html, &handshake,
	    &(const char *){ "this server" }, 1, &err) != 0)
		return complain(&err);
	if (o->save == NULL)
		return status;
	if (cw_handshake_save(handshake, o->save, &err) != 0)
		return complain(&err);
	if (output->format == FORMAT_TEXT)
		printf("\nKept in %s; whoever has it can read what was "
		       "sent\n", o->save);
	return status;
}

static int
one_run(const struct visits *v, const struct invocation *call)
{
	struct output output = call->output;
	struct cw_handshake *handshake = NULL;
	struct cw_error err;
	int status;

	if (v->options->head.judging.form == CW_FORM_JSON)
		output.format = FORMAT_JSON;
	if (handshake_reach(v, v->targets->path[0], &handshake, &err) != 0)
		return complain(&err);
	status = one_tell(v->options, handshake, &output);
	cw_handshake_free(handshake);
	return status;
}

/* ---- many ---------------------------------------------------------------- */

static void
judge(void *context, struct cw_report *report, const char *target,
    struct judged *out)
{
	const struct visits *v = context;
	struct cw_handshake *handshake = NULL;
	const struct cw_verdict *verdict = NULL;

	if (handshake_reach(v, target, &handshake, &out->trouble) == 0) {
		verdict = cw_handshake_verdict(handshake);
		if (verdict == NULL || (cw_verdict_valid(verdict) &&
		    !cw_handshake_complete(handshake)))
			snprintf(out->trouble.text, sizeof(out->trouble.text),
			    "%s", cw_handshake_trouble(handshake));
		else
			out->status = cw_verdict_holds(verdict) &&
			    pin_holds(v->options, handshake, &out->trouble) ?
			    STATUS_HOLDS : STATUS_FAILS;
	}
	out->entry = cw_entry_new(report, target, verdict, out->trouble.text);
	cw_handshake_free(handshake);
}

static int
many_run(struct visits *v, const struct invocation *call)
{
	const struct connect_options *o = v->options;
	const struct judging judging = { .targets = v->targets,
		.options = &o->head.judging, .names_trouble = true,
		.judge = judge, .context = v };

	if (trace_wanted(o) || o->save != NULL || o->html != NULL)
		return complain_text("--trace, --save and --html are for one "
		    "server");
	return judging_run(&judging, &call->output.style);
}

/* ---- the command --------------------------------------------------------- */

static int
own_load(const struct connect_options *o, struct cw_server *own,
    struct cw_certs **chain, void **key, struct cw_error *err)
{
	if (o->client_cert == NULL && o->client_key == NULL)
		return 0;
	if (o->client_cert == NULL || o->client_key == NULL) {
		snprintf(err->text, sizeof(err->text), "--client-cert and "
		    "--client-key go together");
		return -1;
	}
	*chain = cw_certs_new();
	if (*chain == NULL) {
		snprintf(err->text, sizeof(err->text), "out of memory");
		return -1;
	}
	if (cw_certs_load(*chain, o->client_cert, err) != 0 ||
	    cw_key_load(o->client_key, key, &own->key_len, err) != 0)
		return -1;
	own->chain = *chain;
	own->key = *key;
	return 0;
}

static int
targets_run(const struct invocation *call, const struct targets *targets)
{
	const struct connect_options *o = call->options;
	struct visits v = { .options = o, .targets = targets };
	struct cw_certs *chain = NULL;
	void *key = NULL;
	struct question question;
	struct cw_error err;
	int status;

	if (question_open(&question, &o->head.question, call->now, &err) != 0)
		return complain(&err);
	v.question = &question;
	if (own_load(o, &v.own, &chain, &key, &err) != 0)
		status = complain(&err);
	else
		status = targets->count == 1 && (o->head.judging.form == CW_FORM_TEXT ||
		    o->head.judging.form == CW_FORM_JSON) ? one_run(&v, call) :
		    many_run(&v, call);
	cw_key_free(key, v.own.key_len);
	cw_certs_free(chain);
	question_close(&question);
	return status;
}

static int
run(struct invocation *call)
{
	struct connect_options *o = call->options;
	struct targets targets;
	struct cw_error err;
	int status;

	if (o->head.question.limits.asked) {
		if (o->head.judging.form == CW_FORM_JSON)
			call->output.format = FORMAT_JSON;
		return limits_print(&o->head.question.limits, &call->output);
	}
	if (targets_gather(&targets, call->operand, call->operand_count,
	    o->head.judging.list, &err) != 0)
		status = complain(&err);
	else
		status = targets_run(call, &targets);
	targets_free(&targets);
	return status;
}

const struct command command_connect = { .name = "connect",
	.synopsis = "[OPTION]... HOST[:PORT]...",
	.purpose = N_("Judge the chain that a TLS server sends"),
	.description = N_(
	    "Runs a TLS handshake with the server (port 443 unless given), up "
	    "to the point where it can be judged, and judges the chain exactly "
	    "as it was sent, with the same findings as verify on a file. When "
	    "the chain is refused the server is told by the right alert. The "
	    "certificate has to name HOST unless --name or --hostname say "
	    "whom. No application data is sent. Every address of HOST is tried, "
	    "and all of it ends within --timeout, however slow the server.\n"
	    "--starttls speaks the words of the protocol that lead to TLS. "
	    "--pin refuses a server whose key is another one, besides what is "
	    "judged. --save makes DIR, which must not exist, and keeps there "
	    "chain.pem as it was sent, keylog.txt, capture.pcapng (which "
	    "Wireshark opens, decrypted) and staple.der if an OCSP response "
	    "came.\n"
	    "--trace tells the handshake step by step and lists every message "
	    "as it went over the wire, with what the octets prove: -v takes "
	    "each apart to its fields, -vv to its octets.\n"
	    "Of many servers the report has each in the order given, whatever "
	    "--jobs says, as verify has files."),
	.holds = "the handshake completes and the chain is valid",
	.fails = "the chain is not valid, ends within --expiring, or has "
	    "another key than --pin",
	.option = options, .least = 0, .most = INT_MAX,
	.options_size = sizeof(struct connect_options), .run = run };
