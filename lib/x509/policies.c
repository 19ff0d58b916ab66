/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The extensions about policies: RFC 5280 4.2.1.4, .5, .11 and .14. */
#include "config.h"

#include "x509/extension.h"
#include "x509/policies.h"

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
user_notice_read(struct der_reader *r, struct bytes *explicit_text)
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
	if (is_display_text(&notice)) {
		if (!der_any(&notice, &text))
			return false;
		*explicit_text = text.value;
	}
	return der_end(&notice);
}

/* PolicyQualifierInfo ::= SEQUENCE { policyQualifierId OID, qualifier ANY } */
static bool
qualifier_read(struct der_reader *r, struct policy_qualifier *out)
{
	struct der_reader info;
	struct der_element any;
	bool good;

	if (!der_open(r, DER_SEQUENCE, &info) || !der_oid(&info, &out->id))
		return false;
	out->value = der_rest(&info);
	switch (oid_find(out->id)) {
	case OID_QT_CPS:
		good = der_take(&info, DER_IA5_STRING, &out->text);
		break;
	case OID_QT_UNOTICE:
		good = user_notice_read(&info, &out->text);
		break;
	default:
		good = der_opaque(&info, &any);
		break;
	}
	return good && der_end(&info);
}

/* PolicyInformation ::= SEQUENCE { policyIdentifier OBJECT IDENTIFIER,
 *     policyQualifiers SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL } */
static bool
policy_read(struct der_reader *r, struct policy *out)
{
	struct der_reader policy, qualifiers;

	out->qualifiers = (struct bytes){ NULL, 0 };
	if (!der_open(r, DER_SEQUENCE, &policy) || !der_oid(&policy, &out->id))
		return false;
	if (!der_more(&policy))
		return true;
	if (!der_open(&policy, DER_SEQUENCE, &qualifiers) || !der_end(&policy))
		return false;
	out->qualifiers = der_rest(&qualifiers);
	do {
		struct policy_qualifier one = { .text = { NULL, 0 } };

		if (!qualifier_read(&qualifiers, &one))
			return false;
	} while (der_more(&qualifiers));
	return true;
}

/* CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation */
bool
certificate_policies_read(struct der_reader *r, struct bytes *out)
{
	struct der_reader policies;
	struct policy policy;
	struct bytes all;

	if (!der_open(r, DER_SEQUENCE, &policies))
		return false;
	all = der_rest(&policies);
	do {
		if (!policy_read(&policies, &policy))
			return false;
	} while (der_more(&policies));
	*out = all;
	return true;
}

/* SEQUENCE { issuerDomainPolicy OID, subjectDomainPolicy OID } */
static bool
mapping_read(struct der_reader *r, struct policy_mapping *out)
{
	const uint8_t *start = r->next;
	struct der_reader mapping;

	if (!der_open(r, DER_SEQUENCE, &mapping) ||
	    !der_oid(&mapping, &out->issuer) ||
	    !der_oid(&mapping, &out->subject) || !der_end(&mapping))
		return false;
	out->whole = (struct bytes){ start, (size_t)(r->next - start) };
	return true;
}

/* PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF the above */
bool
policy_mappings_read(struct der_reader *r, struct bytes *out)
{
	struct policy_mapping mapping;
	struct der_reader list;
	struct bytes all;

	if (!der_open(r, DER_SEQUENCE, &list))
		return false;
	all = der_rest(&list);
	do {
		if (!mapping_read(&list, &mapping))
			return false;
	} while (der_more(&list));
	*out = all;
	return true;
}

/* A number of certificates; more than 32 bits are as good as no limit. */
static uint32_t
certs_number(struct bytes contents)
{
	uint32_t n = 0;

	for (size_t i = 0; i < contents.len; i++) {
		if (n > UINT32_MAX >> 8)
			return UINT32_MAX;
		n = n << 8 | contents.data[i];
	}
	return n;
}

/* SkipCerts ::= INTEGER (0..MAX), under another tag or not at all. */
static bool
skip_certs_read(struct der_reader *seq, unsigned tag, bool *present,
    uint32_t *certs, struct bytes *at)
{
	*present = der_is(seq, (uint8_t)DER_CONTEXT(tag));
	if (!*present)
		return true;
	if (!implicit_integer(seq, (uint8_t)DER_CONTEXT(tag), true, at))
		return false;
	*certs = certs_number(*at);
	return true;
}

/* PolicyConstraints ::= SEQUENCE {
 *     requireExplicitPolicy [0] IMPLICIT SkipCerts OPTIONAL,
 *     inhibitPolicyMapping [1] IMPLICIT SkipCerts OPTIONAL }
 * That it has neither is for the rule about it. */
bool
policy_constraints_read(struct der_reader *r, struct policy_constraints *out)
{
	struct policy_constraints pc = { .has_explicit = false };
	struct der_reader seq;

	if (!der_open(r, DER_SEQUENCE, &seq) ||
	    !skip_certs_read(&seq, 0, &pc.has_explicit, &pc.explicit_policy,
	    &pc.explicit_at) ||
	    !skip_certs_read(&seq, 1, &pc.has_mapping, &pc.mapping,
	    &pc.mapping_at) || !der_end(&seq))
		return false;
	*out = pc;
	return true;
}

/* InhibitAnyPolicy ::= SkipCerts */
bool
inhibit_any_policy_read(struct der_reader *r, struct inhibit_any_policy *out)
{
	struct bytes contents;

	if (!der_integer(r, &contents))
		return false;
	if (contents.data[0] >= 0x80)
		return der_refuse(r, DER_INTEGER_NEGATIVE, contents.data);
	out->at = contents;
	out->certs = certs_number(contents);
	return true;
}

/* ---- one after another, of what was read ---------------------------------- */

void
policy_start(struct policy_walk *w, struct bytes contents)
{
	w->trouble = (struct der_trouble){ .fault = DER_FINE };
	der_start(&w->list, contents, &w->trouble);
}

bool
policy_next(struct policy_walk *w, struct policy *out)
{
	return der_more(&w->list) && policy_read(&w->list, out);
}

bool
policy_mapping_next(struct policy_walk *w, struct policy_mapping *out)
{
	return der_more(&w->list) && mapping_read(&w->list, out);
}

bool
policy_qualifier_next(struct policy_walk *w, struct policy_qualifier *out)
{
	out->text = (struct bytes){ NULL, 0 };
	return der_more(&w->list) && qualifier_read(&w->list, out);
}
