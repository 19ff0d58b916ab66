/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server on loopback that tells what each visitor did. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tools/serve.h"

static struct show_wish *
wish_add(struct serve_options *o, struct cw_error *err)
{
	if (o->wish_count < SHOWS_MAX)
		return &o->wish[o->wish_count++];
	snprintf(err->text, sizeof(err->text), "at most %d chains are served "
	    "at once, or all of them: --break all", SHOWS_MAX);
	return NULL;
}

static int
take_break(void *options, const char *value, struct cw_error *err)
{
	struct serve_options *o = options;
	struct show_wish *w;

	if (strcmp(value, "all") == 0) {
		o->all = true;
		return 0;
	}
	w = wish_add(o, err);
	if (w == NULL)
		return -1;
	w->slug = value;
	return 0;
}

static int
take_chain(void *options, const char *value, struct cw_error *err)
{
	struct show_wish *w = wish_add(options, err);

	if (w == NULL)
		return -1;
	w->chain = value;
	return 0;
}

/* The files of --chain, to which --key and --name belong. */
static struct show_wish *
wish_last(struct serve_options *o, const char *option, struct cw_error *err)
{
	if (o->wish_count > 0 && o->wish[o->wish_count - 1].chain != NULL)
		return &o->wish[o->wish_count - 1];
	snprintf(err->text, sizeof(err->text), "%s stands behind the --chain "
	    "that it belongs to", option);
	return NULL;
}

static int
take_key(void *options, const char *value, struct cw_error *err)
{
	struct show_wish *w = wish_last(options, "--key", err);

	if (w == NULL)
		return -1;
	w->key = value;
	return 0;
}

static int
take_name(void *options, const char *value, struct cw_error *err)
{
	struct show_wish *w = wish_last(options, "--name", err);

	if (w == NULL)
		return -1;
	if (strlen(value) >= sizeof(((struct show *)NULL)->name)) {
		snprintf(err->text, sizeof(err->text), "--name takes a host "
		    "name, not \"%.60s...\"", value);
		return -1;
	}
	w->name = value;
	return 0;
}

static int
take_number(const char *option, const char *value, long least, long most,
    unsigned *out, struct cw_error *err)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || n < least ||
	    n > most) {
		snprintf(err->text, sizeof(err->text), "%s takes a number from "
		    "%ld to %ld, not \"%.40s\"", option, least, most, value);
		return -1;
	}
	*out = (unsigned)n;
	return 0;
}

static int
take_port(void *options, const char *value, struct cw_error *err)
{
	return take_number("--port", value, 0, 65535,
	    &((struct serve_options *)options)->port, err);
}

static int
take_timeout(void *options, const char *value, struct cw_error *err)
{
	unsigned *timeout = &((struct serve_options *)options)->timeout;

	if (take_number("--timeout", value, 1, 3600, timeout, err) != 0)
		return -1;
	*timeout *= 1000;
	return 0;
}

static int
take_ipv6(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct serve_options *)options)->ipv6 = true;
	return 0;
}

static int
take_once(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct serve_options *)options)->once = true;
	return 0;
}

static int
take_trace(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct serve_options *)options)->trace = true;
	return 0;
}

static int
take_verbose(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct serve_options *)options)->verbose++;
	return 0;
}

static int
take_tls(void *options, const char *value, struct cw_error *err)
{
	return offer_read(value, &((struct serve_options *)options)->offer,
	    err);
}

static int
take_domain(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct serve_options *)options)->domain = value;
	return 0;
}

static int
take_root(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct serve_options *)options)->root = value;
	return 0;
}

static int
take_staple(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct serve_options *)options)->staple = value;
	return 0;
}

static int
take_client_ca(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct serve_options *)options)->client_ca = value;
	return 0;
}

static int
take_alpn(void *options, const char *value, struct cw_error *err)
{
	struct serve_options *o = options;

	return alpn_add(value, o->alpn, &o->alpn_count, err);
}

