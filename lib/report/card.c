/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One finding as a reader sees it: title, place, fields, facts, help. */
#include "config.h"

#include <stdio.h>
#include "base/escape.h"
#include "report/report.h"
#include "sig/hash.h"

static void
fact(struct page *p, const char *name, struct buffer *text)
{
	char first[32];

	if (text->failed)
		p->out->failed = true;
	else if (text->len > 0) {
		snprintf(first, sizeof(first), "    = %-9s ", name);
		page_line(p, first, (const char *)text->data);
	}
	buffer_free(text);
}

static void
fact_template(struct page *p, const char *name, const char *template,
    const struct word_context *words)
{
	struct buffer text = BUFFER_EMPTY;

	words_fill(&text, template, words);
	fact(p, name, &text);
}

static void
headline(struct page *p, const struct word_context *words,
    const struct failure *failure)
{
	enum cw_severity severity = words->finding->severity;
	struct buffer text = BUFFER_EMPTY;

	buffer_format(&text, "[%s]: ", failure->slug);
	words_fill(&text, failure->title, words);
	page_ink(p, page_severity_ink(severity), words_severity(severity));
	if (text.failed)
		p->out->failed = true;
	else
		page_words(p, strlen(words_severity(severity)), "    ",
		    INK_PLAIN, (const char *)text.data);
	buffer_free(&text);
}

/* "chain.pem[0] www.demo.test, byte 92 of 467" */
static void
place_text(struct buffer *out, const struct cert *c, struct bytes at)
{
	words_origin(out, c);
	if (c->subject.len > 0) {
		if (out->len > 0)
			buffer_byte(out, ' ');
		words_cert_name(out, c);
	}
	if (at.data != NULL && c->der.len > 0 && bytes_within(at, c->der))
		buffer_format(out, ", byte %zu of %zu", cert_offset(c, at),
		    c->der.len);
}

/* A finding about the chain as a whole stands at what was received. */
static void
chain_place(struct buffer *out, const struct cw_verdict *v)
{
	const struct cert *target = verdict_target(v);

	if (target == NULL || target->origin.source == NULL) {
		buffer_string(out, "the chain");
		return;
	}
	escape_text(out, bytes_of(target->origin.source), 0);
	buffer_string(out, ", ");
	page_count(out, cw_certs_count(v->question.chain), "certificate",
	    "certificates");
}

static void
place(struct page *p, const struct cw_verdict *v, const struct finding *f)
{
	struct buffer text = BUFFER_EMPTY;

	if (finding_is_in_answer(f))
		answer_place(&text, f);
	else if (f->cert != NULL)
		place_text(&text, f->cert, f->at);
	else
		chain_place(&text, v);
	if (text.failed)
		p->out->failed = true;
	else if (text.len > 0)
		page_line(p, "  --> ", (const char *)text.data);
	buffer_free(&text);
}

static void
second_place(struct page *p, const struct cert *c)
{
	struct buffer text = BUFFER_EMPTY;

	place_text(&text, c, (struct bytes){ NULL, 0 });
	if (text.failed)
		p->out->failed = true;
	else
		page_line(p, "    ::: ", text.len > 0 ?
		    (const char *)text.data : "another certificate");
	buffer_free(&text);
}

/* The certificate that an answer does not tell of, or the answer that tells. */
static void
beside_place(struct page *p, const struct finding *f)
{
	struct buffer text = BUFFER_EMPTY;

	if (!finding_is_in_answer(f)) {
		answer_place(&text, f);
	} else {
		if (f->cert != NULL)
			place_text(&text, f->cert, (struct bytes){ NULL, 0 });
		if (text.len > 0)
			buffer_string(&text, ": its status is asked");
	}
	if (text.failed)
		p->out->failed = true;
	else if (text.len > 0)
		page_line(p, "    ::: ", (const char *)text.data);
	buffer_free(&text);
}

static const char *
text_or_empty(const struct buffer *b)
{
	return b->data == NULL ? "" : (const char *)b->data;
}

void
finding_rows(const struct cw_verdict *v, const struct finding *f,
    struct finding_card *card)
{
	struct word_context words = { v, f, NULL };
	const struct failure *failure = failure_get(f->id);
	struct buffer label = BUFFER_EMPTY, other = BUFFER_EMPTY;

