/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "tools/trust.h"

#define SYSTEM_BUNDLE "/etc/ssl/certs/ca-certificates.crt"
#define FOLDER_FILES_MAX 2000

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* Every regular file of the folder that holds certificates. */
static int
folder_load(struct cw_certs *trust, const char *path, struct cw_error *err)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	struct stat info;
	char file[4096];
	int left = FOLDER_FILES_MAX;

	if (folder == NULL) {
		snprintf(err->text, sizeof(err->text), "%s: %s", path,
		    strerror(errno));
		return -1;
	}
	while (left-- > 0 && (entry = readdir(folder)) != NULL) {
		struct cw_error ignored;
		int n = snprintf(file, sizeof(file), "%s/%s", path,
		    entry->d_name);

		if (n < 0 || (size_t)n >= sizeof(file) ||
		    entry->d_name[0] == '.' || stat(file, &info) != 0 ||
		    !S_ISREG(info.st_mode))
			continue;
		/* Such folders hold other files too: those are passed over. */
		(void)cw_certs_load(trust, file, &ignored);
	}
	closedir(folder);
	if (cw_certs_count(trust) > 0)
		return 0;
	snprintf(err->text, sizeof(err->text),
	    "SSL_CERT_DIR names %s, which holds no certificate", path);
	return -1;
}

static int
files_load(struct cw_certs *trust, const struct files *files, char *source,
    size_t size, struct cw_error *err)
{
	int i;

	for (i = 0; i < files->count; i++) {
		if (cw_certs_load(trust, files->path[i], err) != 0)
			return -1;
	}
	if (files->count == 1)
		snprintf(source, size, "%s", base_name(files->path[0]));
	else
		snprintf(source, size, "%s and %d more",
		    base_name(files->path[0]), files->count - 1);
	return 0;
}

int
trust_load(struct cw_certs *trust, const struct files *files, char *source,
    size_t size, struct cw_error *err)
{
	const char *path;

	if (files->count > 0)
		return files_load(trust, files, source, size, err);
	path = secure_getenv("SSL_CERT_FILE");
	if (path != NULL && path[0] != '\0') {
		snprintf(source, size, "SSL_CERT_FILE, %s", path);
		return cw_certs_load(trust, path, err);
	}
	path = secure_getenv("SSL_CERT_DIR");
	if (path != NULL && path[0] != '\0') {
		snprintf(source, size, "SSL_CERT_DIR, %s", path);
		return folder_load(trust, path, err);
	}
	snprintf(source, size, "%s", "the system's bundle");
	if (cw_certs_load(trust, SYSTEM_BUNDLE, err) == 0)
		return 0;
	snprintf(err->text, sizeof(err->text),
	    "no trust: %s cannot be read; give the root with --trust FILE, or "
	    "install the package ca-certificates", SYSTEM_BUNDLE);
	return -1;
}
