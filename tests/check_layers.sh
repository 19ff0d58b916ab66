#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# A file includes from its own layer or from below, libraries stand behind the
# seams that tests/layers names, and lib/ neither prints nor ends the program.
set -eu
cd "${top_srcdir:-.}"

here=$(pwd)

# Prints what breaks a rule among the files of the folder.
judge() {
	cd "$1"
	set -- $(find lib ca tools -name '*.[ch]' -o -name '*.def' | sort)
	awk -v rules="$here/tests/layers" -f "$here/tests/layers.awk" "$@" "$@"
	cd "$here"
}

# A tree with one fault a file, to see that each is found.
planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
plant() {
	mkdir -p "$planted/$(dirname "$1")"
	printf '%s\n' "$2" >"$planted/$1"
}
mkdir -p "$planted/lib" "$planted/ca" "$planted/tools"
plant lib/sig/seam.h '#include <gnutls/gnutls.h>'
plant lib/der/up.c '#include "x509/cert.h"'
plant lib/path/higher.c '#include "report/report.h"'
plant lib/x509/library.c '#include <gnutls/x509.h>'
plant lib/path/hidden.c '#include "sig/seam.h"'
plant ca/spec.c '#include <nettle/sha2.h>'
plant lib/find/clock.c '#include <time.h>'
plant tools/inner.c '#include "path/walk.h"'
plant lib/report/print.c '	printf("x");'
plant lib/base/ends.c '	if (x) exit (1);'
plant lib/tls/environment.c '	char *p = getenv("A");'
plant lib/path/now.c '	now = time(NULL);'
plant ca/format.c '	sprintf(b, "x");'
faults=$(judge "$planted")
for file in der/up path/higher x509/library path/hidden ca/spec find/clock \
	tools/inner report/print base/ends tls/environment path/now ca/format; do
	case $faults in
	*"$file.c:1: "*) ;;
	*) echo "a fault in $file.c would not be found"; exit 1 ;;
	esac
done
if [ "$(printf '%s\n' "$faults" | wc -l)" -ne 12 ]; then
	echo "more was found than was planted:"
	echo "$faults"
	exit 1
fi
plant lib/base/good.c '/* never printf() */ value_time(1); s = "exit(1)";'
rm -rf "$planted"/lib/[!b]* "$planted"/lib/base/ends.c "$planted"/ca/* \
	"$planted"/tools/*
[ -z "$(judge "$planted")" ] || { echo "good code is refused"; exit 1; }

faults=$(judge .)
[ -z "$faults" ] || { echo "$faults"; exit 1; }
