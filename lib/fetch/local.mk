# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libjudge_la_SOURCES += \
	lib/fetch/fetch.c \
	lib/fetch/fetch.h
