/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Extensions that are read and shown, and that no rule asks for yet. */
#include "config.h"

#include "der/time.h"
#include "x509/extension.h"

/* SubjectDirectoryAttributes ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE {
 *     type OBJECT IDENTIFIER, values SET SIZE (1..MAX) OF ANY } */
bool
directory_attributes_read(struct der_reader *r)
{
	struct der_reader list, attribute, values;
	struct der_element any;
	struct bytes type;

	if (!der_open(r, DER_SEQUENCE, &list))
		return false;
	do {
		if (!der_open(&list, DER_SEQUENCE, &attribute) ||
		    !der_oid(&attribute, &type) ||
		    !der_open(&attribute, DER_SET, &values) ||
		    !der_end(&attribute))
			return false;
		do {
			if (!der_opaque(&values, &any))
				return false;
		} while (der_more(&values));
	} while (der_more(&list));
	return true;
}

/* Features ::= SEQUENCE OF INTEGER (RFC 7633) */
bool
tls_feature_read(struct der_reader *r)
{
	struct der_reader list;
	struct bytes feature;

	if (!der_open(r, DER_SEQUENCE, &list))
		return false;
	while (der_more(&list))
		if (!der_integer(&list, &feature))
			return false;
	return true;
}

/* PrivateKeyUsagePeriod ::= SEQUENCE {
 *     notBefore [0] IMPLICIT GeneralizedTime OPTIONAL,
 *     notAfter [1] IMPLICIT GeneralizedTime OPTIONAL } */
bool
private_key_usage_period_read(struct der_reader *r)
{
	struct der_reader seq;
	struct bytes time;
	int64_t seconds;
	size_t bad;

	if (!der_open(r, DER_SEQUENCE, &seq))
		return false;
	for (unsigned i = 0; i < 2; i++) {
		uint8_t tag = (uint8_t)DER_CONTEXT(i);

		if (!der_is(&seq, tag))
			continue;
		if (!der_take(&seq, tag, &time))
			return false;
		if (!generalized_time_read(time, &seconds, &bad))
			return der_refuse(r, DER_TIME_INVALID,
			    time.data + bad);
	}
	return der_end(&seq);
}

/* ProxyCertInfo ::= SEQUENCE { pCPathLenConstraint INTEGER (0..MAX) OPTIONAL,
 *     proxyPolicy SEQUENCE { policyLanguage OBJECT IDENTIFIER,
 *         policy OCTET STRING OPTIONAL } } */
bool
proxy_cert_info_read(struct der_reader *r)
{
	struct der_reader seq, policy;
	struct bytes language, octets;
	uint32_t length;
	bool present;

	if (!der_open(r, DER_SEQUENCE, &seq) ||
	    !der_uint_optional(&seq, &present, &length) ||
	    !der_open(&seq, DER_SEQUENCE, &policy) ||
	    !der_oid(&policy, &language))
		return false;
	if (der_more(&policy) && !der_octets(&policy, &octets))
		return false;
	return der_end(&policy) && der_end(&seq);
}
