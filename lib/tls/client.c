/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include <gnutls/crypto.h>
#include "sig/verify.h"
#include "tls/decode.h"
#include "tls/keys.h"
#include "tls/session.h"
#include "x509/certs.h"
#include "x509/ocsps.h"

#define ALERT_ILLEGAL_PARAMETER 47
#define CLIENT_FLAGS (GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS | \
	GNUTLS_NO_SIGNAL)

#define CLIENT_ALPN_MOST 16

/* Ends the handshake: by the verdict, or by stop_alert. */
#define STOP GNUTLS_E_CERTIFICATE_ERROR

static int
keylog_add(gnutls_session_t session, const char *label,
    const gnutls_datum_t *secret)
{
	struct client *c = gnutls_session_get_ptr(session);

	session_keylog(session, &c->keylog, label, secret);
	return 0;
}

/* Responses that the question had already. */
static int
responses_add(struct cw_ocsp *to, const struct cw_ocsp *from,
    struct cw_error *err)
{
	for (size_t i = 0; from != NULL && i < from->count; i++)
		if (cw_ocsp_add(to, from->ocsp[i]->der.data,
		    from->ocsp[i]->der.len, from->ocsp[i]->origin.source,
		    err) != 0)
			return -1;
	return 0;
}

/* TLS 1.3 has one for each certificate, TLS 1.2 for the first. As octets: what
   GnuTLS thinks of them is not asked. */
static int
staples_add(struct client *c, size_t *count)
{
	struct cw_handshake *h = c->handshake;
	gnutls_datum_t staple;

	*count = 0;
	for (unsigned i = 0; i < h->chain->count; i++) {
		if (gnutls_ocsp_status_request_get2(c->session, i,
		    &staple) != 0 || staple.size == 0)
			continue;
		if (cw_ocsp_add(h->ocsp, staple.data, staple.size, "stapled",
		    &c->err) != 0)
			return -1;
		*count = i + 1;
	}
	return 0;
}

/* Who was sent a response has to look at it (RFC 6066 8). */
static int
staples_take(struct client *c, struct cw_question *q)
{
	struct cw_handshake *h = c->handshake;
	size_t count;

	if (q->ignore_staples)
		return 0;
	if (h->ocsp == NULL && (h->ocsp = cw_ocsp_new()) == NULL)
		return error_memory(&c->err);
	if (cw_ocsp_limit(h->ocsp, q->limit, q->limit_count, &c->err) != 0 ||
	    staples_add(c, &count) != 0 ||
	    responses_add(h->ocsp, q->ocsp, &c->err) != 0)
		return -1;
	q->stapled = true;
	q->ocsp = h->ocsp;
	if (count > 0 && q->revocation == CW_REVOCATION_OFF) {
		q->revocation = CW_REVOCATION_SOFT;
		q->revocation_of_target = count == 1;
	}
	return 0;
}

/* Judges the chain as it came, once. False: refused, or trouble of ours. */
static bool
client_judge(struct client *c)
{
	struct cw_handshake *h = c->handshake;
	struct cw_question question = *c->question;

	if (c->failed)
		return false;
	question.chain = h->chain;
	if (h->verdict == NULL && (staples_take(c, &question) != 0 ||
	    cw_verify(&question, &h->verdict, &c->err) != 0)) {
		c->failed = true;
		return false;
	}
	return cw_verdict_valid(h->verdict);
}

static int
chain_verify(gnutls_session_t session)
{
	return client_judge(gnutls_session_get_ptr(session)) ? 0 : STOP;
}

static int
certificate_see(struct client *c, struct bytes body)
{
	const struct received_from from = { "server",
		c->handshake->peer == NULL ? "sent" : c->handshake->peer,
		gnutls_protocol_get_version(c->session) == GNUTLS_TLS1_3,
		c->question };
	int result;

	if (c->handshake->chain->count > 0)
		return 0;
	result = certificates_receive(c->handshake, c->handshake->chain, &from,
	    body, &c->stop_alert, &c->err);
	if (result < 0)
		c->failed = true;
	if (result != 0 || c->handshake->chain->count > 0)
		return result == 0 ? 0 : STOP;
	c->stop_alert = ALERT_DECODE_ERROR;
	handshake_trouble(c->handshake, "the server sent no certificate");
	return STOP;
}

