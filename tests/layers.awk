# SPDX-License-Identifier: LGPL-2.1-or-later
# awk -v rules=tests/layers -f layers.awk FILE... FILE...: prints what breaks a
# rule. The files are given twice: in the first round it is learnt which headers
# bring a library with them, in the second one all is judged.

function fault(text) {
	print FILENAME ":" FNR ": " text
}

# "lib/sig/*" as an anchored regular expression.
function glob(text) {
	gsub(/[.+]/, "\\\\&", text)
	gsub(/\*/, ".*", text)
	return "^" text "$"
}

function rule_read(line,    parts, words, n, i, kind) {
	split(line, parts, ":")
	n = split(parts[1], words, " ")
	kind = words[1]
	if (kind == "layer") {
		layers++
		folder[layers] = words[2]
		may[words[2]] = " " words[2] " " parts[2] " "
		return
	}
	for (i = 2; i <= n; i++) {
		rule[++rule_count] = kind
		what[rule_count] = kind == "library" ? glob(words[i]) : words[i]
		who[rule_count] = parts[2]
	}
}

function is_one_of(file, globs,    list, n, i) {
	n = split(globs, list, " ")
	for (i = 1; i <= n; i++)
		if (file ~ glob(list[i]))
			return 1
	return 0
}

# The layer of a path: the longest folder that holds it.
function layer_of(path,    i, best) {
	best = ""
	for (i = 1; i <= layers; i++)
		if (index(path, folder[i] "/") == 1 &&
		    length(folder[i]) > length(best))
			best = folder[i]
	return best
}

# Where an include leads: lib/ is on the path of headers.
function header_path(header) {
	if (header ~ /^chainwright(-serve)?\.h$/ ||
	    header ~ /^ca\/chainwright-(ca|store)\.h$/)
		return "public"
	if (layer_of("lib/" header) != "")
		return "lib/" header
	return header
}

function library_check(header, why,    i) {
	for (i = 1; i <= rule_count; i++)
		if (rule[i] == "library" && header ~ what[i] &&
		    !is_one_of(name, who[i]))
			fault(why " may not be included here")
}

function include_check(header,    path, layer) {
	path = header_path(header)
	library_check(header, "<" header ">")
	if (path in brings)
		library_check(brings[path], header ", with <" brings[path] ">,")
	layer = layer_of(path)
	if (path == "public" || layer == "" || mine == "")
		return
	if (index(may[mine], " " layer " ") == 0)
		fault(mine " may not include " header)
}

# Takes strings and comments away, so that only code is looked at.
function code_of(line,    out, i, c, two) {
	out = ""
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		two = substr(line, i, 2)
		if (in_comment) {
			if (two == "*/") {
				in_comment = 0
				i++
			}
		} else if (two == "/*") {
			in_comment = 1
			i++
		} else if (c == "\"") {
			while (++i <= length(line) && substr(line, i, 1) != "\"")
				if (substr(line, i, 1) == "\\")
					i++
			out = out "\"\""
		} else {
			out = out c
		}
	}
	return out
}

function calls_check(code,    i) {
	for (i = 1; i <= rule_count; i++)
		if (rule[i] == "call" && index(code, what[i]) > 0 &&
		    code ~ "(^|[^A-Za-z0-9_.>])" what[i] "[ \t]*\\(" &&
		    !is_one_of(name, who[i]))
			fault(what[i] "() may not be called here")
}

function header_learn(header,    i) {
	for (i = 1; i <= rule_count; i++)
		if (rule[i] == "library" && what[i] ~ /gnutls|nettle|gmp/ &&
		    header ~ what[i])
			brings[name] = header
}

BEGIN {
	while ((getline line < rules) > 0)
		if (line != "" && line !~ /^#/)
			rule_read(line)
	if (rule_count == 0 || layers == 0) {
		print rules ": no rules"
		exit
	}
}

FNR == 1 {
	name = FILENAME
	sub(/^\.\//, "", name)
	mine = layer_of(name)
	in_comment = 0
	second = seen[name]++
}

/^[ \t]*#[ \t]*include/ {
	header = $0
	gsub(/^[^<"]*[<"]|[>"].*$/, "", header)
	if (second)
		include_check(header)
	else
		header_learn(header)
	next
}

second {
	calls_check(code_of($0))
}
