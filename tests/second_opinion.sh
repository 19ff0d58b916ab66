#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What OpenSSL says of every chain that is broken on purpose, a line each, for
# information: nothing is expected of it. Give words to see only slugs that hold
# one of them. CHAINWRIGHT and OPENSSL name the programs.
set -eu

chainwright=${CHAINWRIGHT:-chainwright}
openssl=${OPENSSL:-openssl}
at=2026-11-23T13:06:46Z
epoch=1795439206

folder=$(mktemp -d "${TMPDIR:-/tmp}/second-opinion.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
"$chainwright" break --all --at "$at" --seed chainwright \
	--out "$folder/all" >/dev/null

# The value of a key of expect.json, which stands on a line of its own.
field()
{
	sed -n "s/^  \"$2\": \"\(.*\)\",*\$/\1/p" "$1/expect.json" | head -n 1
}

# The question of the case, as far as OpenSSL can be asked it.
ask()
{
	host=$(field "$1" host)
	case $(field "$1" host_type) in
	dns) set -- "$1" -verify_hostname "$host" ;;
	ip) set -- "$1" -verify_ip "$host" ;;
	email) set -- "$1" -verify_email "$host" ;;
	*) set -- "$1" ;;
	esac
	case=$1
	shift
	"$openssl" verify -x509_strict -attime "$epoch" -purpose sslserver "$@" \
		-CAfile "$case/root.pem" -untrusted "$case/fullchain.pem" \
		"$case/fullchain.pem" 2>&1 || true
}

# "OK", or each error that it names.
verdict()
{
	awk '/: OK$/ { ok = 1 }
		/^error [0-9]+ at / { sub(/^error /, ""); sub(/ lookup:/, ":")
			said = said (said == "" ? "" : "; ") $0 }
		{ last = $0 }
		END { print said != "" ? said : ok ? "OK" : "not read: " last }'
}

for case in "$folder"/all/*/; do
	case=${case%/}
	slug=${case##*/}
	if [ $# -gt 0 ]; then
		wanted=no
		for word; do
			case $slug in *"$word"*) wanted=yes ;; esac
		done
		[ "$wanted" = yes ] || continue
	fi
	if [ -s "$case/fullchain.pem" ] && [ -s "$case/root.pem" ]; then
		said=$(ask "$case" | verdict)
	else
		said="not asked: nothing to read"
	fi
	printf '%-40s %s\n' "$slug" "$said"
done
