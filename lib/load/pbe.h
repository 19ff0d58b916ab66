/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Encryption under a password: what PKCS#12 has of its own (RFC 7292, appendices
 * B and C) and PBES2 (RFC 8018). What it may cost is bounded by who calls.
 */
#ifndef LOAD_PBE_H
#define LOAD_PBE_H

#include "base/buffer.h"
#include "der/oid.h"
#include "der/reader.h"

#define PBE_SALT_MOST ((size_t)1024)

struct pbe_digest;
struct pbe_cipher;

/* As text and, for PKCS#12's own, as BMPString with its two octets of zero; NULL
   is no password at all, which is another one than the empty one. */
struct password {
	struct bytes utf8;
	struct bytes bmp;
};

struct pbe {                            /* how a content is encrypted */
	enum oid named;                 /* OID_UNKNOWN: not known to us */
	const struct pbe_cipher *cipher;        /* NULL: not known to us */
	const struct pbe_digest *digest;
	bool pbkdf2;
	struct bytes salt, iv;
	uint32_t rounds;
};

struct pbe_mac {
	enum oid named;
	const struct pbe_digest *digest;        /* NULL: not known to us */
	struct bytes value, salt;
	uint32_t rounds;
};

/* The UTF-16 of UTF-8, with two octets of zero behind it. False: no memory, or
   no UTF-8. */
bool password_write(struct bytes utf8, struct buffer *bmp);

/*
 * AlgorithmIdentifier of an encrypted content. False: malformed, see the
 * reader's trouble; a scheme that we do not know has no cipher.
 */
bool pbe_read(struct der_reader *r, struct pbe *out);
/* MacData ::= SEQUENCE { mac DigestInfo, macSalt, iterations DEFAULT 1 } */
bool pbe_mac_read(struct der_reader *r, struct pbe_mac *out);

/* False: another password, or no memory. */
bool pbe_mac_check(const struct pbe_mac *mac, const struct password *password,
    struct bytes content);
/* Appends what was encrypted. False: another password, no memory, damaged. */
bool pbe_decrypt(const struct pbe *pbe, const struct password *password,
    struct bytes sealed, struct buffer *out);

#endif
