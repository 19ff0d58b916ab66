# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libcore_la_SOURCES += \
	lib/base/arena.c \
	lib/base/arena.h \
	lib/base/buffer.c \
	lib/base/buffer.h \
	lib/base/bytes.h \
	lib/base/calendar.c \
	lib/base/calendar.h \
	lib/base/error.c \
	lib/base/error.h \
	lib/base/escape.c \
	lib/base/escape.h \
	lib/base/file.c \
	lib/base/file.h \
	lib/base/idna.c \
	lib/base/idna.h \
	lib/base/limit.c \
	lib/base/limit.h \
	lib/base/limits.def \
	lib/base/mark.h \
	lib/base/nearest.c \
	lib/base/nearest.h \
	lib/base/pem.c \
	lib/base/pem.h \
	lib/base/unicode.c \
	lib/base/unicode.def \
	lib/base/unicode.h
EXTRA_DIST += lib/base/unicode.py
