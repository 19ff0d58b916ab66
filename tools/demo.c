/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One CA, one server, one client in one process: the handshake in its five
   steps, and then the same with one thing broken. */
#include "config.h"

#include <chainwright-ca.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/demo.h"
#include "tools/page.h"
#include "tools/question.h"
#include "tools/tls.h"
#include "tools/when.h"

#define FORMS 3

static const char *const forms[FORMS] = { "1.3", "1.2", "1.2-rsa" };
static const char *const titles[FORMS] = { "TLS 1.3", "TLS 1.2, ECDHE",
	"TLS 1.2, RSA" };

struct demo_options {
	const char *slug, *save, *seed, *html;
	enum cw_tls tls;
	bool all;                       /* forms, one behind the other */
	bool trace;
	int verbose;
	unsigned step;                  /* the last to be shown; 0: all */
	bool pause;
};

static int
take_break(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct demo_options *)options)->slug = value;
	return 0;
}

static int
take_tls(void *options, const char *value, struct cw_error *err)
{
	struct demo_options *o = options;
	int i;

	o->all = strcmp(value, "all") == 0;
	if (o->all)
		return 0;
	for (i = 0; i < FORMS; i++) {
		if (strcmp(value, forms[i]) == 0) {
			o->tls = (enum cw_tls)i;
			return 0;
		}
	}
	snprintf(err->text, sizeof(err->text),
	    "--tls takes 1.3, 1.2, 1.2-rsa or all, not \"%.40s\"", value);
	return -1;
}

static int
take_trace(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct demo_options *)options)->trace = true;
	return 0;
}

static int
take_verbose(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct demo_options *)options)->verbose++;
	return 0;
}

static int
take_step(void *options, const char *value, struct cw_error *err)
{
	if (value[0] < '1' || value[0] > '5' || value[1] != '\0') {
		snprintf(err->text, sizeof(err->text),
		    "--step takes 1 to 5, not \"%.40s\"", value);
		return -1;
	}
	((struct demo_options *)options)->step = (unsigned)(value[0] - '0');
	return 0;
}

static int
take_pause(void *options, const char *value, struct cw_error *err)
{
	(void)value;
	(void)err;
	((struct demo_options *)options)->pause = true;
	return 0;
}

static int
take_save(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct demo_options *)options)->save = value;
	return 0;
}

static int
take_html(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct demo_options *)options)->html = value;
	return 0;
}

static int
take_seed(void *options, const char *value, struct cw_error *err)
{
	(void)err;
	((struct demo_options *)options)->seed = value;
	return 0;
}

static const struct option_row options[] = {
	{ "break", 'b', N_("SLUG"),
	    N_("break the chain in this way; list names them all"), take_break },
	{ "tls", 0, N_("FORM"),
	    N_("1.3 (default), 1.2 (ECDHE), 1.2-rsa as in text books, or all"),
	    take_tls },
	{ "trace", 0, NULL,
	    N_("show every message that went over the wire, and what is proved"),
	    take_trace },
	{ "verbose", 'v', NULL,
	    N_("with the fields of each message; -vv with all octets"),
	    take_verbose },
	{ "step", 0, N_("N"), N_("stop behind step N (1 to 5)"), take_step },
	{ "pause", 0, NULL, N_("wait for Enter behind each step"),
	    take_pause },
	{ "html", 0, N_("FILE"),
	    N_("write it as a page of HTML into a new file instead"),
	    take_html },
	{ "save", 0, N_("DIR"), N_("keep the certificates and keys in DIR"),
	    take_save },
	{ "seed", 0, N_("WORD"),
	    N_("the same keys and certificates for the same word (for tests)"),
	    take_seed },
	{ NULL, 0, NULL, NULL, NULL } };

