/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A strict, zero-copy DER cursor: definite and minimal lengths, minimal
 * integers, nothing left over, a depth limit, and the place of the first octet
 * that is wrong. What DER forbids but everybody reads alike (TRUE as 01, a
 * default written out, bits too many) is noted. A read that fails leaves its output and the
 * cursor untouched and the fault in the trouble that all readers of one input
 * share; the first fault stays.
 */
#ifndef DER_READER_H
#define DER_READER_H

#include "base/bytes.h"
#include "base/limit.h"

/* Identifier octets. High tag numbers (31 and more) are refused. */
enum {
	DER_BOOLEAN = 0x01, DER_INTEGER = 0x02, DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04, DER_NULL = 0x05, DER_OID = 0x06,
	DER_ENUMERATED = 0x0a, DER_UTF8_STRING = 0x0c,
	DER_NUMERIC_STRING = 0x12, DER_PRINTABLE_STRING = 0x13,
	DER_TELETEX_STRING = 0x14, DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17, DER_GENERALIZED_TIME = 0x18,
	DER_VISIBLE_STRING = 0x1a, DER_UNIVERSAL_STRING = 0x1c,
	DER_BMP_STRING = 0x1e, DER_SEQUENCE = 0x30, DER_SET = 0x31
};
#define DER_CONTEXT(n) (0x80 | (n))                     /* IMPLICIT, primitive */
#define DER_CONTEXT_CONSTRUCTED(n) (0xa0 | (n))

enum der_fault {
	DER_FINE,
	DER_TRUNCATED,                  /* the input ends too early */
	DER_TAG_UNEXPECTED,             /* another element than due here */
	DER_TAG_HIGH,                   /* a tag number of 31 or more */
	DER_LENGTH_INVALID,             /* longer than what holds it, or absurd */
	DER_LENGTH_INDEFINITE,          /* X.690 10.1 */
	DER_LENGTH_NOT_MINIMAL,         /* X.690 10.1 */
	DER_INTEGER_EMPTY,
	DER_INTEGER_NOT_MINIMAL,        /* X.690 8.3.2 */
	DER_INTEGER_NEGATIVE,           /* where only 0..MAX is allowed */
	DER_INTEGER_TOO_LARGE,          /* for the variable it is read into */
	DER_BOOLEAN_NOT_CANONICAL,      /* X.690 11.1; noted, not fatal */
	DER_DEFAULT_ENCODED,            /* X.690 11.5; noted, not fatal */
	DER_BITS_INVALID,               /* X.690 8.6.2: count over 7, no octet */
	DER_BITS_PADDING,               /* X.690 11.2; noted, not fatal */
	DER_NULL_NOT_EMPTY,
	DER_OID_INVALID,                /* X.690 8.19 */
	DER_TIME_INVALID,               /* RFC 5280 4.1.2.5 */
	DER_VALUE_INVALID,              /* that its syntax does not allow */
	DER_TRAILING,                   /* octets left over */
	DER_LIMIT                       /* one is reached: see the trouble */
};

struct der_trouble {
	enum der_fault fault;           /* the first; DER_FINE: none */
	const uint8_t *at;              /* the first octet that is wrong */
	enum der_fault noted;           /* first of those that do not stop us */
	const uint8_t *noted_at;
	enum limit limit;               /* which, when the fault is DER_LIMIT */
	size_t elements;                /* read so far */
	const struct limit_set *limits; /* NULL: the most that can be set */
};

struct der_reader {
	const uint8_t *next, *end;
	unsigned depth;
	struct der_trouble *trouble;
};

struct der_element {
	uint8_t tag;
	struct bytes whole;             /* identifier, length, contents */
	struct bytes value;             /* contents */
};

struct bit_string {
	struct bytes bytes;             /* without the count octet */
	unsigned unused;                /* bits of the last octet, 0 to 7 */
};

/* *trouble must be zeroed by the caller (limits may be set) and outlive r; at
   the beginning r is at depth 0. */
void der_start(struct der_reader *r, struct bytes input,
    struct der_trouble *trouble);
/* Whether anything is left. */
bool der_more(const struct der_reader *r);
/* Whether the next element has this identifier octet; false at the end. */
bool der_is(const struct der_reader *r, uint8_t tag);
/* All that is left, as it lies. */
struct bytes der_rest(const struct der_reader *r);

bool der_any(struct der_reader *r, struct der_element *out);
/* The same for what nobody goes into: that too is measured. */
bool der_opaque(struct der_reader *r, struct der_element *out);
bool der_take(struct der_reader *r, uint8_t tag, struct bytes *value);
bool der_element(struct der_reader *r, uint8_t tag, struct der_element *out);
/* Enters a constructed element: inner reads its contents, r goes past it. */
bool der_open(struct der_reader *r, uint8_t tag, struct der_reader *inner);
bool der_open_optional(struct der_reader *r, uint8_t tag, bool *present,
    struct der_reader *inner);
/* True when nothing is left, else DER_TRAILING at what is left. */
bool der_end(struct der_reader *r);

bool der_bool(struct der_reader *r, bool *out);
/* BOOLEAN DEFAULT: absent gives by_default; written out is noted. */
bool der_bool_default(struct der_reader *r, bool by_default, bool *out);
/* Contents of a minimal INTEGER, sign and all. */
bool der_integer(struct der_reader *r, struct bytes *out);
/* INTEGER (0..MAX) that must fit. */
bool der_uint(struct der_reader *r, uint32_t *out);
bool der_uint_optional(struct der_reader *r, bool *present, uint32_t *out);
bool der_bits(struct der_reader *r, struct bit_string *out);
/* A named bit list: as der_bits, and trailing zero bits are noted. */
bool der_named_bits(struct der_reader *r, struct bit_string *out);
bool der_octets(struct der_reader *r, struct bytes *out);
bool der_null(struct der_reader *r);
bool der_oid(struct der_reader *r, struct bytes *out);
/* UTCTime or GeneralizedTime as RFC 5280 4.1.2.5 writes them. */
bool der_time(struct der_reader *r, int64_t *seconds, struct der_element *out);

/* Refuses for readers above this layer: the first fault stays, being the one
   nearest the cause. False, for return statements. */
bool der_refuse(struct der_reader *r, enum der_fault fault, const uint8_t *at);
/* The same for what goes beyond a limit, at the first octet that does. */
bool der_refuse_limit(struct der_reader *r, enum limit limit,
    const uint8_t *at);

/* Whether contents of a BIT STRING have the named bit set. */
bool bit_is_set(const struct bit_string *bits, unsigned bit);

/*
 * The octet of the input that the fault is about, as a slice of one octet; an
 * empty one at the end of the input when an octet is missing there. (trouble.at
 * itself may stand one behind the last octet: never read through it.)
 */
struct bytes der_trouble_at(const struct der_trouble *t, struct bytes input);

/* "a length that is not minimal": the fault in words, for reports. */
const char *der_fault_text(enum der_fault fault);

/*
 * Walks every element of the input, into every constructed one, so that depth,
 * element count and every length are known to be good. False: see trouble.
 */
bool der_check(struct bytes input, struct der_trouble *trouble);

/*
 * Whether what nobody reads stays within the limits of nesting and elements, as
 * far as it is DER; it lies at that depth. False: see trouble.
 */
bool der_measure(struct bytes contents, unsigned depth,
    struct der_trouble *trouble);

#endif
