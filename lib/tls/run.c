/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client and a server in this process. */
#include "config.h"

#include "tls/session.h"
#include "x509/certs.h"

/* A full handshake takes two and one for each record of a long message; a round
   has to move octets to be followed by another. */
#define ROUNDS_MAX 256
#define TRIES_MAX 16

static const char hello[] = "hello";

/* Static RSA as text books have it: no hash of the session in its secret. */
static const char *const priorities[] = {
	[CW_TLS13] = "NORMAL:-VERS-ALL:+VERS-TLS1.3",
	[CW_TLS12] = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:"
	    "+ECDHE-RSA",
	[CW_TLS12_RSA] = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA:"
	    "%NO_SESSION_HASH",
};

/* Asks both ends in turn until both are through or nothing moves. */
static void
ends_run(struct client *c, struct server *s, const struct queue *q)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		size_t written = q->octets, taken = q->taken;

		client_step(c);
		server_step(s);
		if (q->octets == written && q->taken == taken)
			break;
	}
	if (!c->done && !c->ended)
		client_end(c, GNUTLS_E_AGAIN);
}

/* Receives what is waiting; TLS 1.3 says "again" once for each ticket. */
static bool
word_receive(gnutls_session_t session)
{
	char word[sizeof(hello)];

	for (int i = 0; i < TRIES_MAX; i++) {
		ssize_t n = gnutls_record_recv(session, word, sizeof(word));

		if (n == (ssize_t)strlen(hello) &&
		    memcmp(word, hello, strlen(hello)) == 0)
			return true;
		if (n >= 0 || !session_waits((int)n))
			return false;
	}
	return false;
}

static bool
word_send(gnutls_session_t session)
{
	return gnutls_record_send(session, hello, strlen(hello)) ==
	    (ssize_t)strlen(hello);
}

/* "hello" to the server and back, encrypted; then both say that they close. */
static void
words_exchange(struct cw_handshake *h, struct client *c, struct server *s)
{
	if (!word_send(c->session) || !word_receive(s->session) ||
	    !word_send(s->session) || !word_receive(c->session))
		handshake_trouble(h, "data sent after the handshake did not "
		    "come back");
	gnutls_bye(c->session, GNUTLS_SHUT_WR);
	gnutls_bye(s->session, GNUTLS_SHUT_WR);
}

/* Our server gave up before it showed its chain. */
static bool
server_failed(const struct server *s, const struct cw_handshake *h)
{
	return s->ended && s->code != GNUTLS_E_FATAL_ALERT_RECEIVED &&
	    h->chain->count == 0 && !h->refused;
}

/*
 * Nobody can prove such a key in this form of TLS (P-224 in TLS 1.3, an EC key
 * with RSA key transport), yet the chain can be shown: another key then makes
 * the server's signature, and the proof says nothing.
 */
static void
stand_in_note(struct cw_handshake *h)
{
	h->stand_in = true;
	h->trace.key_proof = PROOF_UNKNOWN;
	h->trace.premaster_proof = PROOF_UNKNOWN;
}

static int
pair_run(struct client *c, struct server *s, struct queue *q,
    const struct cw_server *what, struct cw_error *err)
{
	struct cw_handshake *h = c->handshake;
	struct bytes key = { what->key, what->key_len };

	ends_run(c, s, q);
	h->alert_received = s->alert_received;
	h->complete = c->done && s->done;
	if (h->complete)
		words_exchange(h, c, s);
	if (c->failed) {
		error_set(err, "%s", c->err.text);
		return -1;
	}
	if (server_failed(s, h) || (s->stand_in && !h->refused))
		return session_error(err, "the server cannot show this chain",
		    s->code);
	if (handshake_decode(h, q, &c->keylog, key, err) != 0)
		return -1;
	ca_signatures_open(h);
	if (s->stand_in)
		stand_in_note(h);
	return 0;
}

static int
run_once(const struct cw_server *what, const struct cw_question *question,
    struct cw_handshake *h, struct server *s, struct cw_error *err)
{
	struct client client = { .handshake = h, .question = question };
	struct queue *queue = s->end.queue;
	int result = -1;

	queue_start(queue, h->arena);
	client.end = (struct wire_end){ queue, SIDE_CLIENT };
	handshake_server_name(h, question, NULL);
	if (server_open(s, h->arena, what, priorities[h->asked], err) != 0)
		return -1;
	if (client_open(&client, priorities[h->asked], err) == 0) {
		session_join(client.session, &client.end);
		result = pair_run(&client, s, queue, what, err);
	}
	client_close(&client);
	return result;
}

static int
run_with(const struct cw_server *what, enum cw_tls tls,
    const struct cw_question *question, gnutls_pk_algorithm_t stand_in,
    bool *unusable, struct cw_handshake **out, struct cw_error *err)
{
	struct cw_handshake *h = handshake_new(tls, err);
	struct queue queue;
	struct server server = { .end = { &queue, SIDE_SERVER },
		.stand_in = stand_in, .alert_received = -1 };
	int result;

	if (h == NULL)
		return -1;
	result = run_once(what, question, h, &server, err);
	*unusable = result != 0 && server_failed(&server, h);
	server_close(&server);
	if (result == 0)
		*out = h;
	else
		cw_handshake_free(h);
	return result;
}

int
cw_handshake_run(const struct cw_server *server, enum cw_tls tls,
    const struct cw_question *question, struct cw_handshake **out,
    struct cw_error *err)
{
	struct cw_error ignored;
	bool unusable;

	if (run_with(server, tls, question, GNUTLS_PK_UNKNOWN, &unusable, out,
	    err) == 0)
		return 0;
	if (!unusable)
		return -1;
	/* The sentence of the first run stays when the second helps nobody. */
	return run_with(server, tls, question, tls == CW_TLS12_RSA ?
	    GNUTLS_PK_RSA : GNUTLS_PK_ECDSA, &unusable, out, &ignored);
}
