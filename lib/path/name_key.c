/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/mark.h"
#include "der/oid.h"
#include "path/name_key.h"
#include "path/reference_name.h"
#include "x509/name.h"
#include "x509/name_constraints.h"

/*
 * Labels stand from the last to the first. Of a dNSName each is followed by a
 * zero, so that host.example and every name below begins as example does. Of
 * mailboxes and URIs each follows LABEL, and HOST_END tells a host from the hosts
 * below it: com.example HOST_END is a host, com.example LABEL a domain.
 */
#define HOST_END 1
#define LABEL 2

enum labels { LABELS_OF_DNS, LABELS_OF_HOST };

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

/* Of a host of at most HOST_MAX octets. */
static void
labels_add(struct buffer *out, struct bytes host, enum labels kind)
{
	uint8_t text[HOST_MAX + 1];
	size_t end = host.len, from, len = 0;

	do {
		for (from = end; from > 0 && host.data[from - 1] != '.'; from--)
			;
		if (kind == LABELS_OF_HOST)
			text[len++] = LABEL;
		for (size_t i = from; i < end; i++)
			text[len++] = lower(host.data[i]);
		if (kind == LABELS_OF_DNS)
			text[len++] = 0;
		end = from > 0 ? from - 1 : 0;
	} while (from > 0);
	buffer_add(out, (struct bytes){ text, len });
}

/* A dot at the end makes a name absolute, and no other name. */
static struct bytes
without_last_dot(struct bytes host)
{
	if (host.len > 1 && host.data[host.len - 1] == '.')
		host.len--;
	return host;
}

/* What keeps a presented name from being labels at all; NULL: nothing. */
static const char *
labels_problem(struct bytes host)
{
	size_t label = 0;

	if (host.len == 0)
		return N_("it is empty");
	if (host.len > HOST_MAX)
		return N_("it is longer than 253 octets");
	for (size_t i = 0; i <= host.len; i++) {
		if (i == host.len || host.data[i] == '.') {
			if (label == 0)
				return N_("it has an empty label");
			if (label > LABEL_MAX)
				return N_("a label is longer than 63 octets");
			label = 0;
		} else if (host.data[i] <= 0x20 || host.data[i] >= 0x7f) {
			return N_("it has an octet that host names do not "
			    "have");
		} else {
			label++;
		}
	}
	return NULL;
}

static const char *
host_problem(struct bytes host)
{
	if (bytes_have(host, '*'))
		return N_("constraints have no *");
	return host_name_problem(host);
}

/* ---- dNSName ------------------------------------------------------------ */

static const char *
dns_constraint(struct bytes base, struct buffer *out)
{
	const char *why;

	if (base.len == 0)
		return NULL;
	if (base.data[0] == '.')
		return N_("it begins with a dot, as only constraints on "
		    "mailboxes and URIs may");
	base = without_last_dot(base);
	why = host_problem(base);
	if (why == NULL)
		labels_add(out, base, LABELS_OF_DNS);
	return why;
}

static const char *
dns_name(struct bytes name, struct buffer *out)
{
	const char *why;

	name = without_last_dot(name);
	why = labels_problem(name);
	if (why == NULL)
		labels_add(out, name, LABELS_OF_DNS);
	return why;
}

bool
dns_wildcard(struct bytes name, struct bytes *rest)
{
	if (name.len < 3 || name.data[0] != '*' || name.data[1] != '.')
		return false;
	*rest = bytes_skip(name, 2);
	return true;
}

struct bytes
dns_key_parent(struct bytes key)
{
	size_t len = key.len > 0 ? key.len - 1 : 0;

	while (len > 0 && key.data[len - 1] != 0)
		len--;
	return (struct bytes){ key.data, len };
}

/* ---- rfc822Name --------------------------------------------------------- */

static bool
is_atom_octet(uint8_t c, bool utf8)
{
	return c > 0x20 && c != 0x7f && (c < 0x80 || utf8) &&
	    strchr("\"(),:;<>@[\\]", c) == NULL;
}

/* How long the local part is, RFC 5321 4.1.2; 0: it is none. */
static size_t
local_length(struct bytes text, bool utf8)
{
	size_t i = 0;

	if (text.len == 0 || text.data[0] != '"') {
		while (i < text.len && is_atom_octet(text.data[i], utf8))
			i++;
		return i;
	}
	for (i = 1; i < text.len && text.data[i] != '"'; i++) {
		if (text.data[i] == '\\')
			i++;
		if (i == text.len || text.data[i] < 0x20 ||
		    text.data[i] == 0x7f || (text.data[i] >= 0x80 && !utf8))
			return 0;
	}
	return i < text.len ? i + 1 : 0;
}

/* Cuts a mailbox in two. */
static const char *
mailbox_cut(struct bytes text, bool utf8, struct bytes *local,
    struct bytes *domain)
{
	size_t n = local_length(text, utf8);

