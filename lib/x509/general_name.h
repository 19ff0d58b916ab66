/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GeneralName: RFC 5280 4.2.1.6. */
#ifndef X509_GENERAL_NAME_H
#define X509_GENERAL_NAME_H

#include "base/buffer.h"
#include "der/oid.h"
#include "der/reader.h"

enum general_name_kind {                /* the tag numbers */
	GN_OTHER, GN_EMAIL, GN_DNS, GN_X400, GN_DIRECTORY, GN_EDI_PARTY, GN_URI,
	GN_IP, GN_REGISTERED_ID
};

struct general_name {
	enum general_name_kind kind;
	struct bytes whole;             /* element with its context tag */
	struct bytes value;             /* contents: text, address, Name, OID */
};

struct general_name_walk {
	struct der_trouble trouble;
	struct der_reader names;
};

/* contents: of a SEQUENCE OF GeneralName, such as cert.subject_alt_name. */
void general_name_start(struct general_name_walk *w, struct bytes contents);
bool general_name_next(struct general_name_walk *w, struct general_name *out);

/*
 * Reads one GeneralName. Its form is looked at (tag, a Name in [4], an OID in
 * [8]); what text or address stands in it is left to who needs it.
 */
bool general_name_read(struct der_reader *r, struct general_name *out);

/*
 * The contents of the string in an otherName of that type: SRVName (RFC 4985),
 * SmtpUTF8Mailbox (RFC 9598), NAIRealm, xmppAddr. False: it is none, or holds
 * another kind of string than its definition says.
 */
bool other_name_text(const struct general_name *name, enum oid type,
    struct bytes *text);

/* "DNS", "IP", "email", "URI" ... */
const char *general_name_label(enum general_name_kind kind);
/* The same; of an otherName that we know, its type: "SRV", "SmtpUTF8". */
const char *general_name_title(const struct general_name *name);
/* Appends the value alone as text, escaped: "www.example", "192.0.2.1". */
void general_name_write(const struct general_name *name, struct buffer *out);

/* Appends the text of 4 or 16 octets by RFC 5952; hex for other lengths. */
void address_write(struct bytes octets, struct buffer *out);
/* Reads IPv4 or IPv6 text; *len becomes 4 or 16. */
bool address_read(const char *text, uint8_t octets[16], size_t *len);

#endif
