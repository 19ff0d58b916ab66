# SPDX-License-Identifier: LGPL-2.1-or-later
# awk -v longest=600 -v widest=80 -f format.awk FILE...: prints what is not in
# the form that every file has. A function has at most 60 lines, from its first
# brace on.

function fault(line, text) {
	print FILENAME ":" line ": " text
}

# How many columns the line takes; a tab goes to the next multiple of 8.
function columns_of(line,    parts, n, i, columns) {
	n = split(line, parts, "\t")
	columns = length(parts[1])
	for (i = 2; i <= n; i++)
		columns += 8 - columns % 8 + length(parts[i])
	return columns
}

function file_end() {
	if (lines > longest)
		print before ": " lines " lines, more than " longest
}

FNR == 1 {
	if (before != "")
		file_end()
	before = FILENAME
	in_c = FILENAME ~ /\.[ch]$/
	brace = 0
	licensed = 0
}

{ lines = FNR }

FNR <= 3 && /SPDX-License-Identifier: / { licensed = 1 }
FNR == 3 && !licensed { fault(1, "no SPDX-License-Identifier") }
/[ \t\r]$/ { fault(FNR, "a blank at the end") }
columns_of($0) > widest { fault(FNR, columns_of($0) " columns") }

in_c && /^        +[^ *]/ { fault(FNR, "indented by blanks instead of tabs") }
in_c && /^ +\t/ { fault(FNR, "a blank in front of a tab") }
in_c && /^[A-Za-z].*\) *\{$/ { fault(FNR, "a function's brace on its line") }
in_c && /^(if|for|while|switch)\(|[\t ](if|for|while|switch)\(/ {
	fault(FNR, "no blank between the word and its bracket")
}
in_c && /^\{/ { brace = FNR }
in_c && /^\}/ {
	if (brace > 0 && FNR - brace + 1 > 60)
		fault(brace, "a function of " FNR - brace + 1 " lines")
	brace = 0
}

END { file_end() }
