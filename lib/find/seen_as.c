/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "find/seen_as.h"

#define PLAIN_MAX 1024                  /* of what is asked, without spaces */
#define WITHIN_LEAST 8                  /* letters that say something alone */
#define PART_LEAST 4

struct row {
	const char *slug;
	int often;
	const char *words[SEEN_PROGRAMS];
};

static const struct row rows[] = {
#define SEEN_AS(slug, often, openssl, gnutls, go, webpki, chromium) \
	{ slug, often, { openssl, gnutls, go, webpki, chromium } },
#include "find/seen_as.def"
#undef SEEN_AS
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct foreign foreign[] = {
#define FOREIGN(PROGRAM, word, number, prints) \
	{ SEEN_##PROGRAM, word, number, prints },
#include "find/foreign.def"
#undef FOREIGN
};
#define FOREIGN_COUNT (sizeof(foreign) / sizeof(foreign[0]))

static const struct {
	const char *name, *key;
} programs[SEEN_PROGRAMS] = {
	[SEEN_OPENSSL] = { "OpenSSL", "openssl" },
	[SEEN_GNUTLS] = { "GnuTLS", "gnutls" },
	[SEEN_GO] = { "Go", "go" },
	[SEEN_WEBPKI] = { "webpki", "webpki" },
	[SEEN_CHROMIUM] = { "Chromium", "chromium" },
};

const char *
seen_by_name(enum seen_by by)
{
	return programs[by].name;
}

const char *
seen_by_key(enum seen_by by)
{
	return programs[by].key;
}

/* Word i of a cell. */
static bool
cell_word(const char *cell, size_t i, struct bytes *word)
{
	if (strcmp(cell, "-") == 0)
		return false;
	for (; i > 0; i--) {
		cell = strchr(cell, '\n');
		if (cell == NULL)
			return false;
		cell++;
	}
	*word = (struct bytes){ (const uint8_t *)cell, strcspn(cell, "\n") };
	return true;
}

static const struct row *
row_of(enum failure_id id)
{
	const char *slug = failure_get(id)->slug;

	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].slug, slug) == 0)
			return &rows[i];
	return NULL;
}

bool
seen_as(enum failure_id id, enum seen_by by, size_t i, struct bytes *word)
{
	const struct row *row = row_of(id);

	return row != NULL && cell_word(row->words[by], i, word);
}

const struct foreign *
foreign_find(enum seen_by by, struct bytes word)
{
	for (size_t i = 0; i < FOREIGN_COUNT; i++)
		if (foreign[i].by == by &&
		    bytes_equal(bytes_of(foreign[i].word), word))
			return &foreign[i];
	return NULL;
}

/* ---- how well words fit --------------------------------------------------- */

/* Letters and digits alone, in lower case. */
struct plain {
	char text[PLAIN_MAX];
	size_t len;
};

static void
plain_add(struct plain *p, const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len && p->len + 1 < PLAIN_MAX; i++)
		if (isalnum(text[i]))
			p->text[p->len++] = (char)tolower(text[i]);
	p->text[p->len] = '\0';
}

static struct plain
plain_of(struct bytes text)
{
	struct plain p = { .len = 0 };

	plain_add(&p, text.data, text.len);
	return p;
}

/* Whether all parts of the word, between its "..", lie in the text in order. */
static bool
lies_within(struct bytes word, const struct plain *text)
{
	const char *at = text->text;
	size_t i = 0, said = 0;

	while (i < word.len) {
		size_t end = i;
		struct plain part = { .len = 0 };

		while (end < word.len && !(end + 1 < word.len &&
		    word.data[end] == '.' && word.data[end + 1] == '.'))
			end++;
		plain_add(&part, word.data + i, end - i);
		at = strstr(at, part.text);
		if (at == NULL)
			return false;
		at += part.len;
		said += part.len;
		i = end + 2;
	}
	return said >= WITHIN_LEAST;
}

/* Every word that was asked for occurs in the text. */
static bool
has_words(const char *asked, const struct plain *text)
{
	size_t words = 0;

	while (*asked != '\0') {
		size_t len = strcspn(asked, " \t\n");
		struct plain word = { .len = 0 };

		plain_add(&word, (const uint8_t *)asked, len);
		asked += len;
		asked += strspn(asked, " \t\n");
		if (word.len == 0)
			continue;
		if (word.len < 3 || strstr(text->text, word.text) == NULL)
			return false;
		words++;
	}
	return words >= 2;
}

struct query {
	const char *asked;
	struct plain plain;
};

/* OpenSSL's and GnuTLS's names are asked for with their beginnings, or not. */
static struct query
query_of(const char *asked)
{
	static const char *const beginnings[] = { "x509verr", "gnutlscert" };
	struct query q = { asked, plain_of(bytes_of(asked)) };

	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(beginnings[i]);

		if (q.plain.len > len &&
		    memcmp(q.plain.text, beginnings[i], len) == 0) {
			q.plain.len -= len;
			memmove(q.plain.text, q.plain.text + len,
			    q.plain.len + 1);
		}
	}
	return q;
}

