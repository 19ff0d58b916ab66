/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include "tools/suffix.h"

#ifdef HAVE_LIBPSL
#include <libpsl.h>

struct public_suffixes {
	psl_ctx_t *list;                /* read when it is first asked */
	bool asked;
};

/* The rules of registries alone (BR 3.2.2.6), not those of hosting companies;
   a label that no rule has is a suffix. */
static bool
is_suffix(void *context, const char *domain)
{
	struct public_suffixes *s = context;

	if (!s->asked) {
		s->list = psl_latest(NULL);
		s->asked = true;
	}
	return psl_is_public_suffix2(s->list != NULL ? s->list : psl_builtin(),
	    domain, PSL_TYPE_ICANN) == 1;
}

bool (*suffixes_ask(const struct public_suffixes *s))(void *, const char *)
{
	(void)s;
	return is_suffix;
}

void
suffixes_free(struct public_suffixes *s)
{
	if (s != NULL)
		psl_free(s->list);
	free(s);
}
#else
struct public_suffixes {
	char nothing;
};

bool (*suffixes_ask(const struct public_suffixes *s))(void *, const char *)
{
	(void)s;
	return NULL;
}

void
suffixes_free(struct public_suffixes *s)
{
	free(s);
}
#endif

struct public_suffixes *
suffixes_new(void)
{
	return calloc(1, sizeof(struct public_suffixes));
}
