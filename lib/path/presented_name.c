/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The form of a certificate's names: rows san-* and common-name-*. */
#include "config.h"

#include "base/mark.h"
#include "der/string.h"
#include "path/name_key.h"
#include "path/peer_name.h"
#include "x509/general_name.h"
#include "x509/name.h"

/* One row about one certificate: the first name that breaks it, and how many
   do. */
struct tally {
	size_t count;
	struct general_name first;
	const char *why;
};

struct tallies {
	struct tally dns, ascii, address, length, text, suffix;
};

static void
tally_add(struct tally *t, const struct general_name *gn, const char *why)
{
	if (t->count++ > 0)
		return;
	t->first = *gn;
	t->why = why;
}

static bool
is_strict(const struct walk *w)
{
	return w->question->strict || w->question->profile == CW_WEBPKI;
}

/* A dNSName of ASCII that is not in preferred name syntax; NULL: it is. */
static const char *
dns_problem(struct bytes name)
{
	if (bytes_have(name, '\0'))
		return N_("it holds an octet 00");
	if (name.len > 0 && name.data[name.len - 1] == '.')
		return N_("it ends with a dot");
	if (name.len > HOST_MAX)
		return N_("it is longer than 253 octets");
	if (name.len > 2 && name.data[0] == '*' && name.data[1] == '.')
		name = bytes_skip(name, 2);
	if (bytes_equal_string(name, "*"))
		return N_("nothing stands behind its *");
	if (bytes_have(name, '*'))
		return N_("its * is not the whole left-most label");
	if (bytes_have(name, '_'))
		return N_("it has an underscore");
	return host_name_problem(name);
}

/* The name asked for is an address, and this is its text. */
static bool
is_address_asked(struct walk *w, const uint8_t *octets, size_t len)
{
	const struct reference_name *r = peer_reference(w);

	return w->is_target && r != NULL && r->type == CW_NAME_IP &&
	    bytes_equal((struct bytes){ octets, len }, r->address);
}

/* check_peer_name says more about a * that keeps the name from matching. */
static bool
is_near_miss(struct walk *w, struct bytes name)
{
	const struct reference_name *r = peer_reference(w);

	return w->is_target && r != NULL && r->type == CW_NAME_DNS &&
	    dns_name_near_miss(name, r->host) != DNS_DIFFERENT;
}

/*
 * BR 3.2.2.6: a *. before a public suffix speaks for the domains of everybody.
 * The rest of the name is in preferred name syntax.
 */
static bool
covers_suffix(const struct walk *w, struct bytes name)
{
	const struct cw_question *q = w->question;
	char domain[HOST_MAX + 1];

	/* It is about names that are asked for, and about issuing. */
	if (!w->is_target || (q->any_name && !q->strict) || name.len < 3 ||
	    name.len - 2 > HOST_MAX || name.data[0] != '*')
		return false;
	name = bytes_skip(name, 2);
	if (q->public_suffix == NULL)
		return !bytes_have(name, '.');
	for (size_t i = 0; i < name.len; i++)
		domain[i] = (char)(name.data[i] >= 'A' && name.data[i] <= 'Z' ?
		    name.data[i] - 'A' + 'a' : name.data[i]);
	domain[name.len] = '\0';
	return q->public_suffix(q->public_suffix_context, domain);
}

static void
dns_add(struct walk *w, struct tallies *t, const struct general_name *gn)
{
	const char *why;
	uint8_t octets[16];
	size_t len;

	if (!bytes_ascii(gn->value)) {
		tally_add(&t->ascii, gn, NULL);
	} else if (address_text(gn->value, octets, &len)) {
		if (is_strict(w) && !is_address_asked(w, octets, len))
			tally_add(&t->address, gn, NULL);
	} else {
		why = dns_problem(gn->value);
		if (why != NULL && !is_near_miss(w, gn->value))
			tally_add(&t->dns, gn, why);
		if (why == NULL && covers_suffix(w, gn->value))
			tally_add(&t->suffix, gn, NULL);
	}
}

