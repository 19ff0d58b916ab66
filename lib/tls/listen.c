/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Listening on loopback, and one loop for all visitors. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tls/listen.h"
#include "tls/tcp.h"
#include "x509/certs.h"

#define TIMEOUT_DEFAULT 10000u
#define TIMEOUT_MOST 3600000u
#define VISITORS_DEFAULT 256u
#define VISITORS_MOST 4096u
#define WAIT_ACCEPT 100         /* milliseconds, when no descriptor is left */
#define BACKLOG 512
#define PORT_TRIES 16

static const char *const priorities[CW_OFFER_COUNT] = {
	[CW_OFFER_ALL] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
	[CW_OFFER_TLS12] = "NORMAL:-VERS-ALL:+VERS-TLS1.2",
	[CW_OFFER_TLS13] = "NORMAL:-VERS-ALL:+VERS-TLS1.3",
	[CW_OFFER_TLS12_RSA] = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA",
};

/* ---- what is shown --------------------------------------------------------- */

/* Calls back with a visit as its session. */
static int
chain_give(gnutls_session_t session, const struct gnutls_cert_retr_st *info,
    gnutls_pcert_st **chain, unsigned int *count, gnutls_ocsp_data_st **ocsp,
    unsigned int *ocsp_count, gnutls_privkey_t *key, unsigned int *flags)
{
	const struct cw_visit *v = gnutls_session_get_ptr(session);
	const struct site *site = visit_site(v->listener, session);

	(void)info;
	return shown_give(&site->shown, chain, count, ocsp, ocsp_count, key,
	    flags);
}

/* TLS 1.3 knows three curves of this kind; a chain with another one can be
   shown all the same, when another key signs. */
static bool
key_is_of_use(const struct shown *s)
{
	gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;

	if (gnutls_pubkey_get_pk_algorithm(s->public_key, NULL) !=
	    GNUTLS_PK_ECDSA)
		return true;
	return gnutls_pubkey_export_ecc_raw2(s->public_key, &curve, NULL, NULL,
	    0) == 0 && (curve == GNUTLS_ECC_CURVE_SECP256R1 ||
	    curve == GNUTLS_ECC_CURVE_SECP384R1 ||
	    curve == GNUTLS_ECC_CURVE_SECP521R1);
}

static int
site_open(struct site *site, struct arena *arena, const struct cw_site *what,
    struct cw_error *err)
{
	site->what = what;
	if (what->server.chain == NULL || what->server.chain->count == 0) {
		error_set(err, "there is no certificate to be shown");
		return -1;
	}
	if (shown_open(&site->shown, arena, &what->server, GNUTLS_PK_UNKNOWN,
	    err) != 0)
		return -1;
	if (!key_is_of_use(&site->shown)) {
		shown_close(&site->shown);
		site->stand_in = true;
		if (shown_open(&site->shown, arena, &what->server,
		    GNUTLS_PK_ECDSA, err) != 0)
			return -1;
	}
	if (what->staple == NULL)
		return 0;
	site->staple.response = (gnutls_datum_t){
		(unsigned char *)(uintptr_t)what->staple,
		(unsigned)what->staple_len };
	site->shown.staple = &site->staple;
	site->shown.staple_count = 1;
	return 0;
}

static int
sites_open(struct cw_listener *l, struct cw_error *err)
{
	const struct cw_listen_options *o = &l->options;

	l->site = arena_array(l->arena, o->site_count + 1, sizeof(*l->site));
	if (l->site == NULL)
		return error_memory(err);
	if (o->site_count == 0) {
		error_set(err, "there is nothing to be served");
		return -1;
	}
	for (size_t i = 0; i < o->site_count; i++)
		if (site_open(&l->site[i], l->arena, &o->site[i], err) != 0)
			return -1;
	return 0;
}

static int
session_prepare(struct cw_listener *l, struct cw_error *err)
{
	const struct cw_listen_options *o = &l->options;
	int code = gnutls_priority_init(&l->priority, priorities[o->offer],
	    NULL);

	if (code == 0)
		code = gnutls_certificate_allocate_credentials(&l->credentials);
	if (code != 0)
		return session_error(err, "preparing a server", code);
	gnutls_certificate_set_retrieve_function3(l->credentials, chain_give);
	l->alpn = arena_array(l->arena, o->alpn_count + 1, sizeof(*l->alpn));
	if (l->alpn == NULL)
		return error_memory(err);
	for (size_t i = 0; i < o->alpn_count; i++)
		l->alpn[i] = (gnutls_datum_t){
			(unsigned char *)(uintptr_t)o->alpn[i],
			(unsigned)strlen(o->alpn[i]) };
	return 0;
}

