/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CAs of a store: what was made of them, and their keys. */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/pem.h"
#include "ca/mint.h"
#include "ca/store_ca.h"
#include "sig/hash.h"

#define CHAIN_MOST 16           /* CAs above one another */

int
file_exists(const char *path, struct cw_error *err)
{
	struct stat st;

	if (path == NULL)
		return error_memory(err);
	if (stat(path, &st) == 0)
		return 1;
	if (errno == ENOENT)
		return 0;
	error_set(err, "cannot open %s: %s", path, strerror(errno));
	return -1;
}

/* ---- keys in files --------------------------------------------------------- */

int
key_load(const char *path, const struct cw_passphrase *secret,
    struct key **key, struct cw_error *err)
{
	struct buffer pem = BUFFER_EMPTY;
	struct cw_error why;
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0) {
		error_set(err, "others can read the key %s: chmod 600 it, or "
		    "make a new CA in another folder if they did", path);
		return -1;
	}
	buffer_fill(&pem, 0, CA_FILE_LIMIT + 1);
	buffer_cut(&pem, 0);
	if (file_read(path, CA_FILE_LIMIT, &pem, err) < 0)
		return -1;
	*key = key_import(buffer_bytes(&pem), path, secret, &why);
	buffer_wipe(&pem);
	if (*key == NULL)
		error_set(err, "%s: %s", path, why.text);
	return *key != NULL ? 0 : -1;
}

bool
key_file_sealed(const char *path)
{
	struct buffer file = BUFFER_EMPTY, der = BUFFER_EMPTY;
	struct pem_block block;
	struct pem_reader r;
	bool sealed = false;

	if (file_read(path, CA_FILE_LIMIT, &file, NULL) == 0) {
		pem_start(&r, buffer_bytes(&file));
		sealed = pem_next(&r, &block, &der) == PEM_BLOCK &&
		    key_is_sealed(buffer_bytes(&der));
	}
	buffer_wipe(&file);
	buffer_wipe(&der);
	return sealed;
}

int
key_octets(const struct key *key, const char *name,
    const struct cw_passphrase *secret, struct buffer *der,
    struct cw_error *err)
{
	struct buffer plain = BUFFER_EMPTY;
	int result;

	if (secret == NULL)
		return key_export(key, der, err);
	result = key_export(key, &plain, err);
	if (result == 0)
		result = key_seal_asked(buffer_bytes(&plain), name, secret,
		    der, err);
	buffer_wipe(&plain);
	return result;
}

static int
key_write(const struct key *key, const char *path,
    const struct cw_passphrase *secret, struct cw_error *err)
{
	struct buffer der = BUFFER_EMPTY, pem = BUFFER_EMPTY;
	int result = -1;

	buffer_fill(&pem, 0, CA_FILE_LIMIT);    /* no copy is left behind */
	buffer_cut(&pem, 0);
	if (key_octets(key, path, secret, &der, err) == 0) {
		pem_write(&pem, key_label(buffer_bytes(&der)),
		    buffer_bytes(&der));
		result = pem.failed ? error_memory(err) :
		    file_create(path, buffer_bytes(&pem), FILE_SECRET, err);
	}
	buffer_wipe(&der);
	buffer_wipe(&pem);
	return result;
}

/* The key of a CA that is made: the one that is there (somebody was stopped
   before the certificate was), or a new one. */
static int
key_make(struct cw_store *s, const struct authority_wish *w, const char *path,
    struct key **key, struct cw_error *err)
{
	int there = file_exists(path, err);

	if (there < 0)
		return -1;
	if (w->key_url != NULL) {
		if (there == 1) {
			error_set(err, "there is a key already: %s", path);
			return -1;
		}
		*key = key_open(w->key_url, &s->passphrase, err);
		return *key != NULL ? 0 : -1;
	}
	if (there == 0) {
		*key = key_new(w->key_type, NULL, "", err);
		return *key == NULL ? -1 : key_write(*key, path,
		    w->encrypt ? &s->passphrase : NULL, err);
	}
	if (key_load(path, &s->passphrase, key, err) < 0)
		return -1;
	if (key_type(*key) == w->key_type)
		return 0;
	error_set(err, "there is a key already, %s, and of another type (%s): "
	    "a key is never overwritten", path, key_type_text(key_type(*key)));
	return -1;
}

/* ---- what the store has ------------------------------------------------------ */

