/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CRLs and OCSP responses of a case. */
#include "config.h"

#include <string.h>
#include "find/failure.h"
#include "tests/limbo.h"
#include "x509/crls.h"

bool
limbo_crls(const json_t *c, struct cw_crls *crls, char context[CONTEXT_MAX])
{
	const json_t *list = json_object_get(c, "crls"), *pem;
	struct cw_error err;
	size_t i;

	json_array_foreach(list, i, pem) {
		const char *s = json_string_value(pem);

		if (s != NULL &&
		    cw_crls_read(crls, s, strlen(s), "crl", &err) == 0)
			continue;
		limbo_say(context, s != NULL ? err.text : "not a string");
		return false;
	}
	return true;
}

bool
limbo_ocsp(const json_t *c, struct cw_ocsp *ocsp, char context[CONTEXT_MAX])
{
	const json_t *options = json_object_get(c, "options");
	struct arena *arena;
	struct cw_error err;
	struct bytes der;
	bool fine;

	if (*limbo_text(options, "ocsp_response") == '\0')
		return true;
	arena = arena_new(0);
	fine = arena != NULL &&
	    limbo_octets(arena, options, "ocsp_response", &der) &&
	    cw_ocsp_add(ocsp, der.data, der.len, "ocsp", &err) == 0;
	if (!fine)
		limbo_say(context, "out of memory");
	arena_free(arena);
	return fine;
}

/* By itself, so that the rules for its issuer count too. */
static bool
is_sound(const struct crl *crl, char context[CONTEXT_MAX])
{
	static const struct severity_rule rule = { .profile = CW_RFC5280,
		.strict = STRICT_ISSUERS };
	bool sound = crl->readable;
	size_t i;

	for (i = 0; i < crl->faults.count; i++) {
		enum failure_id id = crl->faults.list[i].id;

		if (failure_severity(id, &rule) != CW_ERROR)
			continue;
		limbo_say(context, failure_get(id)->slug);
		sound = false;
	}
	return sound;
}

enum judgement
limbo_crl_form(const json_t *c, char context[CONTEXT_MAX])
{
	struct cw_crls *crls = cw_crls_new();
	enum judgement judgement = JUDGED_GOOD;
	size_t i;

	if (crls == NULL)
		return NOT_JUDGED;
	if (!limbo_crls(c, crls, context) || crls->count == 0)
		judgement = JUDGED_BAD;
	for (i = 0; i < crls->count; i++)
		if (!is_sound(crls->crl[i], context))
			judgement = JUDGED_BAD;
	cw_crls_free(crls);
	return judgement;
}
