/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Faults of reading, as findings of the certificate. */
#ifndef X509_FAULT_H
#define X509_FAULT_H

#include "x509/cert.h"

/*
 * Adds the row of this fault at this octet: its own if it has one, else
 * extension-malformed inside the extension e, else der-malformed. what is the
 * element that was read, a constant.
 */
void fault_add(struct cert *c, enum der_fault fault, const uint8_t *at,
    const char *what, const struct extension *e);

/* What stopped a reader: as fault_add, or the row of the limit. */
void trouble_add(struct cert *c, const struct der_trouble *trouble,
    const char *what, const struct extension *e);

/* The row of a limit that allows so many and is reached at this octet. */
struct finding *limit_add(struct cert *c, enum limit limit, size_t most,
    enum field field, const uint8_t *at);

/* The same for what was noted and did not stop the reader; forgotten then. */
void note_add(struct cert *c, struct der_trouble *trouble, const char *what,
    const struct extension *e);

/*
 * Whether another fault is recorded that is only a habit (a default written out,
 * an extension twice): a certificate with hundreds of them keeps room for the
 * faults behind them.
 */
bool fault_has_room(struct cert *c);

/* The octet of the certificate, as a slice; empty at its end. */
struct bytes fault_octet(const struct cert *c, const uint8_t *at);

/*
 * extensions.c: Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension, under [3],
 * or nothing. *what follows the reading. False: the trouble of tbs says why.
 */
bool extensions_read(struct cert *c, struct der_reader *tbs, const char **what);

#endif
