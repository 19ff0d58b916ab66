/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "der/reader.h"

void
defect_CRITICAL_EXTENSION_UNKNOWN(struct scenario *s)
{
	spec_extension_dotted(s->leaf, DEFECT_UNKNOWN_OID, true,
	    SPEC_OCTETS(s->leaf, DER_NULL, 0));
}

/* Version 2 has no extensions, thus no names: none is asked for. */
void
defect_VERSION_NOT_V3(struct scenario *s)
{
	s->leaf->version = 2;
	s->leaf->no_extensions = true;
	s->name_type = CW_NAME_NONE;
}

/* The leaf with an issuer that has no name. */
void
defect_ISSUER_NAME_EMPTY(struct scenario *s)
{
	s->leaf->issuer_name = defect_empty(s->leaf);
}

void
defect_CA_SUBJECT_EMPTY(struct scenario *s)
{
	s->issuing->subject = defect_empty(s->issuing);
}

void
defect_SUBJECT_EMPTY_WITHOUT_SAN(struct scenario *s)
{
	s->leaf->subject = defect_empty(s->leaf);
	spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME);
	s->name_type = CW_NAME_NONE;
}

void
defect_SAN_NOT_CRITICAL_WITH_EMPTY_SUBJECT(struct scenario *s)
{
	s->leaf->subject = defect_empty(s->leaf);
	defect_critical(s->leaf, OID_CE_SUBJECT_ALT_NAME, false);
}

void
defect_SAN_CRITICAL_WITH_SUBJECT(struct scenario *s)
{
	defect_critical(s->leaf, OID_CE_SUBJECT_ALT_NAME, true);
}

void
defect_AKI_MISSING(struct scenario *s)
{
	spec_remove(s->leaf, OID_CE_AUTHORITY_KEY_ID);
}

void
defect_AKI_CRITICAL(struct scenario *s)
{
	defect_critical(s->leaf, OID_CE_AUTHORITY_KEY_ID, true);
}

void
defect_AKI_KEYID_MISSING(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_AUTHORITY_KEY_ID, false,
	    defect_empty(s->leaf));
}

/* Issuer and serial number of the CA's certificate, both as they are. */
void
defect_AKI_ISSUER_SERIAL_PRESENT(struct scenario *s)
{
	struct cert_spec *leaf = s->leaf;

	s->issuing->serial = SPEC_OCTETS(s->issuing, 0x10, 0x01);
	spec_extension(leaf, OID_CE_AUTHORITY_KEY_ID, false,
	    DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	        DEFECT_ELEMENT(leaf, DER_CONTEXT(0), defect_key_id(s)),
	        DEFECT_ELEMENT(leaf, DER_CONTEXT_CONSTRUCTED(1),
	            DEFECT_ELEMENT(leaf, DER_CONTEXT_CONSTRUCTED(4),
	                s->root->subject)),
	        DEFECT_ELEMENT(leaf, DER_CONTEXT(2), s->issuing->serial)));
}

void
defect_AKI_ISSUER_SERIAL_UNPAIRED(struct scenario *s)
{
	struct cert_spec *leaf = s->leaf;

	s->issuing->serial = SPEC_OCTETS(s->issuing, 0x10, 0x01);
	spec_extension(leaf, OID_CE_AUTHORITY_KEY_ID, false,
	    DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	        DEFECT_ELEMENT(leaf, DER_CONTEXT(0), defect_key_id(s)),
	        DEFECT_ELEMENT(leaf, DER_CONTEXT(2), s->issuing->serial)));
}

void
defect_ROOT_AKI_SKI_MISMATCH(struct scenario *s)
{
	spec_extension(s->root, OID_CE_AUTHORITY_KEY_ID, false,
	    DEFECT_ELEMENT(s->root, DER_SEQUENCE,
	        DEFECT_ELEMENT(s->root, DER_CONTEXT(0),
	            bytes_of("key nobody ever made"))));
	s->profile = CW_WEBPKI;         /* nobody else looks at a root */
}

void
defect_SKI_MISSING_IN_CA(struct scenario *s)
{
	spec_remove(s->issuing, OID_CE_SUBJECT_KEY_ID);
}

void
defect_SKI_CRITICAL(struct scenario *s)
{
	defect_critical(s->issuing, OID_CE_SUBJECT_KEY_ID, true);
}

/* authorityInfoAccess: where the CA answers for its certificates by OCSP. */
void
defect_AIA_CRITICAL(struct scenario *s)
{
	struct cert_spec *leaf = s->leaf;

	spec_extension(leaf, OID_PE_AUTHORITY_INFO_ACCESS, true,
	    DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	        DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	            defect_oid(leaf, OID_AD_OCSP),
	            DEFECT_ELEMENT(leaf, DER_CONTEXT(6),
	                bytes_of("http://ocsp.demo.test/")))));
}

/* ProxyCertInfo ::= SEQUENCE { proxyPolicy { policyLanguage inheritAll } } */
void
defect_PROXY_CERTIFICATE_VIOLATION(struct scenario *s)
{
	struct cert_spec *leaf = s->leaf;
	struct bytes inherit_all = SPEC_OCTETS(leaf, 0x2b, 0x06, 0x01, 0x05,
	    0x05, 0x07, 0x15, 0x01);

	spec_extension(leaf, OID_PE_PROXY_CERT_INFO, true,
	    DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	        DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	            DEFECT_ELEMENT(leaf, DER_OID, inherit_all))));
}

/* IPAddrBlocks of one IPv4 prefix of three octets. */
static struct bytes
addresses(struct cert_spec *s, uint8_t a, uint8_t b, uint8_t c)
{
	return DEFECT_ELEMENT(s, DER_SEQUENCE,
	    DEFECT_ELEMENT(s, DER_SEQUENCE,
	        SPEC_OCTETS(s, DER_OCTET_STRING, 2, 0, 1),
	        DEFECT_ELEMENT(s, DER_SEQUENCE,
	            SPEC_OCTETS(s, DER_BIT_STRING, 4, 0, a, b, c))));
}

void
defect_IP_RESOURCE_NOT_NESTED(struct scenario *s)
{
	spec_extension(s->root, OID_PE_IP_ADDR_BLOCKS, true,
	    addresses(s->root, 198, 51, 100));
	spec_extension(s->issuing, OID_PE_IP_ADDR_BLOCKS, true,
	    addresses(s->issuing, 198, 51, 100));
	spec_extension(s->leaf, OID_PE_IP_ADDR_BLOCKS, true,
	    addresses(s->leaf, 192, 0, 2));
}
