/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Certificates for names: reserved, signed, judged, recorded, then told. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/file.h"
#include "ca/mint.h"
#include "ca/store_ca.h"
#include "ca/wanted.h"

#define SERIAL_OCTETS 16
#define GROUP 100               /* certificates between two commits */
#define COUNT_MOST 1000000

struct item {
	struct wanted wanted;
	struct cert_spec spec;
	struct key *key;
	struct buffer pkcs8;            /* what the store keeps of it */
	struct bytes spki;              /* of a key that is not made here */
	uint8_t serial[SERIAL_OCTETS];
	struct row row;
	const struct cert *cert;
};

struct batch {
	struct cw_store *store;
	const struct cw_mint_options *options;
	struct authority *issuer;
	enum key_type type;
	const char *url;                /* of a key in a token; NULL */
	bool client;
	unsigned next;                  /* number of the next one */
	struct item *item;              /* of the group */
	size_t count;
};

static int
options_read(struct batch *b, struct cw_error *err)
{
	const struct cw_mint_options *o = b->options;
	const char *profile = o->profile != NULL ? o->profile : "server";
	const char *key = o->key != NULL ? o->key : "p256";

	b->client = strcmp(profile, "client") == 0;
	if (!b->client && strcmp(profile, "server") != 0) {
		error_set(err, "no profile is called \"%.40s\": server or "
		    "client", profile);
		return -1;
	}
	if (!key_is_url(key))
		return key_type_take(key, &b->type, err);
	b->url = key;
	return 0;
}

/* The validity asked for, inside that of the CA. */
static int
issue_validity(struct cw_store *s, const struct authority *issuer,
    const struct cw_mint_options *o, struct cert_spec *spec,
    struct cw_error *err)
{
	int64_t end = issuer->cert->not_after;
	char text[CALENDAR_TEXT];

	calendar_text(end, text);
	if (end < s->now) {
		error_set(err, "the %s CA in %s expired on %s: make a new "
		    "CA in another folder", issuer->name, s->path, text);
		return -1;
	}
	if (o->not_before != 0)
		spec->not_before = o->not_before;
	if (o->not_after != 0) {
		spec->not_after = o->not_after;
		if (o->not_after > end) {
			error_set(err, "the %s CA in %s expires on %s, "
			    "before the certificate would [validity-expired]",
			    issuer->name, s->path, text);
			return -1;
		}
	} else if (spec->not_after > end)
		spec->not_after = end;
	if (spec->not_before > spec->not_after) {
		error_set(err, "the certificate would end before it begins");
		return -1;
	}
	return 0;
}

/* ---- names ---------------------------------------------------------------- */

/* The name with the number for each {}. */
static const char *
name_number(struct arena *arena, const char *name, unsigned number)
{
	struct buffer b = BUFFER_EMPTY;
	const char *hole, *made = NULL;

	while ((hole = strstr(name, "{}")) != NULL) {
		buffer_add(&b, (struct bytes){ (const uint8_t *)name,
		    (size_t)(hole - name) });
		buffer_format(&b, "%u", number);
		name = hole + 2;
	}
	buffer_string(&b, name);
	if (!b.failed)
		made = arena_string(arena, (const char *)b.data);
	buffer_free(&b);
	return made;
}

static int
names_read(struct batch *b, struct item *item, struct cw_error *err)
{
	const struct cw_mint_options *o = b->options;
	struct arena *arena = b->store->arena;
	const char **names = arena_array(arena, o->name_count + 1,
	    sizeof(*names));

	if (names == NULL)
		return error_memory(err);
	for (size_t i = 0; i < o->name_count; i++) {
		names[i] = name_number(arena, o->names[i], b->next);
		if (names[i] == NULL)
			return error_memory(err);
	}
	return wanted_read(&item->wanted, arena, names, o->name_count,
	    b->client, err);
}

/* The first name is the common name too, if it fits; a subject without any
   makes the names critical (RFC 5280 4.2.1.6). */
