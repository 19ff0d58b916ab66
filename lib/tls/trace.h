/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What went over the wire, decoded from the raw octets of both directions and
 * the key log by ourselves, and proved by recomputation. GnuTLS is never asked
 * what it did. Every slice points into the arena: values of a message lie in
 * its whole, so that their place in it is a difference of pointers.
 */
#ifndef TLS_TRACE_H
#define TLS_TRACE_H

#include "base/arena.h"
#include "base/error.h"

struct cert;

enum side { SIDE_CLIENT, SIDE_SERVER };

/* Raw octets in the order in which they were written. */
struct trace_chunk {
	enum side from;
	struct bytes octets;
};

enum {                                          /* RFC 8446 B.1 */
	RECORD_CCS = 20, RECORD_ALERT = 21, RECORD_HANDSHAKE = 22,
	RECORD_APPLICATION = 23
};

enum {                                          /* RFC 8446 B.3, RFC 5246 7.4 */
	MESSAGE_HELLO_REQUEST = 0, MESSAGE_CLIENT_HELLO = 1,
	MESSAGE_SERVER_HELLO = 2, MESSAGE_NEW_SESSION_TICKET = 4,
	MESSAGE_END_OF_EARLY_DATA = 5, MESSAGE_ENCRYPTED_EXTENSIONS = 8,
	MESSAGE_CERTIFICATE = 11,
	MESSAGE_SERVER_KEY_EXCHANGE = 12, MESSAGE_CERTIFICATE_REQUEST = 13,
	MESSAGE_SERVER_HELLO_DONE = 14, MESSAGE_CERTIFICATE_VERIFY = 15,
	MESSAGE_CLIENT_KEY_EXCHANGE = 16, MESSAGE_FINISHED = 20,
	MESSAGE_CERTIFICATE_STATUS = 22, MESSAGE_KEY_UPDATE = 24,
	MESSAGE_COMPRESSED_CERTIFICATE = 25, MESSAGE_HASH = 254
};

enum record_state { RECORD_CLEAR, RECORD_OPENED, RECORD_SEALED };

struct trace_record {
	enum side from;
	uint8_t type;                   /* outer; 20 CCS, 21 alert, 22, 23 */
	uint8_t inner_type;             /* after opening */
	enum record_state state;
	struct bytes raw;               /* header and all */
	struct bytes content;           /* clear or opened; empty when sealed */
	uint64_t sequence;              /* under its key; 0 in the clear */
	size_t padding;                 /* zeros behind the inner type */
	size_t chunk;                   /* that brought its last octet */
};

struct trace_message {
	enum side from;
	uint8_t type;                   /* HandshakeType */
	struct bytes whole;             /* header of 4 octets and body */
	struct bytes body;
	bool encrypted;
	bool retry;                     /* a Server Hello that asks again */
	bool in_transcript;             /* hashed into Finished */
	size_t record;                  /* in which it begins */
	size_t offset;                  /* in that record's content */
	size_t last_record;             /* in which it ends */
};

struct trace_alert {
	enum side from;
	int level, description;
	bool encrypted;
	bool present;
	size_t record;
};

/* Why a direction was not read to its end. */
enum trace_fault {
	TRACE_WHOLE,                    /* it was */
	TRACE_TRUNCATED,                /* ends within a record or a message */
	TRACE_NOT_TLS,                  /* no TLS record stands here */
	TRACE_NOT_OPENED,               /* a record whose tag does not fit */
	TRACE_MESSAGE_MALFORMED,        /* a message that cannot be read */
	TRACE_UNEXPECTED                /* something out of turn */
};

struct trace_end {
	enum trace_fault fault;
	size_t offset;                  /* in the octets of that direction */
};

enum proof_result { PROOF_HOLDS, PROOF_FAILS, PROOF_UNKNOWN };

struct trace_secret {
	const char *label;              /* as key logs have it */
	struct bytes value;
};

enum trace_check_id {
#define CHECK(ID, slug, question, clause) TRACE_CHECK_##ID,
#include "tls/checks.def"
#undef CHECK
	TRACE_CHECK_COUNT
};

/* Something that was computed again from the octets of the wire. */
struct trace_check {
	enum trace_check_id id;
	enum proof_result result;
	const char *why;                /* it fails or is unknown; or NULL */
	struct bytes input;             /* what it was computed from */
	struct bytes expected;          /* as it came over the wire */
	struct bytes computed;
	size_t message;                 /* SIZE_MAX: none */
	/* CA_SIGNATURE: the one that was signed and the one that signed it. */
	const struct cert *certificate, *issuer;
};

#define TRACE_SECRETS 8
#define TRACE_CHECKS 48
#define TRACE_GROUPS 32
#define TRACE_SHARES 8
#define TRACE_SCHEMES 64

