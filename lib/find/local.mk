# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libcore_la_SOURCES += \
	lib/find/failure.c \
	lib/find/failure.h \
	lib/find/failures.def \
	lib/find/failures/algorithm_strength.def \
	lib/find/failures/basic_constraints.def \
	lib/find/failures/chain_building.def \
	lib/find/failures/extended_key_usage.def \
	lib/find/failures/extension_profile.def \
	lib/find/failures/key_usage.def \
	lib/find/failures/limits.def \
	lib/find/failures/name_constraints.def \
	lib/find/failures/parse.def \
	lib/find/failures/peer_name.def \
	lib/find/failures/policy.def \
	lib/find/failures/revocation_crl.def \
	lib/find/failures/revocation_ocsp.def \
	lib/find/failures/signature.def \
	lib/find/failures/validity.def \
	lib/find/fields.def \
	lib/find/finding.c \
	lib/find/finding.h \
	lib/find/foreign.def \
	lib/find/groups.def \
	lib/find/seen_as.c \
	lib/find/seen_as.def \
	lib/find/seen_as_revocation.def \
	lib/find/seen_as.h
