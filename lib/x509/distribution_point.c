/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/distribution_point.h"
#include "x509/extension.h"

/* DistributionPointName ::= CHOICE {
 *     fullName [0] IMPLICIT GeneralNames,
 *     nameRelativeToCRLIssuer [1] IMPLICIT SET OF AttributeTypeAndValue } */
bool
point_name_read(struct der_reader *r, struct point_name *out)
{
	struct der_reader name, set, attribute;
	struct point_name read = { .kind = POINT_FULL };
	struct der_element any;
	struct bytes oid;

	if (!der_open(r, DER_CONTEXT_CONSTRUCTED(0), &name))
		return false;
	if (!der_is(&name, DER_CONTEXT_CONSTRUCTED(1))) {
		if (!general_names_read(&name, DER_CONTEXT_CONSTRUCTED(0),
		    &read.names) || !der_end(&name))
			return false;
		*out = read;
		return true;
	}
	if (!der_open(&name, DER_CONTEXT_CONSTRUCTED(1), &set))
		return false;
	read.kind = POINT_RELATIVE;
	read.names = der_rest(&set);
	do {
		if (!der_open(&set, DER_SEQUENCE, &attribute) ||
		    !der_oid(&attribute, &oid) ||
		    !der_opaque(&attribute, &any) || !der_end(&attribute))
			return false;
	} while (der_more(&set));
	if (!der_end(&name))
		return false;
	*out = read;
	return true;
}

/* ReasonFlags ::= BIT STRING */
bool
reason_flags_read(struct der_reader *r, uint8_t tag, struct bit_string *out)
{
	struct bytes flags;

	if (!der_take(r, tag, &flags))
		return false;
	if (flags.len == 0)
		return der_refuse(r, DER_BITS_INVALID, flags.data - 1);
	if (flags.data[0] > 7 || (flags.len == 1 && flags.data[0] != 0))
		return der_refuse(r, DER_BITS_INVALID, flags.data);
	*out = (struct bit_string){ bytes_skip(flags, 1), flags.data[0] };
	return true;
}

unsigned
reason_flags_mask(const struct bit_string *flags)
{
	unsigned mask = 0, bit;

	for (bit = 1; bit <= 8; bit++)
		if (bit_is_set(flags, bit))
			mask |= 1u << bit;
	return mask;
}

/* DistributionPoint ::= SEQUENCE {
 *     distributionPoint [0] DistributionPointName OPTIONAL,
 *     reasons [1] IMPLICIT ReasonFlags OPTIONAL,
 *     cRLIssuer [2] IMPLICIT GeneralNames OPTIONAL } */
static bool
point_read(struct der_reader *points, struct distribution_point *out)
{
	struct distribution_point read = { .has_reasons = false };
	struct der_reader point;

	if (!der_open(points, DER_SEQUENCE, &point))
		return false;
	if (der_is(&point, DER_CONTEXT_CONSTRUCTED(0)) &&
	    !point_name_read(&point, &read.name))
		return false;
	if (der_is(&point, DER_CONTEXT(1))) {
		if (!reason_flags_read(&point, DER_CONTEXT(1), &read.reasons))
			return false;
		read.has_reasons = true;
	}
	if (der_is(&point, DER_CONTEXT_CONSTRUCTED(2)) &&
	    !general_names_read(&point, DER_CONTEXT_CONSTRUCTED(2),
	    &read.issuer))
		return false;
	if (!der_end(&point))
		return false;
	*out = read;
	return true;
}

/* CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint */
bool
distribution_points_read(struct der_reader *r)
{
	struct distribution_point point;
	struct der_reader points;

	if (!der_open(r, DER_SEQUENCE, &points))
		return false;
	do {
		if (!point_read(&points, &point))
			return false;
	} while (der_more(&points));
	return true;
}

void
distribution_point_start(struct distribution_point_walk *w, struct bytes value)
{
	struct der_reader r;

	w->trouble = (struct der_trouble){ .fault = DER_FINE };
	der_start(&r, value, &w->trouble);
	if (!der_open(&r, DER_SEQUENCE, &w->points))
		der_start(&w->points, (struct bytes){ NULL, 0 }, &w->trouble);
}

bool
distribution_point_next(struct distribution_point_walk *w,
    struct distribution_point *out)
{
	return der_more(&w->points) && point_read(&w->points, out);
}
