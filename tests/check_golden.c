/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The report of every failure, octet by octet, as tests/golden/SLUG.txt has it;
 * and what no report may do. "make golden" writes the files anew: read the
 * difference before you commit it.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/file.h"
#include "tests/judge.h"
#include "tests/test.h"

#define COLUMNS 80

static const struct cw_style style = { .columns = COLUMNS };

static void
golden_path(char *path, size_t size, const char *slug)
{
	const char *top = getenv("top_srcdir");

	(void)snprintf(path, size, "%s/tests/golden/%s.txt",
	    top != NULL ? top : ".", slug);
}

/* The line, from 1, in which two texts differ first. */
static unsigned
difference(const char *a, const char *b)
{
	unsigned line = 1;

	for (; *a != '\0' && *a == *b; a++, b++)
		line += *a == '\n';
	return line;
}

static void
golden_check(const char *slug, const char *text)
{
	struct buffer stored = BUFFER_EMPTY;
	struct cw_error err;
	char path[4096];

	golden_path(path, sizeof(path), slug);
	if (getenv("GOLDEN_WRITE") != NULL) {
		ck_assert_msg(file_replace(path, bytes_of(text), FILE_PUBLIC,
		    &err) == 0, "%s", err.text);
		return;
	}
	ck_assert_msg(file_read(path, 1 << 20, &stored, &err) == 0, "%s",
	    err.text);
	ck_assert_msg(bytes_equal_string(buffer_bytes(&stored), text),
	    "%s differs in line %u; the report is now:\n%s", path,
	    difference((const char *)stored.data, text), text);
	buffer_free(&stored);
}

/* A run of carets begins and ends under something. */
static void
carets_check(const char *slug, const char *above, const char *line, size_t len)
{
	size_t from = (size_t)((const char *)memchr(line, '^', len) - line);
	size_t to = from + strspn(line + from, "^") - 1;
	size_t width = strcspn(above, "\n");

	/* What is missing is marked behind the end. */
	ck_assert_msg(from >= width || (to < width && above[from] != ' ' &&
	    above[to] != ' '),
	    "%s: carets beside what they mark:\n%.*s\n%.*s", slug, (int)width,
	    above, (int)len, line);
}

/* Whether a line marks what stands in the line above. */
static bool
is_marking(const char *line, size_t len)
{
	size_t blank = strspn(line, " |");

	return blank > 4 && blank < len && line[blank] == '^';
}

static void
form_check(const char *slug, const char *text)
{
	const char *above = NULL, *end;

	for (const char *line = text; *line != '\0'; line = end + 1) {
		size_t len, width;

		end = strchr(line, '\n');
		ck_assert_msg(end != NULL, "%s: no newline at the end", slug);
		len = (size_t)(end - line);
		width = escape_columns((struct bytes){
		    (const uint8_t *)line, len });
		ck_assert_msg(width <= COLUMNS, "%s: %zu columns: %.*s", slug,
		    width, (int)len, line);
		ck_assert_msg(len == 0 || end[-1] != ' ',
		    "%s: a space at the end: %.*s", slug, (int)len, line);
		for (size_t i = 0; i < len; i++)
			ck_assert_msg((unsigned char)line[i] >= ' ' &&
			    line[i] != 0x7f, "%s: a control character: %.*s",
			    slug, (int)len, line);
		if (is_marking(line, len) && above != NULL)
			carets_check(slug, above, line, len);
		above = line;
	}
	ck_assert_msg(strstr(text, "{") == NULL, "%s: a brace is left: %s",
	    slug, text);
}

START_TEST(test_golden)
{
	const enum failure_id id = (enum failure_id)_i;
	const char *slug = failure_get(id)->slug;
	struct judged j;
	char *text;

	judge_defect(&j, id, CW_TLS13);
	text = cw_verdict_text(j.verdict, &style);
	ck_assert(text != NULL);
	golden_check(slug, text);
	form_check(slug, text);
	free(text);
	judge_free(&j);
}
END_TEST

START_TEST(test_success)
{
	struct judged j;
	char *text;

	judge_start(&j, CW_TLS13);
	ck_assert(judge_mint(&j));
	judge_ask(&j);
	text = cw_verdict_text(j.verdict, &style);
	ck_assert(text != NULL);
	golden_check("success", text);
	form_check("success", text);
	free(text);
	judge_free(&j);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("golden");
	TCase *t = tcase_create("golden");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, judge_setup, judge_teardown);
	tcase_add_loop_test(t, test_golden, 0, (int)FAILURE_COUNT);
	tcase_add_test(t, test_success);
	suite_add_tcase(s, t);
	return s;
}
