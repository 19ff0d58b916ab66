/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The octets around a fault of the encoding, with their offsets. */
#include "config.h"

#include "report/report.h"
#define OFFSET_COLUMNS 8

static size_t
octets_per_line(const struct page *p)
{
	return p->columns >= 72 ? 16 : 8;
}

/* The column of octet i of a line. */
static size_t
octet_column(size_t i)
{
	return strlen(GUTTER) + OFFSET_COLUMNS + i * 3;
}

static void
line_draw(struct page *p, struct bytes der, size_t from, size_t count)
{
	buffer_string(p->out, GUTTER);
	buffer_format(p->out, "%-*zu", OFFSET_COLUMNS, from);
	for (size_t i = 0; i < count && from + i < der.len; i++)
		buffer_format(p->out, i == 0 ? "%02x" : " %02x",
		    (unsigned)der.data[from + i]);
	if (from >= der.len)
		buffer_string(p->out, "(end)");
	buffer_byte(p->out, '\n');
}

static void
caret_draw(struct page *p, size_t first, size_t last, enum ink ink,
    const char *label)
{
	size_t start = octet_column(first), end = octet_column(last) + 2;
	char run[PAGE_MAX_COLUMNS + 1];

	memset(run, '^', end - start);
	run[end - start] = '\0';
	buffer_string(p->out, GUTTER);
	page_pad(p, strlen(GUTTER), start);
	page_ink(p, ink, run);
	page_caption(p, GUTTER, start, end, ink, label);
}

bool
octets_around(const struct finding *f, size_t per, struct bytes *shown,
    size_t *offset)
{
	size_t at, from, end;
	struct bytes der;

	der = finding_whole(f);
	if (finding_at(f).data == NULL || der.len == 0 ||
	    !bytes_within(finding_at(f), der))
		return false;
	at = (size_t)(finding_at(f).data - der.data);
	from = at / per * per;
	end = from + 2 * per;
	if (from >= per)
		from -= per;
	if (end > der.len)
		end = der.len;
	*shown = (struct bytes){ der.data + from, end > from ? end - from : 0 };
	*offset = from;
	return true;
}

bool
octets_draw(struct page *p, const struct finding *f, const char *label)
{
	size_t per = octets_per_line(p), at, line, from, last;
	struct bytes shown, der;

	if (!octets_around(f, per, &shown, &from))
		return false;
	der = finding_whole(f);
	at = (size_t)(finding_at(f).data - der.data);
	line = at / per * per;
	for (; from < line; from += per)
		line_draw(p, der, from, per);
	line_draw(p, der, line, per);
	last = at - line + (finding_at(f).len == 0 ? 1 :
	    finding_at(f).len) - 1;
	if (last >= per)
		last = per - 1;
	caret_draw(p, at - line, last, page_severity_ink(f->severity), label);
	if (line + per < der.len)
		line_draw(p, der, line + per, per);
	return true;
}
