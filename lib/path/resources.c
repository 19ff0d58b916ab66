/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RFC 3779 2.3 and 3.3: nobody hands on addresses or numbers he does not have. */
#include "config.h"

#include "base/mark.h"
#include "path/walk.h"
#include "x509/resources.h"

static enum oid
extension_of(bool as)
{
	return as ? OID_PE_AUTONOMOUS_SYS_IDS : OID_PE_IP_ADDR_BLOCKS;
}

/* The set of this family in a certificate; false: it has none. */
static bool
set_find(const struct cert *c, const struct resource_set *like,
    struct resource_set *out)
{
	bool as = like->kind != RESOURCE_ADDRESSES;
	const struct extension *e = cert_extension(c, extension_of(as));
	struct resource_walk sets;

	if (e == NULL || !e->readable)
		return false;
	resource_sets_start(&sets, as, e->value);
	while (resource_sets_next(&sets, out))
		if (resource_same_family(out, like))
			return true;
	return false;
}

/* Whether what stands above counts as everything: an anchor that is a name and
   a key, and the unknown above a path that reaches none. */
static bool
is_unlimited(const struct walk *w, size_t index)
{
	const struct path *p = w->path;
	enum cw_anchor_mode mode = w->question->anchor_mode;

	return index == p->count || (index + 1 == p->count && p->anchored &&
	    (mode == CW_ANCHOR_KEY || mode == CW_ANCHOR_DATES));
}

enum holding { EVERYTHING, SOMETHING, NOTHING };

/* What the certificates above index hold of that family. */
static enum holding
holding_above(const struct walk *w, size_t index,
    const struct resource_set *like, struct resource_set *out)
{
	for (index++; !is_unlimited(w, index); index++) {
		if (!set_find(w->path->cert[index], like, out))
			return NOTHING;
		if (!out->inherit)
			return SOMETHING;
	}
	/* An anchor has nobody to inherit from. */
	return w->path->anchored && index == w->path->count ? NOTHING :
	    EVERYTHING;
}

/* The first range that lies in none of the holder's; both ascend. */
static bool
range_outside(const struct resource_set *set, const struct resource_set *held,
    struct resource_range *out)
{
	struct resource_walk mine, theirs;
	struct resource_range above;
	bool more;

	resource_ranges_start(&mine, set);
	resource_ranges_start(&theirs, held);
	more = resource_ranges_next(&theirs, &above);
	while (resource_ranges_next(&mine, out)) {
		while (more && memcmp(above.max, out->min, 16) < 0)
			more = resource_ranges_next(&theirs, &above);
		if (!more || memcmp(above.min, out->min, 16) > 0 ||
		    memcmp(above.max, out->max, 16) < 0)
			return true;
	}
	return false;
}

/* Text in the arena, for the report. */
static struct bytes
text_keep(struct walk *w, struct buffer *text)
{
	struct bytes kept = { NULL, 0 };

	kept.data = arena_copy(w->found->arena, buffer_bytes(text));
	if (text->failed || kept.data == NULL)
		w->found->failed = true;
	else
		kept.len = text->len;
	buffer_free(text);
	return kept;
}

static void
find_outside(struct walk *w, const struct resource_set *set,
    const struct resource_range *range, const char *why)
{
	bool as = set->kind != RESOURCE_ADDRESSES;
	enum field field = as ? FIELD_AUTONOMOUS_SYS_IDS : FIELD_IP_ADDR_BLOCKS;
	struct buffer text = BUFFER_EMPTY;
	struct finding *f;

	if (range != NULL)
		resource_range_write(set, range, &text);
	else
		resource_family_write(set, &text);
	f = find(w->found, F_IP_RESOURCE_NOT_NESTED, w->cert, field,
	    range != NULL ? range->at : set->at);
	f->value[0] = value_text(text_keep(w, &text));
	f->value[1] = value_word(why);
}

static bool
check_set(struct walk *w, const struct resource_set *set)
{
	struct resource_set held;
	struct resource_range range;

	switch (holding_above(w, w->index, set, &held)) {
	case EVERYTHING:
		return true;
	case NOTHING:
		find_outside(w, set, NULL, w->issuer == NULL ?
		    N_("inherited, and nobody is above it") :
		    N_("the issuer holds nothing of this kind"));
		return false;
	case SOMETHING:
		break;
	}
	if (set->inherit || !range_outside(set, &held, &range))
		return true;
	find_outside(w, set, &range, N_("the issuer does not hold it"));
	return false;
}

/* One finding an extension: the first set that is not held above. */
static void
check_extension(struct walk *w, bool as)
{
	const struct extension *e = cert_extension(w->cert, extension_of(as));
	struct resource_walk sets;
	struct resource_set set;
	bool good = true;

	if (e == NULL || !e->readable)
		return;
	resource_sets_start(&sets, as, e->value);
	while (good && resource_sets_next(&sets, &set))
		if (w->issuer != NULL || set.inherit)
			good = check_set(w, &set);
}

void
check_resources(struct walk *w)
{
	if (!walk_binds_fields(w))
		return;
	check_extension(w, false);
	check_extension(w, true);
}
