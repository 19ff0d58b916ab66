/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A handshake in the five steps in which it is taught, with its true values. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include "base/escape.h"
#include "report/step.h"
#include "report/story.h"
#include "x509/certs.h"

#define NAMES_SHOWN 8
#define SIGNED_SHOWN 96         /* octets of a DigestInfo, and more */

static const char *
text_of(const struct buffer *b)
{
	return b->data == NULL ? "" : (const char *)b->data;
}

const char *
story_code(const char *name, uint16_t code, char text[CODE_TEXT])
{
	if (name != NULL)
		return name;
	snprintf(text, CODE_TEXT, "0x%04x", (unsigned)code);
	return text;
}

/* ---- step 1 ------------------------------------------------------------- */

static void
add_codes(struct buffer *out, const uint16_t *codes, size_t count,
    const char *(*name)(uint16_t))
{
	char number[CODE_TEXT];

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_string(out, ", ");
		if (i == NAMES_SHOWN) {
			buffer_format(out, "%zu more", count - i);
			return;
		}
		buffer_string(out, story_code(name(codes[i]), codes[i],
		    number));
	}
}

static void
add_random(struct buffer *out, struct bytes random)
{
	buffer_string(out, "random ");
	escape_hex(out, random, 32);
}

static void
client_session(struct step *s, const struct trace *t)
{
	struct buffer text = BUFFER_EMPTY;

	if (t->client_session_id.len == 0)
		buffer_string(&text, "session ID empty: a new session");
	else if (t->version == 0x0304)
		buffer_format(&text, "session ID %zu bytes (camouflage: TLS "
		    "1.3 resumes in another way)", t->client_session_id.len);
	else
		buffer_format(&text, "session ID %zu bytes",
		    t->client_session_id.len);
	step_take(s, &text);
}

static void
client_hello(struct page *p, const struct cw_handshake *h)
{
	const struct trace *t = &h->trace;
	struct step s = { .page = p, .left = { "  1 client hello" } };
	struct buffer text = BUFFER_EMPTY;

	if (t->client_random.len == 0) {
		step_text(&s, "not seen");
		return;
	}
	buffer_string(&text, "offers ");
	add_codes(&text, t->offered_version, t->offered_version_count,
	    trace_version_name);
	buffer_string(&text, " and ");
	page_count(&text, t->offered_suite_count, "cipher suite",
	    "cipher suites");
	buffer_string(&text, ": ");
	add_codes(&text, t->offered_suite, t->offered_suite_count,
	    trace_suite_name);
	step_take(&s, &text);
	if (t->offered_group_count > 0) {
		buffer_string(&text, "groups ");
		add_codes(&text, t->offered_group, t->offered_group_count,
		    trace_group_name);
		step_take(&s, &text);
	}
	if (t->key_share_count > 0) {
		buffer_string(&text, "key share ");
		add_codes(&text, t->key_share_group, t->key_share_count,
		    trace_group_name);
		buffer_string(&text,
		    ": its half of the key exchange, sent at once");
		step_take(&s, &text);
	}
	add_random(&text, t->client_random);
	step_take(&s, &text);
	client_session(&s, t);
	if (t->server_name.len > 0) {
		buffer_string(&text, "asks for ");
		escape_text(&text, t->server_name, 0);
		buffer_string(&text, ", which anyone on the way can read");
		step_take(&s, &text);
	}
}

/* ---- step 2 ------------------------------------------------------------- */

static void
server_choice(struct step *s, const struct trace *t)
{
	struct buffer text = BUFFER_EMPTY;
	char number[CODE_TEXT];

	if (t->retried)
		step_text(s, "first asks for another key share (Hello Retry "
		    "Request), then");
	buffer_format(&text, "chooses %s, ", story_code(
	    trace_version_name(t->version), t->version, number));
	buffer_string(&text, story_code(trace_suite_name(t->suite), t->suite,
	    number));
	if (t->group != 0) {
		buffer_string(&text, ", group ");
		buffer_string(&text, story_code(trace_group_name(t->group),
		    t->group, number));
	}
	if (t->version == 0x0304)
		buffer_string(&text, " and its own key share");
	step_take(s, &text);
	add_random(&text, t->server_random);
	step_take(s, &text);
	if (t->downgrade_marker)
		step_text(s, "the end of its random says that it could speak a "
		    "newer TLS");
}

