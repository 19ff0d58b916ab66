/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One visitor of our server, from its first octet to its last. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tls/listen.h"
#include "tls/tcp.h"
#include "x509/certs.h"

#define SESSION_FLAGS (GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS)
#define STOP GNUTLS_E_CERTIFICATE_ERROR
#define NAME_SIZE 256

/* ---- the socket ------------------------------------------------------------ */

/* What is written waits in v->out, so that no session has to be asked twice. */
static ssize_t
visit_push(gnutls_transport_ptr_t pointer, const void *octets, size_t len)
{
	struct cw_visit *v = pointer;
	struct bytes what = { octets, len };

	buffer_add(&v->out, what);
	if (v->out.failed || !queue_write(&v->queue, SIDE_SERVER, what)) {
		errno = ENOBUFS;
		return -1;
	}
	return (ssize_t)len;
}

/* Reads from the socket and keeps count. As recv; 0 for a flood too. */
static ssize_t
visit_receive(struct cw_visit *v, void *octets, size_t len)
{
	ssize_t n;

	if (v->received >= VISIT_MAX_OCTETS) {
		v->flooded = true;
		return 0;
	}
	if (len > VISIT_MAX_OCTETS - v->received)
		len = VISIT_MAX_OCTETS - v->received;
	n = recv(v->fd, octets, len, 0);
	if (n == 0)
		v->closed = true;
	if (n > 0)
		v->received += (size_t)n;
	if (n < 0 && errno != EAGAIN &&
	    errno != EINTR)
		v->reset = true;
	return n;
}

static ssize_t
visit_pull(gnutls_transport_ptr_t pointer, void *octets, size_t len)
{
	struct cw_visit *v = pointer;
	ssize_t n = visit_receive(v, octets, len);

	if (n > 0 && !queue_write(&v->queue, SIDE_CLIENT,
	    (struct bytes){ octets, (size_t)n })) {
		errno = ENOBUFS;
		return -1;
	}
	return n;
}

/* GnuTLS asks this in a few places before it reads. */
static int
visit_ready(gnutls_transport_ptr_t pointer, unsigned int milliseconds)
{
	(void)pointer;
	(void)milliseconds;
	return 1;
}

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

/* ---- the session ----------------------------------------------------------- */

const struct site *
visit_site(const struct cw_listener *l, gnutls_session_t session)
{
	char name[NAME_SIZE];
	size_t len = sizeof(name);
	unsigned int type;

	if (gnutls_server_name_get(session, name, &len, &type, 0) != 0)
		return &l->site[0];
	for (size_t i = 0; i < l->options.site_count; i++) {
		const char *own = l->site[i].what->name;

		if (own != NULL && strcasecmp(own, name) == 0)
			return &l->site[i];
	}
	return &l->site[0];
}

static int
visit_keylog(gnutls_session_t session, const char *label,
    const gnutls_datum_t *secret)
{
	struct cw_visit *v = gnutls_session_get_ptr(session);

	session_keylog(session, &v->keylog, label, secret);
	return 0;
}

static int
certificate_see(struct cw_visit *v, struct bytes body)
{
	const struct received_from from = { "visitor", v->peer,
		gnutls_protocol_get_version(v->session) == GNUTLS_TLS1_3,
		v->listener->options.client };
	int result;

	if (v->chain != NULL)
		return 0;
	v->chain = cw_certs_new();
	result = v->chain == NULL ? error_memory(&v->err) :
	    certificates_receive(v->handshake, v->chain, &from, body,
	    &v->stop_alert, &v->err);
	v->failed = result < 0;
	return result == 0 ? 0 : STOP;
}

static int
message_hook(gnutls_session_t session, unsigned int type, unsigned when,
    unsigned int incoming, const gnutls_datum_t *message)
{
	(void)when;
	if (incoming == 0 || type != GNUTLS_HANDSHAKE_CERTIFICATE_PKT)
		return 0;
	return certificate_see(gnutls_session_get_ptr(session),
	    (struct bytes){ message->data, message->size });
}

