/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/scts.h"

#define LOG_ID 32
#define HEAD (1 + LOG_ID + 8)   /* version, log, timestamp */

/* A length of two octets and what it counts; false: it does not fit. */
static bool
vector_take(struct bytes *from, struct bytes *out)
{
	size_t len;

	if (from->len < 2)
		return false;
	len = (size_t)from->data[0] << 8 | from->data[1];
	if (len > from->len - 2)
		return false;
	*out = (struct bytes){ from->data + 2, len };
	*from = bytes_skip(*from, 2 + len);
	return true;
}

/*
 * SignedCertificateTimestamp: version, log_id, timestamp, extensions<0..2^16-1>,
 * hash and signature algorithm, signature<0..2^16-1>. False: *at is wrong.
 */
static bool
sct_read(struct bytes whole, struct sct *out, const uint8_t **at)
{
	struct bytes rest = whole, extensions;

	*out = (struct sct){ .whole = whole, .version = whole.data[0] };
	if (out->version != 0)
		return true;
	*at = whole.data;
	if (rest.len < HEAD)
		return false;
	out->log_id = (struct bytes){ whole.data + 1, LOG_ID };
	out->timestamp_at = (struct bytes){ whole.data + 1 + LOG_ID, 8 };
	for (size_t i = 0; i < 8; i++)
		out->timestamp = out->timestamp << 8 |
		    out->timestamp_at.data[i];
	rest = bytes_skip(rest, HEAD);
	*at = rest.data;
	if (!vector_take(&rest, &extensions))
		return false;
	*at = rest.data;
	if (rest.len < 2)
		return false;
	rest = bytes_skip(rest, 2);
	*at = rest.data;
	if (!vector_take(&rest, &out->signature))
		return false;
	*at = rest.data;
	return rest.len == 0;
}

/* SignedCertificateTimestampList ::= OCTET STRING, which holds
 *     opaque SerializedSCT<1..2^16-1>; SerializedSCT sct_list<1..2^16-1> */
bool
sct_list_read(struct der_reader *r)
{
	struct bytes octets, list, one;
	const uint8_t *at;
	struct sct sct;

	if (!der_octets(r, &octets))
		return false;
	at = octets.data;
	if (!vector_take(&octets, &list))
		return der_refuse(r, DER_LENGTH_INVALID, at);
	if (octets.len > 0)
		return der_refuse(r, DER_TRAILING, octets.data);
	while (list.len > 0) {
		at = list.data;
		if (!vector_take(&list, &one) || one.len == 0)
			return der_refuse(r, DER_LENGTH_INVALID, at);
		if (!sct_read(one, &sct, &at))
			return der_refuse(r, DER_LENGTH_INVALID, at);
	}
	return true;
}

struct bytes
sct_list(struct bytes value)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct bytes octets, list = { NULL, 0 };
	struct der_reader r;

	der_start(&r, value, &trouble);
	if (!der_octets(&r, &octets) || !vector_take(&octets, &list))
		list.len = 0;
	return list;
}

bool
sct_next(struct bytes *list, struct sct *out)
{
	const uint8_t *at;
	struct bytes one;

	return vector_take(list, &one) && one.len > 0 &&
	    sct_read(one, out, &at);
}
