# SPDX-License-Identifier: LGPL-2.1-or-later
"""verify: many targets, every form of its report, what may be tolerated, what
ends soon, and what others say of the same question."""
import difflib
import json
import os
import re
import stat
import xml.etree.ElementTree

from program import (check, check_refusal, end, folder, run, run_json, slugs,
                     tool, validate)

BROKEN = ("validity-expired", "path-length-exceeded",
          "peer-name-dns-mismatch", "serial-zero", "signature-invalid")
NAME = "\x1b[31m<&\"'>\u202e#\uffff.pem"        # a hostile name of a file


def read(path, mode="r"):
    with open(path, mode) as f:
        return f.read()


def write(path, text):
    with open(path, "w") as f:
        f.write(text)
    return path


def hostile(text):
    return [c for c in text if ord(c) < 32 and c not in "\n\t" or
            0x7f <= ord(c) < 0xa0 or c in "\u202e\uffff"]


def jsonschema_there():
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        return False
    return True


def valid(label, document):
    if jsonschema_there():
        why = validate(document)
        check(f"{label}: as its schema says", why is None, why)


class Case:
    """Chains to judge, by the same root at the same time."""

    def __init__(self, top):
        for slug in BROKEN:
            status, out, err = run("break", slug, "--out", f"{top}/{slug}",
                                   "--seed", "1")
            check(f"break {slug}", status == 0, out, err)
        self.top = top
        self.at = json.loads(read(f"{top}/{BROKEN[0]}/expect.json"))["at"]
        self.root = f"{top}/{BROKEN[0]}/root.pem"
        self.bad = f"{top}/{BROKEN[0]}/fullchain.pem"
        self.good = f"{top}/{BROKEN[0]}/good/fullchain.pem"
        self.strange = write(f"{top}/{NAME}", read(self.bad))
        self.ask = ["verify", "--trust", self.root, "--hostname",
                    "www.demo.test", "--at", self.at]
        self.many = [f"{top}/{s}/fullchain.pem" for s in BROKEN] + [
            self.good, self.strange, f"{top}/none.pem"]


def many_targets(c):
    status, out, err = run(*c.ask, c.good, c.good)
    check("two good ones: exit status 0", status == 0, out, err)
    check("two good ones: a line each", out.count(": valid until ") == 2, out)
    status, out, err = run(*c.ask, c.good, c.bad)
    check("one bad one: exit status 1", status == 1, out, err)
    check("the summary", "\n2 targets: 1 valid, 1 not valid\n" in out, out)
    status, out, err = run(*c.ask, *c.many)
    check("one that is not there: exit status 2", status == 2, out, err)
    check("its trouble is told once", err.count("none.pem") == 1 and
          err.count("\n") == 1, err)
    check("no control characters", not hostile(out + err), hostile(out + err))
    check_refusal("a directory alone", run(*c.ask, c.top), "--targets-from")
    check_refusal("no target", run(*c.ask), "needs a target")
    status, out, err = run(*c.ask, "-", stdin=read(c.good, "rb"))
    check("standard input", status == 0 and out.startswith("valid: "), out,
          err)
    check_refusal("standard input twice", run(*c.ask, "-", "-"), "once")
    check_refusal("standard input as list and target",
                  run(*c.ask, "--targets-from", "-", "-"), "once")


def lists(c):
    plain = run(*c.ask, *c.many[:4])
    names = write(f"{c.top}/list", "\n".join(c.many[:4]) + "\n\n")
    check("a list", run(*c.ask, "--targets-from", names) == plain)
    check("a list from standard input",
          run(*c.ask, "--targets-from", "-",
              stdin=read(names, "rb")) == plain)
    check("operands, then the list",
          run(*c.ask, "--targets-from", "-", c.many[0],
              stdin="\n".join(c.many[1:4]).encode()) == plain)
    check_refusal("an empty list", run(*c.ask, "--targets-from", "/dev/null"),
                  "no target")
    check_refusal("no such list", run(*c.ask, "--targets-from", "/none"))
    check_refusal("a list with NUL", run(*c.ask, "--targets-from", "-",
                                         stdin=b"a\0b\n"), "NUL")


def difference(a, b):
    """What of two results is not the same."""
    return a[0], b[0], *difflib.unified_diff(
        (a[1] + a[2]).splitlines(), (b[1] + b[2]).splitlines(), n=0)


def jobs(c):
    """More threads change nothing but the time."""
    names = c.many * 5
    for form in ("text", "line", "json", "jsonl", "junit", "tap", "sarif"):
        one = run(*c.ask, "--format", form, *names)
        four = run(*c.ask, "--format", form, "-j", "4", *names)
        check(f"-j 4 --format {form}: the same octets", one == four,
              *difference(one, four))
    for bad in ("0", "257", "x", "-1", "1x"):
        check_refusal(f"-j {bad}", run(*c.ask, "-j", bad, c.good), "--jobs")