static void
minted_text(const struct cw_scenario *scenario)
{
	struct cw_minted m;
	char end[WHEN_TEXT];
	size_t i;

	printf("Mint\n");
	for (i = 0; cw_scenario_minted(scenario, i, &m); i++) {
		unsigned indent = m.depth == 0 ? 0 :
		    (m.depth > 6 ? 6 : m.depth) * 4 - 3;
		int left = 26 - (int)indent - (m.depth > 0 ? 3 : 0);

		when_date(m.not_after, end);
		printf("  %*s%s%-*s %-10s until %s   %s\n", (int)indent, "",
		    m.depth > 0 ? "`- " : "", left, m.name, m.key, end, m.file);
	}
	putchar('\n');
}

static json_t *
minted_json(const struct cw_scenario *scenario)
{
	json_t *rows = json_array();
	struct cw_minted m;
	char end[WHEN_TEXT];
	size_t i;

	for (i = 0; cw_scenario_minted(scenario, i, &m); i++) {
		when_iso(m.not_after, end);
		json_array_append_new(rows, json_pack(
		    "{s:s, s:s, s:s, s:s, s:i}", "name", m.name, "key", m.key,
		    "file", m.file, "not_after", end, "depth", (int)m.depth));
	}
	return rows;
}

/* A demonstration that ran: in a handshake, or on the file. */
struct show {
	struct cw_scenario *scenario;
	struct cw_handshake *handshake;         /* NULL: judged on the file */
	struct cw_verdict *own;                 /* of the file */
	const struct cw_verdict *verdict;
};

static void
show_close(struct show *s)
{
	cw_handshake_free(s->handshake);
	cw_verdict_free(s->own);
	cw_scenario_free(s->scenario);
}

static int
show_open(struct show *s, const struct demo_options *o, const char *slug,
    int64_t now, struct cw_error *err)
{
	struct cw_scenario_options what = { .slug = slug, .tls = o->tls,
		.now = now, .seed = o->seed, .as_client = true };
	struct cw_server server;

	memset(s, 0, sizeof(*s));
	if (cw_scenario_new(&what, &s->scenario, err) != 0)
		return -1;
	if (cw_scenario_server(s->scenario, &server)) {
		if (cw_handshake_run(&server, o->tls,
		    cw_scenario_question(s->scenario), &s->handshake,
		    err) != 0)
			return -1;
		s->verdict = cw_handshake_verdict(s->handshake);
	} else {
		if (cw_verify(cw_scenario_question(s->scenario), &s->own,
		    err) != 0)
			return -1;
		s->verdict = s->own;
	}
	if (s->verdict == NULL) {
		snprintf(err->text, sizeof(err->text),
		    "the handshake ended before a certificate came");
		return -1;
	}
	return 0;
}

/* Waits for the end of a line, or of the input. */
static void
class_wait(void)
{
	int c;

	fflush(stdout);
	do
		c = getchar();
	while (c != '\n' && c != EOF);
}

/* The five steps, then all messages if they are asked for. */
static int
handshake_text(const struct cw_handshake *h, const struct demo_options *o,
    const struct cw_style *style)
{
	unsigned last = o->step != 0 ? o->step : 6, i;
	int status = STATUS_HOLDS;

	for (i = 0; i <= last && status == STATUS_HOLDS; i++) {
		status = print_made(cw_handshake_step(h, i, style));
		if (o->pause && i >= 1 && i <= 5)
			class_wait();
	}
	if (status != STATUS_HOLDS || (!o->trace && o->verbose == 0))
		return status;
	putchar('\n');
	return print_made(cw_handshake_trace(h, trace_detail(o->verbose),
	    style));
}

static int
show_text(const struct show *s, const struct demo_options *o, const char *slug,
    const struct output *output)
{
	struct cw_failure f;
	size_t i;

	minted_text(s->scenario);
	if (s->handshake != NULL)
		return handshake_text(s->handshake, o, &output->style);
	for (i = 0; cw_failure(i, &f); i++) {
		if (slug != NULL && strcmp(f.slug, slug) == 0)
			printf("No TLS server can send this (%s),\nso the file "
			       "is judged.\n\n", f.unsendable);
	}
	return print_made(cw_verdict_text(s->verdict, &output->style));
}

