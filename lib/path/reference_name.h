/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whom a certificate has to name (the reference identity of RFC 9525), prepared
 * once for a validation, and whether a name of a certificate is that one.
 */
#ifndef PATH_REFERENCE_NAME_H
#define PATH_REFERENCE_NAME_H

#include <chainwright.h>
#include "base/idna.h"

/* Slices point into the struct itself and into the name that was asked for. */
struct reference_name {
	bool prepared;
	bool failed;                    /* no memory */
	enum cw_name_type type;
	const char *problem;            /* why it is not legal; NULL: it is */
	struct bytes asked;             /* as it was asked for */
	struct bytes host;              /* A-labels, lower case, no dot at its
	                                   end; of a mailbox: its domain */
	struct bytes service;           /* of a URI its scheme, of an SRV name
	                                   what stands behind the _ */
	struct bytes mailbox;           /* before the @, octet for octet */
	struct bytes address;           /* 4 or 16 octets */
	char host_text[HOST_MAX + 1];
	uint8_t octets[16];
};

/*
 * Prepares the name. The type CW_NAME_NONE is guessed. False: it is no legal
 * name of that type (see problem), or no memory (see failed). A host name is
 * made of letters, digits, hyphens and underscores (hosts with underscores
 * exist, though RFC 9525 knows none); a dot at its end is dropped; its last
 * label is not a number, lest an address pass for a host; a wildcard is no
 * host.
 */
bool reference_name_read(struct reference_name *r, enum cw_name_type type,
    const char *name);
/* The host part of it alone. */
void reference_host_read(struct reference_name *r, const char *host);

/* Whether the octets are the same but for the case of ASCII letters. */
bool same_letters(struct bytes a, struct bytes b);

enum dns_near_miss {            /* a later one tells more */
	DNS_DIFFERENT,
	DNS_IN_IDNA_LABEL,      /* the * is a part of an A-label */
	DNS_SPANS_LABELS,       /* the * had to stand for several labels */
	DNS_PARTIAL_LABEL,      /* the * is a part of the left-most label */
	DNS_NOT_LEFTMOST        /* a * stands in another label */
};

/*
 * RFC 9525 6.3: whether a dNSName names the host, which is in lower case. The
 * left-most label may be a *, which stands for exactly one label.
 */
bool dns_name_matches(struct bytes presented, struct bytes host);
/* Which rule alone keeps a dNSName with a * from naming the host. */
enum dns_near_miss dns_name_near_miss(struct bytes presented,
    struct bytes host);
/* Labels that are the same, counted from the right. */
size_t dns_name_common(struct bytes presented, struct bytes host);

/*
 * RFC 5280 7.5: an rfc822Name is the mailbox, the local part octet for octet,
 * the domain without regard to case.
 */
bool mailbox_matches(struct bytes presented, const struct reference_name *r);
/*
 * RFC 9598 3 and 5: the same for a SmtpUTF8Mailbox, which holds only mailboxes
 * whose local part is not ASCII. Its domain is compared as A-labels; RFC 8398
 * had it in U-labels.
 */
bool utf8_mailbox_matches(struct bytes presented,
    const struct reference_name *r);

/* How near a mailbox is that does not match: 2 for the domain, 1 more for what
   stands before the @ but for the case of its letters. */
size_t mailbox_likeness(struct bytes presented,
    const struct reference_name *r);

/* Whether the octets are the text of an address; then what it says. */
bool address_text(struct bytes text, uint8_t octets[16], size_t *len);

#endif
