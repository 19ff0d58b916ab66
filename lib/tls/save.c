/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A handshake as files: what was sent, and what opens it. */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>
#include "base/file.h"
#include "base/pem.h"
#include "tls/handshake.h"
#include "tls/pcapng.h"

static void
hex_add(struct buffer *out, struct bytes octets)
{
	for (size_t i = 0; i < octets.len; i++)
		buffer_format(out, "%02x", octets.data[i]);
}

static void
keylog_line(struct buffer *out, const char *label, struct bytes random,
    struct bytes secret)
{
	buffer_format(out, "%s ", label);
	hex_add(out, random);
	buffer_byte(out, ' ');
	hex_add(out, secret);
	buffer_byte(out, '\n');
}

/* What the decoder was given, from what it kept. */
static void
keylog_write(struct buffer *out, const struct trace *t)
{
	if (t->master_secret.len > 0)
		keylog_line(out, "CLIENT_RANDOM", t->client_random,
		    t->master_secret);
	for (size_t i = 0; i < t->secret_count; i++)
		if (t->secret[i].value.len > 0 &&
		    strcmp(t->secret[i].label, "CLIENT_RANDOM") != 0)
			keylog_line(out, t->secret[i].label, t->client_random,
			    t->secret[i].value);
}

static int
file_write(const char *folder, const char *name, const struct buffer *content,
    enum file_mode mode, struct cw_error *err)
{
	struct buffer path = BUFFER_EMPTY;
	int result = -1;

	buffer_format(&path, "%s/%s", folder, name);
	if (path.failed || content->failed)
		error_memory(err);
	else
		result = file_create((const char *)path.data,
		    buffer_bytes(content), mode, err);
	buffer_free(&path);
	return result;
}

static int
chain_write(const struct cw_handshake *h, const char *folder,
    struct cw_error *err)
{
	struct buffer pem = BUFFER_EMPTY;
	int result;

	for (size_t i = 0; i < h->trace.certificate_count; i++)
		pem_write(&pem, "CERTIFICATE", h->trace.certificate[i]);
	result = file_write(folder, "chain.pem", &pem, FILE_PUBLIC, err);
	buffer_free(&pem);
	return result;
}

static int
secrets_write(const struct cw_handshake *h, const char *folder,
    struct cw_error *err)
{
	struct buffer keylog = BUFFER_EMPTY, capture = BUFFER_EMPTY;
	int result;

	keylog_write(&keylog, &h->trace);
	pcapng_write(&capture, &h->trace, buffer_bytes(&keylog));
	result = file_write(folder, "keylog.txt", &keylog, FILE_SECRET, err);
	if (result == 0)
		result = file_write(folder, "capture.pcapng", &capture,
		    FILE_SECRET, err);
	buffer_wipe(&keylog);
	buffer_wipe(&capture);
	return result;
}

int
cw_handshake_save(const struct cw_handshake *handshake, const char *folder,
    struct cw_error *err)
{
	struct buffer staple = BUFFER_EMPTY;
	int result = 0;

	if (mkdir(folder, 0700) != 0) {
		error_set(err, "%s: %s", folder, errno == EEXIST ?
		    "exists already, and nothing is overwritten" :
		    strerror(errno));
		return -1;
	}
	if (chain_write(handshake, folder, err) != 0 ||
	    secrets_write(handshake, folder, err) != 0)
		return -1;
	buffer_add(&staple, handshake->staple);
	if (handshake->staple.len > 0)
		result = file_write(folder, "staple.der", &staple, FILE_PUBLIC,
		    err);
	buffer_free(&staple);
	return result;
}

const char *
cw_handshake_alpn(const struct cw_handshake *handshake)
{
	return handshake->alpn;
}

const unsigned char *
cw_handshake_staple(const struct cw_handshake *handshake, size_t *len)
{
	*len = handshake->staple.len;
	return handshake->staple.data;
}
