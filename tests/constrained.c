/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <strings.h>

#include "path/name_key.h"
#include "tests/constrained.h"
#include "x509/extension.h"
#include "x509/name.h"

static bool
extension_fill(struct cert *c, struct extension *e, enum oid id,
    struct bytes value)
{
	struct der_trouble trouble = { .fault = DER_FINE };

	e->id = id;
	e->value = e->whole = value;
	e->readable = true;
	c->extension = e;
	c->extension_count = 1;
	return extension_decode(c, e, &trouble);
}

bool
constrained_start(struct constrained *k, struct bytes constraints,
    bool critical, struct bytes subject, struct bytes names)
{
	static const struct severity_rule rule = { .profile = CW_TLS };

	*k = (struct constrained){ .arena = arena_new(0) };
	if (k->arena == NULL)
		return false;
	k->constraints.critical = critical;
	k->leaf.subject = subject;
	k->leaf.der = names;
	k->path.cert[0] = &k->leaf;
	k->path.cert[1] = &k->ca;
	k->path.count = 2;
	findings_start(&k->path.findings, k->arena, &rule);
	k->verdict.limits.most[LIMIT_NAME_COMPARISONS] = UINT_MAX;
	k->walk = (struct walk){ .found = &k->path.findings,
		.question = &k->verdict.question, .verdict = &k->verdict,
		.path = &k->path };
	return extension_fill(&k->ca, &k->constraints, OID_CE_NAME_CONSTRAINTS,
	    constraints) && (names.len == 0 || extension_fill(&k->leaf,
	    &k->names, OID_CE_SUBJECT_ALT_NAME, names));
}

void
constrained_judge(struct constrained *k)
{
	for (size_t i = 2; i-- > 0;) {
		k->walk.cert = k->path.cert[i];
		k->walk.index = i;
		k->walk.is_target = i == 0;
		check_name_constraints(&k->walk);
	}
}

void
constrained_end(struct constrained *k)
{
	arena_free(k->arena);
}

/* ---- the plain judge ---------------------------------------------------------- */

static bool
same(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || strncasecmp(
	    (const char *)a.data, (const char *)b.data, a.len) == 0);
}

static struct bytes
dot_cut(struct bytes host)
{
	if (host.len > 1 && host.data[host.len - 1] == '.')
		host.len--;
	return host;
}

/* Whether host ends with tail, which begins with a dot, and has more. */
static bool
ends(struct bytes host, struct bytes tail)
{
	return host.len > tail.len &&
	    same(bytes_skip(host, host.len - tail.len), tail);
}

/* A dNSName equals the constraint, or has it behind a dot. */
static bool
dns_within(struct bytes base, struct bytes name)
{
	base = dot_cut(base);
	name = dot_cut(name);
	return base.len == 0 || same(base, name) || (name.len > base.len &&
	    name.data[name.len - base.len - 1] == '.' &&
	    same(bytes_skip(name, name.len - base.len), base));
}

static bool
host_within(struct bytes base, struct bytes host)
{
	base = dot_cut(base);
	host = dot_cut(host);
	return base.len == 0 || (base.data[0] == '.' ? ends(host, base) :
	    same(base, host));
}

/* The last @ parts the two: no host has one. */
static struct bytes
domain_of(struct bytes mailbox, struct bytes *local)
{
	size_t at = mailbox.len;

	while (mailbox.data[at - 1] != '@')
		at--;
	*local = (struct bytes){ mailbox.data, at - 1 };
	return dot_cut(bytes_skip(mailbox, at));
}

static bool
mailbox_within(struct bytes base, struct bytes name)
{
	struct bytes local, of_base, domain = domain_of(name, &local), host;

	if (!bytes_have(base, '@'))
		return host_within(base, domain);
	host = domain_of(base, &of_base);
	return bytes_equal(local, of_base) && same(host, domain);
}

static bool
uri_within(struct bytes base, struct bytes name)
{
	struct bytes host;
	const char *why;

	return uri_host(name, &host, &why) && host_within(base, host);
}

static bool
address_within(struct bytes base, struct bytes name)
{
	if (base.len != 2 * name.len)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (((base.data[i] ^ name.data[i]) &
		    base.data[name.len + i]) != 0)
			return false;
	return true;
}

