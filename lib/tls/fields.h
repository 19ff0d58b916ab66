/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A message taken apart to its last octet: a tree of fields, written in the
 * order of the octets, each parent before its parts. The parts of a field cover
 * it completely; what could not be read is a field of its own, "rest".
 */
#ifndef TLS_FIELDS_H
#define TLS_FIELDS_H

#include "tls/codes.h"
#include "tls/cursor.h"
#include "tls/trace.h"

enum part_kind {
	PART_PARENT,                   /* of the fields behind it */
	PART_NUMBER,                   /* value */
	PART_CODE,                     /* value, and its meaning if known */
	PART_OCTETS,
	PART_TEXT,                     /* octets that ought to be text */
	PART_REST                      /* octets that could not be read */
};

struct trace_field {
	const char *name;               /* as the RFC calls it */
	const char *meaning;            /* of a code; NULL: not known */
	struct bytes octets;            /* in the message */
	uint32_t value;                 /* of a number or code */
	uint8_t depth;                  /* 0: the whole */
	enum part_kind kind;
};

/* More than a sane message has; what is behind them is "rest". */
#define FIELDS_MAX 20000

struct fields {
	struct arena *arena;
	struct trace_field *list;
	size_t count, size;
	bool failed;                    /* no memory */
};

/* Where a message stands decides how it is read. */
struct fields_context {
	enum side from;
	uint16_t version;               /* chosen; 0: not yet */
	uint16_t suite;                 /* chosen */
	bool retry;                     /* a Hello Retry Request */
};

/* Takes a handshake message apart, header and all. False: no memory. */
bool fields_of_message(struct fields *f, struct arena *arena,
    struct bytes whole, const struct fields_context *context);
/* The same for a message of a trace. */
bool fields_of_trace(struct fields *f, struct arena *arena,
    const struct trace *t, const struct trace_message *m);
/* The content of a record of that type which is no handshake message. */
bool fields_of_content(struct fields *f, struct arena *arena, uint8_t type,
    struct bytes content);
/* Header and fragment of a record as it went over the wire. */
bool fields_of_record(struct fields *f, struct arena *arena,
    const struct trace_record *r);

/* ---- inside: how a message is taken apart ---- */

/* Octets still to be read, and the depth of what is found there. */
struct part {
	struct fields *f;
	struct cursor c;
	uint8_t depth;
};

/* Each reads a field, or gives false and leaves the part as it was. */
bool part_number(struct part *p, const char *name, size_t octets,
    uint32_t *out);
bool part_code(struct part *p, const char *name, size_t octets,
    enum code_registry registry, uint32_t *out);
bool part_octets(struct part *p, const char *name, size_t len);
/* All that is left, which may be nothing. */
bool part_all(struct part *p, const char *name, enum part_kind kind);
/* A vector with its length in front; part_close the inner one. */
bool part_open(struct part *p, const char *name, size_t octets,
    struct part *inner);
/* What was not read is the rest. */
void part_close(struct part *inner);
/* A vector that is shown as it is. */
bool part_vector(struct part *p, const char *name, size_t octets,
    enum part_kind kind);
/* A vector of codes. */
bool part_codes(struct part *p, const char *list, size_t length_octets,
    const char *one, size_t octets, enum code_registry registry);
/* Fields of one thing without a length of its own; part_end it in any case. */
size_t part_begin(struct part *p, const char *name);
void part_end(struct part *p, size_t begun);

/* extension_fields.c: a list of extensions in a message of that type. */
bool part_extensions(struct part *p, uint8_t message,
    const struct fields_context *context);

#endif
