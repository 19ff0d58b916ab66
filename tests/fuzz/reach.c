/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * -finstrument-functions calls us with the address of each function entered;
 * the program's own symbol table, which knows statics too, gives their names.
 */
#include "config.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tests/fuzz/reach.h"

#define SLOTS 16384     /* a power of two, several times our functions */

static uintptr_t slot[SLOTS];
static bool recording;

void __cyg_profile_func_enter(void *function, void *caller);
void __cyg_profile_func_exit(void *function, void *caller);

static size_t
slot_find(uintptr_t address)
{
	size_t i = (address >> 2) * 2654435761u % SLOTS;

	while (slot[i] != 0 && slot[i] != address)
		i = (i + 1) % SLOTS;
	return i;
}

void
__cyg_profile_func_enter(void *function, void *caller)
{
	(void)caller;
	if (recording)
		slot[slot_find((uintptr_t)function)] = (uintptr_t)function;
}

void
__cyg_profile_func_exit(void *function, void *caller)
{
	(void)function;
	(void)caller;
}

void
reach_record(bool on)
{
	recording = on;
}

/* The program is the first object of the list: how far it was moved. */
static int
bias_take(struct dl_phdr_info *info, size_t size, void *bias)
{
	(void)size;
	*(uintptr_t *)bias = info->dlpi_addr;
	return 1;
}

struct program {
	const uint8_t *image;
	size_t size;
	const ElfW(Sym) *symbol;
	size_t symbols;
	const char *names;
	uintptr_t bias;
};

static bool
program_map(struct program *p)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *image;

	if (fd < 0)
		return false;
	image = fstat(fd, &st) != 0 ? MAP_FAILED :
	    mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (image == MAP_FAILED)
		return false;
	p->image = image;
	p->size = (size_t)st.st_size;
	return true;
}

/* Our own program as the linker wrote it: its offsets are believed. */
static bool
symbols_find(struct program *p)
{
	const ElfW(Ehdr) *head = (const void *)p->image;
	const ElfW(Shdr) *section = (const void *)(p->image + head->e_shoff);
	size_t i;

	for (i = 0; i < head->e_shnum; i++) {
		if (section[i].sh_type != SHT_SYMTAB)
			continue;
		p->symbol = (const void *)(p->image + section[i].sh_offset);
		p->symbols = section[i].sh_size / sizeof(*p->symbol);
		p->names = (const char *)p->image +
		    section[section[i].sh_link].sh_offset;
		dl_iterate_phdr(bias_take, &p->bias);
		return true;
	}
	return false;
}

/* "element_read", and also "element_read.constprop.0" of an optimiser. */
static bool
is_named(const char *symbol, const char *function)
{
	size_t len = strlen(function);

	return strncmp(symbol, function, len) == 0 &&
	    (symbol[len] == '\0' || symbol[len] == '.');
}

static enum reached
function_look_up(const struct program *p, const char *function)
{
	enum reached answer = NO_SUCH_FUNCTION;
	size_t i;

	for (i = 0; i < p->symbols; i++) {
		const ElfW(Sym) *s = &p->symbol[i];
		uintptr_t address = p->bias + s->st_value;

		if ((s->st_info & 15) != STT_FUNC || s->st_value == 0 ||
		    !is_named(p->names + s->st_name, function))
			continue;
		if (slot[slot_find(address)] == address)
			return REACHED;
		answer = NOT_REACHED;
	}
	return answer;
}

enum reached
reach_of(const char *function)
{
	static struct program program;

	if (program.symbol == NULL &&
	    (!program_map(&program) || !symbols_find(&program)))
		return REACH_UNKNOWN;
	return function_look_up(&program, function);
}

int
reach_never(int value)
{
	return value;
}
