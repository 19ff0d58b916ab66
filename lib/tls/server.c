/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/keys.h"
#include "tls/session.h"
#include "x509/certs.h"

#define SERVER_FLAGS (GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS)

/* Hands GnuTLS the chain that server_open filled by hand. */
static int
chain_give(gnutls_session_t session, const struct gnutls_cert_retr_st *info,
    gnutls_pcert_st **chain, unsigned int *count, gnutls_ocsp_data_st **ocsp,
    unsigned int *ocsp_count, gnutls_privkey_t *key, unsigned int *flags)
{
	struct server *s = gnutls_session_get_ptr(session);

	(void)info;
	*chain = s->chain;
	*count = s->chain_count;
	*ocsp = NULL;
	*ocsp_count = 0;
	*key = s->key;
	*flags = 0;
	return 0;
}

/*
 * GnuTLS looks at the public key of such an entry, never at its certificate: so
 * any octets are sent, in any order, while the key is the one that the server
 * really has, free of the usages that the certificate allows it.
 */
static int
chain_fill(struct server *s, struct arena *arena, const struct cw_certs *chain,
    struct cw_error *err)
{
	s->chain = arena_array(arena, chain->count + 1, sizeof(*s->chain));
	if (s->chain == NULL)
		return error_memory(err);
	for (size_t i = 0; i < chain->count; i++) {
		struct bytes der = chain->cert[i]->der;

		s->chain[i] = (gnutls_pcert_st){ .pubkey = s->public_key,
			.cert = { (unsigned char *)(uintptr_t)der.data,
			    (unsigned)der.len },
			.type = GNUTLS_CRT_X509 };
	}
	s->chain_count = (unsigned)chain->count;
	return 0;
}

/* A new key for this one handshake. */
static gnutls_privkey_t
stand_in_make(gnutls_pk_algorithm_t kind)
{
	gnutls_privkey_t key;
	unsigned bits = kind == GNUTLS_PK_RSA ? 2048 :
	    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);

	if (gnutls_privkey_init(&key) != 0)
		return NULL;
	if (gnutls_privkey_generate(key, kind, bits, 0) == 0)
		return key;
	gnutls_privkey_deinit(key);
	return NULL;
}

static int
key_open(struct server *s, const struct cw_server *what, struct cw_error *err)
{
	int code;

	s->key = s->stand_in != GNUTLS_PK_UNKNOWN ?
	    stand_in_make(s->stand_in) :
	    private_key_read((struct bytes){ what->key, what->key_len });
	if (s->key == NULL) {
		error_set(err, "the server's private key cannot be read: it "
		    "has to be PKCS#8 in DER");
		return -1;
	}
	code = gnutls_pubkey_init(&s->public_key);
	if (code == 0)
		code = gnutls_pubkey_import_privkey(s->public_key, s->key, 0,
		    0);
	return code == 0 ? 0 :
	    session_error(err, "using the server's private key", code);
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
	if (key_open(s, what, err) != 0 ||
	    chain_fill(s, arena, what->chain, err) != 0)
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
	if (s->public_key != NULL)
		gnutls_pubkey_deinit(s->public_key);
	if (s->key != NULL)
		gnutls_privkey_deinit(s->key);
	s->session = NULL;
	s->credentials = NULL;
	s->public_key = NULL;
	s->key = NULL;
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
