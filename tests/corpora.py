#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Judges other projects' test cases: corpora.py [-v] HARNESS FOLDER

The chains of limbo-online.json are binding in every way: each is valid at its time
for its host, and fails with the right name when the host, the time, the
intermediates or the trust are changed.

Of the others those bind whose verdict follows from RFC 5280 or from WebPKI habit
and which ask for a path, a name, a certificate's form or a signature. A case that
disagrees has to stand in corpora-exceptions.tsv, with the clause that contradicts
it; one that stands there and agrees is refused as well. What is not mended yet is
counted in corpora-ratchet.tsv, and may only become less; so are those that cannot
be asked.
"""
import collections
import csv
import json
import os
import subprocess
import sys

import corpora_online

BINDING = ("rfc5280", "webpki")
CHECKS = ("path", "names", "parse", "signature", "crl", "ocsp")
REVOKED = ("certificate-revoked-crl", "certificate-on-hold",
           "certificate-revoked-ocsp")
FEATURES = (("name constraints", "nc-", "name-constraints"),
            ("policies", "policy",),
            ("algorithms", "weak-", "unsupported-algorithm"),
            ("purposes", "eku-", "ku-", "purpose"))
HERE = os.path.dirname(os.path.abspath(__file__))


class Names:
    """Which of our failures an expected reason stands for."""

    def __init__(self, harness, folder):
        run = subprocess.run([harness, "--failures"], stdout=subprocess.PIPE,
                             text=True, check=True)
        self.group = dict(line.split("\t") for line in run.stdout.splitlines())
        self.members = {row["class"]: row["named right by (slugs, or group:NAME for"
                                          " a whole group)"].split()
                        for row in rows(os.path.join(folder, "reasons.tsv"))}

    def right(self, case, slugs):
        asked = (case.get("options") or {}).get("object") or case.get("check")
        for slug in slugs:
            for reason in case["expected_reasons"]:
                members = self.members.get(reason, [])
                if slug not in REVOKED:
                    members = members + [ALSO.get((asked, reason), "")]
                if (slug == reason or slug in members
                        or "group:" + self.group.get(slug, "") in members):
                    return True
        return False


# What a class of reasons means where no certificate is looked at: a CRL that does
# not decode is malformed, and an OCSP response that tells nothing is bad.
ALSO = {("crl", "malformed"): "group:revocation-crl",
        ("ocsp", "revocation-unknown"): "group:revocation-ocsp"}


class Score:
    """What became of the cases of one corpus under one profile."""

    def __init__(self):
        self.cases = self.agree = self.skipped = 0
        self.refused = self.named = self.named_anywhere = 0
        self.wrong = []             # (case, result, slugs)
        self.misnamed = []


def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def score(cases, results, names):
    s = Score()
    for case in cases:
        result, slugs = results[case["id"]]
        if result == "SKIPPED":
            s.skipped += 1
            continue
        s.cases += 1
        if result != case["expected_result"]:
            s.wrong.append((case, result, slugs))
            continue
        s.agree += 1
        if result == "SUCCESS" or not case.get("expected_reasons"):
            continue
        s.refused += 1
        s.named += names.right(case, slugs[:2])
        s.named_anywhere += names.right(case, slugs)
        if not names.right(case, slugs[:2]):
            s.misnamed.append((case, result, slugs))
    return s


def load(folder):
    """Cases by corpus."""
    corpora = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                corpora[name[:-5]] = json.load(f)["testcases"]
    return corpora


def line(corpus, profile, s):
    named = f"{s.named}/{s.refused}" if s.refused else "-"
    anywhere = f"{s.named_anywhere}/{s.refused}" if s.refused else "-"
    agree = f"{s.agree}/{s.cases}"
    print(f"{corpus:18}{profile:9}{agree:>9}{named:>11}{anywhere:>11}{s.skipped:9}")


def tell(what, disagreements):
    for case, result, slugs in disagreements:
        print(f"    {what} {case['id']}: expected {case['expected_result']}"
              f" {' '.join(case.get('expected_reasons') or [])},"
              f" got {result} {' '.join(slugs)}")


def feature(case, slugs):
    """What a case that disagrees is about."""
    words = list(case.get("expected_reasons") or []) or slugs[:1] or ["nothing"]
    if words[0] == "critical-extension-unknown":
        return "an extension that is critical and not obeyed"
    for name, *starts in FEATURES:
        if words[0].startswith(tuple(starts)):
            return name
    return words[0]


def waiting(wrong):
    count = collections.Counter(feature(case, slugs) for case, _, slugs in wrong)
    return ", ".join(f"{n} {what}" for what, n in count.most_common())


def judge_table(harness, folder, verbose):
    """The table; all disagreements by corpus."""
    names = Names(harness, folder)
    wrong, total = {}, Score()
    print("\ncorpus            profile      agree   named two  anywhere  skipped")
    for corpus, cases in load(folder).items():
        bound = [c for c in cases if c.get("profile") in BINDING]
        asked = [c for c in bound if c.get("check", "path") in CHECKS]
        lint = [c for c in bound if c.get("check") == "lint"]
        results = corpora_online.judge(harness, asked + lint)
        wrong[corpus] = []
        for profile in BINDING:
            those = [c for c in asked if c["profile"] == profile]
            s = score(those, results, names)
            if not those:
                continue
            line(corpus, profile, s)
            wrong[corpus] += s.wrong
            for key in ("cases", "agree", "refused", "named", "named_anywhere",
                        "skipped"):
                setattr(total, key, getattr(total, key) + getattr(s, key))
            if verbose:
                tell("WRONG", s.wrong)
                tell("MISNAMED", s.misnamed)
        if wrong[corpus]:
            print("   waits for:", waiting(wrong[corpus]))
        for profile in BINDING:
            those = [c for c in lint if c["profile"] == profile]
            if those:
                s = score(those, results, names)
                line(corpus, profile + "*", s)
    line("all", "", total)
    print("(* lint cases, which do not bind)")
    return wrong, total


def ratchet():
    return {r["what"]: int(r["bound"])
            for r in rows(os.path.join(HERE, "corpora-ratchet.tsv"))}


def check_exceptions(wrong):
    failures = 0
    listed = rows(os.path.join(HERE, "corpora-exceptions.tsv"))
    left = {corpus: {c["id"]: r for c, r, _ in w} for corpus, w in wrong.items()}
    for row in listed:
        if row["corpus"] not in left:
            continue
        if left[row["corpus"]].pop(row["case"], None) != row["our verdict"]:
            failures += 1
            print(f"FAIL {row['case']}: an exception that is none (any more)")
    print(f"exceptions: {len(listed)}")
    limits = ratchet()
    for corpus, cases in left.items():
        if len(cases) > limits.get(corpus, 0):
            failures += 1
            print(f"FAIL {corpus}: {len(cases)} cases disagree,"
                  f" {limits.get(corpus, 0)} may: " + " ".join(sorted(cases)))
        elif len(cases) < limits.get(corpus, 0):
            print(f"{corpus}: {len(cases)} disagree: lower corpora-ratchet.tsv")
    return failures


def check_skipped(total):
    due = ratchet()["skipped"]
    if total.skipped < due:
        print(f"skipped: {total.skipped} cases: lower corpora-ratchet.tsv")
    if total.skipped > due:
        print(f"FAIL skipped: {total.skipped} cases, {due} may be")
    return total.skipped > due


def check_naming(total):
    failures = 0
    for what, named in (("in the first two", total.named),
                        ("anywhere", total.named_anywhere)):
        share = 100 * named / max(total.refused, 1)
        due = ratchet()["named right " + what]
        print(f"named right {what}: {share:.1f} % of {total.refused}, at least {due}")
        failures += share < due
    return failures


def main():
    verbose = "-v" in sys.argv
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    if len(arguments) != 2:
        raise SystemExit(__doc__)
    harness, folder = arguments
    online = load(folder)["limbo-online"]
    failures = corpora_online.check(harness, online)
    wrong, total = judge_table(harness, folder, verbose)
    failures += check_exceptions(wrong)
    failures += check_naming(total)
    failures += check_skipped(total)
    if failures:
        raise SystemExit(f"corpora: {failures} failed")


if __name__ == "__main__":
    main()
