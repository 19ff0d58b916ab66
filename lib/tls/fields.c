/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/fields.h"

static struct trace_field *
field_add(struct part *p, const char *name, enum part_kind kind,
    struct bytes octets)
{
	struct fields *f = p->f;
	struct trace_field *list;
	size_t size = f->size == 0 ? 64 : f->size * 2;

	if (f->count == f->size) {
		list = arena_array(f->arena, size, sizeof(*list));
		if (list == NULL) {
			f->failed = true;
			return NULL;
		}
		if (f->count > 0)
			memcpy(list, f->list, f->count * sizeof(*list));
		f->list = list;
		f->size = size;
	}
	list = &f->list[f->count++];
	*list = (struct trace_field){ .name = name, .octets = octets,
		.depth = p->depth, .kind = kind };
	return list;
}

/* Whether there is room: what is not read is the rest of somebody. */
static bool
room(const struct part *p)
{
	return !p->f->failed && p->f->count < FIELDS_MAX;
}

static struct trace_field *
number_add(struct part *p, const char *name, size_t octets,
    enum part_kind kind, uint32_t *out)
{
	struct bytes here = { p->c.next, octets };
	struct trace_field *field;

	if (!room(p) || !cursor_number(&p->c, octets, out))
		return NULL;
	field = field_add(p, name, kind, here);
	if (field != NULL)
		field->value = *out;
	return field;
}

bool
part_number(struct part *p, const char *name, size_t octets, uint32_t *out)
{
	uint32_t value;

	return number_add(p, name, octets, PART_NUMBER,
	    out == NULL ? &value : out) != NULL;
}

bool
part_code(struct part *p, const char *name, size_t octets,
    enum code_registry registry, uint32_t *out)
{
	uint32_t value;
	struct trace_field *field = number_add(p, name, octets, PART_CODE,
	    out == NULL ? &value : out);

	if (field == NULL)
		return false;
	field->meaning = code_name(registry, field->value);
	return true;
}

static bool
octets_add(struct part *p, const char *name, size_t len, enum part_kind kind)
{
	struct bytes octets;

	if (len == 0)
		return true;
	if (!room(p) || !cursor_take(&p->c, len, &octets))
		return false;
	return field_add(p, name, kind, octets) != NULL;
}

bool
part_octets(struct part *p, const char *name, size_t len)
{
	return octets_add(p, name, len, PART_OCTETS);
}

bool
part_all(struct part *p, const char *name, enum part_kind kind)
{
	return octets_add(p, name, p->c.left, kind);
}

bool
part_open(struct part *p, const char *name, size_t octets, struct part *inner)
{
	struct cursor c = p->c;
	struct bytes whole, content;

	if (!room(p) || !cursor_vector(&c, octets, &content))
		return false;
	whole = (struct bytes){ p->c.next, octets + content.len };
	if (field_add(p, name, PART_PARENT, whole) == NULL)
		return false;
	*inner = (struct part){ p->f, cursor_over(whole),
		(uint8_t)(p->depth + 1) };
	p->c = c;
	/* Even without room: a parent has parts, if only the rest. */
	if (!part_number(inner, "length", octets, NULL))
		part_close(inner);
	return true;
}

void
part_close(struct part *inner)
{
	struct bytes octets;

	if (inner->c.left == 0 || inner->f->failed ||
	    !cursor_take(&inner->c, inner->c.left, &octets))
		return;
	field_add(inner, "rest", PART_REST, octets);
}

bool
part_vector(struct part *p, const char *name, size_t octets,
    enum part_kind kind)
{
	struct part inner;

	if (!part_open(p, name, octets, &inner))
		return false;
	part_all(&inner, "value", kind);
	part_close(&inner);
	return true;
}

bool
part_codes(struct part *p, const char *list, size_t length_octets,
    const char *one, size_t octets, enum code_registry registry)
{
	struct part inner;

	if (!part_open(p, list, length_octets, &inner))
		return false;
	while (part_code(&inner, one, octets, registry, NULL))
		continue;
	part_close(&inner);
	return true;
}

size_t
part_begin(struct part *p, const char *name)
{
	size_t begun = p->f->count;

	if (room(p))
		field_add(p, name, PART_PARENT,
		    (struct bytes){ p->c.next, 0 });
	p->depth++;
	return begun;
}

void
part_end(struct part *p, size_t begun)
{
	struct fields *f = p->f;
	struct trace_field *parent;

	p->depth--;
	if (f->failed || begun >= f->count)
		return;
	parent = &f->list[begun];
	if (begun + 1 == f->count)
		f->count--;             /* nothing was read of it */
	else
		parent->octets.len =
		    (size_t)(p->c.next - parent->octets.data);
}