struct trace {
	struct arena *arena;
	struct trace_chunk *chunk;
	size_t chunk_count;
	struct trace_record *record;
	size_t record_count;
	struct trace_message *message;
	size_t message_count;
	struct bytes stream[2];         /* all octets, by sender */
	struct trace_end end[2];        /* by sender */
	struct trace_alert alert[2];    /* by sender: first but close_notify */
	bool closed[2];                 /* close_notify, by sender */
	struct bytes application[2];    /* data opened, by sender; joined */

	/* Values from Client Hello and Server Hello; empty: not seen. */
	struct bytes client_random, server_random, client_session_id,
	    server_session_id, server_name;
	uint16_t client_version;        /* legacy_version of the Client Hello */
	uint16_t *offered_suite;
	size_t offered_suite_count;
	uint16_t *offered_version;      /* newest first, as offered */
	size_t offered_version_count;
	uint16_t offered_group[TRACE_GROUPS];
	size_t offered_group_count;
	uint16_t offered_scheme[TRACE_SCHEMES]; /* signature_algorithms */
	size_t offered_scheme_count;
	uint16_t key_share_group[TRACE_SHARES]; /* of the client */
	size_t key_share_count;
	uint16_t version;               /* chosen: 0x0303, 0x0304; 0: none */
	uint16_t suite;                 /* chosen */
	uint16_t group;                 /* of the key exchange; 0: none (RSA) */
	bool extended_master_secret;
	bool downgrade_marker;          /* in server_random, RFC 8446 4.1.3 */
	bool retried;                   /* by a Hello Retry Request */
	bool resumed;                   /* by a pre-shared key, or by session ID
	                                   or ticket in TLS 1.2 */
	bool early_data;                /* sent by the client */
	struct bytes client_share, server_share;        /* public values */
	uint16_t signature_scheme;      /* of the server's proof of its key */
	struct bytes signature;         /* in that message */
	struct bytes signed_octets;     /* what it covers; not in a message */
	struct bytes encrypted_premaster;
	struct bytes premaster;         /* opened by the server's key */
	struct bytes master_secret;     /* TLS 1.2, of the key log; or empty */
	struct bytes master_computed;   /* from the premaster opened; or empty */
	/* Of an ephemeral exchange, when the key log has the client's key. */
	struct bytes client_private, shared_secret;
	struct bytes shared_derived;    /* TLS 1.3: the client's handshake
	                                   traffic secret; 1.2: the master's */
	struct bytes shared_logged;     /* the same as the key log has it */
	struct trace_secret secret[TRACE_SECRETS];      /* of the key log */
	size_t secret_count;
	struct bytes *certificate;      /* as sent by the server */
	size_t certificate_count;
	struct bytes *client_certificate;
	size_t client_certificate_count;
	uint16_t client_scheme;         /* of the client's proof of its key */
	struct bytes client_signature, client_signed_octets;
	struct bytes transcript_hash[2];        /* in Finished, by side */
	size_t sealed[2], opened[2];    /* encrypted records, by side */
	bool keylog_given;

	/* Recomputed by us. */
	enum proof_result client_finished, server_finished;
	enum proof_result key_proof;    /* CertificateVerify or SKE signature */
	enum proof_result client_key_proof;     /* CertificateVerify */
	enum proof_result shared_proof; /* shared_derived is the one logged */
	enum proof_result premaster_proof;      /* RSA: master secrets equal */
	bool finished_seen[2];          /* by side */
	struct bytes verify_data[2];    /* in Finished, by side */
	struct bytes verify_data_computed[2];
	struct trace_check check[TRACE_CHECKS];
	size_t check_count;
};

/*
 * Decodes chunks (in order) with a key log in NSS format (may be empty). What
 * cannot be decoded ends that direction; never an error but no memory. The
 * octets of the chunks are copied. server_key: PKCS#8 of the server for the RSA
 * premaster, or empty.
 */
int trace_decode(struct trace *t, struct arena *arena,
    const struct trace_chunk *chunks, size_t count, struct bytes keylog,
    struct bytes server_key, struct cw_error *err);

/* Overwrites the secrets that it holds. */
void trace_wipe(struct trace *t);

const char *trace_check_slug(enum trace_check_id id);
const char *trace_check_question(enum trace_check_id id);
const char *trace_check_clause(enum trace_check_id id);

const char *trace_message_name(uint8_t type);   /* NULL: not known, as below */
const char *trace_suite_name(uint16_t suite);   /* IANA name */
const char *trace_group_name(uint16_t group);
const char *trace_version_name(uint16_t version);
const char *trace_scheme_name(uint16_t scheme);

#endif
