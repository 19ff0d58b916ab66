/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "tools/http.h"
#include "tools/http_cache.h"

#define REDIRECTS_MAX 5L
#define KEPT_MAX (7L * 24 * 3600)

/* ---- where it may connect to ------------------------------------------------ */

struct network {
	uint8_t octets[16];
	unsigned bits;
};

/* Networks that are nobody's on the Internet: IANA's registries of special
   addresses (RFC 6890), and multicast. */
static const struct network special4[] = {
	{ { 0 }, 8 }, { { 10 }, 8 }, { { 100, 64 }, 10 }, { { 127 }, 8 },
	{ { 169, 254 }, 16 }, { { 172, 16 }, 12 }, { { 192, 0, 0 }, 24 },
	{ { 192, 0, 2 }, 24 }, { { 192, 168 }, 16 }, { { 198, 18 }, 15 },
	{ { 198, 51, 100 }, 24 }, { { 203, 0, 113 }, 24 }, { { 224 }, 3 } };
static const struct network special6[] = {
	{ { 0 }, 96 }, { { 0x01, 0x00 }, 64 }, { { 0x20, 0x01, 0x0d, 0xb8 }, 32 },
	{ { 0xfc }, 7 }, { { 0xfe, 0x80 }, 9 }, { { 0xff }, 8 } };
/* What follows is an IPv4 address. */
static const struct network embedding[] = {
	{ { [10] = 0xff, [11] = 0xff }, 96 },
	{ { 0x00, 0x64, 0xff, 0x9b }, 96 } };

static bool
is_within(const uint8_t *address, const struct network *n)
{
	unsigned whole = n->bits / 8, rest = n->bits % 8;

	return memcmp(address, n->octets, whole) == 0 && (rest == 0 ||
	    (address[whole] ^ n->octets[whole]) >> (8 - rest) == 0);
}

static bool
is_within_some(const uint8_t *address, const struct network *list, size_t n)
{
	while (n-- > 0)
		if (is_within(address, &list[n]))
			return true;
	return false;
}

#define IS_WITHIN(address, list) \
	is_within_some((address), (list), sizeof(list) / sizeof((list)[0]))

static bool
is_public(const struct sockaddr *address, size_t len)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	uint8_t octets[16];

	if (address->sa_family == AF_INET && len >= sizeof(v4)) {
		memcpy(&v4, address, sizeof(v4));
		memcpy(octets, &v4.sin_addr, 4);
		return !IS_WITHIN(octets, special4);
	}
	if (address->sa_family != AF_INET6 || len < sizeof(v6))
		return false;
	memcpy(&v6, address, sizeof(v6));
	memcpy(octets, &v6.sin6_addr, 16);
	if (IS_WITHIN(octets, embedding))
		return !IS_WITHIN(octets + 12, special4);
	return !IS_WITHIN(octets, special6);
}

/* ---- one transfer ------------------------------------------------------------- */

struct transfer {
	const struct http *http;
	const struct cw_fetch_request *request;
	char *octets;
	size_t len, size;
	long kept;                      /* seconds; -1: nothing was said */
	bool too_large, private, no_memory;
};

/* Asked for each address that is connected to, after names were resolved and
   after every redirection: no name leads where it may not. */
static curl_socket_t
socket_open(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct transfer *t = context;

	(void)purpose;
	if (!t->http->private_too && !is_public(&a->addr, a->addrlen)) {
		t->private = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t
body_take(char *octets, size_t one, size_t len, void *context)
{
	struct transfer *t = context;
	size_t size = t->size;
	char *grown;

	(void)one;
	if (len > t->request->most - t->len) {
		t->too_large = true;
		return 0;
	}
	while (size - t->len < len)
		size = size == 0 ? 4096 : 2 * size;
	if (size > t->size) {
		grown = realloc(t->octets, size);
		if (grown == NULL) {
			t->no_memory = true;
			return 0;
		}
		t->octets = grown;
		t->size = size;
	}
	if (len > 0)
		memcpy(t->octets + t->len, octets, len);
	t->len += len;
	return len;
}

/* The value of a header of that name, as text of at most size octets; false: it
   is another. */
static bool
header_is(const char *line, size_t len, const char *name, char *value,
    size_t size)
{
	size_t n = strlen(name);

	if (len <= n || strncasecmp(line, name, n) != 0 || line[n] != ':')
		return false;
	for (n++; n < len && (line[n] == ' ' || line[n] == '\t'); n++)
		;
	len -= n;
	if (len >= size)
		len = size - 1;
	memcpy(value, line + n, len);
	value[len] = '\0';
	return true;
}

/* How long it may be kept: Cache-Control before Expires (RFC 9111 5.3). */
static size_t
header_take(char *line, size_t one, size_t len, void *context)
{
	struct transfer *t = context;
	const char *age;
	char value[256];
	time_t until;

	(void)one;
	if (len > 5 && strncmp(line, "HTTP/", 5) == 0)
		t->kept = -1;           /* of the answer before it */
	if (header_is(line, len, "cache-control", value, sizeof(value))) {
		age = strcasestr(value, "max-age=");
		t->kept = age == NULL || strcasestr(value, "no-store") != NULL ||
		    strcasestr(value, "no-cache") != NULL ? 0 :
		    strtol(age + 8, NULL, 10);
	} else if (t->kept < 0 &&
	    header_is(line, len, "expires", value, sizeof(value))) {
		until = curl_getdate(value, NULL);
		t->kept = until <= 0 ? 0 : (long)(until - time(NULL));
	}
	return len;
}

static int64_t
now_ms(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
options_set(CURL *curl, struct transfer *t, char problem[CURL_ERROR_SIZE],
    long ms)
{
	return curl_easy_setopt(curl, CURLOPT_URL, t->request->url) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http") == 0 &&
	    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http") == 0 &&
	    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS_MAX) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_PROXY, "") == 0 &&
	    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, ms) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_USERAGENT,
	    PACKAGE_NAME "/" PACKAGE_VERSION) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION,
	    socket_open) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_take) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_WRITEDATA, t) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, header_take) == 0 &&
	    curl_easy_setopt(curl, CURLOPT_HEADERDATA, t) == 0;
}

