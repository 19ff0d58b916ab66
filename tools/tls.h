/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What demo, connect and serve ask of TLS by the same options. */
#ifndef TOOLS_TLS_H
#define TOOLS_TLS_H

#include <chainwright.h>

#define ALPN_MAX 16

/* --tls: all, 1.2, 1.3 or 1.2-rsa. */
int offer_read(const char *value, enum cw_offer *out, struct cw_error *err);

/* --alpn: one more protocol of a list. */
int alpn_add(const char *value, const char *list[ALPN_MAX], size_t *count,
    struct cw_error *err);

/* How much of each message a trace tells, after so many --verbose. */
enum cw_detail trace_detail(int verbose);

#endif
