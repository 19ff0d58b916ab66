/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an RSA signature holds, taken out with the public key: to be shown. */
#ifndef SIG_OPENED_H
#define SIG_OPENED_H

#include "base/arena.h"
#include "sig/verify.h"

/* Slices of the arena. */
struct sig_opened {
	struct bytes block;             /* all of it, as long as the modulus */
	struct bytes digest_info;       /* behind its padding; empty: it has not
	                                   that of PKCS #1 1.5 */
	struct bytes computed;          /* the same, made of the message */
};

/* Whether signatures of this algorithm can be opened: RSASSA-PKCS1-v1_5. */
bool sig_can_open(const struct algorithm *algorithm);

/*
 * RFC 8017 8.2.2. False: it cannot be opened, the key or the value is not for
 * this algorithm or too costly to compute with, or no memory.
 */
bool sig_open(const struct spki *key, const struct algorithm *algorithm,
    struct bytes message, const struct bit_string *signature,
    struct arena *arena, struct sig_opened *out);

#endif
