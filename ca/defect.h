/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the defects of all groups share. Octets live in the spec's arena. */
#ifndef CA_DEFECT_H
#define CA_DEFECT_H

#include "ca/patch.h"
#include "ca/scenario.h"

/* An element of that tag around the parts, one after another. */
struct bytes defect_element(struct cert_spec *s, uint8_t tag,
    const struct bytes *parts, size_t count);
#define DEFECT_ELEMENT(s, tag, ...) defect_element((s), (tag), \
    (const struct bytes[]){ __VA_ARGS__ }, \
    sizeof((const struct bytes[]){ __VA_ARGS__ }) / sizeof(struct bytes))

#define DEFECT_NOTHING ((struct bytes){ NULL, 0 })

/* The arc 2.999 is for examples: nobody recognises what stands below it. */
#define DEFECT_UNKNOWN_OID "2.999.1"
/* OBJECT IDENTIFIER; OID_UNKNOWN: that one. */
struct bytes defect_oid(struct cert_spec *s, enum oid id);
/* AlgorithmIdentifier; parameters may be DEFECT_NOTHING: absent. */
struct bytes defect_algorithm(struct cert_spec *s, enum oid id,
    struct bytes parameters);
/* The octets of an empty SEQUENCE. */
struct bytes defect_empty(struct cert_spec *s);

/* Marks an extension. Without it the spec cannot be minted: two defects that
   were planted together do not go together. */
void defect_critical(struct cert_spec *s, enum oid id, bool critical);

/* SubjectAltName of DNS names alone; b may be NULL. */
void defect_dns(struct cert_spec *s, const char *a, const char *b);
/* SubjectAltName of the name that is asked for and one other. */
void defect_name_beside(struct scenario *s, enum general_name_kind kind,
    struct bytes value);

/* Gives the CA that signs the leaf a key identifier known beforehand. */
struct bytes defect_key_id(struct scenario *s);

/* The server sends that certificate too, at a position of its chain. */
void defect_send(struct scenario *s, size_t position, int index);

/* One more CA between root and issuing CA; gives its index. */
int defect_policy_ca(struct scenario *s);

/* Puts octets in the place of the parameters of the key's algorithm. */
void defect_key_parameters(struct buffer *tbs, struct bytes octets);

/* RSA SubjectPublicKeyInfo whose private key nobody knows. */
struct bytes defect_rsa(struct cert_spec *s, unsigned bits, uint32_t exponent);

