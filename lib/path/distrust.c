/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Certificates that must not be believed, whoever vouches for them: a key on
 * the list is refused in whatever certificate it stands.
 */
#include "config.h"

#include <stdlib.h>

#include "base/mark.h"
#include "path/distrust.h"
#include "x509/certs.h"

/* The key, however its certificate is written; without one, the octets. */
static struct bytes
identity(const struct cert *c)
{
	return c->spki.key.bytes.len > 0 ? c->spki.key.bytes : c->der;
}

static int
bytes_compare(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len == 0 ? 0 : memcmp(a.data, b.data, a.len);
}

static int
compare(const void *first, const void *second)
{
	const struct cert *const *a = first, *const *b = second;

	return bytes_compare(identity(*a), identity(*b));
}

bool
distrust_start(struct cw_verdict *v)
{
	const struct cw_certs *list = v->question.distrust;

	if (list == NULL || list->count == 0)
		return true;
	v->distrusted = arena_array(v->arena, list->count,
	    sizeof(*v->distrusted));
	if (v->distrusted == NULL)
		return false;
	for (size_t i = 0; i < list->count; i++)
		v->distrusted[i] = list->cert[i];
	v->distrusted_count = list->count;
	qsort(v->distrusted, list->count, sizeof(*v->distrusted), compare);
	return true;
}

const struct cert *
distrust_find(const struct cw_verdict *v, const struct cert *c)
{
	const struct cert **found;

	if (v->distrusted_count == 0)
		return NULL;
	found = bsearch(&c, v->distrusted, v->distrusted_count,
	    sizeof(*v->distrusted), compare);
	return found == NULL ? NULL : *found;
}

void
check_distrust(struct walk *w)
{
	const struct cert *entry = distrust_find(w->verdict, w->cert);
	struct finding *f;

	if (entry == NULL)
		return;
	f = find(w->found, F_CERTIFICATE_DISTRUSTED, w->cert, FIELD_PUBLIC_KEY,
	    w->cert->spki.whole);
	f->value[0] = value_text(bytes_of(entry->origin.source));
	f->value[1] = value_number((int64_t)entry->origin.position + 1);
	f->value[2] = value_word(bytes_equal(entry->der, w->cert->der) ?
	    N_("this very certificate") :
	    N_("a certificate with the same key"));
}
