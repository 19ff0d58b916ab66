/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/pem.h"

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define LINE 64

struct line {
	struct bytes text;              /* without its end and blanks there */
	size_t number, offset, next;
};

static bool
begins(struct bytes text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.data, with, len) == 0;
}

/* The line at the cursor, ended by LF, CRLF, CR or the input's end. */
static bool
line_peek(const struct pem_reader *r, struct line *line)
{
	struct bytes rest;
	size_t i;

	if (r->next >= r->input.len)
		return false;
	rest.data = r->input.data + r->next;
	rest.len = r->input.len - r->next;
	i = 0;
	while (i < rest.len && rest.data[i] != '\n' && rest.data[i] != '\r')
		i++;
	line->number = r->line;
	line->offset = r->next;
	line->text = (struct bytes){ rest.data, i };
	if (i + 1 < rest.len && rest.data[i] == '\r' && rest.data[i + 1] == '\n')
		i++;
	line->next = r->next + i + (i < rest.len);
	while (line->text.len > 0 &&
	    (line->text.data[line->text.len - 1] == ' ' ||
	    line->text.data[line->text.len - 1] == '\t'))
		line->text.len--;
	return true;
}

static void
line_pass(struct pem_reader *r, const struct line *line)
{
	r->next = line->next;
	r->line = line->number + 1;
}

void
pem_start(struct pem_reader *r, struct bytes input)
{
	r->input = input;
	r->next = 0;
	r->line = 1;
	/* Editors of some systems begin every file with a byte order mark. */
	if (begins(input, "\xef\xbb\xbf"))
		r->next = 3;
}

static enum pem_result
bad(struct pem_block *block, const struct line *line, size_t in_line,
    const char *problem)
{
	block->bad_line = line->number;
	block->bad_offset = line->offset + in_line;
	block->problem = problem;
	return PEM_BAD;
}

/* The label of a BEGIN or END line; false: it does not end in dashes. */
static bool
label_read(struct bytes text, const char *keyword, struct bytes *label)
{
	size_t len = strlen(keyword), dashes = strlen(DASHES);

	if (text.len < len + dashes ||
	    memcmp(text.data + text.len - dashes, DASHES, dashes) != 0)
		return false;
	*label = (struct bytes){ text.data + len, text.len - len - dashes };
	return true;
}

static enum pem_result
begin_read(const struct line *line, struct pem_block *block)
{
	struct bytes label;
	size_t i;

	if (!label_read(line->text, BEGIN, &label))
		return bad(block, line, line->text.len,
		    "the BEGIN line does not end in five hyphens");
	if (label.len >= sizeof(block->label))
		return bad(block, line, strlen(BEGIN), "the label is too long");
	for (i = 0; i < label.len; i++)
		if (label.data[i] < 0x20 || label.data[i] > 0x7e)
			return bad(block, line, strlen(BEGIN) + i,
			    "the label holds a character that is not ASCII");
	if (label.len > 0)
		memcpy(block->label, label.data, label.len);
	block->label[label.len] = '\0';
	return PEM_BLOCK;
}

/* Base64 as it comes: characters in, octets out. */
struct decoder {
	uint32_t bits;
	unsigned count;                 /* characters of the current four */
	unsigned padding;               /* '=' seen */
};

/* 0 to 63; 64: padding; 65: a blank; 66: no base64. */
static unsigned
digit_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0') + 52;
	if (c == '+')
		return 62;
	if (c == '/')
		return 63;
	if (c == '=')
		return 64;
	return c == ' ' || c == '\t' ? 65 : 66;
}

/* Four characters are together: one to three octets. NULL: they are good. */
static const char *
four_write(struct decoder *d, struct buffer *der)
{
	uint8_t octet[3] = { (uint8_t)(d->bits >> 16), (uint8_t)(d->bits >> 8),
		(uint8_t)d->bits };
	size_t len = 3 - d->padding, i;

	for (i = len; i < 3; i++)
		if (octet[i] != 0)
			return "the last characters hold bits of no octet";
	buffer_add(der, (struct bytes){ octet, len });
	d->bits = 0;
	d->count = 0;
	return NULL;
}

static const char *
character_add(struct decoder *d, unsigned value, struct buffer *der)
{
	if (value == 66)
		return "a character that is not base64";
	if (value == 65)
		return NULL;
	if (d->padding > 0 && (value != 64 || d->count == 0))
		return "more base64 behind the padding";
	if (value == 64 && d->count < 2)
		return "padding where none is due";
	d->padding += value == 64;
	d->bits = d->bits << 6 | (value & 63);
	return ++d->count == 4 ? four_write(d, der) : NULL;
}

/* The contents of one line. What is wrong with it, and where; or NULL. */
static const char *
line_decode(struct decoder *d, struct bytes text, struct buffer *der,
    size_t *at)
{
	const char *problem;
	size_t i;

	for (i = 0; i < text.len; i++) {
		problem = character_add(d, digit_value(text.data[i]), der);
		if (problem != NULL) {
			*at = i;
			return problem;
		}
	}
	return NULL;
}

