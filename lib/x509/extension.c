/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/distribution_point.h"
#include "x509/extension.h"
#include "x509/general_name.h"
#include "x509/info_access.h"
#include "x509/name_constraints.h"
#include "x509/resources.h"
#include "x509/scts.h"

/* BasicConstraints ::= SEQUENCE {
 *     cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }
 * A negative length is for the rule about it, not for us. */
static bool
basic_constraints_read(struct der_reader *r, struct basic_constraints *out)
{
	struct basic_constraints bc = { .ca = false };
	struct der_reader seq;
	size_t i;

	if (!der_open(r, DER_SEQUENCE, &seq))
		return false;
	if (der_is(&seq, DER_BOOLEAN))
		bc.ca_at.data = seq.next + 2;
	if (!der_bool_default(&seq, false, &bc.ca))
		return false;
	if (bc.ca_at.data != NULL)
		bc.ca_at.len = 1;
	if (der_more(&seq)) {
		if (!der_integer(&seq, &bc.path_len_at))
			return false;
		bc.has_path_len = true;
		for (i = 0; i < bc.path_len_at.len; i++)
			bc.path_len = bc.path_len > UINT32_MAX >> 8 ?
			    UINT32_MAX :
			    bc.path_len << 8 | bc.path_len_at.data[i];
		if (bc.path_len_at.data[0] >= 0x80)
			bc.path_len = 0;
	}
	if (!der_end(&seq))
		return false;
	*out = bc;
	return true;
}

/* ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId; that it is
   empty is for the rule about it. */
static bool
ext_key_usage_read(struct der_reader *r, struct bytes *out)
{
	struct der_reader seq;
	struct bytes all, oid;

	if (!der_open(r, DER_SEQUENCE, &seq))
		return false;
	all = der_rest(&seq);
	while (der_more(&seq))
		if (!der_oid(&seq, &oid))
			return false;
	*out = all;
	return true;
}

/* At most so many of them. */
static bool
general_names_walk(struct der_reader *names, size_t most)
{
	struct general_name name;

	while (der_more(names)) {
		if (most-- == 0)
			return der_refuse_limit(names, LIMIT_ALT_NAMES,
			    names->next);
		if (!general_name_read(names, &name))
			return false;
	}
	return true;
}

/* GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName */
bool
general_names_read(struct der_reader *r, uint8_t tag, struct bytes *out)
{
	struct general_name first;
	struct der_reader names;
	struct bytes all;

	if (!der_open(r, tag, &names))
		return false;
	all = der_rest(&names);
	if (!general_name_read(&names, &first) ||
	    !general_names_walk(&names, SIZE_MAX))
		return false;
	*out = all;
	return true;
}

/* As it is, but for its size: an empty one is for the rule about it. */
static bool
subject_alt_name_read(struct der_reader *r, struct bytes *out)
{
	struct der_reader names;
	struct bytes all;

	if (!der_open(r, DER_SEQUENCE, &names))
		return false;
	all = der_rest(&names);
	if (!general_names_walk(&names, limit_most(r->trouble->limits, LIMIT_ALT_NAMES)))
		return false;
	*out = all;
	return true;
}

static bool
issuer_alt_name_read(struct der_reader *r)
{
	struct bytes names;

	return general_names_read(r, DER_SEQUENCE, &names);
}

bool
implicit_integer(struct der_reader *r, uint8_t tag, bool is_unsigned,
    struct bytes *out)
{
	struct bytes n;

	if (!der_take(r, tag, &n))
		return false;
	if (n.len == 0)
		return der_refuse(r, DER_INTEGER_EMPTY, n.data - 1);
	if (n.len > 1 && ((n.data[0] == 0 && n.data[1] < 0x80) ||
	    (n.data[0] == 0xff && n.data[1] >= 0x80)))
		return der_refuse(r, DER_INTEGER_NOT_MINIMAL, n.data);
	if (is_unsigned && n.data[0] >= 0x80)
		return der_refuse(r, DER_INTEGER_NEGATIVE, n.data);
	*out = n;
	return true;
}

