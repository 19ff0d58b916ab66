/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Distinguished names: RFC 5280 4.1.2.4, compared by 7.1. */
#ifndef X509_NAME_H
#define X509_NAME_H

#include "base/buffer.h"
#include "der/oid.h"
#include "der/reader.h"

struct name_attribute {
	struct bytes type;              /* contents of the OID */
	enum oid id;
	uint8_t tag;                    /* of the string */
	struct bytes value;             /* contents */
	bool first_in_rdn;              /* begins a relative distinguished name */
};

/* Walks the attributes of a Name (whole element), first to last. */
struct name_walk {
	struct der_trouble trouble;
	struct der_reader rdns, attributes;
	bool inside;
};

void name_start(struct name_walk *w, struct bytes name);
/* False at the end and at what cannot be read (w->trouble.fault then). */
bool name_next(struct name_walk *w, struct name_attribute *out);

bool name_is_empty(struct bytes name);

struct name_fault {
	const uint8_t *at;              /* the first octet that is wrong, of the
	                                   name or just behind it */
	const char *why;                /* in words */
	enum limit limit;               /* that is reached; LIMIT_COUNT: none */
};

/*
 * Whether the Name is built as 4.1.2.4 says, its strings hold what their types
 * allow, and it stays within the limits (NULL: the most that can be set).
 */
bool name_check(struct bytes name, const struct limit_set *limits,
    struct name_fault *fault);

/*
 * RFC 5280 7.1: same attributes in the same order (within a set of up to 16 in
 * any order), strings compared without regard to case (ASCII) and with runs of
 * spaces as one and none at the ends, PrintableString, UTF8String, BMPString,
 * UniversalString and IA5String by their characters. Octets that are equal are
 * equal; names that cannot be read are equal only so.
 */
bool name_equal(struct bytes a, struct bytes b);

/*
 * Appends octets that are equal for equal names and no others, and of which
 * those of a name's first relative distinguished names are a prefix (but of
 * sets of more than 16 the order counts, as for name_equal). False: it cannot
 * be read; then *out has more or less of it.
 */
bool name_canonical(struct bytes name, struct buffer *out);

/* A hash that is equal for equal names. */
uint64_t name_hash(struct bytes name);

/* The last commonName; false: none. */
bool name_common_name(struct bytes name, struct name_attribute *out);

/* Appends "CN=www.example, O=Example", escaped; "(empty)" for none. */
void name_write(struct bytes name, struct buffer *out);
/* Appends the common name, else the last attribute's value, escaped. */
void name_write_short(struct bytes name, struct buffer *out);

#endif
