/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "base/file.h"
#include "base/pem.h"
#include "load/look.h"
#include "x509/crls.h"

struct cw_crls *
cw_crls_new(void)
{
	struct cw_crls *crls = calloc(1, sizeof(*crls));

	if (crls == NULL)
		return NULL;
	crls->arena = arena_new(0);
	if (crls->arena == NULL) {
		free(crls);
		return NULL;
	}
	limit_set_start(&crls->limits);
	return crls;
}

static void
cut(struct cw_crls *crls, size_t count)
{
	while (crls->count > count) {
		crls->count--;
		if (crls->octets[crls->count] == NULL)
			continue;
		crl_forget(crls->crl[crls->count]);
		free(crls->octets[crls->count]);
	}
}

void
cw_crls_free(struct cw_crls *crls)
{
	if (crls == NULL)
		return;
	cut(crls, 0);
	free(crls->octets);
	arena_free(crls->arena);
	free(crls);
}

size_t
cw_crls_count(const struct cw_crls *crls)
{
	return crls->count;
}

int
cw_crls_limit(struct cw_crls *crls, const struct cw_limit *limit,
    size_t count, struct cw_error *err)
{
	return limit_set_change(&crls->limits, limit, count, err);
}

const unsigned char *
cw_crls_der(const struct cw_crls *crls, size_t i, size_t *len)
{
	if (i >= crls->count)
		return NULL;
	*len = crls->crl[i]->der.len;
	return crls->crl[i]->der.data;
}

static bool
has_room(struct cw_crls *crls)
{
	size_t size = crls->size == 0 ? 4 : 2 * crls->size;
	struct crl **list;
	uint8_t **octets;

	if (crls->count < crls->size)
		return true;
	list = arena_array(crls->arena, size, sizeof(*list));
	if (list == NULL)
		return false;
	octets = realloc(crls->octets, size * sizeof(*octets));
	if (octets == NULL)
		return false;
	crls->octets = octets;
	if (crls->count > 0)
		memcpy(list, crls->crl, crls->count * sizeof(*list));
	crls->crl = list;
	crls->size = size;
	return true;
}

/* Takes the octets, of malloc, whatever comes of it. */
static bool
append(struct cw_crls *crls, struct crl *crl, uint8_t *octets)
{
	if (crl == NULL || !has_room(crls)) {
		free(octets);
		return false;
	}
	crls->octets[crls->count] = octets;
	crls->crl[crls->count++] = crl;
	return true;
}

bool
crls_borrow(struct cw_crls *crls, const struct cw_crls *from)
{
	for (size_t i = 0; i < from->count; i++)
		if (!append(crls, from->crl[i], NULL))
			return false;
	return true;
}

static bool
add_der(struct cw_crls *crls, uint8_t *octets, size_t len,
    struct origin origin)
{
	return append(crls, crl_read(crls->arena, (struct bytes){ octets, len },
	    origin, &crls->limits), octets);
}

static bool
add_copy(struct cw_crls *crls, struct bytes der, struct origin origin)
{
	uint8_t *copy = malloc(der.len + 1);

	if (copy == NULL)
		return false;
	if (der.len > 0)
		memcpy(copy, der.data, der.len);
	return add_der(crls, copy, der.len, origin);
}

static bool
add_bad_block(struct cw_crls *crls, struct bytes text,
    const struct pem_block *block, struct origin origin)
{
	uint8_t *copy = malloc(text.len + 1);

	if (copy == NULL)
		return false;
	memcpy(copy, text.data, text.len);
	return append(crls, crl_unreadable(crls->arena,
	    (struct bytes){ copy, text.len }, origin,
	    block->bad_offset - block->offset, block->problem), copy);
}

/* ---- files ---------------------------------------------------------------- */

static int
explain_nothing(const char *source, enum look kind, struct cw_error *err)
{
	if (kind == LOOK_CERTIFICATE)
		error_set(err, "%s holds a certificate and no CRL; give the "
		    "list that its issuer publishes", source);
	else if (kind != LOOK_NOTHING)
		error_set(err, "%s holds %s and no CRL", source,
		    look_name(kind));
	else
		error_set(err, "%s holds no CRL, neither in PEM nor in DER",
		    source);
	return -1;
}

static bool
take_block(struct cw_crls *crls, struct buffer *der, struct origin origin)
{
	size_t len = der->len;
	uint8_t *octets;

	buffer_byte(der, 0);            /* an empty block has octets too */
	octets = (uint8_t *)buffer_steal(der);
	return octets != NULL && add_der(crls, octets, len, origin);
}

