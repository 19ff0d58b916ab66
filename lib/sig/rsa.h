/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RSA moduli that can be factored, as far as little work shows it. */
#ifndef SIG_RSA_H
#define SIG_RSA_H

#include "base/bytes.h"

enum rsa_weakness {
	RSA_SOUND,                      /* as far as was looked */
	RSA_SMALL_FACTOR,               /* below 752: BR 6.1.6 */
	RSA_ROCA,                       /* made by the generator of
	                                   CVE-2017-15361: BR 6.1.1.3 (4) */
	RSA_CLOSE_PRIMES                /* found in 100 rounds of Fermat's
	                                   method: BR 6.1.1.3 (5) */
};

/* Moduli of more bits are not looked at: they are refused for their size. */
#define RSA_LOOKED_AT 16384u

/* modulus: contents of a positive INTEGER. Allocates nothing. */
enum rsa_weakness rsa_weakness(struct bytes modulus);

#endif