/* Judges the visitor's chain, once. False: refused, or trouble of ours. */
static bool
visitor_judge(struct cw_visit *v)
{
	struct cw_question question;

	if (v->chain == NULL || cw_certs_count(v->chain) == 0)
		return true;
	question = *v->listener->options.client;
	question.chain = v->chain;
	if (!v->failed && v->verdict == NULL)
		v->failed = cw_verify(&question, &v->verdict, &v->err) != 0;
	return !v->failed && cw_verdict_valid(v->verdict);
}

static int
visitor_verify(gnutls_session_t session)
{
	return visitor_judge(gnutls_session_get_ptr(session)) ? 0 : STOP;
}

static void
session_ask(struct cw_visit *v)
{
	if (v->listener->options.client == NULL)
		return;
	gnutls_certificate_server_set_request(v->session, GNUTLS_CERT_REQUEST);
	gnutls_session_set_verify_function(v->session, visitor_verify);
	gnutls_handshake_set_hook_function(v->session, GNUTLS_HANDSHAKE_ANY,
	    GNUTLS_HOOK_PRE, message_hook);
}

static int
session_open(struct cw_visit *v)
{
	const struct cw_listener *l = v->listener;
	int code = gnutls_init(&v->session, SESSION_FLAGS);

	if (code == 0)
		code = gnutls_priority_set(v->session, l->priority);
	if (code == 0)
		code = gnutls_credentials_set(v->session,
		    GNUTLS_CRD_CERTIFICATE, l->credentials);
	if (code == 0 && l->options.alpn_count > 0)
		code = gnutls_alpn_set_protocols(v->session, l->alpn,
		    (unsigned)l->options.alpn_count,
		    GNUTLS_ALPN_MANDATORY | GNUTLS_ALPN_SERVER_PRECEDENCE);
	if (code != 0)
		return session_error(&v->err, "opening a session", code);
	gnutls_session_set_ptr(v->session, v);
	gnutls_session_set_keylog_function(v->session, visit_keylog);
	gnutls_handshake_set_max_packet_length(v->session, VISIT_MAX_OCTETS);
	gnutls_transport_set_ptr(v->session, v);
	gnutls_transport_set_push_function(v->session, visit_push);
	gnutls_transport_set_pull_function(v->session, visit_pull);
	gnutls_transport_set_pull_timeout_function(v->session, visit_ready);
	session_ask(v);
	return 0;
}

