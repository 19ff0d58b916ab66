/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What CRLs and OCSP responses say of a certificate whose issuer is given, so
   that no path has to be built. */
#include "config.h"

#include "path/revocation.h"
#include "x509/name.h"

static const struct cert *
issuer_by_name(const struct search *s, const struct cert *c)
{
	const struct cert *issuer, *near = NULL;
	struct store_search q;
	size_t place;

	store_anchors(&q, &s->store, c->issuer, name_hash(c->issuer));
	while ((issuer = store_next(&q, &place)) != NULL) {
		if (key_id_compare(c, issuer) != KEY_ID_MISMATCH)
			return issuer;
		near = issuer;
	}
	return near;
}

/* The answer that counts when nobody says for which certificate it should be:
   the first one that can be read. */
static bool
first_answer(const struct search *s, struct ocsp_single *out)
{
	const struct cw_ocsp *list = s->verdict->question.ocsp;
	struct ocsp_walk walk;
	size_t i;

	for (i = 0; i < list->count; i++) {
		if (!list->ocsp[i]->readable ||
		    list->ocsp[i]->status != OCSP_SUCCESSFUL)
			continue;
		ocsp_walk_start(&walk, list->ocsp[i]);
		if (ocsp_walk_next(&walk, out))
			return true;
	}
	return false;
}

static void
trail_set(struct search *s, const struct cert *c, const struct cert *issuer)
{
	s->trail.cert[0] = c;
	s->trail.cert[1] = issuer;
	s->trail.count = issuer != NULL ? 2 : 1;
	s->trail.anchored = issuer != NULL;
}

/* The anchor that the answer names, else the first. */
static const struct cert *
issuer_by_hash(struct search *s, struct cert *c,
    const struct ocsp_single *single)
{
	const struct cw_certs *trust = s->store.trust;
	const struct issuer_hashes *hashes;
	const struct cert *first = NULL;
	size_t i;

	for (i = 0; i < trust->count && !s->failed; i++) {
		if (!trust->cert[i]->readable)
			continue;
		c->issuer = trust->cert[i]->subject;
		trail_set(s, c, trust->cert[i]);
		hashes = revocation_hashes(s, &s->trail);
		if (hashes != NULL &&
		    revocation_names_issuer(&single->id, hashes))
			return trust->cert[i];
		first = first == NULL ? trust->cert[i] : first;
	}
	if (first != NULL)
		c->issuer = first->subject;
	return first;
}

/* As much of a certificate as an answer about it tells. */
static bool
imagine(struct search *s)
{
	struct cert *c = arena_alloc(s->verdict->arena, sizeof(*c));
	struct ocsp_single single = { .whole = { NULL, 0 } };

	if (c == NULL)
		return false;
	first_answer(s, &single);
	c->origin.source = "(asked about)";
	c->readable = true;
	c->version = 3;
	c->serial = single.id.serial;
	trail_set(s, c, issuer_by_hash(s, c, &single));
	return !s->failed;
}

bool
revocation_alone(struct search *s)
{
	struct path *p;

	if (s->store.chain->count == 0) {
		if (!imagine(s))
			return false;
	} else if (s->store.chain->cert[0]->readable) {
		trail_set(s, s->store.chain->cert[0],
		    issuer_by_name(s, s->store.chain->cert[0]));
	}
	if (s->trail.count == 0)
		return tell(s);
	p = path_keep(s);
	if (p == NULL)
		return false;
	revocation_check(s, p);
	p->accepted = p->anchored && p->findings.errors == 0;
	s->verdict->best = p;
	return tell(s);
}
