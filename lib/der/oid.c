/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/limit.h"
#include "der/oid.h"
#include "der/reader.h"

#define MAX_OCTETS 12

struct row {
	uint8_t len, octets[MAX_OCTETS];
	const char *dotted, *name;
};

#define LENGTH(...) sizeof((const uint8_t[]){ __VA_ARGS__ })

static const struct row rows[] = {
	{ 0, { 0 }, "", "unknown" },
#define OID_ROW(name, dotted, text, ...) \
	{ LENGTH(__VA_ARGS__), { __VA_ARGS__ }, dotted, text },
#include "der/oids.def"
#undef OID_ROW
};

/* The rows are sorted by length, then by octets. */
static int
row_compare(struct bytes contents, const struct row *row)
{
	if (contents.len != row->len)
		return contents.len < row->len ? -1 : 1;
	return memcmp(contents.data, row->octets, row->len);
}

enum oid
oid_find(struct bytes contents)
{
	size_t low = 1, high = OID_COUNT;

	if (contents.len == 0 || contents.len > MAX_OCTETS)
		return OID_UNKNOWN;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = row_compare(contents, &rows[middle]);

		if (order == 0)
			return (enum oid)middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return OID_UNKNOWN;
}

static const struct row *
row_of(enum oid oid)
{
	return (unsigned)oid < OID_COUNT ? &rows[oid] : &rows[OID_UNKNOWN];
}

struct bytes
oid_contents(enum oid oid)
{
	const struct row *row = row_of(oid);

	return (struct bytes){ row->octets, row->len };
}

const char *
oid_name(enum oid oid)
{
	return row_of(oid)->name;
}

const char *
oid_dotted(enum oid oid)
{
	return row_of(oid)->dotted;
}

/* An arc of any size, as decimal digits with the lowest first. */
#define ARC_DIGITS (LIMIT_OID_OCTETS_MOST * 7 / 3 + 2)

struct arc {
	uint8_t digit[ARC_DIGITS];
	size_t count;
};

/* arc * factor + more; false: more digits than an arc of ours can have. */
static bool
arc_step(struct arc *arc, unsigned factor, unsigned more)
{
	size_t i;

	for (i = 0; i < arc->count; i++) {
		more += arc->digit[i] * factor;
		arc->digit[i] = (uint8_t)(more % 10);
		more /= 10;
	}
	for (; more > 0; more /= 10) {
		if (arc->count == ARC_DIGITS)
			return false;
		arc->digit[arc->count++] = (uint8_t)(more % 10);
	}
	return true;
}

/* The arc is at least 80 here, so that nothing is borrowed past its end. */
static void
arc_subtract_80(struct arc *arc)
{
	size_t i = 1;

	if (arc->digit[1] >= 8) {
		arc->digit[1] = (uint8_t)(arc->digit[1] - 8);
	} else {
		arc->digit[1] = (uint8_t)(arc->digit[1] + 2);
		for (i = 2; arc->digit[i] == 0; i++)
			arc->digit[i] = 9;
		arc->digit[i]--;
	}
	while (arc->count > 1 && arc->digit[arc->count - 1] == 0)
		arc->count--;
}

static void
arc_write(struct buffer *out, const struct arc *arc)
{
	size_t i;

	if (arc->count == 0)
		buffer_byte(out, '0');
	for (i = arc->count; i > 0; i--)
		buffer_byte(out, (uint8_t)('0' + arc->digit[i - 1]));
}

/* X.690 8.19.4: the first number holds two arcs, the first of them 0 to 2. */
static void
first_write(struct buffer *out, struct arc *arc)
{
	unsigned value;

	if (arc->count > 2 || (arc->count == 2 && arc->digit[1] >= 8)) {
		buffer_string(out, "2.");
		arc_subtract_80(arc);
		arc_write(out, arc);
		return;
	}
	value = (arc->count > 1 ? arc->digit[1] * 10u : 0) +
	    (arc->count > 0 ? arc->digit[0] : 0);
	buffer_format(out, "%u.%u", value / 40, value % 40);
}

void
oid_write_dotted(struct buffer *out, struct bytes contents)
{
	struct arc arc = { { 0 }, 0 };
	bool first = true;
	size_t i;

	for (i = 0; i < contents.len && i < LIMIT_OID_OCTETS_MOST; i++) {
		arc_step(&arc, 128, contents.data[i] & 0x7f);
		if (contents.data[i] >= 0x80)
			continue;
		if (first) {
			first_write(out, &arc);
		} else {
			buffer_byte(out, '.');
			arc_write(out, &arc);
		}
		first = false;
		arc = (struct arc){ { 0 }, 0 };
	}
}

void
oid_write(struct buffer *out, struct bytes contents)
{
	enum oid oid = oid_find(contents);

	if (oid == OID_UNKNOWN) {
		oid_write_dotted(out, contents);
		return;
	}
	buffer_format(out, "%s (%s)", oid_name(oid), oid_dotted(oid));
}

/* Reads digits up to a dot or the end; *text stands behind them. */
static bool
arc_read(const char **text, struct arc *arc)
{
	const char *start = *text;

	*arc = (struct arc){ { 0 }, 0 };
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		/* "0" stands alone: 1.02 is no way to write 1.2. */
		if (*text == start + 1 && *start == '0')
			return false;
		if (!arc_step(arc, 10, (unsigned)(**text - '0')))
			return false;
	}
	return *text > start;
}

/* Takes the lowest seven bits away. */
static unsigned
arc_divide_128(struct arc *arc)
{
	unsigned rest = 0;
	size_t i;

	for (i = arc->count; i > 0; i--) {
		rest = rest * 10 + arc->digit[i - 1];
		arc->digit[i - 1] = (uint8_t)(rest / 128);
		rest %= 128;
	}
	while (arc->count > 0 && arc->digit[arc->count - 1] == 0)
		arc->count--;
	return rest;
}

static void
arc_encode(struct buffer *out, struct arc *arc)
{
	uint8_t octet[ARC_DIGITS];
	size_t n = 0;

	do
		octet[n++] = (uint8_t)arc_divide_128(arc);
	while (arc->count > 0);
	while (n-- > 0)
		buffer_byte(out, (uint8_t)(octet[n] | (n > 0 ? 0x80 : 0)));
}

/* The first two arcs, as the one number that DER makes of them. */
static bool
first_read(const char **text, struct arc *arc)
{
	unsigned first;

	if (**text < '0' || **text > '2' || (*text)[1] != '.')
		return false;
	first = (unsigned)(**text - '0');
	*text += 2;
	if (!arc_read(text, arc))
		return false;
	if (first < 2 && (arc->count > 2 ||
	    (arc->count == 2 && arc->digit[1] >= 4)))
		return false;
	return arc_step(arc, 1, first * 40);
}

bool
oid_read_dotted(const char *dotted, struct buffer *contents)
{
	size_t start = contents->len;
	struct arc arc;
	bool good;

	good = first_read(&dotted, &arc);
	while (good) {
		arc_encode(contents, &arc);
		if (contents->len - start > LIMIT_OID_OCTETS_MOST)
			good = false;
		else if (*dotted == '\0')
			return true;
		else
			good = *dotted++ == '.' && arc_read(&dotted, &arc);
	}
	buffer_cut(contents, start);
	return false;
}
