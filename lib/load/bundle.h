/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Certificates that lie together in a structure of their own. */
#ifndef LOAD_BUNDLE_H
#define LOAD_BUNDLE_H

#include "load/load.h"

/* Adds one certificate of a bundle whose PEM block begins at line (0: none). */
int bundle_add(struct load *l, struct bytes der, size_t line,
    struct cw_error *err);

/*
 * Puts the certificates that were added since there were first of them into the
 * order of a chain, since bundles have none: first that which issued none of
 * the others, then its issuers as far as names tell, then the rest as it lay.
 * False: no memory.
 */
bool bundle_order(struct load *l, size_t first);

/* "x.p7b holds a PKCS#7 bundle that is damaged": what, and at which octet, if
   it is one of the bundle and not of what was decrypted. -1. */
int bundle_refuse(const struct load *l, enum look kind, struct bytes der,
    const struct der_trouble *trouble, struct cw_error *err);

/*
 * PKCS#7, now CMS: the certificates of a SignedData (RFC 5652 5.1), of which
 * nothing else is looked at. -1: it is something else, damaged, or empty.
 */
int pkcs7_load(struct load *l, struct bytes der, size_t line,
    struct cw_error *err);

/*
 * PKCS#12: the certificates in its bags, opened by the empty password or by the
 * one that the list was given. -1: damaged, by an algorithm we do not know, too
 * many rounds, another password, or no certificate.
 */
int pkcs12_load(struct load *l, struct bytes der, struct cw_error *err);

#endif
