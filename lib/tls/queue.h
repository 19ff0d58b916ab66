/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Octets between a client and a server in one process: two directions, and
 * every chunk in the order in which it was written. Over a network it only
 * records.
 */
#ifndef TLS_QUEUE_H
#define TLS_QUEUE_H

#include "tls/trace.h"

/* More than a handshake with the longest chain that GnuTLS takes, and far more
   than one that we accept. */
#define QUEUE_MAX_OCTETS (1u << 20)

struct queue_place {
	size_t chunk, offset;
};

struct queue {
	struct arena *arena;
	struct trace_chunk *chunk;
	size_t count, size;
	size_t octets;                  /* written so far, both directions */
	size_t taken;                   /* read so far, likewise */
	struct queue_place read[2];     /* by reader */
	bool full;                      /* a write exceeded the bound */
};

void queue_start(struct queue *q, struct arena *arena);
/* Copies the octets in. False: no memory, or the bound is reached. */
bool queue_write(struct queue *q, enum side from, struct bytes octets);
/* Takes at most len octets that the other side wrote; 0: none are waiting. */
size_t queue_read(struct queue *q, enum side reader, void *out, size_t len);
bool queue_waiting(struct queue *q, enum side reader);

#endif
