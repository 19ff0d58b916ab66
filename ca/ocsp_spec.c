/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include "base/arena.h"
#include "base/calendar.h"
#include "ca/encode.h"
#include "ca/key.h"
#include "ca/ocsp_spec.h"
#include "sig/hash.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

void
ocsp_spec_start(struct ocsp_spec *s, struct arena *arena, int cert,
    int responder, int64_t now)
{
	memset(s, 0, sizeof(*s));
	s->arena = arena;
	s->responder = responder;
	s->sign_with = -1;
	s->produced = now - HOUR;
	ocsp_spec_about(s, cert, now);
}

struct ocsp_spec_single *
ocsp_spec_about(struct ocsp_spec *s, int cert, int64_t now)
{
	struct ocsp_spec_single *single;

	if (s->single_count == OCSP_SPEC_SINGLES) {
		s->failed = true;
		return &s->single[OCSP_SPEC_SINGLES - 1];
	}
	single = &s->single[s->single_count++];
	*single = (struct ocsp_spec_single){ .cert = cert,
		.status = OCSP_GOOD, .reason = -1, .this_update = now - HOUR,
		.next_update = now + 7 * DAY };
	return single;
}

void
ocsp_spec_revoke(struct ocsp_spec_single *single, int64_t revoked, int reason)
{
	single->status = OCSP_REVOKED;
	single->revoked = revoked;
	single->reason = reason;
}

/* ---- DER ---------------------------------------------------------------- */

/* GeneralizedTime, whatever the year. */
static void
time_encode(struct buffer *b, int64_t seconds)
{
	char iso[CALENDAR_TEXT], text[CALENDAR_TEXT];
	size_t n = 0;

	calendar_iso(seconds, iso);
	for (size_t i = 0; iso[i] != '\0'; i++)
		if ((iso[i] >= '0' && iso[i] <= '9') || iso[i] == 'Z')
			text[n++] = iso[i];
	encode_element(b, DER_GENERALIZED_TIME,
	    (struct bytes){ (const uint8_t *)text, n });
}

/* The bits of a SubjectPublicKeyInfo; the whole when they are not found. */
static struct bytes
key_bits(struct bytes spki)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, inner;
	struct der_element algorithm;
	struct bit_string bits;

	der_start(&r, spki, &trouble);
	if (der_open(&r, DER_SEQUENCE, &inner) &&
	    der_element(&inner, DER_SEQUENCE, &algorithm) &&
	    der_bits(&inner, &bits))
		return bits.bytes;
	return spki;
}

static void
hash_encode(struct buffer *b, bool sha_256, struct bytes message)
{
	uint8_t digest[SHA256_OCTETS];
	bool fine = sha_256 ? sha256(message, digest) : sha1(message, digest);

	b->failed = b->failed || !fine;
	encode_element(b, DER_OCTET_STRING, (struct bytes){ digest,
	    sha_256 ? SHA256_OCTETS : SHA1_OCTETS });
}

static void
cert_id_encode(struct buffer *b, const struct ocsp_spec_single *s,
    const struct ocsp_facts *facts)
{
	static const uint8_t other[] = { 0x41, 0x52, 0x63 };
	size_t start = encode_open(b);

	encode_algorithm(b, s->sha256 ? OID_SHA256 : OID_SHA1, true);
	hash_encode(b, s->sha256, facts->issuer[s->cert]);
	hash_encode(b, s->sha256, key_bits(facts->issuer_spki[s->cert]));
	encode_element(b, DER_INTEGER, s->other_serial ?
	    (struct bytes){ other, sizeof(other) } : facts->serial[s->cert]);
	encode_close(b, start, DER_SEQUENCE);
}

static void
status_encode(struct buffer *b, const struct ocsp_spec_single *s)
{
	const uint8_t reason = (uint8_t)s->reason;
	const struct bytes none = { NULL, 0 };
	size_t info, field;

	if (s->status != OCSP_REVOKED) {
		encode_element(b, s->status == OCSP_GOOD ? DER_CONTEXT(0) :
		    DER_CONTEXT(2), none);
		return;
	}
	info = encode_open(b);
	time_encode(b, s->revoked);
	if (s->reason >= 0) {
		field = encode_open(b);
		encode_element(b, DER_ENUMERATED, (struct bytes){ &reason, 1 });
		encode_close(b, field, DER_CONTEXT_CONSTRUCTED(0));
	}
	encode_close(b, info, DER_CONTEXT_CONSTRUCTED(1));
}

static void
extensions_encode(struct buffer *b, const struct spec_extension *e,
    struct bytes nonce)
{
	const struct bytes none = { NULL, 0 };
	size_t field, list, one, value;

	if (e->value.data == NULL && nonce.len == 0)
		return;
	field = encode_open(b);
	list = encode_open(b);
	if (nonce.len > 0) {
		one = encode_open(b);
		encode_oid(b, OID_OCSP_NONCE);
		value = encode_open(b);
		encode_element(b, DER_OCTET_STRING, nonce);
		encode_close(b, value, DER_OCTET_STRING);
		encode_close(b, one, DER_SEQUENCE);
	}
	if (e->value.data != NULL)
		mint_extension(b, e, none, none);
	encode_close(b, list, DER_SEQUENCE);
	encode_close(b, field, DER_CONTEXT_CONSTRUCTED(1));
}

