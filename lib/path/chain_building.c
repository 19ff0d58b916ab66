/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/search.h"
#include "x509/general_name.h"
#include "x509/name.h"

/* ---- how a certificate names its issuer ------------------------------------- */

/* RFC 5280 7.1 makes the names equal; programs that compare octets differ. */
static void
check_encoding(struct walk *w)
{
	const struct cert *c = w->cert;
	struct finding *f;

	if (bytes_equal(c->issuer, w->issuer->subject))
		return;
	f = find(w->found, F_ISSUER_NAME_ENCODING_DIFFERS, c, FIELD_ISSUER,
	    c->issuer);
	f->other = w->issuer;
	f->other_field = FIELD_SUBJECT;
	f->other_at = w->issuer->subject;
	f->value[0] = value_name(c->issuer);
}

static void
check_key_id(struct walk *w)
{
	const struct cert *c = w->cert;
	struct finding *f;

	if (key_id_compare(c, w->issuer) != KEY_ID_MISMATCH)
		return;
	f = find(w->found, F_AKI_KEYID_MISMATCH, c, FIELD_AUTHORITY_KEY_ID,
	    c->authority_key_id.key_id);
	f->other = w->issuer;
	f->other_field = FIELD_SUBJECT_KEY_ID;
	f->other_at = w->issuer->subject_key_id;
	f->value[0] = value_hex(c->authority_key_id.key_id);
	f->value[1] = value_hex(w->issuer->subject_key_id);
}

/* Whether one of the names is this directoryName. */
static bool
has_directory_name(struct bytes names, struct bytes name)
{
	struct general_name_walk walk;
	struct general_name n;

	general_name_start(&walk, names);
	while (general_name_next(&walk, &n))
		if (n.kind == GN_DIRECTORY && name_equal(n.value, name))
			return true;
	return false;
}

static void
check_issuer_serial(struct walk *w)
{
	const struct authority_key_id *aki = &w->cert->authority_key_id;
	const struct cert *issuer = w->issuer;
	struct finding *f;

	if (!aki->has_issuer || !aki->has_serial ||
	    (bytes_equal(aki->serial, issuer->serial) &&
	    has_directory_name(aki->issuer, issuer->issuer)))
		return;
	f = find(w->found, F_AKI_ISSUER_SERIAL_MISMATCH, w->cert,
	    FIELD_AUTHORITY_KEY_ID, aki->serial);
	f->other = issuer;
	f->other_field = FIELD_SERIAL_NUMBER;
	f->other_at = issuer->serial;
	f->value[0] = value_hex(aki->serial);
	f->value[1] = value_hex(issuer->serial);
}

/* Only where the signature fits: else another issuer was meant. */
void
check_issuer_reference(struct walk *w)
{
	enum cw_anchor_mode mode = w->question->anchor_mode;
	bool named_only = w->path->anchored &&
	    w->index + 2 == w->path->count &&
	    (mode == CW_ANCHOR_KEY || mode == CW_ANCHOR_DATES);

	if (w->issuer == NULL || w->path->link[w->index] != LINK_GOOD)
		return;
	check_encoding(w);
	if (named_only)
		return;
	check_key_id(w);
	check_issuer_serial(w);
}

/* ---- the list that the peer gave -------------------------------------------- */

static bool
same_octets(const struct cert *a, const struct cert *b)
{
	return a == b || bytes_equal(a->der, b->der);
}

/* Index on the path of the certificate, from the first on; count: none. */
static size_t
index_on_path(const struct path *p, const struct cert *c)
{
	size_t i = 1;

	while (i < p->count && !same_octets(p->cert[i], c))
		i++;
	return i;
}

/*
 * RFC 8446 4.4.2 lets the anchor be left out, so it may be sent too; so may
 * another certificate of the same anchor, say the one that it signed itself.
 */
static bool
is_anchor_sent(const struct path *p, const struct cert *c)
{
	const struct cert *anchor = p->cert[p->count - 1];

	return cert_self_issued(c) && name_equal(c->subject, anchor->subject) &&
	    bytes_equal(c->spki.whole, anchor->spki.whole);
}

static void
find_superfluous(struct search *s, size_t position)
{
	const struct cert *c = s->store.chain->cert[position];
	struct finding *f = find(&s->verdict->findings,
	    F_CHAIN_SUPERFLUOUS_CERTIFICATE, c, FIELD_CERTIFICATE, c->der);

	f->value[0] = value_number((int64_t)position);
}

/* The first of cert[from] to cert[to - 1] that is sent behind a position. */
static size_t
index_sent_later(const struct path *p, size_t from, size_t to,
    const struct cw_certs *chain, size_t position)
{
	size_t i;

	for (; from < to; from++)
		for (i = position + 1; i < chain->count; i++)
			if (same_octets(p->cert[from], chain->cert[i]))
				return from;
	return to;
}

static void
find_unordered(struct search *s, const struct path *p, size_t position,
    size_t due)
{
	const struct cert *c = s->store.chain->cert[position];
	struct finding *f = find(&s->verdict->findings, F_CHAIN_UNORDERED, c,
	    FIELD_SUBJECT, c->subject);

	f->other = p->cert[due - 1];
	f->other_field = FIELD_ISSUER;
	f->other_at = p->cert[due - 1]->issuer;
	f->value[0] = value_number((int64_t)position);
	f->value[1] = value_name(p->cert[due]->subject);
}

static bool
is_linked(const struct path *p)
{
	size_t i;

	for (i = 0; i + 1 < p->count; i++)
		if (p->link[i] != LINK_GOOD)
			return false;
	return p->anchored;
}

/*
 * Each certificate should certify the one before it. Judged where the path is
 * known: what is of no use to it, and the first that comes too early.
 */
void
check_chain_order(struct search *s, const struct path *p)
{
	const struct cw_certs *chain = s->store.chain;
	bool seen[PATH_MAX_CERTS] = { true }, ordered = true;
	size_t i, index, due, before = 0;

	if (chain->count < 2 || !is_linked(p))
		return;
	for (i = 1; i < chain->count; i++) {
		if (!chain->cert[i]->readable)
			continue;
		index = index_on_path(p, chain->cert[i]);
		if (index == p->count && is_anchor_sent(p, chain->cert[i]))
			index = p->count - 1;
		if (index == p->count || seen[index]) {
			/* Of a path that is refused nobody knows. */
			if (p->accepted)
				find_superfluous(s, i);
			continue;
		}
		seen[index] = true;
		if (!ordered)
			continue;
		due = index_sent_later(p, before + 1, index, chain, i);
		ordered = due >= index;
		if (!ordered)
			find_unordered(s, p, i, due);
		before = index;
	}
}
