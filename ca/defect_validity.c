/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

void
defect_VALIDITY_EXPIRED(struct scenario *s)
{
	s->leaf->not_after = s->now - 3 * DAY - 39;
	s->leaf->not_before = s->leaf->not_after - 90 * DAY;
}

/* What a clock that is behind makes of a certificate of today. */
void
defect_VALIDITY_NOT_YET_VALID(struct scenario *s)
{
	s->leaf->not_before = s->now + 2 * HOUR;
	s->leaf->not_after = s->leaf->not_before + 90 * DAY;
}

void
defect_VALIDITY_INVERTED(struct scenario *s)
{
	s->leaf->not_before = s->now + DAY;
	s->leaf->not_after = s->now - DAY;
}

/* One day more than 398, the longest that was ever allowed since 2020. */
void
defect_VALIDITY_PERIOD_TOO_LONG(struct scenario *s)
{
	s->leaf->not_after = s->leaf->not_before + 399 * DAY;
}

void
defect_VALIDITY_OUTLIVES_ISSUER(struct scenario *s)
{
	s->issuing->not_after = s->leaf->not_after - 60 * DAY;
}

/* Asked by somebody who wants to know a month before. */
void
defect_VALIDITY_ENDS_SOON(struct scenario *s)
{
	s->leaf->not_after = s->now + 10 * DAY;
	s->expiring = 30 * DAY;
}

void
defect_TRUST_ANCHOR_EXPIRED(struct scenario *s)
{
	s->root->not_after = s->now - DAY;
	s->root->not_before = s->root->not_after - 3650 * DAY;
}
