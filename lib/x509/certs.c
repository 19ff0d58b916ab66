/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "base/file.h"
#include "base/pem.h"
#include "x509/certs.h"
#include "x509/look.h"

struct cw_certs *
cw_certs_new(void)
{
	struct cw_certs *certs = calloc(1, sizeof(*certs));

	if (certs == NULL)
		return NULL;
	certs->arena = arena_new(0);
	if (certs->arena == NULL) {
		free(certs);
		return NULL;
	}
	limit_set_start(&certs->limits);
	return certs;
}

int
cw_certs_limit(struct cw_certs *certs, const struct cw_limit *limit,
    size_t count, struct cw_error *err)
{
	return limit_set_change(&certs->limits, limit, count, err);
}

void
cw_certs_free(struct cw_certs *certs)
{
	if (certs == NULL)
		return;
	arena_free(certs->arena);
	free(certs);
}

size_t
cw_certs_count(const struct cw_certs *certs)
{
	return certs->count;
}

const unsigned char *
cw_certs_der(const struct cw_certs *certs, size_t i, size_t *len)
{
	if (i >= certs->count)
		return NULL;
	*len = certs->cert[i]->der.len;
	return certs->cert[i]->der.data;
}

static bool
append(struct cw_certs *certs, struct cert *cert)
{
	size_t size = certs->size == 0 ? 8 : 2 * certs->size;
	struct cert **list;

	if (cert == NULL)
		return false;
	if (certs->count == certs->size) {
		list = arena_array(certs->arena, size, sizeof(*list));
		if (list == NULL)
			return false;
		if (certs->count > 0)
			memcpy(list, certs->cert, certs->count * sizeof(*list));
		certs->cert = list;
		certs->size = size;
	}
	certs->cert[certs->count++] = cert;
	return true;
}

/* A copy of the octets becomes a certificate, whatever they hold. */
static bool
add_der(struct cw_certs *certs, struct bytes der, struct origin origin)
{
	uint8_t *copy = arena_copy(certs->arena, der);

	return copy != NULL && append(certs, cert_read_within(certs->arena,
	    (struct bytes){ copy, der.len }, origin, &certs->limits));
}

static bool
add_bad_block(struct cw_certs *certs, struct bytes text,
    const struct pem_block *block, struct origin origin)
{
	uint8_t *copy = arena_copy(certs->arena, text);

	return copy != NULL && append(certs, cert_unreadable(certs->arena,
	    (struct bytes){ copy, text.len }, origin,
	    block->bad_offset - block->offset, block->bad_line,
	    block->problem));
}

/* What a file held besides certificates, for when it held none. */
struct other {
	enum look kind;                 /* LOOK_NOTHING: nothing we know */
	size_t line;                    /* of a block that is damaged; 0: none */
	const char *problem;
};

static int
refuse_key(const char *source, size_t line, struct cw_error *err)
{
	error_set(err, "%s holds a private key in a block that says "
	    "CERTIFICATE (line %zu); give the certificate instead", source, line);
	return -1;
}

/* OpenSSL puts its own settings of trust behind the certificate. */
static struct bytes
without_settings(const char *label, struct bytes der)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_element e;
	struct der_reader r;

	der_start(&r, der, &trouble);
	if (strcmp(label, "TRUSTED CERTIFICATE") == 0 && der_any(&r, &e))
		return e.whole;
	return der;
}

/* Kept beside the certificate: they count when it is an anchor. */
static bool
add_block(struct cw_certs *certs, const char *label, struct bytes der,
    struct origin origin)
{
	struct bytes cert = without_settings(label, der), settings;
	uint8_t *copy;

	if (!add_der(certs, cert, origin))
		return false;
	settings = bytes_skip(der, cert.len);
	if (settings.len == 0)
		return true;
	copy = arena_copy(certs->arena, settings);
	if (copy != NULL)
		certs->cert[certs->count - 1]->trust_settings =
		    (struct bytes){ copy, settings.len };
	return copy != NULL;
}

static int
read_block(struct cw_certs *certs, const struct pem_block *block,
    struct bytes der, struct origin origin, struct other *other,
    struct cw_error *err)
{
	enum look kind = look_label(block->label);

	if (kind != LOOK_CERTIFICATE) {
		other->kind = other->kind == LOOK_NOTHING ? kind : other->kind;
		return 0;
	}
	if (look_der(der) == LOOK_PRIVATE_KEY)
		return refuse_key(origin.source, block->line, err);
	if (!add_block(certs, block->label, der, origin))
		return error_memory(err);
	return 0;
}

