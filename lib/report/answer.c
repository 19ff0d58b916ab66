/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/answer.h"
#include "x509/cert.h"

const struct origin *
answer_source(const struct finding *f)
{
	return f->crl != NULL ? &f->crl->origin : &f->ocsp->origin;
}

struct bytes
answer_octets(const struct finding *f)
{
	return f->crl != NULL ? f->crl->der : f->ocsp->der;
}

struct bytes
finding_at(const struct finding *f)
{
	return finding_is_in_answer(f) ? f->answer_at : f->at;
}

struct bytes
finding_whole(const struct finding *f)
{
	if (finding_is_in_answer(f))
		return answer_octets(f);
	return f->cert != NULL ? f->cert->der : (struct bytes){ NULL, 0 };
}

void
answer_place(struct buffer *out, const struct finding *f)
{
	if (f->crl != NULL)
		crl_place(out, f->crl, f->answer_at);
	else
		ocsp_place(out, f->ocsp, f->answer_at);
}

void
answer_rows(struct rows *rows, const struct finding *f, const char *caption)
{
	if (f->answer_field == FIELD_CRL_OCTETS ||
	    f->answer_field == FIELD_OCSP_OCTETS)
		return;
	if (f->crl != NULL)
		crl_rows_marked(rows, f->crl, f->answer_field, f->answer_at,
		    caption);
	else
		ocsp_rows_marked(rows, f->ocsp, f->answer_field, f->answer_at,
		    caption);
}
