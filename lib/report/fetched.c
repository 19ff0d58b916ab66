/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was asked for over the network before the verdict, and what came. */
#include "config.h"

#include <stdlib.h>
#include "base/error.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/pem.h"
#include "fetch/fetch.h"
#include "report/fetched.h"

static const char *
kind_name(enum cw_fetch_kind kind)
{
	return kind == CW_FETCH_ISSUER ? "issuer" : "crl";
}

/* Whether the path that is told has a certificate that came from there. */
static bool
completes(const struct fetch *f, const struct path *best)
{
	for (size_t i = 0; best != NULL && i < best->count; i++)
		if (best->cert[i]->origin.source != NULL &&
		    strcmp(best->cert[i]->origin.source, f->url) == 0)
			return true;
	return false;
}

/* ---- text ------------------------------------------------------------------ */

static void
outcome_words(struct buffer *out, const struct fetch *f,
    const struct path *best)
{
	if (f->outcome != CW_FETCH_DONE) {
		buffer_format(out, ": [%s] ", cw_fetch_outcome_name(f->outcome));
		escape_text(out, bytes_of(f->detail), 0);
		return;
	}
	buffer_format(out, ": %zu octets%s", f->octets,
	    f->from_cache ? ", kept from before" : "");
	if (f->kind == CW_FETCH_ISSUER && completes(f, best))
		buffer_string(out, "; the chain lacks it: have the server send "
		    "it too");
}

static void
fetch_draw(struct page *p, const struct fetch *f, const struct path *best)
{
	struct buffer text = BUFFER_EMPTY;

	buffer_string(&text, f->kind == CW_FETCH_ISSUER ? "issuer of " :
	    "CRL for ");
	words_cert_name(&text, f->cert);
	buffer_string(&text, ", ");
	escape_text(&text, f->at, 0);
	outcome_words(&text, f, best);
	if (text.failed)
		p->out->failed = true;
	else
		page_line(p, f->outcome == CW_FETCH_DONE ? "    = " : "    ! ",
		    (const char *)text.data);
	buffer_free(&text);
}

void
fetched_draw(struct page *p, const struct cw_verdict *v)
{
	const struct cw_fetches *fetches = v->question.fetches;

	if (fetches == NULL)
		return;
	buffer_byte(p->out, '\n');
	page_ink(p, INK_CYAN, "fetched");
	buffer_byte(p->out, '\n');
	for (size_t i = 0; i < fetches->count; i++)
		fetch_draw(p, &fetches->fetch[i], v->best);
	if (fetches->count == 0)
		buffer_string(p->out, "    nothing: no address is named for "
		    "what is missing, or nothing is\n");
	if (fetches->more)
		buffer_format(p->out, "    more addresses are named; no more "
		    "than %d are asked\n", FETCHES_MAX);
}

/* ---- JSON ------------------------------------------------------------------ */

static json_t *
fetch_json(struct json *j, const struct cw_verdict *v, const struct fetch *f)
{
	json_t *object = json_make_object(j);

	json_put_string(j, object, "kind", kind_name(f->kind));
	put_cert_name(j, object, "of", f->cert);
	json_put_bytes(j, object, "bytes", f->cert, f->at);
	json_put_hostile(j, object, "url", f->url);
	json_put_string(j, object, "outcome",
	    cw_fetch_outcome_name(f->outcome));
	json_put_hostile(j, object, "detail", f->detail);
	json_put_number(j, object, "octets", (int64_t)f->octets);
	json_put_bool(j, object, "from_cache", f->from_cache);
	json_put_bool(j, object, "completes", completes(f, v->best));
	return object;
}

json_t *
fetched_json(struct json *j, const struct cw_verdict *v)
{
	const struct cw_fetches *fetches = v->question.fetches;
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < fetches->count; i++)
		json_append(j, array, fetch_json(j, v, &fetches->fetch[i]));
	return array;
}

/* ---- the chain as it should be sent ------------------------------------------ */

char *
cw_verdict_fullchain(const struct cw_verdict *verdict)
{
	const struct path *best = verdict->best;
	struct buffer out = BUFFER_EMPTY;

	if (best == NULL || !best->anchored)
		return NULL;
	for (size_t i = 0; i < best->count && (i == 0 || i + 1 < best->count);
	    i++)
		pem_write(&out, "CERTIFICATE", best->cert[i]->der);
	if (out.failed) {
		buffer_free(&out);
		return NULL;
	}
	return buffer_steal(&out);
}

int
cw_verdict_save(const struct cw_verdict *verdict, const char *folder,
    struct cw_error *err)
{
	struct buffer path = BUFFER_EMPTY;
	char *chain = cw_verdict_fullchain(verdict);
	int rc = -1;

	buffer_format(&path, "%s/fullchain.pem", folder);
	if (chain == NULL && (verdict->best == NULL ||
	    !verdict->best->anchored))
		error_set(err, "%s: nothing was written, since no path reaches "
		    "a root that is trusted", folder);
	else if (chain == NULL || path.failed)
		(void)error_memory(err);
	else if (folder_create(folder, err) == 0)
		rc = file_create((const char *)path.data, bytes_of(chain),
		    FILE_PUBLIC, err);
	buffer_free(&path);
	free(chain);
	return rc;
}
