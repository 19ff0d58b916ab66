/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signed certificate timestamps in a certificate: RFC 6962 3.2 and 3.3. */
#ifndef X509_SCTS_H
#define X509_SCTS_H

#include "der/reader.h"

struct sct {
	struct bytes whole;
	unsigned version;               /* 0 is v1; of others only whole is set */
	struct bytes log_id;            /* 32 octets */
	uint64_t timestamp;             /* milliseconds since 1970 */
	struct bytes timestamp_at;
	struct bytes signature;
};

/* Reads the whole value of the extension, as extension_decode wants it. */
bool sct_list_read(struct der_reader *r);

/* Takes the next of *list, which begins as the contents of the value's OCTET
   STRING behind its first two octets (sct_list). False: none is left. */
struct bytes sct_list(struct bytes value);
bool sct_next(struct bytes *list, struct sct *out);

#endif
