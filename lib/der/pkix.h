/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ASN.1 module lib/der/pkix.asn for libtasn1's asn1_array2tree: its types
 * are "CHAINWRIGHT.Certificate" and so on. asn1Parser makes the table.
 */
#ifndef DER_PKIX_H
#define DER_PKIX_H

#include <libtasn1.h>

extern const asn1_static_node pkix_asn1_tab[];

#endif
