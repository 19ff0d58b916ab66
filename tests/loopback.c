/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded into a server that would listen on every address: bind() gets the
 * loopback address instead.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int bind(int fd, const struct sockaddr *address, socklen_t len);

__attribute__((visibility("default"))) int
bind(int fd, const struct sockaddr *address, socklen_t len)
{
	int (*real)(int, const struct sockaddr *, socklen_t);
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	void *symbol = dlsym(RTLD_NEXT, "bind");

	memcpy(&real, &symbol, sizeof(real));
	if (address->sa_family == AF_INET && len >= sizeof(v4)) {
		memcpy(&v4, address, sizeof(v4));
		v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return real(fd, (const struct sockaddr *)&v4, sizeof(v4));
	}
	if (address->sa_family == AF_INET6 && len >= sizeof(v6)) {
		memcpy(&v6, address, sizeof(v6));
		v6.sin6_addr = in6addr_loopback;
		return real(fd, (const struct sockaddr *)&v6, sizeof(v6));
	}
	return real(fd, address, len);
}
