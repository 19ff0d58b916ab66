/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What DER forbids is refused, and the place of the first wrong octet told. */
#include "config.h"

#include "der/reader.h"
#include "der/time.h"
#include "tests/test.h"

#define OCTETS(literal) { (const uint8_t *)(literal), sizeof(literal) - 1 }

/* A reader of each kind, at an input or inside the SEQUENCE that it is. */
enum how {
	ANY, IN_SEQUENCE, BOOL, BOOL_DEFAULT, INTEGER, UINT, BITS, NAMED_BITS,
	OCTET, EMPTY, OID, TIME, SEQUENCE, TWO_INTEGERS, ENDED, CHECK
};

static bool
sequence_read(struct der_reader *r, enum how how)
{
	struct der_reader inner;
	struct der_element e;
	uint32_t n;

	if (!der_open(r, DER_SEQUENCE, &inner))
		return false;
	if (how == SEQUENCE)
		return true;
	if (how == IN_SEQUENCE)
		return der_any(&inner, &e);
	return der_uint(&inner, &n) && der_uint(&inner, &n) && der_end(&inner);
}

static bool
input_read(struct der_reader *r, enum how how)
{
	struct bit_string bits;
	struct der_element e;
	struct bytes value;
	int64_t seconds;
	uint32_t number;
	bool truth;

	switch (how) {
	case ANY:
		return der_any(r, &e);
	case BOOL:
		return der_bool(r, &truth);
	case BOOL_DEFAULT:
		return der_bool_default(r, false, &truth);
	case INTEGER:
		return der_integer(r, &value);
	case UINT:
		return der_uint(r, &number);
	case BITS:
		return der_bits(r, &bits);
	case NAMED_BITS:
		return der_named_bits(r, &bits);
	case OCTET:
		return der_octets(r, &value);
	case EMPTY:
		return der_null(r);
	case OID:
		return der_oid(r, &value);
	case TIME:
		return der_time(r, &seconds, &e);
	case ENDED:
		return der_any(r, &e) && der_end(r);
	case CHECK:
		return der_check(der_rest(r), r->trouble);
	default:
		return sequence_read(r, how);
	}
}

