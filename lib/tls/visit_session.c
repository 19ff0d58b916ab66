/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The TLS session of a visitor: its octets, its keys and the chain it shows. */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>
#include "tls/listen.h"
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

ssize_t
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

ssize_t
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

bool
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

int
visit_session_open(struct cw_visit *v)
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

void
visit_session_close(struct cw_visit *v)
{
	if (v->session != NULL)
		gnutls_deinit(v->session);
	v->session = NULL;
}
