/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include <gnutls/crypto.h>
#include "sig/verify.h"
#include "tls/decode.h"
#include "tls/keys.h"
#include "tls/session.h"
#include "x509/certs.h"

#define ALERT_ILLEGAL_PARAMETER 47
#define CLIENT_FLAGS (GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS | \
	GNUTLS_NO_SIGNAL)

/* Ends the handshake: by the verdict, or by stop_alert. */
#define STOP GNUTLS_E_CERTIFICATE_ERROR

static void
hex_add(struct buffer *out, const gnutls_datum_t *octets)
{
	for (unsigned i = 0; i < octets->size; i++)
		buffer_format(out, "%02x", octets->data[i]);
}

static int
keylog_add(gnutls_session_t session, const char *label,
    const gnutls_datum_t *secret)
{
	struct client *c = gnutls_session_get_ptr(session);
	gnutls_datum_t client, server;

	gnutls_session_get_random(session, &client, &server);
	buffer_format(&c->keylog, "%s ", label);
	hex_add(&c->keylog, &client);
	buffer_byte(&c->keylog, ' ');
	hex_add(&c->keylog, secret);
	buffer_byte(&c->keylog, '\n');
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
	if (h->verdict == NULL &&
	    cw_verify(&question, &h->verdict, &c->err) != 0) {
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

/* The certificates of the message become the chain. */
static int
chain_keep(struct client *c, const struct bytes *list, size_t count)
{
	const struct cw_question *q = c->question;
	const char *source = c->handshake->peer;

	if (cw_certs_limit(c->handshake->chain, q->limit, q->limit_count,
	    &c->err) != 0) {
		c->failed = true;
		return STOP;
	}
	for (size_t i = 0; i < count; i++)
		if (cw_certs_add(c->handshake->chain, list[i].data,
		    list[i].len, source == NULL ? "sent" : source,
		    &c->err) != 0) {
			c->failed = true;
			return STOP;
		}
	return 0;
}

/* What is over a limit ends the handshake before anybody computes with it. */
static int
chain_limit(struct client *c, size_t octets, size_t count)
{
	if (octets > CERTIFICATE_MESSAGE_MAX)
		handshake_trouble(c->handshake, "the server's Certificate "
		    "message has %zu octets; at most %u are taken", octets,
		    CERTIFICATE_MESSAGE_MAX);
	else if (count > CERTIFICATE_MESSAGE_CERTS)
		handshake_trouble(c->handshake, "the server sent %zu "
		    "certificates; at most %u are taken", count,
		    CERTIFICATE_MESSAGE_CERTS);
	else
		return 0;
	c->stop_alert = ALERT_BAD_CERTIFICATE;
	return STOP;
}

/* A key that we do not compute with, nor let GnuTLS. */
static int
key_limit(struct client *c)
{
	const struct limit_set *limits = &c->handshake->chain->limits;
	const struct cert *leaf = c->handshake->chain->cert[0];

	if (!leaf->readable)
		return STOP;
	if (key_is_computable(&leaf->spki, limits))
		return 0;
	c->stop_alert = ALERT_BAD_CERTIFICATE;
	handshake_trouble(c->handshake, "the server's RSA key is too costly to "
	    "compute with: a modulus of %zu bits (at most %u), an exponent of "
	    "%zu bits (at most %u)", number_bits(leaf->spki.modulus),
	    limits->most[LIMIT_RSA_BITS], number_bits(leaf->spki.exponent),
	    limits->most[LIMIT_RSA_EXPONENT_BITS]);
	return STOP;
}

static int
certificate_see(struct client *c, struct bytes body)
{
	bool tls13 = gnutls_protocol_get_version(c->session) == GNUTLS_TLS1_3;
	struct bytes *list;
	size_t count = 0;

	if (c->handshake->chain->count > 0)
		return 0;
	if (chain_limit(c, body.len, 0) != 0)
		return STOP;
	if (!certificates_read(body, tls13, c->handshake->arena, &list,
	    &count) || count == 0) {
		c->stop_alert = ALERT_DECODE_ERROR;
		handshake_trouble(c->handshake, count == 0 && body.len > 3 ?
		    "the server's Certificate message cannot be read" :
		    "the server sent no certificate");
		return STOP;
	}
	if (chain_limit(c, 0, count) != 0 || chain_keep(c, list, count) != 0)
		return STOP;
	return key_limit(c);
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
	gnutls_session_set_keylog_function(c->session, keylog_add);
	gnutls_session_set_verify_function(c->session, chain_verify);
	gnutls_handshake_set_hook_function(c->session, GNUTLS_HANDSHAKE_ANY,
	    GNUTLS_HOOK_PRE, message_hook);
	return 0;
}

void
client_close(struct client *c)
{
	if (c->session != NULL)
		gnutls_deinit(c->session);
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
