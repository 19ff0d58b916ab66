/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The shared secret of an ephemeral key exchange. Nobody can read it off the wire;
 * but a key log that holds the client's private key too, as our own client
 * writes it, makes every step up to the traffic secrets computable again.
 */
#include "config.h"

#include <nettle/curve25519.h>
#include "tls/decode.h"

#define GROUP_X25519 29

/* Extract-and-expand (RFC 8446 7.1), with the transcript's hash as context. */
static bool
derive_secret(gnutls_mac_algorithm_t hash, const uint8_t *secret,
    const char *label, struct bytes context, uint8_t *out)
{
	size_t len = gnutls_hmac_get_len(hash);

	return hkdf_label_context(hash, (struct bytes){ secret, len }, label,
	    context, out, len);
}

static bool
extract(gnutls_mac_algorithm_t hash, struct bytes salt, struct bytes input,
    uint8_t *out)
{
	gnutls_datum_t key = datum_of(input), with = datum_of(salt);

	return gnutls_hkdf_extract(hash, &key, &with, out) == 0;
}

/* The client's handshake traffic secret, from the shared one alone: no PSK. */
static bool
traffic_secret(gnutls_mac_algorithm_t hash, struct bytes shared,
    struct bytes transcript, uint8_t out[HASH_MAX])
{
	static const uint8_t zeros[HASH_MAX];
	size_t len = gnutls_hmac_get_len(hash);
	uint8_t early[HASH_MAX], salt[HASH_MAX], handshake[HASH_MAX],
	    empty[HASH_MAX];
	bool good = extract(hash, (struct bytes){ zeros, len },
	    (struct bytes){ zeros, len }, early) &&
	    gnutls_hash_fast((gnutls_digest_algorithm_t)hash, "", 0,
	    empty) == 0 &&
	    derive_secret(hash, early, "derived", (struct bytes){ empty, len },
	    salt) &&
	    extract(hash, (struct bytes){ salt, len }, shared, handshake) &&
	    derive_secret(hash, handshake, "c hs traffic", transcript, out);

	gnutls_memset(handshake, 0, sizeof(handshake));
	return good;
}

static bool
secret_derive(struct decoder *d, struct bytes shared, uint8_t out[HASH_MAX],
    size_t *len)
{
	uint8_t hash[HASH_MAX];
	size_t hash_len;

	if (!transcript_hash(d, hash, &hash_len))
		return false;
	if (d->t->version == VERSION_TLS13) {
		*len = hash_len;
		return traffic_secret(d->suite->hash, shared,
		    (struct bytes){ hash, hash_len }, out);
	}
	*len = MASTER_OCTETS;
	return master_derive(d, shared, (struct bytes){ hash, hash_len },
	    out);
}

/* A slice of the arena; empty: no memory. */
static struct bytes
keep(struct decoder *d, const uint8_t *octets, size_t len)
{
	struct bytes kept = { octets, len };

	kept.data = arena_copy(d->arena, kept);
	if (kept.data != NULL)
		return kept;
	d->failed = true;
	return (struct bytes){ NULL, 0 };
}

/* False: it is not the private key of the client's share. */
static bool
key_fits(const struct trace *t, struct bytes private_key)
{
	uint8_t share[CURVE25519_SIZE];

	curve25519_mul_g(share, private_key.data);
	return bytes_equal(t->client_share,
	    (struct bytes){ share, sizeof(share) });
}

void
prove_shared_secret(struct decoder *d)
{
	struct trace *t = d->t;
	struct bytes key = keylog_find(d, KEYLOG_X25519), logged;
	uint8_t shared[CURVE25519_SIZE], secret[HASH_MAX];
	size_t len;

	if (key.len != CURVE25519_SIZE || t->group != GROUP_X25519 ||
	    t->server_share.len != CURVE25519_SIZE || t->resumed ||
	    d->suite == NULL)
		return;
	t->client_private = key;
	if (!key_fits(t, key)) {
		t->shared_proof = PROOF_FAILS;
		return;
	}
	curve25519_mul(shared, key.data, t->server_share.data);
	t->shared_secret = keep(d, shared, sizeof(shared));
	logged = keylog_find(d, t->version == VERSION_TLS13 ?
	    "CLIENT_HANDSHAKE_TRAFFIC_SECRET" : "CLIENT_RANDOM");
	if (secret_derive(d, t->shared_secret, secret, &len)) {
		t->shared_derived = keep(d, secret, len);
		t->shared_logged = logged;
		if (logged.len > 0)
			t->shared_proof = bytes_equal(logged,
			    t->shared_derived) ? PROOF_HOLDS : PROOF_FAILS;
	}
	gnutls_memset(shared, 0, sizeof(shared));
	gnutls_memset(secret, 0, sizeof(secret));
}
