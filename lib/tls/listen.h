/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A server on loopback and its visitors. Each visitor is hostile until it has
 * left: what it may send is bounded, and so is its time.
 */
#ifndef TLS_LISTEN_H
#define TLS_LISTEN_H

#include <chainwright-serve.h>
#include "tls/session.h"

/* What a visitor may send: a hello and a chain of its own, with room. */
#define VISIT_MAX_OCTETS 131072u
#define VISIT_MAX_REQUEST 4096u
/* After our last word, the visitor's are read for that long: closing with
   octets unread would reset the connection and swallow its alert, or ours. */
#define VISIT_DRAIN_MILLISECONDS 500

/* A site, ready to be shown. */
struct site {
	const struct cw_site *what;
	struct shown shown;
	gnutls_ocsp_data_st staple;
	bool stand_in;                  /* another key signs: GnuTLS has no use
	                                   for its own */
};

#define LISTEN_SOCKETS 2

struct cw_listener {
	struct arena *arena;
	struct cw_listen_options options;
	struct site *site;
	gnutls_datum_t *alpn;
	gnutls_certificate_credentials_t credentials;
	gnutls_priority_t priority;
	const struct cw_page *page;
	size_t page_count;
	int socket[LISTEN_SOCKETS];     /* -1: none */
	unsigned port;
	struct cw_visit **visit;        /* options.visitors places, filled from
	                                   the first on */
	size_t visit_count;
	unsigned long visits;           /* told */
	int64_t wait_until;             /* before that nobody is taken */
	struct pollfd *poll;
};

enum visit_state {
	VISIT_LOOK,                     /* TLS, or a browser gone astray? */
	VISIT_HTTP,
	VISIT_HANDSHAKE,
	VISIT_WORDS,                    /* application data */
	VISIT_DRAIN,
	VISIT_OVER
};

struct cw_visit {
	const struct cw_listener *listener;
	unsigned long number;
	struct cw_handshake *handshake;
	struct queue queue;             /* only records */
	gnutls_session_t session;
	struct buffer keylog;
	struct buffer out;              /* not sent yet, from sent on */
	size_t sent;
	struct buffer request;          /* of HTTP, in TLS or not */
	size_t received;
	int fd;
	int64_t deadline;               /* monotonic clock, milliseconds */
	enum visit_state state;
	const struct site *site;
	struct cw_certs *chain;         /* of the visitor, or NULL */
	struct cw_verdict *verdict;     /* on it */
	char peer[64];
	char alpn[256];
	size_t data;
	bool plain, silent;             /* HTTP, or no octet at all: no visit
	                                   to be told */
	bool complete, shut;
	bool closed, reset, late, flooded;      /* what it did */
	bool failed;                    /* trouble of ours, in err */
	struct cw_error err;
	int stop_alert;                 /* for what it showed; -1 */
	int code;                       /* of GnuTLS, that ended it */
};

/* Takes the socket over, in any case. NULL: no memory. */
struct cw_visit *visit_new(struct cw_listener *l, int fd, const char *peer,
    struct cw_error *err);
/* Goes on as far as the socket allows. */
void visit_step(struct cw_visit *v);
/* Its time is up. */
void visit_expire(struct cw_visit *v);
/* What it waits for, for poll. */
short visit_events(const struct cw_visit *v);
/* When it is over: closes it, decodes what was seen, judges what was shown. */
int visit_finish(struct cw_visit *v, struct cw_error *err);

/* visit_session.c: opens the visitor's session; close it in any case. */
int visit_session_open(struct cw_visit *v);
void visit_session_close(struct cw_visit *v);
/* Which site a session asks for. */
const struct site *visit_site(const struct cw_listener *l,
    gnutls_session_t session);
/* Reads from the socket and keeps count. As recv; 0 for a flood too. */
ssize_t visit_receive(struct cw_visit *v, void *octets, size_t len);
/* The same as GnuTLS wants it, into the trace too; the pointer is a visit. */
ssize_t visit_pull(gnutls_transport_ptr_t pointer, void *octets, size_t len);
/* Judges the visitor's chain, once. False: refused, or trouble of ours. */
bool visitor_judge(struct cw_visit *v);

/* visit_http.c: whether the request has come as a whole (or is none), and the
   answer to it; in TLS it is not looked at. */
bool http_request_whole(const struct cw_visit *v);
void http_answer(const struct cw_visit *v, struct buffer *out);

#endif
