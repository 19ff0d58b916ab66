/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other programs said of the same question, beside our verdict. */
#include "config.h"

#include "base/error.h"
#include "base/escape.h"
#include "report/meanings.h"
#include "report/verdict_json.h"

#define SHOWN 4                         /* meanings of a word, in text */

int
cw_verdict_add_opinion(struct cw_verdict *verdict,
    const struct cw_opinion *opinion, struct cw_error *err)
{
	struct opinion **end = &verdict->opinions;
	struct opinion *new = arena_alloc(verdict->arena, sizeof(*new));

	if (new == NULL)
		return error_memory(err);
	new->accepts = opinion->accepts;
	new->engine = arena_string(verdict->arena, opinion->engine);
	new->words = arena_string(verdict->arena,
	    opinion->words == NULL ? "" : opinion->words);
	new->next = NULL;
	if (new->engine == NULL || new->words == NULL)
		return error_memory(err);
	while (*end != NULL)
		end = &(*end)->next;
	*end = new;
	return 0;
}

/* One word of an opinion, and what it can stand for. */
struct said {
	char word[256];
	struct meaning meaning[FAILURE_COUNT];
	size_t count;
	size_t found;                   /* the first that was found; or count */
};

static enum seen_by
program_of(const char *engine)
{
	return strncmp(engine, "GnuTLS", 6) == 0 ? SEEN_GNUTLS : SEEN_OPENSSL;
}

/* False: there is no further word. */
static bool
next_word(const struct cw_verdict *v, const struct opinion *o,
    const char **at, struct said *said)
{
	size_t len = strcspn(*at, "\n");
	size_t kept = len < sizeof(said->word) ? len : sizeof(said->word) - 1;

	if (len == 0)
		return false;
	memcpy(said->word, *at, kept);
	said->word[kept] = '\0';
	*at += len;
	*at += **at == '\n';
	said->count = meanings_of(program_of(o->engine), said->word,
	    said->meaning);
	for (said->found = 0; said->found < said->count; said->found++)
		if (findings_have(&v->findings,
		    said->meaning[said->found].id, NULL))
			break;
	return true;
}

/* ---- text --------------------------------------------------------------- */

static void
said_draw(struct page *p, const struct said *said)
{
	struct buffer text = BUFFER_EMPTY;
	size_t shown = 0;

	buffer_byte(&text, '"');
	escape_text(&text, bytes_of(said->word), 0);
	buffer_byte(&text, '"');
	if (said->found < said->count) {
		buffer_format(&text, " stands for %s, found here too",
		    failure_get(said->meaning[said->found].id)->slug);
	} else if (said->count > 0) {
		buffer_string(&text, " can stand for ");
		for (; shown < said->count && shown < SHOWN; shown++)
			buffer_format(&text, "%s%s", shown == 0 ? "" : ", ",
			    failure_get(said->meaning[shown].id)->slug);
		if (shown < said->count)
			buffer_format(&text, " and %zu more",
			    said->count - shown);
		buffer_string(&text, ", none of which was found here");
	}
	if (text.failed)
		p->out->failed = true;
	else
		page_line(p, "    |     ", (const char *)text.data);
	buffer_free(&text);
}

void
opinions_draw(struct page *p, const struct cw_verdict *v)
{
	const struct opinion *o;
	bool valid = cw_verdict_valid(v);

	if (v->opinions == NULL)
		return;
	buffer_byte(p->out, '\n');
	page_ink(p, INK_CYAN, "second opinion");
	buffer_byte(p->out, '\n');
	for (o = v->opinions; o != NULL; o = o->next) {
		const char *at = o->words;
		struct said said;
		struct buffer text = BUFFER_EMPTY;

		escape_text(&text, bytes_of(o->engine), 0);
		buffer_format(&text, " %s it%s",
		    o->accepts ? "accepts" : "refuses",
		    o->accepts == valid ? " too" : ", and chainwright does not");
		if (text.failed)
			p->out->failed = true;
		else
			page_line(p, "    |   ", (const char *)text.data);
		buffer_free(&text);
		while (next_word(v, o, &at, &said))
			said_draw(p, &said);
	}
}

/* ---- JSON --------------------------------------------------------------- */

static json_t *
said_json(struct json *j, const struct said *said)
{
	json_t *object = json_make_object(j), *means = json_make_array(j);

	for (size_t i = 0; i < said->count; i++)
		json_append(j, means, json_string(
		    failure_get(said->meaning[i].id)->slug));
	json_put_hostile(j, object, "word", said->word);
	json_put(j, object, "means", means);
	json_put_string(j, object, "found", said->found == said->count ? NULL :
	    failure_get(said->meaning[said->found].id)->slug);
	return object;
}

json_t *
opinions_json(struct json *j, const struct cw_verdict *v)
{
	json_t *array = json_make_array(j);
	const struct opinion *o;

	for (o = v->opinions; o != NULL; o = o->next) {
		json_t *object = json_make_object(j);
		json_t *words = json_make_array(j);
		const char *at = o->words;
		struct said said;

		while (next_word(v, o, &at, &said))
			json_append(j, words, said_json(j, &said));
		json_put_hostile(j, object, "engine", o->engine);
		json_put_bool(j, object, "accepts", o->accepts);
		json_put_bool(j, object, "agrees",
		    o->accepts == cw_verdict_valid(v));
		json_put(j, object, "words", words);
		json_append(j, array, object);
	}
	return array;
}
