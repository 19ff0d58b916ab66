/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The word that somebody meant who spelt it wrong. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

#define NEAREST_LONGEST 64      /* octets; longer ones are near to nothing */

/*
 * The nearest of the words at(0), at(1) and so on, up to NULL, if at most a
 * third of the letters are wrong; else one that holds the text; or NULL.
 */
const char *nearest_find(const char *text, const char *(*at)(size_t i));

#endif