	words_fill(&label, failure->label, &words);
	words_fill(&other, failure->other_label, &words);
	if (!finding_is_in_answer(f) &&
	    (f->cert != NULL || f->field == FIELD_REFERENCE_NAME))
		field_rows_marked(&card->first, f->cert, f->field,
		    &(struct field_context){ v, f, f->at,
		    text_or_empty(&label), 0 });
	if (f->other != NULL && f->other_field != FIELD_NONE)
		field_rows_marked(&card->second, f->other, f->other_field,
		    &(struct field_context){ v, f, f->other_at,
		    text_or_empty(&other), 0 });
	if (finding_has_answer(f))
		answer_rows(&card->answer, f, finding_is_in_answer(f) ?
		    text_or_empty(&label) : "");
	if (label.failed || other.failed)
		card->first.failed = true;
	buffer_free(&label);
	buffer_free(&other);
}

void
finding_card_free(struct finding_card *card)
{
	rows_free(&card->first);
	rows_free(&card->second);
	rows_free(&card->answer);
}

bool
finding_card_failed(const struct finding_card *card)
{
	return rows_failed(&card->first) || rows_failed(&card->second) ||
	    rows_failed(&card->answer);
}

static size_t
widest(const struct finding_card *card)
{
	size_t width = rows_label_width(&card->first);
	size_t second = rows_label_width(&card->second);
	size_t answer = rows_label_width(&card->answer);

	width = second > width ? second : width;
	return answer > width ? answer : width;
}

/* The answer, and the certificate whose status it tells or does not tell. */
static void
draw_answer(struct page *p, const struct finding *f,
    const struct finding_card *card, size_t width)
{
	bool leads = finding_is_in_answer(f);

	if (!finding_has_answer(f))
		return;
	if (leads) {
		rows_draw(p, &card->answer, width, '^',
		    page_severity_ink(f->severity));
		beside_place(p, f);
		return;
	}
	beside_place(p, f);
	rows_draw(p, &card->answer, width, '-', INK_BLUE);
}

/* The fields of one certificate, or of two that disagree. */
static void
draw_fields(struct page *p, const struct cw_verdict *v,
    const struct finding *f)
{
	struct finding_card card = FINDING_CARD_EMPTY;
	size_t width;

	finding_rows(v, f, &card);
	width = widest(&card);
	if (card.first.count > 0 || card.answer.count > 0)
		buffer_string(p->out, "    |\n");
	rows_draw(p, &card.first, width, '^', page_severity_ink(f->severity));
	draw_answer(p, f, &card, width);
	if (card.second.count > 0) {
		second_place(p, f->other);
		rows_draw(p, &card.second, width, '-', INK_BLUE);
	}
	if (finding_card_failed(&card))
		p->out->failed = true;
	finding_card_free(&card);
}

static void
draw_picture(struct page *p, const struct cw_verdict *v,
    const struct finding *f, const struct failure *failure)
{
	struct word_context words = { v, f, NULL };
	struct buffer label = BUFFER_EMPTY;

	words_fill(&label, failure->label, &words);
	buffer_string(p->out, "    |\n");
	if (failure->drawing == DRAW_TREE)
		tree_draw(p, v, f, text_or_empty(&label));
	else
		octets_draw(p, f, text_or_empty(&label));
	if (label.failed)
		p->out->failed = true;
	buffer_free(&label);
}

static bool
has_octets(const struct finding *f)
{
	struct bytes whole = finding_whole(f), at = finding_at(f);

	return at.data != NULL && whole.len > 0 && bytes_within(at, whole);
}

static void
draw_evidence(struct page *p, const struct cw_verdict *v,
    const struct finding *f, const struct failure *failure)
{
	switch (failure->drawing) {
	case DRAW_CARD:
		draw_fields(p, v, f);
		break;
	case DRAW_TREE:
		draw_picture(p, v, f, failure);
		break;
	case DRAW_OCTETS:
		if (has_octets(f))
			draw_picture(p, v, f, failure);
		if (finding_is_in_answer(f))
			beside_place(p, f);
		break;
	case DRAW_NOTHING:
		break;
	}
	buffer_string(p->out, "    |\n");
}

