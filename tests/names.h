/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names and constraints from text, for tests. */
#ifndef TESTS_NAMES_H
#define TESTS_NAMES_H

#include "base/arena.h"
#include "x509/general_name.h"

#define LABEL_64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LABEL_50 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define LONG_NAME LABEL_50 "." LABEL_50 "." LABEL_50 "." LABEL_50 "." LABEL_50

/*
 * DNS names, mailboxes and URIs as they are; addresses as 192.0.2.1, and their
 * ranges with /24 behind; directory names as C=US,O=Demo+CN=a, where a value
 * may begin with p: (PrintableString) or t: (TeletexString) and is an UTF8String
 * otherwise. x: begins octets in hex.
 */
struct general_name names_name(struct arena *arena, enum general_name_kind kind,
    const char *text);
struct general_name names_constraint(struct arena *arena,
    enum general_name_kind kind, const char *text);

#endif