/* AuthorityKeyIdentifier ::= SEQUENCE {
 *     keyIdentifier [0] IMPLICIT OCTET STRING OPTIONAL,
 *     authorityCertIssuer [1] IMPLICIT GeneralNames OPTIONAL,
 *     authorityCertSerialNumber [2] IMPLICIT INTEGER OPTIONAL } */
bool
authority_key_id_read(struct der_reader *r, struct authority_key_id *out)
{
	struct authority_key_id id = { .has_issuer = false };
	struct der_reader seq;

	if (!der_open(r, DER_SEQUENCE, &seq))
		return false;
	if (der_is(&seq, DER_CONTEXT(0)) &&
	    !der_take(&seq, DER_CONTEXT(0), &id.key_id))
		return false;
	if (der_is(&seq, DER_CONTEXT_CONSTRUCTED(1))) {
		if (!general_names_read(&seq, DER_CONTEXT_CONSTRUCTED(1),
		    &id.issuer))
			return false;
		id.has_issuer = true;
	}
	if (der_is(&seq, DER_CONTEXT(2))) {
		if (!implicit_integer(&seq, DER_CONTEXT(2), false, &id.serial))
			return false;
		id.has_serial = true;
	}
	if (!der_end(&seq))
		return false;
	*out = id;
	return true;
}

static bool
value_decode(struct cert *c, enum oid id, struct der_reader *r)
{
	struct bit_string bits;
	struct bytes octets;

	switch (id) {
	case OID_CE_BASIC_CONSTRAINTS:
		return basic_constraints_read(r, &c->basic_constraints);
	case OID_CE_KEY_USAGE:
		return der_named_bits(r, &c->key_usage);
	case OID_CE_EXT_KEY_USAGE:
		return ext_key_usage_read(r, &c->ext_key_usage);
	case OID_CE_SUBJECT_ALT_NAME:
		return subject_alt_name_read(r, &c->subject_alt_name);
	case OID_CE_AUTHORITY_KEY_ID:
		return authority_key_id_read(r, &c->authority_key_id);
	case OID_CE_SUBJECT_KEY_ID:
		return der_octets(r, &c->subject_key_id);
	case OID_CE_ISSUER_ALT_NAME:
		return issuer_alt_name_read(r);
	case OID_CE_NAME_CONSTRAINTS:
		return name_constraints_read(r, &c->name_constraints);
	case OID_CE_CERTIFICATE_POLICIES:
		return certificate_policies_read(r, &c->certificate_policies);
	case OID_CE_POLICY_MAPPINGS:
		return policy_mappings_read(r, &c->policy_mappings);
	case OID_CE_POLICY_CONSTRAINTS:
		return policy_constraints_read(r, &c->policy_constraints);
	case OID_CE_INHIBIT_ANY_POLICY:
		return inhibit_any_policy_read(r, &c->inhibit_any_policy);
	case OID_CE_CRL_DISTRIBUTION_POINTS:
	case OID_CE_FRESHEST_CRL:
		return distribution_points_read(r);
	case OID_PE_AUTHORITY_INFO_ACCESS:
	case OID_PE_SUBJECT_INFO_ACCESS:
		return info_access_read(r);
	case OID_CE_SUBJECT_DIRECTORY_ATTRIBUTES:
		return directory_attributes_read(r);
	case OID_PE_TLS_FEATURE:
		return tls_feature_read(r);
	case OID_CT_SCT_LIST:
		return sct_list_read(r);
	case OID_CE_PRIVATE_KEY_USAGE_PERIOD:
		return private_key_usage_period_read(r);
	case OID_PE_PROXY_CERT_INFO:
		return proxy_cert_info_read(r);
	case OID_PE_IP_ADDR_BLOCKS:
		return ip_addr_blocks_read(r);
	case OID_PE_AUTONOMOUS_SYS_IDS:
		return autonomous_sys_ids_read(r);
	case OID_CT_POISON:
	case OID_OCSP_NO_CHECK:
		return der_null(r);
	case OID_NETSCAPE_CERT_TYPE:
		return der_named_bits(r, &bits);
	default:
		octets = der_rest(r);
		r->next = r->end;
		return der_measure(octets, r->depth, r->trouble);
	}
}

