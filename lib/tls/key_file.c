/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Private keys in files. They are decoded by our own reader of PEM: what it
   held is overwritten. */
#include "config.h"

#include <stdlib.h>
#include <gnutls/abstract.h>
#include "base/error.h"
#include "base/file.h"
#include "base/pem.h"
#include "tls/decode.h"

#define KEY_FILE_MAX 65536u

static bool
label_is_key(const char *label)
{
	size_t len = strlen(label), end = strlen("PRIVATE KEY");

	return len >= end && strcmp(label + len - end, "PRIVATE KEY") == 0;
}

/* The DER of the first private key of the file. */
static bool
der_find(const struct buffer *file, struct buffer *der, bool *locked)
{
	struct pem_reader reader;
	struct pem_block block;
	enum pem_result result;

	*locked = false;
	if (!pem_looks_like(buffer_bytes(file))) {
		buffer_add(der, buffer_bytes(file));
		return !der->failed;
	}
	pem_start(&reader, buffer_bytes(file));
	while ((result = pem_next(&reader, &block, der)) != PEM_END) {
		if (result == PEM_BLOCK && label_is_key(block.label)) {
			*locked = strstr(block.label, "ENCRYPTED") != NULL;
			return !*locked;
		}
	}
	return false;
}

static int
pkcs8_export(gnutls_x509_privkey_t key, void **out, size_t *len)
{
	uint8_t *octets;
	int code;

	*len = 0;
	code = gnutls_x509_privkey_export_pkcs8(key, GNUTLS_X509_FMT_DER, NULL,
	    GNUTLS_PKCS_PLAIN, NULL, len);
	if (code != GNUTLS_E_SHORT_MEMORY_BUFFER)
		return code == 0 ? GNUTLS_E_INTERNAL_ERROR : code;
	octets = malloc(*len);
	if (octets == NULL)
		return GNUTLS_E_MEMORY_ERROR;
	code = gnutls_x509_privkey_export_pkcs8(key, GNUTLS_X509_FMT_DER, NULL,
	    GNUTLS_PKCS_PLAIN, octets, len);
	if (code == 0)
		*out = octets;
	else
		free(octets);
	return code;
}

/* PKCS#8, SEC 1 or PKCS#1 in DER becomes PKCS#8. */
static int
der_convert(const struct buffer *der, void **out, size_t *len)
{
	gnutls_datum_t datum = datum_of(buffer_bytes(der));
	gnutls_x509_privkey_t key;
	int code = gnutls_x509_privkey_init(&key);

	if (code != 0)
		return code;
	code = gnutls_x509_privkey_import_pkcs8(key, &datum,
	    GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN);
	if (code != 0)
		code = gnutls_x509_privkey_import(key, &datum,
		    GNUTLS_X509_FMT_DER);
	if (code == 0)
		code = pkcs8_export(key, out, len);
	gnutls_x509_privkey_deinit(key);
	return code;
}

int
cw_key_load(const char *path, void **key, size_t *len, struct cw_error *err)
{
	struct buffer file = BUFFER_EMPTY, der = BUFFER_EMPTY;
	bool locked = false;
	int code, result = file_read(path, KEY_FILE_MAX, &file, err);

	if (result == 0 && !der_find(&file, &der, &locked)) {
		error_set(err, locked ? "%s is encrypted; give the key without "
		    "a passphrase" : "%s holds no private key", path);
		result = -1;
	}
	if (result == 0 && (code = der_convert(&der, key, len)) != 0) {
		error_set(err, "%s holds no private key that can be used: %s",
		    path, gnutls_strerror(code));
		result = -1;
	}
	buffer_wipe(&file);
	buffer_wipe(&der);
	return result;
}

void
cw_key_free(void *key, size_t len)
{
	if (key != NULL)
		gnutls_memset(key, 0, len);
	free(key);
}
