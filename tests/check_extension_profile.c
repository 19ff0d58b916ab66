/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "tests/rules.h"
#include "tests/test.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static const uint8_t null[] = { 5, 0 };
#define UNKNOWN(spec, critical) spec_extension_dotted((spec), \
    DEFECT_UNKNOWN_OID, (critical), (struct bytes){ null, sizeof(null) })

EDIT(unknown_not_critical, UNKNOWN(s->leaf, false))
EDIT(unknown_in_issuing, UNKNOWN(s->issuing, true))
EDIT(unknown_in_root, UNKNOWN(s->root, true))
EDIT(two_unknown, UNKNOWN(s->leaf, true); spec_extension_dotted(s->leaf,
    "2.999.2", true, (struct bytes){ null, sizeof(null) }))
EDIT(features_critical, spec_extension(s->issuing, OID_PE_TLS_FEATURE, true,
    SPEC_OCTETS(s->issuing, 0x30, 0x03, 0x02, 0x01, 0x05)))
EDIT(version_1, s->leaf->version = 1; s->leaf->no_extensions = true;
    s->name_type = CW_NAME_NONE)
EDIT(version_1_asked, s->leaf->version = 1; s->leaf->no_extensions = true)
EDIT(root_v1, s->root->version = 1; s->root->no_extensions = true)
EDIT(empty_subject, s->leaf->subject = defect_empty(s->leaf);
    defect_critical(s->leaf, OID_CE_SUBJECT_ALT_NAME, true))
EDIT(nobody_asked, s->leaf->subject = defect_empty(s->leaf);
    spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME))
EDIT(root_empty, s->root->subject = defect_empty(s->root))
EDIT(leaf_without_ski, spec_remove(s->leaf, OID_CE_SUBJECT_KEY_ID))
EDIT(root_without_ski, spec_remove(s->root, OID_CE_SUBJECT_KEY_ID))
EDIT(root_without_aki, spec_remove(s->root, OID_CE_AUTHORITY_KEY_ID))
EDIT(issuing_without_aki, spec_remove(s->issuing, OID_CE_AUTHORITY_KEY_ID))
EDIT(aki_issuer_alone, spec_extension(s->leaf, OID_CE_AUTHORITY_KEY_ID, false,
    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE,
    DEFECT_ELEMENT(s->leaf, DER_CONTEXT(0), defect_key_id(s)),
    DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(1),
    DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(4), s->root->subject)))))
EDIT(aia_good, defect_AIA_CRITICAL(s);
    defect_critical(s->leaf, OID_PE_AUTHORITY_INFO_ACCESS, false))
EDIT(self_issued_leaf, s->leaf->issuer = SCENARIO_LEAF;
    spec_remove(s->leaf, OID_CE_AUTHORITY_KEY_ID))

EDIT(proxy_not_critical, defect_PROXY_CERTIFICATE_VIOLATION(s);
    defect_critical(s->leaf, OID_PE_PROXY_CERT_INFO, false))

