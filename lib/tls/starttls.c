/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The words of mail, file, chat, directory and database servers that lead to
 * TLS. What they say is read an octet at a time, so that not one of what belongs
 * to TLS is taken, and no longer than a bound; the deadline is that of the
 * connection.
 */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>
#include "base/buffer.h"
#include "base/escape.h"
#include "tls/tcp.h"

#define LINE_MOST 2048u                 /* octets of a line */
#define LINES_MOST 100                  /* of one answer */
#define ANSWER_MOST 16384u              /* octets of an answer without lines */
#define TOLD_MOST 80

struct talk {
	struct tcp *tcp;
	const char *host;
	struct buffer said;             /* line or answer that came last */
	struct cw_error *err;
};

static int
octet_read(struct talk *t, uint8_t *octet)
{
	ssize_t n;

	for (;;) {
		n = recv(t->tcp->fd, octet, 1, 0);
		if (n == 1)
			return 0;
		if (n == 0) {
			error_set(t->err, "%s port %s closed the connection "
			    "before TLS began", t->tcp->host, t->tcp->port);
			return -1;
		}
		if (errno != EAGAIN && errno != EINTR) {
			error_set(t->err, "%s port %s: %s", t->tcp->host,
			    t->tcp->port, strerror(errno));
			return -1;
		}
		if (errno == EAGAIN && !tcp_wait(t->tcp, false))
			return tcp_time_is_up(t->tcp,
			    "waiting for the STARTTLS answer of", t->err);
	}
}

static int
say(struct talk *t, struct bytes what)
{
	while (what.len > 0) {
		ssize_t n = send(t->tcp->fd, what.data, what.len,
		    MSG_NOSIGNAL);

		if (n > 0) {
			what = bytes_skip(what, (size_t)n);
		} else if (errno == EAGAIN) {
			if (!tcp_wait(t->tcp, true))
				return tcp_time_is_up(t->tcp,
				    "asking for TLS at", t->err);
		} else if (errno != EINTR) {
			error_set(t->err, "%s port %s: %s", t->tcp->host,
			    t->tcp->port, strerror(errno));
			return -1;
		}
	}
	return 0;
}

static int
say_text(struct talk *t, const char *text)
{
	return say(t, bytes_of(text));
}

/* It said something else than was hoped for. */
static int
refused(struct talk *t, const char *what)
{
	struct buffer shown = BUFFER_EMPTY;

	escape_text(&shown, buffer_bytes(&t->said), TOLD_MOST);
	error_set(t->err, "%s port %s %s: it said \"%s\"", t->tcp->host,
	    t->tcp->port, what, shown.failed || shown.data == NULL ? "" :
	    (const char *)shown.data);
	buffer_free(&shown);
	return -1;
}

/* Reads until text ends what was said. */
static int
read_until(struct talk *t, const char *end, size_t most)
{
	size_t len = strlen(end);
	uint8_t octet;

	buffer_cut(&t->said, 0);
	while (t->said.len < len || memcmp(t->said.data + t->said.len - len,
	    end, len) != 0) {
		if (t->said.len >= most)
			return refused(t, "said too much before TLS");
		if (octet_read(t, &octet) != 0)
			return -1;
		buffer_byte(&t->said, octet);
		if (t->said.failed)
			return error_memory(t->err);
	}
	return 0;
}

static bool
begins(const struct talk *t, const char *with)
{
	size_t len = strlen(with);

	return t->said.len >= len && memcmp(t->said.data, with, len) == 0;
}

/* An answer of SMTP or FTP: lines "250-..." and a last one, "250 ...". has
   (may be NULL) has to stand in one of them. */
static int
numbered(struct talk *t, const char *code, const char *has)
{
	bool seen = has == NULL;

	for (int i = 0; i < LINES_MOST; i++) {
		if (read_until(t, "\n", LINE_MOST) != 0)
			return -1;
		if (i == 0 && !begins(t, code))
			return refused(t, "does not offer STARTTLS");
		seen = seen || strstr((const char *)t->said.data, has) != NULL;
		/* Only such a line is the last one (RFC 959 4.2). */
		if (begins(t, code) && t->said.len > 3 &&
		    t->said.data[3] == ' ')
			return seen ? 0 :
			    refused(t, "does not offer STARTTLS");
	}
	return refused(t, "said too much before TLS");
}

static int
smtp(struct talk *t)
{
	if (numbered(t, "220", NULL) != 0 ||
	    say_text(t, "EHLO localhost\r\n") != 0 ||
	    numbered(t, "250", "STARTTLS") != 0 ||
	    say_text(t, "STARTTLS\r\n") != 0)
		return -1;
	return numbered(t, "220", NULL);
}

static int
ftp(struct talk *t)
{
	if (numbered(t, "220", NULL) != 0 ||
	    say_text(t, "AUTH TLS\r\n") != 0)
		return -1;
	return numbered(t, "234", NULL);
}

static int
one_line(struct talk *t, const char *wanted)
{
	if (read_until(t, "\n", LINE_MOST) != 0)
		return -1;
	return begins(t, wanted) ? 0 : refused(t, "does not offer STARTTLS");
}

static int
imap(struct talk *t)
{
	if (one_line(t, "* OK") != 0 || say_text(t, "a1 STARTTLS\r\n") != 0)
		return -1;
	for (int i = 0; i < LINES_MOST; i++) {
		if (read_until(t, "\n", LINE_MOST) != 0)
			return -1;
		if (begins(t, "a1 "))
			return begins(t, "a1 OK") ? 0 :
			    refused(t, "does not offer STARTTLS");
		if (!begins(t, "* "))
			return refused(t, "does not speak IMAP");
	}
	return refused(t, "said too much before TLS");
}

