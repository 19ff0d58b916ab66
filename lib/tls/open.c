/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gnutls/crypto.h>
#include "tls/decode.h"

#define KEY_MAX 32
#define IV_TLS13 12

void
opener_close(struct opener *o)
{
	if (o->handle != NULL)
		gnutls_aead_cipher_deinit(o->handle);
	gnutls_memset(o, 0, sizeof(*o));
}

static void
opener_start(struct opener *o, const struct suite *suite, const uint8_t *key,
    const uint8_t *iv, size_t iv_len)
{
	gnutls_datum_t k = { (unsigned char *)(uintptr_t)key,
		(unsigned)gnutls_cipher_get_key_size(suite->cipher) };

	if (gnutls_aead_cipher_init(&o->handle, suite->cipher, &k) != 0)
		o->handle = NULL;
	memcpy(o->iv, iv, iv_len);
	o->tag = gnutls_cipher_get_tag_size(suite->cipher);
}

/* RFC 8446 7.3. */
void
opener_from_traffic(struct decoder *d, enum side side, struct bytes secret)
{
	struct stream *s = &d->stream[side];
	const struct suite *suite = d->suite;
	uint8_t key[KEY_MAX], iv[IV_TLS13];

	opener_close(&s->opener);
	s->opener.tls13 = true;
	s->sealing = true;
	s->sequence = 0;
	s->secret = secret;
	if (secret.len == 0 || suite == NULL ||
	    suite->cipher == GNUTLS_CIPHER_UNKNOWN)
		return;
	if (hkdf_label(suite->hash, secret, "key", key,
	    gnutls_cipher_get_key_size(suite->cipher)) &&
	    hkdf_label(suite->hash, secret, "iv", iv, sizeof(iv)))
		opener_start(&s->opener, suite, key, iv, sizeof(iv));
	gnutls_memset(key, 0, sizeof(key));
}

/*
 * The suite of the ticket (RFC 8446 4.2.10): of those offered, the first whose
 * secrets have this length.
 */
static const struct suite *
early_suite(const struct trace *t, size_t secret_len)
{
	for (size_t i = 0; i < t->offered_suite_count; i++) {
		const struct suite *suite = suite_find(t->offered_suite[i]);

		if (suite != NULL && suite->kx == KX_ANY &&
		    suite->cipher != GNUTLS_CIPHER_UNKNOWN &&
		    gnutls_hmac_get_len(suite->hash) == secret_len)
			return suite;
	}
	return NULL;
}

void
opener_from_early(struct decoder *d)
{
	struct bytes secret = keylog_find(d, "CLIENT_EARLY_TRAFFIC_SECRET");

	d->suite = early_suite(d->t, secret.len);
	opener_from_traffic(d, SIDE_CLIENT, secret);
	d->stream[SIDE_CLIENT].early = true;
	d->suite = NULL;
}

/* RFC 5246 6.3; AEAD suites have no MAC keys. */
void
opener_from_master(struct decoder *d, enum side side)
{
	struct stream *s = &d->stream[side];
	struct bytes master = keylog_find(d, "CLIENT_RANDOM");
	bool chacha;
	size_t key_len, iv_len;
	uint8_t block[2 * KEY_MAX + 2 * IV_TLS13], seed[64];

	if (master.len == 0 || d->suite == NULL || d->suite->kx == KX_ANY ||
	    d->suite->cipher == GNUTLS_CIPHER_UNKNOWN)
		return;
	chacha = d->suite->cipher == GNUTLS_CIPHER_CHACHA20_POLY1305;
	key_len = gnutls_cipher_get_key_size(d->suite->cipher);
	iv_len = chacha ? 12 : 4;
	memcpy(seed, d->t->server_random.data, 32);
	memcpy(seed + 32, d->t->client_random.data, 32);
	if (!prf(d->suite->hash, master, "key expansion",
	    (struct bytes){ seed, sizeof(seed) }, block,
	    2 * (key_len + iv_len)))
		return;
	s->opener.explicit_nonce = chacha ? 0 : 8;
	opener_start(&s->opener, d->suite, block + side * key_len,
	    block + 2 * key_len + side * iv_len, iv_len);
	gnutls_memset(block, 0, sizeof(block));
}

/* RFC 5288 3: salt and what the record says; else the sequence number. */
static void
nonce_make(const struct opener *o, const uint8_t *content, uint64_t sequence,
    uint8_t nonce[12])
{
	uint8_t number[8];

	memcpy(nonce, o->iv, 12);
	if (o->explicit_nonce > 0) {
		memcpy(nonce + 4, content, 8);
		return;
	}
	octets_put(number, 8, sequence);
	for (size_t i = 0; i < 8; i++)
		nonce[4 + i] ^= number[i];
}

bool
opener_open(const struct opener *o, struct bytes raw, uint64_t sequence,
    uint8_t *out, size_t *len)
{
	struct bytes content = { raw.data + RECORD_HEADER,
		raw.len - RECORD_HEADER };
	uint8_t nonce[12], extra[13];
	size_t extra_len = RECORD_HEADER, out_len = raw.len;

	if (content.len < o->explicit_nonce + o->tag)
		return false;
	nonce_make(o, content.data, sequence, nonce);
	content.data += o->explicit_nonce;
	content.len -= o->explicit_nonce;
	if (o->tls13) {
		memcpy(extra, raw.data, RECORD_HEADER);
	} else {
		octets_put(extra, 8, sequence);
		memcpy(extra + 8, raw.data, 3);
		octets_put(extra + 11, 2, content.len - o->tag);
		extra_len = sizeof(extra);
	}
	if (gnutls_aead_cipher_decrypt(o->handle, nonce, sizeof(nonce), extra,
	    extra_len, o->tag, content.data, content.len, out, &out_len) != 0)
		return false;
	*len = out_len;
	return true;
}