static const struct rules_case rules[] = {
	GOOD_CASES,
	CASE("a proxy certificate", defect_PROXY_CERTIFICATE_VIOLATION, CW_TLS,
	    "error proxy-certificate-violation"),
	CASE("a proxy certificate, rfc5280", defect_PROXY_CERTIFICATE_VIOLATION,
	    CW_RFC5280, "error proxy-certificate-violation"),
	CASE("its extension not critical: not obeyed", proxy_not_critical,
	    CW_RFC5280, ""),
	CASE("unknown and critical", defect_CRITICAL_EXTENSION_UNKNOWN, CW_TLS,
	    "error critical-extension-unknown"),
	CASE("the same, rfc5280", defect_CRITICAL_EXTENSION_UNKNOWN, CW_RFC5280,
	    "error critical-extension-unknown"),
	CASE("unknown and not critical", unknown_not_critical, CW_WEBPKI, ""),
	CASE("in an intermediate", unknown_in_issuing, CW_TLS,
	    "error critical-extension-unknown"),
	CASE("in the root", unknown_in_root, CW_TLS,
	    "error critical-extension-unknown"),
	KEY_ANCHOR("in a root that is a key", unknown_in_root, CW_TLS, ""),
	CASE("two of them", two_unknown, CW_TLS,
	    "error critical-extension-unknown, "
	    "error critical-extension-unknown"),
	CASE("known, but not evaluated", features_critical, CW_TLS,
	    "error critical-extension-unknown"),
	CASE("version 2", defect_VERSION_NOT_V3, CW_TLS,
	    "error version-not-v3"),
	CASE("version 2, rfc5280", defect_VERSION_NOT_V3, CW_RFC5280,
	    "warning version-not-v3"),
	CASE("version 1, webpki", version_1, CW_WEBPKI, "error version-not-v3"),
	CASE("version 1 explains the missing name", version_1_asked, CW_TLS,
	    "error version-not-v3"),
	CASE("unless it is a mere warning", version_1_asked, CW_RFC5280,
	    "warning version-not-v3, error peer-name-common-name-only"),
	CASE("a root of version 1", root_v1, CW_TLS, ""),
	CASE("an empty subject, critical names", empty_subject, CW_WEBPKI, ""),
	CASE("an empty subject, names not critical",
	    defect_SAN_NOT_CRITICAL_WITH_EMPTY_SUBJECT, CW_TLS,
	    "error san-not-critical-with-empty-subject"),
	CASE("the same, rfc5280", defect_SAN_NOT_CRITICAL_WITH_EMPTY_SUBJECT,
	    CW_RFC5280, "error san-not-critical-with-empty-subject"),
	CASE("a subject, critical names", defect_SAN_CRITICAL_WITH_SUBJECT,
	    CW_WEBPKI, "error san-critical-with-subject"),
	STRICT("the same, rfc5280 strict", defect_SAN_CRITICAL_WITH_SUBJECT,
	    CW_RFC5280, ""),
	CASE("nobody", defect_SUBJECT_EMPTY_WITHOUT_SAN, CW_WEBPKI,
	    "error subject-empty-without-san"),
	CASE("nobody explains the missing name", nobody_asked, CW_WEBPKI,
	    "error subject-empty-without-san"),
	CASE("unless it is a mere warning", nobody_asked, CW_TLS,
	    "warning subject-empty-without-san, "
	    "error peer-name-dns-mismatch"),
	CASE("a CA without a name", defect_CA_SUBJECT_EMPTY, CW_WEBPKI,
	    "error ca-subject-empty"),
	CASE("a CA without a name, tls", defect_CA_SUBJECT_EMPTY, CW_TLS,
	    "warning ca-subject-empty"),
	CASE("a root without a name, webpki", root_empty, CW_WEBPKI,
	    "error ca-subject-empty"),
	CASE("a root without a name, tls: its child names nobody", root_empty,
	    CW_TLS, "error issuer-name-empty"),
	CASE("no AKI in a leaf", defect_AKI_MISSING, CW_WEBPKI,
	    "error aki-missing"),
	CASE("no AKI in a leaf, tls", defect_AKI_MISSING, CW_TLS,
	    "warning aki-missing"),
	CASE("no AKI in an intermediate", issuing_without_aki, CW_WEBPKI,
	    "error aki-missing"),
	CASE("no AKI in a root", root_without_aki, CW_WEBPKI, ""),
	CASE("no AKI in a self-signed leaf", self_issued_leaf, CW_WEBPKI, ""),
	CASE("an AKI that is critical", defect_AKI_CRITICAL, CW_TLS,
	    "error aki-critical"),
	CASE("an AKI that is critical, rfc5280", defect_AKI_CRITICAL,
	    CW_RFC5280, "warning aki-critical"),
	CASE("an AKI without key", defect_AKI_KEYID_MISSING, CW_WEBPKI,
	    "error aki-keyid-missing"),
	CASE("an AKI with issuer and number", defect_AKI_ISSUER_SERIAL_PRESENT,
	    CW_WEBPKI, "error aki-issuer-serial-present"),
	CASE("the same, tls", defect_AKI_ISSUER_SERIAL_PRESENT, CW_TLS,
	    "note aki-issuer-serial-present"),
	CASE("the same, rfc5280", defect_AKI_ISSUER_SERIAL_PRESENT, CW_RFC5280,
	    ""),
	CASE("an AKI with number alone", defect_AKI_ISSUER_SERIAL_UNPAIRED,
	    CW_WEBPKI, "error aki-issuer-serial-unpaired"),
	CASE("an AKI with issuer alone", aki_issuer_alone, CW_WEBPKI,
	    "error aki-issuer-serial-unpaired"),
	CASE("the same, tls: nothing to compare", aki_issuer_alone, CW_TLS,
	    "warning aki-issuer-serial-unpaired"),
	CASE("a root with another's AKI", defect_ROOT_AKI_SKI_MISMATCH,
	    CW_WEBPKI, "error root-aki-ski-mismatch"),
	CASE("the same, tls", defect_ROOT_AKI_SKI_MISMATCH, CW_TLS, ""),
	CASE("no SKI in a CA", defect_SKI_MISSING_IN_CA, CW_WEBPKI,
	    "error ski-missing-in-ca"),
	CASE("no SKI in a CA, tls", defect_SKI_MISSING_IN_CA, CW_TLS,
	    "warning ski-missing-in-ca"),
	CASE("no SKI in a root, tls", root_without_ski, CW_TLS, ""),
	STRICT("no SKI in a root, strict", root_without_ski, CW_TLS,
	    "error ski-missing-in-ca"),
	CASE("no SKI in a leaf", leaf_without_ski, CW_WEBPKI, ""),
	CASE("an SKI that is critical", defect_SKI_CRITICAL, CW_TLS,
	    "error ski-critical"),
	CASE("an AIA that is critical", defect_AIA_CRITICAL, CW_TLS,
	    "error aia-critical"),
	CASE("an AIA that is not", aia_good, CW_WEBPKI, ""),
};

START_TEST(test_rules)
{
	rules_check(&rules[_i]);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("extension_profile");
	TCase *t = tcase_create("rules");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_rules, 0, COUNT(rules));
	suite_add_tcase(s, t);
	return s;
}
