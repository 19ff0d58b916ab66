/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"

/* A certificate of another server, which has that name as common name too. */
static void
leaf_names(struct scenario *s, const char *own, const char *more)
{
	spec_subject(s->leaf, own, NULL);
	defect_dns(s->leaf, own, more);
}

void
defect_PEER_NAME_DNS_MISMATCH(struct scenario *s)
{
	leaf_names(s, "api.demo.test", "*.dev.demo.test");
}

void
defect_PEER_NAME_IP_MISMATCH(struct scenario *s)
{
	static const uint8_t address[] = { 192, 0, 2, 1 };

	defect_name_beside(s, GN_IP,
	    (struct bytes){ address, sizeof(address) });
	s->name_type = CW_NAME_IP;
	s->name = "192.0.2.2";
}

void
defect_PEER_NAME_EMAIL_MISMATCH(struct scenario *s)
{
	defect_name_beside(s, GN_EMAIL, bytes_of("alice@demo.test"));
	s->name_type = CW_NAME_EMAIL;
	s->name = "bob@demo.test";
}

void
defect_PEER_NAME_REFERENCE_INVALID(struct scenario *s)
{
	s->name = "www demo..test";
}

void
defect_PEER_NAME_WILDCARD_NOT_LEFTMOST(struct scenario *s)
{
	leaf_names(s, "api.demo.test", "www.*.test");
}

void
defect_PEER_NAME_WILDCARD_PARTIAL_LABEL(struct scenario *s)
{
	leaf_names(s, "api.demo.test", "w*.demo.test");
}

void
defect_PEER_NAME_WILDCARD_SPANS_LABELS(struct scenario *s)
{
	defect_name_beside(s, GN_DNS, bytes_of("*.demo.test"));
	s->name = "www.shop.demo.test";
}

/* It would match, were the wildcard taken inside the A-label of "bücher". */
void
defect_PEER_NAME_WILDCARD_IN_IDNA_LABEL(struct scenario *s)
{
	defect_name_beside(s, GN_DNS, bytes_of("xn--*-kva.demo.test"));
	s->name = "xn--bcher-kva.demo.test";
}

void
defect_PEER_NAME_COMMON_NAME_ONLY(struct scenario *s)
{
	spec_remove(s->leaf, OID_CE_SUBJECT_ALT_NAME);
}

void
defect_SAN_EMPTY(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_SUBJECT_ALT_NAME, false,
	    defect_empty(s->leaf));
}

void
defect_SAN_DNS_MALFORMED(struct scenario *s)
{
	defect_name_beside(s, GN_DNS, bytes_of("my_host.demo.test"));
}

void
defect_SAN_DNS_NOT_ASCII(struct scenario *s)
{
	defect_name_beside(s, GN_DNS, bytes_of("b\xc3\xbc" "cher.demo.test"));
}

void
defect_SAN_IP_IN_DNS_NAME(struct scenario *s)
{
	defect_name_beside(s, GN_DNS, bytes_of("192.0.2.1"));
	s->name_type = CW_NAME_IP;
	s->name = "192.0.2.1";
}

void
defect_SAN_IP_LENGTH_INVALID(struct scenario *s)
{
	static const uint8_t address[] = { 192, 0, 2 };

	defect_name_beside(s, GN_IP,
	    (struct bytes){ address, sizeof(address) });
}

void
defect_SAN_EMAIL_OR_URI_MALFORMED(struct scenario *s)
{
	defect_name_beside(s, GN_EMAIL, bytes_of("j\xc3\xb6rg@demo.test"));
}

void
defect_COMMON_NAME_NOT_IN_SAN(struct scenario *s)
{
	spec_subject(s->leaf, "other.demo.test", NULL);
}

void
defect_COMMON_NAME_NOT_VERBATIM(struct scenario *s)
{
	spec_subject(s->leaf, "WWW.Demo.Test", NULL);
}

/* A certificate for the host's chat, asked for its mail. */
void
defect_PEER_NAME_SERVICE_MISMATCH(struct scenario *s)
{
	defect_name_beside(s, GN_OTHER,
	    defect_srv(s->leaf, "_xmpp-client.demo.test"));
	s->name_type = CW_NAME_SRV;
	s->name = "_imap.demo.test";
}

void
defect_PEER_NAME_WILDCARD_PUBLIC_SUFFIX(struct scenario *s)
{
	defect_name_beside(s, GN_DNS, bytes_of("*.test"));
}
