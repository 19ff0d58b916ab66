/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include "tools/suffix.h"

#ifdef HAVE_LIBPSL
#include <libpsl.h>
#include <pthread.h>

struct public_suffixes {
	pthread_mutex_t lock;           /* verify -j asks from many threads */
	psl_ctx_t *list;                /* read when it is first asked */
	bool asked;
};

static const psl_ctx_t *
list_of(struct public_suffixes *s)
{
	pthread_mutex_lock(&s->lock);
	if (!s->asked) {
		s->list = psl_latest(NULL);
		s->asked = true;
	}
	pthread_mutex_unlock(&s->lock);
	return s->list != NULL ? s->list : psl_builtin();
}

/* The rules of registries alone (BR 3.2.2.6), not those of hosting companies;
   a label that no rule has is a suffix. */
static bool
is_suffix(void *context, const char *domain)
{
	return psl_is_public_suffix2(list_of(context), domain,
	    PSL_TYPE_ICANN) == 1;
}

bool (*suffixes_ask(const struct public_suffixes *s))(void *, const char *)
{
	(void)s;
	return is_suffix;
}

struct public_suffixes *
suffixes_new(void)
{
	struct public_suffixes *s = calloc(1, sizeof(*s));

	if (s != NULL)
		pthread_mutex_init(&s->lock, NULL);
	return s;
}

void
suffixes_free(struct public_suffixes *s)
{
	if (s == NULL)
		return;
	pthread_mutex_destroy(&s->lock);
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

struct public_suffixes *
suffixes_new(void)
{
	return calloc(1, sizeof(struct public_suffixes));
}

void
suffixes_free(struct public_suffixes *s)
{
	free(s);
}
#endif