/* ---- sockets --------------------------------------------------------------- */

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t
address_loopback(union address *a, bool v6, unsigned port)
{
	memset(a, 0, sizeof(*a));
	if (v6) {
		a->v6.sin6_family = AF_INET6;
		a->v6.sin6_addr = in6addr_loopback;
		a->v6.sin6_port = htons((uint16_t)port);
		return sizeof(a->v6);
	}
	a->v4.sin_family = AF_INET;
	a->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a->v4.sin_port = htons((uint16_t)port);
	return sizeof(a->v4);
}

/* -1 and errno. */
static int
socket_listen(bool v6, unsigned port)
{
	union address a;
	socklen_t len = address_loopback(&a, v6, port);
	int on = 1, code;
	int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK |
	    SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (v6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(fd, &a.any, len) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	code = errno;
	close(fd);
	errno = code;
	return -1;
}

static unsigned
socket_port(int fd)
{
	union address a;
	socklen_t len = sizeof(a.v4);

	memset(&a, 0, sizeof(a));
	return getsockname(fd, &a.any, &len) == 0 ? ntohs(a.v4.sin_port) : 0;
}

/* A port that is free for the one may be taken for the other. */
static int
sockets_open(struct cw_listener *l, struct cw_error *err)
{
	const struct cw_listen_options *o = &l->options;

	for (int i = 0; i < PORT_TRIES; i++) {
		l->socket[0] = socket_listen(false, o->port);
		if (l->socket[0] < 0)
			break;
		l->port = socket_port(l->socket[0]);
		if (!o->ipv6)
			return 0;
		l->socket[1] = socket_listen(true, l->port);
		if (l->socket[1] >= 0)
			return 0;
		if (errno != EADDRINUSE || o->port != 0)
			break;
		close(l->socket[0]);
		l->socket[0] = -1;
	}
	error_set(err, "listening on %s port %u: %s",
	    l->socket[0] < 0 ? "127.0.0.1" : "::1",
	    l->socket[0] < 0 ? o->port : l->port,
	    errno == EADDRINUSE ? "the port is taken" : strerror(errno));
	return -1;
}

static void
address_name(const union address *a, char *text, size_t size)
{
	char host[INET6_ADDRSTRLEN] = "?";

	if (a->any.sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &a->v6.sin6_addr, host, sizeof(host));
		snprintf(text, size, "[%s]:%u", host, ntohs(a->v6.sin6_port));
	} else {
		inet_ntop(AF_INET, &a->v4.sin_addr, host, sizeof(host));
		snprintf(text, size, "%s:%u", host, ntohs(a->v4.sin_port));
	}
}

/* Takes who waits, as long as there is room. */
static int
visitors_take(struct cw_listener *l, int from, struct cw_error *err)
{
	while (l->visit_count < l->options.visitors) {
		union address a;
		socklen_t len = sizeof(a);
		char peer[64];
		int fd;

		memset(&a, 0, sizeof(a));
		fd = accept4(from, &a.any, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0 && errno != EAGAIN)
			l->wait_until = clock_milliseconds() + WAIT_ACCEPT;
		if (fd < 0)
			return 0;
		address_name(&a, peer, sizeof(peer));
		l->visit[l->visit_count] = visit_new(l, fd, peer, err);
		if (l->visit[l->visit_count] == NULL)
			return -1;
		l->visit_count++;
	}
	return 0;
}

/* ---- the listener ---------------------------------------------------------- */

static int
listener_fill(struct cw_listener *l, struct cw_error *err)
{
	l->visit = arena_array(l->arena, l->options.visitors,
	    sizeof(struct cw_visit *));
	l->poll = arena_array(l->arena, l->options.visitors + LISTEN_SOCKETS +
	    1, sizeof(*l->poll));
	if (l->visit == NULL || l->poll == NULL)
		return error_memory(err);
	if (sites_open(l, err) != 0 || session_prepare(l, err) != 0)
		return -1;
	return sockets_open(l, err);
}

int
cw_listener_new(const struct cw_listen_options *options,
    struct cw_listener **out, struct cw_error *err)
{
	struct arena *arena = arena_new(0);
	struct cw_listener *l = arena == NULL ? NULL :
	    arena_alloc(arena, sizeof(*l));

	if (l == NULL) {
		arena_free(arena);
		return error_memory(err);
	}
	l->arena = arena;
	l->options = *options;
	l->socket[0] = l->socket[1] = -1;
	if (l->options.timeout == 0)
		l->options.timeout = TIMEOUT_DEFAULT;
	if (l->options.timeout > TIMEOUT_MOST)
		l->options.timeout = TIMEOUT_MOST;
	if (l->options.visitors == 0)
		l->options.visitors = VISITORS_DEFAULT;
	if (l->options.visitors > VISITORS_MOST)
		l->options.visitors = VISITORS_MOST;
	if (listener_fill(l, err) != 0) {
		cw_listener_free(l);
		return -1;
	}
	*out = l;
	return 0;
}

