/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One visitor of our server, from its first octet to its last. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tls/listen.h"
#include "tls/tcp.h"

static void
visit_flush(struct cw_visit *v)
{
	while (v->sent < v->out.len) {
		ssize_t n = send(v->fd, v->out.data + v->sent,
		    v->out.len - v->sent, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN))
			return;
		if (n < 0) {
			/* It may have said why before it went. */
			v->sent = v->out.len;
			v->state = VISIT_DRAIN;
			return;
		}
		v->sent += (size_t)n;
	}
}

/* From here on nothing more is said. */
static void
visit_drain(struct cw_visit *v)
{
	int64_t until = clock_milliseconds() + VISIT_DRAIN_MILLISECONDS;

	v->state = VISIT_DRAIN;
	if (until < v->deadline)
		v->deadline = until;
}

/* ---- its states ------------------------------------------------------------ */

/* A handshake record begins with 22; a letter begins a request of HTTP. */
static void
look(struct cw_visit *v)
{
	uint8_t first;
	ssize_t n = recv(v->fd, &first, 1, MSG_PEEK);

	if (n < 0 && (errno == EAGAIN ||
	    errno == EINTR))
		return;
	if (n <= 0) {
		/* Somebody who only looked whether there is a server. */
		v->silent = true;
		v->state = VISIT_OVER;
		return;
	}
	v->plain = first >= 'A' && first <= 'Z';
	v->state = v->plain ? VISIT_HTTP : VISIT_HANDSHAKE;
	if (!v->plain && visit_session_open(v) != 0) {
		v->failed = true;
		v->state = VISIT_OVER;
	}
}

static void
http(struct cw_visit *v)
{
	uint8_t octets[1024];
	ssize_t n = visit_receive(v, octets, sizeof(octets));

	if (n < 0 && !v->reset)
		return;
	if (n > 0)
		buffer_add(&v->request, (struct bytes){ octets, (size_t)n });
	if (n <= 0 || v->request.failed)
		v->state = VISIT_OVER;
	else if (http_request_whole(v)) {
		http_answer(v, &v->out);
		visit_drain(v);
	}
}

/* The alert for what ended the handshake; -1: the visitor ended it. */
static int
alert_choose(struct cw_visit *v, int code)
{
	int level;

	if (v->chain != NULL && cw_certs_count(v->chain) > 0)
		visitor_judge(v);
	if (v->failed)
		return ALERT_INTERNAL_ERROR;
	if (v->stop_alert >= 0)
		return v->stop_alert;
	if (v->verdict != NULL && !cw_verdict_valid(v->verdict))
		return cw_verdict_alert(v->verdict);
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED ||
	    code == GNUTLS_E_PREMATURE_TERMINATION ||
	    code == GNUTLS_E_PULL_ERROR || code == GNUTLS_E_PUSH_ERROR)
		return -1;
	return gnutls_error_to_alert(code, &level);
}

/* It ended before its time, by this GnuTLS code. */
static void
visit_fail(struct cw_visit *v, int code)
{
	int alert = alert_choose(v, code);

	v->code = code;
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
		v->handshake->alert_received =
		    (int)gnutls_alert_get(v->session);
	if (alert >= 0)
		gnutls_alert_send(v->session, GNUTLS_AL_FATAL,
		    (gnutls_alert_description_t)alert);
	visit_drain(v);
}

static void
agreement_note(struct cw_visit *v)
{
	gnutls_datum_t alpn;

	if (gnutls_alpn_get_selected_protocol(v->session, &alpn) == 0 &&
	    alpn.size < sizeof(v->alpn)) {
		memcpy(v->alpn, alpn.data, alpn.size);
		v->alpn[alpn.size] = '\0';
	}
}

static void
handshake(struct cw_visit *v)
{
	int code;

	do
		code = gnutls_handshake(v->session);
	while (code == GNUTLS_E_WARNING_ALERT_RECEIVED);
	/* For half a record GnuTLS waits, even where nothing can come. */
	if (session_waits(code) && (v->closed || v->flooded))
		code = GNUTLS_E_PREMATURE_TERMINATION;
	if (session_waits(code))
		return;
	if (code != 0) {
		visit_fail(v, code);
		return;
	}
	v->complete = true;
	agreement_note(v);
	v->state = VISIT_WORDS;
}

