/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/decode.h"

/* One run of octets a direction, with the chunks as slices of it. */
static bool
streams_join(struct decoder *d, const struct trace_chunk *chunks, size_t count)
{
	struct trace *t = d->t;
	uint8_t *data[2];

	for (size_t i = 0; i < count; i++)
		d->stream[chunks[i].from].all += chunks[i].octets.len;
	for (int side = 0; side < 2; side++) {
		data[side] = arena_alloc(d->arena, d->stream[side].all + 1);
		d->stream[side].data = data[side];
		if (data[side] == NULL)
			return false;
		t->stream[side] = (struct bytes){ data[side],
			d->stream[side].all };
	}
	t->chunk = arena_array(d->arena, count + 1, sizeof(*t->chunk));
	if (t->chunk == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct bytes octets = chunks[i].octets;
		uint8_t **at = &data[chunks[i].from];

		if (octets.len > 0)
			memcpy(*at, octets.data, octets.len);
		t->chunk[i] = (struct trace_chunk){ chunks[i].from,
			{ *at, octets.len } };
		*at += octets.len;
	}
	t->chunk_count = count;
	return true;
}

/* Whatever is left over is half a record or half a message. */
static void
streams_finish(struct decoder *d)
{
	for (int i = 0; i < 2; i++) {
		struct stream *s = &d->stream[i];

		if (s->next != s->len || s->hand_next != s->hand_len)
			stream_end(d, (enum side)i, TRACE_TRUNCATED);
		d->t->application[i] =
		    (struct bytes){ s->data_out, s->data_len };
		opener_close(&s->opener);
	}
}

int
trace_decode(struct trace *t, struct arena *arena,
    const struct trace_chunk *chunks, size_t count, struct bytes keylog,
    struct bytes server_key, struct cw_error *err)
{
	struct decoder d = { .t = t, .arena = arena, .keylog = keylog,
		.server_key = server_key };

	*t = (struct trace){ .arena = arena,
		.client_finished = PROOF_UNKNOWN,
		.server_finished = PROOF_UNKNOWN,
		.key_proof = PROOF_UNKNOWN, .client_key_proof = PROOF_UNKNOWN,
		.premaster_proof = PROOF_UNKNOWN,
		.shared_proof = PROOF_UNKNOWN,
		.keylog_given = keylog.len > 0 };
	if (!streams_join(&d, chunks, count))
		return error_memory(err);
	for (d.chunk = 0; d.chunk < count && !d.failed; d.chunk++) {
		enum side from = chunks[d.chunk].from;

		d.stream[from].len += chunks[d.chunk].octets.len;
		records_take(&d, from);
	}
	streams_finish(&d);
	keylog_read(&d);
	checks_make(&d);
	if (d.transcript.failed)
		d.failed = true;
	buffer_free(&d.transcript);
	return d.failed ? error_memory(err) : 0;
}

static void
slice_wipe(struct bytes b)
{
	if (b.len > 0)
		gnutls_memset((uint8_t *)(uintptr_t)b.data, 0, b.len);
}

void
trace_wipe(struct trace *t)
{
	slice_wipe(t->premaster);
	slice_wipe(t->master_secret);
	slice_wipe(t->master_computed);
	slice_wipe(t->client_private);
	slice_wipe(t->shared_secret);
	slice_wipe(t->shared_derived);
	slice_wipe(t->shared_logged);
	for (size_t i = 0; i < t->secret_count; i++)
		slice_wipe(t->secret[i].value);
}
