# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libcore_la_SOURCES += \
	lib/x509/address.c \
	lib/x509/cert.c \
	lib/x509/cert.h \
	lib/x509/certs.c \
	lib/x509/certs.h \
	lib/x509/certs_index.c \
	lib/x509/crl.c \
	lib/x509/crl.h \
	lib/x509/crl_entry.c \
	lib/x509/crl_extension.c \
	lib/x509/crl_extension.h \
	lib/x509/crls.h \
	lib/x509/distribution_point.c \
	lib/x509/distribution_point.h \
	lib/x509/extension.c \
	lib/x509/extension.h \
	lib/x509/extension_other.c \
	lib/x509/extensions.c \
	lib/x509/fault.c \
	lib/x509/fault.h \
	lib/x509/general_name.c \
	lib/x509/general_name.h \
	lib/x509/name.c \
	lib/x509/name.h \
	lib/x509/name_compare.c \
	lib/x509/name_constraints.c \
	lib/x509/name_constraints.h \
	lib/x509/policies.c \
	lib/x509/policies.h \
	lib/x509/resources.c \
	lib/x509/resources.h \
	lib/x509/scts.c \
	lib/x509/scts.h \
	lib/x509/spki.c \
	lib/x509/spki.h
