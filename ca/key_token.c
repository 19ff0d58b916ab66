/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys in tokens, reached by their PKCS#11 URL: they never come here. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/pkcs11.h>

#include "ca/key_parts.h"

#define PIN_SIZE 256

bool
key_is_url(const char *word)
{
	return strncmp(word, "pkcs11:", 7) == 0;
}

const char *
key_url(const struct key *key)
{
	return key->url;
}

/* ---- the PIN ------------------------------------------------------------------ */

/* It lives as long as the key: a token may ask when it signs. */
struct key_pin {
	const struct cw_passphrase *secret;
	struct cw_error why;
	bool refused;                   /* why says it */
};

/* GnuTLS asks again after a wrong one; a token locks itself after a few. */
static int
pin_ask(void *context, int attempt, const char *url, const char *label,
    unsigned flags, char *pin, size_t size)
{
	struct key_pin *q = context;
	char name[128];

	(void)url;
	if (q->refused)
		return -1;
	q->refused = true;
	snprintf(name, sizeof(name), "token %.100s",
	    label != NULL ? label : "");
	for (char *c = name; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	if (attempt > 0 || (flags & GNUTLS_PIN_WRONG) != 0) {
		error_set(&q->why, "the PIN of the token is wrong: it was not "
		    "tried again");
		return -1;
	}
	if (q->secret == NULL || q->secret->ask == NULL) {
		error_set(&q->why, "a PIN protects the token");
		return -1;
	}
	if (q->secret->ask(q->secret->context, name, false, pin, size,
	    &q->why) < 0)
		return -1;
	q->refused = false;
	return 0;
}

/* ---- opening --------------------------------------------------------------------- */

static bool
type_find(struct bytes der, enum key_type *type)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	const uint8_t *at;
	const char *why;
	struct der_reader r;
	struct spki spki;

	der_start(&r, der, &trouble);
	return spki_read(&r, &spki) && spki_decode(&spki, &at, &why) &&
	    key_type_find(spki.kind, spki.bits, type);
}

static struct key *
token_key_make(gnutls_privkey_t private, gnutls_pubkey_t public,
    const char *url, struct cw_error *err)
{
	gnutls_datum_t out = { NULL, 0 };
	struct key *key = NULL;
	enum key_type type;
	int rc = gnutls_pubkey_import_privkey(public, private, 0, 0);

	if (rc == 0)
		rc = gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &out);
	if (rc < 0)
		error_set(err, "the public half of the key %.300s cannot be "
		    "read: %s", url, gnutls_strerror(rc));
	else if (!type_find((struct bytes){ out.data, out.size }, &type))
		error_set(err, "the key %.300s is of a type that is not taken "
		    "here: " KEY_TYPES " is", url);
	else if ((key = key_alloc(type, err)) != NULL) {
		key->url = strdup(url);
		buffer_add(&key->token_spki,
		    (struct bytes){ out.data, out.size });
	}
	gnutls_free(out.data);
	if (key == NULL || (key->url != NULL && !key->token_spki.failed))
		return key;
	error_memory(err);
	key_free(key);
	return NULL;
}

/* 0: *private is the key. */
static int
token_login(const char *url, struct key_pin *pin, gnutls_privkey_t private,
    struct cw_error *err)
{
	int rc;

	gnutls_privkey_set_pin_function(private, pin_ask, pin);
	rc = gnutls_privkey_import_url(private, url, 0);
	if (rc == 0)
		return 0;
	if (pin->refused)
		error_set(err, "%.200s: %s", url, pin->why.text);
	else if (rc == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
		error_set(err, "no private key is at %.300s: p11tool "
		    "--list-all tells what the tokens hold", url);
	else
		error_set(err, "the key %.300s cannot be used: %s", url,
		    gnutls_strerror(rc));
	return -1;
}

struct key *
key_open(const char *url, const struct cw_passphrase *secret,
    struct cw_error *err)
{
	gnutls_privkey_t private = NULL;
	gnutls_pubkey_t public = NULL;
	struct key_pin *pin = calloc(1, sizeof(*pin));
	struct key *key = NULL;

	if (pin != NULL)
		pin->secret = secret;
	if (pin == NULL || gnutls_privkey_init(&private) < 0 ||
	    gnutls_pubkey_init(&public) < 0)
		error_memory(err);
	else if (token_login(url, pin, private, err) == 0)
		key = token_key_make(private, public, url, err);
	if (key != NULL) {
		key->token = private;
		key->pin = pin;
		private = NULL;
		pin = NULL;
	}
	gnutls_pubkey_deinit(public);
	gnutls_privkey_deinit(private);
	free(pin);
	return key;
}

void
key_token_close(struct key *key)
{
	gnutls_privkey_deinit(key->token);
	free(key->pin);
	buffer_free(&key->token_spki);
	free(key->url);
}

/* ---- using it -------------------------------------------------------------------- */

int
key_token_sign(const struct key *key, struct bytes message,
    struct buffer *signature, struct cw_error *err)
{
	gnutls_datum_t in = { NULL, (unsigned)message.len };
	gnutls_datum_t out = { NULL, 0 };
	int rc;

	memcpy(&in.data, &message.data, sizeof(in.data));
	rc = gnutls_privkey_sign_data2(key->token,
	    (gnutls_sign_algorithm_t)key_form(key->type)->gnutls, 0, &in,
	    &out);
	if (rc < 0) {
		error_set(err, "signing in the token failed: %s",
		    gnutls_strerror(rc));
		return -1;
	}
	buffer_add(signature, (struct bytes){ out.data, out.size });
	gnutls_free(out.data);
	return signature->failed ? error_memory(err) : 0;
}
