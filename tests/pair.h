/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client and a server of GnuTLS in this process, of any form, with somebody
 * between them who may change what he likes. The recording is what the decoder
 * is given.
 */
#ifndef TESTS_PAIR_H
#define TESTS_PAIR_H

#include "base/buffer.h"
#include "ca/scenario.h"
#include "tls/trace.h"

enum {
	PAIR_SESSION_ID = 1 << 0,       /* the second of two handshakes */
	PAIR_TICKET = 1 << 1,           /* the same, by ticket */
	PAIR_ASK_CLIENT = 1 << 2,       /* the server asks for a certificate */
	PAIR_CLIENT_CERT = 1 << 3,      /* and the client has one */
	PAIR_RETRY = 1 << 4,            /* the client sends one key share */
	PAIR_STAPLE = 1 << 5,
	PAIR_NAMES = 1 << 6,            /* server_name and ALPN */
	PAIR_KEY_UPDATE = 1 << 7,
	PAIR_SMALL_RECORDS = 1 << 8,
	PAIR_WRONG_KEY = 1 << 9         /* the server has another key */
};

struct pair_case {
	const char *name;
	const char *client, *server;    /* priorities; server NULL: the same */
	enum key_type key;              /* of the server */
	unsigned flags;
	/* Changes the octets on their way; may append to them. */
	void (*attack)(struct buffer *octets, enum side from, bool handshake);
};

#define PAIR_CHUNKS 256

struct pair_recording {
	struct arena *arena;
	struct trace_chunk sent[PAIR_CHUNKS], delivered[PAIR_CHUNKS];
	size_t count;
	struct buffer keylog;           /* of the client */
	struct buffer server_key;       /* PKCS#8 of the key that it holds */
	int client_code, server_code;   /* 0: its handshake is complete */
};

void pair_run(const struct pair_case *what, struct pair_recording *out);
void pair_free(struct pair_recording *recording);
/* The octets as one side had them: its own as sent, the other's as they came. */
size_t pair_view(const struct pair_recording *recording, enum side viewer,
    struct trace_chunk chunk[PAIR_CHUNKS]);

#endif
