/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/arena.h"
#include "ca/crl_spec.h"
#include "ca/encode.h"
#include "ca/key.h"

#define DAY INT64_C(86400)

void
crl_spec_start(struct crl_spec *s, struct arena *arena, int issuer,
    int64_t now)
{
	memset(s, 0, sizeof(*s));
	s->arena = arena;
	s->issuer = issuer;
	s->sign_with = -1;
	s->version = 2;
	s->this_update = now - DAY;
	s->next_update = now + 6 * DAY;
	s->extension[s->extension_count++] = (struct spec_extension){
		.id = OID_CE_AUTHORITY_KEY_ID, .from_keys = true };
	crl_spec_number(s, OID_CE_CRL_NUMBER, 1);
	s->entry[s->entry_count++] = (struct crl_spec_entry){ .cert = -1,
		.serial = CRL_SPEC_OCTETS(s, 0x41, 0x52, 0x63),
		.revoked = now - 2 * DAY, .reason = REASON_SUPERSEDED };
}

void
crl_spec_revoke(struct crl_spec *s, int cert, int64_t revoked, int reason)
{
	if (s->entry_count == CRL_SPEC_ENTRIES) {
		s->failed = true;
		return;
	}
	s->entry[s->entry_count++] = (struct crl_spec_entry){ .cert = cert,
		.revoked = revoked, .reason = reason };
}

struct bytes
crl_spec_octets(struct crl_spec *s, const void *octets, size_t len)
{
	const uint8_t *kept = arena_copy(s->arena,
	    (struct bytes){ octets, len });

	s->failed = s->failed || kept == NULL;
	return (struct bytes){ kept, kept == NULL ? 0 : len };
}

struct spec_extension *
crl_spec_find(struct crl_spec *s, enum oid id)
{
	for (size_t i = 0; i < s->extension_count; i++)
		if (s->extension[i].id == id)
			return &s->extension[i];
	return NULL;
}

void
crl_spec_extension(struct crl_spec *s, enum oid id, bool critical,
    struct bytes value)
{
	struct spec_extension *e = crl_spec_find(s, id);

	if (e == NULL && s->extension_count == CRL_SPEC_EXTENSIONS) {
		s->failed = true;
		return;
	}
	if (e == NULL)
		e = &s->extension[s->extension_count++];
	*e = (struct spec_extension){ .id = id, .critical = critical,
	    .value = value };
}

void
crl_spec_remove(struct crl_spec *s, enum oid id)
{
	struct spec_extension *e = crl_spec_find(s, id);
	size_t behind;

	if (e == NULL)
		return;
	behind = s->extension_count - (size_t)(e - s->extension) - 1;
	memmove(e, e + 1, behind * sizeof(*e));
	s->extension_count--;
}

void
crl_spec_number(struct crl_spec *s, enum oid id, unsigned number)
{
	crl_spec_extension(s, id, id == OID_CE_DELTA_CRL_INDICATOR,
	    CRL_SPEC_OCTETS(s, DER_INTEGER, 1, (uint8_t)(number & 0x7f)));
}

/* ---- DER ---------------------------------------------------------------- */

static void
reason_encode(struct buffer *b, int reason)
{
	size_t start, value;
	const uint8_t octet = (uint8_t)reason;

	if (reason < 0)
		return;
	start = encode_open(b);
	encode_oid(b, OID_CE_REASON_CODE);
	value = encode_open(b);
	encode_element(b, DER_ENUMERATED, (struct bytes){ &octet, 1 });
	encode_close(b, value, DER_OCTET_STRING);
	encode_close(b, start, DER_SEQUENCE);
}

static void
entry_encode(struct buffer *b, const struct crl_spec_entry *e,
    const struct bytes *serial)
{
	const struct bytes none = { NULL, 0 };
	size_t start = encode_open(b), list;

	encode_element(b, DER_INTEGER, e->cert >= 0 ? serial[e->cert] :
	    e->serial);
	encode_time(b, e->revoked);
	list = encode_open(b);
	reason_encode(b, e->reason);
	if (e->extension.value.data != NULL)
		mint_extension(b, &e->extension, none, none);
	if (b->len > list)
		encode_close(b, list, DER_SEQUENCE);
	encode_close(b, start, DER_SEQUENCE);
}

static void
version_encode(struct buffer *b, const struct crl_spec *s)
{
	if (s->version != 1 || s->version_written)
		encode_int(b, (int)s->version - 1);
}

static void
extensions_encode(struct buffer *b, const struct crl_spec *s,
    const struct mint_issuer *issuer)
{
	size_t field, list;

	if (s->extension_count == 0)
		return;
	field = encode_open(b);
	list = encode_open(b);
	for (size_t i = 0; i < s->extension_count; i++)
		mint_extension(b, &s->extension[i], issuer->spki, issuer->spki);
	encode_close(b, list, DER_SEQUENCE);
	encode_close(b, field, DER_CONTEXT_CONSTRUCTED(0));
}

/* RFC 5280 5.1, TBSCertList. */
static void
tbs_encode(struct buffer *b, const struct crl_spec *s,
    const struct mint_issuer *issuer, const struct bytes *serial,
    enum oid algorithm)
{
	size_t start = encode_open(b), list;

	version_encode(b, s);
	encode_signature_algorithm(b, algorithm);
	buffer_add(b, s->issuer_name.len > 0 ? s->issuer_name :
	    issuer->subject);
	encode_time(b, s->this_update);
	if (!s->no_next_update)
		encode_time(b, s->next_update);
	list = encode_open(b);
	for (size_t i = 0; i < s->entry_count; i++)
		entry_encode(b, &s->entry[i], serial);
	if (s->entry_count > 0)
		encode_close(b, list, DER_SEQUENCE);
	extensions_encode(b, s, issuer);
	encode_close(b, start, DER_SEQUENCE);
}

static int
crl_assemble(const struct crl_spec *s, enum oid algorithm,
    const struct buffer *tbs, const struct buffer *value, struct buffer *der,
    struct cw_error *err)
{
	struct buffer crl = BUFFER_EMPTY;
	size_t start = encode_open(&crl);

	buffer_add(&crl, buffer_bytes(tbs));
	if (s->outer_algorithm.len > 0)
		buffer_add(&crl, s->outer_algorithm);
	else
		encode_signature_algorithm(&crl, algorithm);
	encode_bits(&crl, buffer_bytes(value));
	encode_close(&crl, start, DER_SEQUENCE);
	if (s->patch_crl != NULL)
		s->patch_crl(&crl);
	buffer_add(der, buffer_bytes(&crl));
	der->failed = der->failed || crl.failed;
	buffer_free(&crl);
	return der->failed ? error_memory(err) : 0;
}

int
crl_mint(const struct crl_spec *s, const struct mint_issuer *issuer,
    const struct bytes *serial, struct buffer *der, struct cw_error *err)
{
	enum oid algorithm = key_algorithm(issuer->key);
	struct buffer tbs = BUFFER_EMPTY, value = BUFFER_EMPTY;
	int result = -1;

	tbs_encode(&tbs, s, issuer, serial, algorithm);
	if (s->patch_tbs != NULL)
		s->patch_tbs(&tbs);
	if (s->failed || tbs.failed) {
		error_memory(err);
	} else if (key_sign(issuer->key, algorithm, buffer_bytes(&tbs), &value,
	    err) == 0) {
		if (s->patch_signature != NULL)
			s->patch_signature(&value);
		result = crl_assemble(s, algorithm, &tbs, &value, der, err);
	}
	buffer_free(&tbs);
	buffer_free(&value);
	return result;
}
