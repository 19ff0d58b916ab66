/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of a certificate, and why each is not the one asked for. */
#include "config.h"

#include <ctype.h>
#include "base/escape.h"
#include "path/service_name.h"
#include "report/report.h"
#include "x509/general_name.h"

#define NAMES_SHOWN 10

struct ranked {
	struct general_name name;
	size_t score, order;
};

static bool
plain_host(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!isalnum(text.data[i]) && text.data[i] != '.' &&
		    text.data[i] != '-' && text.data[i] != '_' &&
		    text.data[i] != '*')
			return false;
	return text.len > 0;
}

/* The last label before end, which is moved to its dot (or to 0). */
static struct bytes
label_before(struct bytes host, size_t *end)
{
	size_t from = *end;

	while (from > 0 && host.data[from - 1] != '.')
		from--;
	struct bytes label = { host.data + from, *end - from };
	*end = from > 0 ? from - 1 : 0;
	return label;
}

static bool
label_equal(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (tolower(a.data[i]) != tolower(b.data[i]))
			return false;
	return true;
}

/* How many labels are the same, counted from the right; where they part. */
static size_t
labels_common(struct bytes a, struct bytes b, size_t *a_end, size_t *b_end)
{
	size_t n = 0;

	*a_end = a.len;
	*b_end = b.len;
	while (*a_end > 0 && *b_end > 0) {
		size_t i = *a_end, j = *b_end;

		if (!label_equal(label_before(a, &i), label_before(b, &j)))
			break;
		*a_end = i;
		*b_end = j;
		n++;
	}
	return n;
}

static size_t
name_score(const struct general_name *name,
    const struct field_context *context)
{
	const struct cw_verdict *v = context->verdict;
	size_t a, b;

	if (context->at.data != NULL && bytes_within(context->at, name->whole))
		return SIZE_MAX;
	if (v == NULL || v->question.name == NULL)
		return 0;
	if (name->kind == GN_DNS && v->question.name_type == CW_NAME_DNS)
		return 1 + labels_common(name->value,
		    bytes_of(v->question.name), &a, &b);
	if ((name->kind == GN_IP && v->question.name_type == CW_NAME_IP) ||
	    (name->kind == GN_EMAIL &&
	    v->question.name_type == CW_NAME_EMAIL) ||
	    (name->kind == GN_URI && v->question.name_type == CW_NAME_URI) ||
	    (name->kind == GN_OTHER && (v->question.name_type == CW_NAME_SRV ||
	    v->question.name_type == CW_NAME_EMAIL)))
		return 1;
	return 0;
}

/* Keeps the best, in order; a name that scores the same stays behind. */
static void
ranked_add(struct ranked *list, size_t *count, size_t max,
    const struct ranked *r)
{
	size_t i;

	if (*count == max && list[max - 1].score >= r->score)
		return;
	i = *count < max ? (*count)++ : max - 1;
	while (i > 0 && list[i - 1].score < r->score) {
		list[i] = list[i - 1];
		i--;
	}
	list[i] = *r;
}

/* ---- why a DNS name is not the one asked for ---------------------------- */

static void
caption_wildcard(struct row *row, size_t prefix, struct bytes base)
{
	row_mark(row, prefix, prefix + 1, NULL);
	buffer_string(&row->caption, "stands for one label before ");
	escape_text(&row->caption, base, 0);
}

static void
caption_labels(struct row *row, size_t prefix, struct bytes mine, size_t i,
    struct bytes asked, size_t j)
{
	size_t mine_end = i, asked_end = j;
	struct bytes here = label_before(mine, &mine_end);
	struct bytes there = label_before(asked, &asked_end);
	size_t from = prefix + (size_t)(here.data - mine.data);

	if (i == 0) {
		row_mark(row, prefix, row->value.len, NULL);
		buffer_string(&row->caption,
		    "you asked for a name below this one");
	} else if (j == 0) {
		row_mark(row, prefix, from + here.len, NULL);
		buffer_string(&row->caption, "you asked for ");
		escape_text(&row->caption, asked, 0);
		buffer_string(&row->caption, " itself");
	} else {
		row_mark(row, from, from + here.len, NULL);
		buffer_string(&row->caption, "here \"");
		escape_text(&row->caption, here, 0);
		buffer_string(&row->caption, "\", you asked for \"");
		escape_text(&row->caption, there, 0);
		buffer_string(&row->caption, "\"");
	}
}

static void
caption_dns(struct row *row, size_t prefix, struct bytes mine,
    const struct cw_question *q)
{
	struct bytes asked = bytes_of(q->name);
	size_t i, j;

	if (!plain_host(mine))
		return;
	if (mine.len > 2 && mine.data[0] == '*' && mine.data[1] == '.') {
		caption_wildcard(row, prefix,
		    (struct bytes){ mine.data + 2, mine.len - 2 });
		return;
	}
	labels_common(mine, asked, &i, &j);
	if (i > 0 || j > 0)
		caption_labels(row, prefix, mine, i, asked, j);
}

