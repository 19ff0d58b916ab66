/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cw_mint: one certificate for names, from the CA in a folder. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/pem.h"
#include "ca/chainwright-ca.h"
#include "ca/mint.h"
#include "ca/pki.h"
#include "ca/reread.h"
#include "ca/tree.h"
#include "ca/wanted.h"

#define COMMON_NAME_MAX 64      /* RFC 5280 A.1, ub-common-name */
#define SERIAL_OCTETS 16

struct issue {
	struct pki pki;
	struct wanted wanted;
	struct cert_spec spec;
	struct key *key;
	uint8_t serial[SERIAL_OCTETS];
	struct buffer spki, der;
};

static int
options_read(const struct cw_mint_options *o, bool *client,
    enum key_type *type, struct cw_error *err)
{
	const char *profile = o->profile != NULL ? o->profile : "server";
	const char *key = o->key != NULL ? o->key : "p256";

	*client = strcmp(profile, "client") == 0;
	if (!*client && strcmp(profile, "server") != 0) {
		error_set(err, "no profile is called \"%.40s\": server or "
		    "client", profile);
		return -1;
	}
	if (!key_type_read(key, type)) {
		error_set(err, "no type of key is called \"%.40s\": p256, "
		    "p384, ed25519, rsa2048 or rsa3072", key);
		return -1;
	}
	return 0;
}

/* The validity asked for, inside that of the issuing CA. */
static int
validity_fill(struct issue *i, const struct cw_mint_options *o,
    struct cw_error *err)
{
	int64_t end = i->pki.issuing.cert->not_after;
	char text[CALENDAR_TEXT];

	calendar_text(end, text);
	if (end < o->now) {
		error_set(err, "the issuing CA in %s expired on %s: make a new "
		    "CA in another folder", i->pki.path, text);
		return -1;
	}
	if (o->not_before != 0)
		i->spec.not_before = o->not_before;
	if (o->not_after != 0) {
		i->spec.not_after = o->not_after;
		if (o->not_after > end) {
			error_set(err, "the issuing CA in %s expires on %s, "
			    "before the certificate would", i->pki.path, text);
			return -1;
		}
	} else if (i->spec.not_after > end)
		i->spec.not_after = end;
	if (i->spec.not_before > i->spec.not_after) {
		error_set(err, "the certificate would end before it begins");
		return -1;
	}
	return 0;
}

/* The first name is the common name too, if it fits; a subject without any
   makes the names critical (RFC 5280 4.2.1.6). */
static void
spec_fill(struct issue *i, bool client, enum key_type type, int64_t now)
{
	bool fits = strlen(i->wanted.first) <= COMMON_NAME_MAX;

	spec_start(&i->spec, i->pki.arena, "leaf");
	i->spec.key_type = type;
	spec_subject(&i->spec, fits ? i->wanted.first : NULL, NULL);
	spec_profile(&i->spec, client ? SPEC_CLIENT : SPEC_SERVER, now);
	spec_subject_alt_name(&i->spec, !fits, i->wanted.name,
	    i->wanted.count);
}

static int
sign(struct issue *i, struct cw_error *err)
{
	const struct pki_ca *ca = &i->pki.issuing;
	const struct mint_issuer issuer = { ca->cert->subject,
	    ca->cert->spki.whole, ca->key };

	i->key = key_new(i->spec.key_type, NULL, "", err);
	if (i->key == NULL || key_public(i->key, &i->spki, err) < 0 ||
	    mint_serial(NULL, "", i->serial, err) < 0 ||
	    mint(&i->spec, buffer_bytes(&i->spki), &issuer,
	    (struct bytes){ i->serial, SERIAL_OCTETS }, &i->der, err) < 0)
		return -1;
	return cert_reread(i->pki.arena, buffer_bytes(&i->der), err) != NULL ?
	    0 : -1;
}

static int
pem_put(int fd, const char *name, struct bytes first, struct bytes second,
    struct cw_error *err)
{
	struct buffer pem = BUFFER_EMPTY;
	int result;