static bool
has_control(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] <= 0x20 || text.data[i] >= 0x7f)
			return true;
	return false;
}

static const char *
mailbox_problem(struct bytes text)
{
	size_t at = text.len;

	while (at > 0 && text.data[at - 1] != '@')
		at--;
	if (at == 0)
		return N_("it has no @");
	if (at == 1)
		return N_("nothing stands before its @");
	if (at == text.len)
		return N_("nothing stands behind its @");
	if (text.data[at] == '[')       /* an address literal, RFC 5321 4.1.3 */
		return NULL;
	return host_name_problem(bytes_skip(text, at)) != NULL ?
	    N_("what stands behind its @ is no host name") : NULL;
}

/* URI ::= scheme ":" ..., RFC 3986 3.1. */
static const char *
uri_problem(struct bytes text)
{
	size_t i;

	for (i = 0; i < text.len && text.data[i] != ':'; i++) {
		uint8_t c = (uint8_t)(text.data[i] | 0x20);

		if ((c < 'a' || c > 'z') && (i == 0 ||
		    ((text.data[i] < '0' || text.data[i] > '9') &&
		    text.data[i] != '+' && text.data[i] != '-' &&
		    text.data[i] != '.')))
			return N_("it does not begin with a scheme such as "
			    "https:");
	}
	if (i == 0 || i + 1 >= text.len)
		return N_("it does not begin with a scheme such as https:");
	return NULL;
}

/*
 * What is no ASCII is refused by most clients. That the rest has the form of a
 * mailbox or a URI matters to issuers alone.
 */
static void
text_add(struct walk *w, struct tallies *t, const struct general_name *gn)
{
	const char *why = NULL;

	if (!bytes_ascii(gn->value))
		why = N_("it has an octet outside ASCII");
	else if (w->question->profile == CW_TLS && !w->question->strict)
		return;
	else if (gn->kind == GN_URI)
		why = has_control(gn->value) ?
		    N_("it has a space or a control character") :
		    uri_problem(gn->value);
	else
		why = mailbox_problem(gn->value);
	if (why != NULL)
		tally_add(&t->text, gn, why);
}

static void
name_add(struct walk *w, struct tallies *t, const struct general_name *gn)
{
	if (gn->kind == GN_DNS)
		dns_add(w, t, gn);
	else if (gn->kind == GN_IP && gn->value.len != 4 && gn->value.len != 16)
		tally_add(&t->length, gn, NULL);
	else if (gn->kind == GN_EMAIL || gn->kind == GN_URI)
		text_add(w, t, gn);
}

/* The same name was found to be none where its form is constrained. */
static bool
is_told(const struct walk *w, const struct tally *t)
{
	const struct findings *found = w->found;

	for (size_t i = 0; i < found->count; i++)
		if (found->list[i].id == F_NC_PRESENTED_NAME_MALFORMED &&
		    found->list[i].cert == w->cert && bytes_within(
		    found->list[i].at, t->first.whole))
			return true;
	return false;
}

static struct finding *
find_name(struct walk *w, enum failure_id id, const struct tally *t)
{
	return find(w->found, id, w->cert, FIELD_SUBJECT_ALT_NAME,
	    t->first.value);
}

