/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/question.h"

struct connect_options {
	struct question_options question;       /* first: its takes need it */
	bool trace;
	enum cw_offer offer;
	unsigned timeout;
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
take_tls(void *options, const char *value, struct cw_error *err)
{
	if (strcmp(value, "1.2") != 0 && strcmp(value, "1.3") != 0) {
		snprintf(err->text, sizeof(err->text),
		    "--tls takes 1.2 or 1.3, not \"%.40s\"", value);
		return -1;
	}
	((struct connect_options *)options)->offer =
	    strcmp(value, "1.2") == 0 ? CW_OFFER_TLS12 : CW_OFFER_TLS13;
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
	((struct connect_options *)options)->timeout = (unsigned)n * 1000;
	return 0;
}

static const struct option_row options[] = { QUESTION_OPTIONS,
	{ "tls", 0, N_("VERSION"),
	    N_("offer this version alone: 1.2 or 1.3 (default: both)"),
	    take_tls },
	{ "trace", 0, NULL, N_("tell the handshake in its five steps too"),
	    take_trace },
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

static int
handshake_print(const struct cw_handshake *handshake, bool trace,
    const struct output *output)
{
	const struct cw_verdict *verdict = cw_handshake_verdict(handshake);
	int status;

	if (trace || verdict == NULL) {
		status = print_made(output->format == FORMAT_JSON ?
		    cw_handshake_json(handshake) :
		    cw_handshake_text(handshake, &output->style));
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

static int
run(struct invocation *call)
{
	struct connect_options *o = call->options;
	struct cw_handshake *handshake = NULL;
	struct question question;
	struct cw_error err;
	char host[HOST_MAX];
	const char *port;
	int status;

	if (o->question.limits.asked)
		return limits_print(&o->question.limits, &call->output);
	if (target_split(call->operand[0], host, &port, &err) != 0)
		return complain(&err);
	if (o->question.name == NULL)
		take_hostname(&o->question, host, &err);
	if (question_open(&question, &o->question, call->now, &err) != 0)
		return complain(&err);
	if (cw_handshake_connect(host, port, o->offer, &question.ask,
	    o->timeout, &handshake, &err) != 0)
		status = complain(&err);
	else
		status = handshake_print(handshake, o->trace, &call->output);
	cw_handshake_free(handshake);
	question_close(&question);
	return status;
}

const struct command command_connect = { .name = "connect",
	.synopsis = "[OPTION]... HOST[:PORT]",
	.purpose = N_("Judge the chain that a TLS server sends"),
	.description = N_(
	    "Runs a TLS handshake with the server (port 443 unless given), up "
	    "to the point where it can be judged, and judges the chain exactly "
	    "as it was sent, with the same findings as verify on a file. When "
	    "the chain is refused the server is told by the right alert. The "
	    "certificate has to name HOST unless --name or --hostname say "
	    "whom. No application data is sent."),
	.holds = "the handshake completes and the chain is valid",
	.fails = "the chain is not valid",
	.option = options, .least = 1, .most = 1,
	.options_size = sizeof(struct connect_options), .run = run };
