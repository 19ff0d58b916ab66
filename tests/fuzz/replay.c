/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * main() of the replay programs: runs a target without a fuzzing engine.
 *
 *   replay_NAME                 the seeds, cut and with bits flipped
 *   replay_NAME FILE|FOLDER...  these inputs, each once
 *   replay_NAME --write FOLDER  writes the seeds there
 */
#include "config.h"

#include <dirent.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/reach.h"

#define LARGEST ((size_t)16 << 20)

/* Ends at a page that cannot be read: one octet too far is noticed at once. */
static uint8_t *input_end;

static void
input_prepare(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *area = mmap(NULL, LARGEST + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	FUZZ_REQUIRE(area != MAP_FAILED);
	input_end = (uint8_t *)area + LARGEST;
	FUZZ_REQUIRE(mprotect(input_end, page, PROT_NONE) == 0);
}

struct run {
	size_t seeds, inputs;
	const char *folder;             /* --write */
};

static void
run_one(struct run *run, struct bytes input, size_t flipped)
{
	uint8_t *data = input_end - input.len;

	FUZZ_REQUIRE(input.len <= LARGEST);
	if (input.len > 0)
		memcpy(data, input.data, input.len);
	if (flipped < input.len * 8)
		data[flipped / 8] ^= (uint8_t)(1u << flipped % 8);
	LLVMFuzzerTestOneInput(data, input.len);
	run->inputs++;
}

/* A step through count places that makes at most most of them; 0: all. */
static size_t
step_of(size_t count, size_t most)
{
	return most == 0 || count <= most ? 1 : (count + most - 1) / most;
}

static void
seed_run(void *to, struct bytes seed)
{
	struct run *run = to;

	reach_record(true);
	run_one(run, seed, SIZE_MAX);
	reach_record(false);
	run->seeds++;
}

static void
seed_mutate(void *to, struct bytes seed)
{
	/* make check-long leaves none out. */
	size_t most = getenv("CHECK_LONG") != NULL ? 0 : fuzz_target.most;
	size_t step, i;

	step = step_of(seed.len, most);
	for (i = 0; i < seed.len; i += step)
		run_one(to, (struct bytes){ seed.data, i }, SIZE_MAX);
	step = step_of(seed.len * 8, most);
	for (i = 0; i < seed.len * 8; i += step)
		run_one(to, seed, i);
}

static void
seed_write(void *to, struct bytes seed)
{
	struct run *run = to;
	char path[4096];
	struct cw_error err;

	snprintf(path, sizeof(path), "%s/seed-%03zu", run->folder,
	    run->seeds++);
	if (file_replace(path, seed, FILE_PUBLIC, &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static int
reaches_check(void)
{
	static const char *const words[] = { "reached",
		"is not reached by any seed", "is no function of this program",
		"cannot be looked up: the program's symbols are unreadable" };
	const char *const *name;
	int failed = 0;

	for (name = fuzz_target.reaches; *name != NULL; name++) {
		enum reached answer = reach_of(*name);

		if (answer == REACHED)
			continue;
		fprintf(stderr, "%s %s\n", *name, words[answer]);
		failed = 1;
	}
	/* Shows that the question can be answered with no. */
	if (reach_of("reach_never") != NOT_REACHED) {
		fprintf(stderr, "a function that nobody calls is %s\n",
		    words[reach_of("reach_never")]);
		failed = 1;
	}
	return failed;
}

static int
file_run(struct run *run, const char *path)
{
	struct buffer content = BUFFER_EMPTY;
	struct cw_error err;

	if (file_read(path, LARGEST, &content, &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	run_one(run, buffer_bytes(&content), SIZE_MAX);
	buffer_free(&content);
	return 0;
}

static int
path_run(struct run *run, const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	char inner[4096];
	int failed = 0;

	if (folder == NULL)
		return file_run(run, path);
	while ((entry = readdir(folder)) != NULL) {
		snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			failed |= file_run(run, inner);
	}
	closedir(folder);
	return failed;
}

int
main(int argc, char **argv)
{
	struct run run = { 0, 0, NULL };
	int failed = 0, i;

	if (argc == 3 && strcmp(argv[1], "--write") == 0) {
		run.folder = argv[2];
		fuzz_target.seeds(seed_write, &run);
		return 0;
	}
	input_prepare();
	for (i = 1; i < argc; i++)
		failed |= path_run(&run, argv[i]);
	if (argc == 1) {
		fuzz_target.seeds(seed_run, &run);
		failed = reaches_check();
		fuzz_target.seeds(seed_mutate, &run);
	}
	printf("%zu seeds, %zu inputs\n", run.seeds, run.inputs);
	return failed;
}
