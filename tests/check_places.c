/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The octets that a finding points to, looked up by another road: libtasn1 reads
 * the certificate by lib/der/pkix.asn and says where the field lies.
 */
#include "config.h"

#include <libtasn1.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/judge.h"
#include "tests/test.h"

#define CERT "CHAINWRIGHT.Certificate"

static asn1_node pkix;

static void
setup(void)
{
	char error[ASN1_MAX_ERROR_DESCRIPTION_SIZE] = "", path[4096];
	const char *top = getenv("top_srcdir");

	judge_setup();
	(void)snprintf(path, sizeof(path), "%s/lib/der/pkix.asn",
	    top != NULL ? top : ".");
	ck_assert_msg(asn1_parser2tree(path, &pkix, error) == ASN1_SUCCESS,
	    "%s: %s", path, error);
}

static void
teardown(void)
{
	asn1_delete_structure(&pkix);
	judge_teardown();
}

/* Where libtasn1 sees an element of octets of that type. */
static bool
element_place(struct bytes der, const char *type, const char *element,
    struct bytes *place)
{
	char error[ASN1_MAX_ERROR_DESCRIPTION_SIZE];
	asn1_node node = NULL;
	int start = -1, end = -1;
	bool found;

	found = asn1_create_element(pkix, type, &node) == ASN1_SUCCESS &&
	    asn1_der_decoding(&node, der.data, (int)der.len, error) ==
	    ASN1_SUCCESS &&
	    asn1_der_decoding_startEnd(node, der.data, (int)der.len, element,
	    &start, &end) == ASN1_SUCCESS && start >= 0 && end >= start;
	asn1_delete_structure(&node);
	if (found)
		*place = (struct bytes){ der.data + start,
		    (size_t)(end - start) + 1 };
	return found;
}

/* Contents of an element whose header libtasn1 reads. */
static struct bytes
element_contents(struct bytes whole)
{
	unsigned char class;
	int tag_len, len_len;
	unsigned long tag;
	long len;

	ck_assert_int_eq(asn1_get_tag_der(whole.data, (int)whole.len, &class,
	    &tag_len, &tag), ASN1_SUCCESS);
	len = asn1_get_length_der(whole.data + tag_len,
	    (int)whole.len - tag_len, &len_len);
	ck_assert_int_ge(len, 0);
	return (struct bytes){ whole.data + tag_len + len_len, (size_t)len };
}

/*
 * The Extension of that type that comes after skipping so many; value: the
 * octets in its OCTET STRING.
 */
static bool
extension_place(struct bytes der, const char *dotted, int skip,
    struct bytes *place, struct bytes *value)
{
	char error[ASN1_MAX_ERROR_DESCRIPTION_SIZE], name[80], oid[80];
	asn1_node node = NULL;
	bool found = false;

	if (asn1_create_element(pkix, CERT, &node) != ASN1_SUCCESS ||
	    asn1_der_decoding(&node, der.data, (int)der.len, error) !=
	    ASN1_SUCCESS) {
		asn1_delete_structure(&node);
		return false;
	}
	for (int i = 1; !found; i++) {
		int len = sizeof(oid);

		(void)snprintf(name, sizeof(name),
		    "tbsCertificate.extensions.?%d.extnID", i);
		if (asn1_read_value(node, name, oid, &len) != ASN1_SUCCESS)
			break;
		found = strcmp(oid, dotted) == 0 && skip-- == 0;
		if (found) {
			name[strlen(name) - strlen(".extnID")] = '\0';
			found = element_place(der, CERT, name, place);
			strcat(name, ".extnValue");
			found = found && element_place(der, CERT, name,
			    value);
			if (found)
				*value = element_contents(*value);
		}
	}
	asn1_delete_structure(&node);
	return found;
}

