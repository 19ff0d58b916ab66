/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/decode.h"
#include "tls/keys.h"

#define PREMASTER_OCTETS 48

static enum proof_result
compare(struct bytes a, struct bytes b)
{
	return bytes_equal(a, b) ? PROOF_HOLDS : PROOF_FAILS;
}

/* RFC 8446 4.4.4: HMAC over the transcript with a key of the sender. */
static bool
verify_data_tls13(struct decoder *d, enum side from, struct bytes hash,
    uint8_t *out, size_t *len)
{
	struct bytes secret = keylog_find(d, from == SIDE_CLIENT ?
	    "CLIENT_HANDSHAKE_TRAFFIC_SECRET" :
	    "SERVER_HANDSHAKE_TRAFFIC_SECRET");
	uint8_t key[HASH_MAX];
	bool good;

	*len = gnutls_hmac_get_len(d->suite->hash);
	good = secret.len > 0 &&
	    hkdf_label(d->suite->hash, secret, "finished", key, *len) &&
	    gnutls_hmac_fast(d->suite->hash, key, *len, hash.data, hash.len,
	    out) == 0;
	gnutls_memset(key, 0, sizeof(key));
	return good;
}

/* RFC 5246 7.4.9. */
static bool
verify_data_tls12(struct decoder *d, enum side from, struct bytes hash,
    uint8_t *out, size_t *len)
{
	struct bytes master = keylog_find(d, "CLIENT_RANDOM");

	*len = VERIFY_DATA_TLS12;
	return master.len > 0 && prf(d->suite->hash, master,
	    from == SIDE_CLIENT ? "client finished" : "server finished", hash,
	    out, *len);
}

void
prove_finished(struct decoder *d, enum side from, struct bytes verify_data)
{
	struct trace *t = d->t;
	enum proof_result *result = from == SIDE_CLIENT ?
	    &t->client_finished : &t->server_finished;
	uint8_t hash[HASH_MAX], expected[HASH_MAX];
	size_t hash_len, len;
	bool known;

	if (t->version != VERSION_TLS12 && t->version != VERSION_TLS13)
		return;
	if (!transcript_hash(d, hash, &hash_len))
		return;
	known = t->version == VERSION_TLS13 ?
	    verify_data_tls13(d, from, (struct bytes){ hash, hash_len },
	    expected, &len) :
	    verify_data_tls12(d, from, (struct bytes){ hash, hash_len },
	    expected, &len);
	if (!known)
		return;
	t->verify_data_computed[from].data = arena_copy(d->arena,
	    (struct bytes){ expected, len });
	if (t->verify_data_computed[from].data == NULL) {
		d->failed = true;
		return;
	}
	t->verify_data_computed[from].len = len;
	t->transcript_hash[from] = (struct bytes){ arena_copy(d->arena,
	    (struct bytes){ hash, hash_len }), hash_len };
	if (t->transcript_hash[from].data == NULL) {
		t->transcript_hash[from].len = 0;
		d->failed = true;
	}
	*result = compare(verify_data, t->verify_data_computed[from]);
}

/* The public key of the first certificate, if we dare compute with it. */
static gnutls_pubkey_t
leaf_key(struct decoder *d, const struct bytes *list, size_t count)
{
	const struct cert *leaf;
	gnutls_pubkey_t key;
	gnutls_datum_t der;

	if (count == 0)
		return NULL;
	leaf = cert_read(d->arena, list[0], (struct origin){ 0 });
	if (leaf == NULL) {
		d->failed = true;
		return NULL;
	}
	if (!leaf->spki.usable || !key_is_computable(&leaf->spki, NULL) ||
	    gnutls_pubkey_init(&key) != 0)
		return NULL;
	der = datum_of(leaf->spki.whole);
	if (gnutls_pubkey_import(key, &der, GNUTLS_X509_FMT_DER) != 0) {
		gnutls_pubkey_deinit(key);
		return NULL;
	}
	return key;
}

/* Whether the signature by the key of that certificate covers the octets. */
static enum proof_result
signature_prove(struct decoder *d, const struct bytes *chain, size_t count,
    uint16_t scheme, struct bytes signature_octets,
    struct bytes signed_octets)
{
	gnutls_sign_algorithm_t algorithm = scheme_algorithm(scheme,
	    d->t->version == VERSION_TLS13);
	gnutls_datum_t data = datum_of(signed_octets),
	    signature = datum_of(signature_octets);
	enum proof_result result = PROOF_UNKNOWN;
	gnutls_pubkey_t key;
	int answer;

	if (algorithm == GNUTLS_SIGN_UNKNOWN)
		return PROOF_UNKNOWN;
	key = leaf_key(d, chain, count);
	if (key == NULL)
		return PROOF_UNKNOWN;
	answer = gnutls_pubkey_verify_data2(key, algorithm,
	    GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1,
	    &data, &signature);
	if (answer >= 0)
		result = PROOF_HOLDS;
	else if (answer != GNUTLS_E_MEMORY_ERROR)
		result = PROOF_FAILS;
	gnutls_pubkey_deinit(key);
	return result;
}

