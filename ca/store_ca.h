/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files that make and take over CAs share. */
#ifndef CA_STORE_CA_H
#define CA_STORE_CA_H

#include "ca/store.h"

#define CA_FILE_LIMIT 65536     /* octets of a file that holds one thing */

/* 1: a file has the name; 0: none; -1: that cannot be told. path NULL is no
   memory. */
int file_exists(const char *path, struct cw_error *err);

/* A key in a file that nobody else can read. */
int key_load(const char *path, const struct cw_passphrase *secret,
    struct key **key, struct cw_error *err);
/* Whether a passphrase protects the key in that file. */
bool key_file_sealed(const char *path);
/* Appends PKCS#8, under a passphrase (secret NULL: under none). */
int key_octets(const struct key *key, const char *name,
    const struct cw_passphrase *secret, struct buffer *der,
    struct cw_error *err);
int key_matches(const struct key *key, const struct cert *cert,
    const char *key_path, const char *cert_path, struct cw_error *err);

/* The DER of the first certificate of a PEM file, in the arena. */
int cert_file_read(struct cw_store *s, const char *path, struct bytes *der,
    struct cw_error *err);

/* The rows of a CA with its certificate; issuer NULL: it is its own; url: of a
   key in a token, or NULL. */
int authority_record(struct cw_store *s, const char *name,
    const struct authority *issuer, const struct cert *cert,
    const char *url, const char *source, struct cw_error *err);

#endif
