/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "der/reader.h"
#include "tests/grove.h"
#include "tests/test.h"
#include "x509/cert.h"

#define BIT(usage) SPEC_KU(KU_##usage)

static void
issuing_crl_only(struct scenario *s)
{
	spec_key_usage(s->issuing, true, BIT(CRL_SIGN));
}

static void
issuing_none(struct scenario *s)
{
	spec_remove(s->issuing, OID_CE_KEY_USAGE);
}

static void
issuing_empty(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_KEY_USAGE, true,
	    SPEC_OCTETS(s->issuing, DER_BIT_STRING, 1, 0));
}

static void
root_crl_only(struct scenario *s)
{
	spec_key_usage(s->root, true, BIT(CRL_SIGN));
}

static void
root_none(struct scenario *s)
{
	spec_remove(s->root, OID_CE_KEY_USAGE);
}

/* A CA must have keyCertSign even where basicConstraints forbids it too. */
static void
issuing_no_ca_no_sign(struct scenario *s)
{
	spec_basic_constraints(s->issuing, true, false, -1);
	spec_key_usage(s->issuing, true, BIT(DIGITAL_SIGNATURE));
}

static void
leaf_agreement(struct scenario *s)
{
	spec_key_usage(s->leaf, true, BIT(KEY_AGREEMENT));
}

static void
leaf_encipherment(struct scenario *s)
{
	spec_key_usage(s->leaf, true, BIT(KEY_ENCIPHERMENT));
}

static void
leaf_all_but_signature(struct scenario *s)
{
	spec_key_usage(s->leaf, true, BIT(NON_REPUDIATION) |
	    BIT(KEY_ENCIPHERMENT) | BIT(DATA_ENCIPHERMENT) |
	    BIT(KEY_AGREEMENT) | BIT(ENCIPHER_ONLY) | BIT(DECIPHER_ONLY));
}

static void
leaf_none(struct scenario *s)
{
	spec_remove(s->leaf, OID_CE_KEY_USAGE);
}

static void
leaf_empty(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_KEY_USAGE, true,
	    SPEC_OCTETS(s->leaf, DER_BIT_STRING, 1, 0));
}

static void
leaf_cert_sign(struct scenario *s)
{
	spec_key_usage(s->leaf, true, BIT(DIGITAL_SIGNATURE) |
	    BIT(KEY_CERT_SIGN));
}

static void
leaf_rsa(struct scenario *s)
{
	s->leaf->key_type = KEY_TYPE_RSA2048;
}

static void
leaf_rsa_encipherment(struct scenario *s)
{
	leaf_rsa(s);
	leaf_encipherment(s);
}

static void
leaf_rsa_data(struct scenario *s)
{
	leaf_rsa(s);
	spec_key_usage(s->leaf, true, BIT(DATA_ENCIPHERMENT));
}

static void
client_rsa_encipherment(struct scenario *s)
{
	leaf_rsa_encipherment(s);
	spec_remove(s->issuing, OID_CE_EXT_KEY_USAGE);
	spec_ext_key_usage(s->leaf, false,
	    (const enum oid[]){ OID_KP_CLIENT_AUTH }, 1);
	s->purpose = CW_CLIENT;
}

static void
any_agreement(struct scenario *s)
{
	leaf_agreement(s);
	s->purpose = CW_ANY_PURPOSE;
}

#define NO_SIGN "error key-usage-no-cert-sign"
#define NO_SIGNATURE "error key-usage-no-digital-signature"

static const struct verdict_case cases[] = {
	{ "an issuer that may sign CRLs only", issuing_crl_only, NO_SIGN,
	    CW_TLS, 0, 0 },
	{ "an issuer without the extension", issuing_none,
	    "warning key-usage-missing-in-ca", CW_TLS, 0, 0 },
	{ "the same, strictly", issuing_none, "error key-usage-missing-in-ca",
	    CW_TLS, true, 0 },
	{ "an issuer with no bit set", issuing_empty, "error key-usage-empty",
	    CW_TLS, 0, 0 },
	{ "the same by RFC 5280", issuing_empty, "error key-usage-empty",
	    CW_RFC5280, 0, 0 },
	{ "a root that may sign CRLs only", root_crl_only, NO_SIGN, CW_TLS, 0,
	    0 },
	{ "the same as a name and a key", root_crl_only, "", CW_TLS, 0,
	    CW_ANCHOR_KEY },
	{ "a root without the extension", root_none, "", CW_TLS, 0, 0 },
	{ "the same, strictly", root_none, "error key-usage-missing-in-ca",
	    CW_TLS, true, 0 },
	{ "an issuer that is no CA and may not sign", issuing_no_ca_no_sign,
	    "error issuer-not-ca, " NO_SIGN, CW_TLS, 0, 0 },
	{ "a server that may agree on keys only", leaf_agreement, NO_SIGNATURE,
	    CW_TLS, 0, 0 },
	{ "an EC server for key encipherment", leaf_encipherment, NO_SIGNATURE,
	    CW_TLS, 0, 0 },
	{ "every bit but the one that is needed", leaf_all_but_signature,
	    NO_SIGNATURE, CW_TLS, 0, 0 },
	{ "a server without the extension", leaf_none, "", CW_TLS, 0, 0 },
	{ "a server with no bit set", leaf_empty, "error key-usage-empty",
	    CW_TLS, 0, 0 },
	{ "the same by RFC 5280", leaf_empty, "error key-usage-empty",
	    CW_RFC5280, 0, 0 },
	{ "a server that may not sign, by RFC 5280: no step of its algorithm",
	    defect_KEY_USAGE_NO_DIGITAL_SIGNATURE,
	    "warning key-usage-no-digital-signature", CW_RFC5280, 0, 0 },
	{ "a server that may sign certificates", leaf_cert_sign,
	    "warning key-usage-cert-sign-on-non-ca", CW_TLS, 0, 0 },
	{ "the same, webpki", leaf_cert_sign,
	    "error key-usage-cert-sign-on-non-ca", CW_WEBPKI, 0, 0 },
	{ "an RSA server for key encipherment", leaf_rsa_encipherment, "",
	    CW_TLS, 0, 0 },
	{ "an RSA server for data encipherment", leaf_rsa_data, NO_SIGNATURE,
	    CW_TLS, 0, 0 },
	{ "an RSA client for key encipherment", client_rsa_encipherment,
	    NO_SIGNATURE, CW_TLS, 0, 0 },
	{ "any purpose", any_agreement, "", CW_TLS, 0, 0 },
};

START_TEST(test_cases)
{
	verdict_check(&cases[_i]);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *
suite(void)
{
	Suite *s = suite_create("key usage");
	TCase *t = tcase_create("key usage");

	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_cases, 0, COUNT(cases));
	suite_add_tcase(s, t);
	return s;
}
