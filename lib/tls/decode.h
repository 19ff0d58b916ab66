/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The passive decoder inside: raw octets of both directions become records,
 * records are opened, their contents joined to messages, messages read. What is
 * wrong ends the direction it stands in.
 */
#ifndef TLS_DECODE_H
#define TLS_DECODE_H

#include <gnutls/crypto.h>
#include "base/buffer.h"
#include "tls/cursor.h"
#include "tls/trace.h"

#define VERSION_TLS12 0x0303
#define VERSION_TLS13 0x0304
#define RECORD_HEADER 5
#define RECORD_MAX (16384 + 2048)       /* RFC 5246 6.2.3 */
#define HASH_MAX 64
#define VERIFY_DATA_TLS12 12
#define MASTER_OCTETS 48
/* A label of our own for the client's ephemeral private key. */
#define KEYLOG_X25519 "CHAINWRIGHT_CLIENT_X25519_PRIVATE"

/* GnuTLS takes octets that it only reads as if it wrote them. */
static inline gnutls_datum_t
datum_of(struct bytes b)
{
	return (gnutls_datum_t){ (unsigned char *)(uintptr_t)b.data,
		(unsigned)b.len };
}

enum key_exchange { KX_ANY, KX_RSA, KX_DHE, KX_ECDHE };

struct suite {
	uint16_t id;
	const char *name;
	enum key_exchange kx;           /* KX_ANY: TLS 1.3 */
	gnutls_cipher_algorithm_t cipher;       /* unknown: we do not open it */
	gnutls_mac_algorithm_t hash;
};

/* NULL: we do not know it. */
const struct suite *suite_find(uint16_t id);
gnutls_sign_algorithm_t scheme_algorithm(uint16_t scheme, bool tls13);

/* Keys of one direction. */
struct opener {
	gnutls_aead_cipher_hd_t handle; /* NULL: cannot be opened */
	uint8_t iv[12];
	size_t explicit_nonce;          /* octets of it in a record */
	size_t tag;
	bool tls13;
};

struct stream {
	const uint8_t *data;            /* all its octets, joined */
	size_t len, next;               /* arrived so far, read so far */
	size_t all;
	uint8_t *hand;                  /* contents of handshake records */
	size_t hand_len, hand_next;
	size_t begin_record, begin_offset;      /* of the message under way */
	size_t content_from;            /* where the last record begins */
	uint8_t *data_out;              /* application data */
	size_t data_len;
	bool ended;
	bool sealing;                   /* records are encrypted from here on */
	struct opener opener;
	uint64_t sequence;
	struct bytes secret;            /* TLS 1.3: of the keys in use */
	bool hand_sealed;               /* encrypted when the message began */
	bool early;                     /* under the keys of early data */
};

struct decoder {
	struct trace *t;
	struct arena *arena;
	struct bytes keylog, server_key;
	struct stream stream[2];
	struct buffer transcript;       /* messages that Finished covers */
	const struct suite *suite;
	size_t chunk;                   /* being read */
	size_t records_size, messages_size;
	struct bytes client_shares;     /* key_share of the Client Hello */
	struct bytes dh_params;         /* signed part of ServerKeyExchange */
	bool early_accepted;
	enum trace_fault fault;         /* of a message that was not taken */
	bool failed;                    /* no memory */
};

/* The message stands where none of its kind may: false, always. */
bool out_of_turn(struct decoder *d);

/* Ends a direction at the offset that its stream has reached. */
void stream_end(struct decoder *d, enum side from, enum trace_fault fault);

/* records.c: takes every whole record that has arrived. */
void records_take(struct decoder *d, enum side from);

/* messages.c: takes every whole message of the joined contents. */
void messages_take(struct decoder *d, enum side from);
/* Reads a Certificate message's body into a new array. False: malformed. */
bool certificates_read(struct bytes body, bool tls13, struct arena *arena,
    struct bytes **list, size_t *count);

/* hello.c */
/* Whether a list of extensions has one of that type. */
bool extensions_have(struct bytes list, uint16_t type);
bool client_hello_read(struct decoder *d, struct bytes body);
bool server_hello_read(struct decoder *d, struct trace_message *m);

/* open.c: keys of a direction from a secret, or from the master secret. */
void opener_close(struct opener *o);
void opener_from_traffic(struct decoder *d, enum side side,
    struct bytes secret);
void opener_from_master(struct decoder *d, enum side side);
/* What the client sends before it has an answer (RFC 8446 2.3). */
void opener_from_early(struct decoder *d);
/*
 * Opens a record into out, which has room for raw.len octets. False: its tag
 * does not fit. *len is the length of what came out.
 */
bool opener_open(const struct opener *o, struct bytes raw, uint64_t sequence,
    uint8_t *out, size_t *len);

/* secrets.c */
/* The secret of the key log for this connection; empty: none. */
struct bytes keylog_find(struct decoder *d, const char *label);
void keylog_read(struct decoder *d);
bool prf(gnutls_mac_algorithm_t hash, struct bytes secret, const char *label,
    struct bytes seed, uint8_t *out, size_t len);
bool hkdf_label(gnutls_mac_algorithm_t hash, struct bytes secret,
    const char *label, uint8_t *out, size_t len);
bool hkdf_label_context(gnutls_mac_algorithm_t hash, struct bytes secret,
    const char *label, struct bytes context, uint8_t *out, size_t len);
bool transcript_hash(const struct decoder *d, uint8_t out[HASH_MAX],
    size_t *len);

/* proof.c: each looks at the transcript as it is before the message. */
void prove_finished(struct decoder *d, enum side from,
    struct bytes verify_data);
void prove_key_tls12(struct decoder *d);
void prove_key_tls13(struct decoder *d);
void prove_client_key(struct decoder *d);
void prove_premaster(struct decoder *d, struct bytes hash_at_key_exchange);
bool master_derive(const struct decoder *d, struct bytes premaster,
    struct bytes session_hash, uint8_t out[MASTER_OCTETS]);
/* shared_secret.c: looks at the transcript up to and with the last share. */
void prove_shared_secret(struct decoder *d);

/* checks.c: the list of all that was proved, or could not be. */
void checks_make(struct decoder *d);
/* One more; why is kept unless it holds. There is room for TRACE_CHECKS. */
struct trace_check *check_add(struct trace *t, enum trace_check_id id,
    enum proof_result result, const char *why);

#endif
