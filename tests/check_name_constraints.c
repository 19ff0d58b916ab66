/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "tests/test.h"
Suite *
suite(void)
{
	return suite_create("name constraints");
}
