/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/http.h"
#include "tools/judging.h"
#include "tools/opinion.h"

struct verify_options {
	struct judging_head head;       /* first: its takes need it */
	bool all_paths, second_opinion, fetch, fetch_private;
	unsigned fetch_seconds;         /* 0: by default */
	const char *save;
};

static int
take_all_paths(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct verify_options *)options)->all_paths = true;
	return 0;
}

static int
take_second_opinion(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct verify_options *)options)->second_opinion = true;
	return 0;
}

static int
take_fetch(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct verify_options *)options)->fetch = true;
	return 0;
}

static int
take_fetch_private(void *options, const char *value, struct cw_error *err)
{
	((struct verify_options *)options)->fetch_private = true;
	return take_fetch(options, value, err);
}

static int
take_fetch_timeout(void *options, const char *value, struct cw_error *err)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || n < 1 ||
	    n > HTTP_SECONDS_MAX) {
		snprintf(err->text, sizeof(err->text), "--fetch-timeout takes "
		    "seconds from 1 to %u, not \"%.40s\"", HTTP_SECONDS_MAX,
		    value);
		return -1;
	}
	((struct verify_options *)options)->fetch_seconds = (unsigned)n;
	return take_fetch(options, value, err);
}

static int
take_save(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct verify_options *)options)->save = value;
	return 0;
}

static const struct option_row options[] = { QUESTION_OPTIONS,
	{ "stapled", 0, NULL,
	    N_("a TLS server sent the chain, and stapled what --ocsp has"),
	    take_stapled },
	JUDGING_OPTIONS(
	    N_("judge the files that FILE (or -) lists, one path a line"),
	    N_("judge N targets at once (1 to 256; default 1)")),
	{ "all-paths", 0, NULL,
	    N_("tell every path that was tried, and what was found on it"),
	    take_all_paths },
	{ "second-opinion", 0, NULL,
	    N_("ask GnuTLS, and openssl if installed, the same question"),
	    take_second_opinion },
	{ "fetch", 0, NULL,
	    N_("ask the addresses in certificates for missing issuers and CRLs"),
	    take_fetch },
	{ "fetch-private", 0, NULL,
	    N_("the same, at private and loopback addresses too"),
	    take_fetch_private },
	{ "fetch-timeout", 0, N_("SECONDS"),
	    N_("the same, with so much time for an address (default 10)"),
	    take_fetch_timeout },
	{ "save", 0, N_("DIR"),
	    N_("make DIR and write the chain as it should be sent"),
	    take_save },
	{ NULL, 0, NULL, NULL, NULL } };

/* What all targets share, and what has come of them. */
struct verification {
	const struct question *question;
	const struct question_options *options;
	bool second_opinion, fetch, fetch_private;
	unsigned fetch_seconds;
	const char *save;               /* a folder; or NULL */
	char openssl[64];               /* its version; "": not installed */
};

/* Their trouble is no trouble of the verdict, but it is told. */
static void
ask_others(const struct verification *v, const struct cw_question *ask,
    struct cw_verdict *verdict, struct cw_error *trouble)
{
	if (!v->second_opinion)
		return;
	(void)cw_verdict_ask_gnutls(verdict, trouble);
	if (v->openssl[0] != '\0')
		(void)openssl_ask(ask, v->openssl, verdict, trouble);
}

/* What is not at hand; the question lacks nothing then that can be had. */
static int
fetch(const struct verification *v, struct cw_question *ask,
    struct cw_fetches **fetches, struct cw_error *err)
{
	struct cw_fetcher fetcher;
	struct http http;

	if (!v->fetch)
		return 0;
	http_open(&http, v->fetch_seconds, v->fetch_private);
	fetcher = http_fetcher(&http);
	return cw_fetch(ask, &fetcher, fetches, err);
}

/* The status, or that what was asked for could not be written. */
static int
save(const struct verification *v, const struct cw_verdict *verdict,
    int status, struct cw_error *err)
{
	if (v->save == NULL || cw_verdict_save(verdict, v->save, err) == 0)
		return status;
	return STATUS_NO_VERDICT;
}

static void
judge(void *context, struct cw_report *report, const char *path,
    struct judged *out)
{
	const struct verification *v = context;
	struct cw_question ask = v->question->ask;
	struct cw_certs *chain = question_list(v->question, v->options,
	    &out->trouble);
	struct cw_fetches *fetches = NULL;
	struct cw_verdict *verdict = NULL;

	ask.chain = chain;
	if (chain != NULL && target_load(chain, path, &out->trouble) == 0 &&
	    fetch(v, &ask, &fetches, &out->trouble) == 0 &&
	    cw_verify(&ask, &verdict, &out->trouble) == 0) {
		out->status = cw_verdict_holds(verdict) ? STATUS_HOLDS :
		    STATUS_FAILS;
		ask_others(v, &ask, verdict, &out->trouble);
		out->status = save(v, verdict, out->status, &out->trouble);
	}
	out->entry = cw_entry_new(report,
	    strcmp(path, "-") == 0 ? "standard input" : path, verdict,
	    out->trouble.text);
	cw_verdict_free(verdict);
	cw_fetches_free(fetches);
	cw_certs_free(chain);
}

static int
targets_judge(const struct invocation *call, const struct targets *targets,
    const struct question *question)
{
	const struct verify_options *o = call->options;
	struct verification v = { .question = question,
		.options = &o->head.question,
		.second_opinion = o->second_opinion, .fetch = o->fetch,
		.fetch_private = o->fetch_private,
		.fetch_seconds = o->fetch_seconds != 0 ? o->fetch_seconds :
		    HTTP_SECONDS, .save = o->save };
	const struct judging judging = { .targets = targets,
		.options = &o->head.judging, .all_paths = o->all_paths,
		.judge = judge, .context = &v };

	if (v.second_opinion)
		openssl_version(v.openssl, sizeof(v.openssl));
	return judging_run(&judging, &call->output.style);
}

