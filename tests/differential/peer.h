/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other validators, asked the same question: TLS server, host name, time. */
#ifndef TESTS_PEER_H
#define TESTS_PEER_H

#include "base/bytes.h"

struct peer_question {
	const struct bytes *sent, *trusted;     /* DER */
	size_t sent_count, trusted_count;
	int64_t at;
	const char *host;
};

/* "accepts", or a word without blanks for why not; "-": not there to be asked. */
const char *peer_gnutls(const struct peer_question *q);
const char *peer_openssl(const struct peer_question *q);
const char *peer_mbedtls(const struct peer_question *q);

#endif
