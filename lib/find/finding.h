/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is wrong with the input: which certificate, which field, which octets,
 * and the values that a reader would otherwise have to look up. Rules add
 * findings and go on; lib/report alone turns them into words.
 */
#ifndef FIND_FINDING_H
#define FIND_FINDING_H

#include "base/arena.h"
#include "find/failure.h"

struct cert;
struct crl;
struct ocsp;

enum field {
#define FIELD(ID, path, label) FIELD_##ID,
#include "find/fields.def"
#undef FIELD
	FIELD_COUNT
};

const char *field_path(enum field field);
const char *field_label(enum field field);

struct value {
	enum value_kind kind;
	union {
		int64_t number;         /* TIME, SPAN, NUMBER */
		struct bytes bytes;     /* TEXT, NAME, OID, HEX, ADDRESS */
		const char *word;       /* WORD */
	} as;
};

#define FINDING_VALUES 4

struct finding {
	enum failure_id id;
	enum cw_severity severity;
	size_t order;                   /* position as found, for the ranking */
	const struct cert *cert;        /* at fault; NULL: none (chain, name) */
	enum field field;
	struct bytes at;                /* octets of cert that prove it */
	const struct cert *other;       /* that disagrees, or NULL */
	enum field other_field;
	struct bytes other_at;
	/* The CRL or OCSP response that it is about; at most one, else NULL. */
	const struct crl *crl;
	const struct ocsp *ocsp;
	enum field answer_field;
	struct bytes answer_at;         /* octets of it */
	struct value value[FINDING_VALUES];
	bool tolerated;                 /* an error, but for the rule */
	enum cw_severity most;          /* no more than that; CW_OFF: as its row
	                                   says */
};

/* What is an error, whatever the profile says. */
enum strictness {
	STRICT_ISSUERS = 1,             /* rules for issuers */
	STRICT_KEYS = 2,                /* RSA keys that are too small */
	STRICT_HASHES = 4               /* weak hashes */
};

/* Which rows count, and how much. */
struct severity_rule {
	enum cw_profile profile;
	unsigned strict;                /* bits of enum strictness */
};

#define FINDINGS_MAX 1000               /* further ones are counted only, but
	                                   errors take the place of others */

struct findings {
	struct arena *arena;
	struct finding *list;
	size_t count, size;
	size_t errors, warnings;        /* among the list */
	size_t dropped;                 /* past FINDINGS_MAX */
	size_t found;                   /* for the order of the next one */
	bool failed;                    /* no memory: the list is not whole */
	struct severity_rule rule;
	const bool *tolerated;          /* by enum failure_id: an error is only a
	                                   warning; NULL: none is */
	enum cw_severity most;          /* of what is found next; as above */
	struct finding scratch;
};

/* A list in the arena. A rule of NULL records every row as an error: faults
   of one certificate, to be judged later by findings_judge. */
void findings_start(struct findings *f, struct arena *arena,
    const struct severity_rule *rule);

/*
 * Adds a finding and returns it, so that the caller fills its values and its
 * second certificate. Never NULL: a row that is off in this profile, a list
 * that is full and lack of memory (f->failed) give a scratch finding. Fill it
 * at once: the next find may move the list. Nothing is allocated before the
 * first finding that counts.
 */
struct finding *find(struct findings *f, enum failure_id id,
    const struct cert *cert, enum field field, struct bytes at);

/* Adds those of from by the rule of f; cert and values are kept as they are. */
void findings_judge(struct findings *f, const struct findings *from);

/* Whether the list has one of this failure about this certificate (NULL: any). */
bool findings_have(const struct findings *f, enum failure_id id,
    const struct cert *cert);

/* Under this rule; issuer rules under strict are errors. */
enum cw_severity failure_severity(enum failure_id id,
    const struct severity_rule *rule);

/* Orders the list: errors first, then by rank, then by position as found. */
void findings_rank(struct findings *f);

static inline struct value
value_time(int64_t t)
{
	return (struct value){ VALUE_TIME, { .number = t } };
}

static inline struct value
value_span(int64_t seconds)
{
	return (struct value){ VALUE_SPAN, { .number = seconds } };
}

static inline struct value
value_number(int64_t n)
{
	return (struct value){ VALUE_NUMBER, { .number = n } };
}

static inline struct value
value_text(struct bytes text)
{
	return (struct value){ VALUE_TEXT, { .bytes = text } };
}

static inline struct value
value_name(struct bytes der)
{
	return (struct value){ VALUE_NAME, { .bytes = der } };
}

static inline struct value
value_oid(struct bytes contents)
{
	return (struct value){ VALUE_OID, { .bytes = contents } };
}

static inline struct value
value_hex(struct bytes octets)
{
	return (struct value){ VALUE_HEX, { .bytes = octets } };
}

static inline struct value
value_address(struct bytes octets)
{
	return (struct value){ VALUE_ADDRESS, { .bytes = octets } };
}

static inline struct value
value_word(const char *word)
{
	return (struct value){ VALUE_WORD, { .word = word } };
}

#endif
