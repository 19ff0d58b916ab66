/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A whole verdict as text: its findings, its summary, what holds. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include "base/calendar.h"
#include "base/escape.h"
#include "base/pem.h"
#include "report/fetched.h"
#include "report/revocation.h"
#include "sig/hash.h"
#include "x509/certs.h"
#include "x509/general_name.h"

static const char *
text_of(const struct buffer *b)
{
	return b->data == NULL ? "" : (const char *)b->data;
}

int64_t
verdict_until(const struct cw_verdict *v)
{
	const struct path *path = v->best;
	int64_t until = CALENDAR_MAX;
	size_t count;

	if (path == NULL)
		return until;
	count = path->count;
	if (path->anchored && count > 1 &&
	    (v->question.anchor_mode == CW_ANCHOR_KEY ||
	    v->question.anchor_mode == CW_ANCHOR_CONSTRAINTS))
		count--;
	for (size_t i = 0; i < count; i++)
		if (path->cert[i]->not_after < until)
			until = path->cert[i]->not_after;
	return until;
}

bool
key_pin(const struct cert *c, struct buffer *out)
{
	uint8_t digest[SHA256_OCTETS];

	if (c == NULL || c->spki.whole.len == 0 ||
	    !sha256(c->spki.whole, digest))
		return false;
	base64_write(out, (struct bytes){ digest, sizeof(digest) });
	return true;
}

/* ---- what holds --------------------------------------------------------- */

static void
fact(struct page *p, const char *name, struct buffer *text)
{
	char first[32];

	snprintf(first, sizeof(first), "    = %-12s ", name);
	if (text->failed)
		p->out->failed = true;
	else
		page_line(p, first, text_of(text));
	buffer_free(text);
}

static void
name_fact(struct page *p, const struct cw_verdict *v)
{
	struct buffer text = BUFFER_EMPTY;
	struct general_name_walk walk;
	struct general_name name;
	const struct cert *target = verdict_target(v);

	if (!v->name.asked || v->question.name == NULL || target == NULL)
		return;
	escape_text(&text, bytes_of(v->question.name), 0);
	if (!v->name.matched) {
		buffer_string(&text, " matches no name");
		fact(p, "name:", &text);
		return;
	}
	buffer_string(&text, " matches ");
	general_name_start(&walk, target->subject_alt_name);
	while (general_name_next(&walk, &name)) {
		if (name.whole.data != v->name.at.data &&
		    name.value.data != v->name.at.data)
			continue;
		buffer_format(&text, "%s:", general_name_title(&name));
		general_name_write(&name, &text);
		fact(p, "name:", &text);
		return;
	}
	buffer_string(&text, "the certificate");
	fact(p, "name:", &text);
}

/* "ECDSA P-256 with SHA-256" is told by the OID's own name and the key. */
static void
signature_algorithms(struct buffer *out, const struct path *path)
{
	for (size_t i = 0; i + 1 < path->count; i++) {
		const struct algorithm *a = &path->cert[i]->outer_algorithm;
		bool seen = false;

		for (size_t j = 0; j < i && !seen; j++)
			seen = bytes_equal(a->oid,
			    path->cert[j]->outer_algorithm.oid);
		if (seen)
			continue;
		buffer_string(out, i == 0 ? " (" : ", ");
		if (a->id == OID_UNKNOWN)
			oid_write_dotted(out, a->oid);
		else
			buffer_string(out, oid_name(a->id));
	}
	if (path->count > 1)
		buffer_byte(out, ')');
}

static void
signatures_fact(struct page *p, const struct cw_verdict *v)
{
	struct buffer text = BUFFER_EMPTY;
	size_t good = 0, links = v->best->count - 1;

	for (size_t i = 0; i < links; i++)
		good += v->best->link[i] == LINK_GOOD;
	buffer_format(&text, "%zu of %zu correct", good, links);
	signature_algorithms(&text, v->best);
	fact(p, "signatures:", &text);
}

static void
key_fact(struct page *p, const struct cert *c)
{
	struct buffer text = BUFFER_EMPTY;

	spki_describe(&c->spki, &text);
	buffer_string(&text, ", pin ");
	if (!key_pin(c, &text))
		text.failed = true;
	fact(p, "public key:", &text);
}

static void
revocation_facts(struct page *p, const struct cw_verdict *v)
{
	struct buffer text = BUFFER_EMPTY;

	for (size_t i = 0; revocation_fact(&text, v, i); i++) {
		fact(p, i == 0 ? "revocation:" : "", &text);
		text = (struct buffer)BUFFER_EMPTY;
	}
}

static void
part(struct buffer *text, bool applies, const char *words)
{
	if (!applies)
		return;
	buffer_string(text, text->len > 0 ? "; " : "");
	buffer_string(text, words);
}

