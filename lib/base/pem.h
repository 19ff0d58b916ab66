/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RFC 7468 textual encoding. */
#ifndef BASE_PEM_H
#define BASE_PEM_H

#include "base/buffer.h"

enum pem_result {
	PEM_BLOCK,              /* a block was read */
	PEM_END,                /* no further block */
	PEM_BAD                 /* a block begins here but cannot be read */
};

struct pem_block {
	char label[64];         /* "CERTIFICATE" */
	size_t line;            /* of its first line, from 1 */
	size_t offset;          /* of its first octet in the input */
	size_t bad_line;        /* PEM_BAD: the line that is wrong */
	size_t bad_offset;      /* PEM_BAD: the octet that is wrong */
	const char *problem;    /* PEM_BAD: what is wrong, in words */
};

struct pem_reader {
	struct bytes input;
	size_t next, line;
};

void pem_start(struct pem_reader *r, struct bytes input);
/*
 * The next block; der receives its octets (it is emptied first, the caller
 * frees it). Text between blocks is passed over. After PEM_BAD the reader
 * stands behind the bad block. Takes LF, CRLF and CR, and lines of any
 * length. Time is linear in the input.
 */
enum pem_result pem_next(struct pem_reader *r, struct pem_block *block,
    struct buffer *der);

/* Whether the input has a line that begins "-----BEGIN ". */
bool pem_looks_like(struct bytes input);

/* Appends a block with lines of 64 characters. */
void pem_write(struct buffer *out, const char *label, struct bytes der);

/* Base64 without line breaks, padded. */
void base64_write(struct buffer *out, struct bytes octets);

#endif
