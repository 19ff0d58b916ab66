# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libcore_la_SOURCES += \
	lib/sig/algorithm.c \
	lib/sig/algorithm.h \
	lib/sig/direct.c \
	lib/sig/hash.c \
	lib/sig/hash.h \
	lib/sig/key.c \
	lib/sig/key.h \
	lib/sig/ml_dsa.c \
	lib/sig/ml_dsa.h \
	lib/sig/opened.c \
	lib/sig/opened.h \
	lib/sig/pss.c \
	lib/sig/rsa.c \
	lib/sig/rsa.h \
	lib/sig/verify.c \
	lib/sig/verify.h
