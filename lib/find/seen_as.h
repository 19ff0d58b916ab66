/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other programs call our failures, and back. */
#ifndef FIND_SEEN_AS_H
#define FIND_SEEN_AS_H

#include "base/bytes.h"
#include "find/failure.h"

enum seen_by {                          /* the columns of seen_as.def */
	SEEN_OPENSSL, SEEN_GNUTLS, SEEN_GO, SEEN_WEBPKI, SEEN_CHROMIUM,
	SEEN_PROGRAMS
};

/* "OpenSSL", and as a key of JSON: "openssl". */
const char *seen_by_name(enum seen_by by);
const char *seen_by_key(enum seen_by by);

/* Word i that the program may use for the failure; false: no further one. */
bool seen_as(enum failure_id id, enum seen_by by, size_t i,
    struct bytes *word);

/* How a program prints a word of its own. */
struct foreign {
	enum seen_by by;
	const char *word;
	int number;                     /* 0: none */
	const char *prints;             /* "": the word itself */
};

/* NULL: nothing is known of it. */
const struct foreign *foreign_find(enum seen_by by, struct bytes word);

enum seen_match {                       /* how well words fit; best last */
	MATCH_NONE,
	MATCH_WORDS,                    /* each word asked for occurs in it */
	MATCH_PART,                     /* it holds what was asked for */
	MATCH_WITHIN,                   /* it lies in what was asked for */
	MATCH_EXACT
};

struct meaning {
	enum failure_id id;
	enum seen_by by;
	struct bytes word;              /* that fits best */
	enum seen_match match;
};

/*
 * Failures that these words of another program can stand for, most likely first,
 * each once: by how well the words fit, then by how often users meet it. Case,
 * spaces and punctuation do not matter. Returns how many.
 */
size_t meanings_find(const char *words, struct meaning out[FAILURE_COUNT]);
/* The same for one program's word alone, as it stands in seen_as.def. */
size_t meanings_of(enum seen_by by, const char *word,
    struct meaning out[FAILURE_COUNT]);

/* What another program prints that has most words in common; NULL: none. */
const char *foreign_nearest(const char *words);

#endif
