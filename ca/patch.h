/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changes of octets that no spec can say. What is patched was encoded by
 * ourselves a moment before, so a path that leads nowhere is a mistake of ours:
 * it marks the buffer as failed, and minting ends there.
 */
#ifndef CA_PATCH_H
#define CA_PATCH_H

#include "base/buffer.h"
#include "der/oid.h"

#define PATCH_STEPS 12

/*
 * From the outermost element down: the number of the child at each step. A step
 * into an OCTET STRING or a BIT STRING goes on among the elements that its
 * contents hold.
 */
struct patch_path {
	uint8_t step[PATCH_STEPS];
	size_t count;
};

#define PATCH_PATH(...) ((struct patch_path){ { __VA_ARGS__ }, \
    sizeof((const uint8_t[]){ __VA_ARGS__ }) })

struct patch_place {
	size_t at;                      /* of the identifier octet */
	size_t header;                  /* octets before the contents */
	size_t len;                     /* of the contents */
};

/* Fields of a TBSCertificate that are always there. */
enum tbs_field {
	TBS_SERIAL, TBS_ALGORITHM, TBS_ISSUER, TBS_VALIDITY, TBS_SUBJECT,
	TBS_SPKI
};

/* False: no such element. */
bool patch_find(const struct buffer *der, struct patch_path path,
    struct patch_place *place);

/* A field of a TBSCertificate, before which the version may stand or not. */
struct patch_path patch_field(const struct buffer *tbs, enum tbs_field field);

/* The Extension of that type in a TBSCertificate. False: it has none. */
bool patch_extension(const struct buffer *tbs, enum oid id,
    struct patch_path *path);

/* Puts octets in the place of an element; the lengths around it follow. */
void patch_replace(struct buffer *der, struct patch_path path,
    struct bytes octets);

/* Sets one octet of an element's contents. */
void patch_octet(struct buffer *der, struct patch_path path, size_t index,
    uint8_t octet);

/* Appends an identifier octet and a minimal definite length. */
void patch_header(struct buffer *out, uint8_t tag, size_t len);

/* Rewrites the header of the outermost element. */
void patch_indefinite(struct buffer *der);
void patch_length_longer(struct buffer *der);

#endif
