/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The DER cursor and every reader of a value. */
#include "config.h"

#include "base/unicode.h"
#include "der/oid.h"
#include "der/reader.h"
#include "der/string.h"
#include "der/time.h"
#include "tests/fuzz/fuzz.h"

/* Octets in a string literal that may hold NULs. */
#define OCTETS(literal) \
	((struct bytes){ (const uint8_t *)(literal), sizeof(literal) - 1 })

static void
der_seeds(fuzz_emit *emit, void *to)
{
	const struct bytes seeds[] = {
		OCTETS(""),
		/* basicConstraints, then one whose default is written out */
		OCTETS("\x30\x06\x01\x01\xff\x02\x01\x05"),
		OCTETS("\x30\x03\x01\x01\x00"),
		/* integers: one, minus one, a serial number, too large */
		OCTETS("\x30\x1a\x02\x01\x01\x02\x01\xff\x02\x09\x00\x80\x01"
		    "\x02\x03\x04\x05\x06\x07\x02\x05\x01\x00\x00\x00\x00\x05"
		    "\x00"),
		/* keyUsage; bits with a set one among the unused */
		OCTETS("\x03\x02\x01\x06\x03\x02\x03\xff"),
		OCTETS("\x04\x03\x01\x02\x03\x05\x00"),
		/* ecdsa-with-SHA256, an arc of 2^64, two arcs in one number */
		OCTETS("\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x06\x0b\x2a"
		    "\x82\x80\x80\x80\x80\x80\x80\x80\x80\x00\x06\x02\x88\x37"),
		/* the two forms of time */
		OCTETS("\x30\x20\x17\x0d" "261123130646Z"
		    "\x18\x0f" "20501123130646Z"),
		/* 30 February, the 25th hour */
		OCTETS("\x17\x0d" "260230000000Z"),
		OCTETS("\x18\x0f" "20500101240000Z"),
		/* a name with a string of every type */
		OCTETS("\x31\x2c\x0c\x06z\xc3\xa9\xe2\x82\xac\x12\x02" "1 "
		    "\x13\x03" "a-b\x14\x02\xe9t\x16\x03" "a@b\x1a\x01~"
		    "\x1c\x04\x00\x01\xf6\x00\x1e\x04\x20\xac\xd8\x00"
		    "\x0c\x01\xc0"),
		/* context tags, a long length */
		OCTETS("\xa0\x03\x02\x01\x02\x82\x01x\x83\x81\x80"
		    "0123456789abcdef0123456789abcdef"
		    "0123456789abcdef0123456789abcdef"
		    "0123456789abcdef0123456789abcdef"
		    "0123456789abcdef0123456789abcdef"),
		/* an indefinite length, one that is not minimal, a high tag */
		OCTETS("\x30\x80\x02\x01\x01\x00\x00"),
		OCTETS("\x30\x81\x03\x02\x01\x01"),
		OCTETS("\x1f\x81\x01\x00"),
	};
	uint8_t deep[80];
	size_t i;

	for (i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		emit(to, seeds[i]);
	for (i = 0; i < sizeof(deep); i += 2) {
		deep[i] = 0x30;
		deep[i + 1] = (uint8_t)(sizeof(deep) - i - 2);
	}
	emit(to, (struct bytes){ deep, sizeof(deep) });
}

static const char *const der_reaches[] = { "der_check", "der_any", "der_open",
	"der_bool_default", "der_integer", "der_uint", "der_named_bits",
	"der_null", "der_oid", "der_time", "utc_time_read",
	"generalized_time_read", "field_out_of_range", "oid_write",
	"arc_subtract_80", "oid_read_dotted", "der_string_legal",
	"der_string_utf8", "is_printable", "der_refuse", "note", "bit_is_set",
	"der_fault_text", "der_trouble_at", NULL };

const struct fuzz_target fuzz_target = { der_seeds, der_reaches, 0 };

/* A failed read names a place of the input and has moved nothing. */
static void
require_place(const struct der_reader *r, const struct der_reader *before,
    struct bytes input)
{
	const struct der_trouble *t = r->trouble;
	struct bytes at = der_trouble_at(t, input);

	FUZZ_REQUIRE(t->fault != DER_FINE);
	FUZZ_REQUIRE(t->at >= input.data && t->at <= input.data + input.len);
	FUZZ_REQUIRE(input.data == NULL || bytes_within(at, input));
	FUZZ_REQUIRE(r->next == before->next);
	FUZZ_REQUIRE(der_fault_text(t->fault)[0] != '\0');
}

static void
require_utf8(const struct buffer *text)
{
	struct bytes rest = buffer_bytes(text);
	uint32_t code;

	while (rest.len > 0) {
		size_t len = utf8_read(rest, &code);

		FUZZ_REQUIRE(len > 0);
		rest.data += len;
		rest.len -= len;
	}
}

static void
strings_read(const struct der_element *e)
{
	struct buffer text = BUFFER_EMPTY;
	size_t bad = 0;

	if (!der_string_legal(e->tag, e->value, &bad))
		FUZZ_REQUIRE(bad == 0 || bad < e->value.len);
	der_string_utf8(e->tag, e->value, &text);
	require_utf8(&text);
	buffer_free(&text);
}

/* What is written of an OID reads as the same octets. */
static void
oid_round(struct bytes contents)
{
	struct buffer text = BUFFER_EMPTY, again = BUFFER_EMPTY;

	oid_write(&text, contents);
	require_utf8(&text);
	buffer_cut(&text, 0);
	oid_write_dotted(&text, contents);
	FUZZ_REQUIRE(oid_read_dotted((const char *)text.data, &again));
	FUZZ_REQUIRE(bytes_equal(buffer_bytes(&again), contents));
	buffer_free(&text);
	buffer_free(&again);
}

/* The reader of a value that the tag asks for, or any for another tag. */
static bool
value_read(struct der_reader *r, uint8_t tag)
{
	struct bit_string bits;
	struct der_element e;
	struct bytes value;
	int64_t seconds;
	bool truth;

	switch (tag) {
	case DER_BOOLEAN:
		return der_bool_default(r, false, &truth);
	case DER_INTEGER:
		return der_integer(r, &value);
	case DER_BIT_STRING:
		if (!der_named_bits(r, &bits))
			return false;
		FUZZ_REQUIRE(!bit_is_set(&bits, 0) || bits.bytes.len > 0);
		return true;
	case DER_NULL:
		return der_null(r);
	case DER_OID:
		if (!der_oid(r, &value))
			return false;
		oid_round(value);
		return true;
	case DER_UTC_TIME:
	case DER_GENERALIZED_TIME:
		return der_time(r, &seconds, &e);
	default:
		return der_any(r, &e);
	}
}

/* The value of e, which stands at the cursor, with a trouble of its own. */
static void
value_check(const struct der_reader *at, const struct der_element *e,
    struct bytes input)
{
	struct der_trouble trouble = { 0 };
	struct der_reader r = *at, before = *at;
	uint32_t number;

	r.trouble = &trouble;
	if (value_read(&r, e->tag))
		FUZZ_REQUIRE(r.next == e->whole.data + e->whole.len);
	else
		require_place(&r, &before, input);
	r = before;
	r.trouble = &trouble;
	if (e->tag == DER_INTEGER && !der_uint(&r, &number))
		require_place(&r, &before, input);
	strings_read(e);
}

/* Every element that is left, and those inside; false: a fault. */
static bool
elements_check(struct der_reader *r, struct bytes input)
{
	struct der_reader before, inner;
	struct der_element e;

	while (der_more(r)) {
		before = *r;
		if (!der_any(r, &e)) {
			require_place(r, &before, input);
			return false;
		}
		FUZZ_REQUIRE(bytes_within(e.whole, input));
		FUZZ_REQUIRE(bytes_within(e.value, e.whole));
		value_check(&before, &e, input);
		if ((e.tag & 0x20) == 0)
			continue;
		*r = before;
		if (!der_open(r, e.tag, &inner)) {
			require_place(r, &before, input);
			return false;
		}
		if (!elements_check(&inner, input))
			return false;
	}
	return der_end(r);
}

static bool
is_count(const struct der_trouble *t)
{
	return t->fault == DER_LIMIT && t->limit == LIMIT_ELEMENTS;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { data, size };
	struct der_trouble walked = { 0 }, read = { 0 };
	struct limit_set twice;
	struct der_reader r;
	bool good;

	/* Every element is counted twice here and once by der_check. */
	limit_set_start(&twice);
	twice.most[LIMIT_ELEMENTS] = 2 * LIMIT_ELEMENTS_MOST;
	twice.most[LIMIT_NESTING] = LIMIT_NESTING_MOST;
	read.limits = &twice;
	good = der_check(input, &walked);
	FUZZ_REQUIRE(good == (walked.fault == DER_FINE));
	der_start(&r, input, &read);
	if (!elements_check(&r, input))
		FUZZ_REQUIRE(!good);
	if (!is_count(&walked) && !is_count(&read)) {
		FUZZ_REQUIRE(walked.fault == read.fault);
		FUZZ_REQUIRE(walked.at == read.at);
	}
	return 0;
}
