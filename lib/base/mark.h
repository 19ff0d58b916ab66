/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Marks text that will be translated one day. */
#ifndef BASE_MARK_H
#define BASE_MARK_H

#define N_(text) text

#endif
