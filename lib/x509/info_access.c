/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/info_access.h"

/* AccessDescription ::= SEQUENCE { accessMethod OBJECT IDENTIFIER,
 *     accessLocation GeneralName } */
static bool
description_read(struct der_reader *list, struct access_description *out)
{
	struct der_reader access;

	return der_open(list, DER_SEQUENCE, &access) &&
	    der_oid(&access, &out->method) &&
	    general_name_read(&access, &out->location) && der_end(&access);
}

/* AuthorityInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF AccessDescription */
bool
info_access_read(struct der_reader *r)
{
	struct access_description description;
	struct der_reader list;

	if (!der_open(r, DER_SEQUENCE, &list))
		return false;
	do {
		if (!description_read(&list, &description))
			return false;
	} while (der_more(&list));
	return true;
}

void
info_access_start(struct info_access_walk *w, struct bytes value)
{
	struct der_reader r;

	w->trouble = (struct der_trouble){ .fault = DER_FINE };
	der_start(&r, value, &w->trouble);
	if (!der_open(&r, DER_SEQUENCE, &w->list))
		der_start(&w->list, (struct bytes){ NULL, 0 }, &w->trouble);
}

bool
info_access_next(struct info_access_walk *w, struct access_description *out)
{
	return der_more(&w->list) && description_read(&w->list, out);
}
