/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/pem.h"
#include "ca/mint.h"
#include "ca/pki.h"
#include "ca/reread.h"
#include "sig/hash.h"

#define FILE_LIMIT 65536

const char *
pki_path(const struct pki *p, const char *format, ...)
{
	struct buffer b = BUFFER_EMPTY;
	const char *path = NULL;
	va_list args;

	buffer_format(&b, "%s/", p->path);
	va_start(args, format);
	buffer_vformat(&b, format, args);
	va_end(args);
	if (!b.failed)
		path = arena_string(p->arena, (const char *)b.data);
	buffer_free(&b);
	return path;
}

/* 1: a file has the name; 0: none; -1: that cannot be told. */
static int
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

static int
key_load(const char *path, struct key **key, struct cw_error *err)
{
	struct buffer pem = BUFFER_EMPTY;
	struct cw_error why;
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0) {
		error_set(err, "others can read the key %s: chmod 600 it, or "
		    "make a new CA in another folder if they did", path);
		return -1;
	}
	buffer_fill(&pem, 0, FILE_LIMIT + 1);
	buffer_cut(&pem, 0);
	if (file_read(path, FILE_LIMIT, &pem, err) < 0)
		return -1;
	*key = key_import(buffer_bytes(&pem), &why);
	buffer_wipe(&pem);
	if (*key == NULL)
		error_set(err, "%s: %s", path, why.text);
	return *key != NULL ? 0 : -1;
}

static int
key_write(const struct key *key, const char *path, struct cw_error *err)
{
	struct buffer der = BUFFER_EMPTY, pem = BUFFER_EMPTY;
	int result = -1;

	buffer_fill(&pem, 0, FILE_LIMIT);       /* no copy is left behind */
	buffer_cut(&pem, 0);
	if (key_export(key, &der, err) == 0) {
		pem_write(&pem, "PRIVATE KEY", buffer_bytes(&der));
		result = pem.failed ? error_memory(err) :
		    file_create(path, buffer_bytes(&pem), FILE_SECRET, err);
	}
	buffer_wipe(&der);
	buffer_wipe(&pem);
	return result;
}

/* A new key under its name, or the one that another process put there first. */
static int
key_make(const char *path, struct key **key, struct cw_error *err)
{
	struct key *new = key_new(KEY_TYPE_P256, NULL, "", err);

	if (new == NULL)
		return -1;
	if (key_write(new, path, err) == 0) {
		*key = new;
		return 0;
	}
	key_free(new);
	return file_exists(path, NULL) == 1 ? key_load(path, key, err) : -1;
}

static int
cert_load(struct pki *p, const char *path, struct pki_ca *ca,
    struct cw_error *err)
{
	struct buffer text = BUFFER_EMPTY, der = BUFFER_EMPTY;
	struct pem_reader r;
	struct pem_block block;
	const struct cert *cert = NULL;

	if (file_read(path, FILE_LIMIT, &text, err) < 0)
		return -1;
	pem_start(&r, buffer_bytes(&text));
	if (pem_next(&r, &block, &der) == PEM_BLOCK &&
	    strcmp(block.label, "CERTIFICATE") == 0) {
		ca->der = (struct bytes){ arena_copy(p->arena,
		    buffer_bytes(&der)), der.len };
		if (ca->der.data != NULL)
			cert = cert_read(p->arena, ca->der,
			    (struct origin){ path, 0, block.line });
	}
	buffer_free(&text);
	buffer_free(&der);
	if (cert == NULL || !cert->readable) {
		error_set(err, "%s holds no readable certificate", path);
		return -1;
	}
	ca->cert = cert;
	return 0;
}

/* "Test Root CA 3f9a02c1": by its key, so that two CAs have two names. */
static int
ca_name(struct cert_spec *spec, const char *what, struct bytes spki,
    struct cw_error *err)
{
	uint8_t digest[SHA256_OCTETS];
	struct buffer name = BUFFER_EMPTY;

	if (!sha256(spki, digest))
		return error_memory(err);
	buffer_format(&name, "Test %s CA %02x%02x%02x%02x", what, digest[0],
	    digest[1], digest[2], digest[3]);
	if (!name.failed)
		spec_subject(spec, (const char *)name.data, "chainwright");
	else
		spec->failed = true;
	buffer_free(&name);
	return spec->failed ? error_memory(err) : 0;
}

/* The certificate of a CA: the root's when issuer is the CA itself. */
static int
ca_spec(struct pki *p, const struct pki_ca *ca, struct bytes spki, int64_t now,
    struct cert_spec *spec, struct cw_error *err)
{
	static const enum oid purposes[] = { OID_KP_SERVER_AUTH,
		OID_KP_CLIENT_AUTH };
	bool root = ca == &p->root;

	spec_start(spec, p->arena, root ? "root" : "issuing");
	spec_profile(spec, root ? SPEC_CA_ROOT : SPEC_CA_ISSUING, now);
	if (!root) {
		spec_ext_key_usage(spec, false, purposes, 2);
		if (spec->not_after > p->root.cert->not_after)
			spec->not_after = p->root.cert->not_after;
	}
	return ca_name(spec, root ? "Root" : "Issuing", spki, err);
}

