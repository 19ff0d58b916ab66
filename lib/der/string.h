/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The string types of ASN.1. */
#ifndef DER_STRING_H
#define DER_STRING_H

#include "base/buffer.h"

/* Whether it is the tag of a string type. */
bool der_is_string(uint8_t tag);

/*
 * Whether the contents are legal for the string type of that tag (alphabet of
 * PrintableString, UTF-8 without surrogates and overlong forms, whole units of
 * BMPString and UniversalString, ASCII of IA5String). *bad: first wrong octet.
 * A tag that is no string type is illegal at 0.
 */
bool der_string_legal(uint8_t tag, struct bytes contents, size_t *bad);

/* Appends it as UTF-8 (TeletexString as Latin-1); what is illegal as U+FFFD. */
void der_string_utf8(uint8_t tag, struct bytes contents, struct buffer *out);

#endif