def form_line(c):
    status, out, err = run(*c.ask, "--format", "line", *c.many)
    lines = out.splitlines()
    check("line: exit status", status == 2, status)
    check("line: nothing hostile", not hostile(out), hostile(out))
    form = re.compile(r".+:(\d+|-):(\d+|-): (error|warning|note): "
                      r"[a-z0-9-]+: .+")
    check("line: its form", all(form.fullmatch(line) for line in lines),
          lines)
    check("line: one a finding", [line.split(": ")[2] for line in lines] ==
          ["validity-expired", "path-length-exceeded",
           "peer-name-dns-mismatch", "serial-zero", "signature-invalid",
           "validity-expired"], lines)
    check("line: file, certificate and octet",
          re.match(re.escape(c.bad) + r":0:\d+: error: validity-expired: ",
                   lines[0]), lines[0])


def form_json(c):
    status, document = run_json(*c.ask, *c.many)
    valid("json, many", document)
    check("json, many: schema",
          document["schema"] == "chainwright-reports-1")
    check("json, many: in order", [r["target"] for r in
          document["reports"][:3]] == c.many[:3])
    check("json, many: counts", document["counts"] ==
          {"valid": 2, "invalid": 5, "no_verdict": 1}, document["counts"])
    check("json, many: the trouble",
          "none.pem" in document["reports"][-1]["trouble"])
    status, document = run_json(*c.ask, c.bad)
    valid("json, one", document)
    check("json, one: seen as", "CERT_HAS_EXPIRED" in
          document["findings"][0]["seen_as"]["openssl"])
    status, out, _ = run(*c.ask, "--format", "jsonl", *c.many)
    lines = out.splitlines()
    check("jsonl: a line each", len(lines) == len(c.many), len(lines))
    for line in lines:
        valid("jsonl", json.loads(line))


def form_junit(c):
    status, out, _ = run(*c.ask, "--format", "junit", *c.many)
    check("junit: exit status", status == 2, status)
    check("junit: nothing hostile", not hostile(out), hostile(out))
    top = xml.etree.ElementTree.fromstring(out.encode())
    cases = top.findall("./testsuite/testcase")
    check("junit: a case each", len(cases) == len(c.many), len(cases))
    for where in (top, top.find("testsuite")):
        check("junit: counts",
              (where.get("tests"), where.get("failures"),
               where.get("errors")) == ("8", "5", "1"), where.attrib)
    check("junit: a failure has its slug",
          cases[0].find("failure").get("type") == "validity-expired")
    check("junit: and its report",
          "\n    |   not after " in cases[0].find("failure").text)
    check("junit: a good one has nothing", len(cases[5]) == 0)
    check("junit: no verdict is an error",
          "none.pem" in cases[7].find("error").get("message"))
    check("junit: the name, made visible", cases[6].get("name").endswith(
        "\\u{1B}[31m<&\"'>\\u{202E}#\\u{FFFF}.pem"), cases[6].get("name"))


def form_tap(c):
    status, out, _ = run(*c.ask, "--format", "tap", *c.many)
    lines = out.splitlines()
    check("tap: the plan", lines[0] == "1..8", lines[0])
    tests = [line for line in lines if not line.startswith("#")][1:]
    check("tap: numbered, ok or not", [re.match(r"(not ok|ok) (\d+) - ", t)
          .groups() for t in tests] ==
          [("not ok", "1"), ("not ok", "2"), ("not ok", "3"),
           ("ok", "4"), ("not ok", "5"), ("ok", "6"), ("not ok", "7"),
           ("not ok", "8")], tests)
    check("tap: no directive in a name", not any(
        re.search(r"(?<!\\)#", t) for t in tests), tests)


