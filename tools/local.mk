# SPDX-License-Identifier: GPL-3.0-or-later
bin_PROGRAMS += tools/chainwright
TOOLS = \
	tools/arguments.c \
	tools/break.c \
	tools/ca.c \
	tools/check.c \
	tools/command.h \
	tools/commands.c \
	tools/connect.c \
	tools/crl.c \
	tools/crl.h \
	tools/demo.c \
	tools/demo.h \
	tools/demo_list.c \
	tools/explain.c \
	tools/http.c \
	tools/http.h \
	tools/http_cache.c \
	tools/http_cache.h \
	tools/inspect.c \
	tools/jobs.c \
	tools/jobs.h \
	tools/judging.c \
	tools/judging.h \
	tools/limit_options.c \
	tools/limit_options.h \
	tools/list.c \
	tools/mint.c \
	tools/opinion.c \
	tools/opinion.h \
	tools/output.c \
	tools/page.c \
	tools/page.h \
	tools/passphrase.c \
	tools/passphrase.h \
	tools/password.c \
	tools/password.h \
	tools/pki.c \
	tools/pki.h \
	tools/question.c \
	tools/question.h \
	tools/sign.c \
	tools/suffix.c \
	tools/suffix.h \
	tools/serve.c \
	tools/serve.h \
	tools/serve_sites.c \
	tools/serve_words.c \
	tools/revoke.c \
	tools/run.c \
	tools/run.h \
	tools/targets.c \
	tools/targets.h \
	tools/tls.c \
	tools/tls.h \
	tools/trust.c \
	tools/trust.h \
	tools/verify.c \
	tools/when.c \
	tools/when.h
TOOLS_LIBS = ca/libchainwright-ca.la lib/libchainwright.la $(JANSSON_LIBS) \
	$(PSL_LIBS) $(CURL_LIBS)
tools_chainwright_SOURCES = tools/main.c $(TOOLS)
tools_chainwright_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/ca
tools_chainwright_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
tools_chainwright_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
tools_chainwright_LDADD = $(TOOLS_LIBS)

# chainwright(1) comes from the tables of the program itself.
noinst_PROGRAMS += tools/gen-man
tools_gen_man_SOURCES = tools/gen_man.c $(TOOLS)
tools_gen_man_CPPFLAGS = $(tools_chainwright_CPPFLAGS)
tools_gen_man_LDFLAGS = $(AM_LDFLAGS)
tools_gen_man_LDADD = $(TOOLS_LIBS)
