/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "base/file.h"
#include "base/pem.h"
#include "load/look.h"
#include "x509/ocsps.h"

struct cw_ocsp *
cw_ocsp_new(void)
{
	struct cw_ocsp *list = calloc(1, sizeof(*list));

	if (list == NULL)
		return NULL;
	list->arena = arena_new(0);
	if (list->arena == NULL) {
		free(list);
		return NULL;
	}
	limit_set_start(&list->limits);
	return list;
}

void
cw_ocsp_free(struct cw_ocsp *list)
{
	if (list == NULL)
		return;
	arena_free(list->arena);
	free(list);
}

size_t
cw_ocsp_count(const struct cw_ocsp *list)
{
	return list->count;
}

int
cw_ocsp_limit(struct cw_ocsp *list, const struct cw_limit *limit,
    size_t count, struct cw_error *err)
{
	return limit_set_change(&list->limits, limit, count, err);
}

const unsigned char *
cw_ocsp_der(const struct cw_ocsp *list, size_t i, size_t *len)
{
	if (i >= list->count)
		return NULL;
	*len = list->ocsp[i]->der.len;
	return list->ocsp[i]->der.data;
}

static bool
has_room(struct cw_ocsp *list)
{
	size_t size = list->size == 0 ? 4 : 2 * list->size;
	struct ocsp **wide;

	if (list->count < list->size)
		return true;
	wide = arena_array(list->arena, size, sizeof(struct ocsp *));
	if (wide == NULL)
		return false;
	if (list->count > 0)
		memcpy(wide, list->ocsp, list->count * sizeof(struct ocsp *));
	list->ocsp = wide;
	list->size = size;
	return true;
}

static bool
append(struct cw_ocsp *list, struct ocsp *o)
{
	if (o == NULL || !has_room(list))
		return false;
	list->ocsp[list->count++] = o;
	return true;
}

/* A copy in the arena, of one octet at least. */
static bool
keep(struct cw_ocsp *list, struct bytes octets, struct bytes *copy)
{
	static const uint8_t nothing[1];
	struct bytes from = octets.len > 0 ? octets :
	    (struct bytes){ nothing, 1 };
	const uint8_t *data = arena_copy(list->arena, from);

	*copy = (struct bytes){ data, octets.len };
	return data != NULL;
}

static bool
add_der(struct cw_ocsp *list, struct bytes der, struct origin origin)
{
	struct bytes copy;

	return keep(list, der, &copy) && append(list, ocsp_read(list->arena,
	    copy, origin, &list->limits));
}

static bool
add_bad_block(struct cw_ocsp *list, struct bytes text,
    const struct pem_block *block, struct origin origin)
{
	struct bytes copy;

	return keep(list, text, &copy) && append(list, ocsp_unreadable(
	    list->arena, copy, origin, block->bad_offset - block->offset,
	    block->problem));
}

/* ---- files ---------------------------------------------------------------- */

static int
explain_nothing(const char *source, enum look kind, struct cw_error *err)
{
	if (kind != LOOK_NOTHING)
		error_set(err, "%s holds %s and no OCSP response; give what "
		    "the responder answered", source, look_name(kind));
	else
		error_set(err, "%s holds no OCSP response, neither in PEM nor "
		    "in DER", source);
	return -1;
}

static int
explain_objects(const struct cw_ocsp *list, const char *source,
    struct cw_error *err)
{
	error_set(err, "%s holds more than %u objects", source,
	    list->limits.most[LIMIT_FILE_OBJECTS]);
	return -1;
}

static int
read_pem(struct cw_ocsp *list, struct bytes octets, struct origin origin,
    struct cw_error *err)
{
	size_t before = list->count, objects = 0;
	enum look other = LOOK_NOTHING, kind;
	struct buffer der = BUFFER_EMPTY;
	enum pem_result result;
	struct pem_block block;
	struct pem_reader r;
	bool fine = true;

	pem_start(&r, octets);
	while (fine && (result = pem_next(&r, &block, &der)) != PEM_END) {
		if (++objects > list->limits.most[LIMIT_FILE_OBJECTS]) {
			buffer_free(&der);
			return explain_objects(list, origin.source, err);
		}
		kind = look_label(block.label);
		if (kind != LOOK_OCSP) {
			other = other == LOOK_NOTHING ? kind : other;
			continue;
		}
		origin.position = list->count - before;
		origin.line = block.line;
		fine = result == PEM_BAD ? add_bad_block(list, (struct bytes){
		    octets.data + block.offset, r.next - block.offset },
		    &block, origin) :
		    add_der(list, buffer_bytes(&der), origin);
		fine = fine && !der.failed;
	}
	buffer_free(&der);
	if (!fine)
		return error_memory(err);
	return list->count > before ? 0 :
	    explain_nothing(origin.source, other, err);
}

/* What begins like DER and is no other thing that we know claims to be one. */
static enum look
look_at(struct cw_ocsp *list, struct bytes octets, struct origin origin)
{
	enum look kind = look_der(octets);
	const struct cert *cert;

	if (kind != LOOK_CERTIFICATE || octets.len > list->limits.most[
	    LIMIT_CERTIFICATE_OCTETS])
		return kind == LOOK_CERTIFICATE ? LOOK_OCSP : kind;
	cert = cert_read(list->arena, octets, origin);
	return cert != NULL && cert->readable ? LOOK_CERTIFICATE : LOOK_OCSP;
}

static int
read_octets(struct cw_ocsp *list, struct bytes octets, const char *path,
    struct cw_error *err)
{
	struct origin origin = { .source = arena_string(list->arena, path) };
	size_t before = list->count;
	enum look kind;
	int rc = 0;

	if (octets.len == 0) {
		error_set(err, "%s is empty", path);
		return -1;
	}
	if (origin.source == NULL)
		return error_memory(err);
	if (pem_looks_like(octets))
		rc = read_pem(list, octets, origin, err);
	else if ((kind = look_at(list, octets, origin)) != LOOK_OCSP)
		rc = explain_nothing(path, kind, err);
	else if (!add_der(list, octets, origin))
		rc = error_memory(err);
	if (rc != 0)
		list->count = before;
	return rc;
}

/* What is larger than a file may be is refused as a response, by its size. */
static size_t
file_most(const struct cw_ocsp *list)
{
	return list->limits.most[LIMIT_FILE_OCTETS];
}

int
cw_ocsp_read(struct cw_ocsp *list, const void *octets, size_t len,
    const char *source, struct cw_error *err)
{
	if (len > file_most(list)) {
		error_set(err, "%s is larger than %zu octets", source,
		    file_most(list));
		return -1;
	}
	return read_octets(list, (struct bytes){ octets, len }, source, err);
}

int
cw_ocsp_load(struct cw_ocsp *list, const char *path, struct cw_error *err)
{
	struct buffer content = BUFFER_EMPTY;
	int rc;

	if (file_read(path, file_most(list), &content, err) != 0)
		return -1;
	rc = read_octets(list, buffer_bytes(&content), strcmp(path, "-") == 0 ?
	    "standard input" : path, err);
	buffer_free(&content);
	return rc;
}

int
cw_ocsp_add(struct cw_ocsp *list, const void *der, size_t len,
    const char *source, struct cw_error *err)
{
	struct origin origin = { .position = list->count };

	origin.source = arena_string(list->arena, source);
	if (origin.source == NULL ||
	    !add_der(list, (struct bytes){ der, len }, origin))
		return error_memory(err);
	return 0;
}
