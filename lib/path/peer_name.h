/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef PATH_PEER_NAME_H
#define PATH_PEER_NAME_H

#include "path/walk.h"

/* Whom the certificate has to name, prepared on first use; NULL: nobody. */
const struct reference_name *peer_reference(struct walk *w);

#endif
