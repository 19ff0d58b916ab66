/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "der/reader.h"

/* Both fields, as they have to be the same. */
static void
algorithm_write(struct cert_spec *s, enum oid id, struct bytes parameters)
{
	s->inner_algorithm = defect_algorithm(s, id, parameters);
	s->outer_algorithm = s->inner_algorithm;
}

/* ecdsa-with-SHA384 outside, where nobody signed it. */
void
defect_SIGNATURE_ALGORITHM_FIELDS_DIFFER(struct scenario *s)
{
	s->leaf->outer_algorithm = defect_algorithm(s->leaf,
	    OID_ECDSA_SHA384, DEFECT_NOTHING);
}

void
defect_SIGNATURE_ALGORITHM_UNKNOWN(struct scenario *s)
{
	algorithm_write(s->leaf, OID_UNKNOWN,
	    DEFECT_NOTHING);
}

/* sha256WithRSAEncryption under a CA whose key is no RSA key. */
void
defect_SIGNATURE_ALGORITHM_KEY_MISMATCH(struct scenario *s)
{
	algorithm_write(s->leaf, OID_RSA_SHA256,
	    SPEC_OCTETS(s->leaf, DER_NULL, 0));
}

/* ecdsa-with-SHA256 has no parameters. */
void
defect_SIGNATURE_ALGORITHM_PARAMETERS_INVALID(struct scenario *s)
{
	algorithm_write(s->leaf, OID_ECDSA_SHA256,
	    SPEC_OCTETS(s->leaf, DER_NULL, 0));
}

/* A SET of two integers is no ECDSA-Sig-Value. */
static void
value_retag(struct buffer *value)
{
	if (value->len > 0)
		value->data[0] = DER_SET;
	else
		value->failed = true;
}

void
defect_SIGNATURE_VALUE_MALFORMED(struct scenario *s)
{
	s->leaf->patch_signature = value_retag;
}

/* One bit of the last number in it: well formed, and of another message. */
static void
value_flip(struct buffer *value)
{
	if (value->len > 0)
		value->data[value->len - 1] ^= 0x01;
	else
		value->failed = true;
}

void
defect_SIGNATURE_INVALID(struct scenario *s)
{
	s->leaf->patch_signature = value_flip;
}