static void
session_close(struct cw_visit *v)
{
	if (v->session != NULL)
		gnutls_deinit(v->session);
	v->session = NULL;
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
	if (!v->plain && session_open(v) != 0) {
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
	session_close(visit);
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

static int
chain_rebuild(struct cw_handshake *h, struct cw_error *err)
{
	const struct trace *t = &h->trace;

	for (size_t i = 0; i < t->certificate_count; i++)
		if (cw_certs_add(h->chain, t->certificate[i].data,
		    t->certificate[i].len, "sent", err) != 0)
			return -1;
	return 0;
}

/* As a client would that asked for that name, and does its duty. */
static int
shown_judge(struct cw_visit *v, struct cw_error *err)
{
	struct cw_handshake *h = v->handshake;
	struct cw_question question;

	if (h->chain->count == 0 || v->site == NULL ||
	    v->site->what->question == NULL)
		return 0;
	question = *v->site->what->question;
	question.chain = h->chain;
	if (h->server_name != NULL) {
		question.name_type = CW_NAME_DNS;
		question.name = h->server_name;
		question.any_name = false;
	}
	return cw_verify(&question, &h->verdict, err);
}

static void
trouble_tell(struct cw_visit *v)
{
	struct cw_handshake *h = v->handshake;
	const struct trace_alert *alert = &h->trace.alert[SIDE_CLIENT];

	if (v->failed)
		handshake_trouble(h, "%s", v->err.text);
	else if (v->flooded)
		handshake_trouble(h, "the visitor sent more than %u octets",
		    VISIT_MAX_OCTETS);
	else if (v->late)
		handshake_trouble(h, "time is up: the visitor took longer than "
		    "%g seconds", v->listener->options.timeout / 1000.0);
	else if (alert->present && !h->refused)
		handshake_trouble(h, "the visitor sent the alert %s (%d)",
		    alert_name(alert->description), alert->description);
	else if (!v->complete && !alert->present && v->reset)
		handshake_trouble(h, "the visitor tore the connection");
	else if (!v->complete && !alert->present && v->code != 0 &&
	    v->code != GNUTLS_E_PREMATURE_TERMINATION)
		handshake_trouble(h, "the handshake failed: %s",
		    gnutls_strerror(v->code));
	if (v->code != 0)
		snprintf(h->error, sizeof(h->error), "%s",
		    gnutls_strerror(v->code));
}

static void
outcome_note(struct cw_visit *v)
{
	struct cw_handshake *h = v->handshake;
	const struct trace_alert *alert = &h->trace.alert[SIDE_CLIENT];

	h->complete = v->complete;
	h->alert_sent = alert->present ? alert->description : -1;
	h->refused = !v->complete && h->verdict != NULL &&
	    !cw_verdict_valid(h->verdict);
	trouble_tell(v);
}

int
visit_finish(struct cw_visit *v, struct cw_error *err)
{
	struct cw_handshake *h = v->handshake;
	struct bytes key = { NULL, 0 }, name;

	if (v->session != NULL)
		v->site = visit_site(v->listener, v->session);
	session_close(v);
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
	if (v->plain || v->silent)
		return 0;
	if (v->site != NULL)
		key = (struct bytes){ v->site->what->server.key,
			v->site->what->server.key_len };
	if (handshake_decode(h, &v->queue, &v->keylog, key, err) != 0)
		return -1;
	name = h->trace.server_name;
	if (name.len > 0 && !bytes_have(name, 0)) {
		h->server_name = (char *)arena_copy(h->arena, name);
		if (h->server_name == NULL)
			return error_memory(err);
	}
	if (chain_rebuild(h, err) != 0 || shown_judge(v, err) != 0)
		return -1;
	h->stand_in = v->site != NULL && v->site->stand_in;
	outcome_note(v);
	return 0;
}

static enum cw_visit_end
visit_end(const struct cw_visit *v)
{
	const struct trace *t = &v->handshake->trace;

	if (t->alert[SIDE_CLIENT].present)
		return CW_VISIT_ALERT;
	if (v->flooded)
		return CW_VISIT_FLOOD;
	if (v->complete && v->code == 0 && !v->late)
		return v->data > 0 ? CW_VISIT_DATA : CW_VISIT_COMPLETE;
	if (v->late)
		return CW_VISIT_LATE;
	if (t->end[SIDE_CLIENT].fault == TRACE_NOT_TLS &&
	    t->end[SIDE_CLIENT].offset == 0)
		return CW_VISIT_NOT_TLS;
	if (v->reset)
		return CW_VISIT_RESET;
	if (v->failed || t->alert[SIDE_SERVER].present)
		return CW_VISIT_REFUSED;
	return v->complete ? CW_VISIT_COMPLETE : CW_VISIT_CLOSED;
}

void
cw_visit_tell(const struct cw_visit *visit, struct cw_visit_facts *out)
{
	const struct cw_handshake *h = visit->handshake;
	const struct trace_alert *alert = &h->trace.alert[SIDE_CLIENT];

	*out = (struct cw_visit_facts){ .number = visit->number,
		.peer = visit->peer, .asked = h->server_name,
		.alpn = visit->alpn[0] != '\0' ? visit->alpn : NULL,
		.end = visit_end(visit), .complete = visit->complete,
		.alert = alert->present ? alert->description : -1,
		.alert_encrypted = alert->present && alert->encrypted,
		.expected_alert = h->verdict != NULL ?
		    cw_verdict_alert(h->verdict) : -1,
		.data = visit->data, .client = visit->verdict };
}

const struct cw_handshake *
cw_visit_handshake(const struct cw_visit *visit)
{
	return visit->handshake;
}
