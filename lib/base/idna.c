/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <idn2.h>
#include "base/idna.h"
#include "base/mark.h"

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_host_octet(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    is_digit(c) || c == '-' || c == '_';
}

static const char *
label_problem(struct bytes label)
{
	if (label.len == 0)
		return N_("a label is empty");
	if (label.len > LABEL_MAX)
		return N_("a label is longer than 63 octets");
	if (label.data[0] == '-' || label.data[label.len - 1] == '-')
		return N_("a label begins or ends with a hyphen");
	for (size_t i = 0; i < label.len; i++)
		if (!is_host_octet(label.data[i]))
			return N_("it has a character that host names do "
			    "not have");
	return NULL;
}

/* The last label tells names and addresses apart. */
static bool
is_number(struct bytes label)
{
	size_t i = 0;

	while (i < label.len && is_digit(label.data[i]))
		i++;
	return i == label.len;
}

const char *
host_name_problem(struct bytes name)
{
	struct bytes label = { name.data, 0 };
	const char *problem;

	if (name.len == 0)
		return N_("it is empty");
	if (name.len > HOST_MAX)
		return N_("it is longer than 253 octets");
	for (size_t i = 0; i <= name.len; i++) {
		if (i < name.len && name.data[i] != '.') {
			label.len++;
			continue;
		}
		problem = label_problem(label);
		if (problem != NULL)
			return problem;
		if (i < name.len)
			label = (struct bytes){ name.data + i + 1, 0 };
	}
	return is_number(label) ? N_("its last label is a number") : NULL;
}

static bool
ascii_write(const char *name, struct buffer *out, const char **problem)
{
	struct bytes host = bytes_of(name);

	if (host.len > 1 && name[host.len - 1] == '.')
		host.len--;
	*problem = host_name_problem(host);
	if (*problem != NULL)
		return false;
	for (size_t i = 0; i < host.len; i++)
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
	if (bytes_ascii(bytes_of(name))) {
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
