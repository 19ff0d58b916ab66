/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of a service at a host: URI-ID (RFC 9525 6.5, the scheme and the host
 * of a URI) and SRV-ID (RFC 4985, "_imap.example"). What else a URI holds, such
 * as a port or a path, names no peer and is not compared.
 */
#ifndef PATH_SERVICE_NAME_H
#define PATH_SERVICE_NAME_H

#include "path/reference_name.h"
#include "x509/general_name.h"

struct service_name {
	struct bytes whole;             /* text of the name */
	struct bytes service;           /* "imap", "https": no _ and no colon */
	struct bytes host;
};

/* Splits a URI; false: it has no scheme or no host. */
bool uri_split(struct bytes uri, struct service_name *out);
/* Splits "_imap.example"; false: it is not written so. */
bool srv_split(struct bytes name, struct service_name *out);

/* The name of a certificate as one of that type; false: it is none. */
bool service_name_of(const struct general_name *gn, enum cw_name_type type,
    struct service_name *out);

/* Prepares what is asked for: sets service and host, or the problem. */
void service_reference_read(struct reference_name *r, const char *name);

/* Same service, without regard to case. */
bool service_matches(const struct service_name *presented,
    const struct reference_name *r);

#endif
