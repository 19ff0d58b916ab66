/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The chain of every failure again and again, each time with one thing changed in
 * what one of its certificates or CRLs has signed: an octet, or an element left
 * out, doubled, emptied or moved behind its neighbour. What is found, with all
 * octets and values, is a line of tests/changed.tsv: failure, changes, how many of
 * them are accepted, and a digest of the findings. CHANGED=SLUG shows the findings
 * themselves; "make golden" writes the file anew, for whoever meant to change what
 * is found.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "ca/encode.h"
#include "tests/judge.h"
#include "tests/test.h"

#define CHANGES 24
#define DEPTH_MAX 16

/* ---- chance ----------------------------------------------------------------- */

static uint64_t state;

/* splitmix64 */
static size_t
chance(size_t bound)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return bound == 0 ? 0 : (size_t)((z ^ z >> 31) % bound);
}

static uint64_t
digest_octets(uint64_t digest, const void *data, size_t len)
{
	const uint8_t *octets = data;

	for (size_t i = 0; i < len; i++)
		digest = (digest ^ octets[i]) * UINT64_C(0x100000001b3);
	return digest;
}

/* ---- one change ------------------------------------------------------------- */

enum change { LEAVE_OUT, DOUBLE, EMPTY, MOVE, CHANGE_KINDS };

struct edit {
	enum change change;
	size_t target, seen;            /* elements, in the order of the octets */
};

/* The first element of r, taken off it; false: there is none. */
static bool
element_take(struct bytes *r, struct bytes *whole, struct bytes *contents)
{
	size_t head = 2, len, octets;

	if (r->len < 2 || (r->data[0] & 0x1f) == 0x1f)
		return false;
	len = r->data[1];
	if (len >= 0x80) {
		octets = len & 0x7f;
		if (octets == 0 || octets > 3 || octets + 2 > r->len)
			return false;
		for (len = 0; head < 2 + octets; head++)
			len = len << 8 | r->data[head];
	}
	if (len > r->len - head)
		return false;
	*whole = (struct bytes){ r->data, head + len };
	*contents = bytes_skip(*whole, head);
	*r = bytes_skip(*r, head + len);
	return true;
}

static bool
holds_elements(uint8_t tag, struct bytes contents)
{
	struct bytes whole, inner;

	if ((tag & 0x20) != 0)
		return true;
	if (tag != DER_OCTET_STRING || contents.len == 0)
		return false;
	while (element_take(&contents, &whole, &inner))
		;
	return contents.len == 0;
}

static void elements_copy(struct bytes in, struct buffer *out, struct edit *e,
    unsigned depth);

static void
element_copy(struct bytes whole, struct bytes contents, struct buffer *out,
    struct edit *e, unsigned depth)
{
	struct buffer inner = BUFFER_EMPTY;

	if (depth == DEPTH_MAX || !holds_elements(whole.data[0], contents)) {
		buffer_add(out, whole);
		return;
	}
	elements_copy(contents, &inner, e, depth + 1);
	encode_element(out, whole.data[0], buffer_bytes(&inner));
	buffer_free(&inner);
}

static void
elements_copy(struct bytes in, struct buffer *out, struct edit *e,
    unsigned depth)
{
	struct bytes whole, contents, moved = { NULL, 0 };

	while (element_take(&in, &whole, &contents)) {
		if (e->seen++ != e->target) {
			element_copy(whole, contents, out, e, depth);
		} else if (e->change == DOUBLE) {
			buffer_add(out, whole);
			buffer_add(out, whole);
		} else if (e->change == EMPTY) {
			encode_element(out, whole.data[0],
			    (struct bytes){ NULL, 0 });
		} else if (e->change == MOVE) {
			moved = whole;
			continue;
		}
		buffer_add(out, moved);
		moved.len = 0;
	}
	buffer_add(out, moved);
	buffer_add(out, in);
}

static void
element_change(struct buffer *tbs)
{
	struct buffer out = BUFFER_EMPTY;
	struct edit e = { .target = SIZE_MAX };

	elements_copy(buffer_bytes(tbs), &out, &e, 0);
	e.target = 1 + chance(e.seen - 1);
	e.change = (enum change)chance(CHANGE_KINDS);
	e.seen = 0;
	buffer_cut(&out, 0);
	elements_copy(buffer_bytes(tbs), &out, &e, 0);
	buffer_cut(tbs, 0);
	buffer_add(tbs, buffer_bytes(&out));
	buffer_free(&out);
}

static void
octet_change(struct buffer *tbs)
{
	uint8_t *octet;

	if (tbs->len == 0)
		return;
	octet = &tbs->data[chance(tbs->len)];
	switch (chance(4)) {
	case 0:
		*octet ^= (uint8_t)(1u << chance(8));
		break;
	case 1:
		*octet = (uint8_t)(*octet + 1);
		break;
	case 2:
		*octet = (uint8_t)(*octet - 1);
		break;
	default:
		*octet = chance(2) == 0 ? 0x00 : 0xff;
	}
}

static void
any_change(struct buffer *tbs)
{
	if (chance(3) == 0)
		octet_change(tbs);
	else
		element_change(tbs);
}

/* False: all that could be changed has a patch of its own. */
static bool
change_plant(struct scenario *s)
{
	size_t i = chance(s->cert_count + s->crl_count);

	if (i >= s->cert_count) {
		if (s->crl[i - s->cert_count].patch_tbs != NULL)
			return false;
		s->crl[i - s->cert_count].patch_tbs = any_change;
	} else {
		if (s->cert[i].patch_tbs != NULL)
			return false;
		s->cert[i].patch_tbs = any_change;
	}
	return true;
}

