/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/decode.h"

void
stream_end(struct decoder *d, enum side from, enum trace_fault fault)
{
	struct stream *s = &d->stream[from];

	if (s->ended)
		return;
	s->ended = true;
	d->t->end[from] = (struct trace_end){ fault, s->next };
}

static struct trace_record *
record_add(struct decoder *d, enum side from, struct bytes raw)
{
	struct trace *t = d->t;
	struct trace_record *r;
	size_t size = d->records_size;

	if (t->record_count == size) {
		size = size == 0 ? 32 : size * 2;
		r = arena_array(d->arena, size, sizeof(*r));
		if (r == NULL) {
			d->failed = true;
			return NULL;
		}
		if (t->record_count > 0)
			memcpy(r, t->record, t->record_count * sizeof(*r));
		t->record = r;
		d->records_size = size;
	}
	r = &t->record[t->record_count++];
	*r = (struct trace_record){ .from = from, .type = raw.data[0],
		.inner_type = raw.data[0], .raw = raw, .chunk = d->chunk };
	return r;
}

/* TLS 1.3: the true type stands behind the content, zeros behind that. */
static bool
padding_strip(struct trace_record *r)
{
	size_t len = r->content.len;

	while (len > 0 && r->content.data[len - 1] == 0)
		len--;
	if (len == 0)
		return false;
	r->padding = r->content.len - len;
	r->inner_type = r->content.data[len - 1];
	r->content.len = len - 1;
	return true;
}

/* False: the direction ends here. */
static bool
record_open(struct decoder *d, struct stream *s, struct trace_record *r)
{
	uint8_t *out;
	size_t len;

	r->state = RECORD_SEALED;
	r->sequence = s->sequence;
	if (s->opener.handle == NULL) {
		d->t->sealed[r->from]++;
		s->sequence++;
		return true;
	}
	out = arena_alloc(d->arena, r->raw.len);
	if (out == NULL) {
		d->failed = true;
		return false;
	}
	if (!opener_open(&s->opener, r->raw, s->sequence, out, &len)) {
		d->t->sealed[r->from]++;
		stream_end(d, r->from, TRACE_NOT_OPENED);
		return false;
	}
	s->sequence++;
	r->state = RECORD_OPENED;
	d->t->opened[r->from]++;
	r->content = (struct bytes){ out, len };
	if (s->opener.tls13 && !padding_strip(r)) {
		stream_end(d, r->from, TRACE_MESSAGE_MALFORMED);
		return false;
	}
	return true;
}

static bool
record_is_sealed(const struct decoder *d, const struct stream *s, uint8_t type)
{
	if (!s->sealing || type == RECORD_CCS)
		return false;
	/* A client may refuse before its key is in place: in the clear. */
	return (d->t->version != VERSION_TLS13 && !s->early) ||
	    type == RECORD_APPLICATION;
}

static void
alert_take(struct decoder *d, const struct trace_record *r)
{
	struct trace *t = d->t;
	struct trace_alert *alert = &t->alert[r->from];

	if (r->content.len != 2) {
		stream_end(d, r->from, TRACE_MESSAGE_MALFORMED);
		return;
	}
	if (r->content.data[1] == 0) {
		t->closed[r->from] = true;
		return;
	}
	if (alert->present)
		return;
	*alert = (struct trace_alert){ r->from, r->content.data[0],
		r->content.data[1], r->state == RECORD_OPENED, true,
		t->record_count - 1 };
}

/* TLS 1.2: what this side sends from now on is encrypted. */
static void
change_take(struct decoder *d, const struct trace_record *r)
{
	struct stream *s = &d->stream[r->from];

	if (r->content.len != 1 || r->content.data[0] != 1) {
		stream_end(d, r->from, TRACE_MESSAGE_MALFORMED);
		return;
	}
	if (d->t->version == VERSION_TLS13 || d->t->version == 0 || s->sealing)
		return;
	s->sealing = true;
	s->sequence = 0;
	if (d->t->version == VERSION_TLS12)
		opener_from_master(d, r->from);
}

/* Appends the content to what the side sent before. */
static bool
content_join(struct decoder *d, struct stream *s, uint8_t **all, size_t *len,
    struct bytes content)
{
	if (*all == NULL)
		*all = arena_alloc(d->arena, s->all);
	if (*all == NULL) {
		d->failed = true;
		return false;
	}
	if (content.len > 0)
		memcpy(*all + *len, content.data, content.len);
	*len += content.len;
	return true;
}

static void
handshake_take(struct decoder *d, const struct trace_record *r)
{
	struct stream *s = &d->stream[r->from];

	if (s->hand_next == s->hand_len) {
		s->begin_record = d->t->record_count - 1;
		s->begin_offset = 0;
		s->hand_sealed = r->state == RECORD_OPENED;
	}
	s->content_from = s->hand_len;
	if (content_join(d, s, &s->hand, &s->hand_len, r->content))
		messages_take(d, r->from);
}

static void
record_take(struct decoder *d, const struct trace_record *r)
{
	struct stream *s = &d->stream[r->from];

	if (r->state == RECORD_SEALED)
		return;
	if (r->inner_type != RECORD_HANDSHAKE && s->hand_next != s->hand_len) {
		stream_end(d, r->from, TRACE_UNEXPECTED);
		return;
	}
	switch (r->inner_type) {
	case RECORD_CCS:
		change_take(d, r);
		return;
	case RECORD_ALERT:
		alert_take(d, r);
		return;
	case RECORD_HANDSHAKE:
		handshake_take(d, r);
		return;
	case RECORD_APPLICATION:
		if (r->state == RECORD_OPENED)
			content_join(d, s, &s->data_out, &s->data_len,
			    r->content);
		else
			stream_end(d, r->from, TRACE_UNEXPECTED);
		return;
	default:
		stream_end(d, r->from, TRACE_MESSAGE_MALFORMED);
	}
}

/* Whether what has arrived of a header can be one. */
static bool
header_is_legal(const uint8_t *header, size_t len)
{
	if (len > 0 && (header[0] < RECORD_CCS ||
	    header[0] > RECORD_APPLICATION))
		return false;
	if (len > 1 && header[1] != 3)
		return false;
	return len < RECORD_HEADER ||
	    (header[3] << 8 | header[4]) <= RECORD_MAX;
}

void
records_take(struct decoder *d, enum side from)
{
	struct stream *s = &d->stream[from];
	struct trace_record *r;

	while (!s->ended && !d->failed) {
		const uint8_t *header = s->data + s->next;
		size_t here = s->len - s->next, len;

		if (!header_is_legal(header, here)) {
			stream_end(d, from, TRACE_NOT_TLS);
			return;
		}
		if (here < RECORD_HEADER)
			return;
		len = RECORD_HEADER + (size_t)(header[3] << 8 | header[4]);
		if (here < len)
			return;
		r = record_add(d, from, (struct bytes){ header, len });
		if (r == NULL)
			return;
		if (record_is_sealed(d, s, r->type)) {
			if (!record_open(d, s, r))
				return;
		} else {
			r->content = (struct bytes){ header + RECORD_HEADER,
				len - RECORD_HEADER };
		}
		record_take(d, r);
		if (!s->ended)
			s->next += len;
	}
}
