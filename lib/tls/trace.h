/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What went over the wire, decoded from the raw octets of both directions and the
 * key log by ourselves, and proved by recomputation. GnuTLS is never asked what
 * it did.
 */
#ifndef TLS_TRACE_H
#define TLS_TRACE_H

#include "base/arena.h"
#include "base/error.h"

enum side { SIDE_CLIENT, SIDE_SERVER };

/* Raw octets in the order in which they were written. */
struct trace_chunk {
	enum side from;
	struct bytes octets;
};

enum record_state { RECORD_CLEAR, RECORD_OPENED, RECORD_SEALED };

struct trace_record {
	enum side from;
	uint8_t type;                   /* outer; 20 CCS, 21 alert, 22, 23 */
	uint8_t inner_type;             /* after opening */
	enum record_state state;
	struct bytes raw;               /* header and all */
	struct bytes content;           /* clear or opened; empty when sealed */
};

struct trace_message {
	enum side from;
	uint8_t type;                   /* HandshakeType */
	struct bytes whole;             /* header of 4 octets and body */
	struct bytes body;
	bool encrypted;
	size_t record;                  /* in which it begins */
};

struct trace_alert {
	enum side from;
	int level, description;
	bool encrypted;
	bool present;
};

enum proof_result { PROOF_HOLDS, PROOF_FAILS, PROOF_UNKNOWN };

struct trace {
	struct arena *arena;
	struct trace_chunk *chunk;
	size_t chunk_count;
	struct trace_record *record;
	size_t record_count;
	struct trace_message *message;
	size_t message_count;
	struct trace_alert alert[2];    /* by sender */

	/* Values from Client Hello and Server Hello; empty: not seen. */
	struct bytes client_random, server_random, client_session_id,
	    server_session_id, server_name;
	uint16_t *offered_suite;
	size_t offered_suite_count;
	uint16_t *offered_version;      /* newest first, as offered */
	size_t offered_version_count;
	uint16_t offered_group[32];
	size_t offered_group_count;
	uint16_t key_share_group[8];    /* of the client */
	size_t key_share_count;
	uint16_t version;               /* chosen: 0x0303, 0x0304; 0: none */
	uint16_t suite;                 /* chosen */
	uint16_t group;                 /* of the key exchange; 0: none (RSA) */
	bool extended_master_secret;
	struct bytes client_share, server_share;        /* public values */
	uint16_t signature_scheme;      /* CertificateVerify, ServerKeyExchange */
	struct bytes encrypted_premaster;
	struct bytes premaster;         /* opened with the server's key; or empty */
	struct bytes *certificate;      /* as sent by the server */
	size_t certificate_count;

	/* Recomputed by us. */
	enum proof_result client_finished, server_finished;
	enum proof_result key_proof;    /* CertificateVerify or SKE signature */
	enum proof_result premaster_proof;      /* RSA: master secrets equal */
	bool finished_seen[2];          /* by side */
};

/*
 * Decodes chunks (in order) with a key log in NSS format (may be empty). What
 * cannot be decoded ends that direction; never an error but no memory.
 * server_key: PKCS#8 of the server for the RSA premaster, or empty.
 */
int trace_decode(struct trace *t, struct arena *arena,
    const struct trace_chunk *chunks, size_t count, struct bytes keylog,
    struct bytes server_key, struct cw_error *err);

const char *trace_message_name(uint8_t type);
const char *trace_suite_name(uint16_t suite);   /* IANA name, or NULL */
const char *trace_group_name(uint16_t group);
const char *trace_version_name(uint16_t version);
const char *trace_scheme_name(uint16_t scheme);

#endif