static int
pop3(struct talk *t)
{
	if (one_line(t, "+OK") != 0 || say_text(t, "STLS\r\n") != 0)
		return -1;
	return one_line(t, "+OK");
}

/* A name that can stand in an attribute; another one is not sent. */
static bool
name_is_plain(const char *name)
{
	return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789.-:") == strlen(name);
}

static int
xmpp(struct talk *t)
{
	struct buffer hello = BUFFER_EMPTY;
	int result;

	buffer_format(&hello, "<?xml version='1.0'?><stream:stream "
	    "xmlns='jabber:client' "
	    "xmlns:stream='http://etherx.jabber.org/streams' to='%s' "
	    "version='1.0'>", name_is_plain(t->host) ? t->host : "localhost");
	result = hello.failed ? error_memory(t->err) :
	    say(t, buffer_bytes(&hello));
	buffer_free(&hello);
	if (result != 0 || read_until(t, "</stream:features>",
	    ANSWER_MOST) != 0)
		return -1;
	if (strstr((const char *)t->said.data, "<starttls") == NULL)
		return refused(t, "does not offer STARTTLS");
	if (say_text(t, "<starttls "
	    "xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>") != 0 ||
	    read_until(t, ">", LINE_MOST) != 0)
		return -1;
	if (!begins(t, "<proceed") || t->said.data[t->said.len - 2] != '/')
		return refused(t, "does not offer STARTTLS");
	return 0;
}

/* LDAPMessage with an ExtendedRequest, its messageID 1. */
static const uint8_t ldap_request[] = { 0x30, 0x1d, 0x02, 0x01, 0x01, 0x77,
	0x18, 0x80, 0x16, '1', '.', '3', '.', '6', '.', '1', '.', '4', '.', '1',
	'.', '1', '4', '6', '6', '.', '2', '0', '0', '3', '7' };

/* The content of one LDAPMessage, however its length is written. */
static int
ldap_read(struct talk *t)
{
	uint8_t octet;
	size_t len, octets;

	buffer_cut(&t->said, 0);
	if (octet_read(t, &octet) != 0)
		return -1;
	buffer_byte(&t->said, octet);
	if (octet != 0x30)
		return refused(t, "does not speak LDAP");
	if (octet_read(t, &octet) != 0)
		return -1;
	len = octet;
	if (octet & 0x80) {
		octets = octet & 0x7f;
		if (octets == 0 || octets > 4)
			return refused(t, "does not speak LDAP");
		for (len = 0; octets > 0; octets--) {
			if (octet_read(t, &octet) != 0)
				return -1;
			len = len << 8 | octet;
		}
	}
	if (len > LINE_MOST)
		return refused(t, "said too much before TLS");
	buffer_cut(&t->said, 0);
	for (; len > 0; len--) {
		if (octet_read(t, &octet) != 0)
			return -1;
		buffer_byte(&t->said, octet);
	}
	return t->said.failed ? error_memory(t->err) : 0;
}

/* messageID 1, ExtendedResponse, resultCode success. */
static int
ldap(struct talk *t)
{
	static const uint8_t id[] = { 0x02, 0x01, 0x01, 0x78 };
	static const uint8_t success[] = { 0x0a, 0x01, 0x00 };
	size_t at = sizeof(id);

	if (say(t, (struct bytes){ ldap_request, sizeof(ldap_request) }) != 0 ||
	    ldap_read(t) != 0)
		return -1;
	if (t->said.len < sizeof(id) + 1 ||
	    memcmp(t->said.data, id, sizeof(id)) != 0)
		return refused(t, "does not speak LDAP");
	at += (t->said.data[at] & 0x80) ? 1u + (t->said.data[at] & 0x7f) : 1u;
	if (at + sizeof(success) > t->said.len ||
	    memcmp(t->said.data + at, success, sizeof(success)) != 0)
		return refused(t, "does not offer STARTTLS");
	return 0;
}

static int
postgres(struct talk *t)
{
	static const uint8_t request[] = { 0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f };
	uint8_t octet;

	if (say(t, (struct bytes){ request, sizeof(request) }) != 0 ||
	    octet_read(t, &octet) != 0)
		return -1;
	buffer_byte(&t->said, octet);
	if (octet == 'S')
		return 0;
	return refused(t, octet == 'N' ? "does not offer TLS" :
	    "does not speak the protocol of PostgreSQL");
}

static const struct {
	const char *name;
	int (*talk)(struct talk *t);
} protocols[CW_STARTTLS_COUNT] = {
	[CW_STARTTLS_NONE] = { NULL, NULL },
	[CW_STARTTLS_SMTP] = { "smtp", smtp },
	[CW_STARTTLS_IMAP] = { "imap", imap },
	[CW_STARTTLS_POP3] = { "pop3", pop3 },
	[CW_STARTTLS_FTP] = { "ftp", ftp },
	[CW_STARTTLS_XMPP] = { "xmpp", xmpp },
	[CW_STARTTLS_LDAP] = { "ldap", ldap },
	[CW_STARTTLS_POSTGRES] = { "postgres", postgres },
};

bool
cw_starttls_read(const char *text, enum cw_starttls *protocol)
{
	for (int i = CW_STARTTLS_NONE + 1; i < CW_STARTTLS_COUNT; i++) {
		if (strcmp(text, protocols[i].name) == 0) {
			*protocol = (enum cw_starttls)i;
			return true;
		}
	}
	return false;
}

int
starttls(struct tcp *t, enum cw_starttls protocol, const char *host,
    struct cw_error *err)
{
	struct talk talk = { .tcp = t, .host = host, .said = BUFFER_EMPTY,
		.err = err };
	int result;

	if (protocols[protocol].talk == NULL)
		return 0;
	result = protocols[protocol].talk(&talk);
	buffer_free(&talk.said);
	return result;
}
