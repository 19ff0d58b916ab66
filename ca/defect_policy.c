/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "der/reader.h"

/* Policies of the CA/Browser Forum, for reports that say something. */
#define STRICT OID_CABF_OV
#define LAX OID_CABF_DV

/* PolicyInformation without qualifiers. */
static struct bytes
policy(struct cert_spec *s, enum oid id)
{
	return DEFECT_ELEMENT(s, DER_SEQUENCE, defect_oid(s, id));
}

static void
policies(struct cert_spec *s, enum oid id)
{
	spec_extension(s, OID_CE_CERTIFICATE_POLICIES, false,
	    DEFECT_ELEMENT(s, DER_SEQUENCE, policy(s, id)));
}

/* From here on, a policy is required. */
static void
require(struct cert_spec *s)
{
	spec_extension(s, OID_CE_POLICY_CONSTRAINTS, true,
	    SPEC_OCTETS(s, DER_SEQUENCE, 3, DER_CONTEXT(0), 1, 0));
}

static void
mapping(struct cert_spec *s, enum oid from, enum oid to)
{
	spec_extension(s, OID_CE_POLICY_MAPPINGS, true,
	    DEFECT_ELEMENT(s, DER_SEQUENCE,
	        DEFECT_ELEMENT(s, DER_SEQUENCE, defect_oid(s, from),
	            defect_oid(s, to))));
}

void
defect_POLICY_EXPLICIT_REQUIRED(struct scenario *s)
{
	policies(s->issuing, STRICT);
	require(s->issuing);
	policies(s->leaf, LAX);
}

/* The caller asks for another policy than the path has. */
void
defect_POLICY_NOT_ACCEPTABLE(struct scenario *s)
{
	static const char *const asked[] = { "2.23.140.1.2.2" };

	policies(s->issuing, LAX);
	require(s->issuing);
	policies(s->leaf, LAX);
	s->policies = asked;
	s->policy_count = 1;
}

void
defect_POLICY_MAPPING_ANY_POLICY(struct scenario *s)
{
	policies(s->issuing, OID_ANY_POLICY);
	mapping(s->issuing, OID_ANY_POLICY, LAX);
	policies(s->leaf, LAX);
}

/* What inhibits a mapping has to stand above the CA that maps. */
void
defect_POLICY_MAPPING_INHIBITED(struct scenario *s)
{
	int index = defect_policy_ca(s);
	struct cert_spec *above = &s->cert[index];

	policies(above, STRICT);
	spec_extension(above, OID_CE_POLICY_CONSTRAINTS, true,
	    SPEC_OCTETS(above, DER_SEQUENCE, 6, DER_CONTEXT(0), 1, 0,
	        DER_CONTEXT(1), 1, 0));
	policies(s->issuing, STRICT);
	mapping(s->issuing, STRICT, LAX);
	policies(s->leaf, LAX);
	defect_send(s, s->sent_count, index);
}

void
defect_POLICY_ANY_INHIBITED(struct scenario *s)
{
	policies(s->issuing, STRICT);
	require(s->issuing);
	spec_extension(s->issuing, OID_CE_INHIBIT_ANY_POLICY, true,
	    SPEC_OCTETS(s->issuing, DER_INTEGER, 1, 0));
	policies(s->leaf, OID_ANY_POLICY);
}

void
defect_POLICY_DUPLICATE(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_CERTIFICATE_POLICIES, false,
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE, policy(s->leaf, LAX),
	        policy(s->leaf, LAX)));
}

void
defect_POLICY_CONSTRAINTS_EMPTY(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_POLICY_CONSTRAINTS, true,
	    defect_empty(s->issuing));
}

void
defect_POLICY_EXTENSION_NOT_CRITICAL(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_INHIBIT_ANY_POLICY, false,
	    SPEC_OCTETS(s->issuing, DER_INTEGER, 1, 0));
}

void
defect_POLICY_QUALIFIER_UNKNOWN(struct scenario *s)
{
	struct cert_spec *leaf = s->leaf;

	spec_extension(leaf, OID_CE_CERTIFICATE_POLICIES, true,
	    DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	        DEFECT_ELEMENT(leaf, DER_SEQUENCE, defect_oid(leaf, LAX),
	            DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	                DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	                    defect_oid(leaf, OID_UNKNOWN),
	                    SPEC_OCTETS(leaf, DER_NULL, 0))))));
}

/* The two that are listed are more than the caller lets us follow. */
void
defect_POLICY_TREE_BUDGET_EXHAUSTED(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_CERTIFICATE_POLICIES, false,
	    DEFECT_ELEMENT(s->issuing, DER_SEQUENCE, policy(s->issuing,
	        STRICT), policy(s->issuing, LAX)));
	defect_limit(s, "policies", 1);
}
