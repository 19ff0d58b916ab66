/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every row of failures.def is whole, and its words fit its values. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "find/failure.h"
#include "tests/test.h"

static const char *const ids[] = {
#define FAIL(ID, slug, group, ...) #ID,
#include "find/failures.def"
#undef FAIL
};

/* The words of a row, each with the length that still looks well. */
enum {
	TITLE, LABEL, OTHER_LABEL, EXPECTED, FOUND, HELP, COMMAND, NOTE, MEANS,
	RULE, RISK, CHECK, REJECT, TEXTS
};

static const struct {
	const char *name;
	bool due;
	size_t longest;         /* as it stands in the row, values not filled in */
} texts[TEXTS] = {
	[TITLE] = { "title", true, 100 },
	[LABEL] = { "label", true, 60 },
	[OTHER_LABEL] = { "other_label", false, 60 },
	[EXPECTED] = { "expected", true, 120 },
	[FOUND] = { "found", true, 120 },
	[HELP] = { "help", false, 160 },
	[COMMAND] = { "command", false, 400 },
	[NOTE] = { "note", false, 400 },
	[MEANS] = { "means", true, 400 },
	[RULE] = { "rule", true, 800 },
	[RISK] = { "risk", true, 800 },
	[CHECK] = { "check", true, 800 },
	[REJECT] = { "reject", false, 200 },
};

static const char *
text_of(const struct failure *f, int text)
{
	const char *const all[TEXTS] = {
		[TITLE] = f->title, [LABEL] = f->label,
		[OTHER_LABEL] = f->other_label, [EXPECTED] = f->expected,
		[FOUND] = f->found, [HELP] = f->help, [COMMAND] = f->command,
		[NOTE] = f->note, [MEANS] = f->means, [RULE] = f->rule,
		[RISK] = f->risk, [CHECK] = f->check, [REJECT] = f->reject,
	};

	return all[text];
}

static const char *
values_of(const struct failure *f)
{
	return f->values == NULL ? "" : f->values;
}

/* Whether the words in braces, of which len is the length, mean something. */
static bool
placeholder_is_good(const char *p, size_t len, const char *values)
{
	static const char *const words[] = { "cert", "other", "crl",
		"responder", "role", "host", "now", "alert", "trust" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && memcmp(words[i], p, len) == 0)
			return true;
	if (len == 0 || p[0] < '1' || p[0] > '4' ||
	    (size_t)(p[0] - '0') > strlen(values))
		return false;
	if (len == 1)
		return true;
	return len == 5 && memcmp(p + 1, ":ago", 4) == 0 &&
	    values[p[0] - '1'] == VALUE_TIME;
}

/* NULL when every brace is right, else what is wrong from there on. */
static const char *
template_fault(const char *text, const char *values)
{
	const char *end;

	for (; *text != '\0'; text++) {
		if (*text != '{')
			continue;
		if (text[1] == '{') {
			text++;
			continue;
		}
		end = strchr(text, '}');
		if (end == NULL || !placeholder_is_good(text + 1,
		    (size_t)(end - text - 1), values))
			return text;
		text = end;
	}
	return NULL;
}

static const struct {
	const char *text, *values;
	bool good;
} templates[] = {
	{ "plain", "", true },
	{ "{1} and {2}", "TN", true },
	{ "{1:ago}", "T", true },
	{ "{role} {cert} {other} {crl} {host} {now} {alert} {trust}", "", true },
	{ "a literal {{ brace", "", true },
	{ "{1}", "", false },
	{ "{3}", "TN", false },
	{ "{0}", "T", false },
	{ "{5}", "TNTNT", false },
	{ "{1:ago}", "N", false },
	{ "{1:later}", "T", false },
	{ "{1", "T", false },
	{ "{}", "T", false },
	{ "{certs}", "", false },
};

START_TEST(test_template_rules)
{
	ck_assert_msg((template_fault(templates[_i].text,
	    templates[_i].values) == NULL) == templates[_i].good, "%s",
	    templates[_i].text);
}
END_TEST