static enum pem_result
end_read(const struct line *line, const struct decoder *d,
    struct pem_block *block, const struct buffer *der)
{
	struct bytes label;

	if (!label_read(line->text, END, &label))
		return bad(block, line, line->text.len,
		    "the END line does not end in five hyphens");
	if (!bytes_equal_string(label, block->label))
		return bad(block, line, strlen(END),
		    "the END line has another label than the BEGIN line");
	if (d->count != 0)
		return bad(block, line, 0, "the base64 ends too early");
	if (der->failed)
		return bad(block, line, 0, "there is no memory for it");
	return PEM_BLOCK;
}

/* A header of RFC 1421, "Proc-Type: 4,ENCRYPTED": RFC 7468 has none. */
static bool
is_header(struct bytes text)
{
	const uint8_t *colon = text.len == 0 ? NULL :
	    memchr(text.data, ':', text.len);

	return colon != NULL && colon > text.data;
}

/* Lines up to the END line, behind which the cursor is left (*ended). */
static enum pem_result
body_read(struct pem_reader *r, const struct line *begin,
    struct pem_block *block, struct buffer *der, bool *ended)
{
	struct decoder d = { 0, 0, 0 };
	struct line line, last = *begin;
	const char *problem;
	size_t at = 0;

	for (; line_peek(r, &line); last = line) {
		if (begins(line.text, BEGIN))
			return bad(block, &line, 0,
			    "another block begins before this one has ended");
		line_pass(r, &line);
		*ended = begins(line.text, END);
		if (*ended)
			return end_read(&line, &d, block, der);
		problem = line_decode(&d, line.text, der, &at);
		if (problem != NULL && is_header(line.text))
			return bad(block, &line, 0,
			    "a header line, which RFC 7468 does not have");
		if (problem != NULL)
			return bad(block, &line, at, problem);
	}
	return bad(block, &last, r->input.len - last.offset,
	    "the END line is missing");
}

/* After a bad line: on to the end of the block it stood in. */
static void
block_pass(struct pem_reader *r)
{
	struct line line;

	while (line_peek(r, &line) && !begins(line.text, BEGIN)) {
		line_pass(r, &line);
		if (begins(line.text, END))
			return;
	}
}

static enum pem_result
block_read(struct pem_reader *r, const struct line *begin,
    struct pem_block *block, struct buffer *der)
{
	bool ended = false;

	memset(block, 0, sizeof(*block));
	block->line = begin->number;
	block->offset = begin->offset;
	if (begin_read(begin, block) == PEM_BLOCK &&
	    body_read(r, begin, block, der, &ended) == PEM_BLOCK)
		return PEM_BLOCK;
	buffer_cut(der, 0);
	if (!ended)
		block_pass(r);
	return PEM_BAD;
}

enum pem_result
pem_next(struct pem_reader *r, struct pem_block *block, struct buffer *der)
{
	struct line line;

	buffer_cut(der, 0);
	while (line_peek(r, &line)) {
		line_pass(r, &line);
		if (begins(line.text, BEGIN))
			return block_read(r, &line, block, der);
	}
	return PEM_END;
}

bool
pem_looks_like(struct bytes input)
{
	struct pem_reader r;
	struct line line;

	for (pem_start(&r, input); line_peek(&r, &line); line_pass(&r, &line))
		if (begins(line.text, BEGIN))
			return true;
	return false;
}

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_write(struct buffer *out, struct bytes octets)
{
	size_t i;

	for (i = 0; i < octets.len; i += 3) {
		size_t left = octets.len - i;
		uint32_t bits = (uint32_t)octets.data[i] << 16;

		if (left > 1)
			bits |= (uint32_t)octets.data[i + 1] << 8;
		if (left > 2)
			bits |= octets.data[i + 2];
		buffer_byte(out, (uint8_t)alphabet[bits >> 18]);
		buffer_byte(out, (uint8_t)alphabet[bits >> 12 & 63]);
		buffer_byte(out, left > 1 ?
		    (uint8_t)alphabet[bits >> 6 & 63] : '=');
		buffer_byte(out, left > 2 ?
		    (uint8_t)alphabet[bits & 63] : '=');
	}
}

void
pem_write(struct buffer *out, const char *label, struct bytes der)
{
	const size_t octets = LINE / 4 * 3;
	size_t i, len;

	buffer_format(out, BEGIN "%s" DASHES "\n", label);
	for (i = 0; i < der.len; i += octets) {
		len = der.len - i < octets ? der.len - i : octets;
		base64_write(out, (struct bytes){ der.data + i, len });
		buffer_byte(out, '\n');
	}
	buffer_format(out, END "%s" DASHES "\n", label);
}
