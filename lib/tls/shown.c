/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The chain that a server shows, whatever it holds, and the key it proves. */
#include "config.h"

#include "tls/keys.h"
#include "tls/session.h"
#include "x509/certs.h"

/*
 * GnuTLS looks at the public key of such an entry, never at its certificate: so
 * any octets are sent, in any order, while the key is the one that the server
 * really has, free of the usages that the certificate allows it.
 */
static int
chain_fill(struct shown *s, struct arena *arena, const struct cw_certs *chain,
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

/* A new key for this one server. */
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
key_open(struct shown *s, const struct cw_server *what,
    gnutls_pk_algorithm_t stand_in, struct cw_error *err)
{
	int code;

	s->key = stand_in != GNUTLS_PK_UNKNOWN ? stand_in_make(stand_in) :
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

int
shown_open(struct shown *s, struct arena *arena, const struct cw_server *what,
    gnutls_pk_algorithm_t stand_in, struct cw_error *err)
{
	*s = (struct shown){ 0 };
	if (key_open(s, what, stand_in, err) != 0)
		return -1;
	return chain_fill(s, arena, what->chain, err);
}

void
shown_close(struct shown *s)
{
	if (s->public_key != NULL)
		gnutls_pubkey_deinit(s->public_key);
	if (s->key != NULL)
		gnutls_privkey_deinit(s->key);
	s->public_key = NULL;
	s->key = NULL;
}

int
shown_give(const struct shown *s, gnutls_pcert_st **chain,
    unsigned int *count, gnutls_ocsp_data_st **ocsp, unsigned int *ocsp_count,
    gnutls_privkey_t *key, unsigned int *flags)
{
	*chain = s->chain;
	*count = s->chain_count;
	*ocsp = s->staple;
	*ocsp_count = s->staple_count;
	*key = s->key;
	*flags = 0;
	return 0;
}
