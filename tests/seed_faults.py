#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plants faults in the validator and sees whether its tests notice.

A fault negates a condition or removes a check (an "if", a part of a condition,
a rule, the call of one) in lib/path, lib/x509 or lib/sig. Each is drawn by a
seed, compiled alone, linked before the archives in place of the true object,
and the validator's suites run until one of them fails.

    seed_faults.py -n 60 -s SEED --compile 'CC FLAGS' --link 'CC FLAGS' \\
        --libs 'ARCHIVES AND LIBRARIES' SUITE...

--list shows every fault that can be drawn, --only FILE:LINE,... plants those of
some lines, --all every one. Exit status 1: fewer were caught than --least
wants.
"""

import argparse
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
    """The text with comments and literals blanked, at the same offsets."""
    pattern = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'',
                         re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


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
    def __init__(self, path, text, start, end, new, what):
        self.path, self.start, self.end, self.new = path, start, end, new
        self.text = text
        self.line = text.count("\n", 0, start) + 1
        self.what = what
        self.old = text[start:end]

    def apply(self):
        return self.text[:self.start] + self.new + self.text[self.end:]

    def __str__(self):
        show = " ".join(self.old.split())
        return "%s:%d %s: %s" % (self.path, self.line, self.what, show[:70])


def trim(text, start, end):
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def condition_faults(path, text, plain, start, end):
    condition = text[start:end]
    yield Fault(path, text, start, end, "!(%s)" % condition, "negated")
    operands, operator = parts(plain, start, end)
    yield Fault(path, text, start, end, "false && (%s)" % condition,
                "removed")
    neutral = "true" if operator == "&&" else "false"
    for a, b in operands:
        a, b = trim(plain, a, b)
        yield Fault(path, text, a, b, neutral, "removed part")


def faults_of(path, text):
    plain = blanked(text)
    for m in re.finditer(r"\bif \(", plain):
        if WORDS.match(function_at(plain, m.start())):
            continue
        end = closing(plain, m.end() - 1)
        yield from condition_faults(path, text, plain, m.end(), end)
    for m in re.finditer(r"\breturn ([^;{}]*(?:&&|\|\|)[^;{}]*);", plain):
        if WORDS.match(function_at(plain, m.start())):
            continue
        operands, operator = parts(plain, m.start(1), m.end(1))
        neutral = "true" if operator == "&&" else "false"
        for a, b in operands:
            a, b = trim(plain, a, b)
            yield Fault(path, text, a, b, neutral, "removed part")
    for m in re.finditer(r"^\t+((?:check|judge|condemn|note|bury)\w*"
                         r"\([^;{}]*\);)$", plain, re.M):
        yield Fault(path, text, m.start(1), m.end(1), ";", "removed call")
    for m in re.finditer(r"^\t(check_\w+,)$", plain, re.M):
        yield Fault(path, text, m.start(1), m.end(1), "", "removed rule")


def all_faults(top):
    found = []
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(top, folder))):
            path = folder + "/" + name
            if name.endswith(".c") and path not in NO_CHECKS:
                with open(os.path.join(top, path)) as f:
                    found.extend(faults_of(path, f.read()))
    return found


class Bench:
    """Compiles, links and runs."""

    def __init__(self, args, folder):
        self.folder = folder
        self.compile = shlex.split(args.compile)
        self.link = shlex.split(args.link)
        self.libs = shlex.split(args.libs)
        self.suites = args.suites
        self.environment = dict(os.environ, CK_FORK="no",
                                ASAN_OPTIONS="detect_leaks=0")
        self.slowest = 0

    def object(self, fault):
        source = os.path.join(self.folder, os.path.basename(fault.path))
        with open(source, "w") as f:
            f.write(fault.apply())
        out = source[:-1] + "o"
        done = subprocess.run(self.compile + ["-w", "-c", "-o", out, source],
                              capture_output=True, check=False)
        return out if done.returncode == 0 else None

    def order(self, fault):
        """The suites of the same group first."""
        stem = os.path.basename(fault.path)[:-2]
        near = {"path": "check_chain_building", "x509": "check_parse",
                "sig": "check_signature"}[fault.path.split("/")[1]]

        def key(suite):
            name = os.path.basename(suite)
            return (name != "check_" + stem, name != near,
                    self.suites.index(suite))
        return sorted(self.suites, key=key)

    def run(self, suite, extra):
        """True: it passes."""
        program = os.path.join(self.folder, os.path.basename(suite))
        wraps = []
        if os.path.exists(suite + ".o"):
            with open(suite + ".o", "rb") as f:
                wraps = ["-Wl,--wrap=" + w.decode() for w in
                         sorted(set(re.findall(rb"\0__wrap_(\w+)\0",
                                               f.read().replace(b"\0", b"\0\0")
                                               )))]
        subprocess.run(self.link + wraps + ["-o", program, suite + ".o"] +
                       extra + self.libs, check=True)

        def limit():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            done = subprocess.run([program], capture_output=True, check=False,
                                  timeout=SUITE_SECONDS, preexec_fn=limit,
                                  env=self.environment)
            return done.returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def judge(self, fault):
        """The suite that caught it; None: nobody; "": it does not compile."""
        compiled = self.object(fault)
        if compiled is None:
            return ""
        begin = time.monotonic()
        for suite in self.order(fault):
            if not self.run(suite, [compiled]):
                return os.path.basename(suite)
        self.slowest = max(self.slowest, time.monotonic() - begin)
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-n", type=int, default=60)
    parser.add_argument("-s", "--seed", default="")
    parser.add_argument("--top", default=".")
    parser.add_argument("--least", type=float, default=0.95)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--compile", default="cc")
    parser.add_argument("--link", default="cc")
    parser.add_argument("--libs", default="")
    parser.add_argument("suites", nargs="*")
    args = parser.parse_args()
    seed = args.seed or str(random.SystemRandom().randrange(10 ** 6))
    faults = all_faults(args.top)
    if args.only:
        lines = args.only.split(",")
        faults = [f for f in faults if
                  "%s:%d" % (f.path, f.line) in lines]
    if args.list:
        print("\n".join(map(str, faults)))
        return 0
    if not args.only and not args.all:
        random.Random(seed).shuffle(faults)
    wanted = len(faults) if args.only or args.all else args.n
    print("seed %s: %d of %d faults" % (seed, wanted, len(faults)), flush=True)
    caught = survived = 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(args, folder)
        begin = time.monotonic()
        for suite in args.suites:
            if not bench.run(suite, []):
                print("%s fails without a fault" % suite)
                return 2
        print("all suites: %.1f s" % (time.monotonic() - begin), flush=True)
        for fault in faults:
            if caught + survived == wanted:
                break
            by = bench.judge(fault)
            if by == "":
                continue
            caught += by is not None
            survived += by is None
            print("%s %s%s" % ("SURVIVED" if by is None else "caught  ",
                               fault, " (%s)" % by if by else ""), flush=True)
    print("%d caught, %d survived of %d; a survivor takes %.1f s" %
          (caught, survived, caught + survived, bench.slowest))
    return 0 if caught >= args.least * (caught + survived) else 1


if __name__ == "__main__":
    sys.exit(main())