static void
server_session(struct step *s, const struct trace *t)
{
	struct buffer text = BUFFER_EMPTY;

	if (t->version == 0x0304)
		return;
	if (t->server_session_id.len == 0)
		buffer_string(&text, "session ID empty: this session will not "
		    "be resumed by it");
	else
		buffer_format(&text, "session ID %zu bytes, to resume this "
		    "session by", t->server_session_id.len);
	step_take(s, &text);
}

static void
server_certificates(struct step *s, const struct cw_handshake *h)
{
	const struct trace *t = &h->trace;
	struct buffer text = BUFFER_EMPTY;

	if (t->certificate_count == 0) {
		step_text(s, t->resumed ?
		    "resumes a session: no certificate is sent" :
		    "no certificate was seen");
		return;
	}
	buffer_string(&text, "sends ");
	page_count(&text, t->certificate_count, "certificate",
	    "certificates");
	if (t->version != 0x0304)
		buffer_string(&text, ", which anyone on the way can read");
	buffer_byte(&text, ':');
	step_take(s, &text);
	for (size_t i = 0; i < t->certificate_count; i++) {
		if (i == NAMES_SHOWN) {
			buffer_format(&text, "and %zu more",
			    t->certificate_count - i);
			step_take(s, &text);
			return;
		}
		buffer_format(&text, "[%zu] ", i);
		if (h->chain != NULL && i < h->chain->count)
			words_cert_name(&text, h->chain->cert[i]);
		buffer_format(&text, ", %zu bytes", t->certificate[i].len);
		step_take(s, &text);
	}
}

static void
server_hello(struct page *p, const struct cw_handshake *h)
{
	const struct trace *t = &h->trace;
	struct step s = { .page = p,
		.left = { "  2 server hello,", "    certificate" } };
	struct buffer text = BUFFER_EMPTY;
	char number[CODE_TEXT];

	if (t->server_random.len == 0) {
		step_text(&s, "not seen");
		step_end(&s);
		return;
	}
	server_choice(&s, t);
	server_session(&s, t);
	if (t->version == 0x0304)
		step_text(&s, "from here on everything is encrypted");
	server_certificates(&s, h);
	if (story_exchange(h) == EXCHANGE_ECDHE) {
		buffer_format(&text, "then its half of the key exchange (%s), "
		    "signed with the key of [0]", story_code(
		    trace_group_name(t->group), t->group, number));
		step_take(&s, &text);
	}
	step_end(&s);
}

/* ---- step 3 ------------------------------------------------------------- */

static void
review_lines(struct step *s, const struct cw_verdict *v)
{
	struct review list[REVIEWS_MAX];
	size_t count = review_list(v, list);

	for (size_t i = 0; i < count; i++)
		step_check(s, &list[i].what,
		    review_result_text(list[i].result));
}

/* What the CA had hashed, beside the hash of what was sent. */
static void
opened_signatures(struct step *s, const struct trace *t)
{
	struct buffer text = BUFFER_EMPTY;

	for (size_t i = 0; i < t->check_count; i++) {
		const struct trace_check *check = &t->check[i];

		if (check->id != TRACE_CHECK_CA_SIGNATURE ||
		    check->computed.len == 0)
			continue;
		buffer_string(&text, "signature on ");
		words_cert_name(&text, check->certificate);
		buffer_string(&text, ", opened with the public key of ");
		words_cert_name(&text, check->issuer);
		buffer_string(&text, ": ");
		escape_hex(&text, check->expected, SIGNED_SHOWN);
		step_take(s, &text);
		buffer_string(&text, "the octets that it covers, hashed: ");
		escape_hex(&text, check->computed, SIGNED_SHOWN);
		step_take(s, &text);
		buffer_string(&text, check->result == PROOF_HOLDS ?
		    "both the same" : "not the same");
		step_check(s, &text, check->result == PROOF_HOLDS ? "correct" :
		    "WRONG");
	}
}

