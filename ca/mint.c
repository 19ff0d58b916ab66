/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <nettle/sha1.h>

#include "ca/encode.h"
#include "ca/key_parts.h"
#include "ca/mint.h"

/* RFC 5280 4.2.1.2 (1): SHA-1 of the key's bits; of the whole when a broken
   key does not let them be found. */
static void
key_id_compute(struct bytes spki, uint8_t id[SHA1_DIGEST_SIZE])
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, inner;
	struct der_element algorithm;
	struct bit_string bits;
	struct bytes hashed = spki;
	struct sha1_ctx state;

	der_start(&r, spki, &trouble);
	if (der_open(&r, DER_SEQUENCE, &inner) &&
	    der_element(&inner, DER_SEQUENCE, &algorithm) &&
	    der_bits(&inner, &bits))
		hashed = bits.bytes;
	sha1_init(&state);
	sha1_update(&state, hashed.len, hashed.data);
	sha1_digest(&state, SHA1_DIGEST_SIZE, id);
}

/* What an extension holds that only the keys decide. */
static void
key_id_encode(struct buffer *b, enum oid id, struct bytes subject_spki,
    struct bytes issuer_spki)
{
	uint8_t octets[SHA1_DIGEST_SIZE];
	struct bytes key_id = { octets, sizeof(octets) };
	size_t start = encode_open(b);

	if (id == OID_CE_SUBJECT_KEY_ID) {
		key_id_compute(subject_spki, octets);
		encode_element(b, DER_OCTET_STRING, key_id);
		return;
	}
	key_id_compute(issuer_spki, octets);
	encode_element(b, DER_CONTEXT(0), key_id);
	encode_close(b, start, DER_SEQUENCE);
}

void
mint_extension(struct buffer *b, const struct spec_extension *e,
    struct bytes subject_spki, struct bytes issuer_spki)
{
	size_t start = encode_open(b), value;

	if (e->id == OID_UNKNOWN)
		encode_element(b, DER_OID, e->oid);
	else
		encode_oid(b, e->id);
	if (e->critical)
		encode_bool(b, true);
	value = encode_open(b);
	if (e->from_keys)
		key_id_encode(b, e->id, subject_spki, issuer_spki);
	else
		buffer_add(b, e->value);
	encode_close(b, value, DER_OCTET_STRING);
	encode_close(b, start, DER_SEQUENCE);
}

static void
extensions_encode(struct buffer *b, const struct cert_spec *spec,
    struct bytes subject_spki, struct bytes issuer_spki)
{
	size_t field, list;

	if (spec->no_extensions || spec->extension_count == 0)
		return;
	field = encode_open(b);
	list = encode_open(b);
	for (size_t i = 0; i < spec->extension_count; i++)
		mint_extension(b, &spec->extension[i], subject_spki,
		    issuer_spki);
	encode_close(b, list, DER_SEQUENCE);
	encode_close(b, field, DER_CONTEXT_CONSTRUCTED(3));
}

static void
unique_id_encode(struct buffer *b, uint8_t tag, struct bytes bits)
{
	size_t start;

	if (bits.len == 0)
		return;
	start = encode_open(b);
	buffer_byte(b, 0);
	buffer_add(b, bits);
	encode_close(b, start, tag);
}

static void
time_encode(struct buffer *b, int64_t seconds, struct bytes whole)
{
	if (whole.len > 0)
		buffer_add(b, whole);
	else
		encode_time(b, seconds);
}

static void
version_encode(struct buffer *b, unsigned version)
{
	size_t start;

	if (version == 1)               /* DEFAULT v1 is not encoded */
		return;
	start = encode_open(b);
	encode_int(b, (int)version - 1);
	encode_close(b, start, DER_CONTEXT_CONSTRUCTED(0));
}

static void
algorithm_encode(struct buffer *b, enum oid algorithm, struct bytes whole)
{
	if (whole.len > 0)
		buffer_add(b, whole);
	else
		encode_signature_algorithm(b, algorithm);
}

