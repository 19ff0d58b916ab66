# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libjudge_la_SOURCES += \
	lib/tls/client.c \
	lib/tls/connect.c \
	lib/tls/cursor.h \
	lib/tls/decode.h \
	lib/tls/handshake.c \
	lib/tls/handshake.h \
	lib/tls/hello.c \
	lib/tls/keys.c \
	lib/tls/keys.h \
	lib/tls/lookup.c \
	lib/tls/messages.c \
	lib/tls/names.c \
	lib/tls/open.c \
	lib/tls/opinion.c \
	lib/tls/proof.c \
	lib/tls/queue.c \
	lib/tls/queue.h \
	lib/tls/records.c \
	lib/tls/run.c \
	lib/tls/schemes.def \
	lib/tls/secrets.c \
	lib/tls/server.c \
	lib/tls/session.c \
	lib/tls/session.h \
	lib/tls/suites.def \
	lib/tls/tcp.c \
	lib/tls/tcp.h \
	lib/tls/trace.c \
	lib/tls/trace.h
