/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same handshake against a server on the network. */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>
#include "base/escape.h"
#include "tls/session.h"
#include "tls/tcp.h"

#define FIRST_OCTETS_SHOWN 32
/* After our last word, the peer's are read for that long: closing with octets
   unread would reset the connection and swallow our alert. */
#define DRAIN_MILLISECONDS 500
#define DRAIN_OCTETS 65536u

static const char *const priorities[CW_OFFER_COUNT] = {
	[CW_OFFER_ALL] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
	[CW_OFFER_TLS12] = "NORMAL:-VERS-ALL:+VERS-TLS1.2",
	[CW_OFFER_TLS13] = "NORMAL:-VERS-ALL:+VERS-TLS1.3",
	[CW_OFFER_TLS12_RSA] = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA",
};

struct connection {
	struct client client;
	struct tcp tcp;
	struct queue queue;             /* only records */
	size_t received;
	bool closed;                    /* by the peer */
};

static ssize_t
socket_push(gnutls_transport_ptr_t pointer, const void *octets, size_t len)
{
	struct connection *x = pointer;
	ssize_t n = send(x->tcp.fd, octets, len, MSG_NOSIGNAL);

	if (n > 0 && !queue_write(&x->queue, SIDE_CLIENT,
	    (struct bytes){ octets, (size_t)n })) {
		errno = ENOBUFS;
		return -1;
	}
	return n;
}

static ssize_t
socket_pull(gnutls_transport_ptr_t pointer, void *octets, size_t len)
{
	struct connection *x = pointer;
	ssize_t n = recv(x->tcp.fd, octets, len, 0);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK &&
	    errno != EINTR))
		x->closed = true;
	if (n > 0 && !queue_write(&x->queue, SIDE_SERVER,
	    (struct bytes){ octets, (size_t)n })) {
		if (x->queue.full)
			handshake_trouble(x->client.handshake, "the server "
			    "sent more than %u octets", QUEUE_MAX_OCTETS);
		errno = ENOBUFS;
		return -1;
	}
	if (n > 0)
		x->received += (size_t)n;
	return n;
}

static int
socket_ready(gnutls_transport_ptr_t pointer, unsigned int milliseconds)
{
	(void)pointer;
	(void)milliseconds;
	return 1;
}

static bool
socket_wait(void *pointer, bool writing)
{
	struct connection *x = pointer;

	return tcp_wait(&x->tcp, writing);
}

/* Steps until the end or until time is up. */
static void
connection_run(struct connection *x)
{
	struct client *c = &x->client;

	for (;;) {
		client_step(c);
		if (c->done || c->ended)
			return;
		if (!tcp_wait(&x->tcp,
		    gnutls_record_get_direction(c->session) == 1)) {
			client_end(c, GNUTLS_E_AGAIN);
			return;
		}
	}
}

/* Says goodbye and lets the peer say its own. */
static void
connection_close(struct connection *x)
{
	uint8_t octets[4096];
	int64_t until = clock_milliseconds() + DRAIN_MILLISECONDS;
	size_t most = x->received + DRAIN_OCTETS;

	if (x->client.done)
		while (session_waits(gnutls_bye(x->client.session,
		    GNUTLS_SHUT_WR)) && tcp_wait(&x->tcp, true))
			continue;
	tcp_finish(&x->tcp);
	if (until < x->tcp.deadline)
		x->tcp.deadline = until;
	while (!x->closed && x->received < most) {
		ssize_t n = socket_pull(x, octets, sizeof(octets));

		if (n < 0 && (x->closed || errno == ENOBUFS ||
		    !tcp_wait(&x->tcp, false)))
			break;
	}
	tcp_close(&x->tcp);
}

static int
not_tls(const struct connection *x, const char *peer, struct cw_error *err)
{
	const struct trace *t = &x->client.handshake->trace;
	struct buffer shown = BUFFER_EMPTY;

	escape_text(&shown, t->stream[SIDE_SERVER], FIRST_OCTETS_SHOWN);
	if (shown.failed) {
		buffer_free(&shown);
		return error_memory(err);
	}
	error_set(err, "%s does not speak TLS: it answered \"%s\"", peer,
	    shown.data == NULL ? "" : (const char *)shown.data);
	buffer_free(&shown);
	return -1;
}

