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
	leaf_names(s, defect_domain(s, "api."), defect_domain(s, "*.dev."));
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
	defect_name_beside(s, GN_EMAIL, bytes_of(defect_domain(s, "alice@")));
	s->name_type = CW_NAME_EMAIL;
	s->name = defect_domain(s, "bob@");
}

void
defect_PEER_NAME_REFERENCE_INVALID(struct scenario *s)
{
	s->name = "www demo..test";
}

void
defect_PEER_NAME_WILDCARD_NOT_LEFTMOST(struct scenario *s)
{
	leaf_names(s, defect_domain(s, "api."),
	    defect_text(s, "%.*s.*%s", (int)strcspn(s->name, "."), s->name,
	    strrchr(s->name, '.')));
}

void
defect_PEER_NAME_WILDCARD_PARTIAL_LABEL(struct scenario *s)
{
	leaf_names(s, defect_domain(s, "api."), defect_text(s, "%c*.%s",
	    s->name[0], s->domain));
}

void
defect_PEER_NAME_WILDCARD_SPANS_LABELS(struct scenario *s)
{
	defect_name_beside(s, GN_DNS, bytes_of(defect_domain(s, "*.")));
	s->name = defect_domain(s, "www.shop.");
}

/* It would match, were the wildcard taken inside the A-label of "bücher". */
void
defect_PEER_NAME_WILDCARD_IN_IDNA_LABEL(struct scenario *s)
{
	defect_name_beside(s, GN_DNS, bytes_of(defect_domain(s, "xn--*-kva.")));
	s->name = defect_domain(s, "xn--bcher-kva.");
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
	defect_name_beside(s, GN_DNS, bytes_of(defect_domain(s, "my_host.")));
}

void
defect_SAN_DNS_NOT_ASCII(struct scenario *s)
{
	defect_name_beside(s, GN_DNS,
	    bytes_of(defect_domain(s, "b\xc3\xbc" "cher.")));
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
	defect_name_beside(s, GN_EMAIL,
	    bytes_of(defect_domain(s, "j\xc3\xb6rg@")));
}

void
defect_COMMON_NAME_NOT_IN_SAN(struct scenario *s)
{
	spec_subject(s->leaf, defect_domain(s, "other."), NULL);
}

void
defect_COMMON_NAME_NOT_VERBATIM(struct scenario *s)
{
	char *name = defect_text(s, "%s", s->name);

	for (char *at = name; *at != '\0'; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	spec_subject(s->leaf, name, NULL);
}

/* A certificate for the host's chat, asked for its mail. */
void
defect_PEER_NAME_SERVICE_MISMATCH(struct scenario *s)
{
	defect_name_beside(s, GN_OTHER,
	    defect_srv(s->leaf, defect_domain(s, "_xmpp-client.")));
	s->name_type = CW_NAME_SRV;
	s->name = defect_domain(s, "_imap.");
}

void
defect_PEER_NAME_WILDCARD_PUBLIC_SUFFIX(struct scenario *s)
{
	defect_name_beside(s, GN_DNS,
	    bytes_of(defect_text(s, "*%s", strrchr(s->name, '.'))));
}
