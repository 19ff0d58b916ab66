/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a CRL is found, and which part of it is meant: RFC 5280 4.2.1.13, 5.2.5. */
#ifndef X509_DISTRIBUTION_POINT_H
#define X509_DISTRIBUTION_POINT_H

#include "der/reader.h"

enum point_name_kind { POINT_ABSENT, POINT_FULL, POINT_RELATIVE };

struct point_name {
	enum point_name_kind kind;
	struct bytes names;             /* contents: GeneralNames, or the SET OF
	                                   AttributeTypeAndValue */
};

struct distribution_point {
	struct point_name name;
	bool has_reasons;
	struct bit_string reasons;
	struct bytes issuer;            /* contents of cRLIssuer; data NULL: absent */
};

/* The bits of ReasonFlags that mean a reason (1 to 8); bit i is 1u << i. */
#define REASONS_ALL 0x1feu

/* DistributionPointName, under its [0]. */
bool point_name_read(struct der_reader *r, struct point_name *out);
/* ReasonFlags, under that tag. */
bool reason_flags_read(struct der_reader *r, uint8_t tag,
    struct bit_string *out);
/* The reasons among REASONS_ALL that are set. */
unsigned reason_flags_mask(const struct bit_string *flags);

/* CRLDistributionPoints or FreshestCRL, all of it. */
bool distribution_points_read(struct der_reader *r);

/* Walks the points of a value that was read before. */
struct distribution_point_walk {
	struct der_trouble trouble;
	struct der_reader points;
};

void distribution_point_start(struct distribution_point_walk *w,
    struct bytes value);
bool distribution_point_next(struct distribution_point_walk *w,
    struct distribution_point *out);

#endif
