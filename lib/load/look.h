/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a file holds, found out by looking. */
#ifndef LOAD_LOOK_H
#define LOAD_LOOK_H

#include "base/bytes.h"

enum look {
	LOOK_NOTHING,                   /* nothing that we know */
	LOOK_CERTIFICATE,
	LOOK_PRIVATE_KEY, LOOK_PUBLIC_KEY, LOOK_REQUEST, LOOK_CRL, LOOK_PKCS7,
	LOOK_PKCS12, LOOK_PARAMETERS, LOOK_OCSP
};

/* By the label of a PEM block. */
enum look look_label(const char *label);

/*
 * By the first elements of DER. What begins as a SEQUENCE and is cut off, or
 * is built as nothing that we know, claims to be a certificate; text does not.
 */
enum look look_der(struct bytes der);

/* "a private key", and what to give instead of one. */
const char *look_name(enum look kind);
const char *look_instead(enum look kind);

#endif
