/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/patch.h"
#include "der/reader.h"

/* The element that begins at an offset and ends before limit. */
static bool
element_at(const struct buffer *der, size_t at, size_t limit,
    struct patch_place *place)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_element element;
	struct der_reader reader;

	if (at >= limit || limit > der->len)
		return false;
	der_start(&reader, (struct bytes){ der->data + at, limit - at },
	    &trouble);
	if (!der_any(&reader, &element))
		return false;
	place->at = at;
	place->header = (size_t)(element.value.data - element.whole.data);
	place->len = element.value.len;
	return true;
}

/* Goes from an element to its child of that number. */
static bool
child_find(const struct buffer *der, unsigned number, struct patch_place *place)
{
	size_t end = place->at + place->header + place->len;
	size_t at = place->at + place->header;
	struct patch_place child;

	/* The first octet of a BIT STRING counts its unused bits. */
	if (der->data[place->at] == DER_BIT_STRING)
		at++;
	for (unsigned i = 0; ; i++) {
		if (!element_at(der, at, end, &child))
			return false;
		if (i == number)
			break;
		at = child.at + child.header + child.len;
	}
	*place = child;
	return true;
}

bool
patch_find(const struct buffer *der, struct patch_path path,
    struct patch_place *place)
{
	struct patch_place here;

	if (der->failed || !element_at(der, 0, der->len, &here))
		return false;
	for (size_t i = 0; i < path.count; i++)
		if (!child_find(der, path.step[i], &here))
			return false;
	*place = here;
	return true;
}

struct patch_path
patch_field(const struct buffer *tbs, enum tbs_field field)
{
	struct patch_path first = PATCH_PATH(0);
	struct patch_place place;
	uint8_t before = 0;

	if (patch_find(tbs, first, &place) &&
	    tbs->data[place.at] == DER_CONTEXT_CONSTRUCTED(0))
		before = 1;
	return PATCH_PATH((uint8_t)(before + field));
}

bool
patch_extension(const struct buffer *tbs, enum oid id, struct patch_path *path)
{
	struct patch_path p = PATCH_PATH(0, 0, 0, 0);
	struct patch_place place;

	/* The field is the last one, wherever it stands. */
	for (p.count = 1; patch_find(tbs, p, &place); p.step[0]++)
		if (tbs->data[place.at] == DER_CONTEXT_CONSTRUCTED(3))
			break;
	for (p.count = 4; patch_find(tbs, p, &place); p.step[2]++) {
		struct bytes oid = { tbs->data + place.at + place.header,
		    place.len };

		if (oid_find(oid) == id) {
			p.count = 3;
			*path = p;
			return true;
		}
	}
	return false;
}

void
patch_header(struct buffer *out, uint8_t tag, size_t len)
{
	unsigned octets = 0;

	buffer_byte(out, tag);
	if (len < 0x80) {
		buffer_byte(out, (uint8_t)len);
		return;
	}
	for (size_t rest = len; rest > 0; rest >>= 8)
		octets++;
	buffer_byte(out, (uint8_t)(0x80 | octets));
	while (octets-- > 0)
		buffer_byte(out, (uint8_t)(len >> (8 * octets)));
}

/* Gives an element a new length; its header may grow or shrink. */
static void
length_set(struct buffer *der, const struct patch_place *place, size_t len)
{
	struct buffer header = BUFFER_EMPTY;

	patch_header(&header, der->data[place->at], len);
	if (header.failed)
		der->failed = true;
	else
		buffer_replace(der, place->at, place->header,
		    buffer_bytes(&header));
	buffer_free(&header);
}

void
patch_replace(struct buffer *der, struct patch_path path, struct bytes octets)
{
	size_t before = der->len;
	struct patch_place place;

	if (!patch_find(der, path, &place)) {
		der->failed = true;
		return;
	}
	/* Places of the elements around, from the outermost, before they move:
	   what changes lies behind the header of each. */
	struct patch_place around[PATCH_STEPS];
	size_t depth = path.count;
	for (path.count = 0; path.count < depth; path.count++)
		(void)patch_find(der, path, &around[path.count]);
	buffer_replace(der, place.at, place.header + place.len, octets);
	while (depth-- > 0 && !der->failed)
		length_set(der, &around[depth],
		    around[depth].len + der->len - before);
}

void
patch_octet(struct buffer *der, struct patch_path path, size_t index,
    uint8_t octet)
{
	struct patch_place place;

	if (patch_find(der, path, &place) && index < place.len)
		der->data[place.at + place.header + index] = octet;
	else
		der->failed = true;
}

void
patch_indefinite(struct buffer *der)
{
	static const uint8_t header[] = { DER_SEQUENCE, 0x80 };
	struct patch_place place;

	if (!patch_find(der, (struct patch_path){ .count = 0 }, &place)) {
		der->failed = true;
		return;
	}
	buffer_replace(der, place.at, place.header,
	    (struct bytes){ header, sizeof(header) });
	buffer_fill(der, 0, 2);         /* end-of-contents octets */
}

void
patch_length_longer(struct buffer *der)
{
	static const uint8_t zero[] = { 0 };
	struct patch_place place;

	if (!patch_find(der, (struct patch_path){ .count = 0 }, &place) ||
	    place.header < 3) {
		der->failed = true;
		return;
	}
	der->data[place.at + 1]++;
	buffer_replace(der, place.at + 2, 0,
	    (struct bytes){ zero, sizeof(zero) });
}