/* RFC 5280 4.1, TBSCertificate. */
static void
tbs_encode(struct buffer *b, const struct cert_spec *spec,
    struct bytes subject_spki, const struct mint_issuer *issuer,
    struct bytes serial, enum oid algorithm)
{
	size_t start = encode_open(b), validity;

	version_encode(b, spec->version);
	encode_element(b, DER_INTEGER,
	    spec->serial.len > 0 ? spec->serial : serial);
	algorithm_encode(b, algorithm, spec->inner_algorithm);
	buffer_add(b, spec->issuer_name.len > 0 ? spec->issuer_name :
	    issuer->subject);
	validity = encode_open(b);
	time_encode(b, spec->not_before, spec->not_before_der);
	time_encode(b, spec->not_after, spec->not_after_der);
	encode_close(b, validity, DER_SEQUENCE);
	buffer_add(b, spec->subject);
	buffer_add(b, subject_spki);
	unique_id_encode(b, DER_CONTEXT(1), spec->issuer_unique_id);
	unique_id_encode(b, DER_CONTEXT(2), spec->subject_unique_id);
	extensions_encode(b, spec, subject_spki, issuer->spki);
	encode_close(b, start, DER_SEQUENCE);
}

/* The signature over tbs: the contents of signatureValue without the count. */
static int
signature_make(const struct cert_spec *spec, const struct mint_issuer *issuer,
    enum oid algorithm, const struct buffer *tbs, struct buffer *value,
    struct cw_error *err)
{
	if (key_sign(issuer->key, algorithm, buffer_bytes(tbs), value, err) < 0)
		return -1;
	if (spec->patch_signature != NULL)
		spec->patch_signature(value);
	return 0;
}

static int
cert_assemble(const struct cert_spec *spec, enum oid algorithm,
    const struct buffer *tbs, const struct buffer *value, struct buffer *der,
    struct cw_error *err)
{
	struct buffer cert = BUFFER_EMPTY;
	size_t start = encode_open(&cert);

	buffer_add(&cert, buffer_bytes(tbs));
	algorithm_encode(&cert, algorithm, spec->outer_algorithm);
	encode_bits(&cert, buffer_bytes(value));
	encode_close(&cert, start, DER_SEQUENCE);
	if (spec->patch_cert != NULL)
		spec->patch_cert(&cert);
	buffer_add(der, buffer_bytes(&cert));
	if (cert.failed)
		der->failed = true;
	buffer_free(&cert);
	return der->failed ? error_memory(err) : 0;
}

int
mint(const struct cert_spec *spec, struct bytes subject_spki,
    const struct mint_issuer *issuer, struct bytes serial, struct buffer *der,
    struct cw_error *err)
{
	struct buffer tbs = BUFFER_EMPTY, value = BUFFER_EMPTY;
	enum oid algorithm = spec->algorithm;
	int result = -1;

	if (spec->failed)
		return error_memory(err);
	if (spec->spki.len > 0)
		subject_spki = spec->spki;
	if (algorithm == OID_UNKNOWN)
		algorithm = key_algorithm(issuer->key);
	tbs_encode(&tbs, spec, subject_spki, issuer, serial, algorithm);
	if (spec->patch_tbs != NULL)
		spec->patch_tbs(&tbs);
	if (tbs.failed)
		error_memory(err);
	else if (signature_make(spec, issuer, algorithm, &tbs, &value,
	    err) == 0)
		result = cert_assemble(spec, algorithm, &tbs, &value, der, err);
	buffer_free(&tbs);
	buffer_free(&value);
	return result;
}

int
mint_serial(const char *seed, const char *label, uint8_t out[16],
    struct cw_error *err)
{
	if (seed != NULL) {
		key_seed_octets("serial", seed, label, out, 16);
	} else if (gnutls_rnd(GNUTLS_RND_NONCE, out, 16) < 0) {
		error_set(err, "drawing a serial number failed: the system "
		    "gives no random numbers");
		return -1;
	}
	/* Positive, and 16 octets without a leading zero: RFC 5280 4.1.2.2. */
	out[0] = (uint8_t)((out[0] & 0x7f) | 0x40);
	return 0;
}