/* The offset is that of the first octet that is wrong. */
static const struct {
	const char *name;
	enum how how;
	struct bytes input;
	enum der_fault fault;
	size_t at;
} refused[] = {
	{ "no octet at all", ANY, OCTETS(""), DER_TRUNCATED, 0 },
	{ "a tag alone", ANY, OCTETS("\x02"), DER_TRUNCATED, 1 },
	{ "a cut length", ANY, OCTETS("\x04\x82\x01"), DER_TRUNCATED, 3 },
	{ "cut contents", ANY, OCTETS("\x04\x03" "ab"), DER_TRUNCATED, 4 },
	{ "an element missing at the end of a SEQUENCE", TWO_INTEGERS,
	  OCTETS("\x30\x03\x02\x01\x05\x02\x01\x05"), DER_TRUNCATED, 5 },
	{ "another type", INTEGER, OCTETS("\x04\x01\x05"),
	  DER_TAG_UNEXPECTED, 0 },
	{ "another type inside", TWO_INTEGERS,
	  OCTETS("\x30\x06\x02\x01\x05\x04\x01\x05"), DER_TAG_UNEXPECTED, 5 },
	{ "a time of another type", TIME, OCTETS("\x0c\x01z"),
	  DER_TAG_UNEXPECTED, 0 },
	{ "end-of-contents octets", ANY, OCTETS("\x00\x00"),
	  DER_TAG_UNEXPECTED, 0 },
	{ "the reserved type 15", ANY, OCTETS("\x0f\x00"),
	  DER_TAG_UNEXPECTED, 0 },
	{ "a constructed OCTET STRING", ANY, OCTETS("\x24\x03\x04\x01z"),
	  DER_TAG_UNEXPECTED, 0 },
	{ "a primitive SEQUENCE", ANY, OCTETS("\x10\x00"),
	  DER_TAG_UNEXPECTED, 0 },
	{ "a high tag number", ANY, OCTETS("\x9f\x1f\x00"), DER_TAG_HIGH, 0 },
	{ "a high tag where an integer is due", INTEGER,
	  OCTETS("\x1f\x02\x00"), DER_TAG_HIGH, 0 },
	{ "longer than its SEQUENCE", IN_SEQUENCE,
	  OCTETS("\x30\x03\x04\x02z\x02\x01\x05"), DER_LENGTH_INVALID, 3 },
	{ "a length of 2^63", IN_SEQUENCE,
	  OCTETS("\x30\x0a\x04\x88\x80\x00\x00\x00\x00\x00\x00\x00"),
	  DER_LENGTH_INVALID, 3 },
	{ "a length of nine octets", ANY,
	  OCTETS("\x04\x89\x01\x00\x00\x00\x00\x00\x00\x00\x00"),
	  DER_LENGTH_INVALID, 1 },
	{ "127 length octets that are not there", ANY, OCTETS("\x04\xff\x01"),
	  DER_LENGTH_INVALID, 1 },
	{ "a BOOLEAN of two octets", BOOL, OCTETS("\x01\x02\xff\xff"),
	  DER_LENGTH_INVALID, 1 },
	{ "an empty BOOLEAN", BOOL, OCTETS("\x01\x00"),
	  DER_LENGTH_INVALID, 1 },
	{ "an indefinite length", ANY, OCTETS("\x30\x80\x00\x00"),
	  DER_LENGTH_INDEFINITE, 1 },
	{ "five in the long form", ANY, OCTETS("\x04\x81\x05hello"),
	  DER_LENGTH_NOT_MINIMAL, 1 },
	{ "127 in the long form", ANY, OCTETS("\x04\x81\x7f"),
	  DER_LENGTH_NOT_MINIMAL, 1 },
	{ "a length with a zero in front", ANY, OCTETS("\x04\x82\x00\x80z"),
	  DER_LENGTH_NOT_MINIMAL, 1 },
	{ "nine length octets, zero in front", ANY,
	  OCTETS("\x04\x89\x00\x00\x00\x00\x00\x00\x00\x00\x80"),
	  DER_LENGTH_NOT_MINIMAL, 1 },
	{ "an empty INTEGER", INTEGER, OCTETS("\x02\x00"),
	  DER_INTEGER_EMPTY, 1 },
	{ "five with a zero in front", INTEGER, OCTETS("\x02\x02\x00\x05"),
	  DER_INTEGER_NOT_MINIMAL, 2 },
	{ "minus one in two octets", INTEGER, OCTETS("\x02\x02\xff\xff"),
	  DER_INTEGER_NOT_MINIMAL, 2 },
	{ "minus one where a count is due", UINT, OCTETS("\x02\x01\xff"),
	  DER_INTEGER_NEGATIVE, 2 },
	{ "2^32", UINT, OCTETS("\x02\x05\x01\x00\x00\x00\x00"),
	  DER_INTEGER_TOO_LARGE, 2 },
	{ "a BIT STRING without a count", BITS, OCTETS("\x03\x00"),
	  DER_BITS_INVALID, 1 },
	{ "eight unused bits", BITS, OCTETS("\x03\x02\x08\x00"),
	  DER_BITS_INVALID, 2 },
	{ "unused bits of no octet", NAMED_BITS, OCTETS("\x03\x01\x01"),
	  DER_BITS_INVALID, 2 },
	{ "a NULL with an octet", EMPTY, OCTETS("\x05\x01\x00"),
	  DER_NULL_NOT_EMPTY, 1 },
	{ "an empty OID", OID, OCTETS("\x06\x00"), DER_OID_INVALID, 1 },
	{ "an arc with a zero in front", OID, OCTETS("\x06\x03\x2a\x80\x01"),
	  DER_OID_INVALID, 3 },
	{ "an arc that does not end", OID, OCTETS("\x06\x03\x2a\x86\x88"),
	  DER_OID_INVALID, 4 },
	{ "a month 13", TIME, OCTETS("\x17\x0d" "261323130646Z"),
	  DER_TIME_INVALID, 4 },
	{ "a time that ends too early", TIME, OCTETS("\x17\x0b" "2611231306Z"),
	  DER_TIME_INVALID, 12 },
	{ "a second integer too many", TWO_INTEGERS,
	  OCTETS("\x30\x09\x02\x01\x05\x02\x01\x05\x02\x01\x05"),
	  DER_TRAILING, 8 },
	{ "an octet behind the end", ENDED, OCTETS("\x05\x00\x00"),
	  DER_TRAILING, 2 },
	{ "a length that does not fit, deep inside", CHECK,
	  OCTETS("\x30\x08\x31\x03\x0c\x01z\xa0\x01\x02"), DER_TRUNCATED, 10 },
	{ "an element of an unknown type that lies", CHECK,
	  OCTETS("\x30\x05\xa0\x03\x82\x05z"), DER_LENGTH_INVALID, 5 },
};