/* "www.demo.test <- Demo Issuing CA <- Demo Root CA (root.pem)" */
void
path_text(struct buffer *out, const struct cw_verdict *v)
{
	const struct path *path = v->best;

	for (size_t i = 0; i < path->count; i++) {
		if (i > 0)
			buffer_string(out, " <- ");
		words_cert_name(out, path->cert[i]);
	}
	if (!path->anchored)
		return;
	buffer_string(out, " (");
	words_trust(out, v);
	buffer_string(out, ")");
}

static void
trust_text(struct buffer *out, const struct cw_verdict *v)
{
	words_trust(out, v);
	buffer_string(out, ", ");
	page_count(out, v->question.trust == NULL ? 0 :
	    cw_certs_count(v->question.trust), "certificate", "certificates");
}

static void
path_fact(struct page *p, const struct cw_verdict *v, bool first)
{
	struct buffer text = BUFFER_EMPTY;

	if (v->best != NULL && v->best->anchored) {
		path_text(&text, v);
		fact(p, "path:", &text);
	} else if (first) {
		trust_text(&text, v);
		fact(p, "trust:", &text);
	}
}

/* Whoever is told to trust a root has to know which; as sha256sum prints it. */
static void
fingerprint_fact(struct page *p, const struct finding *f)
{
	struct buffer text = BUFFER_EMPTY;
	uint8_t digest[SHA256_OCTETS];

	if ((f->id != F_ROOT_NOT_TRUSTED &&
	    f->id != F_LEAF_SELF_SIGNED_UNTRUSTED) || f->cert == NULL)
		return;
	if (!sha256(f->cert->der, digest))
		text.failed = true;
	for (size_t i = 0; i < sizeof(digest) && !text.failed; i++)
		buffer_format(&text, "%02x", (unsigned)digest[i]);
	fact(p, "sha256:", &text);
}

static void
facts(struct page *p, const struct word_context *words,
    const struct failure *failure, bool first)
{
	struct buffer alert = BUFFER_EMPTY;

	fact_template(p, "expected:", failure->expected, words);
	fact_template(p, "found:", failure->found, words);
	fingerprint_fact(p, words->finding);
	path_fact(p, words->verdict, first);
	fact_template(p, "rule:", failure->clause, words);
	if (words->finding->tolerated)
		fact_template(p, "tolerated:", "as was asked for; it is an "
		    "error otherwise", words);
	if (words->finding->severity != CW_ERROR)
		return;
	buffer_format(&alert, "%s (%d)", alert_name(failure->alert),
	    failure->alert);
	fact(p, "alert:", &alert);
}

static void
help(struct page *p, const struct word_context *words,
    const struct failure *failure)
{
	struct buffer text = BUFFER_EMPTY, command = BUFFER_EMPTY;
	const char *line;

	words_fill(&text, failure->help, words);
	words_fill_command(&command, failure->command, words);
	if (text.failed || command.failed) {
		p->out->failed = true;
	} else if (text.len > 0) {
		page_ink(p, INK_CYAN, "help");
		buffer_string(p->out, ": ");
		page_words(p, 6, "    ", INK_PLAIN, (const char *)text.data);
	}
	for (line = text_or_empty(&command); *line != '\0';) {
		size_t len = strcspn(line, "\n");

		buffer_string(p->out, GUTTER);
		buffer_add(p->out,
		    (struct bytes){ (const uint8_t *)line, len });
		buffer_byte(p->out, '\n');
		line += len;
		line += *line == '\n';
	}
	buffer_free(&text);
	buffer_free(&command);
}

static void
note(struct page *p, const struct word_context *words,
    const struct failure *failure)
{
	struct buffer text = BUFFER_EMPTY;

	if (failure->note == NULL)
		return;
	words_fill(&text, failure->note, words);
	if (text.failed)
		p->out->failed = true;
	else
		page_line(p, "note: ", (const char *)text.data);
	buffer_free(&text);
}

void
card_draw(struct page *p, const struct cw_verdict *v, const struct finding *f,
    bool first)
{
	const struct failure *failure = failure_get(f->id);
	struct word_context words = { v, f, NULL };

	headline(p, &words, failure);
	place(p, v, f);
	draw_evidence(p, v, f, failure);
	facts(p, &words, failure, first);
	help(p, &words, failure);
	note(p, &words, failure);
}
