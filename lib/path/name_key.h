/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names and constraints as octets, made so that a name lies within a constraint
 * of its form exactly when the constraint's key is a prefix of the name's: then
 * one way of sorting and searching serves all forms.
 */
#ifndef PATH_NAME_KEY_H
#define PATH_NAME_KEY_H

#include "x509/general_name.h"

/* Whether constraints on names of that form are evaluated. */
bool name_key_serves(enum general_name_kind kind);

/*
 * Appends the key of a constraint (RFC 5280 4.2.1.10): of dNSName, rfc822Name,
 * URI, iPAddress or directoryName. False: it is no legal one, as *why says.
 */
bool constraint_key(const struct general_name *base, struct buffer *out,
    const char **why);

/*
 * Appends the key of a name. False: it cannot be read, as *why says; of a URI
 * also, that it has no host that is a name. A * counts as any other letter, but
 * see dns_wildcard.
 */
bool name_key(const struct general_name *name, struct buffer *out,
    const char **why);

/* RFC 9525 6.3: the dNSName stands for every host one label below *rest. */
bool dns_wildcard(struct bytes name, struct bytes *rest);

/* The key of a dNSName but for its left-most label, which there must be. */
struct bytes dns_key_parent(struct bytes key);

/* RFC 9598: the otherName is a mailbox, and *mailbox its text. */
bool smtp_utf8_mailbox(const struct general_name *name, struct bytes *mailbox);
/* As name_key of an rfc822Name, with UTF-8 before the @. */
bool mailbox_key(struct bytes text, bool utf8, struct buffer *out,
    const char **why);

/* RFC 3986 3.2.2: the host of a URI, when it is a name; else *why. */
bool uri_host(struct bytes uri, struct bytes *host, const char **why);

#endif