static struct authority *
loaded_find(const struct cw_store *s, int64_t id)
{
	struct authority *a = s->authorities;

	while (a != NULL && a->id != id)
		a = a->next;
	return a;
}

static const struct cert *
cert_keep(struct cw_store *s, struct bytes der, const char *source)
{
	struct bytes kept = { arena_copy(s->arena, der), der.len };

	if (kept.data == NULL)
		return NULL;
	return cert_read(s->arena, kept, (struct origin){ source, 0, 0 });
}

/* The CA without its issuer; *above is its number, 0 for none. */
static int
authority_load(struct cw_store *s, int64_t id, struct authority **out,
    int64_t *above, struct cw_error *err)
{
	struct authority *a = arena_alloc(s->arena, sizeof(*a));
	struct query q;
	int row = -1;

	if (a == NULL)
		return error_memory(err);
	if (query_start(&q, s, err, "SELECT a.name, a.issuer, c.der "
	    "FROM authorities a JOIN certs c ON c.id = a.cert WHERE a.id = ?",
	    "i", id) == 0)
		row = query_next(&q, err);
	if (row == 1) {
		*above = query_int(&q, 1);
		a->id = id;
		a->name = arena_string(s->arena, query_text(&q, 0));
		if (a->name != NULL)
			a->cert = cert_keep(s, query_bytes(&q, 2), a->name);
		if (a->cert == NULL)
			row = error_memory(err);
	} else if (row == 0) {
		error_set(err, "the store %s/store.db is damaged: a CA has no "
		    "certificate", s->path);
	}
	query_end(&q);
	if (row != 1)
		return -1;
	if (!a->cert->readable) {
		error_set(err, "the store %s/store.db is damaged: the "
		    "certificate of %s cannot be read", s->path, a->name);
		return -1;
	}
	a->next = s->authorities;
	s->authorities = a;
	*out = a;
	return 0;
}

int
authority_by_id(struct cw_store *s, int64_t id, struct authority **out,
    struct cw_error *err)
{
	struct authority **place = out;

	for (unsigned depth = 0; depth < CHAIN_MOST; depth++) {
		int64_t above = 0;
		struct authority *a = loaded_find(s, id);

		if (a != NULL) {
			*place = a;
			return 0;
		}
		if (authority_load(s, id, &a, &above, err) < 0)
			return -1;
		*place = a;
		if (above == 0)
			return 0;
		place = &a->issuer;
		id = above;
	}
	error_set(err, "more than %d CAs stand above one another", CHAIN_MOST);
	return -1;
}

int
authority_get(struct cw_store *s, const char *name, struct authority **out,
    struct cw_error *err)
{
	int64_t id;

	if (store_number(s, &id, err, "SELECT id FROM authorities "
	    "WHERE name = ? AND cert IS NOT NULL", "t", name) < 0)
		return -1;
	if (id != 0)
		return authority_by_id(s, id, out, err);
	error_set(err, "no CA in %s is called \"%.80s\": chainwright ca list "
	    "tells those there are, ca sub %.80s makes one below the root",
	    s->path, name, name);
	return -1;
}

int
key_matches(const struct key *key, const struct cert *cert,
    const char *key_path, const char *cert_path, struct cw_error *err)
{
	struct buffer spki = BUFFER_EMPTY;
	int result = -1;

	if (key_public(key, &spki, err) == 0) {
		if (bytes_equal(buffer_bytes(&spki), cert->spki.whole))
			result = 0;
		else
			error_set(err, "%s is not the key of %s: one of them "
			    "is of another CA", key_path, cert_path);
	}
	buffer_free(&spki);
	return result;
}

/* The key of a CA that is in a token; *url NULL: it is not. */
static int
url_find(struct cw_store *s, const struct authority *a, const char **url,
    struct cw_error *err)
{
	uint8_t digest[SHA256_OCTETS];
	struct query q;
	int row = -1;

	*url = NULL;
	if (!sha256(a->cert->spki.whole, digest))
		return error_memory(err);
	if (query_start(&q, s, err, "SELECT path FROM keys WHERE spki = ? AND "
	    "storage = 'elsewhere'", "b",
	    (struct bytes){ digest, sizeof(digest) }) == 0)
		row = query_next(&q, err);
	if (row == 1 && key_is_url(query_text(&q, 0)) && (*url =
	    arena_string(s->arena, query_text(&q, 0))) == NULL)
		row = error_memory(err);
	query_end(&q);
	return row < 0 ? -1 : 0;
}

