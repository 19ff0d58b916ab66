#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The form of every file: tabs, 80 columns, no blanks at the end of a line, a
# licence, functions of 60 lines and files of 600 (tables of cases: 1200).
set -eu
cd "${top_srcdir:-.}"

judge() {
	longest=$1
	shift
	awk -v longest="$longest" -v widest=100 -f tests/format.awk "$@"
}

# One file a fault, to see that each is found.
planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
licence='/* SPDX-License-Identifier: LGPL-2.1-or-later */'
expect() {
	printf "$licence\n\n$2" >"$planted/file.c"
	found=$(judge 600 "$planted/file.c")
	case $found in
	*"$1"*) ;;
	*) echo "not found: $1 (but: $found)"; exit 1 ;;
	esac
}
many() {
	awk -v n="$1" 'BEGIN { while (n-- > 0) printf "\tx();\\n" }'
}
expect 'a blank at the end' '\tx(); \n'
expect 'a blank at the end' '\tx();\r\n'
expect '101 columns' "\\t$(printf '%093d' 0)\\n"
expect 'indented by blanks' '        x();\n'
expect 'a blank in front' '  \tx();\n'
expect 'brace on its line' 'int f(void) {\n'
expect 'no blank between' '\tif(x)\n'
expect 'a function of 61 lines' "void\\nf(void)\\n{\\n$(many 59)}\\n"
expect '603 lines' "$(many 601)"
printf 'int a;\nint b;\nint c;\n' >"$planted/file.c"
case $(judge 600 "$planted/file.c") in
*SPDX*) ;;
*) echo 'not found: a file without a licence'; exit 1 ;;
esac
printf "$licence\n\nvoid\nf(void)\n{\n$(many 58)}\n" >"$planted/file.c"
[ -z "$(judge 600 "$planted/file.c")" ] || {
	echo 'good code is refused'
	exit 1
}

# What is made from other files is not looked at.
files() {
	find "$@" -name '*.[ch]' -o -name '*.def' -o -name '*.py' \
		-o -name '*.sh' -o -name '*.awk' | grep -v pkix_asn1 | sort
}
faults=$(
	judge 660 $(files lib ca tools tests | grep -v '^tests/check_.*c$' |
		grep -v '^lib/chainwright.h$')
	# One header documents every public function.
	judge 800 lib/chainwright.h
	judge 1200 $(files tests | grep '^tests/check_.*c$')
)
[ -z "$faults" ] || { printf '%s\n' "$faults"; exit 1; }
