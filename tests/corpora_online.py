# SPDX-License-Identifier: LGPL-2.1-or-later
"""Real chains of well-known sites: valid as they are, and named rightly broken."""
import base64
import copy
import datetime
import json
import re
import subprocess

PROFILES = ("tls", "webpki")
YEARS = 10


def judge(harness, cases, profile=None):
    """Results by id: ("SUCCESS", [slugs])."""
    command = [harness] + (["--profile", profile] if profile else [])
    run = subprocess.run(command, input=json.dumps({"version": 1, "testcases": cases}),
                         stdout=subprocess.PIPE, text=True, check=True)
    return {r["id"]: (r["actual_result"], r["context"].split())
            for r in json.loads(run.stdout)["results"]}


# ---- just enough DER to know who issued what ------------------------------------

def element(der, at):
    length, start = der[at + 1], at + 2
    if length & 0x80:
        octets = length & 0x7f
        length = int.from_bytes(der[start:start + octets], "big")
        start += octets
    return start, start + length


def names(pem):
    """Issuer and subject of a certificate, as octets."""
    der = base64.b64decode("".join(re.sub(r"-----.*?-----", "", pem).split()))
    at, _ = element(der, 0)
    at, _ = element(der, at)
    fields = []
    while len(fields) < 6:
        end = element(der, at)[1]
        if der[at] != 0xa0:
            fields.append(der[at:end])
        at = end
    return fields[2], fields[4]


def distrusted(case):
    """What is wrong with a chain under roots that have nothing to do with it."""
    at, given = names(case["peer_certificate"])[0], case["untrusted_intermediates"]
    for _ in given:
        for pem in given:
            issuer, subject = names(pem)
            if subject == at and issuer == subject:
                return "root-not-trusted"
            if subject == at:
                at = issuer
                break
    return "issuer-not-found"


# ---- what binds -------------------------------------------------------------------

def later(time):
    t = datetime.datetime.fromisoformat(time)
    return t.replace(year=t.year + YEARS, day=min(t.day, 28)).isoformat()


def unrelated(case, cases):
    top = {names(pem)[1] for pem in case["trusted_certs"] + case["untrusted_intermediates"]}
    for other in cases:
        if not top & {names(pem)[1] for pem in other["trusted_certs"]}:
            return other["trusted_certs"]
    raise SystemExit("corpora: no unrelated root for " + case["id"])


def variants(case, cases):
    """(name, slug that has to lead or None, the changed case)"""
    def changed(name, slug, **keys):
        c = copy.deepcopy(case)
        c.update(keys, id=case["id"] + " " + name)
        return name, slug, c
    yield changed("as it is", None)
    yield changed("for another host", "peer-name-dns-mismatch",
                  expected_peer_name={"kind": "DNS", "value": "www.another.example"})
    yield changed("ten years later", "validity-expired",
                  validation_time=later(case["validation_time"]))
    yield changed("without its intermediates", "issuer-not-found",
                  untrusted_intermediates=[])
    yield changed("under an unrelated trust", distrusted(case),
                  trusted_certs=unrelated(case, cases))


def check(harness, cases):
    failures = 0
    for profile in PROFILES:
        table = [v for case in cases for v in variants(case, cases)]
        results = judge(harness, [c for _, _, c in table], profile)
        for _, slug, c in table:
            result, found = results[c["id"]]
            if slug is None:
                good = result == "SUCCESS" and not found
            else:
                good = result == "FAILURE" and found[:1] == [slug]
            if not good:
                failures += 1
                print(f"FAIL {profile} {c['id']}: {result} {' '.join(found)}"
                      f", expected {slug or 'SUCCESS'}")
        print(f"limbo-online, {profile}: {len(table)} cases")
    return failures
