/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Object identifiers by their contents octets. */
#ifndef DER_OID_H
#define DER_OID_H

#include "base/buffer.h"

/* lib/der/oids.def: OID_ROW(NAME, "1.2.840...", "name", octets...). */
enum oid {
	OID_UNKNOWN,
#define OID_ROW(name, dotted, text, ...) OID_##name,
#include "der/oids.def"
#undef OID_ROW
	OID_COUNT
};

/* OID_UNKNOWN when we have no row for it. */
enum oid oid_find(struct bytes contents);
struct bytes oid_contents(enum oid oid);
/* "ecdsa-with-SHA256"; "unknown" for OID_UNKNOWN. */
const char *oid_name(enum oid oid);
const char *oid_dotted(enum oid oid);

/* Appends "2.5.29.17"; arcs of any size. */
void oid_write_dotted(struct buffer *out, struct bytes contents);
/* Appends the name and the dotted form in brackets, or the dotted form. */
void oid_write(struct buffer *out, struct bytes contents);
/* Appends the contents octets of "1.2.3"; false: not an OID. */
bool oid_read_dotted(const char *dotted, struct buffer *contents);

#endif