def form_sarif(c):
    """What code hosts ask for, and that it is about the right thing."""
    status, out, _ = run(*c.ask, "--format", "sarif", *c.many)
    document = json.loads(out)
    check("sarif: version", document["version"] == "2.1.0")
    (one,) = document["runs"]
    driver = one["tool"]["driver"]
    check("sarif: the tool", driver["name"] == "chainwright")
    rules = {r["id"]: r for r in driver["rules"]}
    for rule in rules.values():
        check("sarif: a rule is whole", rule["shortDescription"]["text"] and
              rule["fullDescription"]["text"] and rule["help"]["text"] and
              rule["defaultConfiguration"]["level"] in
              ("error", "warning", "note"), rule)
    for result in one["results"]:
        place = result["locations"][0]["physicalLocation"]
        check("sarif: a result is whole", result["ruleId"] in rules and
              result["message"]["text"] and
              place["region"]["startLine"] >= 1 and
              re.fullmatch(r"[0-9a-f]{64}", result["partialFingerprints"]
                           ["primaryLocationLineHash"]), result)
        uri = place["artifactLocation"]["uri"]
        check("sarif: a true reference", re.fullmatch(
            r"(file:///)?([A-Za-z0-9._~/!$&'()*+,;=@-]|%[0-9A-F]{2})+", uri),
            uri)
    check("sarif: in order", [r["ruleId"] for r in one["results"]] ==
          ["validity-expired", "path-length-exceeded",
           "peer-name-dns-mismatch", "serial-zero", "signature-invalid",
           "validity-expired"])
    second = one["results"][1]["locations"][0]["physicalLocation"]["region"]
    lines = read(c.many[1]).splitlines()
    begins = [i + 1 for i, line in enumerate(lines)
              if line.startswith("-----BEGIN")]
    check("sarif: the line of its certificate",
          second["startLine"] == begins[2], second, begins)
    (told,) = one["invocations"]
    check("sarif: trouble is told", not told["executionSuccessful"] and
          "none.pem" in
          told["toolExecutionNotifications"][0]["message"]["text"])
    write(f"{c.top}/a b.pem", read(c.bad))
    relative = json.loads(run(*c.ask, "--format", "sarif", "./a b.pem",
                              cwd=c.top)[1])["runs"][0]
    check("sarif: a relative path stays one", relative["results"][0]
          ["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
          "a%20b.pem")


def tolerating(c):
    status, report = run_json(*c.ask, "--tolerate", "validity-expired", c.bad)
    check("tolerated: exit status 0", status == 0, status)
    check("tolerated: a warning, and marked so",
          [(f["slug"], f["severity"], f["tolerated"]) for f in
           report["findings"]] == [("validity-expired", "warning", True)],
          report["findings"])
    status, out, _ = run(*c.ask, "--tolerate", "validity-expired", c.bad)
    check("tolerated: the text says so", "= tolerated:" in out, out)
    status, report = run_json(*c.ask, "--tolerate", "serial-zero", c.bad)
    check("another one is tolerated: exit status 1", status == 1 and
          slugs(report, "error") == ["validity-expired"] and
          not report["findings"][0]["tolerated"])
    check_refusal("an unknown slug to tolerate",
                  run(*c.ask, "--tolerate", "validity-expird", c.bad),
                  'the nearest is "validity-expired"')
    for slug in ("issuer-not-found", "signature-invalid", "root-not-trusted"):
        check_refusal(f"{slug} to tolerate",
                      run(*c.ask, "--tolerate", slug, c.bad), "path")


def expiring(c):
    for days, status, found in (("30d", 0, []), ("91d", 1,
                                ["validity-ends-soon"])):
        got, report = run_json(*c.ask, "--expiring", days, c.good)
        check(f"expiring within {days}: exit status {status}",
              got == status, got)
        check(f"expiring within {days}: {found}", slugs(report) == found,
              slugs(report))
        check(f"expiring within {days}: valid all the same",
              report["verdict"] == "valid")
    _, out, _ = run(*c.ask, "--expiring", "91d", "--format", "tap", c.good)
    check("expiring: not ok", out.startswith("1..1\nnot ok 1 "), out)
    for bad in ("", "30", "d", "-3d", "0d", "+3d", "2026-01-01", "9" * 40):
        check_refusal(f"--expiring {bad!r}",
                      run(*c.ask, "--expiring", bad, c.good), "--expiring")


def all_paths(c):
    status, out, _ = run(*c.ask, "--all-paths", c.good)
    check("all paths: the good one", "\npath 1: accepted\n" in out and
          "    | www.demo.test <- Demo Issuing CA <- Demo Root CA\n" in out,
          out)
    status, out, _ = run(*c.ask, "--all-paths", c.many[1])
    check("all paths: a refused one", "\npath 1: refused" in out and
          "    |   error[path-length-exceeded]: " in out, out)
    _, report = run_json(*c.ask, c.many[1])
    check("all paths: JSON has them", [f["slug"] for f in
          report["paths"][0]["found"]] == ["path-length-exceeded"] and
          not report["paths"][0]["accepted"], report["paths"])


FAKE = """#!/bin/sh
printf '%%s\\n' "$@" >>'%s/words'
for last; do :; done
[ "$1" = version ] || { dir=${last%%/*}; stat -c '%%a %%n' "$dir" "$dir"/* \\
    >>'%s/modes'; }
%s
"""


def fake_openssl(c, name, does):
    where = f"{c.top}/{name}"
    os.mkdir(where)
    path = write(f"{where}/openssl", FAKE % (where, where, does))
    os.chmod(path, stat.S_IRWXU)
    return where, {"PATH": f"{where}:{os.environ['PATH']}", "TMPDIR": where}


def second_opinion(c):
    status, report = run_json(*c.ask, "--second-opinion", c.bad)
    valid("second opinion", report)
    gnutls = report["second_opinions"][0]
    check("GnuTLS refuses it too", gnutls["engine"].startswith("GnuTLS ") and
          gnutls["agrees"] and not gnutls["accepts"] and
          gnutls["words"][0]["word"] == "EXPIRED" and
          gnutls["words"][0]["found"] == "validity-expired", gnutls)
    if tool("OPENSSL"):
        openssl = report["second_opinions"][1]
        check("openssl refuses it too", openssl["agrees"] and
              openssl["words"][0]["found"] == "validity-expired", openssl)
        status, out, _ = run(*c.ask, "--second-opinion", c.good)
        check("all three accept it", status == 0 and
              out.count(" accepts it too\n") == 2, out)
    # At the moment of the question, not of the clock.
    status, report = run_json(*c.ask[:-1], "2040-01-01", "--second-opinion",
                              c.good)
    check("GnuTLS judges at that time", report["second_opinions"][0]["words"]
          [0]["word"] == "EXPIRED", report["second_opinions"])

    where, env = fake_openssl(c, "liar", "[ \"$1\" = version ] && "
                              "echo 'OpenSSL 9.9 of tomorrow'; exit 0")
    status, report = run_json(*c.ask, "--second-opinion", c.bad, env=env)
    liar = report["second_opinions"][1]
    check("one that accepts: told, and the verdict stays", status == 1 and
          liar["engine"] == "OpenSSL 9.9" and liar["accepts"] and
          not liar["agrees"], liar)
    check("one that accepts: in words", "OpenSSL 9.9 accepts it, and "
          "chainwright does not" in
          run(*c.ask, "--second-opinion", c.bad, env=env)[1])
    modes = read(f"{where}/modes").split("\n")[:3]
    check("its files are ours alone", modes[0].startswith("700 ") and
          all(m.startswith("600 ") for m in modes[1:]), modes)
    check("its files are gone", sorted(os.listdir(where)) ==
          ["modes", "openssl", "words"], os.listdir(where))
    strange = "-config;$(touch x)"
    run(*c.ask[:3], "--name", f"dns:{strange}", "--second-opinion", c.bad,
        env=env, cwd=where)
    check("a strange name stays one word",
          f"-verify_hostname\n{strange}\n" in read(f"{where}/words") and
          not os.path.exists(f"{where}/x"))
    where, env = fake_openssl(c, "odd", "[ \"$1\" = version ] && { echo "
                              "'OpenSSL 1'; exit; }; printf 'error 7 at 0 "
                              "depth lookup: \\033[31mred\\n'; exit 2")
    status, out, err = run(*c.ask, "--second-opinion", c.bad, env=env)
    check("its hostile words are shown escaped", "\\u{1B}[31mred" in out and
          not hostile(out + err), out, err)


def explaining():
    for words, first in (
            ("unable to get local issuer certificate", "issuer-not-found"),
            ("20", "issuer-not-found"),
            ("X509_V_ERR_CERT_HAS_EXPIRED", "validity-expired"),
            ("certificate  HAS\texpired", "validity-expired"),
            ("gnutls_cert_signer_not_ca", "issuer-not-ca"),
            ("SIGNER_CONSTRAINTS_FAILURE", "path-length-exceeded"),
            ("x509: certificate signed by unknown authority",
             "issuer-not-found"),
            ("UnknownIssuer", "issuer-not-found"),
            ("unknown issuer", "issuer-not-found"),
            ("net::ERR_CERT_COMMON_NAME_INVALID", "peer-name-dns-mismatch"),
            ("curl: (60) SSL certificate problem: self-signed certificate",
             "leaf-self-signed-untrusted")):
        status, document = run_json("explain", words)
        valid(f"explain {words!r}", document)
        check(f"explain {words!r}: {first}", status == 0 and
              document["meanings"][0]["slug"] == first,
              [m["slug"] for m in document["meanings"]])
    check("words that a shell has split", run("explain", "unable", "to", "get",
          "local", "issuer", "certificate") ==
          run("explain", "unable to get local issuer certificate"))
    check_refusal("nothing like it", run("explain", "frobnicate"))
    check_refusal("nearly a slug", run("explain", "validity-expird"),
                  "validity-expired")
    check_refusal("some words of it", run("explain", "issuer of moon cheese"),
                  "nearest")
    _, out, _ = run("explain", "validity-expired")
    check("a slug tells how others call it",
          "OpenSSL   certificate has expired (10)" in out, out)


with folder() as top:
    cases = Case(top)
    many_targets(cases)
    lists(cases)
    jobs(cases)
    form_line(cases)
    form_json(cases)
    form_junit(cases)
    form_tap(cases)
    form_sarif(cases)
    tolerating(cases)
    expiring(cases)
    all_paths(cases)
    second_opinion(cases)
    explaining()
end()