/* RFC 5246 7.4.3: with DHE the server says modulo which prime to compute. */
static int
key_exchange_see(struct client *c, struct bytes body)
{
	struct cursor cursor = cursor_over(body);
	struct bytes prime;

	if (gnutls_kx_get(c->session) != GNUTLS_KX_DHE_RSA ||
	    !cursor_vector(&cursor, 2, &prime) ||
	    number_bits(prime) <= DHE_PRIME_MAX_BITS)
		return 0;
	c->stop_alert = ALERT_ILLEGAL_PARAMETER;
	handshake_trouble(c->handshake, "the server's Diffie-Hellman prime has "
	    "%zu bits; at most %u are computed with", number_bits(prime),
	    DHE_PRIME_MAX_BITS);
	return STOP;
}

/* Sees a message before GnuTLS does. */
static int
message_hook(gnutls_session_t session, unsigned int type, unsigned when,
    unsigned int incoming, const gnutls_datum_t *message)
{
	struct client *c = gnutls_session_get_ptr(session);
	struct bytes body = { message->data, message->size };

	(void)when;
	if (incoming == 0)
		return 0;
	if (type == GNUTLS_HANDSHAKE_CERTIFICATE_PKT)
		return certificate_see(c, body);
	if (type == GNUTLS_HANDSHAKE_SERVER_KEY_EXCHANGE)
		return key_exchange_see(c, body);
	return 0;
}

/* Shows our own certificate, whatever the server wants it to be. */
static int
own_give(gnutls_session_t session, const struct gnutls_cert_retr_st *info,
    gnutls_pcert_st **chain, unsigned int *count, gnutls_ocsp_data_st **ocsp,
    unsigned int *ocsp_count, gnutls_privkey_t *key, unsigned int *flags)
{
	const struct client *c = gnutls_session_get_ptr(session);

	(void)info;
	return shown_give(&c->shown, chain, count, ocsp, ocsp_count, key,
	    flags);
}

static int
own_open(struct client *c, struct cw_error *err)
{
	gnutls_datum_t alpn[CLIENT_ALPN_MOST];
	size_t count = 0;

	for (; count < c->alpn_count && count < CLIENT_ALPN_MOST; count++)
		alpn[count] = datum_of(bytes_of(c->alpn[count]));
	if (count > 0 && gnutls_alpn_set_protocols(c->session, alpn,
	    (unsigned)count, 0) != 0)
		return session_error(err, "offering protocols",
		    GNUTLS_E_INVALID_REQUEST);
	if (c->own == NULL)
		return 0;
	gnutls_certificate_set_retrieve_function3(c->credentials, own_give);
	return shown_open(&c->shown, c->handshake->arena, c->own,
	    GNUTLS_PK_UNKNOWN, err);
}

/* What came along with the chain, kept for whoever wants it. */
static bool
extras_keep(struct client *c)
{
	struct cw_handshake *h = c->handshake;
	gnutls_datum_t datum;

	if (gnutls_alpn_get_selected_protocol(c->session, &datum) == 0) {
		h->alpn = (char *)arena_copy(h->arena,
		    (struct bytes){ datum.data, datum.size });
		if (h->alpn == NULL)
			return false;
	}
	if (gnutls_ocsp_status_request_get(c->session, &datum) == 0) {
		h->staple = (struct bytes){ arena_copy(h->arena,
		    (struct bytes){ datum.data, datum.size }), datum.size };
		return h->staple.data != NULL;
	}
	return true;
}

