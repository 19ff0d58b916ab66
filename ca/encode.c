/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <limits.h>
#include <stdio.h>

#include <libtasn1.h>

#include "base/calendar.h"
#include "ca/encode.h"

/* Identifier and length octets of contents of len octets; how many they are. */
static size_t
head_encode(uint8_t head[ASN1_MAX_TL_SIZE], uint8_t tag, size_t len)
{
	int len_octets = ASN1_MAX_LENGTH_SIZE;

	head[0] = tag;
	asn1_length_der((unsigned long)len, head + 1, &len_octets);
	return 1 + (size_t)len_octets;
}

size_t
encode_open(const struct buffer *b)
{
	return b->len;
}

void
encode_close(struct buffer *b, size_t start, uint8_t tag)
{
	uint8_t head[ASN1_MAX_TL_SIZE];
	size_t len;

	if (b->failed)
		return;
	len = head_encode(head, tag, b->len - start);
	buffer_replace(b, start, 0, (struct bytes){ head, len });
}

void
encode_element(struct buffer *b, uint8_t tag, struct bytes contents)
{
	uint8_t head[ASN1_MAX_TL_SIZE];
	size_t len = head_encode(head, tag, contents.len);

	buffer_add(b, (struct bytes){ head, len });
	buffer_add(b, contents);
}

/* A value of a universal type whose encoding libtasn1 knows by itself. */
static void
simple_encode(struct buffer *b, unsigned type, struct bytes value)
{
	uint8_t head[ASN1_MAX_TL_SIZE];
	unsigned len = sizeof(head);

	if (value.len > INT_MAX ||
	    asn1_encode_simple_der(type, value.data, (unsigned)value.len, head,
	    &len) != ASN1_SUCCESS) {
		b->failed = true;
		return;
	}
	buffer_add(b, (struct bytes){ head, len });
	buffer_add(b, value);
}

void
encode_bool(struct buffer *b, bool value)
{
	uint8_t octet = value ? 0xff : 0;

	encode_element(b, DER_BOOLEAN, (struct bytes){ &octet, 1 });
}

void
encode_int(struct buffer *b, int value)
{
	uint8_t octets[sizeof(int)];
	size_t skip = 0;

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)((unsigned)value >>
		    (8 * (sizeof(octets) - 1 - i)));
	while (skip < sizeof(octets) - 1 &&
	    ((octets[skip] == 0 && octets[skip + 1] < 0x80) ||
	    (octets[skip] == 0xff && octets[skip + 1] >= 0x80)))
		skip++;
	simple_encode(b, ASN1_ETYPE_INTEGER,
	    (struct bytes){ octets + skip, sizeof(octets) - skip });
}

void
encode_magnitude(struct buffer *b, struct bytes magnitude)
{
	size_t start = encode_open(b);

	while (magnitude.len > 0 && magnitude.data[0] == 0) {
		magnitude.data++;
		magnitude.len--;
	}
	if (magnitude.len == 0 || magnitude.data[0] >= 0x80)
		buffer_byte(b, 0);
	buffer_add(b, magnitude);
	encode_close(b, start, DER_INTEGER);
}

void
encode_bits(struct buffer *b, struct bytes octets)
{
	size_t start = encode_open(b);

	buffer_byte(b, 0);
	buffer_add(b, octets);
	encode_close(b, start, DER_BIT_STRING);
}

void
encode_named_bits(struct buffer *b, unsigned bits)
{
	uint8_t octets[4] = { 0 }, der[16];
	int count = 0, len = sizeof(der);

	for (int bit = 0; bit < 32; bit++) {
		if (!(bits >> bit & 1u))
			continue;
		octets[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
		count = bit + 1;
	}
	asn1_bit_der(octets, count, der, &len);
	buffer_byte(b, DER_BIT_STRING);
	buffer_add(b, (struct bytes){ der, (size_t)len });
}

void
encode_oid(struct buffer *b, enum oid oid)
{
	encode_element(b, DER_OID, oid_contents(oid));
}

void
encode_null(struct buffer *b)
{
	encode_element(b, DER_NULL, (struct bytes){ NULL, 0 });
}

void
encode_time(struct buffer *b, int64_t seconds)
{
	struct civil_time c;
	char text[64];
	bool utc;

	civil_from_seconds(seconds, &c);
	utc = c.year >= 1950 && c.year < 2050;
	snprintf(text, sizeof(text), "%0*d%02d%02d%02d%02d%02dZ", utc ? 2 : 4,
	    utc ? c.year % 100 : c.year, c.month, c.day, c.hour, c.minute,
	    c.second);
	simple_encode(b, utc ? ASN1_ETYPE_UTC_TIME :
	    ASN1_ETYPE_GENERALIZED_TIME, bytes_of(text));
}

void
encode_algorithm(struct buffer *b, enum oid oid, bool null)
{
	size_t start = encode_open(b);

	encode_oid(b, oid);
	if (null)
		encode_null(b);
	encode_close(b, start, DER_SEQUENCE);
}

/* RFC 4055 3.1 with SHA-256 throughout and a salt of its size. */
static void
pss_encode(struct buffer *b)
{
	size_t algorithm = encode_open(b), parameters, field, mask;

	encode_oid(b, OID_RSASSA_PSS);
	parameters = encode_open(b);
	field = encode_open(b);
	encode_algorithm(b, OID_SHA256, true);
	encode_close(b, field, DER_CONTEXT_CONSTRUCTED(0));
	field = encode_open(b);
	mask = encode_open(b);
	encode_oid(b, OID_MGF1);
	encode_algorithm(b, OID_SHA256, true);
	encode_close(b, mask, DER_SEQUENCE);
	encode_close(b, field, DER_CONTEXT_CONSTRUCTED(1));
	field = encode_open(b);
	encode_int(b, 32);
	encode_close(b, field, DER_CONTEXT_CONSTRUCTED(2));
	encode_close(b, parameters, DER_SEQUENCE);
	encode_close(b, algorithm, DER_SEQUENCE);
}

void
encode_signature_algorithm(struct buffer *b, enum oid oid)
{
	switch (oid) {
	case OID_RSASSA_PSS:
		pss_encode(b);
		return;
	case OID_RSA_MD5:
	case OID_RSA_SHA1:
	case OID_RSA_SHA224:
	case OID_RSA_SHA256:
	case OID_RSA_SHA384:
	case OID_RSA_SHA512:
		encode_algorithm(b, oid, true);
		return;
	default:
		encode_algorithm(b, oid, false);
	}
}