	if (n < text.len && text.data[n] != '@')
		return N_("what stands before its @ is no local part");
	if (n == 0)
		return N_("nothing stands before its @");
	if (n == text.len)
		return N_("it has no @");
	*local = (struct bytes){ text.data, n };
	*domain = without_last_dot(bytes_skip(text, n + 1));
	return domain->len == 0 ? N_("nothing stands behind its @") :
	    bytes_have(*domain, '@') ? N_("it has more than one @") : NULL;
}

static void
mailbox_add(struct buffer *out, struct bytes local, struct bytes domain)
{
	labels_add(out, domain, LABELS_OF_HOST);
	buffer_byte(out, HOST_END);
	buffer_add(out, local);
	buffer_byte(out, 0);
}

/* "[192.0.2.1]", RFC 5321 4.1.3: a host, and within no other one. */
static bool
is_literal(struct bytes domain)
{
	return domain.len > 2 && domain.len <= HOST_MAX &&
	    domain.data[0] == '[' && domain.data[domain.len - 1] == ']';
}

static const char *
mailbox_name(struct bytes text, bool utf8, struct buffer *out)
{
	struct bytes local, domain;
	const char *why = mailbox_cut(text, utf8, &local, &domain);

	if (why != NULL)
		return why;
	if (is_literal(domain) ? !bytes_ascii(domain) :
	    labels_problem(domain) != NULL)
		return N_("what stands behind its @ is no host");
	mailbox_add(out, local, domain);
	return NULL;
}

/* A host, or with a dot in front all hosts below it. */
static const char *
host_constraint(struct bytes base, struct buffer *out)
{
	bool domain = base.len > 0 && base.data[0] == '.';
	const char *why;

	if (base.len == 0)
		return NULL;
	if (domain)
		base = bytes_skip(base, 1);
	base = without_last_dot(base);
	why = host_problem(base);
	if (why != NULL)
		return why;
	labels_add(out, base, LABELS_OF_HOST);
	buffer_byte(out, domain ? LABEL : HOST_END);
	return NULL;
}

static const char *
mailbox_constraint(struct bytes base, struct buffer *out)
{
	struct bytes local, domain;
	const char *why;

	if (!bytes_have(base, '@'))
		return host_constraint(base, out);
	why = mailbox_cut(base, false, &local, &domain);
	if (why == NULL && host_problem(domain) != NULL)
		why = N_("what stands behind its @ is no host name");
	if (why == NULL)
		mailbox_add(out, local, domain);
	return why;
}

bool
mailbox_key(struct bytes text, bool utf8, struct buffer *out, const char **why)
{
	*why = mailbox_name(text, utf8, out);
	return *why == NULL;
}

bool
smtp_utf8_mailbox(const struct general_name *name, struct bytes *mailbox)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, value;
	struct bytes type, text;

	if (name->kind != GN_OTHER)
		return false;
	der_start(&r, name->value, &trouble);
	if (!der_oid(&r, &type) || oid_find(type) != OID_ON_SMTP_UTF8_MAILBOX ||
	    !der_open(&r, DER_CONTEXT_CONSTRUCTED(0), &value) ||
	    !der_take(&value, DER_UTF8_STRING, &text))
		return false;
	*mailbox = text;
	return true;
}

/* ---- uniformResourceIdentifier ------------------------------------------- */

