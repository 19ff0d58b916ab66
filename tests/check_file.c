/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files come whole or not at all, and never wider than asked for. */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>
#include "base/file.h"
#include "tests/test.h"

static char folder[] = "check_file.XXXXXX";
static char path[4096];
static struct cw_error err;

static void
enter(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
	err.text[0] = '\0';
}

static void
leave(void)
{
	char inner[512];
	struct dirent *entry;
	DIR *d = opendir(folder);

	while ((entry = readdir(d)) != NULL) {
		snprintf(inner, sizeof(inner), "%s/%s", folder, entry->d_name);
		if (unlink(inner) != 0)
			rmdir(inner);
	}
	closedir(d);
	rmdir(folder);
}

/* How many names there are in the folder, without . and .. */
static int
names(void)
{
	DIR *d = opendir(folder);
	int count = 0;

	while (readdir(d) != NULL)
		count++;
	closedir(d);
	return count - 2;
}

static void
require_content(const char *text)
{
	struct buffer content = BUFFER_EMPTY;

	buffer_string(&content, "");
	ck_assert_msg(file_read(path, 1000, &content, &err) == 0, "%s",
	    err.text);
	ck_assert_str_eq((char *)content.data, text);
	buffer_free(&content);
}

START_TEST(test_read)
{
	struct buffer content = BUFFER_EMPTY;

	ck_assert_int_eq(file_create(path, bytes_of("0123456789"), FILE_PUBLIC,
	    &err), 0);
	ck_assert_int_eq(file_read(path, 10, &content, &err), 0);
	ck_assert_uint_eq(content.len, 10);
	buffer_free(&content);
	ck_assert_int_eq(file_read(path, 9, &content, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "larger than 9 octets"));
	ck_assert(content.data == NULL && content.len == 0);
	ck_assert_int_eq(file_replace(path, bytes_of(""), FILE_PUBLIC, &err),
	    0);
	ck_assert_int_eq(file_read(path, 0, &content, &err), 0);
	ck_assert_uint_eq(content.len, 0);
	buffer_free(&content);
}
END_TEST

