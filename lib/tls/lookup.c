/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * getaddrinfo knows no time limit, so it runs in a thread of its own that is
 * left behind when time is up: whoever comes last frees what both look at.
 */
#include "config.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include "tls/tcp.h"

struct question {
	pthread_mutex_t lock;
	pthread_cond_t answered;
	char *host, *port;
	bool done, left;                /* by the thread, by the asker */
	int code;
	struct addrinfo *list;
};

static int
addresses_get(const char *host, const char *port, int flags,
    struct addrinfo **list)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM, .ai_flags = flags };

	return getaddrinfo(host, port, &hints, list);
}

static void
question_free(struct question *q)
{
	if (q->list != NULL)
		freeaddrinfo(q->list);
	free(q->host);
	free(q->port);
	pthread_cond_destroy(&q->answered);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

static struct question *
question_new(const char *host, const char *port)
{
	struct question *q = calloc(1, sizeof(*q));
	pthread_condattr_t attributes;

	if (q == NULL)
		return NULL;
	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&q->answered, &attributes);
	pthread_condattr_destroy(&attributes);
	q->host = strdup(host);
	q->port = strdup(port);
	if (q->host == NULL || q->port == NULL) {
		question_free(q);
		return NULL;
	}
	return q;
}

static void *
question_ask(void *pointer)
{
	struct question *q = pointer;
	struct addrinfo *list = NULL;
	int code = addresses_get(q->host, q->port, 0, &list);
	bool left;

	pthread_mutex_lock(&q->lock);
	q->code = code;
	q->list = code == 0 ? list : NULL;
	q->done = true;
	left = q->left;
	pthread_cond_signal(&q->answered);
	pthread_mutex_unlock(&q->lock);
	if (left)
		question_free(q);
	return NULL;
}

/* The thread is nobody's: it takes no signal and is not waited for. */
static bool
question_start(struct question *q)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;
	bool good;

	if (pthread_attr_init(&attributes) != 0)
		return false;
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	good = pthread_create(&thread, &attributes, question_ask, q) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return good;
}

/* False: time is up, and the thread has the question now. */
static bool
question_wait(struct question *q, int64_t deadline)
{
	struct timespec until = { (time_t)(deadline / 1000),
		(long)(deadline % 1000) * 1000000 };
	int code = 0;
	bool done;

	pthread_mutex_lock(&q->lock);
	while (!q->done && code != ETIMEDOUT)
		code = pthread_cond_timedwait(&q->answered, &q->lock, &until);
	done = q->done;
	q->left = !done;
	pthread_mutex_unlock(&q->lock);
	return done;
}

static int
code_tell(const char *host, const char *port, int code, struct cw_error *err)
{
	switch (code) {
	case EAI_NONAME:
#ifdef EAI_NODATA
	case EAI_NODATA:
#endif
		error_set(err, "no such host: %s", host);
		break;
	case EAI_SERVICE:
		error_set(err, "no such port: %s", port);
		break;
	case EAI_MEMORY:
		return error_memory(err);
	case EAI_AGAIN:
		error_set(err, "the name service gives no answer for %s now",
		    host);
		break;
	default:
		error_set(err, "looking up %s: %s", host, gai_strerror(code));
	}
	return -1;
}

int
lookup(const char *host, const char *port, int64_t deadline,
    struct addrinfo **list, bool *expired, struct cw_error *err)
{
	struct question *q;
	int code = addresses_get(host, port, AI_NUMERICHOST, list);

	if (code == 0)
		return 0;
	if (code != EAI_NONAME)
		return code_tell(host, port, code, err);
	q = question_new(host, port);
	if (q == NULL)
		return error_memory(err);
	if (!question_start(q)) {
		question_free(q);
		error_set(err, "looking up %s: no thread for it", host);
		return -1;
	}
	if (!question_wait(q, deadline)) {
		*expired = true;
		return -1;
	}
	code = q->code;
	*list = q->list;
	q->list = NULL;
	question_free(q);
	return code == 0 ? 0 : code_tell(host, port, code, err);
}