static bool
is_alpha(uint8_t c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* What stands between "scheme://" and the path; false: nothing does. */
static bool
uri_authority(struct bytes uri, struct bytes *authority)
{
	size_t i = 0, end;

	while (i < uri.len && (is_alpha(uri.data[i]) || (i > 0 &&
	    (is_digit(uri.data[i]) || uri.data[i] == '+' ||
	    uri.data[i] == '-' || uri.data[i] == '.'))))
		i++;
	if (i == 0 || uri.len - i < 3 || memcmp(uri.data + i, "://", 3) != 0)
		return false;
	i += 3;
	for (end = i; end < uri.len && uri.data[end] != '/' &&
	    uri.data[end] != '?' && uri.data[end] != '#'; end++)
		;
	*authority = (struct bytes){ uri.data + i, end - i };
	return true;
}

/* RFC 3986 3.2: what others read differently is not read at all. */
static bool
is_authority_octet(uint8_t c)
{
	return is_alpha(c) || is_digit(c) ||
	    (c != 0 && strchr("-._~%!$&'()*+,;=:@[]", c) != NULL);
}

/* The last label is a number, as many programs read numbers. */
static bool
is_numeric(struct bytes host)
{
	size_t from = host.len, i;

	while (from > 0 && host.data[from - 1] != '.')
		from--;
	host = bytes_skip(host, from);
	if (host.len >= 2 && host.data[0] == '0' && lower(host.data[1]) == 'x') {
		for (i = 2; i < host.len && (is_digit(host.data[i]) ||
		    (lower(host.data[i]) >= 'a' && lower(host.data[i]) <= 'f'));
		    i++)
			;
	} else {
		for (i = 0; i < host.len && is_digit(host.data[i]); i++)
			;
	}
	return host.len > 0 && i == host.len;
}

static const char *
authority_host(struct bytes authority, struct bytes *host)
{
	const uint8_t *at = NULL, *colon = NULL;
	size_t i;

	for (i = 0; i < authority.len; i++) {
		if (!is_authority_octet(authority.data[i]))
			return N_("its authority has an octet that none has");
		if (authority.data[i] != '@')
			continue;
		if (at != NULL)
			return N_("its authority has more than one @");
		at = authority.data + i;
	}
	if (at != NULL)
		authority = bytes_skip(authority,
		    (size_t)(at - authority.data) + 1);
	if (authority.len > 0 && authority.data[0] == '[')
		return N_("its host is an IP address");
	if (authority.len > 0)
		colon = memchr(authority.data, ':', authority.len);
	if (colon != NULL) {
		for (i = (size_t)(colon - authority.data) + 1;
		    i < authority.len; i++)
			if (!is_digit(authority.data[i]))
				return N_("its port is no number");
		authority.len = (size_t)(colon - authority.data);
	}
	*host = without_last_dot(authority);
	if (host->len == 0)
		return N_("its host is empty");
	if (is_numeric(*host))
		return N_("its host is an IP address");
	return host_name_problem(*host) != NULL ?
	    N_("its host is no host name") : NULL;
}

bool
uri_host(struct bytes uri, struct bytes *host, const char **why)
{
	struct bytes authority;

	*why = uri_authority(uri, &authority) ?
	    authority_host(authority, host) : N_("it names no host");
	return *why == NULL;
}

static const char *
uri_name(struct bytes uri, struct buffer *out)
{
	struct bytes host;
	const char *why;

	if (!uri_host(uri, &host, &why))
		return why;
	labels_add(out, host, LABELS_OF_HOST);
	buffer_byte(out, HOST_END);
	return NULL;
}

/* ---- iPAddress and directoryName ------------------------------------------- */

/* An octet a bit, behind one that tells IPv4 from IPv6. */
static void
bits_add(struct buffer *out, const uint8_t *address, size_t len, size_t bits)
{
	uint8_t text[1 + 128];

	text[0] = len == 4 ? '4' : '6';
	for (size_t i = 0; i < bits; i++)
		text[1 + i] = (address[i / 8] >> (7 - i % 8) & 1) != 0 ?
		    '1' : '0';
	buffer_add(out, (struct bytes){ text, 1 + bits });
}

static const char *
range_constraint(struct bytes base, struct buffer *out)
{
	const char *why = NULL;
	int bits = range_prefix(base, &why);

	if (bits >= 0)
		bits_add(out, base.data, base.len / 2, (size_t)bits);
	return bits >= 0 ? NULL : why;
}

static const char *
address_name(struct bytes address, struct buffer *out)
{
	if (address.len != 4 && address.len != 16)
		return N_("it is neither 4 octets (IPv4) nor 16 (IPv6)");
	bits_add(out, address.data, address.len, 8 * address.len);
	return NULL;
}

static const char *
directory_name(struct bytes name, struct buffer *out)
{
	return name_canonical(name, out) ? NULL : N_("it cannot be read");
}

/* ---- any form --------------------------------------------------------------- */

bool
name_key_serves(enum general_name_kind kind)
{
	return kind == GN_DNS || kind == GN_EMAIL || kind == GN_URI ||
	    kind == GN_IP || kind == GN_DIRECTORY;
}

bool
constraint_key(const struct general_name *base, struct buffer *out,
    const char **why)
{
	*why = N_("it is of a form that is not evaluated");
	if (base->kind == GN_DNS)
		*why = dns_constraint(base->value, out);
	else if (base->kind == GN_EMAIL)
		*why = mailbox_constraint(base->value, out);
	else if (base->kind == GN_URI)
		*why = host_constraint(base->value, out);
	else if (base->kind == GN_IP)
		*why = range_constraint(base->value, out);
	else if (base->kind == GN_DIRECTORY)
		*why = directory_name(base->value, out);
	return *why == NULL;
}

bool
name_key(const struct general_name *name, struct buffer *out, const char **why)
{
	*why = N_("it is of a form that is not evaluated");
	if (name->kind == GN_DNS)
		*why = dns_name(name->value, out);
	else if (name->kind == GN_EMAIL)
		*why = mailbox_name(name->value, false, out);
	else if (name->kind == GN_URI)
		*why = uri_name(name->value, out);
	else if (name->kind == GN_IP)
		*why = address_name(name->value, out);
	else if (name->kind == GN_DIRECTORY)
		*why = directory_name(name->value, out);
	return *why == NULL;
}