/* The certificate in DER, read again. */
static int
ca_sign(struct pki *p, const struct pki_ca *ca, int64_t now,
    struct buffer *spki, struct buffer *der, struct cw_error *err)
{
	bool root = ca == &p->root;
	struct mint_issuer issuer = { .key = p->root.key };
	struct cert_spec spec;
	uint8_t serial[16];

	if (key_public(ca->key, spki, err) < 0 || ca_spec(p, ca,
	    buffer_bytes(spki), now, &spec, err) < 0 ||
	    mint_serial(NULL, "", serial, err) < 0)
		return -1;
	issuer.subject = root ? spec.subject : p->root.cert->subject;
	issuer.spki = root ? buffer_bytes(spki) : p->root.cert->spki.whole;
	if (mint(&spec, buffer_bytes(spki), &issuer,
	    (struct bytes){ serial, sizeof(serial) }, der, err) < 0)
		return -1;
	return cert_reread(p->arena, buffer_bytes(der), err) != NULL ? 0 : -1;
}

static int
cert_make(struct pki *p, const char *path, struct pki_ca *ca, int64_t now,
    struct cw_error *err)
{
	struct buffer spki = BUFFER_EMPTY, der = BUFFER_EMPTY,
	    pem = BUFFER_EMPTY;
	int result = -1;

	if (ca_sign(p, ca, now, &spki, &der, err) == 0) {
		pem_write(&pem, "CERTIFICATE", buffer_bytes(&der));
		result = pem.failed ? error_memory(err) :
		    file_create(path, buffer_bytes(&pem), FILE_PUBLIC, err);
		if (result == 0)
			p->created = true;
		else if (file_exists(path, NULL) == 1)
			result = 0;     /* another process was first */
	}
	buffer_free(&spki);
	buffer_free(&der);
	buffer_free(&pem);
	return result < 0 ? -1 : cert_load(p, path, ca, err);
}

static int
key_matches(const struct pki_ca *ca, const char *key_path,
    const char *cert_path, struct cw_error *err)
{
	struct buffer spki = BUFFER_EMPTY;
	int result = -1;

	if (ca->key == NULL)
		return 0;
	if (key_public(ca->key, &spki, err) == 0) {
		if (bytes_equal(buffer_bytes(&spki), ca->cert->spki.whole))
			result = 0;
		else
			error_set(err, "%s is not the key of %s: one of them "
			    "is of another CA", key_path, cert_path);
	}
	buffer_free(&spki);
	return result;
}

/* What there is; the certificate is looked for first, since a key is there
   before its certificate is. */
static int
ca_open(struct pki *p, struct pki_ca *ca, const char *name, int64_t now,
    struct cw_error *err)
{
	const char *cert_path = pki_path(p, "%s.pem", name);
	const char *key_path = pki_path(p, "keys/%s.pem", name);
	int has_cert = file_exists(cert_path, err);
	int has_key = has_cert < 0 ? -1 : file_exists(key_path, err);

	if (has_key < 0)
		return -1;
	if (has_key == 1 ? key_load(key_path, &ca->key, err) < 0 :
	    has_cert == 0 && key_make(key_path, &ca->key, err) < 0)
		return -1;
	if (has_cert == 1 ? cert_load(p, cert_path, ca, err) < 0 :
	    cert_make(p, cert_path, ca, now, err) < 0)
		return -1;
	return key_matches(ca, key_path, cert_path, err);
}

static int
issuing_open(struct pki *p, int64_t now, struct cw_error *err)
{
	int made = file_exists(pki_path(p, "issuing.pem"), err);

	if (made < 0)
		return -1;
	if (made == 0 && p->root.key == NULL) {
		error_set(err, "the key of the root, %s/keys/root.pem, is "
		    "missing, and without it no issuing CA can be made",
		    p->path);
		return -1;
	}
	if (ca_open(p, &p->issuing, "issuing", now, err) < 0)
		return -1;
	if (p->issuing.key != NULL)
		return 0;
	error_set(err, "the key of the issuing CA, %s/keys/issuing.pem, is "
	    "missing: put it back, or make a new CA in another folder",
	    p->path);
	return -1;
}

int
pki_open(struct pki *p, const char *path, int64_t now, struct cw_error *err)
{
	const char *keys, *certs;

	*p = (struct pki){ .arena = arena_new(0), .path = path };
	if (p->arena == NULL)
		return error_memory(err);
	keys = pki_path(p, "keys");
	certs = pki_path(p, "certs");
	if (keys == NULL || certs == NULL)
		error_memory(err);
	else if (folder_create(path, err) == 0 &&
	    folder_create(keys, err) == 0 && folder_create(certs, err) == 0 &&
	    ca_open(p, &p->root, "root", now, err) == 0 &&
	    issuing_open(p, now, err) == 0)
		return 0;
	pki_close(p);
	return -1;
}

void
pki_close(struct pki *p)
{
	key_free(p->root.key);
	key_free(p->issuing.key);
	arena_free(p->arena);
	*p = (struct pki){ .arena = NULL };
}
