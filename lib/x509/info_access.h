/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where an issuer or a responder is found: RFC 5280 4.2.2.1, 4.2.2.2. */
#ifndef X509_INFO_ACCESS_H
#define X509_INFO_ACCESS_H

#include "x509/general_name.h"

struct access_description {
	struct bytes method;            /* contents of the OID */
	struct general_name location;
};

/* AuthorityInfoAccess or SubjectInfoAccess, all of it. */
bool info_access_read(struct der_reader *r);

/* Walks the descriptions of a value that was read before. */
struct info_access_walk {
	struct der_trouble trouble;
	struct der_reader list;
};

void info_access_start(struct info_access_walk *w, struct bytes value);
bool info_access_next(struct info_access_walk *w,
    struct access_description *out);

#endif
