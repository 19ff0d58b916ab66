/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/escape.h"
#include "der/oid.h"
#include "x509/general_name.h"
#include "x509/name.h"

/* GeneralName ::= CHOICE { otherName [0] ... registeredID [8] }; a Name, being
   a CHOICE itself, is tagged explicitly. */
static const uint8_t tag_of[] = {
	[GN_OTHER] = DER_CONTEXT_CONSTRUCTED(0),
	[GN_EMAIL] = DER_CONTEXT(1),
	[GN_DNS] = DER_CONTEXT(2),
	[GN_X400] = DER_CONTEXT_CONSTRUCTED(3),
	[GN_DIRECTORY] = DER_CONTEXT_CONSTRUCTED(4),
	[GN_EDI_PARTY] = DER_CONTEXT_CONSTRUCTED(5),
	[GN_URI] = DER_CONTEXT(6),
	[GN_IP] = DER_CONTEXT(7),
	[GN_REGISTERED_ID] = DER_CONTEXT(8)
};

void
general_name_start(struct general_name_walk *w, struct bytes contents)
{
	w->trouble = (struct der_trouble){ .fault = DER_FINE };
	der_start(&w->names, contents, &w->trouble);
}

bool
general_name_next(struct general_name_walk *w, struct general_name *out)
{
	return der_more(&w->names) && general_name_read(&w->names, out);
}

/* OtherName ::= SEQUENCE { type-id OID, value [0] EXPLICIT ANY } */
static bool
other_name_read(struct der_reader *r)
{
	struct der_reader value;
	struct der_element any;
	struct bytes type;

	return der_oid(r, &type) &&
	    der_open(r, DER_CONTEXT_CONSTRUCTED(0), &value) &&
	    der_opaque(&value, &any) && der_end(&value) && der_end(r);
}

static bool
directory_name_read(struct der_reader *r)
{
	struct bytes name;
	const uint8_t *start = r->next;
	struct name_fault fault;

	if (!der_take(r, DER_SEQUENCE, &name) || !der_end(r))
		return false;
	name = (struct bytes){ start, (size_t)(r->next - start) };
	if (name_check(name, r->trouble->limits, &fault))
		return true;
	return fault.limit != LIMIT_COUNT ?
	    der_refuse_limit(r, fault.limit, fault.at) :
	    der_refuse(r, DER_TAG_UNEXPECTED, fault.at);
}

/* X.690 8.19.2, for an OID whose tag is implicit. */
static bool
oid_check(struct der_reader *r, struct bytes contents)
{
	size_t most = limit_most(r->trouble->limits, LIMIT_OID_OCTETS), i;
	bool starts = true;

	for (i = 0; i < contents.len && i < most; i++) {
		if (starts && contents.data[i] == 0x80)
			break;
		starts = contents.data[i] < 0x80;
	}
	if (i > 0 && i == contents.len && starts)
		return true;
	if (contents.len == 0)
		return der_refuse(r, DER_OID_INVALID, contents.data - 1);
	if (i == most)
		return der_refuse_limit(r, LIMIT_OID_OCTETS,
		    contents.data + i);
	return der_refuse(r, DER_OID_INVALID, contents.data +
	    (i < contents.len ? i : i - 1));
}

bool
general_name_read(struct der_reader *r, struct general_name *out)
{
	struct der_reader copy = *r, inner;
	struct der_element e;
	unsigned kind;

	if (!der_any(r, &e))
		return false;
	kind = e.tag & 0x1f;
	if (kind >= sizeof(tag_of) || e.tag != tag_of[kind]) {
		*r = copy;
		return der_refuse(r, DER_TAG_UNEXPECTED, e.whole.data);
	}
	if (kind == GN_OTHER || kind == GN_DIRECTORY) {
		if (!der_open(&copy, e.tag, &inner))
			return false;
		if (kind == GN_OTHER ? !other_name_read(&inner) :
		    !directory_name_read(&inner))
			return false;
	}
	if ((kind == GN_X400 || kind == GN_EDI_PARTY) &&
	    !der_measure(e.value, r->depth + 1, r->trouble))
		return false;
	if (kind == GN_REGISTERED_ID && !oid_check(r, e.value))
		return false;
	out->kind = (enum general_name_kind)kind;
	out->whole = e.whole;
	out->value = e.value;
	return true;
}

const char *
general_name_label(enum general_name_kind kind)
{
	switch (kind) {
	case GN_OTHER:
		return "other";
	case GN_EMAIL:
		return "email";
	case GN_DNS:
		return "DNS";
	case GN_X400:
		return "X.400";
	case GN_DIRECTORY:
		return "directory";
	case GN_EDI_PARTY:
		return "EDI party";
	case GN_URI:
		return "URI";
	case GN_IP:
		return "IP";
	case GN_REGISTERED_ID:
		return "registered ID";
	}
	return "unknown";
}

static const struct {
	enum oid type;
	uint8_t tag;
	const char *title;
} other_names[] = {
	{ OID_ON_DNS_SRV, DER_IA5_STRING, "SRV" },
	{ OID_ON_SMTP_UTF8_MAILBOX, DER_UTF8_STRING, "SmtpUTF8" },
	{ OID_ON_NAI_REALM, DER_UTF8_STRING, "NAIRealm" },
	{ OID_ON_XMPP_ADDR, DER_UTF8_STRING, "xmppAddr" },
};
#define OTHER_NAMES (sizeof(other_names) / sizeof(other_names[0]))

bool
other_name_text(const struct general_name *name, enum oid type,
    struct bytes *text)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, value;
	struct bytes oid;
	size_t i = 0;

	while (i < OTHER_NAMES && other_names[i].type != type)
		i++;
	if (i == OTHER_NAMES || name->kind != GN_OTHER)
		return false;
	der_start(&r, name->value, &trouble);
	return der_oid(&r, &oid) && oid_find(oid) == type &&
	    der_open(&r, DER_CONTEXT_CONSTRUCTED(0), &value) &&
	    der_take(&value, other_names[i].tag, text);
}

const char *
general_name_title(const struct general_name *name)
{
	struct bytes text;

	for (size_t i = 0; name->kind == GN_OTHER && i < OTHER_NAMES; i++)
		if (other_name_text(name, other_names[i].type, &text))
			return other_names[i].title;
	return general_name_label(name->kind);
}

static void
other_name_write(const struct general_name *name, struct buffer *out)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct bytes type, text;
	struct der_reader r;

	for (size_t i = 0; i < OTHER_NAMES; i++)
		if (other_name_text(name, other_names[i].type, &text)) {
			escape_text(out, text, 0);
			return;
		}
	der_start(&r, name->value, &trouble);
	if (der_oid(&r, &type)) {
		oid_write(out, type);
		buffer_byte(out, ' ');
	}
	escape_hex(out, der_rest(&r), 32);
}

void
general_name_write(const struct general_name *name, struct buffer *out)
{
	switch (name->kind) {
	case GN_EMAIL:
	case GN_DNS:
	case GN_URI:
		escape_text(out, name->value, 0);
		return;
	case GN_DIRECTORY:
		name_write(name->value, out);
		return;
	case GN_IP:
		address_write(name->value, out);
		return;
	case GN_REGISTERED_ID:
		oid_write(out, name->value);
		return;
	case GN_OTHER:
		other_name_write(name, out);
		return;
	case GN_X400:
	case GN_EDI_PARTY:
		break;
	}
	escape_hex(out, name->value, 32);
}