static void
spec_fill(struct batch *b, struct item *item)
{
	const struct wanted *w = &item->wanted;
	bool fits = wanted_common_name(w);

	spec_start(&item->spec, b->store->arena, "leaf");
	item->spec.key_type = b->type;
	spec_subject(&item->spec, fits ? w->first : NULL, NULL);
	spec_profile(&item->spec, b->client ? SPEC_CLIENT : SPEC_SERVER,
	    b->store->now);
	spec_subject_alt_name(&item->spec, !fits, w->name, w->count);
}

/* ---- a group ---------------------------------------------------------------- */

static int
item_prepare(struct batch *b, struct item *item, struct cw_error *err)
{
	struct cw_store *s = b->store;
	const char *path;

	if (item->row.source == NULL) {
		if (names_read(b, item, err) < 0)
			return -1;
		spec_fill(b, item);
	}
	if (issue_validity(s, b->issuer, b->options, &item->spec, err) < 0)
		return -1;
	if (item->row.folder == NULL) {
		char *safe = wanted_folder(&item->wanted);

		item->row.folder = safe == NULL ? NULL :
		    arena_string(s->arena, safe);
		free(safe);
	}
	path = item->row.folder == NULL ? NULL :
	    store_path(s, "certs/%s", item->row.folder);
	if (path == NULL)
		return error_memory(err);
	if (strlen(path) + 24 > sizeof(((struct cw_mint_result *)0)->folder)) {
		error_set(err, "the path %.200s... is too long", path);
		return -1;
	}
	return folder_create(path, err);
}

static int
item_reserve(struct batch *b, size_t i, struct cw_error *err)
{
	struct item *item = &b->item[i], *before = i > 0 ? item - 1 : NULL;
	struct row *row = &item->row;

	if (mint_serial(NULL, "", item->serial, err) < 0)
		return -1;
	row->issuer = b->issuer;
	row->serial = (struct bytes){ item->serial, SERIAL_OCTETS };
	if (row->source == NULL) {
		row->profile = b->client ? "client" : "server";
		row->source = "mint";
	}
	if (before != NULL && strcmp(before->row.folder, row->folder) == 0)
		row->number = before->row.number + 1;
	else if (row_number(b->store, row->folder, &row->number, err) < 0)
		return -1;
	return row_reserve(b->store, row, err);
}

static int
item_sign(struct batch *b, struct item *item, struct cw_error *err)
{
	const struct authority *ca = b->issuer;
	const struct mint_issuer issuer = { ca->cert->subject,
		ca->cert->spki.whole, ca->key };
	struct buffer spki = BUFFER_EMPTY, der = BUFFER_EMPTY;
	int result = -1;

	if (item->spki.len > 0)
		buffer_add(&spki, item->spki);
	else if (b->url != NULL)
		item->key = key_open(b->url, &b->store->passphrase, err);
	else
		item->key = key_new(item->spec.key_type, NULL, "", err);
	if ((item->spki.len > 0 || (item->key != NULL &&
	    key_public(item->key, &spki, err) == 0)) &&
	    mint(&item->spec, buffer_bytes(&spki), &issuer,
	    (struct bytes){ item->serial, SERIAL_OCTETS }, &der, err) == 0) {
		item->cert = store_judge(b->store, buffer_bytes(&der), ca,
		    err);
		result = item->cert != NULL ? 0 : -1;
	}
	buffer_free(&spki);
	buffer_free(&der);
	return result;
}

/* Before the transaction: to protect a key takes its time. */
static int
item_export(struct batch *b, struct item *item, struct cw_error *err)
{
	char name[64];

	if (item->key == NULL || key_url(item->key) != NULL)
		return 0;
	snprintf(name, sizeof(name), "%.60s", item->row.folder);
	return key_octets(item->key, name, b->options->encrypt ?
	    &b->store->passphrase : NULL, &item->pkcs8, err);
}

static void
item_end(struct item *item)
{
	key_free(item->key);
	buffer_wipe(&item->pkcs8);
}