static int
read_bad_block(struct cw_certs *certs, const struct pem_reader *r,
    const struct pem_block *block, struct origin origin, struct other *other,
    struct cw_error *err)
{
	struct bytes text = { r->input.data + block->offset,
		r->next - block->offset };

	if (look_label(block->label) != LOOK_CERTIFICATE) {
		other->line = block->bad_line;
		other->problem = block->problem;
		return 0;
	}
	if (!add_bad_block(certs, text, block, origin))
		return error_memory(err);
	return 0;
}

static int
read_pem(struct cw_certs *certs, struct bytes octets, const char *source,
    struct other *other, struct cw_error *err)
{
	struct buffer der = BUFFER_EMPTY;
	struct origin origin = { .source = source };
	size_t before = certs->count, objects = 0;
	enum pem_result result;
	struct pem_block block;
	struct pem_reader r;
	int rc = 0;

	pem_start(&r, octets);
	while (rc == 0 && (result = pem_next(&r, &block, &der)) != PEM_END) {
		origin.position = certs->count - before;
		origin.line = block.line;
		if (++objects > certs->limits.most[LIMIT_FILE_OBJECTS]) {
			error_set(err, "%s holds more than %u objects", source,
			    certs->limits.most[LIMIT_FILE_OBJECTS]);
			rc = -1;
		} else if (result == PEM_BAD) {
			rc = read_bad_block(certs, &r, &block, origin, other,
			    err);
		} else {
			rc = read_block(certs, &block, buffer_bytes(&der),
			    origin, other, err);
		}
		if (der.failed)
			rc = error_memory(err);
	}
	buffer_wipe(&der);
	return rc;
}

static int
read_der(struct cw_certs *certs, struct bytes octets, const char *source,
    struct other *other, struct cw_error *err)
{
	struct origin origin = { .source = source };

	other->kind = look_der(octets);
	if (other->kind != LOOK_CERTIFICATE)
		return 0;
	return add_der(certs, octets, origin) ? 0 : error_memory(err);
}

/* Why there is nothing to add, and what to give instead. */
static int
explain_nothing(const char *source, const struct other *other,
    struct cw_error *err)
{
	if (other->kind != LOOK_NOTHING)
		error_set(err, "%s holds %s and no certificate; give %s",
		    source, look_name(other->kind), look_instead(other->kind));
	else if (other->problem != NULL)
		error_set(err, "%s holds no certificate (line %zu: %s)", source,
		    other->line, other->problem);
	else
		error_set(err, "%s holds no certificate, neither in PEM nor in "
		    "DER", source);
	return -1;
}

int
cw_certs_read(struct cw_certs *certs, const void *octets, size_t len,
    const char *source, struct cw_error *err)
{
	struct bytes input = { octets, len };
	struct other other = { .kind = LOOK_NOTHING };
	size_t before = certs->count;
	int rc;

	if (len == 0) {
		error_set(err, "%s is empty", source);
		return -1;
	}
	if (len > certs->limits.most[LIMIT_FILE_OCTETS]) {
		error_set(err, "%s is larger than %u octets", source,
		    certs->limits.most[LIMIT_FILE_OCTETS]);
		return -1;
	}
	source = arena_string(certs->arena, source);
	if (source == NULL)
		return error_memory(err);
	rc = pem_looks_like(input) ?
	    read_pem(certs, input, source, &other, err) :
	    read_der(certs, input, source, &other, err);
	if (rc == 0 && certs->count == before)
		rc = explain_nothing(source, &other, err);
	if (rc == 0 && !certs_index(certs))
		rc = error_memory(err);
	if (rc != 0)
		certs->count = before;
	return rc;
}

int
cw_certs_load(struct cw_certs *certs, const char *path, struct cw_error *err)
{
	struct buffer content = BUFFER_EMPTY;
	int rc;

	if (file_read(path, certs->limits.most[LIMIT_FILE_OCTETS], &content,
	    err) != 0)
		return -1;
	rc = cw_certs_read(certs, content.data, content.len,
	    strcmp(path, "-") == 0 ? "standard input" : path, err);
	/* It may have been a private key that was given by mistake. */
	buffer_wipe(&content);
	return rc;
}

int
cw_certs_add(struct cw_certs *certs, const void *der, size_t len,
    const char *source, struct cw_error *err)
{
	struct origin origin = { .position = certs->count };

	origin.source = arena_string(certs->arena, source);
	if (origin.source == NULL ||
	    !add_der(certs, (struct bytes){ der, len }, origin))
		return error_memory(err);
	if (!certs_index(certs)) {
		certs->count--;
		return error_memory(err);
	}
	return 0;
}