START_TEST(test_words)
{
	const struct failure *f = failure_get((enum failure_id)_i);
	const char *text, *fault;
	int i;

	for (i = 0; i < TEXTS; i++) {
		text = text_of(f, i);
		if (text == NULL) {
			ck_assert_msg(!texts[i].due, "%s has no %s", f->slug,
			    texts[i].name);
			continue;
		}
		ck_assert_msg(text[0] != '\0', "%s: %s is empty", f->slug,
		    texts[i].name);
		fault = template_fault(text, values_of(f));
		ck_assert_msg(fault == NULL, "%s: %s: %s", f->slug,
		    texts[i].name, fault);
		ck_assert_msg(strlen(text) <= texts[i].longest,
		    "%s: %s has %zu octets", f->slug, texts[i].name,
		    strlen(text));
		ck_assert_msg(strstr(text, "  ") == NULL &&
		    text[strlen(text) - 1] != ' ', "%s: %s: blanks", f->slug,
		    texts[i].name);
	}
	ck_assert_msg(f->clause != NULL &&
	    (strpbrk(f->clause, "0123456789") != NULL ||
	    (f->binds == BINDS_POLICY && strncmp(f->clause, "none (", 6) == 0)),
	    "%s has no clause", f->slug);
}
END_TEST

/* Sentences end like sentences; headlines and labels do not. */
START_TEST(test_sentences)
{
	static const int sentences[] = { MEANS, RULE, RISK, CHECK };
	static const int lines[] = { TITLE, LABEL, EXPECTED, FOUND };
	const struct failure *f = failure_get((enum failure_id)_i);
	const char *text;
	size_t i;

	for (i = 0; i < 4; i++) {
		text = text_of(f, sentences[i]);
		ck_assert_msg(strchr(".?", text[strlen(text) - 1]) != NULL,
		    "%s: %s", f->slug, texts[sentences[i]].name);
		text = text_of(f, lines[i]);
		ck_assert_msg(text[strlen(text) - 1] != '.' &&
		    strchr(text, '\n') == NULL, "%s: %s", f->slug,
		    texts[lines[i]].name);
	}
}
END_TEST

static const char *
next_line(const char *line)
{
	line = strchr(line, '\n');
	return line == NULL ? NULL : line + 1;
}

/* A command can be copied: it is one of ours, or joins files. */
START_TEST(test_commands)
{
	static const char *const verbs[] = { "mint ", "verify ", "connect ",
		"inspect ", "explain ", "demo", "break " };
	const struct failure *f = failure_get((enum failure_id)_i);
	const char *line = f->command;
	size_t i;

	for (; line != NULL; line = next_line(line)) {
		if (strncmp(line, "cat ", 4) == 0)
			continue;
		ck_assert_msg(strncmp(line, "chainwright ", 12) == 0, "%s: %s",
		    f->slug, line);
		for (i = 0; i < 7; i++)
			if (strncmp(line + 12, verbs[i], strlen(verbs[i])) == 0)
				break;
		ck_assert_msg(i < 7, "%s: %s", f->slug, line);
	}
	ck_assert_msg(f->command == NULL ||
	    strstr(f->command, "any-name") == NULL, "%s", f->slug);
}
END_TEST

START_TEST(test_slug)
{
	const struct failure *f = failure_get((enum failure_id)_i);
	const char *id = ids[_i];
	size_t i;
	int k;

	ck_assert_uint_eq(strlen(id), strlen(f->slug));
	for (i = 0; id[i] != '\0'; i++)
		ck_assert_msg(f->slug[i] == (id[i] == '_' ? '-' :
		    (char)tolower((unsigned char)id[i])), "%s", f->slug);
	for (k = _i + 1; k < FAILURE_COUNT; k++)
		ck_assert_str_ne(f->slug,
		    failure_get((enum failure_id)k)->slug);
}
END_TEST

