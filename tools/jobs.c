/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include "tools/jobs.h"

/* How far the quickest thread may run ahead of what was taken. */
#define AHEAD ((size_t)4 * JOBS_MAX)

struct pool {
	const struct jobs *jobs;
	pthread_mutex_t lock;
	pthread_cond_t done;            /* a result came in */
	pthread_cond_t room;            /* one was taken */
	size_t next, taken;
	void *result[AHEAD];
	bool ready[AHEAD];
};

static void *
worker(void *argument)
{
	struct pool *p = argument;

	pthread_mutex_lock(&p->lock);
	while (p->next < p->jobs->count) {
		size_t i;
		void *result;

		if (p->next >= p->taken + AHEAD) {
			pthread_cond_wait(&p->room, &p->lock);
			continue;
		}
		i = p->next++;
		pthread_mutex_unlock(&p->lock);
		result = p->jobs->work(p->jobs->context, i);
		pthread_mutex_lock(&p->lock);
		p->result[i % AHEAD] = result;
		p->ready[i % AHEAD] = true;
		pthread_cond_signal(&p->done);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static void
take_all(struct pool *p)
{
	size_t i;

	for (i = 0; i < p->jobs->count; i++) {
		void *result;

		pthread_mutex_lock(&p->lock);
		while (!p->ready[i % AHEAD])
			pthread_cond_wait(&p->done, &p->lock);
		result = p->result[i % AHEAD];
		p->ready[i % AHEAD] = false;
		p->taken = i + 1;
		pthread_cond_broadcast(&p->room);
		pthread_mutex_unlock(&p->lock);
		p->jobs->take(p->jobs->context, i, result);
	}
}

static void
run_alone(const struct jobs *jobs)
{
	size_t i;

	for (i = 0; i < jobs->count; i++)
		jobs->take(jobs->context, i, jobs->work(jobs->context, i));
}

void
jobs_run(const struct jobs *jobs)
{
	struct pool pool = { .jobs = jobs,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.done = PTHREAD_COND_INITIALIZER,
		.room = PTHREAD_COND_INITIALIZER };
	pthread_t thread[JOBS_MAX];
	unsigned n = 0;

	while (n < jobs->threads && n < JOBS_MAX && n < jobs->count &&
	    jobs->threads > 1 &&
	    pthread_create(&thread[n], NULL, worker, &pool) == 0)
		n++;
	if (n == 0) {
		run_alone(jobs);
		return;
	}
	take_all(&pool);
	while (n > 0)
		pthread_join(thread[--n], NULL);
}
