/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "tests/rules.h"
#include "tests/test.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* A key whose private half nobody needs: the leaf signs nothing here. */
static void
raw_key(struct scenario *s, enum oid algorithm, size_t octets)
{
	static const uint8_t zeros[64] = { 0, 9 };

	s->leaf->spki = DEFECT_ELEMENT(s->leaf, DER_SEQUENCE,
	    defect_algorithm(s->leaf, algorithm, DEFECT_NOTHING),
	    DEFECT_ELEMENT(s->leaf, DER_BIT_STRING,
	        (struct bytes){ zeros, 1 + octets }));
}

static void
raw_curve(struct scenario *s, enum oid curve, size_t octets)
{
	uint8_t point[2 + 2 * 66] = { 0, 4 };

	s->leaf->spki = DEFECT_ELEMENT(s->leaf, DER_SEQUENCE,
	    defect_algorithm(s->leaf, OID_EC_PUBLIC_KEY,
	        defect_oid(s->leaf, curve)),
	    DEFECT_ELEMENT(s->leaf, DER_BIT_STRING,
	        spec_octets(s->leaf, point, 2 + 2 * octets)));
}

#define RSA(bits, exponent) s->leaf->spki = defect_rsa(s->leaf, bits, exponent)

EDIT(rsa_2047, RSA(2047, 65537))
EDIT(rsa_2048, RSA(2048, 65537))
EDIT(rsa_3072, RSA(3072, 65537))
EDIT(rsa_e3, RSA(2048, 3))
EDIT(rsa_e2, RSA(2048, 2))
EDIT(rsa_e65538, RSA(2048, 65538))
EDIT(rsa_root, s->root->key_type = KEY_TYPE_RSA1024)
EDIT(p384, raw_curve(s, OID_SECP384R1, 48))
EDIT(p521, raw_curve(s, OID_SECP521R1, 66))
EDIT(secp256k1, raw_curve(s, OID_SECP256K1, 32))
EDIT(brainpool, raw_curve(s, OID_BRAINPOOL_P256R1, 32))
EDIT(unknown_curve, raw_curve(s, OID_UNKNOWN, 32))
EDIT(ed25519, raw_key(s, OID_ED25519, 32))
EDIT(ed448, raw_key(s, OID_ED448, 57))
EDIT(x448, raw_key(s, OID_X448, 56))
EDIT(ed25519_ca, s->issuing->key_type = KEY_TYPE_ED25519)
EDIT(root_sha1, s->root->algorithm = OID_ECDSA_SHA1)
EDIT(issuing_sha1, s->issuing->algorithm = OID_ECDSA_SHA1)
EDIT(sha384, s->leaf->algorithm = OID_ECDSA_SHA384)
EDIT(rsa_sha1, s->issuing->key_type = KEY_TYPE_RSA2048;
    s->leaf->algorithm = OID_RSA_SHA1)
EDIT(rsa_md5_field, s->issuing->key_type = KEY_TYPE_RSA2048;
    s->leaf->outer_algorithm = s->leaf->inner_algorithm =
    defect_algorithm(s->leaf, OID_RSA_MD5, SPEC_OCTETS(s->leaf, 5, 0)))

