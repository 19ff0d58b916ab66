#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plants faults in the validator and sees whether its tests notice.

A fault negates a condition or removes a check (an "if", a part of a condition,
a rule, the call of one) in lib/path, lib/x509 or lib/sig. All of them are
compiled into one build, asleep; a seed draws those that are woken, one at a
time, and the validator's suites run until one of them fails. A suite that
never comes by a fault is not run for it.

    seed_faults.py -n 60 -s SEED --compile 'CC FLAGS' --link 'CC FLAGS' \\
        --libs 'ARCHIVES AND LIBRARIES' SUITE...

--list shows every fault that can be drawn, --only FILE:LINE,... plants those of
some lines, --all every one; --in FOLDER-OR-FILE draws from there alone. Exit
status 1: fewer were caught than --least wants.
"""

import argparse
import concurrent.futures
import os
import random
import re
import resource
import shlex
import subprocess
import sys
import tempfile
import time

FOLDERS = ("lib/path", "lib/x509", "lib/sig")
# What says something to people and judges nothing.
WORDS = re.compile(r".*(describe|_write|_write_short|_quoted|short_type|"
                   r"curve_name|_text|limit_counts|explain_.*|refuse_key|"
                   r"without_notes)$")
NO_CHECKS = ("lib/x509/look.c",)
SUITE_SECONDS = 120


def blanked(text):
    """The text with comments blanked and literals filled, at the same
    offsets."""
    pattern = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'',
                         re.S)

    def fill(m):
        return re.sub(r"[^\n]", " " if m.group()[0] == "/" else "0", m.group())
    return pattern.sub(fill, text)


def closing(text, opening):
    """Offset of the bracket that closes the one at this offset."""
    depth = 0
    for i in range(opening, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    return len(text) - 1


def parts(text, start, end):
    """Operands of the && and || at the top of a condition, if both are not
    mixed: (from, to) of each; and the operator."""
    depth, found, operators, begin = 0, [], set(), start
    i = start
    while i < end:
        depth += (text[i] in "([{") - (text[i] in ")]}")
        if depth == 0 and text[i:i + 2] in ("&&", "||"):
            operators.add(text[i:i + 2])
            found.append((begin, i))
            i += 2
            begin = i
            continue
        if depth == 0 and text[i] == "?":
            return [], None
        i += 1
    found.append((begin, end))
    return (found, operators.pop()) if len(operators) == 1 else ([], None)


def function_at(text, offset):
    names = re.findall(r"^([a-z_0-9]+)\([^;{}]*?\)\n\{", text[:offset], re.M)
    return names[-1] if names else ""


class Fault:
    """One place of a file that can be made to misbehave."""

    def __init__(self, path, text, start, end, what, new=""):
        self.path, self.start, self.end = path, start, end
        self.line = text.count("\n", 0, start) + 1
        self.what, self.new = what, new
        self.old = text[start:end]
        self.number = None

    def __str__(self):
        show = " ".join(self.old.split())
        return "%s:%d %s: %s" % (self.path, self.line, self.what, show[:70])


def trim(text, start, end):
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def part_faults(path, text, plain, start, end):
    operands, operator = parts(plain, start, end)
    for a, b in operands:
        a, b = trim(plain, a, b)
        yield Fault(path, text, a, b, "removed part",
                    "true" if operator == "&&" else "false")


def faults_of(path, text):
    plain = blanked(text)
    for m in re.finditer(r"\bif \(", plain):
        if WORDS.match(function_at(plain, m.start())):
            continue
        start, end = m.end(), closing(plain, m.end() - 1)
        yield Fault(path, text, start, end, "negated")
        yield Fault(path, text, start, end, "removed", "false")
        yield from part_faults(path, text, plain, start, end)
    for m in re.finditer(r"\breturn ([^;{}]*(?:&&|\|\|)[^;{}]*);", plain):
        if not WORDS.match(function_at(plain, m.start())):
            yield from part_faults(path, text, plain, m.start(1), m.end(1))
    for m in re.finditer(r"^\t+((?:check|judge|condemn|note|bury)\w*"
                         r"\([^;{}]*\);)$", plain, re.M):
        yield Fault(path, text, m.start(1), m.end(1), "removed call")
    for m in re.finditer(r"^\t(check_\w+),$", plain, re.M):
        yield Fault(path, text, m.start(1), m.end(1), "removed rule")


def all_faults(top):
    found = []
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(top, folder))):
            path = folder + "/" + name
            if name.endswith(".c") and path not in NO_CHECKS:
                with open(os.path.join(top, path)) as f:
                    found.extend(faults_of(path, f.read()))
    for number, fault in enumerate(found):
        fault.number = number
    return found


PRELUDE = """#include <stdbool.h>
extern int fault_woken;
extern unsigned char *fault_met;
#define FAULT(n) (fault_met[n] = 1, fault_woken == (n))
"""
# Which fault is awake, and where the places that were come by are noted.
WAKER = """#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
int fault_woken = -1;
static unsigned char nowhere[%(count)d];
unsigned char *fault_met = nowhere;
__attribute__((constructor)) static void wake(void)
{
	const char *number = getenv("FAULT"), *met = getenv("FAULTS_MET");
	int fd;

	if (number != NULL)
		fault_woken = atoi(number);
	if (met == NULL || (fd = open(met, O_RDWR)) < 0)
		return;
	fault_met = mmap(NULL, %(count)d, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fault_met == MAP_FAILED)
		abort();
	close(fd);
}
"""
# An entry of a table of rules cannot be left out while the program runs.
SKIP = """static void skipped_%(rule)s(struct walk *w)
{
	if (!FAULT(%(number)d))
		%(rule)s(w);
}
"""


def with_faults(text, faults):
    """The text of a file with all of its faults in it, asleep."""
    inserts = []

    def at(offset, order, new):
        inserts.append((offset, order, new))
    for f in faults:
        size = f.end - f.start
        if f.what == "negated":
            at(f.start, -2 * size, "FAULT(%d) ? !(%s) : (" % (f.number, f.old))
            at(f.end, 2 * size, ")")
        elif f.what in ("removed", "removed part"):
            at(f.start, -2 * size + 1,
               "(FAULT(%d) ? %s : (" % (f.number, f.new))
            at(f.end, 2 * size - 1, "))")
        elif f.what == "removed call":
            at(f.start, 0, "if (FAULT(%d)) ; else " % f.number)
        else:
            table = text.rindex("\nstatic ", 0, f.start)
            at(table + 1, 0, SKIP % {"rule": f.old, "number": f.number})
            at(f.start, 0, "skipped_")
    out, last = [], 0
    # Of what closes at one place and what opens there, the former comes first.
    for offset, order, new in sorted(
            inserts, key=lambda i: (i[0], not i[2].startswith(")"), i[1])):
        out += [text[last:offset], new]
        last = offset
    return PRELUDE + "".join(out) + text[last:]


class Suite:
    def __init__(self, name, program):
        self.name, self.program = name, program
        self.seconds, self.met = 0, b""


class Bench:
    """The suites, linked with every fault, and what each comes by."""

    def __init__(self, args, faults, folder):
        self.args, self.folder = args, folder
        self.count = len(faults)
        self.compile = shlex.split(args.compile)
        self.slowest = 0
        objects = [self.object("faults.c", WAKER % {"count": self.count})]
        for path in sorted({f.path for f in faults}):
            with open(os.path.join(args.top, path)) as f:
                text = with_faults(f.read(),
                                   [f for f in faults if f.path == path])
            objects.append(self.object(path.replace("/", "_"), text))
        self.suites = [self.link(name, objects) for name in args.suites]

    def object(self, name, text):
        source = os.path.join(self.folder, name)
        with open(source, "w") as f:
            f.write(text)
        subprocess.run(self.compile + ["-w", "-c", "-o", source[:-1] + "o",
                                       source], check=True)
        return source[:-1] + "o"

    def link(self, name, objects):
        with open(name + ".o", "rb") as f:
            symbols = f.read().replace(b"\0", b"\0\0")
        wraps = ["-Wl,--wrap=" + w.decode() for w in
                 sorted(set(re.findall(rb"\0__wrap_(\w+)\0", symbols)))]
        program = os.path.join(self.folder, os.path.basename(name))
        subprocess.run(shlex.split(self.args.link) + wraps +
                       ["-o", program, name + ".o"] + objects +
                       shlex.split(self.args.libs), check=True)
        return Suite(os.path.basename(name), program)

    def run(self, suite, seconds, **environment):
        """True: it passes."""
        def limit():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            done = subprocess.run(
                [suite.program], capture_output=True, check=False,
                timeout=seconds, preexec_fn=limit,
                env=dict(os.environ, CK_FORK="no", CK_DEFAULT_TIMEOUT="1000",
                         ASAN_OPTIONS="detect_leaks=0", **environment))
            return done.returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def look(self, suite):
        """Runs a suite without a fault, and notes what it comes by."""
        met = os.path.join(self.folder, "met")
        with open(met, "wb") as f:
            f.write(bytes(self.count))
        begin = time.monotonic()
        passes = self.run(suite, SUITE_SECONDS, FAULTS_MET=met)
        suite.seconds = time.monotonic() - begin
        with open(met, "rb") as f:
            suite.met = f.read()
        return passes

    def order(self, fault):
        """Of the suites that come by a fault the one of its group first, then
        the quickest."""
        stem = os.path.basename(fault.path)[:-2]
        return sorted((s for s in self.suites if s.met[fault.number]),
                      key=lambda s: (s.name != "check_" + stem, s.seconds))

    def judge(self, fault):
        """The suite that caught it, or None; and how many came by."""
        begin = time.monotonic()
        suites = self.order(fault)
        for suite in suites:
            if not self.run(suite, 10 + 10 * suite.seconds,
                            FAULT=str(fault.number)):
                return suite.name, len(suites)
        self.slowest = max(self.slowest, time.monotonic() - begin)
        return None, len(suites)


def drawn(faults, args, seed):
    if args.only:
        lines = args.only.split(",")
        return [f for f in faults if "%s:%d" % (f.path, f.line) in lines]
    if args.within:
        faults = [f for f in faults if f.path.startswith(args.within)]
    if args.all:
        return faults
    return random.Random(seed).sample(faults, min(args.n, len(faults)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-n", type=int, default=60)
    parser.add_argument("-s", "--seed", default="")
    parser.add_argument("--top", default=".")
    parser.add_argument("--least", type=float, default=0.95)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--in", dest="within")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("-j", type=int, default=1)
    parser.add_argument("--compile", default="cc")
    parser.add_argument("--link", default="cc")
    parser.add_argument("--libs", default="")
    parser.add_argument("suites", nargs="*")
    args = parser.parse_args()
    seed = args.seed or str(random.SystemRandom().randrange(10 ** 6))
    faults = all_faults(args.top)
    chosen = drawn(faults, args, seed)
    if args.list:
        print("\n".join(map(str, chosen)))
        return 0
    print("seed %s: %d of %d faults" % (seed, len(chosen), len(faults)),
          flush=True)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(args, faults, folder)
        for suite in bench.suites:
            if not bench.look(suite):
                print("%s fails without a fault" % suite.name)
                return 2
        print("all suites: %.1f s" % sum(s.seconds for s in bench.suites),
              flush=True)
        survived = 0
        with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
            for fault, (by, came_by) in zip(chosen,
                                            pool.map(bench.judge, chosen)):
                survived += by is None
                print("%s %s (%s)" % (
                    "SURVIVED" if by is None else "caught  ", fault,
                    by or "%d suites come by it" % came_by), flush=True)
    caught = len(chosen) - survived
    print("%d caught, %d survived of %d; a survivor takes %.1f s" %
          (caught, survived, len(chosen), bench.slowest))
    return 0 if caught >= args.least * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