/* The first so many RDNs of the name are the whole of the base. */
static bool
directory_within(struct bytes base, struct bytes name)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, rdns;
	struct der_element rdn;
	static uint8_t prefix[1 << 16];
	struct bytes start;
	size_t len;

	der_start(&r, name, &trouble);
	if (!der_open(&r, DER_SEQUENCE, &rdns))
		return false;
	start = der_rest(&rdns);
	do {
		len = (size_t)(rdns.next - start.data);
		if (len > sizeof(prefix) - 4)
			return false;
		prefix[0] = DER_SEQUENCE;
		prefix[1] = 0x82;
		prefix[2] = (uint8_t)(len >> 8);
		prefix[3] = (uint8_t)len;
		if (len > 0)
			memcpy(prefix + 4, start.data, len);
		/* Long form or short, the reader of names minds; so both. */
		if (len < 0x80) {
			memmove(prefix + 2, prefix + 4, len);
			prefix[1] = (uint8_t)len;
			len -= 2;
		} else if (len < 0x100) {
			memmove(prefix + 3, prefix + 4, len);
			prefix[1] = 0x81;
			prefix[2] = (uint8_t)len;
			len -= 1;
		}
		if (name_equal(base, (struct bytes){ prefix, len + 4 }))
			return true;
	} while (der_more(&rdns) && der_any(&rdns, &rdn));
	return false;
}

static bool
within(enum general_name_kind kind, struct bytes base, struct bytes name)
{
	switch (kind) {
	case GN_DNS:
		return dns_within(base, name);
	case GN_EMAIL:
		return mailbox_within(base, name);
	case GN_URI:
		return uri_within(base, name);
	case GN_IP:
		return address_within(base, name);
	default:
		return directory_within(base, name);
	}
}

/* ---- a name under a list ------------------------------------------------------ */

enum hit { NO_HIT, PARTLY, WHOLLY };

/* The constraint less its first label. */
static struct bytes
parent(struct bytes base)
{
	const uint8_t *dot;

	base = dot_cut(base);
	dot = base.len > 0 ? memchr(base.data, '.', base.len) : NULL;
	return dot == NULL ? (struct bytes){ base.data, 0 } :
	    bytes_skip(base, (size_t)(dot - base.data) + 1);
}

/* How many constraints of the form there are; *broken: one cannot be read. */
static size_t
list_count(struct bytes list, enum general_name_kind kind, bool *broken)
{
	struct subtree_walk trees;
	struct subtree tree;
	size_t count = 0;

	*broken = false;
	subtree_start(&trees, list);
	while (subtree_next(&trees, &tree)) {
		struct buffer key = BUFFER_EMPTY;

		if (tree.base.kind != kind)
			continue;
		count++;
		*broken = *broken || subtree_problem(&tree, &key) != NULL;
		buffer_free(&key);
	}
	return count;
}

/* A name that can be read, of a form that is evaluated. */
static enum hit
list_hit(struct bytes list, enum general_name_kind kind, struct bytes name)
{
	struct subtree_walk trees;
	struct subtree tree;
	struct bytes rest;
	enum hit hit = NO_HIT;

	subtree_start(&trees, list);
	while (subtree_next(&trees, &tree)) {
		struct buffer key = BUFFER_EMPTY;
		bool legal = subtree_problem(&tree, &key) == NULL;

		buffer_free(&key);
		if (tree.base.kind != kind || !legal)
			continue;
		if (kind != GN_DNS || !dns_wildcard(name, &rest)) {
			if (within(kind, tree.base.value, name))
				return WHOLLY;
		} else if (within(kind, tree.base.value, rest)) {
			return WHOLLY;
		} else if (same(parent(tree.base.value), dot_cut(rest))) {
			hit = PARTLY;
		}
	}
	return hit;
}

static bool
is_legal(const struct general_name *name, bool utf8)
{
	struct general_name readable = *name;
	struct buffer key = BUFFER_EMPTY;
	const char *why;
	bool legal;

	if (name->kind == GN_DNS)
		dns_wildcard(name->value, &readable.value);
	legal = utf8 ? mailbox_key(name->value, true, &key, &why) :
	    name_key(&readable, &key, &why);
	buffer_free(&key);
	return legal;
}

/* The name itself is a constraint of the list, octet for octet. */
static bool
list_has(struct bytes list, const struct general_name *name)
{
	struct subtree_walk trees;
	struct subtree tree;

	subtree_start(&trees, list);
	while (subtree_next(&trees, &tree))
		if (tree.base.kind == name->kind &&
		    bytes_equal(tree.base.value, name->value))
			return true;
	return false;
}