/* What cannot be called a handshake is trouble of ours. */
static int
connection_judge(const struct connection *x, bool expired,
    struct cw_error *err)
{
	const struct cw_handshake *h = x->client.handshake;
	const struct trace *t = &h->trace;
	const struct trace_end *end = &t->end[SIDE_SERVER];
	bool silent = t->stream[SIDE_SERVER].len == 0;

	if (end->fault == TRACE_NOT_TLS && end->offset == 0)
		return not_tls(x, h->peer, err);
	if (expired)
		return tcp_time_is_up(&x->tcp, silent ?
		    "waiting for an answer of" : "the handshake with", err);
	if (silent) {
		error_set(err, "%s closed the connection without an answer",
		    h->peer);
		return -1;
	}
	return 0;
}

static int
connection_handshake(struct connection *x, enum cw_offer offer,
    struct cw_error *err)
{
	struct client *c = &x->client;
	bool expired;
	int result;

	c->wait = socket_wait;
	c->waiter = x;
	if (client_open(c, priorities[offer], err) != 0) {
		client_close(c);
		return -1;
	}
	gnutls_transport_set_ptr(c->session, x);
	gnutls_transport_set_push_function(c->session, socket_push);
	gnutls_transport_set_pull_function(c->session, socket_pull);
	gnutls_transport_set_pull_timeout_function(c->session, socket_ready);
	connection_run(x);
	expired = x->tcp.expired;
	c->handshake->complete = c->done;
	connection_close(x);
	result = handshake_decode(c->handshake, &x->queue, &c->keylog,
	    (struct bytes){ NULL, 0 }, err);
	if (result == 0 && !c->failed && !c->handshake->refused)
		result = connection_judge(x, expired, err);
	if (result == 0)
		ca_signatures_open(c->handshake);
	client_close(c);
	if (result == 0 && c->failed) {
		error_set(err, "%s", c->err.text);
		result = -1;
	}
	return result;
}

static char *
peer_name(struct arena *arena, const char *host, const char *port)
{
	struct buffer name = BUFFER_EMPTY;
	bool bare = strchr(host, ':') == NULL;
	char *copy;

	buffer_format(&name, bare ? "%s:%s" : "[%s]:%s", host, port);
	copy = name.failed ? NULL :
	    arena_string(arena, (const char *)name.data);
	buffer_free(&name);
	return copy;
}

static enum cw_tls
asked_for(enum cw_offer offer)
{
	return offer == CW_OFFER_TLS12 ? CW_TLS12 :
	    offer == CW_OFFER_TLS12_RSA ? CW_TLS12_RSA : CW_TLS13;
}

static int
connection_open(struct connection *x, const struct cw_connect_options *o,
    struct cw_error *err)
{
	if (tcp_open(&x->tcp, o->host, o->port, o->timeout, err) != 0)
		return -1;
	return starttls(&x->tcp, o->starttls, o->host, err);
}

int
cw_handshake_connect(const struct cw_connect_options *options,
    const struct cw_question *question, struct cw_handshake **out,
    struct cw_error *err)
{
	const struct cw_connect_options *o = options;
	struct cw_handshake *h = handshake_new(asked_for(o->offer), err);
	struct connection x = { .client = { .handshake = h,
		.question = question, .alpn = o->alpn,
		.alpn_count = o->alpn_count, .own = o->own } };
	int result = -1;

	if (h == NULL)
		return -1;
	queue_start(&x.queue, h->arena);
	if (o->server_name != NULL)
		handshake_server_name(h, &(struct cw_question){ 0 },
		    o->server_name);
	else
		handshake_server_name(h, question, o->host);
	h->peer = peer_name(h->arena, o->host, o->port);
	if (h->peer == NULL)
		error_memory(err);
	else if (connection_open(&x, o, err) == 0)
		result = connection_handshake(&x, o->offer, err);
	if (h->peer != NULL)
		tcp_close(&x.tcp);
	if (result == 0)
		*out = h;
	else
		cw_handshake_free(h);
	return result;
}