static const struct option_row options[] = {
	{ "break", 'b', N_("SLUG"),
	    N_("show a chain that is broken in this way, or all of them "
	    "(may be repeated)"), take_break },
	{ "chain", 0, N_("FILE"),
	    N_("show the certificates of FILE (may be repeated)"), take_chain },
	{ "key", 0, N_("FILE"), N_("the private key of that chain"), take_key },
	{ "name", 0, N_("NAME"),
	    N_("show that chain to whoever asks for NAME"), take_name },
	{ "domain", 0, N_("DOMAIN"),
	    N_("in which the names of broken chains lie (chainwright.test)"),
	    take_domain },
	{ "root", 0, N_("FILE"), N_("write the root to trust into a new file"),
	    take_root },
	{ "port", 'p', N_("PORT"), N_("listen there (default: any, printed)"),
	    take_port },
	{ "ipv6", '6', NULL, N_("listen on ::1 as well as 127.0.0.1"),
	    take_ipv6 },
	{ "tls", 0, N_("VERSION"), N_("all (default), 1.2, 1.3 or 1.2-rsa"),
	    take_tls },
	{ "alpn", 0, N_("PROTOCOL"),
	    N_("insist on one of these, the best first (may be repeated)"),
	    take_alpn },
	{ "staple", 0, N_("FILE"),
	    N_("send the OCSP response in FILE (DER) to those who ask"),
	    take_staple },
	{ "client-ca", 0, N_("FILE"),
	    N_("ask visitors for a certificate, and judge it by this trust"),
	    take_client_ca },
	{ "trace", 0, NULL,
	    N_("list every message of each visit, and what is proved"),
	    take_trace },
	{ "verbose", 'v', NULL,
	    N_("with the fields of each message; -vv with all octets"),
	    take_verbose },
	{ "timeout", 0, N_("SECONDS"),
	    N_("how long a visitor may take (1 to 3600; default 10)"),
	    take_timeout },
	{ "once", '1', NULL, N_("end after the first visit"), take_once },
	{ NULL, 0, NULL, NULL, NULL } };

/* ---- the end --------------------------------------------------------------- */

static int stop_pipe[2] = { -1, -1 };

static void
stop(int number)
{
	int code = errno;
	ssize_t n = write(stop_pipe[1], "", 1);

	(void)number;
	(void)n;
	errno = code;
}

static int
stop_prepare(void)
{
	struct sigaction action = { .sa_handler = stop };

	if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
		return -1;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	return 0;
}

/* ---- visits ---------------------------------------------------------------- */

static int
visit_print(const struct cw_visit *visit, const struct serve_options *o,
    const struct output *output)
{
	int status = print_made(output->format == FORMAT_JSON ?
	    cw_visit_json(visit) : cw_visit_text(visit, &output->style));

	if (status == STATUS_HOLDS && output->format == FORMAT_TEXT &&
	    (o->trace || o->verbose > 0)) {
		status = print_made(cw_handshake_trace(
		    cw_visit_handshake(visit), trace_detail(o->verbose),
		    &output->style));
		putchar('\n');
	}
	return output_end(status);
}

/* Whether it did what a careful client does. */
static int
visit_status(const struct cw_visit *visit)
{
	struct cw_visit_facts f;
	bool went_on;

	cw_visit_tell(visit, &f);
	went_on = f.end == CW_VISIT_DATA || f.end == CW_VISIT_COMPLETE;
	if (cw_handshake_verdict(cw_visit_handshake(visit)) == NULL)
		return went_on ? STATUS_HOLDS : STATUS_NO_VERDICT;
	return went_on == (f.expected_alert < 0) ? STATUS_HOLDS : STATUS_FAILS;
}

/* Until the first visit has ended, or until it shall end. */
static int
serve(struct cw_listener *listener, const struct invocation *call)
{
	const struct serve_options *o = call->options;
	struct cw_visit *visit;
	struct cw_error err;
	int status = STATUS_HOLDS;

	for (;;) {
		if (cw_listener_next(listener, stop_pipe[0], -1, &visit,
		    &err) != 0) {
			complain(&err);
			continue;
		}
		if (visit == NULL)
			return o->once ? STATUS_NO_VERDICT : STATUS_HOLDS;
		status = visit_print(visit, o, &call->output);
		if (status == STATUS_HOLDS && o->once)
			status = visit_status(visit);
		cw_visit_free(visit);
		if (o->once || status == STATUS_NO_VERDICT)
			return status;
	}
}