static int
item_record(struct batch *b, struct item *item, struct cw_error *err)
{
	/* One that the store has already stays as it is. */
	if (key_record(b->store, item->cert->spki.whole,
	    buffer_bytes(&item->pkcs8), b->url, err) < 0)
		return -1;
	return row_issue(b->store, &item->row, item->cert, err);
}

/* One transaction for all of a group. */
static int
group_commit(struct batch *b, bool reserve, struct cw_error *err)
{
	struct cw_store *s = b->store;
	int result = store_begin(s, err);

	for (size_t i = 0; i < b->count && result == 0; i++)
		result = reserve ? item_reserve(b, i, err) :
		    item_record(b, &b->item[i], err);
	if (result == 0 && store_commit(s, err) == 0)
		return 0;
	store_rollback(s);
	return -1;
}

/* What was refused leaves no number behind. If that fails, nothing is wrong but
   the number. */
static void
group_withdraw(struct batch *b)
{
	store_run(b->store, NULL, "DELETE FROM certs WHERE id BETWEEN ? AND ? "
	    "AND state = 'intent' AND pid = ?", "iii", b->item[0].row.id,
	    b->item[b->count - 1].row.id, (int64_t)getpid());
}

/* That the files are there is a hint for the next one and need not be on the
   disk: who finds it missing writes them again. */
static int
written_record(struct batch *b, struct cw_error *err)
{
	struct cw_store *s = b->store;
	int result = store_exec(s, "PRAGMA synchronous = NORMAL", err);

	if (result == 0)
		result = store_run(s, err, "UPDATE certs SET written = 1 "
		    "WHERE id BETWEEN ? AND ? AND state = 'issued' AND "
		    "pid = ?", "iii", b->item[0].row.id,
		    b->item[b->count - 1].row.id, (int64_t)getpid());
	if (store_exec(s, "PRAGMA synchronous = FULL", result == 0 ? err :
	    NULL) < 0)
		return -1;
	return result;
}

static int
group_write(struct batch *b, struct cw_error *err)
{
	struct cw_error why;

	for (size_t i = 0; i < b->count; i++) {
		const struct item *item = &b->item[i];
		bool last = i + 1 == b->count || strcmp(item->row.folder,
		    item[1].row.folder) != 0;

		if (files_write(b->store, item->row.id, &why) < 0 || (last &&
		    files_current(b->store, item->row.folder, &why) < 0)) {
			error_set(err, "%.300s; it was issued, and is in the "
			    "store: chainwright check --repair writes the "
			    "files", why.text);
			return -1;
		}
	}
	return written_record(b, err);
}

static void
result_fill(const struct batch *b, const struct item *item,
    struct cw_mint_result *result)
{
	*result = (struct cw_mint_result){ .created = b->store->created,
		.not_after = item->cert->not_after };
	snprintf(result->folder, sizeof(result->folder), "%s/certs/%s/%lld",
	    b->store->path, item->row.folder, (long long)item->row.number);
	for (size_t n = 0; n < SERIAL_OCTETS; n++)
		snprintf(result->serial + 2 * n, 3, "%02x", item->serial[n]);
}

static int
group_run(struct batch *b, void (*issued)(void *,
    const struct cw_mint_result *), void *context, struct cw_error *err)
{
	struct cw_mint_result result;

	for (size_t i = 0; i < b->count; i++, b->next++)
		if (item_prepare(b, &b->item[i], err) < 0)
			return -1;
	if (group_commit(b, true, err) < 0)
		return -1;
	for (size_t i = 0; i < b->count; i++)
		if (item_sign(b, &b->item[i], err) < 0 ||
		    item_export(b, &b->item[i], err) < 0) {
			group_withdraw(b);
			return -1;
		}
	if (group_commit(b, false, err) < 0 || group_write(b, err) < 0)
		return -1;
	for (size_t i = 0; i < b->count && issued != NULL; i++) {
		result_fill(b, &b->item[i], &result);
		issued(context, &result);
	}
	return 0;
}