/* What libtasn1 calls the fields; an extension by its type. */
static const struct {
	enum field field;
	const char *element, *oid;
} fields[] = {
	{ FIELD_VERSION, "tbsCertificate.version", NULL },
	{ FIELD_SERIAL_NUMBER, "tbsCertificate.serialNumber", NULL },
	{ FIELD_INNER_ALGORITHM, "tbsCertificate.signature", NULL },
	{ FIELD_ISSUER, "tbsCertificate.issuer.rdnSequence", NULL },
	{ FIELD_VALIDITY, "tbsCertificate.validity", NULL },
	{ FIELD_NOT_BEFORE, "tbsCertificate.validity.notBefore", NULL },
	{ FIELD_NOT_AFTER, "tbsCertificate.validity.notAfter", NULL },
	{ FIELD_SUBJECT, "tbsCertificate.subject.rdnSequence", NULL },
	{ FIELD_COMMON_NAME, "tbsCertificate.subject.rdnSequence", NULL },
	{ FIELD_PUBLIC_KEY, "tbsCertificate.subjectPublicKeyInfo", NULL },
	{ FIELD_PUBLIC_KEY_ALGORITHM,
	    "tbsCertificate.subjectPublicKeyInfo.algorithm", NULL },
	{ FIELD_ISSUER_UNIQUE_ID, "tbsCertificate.issuerUniqueID", NULL },
	{ FIELD_SUBJECT_UNIQUE_ID, "tbsCertificate.subjectUniqueID", NULL },
	{ FIELD_EXTENSIONS, "tbsCertificate.extensions", NULL },
	{ FIELD_EXTENSION, "tbsCertificate.extensions", NULL },
	{ FIELD_BASIC_CONSTRAINTS, NULL, "2.5.29.19" },
	{ FIELD_KEY_USAGE, NULL, "2.5.29.15" },
	{ FIELD_EXT_KEY_USAGE, NULL, "2.5.29.37" },
	{ FIELD_SUBJECT_ALT_NAME, NULL, "2.5.29.17" },
	{ FIELD_AUTHORITY_KEY_ID, NULL, "2.5.29.35" },
	{ FIELD_SUBJECT_KEY_ID, NULL, "2.5.29.14" },
	{ FIELD_AUTHORITY_INFO_ACCESS, NULL, "1.3.6.1.5.5.7.1.1" },
	{ FIELD_CERTIFICATE_POLICIES, NULL, "2.5.29.32" },
	{ FIELD_POLICY_MAPPINGS, NULL, "2.5.29.33" },
	{ FIELD_POLICY_CONSTRAINTS, NULL, "2.5.29.36" },
	{ FIELD_INHIBIT_ANY_POLICY, NULL, "2.5.29.54" },
	{ FIELD_SIGNATURE_ALGORITHM, "signatureAlgorithm", NULL },
	{ FIELD_SIGNATURE_VALUE, "signature", NULL },
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* skip: of several extensions of one type. */
static bool
field_place(const struct cert *c, enum field field, int skip,
    struct bytes *place)
{
	struct bytes value;

	for (size_t i = 0; i < FIELDS; i++) {
		if (fields[i].field != field)
			continue;
		if (fields[i].oid != NULL)
			return extension_place(c->der, fields[i].oid, skip,
			    place, &value);
		return skip == 0 && element_place(c->der, CERT,
		    fields[i].element, place);
	}
	return false;
}

/* Every finding in a certificate that libtasn1 can read lies in its field. */
static void
within_check(const struct cert *c, enum field field, struct bytes at,
    const char *slug)
{
	struct bytes place;
	bool within = false;

	if (c == NULL || at.len == 0 || !c->readable ||
	    !field_place(c, field, 0, &place))
		return;
	for (int i = 0; !within && field_place(c, field, i, &place); i++)
		within = bytes_within(at, place);
	ck_assert_msg(within,
	    "%s: octets %zu to %zu are not in %s, %zu to %zu", slug,
	    (size_t)(at.data - c->der.data),
	    (size_t)(at.data + at.len - c->der.data), field_path(field),
	    (size_t)(place.data - c->der.data),
	    (size_t)(place.data + place.len - c->der.data));
}

START_TEST(test_every_place_is_in_its_field)
{
	const enum failure_id id = (enum failure_id)_i;
	const char *slug = failure_get(id)->slug;
	const struct findings *found;
	struct judged j;

	judge_defect(&j, id, CW_TLS13);
	found = j.found;
	for (size_t i = 0; i < found->count; i++) {
		const struct finding *f = &found->list[i];

		within_check(f->cert, f->field, f->at, slug);
		within_check(f->other, f->other_field, f->other_at, slug);
	}
	judge_free(&j);
}
END_TEST

enum part { WHOLE, CONTENTS };

/*
 * The very octets: an element of the certificate, or of the value of an
 * extension of that type.
 */
static const struct {
	const char *slug, *oid, *type, *element;
	enum part part;
} places[] = {
	{ "validity-expired", NULL, CERT,
	    "tbsCertificate.validity.notAfter.utcTime", CONTENTS },
	{ "validity-not-yet-valid", NULL, CERT,
	    "tbsCertificate.validity.notBefore.utcTime", CONTENTS },
	{ "validity-inverted", NULL, CERT,
	    "tbsCertificate.validity.notAfter.utcTime", CONTENTS },
	{ "validity-period-too-long", NULL, CERT,
	    "tbsCertificate.validity.notAfter.utcTime", CONTENTS },
	{ "validity-outlives-issuer", NULL, CERT,
	    "tbsCertificate.validity.notAfter.utcTime", CONTENTS },
	{ "trust-anchor-expired", NULL, CERT,
	    "tbsCertificate.validity.notAfter.utcTime", CONTENTS },
	{ "time-type-wrong-for-year", NULL, CERT,
	    "tbsCertificate.validity.notBefore.generalTime", CONTENTS },
	{ "serial-negative", NULL, CERT, "tbsCertificate.serialNumber",
	    CONTENTS },
	{ "serial-zero", NULL, CERT, "tbsCertificate.serialNumber", CONTENTS },
	{ "serial-too-long", NULL, CERT, "tbsCertificate.serialNumber",
	    CONTENTS },
	{ "issuer-not-found", NULL, CERT,
	    "tbsCertificate.issuer.rdnSequence", WHOLE },
	{ "issuer-name-encoding-differs", NULL, CERT,
	    "tbsCertificate.issuer.rdnSequence", WHOLE },
	{ "root-not-trusted", NULL, CERT,
	    "tbsCertificate.subject.rdnSequence", WHOLE },
	{ "leaf-self-signed-untrusted", NULL, CERT,
	    "tbsCertificate.subject.rdnSequence", WHOLE },
	{ "ca-subject-empty", NULL, CERT,
	    "tbsCertificate.subject.rdnSequence", WHOLE },
	{ "common-name-not-in-san", NULL, CERT,
	    "tbsCertificate.subject.rdnSequence.?1.?1.value", CONTENTS },
	{ "spki-algorithm-unknown", NULL, CERT,
	    "tbsCertificate.subjectPublicKeyInfo.algorithm", WHOLE },
	{ "spki-parameters-invalid", NULL, CERT,
	    "tbsCertificate.subjectPublicKeyInfo.algorithm", WHOLE },
	{ "signature-algorithm-fields-differ", NULL, CERT,
	    "signatureAlgorithm", WHOLE },
	{ "signature-algorithm-unknown", NULL, CERT,
	    "signatureAlgorithm", WHOLE },
	{ "critical-extension-unknown", NULL, CERT,
	    "tbsCertificate.extensions.?7.extnID", CONTENTS },
	{ "san-critical-with-subject", NULL, CERT,
	    "tbsCertificate.extensions.?6.critical", WHOLE },
	{ "issuer-not-ca", "2.5.29.19", "CHAINWRIGHT.BasicConstraints", "",
	    WHOLE },
	{ "path-length-exceeded", "2.5.29.19",
	    "CHAINWRIGHT.BasicConstraints", "pathLenConstraint", CONTENTS },
	{ "path-length-on-non-ca", "2.5.29.19",
	    "CHAINWRIGHT.BasicConstraints", "pathLenConstraint", CONTENTS },
	{ "ca-certificate-as-leaf", "2.5.29.19",
	    "CHAINWRIGHT.BasicConstraints", "cA", CONTENTS },
	{ "key-usage-no-cert-sign", "2.5.29.15", "CHAINWRIGHT.KeyUsage", "",
	    WHOLE },
	{ "key-usage-no-digital-signature", "2.5.29.15",
	    "CHAINWRIGHT.KeyUsage", "", WHOLE },
	{ "eku-purpose-not-allowed", "2.5.29.37",
	    "CHAINWRIGHT.ExtKeyUsageSyntax", "", CONTENTS },
	{ "eku-prohibited-combination", "2.5.29.37",
	    "CHAINWRIGHT.ExtKeyUsageSyntax", "?2", CONTENTS },
	{ "peer-name-ip-mismatch", "2.5.29.17",
	    "CHAINWRIGHT.SubjectAltName", "?2", CONTENTS },
	{ "peer-name-email-mismatch", "2.5.29.17",
	    "CHAINWRIGHT.SubjectAltName", "?2", CONTENTS },
	{ "peer-name-wildcard-not-leftmost", "2.5.29.17",
	    "CHAINWRIGHT.SubjectAltName", "?2", CONTENTS },
	{ "peer-name-wildcard-partial-label", "2.5.29.17",
	    "CHAINWRIGHT.SubjectAltName", "?2", CONTENTS },
	{ "peer-name-wildcard-spans-labels", "2.5.29.17",
	    "CHAINWRIGHT.SubjectAltName", "?2", CONTENTS },
	{ "peer-name-wildcard-in-idna-label", "2.5.29.17",
	    "CHAINWRIGHT.SubjectAltName", "?2", CONTENTS },
	{ "peer-name-dns-mismatch", "2.5.29.17",
	    "CHAINWRIGHT.SubjectAltName", "?1", CONTENTS },
	{ "san-dns-malformed", "2.5.29.17", "CHAINWRIGHT.SubjectAltName",
	    "?2", CONTENTS },
	{ "san-dns-not-ascii", "2.5.29.17", "CHAINWRIGHT.SubjectAltName",
	    "?2", CONTENTS },
	{ "san-ip-in-dns-name", "2.5.29.17", "CHAINWRIGHT.SubjectAltName",
	    "?2", CONTENTS },
	{ "san-ip-length-invalid", "2.5.29.17",
	    "CHAINWRIGHT.SubjectAltName", "?2", CONTENTS },
	{ "san-email-or-uri-malformed", "2.5.29.17",
	    "CHAINWRIGHT.SubjectAltName", "?2", CONTENTS },
	{ "aki-keyid-mismatch", "2.5.29.35",
	    "CHAINWRIGHT.AuthorityKeyIdentifier", "keyIdentifier", CONTENTS },
	{ "aki-issuer-serial-mismatch", "2.5.29.35",
	    "CHAINWRIGHT.AuthorityKeyIdentifier",
	    "authorityCertSerialNumber", CONTENTS },
	{ "policy-explicit-required", "2.5.29.32",
	    "CHAINWRIGHT.CertificatePolicies", "", CONTENTS },
	{ "policy-not-acceptable", "2.5.29.32",
	    "CHAINWRIGHT.CertificatePolicies", "", CONTENTS },
	{ "policy-any-inhibited", "2.5.29.32",
	    "CHAINWRIGHT.CertificatePolicies", "?1.policyIdentifier",
	    CONTENTS },
	{ "policy-duplicate", "2.5.29.32", "CHAINWRIGHT.CertificatePolicies",
	    "?2.policyIdentifier", CONTENTS },
	{ "policy-qualifier-unknown", "2.5.29.32",
	    "CHAINWRIGHT.CertificatePolicies",
	    "?1.policyQualifiers.?1.policyQualifierId", CONTENTS },
	{ "policy-mapping-any-policy", "2.5.29.33",
	    "CHAINWRIGHT.PolicyMappings", "?1", WHOLE },
	{ "policy-mapping-inhibited", "2.5.29.33",
	    "CHAINWRIGHT.PolicyMappings", "?1", WHOLE },
	{ "policy-constraints-empty", "2.5.29.36",
	    "CHAINWRIGHT.PolicyConstraints", "", WHOLE },
	{ "root-aki-ski-mismatch", "2.5.29.35",
	    "CHAINWRIGHT.AuthorityKeyIdentifier", "keyIdentifier", CONTENTS },
};

static void
exact_check(const struct finding *f, int row)
{
	const char *slug = places[row].slug;
	struct bytes value, place, der = f->cert->der;

	if (places[row].oid != NULL) {
		ck_assert_msg(extension_place(f->cert->der, places[row].oid,
		    0, &place, &value), "%s: no extension", slug);
		der = value;
	}
	ck_assert_msg(element_place(der, places[row].type,
	    places[row].element, &place), "%s: no %s", slug,
	    places[row].element);
	if (places[row].part == CONTENTS)
		place = element_contents(place);
	ck_assert_msg(f->at.data == place.data && f->at.len == place.len,
	    "%s: octets %zu + %zu, libtasn1 says %zu + %zu", slug,
	    cert_offset(f->cert, f->at), f->at.len,
	    cert_offset(f->cert, place), place.len);
}

START_TEST(test_exact_places)
{
	enum failure_id id = failure_find(places[_i].slug);
	struct judged j;

	ck_assert_msg(id != FAILURE_COUNT, "%s is no row", places[_i].slug);
	judge_defect(&j, id, CW_TLS13);
	ck_assert_uint_ge(j.found->count, 1);
	ck_assert_ptr_nonnull(j.found->list[0].cert);
	exact_check(&j.found->list[0], _i);
	judge_free(&j);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("places");
	TCase *t = tcase_create("places");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, test_every_place_is_in_its_field, 0,
	    (int)FAILURE_COUNT);
	tcase_add_loop_test(t, test_exact_places, 0,
	    (int)(sizeof(places) / sizeof(places[0])));
	suite_add_tcase(s, t);
	return s;
}