/* Answers if that was a request, and says goodbye. */
static void
answer(struct cw_visit *v)
{
	struct buffer text = BUFFER_EMPTY;

	http_answer(v, &text);
	if (!text.failed && text.len > 0)
		gnutls_record_send(v->session, text.data, text.len);
	buffer_free(&text);
	gnutls_bye(v->session, GNUTLS_SHUT_WR);
	visit_drain(v);
}

static void
words(struct cw_visit *v)
{
	uint8_t octets[2048];
	ssize_t n;

	do {
		n = gnutls_record_recv(v->session, octets, sizeof(octets));
		if (n <= 0)
			continue;
		v->data += (size_t)n;
		buffer_add(&v->request, (struct bytes){ octets, (size_t)n });
		if (http_request_whole(v)) {
			answer(v);
			return;
		}
	} while (n > 0 || n == GNUTLS_E_WARNING_ALERT_RECEIVED);
	if (n == 0) {
		gnutls_bye(v->session, GNUTLS_SHUT_WR);
		visit_drain(v);
	} else if (v->closed || v->flooded) {
		visit_drain(v);
	} else if (!session_waits((int)n)) {
		visit_fail(v, (int)n);
	}
}

/* Listens on, so that a word said in the clear is not lost. */
static void
drain(struct cw_visit *v)
{
	uint8_t octets[4096];
	ssize_t n;

	if (v->sent == v->out.len && !v->shut) {
		shutdown(v->fd, SHUT_WR);
		v->shut = true;
	}
	do
		n = v->plain ? visit_receive(v, octets, sizeof(octets)) :
		    visit_pull(v, octets, sizeof(octets));
	while (n > 0);
	if ((n == 0 && v->sent == v->out.len) || v->reset)
		v->state = VISIT_OVER;
}

void
visit_step(struct cw_visit *v)
{
	enum visit_state before;

	do {
		before = v->state;
		if (v->state == VISIT_LOOK)
			look(v);
		else if (v->state == VISIT_HTTP)
			http(v);
		else if (v->state == VISIT_HANDSHAKE)
			handshake(v);
		else if (v->state == VISIT_WORDS)
			words(v);
		visit_flush(v);
		if (v->state == VISIT_DRAIN)
			drain(v);
	} while (v->state != before && v->state != VISIT_OVER);
}

void
visit_expire(struct cw_visit *v)
{
	v->late = v->state != VISIT_DRAIN;
	v->state = VISIT_OVER;
}

short
visit_events(const struct cw_visit *v)
{
	short events = v->sent < v->out.len ? POLLOUT : 0;

	return v->closed ? events : (short)(events | POLLIN);
}

/* ---- its beginning and its end --------------------------------------------- */

struct cw_visit *
visit_new(struct cw_listener *l, int fd, const char *peer,
    struct cw_error *err)
{
	struct cw_visit *v = calloc(1, sizeof(*v));

	if (v != NULL)
		v->handshake = handshake_new(
		    l->options.offer == CW_OFFER_TLS12 ? CW_TLS12 :
		    l->options.offer == CW_OFFER_TLS12_RSA ? CW_TLS12_RSA :
		    CW_TLS13, err);
	else
		error_memory(err);
	if (v == NULL || v->handshake == NULL) {
		free(v);
		close(fd);
		return NULL;
	}
	v->listener = l;
	v->fd = fd;
	v->stop_alert = -1;
	v->deadline = clock_milliseconds() + l->options.timeout;
	v->handshake->visited = true;
	queue_start(&v->queue, v->handshake->arena);
	memcpy(v->peer, peer, strnlen(peer, sizeof(v->peer) - 1));
	return v;
}

void
cw_visit_free(struct cw_visit *visit)
{
	if (visit == NULL)
		return;
	visit_session_close(visit);
	if (visit->fd >= 0)
		close(visit->fd);
	cw_verdict_free(visit->verdict);
	cw_certs_free(visit->chain);
	cw_handshake_free(visit->handshake);
	buffer_wipe(&visit->keylog);
	buffer_free(&visit->out);
	buffer_wipe(&visit->request);
	free(visit);
}
