/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/limits.h"

int
limits_start(struct limits *l, const struct cw_question *question,
    struct cw_error *err)
{
	struct limit_set set;
	size_t i;

	limit_set_start(&set);
	if (limit_set_change(&set, question->limit, question->limit_count,
	    err) != 0)
		return -1;
	*l = (struct limits){ .reached = { false } };
	for (i = 0; i < LIMIT_COUNT; i++)
		l->most[i] = set.most[i];
	return 0;
}

bool
limits_spend(struct limits *l, enum limit what)
{
	if (l->spent[what] >= l->most[what]) {
		l->reached[what] = true;
		return false;
	}
	l->spent[what]++;
	return true;
}

bool
limits_spend_many(struct limits *l, enum limit what, size_t count)
{
	if (count > l->most[what] - l->spent[what]) {
		l->reached[what] = true;
		return false;
	}
	l->spent[what] += (unsigned)count;
	return true;
}
