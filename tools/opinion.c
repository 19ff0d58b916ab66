/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tools/opinion.h"
#include "tools/run.h"

#define SECONDS 5
#define OUTPUT_MAX ((size_t)16384)

static int
fail(struct cw_error *err, const char *doing, const char *path)
{
	snprintf(err->text, sizeof(err->text), "asking openssl: %s %s: %s",
	    doing, path, strerror(errno));
	return -1;
}

void
openssl_version(char *version, size_t size)
{
	static const char *const argv[] = { "openssl", "version", NULL };
	char output[256];
	char *end;
	int status;

	version[0] = '\0';
	if (program_run(argv, SECONDS, output, sizeof(output), &status) !=
	    RUN_DONE || status != 0)
		return;
	/* "OpenSSL 3.0.17 1 Jul 2025 (Library: ...)" */
	end = strchr(output, ' ');
	if (end != NULL)
		end = strpbrk(end + 1, " \n");
	if (end != NULL)
		*end = '\0';
	snprintf(version, size, "%s", output);
}

/* ---- its files: a folder of our own, 0700, that goes again ---------------- */

enum { FILE_TRUST, FILE_OTHERS, FILE_TARGET, FILES };

static const char *const names[FILES] = { "trust.pem", "others.pem",
	"target.pem" };

struct room {
	char folder[512], path[FILES][544];
};

static int
room_open(struct room *room, struct cw_error *err)
{
	const char *top = secure_getenv("TMPDIR");
	int i, n = snprintf(room->folder, sizeof(room->folder),
	    "%s/chainwright-XXXXXX",
	    top != NULL && top[0] != '\0' ? top : "/tmp");

	if (n < 0 || (size_t)n >= sizeof(room->folder)) {
		room->folder[0] = '\0';
		errno = ENAMETOOLONG;
		return fail(err, "making", "a folder");
	}
	if (mkdtemp(room->folder) == NULL) {
		fail(err, "making", room->folder);
		room->folder[0] = '\0';
		return -1;
	}
	for (i = 0; i < FILES; i++)
		snprintf(room->path[i], sizeof(room->path[i]), "%s/%s",
		    room->folder, names[i]);
	return 0;
}

static void
room_close(struct room *room)
{
	int i;

	if (room->folder[0] == '\0')
		return;
	for (i = 0; i < FILES; i++)
		unlink(room->path[i]);
	rmdir(room->folder);
}

static void
pem_write(FILE *f, const unsigned char *der, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	fputs("-----BEGIN CERTIFICATE-----\n", f);
	for (i = 0; i < len; i += 3) {
		uint32_t group = (uint32_t)der[i] << 16 |
		    (uint32_t)(i + 1 < len ? der[i + 1] : 0) << 8 |
		    (uint32_t)(i + 2 < len ? der[i + 2] : 0);

		putc(digits[group >> 18], f);
		putc(digits[group >> 12 & 63], f);
		putc(i + 1 < len ? digits[group >> 6 & 63] : '=', f);
		putc(i + 2 < len ? digits[group & 63] : '=', f);
		if (i % 48 == 45 || i + 3 >= len)
			putc('\n', f);
	}
	fputs("-----END CERTIFICATE-----\n", f);
}

