/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RFC 3779: the addresses and AS numbers that a certificate speaks for. Both
 * extensions are read as sets, one for each family: addresses of a kind (by
 * addressFamily), AS numbers, routing domain identifiers.
 */
#ifndef X509_RESOURCES_H
#define X509_RESOURCES_H

#include "base/buffer.h"
#include "der/reader.h"

enum resource_kind { RESOURCE_ADDRESSES, RESOURCE_AS, RESOURCE_RDI };

#define RESOURCE_FAMILIES 32    /* in one extension; more are refused */

struct resource_set {
	enum resource_kind kind;
	struct bytes family;            /* AFI and perhaps SAFI; else empty */
	struct bytes at;                /* octets of the set */
	bool inherit;                   /* what the issuer has */
	struct bytes ranges;            /* else: contents of the list */
};

struct resource_range {
	uint8_t min[16], max[16];       /* the highest bit first */
	struct bytes at;                /* the element */
};

struct resource_walk {
	struct der_trouble trouble;
	struct der_reader list;
	const struct resource_set *set; /* of range walks */
};

/* Reads the whole value of an extension, as extension_decode wants it. */
bool ip_addr_blocks_read(struct der_reader *r);
bool autonomous_sys_ids_read(struct der_reader *r);

/* The sets of the value of ipAddrBlocks, or of autonomousSysIds (as). */
void resource_sets_start(struct resource_walk *w, bool as, struct bytes value);
bool resource_sets_next(struct resource_walk *w, struct resource_set *out);

/* The ranges of a set that is not inherited. */
void resource_ranges_start(struct resource_walk *w,
    const struct resource_set *set);
bool resource_ranges_next(struct resource_walk *w, struct resource_range *out);

bool resource_same_family(const struct resource_set *a,
    const struct resource_set *b);

/* "192.0.2.0/24", "192.0.2.1-192.0.2.7", "AS64496-AS64511". */
void resource_range_write(const struct resource_set *set,
    const struct resource_range *range, struct buffer *out);
/* "IPv4", "IPv6", "AS", "rdi", or the family in hex. */
void resource_family_write(const struct resource_set *set, struct buffer *out);

#endif