/* The first of its kind is the one that counts; a second is a fault anyway. */
static const struct extension **
place_of(struct cert *c, enum oid id)
{
	switch (id) {
	case OID_CE_BASIC_CONSTRAINTS:
		return &c->basic_constraints_ext;
	case OID_CE_KEY_USAGE:
		return &c->key_usage_ext;
	case OID_CE_EXT_KEY_USAGE:
		return &c->ext_key_usage_ext;
	case OID_CE_SUBJECT_ALT_NAME:
		return &c->subject_alt_name_ext;
	case OID_CE_AUTHORITY_KEY_ID:
		return &c->authority_key_id_ext;
	case OID_CE_SUBJECT_KEY_ID:
		return &c->subject_key_id_ext;
	case OID_CE_CERTIFICATE_POLICIES:
		return &c->certificate_policies_ext;
	case OID_CE_POLICY_MAPPINGS:
		return &c->policy_mappings_ext;
	case OID_CE_POLICY_CONSTRAINTS:
		return &c->policy_constraints_ext;
	case OID_CE_INHIBIT_ANY_POLICY:
		return &c->inhibit_any_policy_ext;
	case OID_CE_NAME_CONSTRAINTS:
		return &c->name_constraints_ext;
	default:
		return NULL;
	}
}

/* What an extension left in c that turned out unreadable behind it. */
static void
forget(struct cert *c, enum oid id)
{
	switch (id) {
	case OID_CE_BASIC_CONSTRAINTS:
		c->basic_constraints = (struct basic_constraints){ .ca = false };
		return;
	case OID_CE_KEY_USAGE:
		c->key_usage = (struct bit_string){ .unused = 0 };
		return;
	case OID_CE_EXT_KEY_USAGE:
		c->ext_key_usage = (struct bytes){ NULL, 0 };
		return;
	case OID_CE_SUBJECT_ALT_NAME:
		c->subject_alt_name = (struct bytes){ NULL, 0 };
		return;
	case OID_CE_AUTHORITY_KEY_ID:
		c->authority_key_id = (struct authority_key_id){
			.has_issuer = false };
		return;
	case OID_CE_SUBJECT_KEY_ID:
		c->subject_key_id = (struct bytes){ NULL, 0 };
		return;
	case OID_CE_CERTIFICATE_POLICIES:
		c->certificate_policies = (struct bytes){ NULL, 0 };
		return;
	case OID_CE_POLICY_MAPPINGS:
		c->policy_mappings = (struct bytes){ NULL, 0 };
		return;
	case OID_CE_POLICY_CONSTRAINTS:
		c->policy_constraints = (struct policy_constraints){
			.has_explicit = false };
		return;
	case OID_CE_INHIBIT_ANY_POLICY:
		c->inhibit_any_policy = (struct inhibit_any_policy){
			.certs = 0 };
		return;
	case OID_CE_NAME_CONSTRAINTS:
		c->name_constraints = (struct name_constraints){
			.permitted = { NULL, 0 } };
		return;
	default:
		return;
	}
}

bool
extension_decode(struct cert *c, const struct extension *e,
    struct der_trouble *trouble)
{
	const struct extension **place = place_of(c, e->id);
	struct der_reader r;

	der_start(&r, e->value, trouble);
	/* The value lies inside the certificate: what is longer than it does not
	   end too early, it has a wrong length. */
	r.depth = EXTENSION_DEPTH;
	if (!value_decode(c, e->id, &r) || !der_end(&r)) {
		forget(c, e->id);
		return false;
	}
	if (place != NULL)
		*place = e;
	return true;
}

