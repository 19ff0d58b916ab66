/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>
#include "base/nearest.h"

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/*
 * How many letters have to be put in, left out, changed or swapped with their
 * neighbour to make b of a; both are at most NEAREST_LONGEST long.
 */
static size_t
distance(const char *a, const char *b)
{
	size_t row[3][NEAREST_LONGEST + 1], la = strlen(a), lb = strlen(b), i, j;
	size_t *before = row[0], *above = row[1], *here = row[2], *spare;

	for (j = 0; j <= lb; j++)
		above[j] = before[j] = j;
	for (i = 1; i <= la; i++) {
		here[0] = i;
		for (j = 1; j <= lb; j++) {
			here[j] = least(above[j] + 1, here[j - 1] + 1,
			    above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < here[j])
				here[j] = before[j - 2] + 1;
		}
		spare = before;
		before = above;
		above = here;
		here = spare;
	}
	return above[lb];
}

const char *
nearest_find(const char *text, const char *(*at)(size_t i))
{
	const char *nearest = NULL, *holder = NULL, *candidate;
	size_t len = strlen(text), best = len / 3 + 1, i, d;

	if (len == 0 || len > NEAREST_LONGEST)
		return NULL;
	for (i = 0; (candidate = at(i)) != NULL; i++) {
		if (strlen(candidate) > NEAREST_LONGEST)
			continue;
		d = distance(text, candidate);
		if (d < best) {
			best = d;
			nearest = candidate;
		}
		if (holder == NULL && len >= 3 && strstr(candidate, text) != NULL)
			holder = candidate;
	}
	return nearest != NULL ? nearest : holder;
}
