/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/escape.h"
#include "x509/general_name.h"
#include "x509/resources.h"

#define AFI_IPV4 1
#define AFI_IPV6 2

static unsigned
afi_of(const struct resource_set *set)
{
	return (unsigned)set->family.data[0] << 8 | set->family.data[1];
}

/* Octets of an address of this family at most; 4 for numbers. */
static size_t
width_of(const struct resource_set *set)
{
	return set->kind != RESOURCE_ADDRESSES || afi_of(set) == AFI_IPV4 ? 4 :
	    16;
}

/* ---- ranges --------------------------------------------------------------- */

/* IPAddress ::= BIT STRING: the bits not written are filled with ones or not. */
static bool
address_bits_read(struct der_reader *r, size_t width, uint8_t fill,
    uint8_t out[16])
{
	const uint8_t *start = r->next;
	struct bit_string bits;
	uint8_t mask;

	if (!der_bits(r, &bits))
		return false;
	if (bits.bytes.len > width)
		return der_refuse(r, DER_VALUE_INVALID, start);
	memset(out, fill, 16);
	if (bits.bytes.len == 0)
		return true;
	memcpy(out, bits.bytes.data, bits.bytes.len);
	mask = (uint8_t)((1u << bits.unused) - 1);
	out[bits.bytes.len - 1] = (uint8_t)((out[bits.bytes.len - 1] & ~mask) |
	    (fill & mask));
	return true;
}

/* ASId ::= INTEGER (0..4294967295), in the first four octets. */
static bool
number_read(struct der_reader *r, uint8_t out[16])
{
	uint32_t n;

	if (!der_uint(r, &n))
		return false;
	memset(out, 0, 16);
	for (size_t i = 0; i < 4; i++)
		out[i] = (uint8_t)(n >> (24 - 8 * i));
	return true;
}

static bool
bound_read(struct der_reader *r, const struct resource_set *set, uint8_t fill,
    uint8_t out[16])
{
	return set->kind == RESOURCE_ADDRESSES ?
	    address_bits_read(r, width_of(set), fill, out) :
	    number_read(r, out);
}

/*
 * IPAddressOrRange ::= CHOICE { addressPrefix BIT STRING,
 *     addressRange SEQUENCE { min BIT STRING, max BIT STRING } }
 * ASIdOrRange ::= CHOICE { id INTEGER,
 *     range SEQUENCE { min INTEGER, max INTEGER } }
 */
static bool
range_read(struct der_reader *r, const struct resource_set *set,
    struct resource_range *out)
{
	const uint8_t *start = r->next;
	struct der_reader pair, same;

	if (der_is(r, DER_SEQUENCE)) {
		if (!der_open(r, DER_SEQUENCE, &pair) ||
		    !bound_read(&pair, set, 0, out->min) ||
		    !bound_read(&pair, set, 0xff, out->max) || !der_end(&pair))
			return false;
		if (memcmp(out->min, out->max, 16) > 0)
			return der_refuse(r, DER_VALUE_INVALID, start);
	} else {
		same = *r;
		if (!bound_read(r, set, 0, out->min) ||
		    !bound_read(&same, set, 0xff, out->max))
			return false;
	}
	out->at = (struct bytes){ start, (size_t)(r->next - start) };
	return true;
}

/* In ascending order, none inside or beside another (RFC 3779 2.2.3.6, 3.2.3.4);
   that neighbours are joined is for issuers. */
static bool
ranges_check(struct der_reader *r, const struct resource_set *set)
{
	struct resource_range range, last;
	const uint8_t *start = r->next;
	bool first = true;

	while (der_more(r)) {
		start = r->next;
		if (!range_read(r, set, &range))
			return false;
		if (!first && memcmp(range.min, last.max, 16) <= 0)
			return der_refuse(r, DER_VALUE_INVALID, start);
		last = range;
		first = false;
	}
	return true;
}

/* CHOICE { inherit NULL, SEQUENCE OF ... } */
static bool
choice_read(struct der_reader *r, struct resource_set *set)
{
	struct der_reader list;

	if (der_is(r, DER_NULL)) {
		set->inherit = true;
		return der_null(r);
	}
	if (!der_open(r, DER_SEQUENCE, &list))
		return false;
	set->ranges = der_rest(&list);
	return ranges_check(&list, set);
}

/* ---- sets ----------------------------------------------------------------- */

/* IPAddressFamily ::= SEQUENCE { addressFamily OCTET STRING (SIZE (2..3)),
 *     ipAddressChoice } */
static bool
family_read(struct der_reader *list, struct resource_set *out)
{
	const uint8_t *start = list->next;
	struct der_reader family;

	*out = (struct resource_set){ .kind = RESOURCE_ADDRESSES };
	if (!der_open(list, DER_SEQUENCE, &family) ||
	    !der_octets(&family, &out->family))
		return false;
	if (out->family.len < 2 || out->family.len > 3)
		return der_refuse(list, DER_VALUE_INVALID, out->family.data);
	if (!choice_read(&family, out) || !der_end(&family))
		return false;
	out->at = (struct bytes){ start, (size_t)(list->next - start) };
	return true;
}

