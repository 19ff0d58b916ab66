/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/limit.h"
#include "base/mark.h"
#include "base/nearest.h"

static const struct cw_limit_row rows[LIMIT_COUNT] = {
#define LIMIT(ID, name, by_default, least, most, unit, counts, why) \
	[LIMIT_##ID] = { name, by_default, least, most, unit, counts, why },
#include "base/limits.def"
#undef LIMIT
};

void
limit_set_start(struct limit_set *set)
{
	size_t i;

	for (i = 0; i < LIMIT_COUNT; i++)
		set->most[i] = rows[i].by_default;
}

static const char *
name_at(size_t i)
{
	return i < LIMIT_COUNT ? rows[i].name : NULL;
}

/* LIMIT_COUNT: there is none of that name. */
static enum limit
find(struct bytes name)
{
	int i;

	for (i = 0; i < LIMIT_COUNT; i++)
		if (bytes_equal_string(name, rows[i].name))
			break;
	return (enum limit)i;
}

static int
refuse_name(struct bytes name, struct cw_error *err)
{
	char text[NEAREST_LONGEST + 1];
	const char *nearest;
	size_t len = name.len < NEAREST_LONGEST ? name.len : NEAREST_LONGEST;

	memcpy(text, name.data, len);
	text[len] = '\0';
	nearest = nearest_find(text, name_at);
	if (nearest != NULL)
		error_set(err, "no limit \"%s\"; the nearest is \"%s\"", text,
		    nearest);
	else
		error_set(err, "no limit \"%s\"", text);
	return -1;
}

static int
refuse_number(const struct cw_limit_row *row, struct cw_error *err)
{
	if (row->least == row->most)
		error_set(err, "the limit %s is always %u %s", row->name,
		    row->most, row->unit);
	else
		error_set(err, "the limit %s takes a number from %u to %u",
		    row->name, row->least, row->most);
	return -1;
}

int
limit_set_change(struct limit_set *set, const struct cw_limit *list,
    size_t count, struct cw_error *err)
{
	struct limit_set new = *set;
	size_t i;

	for (i = 0; i < count; i++) {
		enum limit what = find(bytes_of(list[i].name));

		if (what == LIMIT_COUNT)
			return refuse_name(bytes_of(list[i].name), err);
		if (list[i].most < rows[what].least ||
		    list[i].most > rows[what].most)
			return refuse_number(&rows[what], err);
		new.most[what] = list[i].most;
	}
	*set = new;
	return 0;
}

unsigned
limit_most(const struct limit_set *set, enum limit what)
{
	return set == NULL ? rows[what].most : set->most[what];
}

const char *
limit_name(enum limit what)
{
	return rows[what].name;
}

const char *
limit_counts(enum limit what)
{
	return rows[what].counts;
}

size_t
cw_limits(void)
{
	return LIMIT_COUNT;
}

bool
cw_limit_row(size_t i, struct cw_limit_row *out)
{
	if (i >= LIMIT_COUNT)
		return false;
	*out = rows[i];
	return true;
}

/* Decimal digits, nothing else; what is too large is out of every bound. */
static bool
number_read(const char *text, unsigned *out)
{
	const unsigned absurd = 4000000000u;
	unsigned n = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		n = n > absurd / 10 - 1 ? absurd :
		    10 * n + (unsigned)(*text - '0');
	}
	*out = n;
	return true;
}

int
cw_limit_read(const char *text, struct cw_limit *out, struct cw_error *err)
{
	const char *equals = strchr(text, '=');
	struct bytes name = { (const uint8_t *)text,
		equals != NULL ? (size_t)(equals - text) : strlen(text) };
	enum limit what = find(name);
	unsigned n;

	if (what == LIMIT_COUNT)
		return refuse_name(name, err);
	if (equals == NULL || !number_read(equals + 1, &n) ||
	    n < rows[what].least || n > rows[what].most)
		return refuse_number(&rows[what], err);
	*out = (struct cw_limit){ rows[what].name, n };
	return 0;
}