/* What a group needs lives as long as it. */
static int
group(struct batch *b, size_t count, void (*issued)(void *,
    const struct cw_mint_result *), void *context, struct cw_error *err)
{
	struct arena *whole = b->store->arena;
	int result;

	b->count = 0;
	b->store->arena = arena_new(0);
	b->item = b->store->arena == NULL ? NULL :
	    arena_array(b->store->arena, count, sizeof(*b->item));
	if (b->item != NULL)
		b->count = count;
	if (b->item == NULL)
		result = error_memory(err);
	else
		result = group_run(b, issued, context, err);
	for (size_t i = 0; i < b->count; i++)
		item_end(&b->item[i]);
	arena_free(b->store->arena);
	b->store->arena = whole;
	return result;
}

static int
batch_run(struct batch *b, unsigned count, void (*issued)(void *,
    const struct cw_mint_result *), void *context, struct cw_error *err)
{
	const char *ca = b->options->ca != NULL ? b->options->ca : "issuing";

	if (options_read(b, err) < 0 ||
	    authority_get(b->store, ca, &b->issuer, err) < 0 ||
	    authority_key(b->store, b->issuer, err) < 0)
		return -1;
	b->next = 1;
	for (unsigned done = 0; done < count; done += GROUP)
		if (group(b, count - done < GROUP ? count - done : GROUP,
		    issued, context, err) < 0)
			return -1;
	return 0;
}

int
cw_store_mint(struct cw_store *store, const struct cw_mint_options *options,
    unsigned count, void (*issued)(void *context,
    const struct cw_mint_result *result), void *context, struct cw_error *err)
{
	struct batch *b;
	int result;

	if (count == 0 || count > COUNT_MOST) {
		error_set(err, "1 to %d certificates can be issued at once",
		    COUNT_MOST);
		return -1;
	}
	b = calloc(1, sizeof(*b));
	if (b == NULL)
		return error_memory(err);
	b->store = store;
	b->options = options;
	result = batch_run(b, count, issued, context, err);
	free(b);
	return result;
}

static void
result_take(void *context, const struct cw_mint_result *result)
{
	*(struct cw_mint_result *)context = *result;
}

int
issue_wish(struct cw_store *s, const struct issue_wish *w,
    struct cw_mint_result *result, struct cw_error *err)
{
	struct item *item = arena_array(s->arena, 1, sizeof(*item));
	struct batch b = { .store = s, .options = w->options,
		.issuer = w->issuer, .next = 1, .item = item, .count = 1 };
	int done;

	if (item == NULL)
		return error_memory(err);
	item->spec = *w->spec;
	item->spki = w->spki;
	item->row = (struct row){ .folder = w->folder, .profile = w->profile,
		.source = w->source, .request = w->request,
		.replaces = w->replaces };
	done = group_run(&b, result_take, result, err);
	item_end(item);
	return done;
}

/* ---- in one call ------------------------------------------------------------ */

/* What can be refused by itself is, before a folder is made. */
int
cw_mint_check(const struct cw_mint_options *o, struct cw_error *err)
{
	struct batch *b = calloc(1, sizeof(*b));
	struct cw_store store = { .arena = arena_new(0), .now = o->now };
	int result = -1;

	if (b == NULL || store.arena == NULL) {
		error_memory(err);
	} else {
		b->store = &store;
		b->options = o;
		b->next = 1;
		b->item = arena_array(store.arena, 1, sizeof(*b->item));
		if (b->item == NULL)
			error_memory(err);
		else if (options_read(b, err) == 0)
			result = names_read(b, b->item, err);
	}
	arena_free(store.arena);
	free(b);
	return result;
}

int
cw_mint(const struct cw_mint_options *options, struct cw_mint_result *result,
    struct cw_error *err)
{
	const struct cw_store_options open = { .folder = options->pki,
		.create = true, .now = options->now };
	struct cw_store *store;
	int done;

	if (cw_mint_check(options, err) < 0 ||
	    cw_store_open(&open, &store, err) < 0)
		return -1;
	done = cw_store_mint(store, options, 1, result_take, result, err);
	cw_store_close(store);
	return done;
}
