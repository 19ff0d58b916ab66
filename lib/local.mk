# SPDX-License-Identifier: LGPL-2.1-or-later
# core: octets to certificates and signatures; judge: paths, handshakes, words.
noinst_LTLIBRARIES += lib/libcore.la lib/libjudge.la
lib_LTLIBRARIES += lib/libchainwright.la
include_HEADERS += lib/chainwright.h lib/chainwright-fetch.h \
	lib/chainwright-serve.h
pkgconfig_DATA += lib/chainwright.pc
EXTRA_DIST += lib/chainwright.map

lib_libcore_la_SOURCES =
lib_libjudge_la_SOURCES =
include lib/base/local.mk
include lib/der/local.mk
include lib/find/local.mk
include lib/x509/local.mk
include lib/sig/local.mk
include lib/load/local.mk
include lib/path/local.mk
include lib/fetch/local.mk
include lib/tls/local.mk
include lib/report/local.mk

# With flags of their own, since LINK in tests/local.mk is not libtool's.
lib_libcore_la_LDFLAGS = $(AM_LDFLAGS)
lib_libjudge_la_LDFLAGS = $(AM_LDFLAGS)
lib_libcore_la_LIBADD = $(GNUTLS_LIBS) $(NETTLE_LIBS) $(TASN1_LIBS) \
	$(IDN2_LIBS) $(GMP_LIBS)
lib_libjudge_la_LIBADD = $(GNUTLS_LIBS) $(NETTLE_LIBS) $(JANSSON_LIBS)

# Names that begin with cw_ and nothing else leave the library. The soname stays
# 0 until 1.0: current:revision:age are raised by doc/releasing.md.
lib_libchainwright_la_SOURCES = lib/version.c
lib_libchainwright_la_LIBADD = lib/libjudge.la lib/libcore.la
lib_libchainwright_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -no-undefined
if HAVE_VERSION_SCRIPT
lib_libchainwright_la_LDFLAGS += \
	-Wl,--version-script=$(top_srcdir)/lib/chainwright.map
endif
lib_libchainwright_la_DEPENDENCIES = $(lib_libchainwright_la_LIBADD) \
	lib/chainwright.map