static int
family_compare(struct bytes a, struct bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.data, b.data, len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* IPAddrBlocks ::= SEQUENCE OF IPAddressFamily, in ascending order. */
bool
ip_addr_blocks_read(struct der_reader *r)
{
	struct resource_set set;
	struct bytes last = { NULL, 0 };
	struct der_reader list;
	const uint8_t *start;
	unsigned count = 0;

	if (!der_open(r, DER_SEQUENCE, &list))
		return false;
	while (der_more(&list)) {
		start = list.next;
		if (++count > RESOURCE_FAMILIES)
			return der_refuse(&list, DER_VALUE_INVALID, start);
		if (!family_read(&list, &set))
			return false;
		if (last.len > 0 && family_compare(last, set.family) >= 0)
			return der_refuse(&list, DER_VALUE_INVALID, start);
		last = set.family;
	}
	return true;
}

/* ASIdentifiers ::= SEQUENCE { asnum [0] EXPLICIT ASIdentifierChoice OPTIONAL,
 *     rdi [1] EXPLICIT ASIdentifierChoice OPTIONAL } */
static bool
numbers_read(struct der_reader *list, struct resource_set *out)
{
	const uint8_t *start = list->next;
	bool rdi = der_is(list, DER_CONTEXT_CONSTRUCTED(1));
	struct der_reader choice;

	*out = (struct resource_set){
		.kind = rdi ? RESOURCE_RDI : RESOURCE_AS
	};
	if (!der_open(list, (uint8_t)DER_CONTEXT_CONSTRUCTED(rdi ? 1 : 0),
	    &choice) || !choice_read(&choice, out) || !der_end(&choice))
		return false;
	out->at = (struct bytes){ start, (size_t)(list->next - start) };
	return true;
}

bool
autonomous_sys_ids_read(struct der_reader *r)
{
	struct der_reader list;
	struct resource_set set;

	if (!der_open(r, DER_SEQUENCE, &list))
		return false;
	if (der_is(&list, DER_CONTEXT_CONSTRUCTED(0)) &&
	    !numbers_read(&list, &set))
		return false;
	if (der_is(&list, DER_CONTEXT_CONSTRUCTED(1)) &&
	    !numbers_read(&list, &set))
		return false;
	return der_end(&list);
}

static const struct resource_set numbers;

void
resource_sets_start(struct resource_walk *w, bool as, struct bytes value)
{
	struct der_reader all;

	*w = (struct resource_walk){ .set = as ? &numbers : NULL };
	der_start(&all, value, &w->trouble);
	if (!der_open(&all, DER_SEQUENCE, &w->list))
		der_start(&w->list, (struct bytes){ value.data, 0 },
		    &w->trouble);
}

bool
resource_sets_next(struct resource_walk *w, struct resource_set *out)
{
	if (!der_more(&w->list))
		return false;
	return w->set != NULL ? numbers_read(&w->list, out) :
	    family_read(&w->list, out);
}

void
resource_ranges_start(struct resource_walk *w, const struct resource_set *set)
{
	*w = (struct resource_walk){ .set = set };
	der_start(&w->list, set->ranges, &w->trouble);
}

bool
resource_ranges_next(struct resource_walk *w, struct resource_range *out)
{
	return der_more(&w->list) && range_read(&w->list, w->set, out);
}

bool
resource_same_family(const struct resource_set *a, const struct resource_set *b)
{
	return a->kind == b->kind && bytes_equal(a->family, b->family);
}

/* ---- words ---------------------------------------------------------------- */

/* Bits that both bounds share, when the rest is all of 0 and of 1: a prefix. */
static bool
is_prefix(const struct resource_range *range, size_t width, unsigned *bits)
{
	const uint8_t *min = range->min, *max = range->max;
	unsigned shared = 0, total = (unsigned)(8 * width);

	while (shared < total && ((min[shared / 8] ^ max[shared / 8]) >>
	    (7 - shared % 8) & 1) == 0)
		shared++;
	*bits = shared;
	for (; shared < total; shared++)
		if ((min[shared / 8] >> (7 - shared % 8) & 1) != 0 ||
		    (max[shared / 8] >> (7 - shared % 8) & 1) == 0)
			return false;
	return true;
}

static void
bound_write(const struct resource_set *set, const uint8_t *bound,
    struct buffer *out)
{
	if (set->kind == RESOURCE_ADDRESSES) {
		address_write((struct bytes){ bound, width_of(set) }, out);
		return;
	}
	buffer_format(out, "%s%lu", set->kind == RESOURCE_AS ? "AS" : "",
	    (unsigned long)bound[0] << 24 | (unsigned long)bound[1] << 16 |
	    (unsigned long)bound[2] << 8 | bound[3]);
}

void
resource_range_write(const struct resource_set *set,
    const struct resource_range *range, struct buffer *out)
{
	unsigned bits;

	bound_write(set, range->min, out);
	if (set->kind == RESOURCE_ADDRESSES &&
	    is_prefix(range, width_of(set), &bits)) {
		buffer_format(out, "/%u", bits);
	} else if (memcmp(range->min, range->max, width_of(set)) != 0) {
		buffer_byte(out, '-');
		bound_write(set, range->max, out);
	}
}

void
resource_family_write(const struct resource_set *set, struct buffer *out)
{
	if (set->kind != RESOURCE_ADDRESSES)
		buffer_string(out, set->kind == RESOURCE_AS ? "AS" : "rdi");
	else if (afi_of(set) == AFI_IPV4)
		buffer_string(out, "IPv4");
	else if (afi_of(set) == AFI_IPV6)
		buffer_string(out, "IPv6");
	else
		escape_hex(out, (struct bytes){ set->family.data, 2 }, 0);
	if (set->family.len == 3)
		buffer_format(out, " safi %u", set->family.data[2]);
}