	if (first.len > 0)
		pem_write(&pem, "CERTIFICATE", first);
	if (second.len > 0)
		pem_write(&pem, "CERTIFICATE", second);
	result = pem.failed ? error_memory(err) :
	    tree_file(fd, name, buffer_bytes(&pem), 0644, err);
	buffer_free(&pem);
	return result;
}

static int
key_put(int fd, const struct key *key, struct cw_error *err)
{
	struct buffer der = BUFFER_EMPTY;
	int result = key_export(key, &der, err);

	if (result == 0)
		result = tree_key(fd, "privkey.pem", buffer_bytes(&der), err);
	buffer_wipe(&der);
	return result;
}

static int
files_put(struct issue *i, int fd, struct cw_error *err)
{
	const struct bytes none = { NULL, 0 };
	struct bytes leaf = buffer_bytes(&i->der);
	struct bytes chain = i->pki.issuing.der;

	if (pem_put(fd, "cert.pem", leaf, none, err) < 0 ||
	    pem_put(fd, "chain.pem", chain, none, err) < 0 ||
	    pem_put(fd, "fullchain.pem", leaf, chain, err) < 0)
		return -1;
	return key_put(fd, i->key, err);
}

/* The files under certs/NAME/N, all at once, and current pointing there. */
static int
files_write(struct issue *i, struct cw_mint_result *result,
    struct cw_error *err)
{
	char *safe = wanted_folder(&i->wanted);
	const char *folder = safe == NULL ? NULL :
	    pki_path(&i->pki, "certs/%s", safe);
	unsigned number = 0;
	struct tree t;
	int done = -1;

	free(safe);
	if (folder == NULL)
		return error_memory(err);
	if (strlen(folder) + 16 > sizeof(result->folder)) {
		error_set(err, "the path %.200s... is too long", folder);
		return -1;
	}
	if (folder_create(folder, err) < 0 ||
	    tree_start_numbered(&t, folder, err) < 0)
		return -1;
	if (files_put(i, t.fd, err) == 0 &&
	    tree_finish_numbered(&t, &number, err) == 0)
		done = 0;
	tree_end(&t);
	if (done == 0)
		snprintf(result->folder, sizeof(result->folder), "%s/%u",
		    folder, number);
	return done;
}

static void
result_fill(const struct issue *i, struct cw_mint_result *result)
{
	result->created = i->pki.created;
	result->not_after = i->spec.not_after;
	for (size_t n = 0; n < SERIAL_OCTETS; n++)
		snprintf(result->serial + 2 * n, 3, "%02x", i->serial[n]);
}

/* Everything that can be refused is looked at before a file is made. */
static int
issue_run(struct issue *i, const struct cw_mint_options *o,
    struct cw_mint_result *result, struct arena *arena, struct cw_error *err)
{
	enum key_type type;
	bool client;

	if (options_read(o, &client, &type, err) < 0 ||
	    wanted_read(&i->wanted, arena, o->names, o->name_count, client,
	    err) < 0 || pki_open(&i->pki, o->pki, o->now, err) < 0)
		return -1;
	spec_fill(i, client, type, o->now);
	if (validity_fill(i, o, err) < 0 || sign(i, err) < 0 ||
	    files_write(i, result, err) < 0)
		return -1;
	result_fill(i, result);
	return 0;
}

int
cw_mint(const struct cw_mint_options *options, struct cw_mint_result *result,
    struct cw_error *err)
{
	struct issue *i = calloc(1, sizeof(*i));
	struct arena *arena = arena_new(0);
	int done;

	if (i == NULL || arena == NULL)
		done = error_memory(err);
	else
		done = issue_run(i, options, result, arena, err);
	if (i != NULL) {
		pki_close(&i->pki);
		key_free(i->key);
		buffer_free(&i->spki);
		buffer_free(&i->der);
	}
	free(i);
	arena_free(arena);
	return done;
}
