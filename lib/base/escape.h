/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Text from a certificate is hostile until it went through here: control
 * characters (C0, C1, DEL), line and paragraph separators, bidirectional
 * controls, zero-width and other format characters, unassigned and private
 * code points, and octets that are not UTF-8.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/buffer.h"

/*
 * Appends the text for a terminal: what is hostile becomes \u{202E}, or \xFF
 * where it is no UTF-8 at all; a backslash becomes \\. At most max octets of
 * input are shown, then "..."; 0 means 256.
 */
void escape_text(struct buffer *out, struct bytes text, size_t max);

/*
 * Appends the text as valid UTF-8 for JSON, escaped in the same visible way, so
 * that a program that prints a JSON string prints nothing hostile.
 */
void escape_utf8(struct buffer *out, struct bytes text);

/* Appends the text for HTML: as escape_text, then & < > " ' as entities. */
void escape_html(struct buffer *out, struct bytes text, size_t max);

/* How many columns of a terminal the (already escaped) UTF-8 takes. */
size_t escape_columns(struct bytes text);

/* Appends "04ed d11a af62 ..." : pairs of octets, at most max octets shown. */
void escape_hex(struct buffer *out, struct bytes octets, size_t max);

#endif
