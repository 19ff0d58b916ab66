/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>

#include "base/idna.h"
#include "ca/wanted.h"

#define FOLDER_MAX 200          /* octets; longer ones get a number behind */
#define COMMON_NAME_MAX 64      /* RFC 5280 A.1, ub-common-name */
#define LOCAL_PART_MAX 64       /* RFC 5321 4.5.3.1.1 */

static int
name_add(struct wanted *w, enum general_name_kind kind, struct bytes value,
    struct cw_error *err)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->name[i].kind == kind &&
		    bytes_equal(w->name[i].value, value))
			return 0;
	if (w->count == SPEC_NAMES) {
		error_set(err, "more than %d names in one certificate",
		    SPEC_NAMES);
		return -1;
	}
	value.data = arena_copy(w->arena, value);
	if (value.data == NULL)
		return error_memory(err);
	w->name[w->count++] = (struct spec_name){ kind, value };
	return 0;
}

static int
refuse(struct cw_error *err, const char *name, const char *what,
    const char *problem)
{
	error_set(err, "\"%.120s\" is no legal %s: %s", name, what, problem);
	return -1;
}

static int
dns_add(struct wanted *w, const char *name, struct cw_error *err)
{
	struct buffer ascii = BUFFER_EMPTY;
	const char *problem = NULL;
	int result;

	if (!idna_to_ascii(name, &ascii, &problem))
		result = refuse(err, name, "host name", problem);
	else if (ascii.failed)
		result = error_memory(err);
	else
		result = name_add(w, GN_DNS, buffer_bytes(&ascii), err);
	buffer_free(&ascii);
	return result;
}

/* RFC 5321 4.1.2, Dot-string. */
static const char *
local_part_problem(const char *local, size_t len)
{
	static const char atoms[] = "!#$%&'*+/=?^_`{|}~-0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	if (len == 0)
		return "nothing stands before the @";
	if (len > LOCAL_PART_MAX)
		return "more than 64 characters stand before the @";
	if (local[0] == '.' || local[len - 1] == '.')
		return "a dot begins or ends what stands before the @";
	for (size_t i = 0; i < len; i++) {
		if (local[i] == '.' && local[i + 1] == '.')
			return "two dots follow each other";
		if (local[i] != '.' && (local[i] == '\0' ||
		    strchr(atoms, local[i]) == NULL))
			return "a character before the @ is not allowed there";
	}
	return NULL;
}

static int
mailbox_add(struct wanted *w, const char *name, struct cw_error *err)
{
	const char *at = strrchr(name, '@');
	size_t local = (size_t)(at - name);
	const char *problem = local_part_problem(name, local);
	struct buffer whole = BUFFER_EMPTY;
	int result = -1;

	buffer_add(&whole, (struct bytes){ (const uint8_t *)name, local + 1 });
	if (problem == NULL && at[1] == '*')
		problem = "a wildcard stands for host names only";
	if (problem == NULL)
		idna_to_ascii(at + 1, &whole, &problem);
	if (problem != NULL)
		refuse(err, name, "mailbox", problem);
	else if (whole.failed)
		error_memory(err);
	else
		result = name_add(w, GN_EMAIL, buffer_bytes(&whole), err);
	buffer_free(&whole);
	return result;
}

static int
one_read(struct wanted *w, const char *name, bool mailboxes,
    struct cw_error *err)
{
	uint8_t address[16];
	size_t len;

	if (address_read(name, address, &len))
		return name_add(w, GN_IP, (struct bytes){ address, len }, err);
	if (strchr(name, '@') == NULL)
		return dns_add(w, name, err);
	if (!mailboxes) {
		error_set(err, "\"%.120s\" is a mailbox, which no server "
		    "certificate names: ask for a client certificate", name);
		return -1;
	}
	return mailbox_add(w, name, err);
}

/* The text of the first name; addresses as RFC 5952 writes them. */
static int
first_write(struct wanted *w, struct cw_error *err)
{
	struct buffer text = BUFFER_EMPTY;

	if (w->name[0].kind == GN_IP)
		address_write(w->name[0].value, &text);
	else
		buffer_add(&text, w->name[0].value);
	if (!text.failed)
		w->first = arena_string(w->arena, (const char *)text.data);
	buffer_free(&text);
	return w->first != NULL ? 0 : error_memory(err);
}

int
wanted_read(struct wanted *w, struct arena *arena, const char *const *names,
    size_t count, bool mailboxes, struct cw_error *err)
{
	w->arena = arena;
	w->count = 0;
	w->first = NULL;
	if (count == 0) {
		error_set(err, "no name is given for the certificate");
		return -1;
	}
	for (size_t i = 0; i < count; i++)
		if (one_read(w, names[i], mailboxes, err) < 0)
			return -1;
	return first_write(w, err);
}

/* FNV-1a, to tell long names apart that begin alike. */
static uint64_t
text_hash(const char *text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *text != '\0'; text++)
		hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
	return hash;
}

char *
wanted_folder(const struct wanted *w)
{
	static const char harmless[] = "0123456789abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ._@+=-:";
	struct buffer name = BUFFER_EMPTY;

	for (const char *c = w->first; *c != '\0' && name.len < FOLDER_MAX; c++)
		buffer_byte(&name, strchr(harmless, *c) == NULL ||
		    (name.len == 0 && (*c == '.' || *c == '-')) ? '_' :
		    (uint8_t)*c);
	if (strlen(w->first) > FOLDER_MAX)
		buffer_format(&name, "-%016llx",
		    (unsigned long long)text_hash(w->first));
	return buffer_steal(&name);
}

/* OpenSSL and GnuTLS take a common name for a DNS name where there is none, and
   so would find an address outside the constraints of its CA. */
bool
wanted_common_name(const struct wanted *w)
{
	bool dns = false;

	for (size_t i = 0; i < w->count; i++)
		dns = dns || w->name[i].kind == GN_DNS;
	return strlen(w->first) <= COMMON_NAME_MAX &&
	    (dns || w->name[0].kind != GN_IP);
}
