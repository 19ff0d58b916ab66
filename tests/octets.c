/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "der/pkix.h"
#include "tests/octets.h"
#include "tests/test.h"

const char *
hex(struct bytes b, char text[HEX_MAX])
{
	size_t n = b.len < HEX_MAX / 2 - 1 ? b.len : HEX_MAX / 2 - 1;

	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", b.data[i]);
	return text;
}

void
assert_hex(const struct buffer *b, const char *expected)
{
	char text[HEX_MAX];

	ck_assert(!b->failed);
	ck_assert_str_eq(hex(buffer_bytes(b), text), expected);
}

void
assert_reencodes(const char *type, struct bytes der)
{
	char problem[ASN1_MAX_ERROR_DESCRIPTION_SIZE] = "";
	asn1_node module = NULL, element = NULL;
	int len = (int)der.len;
	uint8_t *again = malloc(der.len);

	ck_assert_ptr_nonnull(again);
	ck_assert_int_eq(asn1_array2tree(pkix_asn1_tab, &module, problem), 0);
	ck_assert_int_eq(asn1_create_element(module, type, &element), 0);
	ck_assert_msg(asn1_der_decoding2(&element, der.data, &len,
	    ASN1_DECODE_FLAG_STRICT_DER, problem) == ASN1_SUCCESS, "%s: %s",
	    type, problem);
	ck_assert_int_eq(len, (int)der.len);
	ck_assert_msg(asn1_der_coding(element, "", again, &len, problem) ==
	    ASN1_SUCCESS, "%s: %s", type, problem);
	ck_assert_int_eq(len, (int)der.len);
	ck_assert_mem_eq(again, der.data, der.len);
	asn1_delete_structure(&element);
	asn1_delete_structure(&module);
	free(again);
}

gnutls_datum_t
datum(struct bytes b)
{
	gnutls_datum_t d = { NULL, (unsigned)b.len };

	memcpy(&d.data, &b.data, sizeof(d.data));
	return d;
}

struct key *
key_make(enum key_type type, const char *seed, const char *label)
{
	struct cw_error err = { "" };
	struct key *key = key_new(type, seed, label, &err);

	ck_assert_msg(key != NULL, "%s", err.text);
	return key;
}
