# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libcore_la_SOURCES += \
	lib/der/check.c \
	lib/der/oid.c \
	lib/der/oid.h \
	lib/der/oids.def \
	lib/der/reader.c \
	lib/der/reader.h \
	lib/der/string.c \
	lib/der/string.h \
	lib/der/time.c \
	lib/der/time.h