/* What a visitor's own certificate is judged by. */
static int
client_question(struct cw_question *q, struct cw_certs **trust,
    const struct serve_options *o, int64_t now, struct cw_error *err)
{
	if (o->client_ca == NULL)
		return 0;
	*trust = cw_certs_new();
	if (*trust == NULL) {
		snprintf(err->text, sizeof(err->text), "out of memory");
		return -1;
	}
	*q = (struct cw_question){ .trust = *trust, .at = now,
		.trust_source = o->client_ca, .any_name = true,
		.purpose = CW_CLIENT };
	return cw_certs_load(*trust, o->client_ca, err);
}

static int
shows_serve(struct shows *shows, const struct invocation *call,
    const struct cw_question *client, struct cw_error *err)
{
	const struct serve_options *o = call->options;
	struct cw_listen_options how = { .site = shows->site,
		.site_count = shows->site_count, .port = o->port,
		.ipv6 = o->ipv6, .offer = o->offer, .alpn = o->alpn,
		.alpn_count = o->alpn_count, .timeout = o->timeout,
		.client = o->client_ca != NULL ? client : NULL };
	struct cw_listener *listener = NULL;
	int status = STATUS_NO_VERDICT;

	if (cw_listener_new(&how, &listener, err) != 0)
		return complain(err);
	if (shows_pages(shows, cw_listener_port(listener), err) != 0) {
		complain(err);
	} else {
		cw_listener_pages(listener, shows->page, shows->page_count);
		status = serve_begin(shows, o, cw_listener_port(listener),
		    &call->output);
		if (status == STATUS_HOLDS)
			status = serve(listener, call);
	}
	cw_listener_free(listener);
	return status;
}

static int
run(struct invocation *call)
{
	struct serve_options *o = call->options;
	struct cw_question client;
	struct cw_certs *trust = NULL;
	struct shows shows;
	struct cw_error err;
	int status;

	if (o->domain == NULL)
		o->domain = "chainwright.test";
	if (o->all && o->wish_count > 0)
		return complain_text("--break all shows all of them, and "
		    "nothing else");
	if (stop_prepare() != 0)
		return complain_text("cannot make a pipe: %s",
		    strerror(errno));
	if (shows_open(&shows, o, call->now, &err) != 0 ||
	    (o->root != NULL && shows_root_write(&shows, o->root, &err) != 0) ||
	    client_question(&client, &trust, o, call->now, &err) != 0)
		status = complain(&err);
	else
		status = shows_serve(&shows, call, &client, &err);
	shows_close(&shows);
	cw_certs_free(trust);
	return status;
}

const struct command command_serve = { .name = "serve",
	.synopsis = "[OPTION]...",
	.purpose = N_("Show a chain, good or broken, and tell what clients do"),
	.description = N_(
	    "Listens on 127.0.0.1 (with --ipv6 on ::1 too, and never on an "
	    "address that others can reach), shows each visitor the chain of "
	    "the name that it asks for, and tells its handshake step by step, "
	    "what the visitor said (which alert, encrypted or not) or did, and "
	    "what a careful client does. The chains are minted at the moment "
	    "of the call: with --break SLUG one that fails in this way, by the "
	    "name SLUG.chainwright.test; with --break all each that a server "
	    "can send; without any a good one, good.chainwright.test. Or they "
	    "are files: --chain FILE --key FILE [--name NAME], as often as "
	    "wanted. Who asks for no name, or for one that is not here, is "
	    "shown the first.\n"
	    "On the same port a plain HTTP page lists the names, and gives the "
	    "roots to trust: /root.pem, and of chains that need another one "
	    "/SLUG/root.pem. A browser finds the names by itself with --domain "
	    "chainwright.localhost.\n"
	    "With --client-ca a visitor may show a certificate of its own, "
	    "which is judged as a client's. Up to 256 visitors are served at "
	    "once; each has the time of --timeout, whatever it sends. SIGINT "
	    "and SIGTERM end it. As JSON it prints a document on each line: "
	    "chainwright-serve-1, then chainwright-visit-1 for each visit.\n"
	    "--trace lists every message of each visit as it went over the "
	    "wire and what its octets prove: -v takes each apart to its fields, "
	    "-vv to its octets."),
	.holds = "ended as asked; with --once: the visitor did what a careful "
	    "client does",
	.fails = "with --once: the visitor went on where a careful client "
	    "does not, or the other way round",
	.option = options, .least = 0, .most = 0,
	.options_size = sizeof(struct serve_options), .run = run };
