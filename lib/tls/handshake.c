/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include "base/idna.h"
#include "tls/session.h"

#define HANDSHAKE_ARENA ((size_t)64 << 20)

struct cw_handshake *
handshake_new(enum cw_tls asked, struct cw_error *err)
{
	struct arena *arena = arena_new(HANDSHAKE_ARENA);
	struct cw_handshake *h;

	h = arena == NULL ? NULL : arena_alloc(arena, sizeof(*h));
	if (h == NULL) {
		arena_free(arena);
		error_memory(err);
		return NULL;
	}
	*h = (struct cw_handshake){ .arena = arena, .asked = asked,
		.alert_sent = -1, .alert_received = -1 };
	h->chain = cw_certs_new();
	if (h->chain == NULL) {
		arena_free(arena);
		error_memory(err);
		return NULL;
	}
	return h;
}

void
cw_handshake_free(struct cw_handshake *h)
{
	if (h == NULL)
		return;
	cw_verdict_free(h->verdict);
	cw_certs_free(h->chain);
	cw_ocsp_free(h->ocsp);
	trace_wipe(&h->trace);
	arena_free(h->arena);
}

bool
cw_handshake_complete(const struct cw_handshake *h)
{
	return h->complete;
}

const struct cw_verdict *
cw_handshake_verdict(const struct cw_handshake *h)
{
	return h->verdict;
}

const struct cw_certs *
cw_handshake_chain(const struct cw_handshake *h)
{
	return h->chain;
}

int
cw_handshake_alert_received(const struct cw_handshake *h)
{
	return h->alert_received;
}

const char *
cw_handshake_trouble(const struct cw_handshake *h)
{
	return h->trouble;
}

void
handshake_trouble(struct cw_handshake *h, const char *format, ...)
{
	va_list args;

	if (h->trouble[0] != '\0')
		return;
	va_start(args, format);
	vsnprintf(h->trouble, sizeof(h->trouble), format, args);
	va_end(args);
}

/* RFC 6066 3: an A-label form without its trailing dot, and no address. */
static char *
server_name_make(struct arena *arena, const char *name)
{
	struct buffer ascii = BUFFER_EMPTY;
	const char *problem;
	char *copy = NULL;

	if (cw_name_guess(name) == CW_NAME_DNS &&
	    idna_to_ascii(name, &ascii, &problem) && ascii.len > 0 &&
	    ascii.data[0] != '*') {
		if (ascii.data[ascii.len - 1] == '.')
			buffer_cut(&ascii, ascii.len - 1);
		copy = (char *)arena_copy(arena, buffer_bytes(&ascii));
	}
	buffer_free(&ascii);
	return copy;
}

void
handshake_server_name(struct cw_handshake *h,
    const struct cw_question *question, const char *host)
{
	const char *name = host;

	if (question->name != NULL && (question->name_type == CW_NAME_DNS ||
	    question->name_type == CW_NAME_NONE))
		name = question->name;
	if (name != NULL)
		h->server_name = server_name_make(h->arena, name);
}

/* A server may refuse the client when both Finished are past (TLS 1.3). */
static void
trouble_late(struct cw_handshake *h)
{
	const struct trace_alert *alert = &h->trace.alert[SIDE_SERVER];

	if (alert->present)
		handshake_trouble(h, "after the handshake the server sent the "
		    "alert %s (%d)", alert_name(alert->description),
		    alert->description);
}

/* The proofs tell more than the code with which GnuTLS gave up. */
static void
trouble_complete(struct cw_handshake *h)
{
	const struct trace *t = &h->trace;
	bool unproved = t->key_proof == PROOF_FAILS;

	if (h->complete)
		trouble_late(h);
	if (h->refused || h->complete)
		return;
	if (!unproved && t->premaster_proof != PROOF_FAILS)
		return;
	h->trouble[0] = '\0';
	handshake_trouble(h, unproved ?
	    "the server's signature does not fit the key of its certificate: "
	    "it does not hold that private key" :
	    "the server cannot open what was encrypted to the key of its "
	    "certificate: it does not hold that private key");
}

int
handshake_decode(struct cw_handshake *h, const struct queue *queue,
    const struct buffer *keylog, struct bytes server_key, struct cw_error *err)
{
	const struct trace_alert *alert = &h->trace.alert[SIDE_CLIENT];

	if (trace_decode(&h->trace, h->arena, queue->chunk, queue->count,
	    buffer_bytes(keylog), server_key, err) != 0)
		return -1;
	if (keylog->failed)
		return error_memory(err);
	if (h->alert_received < 0 && h->peer == NULL && !h->visited &&
	    alert->present)
		h->alert_received = alert->description;
	trouble_complete(h);
	return 0;
}