/* A document that the library made, as a part of ours; NULL becomes null. */
static json_t *
embed(char *text)
{
	json_t *part = text == NULL ? NULL : json_loads(text, 0, NULL);

	free(text);
	return part != NULL ? part : json_null();
}

static json_t *
show_document(const struct show *s, const char *slug, enum cw_tls tls)
{
	return json_pack("{s:s, s:s?, s:s, s:o, s:o, s:o}",
	    "schema", "chainwright-demo-1", "break", slug, "tls", forms[tls],
	    "minted", minted_json(s->scenario), "handshake",
	    s->handshake == NULL ? json_null() :
	    embed(cw_handshake_json(s->handshake)), "report",
	    embed(cw_verdict_json(s->verdict)));
}

/* Prints and frees it. */
static int
print_document(json_t *document)
{
	char *text = json_dumps(document, JSON_INDENT(2));

	json_decref(document);
	if (text == NULL)
		return complain_text("out of memory");
	puts(text);
	free(text);
	return STATUS_HOLDS;
}

/* One scenario: mint, show, keep. Exit status as the verdict. */
static int
demo_one(const struct demo_options *o, const char *slug, int64_t now,
    const struct output *output)
{
	struct cw_error err;
	struct show show;
	int status;

	if (show_open(&show, o, slug, now, &err) != 0)
		status = complain(&err);
	else {
		status = output->format == FORMAT_JSON ?
		    print_document(show_document(&show, slug, o->tls)) :
		    show_text(&show, o, slug, output);
		if (status == STATUS_HOLDS &&
		    !cw_verdict_valid(show.verdict))
			status = STATUS_FAILS;
		if (o->save != NULL && status != STATUS_NO_VERDICT) {
			if (cw_scenario_write(show.scenario, o->save,
			    &err) != 0)
				status = complain(&err);
			else if (output->format == FORMAT_TEXT)
				printf("\nKept in %s\n", o->save);
		}
	}
	show_close(&show);
	return status;
}

/* One form behind the other; the worst status counts. */
static int
all_text(struct demo_options *o, int64_t now, const struct output *output)
{
	int status = STATUS_HOLDS, one, i;

	for (i = 0; i < FORMS; i++) {
		o->tls = (enum cw_tls)i;
		printf("%s==== TLS %s\n\n", i == 0 ? "" : "\n", forms[i]);
		one = demo_one(o, o->slug, now, output);
		if (one > status)
			status = one;
	}
	return status;
}

static int
all_json(struct demo_options *o, int64_t now)
{
	json_t *rows = json_array();
	int status = STATUS_HOLDS, i;

	for (i = 0; i < FORMS && status != STATUS_NO_VERDICT; i++) {
		struct cw_error err;
		struct show show;

		o->tls = (enum cw_tls)i;
		if (show_open(&show, o, o->slug, now, &err) != 0) {
			status = complain(&err);
		} else {
			json_array_append_new(rows,
			    show_document(&show, o->slug, o->tls));
			if (!cw_verdict_valid(show.verdict))
				status = STATUS_FAILS;
		}
		show_close(&show);
	}
	if (status == STATUS_NO_VERDICT) {
		json_decref(rows);
		return status;
	}
	if (print_document(json_pack("{s:s, s:o}", "schema",
	    "chainwright-demos-1", "demos", rows)) != STATUS_HOLDS)
		return STATUS_NO_VERDICT;
	return status;
}