static void
name_judge(const struct constrained *k, const struct general_name *name,
    bool utf8, struct reference_counts *out)
{
	const struct name_constraints *nc = &k->ca.name_constraints;
	bool broken, ignored;
	size_t permitted = list_count(nc->permitted, name->kind, &broken);
	size_t excluded = list_count(nc->excluded, name->kind, &ignored);
	enum hit hit;

	if (permitted + excluded == 0) {
		if ((name->kind == GN_DNS || name->kind == GN_EMAIL) &&
		    nc->permitted.len + nc->excluded.len > 0)
			out->malformed += !is_legal(name, utf8);
		return;
	}
	if (!name_key_serves(name->kind)) {
		out->unsupported += k->constraints.critical ||
		    list_has(nc->excluded, name);
		return;
	}
	if (!is_legal(name, utf8)) {
		*(name->kind == GN_URI ? &out->no_host : &out->malformed) += 1;
		return;
	}
	hit = list_hit(nc->excluded, name->kind, name->value);
	out->outside[name->kind][EXCLUDED] += hit == WHOLLY;
	out->wildcard[EXCLUDED] += hit == PARTLY;
	if (permitted == 0 || broken)
		return;
	hit = list_hit(nc->permitted, name->kind, name->value);
	out->outside[name->kind][PERMITTED] += hit == NO_HIT;
	out->wildcard[PERMITTED] += hit == PARTLY;
}

/* The subject, its mailboxes, and all other names. */
void
reference_judge(const struct constrained *k, struct reference_counts *out)
{
	struct general_name_walk names;
	struct general_name name = { GN_DIRECTORY, k->leaf.subject,
		k->leaf.subject };
	struct name_attribute a;
	struct name_walk subject;
	struct bytes mailbox;

	*out = (struct reference_counts){ .malformed = 0 };
	if (k->leaf.subject.len > 0 && !name_is_empty(k->leaf.subject))
		name_judge(k, &name, false, out);
	name_start(&subject, k->leaf.subject);
	while (name_next(&subject, &a)) {
		name = (struct general_name){ GN_EMAIL, a.value, a.value };
		if (a.id == OID_AT_EMAIL_ADDRESS)
			name_judge(k, &name, false, out);
	}
	general_name_start(&names, k->leaf.subject_alt_name);
	while (general_name_next(&names, &name)) {
		name_judge(k, &name, false, out);
		if (smtp_utf8_mailbox(&name, &mailbox)) {
			name = (struct general_name){ GN_EMAIL, name.whole,
				mailbox };
			name_judge(k, &name, true, out);
		}
	}
}

/* ---- the two compared ---------------------------------------------------------- */

/* The count that stands in a finding; 0: there is none. */
static size_t
told(const struct constrained *k, enum failure_id id, size_t value)
{
	const struct findings *found = &k->path.findings;

	for (size_t i = 0; i < found->count; i++)
		if (found->list[i].id == id)
			return (size_t)found->list[i].value[value].as.number;
	return 0;
}

const char *
reference_differs(const struct constrained *k,
    const struct reference_counts *counts)
{
	static const struct {
		enum general_name_kind kind;
		enum side side;
		enum failure_id id;
	} rows[] = {
		{ GN_DNS, PERMITTED, F_NC_DNS_NOT_PERMITTED },
		{ GN_DNS, EXCLUDED, F_NC_DNS_EXCLUDED },
		{ GN_IP, PERMITTED, F_NC_IP_NOT_PERMITTED },
		{ GN_IP, EXCLUDED, F_NC_IP_EXCLUDED },
		{ GN_EMAIL, PERMITTED, F_NC_EMAIL_NOT_PERMITTED },
		{ GN_EMAIL, EXCLUDED, F_NC_EMAIL_EXCLUDED },
		{ GN_DIRECTORY, PERMITTED, F_NC_DN_NOT_PERMITTED },
		{ GN_DIRECTORY, EXCLUDED, F_NC_DN_EXCLUDED },
		{ GN_URI, PERMITTED, F_NC_URI_NOT_PERMITTED },
		{ GN_URI, EXCLUDED, F_NC_URI_EXCLUDED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (told(k, rows[i].id, 2) !=
		    counts->outside[rows[i].kind][rows[i].side])
			return failure_get(rows[i].id)->slug;
	if (told(k, F_NC_PRESENTED_NAME_MALFORMED, 3) != counts->malformed)
		return "nc-presented-name-malformed";
	if (told(k, F_NC_URI_WITHOUT_HOST, 2) != counts->no_host)
		return "nc-uri-without-host";
	if (findings_have(&k->path.findings, F_NC_UNSUPPORTED_NAME_TYPE, NULL)
	    != (counts->unsupported > 0))
		return "nc-unsupported-name-type";
	return findings_have(&k->path.findings, F_NC_WILDCARD_MAY_VIOLATE, NULL)
	    == (counts->wildcard[PERMITTED] + counts->wildcard[EXCLUDED] > 0) ?
	    NULL : "nc-wildcard-may-violate";
}
