/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an OCSP response says of one certificate: RFC 6960 4.2.1. */
#include "config.h"

#include "der/time.h"
#include "x509/ocsp_extension.h"

bool
ocsp_time_read(struct der_reader *r, int64_t *seconds, struct bytes *contents)
{
	struct bytes at;
	size_t bad;

	if (!der_take(r, DER_GENERALIZED_TIME, &at))
		return false;
	if (!generalized_time_read(at, seconds, &bad))
		return der_refuse(r, DER_TIME_INVALID, at.data + bad);
	*contents = at;
	return true;
}

/* CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash OCTET STRING,
 *     issuerKeyHash OCTET STRING, serialNumber INTEGER } */
static bool
cert_id_read(struct der_reader *single, struct ocsp_cert_id *id)
{
	const uint8_t *start = single->next;
	struct der_reader seq;

	if (!der_open(single, DER_SEQUENCE, &seq) ||
	    !algorithm_read(&seq, &id->hash) ||
	    !der_octets(&seq, &id->name_hash) ||
	    !der_octets(&seq, &id->key_hash) ||
	    !der_integer(&seq, &id->serial) || !der_end(&seq))
		return false;
	id->whole = (struct bytes){ start, (size_t)(single->next - start) };
	return true;
}

/* [0] EXPLICIT CRLReason, of RevokedInfo. */
static bool
reason_read(struct der_reader *info, struct ocsp_single *s)
{
	struct der_reader outer;
	bool present;

	if (!der_open_optional(info, DER_CONTEXT_CONSTRUCTED(0), &present,
	    &outer))
		return false;
	if (!present)
		return true;
	if (!der_take(&outer, DER_ENUMERATED, &s->reason_at) ||
	    !der_end(&outer))
		return false;
	if (s->reason_at.len != 1 ||
	    !crl_reason_defined(s->reason_at.data[0]))
		return der_refuse(info, DER_VALUE_INVALID, s->reason_at.data);
	s->reason = s->reason_at.data[0];
	return true;
}

/* revoked [1] IMPLICIT RevokedInfo ::= SEQUENCE { revocationTime,
 *     revocationReason } */
static bool
revoked_read(struct der_reader *single, struct ocsp_single *s)
{
	struct der_reader info;

	s->status = OCSP_REVOKED;
	return der_open(single, DER_CONTEXT_CONSTRUCTED(1), &info) &&
	    ocsp_time_read(&info, &s->revoked, &s->revoked_at) &&
	    reason_read(&info, s) && der_end(&info);
}

/* CertStatus ::= CHOICE { good [0] IMPLICIT NULL, revoked [1],
 *     unknown [2] IMPLICIT NULL } */
static bool
status_read(struct der_reader *single, struct ocsp_single *s)
{
	bool unknown = der_is(single, DER_CONTEXT(2));
	struct bytes null;

	if (der_is(single, DER_CONTEXT_CONSTRUCTED(1)))
		return revoked_read(single, s);
	s->status = unknown ? OCSP_UNKNOWN : OCSP_GOOD;
	if (!der_take(single, DER_CONTEXT(unknown ? 2 : 0), &null))
		return false;
	return null.len == 0 ||
	    der_refuse(single, DER_NULL_NOT_EMPTY, null.data);
}

/* nextUpdate [0] EXPLICIT GeneralizedTime OPTIONAL */
static bool
next_update_read(struct der_reader *single, struct ocsp_single *s)
{
	struct der_reader outer;
	bool present;

	if (!der_open_optional(single, DER_CONTEXT_CONSTRUCTED(0), &present,
	    &outer))
		return false;
	return !present || (ocsp_time_read(&outer, &s->next_update,
	    &s->next_update_at) && der_end(&outer));
}

bool
ocsp_single_read(struct der_reader *singles, struct ocsp_single *out)
{
	const uint8_t *start = singles->next, *status;
	struct ocsp_single s = { .status = OCSP_UNKNOWN };
	struct der_reader single;

	if (!der_open(singles, DER_SEQUENCE, &single) ||
	    !cert_id_read(&single, &s.id))
		return false;
	status = single.next;
	if (!status_read(&single, &s))
		return false;
	s.status_at = (struct bytes){ status, (size_t)(single.next - status) };
	if (!ocsp_time_read(&single, &s.this_update, &s.this_update_at) ||
	    !next_update_read(&single, &s) ||
	    !ocsp_single_extensions_read(&single, &s) || !der_end(&single))
		return false;
	s.whole = (struct bytes){ start, (size_t)(singles->next - start) };
	*out = s;
	return true;
}

void
ocsp_walk_start(struct ocsp_walk *w, const struct ocsp *o)
{
	w->trouble = (struct der_trouble){ .fault = DER_FINE };
	der_start(&w->singles, o->singles, &w->trouble);
}

bool
ocsp_walk_next(struct ocsp_walk *w, struct ocsp_single *out)
{
	w->trouble.elements = 0;
	return der_more(&w->singles) && ocsp_single_read(&w->singles, out);
}
