/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "ca/encode.h"
#include "tests/names.h"
#include "tests/test.h"

static struct bytes
keep(struct arena *arena, struct buffer *b)
{
	struct bytes kept = { arena_copy(arena, buffer_bytes(b)), b->len };

	ck_assert(!b->failed && kept.data != NULL);
	buffer_free(b);
	return kept;
}

static struct bytes
hex_read(struct arena *arena, const char *text)
{
	struct buffer out = BUFFER_EMPTY;
	unsigned octet;

	for (; sscanf(text, "%2x", &octet) == 1; text += 2)
		buffer_byte(&out, (uint8_t)octet);
	return keep(arena, &out);
}

/* "192.0.2.0/24"; bits < 0: without a mask. */
static struct bytes
address(struct arena *arena, const char *text, int bits)
{
	struct buffer out = BUFFER_EMPTY;
	uint8_t octets[16];
	size_t len;

	ck_assert_msg(address_read(text, octets, &len), "%s", text);
	buffer_add(&out, (struct bytes){ octets, len });
	for (size_t i = 0; bits >= 0 && i < len; i++, bits = bits > 8 ?
	    bits - 8 : 0)
		buffer_byte(&out, bits >= 8 ? 0xff :
		    (uint8_t)(0xff00 >> bits));
	return keep(arena, &out);
}

static void
attribute(struct buffer *out, char *text)
{
	static const struct {
		const char *word;
		enum oid id;
	} types[] = {
		{ "CN", OID_AT_COMMON_NAME }, { "C", OID_AT_COUNTRY_NAME },
		{ "O", OID_AT_ORGANIZATION_NAME },
		{ "OU", OID_AT_ORGANIZATIONAL_UNIT_NAME }
	};
	size_t pair = encode_open(out), i = 0;
	char *value = strchr(text, '=');
	uint8_t tag = DER_UTF8_STRING;

	ck_assert_ptr_nonnull(value);
	*value++ = '\0';
	while (strcmp(types[i].word, text) != 0)
		ck_assert_uint_lt(++i, 4);
	if (value[0] != '\0' && value[1] == ':') {
		tag = value[0] == 'p' ? DER_PRINTABLE_STRING :
		    DER_TELETEX_STRING;
		value += 2;
	}
	encode_oid(out, types[i].id);
	encode_element(out, tag, bytes_of(value));
	encode_close(out, pair, DER_SEQUENCE);
}

static struct bytes
directory(struct arena *arena, const char *text)
{
	char *copy = arena_string(arena, text), *rdn, *part, *more, *rest;
	struct buffer out = BUFFER_EMPTY;
	size_t name = encode_open(&out), set;

	for (rdn = strtok_r(copy, ",", &more); rdn != NULL;
	    rdn = strtok_r(NULL, ",", &more)) {
		set = encode_open(&out);
		for (part = strtok_r(rdn, "+", &rest); part != NULL;
		    part = strtok_r(NULL, "+", &rest))
			attribute(&out, part);
		encode_close(&out, set, DER_SET);
	}
	encode_close(&out, name, DER_SEQUENCE);
	return keep(arena, &out);
}

static struct general_name
from_text(struct arena *arena, enum general_name_kind kind, const char *text,
    int bits)
{
	struct general_name name = { .kind = kind };

	if (strncmp(text, "x:", 2) == 0)
		name.value = hex_read(arena, text + 2);
	else if (kind == GN_IP)
		name.value = address(arena, text, bits);
	else if (kind == GN_DIRECTORY)
		name.value = directory(arena, text);
	else
		name.value = bytes_of(text);
	name.whole = name.value;
	return name;
}

struct general_name
names_name(struct arena *arena, enum general_name_kind kind, const char *text)
{
	return from_text(arena, kind, text, -1);
}

struct general_name
names_constraint(struct arena *arena, enum general_name_kind kind,
    const char *text)
{
	char *copy = arena_string(arena, text), *slash;

	slash = kind == GN_IP ? strchr(copy, '/') : NULL;
	if (slash == NULL)
		return from_text(arena, kind, copy, -1);
	*slash = '\0';
	return from_text(arena, kind, copy, atoi(slash + 1));
}
