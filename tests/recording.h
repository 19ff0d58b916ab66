/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The traces that RFC 8448 publishes, as recordings that can be ruined. */
#ifndef TESTS_RECORDING_H
#define TESTS_RECORDING_H

#include "base/buffer.h"
#include "tls/trace.h"

#define MOST_RECORDS 16

/* Its octets are a copy. */
struct recording {
	struct trace_chunk chunk[MOST_RECORDS];
	uint8_t *octets[MOST_RECORDS];
	size_t count;
	struct buffer keylog;
};

/* Sections 3 to 7; free each. */
void simple_start(struct recording *r);
void resumed_start(struct recording *r);
void early_start(struct recording *r);
void retry_start(struct recording *r);
void client_auth_start(struct recording *r);
void compat_start(struct recording *r);
void recording_free(struct recording *r);

/* A secret of 32 octets into its key log. */
void recording_secret(struct recording *r, const char *label,
    const uint8_t *secret);

/* Decodes the first count chunks into a trace of an arena of its own. */
struct arena *recording_decode(struct trace *t, const struct recording *r,
    size_t count);

/* NULL: it was not made. */
const struct trace_check *trace_check_of(const struct trace *t,
    enum trace_check_id id);

#endif