int
client_open(struct client *c, const char *priority, struct cw_error *err)
{
	const char *name = c->handshake->server_name;
	int code = gnutls_init(&c->session, CLIENT_FLAGS);

	c->stop_alert = -1;
	if (code == 0)
		code = gnutls_certificate_allocate_credentials(&c->credentials);
	if (code == 0)
		code = gnutls_priority_set_direct(c->session, priority, NULL);
	if (code == 0)
		code = gnutls_credentials_set(c->session,
		    GNUTLS_CRD_CERTIFICATE, c->credentials);
	if (code == 0 && name != NULL)
		code = gnutls_server_name_set(c->session, GNUTLS_NAME_DNS, name,
		    strlen(name));
	if (code != 0)
		return session_error(err, "opening the client's session", code);
	gnutls_session_set_ptr(c->session, c);
	if (own_open(c, err) != 0)
		return -1;
	gnutls_session_set_keylog_function(c->session, keylog_add);
	gnutls_session_set_verify_function(c->session, chain_verify);
	gnutls_handshake_set_hook_function(c->session, GNUTLS_HANDSHAKE_ANY,
	    GNUTLS_HOOK_PRE, message_hook);
	return 0;
}

void
client_close(struct client *c)
{
	if (c->session != NULL && !extras_keep(c) && !c->failed) {
		c->failed = true;
		error_memory(&c->err);
	}
	if (c->session != NULL)
		gnutls_deinit(c->session);
	shown_close(&c->shown);
	if (c->credentials != NULL)
		gnutls_certificate_free_credentials(c->credentials);
	buffer_wipe(&c->keylog);
	c->session = NULL;
	c->credentials = NULL;
}

/* The alert for what ended the handshake; -1: none, the server ended it. */
static int
alert_choose(const struct client *c, int code)
{
	const struct cw_handshake *h = c->handshake;
	int level;

	if (c->failed)
		return ALERT_INTERNAL_ERROR;
	if (h->verdict != NULL && !cw_verdict_valid(h->verdict))
		return cw_verdict_alert(h->verdict);
	if (c->stop_alert >= 0)
		return c->stop_alert;
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED ||
	    code == GNUTLS_E_PREMATURE_TERMINATION ||
	    code == GNUTLS_E_PULL_ERROR || code == GNUTLS_E_PUSH_ERROR ||
	    code == GNUTLS_E_AGAIN)
		return -1;
	if (code == GNUTLS_E_PK_SIG_VERIFY_FAILED)
		return ALERT_DECRYPT_ERROR;
	return gnutls_error_to_alert(code, &level);
}

/* The only place that sends an alert, and it does so once. */
static void
alert_send(struct client *c, int alert)
{
	int code;

	if (c->alerted)
		return;
	c->alerted = true;
	if (alert < 0)
		return;
	do
		code = gnutls_alert_send(c->session, GNUTLS_AL_FATAL,
		    (gnutls_alert_description_t)alert);
	while (session_waits(code) && c->wait != NULL &&
	    c->wait(c->waiter, true));
	if (code == 0)
		c->handshake->alert_sent = alert;
}

void
client_end(struct client *c, int code)
{
	struct cw_handshake *h = c->handshake;

	c->ended = true;
	if (h->chain->count > 0)
		client_judge(c);
	h->refused = c->stop_alert >= 0 ||
	    (h->verdict != NULL && !cw_verdict_valid(h->verdict));
	alert_send(c, alert_choose(c, code));
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
		handshake_trouble(h, "the server ended the handshake with the "
		    "alert %s (%d)",
		    alert_name((int)gnutls_alert_get(c->session)),
		    (int)gnutls_alert_get(c->session));
	else if (!h->refused)
		handshake_trouble(h, "the handshake failed: %s",
		    gnutls_strerror(code));
	snprintf(h->error, sizeof(h->error), "%s", gnutls_strerror(code));
}

void
client_step(struct client *c)
{
	int code;

	if (c->done || c->ended)
		return;
	do
		code = gnutls_handshake(c->session);
	while (code == GNUTLS_E_WARNING_ALERT_RECEIVED);
	if (session_waits(code))
		return;
	if (code != 0)
		client_end(c, code);
	c->done = code == 0;
}
