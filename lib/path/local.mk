# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libjudge_la_SOURCES += \
	lib/path/algorithm_strength.c \
	lib/path/basic_constraints.c \
	lib/path/build.c \
	lib/path/candidate.c \
	lib/path/chain_building.c \
	lib/path/extended_key_usage.c \
	lib/path/extension_profile.c \
	lib/path/key_usage.c \
	lib/path/limits.c \
	lib/path/limits.h \
	lib/path/link.c \
	lib/path/peer_name.c \
	lib/path/peer_name.h \
	lib/path/policy.c \
	lib/path/policy.h \
	lib/path/policy_find.c \
	lib/path/policy_graph.c \
	lib/path/policy_graph.h \
	lib/path/policy_run.c \
	lib/path/policy_set.c \
	lib/path/presented_name.c \
	lib/path/question.c \
	lib/path/reach.c \
	lib/path/reference_name.c \
	lib/path/reference_name.h \
	lib/path/search.h \
	lib/path/signature.c \
	lib/path/store.c \
	lib/path/store.h \
	lib/path/tell.c \
	lib/path/tell_unanchored.c \
	lib/path/validity.c \
	lib/path/verdict.h \
	lib/path/verify.c \
	lib/path/walk.c \
	lib/path/walk.h