void
cw_listener_free(struct cw_listener *listener)
{
	struct cw_listener *l = listener;

	if (l == NULL)
		return;
	for (size_t i = 0; i < l->visit_count; i++)
		cw_visit_free(l->visit[i]);
	for (int i = 0; i < LISTEN_SOCKETS; i++)
		if (l->socket[i] >= 0)
			close(l->socket[i]);
	for (size_t i = 0; l->site != NULL && i < l->options.site_count; i++)
		shown_close(&l->site[i].shown);
	if (l->credentials != NULL)
		gnutls_certificate_free_credentials(l->credentials);
	if (l->priority != NULL)
		gnutls_priority_deinit(l->priority);
	arena_free(l->arena);
}

unsigned
cw_listener_port(const struct cw_listener *listener)
{
	return listener->port;
}

void
cw_listener_pages(struct cw_listener *listener, const struct cw_page *page,
    size_t count)
{
	listener->page = page;
	listener->page_count = count;
}

/* ---- the loop -------------------------------------------------------------- */

/* The first visit that is over leaves the list; NULL: none is. What was only
   HTTP is forgotten. */
static struct cw_visit *
visit_over(struct cw_listener *l)
{
	size_t i = 0;

	while (i < l->visit_count) {
		struct cw_visit *v = l->visit[i];

		if (v->state != VISIT_OVER) {
			i++;
			continue;
		}
		memmove(&l->visit[i], &l->visit[i + 1],
		    (--l->visit_count - i) * sizeof(struct cw_visit *));
		if (!v->plain && !v->silent)
			return v;
		cw_visit_free(v);
	}
	return NULL;
}

/* Milliseconds until somebody's time is up, or until the given moment. */
static int
wait_length(const struct cw_listener *l, int64_t until)
{
	int64_t now = clock_milliseconds();

	if (l->wait_until > now && (until < 0 || l->wait_until < until))
		until = l->wait_until;
	for (size_t i = 0; i < l->visit_count; i++)
		if (until < 0 || l->visit[i]->deadline < until)
			until = l->visit[i]->deadline;
	if (until < 0)
		return -1;
	return until <= now ? 0 :
	    until - now > 60000 ? 60000 : (int)(until - now);
}

/* Who is asked what happened: stop, the sockets, the visitors. */
static nfds_t
poll_fill(struct cw_listener *l, int stop)
{
	bool room = l->visit_count < l->options.visitors &&
	    clock_milliseconds() >= l->wait_until;
	nfds_t n = 0;

	l->poll[n++] = (struct pollfd){ stop, POLLIN, 0 };
	for (int i = 0; i < LISTEN_SOCKETS; i++)
		l->poll[n++] = (struct pollfd){ room ? l->socket[i] : -1,
			POLLIN, 0 };
	for (size_t i = 0; i < l->visit_count; i++)
		l->poll[n++] = (struct pollfd){ l->visit[i]->fd,
			visit_events(l->visit[i]), 0 };
	return n;
}

/* One round; *stopped: it shall end. */
static int
round_run(struct cw_listener *l, int stop, int64_t until, bool *stopped,
    struct cw_error *err)
{
	nfds_t n = poll_fill(l, stop);
	size_t there = l->visit_count;
	int64_t now;
	int result = 0;

	if (poll(l->poll, n, wait_length(l, until)) < 0) {
		if (errno == EINTR)
			return 0;
		error_set(err, "waiting for visitors: %s", strerror(errno));
		return -1;
	}
	*stopped = l->poll[0].revents != 0;
	now = clock_milliseconds();
	for (size_t i = 0; i < there; i++) {
		struct cw_visit *v = l->visit[i];

		if (l->poll[1 + LISTEN_SOCKETS + i].revents != 0)
			visit_step(v);
		if (v->state != VISIT_OVER && v->deadline <= now)
			visit_expire(v);
	}
	for (int i = 0; i < LISTEN_SOCKETS && result == 0; i++)
		if (l->poll[1 + i].revents != 0)
			result = visitors_take(l, l->socket[i], err);
	return result;
}

int
cw_listener_next(struct cw_listener *listener, int stop, int timeout,
    struct cw_visit **out, struct cw_error *err)
{
	int64_t until = timeout < 0 ? -1 : clock_milliseconds() + timeout;
	bool stopped = false;

	*out = NULL;
	while (!stopped) {
		struct cw_visit *v = visit_over(listener);

		if (v != NULL) {
			if (visit_finish(v, err) != 0) {
				cw_visit_free(v);
				return -1;
			}
			v->number = ++listener->visits;
			*out = v;
			return 0;
		}
		if (until >= 0 && clock_milliseconds() >= until)
			return 0;
		if (round_run(listener, stop, until, &stopped, err) != 0)
			return -1;
	}
	return 0;
}