/* All forms that are asked for, on one page. */
static int
pages_write(const struct demo_options *o, int64_t now)
{
	struct demo_options one = *o;
	const struct cw_handshake *handshake[FORMS];
	const char *title[FORMS];
	struct show show[FORMS];
	struct cw_error err;
	int status = STATUS_HOLDS, count = o->all ? FORMS : 1, i, opened = 0;

	for (i = 0; i < count && status != STATUS_NO_VERDICT; i++) {
		if (o->all)
			one.tls = (enum cw_tls)i;
		opened++;
		if (show_open(&show[i], &one, o->slug, now, &err) != 0)
			status = complain(&err);
		else if (show[i].handshake == NULL)
			status = complain_text("no TLS server can send this: "
			    "--html shows handshakes");
		else if (!cw_verdict_valid(show[i].verdict))
			status = STATUS_FAILS;
		handshake[i] = show[i].handshake;
		title[i] = titles[one.tls];
	}
	if (status != STATUS_NO_VERDICT && page_write(o->html, handshake,
	    title, (size_t)count, &err) != 0)
		status = complain(&err);
	while (opened > 0)
		show_close(&show[--opened]);
	return status;
}

/* The tour: the good handshake, then the same server with a certificate that
   has expired. It holds when the first is accepted and the second refused. */
static int
tour(struct demo_options *o, int64_t now, const struct output *output)
{
	struct cw_error err;
	struct show broken;
	int status;

	printf("One CA, one server, one client, all in this process. Nothing is "
	       "installed%s.\n\n", o->save != NULL ? "" : " and\nnothing is "
	       "written; --save DIR keeps the files");
	status = demo_one(o, NULL, now, output);
	if (status != STATUS_HOLDS)
		return status;
	printf("\nNow break it: the same server, with a certificate that has "
	       "expired\n\n");
	if (show_open(&broken, o, "validity-expired", now, &err) != 0)
		status = complain(&err);
	else
		status = handshake_text(broken.handshake, o, &output->style);
	if (status == STATUS_HOLDS && cw_verdict_valid(broken.verdict))
		status = STATUS_FAILS;
	show_close(&broken);
	printf("\nNext\n"
	       "  chainwright demo --break list            the other ways to "
	       "fail\n"
	       "  chainwright explain validity-expired     what it means\n"
	       "  chainwright demo --tls 1.2-rsa           as text books have "
	       "it\n");
	return status;
}

static int
run(struct invocation *call)
{
	struct demo_options *o = call->options;

	if (o->slug != NULL && strcmp(o->slug, "list") == 0)
		return demo_list(call->output.format);
	if (o->html != NULL)
		return pages_write(o, call->now);
	if (o->all)
		return call->output.format == FORMAT_JSON ?
		    all_json(o, call->now) :
		    all_text(o, call->now, &call->output);
	if (o->slug != NULL || call->output.format == FORMAT_JSON)
		return demo_one(o, o->slug, call->now, &call->output);
	return tour(o, call->now, &call->output);
}

const struct command command_demo = { .name = "demo",
	.synopsis = "[OPTION]...",
	.purpose = N_("Show a TLS handshake step by step, then break it"),
	.description = N_(
	    "Mints a CA and a server certificate, runs a full handshake between "
	    "a client and a server in this process, and tells its five steps "
	    "with the true values from the wire: Client Hello; Server Hello with "
	    "the certificate; certificate review; key exchange; "
	    "ChangeCipherSpec and Finished. Then the same with a broken "
	    "certificate, and why the client refuses.\n"
	    "With --break one failure alone is shown; what no TLS server can "
	    "send is judged on the file. Without --save nothing is written.\n"
	    "--trace lists every message by the five steps, numbered in the "
	    "order of the wire, and whatever the octets prove: -v takes each "
	    "apart to its fields, -vv to its octets. For a class there are "
	    "--pause and --step. --html writes one page that needs nothing else "
	    "and no script, with --tls all the three forms side by side."),
	.holds = "the handshake was accepted (perhaps with warnings)",
	.fails = "the client refused the chain",
	.option = options, .least = 0, .most = 0,
	.options_size = sizeof(struct demo_options), .run = run };
