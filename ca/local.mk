# SPDX-License-Identifier: LGPL-2.1-or-later
noinst_LTLIBRARIES += ca/libmint.la
lib_LTLIBRARIES += ca/libchainwright-ca.la
include_HEADERS += ca/chainwright-ca.h ca/chainwright-store.h
pkgconfig_DATA += ca/chainwright-ca.pc
EXTRA_DIST += ca/chainwright-ca.map

ca_libmint_la_SOURCES = \
	ca/chainwright-ca.h \
	ca/chainwright-store.h \
	ca/crl_spec.c \
	ca/crl_spec.h \
	ca/drbg.c \
	ca/drbg.h \
	ca/encode.c \
	ca/encode.h \
	ca/expect.c \
	ca/expect.h \
	ca/export.c \
	ca/key.c \
	ca/key.h \
	ca/key_cache.c \
	ca/key_code.c \
	ca/key_parts.h \
	ca/key_rsa.c \
	ca/key_seal.c \
	ca/key_sign.c \
	ca/key_token.c \
	ca/mint.c \
	ca/mint.h \
	ca/reread.c \
	ca/reread.h \
	ca/scenario.c \
	ca/scenario.h \
	ca/spec.c \
	ca/spec.h \
	ca/staged.c \
	ca/staged.h \
	ca/store.c \
	ca/store.h \
	ca/store_adopt.c \
	ca/store_audit.c \
	ca/store_authority.c \
	ca/store_ca.c \
	ca/store_ca.h \
	ca/store_cert.c \
	ca/store_check.c \
	ca/store_crl.c \
	ca/store_files.c \
	ca/store_issue.c \
	ca/store_judge.c \
	ca/store_list.c \
	ca/store_revoke.c \
	ca/store_schema.c \
	ca/store_sign.c \
	ca/store_sql.c \
	ca/tree.c \
	ca/tree.h \
	ca/wanted.c \
	ca/wanted.h
ca_libmint_la_LDFLAGS = $(AM_LDFLAGS)
ca_libmint_la_LIBADD = $(GNUTLS_LIBS) $(NETTLE_LIBS) $(TASN1_LIBS) \
	$(GMP_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)

ca_libchainwright_ca_la_SOURCES =
ca_libchainwright_ca_la_LIBADD = ca/libmint.la lib/libcore.la \
	lib/libchainwright.la
ca_libchainwright_ca_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 \
	-no-undefined
if HAVE_VERSION_SCRIPT
ca_libchainwright_ca_la_LDFLAGS += \
	-Wl,--version-script=$(top_srcdir)/ca/chainwright-ca.map
endif

# A file of defects for each group of failures.
ca_libmint_la_SOURCES += \
	ca/patch.h \
	ca/ocsp_spec.c \
	ca/ocsp_spec.h \
	ca/patch.c \
	ca/defect.h \
	ca/defect.c \
	ca/defect_parse.c \
	ca/defect_signature.c \
	ca/defect_validity.c \
	ca/defect_chain_building.c \
	ca/defect_basic_constraints.c \
	ca/defect_key_usage.c \
	ca/defect_limits.c \
	ca/defect_extended_key_usage.c \
	ca/defect_revocation_crl.c \
	ca/defect_revocation_ocsp.c \
	ca/defect_name_constraints.c \
	ca/defect_peer_name.c \
	ca/defect_policy.c \
	ca/defect_algorithm_strength.c \
	ca/defect_extension_profile.c