/* ---- what is found ---------------------------------------------------------- */

static void
place_write(struct buffer *out, const char *what, struct bytes der,
    struct bytes at)
{
	if (at.len > 0 && at.data >= der.data &&
	    at.data + at.len <= der.data + der.len)
		buffer_format(out, " %s %zu+%zu", what,
		    (size_t)(at.data - der.data), at.len);
}

static void
value_write(struct buffer *out, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
		return;
	case VALUE_TIME:
	case VALUE_SPAN:
	case VALUE_NUMBER:
		buffer_format(out, " %lld", (long long)v->as.number);
		return;
	case VALUE_WORD:
		buffer_format(out, " '%s'",
		    v->as.word == NULL ? "" : v->as.word);
		return;
	default:
		buffer_string(out, " ");
		for (size_t i = 0; i < v->as.bytes.len && i < 64; i++)
			buffer_format(out, "%02x", v->as.bytes.data[i]);
	}
}

static void
finding_write(struct buffer *out, const struct finding *f)
{
	static const struct bytes none = { NULL, 0 };

	buffer_format(out, "  %d %s %s", (int)f->severity,
	    failure_get(f->id)->slug, field_path(f->field));
	place_write(out, "at", f->cert == NULL ? none : f->cert->der, f->at);
	place_write(out, "other", f->other == NULL ? none : f->other->der,
	    f->other_at);
	for (size_t i = 0; i < FINDING_VALUES; i++)
		value_write(out, &f->value[i]);
	buffer_string(out, "\n");
}

static void
verdict_write(struct buffer *out, const struct cw_verdict *v)
{
	buffer_format(out, "%s, %zu paths, %u signatures, %zu candidates\n",
	    cw_verdict_valid(v) ? "valid" : "refused", v->path_count,
	    v->signatures, v->candidate_count);
	for (size_t i = 0; i < v->findings.count; i++)
		finding_write(out, &v->findings.list[i]);
	for (size_t i = 0; i < v->candidate_count; i++)
		buffer_format(out, "  candidate %s\n",
		    v->candidate[i].reason == FAILURE_COUNT ? "fits" :
		    failure_get(v->candidate[i].reason)->slug);
}

struct line {
	unsigned changes, accepted;
	uint64_t digest;
};

static void
change_judge(enum failure_id id, unsigned number, struct line *l)
{
	const char *slug = failure_get(id)->slug, *show = getenv("CHANGED");
	struct buffer text = BUFFER_EMPTY;
	struct judged j;

	state = digest_octets(number, slug, strlen(slug));
	judge_start(&j, CW_TLS13);
	defect_apply(j.s, id);
	if (change_plant(j.s) && judge_mint(&j)) {
		judge_ask(&j);
		verdict_write(&text, j.verdict);
		ck_assert(!text.failed);
		l->changes++;
		l->accepted += cw_verdict_valid(j.verdict);
		l->digest = digest_octets(l->digest, text.data, text.len);
		if (show != NULL && strcmp(show, slug) == 0)
			printf("%s %u: %.*s", slug, number, (int)text.len,
			    (const char *)text.data);
		buffer_free(&text);
	}
	judge_free(&j);
}

/* ---- the table -------------------------------------------------------------- */

static void
line_check(const char *table, const char *slug, const char *line)
{
	const char *row = table;
	size_t len = strlen(slug);

	while (strncmp(row, slug, len) != 0 || row[len] != '\t') {
		row = strchr(row, '\n');
		if (row == NULL)
			return;         /* a new failure: "make golden" adds it */
		row++;
	}
	ck_assert_msg(strncmp(row, line, strlen(line)) == 0,
	    "other findings of changed chains of %s: %.*s, now %s(see the head "
	    "of check_changed.c)", slug, (int)strcspn(row, "\n"), row, line);
}

START_TEST(test_changed)
{
	const char *top = getenv("top_srcdir");
	struct buffer table = BUFFER_EMPTY, new = BUFFER_EMPTY;
	struct cw_error err;
	char path[4096], line[256];

	(void)snprintf(path, sizeof(path), "%s/tests/changed.tsv",
	    top != NULL ? top : ".");
	if (getenv("GOLDEN_WRITE") == NULL)
		ck_assert_msg(file_read(path, 1 << 20, &table, &err) == 0,
		    "%s", err.text);
	for (unsigned i = 0; i < FAILURE_COUNT; i++) {
		const enum failure_id id = (enum failure_id)i;
		struct line l = { .digest = UINT64_C(0xcbf29ce484222325) };

		for (unsigned k = 0; k < CHANGES; k++)
			change_judge(id, k, &l);
		(void)snprintf(line, sizeof(line), "%s\t%u\t%u\t%016llx\n",
		    failure_get(id)->slug, l.changes, l.accepted,
		    (unsigned long long)l.digest);
		buffer_string(&new, line);
		if (table.data != NULL)
			line_check((const char *)table.data,
			    failure_get(id)->slug, line);
	}
	if (getenv("GOLDEN_WRITE") != NULL)
		ck_assert_msg(file_replace(path, buffer_bytes(&new),
		    FILE_PUBLIC, &err) == 0, "%s", err.text);
	buffer_free(&table);
	buffer_free(&new);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("changed");
	TCase *t = tcase_create("changed");

	tcase_set_timeout(t, 120);
	tcase_add_unchecked_fixture(t, judge_setup, judge_teardown);
	tcase_add_test(t, test_changed);
	suite_add_tcase(s, t);
	return s;
}
