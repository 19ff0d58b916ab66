# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libcore_la_SOURCES += \
	lib/load/bundle.c \
	lib/load/bundle.h \
	lib/load/crls.c \
	lib/load/load.c \
	lib/load/load.h \
	lib/load/look.c \
	lib/load/look.h \
	lib/load/ocsps.c \
	lib/load/pbe.c \
	lib/load/pbe.h \
	lib/load/pkcs12.c \
	lib/load/pkcs7.c
