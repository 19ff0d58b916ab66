/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>

#include "ca/defect.h"
#include "ca/encode.h"

/* Gives the leaf an extension that nobody knows, with what was encoded. */
static void
unknown_extension(struct scenario *s, struct buffer *value)
{
	if (value->failed)
		s->failed = true;
	else
		spec_extension_dotted(s->leaf, DEFECT_UNKNOWN_OID, false,
		    spec_octets(s->leaf, value->data, value->len));
	buffer_free(value);
}

static struct bytes
relative_name(struct cert_spec *s, enum oid type, struct bytes text)
{
	return DEFECT_ELEMENT(s, DER_SET, DEFECT_ELEMENT(s, DER_SEQUENCE,
	    defect_oid(s, type), DEFECT_ELEMENT(s, DER_UTF8_STRING, text)));
}

/* The limit lies below the leaf, and above the certificates of its CAs. */
void
defect_CERTIFICATE_TOO_LARGE(struct scenario *s)
{
	struct cert_spec *leaf = s->leaf;
	struct buffer ballast = BUFFER_EMPTY;
	struct bytes part[5];

	buffer_fill(&ballast, 'x', 1000);
	if (ballast.failed) {
		s->failed = true;
		return;
	}
	for (size_t i = 0; i < 4; i++)
		part[i] = relative_name(leaf, OID_AT_ORGANIZATIONAL_UNIT_NAME,
		    buffer_bytes(&ballast));
	part[4] = relative_name(leaf, OID_AT_COMMON_NAME, bytes_of(s->name));
	leaf->subject = defect_element(leaf, DER_SEQUENCE, part, 5);
	buffer_free(&ballast);
	defect_limit(s, "certificate-octets", 4000);
}

/* Forty sequences inside one another. */
void
defect_DER_NESTING_TOO_DEEP(struct scenario *s)
{
	struct buffer value = BUFFER_EMPTY;
	size_t open[40];

	for (size_t i = 0; i < 40; i++)
		open[i] = encode_open(&value);
	for (size_t i = 40; i-- > 0;)
		encode_close(&value, open[i], DER_SEQUENCE);
	unknown_extension(s, &value);
}

/* A sequence of 10,000 times nothing. */
void
defect_DER_ELEMENT_BUDGET_EXHAUSTED(struct scenario *s)
{
	struct buffer value = BUFFER_EMPTY;
	size_t start = encode_open(&value);

	for (size_t i = 0; i < 10000; i++)
		encode_element(&value, DER_NULL, DEFECT_NOTHING);
	encode_close(&value, start, DER_SEQUENCE);
	unknown_extension(s, &value);
}

/* 65 that nobody knows, beside the usual ones. */
void
defect_EXTENSION_COUNT_EXCEEDED(struct scenario *s)
{
	char oid[32];

	for (unsigned i = 0; i < 65; i++) {
		(void)snprintf(oid, sizeof(oid), "2.999.2.%u", i + 1);
		spec_extension_dotted(s->leaf, oid, false,
		    SPEC_OCTETS(s->leaf, DER_NULL, 0));
	}
}

/* The name that is asked for, and 1,000 others. */
void
defect_SAN_COUNT_EXCEEDED(struct scenario *s)
{
	struct buffer value = BUFFER_EMPTY;
	size_t start = encode_open(&value);
	encode_element(&value, DER_CONTEXT(2), bytes_of(s->name));
	for (unsigned i = 0; i < 1000; i++) {
		const char *name = defect_text(s, "n%u.%s", i + 1, s->domain);

		encode_element(&value, DER_CONTEXT(2), bytes_of(name));
	}
	encode_close(&value, start, DER_SEQUENCE);
	if (value.failed)
		s->failed = true;
	else
		spec_extension(s->leaf, OID_CE_SUBJECT_ALT_NAME, false,
		    spec_octets(s->leaf, value.data, value.len));
	buffer_free(&value);
}

/* 65 units, and the common name. */
void
defect_RDN_COUNT_EXCEEDED(struct scenario *s)
{
	struct cert_spec *leaf = s->leaf;
	struct bytes part[66];

	for (size_t i = 0; i < 65; i++)
		part[i] = relative_name(leaf, OID_AT_ORGANIZATIONAL_UNIT_NAME,
		    bytes_of("unit"));
	part[65] = relative_name(leaf, OID_AT_COMMON_NAME, bytes_of(s->name));
	leaf->subject = defect_element(leaf, DER_SEQUENCE, part, 66);
}

/* Below 2.999, an arc that is as large as it is long. */
void
defect_OID_TOO_LONG(struct scenario *s)
{
	uint8_t oid[129] = { 0x88, 0x37 };

	memset(oid + 2, 0x81, sizeof(oid) - 3);
	oid[sizeof(oid) - 1] = 0x01;
	spec_extension_dotted(s->leaf, DEFECT_UNKNOWN_OID, false,
	    SPEC_OCTETS(s->leaf, DER_NULL, 0));
	if (s->leaf->extension_count == 0) {
		s->failed = true;
		return;
	}
	s->leaf->extension[s->leaf->extension_count - 1].oid =
	    spec_octets(s->leaf, oid, sizeof(oid));
}

/* Nobody has the private key; nobody is to compute with the public one. */
void
defect_RSA_KEY_TOO_LARGE(struct scenario *s)
{
	s->issuing->spki = defect_rsa(s->issuing, 16392, 65537);
}

/* What is of no use is sent before what is needed, and fills the pool. */
void
defect_POOL_TOO_LARGE(struct scenario *s)
{
	int other = scenario_add(s, "other", SPEC_CA_ROOT, "Other Root CA",
	    (int)s->cert_count);

	defect_send(s, 1, other);
	defect_limit(s, "pool", 2);
}

/* Two entries. */
void
defect_CRL_TOO_LARGE(struct scenario *s)
{
	scenario_crls(s);
	crl_spec_revoke(&s->crl[SCENARIO_ISSUING_CRL], SCENARIO_ROOT, s->now,
	    -1);
	defect_limit(s, "crl-entries", 1);
}

/* Answers about both certificates in one, where one is allowed. */
void
defect_OCSP_RESPONSE_TOO_LARGE(struct scenario *s)
{
	scenario_ocsps(s);
	ocsp_spec_about(&s->ocsp[SCENARIO_LEAF_OCSP], SCENARIO_ISSUING, s->now);
	defect_limit(s, "ocsp-responses", 1);
}