int
authority_key(struct cw_store *s, struct authority *a, struct cw_error *err)
{
	const char *path = store_path(s, "keys/%s.pem", a->name);
	const char *cert = store_path(s, "%s.pem", a->name);
	int there = a->key != NULL ? 1 : file_exists(path, err);
	const char *url = NULL;

	if (there < 0 || cert == NULL)
		return -1;
	if (a->key != NULL)
		return 0;
	if (there == 0 && url_find(s, a, &url, err) < 0)
		return -1;
	if (url != NULL) {
		a->key = key_open(url, &s->passphrase, err);
		return a->key == NULL ? -1 :
		    key_matches(a->key, a->cert, url, cert, err);
	}
	if (there == 0) {
		error_set(err, "the key of the %s CA, %s, is missing: put it "
		    "back, or make a new CA in another folder", a->name, path);
		return -1;
	}
	if (key_load(path, &s->passphrase, &a->key, err) < 0)
		return -1;
	return key_matches(a->key, a->cert, path, cert, err);
}

void
authorities_free(struct cw_store *s)
{
	for (struct authority *a = s->authorities; a != NULL; a = a->next) {
		key_free(a->key);
		a->key = NULL;
	}
}

/* ---- a new one --------------------------------------------------------------- */

/* "Test Root CA 3f9a02c1": by its key, so that two CAs have two names. */
static int
name_fill(struct cert_spec *spec, const struct authority_wish *w,
    struct bytes spki, struct cw_error *err)
{
	const char *what = strcmp(w->name, "root") == 0 ? "Root" :
	    strcmp(w->name, "issuing") == 0 ? "Issuing" : w->name;
	uint8_t digest[SHA256_OCTETS];
	struct buffer name = BUFFER_EMPTY;

	if (!sha256(spki, digest))
		return error_memory(err);
	if (w->common_name != NULL)
		buffer_string(&name, w->common_name);
	else
		buffer_format(&name, "Test %s CA %02x%02x%02x%02x", what,
		    digest[0], digest[1], digest[2], digest[3]);
	if (!name.failed)
		spec_subject(spec, (const char *)name.data, "chainwright");
	else
		spec->failed = true;
	buffer_free(&name);
	return spec->failed ? error_memory(err) : 0;
}

static int
ca_spec_fill(struct cw_store *s, const struct authority_wish *w,
    struct bytes spki, struct cert_spec *spec, struct cw_error *err)
{
	static const enum oid purposes[] = { OID_KP_SERVER_AUTH,
		OID_KP_CLIENT_AUTH };
	const struct cert *above = w->issuer != NULL ? w->issuer->cert : NULL;

	spec_start(spec, s->arena, w->name);
	spec->key_type = w->key_type;
	spec_profile(spec, above == NULL ? SPEC_CA_ROOT : SPEC_CA_ISSUING,
	    s->now);
	spec_basic_constraints(spec, true, true, w->path_len);
	if (above != NULL)
		spec_ext_key_usage(spec, false, purposes, 2);
	authority_constrain(spec, w);
	if (w->not_before != 0)
		spec->not_before = w->not_before;
	if (w->not_after != 0)
		spec->not_after = w->not_after;
	else if (above != NULL && spec->not_after > above->not_after)
		spec->not_after = above->not_after;
	return name_fill(spec, w, spki, err);
}

/* The certificate in DER, read again, and judged unless it is a root. */
static const struct cert *
ca_sign(struct cw_store *s, const struct authority_wish *w,
    const struct key *key, struct buffer *der, struct cw_error *err)
{
	struct buffer spki = BUFFER_EMPTY;
	struct mint_issuer issuer = { .key = key };
	const struct cert *cert = NULL;
	struct cert_spec spec;
	uint8_t serial[16];

	if (key_public(key, &spki, err) < 0 ||
	    ca_spec_fill(s, w, buffer_bytes(&spki), &spec, err) < 0 ||
	    mint_serial(NULL, "", serial, err) < 0)
		goto out;
	issuer.subject = spec.subject;
	issuer.spki = buffer_bytes(&spki);
	if (w->issuer != NULL)
		issuer = (struct mint_issuer){ w->issuer->cert->subject,
			w->issuer->cert->spki.whole, w->issuer->key };
	if (mint(&spec, buffer_bytes(&spki), &issuer,
	    (struct bytes){ serial, sizeof(serial) }, der, err) == 0)
		cert = store_judge(s, buffer_bytes(der), w->issuer, err);
out:
	buffer_free(&spki);
	return cert;
}