static enum seen_match
match_text(const struct query *q, struct bytes text)
{
	struct plain p = plain_of(text);

	if (p.len == 0 || q->plain.len == 0)
		return MATCH_NONE;
	if (strcmp(p.text, q->plain.text) == 0)
		return MATCH_EXACT;
	if (lies_within(text, &q->plain))
		return MATCH_WITHIN;
	if (q->plain.len >= PART_LEAST &&
	    strspn(q->plain.text, "0123456789") < q->plain.len &&
	    strstr(p.text, q->plain.text) != NULL)
		return MATCH_PART;
	return has_words(q->asked, &p) ? MATCH_WORDS : MATCH_NONE;
}

/* "20", "-202", "(20)". */
static bool
is_number(const struct query *q, int number)
{
	return number != 0 && q->plain.len > 0 && q->plain.len < 6 &&
	    strspn(q->plain.text, "0123456789") == q->plain.len &&
	    atoi(q->plain.text) == abs(number);
}

static enum seen_match
match_word(const struct query *q, enum seen_by by, struct bytes word)
{
	const struct foreign *f = foreign_find(by, word);
	enum seen_match match = match_text(q, word), printed;

	if (f == NULL)
		return match;
	if (is_number(q, f->number))
		return MATCH_EXACT;
	printed = match_text(q, bytes_of(f->prints));
	return printed > match ? printed : match;
}

/* ---- what they can stand for ---------------------------------------------- */

static int
often(enum failure_id id)
{
	const struct row *row = row_of(id);

	return row == NULL ? 0 : row->often;
}

static int
meaning_compare(const void *first, const void *second)
{
	const struct meaning *a = first, *b = second;
	int often_a = often(a->id), often_b = often(b->id);

	if (a->match != b->match)
		return a->match > b->match ? -1 : 1;
	if (often_a != often_b)
		return often_a > often_b ? -1 : 1;
	if (failure_get(a->id)->rank != failure_get(b->id)->rank)
		return failure_get(a->id)->rank > failure_get(b->id)->rank ?
		    -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* The best word of a row; programs from first to last. */
static struct meaning
row_match(const struct row *row, const struct query *q, enum seen_by first,
    enum seen_by last)
{
	struct meaning best = { .match = MATCH_NONE };
	struct bytes word;

	for (unsigned by = first; by <= (unsigned)last; by++)
		for (size_t i = 0; cell_word(row->words[by], i, &word); i++) {
			enum seen_match match = match_word(q,
			    (enum seen_by)by, word);

			if (match <= best.match)
				continue;
			best.by = (enum seen_by)by;
			best.word = word;
			best.match = match;
		}
	return best;
}

size_t
meanings_find(const char *words, struct meaning out[FAILURE_COUNT])
{
	struct query q = query_of(words);
	size_t count = 0;

	for (size_t i = 0; i < ROWS && count < FAILURE_COUNT; i++) {
		enum failure_id id = failure_find(rows[i].slug);
		struct meaning m = row_match(&rows[i], &q, SEEN_OPENSSL,
		    SEEN_CHROMIUM);

		if (id == FAILURE_COUNT || m.match == MATCH_NONE)
			continue;
		m.id = id;
		out[count++] = m;
	}
	qsort(out, count, sizeof(*out), meaning_compare);
	return count;
}

size_t
meanings_of(enum seen_by by, const char *word,
    struct meaning out[FAILURE_COUNT])
{
	struct query q = query_of(word);
	size_t count = 0;

	for (size_t i = 0; i < ROWS && count < FAILURE_COUNT; i++) {
		enum failure_id id = failure_find(rows[i].slug);
		struct meaning m = row_match(&rows[i], &q, by, by);

		if (id == FAILURE_COUNT || m.match != MATCH_EXACT)
			continue;
		m.id = id;
		out[count++] = m;
	}
	qsort(out, count, sizeof(*out), meaning_compare);
	return count;
}

/* How many of the words asked for occur in the text. */
static size_t
words_common(const char *asked, const struct plain *text)
{
	size_t common = 0;

	while (*asked != '\0') {
		size_t len = strcspn(asked, " \t\n");
		struct plain word = { .len = 0 };

		plain_add(&word, (const uint8_t *)asked, len);
		asked += len;
		asked += strspn(asked, " \t\n");
		common += word.len > 3 && strstr(text->text, word.text) != NULL;
	}
	return common;
}

const char *
foreign_nearest(const char *words)
{
	const char *nearest = NULL;
	size_t most = 0;

	for (size_t i = 0; i < FOREIGN_COUNT; i++) {
		const char *says = *foreign[i].prints != '\0' ?
		    foreign[i].prints : foreign[i].word;
		struct plain p = plain_of(bytes_of(says));
		size_t common = words_common(words, &p);

		if (common > most) {
			most = common;
			nearest = says;
		}
	}
	return nearest;
}
