/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A CertificationRequest (RFC 2986): slices of the octets that hold it. */
#ifndef X509_REQUEST_H
#define X509_REQUEST_H

#include "x509/cert.h"

#define REQUEST_EXTENSIONS 64

struct request {
	struct bytes der;
	struct bytes info;              /* whole element: what is signed */
	struct bytes subject;           /* whole Name */
	struct spki spki;
	struct algorithm algorithm;
	struct bit_string signature;
	struct extension extension[REQUEST_EXTENSIONS]; /* that are asked for; their
	                                   values are not looked at */
	size_t extension_count;
	size_t other_attributes;        /* challengePassword and the like */
};

struct request_fault {
	size_t at;                      /* offset of the first octet that is wrong */
	const char *why, *what;         /* "a tag that is not due here", "the
	                                   subject" */
};

/*
 * Reads a request strictly: DER and nothing behind it, version 0, one
 * extensionRequest at most, no extension twice, a key that is one. Whether it is
 * signed by that key is not asked. False: see fault.
 */
bool request_read(struct bytes der, struct request *out,
    struct request_fault *fault);

/* The extension of that type, or NULL. */
const struct extension *request_extension(const struct request *r,
    enum oid id);

#endif
