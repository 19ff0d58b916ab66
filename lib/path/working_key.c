/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/search.h"

static size_t
place_of(const struct path *p, const struct cert *c)
{
	size_t i = 0;

	while (i < p->count && p->cert[i] != c)
		i++;
	return i;
}

/* The last of a row of keys that leave their parameters to the next one. */
static size_t
last_heir(const struct path *p, size_t i)
{
	while (i + 1 < p->count && spki_inherits(&p->cert[i + 1]->spki))
		i++;
	return i;
}

struct spki
path_key(const struct path *p, const struct cert *c)
{
	struct spki key = c->spki;
	size_t i;

	if (!spki_inherits(&key))
		return key;
	i = last_heir(p, place_of(p, c)) + 1;
	key.algorithm.parameters = (struct bytes){ NULL, 0 };
	if (i < p->count && p->cert[i]->spki.kind == KEY_DSA)
		key.algorithm.parameters = p->cert[i]->spki.algorithm.parameters;
	return key;
}

const struct cert *
path_heir(const struct path *p, const struct cert *c)
{
	size_t i = last_heir(p, place_of(p, c));

	return i < p->count ? p->cert[i] : c;
}
