/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/mark.h"
#include "path/limits.h"

static const struct {
	unsigned by_default, most;
	const char *counts;
} limit_table[LIMIT_COUNT] = {
#define LIMIT(ID, by_default, most, counts) \
	[LIMIT_##ID] = { by_default, most, counts },
#include "path/limits.def"
#undef LIMIT
};

static void
set(struct limits *l, enum limit what, unsigned wanted)
{
	unsigned most = limit_table[what].most;

	if (wanted != 0)
		l->most[what] = wanted < most ? wanted : most;
}

void
limits_start(struct limits *l, const struct cw_question *question)
{
	size_t i;

	*l = (struct limits){ .reached = { false } };
	for (i = 0; i < LIMIT_COUNT; i++)
		l->most[i] = limit_table[i].by_default;
	set(l, LIMIT_INTERMEDIATES, question->max_intermediates);
	set(l, LIMIT_SIGNATURES, question->max_signatures);
}

bool
limits_spend(struct limits *l, enum limit what)
{
	if (l->spent[what] == l->most[what]) {
		l->reached[what] = true;
		return false;
	}
	l->spent[what]++;
	return true;
}

const char *
limit_counts(enum limit what)
{
	return limit_table[what].counts;
}
