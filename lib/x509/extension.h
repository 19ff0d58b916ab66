/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The contents of the extensions that we know: RFC 5280 4.2 and its kin. */
#ifndef X509_EXTENSION_H
#define X509_EXTENSION_H

#include "x509/cert.h"

/* Of what stands in a value: Certificate, TBSCertificate, [3], Extensions,
   Extension and OCTET STRING are around it. */
#define EXTENSION_DEPTH 6

/*
 * Decodes e->value, all of it, and keeps in c what later rules ask for. True
 * also for an extension that is not our business. False: the fault stands in
 * *trouble, which the caller zeroed; c is as it was.
 */
bool extension_decode(struct cert *c, const struct extension *e,
    struct der_trouble *trouble);

/* The field that findings about this extension name. */
enum field extension_field(enum oid id);

/* An INTEGER under another tag, with X.690 8.3.2; not below zero if its syntax
   says so. */
bool implicit_integer(struct der_reader *r, uint8_t tag, bool is_unsigned,
    struct bytes *out);

/* extensions.c: how many elements follow, as far as they can be read; false: too
   many. */
bool extensions_count(struct der_reader *r, size_t *count);
/* An Extension; its value is not looked at. */
bool extension_read(struct der_reader *list, struct extension *e);

/* GeneralNames under any tag, their contents. */
bool general_names_read(struct der_reader *r, uint8_t tag, struct bytes *out);
bool authority_key_id_read(struct der_reader *r, struct authority_key_id *out);

/* extension_other.c */
bool directory_attributes_read(struct der_reader *r);
bool tls_feature_read(struct der_reader *r);
bool private_key_usage_period_read(struct der_reader *r);
bool proxy_cert_info_read(struct der_reader *r);

/* policies.c: the four extensions about policies. */
bool certificate_policies_read(struct der_reader *r, struct bytes *out);
bool policy_mappings_read(struct der_reader *r, struct bytes *out);
bool policy_constraints_read(struct der_reader *r,
    struct policy_constraints *out);
bool inhibit_any_policy_read(struct der_reader *r,
    struct inhibit_any_policy *out);

#endif