static void
server_key(struct step *s, const struct cert *target)
{
	struct buffer text = BUFFER_EMPTY;

	if (target == NULL || target->spki.whole.len == 0)
		return;
	buffer_string(&text, "public key of the server: ");
	spki_describe(&target->spki, &text);
	step_take(s, &text);
	escape_hex(&text, target->spki.key.bytes, 32);
	step_take(s, &text);
}

static void
certificate_review(struct page *p, const struct cw_handshake *h)
{
	struct step s = { .page = p, .left = { "  3 certificate review" } };
	const struct cw_verdict *v = h->verdict;

	if (v == NULL) {
		step_text(&s, "never reached: no certificate came");
		return;
	}
	if (!cw_verdict_valid(v) && !(h->visited && h->complete))
		step_text(&s, "stopped");
	review_lines(&s, v);
	opened_signatures(&s, &h->trace);
	if (cw_verdict_valid(v))
		server_key(&s, verdict_target(v));
}

/* ---- step 5 ------------------------------------------------------------- */

static void
finished_line(struct step *s, const char *whose, bool seen,
    enum proof_result proof)
{
	struct buffer text = BUFFER_EMPTY;

	if (!seen) {
		buffer_format(&text, "Finished of the %s never came", whose);
		step_take(s, &text);
		return;
	}
	buffer_format(&text, "Finished of the %s, computed again", whose);
	step_check(s, &text, proof == PROOF_HOLDS ? "equal" :
	    proof == PROOF_FAILS ? "DIFFERS" : "not checked");
}

static void
finished(struct page *p, const struct cw_handshake *h)
{
	struct step s = { .page = p, .left = { "  5 finished" } };
	const struct trace *t = &h->trace;
	struct buffer text = BUFFER_EMPTY;

	/* A server of TLS 1.3 sends its own ahead of the client's answer. */
	if (h->refused || (!t->finished_seen[SIDE_CLIENT] &&
	    !t->finished_seen[SIDE_SERVER])) {
		step_text(&s, "never reached");
		return;
	}
	if (t->version != 0x0304) {
		s.left[0] = "  5 change cipher spec,";
		s.left[1] = "    finished";
		step_text(&s, "each side says that it encrypts from now on");
	}
	/* In TLS 1.3 the server's comes first. */
	if (t->version == 0x0304)
		finished_line(&s, "server", t->finished_seen[SIDE_SERVER],
		    t->server_finished);
	finished_line(&s, "client", t->finished_seen[SIDE_CLIENT],
	    t->client_finished);
	if (t->version != 0x0304)
		finished_line(&s, "server", t->finished_seen[SIDE_SERVER],
		    t->server_finished);
	if (t->application[SIDE_SERVER].len > 0) {
		buffer_byte(&text, '"');
		escape_text(&text, t->application[SIDE_SERVER], 32);
		buffer_string(&text, "\" came back encrypted");
		step_take(&s, &text);
	}
	step_end(&s);
}

/* ---- the whole ---------------------------------------------------------- */

static const char *
asked_version(enum cw_tls tls)
{
	return tls == CW_TLS13 ? "TLS 1.3" : "TLS 1.2";
}

static void
heading(struct page *p, const struct cw_handshake *h)
{
	struct buffer text = BUFFER_EMPTY;
	char number[CODE_TEXT];
	uint16_t version = h->trace.version;

	if (h->peer != NULL)
		escape_text(&text, bytes_of(h->peer), 0);
	else
		buffer_string(&text, "server");
	if (h->server_name != NULL) {
		buffer_string(&text, ", name ");
		escape_text(&text, bytes_of(h->server_name), 0);
	}
	if (version != 0)
		buffer_format(&text, ", %s", story_code(
		    trace_version_name(version), version, number));
	else
		buffer_format(&text, ", %s wanted", asked_version(h->asked));
	if (text.failed)
		p->out->failed = true;
	else
		page_line(p, "Handshake: client -> ", text_of(&text));
	buffer_free(&text);
}

