/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "tools/crl.h"

#define FOLDER_FILES_MAX 2000

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
file_load(struct cw_crls *crls, const char *folder, const char *name)
{
	struct cw_error ignored;
	struct stat info;
	char file[4096];
	int n = snprintf(file, sizeof(file), "%s/%s", folder, name);

	if (n < 0 || (size_t)n >= sizeof(file) || name[0] == '.' ||
	    stat(file, &info) != 0 || !S_ISREG(info.st_mode))
		return;
	/* Such folders hold other files too: those are passed over. */
	(void)cw_crls_load(crls, file, &ignored);
}

/* In the order of their names, so that reports stay the same. */
static int
folder_load(struct cw_crls *crls, const char *path, struct cw_error *err)
{
	size_t before = cw_crls_count(crls);
	struct dirent **entry;
	int i, n = scandir(path, &entry, NULL, by_name);

	if (n < 0) {
		snprintf(err->text, sizeof(err->text), "%s: %s", path,
		    strerror(errno));
		return -1;
	}
	for (i = 0; i < n; i++) {
		if (i < FOLDER_FILES_MAX)
			file_load(crls, path, entry[i]->d_name);
		free(entry[i]);
	}
	free(entry);
	if (cw_crls_count(crls) > before)
		return 0;
	snprintf(err->text, sizeof(err->text), "%s holds no CRL", path);
	return -1;
}

int
crl_load(struct cw_crls *crls, const char *path, struct cw_error *err)
{
	struct stat info;

	if (strcmp(path, "-") != 0 && stat(path, &info) == 0 &&
	    S_ISDIR(info.st_mode))
		return folder_load(crls, path, err);
	return cw_crls_load(crls, path, err);
}
