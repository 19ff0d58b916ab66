/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RFC 5280 7.1: when two names are the same name. */
#include "config.h"

#include "x509/name.h"

#define END UINT32_MAX          /* no character left */
#define BROKEN (UINT32_MAX - 1) /* octets that are no character */

/* Characters of a string: spaces folded, ASCII in lower case. */
struct folded {
	const uint8_t *next, *end;
	uint8_t tag;
	bool started;           /* something but spaces was given */
	uint32_t waiting;       /* the character behind a space; END: none */
};

static bool
is_text(uint8_t tag)
{
	return tag == DER_PRINTABLE_STRING || tag == DER_UTF8_STRING ||
	    tag == DER_BMP_STRING || tag == DER_UNIVERSAL_STRING ||
	    tag == DER_IA5_STRING;
}

static uint32_t
units_read(struct folded *f, size_t width)
{
	uint32_t c = 0;

	if ((size_t)(f->end - f->next) < width) {
		f->next = f->end;
		return BROKEN;
	}
	while (width-- > 0)
		c = c << 8 | *f->next++;
	return c < BROKEN ? c : BROKEN;
}

static uint32_t
utf8_read(struct folded *f)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	uint32_t c = *f->next++;
	unsigned i, more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;

	if (more == 0)
		return c;
	if (c < 0xc0 || c >= 0xf8 || more > (size_t)(f->end - f->next))
		return BROKEN;
	c &= 0x3fu >> more;
	for (i = 0; i < more; i++) {
		if ((*f->next & 0xc0) != 0x80)
			return BROKEN;
		c = c << 6 | (*f->next++ & 0x3f);
	}
	return c >= least[more] ? c : BROKEN;
}

static uint32_t
character(struct folded *f)
{
	uint32_t c;

	if (f->next == f->end)
		return END;
	switch (f->tag) {
	case DER_UTF8_STRING:
		c = utf8_read(f);
		break;
	case DER_BMP_STRING:
		c = units_read(f, 2);
		break;
	case DER_UNIVERSAL_STRING:
		c = units_read(f, 4);
		break;
	default:
		c = *f->next++;
		if (c >= 0x80)
			c = BROKEN;
		break;
	}
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static void
folded_start(struct folded *f, uint8_t tag, struct bytes text)
{
	*f = (struct folded){ .next = text.data, .tag = tag, .waiting = END };
	f->end = text.len == 0 ? text.data : text.data + text.len;
}

/* Spaces at the ends are dropped, others count once. */
static uint32_t
folded_next(struct folded *f)
{
	uint32_t c = f->waiting;
	bool spaces = false;

	f->waiting = END;
	if (c != END)
		return c;
	for (c = character(f); c == ' '; c = character(f))
		spaces = true;
	if (!spaces || !f->started || c == END) {
		f->started = true;
		return c;
	}
	f->waiting = c;
	return ' ';
}

static bool
text_equal(const struct name_attribute *a, const struct name_attribute *b)
{
	struct folded x, y;
	uint32_t c;

	folded_start(&x, a->tag, a->value);
	folded_start(&y, b->tag, b->value);
	do {
		c = folded_next(&x);
		if (c == BROKEN || c != folded_next(&y))
			return false;
	} while (c != END);
	return true;
}

static bool
attribute_equal(const struct name_attribute *a, const struct name_attribute *b)
{
	if (!bytes_equal(a->type, b->type))
		return false;
	if (a->tag == b->tag && bytes_equal(a->value, b->value))
		return true;
	return is_text(a->tag) && is_text(b->tag) && text_equal(a, b);
}

#define RDN_MAX 16      /* attributes of a set that are matched in any order */

/* One relative distinguished name; further ones begin with the attribute read
   last, which is kept for the next call. */
struct rdn {
	struct name_walk walk;
	struct name_attribute attribute[RDN_MAX], ahead;
	size_t count;
	bool has_ahead, more;
};

static void
rdn_start(struct rdn *r, struct bytes name)
{
	name_start(&r->walk, name);
	r->has_ahead = name_next(&r->walk, &r->ahead);
}

/* Fills as much of the set as there is room for. False: no further one. */
static bool
rdn_next(struct rdn *r)
{
	r->count = 0;
	while (r->has_ahead && r->count < RDN_MAX) {
		r->attribute[r->count++] = r->ahead;
		r->has_ahead = name_next(&r->walk, &r->ahead);
		if (r->has_ahead && r->ahead.first_in_rdn)
			break;
	}
	return r->count > 0;
}

/* The same attributes, each matched by another one of the other set. */
static bool
rdn_equal(const struct rdn *a, const struct rdn *b)
{
	unsigned used = 0;
	size_t i, k;

	if (a->count != b->count ||
	    a->attribute[0].first_in_rdn != b->attribute[0].first_in_rdn)
		return false;
	for (i = 0; i < a->count; i++) {
		for (k = 0; k < b->count; k++) {
			if ((used >> k & 1) == 0 &&
			    attribute_equal(&a->attribute[i], &b->attribute[k]))
				break;
		}
		if (k == b->count)
			return false;
		used |= 1u << k;
	}
	return true;
}

static bool
names_match(struct bytes a, struct bytes b)
{
	struct rdn x, y;

	rdn_start(&x, a);
	rdn_start(&y, b);
	while (rdn_next(&x)) {
		if (!rdn_next(&y) || !rdn_equal(&x, &y))
			return false;
	}
	return !rdn_next(&y) && x.walk.trouble.fault == DER_FINE &&
	    y.walk.trouble.fault == DER_FINE;
}

bool
name_equal(struct bytes a, struct bytes b)
{
	return bytes_equal(a, b) || names_match(a, b);
}

/* ---- the form in which equal names are equal octets ---------------------- */

#define MARK_END 0              /* of a relative distinguished name */
#define MARK_ATTRIBUTE 1
#define KIND_TEXT 0xff          /* compared as characters; no such tag */
#define WIDE 0xff               /* a character of four octets follows */

static bool
text_canonical(const struct name_attribute *a, struct buffer *out)
{
	struct folded f;
	uint32_t c;

	if (!is_text(a->tag))
		return false;
	folded_start(&f, a->tag, a->value);
	while ((c = folded_next(&f)) != END) {
		if (c == BROKEN)
			return false;
		if (c >= 0x80) {
			buffer_byte(out, WIDE);
			for (unsigned shift = 24; shift > 0; shift -= 8)
				buffer_byte(out, (uint8_t)(c >> shift));
		}
		buffer_byte(out, (uint8_t)c);
	}
	return true;
}

/* Each part says how long it is, so that none runs into the next. */
static void
attribute_canonical(const struct name_attribute *a, struct buffer *out)
{
	uint8_t kind = KIND_TEXT;
	size_t head, len;

	buffer_byte(out, MARK_ATTRIBUTE);
	buffer_byte(out, (uint8_t)a->type.len);
	buffer_add(out, a->type);
	head = out->len;
	buffer_fill(out, 0, 5);
	if (!text_canonical(a, out)) {
		buffer_cut(out, head + 5);
		buffer_add(out, a->value);
		kind = a->tag;
	}
	if (out->failed)
		return;
	len = out->len - head - 5;
	out->data[head] = kind;
	for (size_t i = 0; i < 4; i++)
		out->data[head + 1 + i] = (uint8_t)(len >> (24 - 8 * i));
}

static int
slices_compare(struct bytes a, struct bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.data, b.data, len);

	return order != 0 ? order : a.len < b.len ? -1 : a.len > b.len;
}