static void
alert_line(struct page *p, const struct cw_handshake *h)
{
	struct buffer text = BUFFER_EMPTY;

	if (h->alert_sent >= 0)
		buffer_format(&text, "the client sent %s (%d) and hung up",
		    alert_name(h->alert_sent), h->alert_sent);
	else
		buffer_string(&text, "the client hung up without an alert");
	if (h->alert_received >= 0)
		buffer_format(&text, "; the server received %s (%d)",
		    alert_name(h->alert_received), h->alert_received);
	if (text.failed)
		p->out->failed = true;
	else
		page_line(p, "", text_of(&text));
	buffer_free(&text);
}

/* Findings stand where the steps stop. */
static void
refusal(struct page *p, const struct cw_handshake *h)
{
	if (h->verdict == NULL || h->verdict->findings.count == 0)
		return;
	buffer_byte(p->out, '\n');
	verdict_draw_findings(p, h->verdict);
	if (h->refused)
		alert_line(p, h);
	buffer_byte(p->out, '\n');
}

static void
conclusion(struct page *p, const struct cw_handshake *h)
{
	const struct cw_verdict *v = h->verdict;
	struct buffer text = BUFFER_EMPTY;

	buffer_byte(p->out, '\n');
	if (h->trouble[0] != '\0') {
		escape_text(&text, bytes_of(h->trouble), 0);
		page_ink(p, INK_RED, "stopped");
		page_line(p, ": ", text_of(&text));
	} else if (h->complete && v != NULL && cw_verdict_valid(v) &&
	    v->best != NULL && v->best->count > 0) {
		if (v->question.name != NULL && !v->question.any_name) {
			escape_text(&text, bytes_of(v->question.name), 0);
			buffer_string(&text, " is who it says it is, if ");
		} else {
			buffer_string(&text, "whoever this is holds the key "
			    "of the certificate, if ");
		}
		words_cert_name(&text, v->best->cert[v->best->count - 1]);
		buffer_string(&text, " can be trusted");
		page_ink(p, INK_GREEN, "valid");
		page_line(p, ": ", text_of(&text));
	} else if (v != NULL && !cw_verdict_valid(v)) {
		page_ink(p, INK_RED, "refused");
		page_line(p, ": ", "the client does not believe that it talks "
		    "to the server it asked for");
	} else {
		page_line(p, "", "the handshake did not come to its end");
	}
	if (text.failed)
		p->out->failed = true;
	buffer_free(&text);
}

static void
review_and_refusal(struct page *p, const struct cw_handshake *h)
{
	certificate_review(p, h);
	refusal(p, h);
}

static void
ending(struct page *p, const struct cw_handshake *h)
{
	if (!h->visited)
		conclusion(p, h);
}

static void (*const parts[])(struct page *, const struct cw_handshake *) = {
	heading, client_hello, server_hello, review_and_refusal, story_key_exchange,
	finished, ending
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

void
story_step(struct page *p, const struct cw_handshake *h, unsigned step)
{
	if (step == 3)
		certificate_review(p, h);
	else
		parts[step](p, h);
}

/* The parts from first to last. */
static char *
parts_text(const struct cw_handshake *h, size_t first, size_t last,
    const struct cw_style *style)
{
	struct buffer out = BUFFER_EMPTY;
	struct page page;

	page_start(&page, &out, style);
	buffer_string(&out, "");
	for (size_t i = first; i <= last && i < PARTS; i++)
		parts[i](&page, h);
	if (out.failed) {
		buffer_free(&out);
		return NULL;
	}
	return buffer_steal(&out);
}

char *
cw_handshake_text(const struct cw_handshake *handshake,
    const struct cw_style *style)
{
	return parts_text(handshake, 0, PARTS - 1, style);
}

char *
cw_handshake_step(const struct cw_handshake *handshake, unsigned step,
    const struct cw_style *style)
{
	return parts_text(handshake, step, step, style);
}