static void
single_encode(struct buffer *b, const struct ocsp_spec_single *s,
    const struct ocsp_facts *facts)
{
	const struct bytes none = { NULL, 0 };
	size_t start = encode_open(b), field;

	cert_id_encode(b, s, facts);
	status_encode(b, s);
	time_encode(b, s->this_update);
	if (!s->no_next_update) {
		field = encode_open(b);
		time_encode(b, s->next_update);
		encode_close(b, field, DER_CONTEXT_CONSTRUCTED(0));
	}
	extensions_encode(b, &s->extension, none);
	encode_close(b, start, DER_SEQUENCE);
}

static void
responder_encode(struct buffer *b, const struct ocsp_spec *s,
    const struct mint_issuer *responder)
{
	size_t start = encode_open(b);

	if (s->by_key)
		hash_encode(b, false, key_bits(responder->spki));
	else
		buffer_add(b, responder->subject);
	encode_close(b, start, s->by_key ? DER_CONTEXT_CONSTRUCTED(2) :
	    DER_CONTEXT_CONSTRUCTED(1));
}

/* RFC 6960 4.2.1, ResponseData. */
static void
data_encode(struct buffer *b, const struct ocsp_spec *s,
    const struct mint_issuer *responder, const struct ocsp_facts *facts)
{
	size_t start = encode_open(b), list;

	responder_encode(b, s, responder);
	time_encode(b, s->produced);
	list = encode_open(b);
	for (size_t i = 0; i < s->single_count; i++)
		single_encode(b, &s->single[i], facts);
	encode_close(b, list, DER_SEQUENCE);
	extensions_encode(b, &s->extension, s->nonce);
	encode_close(b, start, DER_SEQUENCE);
}

static void
certs_encode(struct buffer *b, const struct ocsp_spec *s,
    const struct ocsp_facts *facts)
{
	size_t field, list;

	if (s->cert_count == 0)
		return;
	field = encode_open(b);
	list = encode_open(b);
	for (size_t i = 0; i < s->cert_count; i++)
		buffer_add(b, facts->der[s->cert[i]]);
	encode_close(b, list, DER_SEQUENCE);
	encode_close(b, field, DER_CONTEXT_CONSTRUCTED(0));
}

/* OCSPResponse; basic empty: the status alone. */
static int
response_assemble(const struct ocsp_spec *s, struct bytes basic,
    struct buffer *der, struct cw_error *err)
{
	const uint8_t status = (uint8_t)s->status;
	struct buffer b = BUFFER_EMPTY;
	size_t start = encode_open(&b), field, seq;

	encode_element(&b, DER_ENUMERATED, (struct bytes){ &status, 1 });
	if (basic.len > 0) {
		field = encode_open(&b);
		seq = encode_open(&b);
		encode_oid(&b, OID_OCSP_BASIC);
		encode_element(&b, DER_OCTET_STRING, basic);
		encode_close(&b, seq, DER_SEQUENCE);
		encode_close(&b, field, DER_CONTEXT_CONSTRUCTED(0));
	}
	encode_close(&b, start, DER_SEQUENCE);
	if (s->patch_response != NULL)
		s->patch_response(&b);
	buffer_add(der, buffer_bytes(&b));
	der->failed = der->failed || b.failed;
	buffer_free(&b);
	return der->failed ? error_memory(err) : 0;
}

static int
basic_assemble(const struct ocsp_spec *s, enum oid algorithm,
    const struct buffer *tbs, const struct buffer *value,
    const struct ocsp_facts *facts, struct buffer *der, struct cw_error *err)
{
	struct buffer basic = BUFFER_EMPTY;
	size_t start = encode_open(&basic);
	int result;

	buffer_add(&basic, buffer_bytes(tbs));
	encode_signature_algorithm(&basic, algorithm);
	encode_bits(&basic, buffer_bytes(value));
	certs_encode(&basic, s, facts);
	encode_close(&basic, start, DER_SEQUENCE);
	result = basic.failed ? error_memory(err) :
	    response_assemble(s, buffer_bytes(&basic), der, err);
	buffer_free(&basic);
	return result;
}

int
ocsp_mint(const struct ocsp_spec *s, const struct mint_issuer *responder,
    const struct ocsp_facts *facts, struct buffer *der, struct cw_error *err)
{
	enum oid algorithm = s->algorithm != OID_UNKNOWN ? s->algorithm :
	    key_algorithm(responder->key);
	struct buffer tbs = BUFFER_EMPTY, value = BUFFER_EMPTY;
	int result = -1;

	if (s->failed)
		return error_memory(err);
	if (s->status != OCSP_SUCCESSFUL)
		return response_assemble(s, (struct bytes){ NULL, 0 }, der,
		    err);
	data_encode(&tbs, s, responder, facts);
	if (s->patch_tbs != NULL)
		s->patch_tbs(&tbs);
	if (tbs.failed) {
		error_memory(err);
	} else if (key_sign(responder->key, algorithm, buffer_bytes(&tbs),
	    &value, err) == 0) {
		if (s->patch_signature != NULL)
			s->patch_signature(&value);
		result = basic_assemble(s, algorithm, &tbs, &value, facts, der,
		    err);
	}
	buffer_free(&tbs);
	buffer_free(&value);
	return result;
}