static const struct rules_case rules[] = {
	GOOD_CASES,
	CASE("RSA 1024", defect_RSA_KEY_TOO_SMALL, CW_TLS,
	    "error rsa-key-too-small"),
	CASE("RSA 1024, rfc5280", defect_RSA_KEY_TOO_SMALL, CW_RFC5280, ""),
	BITS("RSA 1024, rfc5280, at least 2048", defect_RSA_KEY_TOO_SMALL,
	    CW_RFC5280, 2048, "error rsa-key-too-small"),
	BITS("RSA 1024, rfc5280, at least 1024", defect_RSA_KEY_TOO_SMALL,
	    CW_RFC5280, 1024, ""),
	BITS("RSA 1024, tls, at least 1024", defect_RSA_KEY_TOO_SMALL, CW_TLS,
	    1024, ""),
	BITS("RSA 2048, tls, at least 2049", rsa_2048, CW_TLS, 2049,
	    "error rsa-key-too-small"),
	CASE("RSA 2047", rsa_2047, CW_TLS, "error rsa-key-too-small"),
	CASE("RSA 2048", rsa_2048, CW_WEBPKI, ""),
	CASE("RSA 3072", rsa_3072, CW_WEBPKI, ""),
	CASE("RSA 2052, tls", defect_RSA_SIZE_NOT_MULTIPLE_OF_8, CW_TLS,
	    "warning rsa-size-not-multiple-of-8"),
	CASE("RSA 2052, webpki", defect_RSA_SIZE_NOT_MULTIPLE_OF_8, CW_WEBPKI,
	    "error rsa-size-not-multiple-of-8"),
	CASE("RSA 1024 in the root", rsa_root, CW_TLS,
	    "error rsa-key-too-small"),
	KEY_ANCHOR("RSA 1024 in a root that is a key", rsa_root, CW_TLS,
	    "error rsa-key-too-small"),
	CASE("the exponent 1", defect_RSA_EXPONENT_INVALID, CW_TLS,
	    "error rsa-exponent-invalid"),
	CASE("the exponent 1, rfc5280", defect_RSA_EXPONENT_INVALID, CW_RFC5280,
	    "warning rsa-exponent-invalid"),
	STRICT("the exponent 1, strict", defect_RSA_EXPONENT_INVALID,
	    CW_RFC5280, "error rsa-exponent-invalid"),
	CASE("the exponent 2", rsa_e2, CW_TLS, "error rsa-exponent-invalid"),
	CASE("the exponent 3", rsa_e3, CW_WEBPKI, ""),
	CASE("the exponent 65538", rsa_e65538, CW_TLS,
	    "error rsa-exponent-invalid"),
	CASE("7 divides the modulus", defect_RSA_MODULUS_WEAK, CW_WEBPKI,
	    "error rsa-modulus-weak"),
	CASE("7 divides the modulus, tls", defect_RSA_MODULUS_WEAK, CW_TLS, ""),
	CASE("P-224", defect_EC_CURVE_NOT_ALLOWED, CW_TLS,
	    "error ec-curve-not-allowed"),
	CASE("P-224, rfc5280", defect_EC_CURVE_NOT_ALLOWED, CW_RFC5280, ""),
	CASE("P-384", p384, CW_WEBPKI, ""),
	CASE("P-521", p521, CW_WEBPKI, ""),
	CASE("secp256k1", secp256k1, CW_TLS, "error ec-curve-not-allowed"),
	CASE("brainpool", brainpool, CW_WEBPKI, "error ec-curve-not-allowed"),
	CASE("a curve without a name", unknown_curve, CW_TLS,
	    "error ec-curve-not-allowed"),
	CASE("explicit parameters", defect_EC_PARAMETERS_EXPLICIT, CW_TLS,
	    "error ec-parameters-explicit"),
	CASE("explicit parameters, rfc5280", defect_EC_PARAMETERS_EXPLICIT,
	    CW_RFC5280, "error ec-parameters-explicit"),
	HASHES("SHA-1 refused, rfc5280", issuing_sha1, CW_RFC5280,
	    CW_WEAK_REFUSED, "error signature-hash-weak"),
	HASHES("SHA-1 allowed, tls", issuing_sha1, CW_TLS, CW_WEAK_SHA1, ""),
	HASHES("SHA-1 allowed, webpki", issuing_sha1, CW_WEBPKI, CW_WEAK_SHA1,
	    ""),
	HASHES("only SHA-1 allowed, MD5 is there", rsa_md5_field, CW_RFC5280,
	    CW_WEAK_SHA1, "error signature-hash-weak"),
	HASHES("MD5 allowed", rsa_md5_field, CW_TLS, CW_WEAK_ALLOWED, ""),
	HASHES("SHA-1 in a root, refused elsewhere", root_sha1, CW_RFC5280,
	    CW_WEAK_REFUSED, ""),
	CASE("Ed25519", ed25519, CW_TLS, ""),
	CASE("Ed25519, webpki", ed25519, CW_WEBPKI,
	    "error public-key-algorithm-not-allowed"),
	CASE("Ed448", ed448, CW_TLS, ""),
	CASE("X25519", defect_PUBLIC_KEY_ALGORITHM_NOT_ALLOWED, CW_TLS,
	    "error public-key-algorithm-not-allowed"),
	CASE("X25519, rfc5280", defect_PUBLIC_KEY_ALGORITHM_NOT_ALLOWED,
	    CW_RFC5280, ""),
	CASE("X448", x448, CW_TLS, "error public-key-algorithm-not-allowed"),
	CASE("an Ed25519 issuer", ed25519_ca, CW_TLS, ""),
	CASE("an Ed25519 issuer, webpki: one cause", ed25519_ca, CW_WEBPKI,
	    "error public-key-algorithm-not-allowed"),
	CASE("SHA-1 with ECDSA", defect_SIGNATURE_HASH_WEAK, CW_TLS,
	    "error signature-hash-weak"),
	CASE("SHA-1, rfc5280", defect_SIGNATURE_HASH_WEAK, CW_RFC5280, ""),
	CASE("SHA-1 with RSA", rsa_sha1, CW_TLS, "error signature-hash-weak"),
	CASE("MD5 with RSA", rsa_md5_field, CW_TLS,
	    "error signature-hash-weak"),
	CASE("SHA-1 on an intermediate", issuing_sha1, CW_TLS,
	    "error signature-hash-weak"),
	CASE("SHA-1 on the anchor itself", root_sha1, CW_WEBPKI, ""),
	CASE("SHA-384", sha384, CW_WEBPKI, ""),
	CASE("SHA-224, tls", defect_SIGNATURE_ALGORITHM_NOT_ALLOWED, CW_TLS,
	    "warning signature-algorithm-not-allowed"),
	CASE("SHA-224, webpki", defect_SIGNATURE_ALGORITHM_NOT_ALLOWED,
	    CW_WEBPKI, "error signature-algorithm-not-allowed"),
};

START_TEST(test_rules)
{
	rules_check(&rules[_i]);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("algorithm_strength");
	TCase *t = tcase_create("rules");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_rules, 0, COUNT(rules));
	suite_add_tcase(s, t);
	return s;
}