START_TEST(test_refused)
{
	struct der_trouble t = { 0 };
	struct der_reader r, before;
	struct bytes at;

	der_start(&r, refused[_i].input, &t);
	before = r;
	ck_assert_msg(!input_read(&r, refused[_i].how), "%s",
	    refused[_i].name);
	ck_assert_msg(t.fault == refused[_i].fault, "%s: %s",
	    refused[_i].name, der_fault_text(t.fault));
	at = der_trouble_at(&t, refused[_i].input);
	ck_assert_msg(at.data == refused[_i].input.data + refused[_i].at,
	    "%s: %zd", refused[_i].name, at.data - refused[_i].input.data);
	ck_assert_uint_eq(at.len, refused[_i].at < refused[_i].input.len);
	if (refused[_i].how < SEQUENCE && refused[_i].how != IN_SEQUENCE)
		ck_assert_msg(r.next == before.next, "%s: moved",
		    refused[_i].name);
}
END_TEST

static const struct {
	const char *name;
	enum how how;
	struct bytes input;
	enum der_fault noted;
	size_t at;
} accepted[] = {
	{ "a SEQUENCE of nothing", SEQUENCE, OCTETS("\x30\x00"), 0, 0 },
	{ "a length of 128", ANY, OCTETS("\x04\x81\x80"
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
	  0, 0 },
	{ "2^32 - 1", UINT, OCTETS("\x02\x05\x00\xff\xff\xff\xff"), 0, 0 },
	{ "zero", UINT, OCTETS("\x02\x01\x00"), 0, 0 },
	{ "128 with the zero it needs", INTEGER, OCTETS("\x02\x02\x00\x80"),
	  0, 0 },
	{ "-129 with the ff it needs", INTEGER, OCTETS("\x02\x02\xff\x7f"),
	  0, 0 },
	{ "true", BOOL, OCTETS("\x01\x01\xff"), 0, 0 },
	{ "true as 01", BOOL, OCTETS("\x01\x01\x01"),
	  DER_BOOLEAN_NOT_CANONICAL, 2 },
	{ "true as 7f, where false is the default", BOOL_DEFAULT,
	  OCTETS("\x01\x01\x7f"), DER_BOOLEAN_NOT_CANONICAL, 2 },
	{ "true where false is the default", BOOL_DEFAULT,
	  OCTETS("\x01\x01\xff"), 0, 0 },
	{ "the default left out", BOOL_DEFAULT, OCTETS("\x02\x01\x05"), 0, 0 },
	{ "the default written out", BOOL_DEFAULT, OCTETS("\x01\x01\x00"),
	  DER_DEFAULT_ENCODED, 0 },
	{ "no bits", BITS, OCTETS("\x03\x01\x00"), 0, 0 },
	{ "a set bit among the unused", BITS, OCTETS("\x03\x03\x04\x00\x18"),
	  DER_BITS_PADDING, 4 },
	{ "a zero at the end of bits without names", BITS,
	  OCTETS("\x03\x02\x06\x80"), 0, 0 },
	{ "a zero at the end of named bits", NAMED_BITS,
	  OCTETS("\x03\x02\x06\x80"), DER_BITS_PADDING, 3 },
	{ "named bits to the last one set", NAMED_BITS,
	  OCTETS("\x03\x02\x01\x06"), 0, 0 },
	{ "no octets", OCTET, OCTETS("\x04\x00"), 0, 0 },
	{ "nothing", EMPTY, OCTETS("\x05\x00"), 0, 0 },
	{ "an arc of 2^70", OID,
	  OCTETS("\x06\x0c\x2a\x82\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00"),
	  0, 0 },
	{ "a time in UTC", TIME, OCTETS("\x17\x0d" "261123130646Z"), 0, 0 },
	{ "a far time", TIME, OCTETS("\x18\x0f" "99991231235959Z"), 0, 0 },
	{ "a tree", CHECK,
	  OCTETS("\x30\x0a\xa0\x03\x02\x01\x02\x31\x03\x0c\x01z"), 0, 0 },
	{ "two elements side by side", CHECK, OCTETS("\x05\x00\x05\x00"), 0, 0 },
	{ "no element", CHECK, OCTETS(""), 0, 0 },
};

START_TEST(test_accepted)
{
	struct der_trouble t = { 0 };
	struct der_reader r;

	der_start(&r, accepted[_i].input, &t);
	ck_assert_msg(input_read(&r, accepted[_i].how), "%s: %s",
	    accepted[_i].name, der_fault_text(t.fault));
	ck_assert_int_eq(t.fault, DER_FINE);
	ck_assert_msg(t.noted == accepted[_i].noted, "%s", accepted[_i].name);
	if (t.noted != DER_FINE)
		ck_assert_ptr_eq(t.noted_at,
		    accepted[_i].input.data + accepted[_i].at);
}
END_TEST

START_TEST(test_values)
{
	static const uint8_t input[] = { 0x30, 0x1f, 0x01, 0x01, 0xff, 0x02,
		0x02, 0x01, 0x00, 0x02, 0x01, 0xf0, 0x03, 0x02, 0x05, 0xa0,
		0x17, 0x0d, '7', '0', '0', '1', '0', '1', '0', '0', '0', '0',
		'0', '9', 'Z', 0x05, 0x00 };
	struct bytes all = { input, sizeof(input) }, value;
	struct der_trouble t = { 0 };
	struct der_reader r, s, none;
	struct bit_string bits;
	struct der_element e;
	bool truth, present = true;
	uint32_t number = 0;
	int64_t seconds = 0;

	der_start(&r, all, &t);
	ck_assert(der_is(&r, DER_SEQUENCE) && !der_is(&r, DER_SET));
	ck_assert(der_open(&r, DER_SEQUENCE, &s) && !der_more(&r));
	ck_assert(!der_is(&r, DER_NULL) && der_end(&r));
	ck_assert(der_bool(&s, &truth) && truth);
	ck_assert(der_uint_optional(&s, &present, &number));
	ck_assert(present && number == 256);
	ck_assert(der_integer(&s, &value));
	ck_assert(value.len == 1 && value.data[0] == 0xf0);
	ck_assert(der_uint_optional(&s, &present, &number));
	ck_assert(!present && number == 256);
	ck_assert(der_named_bits(&s, &bits) && bits.unused == 5);
	ck_assert(bit_is_set(&bits, 0) && !bit_is_set(&bits, 1));
	ck_assert(bit_is_set(&bits, 2) && !bit_is_set(&bits, 3));
	ck_assert(!bit_is_set(&bits, 8) && !bit_is_set(&bits, 4000000000u));
	ck_assert(der_open_optional(&s, DER_SET, &present, &none) && !present);
	ck_assert(der_time(&s, &seconds, &e) && seconds == 9);
	ck_assert_ptr_eq(e.whole.data, input + 16);
	ck_assert_uint_eq(e.whole.len, 15);
	ck_assert_uint_eq(der_rest(&s).len, 2);
	ck_assert(der_null(&s) && der_end(&s));
	ck_assert_uint_eq(t.elements, 7);
	ck_assert_int_eq(t.noted, DER_FINE);
}
END_TEST

START_TEST(test_first_fault_stays)
{
	static const uint8_t input[] = { 0x01, 0x02, 0x01, 0x05, 0x00 };
	struct der_trouble t = { 0 };
	struct der_reader r;
	bool truth = true;
	uint32_t number = 77;

	der_start(&r, (struct bytes){ input, sizeof(input) }, &t);
	ck_assert(!der_uint(&r, &number) && number == 77);
	ck_assert(!der_bool(&r, &truth) && truth);
	ck_assert_int_eq(t.fault, DER_TAG_UNEXPECTED);
	ck_assert_ptr_eq(t.at, input);
	/* The cursor may be used on after a fault that its caller allows. */
	ck_assert(der_is(&r, DER_BOOLEAN));
}
END_TEST

/* SEQUENCEs of one another, depth of them; at most 60. */
static struct bytes
nest(uint8_t *octets, size_t depth)
{
	size_t i;

	for (i = 0; i < depth; i++) {
		octets[2 * i] = DER_SEQUENCE;
		octets[2 * i + 1] = (uint8_t)(2 * (depth - i - 1));
	}
	return (struct bytes){ octets, 2 * depth };
}

START_TEST(test_depth)
{
	static const struct {
		unsigned limit;
		size_t depth, at;
	} cases[] = { { 0, LIMIT_NESTING_MOST, 0 }, { 3, 3, 0 },
		{ LIMIT_NESTING_DEFAULT, LIMIT_NESTING_DEFAULT + 1,
		    2 * LIMIT_NESTING_DEFAULT },
		{ 3, 4, 6 }, { LIMIT_NESTING_MOST, LIMIT_NESTING_MOST, 0 },
		{ LIMIT_NESTING_MOST - 1, LIMIT_NESTING_MOST,
		    2 * LIMIT_NESTING_MOST - 2 } };
	struct limit_set limits;
	struct der_trouble t = { .fault = DER_FINE }, measured;
	struct der_reader r;
	struct der_element e;
	uint8_t octets[2 * LIMIT_NESTING_MOST + 2];
	struct bytes input = nest(octets, cases[_i].depth);
	bool good = cases[_i].at == 0;

	limit_set_start(&limits);
	limits.most[LIMIT_NESTING] = cases[_i].limit;
	t.limits = cases[_i].limit == 0 ? NULL : &limits;
	measured = t;
	ck_assert(der_check(input, &t) == good);
	ck_assert_int_eq(t.fault, good ? DER_FINE : DER_LIMIT);
	der_start(&r, input, &measured);
	ck_assert(der_opaque(&r, &e) == good);
	ck_assert_int_eq(measured.fault, good ? DER_FINE : DER_LIMIT);
	if (good)
		return;
	ck_assert_int_eq(t.limit, LIMIT_NESTING);
	ck_assert_ptr_eq(t.at, octets + cases[_i].at);
	ck_assert_int_eq(measured.limit, LIMIT_NESTING);
	ck_assert_ptr_eq(measured.at, octets + cases[_i].at);
	ck_assert_ptr_eq(r.next, octets);
}
END_TEST

/* What nobody reads need not be DER; it counts as far as it is. */
START_TEST(test_measure)
{
	static const struct {
		size_t len, elements;
		uint8_t octets[12];
	} cases[] = {
		{ 0, 0, { 0 } },
		{ 3, 0, { 'a', 'b', 'c' } },
		{ 2, 1, { 0x05, 0x00 } },
		/* A level that ends too early ends alone. */
		{ 8, 3, { 0x30, 0x04, 0x05, 0x00, 0x05, 0x09, 0x05, 0x00 } },
		{ 5, 1, { 0x30, 0x03, 0x1f, 0x1f, 0x1f } },
		{ 4, 0, { 0x30, 0x80, 0x05, 0x00 } },
		{ 6, 3, { 0x31, 0x04, 0xa0, 0x02, 0x80, 0x00 } },
	};
	struct der_trouble t = { .fault = DER_FINE };

	ck_assert(der_measure((struct bytes){ cases[_i].octets,
	    cases[_i].len }, 0, &t));
	ck_assert_int_eq(t.fault, DER_FINE);
	ck_assert_uint_eq(t.elements, cases[_i].elements);
}
END_TEST

START_TEST(test_count)
{
	uint8_t octets[2 * (LIMIT_ELEMENTS_MOST + 1)];
	struct limit_set limits;
	struct der_trouble t = { 0 }, few = { .limits = &limits };
	size_t i;

	limit_set_start(&limits);
	limits.most[LIMIT_ELEMENTS] = 3;

	for (i = 0; i < sizeof(octets); i += 2) {
		octets[i] = DER_NULL;
		octets[i + 1] = 0;
	}
	ck_assert(!der_check((struct bytes){ octets, sizeof(octets) }, &t));
	ck_assert_int_eq(t.fault, DER_LIMIT);
	ck_assert_int_eq(t.limit, LIMIT_ELEMENTS);
	ck_assert_ptr_eq(t.at, octets + 2 * LIMIT_ELEMENTS_MOST);
	t = (struct der_trouble){ 0 };
	ck_assert(!der_measure((struct bytes){ octets, sizeof(octets) }, 0,
	    &t));
	ck_assert_int_eq(t.limit, LIMIT_ELEMENTS);
	ck_assert_ptr_eq(t.at, octets + 2 * LIMIT_ELEMENTS_MOST);
	t = (struct der_trouble){ 0 };
	ck_assert(der_check((struct bytes){ octets, sizeof(octets) - 2 }, &t));
	ck_assert(!der_check((struct bytes){ octets, 8 }, &few));
	ck_assert_ptr_eq(few.at, octets + 6);
}
END_TEST

START_TEST(test_oid_length)
{
	uint8_t octets[3 + LIMIT_OID_OCTETS_DEFAULT + 1] = { DER_OID, 0x81 };
	struct der_trouble t = { 0 };
	struct der_reader r;
	struct bytes value;

	memset(octets + 3, 1, LIMIT_OID_OCTETS_DEFAULT + 1);
	octets[2] = LIMIT_OID_OCTETS_DEFAULT;
	der_start(&r, (struct bytes){ octets, 3 + LIMIT_OID_OCTETS_DEFAULT }, &t);
	ck_assert(der_oid(&r, &value) && value.len == LIMIT_OID_OCTETS_DEFAULT);
	octets[2] = LIMIT_OID_OCTETS_DEFAULT + 1;
	der_start(&r, (struct bytes){ octets, sizeof(octets) }, &t);
	ck_assert(!der_oid(&r, &value));
	ck_assert_int_eq(t.fault, DER_LIMIT);
	ck_assert_int_eq(t.limit, LIMIT_OID_OCTETS);
	ck_assert_ptr_eq(t.at, octets + 3 + LIMIT_OID_OCTETS_DEFAULT);
}
END_TEST

/* Every fault has words of its own. */
START_TEST(test_fault_texts)
{
	int a, b;

	for (a = DER_FINE; a <= DER_LIMIT; a++)
		for (b = a + 1; b <= DER_LIMIT + 1; b++)
			ck_assert_str_ne(der_fault_text((enum der_fault)a),
			    der_fault_text((enum der_fault)b));
}
END_TEST

START_TEST(test_trouble_outside)
{
	static const uint8_t octets[4];
	struct bytes input = { octets + 1, 2 }, at;
	struct der_trouble t = { .at = octets + 3 };

	at = der_trouble_at(&t, input);
	ck_assert(at.data == octets + 3 && at.len == 0);
	t.at = octets;
	at = der_trouble_at(&t, input);
	ck_assert(at.data == octets + 1 && at.len == 0);
	t.at = NULL;
	ck_assert_uint_eq(der_trouble_at(&t, input).len, 0);
	ck_assert_uint_eq(der_trouble_at(&t, (struct bytes){ NULL, 0 }).len, 0);
}
END_TEST

#define UTC utc_time_read
#define GENERALIZED generalized_time_read
#define GOOD SIZE_MAX

static const struct {
	bool (*read)(struct bytes, int64_t *, size_t *);
	const char *text;
	size_t bad;
	int64_t seconds;
} times[] = {
	{ UTC, "700101000000Z", GOOD, 0 },
	{ UTC, "500101000000Z", GOOD, INT64_C(-631152000) },
	{ UTC, "491231235959Z", GOOD, INT64_C(2524607999) },
	{ UTC, "261123130646Z", GOOD, TEST_NOW },
	{ UTC, "000229000000Z", GOOD, INT64_C(951782400) },
	{ GENERALIZED, "20500101000000Z", GOOD, INT64_C(2524608000) },
	{ GENERALIZED, "00000101000000Z", GOOD, INT64_C(-62167219200) },
	{ GENERALIZED, "99991231235959Z", GOOD, INT64_C(253402300799) },
	{ UTC, "", 0, 0 },
	{ UTC, "26112313064Z", 11, 0 },
	{ UTC, "2611231306Z", 10, 0 },
	{ UTC, "261123130646", 12, 0 },
	{ UTC, "261123130646z", 12, 0 },
	{ UTC, "261123130646+0000", 12, 0 },
	{ UTC, "261123130646ZZ", 13, 0 },
	{ UTC, " 61123130646Z", 0, 0 },
	{ UTC, "2611-3130646Z", 4, 0 },
	{ UTC, "260023130646Z", 2, 0 },
	{ UTC, "261323130646Z", 2, 0 },
	{ UTC, "261100130646Z", 4, 0 },
	{ UTC, "261131130646Z", 4, 0 },
	{ UTC, "260229130646Z", 4, 0 },
	{ UTC, "261123240646Z", 6, 0 },
	{ UTC, "261123136046Z", 8, 0 },
	{ UTC, "261123130660Z", 10, 0 },
	{ GENERALIZED, "20261123130646.5Z", 14, 0 },
	{ GENERALIZED, "21000229130646Z", 6, 0 },
	{ GENERALIZED, "20261123130660Z", 12, 0 },
	{ GENERALIZED, "261123130646Z", 12, 0 },
};

START_TEST(test_times)
{
	int64_t seconds = 12345;
	size_t bad = GOOD;
	bool good = times[_i].bad == GOOD;

	ck_assert_msg(times[_i].read(bytes_of(times[_i].text), &seconds,
	    &bad) == good, "%s", times[_i].text);
	ck_assert_msg(bad == times[_i].bad, "%s: %zu", times[_i].text, bad);
	ck_assert_int_eq(seconds, good ? times[_i].seconds : 12345);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("der");
	TCase *c = tcase_create("reader");

	tcase_add_loop_test(c, test_refused, 0, COUNT(refused));
	tcase_add_loop_test(c, test_accepted, 0, COUNT(accepted));
	tcase_add_test(c, test_values);
	tcase_add_test(c, test_first_fault_stays);
	tcase_add_loop_test(c, test_depth, 0, 6);
	tcase_add_loop_test(c, test_measure, 0, 7);
	tcase_add_test(c, test_count);
	tcase_add_test(c, test_oid_length);
	tcase_add_test(c, test_fault_texts);
	tcase_add_test(c, test_trouble_outside);
	tcase_add_loop_test(c, test_times, 0, COUNT(times));
	suite_add_tcase(s, c);
	return s;
}