/* The rows of a CA that has a certificate. */
int
authority_record(struct cw_store *s, const char *name,
    const struct authority *issuer, const struct cert *cert,
    const char *url, const char *source, struct cw_error *err)
{
	struct authority own = { .name = name, .cert = cert };
	struct row row = { .issuer = issuer != NULL ? issuer : &own,
		.serial = cert->serial, .source = source, .written = true,
		.profile = issuer != NULL ? "ca" : "root" };
	const char *path = store_path(s, "keys/%s.pem", name);
	int there = file_exists(path, err);

	if (there < 0 || store_run(s, err, issuer != NULL ?
	    "INSERT INTO authorities (name, issuer) VALUES (?, ?)" :
	    "INSERT INTO authorities (name) VALUES (?)",
	    issuer != NULL ? "ti" : "t", name,
	    issuer != NULL ? issuer->id : 0) < 0)
		return -1;
	own.id = row.authority = store_last_id(s);
	if (key_record(s, cert->spki.whole, (struct bytes){ NULL, 0 },
	    there ? path + strlen(s->path) + 1 : url, err) < 0 ||
	    row_reserve(s, &row, err) < 0 ||
	    row_issue(s, &row, cert, err) < 0)
		return -1;
	return store_run(s, err, "UPDATE authorities SET cert = ? WHERE id = ?",
	    "ii", row.id, own.id);
}

int
authority_make(struct cw_store *s, const struct authority_wish *w,
    struct authority **out, struct cw_error *err)
{
	const char *path = store_path(s, "keys/%s.pem", w->name);
	struct buffer der = BUFFER_EMPTY;
	const struct cert *cert = NULL;
	struct key *key = NULL;
	int result = -1;

	if (path == NULL)
		return error_memory(err);
	if (key_make(s, w, path, &key, err) == 0)
		cert = ca_sign(s, w, key, &der, err);
	if (cert != NULL && authority_record(s, w->name, w->issuer, cert,
	    w->key_url, "mint", err) == 0 && authority_get(s, w->name, out, err) == 0) {
		(*out)->key = key;
		key = NULL;
		result = 0;
	}
	key_free(key);
	buffer_free(&der);
	return result;
}

int
cert_file_read(struct cw_store *s, const char *path, struct bytes *der,
    struct cw_error *err)
{
	struct buffer text = BUFFER_EMPTY, octets = BUFFER_EMPTY;
	struct pem_reader r;
	struct pem_block block;
	int result = -1;

	if (file_read(path, CA_FILE_LIMIT, &text, err) < 0)
		return -1;
	*der = (struct bytes){ NULL, 0 };
	pem_start(&r, buffer_bytes(&text));
	if (pem_next(&r, &block, &octets) != PEM_BLOCK ||
	    strcmp(block.label, "CERTIFICATE") != 0) {
		error_set(err, "%s holds no readable certificate", path);
	} else {
		der->data = arena_copy(s->arena, buffer_bytes(&octets));
		der->len = octets.len;
		result = der->data != NULL ? 0 : error_memory(err);
	}
	buffer_free(&text);
	buffer_free(&octets);
	return result;
}

int
authority_write(struct cw_store *s, const struct authority *a, bool *differs,
    struct cw_error *err)
{
	const char *path = store_path(s, "%s.pem", a->name);
	struct buffer pem = BUFFER_EMPTY;
	int exists = file_exists(path, err), result = -1;
	struct bytes there;

	*differs = false;
	if (exists < 0)
		return -1;
	if (exists == 1) {
		*differs = cert_file_read(s, path, &there, NULL) < 0 ||
		    !bytes_equal(there, a->cert->der);
		return 0;
	}
	pem_write(&pem, "CERTIFICATE", a->cert->der);
	if (pem.failed)
		error_memory(err);
	else if (file_create(path, buffer_bytes(&pem), FILE_PUBLIC, err) == 0 ||
	    file_exists(path, NULL) == 1)
		result = 0;     /* another process may have been first */
	buffer_free(&pem);
	return result;
}
