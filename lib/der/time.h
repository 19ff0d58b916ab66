/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RFC 5280 4.1.2.5: UTCTime YYMMDDHHMMSSZ and GeneralizedTime YYYYMMDDHHMMSSZ. */
#ifndef DER_TIME_H
#define DER_TIME_H

#include "base/bytes.h"

/* False: *bad is the offset of the first octet that is wrong. */
bool utc_time_read(struct bytes contents, int64_t *seconds, size_t *bad);
bool generalized_time_read(struct bytes contents, int64_t *seconds,
    size_t *bad);

#endif
