/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/session.h"

#define SERVER_FLAGS (GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS)

static int
chain_give(gnutls_session_t session, const struct gnutls_cert_retr_st *info,
    gnutls_pcert_st **chain, unsigned int *count, gnutls_ocsp_data_st **ocsp,
    unsigned int *ocsp_count, gnutls_privkey_t *key, unsigned int *flags)
{
	const struct server *s = gnutls_session_get_ptr(session);

	(void)info;
	return shown_give(&s->shown, chain, count, ocsp, ocsp_count, key,
	    flags);
}

static int
session_open(struct server *s, const char *priority, struct cw_error *err)
{
	int code = gnutls_init(&s->session, SERVER_FLAGS);

	if (code == 0)
		code = gnutls_certificate_allocate_credentials(&s->credentials);
	if (code == 0)
		code = gnutls_priority_set_direct(s->session, priority, NULL);
	if (code == 0)
		code = gnutls_credentials_set(s->session,
		    GNUTLS_CRD_CERTIFICATE, s->credentials);
	if (code != 0)
		return session_error(err, "opening the server's session", code);
	gnutls_certificate_set_retrieve_function3(s->credentials, chain_give);
	gnutls_session_set_ptr(s->session, s);
	session_join(s->session, &s->end);
	return 0;
}

int
server_open(struct server *s, struct arena *arena, const struct cw_server *what,
    const char *priority, struct cw_error *err)
{
	if (shown_open(&s->shown, arena, what, s->stand_in, err) != 0)
		return -1;
	return session_open(s, priority, err);
}

void
server_close(struct server *s)
{
	if (s->session != NULL)
		gnutls_deinit(s->session);
	if (s->credentials != NULL)
		gnutls_certificate_free_credentials(s->credentials);
	shown_close(&s->shown);
	s->session = NULL;
	s->credentials = NULL;
}

void
server_step(struct server *s)
{
	int code;

	if (s->done || s->ended)
		return;
	do
		code = gnutls_handshake(s->session);
	while (code == GNUTLS_E_WARNING_ALERT_RECEIVED);
	if (session_waits(code))
		return;
	s->done = code == 0;
	s->ended = code != 0;
	s->code = code;
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
		s->alert_received = (int)gnutls_alert_get(s->session);
	else if (code != 0)
		gnutls_alert_send_appropriate(s->session, code);
}
