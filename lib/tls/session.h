/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The two ends of a handshake: GnuTLS sessions that speak for us. */
#ifndef TLS_SESSION_H
#define TLS_SESSION_H

#include <gnutls/abstract.h>
#include "base/buffer.h"
#include "tls/handshake.h"
#include "tls/queue.h"

/* Of a Certificate message: GnuTLS is quadratic in the parts of a name. */
#define CERTIFICATE_MESSAGE_MAX 32768u
#define CERTIFICATE_MESSAGE_CERTS 1000u
#define DHE_PRIME_MAX_BITS 4096u

/* received.c: whose Certificate message it is, and how it is read. */
struct received_from {
	const char *whose, *source;     /* "server", "localhost:443" */
	bool tls13;
	const struct cw_question *question;     /* whose limits count */
};

/*
 * The certificates of the message become the chain, which is empty. 1: it ends
 * the handshake, with *alert unless that is -1: then the verdict on the chain
 * has one. -1: trouble of ours.
 */
int certificates_receive(struct cw_handshake *h, struct cw_certs *chain,
    const struct received_from *from, struct bytes body, int *alert,
    struct cw_error *err);

/* One end of the queue. */
struct wire_end {
	struct queue *queue;
	enum side side;
};

/* What a server, or a client that is asked, shows and proves. */
struct shown {
	gnutls_pcert_st *chain;
	unsigned chain_count;
	gnutls_pubkey_t public_key;
	gnutls_privkey_t key;
	gnutls_ocsp_data_st *staple;
	unsigned staple_count;
};

/* stand_in: a new key of this kind in place of its own; unknown: none. Close it
   in any case. */
int shown_open(struct shown *s, struct arena *arena,
    const struct cw_server *what, gnutls_pk_algorithm_t stand_in,
    struct cw_error *err);
void shown_close(struct shown *s);
/* Hands it to GnuTLS, as gnutls_certificate_set_retrieve_function3 wants it. */
int shown_give(const struct shown *s, gnutls_pcert_st **chain,
    unsigned int *count, gnutls_ocsp_data_st **ocsp, unsigned int *ocsp_count,
    gnutls_privkey_t *key, unsigned int *flags);

struct client {
	struct cw_handshake *handshake;
	const struct cw_question *question;
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	struct wire_end end;
	struct buffer keylog;           /* NSS format */
	bool done;                      /* its handshake came to its end */
	bool ended;                     /* by trouble: nothing more is asked */
	bool alerted;                   /* the one alert was chosen */
	int stop_alert;                 /* of a cap or of what cannot be read */
	bool failed;                    /* trouble of ours, in err */
	struct cw_error err;
	const char *const *alpn;        /* to offer */
	size_t alpn_count;
	const struct cw_server *own;    /* to show when asked; or NULL */
	struct shown shown;             /* made of it */
	/* Waits until the socket can be read or written; NULL: never. */
	bool (*wait)(void *waiter, bool writing);
	void *waiter;
};

/* Opens the client's session. c->handshake and c->question are set. Close it
   in any case. */
int client_open(struct client *c, const char *priority, struct cw_error *err);
void client_close(struct client *c);
/* Goes on as far as the octets that are there allow. */
void client_step(struct client *c);
/* Ends it as after this GnuTLS code: judges what came and sends the alert. */
void client_end(struct client *c, int code);

struct server {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	struct wire_end end;
	struct shown shown;
	gnutls_pk_algorithm_t stand_in; /* as shown_open takes it */
	bool done, ended;
	int code;                       /* that ended it */
	int alert_received;             /* -1: none */
};

/* Opens the server's session. s->end and s->stand_in are set. */
int server_open(struct server *s, struct arena *arena,
    const struct cw_server *what, const char *priority, struct cw_error *err);
/* Safe after server_open failed; what ended it stays readable. */
void server_close(struct server *s);
void server_step(struct server *s);

/* Lets a session speak over its end of a queue. */
void session_join(gnutls_session_t session, struct wire_end *end);
/* Whether the session has to be asked again when octets came or went. */
bool session_waits(int code);
/* Trouble of ours with GnuTLS; returns -1. */
int session_error(struct cw_error *err, const char *what, int code);
/* Appends a line of a key log in NSS format. */
void session_keylog(gnutls_session_t session, struct buffer *out,
    const char *label, const gnutls_datum_t *secret);

/* ca_signatures.c: of the path that the verdict tells, as checks of the trace. */
void ca_signatures_open(struct cw_handshake *h);

/* handshake.c */
struct cw_handshake *handshake_new(enum cw_tls asked, struct cw_error *err);
/* One sentence for what ended it, once: a later one is not taken. */
void handshake_trouble(struct cw_handshake *h, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The name to ask the server for: the one to be judged, else the host. */
void handshake_server_name(struct cw_handshake *h,
    const struct cw_question *question, const char *host);
/* Decodes what the queue holds into the trace, and completes the trouble. */
int handshake_decode(struct cw_handshake *h, const struct queue *queue,
    const struct buffer *keylog, struct bytes server_key,
    struct cw_error *err);

#endif
