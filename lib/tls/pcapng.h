/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A handshake as a capture that other programs open, its secrets inside. */
#ifndef TLS_PCAPNG_H
#define TLS_PCAPNG_H

#include "base/buffer.h"
#include "tls/trace.h"

/*
 * Appends a pcapng file (draft-ietf-opsawg-pcapng): the chunks of the trace as
 * TCP segments between two addresses for documentation, and a block with the
 * key log. Times are not those of the wire: only their order is.
 */
void pcapng_write(struct buffer *out, const struct trace *t,
    struct bytes keylog);

#endif