/* A set has no order: its parts behind start, of which end tells the ends, are
   put into one. */
static void
set_sort(struct buffer *out, size_t start, const size_t *end, size_t count)
{
	struct buffer copy = BUFFER_EMPTY;
	struct bytes part[RDN_MAX];
	size_t i, k;

	buffer_add(&copy, bytes_skip(buffer_bytes(out), start));
	if (copy.failed || out->failed) {
		out->failed = true;
		buffer_free(&copy);
		return;
	}
	for (i = 0; i < count; i++) {
		size_t from = i == 0 ? start : end[i - 1];
		struct bytes one = { copy.data + (from - start),
			end[i] - from };

		for (k = i; k > 0 && slices_compare(part[k - 1], one) > 0; k--)
			part[k] = part[k - 1];
		part[k] = one;
	}
	buffer_cut(out, start);
	for (i = 0; i < count; i++)
		buffer_add(out, part[i]);
	buffer_free(&copy);
}

bool
name_canonical(struct bytes name, struct buffer *out)
{
	size_t end[RDN_MAX], start, i;
	struct rdn r;

	rdn_start(&r, name);
	while (rdn_next(&r)) {
		start = out->len;
		for (i = 0; i < r.count; i++) {
			attribute_canonical(&r.attribute[i], out);
			end[i] = out->len;
		}
		if (r.count > 1)
			set_sort(out, start, end, r.count);
		if (!r.has_ahead || r.ahead.first_in_rdn)
			buffer_byte(out, MARK_END);
	}
	return r.walk.trouble.fault == DER_FINE;
}

static uint64_t
mix(uint64_t hash, uint32_t c)
{
	hash = (hash ^ c) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static uint64_t
attribute_hash(const struct name_attribute *a)
{
	uint64_t hash = a->type.len;
	struct folded f;
	uint32_t c;
	size_t i;

	for (i = 0; i < a->type.len; i++)
		hash = mix(hash, a->type.data[i]);
	if (!is_text(a->tag)) {
		for (i = 0; i < a->value.len; i++)
			hash = mix(hash, a->value.data[i]);
		return hash;
	}
	folded_start(&f, a->tag, a->value);
	while ((c = folded_next(&f)) != END)
		hash = mix(hash, c);
	return hash;
}

/* Sets are hashed without regard to their order, which is why sums are taken. */
uint64_t
name_hash(struct bytes name)
{
	struct name_attribute a;
	struct name_walk w;
	uint64_t hash = 1, sum = 0;

	name_start(&w, name);
	while (name_next(&w, &a)) {
		if (a.first_in_rdn) {
			hash = mix(hash + sum, 1);
			sum = 0;
		}
		sum += attribute_hash(&a);
	}
	return mix(hash + sum, 2);
}
