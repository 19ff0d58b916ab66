/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "tls/tcp.h"

#define TIMEOUT_DEFAULT 10000u
#define TIMEOUT_MOST 120000u

int64_t
clock_milliseconds(void)
{
	struct timespec now = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int
tcp_time_is_up(const struct tcp *t, const char *what, struct cw_error *err)
{
	error_set(err, "time is up: %s %s port %s took longer than %g second%s",
	    what, t->host, t->port, t->timeout / 1000.0,
	    t->timeout == 1000 ? "" : "s");
	return -1;
}

/* Waits no longer than until that moment. False: it came. */
static bool
wait_until(int fd, bool writing, int64_t moment)
{
	struct pollfd p = { fd, writing ? POLLOUT : POLLIN, 0 };
	int64_t left;
	int n;

	do {
		left = moment - clock_milliseconds();
		if (left <= 0)
			return false;
		n = poll(&p, 1, (int)left);
	} while (n == 0 || (n < 0 && errno == EINTR));
	return true;
}

bool
tcp_wait(struct tcp *t, bool writing)
{
	if (wait_until(t->fd, writing, t->deadline))
		return true;
	t->expired = true;
	return false;
}

static const char *
trouble_name(int code)
{
	switch (code) {
	case ECONNREFUSED:
		return "connection refused";
	case ETIMEDOUT:
		return "no answer";
	case EHOSTUNREACH:
		return "no route to that host";
	case ENETUNREACH:
		return "that network cannot be reached";
	case ECONNRESET:
		return "connection reset";
	default:
		return strerror(code);
	}
}

/* 0 or an errno; ETIMEDOUT when the moment came. */
static int
address_try(struct tcp *t, const struct addrinfo *a, int64_t moment)
{
	int code = 0;
	socklen_t len = sizeof(code);

	t->fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK |
	    SOCK_CLOEXEC, a->ai_protocol);
	if (t->fd < 0)
		return errno;
	if (connect(t->fd, a->ai_addr, a->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS && errno != EINTR)
		code = errno;
	else if (!wait_until(t->fd, true, moment))
		code = ETIMEDOUT;
	else if (getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &code, &len) != 0)
		code = errno;
	if (code != 0)
		tcp_close(t);
	return code;
}

/* Every address gets its share of the time that is left. */
static int
addresses_try(struct tcp *t, const struct addrinfo *list)
{
	int code = EHOSTUNREACH;
	int64_t count = 0, left;

	for (const struct addrinfo *a = list; a != NULL; a = a->ai_next)
		count++;
	for (; list != NULL; list = list->ai_next, count--) {
		left = t->deadline - clock_milliseconds();
		if (left <= 0) {
			t->expired = true;
			return ETIMEDOUT;
		}
		code = address_try(t, list,
		    t->deadline - left + left / count);
		if (code == 0)
			return 0;
	}
	t->expired = clock_milliseconds() >= t->deadline;
	return code;
}

int
tcp_open(struct tcp *t, const char *host, const char *port, unsigned timeout,
    struct cw_error *err)
{
	struct addrinfo *list = NULL;
	int code;

	if (timeout == 0)
		timeout = TIMEOUT_DEFAULT;
	if (timeout > TIMEOUT_MOST)
		timeout = TIMEOUT_MOST;
	*t = (struct tcp){ .fd = -1, .timeout = timeout, .host = host,
		.port = port,
		.deadline = clock_milliseconds() + timeout };
	if (lookup(host, port, t->deadline, &list, &t->expired, err) != 0)
		return t->expired ?
		    tcp_time_is_up(t, "looking up", err) : -1;
	code = addresses_try(t, list);
	freeaddrinfo(list);
	if (code == 0)
		return 0;
	if (t->expired)
		return tcp_time_is_up(t, "connecting to", err);
	error_set(err, "connecting to %s port %s: %s", host, port,
	    trouble_name(code));
	return -1;
}

void
tcp_finish(struct tcp *t)
{
	shutdown(t->fd, SHUT_WR);
}

void
tcp_close(struct tcp *t)
{
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
}
