/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Host names as people write them, turned into what certificates hold. */
#ifndef BASE_IDNA_H
#define BASE_IDNA_H

#include "base/buffer.h"

#define HOST_MAX 253            /* octets of a host name, no dot at its end */
#define LABEL_MAX 63

/*
 * Why it is no host name in preferred name syntax (RFC 1034 3.5, RFC 1123 2.1),
 * in words; NULL: it is one. Its last label is not a number, lest an address
 * pass for a host. Underscores are let pass: hosts with them exist and are
 * connected to, though no certificate should name them (BR 7.1.4.2.1), which a
 * rule about certificates says.
 */
const char *host_name_problem(struct bytes name);

/*
 * Appends the A-label form, in lower case, of a host name in UTF-8 (a leading
 * "*." is kept). False: not a legal host name; *problem says why.
 */
bool idna_to_ascii(const char *name, struct buffer *out, const char **problem);

#endif