static void
find_tallies(struct walk *w, const struct tallies *t)
{
	struct finding *f;

	if (t->dns.count > 0 && !is_told(w, &t->dns)) {
		f = find_name(w, F_SAN_DNS_MALFORMED, &t->dns);
		f->value[0] = value_text(t->dns.first.value);
		f->value[1] = value_word(t->dns.why);
		f->value[2] = value_number((int64_t)t->dns.count);
	}
	if (t->suffix.count > 0) {
		f = find_name(w, F_PEER_NAME_WILDCARD_PUBLIC_SUFFIX,
		    &t->suffix);
		f->value[0] = value_text(t->suffix.first.value);
		f->value[1] = value_text(
		    bytes_skip(t->suffix.first.value, 2));
	}
	if (t->ascii.count > 0 && !is_told(w, &t->ascii)) {
		f = find_name(w, F_SAN_DNS_NOT_ASCII, &t->ascii);
		f->value[0] = value_text(t->ascii.first.value);
		f->value[1] = value_number((int64_t)t->ascii.count);
	}
	if (t->address.count > 0) {
		f = find_name(w, F_SAN_IP_IN_DNS_NAME, &t->address);
		f->value[0] = value_text(t->address.first.value);
	}
	if (t->length.count > 0 && !is_told(w, &t->length)) {
		f = find_name(w, F_SAN_IP_LENGTH_INVALID, &t->length);
		f->value[0] = value_number((int64_t)t->length.first.value.len);
		f->value[1] = value_hex(t->length.first.value);
	}
	if (t->text.count > 0 && !is_told(w, &t->text)) {
		f = find_name(w, F_SAN_EMAIL_OR_URI_MALFORMED, &t->text);
		f->value[0] = value_text(t->text.first.value);
		f->value[1] = value_word(t->text.why);
		f->value[2] = value_word(
		    general_name_label(t->text.first.kind));
	}
}

/* ---- the common name ---------------------------------------------------- */

/* COPY_BASE: the domain that was validated for a wildcard (BR 3.2.2.6). */
enum copy { COPY_NONE, COPY_LOOSE, COPY_BASE, COPY_EXACT };

/* inet_aton's forms: decimal, octal or hexadecimal, one to four parts. */
static bool
loose_ipv4(struct bytes text, uint8_t out[4])
{
	uint64_t part[4] = { 0 }, last;
	size_t i = 0, parts = 0;

	while (parts < 4) {
		unsigned base = 10;
		size_t start;

		if (i + 1 < text.len && text.data[i] == '0' &&
		    (text.data[i + 1] | 0x20) == 'x') {
			base = 16;
			i += 2;
		}
		for (start = i; i < text.len && text.data[i] != '.'; i++) {
			uint8_t c = (uint8_t)(text.data[i] | 0x20);
			unsigned digit = c >= 'a' && c <= 'f' ?
			    (unsigned)(c - 'a') + 10 :
			    (unsigned)text.data[i] - '0';

			if (digit >= base || part[parts] > UINT32_MAX)
				return false;
			part[parts] = part[parts] * base + digit;
		}
		if (i == start)
			return false;
		parts++;
		if (i == text.len)
			break;
		i++;
	}
	if (i != text.len || text.data[i - 1] == '.')
		return false;
	last = part[parts - 1];
	for (size_t n = 0; n + 1 < parts; n++)
		if (part[n] > 255)
			return false;
	if (last >> (8 * (5 - parts)) != 0)
		return false;
	for (size_t n = 0; n + 1 < parts; n++)
		last |= part[n] << (8 * (3 - n));
	for (size_t n = 0; n < 4; n++)
		out[n] = (uint8_t)(last >> (8 * (3 - n)));
	return true;
}

static enum copy
address_copy(struct bytes cn, struct bytes address)
{
	struct buffer text = BUFFER_EMPTY;
	uint8_t octets[16];
	size_t len = 4;
	enum copy copy = COPY_NONE;

	address_write(address, &text);
	if (bytes_equal(cn, buffer_bytes(&text)))
		copy = COPY_EXACT;
	else if ((address_text(cn, octets, &len) || loose_ipv4(cn, octets)) &&
	    bytes_equal(address, (struct bytes){ octets, len }))
		copy = COPY_LOOSE;
	buffer_free(&text);
	return copy;
}

/* The host that a common name means, in lower case and A-labels. */
static bool
host_of(struct bytes cn, struct reference_name *host)
{
	char copy[4 * HOST_MAX + 1];

	if (cn.len >= sizeof(copy) || bytes_have(cn, '\0'))
		return false;
	memcpy(copy, cn.data, cn.len);
	copy[cn.len] = '\0';
	return reference_name_read(host, CW_NAME_DNS, copy);
}