static void
failure(struct cw_fetch_answer *answer, enum cw_fetch_outcome outcome,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

static void
failure(struct cw_fetch_answer *answer, enum cw_fetch_outcome outcome,
    const char *format, ...)
{
	va_list args;

	answer->outcome = outcome;
	va_start(args, format);
	(void)vsnprintf(answer->detail, sizeof(answer->detail), format, args);
	va_end(args);
}

/* The transfer ended without an answer. */
static void
explain(struct cw_fetch_answer *answer, const struct transfer *t,
    CURLcode code, const char *problem, long ms)
{
	if (t->no_memory) {
		failure(answer, CW_FETCH_BROKEN, "out of memory");
		return;
	}
	if (t->private) {
		failure(answer, CW_FETCH_NOT_ALLOWED, "its address is private "
		    "or loopback; --fetch-private asks such ones too");
		return;
	}
	if (t->too_large) {
		failure(answer, CW_FETCH_TOO_LARGE,
		    "the answer has more than %zu octets", t->request->most);
		return;
	}
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		failure(answer, CW_FETCH_TIMED_OUT,
		    "no whole answer within %ld s", (ms + 500) / 1000);
		return;
	case CURLE_TOO_MANY_REDIRECTS:
		failure(answer, CW_FETCH_REDIRECTED,
		    "it redirects more than %ld times", REDIRECTS_MAX);
		return;
	case CURLE_UNSUPPORTED_PROTOCOL:
		failure(answer, CW_FETCH_REDIRECTED,
		    "it redirects to what is no http");
		return;
	case CURLE_URL_MALFORMAT:
		failure(answer, CW_FETCH_NOT_ALLOWED, "it is no URL");
		return;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
		failure(answer, CW_FETCH_UNREACHABLE, "%s", problem[0] != '\0' ?
		    problem : curl_easy_strerror(code));
		return;
	default:
		failure(answer, CW_FETCH_BROKEN, "%s", problem[0] != '\0' ?
		    problem : curl_easy_strerror(code));
	}
}

static void
keep(const struct http *h, const struct transfer *t)
{
	http_cache_put(h->cache, t->request, t->octets, t->len,
	    t->kept > KEPT_MAX ? KEPT_MAX : t->kept);
}

static void
transfer(CURL *curl, struct transfer *t, struct cw_fetch_answer *answer,
    long ms)
{
	char problem[CURL_ERROR_SIZE] = "";
	long status = 0;
	CURLcode code;

	if (!options_set(curl, t, problem, ms)) {
		failure(answer, CW_FETCH_BROKEN, "libcurl lacks what is needed");
		return;
	}
	code = curl_easy_perform(curl);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK) {
		explain(answer, t, code, problem, ms);
	} else if (status != 200) {
		failure(answer, CW_FETCH_REFUSED, "the server answers with the "
		    "HTTP status %ld", status);
	} else {
		answer->outcome = CW_FETCH_DONE;
		answer->octets = t->octets;
		answer->len = t->len;
		keep(t->http, t);
		t->octets = NULL;
	}
}

static void
get(void *context, const struct cw_fetch_request *request,
    struct cw_fetch_answer *answer)
{
	const struct http *h = context;
	struct transfer t = { .http = h, .request = request, .kept = -1 };
	int64_t left = h->deadline - now_ms();
	CURL *curl;

	if (http_cache_get(h->cache, request, answer))
		return;
	if (left <= 0) {
		failure(answer, CW_FETCH_TIMED_OUT, "the %ld s for all that is "
		    "asked are over", 3 * h->one_ms / 1000);
		return;
	}
	curl = curl_easy_init();
	if (curl == NULL) {
		failure(answer, CW_FETCH_BROKEN, "out of memory");
		return;
	}
	transfer(curl, &t, answer, left < h->one_ms ? (long)left : h->one_ms);
	curl_easy_cleanup(curl);
	free(t.octets);
}

int
http_start(struct cw_error *err)
{
	if (curl_global_init(CURL_GLOBAL_NOTHING) == 0)
		return 0;
	snprintf(err->text, sizeof(err->text), "libcurl does not start");
	return -1;
}

void
http_open(struct http *h, unsigned seconds, bool private_too)
{
	h->private_too = private_too;
	h->one_ms = (long)seconds * 1000;
	h->deadline = now_ms() + 3 * h->one_ms;
	http_cache_folder(h->cache, sizeof(h->cache));
}

struct cw_fetcher
http_fetcher(struct http *h)
{
	return (struct cw_fetcher){ get, h };
}
