# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libcore_la_SOURCES += \
	lib/der/check.c \
	lib/der/oid.c \
	lib/der/oid.h \
	lib/der/oids.def \
	lib/der/pkix.h \
	lib/der/pkix_asn1.c \
	lib/der/reader.c \
	lib/der/reader.h \
	lib/der/string.c \
	lib/der/string.h \
	lib/der/time.c \
	lib/der/time.h
EXTRA_DIST += lib/der/pkix.asn
MAINTAINERCLEANFILES += lib/der/pkix_asn1.c

# In the archive, so that who builds from it needs no asn1Parser.
lib/der/pkix_asn1.c: lib/der/pkix.asn
	$(AM_V_GEN)$(MKDIR_P) lib/der && \
	$(ASN1PARSER) -o $@.tmp -n pkix_asn1_tab $(srcdir)/lib/der/pkix.asn \
		>/dev/null && mv $@.tmp $@