/* Until the rows are all there. */
void defect_RSA_KEY_TOO_SMALL(struct scenario *s);
void defect_RSA_SIZE_NOT_MULTIPLE_OF_8(struct scenario *s);
void defect_RSA_EXPONENT_INVALID(struct scenario *s);
void defect_EC_CURVE_NOT_ALLOWED(struct scenario *s);
void defect_EC_PARAMETERS_EXPLICIT(struct scenario *s);
void defect_PUBLIC_KEY_ALGORITHM_NOT_ALLOWED(struct scenario *s);
void defect_SIGNATURE_HASH_WEAK(struct scenario *s);
void defect_SIGNATURE_ALGORITHM_NOT_ALLOWED(struct scenario *s);
void defect_ISSUER_NOT_CA(struct scenario *s);
void defect_BASIC_CONSTRAINTS_MISSING_IN_CA(struct scenario *s);
void defect_V1_CERTIFICATE_AS_ISSUER(struct scenario *s);
void defect_PATH_LENGTH_EXCEEDED(struct scenario *s);
void defect_PATH_LENGTH_NEGATIVE(struct scenario *s);
void defect_CA_CERTIFICATE_AS_LEAF(struct scenario *s);
void defect_BASIC_CONSTRAINTS_NOT_CRITICAL(struct scenario *s);
void defect_PATH_LENGTH_ON_NON_CA(struct scenario *s);
void defect_PATH_LENGTH_WITHOUT_CERT_SIGN(struct scenario *s);
void defect_TARGET_CERTIFICATE_MISSING(struct scenario *s);
void defect_TRUST_STORE_UNUSABLE(struct scenario *s);
void defect_ISSUER_NOT_FOUND(struct scenario *s);
void defect_ROOT_NOT_TRUSTED(struct scenario *s);
void defect_LEAF_SELF_SIGNED_UNTRUSTED(struct scenario *s);
void defect_TRUST_ANCHOR_KEY_MISMATCH(struct scenario *s);
void defect_ISSUER_CANDIDATES_ALL_REJECTED(struct scenario *s);
void defect_ISSUER_NAME_ENCODING_DIFFERS(struct scenario *s);
void defect_AKI_KEYID_MISMATCH(struct scenario *s);
void defect_AKI_ISSUER_SERIAL_MISMATCH(struct scenario *s);
void defect_CHAIN_LOOP(struct scenario *s);
void defect_CHAIN_DEPTH_EXCEEDED(struct scenario *s);
void defect_CHAIN_UNORDERED(struct scenario *s);
void defect_CHAIN_SUPERFLUOUS_CERTIFICATE(struct scenario *s);
void defect_PATH_SEARCH_BUDGET_EXHAUSTED(struct scenario *s);
void defect_EKU_PURPOSE_NOT_ALLOWED(struct scenario *s);
void defect_EKU_ISSUER_PURPOSE_NOT_ALLOWED(struct scenario *s);
void defect_EKU_EMPTY(struct scenario *s);
void defect_EKU_ONLY_ANY(struct scenario *s);
void defect_EKU_MISSING(struct scenario *s);
void defect_EKU_CRITICAL(struct scenario *s);
void defect_EKU_ON_ROOT(struct scenario *s);
void defect_EKU_PROHIBITED_COMBINATION(struct scenario *s);
void defect_CRITICAL_EXTENSION_UNKNOWN(struct scenario *s);
void defect_VERSION_NOT_V3(struct scenario *s);
void defect_ISSUER_NAME_EMPTY(struct scenario *s);
void defect_CA_SUBJECT_EMPTY(struct scenario *s);
void defect_SUBJECT_EMPTY_WITHOUT_SAN(struct scenario *s);
void defect_SAN_NOT_CRITICAL_WITH_EMPTY_SUBJECT(struct scenario *s);
void defect_SAN_CRITICAL_WITH_SUBJECT(struct scenario *s);
void defect_AKI_MISSING(struct scenario *s);
void defect_AKI_CRITICAL(struct scenario *s);
void defect_AKI_KEYID_MISSING(struct scenario *s);
void defect_AKI_ISSUER_SERIAL_PRESENT(struct scenario *s);
void defect_AKI_ISSUER_SERIAL_UNPAIRED(struct scenario *s);
void defect_ROOT_AKI_SKI_MISMATCH(struct scenario *s);
void defect_SKI_MISSING_IN_CA(struct scenario *s);
void defect_SKI_CRITICAL(struct scenario *s);
void defect_AIA_CRITICAL(struct scenario *s);
void defect_KEY_USAGE_NO_CERT_SIGN(struct scenario *s);
void defect_KEY_USAGE_CERT_SIGN_ON_NON_CA(struct scenario *s);
void defect_KEY_USAGE_MISSING_IN_CA(struct scenario *s);
void defect_KEY_USAGE_EMPTY(struct scenario *s);
void defect_KEY_USAGE_NO_DIGITAL_SIGNATURE(struct scenario *s);
void defect_PEM_INVALID(struct scenario *s);
void defect_DER_MALFORMED(struct scenario *s);
void defect_DER_INDEFINITE_LENGTH(struct scenario *s);
void defect_DER_LENGTH_NOT_MINIMAL(struct scenario *s);
void defect_DER_INTEGER_NOT_MINIMAL(struct scenario *s);
void defect_DER_BOOLEAN_NOT_CANONICAL(struct scenario *s);
void defect_DER_DEFAULT_VALUE_ENCODED(struct scenario *s);
void defect_DER_BIT_STRING_PADDING_INVALID(struct scenario *s);
void defect_DER_TRAILING_DATA(struct scenario *s);
void defect_VERSION_UNSUPPORTED(struct scenario *s);
void defect_EXTENSIONS_IN_PRE_V3(struct scenario *s);
void defect_UNIQUE_ID_IN_V1(struct scenario *s);
void defect_SERIAL_NEGATIVE(struct scenario *s);
void defect_SERIAL_ZERO(struct scenario *s);
void defect_SERIAL_TOO_LONG(struct scenario *s);
void defect_TIME_FORMAT_INVALID(struct scenario *s);
void defect_TIME_TYPE_WRONG_FOR_YEAR(struct scenario *s);
void defect_NAME_MALFORMED(struct scenario *s);
void defect_SPKI_MALFORMED(struct scenario *s);
void defect_SPKI_ALGORITHM_UNKNOWN(struct scenario *s);
void defect_SPKI_PARAMETERS_INVALID(struct scenario *s);
void defect_EXTENSION_MALFORMED(struct scenario *s);
void defect_EXTENSION_DUPLICATE(struct scenario *s);
void defect_PEER_NAME_DNS_MISMATCH(struct scenario *s);
void defect_PEER_NAME_IP_MISMATCH(struct scenario *s);
void defect_PEER_NAME_EMAIL_MISMATCH(struct scenario *s);
void defect_PEER_NAME_REFERENCE_INVALID(struct scenario *s);
void defect_PEER_NAME_WILDCARD_NOT_LEFTMOST(struct scenario *s);
void defect_PEER_NAME_WILDCARD_PARTIAL_LABEL(struct scenario *s);
void defect_PEER_NAME_WILDCARD_SPANS_LABELS(struct scenario *s);
void defect_PEER_NAME_WILDCARD_IN_IDNA_LABEL(struct scenario *s);
void defect_PEER_NAME_COMMON_NAME_ONLY(struct scenario *s);
void defect_SAN_EMPTY(struct scenario *s);
void defect_SAN_DNS_MALFORMED(struct scenario *s);
void defect_SAN_DNS_NOT_ASCII(struct scenario *s);
void defect_SAN_IP_IN_DNS_NAME(struct scenario *s);
void defect_SAN_IP_LENGTH_INVALID(struct scenario *s);
void defect_SAN_EMAIL_OR_URI_MALFORMED(struct scenario *s);
void defect_COMMON_NAME_NOT_IN_SAN(struct scenario *s);
void defect_COMMON_NAME_NOT_VERBATIM(struct scenario *s);
void defect_SIGNATURE_ALGORITHM_FIELDS_DIFFER(struct scenario *s);
void defect_SIGNATURE_ALGORITHM_UNKNOWN(struct scenario *s);
void defect_SIGNATURE_ALGORITHM_KEY_MISMATCH(struct scenario *s);
void defect_SIGNATURE_ALGORITHM_PARAMETERS_INVALID(struct scenario *s);
void defect_SIGNATURE_VALUE_MALFORMED(struct scenario *s);
void defect_SIGNATURE_INVALID(struct scenario *s);
void defect_VALIDITY_EXPIRED(struct scenario *s);
void defect_VALIDITY_NOT_YET_VALID(struct scenario *s);
void defect_VALIDITY_INVERTED(struct scenario *s);
void defect_VALIDITY_PERIOD_TOO_LONG(struct scenario *s);
void defect_VALIDITY_OUTLIVES_ISSUER(struct scenario *s);
void defect_TRUST_ANCHOR_EXPIRED(struct scenario *s);
/* End of those. */

#endif
