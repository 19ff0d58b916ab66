/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "der/reader.h"
#include "x509/cert.h"

void
defect_ISSUER_NOT_CA(struct scenario *s)
{
	spec_basic_constraints(s->issuing, true, false, -1);
}

void
defect_BASIC_CONSTRAINTS_MISSING_IN_CA(struct scenario *s)
{
	spec_remove(s->issuing, OID_CE_BASIC_CONSTRAINTS);
}

void
defect_V1_CERTIFICATE_AS_ISSUER(struct scenario *s)
{
	s->issuing->version = 1;
	s->issuing->no_extensions = true;
}

/* The issuing CA allows no CA below it, and there is one. */
void
defect_PATH_LENGTH_EXCEEDED(struct scenario *s)
{
	int sub = scenario_add(s, "sub", SPEC_CA_ISSUING, "Demo Sub CA",
	    SCENARIO_ISSUING);

	spec_basic_constraints(s->issuing, true, true, 0);
	spec_basic_constraints(&s->cert[sub], true, true, -1);
	s->leaf->issuer = sub;
	defect_send(s, 1, sub);
}

void
defect_PATH_LENGTH_NEGATIVE(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_BASIC_CONSTRAINTS, true,
	    SPEC_OCTETS(s->issuing, DER_SEQUENCE, 6, DER_BOOLEAN, 1, 0xff,
	        DER_INTEGER, 1, 0xff));
}

void
defect_CA_CERTIFICATE_AS_LEAF(struct scenario *s)
{
	spec_basic_constraints(s->leaf, true, true, -1);
	spec_subject_key_id(s->leaf);
}

void
defect_BASIC_CONSTRAINTS_NOT_CRITICAL(struct scenario *s)
{
	defect_critical(s->issuing, OID_CE_BASIC_CONSTRAINTS, false);
}

void
defect_PATH_LENGTH_ON_NON_CA(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_BASIC_CONSTRAINTS, true,
	    SPEC_OCTETS(s->leaf, DER_SEQUENCE, 3, DER_INTEGER, 1, 0));
}

/*
 * A CA that signs certificates has to have keyCertSign, so this one stands at
 * the end of the path, where RFC 5280 takes a CA as well as any other.
 */
void
defect_PATH_LENGTH_WITHOUT_CERT_SIGN(struct scenario *s)
{
	spec_basic_constraints(s->leaf, true, true, 0);
	spec_subject_key_id(s->leaf);
	spec_key_usage(s->leaf, true, SPEC_KU(KU_DIGITAL_SIGNATURE));
	s->profile = CW_RFC5280;
	s->strict = true;
}
