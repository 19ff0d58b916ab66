/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/idna.h"
#include "base/mark.h"
#include "path/service_name.h"
#include "x509/general_name.h"

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

bool
same_letters(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

/* The length of the first label: up to a dot or the end. */
static size_t
label_length(struct bytes name)
{
	const uint8_t *dot;

	if (name.len == 0)
		return 0;
	dot = memchr(name.data, '.', name.len);
	return dot == NULL ? name.len : (size_t)(dot - name.data);
}

static size_t
label_count(struct bytes name)
{
	size_t n = 1;

	for (size_t i = 0; i < name.len; i++)
		n += name.data[i] == '.';
	return n;
}

/* ---- what is asked for -------------------------------------------------- */

/* Puts a host name, in lower case and without the last dot, into the struct. */
static void
host_set(struct reference_name *r, struct bytes name)
{
	if (name.len > 1 && name.data[name.len - 1] == '.')
		name.len--;
	r->problem = bytes_have(name, '*') ?
	    N_("wildcards stand in certificates, not in the name asked for") :
	    host_name_problem(name);
	if (r->problem != NULL)
		return;
	for (size_t i = 0; i < name.len; i++)
		r->host_text[i] = (char)lower(name.data[i]);
	r->host_text[name.len] = '\0';
	r->host = bytes_of(r->host_text);
}

void
reference_host_read(struct reference_name *r, const char *name)
{
	struct buffer ascii = BUFFER_EMPTY;
	const char *problem = NULL;

	if (bytes_ascii(bytes_of(name))) {
		host_set(r, bytes_of(name));
		return;
	}
	if (!idna_to_ascii(name, &ascii, &problem)) {
		r->failed = ascii.failed;       /* half a name is none */
		r->problem = problem != NULL ? problem :
		    N_("it is no legal host name");
	} else {
		host_set(r, buffer_bytes(&ascii));
	}
	buffer_free(&ascii);
}

static void
address_prepare(struct reference_name *r, const char *name)
{
	size_t len;

	if (address_read(name, r->octets, &len))
		r->address = (struct bytes){ r->octets, len };
	else
		r->problem = N_("it is no IPv4 or IPv6 address");
}

static void
mailbox_read(struct reference_name *r, const char *name)
{
	const char *at = strrchr(name, '@');

	if (at == NULL || at == name) {
		r->problem = N_("a mailbox is written name@domain");
		return;
	}
	r->mailbox = (struct bytes){ (const uint8_t *)name,
	    (size_t)(at - name) };
	for (size_t i = 0; i < r->mailbox.len; i++) {
		if (r->mailbox.data[i] < 0x20 || r->mailbox.data[i] == 0x7f) {
			r->problem = N_("it has a control character");
			return;
		}
	}
	reference_host_read(r, at + 1);
}

bool
reference_name_read(struct reference_name *r, enum cw_name_type type,
    const char *name)
{
	if (type == CW_NAME_NONE)
		type = cw_name_guess(name);
	*r = (struct reference_name){
		.prepared = true, .type = type, .asked = bytes_of(name)
	};
	switch (type) {
	case CW_NAME_IP:
		address_prepare(r, name);
		break;
	case CW_NAME_EMAIL:
		mailbox_read(r, name);
		break;
	case CW_NAME_DNS:
	case CW_NAME_NONE:
		reference_host_read(r, name);
		break;
	case CW_NAME_URI:
	case CW_NAME_SRV:
		service_reference_read(r, name);
		break;
	}
	return r->problem == NULL && !r->failed;
}

/* ---- what is presented -------------------------------------------------- */

bool
dns_name_matches(struct bytes presented, struct bytes host)
{
	size_t first;

	if (presented.len > 2 && presented.data[0] == '*' &&
	    presented.data[1] == '.') {
		first = label_length(host);
		return first > 0 &&
		    same_letters(bytes_skip(presented, 1),
		    bytes_skip(host, first));
	}
	return host.len > 0 && same_letters(presented, host);
}

/* Whether a label with stars, each any run of octets, can be this label. */
static bool
label_glob(struct bytes glob, struct bytes label)
{
	size_t g = 0, l = 0, star = SIZE_MAX, resume = 0;

	while (l < label.len) {
		if (g < glob.len && glob.data[g] == '*') {
			star = g++;
			resume = l;
		} else if (g < glob.len &&
		    lower(glob.data[g]) == lower(label.data[l])) {
			g++;
			l++;
		} else if (star != SIZE_MAX) {
			g = star + 1;
			l = ++resume;
		} else {
			return false;
		}
	}
	while (g < glob.len && glob.data[g] == '*')
		g++;
	return g == glob.len;
}

static bool
is_a_label(struct bytes label)
{
	return label.len >= 4 && same_letters(
	    (struct bytes){ label.data, 4 }, bytes_of("xn--"));
}

/* The presented name has as many labels; *miss: the rule that its * breaks. */
static bool
labels_glob(struct bytes presented, struct bytes host,
    enum dns_near_miss *miss)
{
	bool leftmost = true;

	*miss = DNS_DIFFERENT;
	while (true) {
		size_t p = label_length(presented), h = label_length(host);
		struct bytes label = { presented.data, p };

		if (!label_glob(label, (struct bytes){ host.data, h }))
			return false;
		if (bytes_have(label, '*')) {
			if (is_a_label(label))
				*miss = DNS_IN_IDNA_LABEL;
			else if (!leftmost)
				*miss = DNS_NOT_LEFTMOST;
			else if (p > 1)
				*miss = DNS_PARTIAL_LABEL;
		}
		if (p == presented.len || h == host.len)
			return p == presented.len && h == host.len;
		presented = bytes_skip(presented, p + 1);
		host = bytes_skip(host, h + 1);
		leftmost = false;
	}
}

/* host ends with .REST of a presented *.REST, two labels or more before it. */
static bool
spans_labels(struct bytes presented, struct bytes host)
{
	struct bytes end;

	if (presented.len < 3 || presented.data[0] != '*' ||
	    presented.data[1] != '.' || presented.len > host.len)
		return false;
	presented = bytes_skip(presented, 1);
	end = bytes_skip(host, host.len - presented.len);
	return same_letters(presented, end) &&
	    label_count((struct bytes){ host.data, host.len - end.len }) > 1;
}

enum dns_near_miss
dns_name_near_miss(struct bytes presented, struct bytes host)
{
	enum dns_near_miss miss;

	if (presented.len > HOST_MAX || host.len == 0 ||
	    !bytes_have(presented, '*'))
		return DNS_DIFFERENT;
	if (spans_labels(presented, host))
		return DNS_SPANS_LABELS;
	return labels_glob(presented, host, &miss) ? miss : DNS_DIFFERENT;
}

/* The last label of a name, which is cut off. */
static struct bytes
label_cut(struct bytes *name)
{
	size_t from = name->len;
	struct bytes label;

	while (from > 0 && name->data[from - 1] != '.')
		from--;
	label = bytes_skip(*name, from);
	name->len = from > 0 ? from - 1 : 0;
	return label;
}

size_t
dns_name_common(struct bytes presented, struct bytes host)
{
	size_t n = 0;

	while (presented.len > 0 && host.len > 0 &&
	    same_letters(label_cut(&presented), label_cut(&host)))
		n++;
	return n;
}

/* Behind the last @; 0: there is none. */
static size_t
domain_start(struct bytes mailbox)
{
	size_t at = mailbox.len;

	while (at > 0 && mailbox.data[at - 1] != '@')
		at--;
	return at;
}

bool
mailbox_matches(struct bytes presented, const struct reference_name *r)
{
	size_t at = domain_start(presented);

	return at > 0 && r->mailbox.len > 0 && r->host.len > 0 &&
	    bytes_equal((struct bytes){ presented.data, at - 1 },
	    r->mailbox) && same_letters(bytes_skip(presented, at), r->host);
}

bool
utf8_mailbox_matches(struct bytes presented, const struct reference_name *r)
{
	size_t at = domain_start(presented);
	struct bytes local = { presented.data, at > 0 ? at - 1 : 0 };
	struct bytes domain = bytes_skip(presented, at);
	struct reference_name twin;
	char copy[4 * HOST_MAX + 1];

	if (bytes_ascii(local) || !bytes_equal(local, r->mailbox))
		return false;
	if (bytes_ascii(domain))
		return r->host.len > 0 && same_letters(domain, r->host);
	if (domain.len >= sizeof(copy) || bytes_have(domain, '\0'))
		return false;
	memcpy(copy, domain.data, domain.len);
	copy[domain.len] = '\0';
	return reference_name_read(&twin, CW_NAME_DNS, copy) &&
	    bytes_equal(twin.host, r->host);
}

size_t
mailbox_likeness(struct bytes presented, const struct reference_name *r)
{
	size_t at = domain_start(presented), like = 0;

	if (at == 0)
		return 0;
	if (same_letters(bytes_skip(presented, at), r->host))
		like += 2;
	if (same_letters((struct bytes){ presented.data, at - 1 }, r->mailbox))
		like++;
	return like;
}

bool
address_text(struct bytes text, uint8_t octets[16], size_t *len)
{
	char copy[48];

	if (text.len < 2 || text.len >= sizeof(copy) ||
	    memchr(text.data, '\0', text.len) != NULL ||
	    (!is_digit(text.data[text.len - 1]) &&
	    memchr(text.data, ':', text.len) == NULL))
		return false;
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	return address_read(copy, octets, len);
}
