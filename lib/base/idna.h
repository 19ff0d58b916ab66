/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Host names as people write them, turned into what certificates hold. */
#ifndef BASE_IDNA_H
#define BASE_IDNA_H

#include "base/buffer.h"

/*
 * Appends the A-label form, in lower case, of a host name in UTF-8 (a leading
 * "*." is kept). False: not a legal host name; *problem says why.
 */
bool idna_to_ascii(const char *name, struct buffer *out, const char **problem);

#endif