/* What was signed moves from the buffer to the arena. False: no memory. */
static bool
content_keep(struct decoder *d, struct buffer *content, struct bytes *out)
{
	*out = buffer_bytes(content);
	if (!content->failed)
		out->data = arena_copy(d->arena, *out);
	if (content->failed || out->data == NULL) {
		*out = (struct bytes){ NULL, 0 };
		d->failed = true;
	}
	buffer_free(content);
	return !d->failed;
}

static void
prove_key(struct decoder *d, struct buffer *content)
{
	struct trace *t = d->t;

	if (content_keep(d, content, &t->signed_octets))
		t->key_proof = signature_prove(d, t->certificate,
		    t->certificate_count, t->signature_scheme, t->signature,
		    t->signed_octets);
}

/* RFC 5246 7.4.3, RFC 8422 5.4: both randoms and the parameters. */
void
prove_key_tls12(struct decoder *d)
{
	struct buffer content = BUFFER_EMPTY;

	buffer_add(&content, d->t->client_random);
	buffer_add(&content, d->t->server_random);
	buffer_add(&content, d->dh_params);
	prove_key(d, &content);
}

/* RFC 8446 4.4.3. */
static bool
content_tls13(const struct decoder *d, const char *context,
    struct buffer *content)
{
	uint8_t hash[HASH_MAX];
	size_t len;

	if (!transcript_hash(d, hash, &len))
		return false;
	buffer_fill(content, ' ', 64);
	buffer_string(content, context);
	buffer_byte(content, 0);
	buffer_add(content, (struct bytes){ hash, len });
	return true;
}

void
prove_key_tls13(struct decoder *d)
{
	struct buffer content = BUFFER_EMPTY;

	if (content_tls13(d, "TLS 1.3, server CertificateVerify", &content))
		prove_key(d, &content);
}

/* RFC 5246 7.4.8: in TLS 1.2 over all messages so far. */
void
prove_client_key(struct decoder *d)
{
	struct trace *t = d->t;
	struct buffer content = BUFFER_EMPTY;

	if (t->version == VERSION_TLS13) {
		if (!content_tls13(d, "TLS 1.3, client CertificateVerify",
		    &content))
			return;
	} else {
		buffer_add(&content, buffer_bytes(&d->transcript));
	}
	if (content_keep(d, &content, &t->client_signed_octets))
		t->client_key_proof = signature_prove(d,
		    t->client_certificate, t->client_certificate_count,
		    t->client_scheme, t->client_signature,
		    t->client_signed_octets);
}

/* The 48 octets that the client encrypted with the key of the certificate. */
static bool
premaster_open(const struct decoder *d, uint8_t out[PREMASTER_OCTETS])
{
	gnutls_datum_t sealed = datum_of(d->t->encrypted_premaster);
	gnutls_privkey_t key = private_key_read(d->server_key);
	bool good;

	if (key == NULL)
		return false;
	good = gnutls_privkey_get_pk_algorithm(key, NULL) == GNUTLS_PK_RSA &&
	    gnutls_privkey_decrypt_data2(key, 0, &sealed, out,
	    PREMASTER_OCTETS) == 0;
	gnutls_privkey_deinit(key);
	return good;
}

/* RFC 5246 8.1, RFC 7627 4. */
bool
master_derive(const struct decoder *d, struct bytes premaster,
    struct bytes session_hash, uint8_t out[MASTER_OCTETS])
{
	uint8_t randoms[64];

	if (d->t->extended_master_secret)
		return prf(d->suite->hash, premaster, "extended master secret",
		    session_hash, out, MASTER_OCTETS);
	memcpy(randoms, d->t->client_random.data, 32);
	memcpy(randoms + 32, d->t->server_random.data, 32);
	return prf(d->suite->hash, premaster, "master secret",
	    (struct bytes){ randoms, sizeof(randoms) }, out, MASTER_OCTETS);
}

void
prove_premaster(struct decoder *d, struct bytes hash_at_key_exchange)
{
	struct trace *t = d->t;
	struct bytes logged = keylog_find(d, "CLIENT_RANDOM");
	uint8_t premaster[PREMASTER_OCTETS], master[MASTER_OCTETS];

	if (d->server_key.len == 0 || d->suite == NULL)
		return;
	if (!premaster_open(d, premaster)) {
		t->premaster_proof = PROOF_FAILS;
		return;
	}
	t->premaster.data = arena_copy(d->arena,
	    (struct bytes){ premaster, sizeof(premaster) });
	if (t->premaster.data == NULL) {
		d->failed = true;
		return;
	}
	t->premaster.len = sizeof(premaster);
	if (master_derive(d, t->premaster, hash_at_key_exchange, master)) {
		t->master_computed = (struct bytes){ arena_copy(d->arena,
		    (struct bytes){ master, sizeof(master) }),
			sizeof(master) };
		if (t->master_computed.data == NULL) {
			t->master_computed.len = 0;
			d->failed = true;
		} else if (logged.len > 0) {
			t->premaster_proof = compare(logged,
			    t->master_computed);
		}
	}
	gnutls_memset(premaster, 0, sizeof(premaster));
	gnutls_memset(master, 0, sizeof(master));
}
