/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* OCSP responses that say that something is revoked, or do not count. */
#include "config.h"

#include "ca/defect.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

/* The response that the leaf needs. */
static struct ocsp_spec *
response_of_leaf(struct scenario *s)
{
	scenario_ocsps(s);
	return &s->ocsp[SCENARIO_LEAF_OCSP];
}

static struct ocsp_spec_single *
answer_of_leaf(struct scenario *s)
{
	return &response_of_leaf(s)->single[0];
}

/* Another certificate signs it, and comes along. */
static int
delegate(struct scenario *s, int issuer)
{
	struct ocsp_spec *response = response_of_leaf(s);
	int index = scenario_responder(s, issuer);

	response->responder = index;
	response->cert[response->cert_count++] = index;
	return index;
}

void
defect_CERTIFICATE_REVOKED_OCSP(struct scenario *s)
{
	ocsp_spec_revoke(answer_of_leaf(s), s->now - 2 * DAY,
	    REASON_KEY_COMPROMISE);
}

void
defect_OCSP_STATUS_UNKNOWN(struct scenario *s)
{
	answer_of_leaf(s)->status = OCSP_UNKNOWN;
}

/* That about the issuing CA alone. */
void
defect_OCSP_RESPONSE_MISSING(struct scenario *s)
{
	scenario_ocsps(s);
	s->ocsp_count = SCENARIO_LEAF_OCSP;
}

/* The leaf demands a staple, and none comes. */
void
defect_OCSP_MUST_STAPLE_NOT_HONOURED(struct scenario *s)
{
	scenario_ocsps(s);
	s->ocsp_count = 0;
	s->revocation = CW_REVOCATION_OFF;
	spec_extension(s->leaf, OID_PE_TLS_FEATURE, false,
	    SPEC_OCTETS(s->leaf, DER_SEQUENCE, 3, DER_INTEGER, 1, 5));
}

static void
response_truncate(struct buffer *response)
{
	buffer_cut(response, response->len > 10 ? response->len - 10 : 0);
}

void
defect_OCSP_RESPONSE_MALFORMED(struct scenario *s)
{
	response_of_leaf(s)->patch_response = response_truncate;
}

void
defect_OCSP_RESPONSE_UNSUCCESSFUL(struct scenario *s)
{
	response_of_leaf(s)->status = OCSP_TRY_LATER;
}

void
defect_OCSP_CERTID_MISMATCH(struct scenario *s)
{
	answer_of_leaf(s)->other_serial = true;
}

/* One bit of the last number in it. */
static void
value_flip(struct buffer *value)
{
	if (value->len > 0)
		value->data[value->len - 1] ^= 0x01;
	else
		value->failed = true;
}

void
defect_OCSP_SIGNATURE_INVALID(struct scenario *s)
{
	response_of_leaf(s)->patch_signature = value_flip;
}

void
defect_OCSP_RESPONDER_NOT_FOUND(struct scenario *s)
{
	delegate(s, SCENARIO_ISSUING);
	response_of_leaf(s)->cert_count = 0;
}

/* Its certificate is one of a server. */
void
defect_OCSP_RESPONDER_NOT_AUTHORISED(struct scenario *s)
{
	static const enum oid purpose[] = { OID_KP_SERVER_AUTH };
	int index = delegate(s, SCENARIO_ISSUING);

	spec_ext_key_usage(&s->cert[index], false, purpose, 1);
}

void
defect_OCSP_RESPONDER_EXPIRED(struct scenario *s)
{
	int index = delegate(s, SCENARIO_ISSUING);

	s->cert[index].not_after = s->now - HOUR;
}

void
defect_OCSP_RESPONDER_REVOCATION_UNCHECKED(struct scenario *s)
{
	int index = delegate(s, SCENARIO_ISSUING);

	spec_remove(&s->cert[index], OID_OCSP_NO_CHECK);
}

void
defect_OCSP_ALGORITHM_UNACCEPTABLE(struct scenario *s)
{
	response_of_leaf(s)->algorithm = OID_ECDSA_SHA1;
}

void
defect_OCSP_RESPONSE_EXPIRED(struct scenario *s)
{
	answer_of_leaf(s)->next_update = s->now - HOUR / 2;
}

void
defect_OCSP_RESPONSE_NOT_YET_VALID(struct scenario *s)
{
	answer_of_leaf(s)->this_update = s->now + HOUR;
}

void
defect_OCSP_RESPONSE_TOO_OLD(struct scenario *s)
{
	struct ocsp_spec_single *single = answer_of_leaf(s);

	single->this_update = s->now - 30 * DAY;
	single->no_next_update = true;
}

/* Answers of another request. */
void
defect_OCSP_NONCE_MISMATCH(struct scenario *s)
{
	scenario_ocsps(s);
	s->ocsp_nonce = SPEC_OCTETS(s->leaf, 'n', 'o', 'n', 'c', 'e', '-', '1',
	    '2');
	s->ocsp[0].nonce = s->ocsp_nonce;
	s->ocsp[SCENARIO_LEAF_OCSP].nonce = SPEC_OCTETS(s->leaf, 'n', 'o',
	    'n', 'c', 'e', '-', '0', '7');
}

void
defect_OCSP_CRITICAL_EXTENSION_UNKNOWN(struct scenario *s)
{
	struct bytes oid = defect_oid(s->leaf, OID_UNKNOWN);

	response_of_leaf(s)->extension = (struct spec_extension){
		.id = OID_UNKNOWN, .oid = bytes_skip(oid, 2), .critical = true,
		.value = SPEC_OCTETS(s->leaf, DER_NULL, 0) };
}