bool
extension_processed(enum oid id)
{
	switch (id) {
	case OID_CE_BASIC_CONSTRAINTS:
	case OID_CE_KEY_USAGE:
	case OID_CE_EXT_KEY_USAGE:
	case OID_CE_SUBJECT_ALT_NAME:
	case OID_CE_AUTHORITY_KEY_ID:
	case OID_CE_SUBJECT_KEY_ID:
	case OID_CE_NAME_CONSTRAINTS:
	case OID_CE_CERTIFICATE_POLICIES:
	case OID_CE_POLICY_MAPPINGS:
	case OID_CE_POLICY_CONSTRAINTS:
	case OID_CE_INHIBIT_ANY_POLICY:
	case OID_CE_CRL_DISTRIBUTION_POINTS:
	case OID_PE_AUTHORITY_INFO_ACCESS:
	case OID_PE_IP_ADDR_BLOCKS:
	case OID_PE_AUTONOMOUS_SYS_IDS:
		return true;
	default:
		return false;
	}
}

enum field
extension_field(enum oid id)
{
	switch (id) {
	case OID_CE_BASIC_CONSTRAINTS:
		return FIELD_BASIC_CONSTRAINTS;
	case OID_CE_KEY_USAGE:
		return FIELD_KEY_USAGE;
	case OID_CE_EXT_KEY_USAGE:
		return FIELD_EXT_KEY_USAGE;
	case OID_CE_SUBJECT_ALT_NAME:
		return FIELD_SUBJECT_ALT_NAME;
	case OID_CE_AUTHORITY_KEY_ID:
		return FIELD_AUTHORITY_KEY_ID;
	case OID_CE_SUBJECT_KEY_ID:
		return FIELD_SUBJECT_KEY_ID;
	case OID_PE_AUTHORITY_INFO_ACCESS:
		return FIELD_AUTHORITY_INFO_ACCESS;
	case OID_CE_NAME_CONSTRAINTS:
		return FIELD_NAME_CONSTRAINTS;
	case OID_CE_CERTIFICATE_POLICIES:
		return FIELD_CERTIFICATE_POLICIES;
	case OID_CE_POLICY_MAPPINGS:
		return FIELD_POLICY_MAPPINGS;
	case OID_CE_POLICY_CONSTRAINTS:
		return FIELD_POLICY_CONSTRAINTS;
	case OID_CE_INHIBIT_ANY_POLICY:
		return FIELD_INHIBIT_ANY_POLICY;
	case OID_CE_CRL_DISTRIBUTION_POINTS:
		return FIELD_CRL_DISTRIBUTION_POINTS;
	case OID_CE_ISSUER_ALT_NAME:
		return FIELD_ISSUER_ALT_NAME;
	case OID_CE_SUBJECT_DIRECTORY_ATTRIBUTES:
		return FIELD_SUBJECT_DIRECTORY_ATTRIBUTES;
	case OID_CE_PRIVATE_KEY_USAGE_PERIOD:
		return FIELD_PRIVATE_KEY_USAGE_PERIOD;
	case OID_CE_FRESHEST_CRL:
		return FIELD_FRESHEST_CRL;
	case OID_PE_SUBJECT_INFO_ACCESS:
		return FIELD_SUBJECT_INFO_ACCESS;
	case OID_PE_IP_ADDR_BLOCKS:
		return FIELD_IP_ADDR_BLOCKS;
	case OID_PE_AUTONOMOUS_SYS_IDS:
		return FIELD_AUTONOMOUS_SYS_IDS;
	case OID_PE_PROXY_CERT_INFO:
		return FIELD_PROXY_CERT_INFO;
	case OID_PE_TLS_FEATURE:
		return FIELD_TLS_FEATURE;
	case OID_CT_SCT_LIST:
		return FIELD_SCT_LIST;
	case OID_CT_POISON:
		return FIELD_POISON;
	case OID_OCSP_NO_CHECK:
		return FIELD_OCSP_NO_CHECK;
	case OID_NETSCAPE_CERT_TYPE:
		return FIELD_NETSCAPE_CERT_TYPE;
	default:
		return FIELD_EXTENSION;
	}
}
