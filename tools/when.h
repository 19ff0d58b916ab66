/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times for people and for machines, in UTC. */
#ifndef TOOLS_WHEN_H
#define TOOLS_WHEN_H

#include <stdint.h>

#define WHEN_TEXT 40

void when_date(int64_t seconds, char text[WHEN_TEXT]);  /* 2026-11-20 */
void when_text(int64_t seconds, char text[WHEN_TEXT]);  /* 2026-11-20 13:06:07Z */
void when_iso(int64_t seconds, char text[WHEN_TEXT]);   /* 2026-11-20T13:06:07Z */

#endif