START_TEST(test_unreadable)
{
	struct buffer content = BUFFER_EMPTY;

	ck_assert_int_eq(file_read(path, 10, &content, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	ck_assert_ptr_nonnull(strstr(err.text, "No such file"));
	ck_assert_int_eq(file_read(folder, 10, &content, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "irectory"));
	ck_assert_int_eq(file_read("a\x1b[31m\n", 10, &content, &err), -1);
	ck_assert_ptr_null(strchr(err.text, '\x1b'));
	ck_assert_ptr_null(strchr(err.text, '\n'));
	ck_assert_int_eq(file_read(path, 10, &content, NULL), -1);
	ck_assert(content.data == NULL);
}
END_TEST

/* A device without an end is read to the limit and no further. */
START_TEST(test_endless)
{
	struct buffer content = BUFFER_EMPTY;

	ck_assert_int_eq(file_read("/dev/zero", 1 << 20, &content, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "larger than 1048576 octets"));
}
END_TEST

START_TEST(test_standard_input)
{
	struct buffer content = BUFFER_EMPTY;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq((int)write(ends[1], "piped", 5), 5);
	close(ends[1]);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(file_read("-", 5, &content, &err), 0);
	ck_assert_str_eq((char *)content.data, "piped");
	buffer_free(&content);
}
END_TEST

static const struct {
	mode_t mask;
	enum file_mode mode;
	mode_t want;
} modes[] = {
	{ 0000, FILE_PUBLIC, 0644 }, { 0022, FILE_PUBLIC, 0644 },
	{ 0077, FILE_PUBLIC, 0600 }, { 0000, FILE_SECRET, 0600 },
	{ 0022, FILE_SECRET, 0600 }, { 0077, FILE_SECRET, 0600 },
	{ 0177, FILE_SECRET, 0600 },
};

START_TEST(test_modes)
{
	struct stat st;

	umask(modes[_i].mask);
	ck_assert_int_eq(file_create(path, bytes_of("a"), modes[_i].mode,
	    &err), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, modes[_i].want);
	/* What was there before lends nothing of its mode. */
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert_int_eq(file_replace(path, bytes_of("b"), modes[_i].mode,
	    &err), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, modes[_i].want);
	umask(0022);
	require_content("b");
	ck_assert_int_eq(names(), 1);
}
END_TEST

START_TEST(test_never_overwritten)
{
	ck_assert_int_eq(file_create(path, bytes_of("first"), FILE_SECRET,
	    &err), 0);
	ck_assert_int_eq(file_create(path, bytes_of("second"), FILE_SECRET,
	    &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "exists already"));
	require_content("first");
	ck_assert_int_eq(names(), 1);
	ck_assert_int_eq(file_replace(path, bytes_of("third"), FILE_SECRET,
	    &err), 0);
	require_content("third");
	ck_assert_int_eq(names(), 1);
}
END_TEST

/* Neither create nor replace writes through a link that somebody put there. */
START_TEST(test_links)
{
	char other[4096];
	struct buffer content = BUFFER_EMPTY;

	snprintf(other, sizeof(other), "%s/other", folder);
	ck_assert_int_eq(file_create(other, bytes_of("mine"), FILE_PUBLIC,
	    &err), 0);
	ck_assert_int_eq(symlink("other", path), 0);
	ck_assert_int_eq(file_create(path, bytes_of("x"), FILE_PUBLIC, &err),
	    -1);
	ck_assert_int_eq(file_replace(path, bytes_of("x"), FILE_PUBLIC, &err),
	    0);
	ck_assert_int_eq(file_read(other, 100, &content, &err), 0);
	ck_assert_str_eq((char *)content.data, "mine");
	buffer_free(&content);
}
END_TEST

/* A disk that is full: here, a limit on the size of files. */
START_TEST(test_no_half_file)
{
	struct rlimit limit = { 4096, 4096 };
	struct buffer large = BUFFER_EMPTY;

	buffer_fill(&large, 'x', 100000);
	ck_assert_int_eq(file_create(path, bytes_of("old"), FILE_PUBLIC, &err),
	    0);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(file_replace(path, buffer_bytes(&large), FILE_PUBLIC,
	    &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "cannot write"));
	require_content("old");
	ck_assert_int_eq(names(), 1);
	buffer_free(&large);
}
END_TEST

START_TEST(test_no_folder)
{
	snprintf(path, sizeof(path), "%s/none/file", folder);
	ck_assert_int_eq(file_create(path, bytes_of("a"), FILE_PUBLIC, &err),
	    -1);
	ck_assert_ptr_nonnull(strstr(err.text, "No such file"));
	ck_assert_int_eq(file_replace(folder, bytes_of("a"), FILE_PUBLIC,
	    &err), -1);
	ck_assert_int_eq(names(), 0);
}
END_TEST

START_TEST(test_folder)
{
	struct stat st;

	umask(0);
	ck_assert_int_eq(folder_create(path, &err), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	ck_assert_int_eq(folder_create(path, &err), 0);
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(file_create(path, bytes_of("a"), FILE_PUBLIC, &err),
	    0);
	ck_assert_int_eq(folder_create(path, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "no folder"));
	strcat(path, "/none/deeper");
	ck_assert_int_eq(folder_create(path, &err), -1);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("file");
	TCase *c = tcase_create("file");

	tcase_add_checked_fixture(c, enter, leave);
	tcase_add_test(c, test_read);
	tcase_add_test(c, test_unreadable);
	tcase_add_test(c, test_endless);
	tcase_add_test(c, test_standard_input);
	tcase_add_loop_test(c, test_modes, 0, COUNT(modes));
	tcase_add_test(c, test_never_overwritten);
	tcase_add_test(c, test_links);
	tcase_add_test(c, test_no_half_file);
	tcase_add_test(c, test_no_folder);
	tcase_add_test(c, test_folder);
	suite_add_tcase(s, c);
	return s;
}
