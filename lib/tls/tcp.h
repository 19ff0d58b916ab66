/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection whose whole life ends at one moment, however slow the peer. */
#ifndef TLS_TCP_H
#define TLS_TCP_H

#include "base/bytes.h"
#include "base/error.h"

struct tcp {
	int fd;                         /* -1: none */
	int64_t deadline;               /* monotonic clock, milliseconds */
	unsigned timeout;               /* that it was made from */
	const char *host, *port;
	bool expired;                   /* a wait was in vain */
};

/* Resolves and connects within timeout milliseconds; the clock runs on. host
   and port are kept. */
int tcp_open(struct tcp *t, const char *host, const char *port,
    unsigned timeout, struct cw_error *err);
/* Waits until it can be read or written. False: time is up. */
bool tcp_wait(struct tcp *t, bool writing);
/* Says that nothing more is sent. */
void tcp_finish(struct tcp *t);
void tcp_close(struct tcp *t);
/* The sentence for an operation that ran out of time. Returns -1. */
int tcp_time_is_up(const struct tcp *t, const char *what,
    struct cw_error *err);

/* starttls.c: what the protocol says before TLS begins. -1: it was refused,
   time is up, or that is another protocol. */
int starttls(struct tcp *t, enum cw_starttls protocol, const char *host,
    struct cw_error *err);

/* lookup.c: addresses of a host by the deadline; freeaddrinfo. */
struct addrinfo;
int lookup(const char *host, const char *port, int64_t deadline,
    struct addrinfo **list, bool *expired, struct cw_error *err);

int64_t clock_milliseconds(void);

#endif
