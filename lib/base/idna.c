/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <idn2.h>
#include "base/idna.h"

#define MAX_NAME 253
#define MAX_LABEL 63

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The underscore is no letter of host names, but names with it are in use. */
static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    is_digit(c) || c == '-' || c == '_';
}

/* What is wrong with one label in ASCII; NULL: nothing. */
static const char *
label_problem(const char *label, size_t len)
{
	size_t i;

	if (len == 0)
		return "a label is empty";
	if (len > MAX_LABEL)
		return "a label is longer than 63 characters";
	if (label[0] == '-' || label[len - 1] == '-')
		return "a label begins or ends with a hyphen";
	for (i = 0; i < len; i++)
		if (!is_letter(label[i]))
			return "it holds a character that no host name has";
	return NULL;
}

static bool
is_number(const char *label, size_t len)
{
	size_t i = 0;

	while (i < len && is_digit(label[i]))
		i++;
	return i == len;
}

/* What is wrong with a whole name in ASCII without a dot at its end. */
static const char *
name_problem(const char *name, size_t len)
{
	size_t start = 0, i;
	const char *problem;

	if (len == 0)
		return "it is empty";
	if (len > MAX_NAME)
		return "it is longer than 253 characters";
	for (i = 0; i <= len; i++) {
		if (i < len && name[i] != '.')
			continue;
		problem = label_problem(name + start, i - start);
		if (problem != NULL)
			return problem;
		/* The last label tells names and addresses apart. */
		if (i == len && is_number(name + start, i - start))
			return "its last label is a number, as in an address";
		start = i + 1;
	}
	return NULL;
}

static bool
is_ascii(const char *name)
{
	for (; *name != '\0'; name++)
		if ((unsigned char)*name >= 0x80)
			return false;
	return true;
}

static bool
ascii_write(const char *name, struct buffer *out, const char **problem)
{
	size_t len = strlen(name), i;

	if (len > 1 && name[len - 1] == '.')
		len--;
	*problem = name_problem(name, len);
	if (*problem != NULL)
		return false;
	for (i = 0; i < len; i++)
		buffer_byte(out, (uint8_t)(name[i] >= 'A' && name[i] <= 'Z' ?
		    name[i] - 'A' + 'a' : name[i]));
	return true;
}

bool
idna_to_ascii(const char *name, struct buffer *out, const char **problem)
{
	bool wildcard = strncmp(name, "*.", 2) == 0;
	size_t start = out->len;
	uint8_t *ascii = NULL;
	bool good;
	int rc;

	if (wildcard) {
		buffer_string(out, "*.");
		name += 2;
	}
	if (is_ascii(name)) {
		good = ascii_write(name, out, problem);
	} else {
		rc = idn2_lookup_u8((const uint8_t *)name, &ascii,
		    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
		out->failed |= rc == IDN2_MALLOC;
		*problem = idn2_strerror(rc);
		good = rc == IDN2_OK &&
		    ascii_write((const char *)ascii, out, problem);
		idn2_free(ascii);
	}
	if (!good)
		buffer_cut(out, start);
	return good && !out->failed;
}