/* Service and host of a URI or SRV name, each to be marked by itself. */
static void
service_parts(struct row *row, size_t prefix, const struct general_name *name)
{
	struct service_name s;

	if (!service_name_of(name, CW_NAME_URI, &s) &&
	    !service_name_of(name, CW_NAME_SRV, &s))
		return;
	/* Escaped text has other places than its octets. */
	if (row->value.len - prefix != s.whole.len)
		return;
	row_slice(row, prefix, s.whole, s.service);
	row_slice(row, prefix, s.whole, s.host);
}

/* The mailbox is the one asked for, but for the case of letters. */
static void
caption_mailbox(struct row *row, size_t prefix, struct bytes mine,
    const struct reference_name *r)
{
	if (!r->prepared || mailbox_likeness(mine, r) != 3 ||
	    row->value.len - prefix != mine.len)
		return;
	row_mark(row, prefix, prefix + r->mailbox.len, NULL);
	buffer_string(&row->caption,
	    "before the @ upper and lower case have to agree");
}

static void
caption_address(struct row *row, size_t prefix, struct bytes mine,
    const struct reference_name *r)
{
	if (mine.len != 16 || r->address.len != 4 ||
	    !bytes_equal(bytes_skip(mine, 12), r->address))
		return;
	row_mark(row, prefix, row->value.len, NULL);
	buffer_string(&row->caption, "an IPv6 address, not the IPv4 address "
	    "inside");
}

static bool
wants_captions(const struct field_context *context)
{
	return context->finding != NULL && context->verdict != NULL &&
	    context->verdict->question.name != NULL;
}

/* Why this name is not the one asked for. */
static void
caption_name(struct row *row, size_t prefix, const struct general_name *name,
    const struct field_context *context)
{
	const struct cw_verdict *v = context->verdict;
	struct bytes mailbox = name->value;

	switch (context->finding->id) {
	case F_PEER_NAME_DNS_MISMATCH:
		if (name->kind == GN_DNS)
			caption_dns(row, prefix, name->value, &v->question);
		break;
	case F_PEER_NAME_EMAIL_MISMATCH:
		if (name->kind == GN_EMAIL || other_name_text(name,
		    OID_ON_SMTP_UTF8_MAILBOX, &mailbox))
			caption_mailbox(row, prefix, mailbox, &v->reference);
		break;
	case F_PEER_NAME_IP_MISMATCH:
		if (name->kind == GN_IP)
			caption_address(row, prefix, name->value,
			    &v->reference);
		break;
	default:
		break;
	}
}

/* ---- rows --------------------------------------------------------------- */

static void
name_text(struct rows *rows, const struct cert *c, const char *label,
    const struct general_name *name, const struct field_context *context)
{
	struct row *row = rows_add(rows, FIELD_SUBJECT_ALT_NAME, label,
	    name->whole);
	size_t prefix;

	buffer_format(&row->value, "%s:", general_name_title(name));
	prefix = row->value.len;
	general_name_write(name, &row->value);
	row_part(row, prefix, name->value);
	row_part(row, 0, name->whole);
	if (*label != '\0')
		row_part(row, 0, c->subject_alt_name_ext->whole);
	service_parts(row, prefix, name);
	if (wants_captions(context))
		caption_name(row, prefix, name, context);
}

static void
none_row(struct rows *rows, const struct cert *c)
{
	struct row *row = rows_add(rows, FIELD_SUBJECT_ALT_NAME,
	    field_label(FIELD_SUBJECT_ALT_NAME),
	    c->subject_alt_name_ext->whole);

	row_text(row, "(no name)", c->subject_alt_name_ext->whole);
}

static void
all_names(struct rows *rows, const struct cert *c,
    const struct field_context *context)
{
	const char *label = field_label(FIELD_SUBJECT_ALT_NAME);
	struct general_name_walk walk;
	struct general_name name;

	general_name_start(&walk, c->subject_alt_name);
	while (rows->count < ROWS_MAX && general_name_next(&walk, &name)) {
		name_text(rows, c, label, &name, context);
		label = "";
	}
	if (*label != '\0')
		none_row(rows, c);
}

void
names_rows(struct rows *rows, const struct cert *c,
    const struct field_context *context)
{
	const char *label = field_label(FIELD_SUBJECT_ALT_NAME);
	struct ranked best[NAMES_SHOWN], next = { .order = 0 };
	struct general_name_walk walk;
	size_t count = 0;

	if (context->finding == NULL) {
		all_names(rows, c, context);
		return;
	}
	general_name_start(&walk, c->subject_alt_name);
	for (; general_name_next(&walk, &next.name); next.order++) {
		next.score = name_score(&next.name, context);
		ranked_add(best, &count, NAMES_SHOWN, &next);
	}
	for (size_t i = 0; i < count; i++)
		name_text(rows, c, i == 0 ? label : "", &best[i].name,
		    context);
	if (count == 0) {
		none_row(rows, c);
	} else if (next.order > count) {
		struct row *row = rows_add(rows, FIELD_SUBJECT_ALT_NAME, "",
		    (struct bytes){ NULL, 0 });

		buffer_format(&row->value, "and %zu more",
		    next.order - count);
	}
}