static int
run(struct invocation *call)
{
	const struct verify_options *o = call->options;
	struct question question;
	struct targets targets;
	struct cw_error err;
	int status;

	if (o->head.question.limits.asked) {
		if (o->head.judging.form == CW_FORM_JSON)
			call->output.format = FORMAT_JSON;
		return limits_print(&o->head.question.limits, &call->output);
	}
	if (targets_gather(&targets, call->operand, call->operand_count,
	    o->head.judging.list, &err) != 0) {
		targets_free(&targets);
		return complain(&err);
	}
	if (o->save != NULL && targets.count != 1) {
		targets_free(&targets);
		return complain_text("--save writes the chain of one target, "
		    "not of many");
	}
	if ((o->fetch && http_start(&err) != 0) ||
	    question_open(&question, &o->head.question, call->now, &err) != 0) {
		targets_free(&targets);
		return complain(&err);
	}
	status = targets_judge(call, &targets, &question);
	question_close(&question);
	targets_free(&targets);
	return status;
}

const struct command command_verify = { .name = "verify",
	.synopsis = "[OPTION]... TARGET...",
	.purpose = N_("Judge certificate chains and report every failure"),
	.description = N_(
	    "TARGET is a file, PEM, DER, PKCS#7 or PKCS#12 (found out by "
	    "looking), or - for standard input. Its first certificate is judged "
	    "(of PKCS#7 and PKCS#12, which have no order, the one that issued "
	    "none of the others); the others, and "
	    "those of --untrusted, may help to build its path, in any order. "
	    "Trust comes from --trust, else from SSL_CERT_FILE or SSL_CERT_DIR, "
	    "else from the system's bundle; the report says from where.\n"
	    "PKCS#12 files are opened without a password or by the one in "
	    "--password-file; of their keys nothing is read.\n"
	    "Without --name or --hostname no name is checked, and the report "
	    "says so.\n"
	    "Of many targets the report has each in the order given, whatever "
	    "--jobs says, and a summary at its end. A folder is no target: name "
	    "its files, or list them, as in find certs -name '*.pem' | "
	    "chainwright verify --targets-from -.\n"
	    "--tolerate makes an error of that failure a warning, marked as "
	    "tolerated; a failure without which no path could be valid (an "
	    "unknown issuer, a bad signature) cannot be tolerated. --expiring "
	    "warns [validity-ends-soon] of a certificate of the path, root "
	    "included, that ends within the time given, and makes the exit "
	    "status 1, as somebody who watches over servers expects; the "
	    "verdict itself stays valid.\n"
	    "Whether anything was revoked (RFC 5280 6.3, RFC 6960) is asked when "
	    "CRLs or OCSP responses are given with --crl or --ocsp, or "
	    "--revocation says so. A CRL is chosen by its issuer and scope, a "
	    "response by the certificates that it identifies, wherever its file "
	    "came from; the certificate of who signed it may stand among "
	    "--untrusted. soft takes a certificate for which no answer is meant, "
	    "with a note; one that is meant for it and cannot be relied on is an "
	    "error. hard wants each certificate below the root to be known as "
	    "good. The report says of each what is known, and by what.\n"
	    "--stapled says that a TLS server sent the chain, and with it the "
	    "responses of --ocsp and no others: a certificate that demands a "
	    "staple (RFC 7633) then has to have one.\n"
	    "--fetch asks the addresses that certificates name, over http "
	    "alone: for the issuer that a chain lacks (caIssuers, RFC 5280 "
	    "4.2.2.1), and with --revocation for the CRLs of each certificate "
	    "of which nothing is known. An address gets 10 seconds (see "
	    "--fetch-timeout), all of a target three times as many; no more "
	    "than 5 redirections are followed, 64 KiB of an issuer and 16 MiB "
	    "of a CRL are taken, and private and loopback "
	    "addresses are asked only with --fetch-private. What servers allow "
	    "to be kept is kept in $XDG_CACHE_HOME/chainwright. No proxy is "
	    "used. The report names each address and what came of it; an "
	    "address that fails changes no verdict by itself. --save DIR makes "
	    "DIR and writes fullchain.pem there: the target, then each issuer "
	    "of the path that was found, without the root.\n"
	    "--second-opinion asks GnuTLS's own validator and, when it is "
	    "installed, openssl verify the same question (certificates, time, "
	    "name, purpose), and shows what each says and what its words can "
	    "stand for. It changes neither verdict nor exit status. openssl "
	    "gets five seconds.\n"
	    "The formats: text is for people; line has a finding on each line, "
	    "FILE:CERTIFICATE:OCTET: severity: slug: title, where what there is "
	    "not is a hyphen; json is one document (chainwright-report-1, or "
	    "chainwright-reports-1 for many targets) and jsonl one on a line for "
	    "each target; junit and tap are what test runners read, a target "
	    "being a test; sarif (2.1.0) is what code hosts show, a finding "
	    "being a result. In these a target without a verdict is told too; "
	    "its trouble stands on standard error in any case."),
	.holds = "every chain is valid (perhaps with warnings)",
	.fails = "a chain is not valid, or ends within --expiring",
	.option = options, .least = 0, .most = INT_MAX,
	.options_size = sizeof(struct verify_options), .run = run };