static int
read_pem(struct cw_crls *crls, struct bytes octets, struct origin origin,
    struct cw_error *err)
{
	struct buffer der = BUFFER_EMPTY;
	size_t before = crls->count, objects = 0;
	enum look other = LOOK_NOTHING, kind;
	enum pem_result result;
	struct pem_block block;
	struct pem_reader r;
	bool fine = true;

	pem_start(&r, octets);
	while (fine && (result = pem_next(&r, &block, &der)) != PEM_END) {
		kind = look_label(block.label);
		if (++objects > crls->limits.most[LIMIT_FILE_OBJECTS]) {
			buffer_free(&der);
			error_set(err, "%s holds more than %u objects",
			    origin.source,
			    crls->limits.most[LIMIT_FILE_OBJECTS]);
			return -1;
		}
		if (kind != LOOK_CRL) {
			other = other == LOOK_NOTHING ? kind : other;
			continue;
		}
		origin.position = crls->count - before;
		origin.line = block.line;
		fine = result == PEM_BAD ? add_bad_block(crls, (struct bytes){
		    octets.data + block.offset, r.next - block.offset },
		    &block, origin) : take_block(crls, &der, origin);
		fine = fine && !der.failed;
	}
	buffer_free(&der);
	if (!fine)
		return error_memory(err);
	return crls->count > before ? 0 :
	    explain_nothing(origin.source, other, err);
}

/* What begins like DER and is no other thing that we know claims to be a CRL. */
static enum look
look_at(struct cw_crls *crls, struct bytes octets, struct origin origin)
{
	enum look kind = look_der(octets);
	const struct cert *cert;

	if (kind != LOOK_CERTIFICATE || octets.len > crls->limits.most[
	    LIMIT_CERTIFICATE_OCTETS])
		return kind == LOOK_CERTIFICATE ? LOOK_CRL : kind;
	cert = cert_read(crls->arena, octets, origin);
	return cert != NULL && cert->readable ? LOOK_CERTIFICATE : LOOK_CRL;
}

/* *octets becomes NULL when it was taken over. */
static int
read_octets(struct cw_crls *crls, uint8_t **octets, size_t len,
    const char *path, struct cw_error *err)
{
	struct bytes input = { *octets, len };
	struct origin origin = { .source = NULL };
	size_t before = crls->count;
	enum look kind;
	int rc = 0;

	if (len == 0) {
		error_set(err, "%s is empty", path);
		return -1;
	}
	origin.source = arena_string(crls->arena, path);
	if (origin.source == NULL)
		return error_memory(err);
	if (pem_looks_like(input)) {
		rc = read_pem(crls, input, origin, err);
	} else if ((kind = look_at(crls, input, origin)) != LOOK_CRL) {
		rc = explain_nothing(path, kind, err);
	} else {
		*octets = NULL;
		if (!add_der(crls, (uint8_t *)(uintptr_t)input.data, len,
		    origin))
			rc = error_memory(err);
	}
	if (rc != 0)
		cut(crls, before);
	return rc;
}

/* Base64 and its lines take more than the octets do. */
static size_t
file_most(const struct cw_crls *crls)
{
	size_t most = crls->limits.most[LIMIT_CRL_OCTETS];

	return most + most / 2 + 4096;
}

int
cw_crls_read(struct cw_crls *crls, const void *octets, size_t len,
    const char *source, struct cw_error *err)
{
	uint8_t *copy;
	int rc;

	if (len > file_most(crls)) {
		error_set(err, "%s is larger than %zu octets", source,
		    file_most(crls));
		return -1;
	}
	copy = malloc(len + 1);
	if (copy == NULL)
		return error_memory(err);
	if (len > 0)
		memcpy(copy, octets, len);
	rc = read_octets(crls, &copy, len, source, err);
	free(copy);
	return rc;
}

int
cw_crls_load(struct cw_crls *crls, const char *path, struct cw_error *err)
{
	struct buffer content = BUFFER_EMPTY;
	int rc;

	if (file_read(path, file_most(crls), &content, err) != 0)
		return -1;
	rc = read_octets(crls, &content.data, content.len,
	    strcmp(path, "-") == 0 ? "standard input" : path, err);
	buffer_free(&content);
	return rc;
}

int
cw_crls_add(struct cw_crls *crls, const void *der, size_t len,
    const char *source, struct cw_error *err)
{
	struct origin origin = { .position = crls->count };

	origin.source = arena_string(crls->arena, source);
	if (origin.source == NULL ||
	    !add_copy(crls, (struct bytes){ der, len }, origin))
		return error_memory(err);
	return 0;
}
