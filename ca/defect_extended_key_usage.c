/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "der/reader.h"

static void
purpose_set(struct cert_spec *s, bool critical, enum oid purpose)
{
	spec_ext_key_usage(s, critical, &purpose, 1);
}

void
defect_EKU_PURPOSE_NOT_ALLOWED(struct scenario *s)
{
	purpose_set(s->leaf, false, OID_KP_CLIENT_AUTH);
}

void
defect_EKU_ISSUER_PURPOSE_NOT_ALLOWED(struct scenario *s)
{
	purpose_set(s->issuing, false, OID_KP_CLIENT_AUTH);
}

void
defect_EKU_EMPTY(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_EXT_KEY_USAGE, false,
	    defect_empty(s->leaf));
}

void
defect_EKU_ONLY_ANY(struct scenario *s)
{
	purpose_set(s->leaf, false, OID_KP_ANY);
}

void
defect_EKU_MISSING(struct scenario *s)
{
	spec_remove(s->leaf, OID_CE_EXT_KEY_USAGE);
}

void
defect_EKU_CRITICAL(struct scenario *s)
{
	purpose_set(s->leaf, true, OID_KP_SERVER_AUTH);
}

void
defect_EKU_ON_ROOT(struct scenario *s)
{
	purpose_set(s->root, false, OID_KP_SERVER_AUTH);
}

void
defect_EKU_PROHIBITED_COMBINATION(struct scenario *s)
{
	static const enum oid purposes[] = {
		OID_KP_SERVER_AUTH, OID_KP_CODE_SIGNING
	};

	spec_ext_key_usage(s->leaf, false, purposes, 2);
}

/* objsign alone: bit 3. */
void
defect_NETSCAPE_CERT_TYPE_MISMATCH(struct scenario *s)
{
	spec_extension(s->leaf, OID_NETSCAPE_CERT_TYPE, false,
	    SPEC_OCTETS(s->leaf, DER_BIT_STRING, 2, 4, 0x10));
}
