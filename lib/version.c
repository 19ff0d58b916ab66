/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <chainwright.h>

const char *
cw_version(void)
{
	return PACKAGE_VERSION;
}
