/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What certificatePolicies and policyMappings list, one after another. */
#ifndef X509_POLICIES_H
#define X509_POLICIES_H

#include "der/reader.h"

struct policy {                         /* PolicyInformation */
	struct bytes id;                /* contents of the OID */
	struct bytes qualifiers;        /* contents of the SEQUENCE; empty:
	                                   none */
};

struct policy_qualifier {
	struct bytes id;                /* contents of the OID */
	struct bytes value;             /* whole element */
	struct bytes text;              /* cps: the URI; unotice: contents of
	                                   explicitText; empty: none */
};

struct policy_mapping {
	struct bytes whole;             /* the SEQUENCE of the two */
	struct bytes issuer, subject;   /* contents of the OIDs */
};

struct policy_walk {
	struct der_trouble trouble;
	struct der_reader list;
};

/*
 * contents: cert.certificate_policies, cert.policy_mappings, or the qualifiers
 * of a policy; then the function of that kind, until it says false.
 */
void policy_start(struct policy_walk *w, struct bytes contents);
bool policy_next(struct policy_walk *w, struct policy *out);
bool policy_mapping_next(struct policy_walk *w, struct policy_mapping *out);
bool policy_qualifier_next(struct policy_walk *w, struct policy_qualifier *out);

#endif
