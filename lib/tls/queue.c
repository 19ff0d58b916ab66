/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/queue.h"

void
queue_start(struct queue *q, struct arena *arena)
{
	*q = (struct queue){ .arena = arena };
}

static bool
queue_grow(struct queue *q)
{
	size_t size = q->size == 0 ? 32 : q->size * 2;
	struct trace_chunk *chunk = arena_array(q->arena, size, sizeof(*chunk));

	if (chunk == NULL)
		return false;
	if (q->count > 0)
		memcpy(chunk, q->chunk, q->count * sizeof(*chunk));
	q->chunk = chunk;
	q->size = size;
	return true;
}

bool
queue_write(struct queue *q, enum side from, struct bytes octets)
{
	uint8_t *copy;

	if (octets.len > QUEUE_MAX_OCTETS - q->octets) {
		q->full = true;
		return false;
	}
	if (q->count == q->size && !queue_grow(q))
		return false;
	copy = arena_copy(q->arena, octets);
	if (copy == NULL)
		return false;
	q->chunk[q->count++] =
	    (struct trace_chunk){ from, { copy, octets.len } };
	q->octets += octets.len;
	return true;
}

bool
queue_waiting(struct queue *q, enum side reader)
{
	struct queue_place *at = &q->read[reader];

	while (at->chunk < q->count) {
		const struct trace_chunk *chunk = &q->chunk[at->chunk];

		if (chunk->from != reader && at->offset < chunk->octets.len)
			return true;
		at->chunk++;
		at->offset = 0;
	}
	return false;
}

size_t
queue_read(struct queue *q, enum side reader, void *out, size_t len)
{
	struct queue_place *at = &q->read[reader];
	struct bytes octets;
	size_t n;

	if (!queue_waiting(q, reader))
		return 0;
	octets = q->chunk[at->chunk].octets;
	n = octets.len - at->offset;
	if (n > len)
		n = len;
	memcpy(out, octets.data + at->offset, n);
	at->offset += n;
	q->taken += n;
	return n;
}