START_TEST(test_values)
{
	const struct failure *f = failure_get((enum failure_id)_i);
	const char *values = values_of(f);

	ck_assert_msg(strlen(values) <= 4, "%s", f->slug);
	ck_assert_msg(strspn(values, "TSNXWDOHA") == strlen(values), "%s: %s",
	    f->slug, values);
}
END_TEST

/*
 * What relying parties have to refuse is an error, though RFC 5280 alone may
 * only warn of it in a leaf; no row is off everywhere, and webpki knows all that
 * RFC 5280 has, but for what its own rules let pass, as the clause then says.
 */
START_TEST(test_severity)
{
	const struct failure *f = failure_get((enum failure_id)_i);
	const enum cw_severity *s = f->severity;

	ck_assert_msg(s[CW_TLS] != CW_OFF || s[CW_RFC5280] != CW_OFF ||
	    s[CW_WEBPKI] != CW_OFF, "%s", f->slug);
	if (f->binds == BINDS_VALIDATOR)
		ck_assert_msg(s[CW_TLS] == CW_ERROR && s[CW_RFC5280] >=
		    CW_WARNING && s[CW_WEBPKI] == CW_ERROR, "%s", f->slug);
	ck_assert_msg(s[CW_WEBPKI] >= s[CW_RFC5280] ||
	    strstr(f->clause, " lets it pass") != NULL, "%s", f->slug);
}
END_TEST

/* Higher is nearer the cause; two of one group never tie. */
START_TEST(test_rank)
{
	const struct failure *f = failure_get((enum failure_id)_i);
	int k;

	ck_assert_msg(f->rank >= 50 && f->rank <= 999, "%s: %d", f->slug,
	    f->rank);
	for (k = _i + 1; k < FAILURE_COUNT; k++) {
		const struct failure *g = failure_get((enum failure_id)k);

		ck_assert_msg(f->group != g->group || f->rank != g->rank,
		    "%s and %s rank %d", f->slug, g->slug, f->rank);
	}
}
END_TEST

START_TEST(test_alert)
{
	const struct failure *f = failure_get((enum failure_id)_i);

	switch (f->alert) {
	case ALERT_BAD_CERTIFICATE:
	case ALERT_UNSUPPORTED_CERTIFICATE:
	case ALERT_CERTIFICATE_REVOKED:
	case ALERT_CERTIFICATE_EXPIRED:
	case ALERT_CERTIFICATE_UNKNOWN:
	case ALERT_UNKNOWN_CA:
	case ALERT_DECODE_ERROR:
	case ALERT_DECRYPT_ERROR:
	case ALERT_INTERNAL_ERROR:
	case ALERT_BAD_CERTIFICATE_STATUS_RESPONSE:
		break;
	default:
		ck_abort_msg("%s: alert %d", f->slug, f->alert);
	}
	ck_assert_str_ne(alert_name(f->alert), "unknown");
}
END_TEST

/* Rows of a group stand together: the catalogue reads as chapters. */
START_TEST(test_groups)
{
	int i, changes = 0;

	for (i = 1; i < FAILURE_COUNT; i++)
		changes += failure_get((enum failure_id)i)->group !=
		    failure_get((enum failure_id)(i - 1))->group;
	ck_assert_int_lt(changes, GROUP_COUNT);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("failures");
	TCase *c = tcase_create("failures");

	tcase_add_loop_test(c, test_template_rules, 0, COUNT(templates));
	tcase_add_loop_test(c, test_words, 0, FAILURE_COUNT);
	tcase_add_loop_test(c, test_sentences, 0, FAILURE_COUNT);
	tcase_add_loop_test(c, test_commands, 0, FAILURE_COUNT);
	tcase_add_loop_test(c, test_slug, 0, FAILURE_COUNT);
	tcase_add_loop_test(c, test_values, 0, FAILURE_COUNT);
	tcase_add_loop_test(c, test_severity, 0, FAILURE_COUNT);
	tcase_add_loop_test(c, test_rank, 0, FAILURE_COUNT);
	tcase_add_loop_test(c, test_alert, 0, FAILURE_COUNT);
	tcase_add_test(c, test_groups);
	suite_add_tcase(s, c);
	return s;
}
