/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* OpenSSL for the benches; a null pointer: it was not there at configure. */
#ifndef TESTS_BENCH_OPENSSL_H
#define TESTS_BENCH_OPENSSL_H

#include "base/bytes.h"

bool openssl_there(void);

struct openssl;                         /* trusted roots, loaded once */
struct openssl_cert;                    /* kept as it was read */

struct openssl *openssl_new(const struct bytes *root, size_t count, int64_t at);
void openssl_free(struct openssl *o);
struct openssl_cert *openssl_cert_new(struct bytes der);
void openssl_cert_free(struct openssl_cert *c);

/* For a server of that name; the issuer is kept, or else read from der. */
bool openssl_judge(const struct openssl *o, struct bytes leaf,
    struct bytes issuer, const struct openssl_cert *kept, const char *host);
/* Reads it and forgets it. */
bool openssl_parse(struct bytes der);

#endif
