/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "tools/run.h"

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Both output streams into the pipe, nothing to read, signals as usual. */
static int
spawn(const char *const *argv, int to, pid_t *child)
{
	const char *path = getenv("PATH");
	char search[4096];
	char *environment[] = { search, (char[]){ "LC_ALL=C" }, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t pipe_signal;
	int rc = posix_spawn_file_actions_init(&files);

	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (rc != 0) {
		posix_spawn_file_actions_destroy(&files);
		return rc;
	}
	snprintf(search, sizeof(search), "PATH=%s",
	    path != NULL ? path : "/usr/bin:/bin");
	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	posix_spawnattr_setsigdefault(&attributes, &pipe_signal);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawn_file_actions_addopen(&files, STDIN_FILENO,
	    "/dev/null", O_RDONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&files, to,
		    STDOUT_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&files, to,
		    STDERR_FILENO);
	if (rc == 0)
		rc = posix_spawnp(child, argv[0], &files, &attributes,
		    (char *const *)(uintptr_t)argv, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

/* Reads until the other end closes; what does not fit is dropped. False: time
   is up. */
static int
read_until(int from, int64_t deadline, char *output, size_t size)
{
	char block[4096];
	size_t len = 0;

	output[0] = '\0';
	for (;;) {
		struct pollfd poll_fd = { .fd = from, .events = POLLIN };
		int64_t left = deadline - milliseconds();
		ssize_t got;
		size_t kept;

		if (left <= 0)
			return 0;
		if (poll(&poll_fd, 1, (int)left) <= 0)
			continue;
		got = read(from, block, sizeof(block));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return 1;
		kept = size - 1 - len < (size_t)got ? size - 1 - len :
		    (size_t)got;
		memcpy(output + len, block, kept);
		len += kept;
		output[len] = '\0';
	}
}

/* It has closed its output, so it is about to end; or it is made to. */
static int
wait_for(pid_t child, int64_t deadline, int *status)
{
	int raw = 0, late = 0;
	pid_t got;

	while ((got = waitpid(child, &raw, WNOHANG)) == 0) {
		struct timespec nap = { 0, 2000000 };

		if (milliseconds() >= deadline && !late) {
			late = 1;
			kill(child, SIGKILL);
		}
		nanosleep(&nap, NULL);
	}
	*status = got == child && WIFEXITED(raw) ? WEXITSTATUS(raw) : -1;
	return !late;
}

enum run_result
program_run(const char *const *argv, int seconds, char *output, size_t size,
    int *status)
{
	int64_t deadline = milliseconds() + (int64_t)seconds * 1000;
	pid_t child = 0;
	int ends[2], rc, read_whole;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return RUN_FAILED;
	rc = spawn(argv, ends[1], &child);
	close(ends[1]);
	if (rc != 0) {
		close(ends[0]);
		return rc == ENOENT ? RUN_ABSENT : RUN_FAILED;
	}
	read_whole = read_until(ends[0], deadline, output, size);
	close(ends[0]);
	return wait_for(child, read_whole ? deadline : 0, status) ? RUN_DONE :
	    RUN_LATE;
}
