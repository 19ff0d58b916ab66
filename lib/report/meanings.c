/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other programs' words can stand for, and how they call a failure. */
#include "config.h"

#include <stdio.h>
#include "base/error.h"
#include "base/escape.h"
#include "report/meanings.h"

#define SHOWN 12                        /* in text; JSON has all */

/* As the program prints it: "certificate has expired (10)". */
static void
saying_write(struct buffer *out, enum seen_by by, struct bytes word)
{
	const struct foreign *f = foreign_find(by, word);

	if (f == NULL || *f->prints == '\0')
		buffer_add(out, word);
	else
		buffer_string(out, f->prints);
	if (f != NULL && f->number != 0)
		buffer_format(out, " (%d)", f->number);
}

void
seen_as_draw(struct page *p, const struct failure *row)
{
	enum failure_id id = failure_find(row->slug);
	bool begun = false;
	struct bytes word;

	for (unsigned by = 0; by < SEEN_PROGRAMS; by++) {
		struct buffer text = BUFFER_EMPTY;
		char first[32];

		for (size_t i = 0; seen_as(id, (enum seen_by)by, i, &word);
		     i++) {
			buffer_string(&text, i == 0 ? "" : "; ");
			saying_write(&text, (enum seen_by)by, word);
		}
		if (text.len > 0 && !text.failed) {
			if (!begun) {
				buffer_byte(p->out, '\n');
				page_ink(p, INK_CYAN, "Seen as");
				buffer_byte(p->out, '\n');
			}
			begun = true;
			snprintf(first, sizeof(first), "  %-9s ",
			    seen_by_name((enum seen_by)by));
			page_line(p, first, (const char *)text.data);
		}
		p->out->failed = p->out->failed || text.failed;
		buffer_free(&text);
	}
}

json_t *
seen_as_json(struct json *j, const struct failure *row)
{
	enum failure_id id = failure_find(row->slug);
	json_t *object = json_make_object(j);
	struct bytes word;

	for (unsigned by = 0; by < SEEN_PROGRAMS; by++) {
		json_t *array = json_make_array(j);

		for (size_t i = 0; seen_as(id, (enum seen_by)by, i, &word);
		     i++) {
			struct buffer text = BUFFER_EMPTY;

			buffer_add(&text, word);
			json_append_text(j, array, &text);
		}
		json_put(j, object, seen_by_key((enum seen_by)by), array);
	}
	return object;
}

/* ---- words asked for ------------------------------------------------------ */

static int
nothing(const char *words, struct cw_error *err)
{
	const char *near = failure_nearest(words);

	if (near != NULL) {
		error_set(err, "no failure \"%.100s\"; the nearest is \"%s\"",
		    words, near);
		return -1;
	}
	near = foreign_nearest(words);
	if (near != NULL)
		error_set(err, "no failure \"%.100s\", and no other program's "
		    "word like it; the nearest is \"%s\"", words, near);
	else
		error_set(err, "no failure \"%.100s\", and no other program's "
		    "word like it", words);
	return -1;
}

static void
meaning_draw(struct page *p, const struct meaning *m)
{
	const struct failure *row = failure_get(m->id);
	struct buffer text = BUFFER_EMPTY;

	page_ink(p, INK_YELLOW, row->slug);
	buffer_byte(p->out, '\n');
	page_line(p, "  ", row->means);
	buffer_format(&text, "%s: ", seen_by_name(m->by));
	saying_write(&text, m->by, m->word);
	if (text.failed)
		p->out->failed = true;
	else
		page_line(p, "  ", (const char *)text.data);
	buffer_free(&text);
}

int
meanings_draw(struct page *p, const char *words, struct cw_error *err)
{
	struct meaning found[FAILURE_COUNT];
	size_t count = meanings_find(words, found), i;
	struct buffer text = BUFFER_EMPTY;

	if (count == 0)
		return nothing(words, err);
	buffer_byte(&text, '"');
	escape_text(&text, bytes_of(words), 0);
	buffer_string(&text, count == 1 ? "\" can stand for:" :
	    "\" can stand for, most likely first:");
	if (text.failed)
		p->out->failed = true;
	else
		page_line(p, "", (const char *)text.data);
	buffer_free(&text);
	for (i = 0; i < count && i < SHOWN; i++) {
		buffer_byte(p->out, '\n');
		meaning_draw(p, &found[i]);
	}
	if (count > SHOWN)
		buffer_format(p->out, "\nand %zu more; --format json lists them "
		    "all\n", count - SHOWN);
	buffer_format(p->out, "\nOf each: chainwright explain %s\n",
	    failure_get(found[0].id)->slug);
	return 0;
}

static const char *
match_name(enum seen_match match)
{
	switch (match) {
	case MATCH_EXACT:
		return "exact";
	case MATCH_WITHIN:
		return "within";
	case MATCH_PART:
		return "part";
	case MATCH_WORDS:
	case MATCH_NONE:
		break;
	}
	return "words";
}

static json_t *
meaning_json(struct json *j, const struct meaning *m)
{
	const struct failure *row = failure_get(m->id);
	json_t *object = json_make_object(j);
	struct buffer word = BUFFER_EMPTY, prints = BUFFER_EMPTY;

	buffer_add(&word, m->word);
	saying_write(&prints, m->by, m->word);
	json_put_string(j, object, "slug", row->slug);
	json_put_string(j, object, "group", failure_group_name(row->group));
	json_put_string(j, object, "means", row->means);
	json_put_string(j, object, "program", seen_by_key(m->by));
	json_put_text(j, object, "word", &word);
	json_put_text(j, object, "prints", &prints);
	json_put_string(j, object, "match", match_name(m->match));
	return object;
}

json_t *
meanings_json(struct json *j, const char *words, struct cw_error *err)
{
	struct meaning found[FAILURE_COUNT];
	size_t count = meanings_find(words, found), i;
	json_t *object, *array;

	if (count == 0) {
		nothing(words, err);
		return NULL;
	}
	object = json_make_object(j);
	array = json_make_array(j);
	for (i = 0; i < count; i++)
		json_append(j, array, meaning_json(j, &found[i]));
	json_put_string(j, object, "schema", "chainwright-meanings-1");
	json_put_hostile(j, object, "words", words);
	json_put(j, object, "meanings", array);
	return object;
}
