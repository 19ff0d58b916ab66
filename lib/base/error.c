/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include "base/error.h"
#include "base/unicode.h"

/* Makes of whatever the arguments brought in one line of UTF-8, in place. */
static void
tidy(char *text, size_t len, bool cut)
{
	size_t i = 0, to = 0, count;
	uint32_t code;

	while (i < len) {
		struct bytes rest = { (const uint8_t *)text + i, len - i };

		count = utf8_read(rest, &code);
		if (count == 0 && cut && rest.len < 4 && rest.data[0] >= 0xc0)
			break;
		if (count == 0 || code_is_hidden(code)) {
			text[to++] = '?';
			i += count == 0 ? 1 : count;
			continue;
		}
		memmove(text + to, text + i, count);
		to += count;
		i += count;
	}
	text[to] = '\0';
}

void
error_set(struct cw_error *err, const char *format, ...)
{
	va_list args;
	int len;

	if (err == NULL)
		return;
	va_start(args, format);
	len = vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (len < 0) {
		snprintf(err->text, sizeof(err->text), "an error");
		return;
	}
	tidy(err->text, strlen(err->text), (size_t)len >= sizeof(err->text));
}

int
error_memory(struct cw_error *err)
{
	error_set(err, "out of memory");
	return -1;
}
