# SPDX-License-Identifier: LGPL-2.1-or-later
lib_libjudge_la_SOURCES += \
	lib/report/card.c \
	lib/report/catalogue.c \
	lib/report/constraints.c \
	lib/report/explain.c \
	lib/report/extension_value.c \
	lib/report/field.c \
	lib/report/field_extension.c \
	lib/report/field_policy.c \
	lib/report/finding_json.c \
	lib/report/inspect.c \
	lib/report/json.c \
	lib/report/json.h \
	lib/report/names.c \
	lib/report/policy_words.c \
	lib/report/octets.c \
	lib/report/page.c \
	lib/report/page.h \
	lib/report/report.h \
	lib/report/review.c \
	lib/report/row.c \
	lib/report/row.h \
	lib/report/step.c \
	lib/report/step.h \
	lib/report/story.c \
	lib/report/story.h \
	lib/report/trace_json.c \
	lib/report/tree.c \
	lib/report/tree.h \
	lib/report/tree_draw.c \
	lib/report/verdict_json.c \
	lib/report/verdict_json.h \
	lib/report/verdict_text.c \
	lib/report/words.c
