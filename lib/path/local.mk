# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libjudge_la_SOURCES += \
	lib/path/limits.c \
	lib/path/limits.def \
	lib/path/limits.h \
	lib/path/signature.c \
	lib/path/store.h \
	lib/path/verdict.h \
	lib/path/walk.h