static void
not_checked_fact(struct page *p, const struct cw_verdict *v)
{
	struct buffer text = BUFFER_EMPTY;

	part(&text, v->question.revocation == CW_REVOCATION_OFF,
	    "whether it was revoked");
	part(&text, v->question.revocation != CW_REVOCATION_OFF &&
	    v->question.revocation_of_target,
	    "whether its CAs were revoked");
	part(&text, v->question.any_name, "whom it names");
	part(&text, v->question.purpose == CW_ANY_PURPOSE,
	    "what it may be used for");
	if (text.len > 0 || text.failed)
		fact(p, "not checked:", &text);
}

static void
policies_line(struct page *p, const struct cw_verdict *v)
{
	struct buffer text = BUFFER_EMPTY;

	if (policies_fact(&text, v))
		fact(p, "policies:", &text);
}

static void
valid_headline(struct page *p, const struct cw_verdict *v)
{
	struct buffer text = BUFFER_EMPTY;
	char until[CALENDAR_TEXT], span[CALENDAR_SPAN], *and;
	int64_t end = verdict_until(v);

	if (v->question.name != NULL && !v->question.any_name)
		escape_text(&text, bytes_of(v->question.name), 0);
	else
		words_cert_name(&text, verdict_target(v));
	calendar_iso(end, until);
	calendar_span(end - v->question.at, span);
	and = strstr(span, " and ");
	if (and != NULL)
		*and = '\0';
	buffer_format(&text, " until %.10s", until);
	if (end > v->question.at)
		buffer_format(&text, " (%s)", span);
	page_ink(p, INK_GREEN, "valid");
	buffer_string(p->out, ": ");
	if (text.failed)
		p->out->failed = true;
	else
		page_words(p, 7, "    ", INK_PLAIN, text_of(&text));
	buffer_free(&text);
}

/* Only that was asked. */
static void
draw_not_revoked(struct page *p, const struct cw_verdict *v)
{
	struct buffer name = BUFFER_EMPTY, rest = BUFFER_EMPTY;

	words_cert_name(&name, v->best->cert[0]);
	page_ink(p, INK_GREEN, "not revoked");
	buffer_string(p->out, ": ");
	page_words(p, 13, "    ", INK_PLAIN, text_of(&name));
	buffer_string(p->out, "    |\n");
	revocation_facts(p, v);
	buffer_string(&rest, "anything but its revocation");
	fact(p, "not checked:", &rest);
	p->out->failed = p->out->failed || name.failed;
	buffer_free(&name);
}

static void
draw_valid(struct page *p, const struct cw_verdict *v)
{
	if (v->question.revocation_alone) {
		draw_not_revoked(p, v);
		return;
	}
	valid_headline(p, v);
	buffer_string(p->out, "    |\n");
	tree_draw_valid(p, v);
	buffer_string(p->out, "    |\n");
	name_fact(p, v);
	signatures_fact(p, v);
	policies_line(p, v);
	key_fact(p, v->best->cert[0]);
	revocation_facts(p, v);
	not_checked_fact(p, v);
}

/* ---- findings ----------------------------------------------------------- */

static void
count_part(struct buffer *out, size_t n, const char *one, const char *many)
{
	if (n == 0)
		return;
	if (out->len > 0)
		buffer_string(out, ", ");
	page_count(out, n, one, many);
}

static void
summary(struct page *p, const struct cw_verdict *v)
{
	const struct findings *f = &v->findings;
	struct buffer text = BUFFER_EMPTY;

	if (f->count < 2 && f->dropped == 0)
		return;
	count_part(&text, f->errors, "error", "errors");
	count_part(&text, f->warnings, "warning", "warnings");
	count_part(&text, f->count - f->errors - f->warnings, "note", "notes");
	if (f->dropped > 0)
		buffer_format(&text, "; %zu more are not shown", f->dropped);
	if (text.failed)
		p->out->failed = true;
	else
		page_words(p, 0, "    ", INK_PLAIN, text_of(&text));
	buffer_free(&text);
}

void
verdict_draw_findings(struct page *p, const struct cw_verdict *v)
{
	for (size_t i = 0; i < v->findings.count; i++) {
		if (i > 0)
			buffer_byte(p->out, '\n');
		card_draw(p, v, &v->findings.list[i], i == 0);
	}
	if (v->findings.count > 1)
		buffer_byte(p->out, '\n');
	summary(p, v);
}

void
verdict_draw(struct page *p, const struct cw_verdict *v)
{
	verdict_draw_findings(p, v);
	if (!cw_verdict_valid(v) || v->best == NULL || v->best->count == 0)
		return;
	if (v->findings.count > 0)
		buffer_byte(p->out, '\n');
	draw_valid(p, v);
}

char *
cw_verdict_text(const struct cw_verdict *verdict, const struct cw_style *style)
{
	struct buffer out = BUFFER_EMPTY;
	struct page page;

	page_start(&page, &out, style);
	verdict_draw(&page, verdict);
	fetched_draw(&page, verdict);
	opinions_draw(&page, verdict);
	if (out.failed) {
		buffer_free(&out);
		return NULL;
	}
	return buffer_steal(&out);
}