static enum copy
name_copy(struct bytes cn, const struct general_name *gn)
{
	struct reference_name host, same;
	struct bytes base;

	if (gn->kind == GN_IP)
		return address_copy(cn, gn->value);
	if (gn->kind != GN_DNS && gn->kind != GN_EMAIL)
		return COPY_NONE;
	if (bytes_equal(cn, gn->value))
		return COPY_EXACT;
	if (gn->kind != GN_DNS || !host_of(cn, &host))
		return COPY_NONE;
	if (dns_wildcard(gn->value, &base) && host_of(base, &same) &&
	    bytes_equal(host.host, same.host))
		return COPY_BASE;
	return host_of(gn->value, &same) && bytes_equal(host.host, same.host) ?
	    COPY_LOOSE : COPY_NONE;
}

/* What the common name would have to be. */
static struct bytes
name_text(struct walk *w, const struct general_name *gn)
{
	struct buffer text = BUFFER_EMPTY;
	struct bytes out = gn->value;

	if (gn->kind == GN_IP) {
		address_write(gn->value, &text);
		out.len = text.len;
		out.data = arena_copy(w->found->arena, buffer_bytes(&text));
		if (out.data == NULL) {
			w->found->failed = true;
			out.len = 0;
		}
		buffer_free(&text);
	}
	return out;
}

/*
 * BR 7.1.4.3: the common name is a copy of one of the names. A host beside names
 * of other kinds alone has none that it could copy.
 */
static void
check_common_name(struct walk *w)
{
	struct buffer text = BUFFER_EMPTY;
	struct general_name_walk names;
	struct general_name gn, meant = { 0 };
	struct name_attribute cn;
	enum copy copy = COPY_NONE, one;
	struct reference_name host;
	bool has_host = false;
	struct finding *f;

	if (!name_common_name(w->cert->subject, &cn))
		return;
	der_string_utf8(cn.tag, cn.value, &text);
	w->found->failed = w->found->failed || text.failed;
	general_name_start(&names, w->cert->subject_alt_name);
	while (copy != COPY_EXACT && general_name_next(&names, &gn)) {
		has_host = has_host || gn.kind == GN_DNS;
		one = name_copy(buffer_bytes(&text), &gn);
		if (one > copy) {
			copy = one;
			meant = gn;
		}
	}
	if (copy == COPY_NONE && !has_host &&
	    host_of(buffer_bytes(&text), &host))
		copy = COPY_BASE;
	buffer_free(&text);
	if (copy >= COPY_BASE)
		return;
	f = find(w->found, copy == COPY_LOOSE ? F_COMMON_NAME_NOT_VERBATIM :
	    F_COMMON_NAME_NOT_IN_SAN, w->cert, FIELD_COMMON_NAME, cn.value);
	f->value[0] = value_text(cn.value);
	if (copy == COPY_LOOSE)
		f->value[1] = value_text(name_text(w, &meant));
}

void
check_names(struct walk *w)
{
	const struct cw_question *q = w->question;
	const struct extension *san;
	struct general_name_walk names;
	struct general_name gn;
	struct tallies t = { 0 };

	if (!walk_binds_issuer(w))
		return;
	san = cert_extension(w->cert, OID_CE_SUBJECT_ALT_NAME);
	if (san == NULL || !san->readable)
		return;
	if (w->cert->subject_alt_name.len == 0) {
		find(w->found, F_SAN_EMPTY, w->cert, FIELD_SUBJECT_ALT_NAME,
		    san->value);
		return;
	}
	general_name_start(&names, w->cert->subject_alt_name);
	while (general_name_next(&names, &gn))
		name_add(w, &t, &gn);
	find_tallies(w, &t);
	if (w->is_target && q->profile == CW_WEBPKI && q->purpose == CW_SERVER)
		check_common_name(w);
}
