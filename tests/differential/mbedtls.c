/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asked where GnuTLS and OpenSSL agree against us: it finds issuers by their
   names and signatures alone. */
#include "config.h"

#include "tests/differential/peer.h"

#ifndef HAVE_MBEDTLS

const char *
peer_mbedtls(const struct peer_question *q)
{
	(void)q;
	return "-";
}

#else

#include <mbedtls/x509_crt.h>
#include <time.h>

static bool
is_before(const mbedtls_x509_time *a, const struct tm *b)
{
	const int pairs[][2] = { { a->year, b->tm_year + 1900 },
		{ a->mon, b->tm_mon + 1 }, { a->day, b->tm_mday },
		{ a->hour, b->tm_hour }, { a->min, b->tm_min },
		{ a->sec, b->tm_sec } };
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (pairs[i][0] != pairs[i][1])
			return pairs[i][0] < pairs[i][1];
	return false;
}

static bool
is_after(const mbedtls_x509_time *a, const struct tm *b)
{
	return !is_before(a, b) && (a->year != b->tm_year + 1900 ||
	    a->mon != b->tm_mon + 1 || a->day != b->tm_mday ||
	    a->hour != b->tm_hour || a->min != b->tm_min ||
	    a->sec != b->tm_sec);
}

/* Its clock is the machine's: the dates are judged by the question's. */
static int
redate(void *question, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
	const struct peer_question *q = question;
	const time_t at = (time_t)q->at;
	struct tm tm;

	(void)depth;
	if (gmtime_r(&at, &tm) == NULL)
		return -1;
	*flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED |
	    MBEDTLS_X509_BADCERT_FUTURE);
	if (is_before(&crt->valid_to, &tm))
		*flags |= MBEDTLS_X509_BADCERT_EXPIRED;
	if (is_after(&crt->valid_from, &tm))
		*flags |= MBEDTLS_X509_BADCERT_FUTURE;
	return 0;
}

const char *
peer_mbedtls(const struct peer_question *q)
{
	struct peer_question asked = *q;
	mbedtls_x509_crt chain, trusted;
	const char *word = "refuses";
	uint32_t flags = 0;
	size_t i;

	mbedtls_x509_crt_init(&chain);
	mbedtls_x509_crt_init(&trusted);
	for (i = 0; i < q->trusted_count; i++)
		(void)mbedtls_x509_crt_parse_der(&trusted, q->trusted[i].data,
		    q->trusted[i].len);
	for (i = 0; i < q->sent_count; i++) {
		if (mbedtls_x509_crt_parse_der(&chain, q->sent[i].data,
		    q->sent[i].len) != 0 && i == 0)
			break;
	}
	if (i == 0 || trusted.raw.len == 0)
		word = "unreadable";
	else if (mbedtls_x509_crt_verify(&chain, &trusted, NULL, q->host,
	    &flags, redate, &asked) == 0)
		word = "accepts";
	mbedtls_x509_crt_free(&chain);
	mbedtls_x509_crt_free(&trusted);
	return word;
}
#endif
