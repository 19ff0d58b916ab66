/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include "tls/session.h"

/* What GnuTLS's transport gives back: a session and its end of the queue. */
static ssize_t
end_push(gnutls_transport_ptr_t pointer, const void *octets, size_t len)
{
	struct wire_end *end = pointer;

	if (!queue_write(end->queue, end->side,
	    (struct bytes){ octets, len })) {
		errno = ENOBUFS;
		return -1;
	}
	return (ssize_t)len;
}

static ssize_t
end_pull(gnutls_transport_ptr_t pointer, void *octets, size_t len)
{
	struct wire_end *end = pointer;
	size_t n = queue_read(end->queue, end->side, octets, len);

	if (n == 0) {
		errno = EAGAIN;
		return -1;
	}
	return (ssize_t)n;
}

static int
end_wait(gnutls_transport_ptr_t pointer, unsigned int milliseconds)
{
	struct wire_end *end = pointer;

	(void)milliseconds;
	return queue_waiting(end->queue, end->side) ? 1 : 0;
}

void
session_join(gnutls_session_t session, struct wire_end *end)
{
	gnutls_transport_set_ptr(session, end);
	gnutls_transport_set_push_function(session, end_push);
	gnutls_transport_set_pull_function(session, end_pull);
	gnutls_transport_set_pull_timeout_function(session, end_wait);
}

bool
session_waits(int code)
{
	return code < 0 && gnutls_error_is_fatal(code) == 0;
}

int
session_error(struct cw_error *err, const char *what, int code)
{
	error_set(err, "%s: %s", what, gnutls_strerror(code));
	return -1;
}

static void
hex_add(struct buffer *out, const gnutls_datum_t *octets)
{
	for (unsigned i = 0; i < octets->size; i++)
		buffer_format(out, "%02x", octets->data[i]);
}

void
session_keylog(gnutls_session_t session, struct buffer *out,
    const char *label, const gnutls_datum_t *secret)
{
	gnutls_datum_t client, server;

	gnutls_session_get_random(session, &client, &server);
	buffer_format(out, "%s ", label);
	hex_add(out, &client);
	buffer_byte(out, ' ');
	hex_add(out, secret);
	buffer_byte(out, '\n');
}
