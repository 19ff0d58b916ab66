/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <chainwright.h>
#include <stdio.h>

int
main(void)
{
	printf("chainwright %s\n", cw_version());
	return 0;
}
