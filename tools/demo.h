/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TOOLS_DEMO_H
#define TOOLS_DEMO_H

#include "tools/command.h"

/* demo_list.c: prints what --break list asks for. Gives the exit status. */
int demo_list(enum format format);

#endif