/* Certificates first to count - 1 of each list. */
static int
certs_write(const char *path, const struct cw_certs *const *lists,
    size_t first, size_t count, struct cw_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	int failed;
	size_t i;

	if (f == NULL) {
		fail(err, "writing", path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	for (; *lists != NULL; lists++, first = 0)
		for (i = first; i < cw_certs_count(*lists) && i < count; i++) {
			size_t len;
			const unsigned char *der = cw_certs_der(*lists, i,
			    &len);

			pem_write(f, der, len);
		}
	failed = ferror(f);
	if (fclose(f) != 0 || failed)
		return fail(err, "writing", path);
	return 0;
}

static int
room_fill(const struct room *room, const struct cw_question *q,
    struct cw_error *err)
{
	const struct cw_certs *trust[] = { q->trust, NULL };
	const struct cw_certs *others[] = { q->chain, q->untrusted, NULL };
	const struct cw_certs *target[] = { q->chain, NULL };

	if (certs_write(room->path[FILE_TRUST], trust, 0, SIZE_MAX, err) != 0 ||
	    certs_write(room->path[FILE_OTHERS], others, 1, SIZE_MAX, err) != 0)
		return -1;
	return certs_write(room->path[FILE_TARGET], target, 0, 1, err);
}

/* ---- its arguments and its answer ----------------------------------------- */

#define WORDS_MAX 24

static const char *
purpose_word(const struct cw_question *q)
{
	switch (q->or_purposes != 0 ? CW_ANY_PURPOSE : q->purpose) {
	case CW_SERVER:
		return "sslserver";
	case CW_CLIENT:
		return "sslclient";
	case CW_EMAIL:
		return "smimesign";
	case CW_TIME_STAMPING:
		return "timestampsign";
	default:
		break;
	}
	/* It has no word for it, or for one of several. */
	return "any";
}

static const char *
name_option(enum cw_name_type type)
{
	switch (type) {
	case CW_NAME_DNS:
		return "-verify_hostname";
	case CW_NAME_IP:
		return "-verify_ip";
	case CW_NAME_EMAIL:
		return "-verify_email";
	default:
		break;
	}
	return NULL;
}

static size_t
certs_count(const struct cw_certs *certs)
{
	return certs == NULL ? 0 : cw_certs_count(certs);
}

/* Values stand behind their options, so none can turn into one. */
static void
command_make(const char *words[WORDS_MAX], const struct cw_question *q,
    const struct room *room, const char *at)
{
	const char *name = q->any_name ? NULL : name_option(q->name_type);
	size_t n = 0;

	words[n++] = "openssl";
	words[n++] = "verify";
	words[n++] = "-no-CApath";
	words[n++] = "-no-CAstore";
	/* Whatever is trusted is an anchor, a root or not. */
	words[n++] = "-partial_chain";
	words[n++] = "-CAfile";
	words[n++] = room->path[FILE_TRUST];
	if (certs_count(q->chain) > 1 || certs_count(q->untrusted) > 0) {
		words[n++] = "-untrusted";
		words[n++] = room->path[FILE_OTHERS];
	}
	words[n++] = "-attime";
	words[n++] = at;
	words[n++] = "-purpose";
	words[n++] = purpose_word(q);
	if (name != NULL) {
		words[n++] = name;
		words[n++] = q->name;
	}
	if (q->strict)
		words[n++] = "-x509_strict";
	words[n++] = room->path[FILE_TARGET];
	words[n] = NULL;
}

/* "error 10 at 0 depth lookup: certificate has expired": its words, each once,
   a line each. */
static void
reasons_take(char *output, char *words, size_t size)
{
	char *line, *next;
	size_t used = 0;

	words[0] = '\0';
	for (line = output; *line != '\0'; line = next) {
		const char *says = strstr(line, " lookup: ");
		size_t len = strcspn(line, "\n");

		next = line + len + (line[len] == '\n');
		line[len] = '\0';
		if (strncmp(line, "error ", 6) != 0 || says == NULL || says >=
		    line + len)
			continue;
		says += strlen(" lookup: ");
		len = strlen(says);
		if (strstr(words, says) != NULL || used + len + 2 > size)
			continue;
		used += (size_t)snprintf(words + used, size - used, "%s%s",
		    used > 0 ? "\n" : "", says);
	}
}

static int
answer_add(struct cw_verdict *verdict, const char *version, int status,
    char *output, struct cw_error *err)
{
	struct cw_opinion opinion = { .engine = version,
		.accepts = status == 0 };
	char words[2048];
	char first[256];

	snprintf(first, sizeof(first), "%.*s", (int)strcspn(output, "\n"),
	    output);
	reasons_take(output, words, sizeof(words));
	/* It could not even read what it was given. */
	if (status != 0 && words[0] == '\0')
		snprintf(words, sizeof(words), "%s",
		    first[0] != '\0' ? first : "no reason given");
	opinion.words = status == 0 ? NULL : words;
	return cw_verdict_add_opinion(verdict, &opinion, err);
}

int
openssl_ask(const struct cw_question *question, const char *version,
    struct cw_verdict *verdict, struct cw_error *err)
{
	const char *words[WORDS_MAX];
	char *output = malloc(OUTPUT_MAX);
	struct room room;
	char at[32];
	int rc = -1, status;

	if (output == NULL) {
		snprintf(err->text, sizeof(err->text), "out of memory");
		return -1;
	}
	if (room_open(&room, err) == 0 && room_fill(&room, question,
	    err) == 0) {
		snprintf(at, sizeof(at), "%" PRId64, question->at);
		command_make(words, question, &room, at);
		switch (program_run(words, SECONDS, output, OUTPUT_MAX,
		    &status)) {
		case RUN_DONE:
			rc = answer_add(verdict, version, status, output, err);
			break;
		case RUN_LATE:
			snprintf(err->text, sizeof(err->text), "openssl gave no "
			    "answer within %d seconds", SECONDS);
			break;
		case RUN_ABSENT:
		case RUN_FAILED:
			snprintf(err->text, sizeof(err->text),
			    "openssl cannot be run");
			break;
		}
	}
	room_close(&room);
	free(output);
	return rc;
}
