# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libjudge_la_SOURCES += \
	lib/tls/cursor.h \
	lib/tls/decode.h \
	lib/tls/handshake.h \
	lib/tls/hello.c \
	lib/tls/keys.c \
	lib/tls/keys.h \
	lib/tls/messages.c \
	lib/tls/names.c \
	lib/tls/open.c \
	lib/tls/proof.c \
	lib/tls/records.c \
	lib/tls/schemes.def \
	lib/tls/secrets.c \
	lib/tls/suites.def \
	lib/tls/trace.c \
	lib/tls/trace.h
