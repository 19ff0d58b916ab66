/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/mark.h"
#include "path/service_name.h"

static bool
is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ), RFC 3986 3.1. */
static bool
is_scheme(struct bytes text)
{
	if (text.len == 0 || !is_letter(text.data[0]))
		return false;
	for (size_t i = 1; i < text.len; i++) {
		uint8_t c = text.data[i];

		if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' &&
		    c != '.')
			return false;
	}
	return true;
}

/* RFC 6335 5.1, which a service name of SRV records follows. */
static bool
is_service(struct bytes text)
{
	bool letter = false;

	if (text.len == 0 || text.len > LABEL_MAX || text.data[0] == '-' ||
	    text.data[text.len - 1] == '-')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];

		if (!is_letter(c) && !is_digit(c) && c != '-')
			return false;
		letter = letter || is_letter(c);
	}
	return letter;
}

/* Up to the first octet that is one of these. */
static struct bytes
cut_at(struct bytes text, const char *ends)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] == 0 || strchr(ends, text.data[i]) != NULL)
			return (struct bytes){ text.data, i };
	return text;
}

/*
 * With an authority, "https://user@host:port/path"; without one, as in
 * "sip:user@host;transport=tcp", what stands behind the scheme is read alike.
 */
bool
uri_split(struct bytes uri, struct service_name *out)
{
	struct bytes scheme = cut_at(uri, ":"), rest, host;
	size_t at;

	if (scheme.len == uri.len || uri.data[scheme.len] != ':' ||
	    !is_scheme(scheme))
		return false;
	rest = bytes_skip(uri, scheme.len + 1);
	if (rest.len >= 2 && rest.data[0] == '/' && rest.data[1] == '/')
		rest = cut_at(bytes_skip(rest, 2), "/?#");
	else
		rest = cut_at(rest, "/?#;");
	for (at = rest.len; at > 0 && rest.data[at - 1] != '@'; at--)
		;
	rest = bytes_skip(rest, at);
	/* An address in brackets is no host name; it stays as it is. */
	host = rest.len > 0 && rest.data[0] == '[' ? rest : cut_at(rest, ":");
	if (host.len == 0)
		return false;
	*out = (struct service_name){ uri, scheme, host };
	return true;
}

bool
srv_split(struct bytes name, struct service_name *out)
{
	struct bytes label = cut_at(name, "."), service;

	if (label.len < 2 || label.data[0] != '_' || label.len + 1 >= name.len)
		return false;
	service = bytes_skip(label, 1);
	if (!is_service(service) || name.data[label.len] != '.')
		return false;
	*out = (struct service_name){ name, service,
		bytes_skip(name, label.len + 1) };
	return true;
}

bool
service_name_of(const struct general_name *gn, enum cw_name_type type,
    struct service_name *out)
{
	struct bytes text;

	if (type == CW_NAME_URI)
		return gn->kind == GN_URI && uri_split(gn->value, out);
	return type == CW_NAME_SRV &&
	    other_name_text(gn, OID_ON_DNS_SRV, &text) && srv_split(text, out);
}

void
service_reference_read(struct reference_name *r, const char *name)
{
	struct service_name split;
	char host[4 * HOST_MAX + 1];
	bool uri = r->type == CW_NAME_URI;

	if (uri ? !uri_split(bytes_of(name), &split) :
	    !srv_split(bytes_of(name), &split)) {
		r->problem = uri ?
		    N_("a URI begins with its scheme and names a host") :
		    N_("an SRV name is written _service.host");
		return;
	}
	if (!uri && split.host.data[0] == '_') {
		r->problem = N_("an SRV name is written without _tcp or _udp");
		return;
	}
	if (split.host.len >= sizeof(host)) {
		r->problem = N_("it is longer than 253 octets");
		return;
	}
	memcpy(host, split.host.data, split.host.len);
	host[split.host.len] = '\0';
	r->service = split.service;
	reference_host_read(r, host);
}

bool
service_matches(const struct service_name *presented,
    const struct reference_name *r)
{
	return same_letters(presented->service, r->service);
}
