/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of commands, and the nearest word to a mistyped one. */
#include "config.h"

#include <string.h>
#include "tools/command.h"

const struct command *const commands[] = { &command_demo, &command_mint,
	&command_ca, &command_sign, &command_list, &command_show, &command_revoke,
	&command_unrevoke, &command_crl, &command_check, &command_break,
	&command_verify, &command_connect, &command_serve, &command_inspect,
	&command_explain, NULL };

#define WORD_MAX 32

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein distance of two words of at most WORD_MAX octets. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1], n = strlen(b), i, j;

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 0; a[i] != '\0'; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (j = 0; j < n; j++) {
			size_t change = diagonal + (a[i] != b[j]);

			diagonal = row[j + 1];
			row[j + 1] = least(change,
			    least(row[j], row[j + 1]) + 1);
		}
	}
	return row[n];
}

const char *
nearest_word(const char *word, const char *(*at)(size_t i))
{
	const char *best = NULL, *candidate;
	size_t best_distance = strlen(word) / 2 + 1, i;

	if (strlen(word) > WORD_MAX)
		return NULL;
	for (i = 0; (candidate = at(i)) != NULL; i++) {
		size_t d;

		if (strlen(candidate) > WORD_MAX)
			continue;
		d = distance(word, candidate);
		if (d < best_distance) {
			best_distance = d;
			best = candidate;
		}
	}
	return best;
}
