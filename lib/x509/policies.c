/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The extensions about policies: RFC 5280 4.2.1.4, .5, .11 and .14. */
#include "config.h"

#include "x509/extension.h"

/* DisplayText ::= CHOICE of four string types */
static bool
is_display_text(const struct der_reader *r)
{
	return der_is(r, DER_UTF8_STRING) || der_is(r, DER_VISIBLE_STRING) ||
	    der_is(r, DER_IA5_STRING) || der_is(r, DER_BMP_STRING);
}

/* UserNotice ::= SEQUENCE {
 *     noticeRef SEQUENCE { organization DisplayText,
 *         noticeNumbers SEQUENCE OF INTEGER } OPTIONAL,
 *     explicitText DisplayText OPTIONAL } */
static bool
user_notice_read(struct der_reader *r)
{
	struct der_reader notice, reference, numbers;
	struct der_element text;
	struct bytes number;

	if (!der_open(r, DER_SEQUENCE, &notice))
		return false;
	if (der_is(&notice, DER_SEQUENCE)) {
		if (!der_open(&notice, DER_SEQUENCE, &reference) ||
		    !der_any(&reference, &text) ||
		    !der_open(&reference, DER_SEQUENCE, &numbers) ||
		    !der_end(&reference))
			return false;
		while (der_more(&numbers))
			if (!der_integer(&numbers, &number))
				return false;
	}
	if (is_display_text(&notice) && !der_any(&notice, &text))
		return false;
	return der_end(&notice);
}

/* PolicyQualifierInfo ::= SEQUENCE { policyQualifierId OID, qualifier ANY } */
static bool
qualifier_read(struct der_reader *r)
{
	struct der_reader info;
	struct der_element any;
	struct bytes id;
	bool good;

	if (!der_open(r, DER_SEQUENCE, &info) || !der_oid(&info, &id))
		return false;
	switch (oid_find(id)) {
	case OID_QT_CPS:
		good = der_element(&info, DER_IA5_STRING, &any);
		break;
	case OID_QT_UNOTICE:
		good = user_notice_read(&info);
		break;
	default:
		good = der_any(&info, &any);
		break;
	}
	return good && der_end(&info);
}

/* CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE {
 *     policyIdentifier OBJECT IDENTIFIER,
 *     policyQualifiers SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL } */
bool
certificate_policies_read(struct der_reader *r)
{
	struct der_reader policies, policy, qualifiers;
	struct bytes id;

	if (!der_open(r, DER_SEQUENCE, &policies))
		return false;
	do {
		if (!der_open(&policies, DER_SEQUENCE, &policy) ||
		    !der_oid(&policy, &id))
			return false;
		if (!der_more(&policy))
			continue;
		if (!der_open(&policy, DER_SEQUENCE, &qualifiers) ||
		    !der_end(&policy))
			return false;
		do {
			if (!qualifier_read(&qualifiers))
				return false;
		} while (der_more(&qualifiers));
	} while (der_more(&policies));
	return true;
}

/* PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE {
 *     issuerDomainPolicy OID, subjectDomainPolicy OID } */
bool
policy_mappings_read(struct der_reader *r)
{
	struct der_reader list, mapping;
	struct bytes policy;

	if (!der_open(r, DER_SEQUENCE, &list))
		return false;
	do {
		if (!der_open(&list, DER_SEQUENCE, &mapping) ||
		    !der_oid(&mapping, &policy) ||
		    !der_oid(&mapping, &policy) || !der_end(&mapping))
			return false;
	} while (der_more(&list));
	return true;
}

/* PolicyConstraints ::= SEQUENCE {
 *     requireExplicitPolicy [0] IMPLICIT INTEGER (0..MAX) OPTIONAL,
 *     inhibitPolicyMapping [1] IMPLICIT INTEGER (0..MAX) OPTIONAL } */
bool
policy_constraints_read(struct der_reader *r)
{
	struct der_reader seq;
	struct bytes certs;

	if (!der_open(r, DER_SEQUENCE, &seq))
		return false;
	if (der_is(&seq, DER_CONTEXT(0)) &&
	    !implicit_integer(&seq, DER_CONTEXT(0), true, &certs))
		return false;
	if (der_is(&seq, DER_CONTEXT(1)) &&
	    !implicit_integer(&seq, DER_CONTEXT(1), true, &certs))
		return false;
	return der_end(&seq);
}

/* InhibitAnyPolicy ::= INTEGER (0..MAX) */
bool
inhibit_any_policy_read(struct der_reader *r)
{
	const uint8_t *contents;
	struct bytes certs;

	if (!der_integer(r, &certs))
		return false;
	contents = certs.data;
	return contents[0] < 0x80 ||
	    der_refuse(r, DER_INTEGER_NEGATIVE, contents);
}
