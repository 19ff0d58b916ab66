/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "der/reader.h"
#include "x509/cert.h"

/* A path length needs keyCertSign: left there, it would be a second fault. */
void
defect_KEY_USAGE_NO_CERT_SIGN(struct scenario *s)
{
	spec_key_usage(s->issuing, true, SPEC_KU(KU_CRL_SIGN));
	spec_basic_constraints(s->issuing, true, true, -1);
}

void
defect_KEY_USAGE_CERT_SIGN_ON_NON_CA(struct scenario *s)
{
	spec_key_usage(s->leaf, true, SPEC_KU(KU_DIGITAL_SIGNATURE) |
	    SPEC_KU(KU_KEY_CERT_SIGN));
}

void
defect_KEY_USAGE_MISSING_IN_CA(struct scenario *s)
{
	spec_remove(s->issuing, OID_CE_KEY_USAGE);
	spec_basic_constraints(s->issuing, true, true, -1);
}

void
defect_KEY_USAGE_EMPTY(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_KEY_USAGE, true,
	    SPEC_OCTETS(s->leaf, DER_BIT_STRING, 1, 0));
}

/* A use that fits the key and is none of a TLS server's. */
void
defect_KEY_USAGE_NO_DIGITAL_SIGNATURE(struct scenario *s)
{
	bool rsa = key_type_enciphers(s->leaf->key_type);

	spec_key_usage(s->leaf, true,
	    rsa ? SPEC_KU(KU_DATA_ENCIPHERMENT) : SPEC_KU(KU_KEY_AGREEMENT));
}
